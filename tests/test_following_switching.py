"""Turns that leave the topic, or that pass the time of day."""

from __future__ import annotations

import pytest

from assistant.conversation import Assistant
from assistant.following.chatting import is_chat
from assistant.following.mending import mend
from assistant.following.phrases import without_praise
from assistant.following.switching import after_a_switch
from assistant.models import Status


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("thanks. Different thing: my husband's ankle is sprained", "my husband's ankle is sprained"),
        ("unrelated but which leg goes up the stairs first", "which leg goes up the stairs first"),
        ("ok, topic change, does ice help", "does ice help"),
        ("on another note, can I swim", "can I swim"),
        ("another one please", ""),
        ("give me a different exercise", ""),
        ("something else for my knee", ""),
        ("the next one", ""),
    ],
)
def test_a_topic_is_left_on_purpose(text: str, rest: str) -> None:
    assert after_a_switch(text) == rest


@pytest.mark.parametrize(
    ("text", "chat"),
    [
        ("It is lovely weather for it today", True),
        ("my surgeon was a right grump anyway", True),
        ("they make me sleepy lol", True),
        ("i'm so clumsy haha", True),
        ("my knee hurts lol", False),
        ("lol how many", False),
        ("i fell over the cat lol", False),
        ("they make me dizzy lol", False),
        ("had my op in lovely weather 3 weeks ago", False),
        ("no kettle, lol", False),
        ("i cant get up haha", False),
    ],
)
def test_small_talk_holds_nothing_that_exercise_turns_on(text: str, chat: bool) -> None:
    assert is_chat(mend(text)) is chat


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("ta thats smashing. does it matter if I lean", "does it matter if I lean"),
        ("Thank you so much! And how often?", "And how often?"),
        ("My knee is good. How often?", "My knee is good. How often?"),
        ("It hurts. How often?", "It hurts. How often?"),
    ],
)
def test_praise_before_a_question_is_dropped(text: str, rest: str) -> None:
    assert without_praise(text) == rest


@pytest.mark.model
def test_after_a_switch_nothing_of_the_old_topic_is_added(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("Explain how to do wall press-ups")
    answer = conversation.ask("thanks. Different thing: my husband's ankle is sprained, day 1. ice?")
    assert {one.document_id for one in answer.citations} == {"conditions/ankle-sprain"}


@pytest.mark.model
def test_small_talk_keeps_the_topic(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("how do i do bird dogs")
    chat = conversation.ask("lovely weather for it today")
    assert (chat.status, chat.citations) == (Status.OUT_OF_SCOPE, ())
    assert conversation.ask("how many?").query == "How many bird dogs should I do?"
