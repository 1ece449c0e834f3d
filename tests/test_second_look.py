"""A turn that found no answer of its own: the one other reading that is tried."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.conversation import Assistant
from assistant.meant_question import MeantQuestion
from assistant.models import Question
from assistant.retrieval import HybridRetriever

pytestmark = pytest.mark.model


def meant(assistant: Assistant, text: str, *subject: str) -> str:
    found = MeantQuestion(assistant.retriever).of(*assistant.retriever.corpus(), Question(text=text, subject=subject))
    return found.heading if found else ""


@pytest.mark.parametrize(
    ("text", "subject", "heading"),
    [
        ("what goes under the knee", "exercises/inner-range-quads", "What size should the roll be?"),
        ("best on an empty tummy or after my porridge?", "exercises/bridge", "How long after eating can I exercise?"),
        ("what about tins of beans", "exercises/band-row", "What can I use instead of weights?"),
        # What the name alone is near to, what is asked by the pregnant, and another exercise are not meant.
        ("can it come from my desk", "conditions/neck-pain", ""),
        ("could I do it lying", "exercises/standing-hamstring-curl", ""),
        ("want a flatter tummy", "conditions/osteoporosis", ""),
    ],
)
def test_the_stored_question_that_a_short_turn_means(
    assistant: Assistant, text: str, subject: str, heading: str
) -> None:
    assert meant(assistant, text, subject) == heading


def test_what_was_just_said_is_not_said_again(assistant: Assistant) -> None:
    generation, corpus = assistant.retriever.corpus()
    subject = "exercises/inner-range-quads"
    document = corpus.documents[subject]
    section = next(one for one in document.sections if one.heading == "What size should the roll be?")
    said = tuple(f"{subject}:{one.span.start}" for one in section.statements)
    question = Question(text="what goes under the knee", subject=(subject,), said=said)
    found = MeantQuestion(assistant.retriever).of(generation, corpus, question)
    assert found is None or found.heading != section.heading


def test_a_turn_is_looked_up_twice_at_most(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = assistant.conversation()
    conversation.ask("how do i do short arc quads")
    looked_up: list[str] = []
    find = HybridRetriever.find

    def counted(self: HybridRetriever, generation: Any, corpus: Any, reading: Any, k: Any = None) -> Any:
        looked_up.append(reading.text)
        return find(self, generation, corpus, reading, k)

    monkeypatch.setattr(HybridRetriever, "find", counted)
    answer = conversation.ask("what goes under the knee")
    assert answer.query == "What size should the roll be?"
    assert len(looked_up) == 2
