"""Details of an exercise that people ask for, and the stored question that lies closest where none answers."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from assistant.conversation import Assistant
from assistant.models import Answer, Status
from assistant.plans.details import DETAILS, detail_asked
from evals import coverage

BREATH, SPEED, EXTENT, HOLD, DAYS, REST, BED, CHAIR, FAULTS = DETAILS


def ask(assistant: Assistant, text: str) -> Answer:
    return assistant.conversation().ask(text)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("do i breathe in or out when I lift in the bridge", BREATH),
        ("should I hold my breath in a squat", BREATH),
        ("how fast should I do clams", SPEED),
        ("should heel raises be slow or quick", SPEED),
        ("how far should i go in the bridge", EXTENT),
        ("is that high enough for a leg raise", EXTENT),
        ("how long do I hold the bridge for", HOLD),
        ("how many days a week do i do bird dog", DAYS),
        ("how long do I rest between sets of step ups", REST),
        ("can I do clams on the mattress", BED),
        ("can I do ankle circles in a chair", CHAIR),
        ("what am I doing wrong in the clam", FAULTS),
        ("What should I be concentrating on in the bird dog?", FAULTS),
        ("I get out of breath in the bridge", None),
        ("how fast will the clam help", None),
        ("how do I do a bridge", None),
    ],
)
def test_what_is_asked_of_an_exercise(text: str, detail: object) -> None:
    assert detail_asked(text) is detail


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "document", "said"),
    [
        ("what am i doing wrong in ankle circles", "exercises/ankle-circles", r"keep the leg still"),
        (
            "Whenever I do the bird dog my lower back sags like an old mattress. What should I be concentrating on?",
            "exercises/bird-dog",
            r"reach long rather than high",
        ),
        ("how fast should i do clamshell", "exercises/clamshell", r"slowly"),
        ("how far should i go in bridge", "exercises/bridge", r"straight line"),
        ("how should i breathe during ankle circles", "guidance/dose", r"does not say that.*Breathe out as you lift"),
        ("how many days a week do i do bird dog", "guidance/dose", r"does not say that.*every day"),
        ("How long do I rest between sets of step ups", "guidance/dose", r"rest between two sets.*minute"),
        ("how do i make the bent-over row harder", "guidance/dose", r"does not say that.*next level"),
    ],
)
def test_a_detail_is_found_on_the_page_or_in_general_guidance(
    assistant: Assistant, text: str, document: str, said: str
) -> None:
    answer = ask(assistant, text)
    assert answer.status is Status.ANSWERED
    assert document in {citation.document_id for citation in answer.citations}
    assert re.search(said, answer.text, re.DOTALL), answer.text


@pytest.mark.model
def test_a_detail_of_an_exercise_that_is_not_for_this_person_is_not_given(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("I broke my hip three weeks ago")
    answer = conversation.ask("how fast should I do bird dogs?")
    assert answer.precautions
    assert "leave the bird dog out" in answer.text


@pytest.mark.model
def test_a_stored_answer_on_the_detail_comes_first(assistant: Assistant) -> None:
    answer = ask(assistant, "how high do I lift in a bridge and how long do I hold it")
    assert {citation.heading for citation in answer.citations} & {
        "How high do I lift in a bridge, and how long do I hold?"
    }


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "nearest", "said"),
    [
        (
            "did my acl 7 months ago, feel mint, coach wants me back for the cup game in 2 weeks. can i",
            "When can I play football after ACL surgery?",
            "nine months",
        ),
        (
            "been told i've got bursitis on the hip. can I keep going to my zumba",
            "Can I swim, cycle or do yoga with hip bursitis?",
            "pain rule",
        ),
    ],
)
def test_the_closest_question_is_shown_as_what_it_is(assistant: Assistant, text: str, nearest: str, said: str) -> None:
    answer = ask(assistant, text)
    assert answer.status is Status.ANSWERED
    assert answer.text.startswith(f"I have no answer to exactly that. The nearest question here is “{nearest}”")
    assert said in answer.text
    assert answer.citations


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "what did Dr Anjali Rao at Wythenshawe write about my spine",
        "is it ok to play the violin after a hip replacement",
        "exercises after an ankle fusion",
        "how do I fold a fitted sheet",
        "steps for the Zercher sissy squat hold",
    ],
)
def test_nothing_is_shown_as_close_that_is_about_another_thing(assistant: Assistant, text: str) -> None:
    answer = ask(assistant, text)
    assert answer.status in (Status.NO_EVIDENCE, Status.OUT_OF_SCOPE)
    assert "nearest question" not in answer.text


@pytest.mark.model
def test_a_question_within_a_story_is_not_answered_for_another_condition(assistant: Assistant) -> None:
    answer = ask(
        assistant,
        "I garden. I have thin bones, DEXA minus 3.1, two crushed vertebrae from years ago. How do I go on weeding without doing myself another one?",
    )
    assert not any("replacement" in citation.document_id for citation in answer.citations)


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "document", "said"),
    [
        ("I had a stroke last year, left side weak, what can I do sitting down for my leg?", "conditions/stroke", ""),
        (
            "Three times now I've pulled the same hamstring. Why does it keep going?",
            "conditions/hamstring-strain",
            "third",
        ),
        (
            "is it better we pay for the clinic or exercise at home for her new knee",
            "conditions/knee-replacement",
            "52",
        ),
        ("clam or side lying leg lift, which does more for the bum", "exercises/side-lying-hip-abduction", "twice"),
        (
            "sciatica since christmas, sitting's the worst. how should I sit at my desk",
            "conditions/sciatica",
            "get up often",
        ),
        (
            "my heel pain is worst when I get out of bed, what can I do before I stand up",
            "conditions/plantar-heel-pain",
            "before you stand up",
        ),
        ("my neck feels fine now can i bin the exercises", "conditions/neck-pain", "6 to 8 weeks"),
        ("how do i know if i'm doing too much? my knee throbs after the exercises", "guidance/pacing", "next morning"),
    ],
)
def test_stories_reach_the_page_that_they_are_about(assistant: Assistant, text: str, document: str, said: str) -> None:
    answer = ask(assistant, text)
    assert answer.citations[0].document_id == document, answer.text
    assert said in answer.text


@pytest.mark.model
@pytest.mark.parametrize(
    "text", ["The bridge is easy now. What comes next?", "is the bridge the easiest exercise for my bottom"]
)
def test_a_bridge_that_is_easy_is_an_exercise(assistant: Assistant, text: str) -> None:
    assert ask(assistant, text).status is Status.ANSWERED


@pytest.mark.model
def test_coverage_lists_what_gets_no_answer_of_its_own(assistant: Assistant) -> None:
    _, corpus = assistant.retriever.corpus()
    clam = corpus.documents["exercises/clamshell"]
    asked = list(coverage.questions(clam))
    assert Counter(aspect.name for aspect, _ in asked) == {aspect.name: 2 for aspect in coverage.EXERCISE}
    assert all("clamshell" in question for _, question in asked)
    how = coverage.EXERCISE[0]
    assert coverage.gap(clam, how, "q", ask(assistant, "how do i do clamshell")) is None
    assert coverage.gap(clam, how, "q", ask(assistant, "how do i do a bridge")).why == "elsewhere"  # type: ignore[union-attr]
    assert coverage.gap(clam, how, "q", ask(assistant, "exercises for vertigo")).why == "no-evidence"  # type: ignore[union-attr]
    breathing = next(one for one in coverage.EXERCISE if one.name == "breathing")
    assert coverage.gap(clam, breathing, "q", ask(assistant, "how do i do clamshell")).why == "unsaid"  # type: ignore[union-attr]
