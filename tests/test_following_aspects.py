"""What a turn asks of the thing spoken of, told from any part of its wording."""

from __future__ import annotations

import pytest

from assistant.following.aspects import aspects_in
from assistant.following.mending import mend
from assistant.following.remarks import after_no_help, remark_among
from assistant.short_answers import in_full


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("so when can I pack it in?", "stop"),
        ("how long till I notice any difference", "working"),
        ("x how many", "many"),
        ("evry day?", "often"),
        ("how many secs hold at top", "hold"),
        ("is there a baby version", "easier"),
        ("is there a way to make it tougher", "harder"),
        ("gym closed. house version?", "else"),
        ("which of them would you start with", "best"),
        ("which bits should I leave out", "avoid"),
        ("pain's moved down past my knee now, still carry on?", "spreading"),
        ("and if I nod off and miss some", "missed"),
    ],
)
def test_aspects(text: str, aspect: str) -> None:
    assert aspects_in(mend(text))[0] == aspect


@pytest.mark.parametrize("text", ["I work in a shop", "thanks, that is clear", "my neighbour has a dog"])
def test_words_that_ask_nothing_have_no_aspect(text: str) -> None:
    assert aspects_in(mend(text)) == ()


def test_a_remark_among_the_reasons_for_it() -> None:
    assert remark_among("simpler, English is my second language") == "simpler"
    assert remark_among("simpler, and how many a day with my bad hip") is None


def test_what_is_asked_after_saying_that_no_answer_was_given() -> None:
    assert after_no_help("that doesn't answer it. how often?") == "how often"
    assert after_no_help("that doesn't answer it") == ""


def test_the_way_in_is_put_right_only_where_one_was_told() -> None:
    assert in_full("it was the side, not the front", "", approach="anterior").endswith("lateral approach")
    assert in_full("it was the side, not the front", "") == "it was the side, not the front"
