"""Follow-ups and pleasantries in lay words."""

from __future__ import annotations

import pytest

from assistant.following.frames import frame_of
from assistant.following.mending import mend
from assistant.following.phrases import corrects, ordinal_in, read_phrase, reset_in
from assistant.short_answers import in_full
from assistant.understanding import pleasantry


@pytest.mark.parametrize(
    ("turn", "frame"),
    [
        ("and how many?", "many"),
        ("an how mny", "many"),
        ("thanks!! how many times a day tho", "often"),
        ("how long for", "hold"),
        ("why?", "why"),
        ("does it hurt", "pain"),
        ("but it hurts", "hurting"),
        ("easier one?", "easier"),
        ("i cant manage it", "easier"),
        ("its too easy now", "harder"),
        ("whats the next step", "harder"),
        ("what else", "else"),
        ("tell me more", "more"),
        ("so can i", "safe"),
        ("when can i stop", "stop"),
        ("how soon", "when"),
        ("what about the other leg", "other-side"),
        ("how many clams after my new hip", ""),
        ("when can i drive", ""),
        ("what is pacing", ""),
        ("bridges after a hip replacement", ""),
    ],
)
def test_what_a_bare_follow_up_asks_for(turn: str, frame: str) -> None:
    assert read_phrase(turn).frame == frame


def test_a_long_tale_is_read_to_its_question() -> None:
    tale = "well my daughter came and she says i do too few and i do get tired so how many should i actually be doing"
    assert read_phrase(tale).frame == "many"
    assert not read_phrase(tale).whole


def test_places_in_a_list() -> None:
    assert ordinal_in("show me the second one") == (2, "show me it")
    assert ordinal_in("number 3 please") == (3, "it")
    assert ordinal_in("the last one") == (-1, "it")
    assert ordinal_in("at first it hurt") is None
    assert ordinal_in("put the inside of the foot down first") is None
    assert ordinal_in("last week") is None


def test_corrections_and_fresh_starts() -> None:
    assert corrects(mend("no, I meant the standing one")) == "the standing one"
    assert corrects(mend("Sorry I meant knee")) == "knee"
    assert corrects("its my knee that hurts") is None
    assert reset_in("start over please") == ""
    assert reset_in(mend("forget all that, what helps neck pain")) == "what helps neck pain"
    assert reset_in("can i start again") is None


def test_what_a_whole_question_asked_for() -> None:
    assert frame_of("How many clams after my new hip?") == "many"
    assert frame_of("how do i do a bridge") == "how"
    assert frame_of("is the bridge safe for me") == "safe"


def test_pleasantries() -> None:
    assert pleasantry("Thanks!") == "thanks"
    assert pleasantry("ok thank you so much") == "thanks"
    assert pleasantry("Hello there") == "greeting"
    assert pleasantry("thanks, and how many clams?") is None


@pytest.mark.parametrize(
    ("asked", "answer", "meaning"),
    [
        ("Did your surgeon go in through the back, the front or the side of the hip?", "the back i think", "posterior"),
        ("Did your surgeon go in through the back, the front or the side of the hip?", "front", "anterior"),
        ("Has your team said how much weight you may put on the leg?", "none", "non weight bearing"),
        ("Has your team said how much weight you may put on the leg?", "all of it", "full weight bearing"),
        ("How many weeks is it since your operation or injury?", "6", "6 weeks"),
        ("Which knee operation was it: a replacement, a ligament (ACL)?", "replacement", "knee replacement"),
    ],
)
def test_a_word_answers_what_was_asked(asked: str, answer: str, meaning: str) -> None:
    assert meaning in in_full(answer, asked)
    assert in_full(answer, "") == answer


def test_a_word_that_is_no_side() -> None:
    assert in_full("Right, how often then?", "") == "how often then?"
    assert in_full("right hip", "") == "right hip"
