"""Whatever an answerer drafts, nothing that a rule forbids is taught, listed or suggested."""

from __future__ import annotations

import pytest

from assistant.conversation import Assistant
from assistant.models import Answer, SectionKind
from assistant.screening import offers

pytestmark = pytest.mark.model


def ask(assistant: Assistant, *turns: str) -> Answer:
    conversation = assistant.conversation()
    return [conversation.ask(turn) for turn in turns][-1]


def offered(answer: Answer) -> set[str]:
    """Documents quoted in steps, dose or options."""
    marks = {
        number
        for part in answer.parts
        if part.kind in ("steps", "dose", "options")
        for sentence in part.sentences
        for number in sentence.citations
    }
    return {citation.document_id for citation in answer.citations if citation.number in marks}


def test_general_advice_for_a_tendon_is_not_given_after_its_repair(assistant: Assistant) -> None:
    answer = ask(assistant, "had my achilles repaired 4 weeks ago in a cast", "what exercises can I do")
    assert "Load the tendon" not in answer.text
    assert {citation.document_id for citation in answer.citations} == {"conditions/achilles-rupture"}
    assert "Do not pull the foot up" in answer.text
    assert not offered(answer) & {"exercises/heel-raise", "exercises/eccentric-heel-drop"}


def test_a_task_that_the_library_does_not_hold_still_gets_its_precaution(assistant: Assistant) -> None:
    answer = ask(assistant, "30 weeks pregnant", "can I go skiing")
    assert [one.rule for one in answer.precautions if one.verdict == "not_now"] == ["pregnancy-hits-and-falls"]
    assert "risk of falling" in answer.text


def test_the_deciding_question_is_asked_once(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    first = conversation.ask("I had my hip replaced 3 weeks ago, which exercises can I do?")
    second = conversation.ask("which exercises can I do?")
    assert "back, the front or the side" in first.asks
    assert second.asks != first.asks
    assert "exercises/knee-to-chest" not in offered(first) | offered(second)


@pytest.mark.parametrize(
    ("told", "asked", "verdict"),
    [
        ("posterior hip replacement 3 weeks ago", "can I tie my shoes", "not_now"),
        ("not allowed any weight on my leg", "can I stand at the sink", "not_now"),
        ("rotator cuff repair 3 weeks ago", "can I drive", "not_now"),
        ("osteoporosis", "is hoovering ok", "caution"),
        ("knee replacement 3 years ago", "can I play golf", ""),
        ("healthy and 40", "can I go skiing", ""),
    ],
)
def test_everyday_tasks(assistant: Assistant, told: str, asked: str, verdict: str) -> None:
    found = [one.verdict for one in ask(assistant, told, asked).precautions if not one.exercise]
    assert (found[0] if found else "") == verdict


def test_a_question_of_a_barred_exercise_is_not_suggested_in_any_words(assistant: Assistant) -> None:
    _, corpus = assistant.retriever.corpus()
    rules = assistant.precautions
    active = assistant.reader.active(assistant.reader.read(["lumbar fusion ten days ago"]))
    for document in corpus.documents.values():
        if document.kind == "exercise" and not rules.allowed(document, active):
            asked = [one.heading for one in document.sections if one.kind is SectionKind.QUESTION]
            assert not [one for one in asked if offers(one, corpus, rules, active)], document.id
