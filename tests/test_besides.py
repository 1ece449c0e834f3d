"""What is asked besides, what is only told of, and answers that are the one asked for: read in whole answers."""

from __future__ import annotations

import pytest

from assistant.conversation import Assistant


def _reply(assistant: Assistant, text: str) -> str:
    return assistant.conversation().ask(text).text


@pytest.mark.parametrize(
    ("question", "first", "then"),
    [
        ("Towel under my heel, new knee: what for and how long?", "fully straight", "30 seconds"),
        ("Wall press-ups - how far back do I stand and how many?", "18 inches", "10 wall push-ups"),
        ("Physio wants me to give myself a double chin?? how n how many", "straight back", "5 chin tucks"),
        ("What is the clamshell for and how many do I do?", "strengthens", "3 sets of 10"),
        ("how n how many bridges", "lift your bottom", "3 sets of 10"),
    ],
)
def test_both_questions_are_answered_in_their_order(assistant: Assistant, question: str, first: str, then: str) -> None:
    """Neither half of "what for and how long?" is left out."""
    text = _reply(assistant, question)
    assert 0 <= text.find(first) < text.find(then), text


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("Ten days into arthritis exercises and my hip is worse. Give up?", "ease back", "Exercises to look at"),
        ("I can stand on one leg with two hands on the sink. How do I move on?", "two hands to one", "no answer"),
        (
            "Dad is 84 with a new RIGHT knee and one crutch. He has to come DOWN the stairs this afternoon to see the district nurse. What goes first?",
            "the crutch or stick goes first",
            "twist",
        ),
        (
            "Did squats Sunday. Its Tuesday and my thighs are screaming. Broke something?",
            "usually harmless",
            "Stand with",
        ),
        ("Back to five-a-side after ACL graft - how many months?", "nine months", "kneel"),
        ("My wife had her hip done ten days ago, can I run her to church? Passenger only.", "three weeks", "Jogging"),
        ("Why do heel drops with straight knee AND bent knee?", "soleus", "no answer"),
        ("Week 3 after nail in broken hip. Told to shift my weight at the sink. How?", "over one foot", "Heel slides"),
        ("Behind the wheel when? Right hip replaced, manual car", "six weeks", "automatic"),
        ("is it ok to walk with a stick in the wrong hand", "No, do not just swap", "will not use"),
        ("doc found a heel spur so thats why it hurts right", "not the cause", "no answer"),
        ("Stiff neck from the laptop, three things to do?", "head turns", "I only answer"),
        ("How do you do a heel tap off a step properly?", "Tap the floor", "I only answer"),
        ("pelvic floor how do i know im doing it right", "pelvic health physiotherapist", "[1]"),
    ],
)
def test_what_is_asked_is_answered(assistant: Assistant, question: str, said: str, unsaid: str) -> None:
    """A story, an exercise that is only told of and a word of another field do not turn the answer away."""
    text = _reply(assistant, question)
    assert said in text, text
    assert unsaid not in text, text


def test_running_is_still_running(assistant: Assistant) -> None:
    """Only to run somebody somewhere is a drive."""
    text = _reply(assistant, "I had a hip replacement 10 days ago, can I run to the shop?")
    assert "leave heavy lifting, jumping, running" in text, text


def test_an_answer_to_another_question_is_shown_as_that(assistant: Assistant) -> None:
    """What to do instead of an exercise is not whether it is useless."""
    assert "no answer to exactly that" in _reply(assistant, "someone told me clams are useless")
