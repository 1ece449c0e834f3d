"""Whether a passage holds an answer: what the question names, and how near the passage lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from assistant import answerability
from assistant.answerability import answers, confidence, coverage, foreign_topics, informative, score
from assistant.corpus import Corpus, document_frequency
from assistant.loading import load_library
from assistant.models import Chunk, Passage, SectionKind
from assistant.retrieval import Reading

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, eq=False)
class Stub:
    """The part of a corpus that is looked at."""

    documents: dict[str, object]
    of_document: dict[str, list[Chunk]]
    frequency: Counter[str]

    def section(self, chunk: Chunk) -> object:
        document = self.documents[chunk.document_id]
        return next(one for one in document.sections if one.heading == chunk.heading)  # type: ignore[attr-defined]

    def derived(self, what: str, of: str, make: Callable[[], object]) -> object:
        return make()


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    documents = {one.id: one for one in load_library(ROOT / "knowledge").documents}
    chunks = {
        one.id: [
            Chunk(
                id=f"{one.id}:{number}",
                document_id=one.id,
                heading=section.heading,
                kind=section.kind,
                span=section.span,
                text=one.text[section.span.start : section.span.end],
                embedded=f"{section.heading} {one.text[section.span.start : section.span.end]}",
            )
            for number, section in enumerate(one.sections)
        ]
        for one in documents.values()
    }
    return cast("Corpus", Stub(dict(documents), chunks, document_frequency(documents, chunks)))


def passage(
    corpus: Corpus, document: str, heading: str, dense: float, entity: float = 0.0, question: bool = False
) -> Passage:
    chunk = next(one for one in corpus.of_document[document] if one.heading == heading)
    return Passage(
        chunk=chunk, title=document, score=1.0, dense=dense, entity=entity, question=heading if question else ""
    )


def reading(text: str) -> Reading:
    return Reading(text, text, (), {})


def test_the_same_question_is_answered(corpus: Corpus) -> None:
    found = passage(corpus, "exercises/clamshell", "How many clamshells should I do?", 0.95, question=True)
    assert found.chunk.kind is SectionKind.QUESTION
    assert answers(corpus, reading("how many clamshells should i do"), found)


def test_a_far_passage_is_not(corpus: Corpus) -> None:
    found = passage(corpus, "exercises/clamshell", "How many clamshells should I do?", 0.3)
    assert not answers(corpus, reading("how many clamshells should i do"), found)


def test_a_part_of_the_body_must_be_what_the_passage_is_about(corpus: Corpus) -> None:
    heading = "My wrists hurt in the bird dog. What can I change?"
    found = passage(corpus, "exercises/bird-dog", heading, 0.7, question=True)
    assert not answers(corpus, reading("wrist exercises after a broken wrist"), found)
    named = passage(corpus, "exercises/bird-dog", heading, 0.9, entity=1.0, question=True)
    assert answers(corpus, reading("my wrists hurt in the bird dog"), named)


def test_a_condition_that_no_passage_holds_is_not_answered(corpus: Corpus) -> None:
    found = passage(corpus, "exercises/clamshell", "How many clamshells should I do?", 0.9, question=True)
    assert not answers(corpus, reading("exercises for tennis elbow"), found)
    assert foreign_topics(reading("exercises for tennis elbow")) != []


def test_a_wish_about_an_unknown_thing_is_not_answered(corpus: Corpus) -> None:
    found = passage(corpus, "conditions/hip-replacement-precautions", "What helps", 0.7, entity=1.0)
    assert not answers(corpus, reading("is it safe to play the trombone after a hip replacement"), found)


def test_coverage_and_score_are_bounded(corpus: Corpus) -> None:
    found = passage(corpus, "exercises/clamshell", "How many clamshells should I do?", 0.5, entity=1.0)
    assert coverage(corpus, reading("how many"), found) == 1.0
    assert 0.0 <= coverage(corpus, reading("clamshell trombone"), found) < 1.0
    assert score(corpus, reading("clamshells"), found) == pytest.approx(0.95)


def test_confidence_is_the_best_of_the_first_passages(corpus: Corpus) -> None:
    heading = "How many clamshells should I do?"
    found = [passage(corpus, "exercises/clamshell", heading, dense) for dense in (0.3, 0.5, 0.1, 0.1, 0.1, 0.9)]
    assert confidence(corpus, reading("clamshells"), found) == pytest.approx(0.9)
    assert confidence(corpus, reading("clamshells"), []) is None


def test_words_that_say_nothing_are_left_out() -> None:
    assert informative(reading("what is the best exercise for over 80s")) == []


def test_the_thresholds_are_in_order() -> None:
    assert answerability.NEAR < answerability.FLOOR < answerability.SURE


def test_one_exercise_is_no_answer_where_nothing_is_named(corpus: Corpus) -> None:
    """A list for "my legs" is not the one exercise whose name has a leg in it."""
    found = passage(corpus, "exercises/leg-pendulum", "How do I do leg pendulums?", 0.67, question=True)
    asked = reading("exercises for my legs")
    assert not answers(corpus, asked, found)
