"""The retriever over the real library with the real model."""

from __future__ import annotations

import pytest

from assistant.conversation import Assistant

pytestmark = pytest.mark.model

QUESTIONS = [
    ("how many clams after my new hip?", {"exercises/clamshell"}),
    ("which leg goes first on the stairs with one crutch", {"guidance/stairs"}),
    ("what hand does the walking stick go in", {"guidance/walking-aids"}),
    ("3 sets of 10 means what exactly", {"guidance/dose"}),
    ("is the hip able to internally glide", {"guidance/misconceptions"}),
    ("tkr bending at home", {"conditions/knee-replacement", "exercises/heel-slide", "exercises/seated-knee-flexion"}),
    ("monster walk", {"exercises/lateral-band-walk"}),
    ("pain behind my kneecap going down stairs", {"conditions/patellofemoral-pain"}),
    ("frozzen sholder", {"conditions/frozen-shoulder"}),
    ("nerve flossing", {"exercises/sciatic-nerve-slider"}),
]


@pytest.mark.parametrize(("question", "expected"), QUESTIONS)
def test_the_right_document_is_among_the_first_three(assistant: Assistant, question: str, expected: set[str]) -> None:
    found = [passage.chunk.document_id for passage in assistant.retriever.search(question, 3)]
    assert expected & set(found)


def test_passages_are_ordered_and_stand_at_their_spans(assistant: Assistant) -> None:
    passages = assistant.retriever.search("how do I do a bridge", 10)
    _, corpus = assistant.retriever.corpus()
    assert len(passages) == 10
    assert [passage.score for passage in passages] == sorted((passage.score for passage in passages), reverse=True)
    for passage in passages:
        text = corpus.documents[passage.chunk.document_id].text
        assert text[passage.chunk.span.start : passage.chunk.span.end] == passage.chunk.text


def test_it_is_a_langchain_retriever(assistant: Assistant) -> None:
    documents = assistant.retriever.as_langchain().invoke("heel slides after knee replacement")
    assert documents[0].metadata["document_id"]
    assert documents[0].page_content


@pytest.mark.parametrize("query", ["", "   ", "?!", "x" * 5000])
def test_odd_queries_do_no_harm(assistant: Assistant, query: str) -> None:
    assistant.retriever.search(query, 5)
