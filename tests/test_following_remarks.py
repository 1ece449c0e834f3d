"""Remarks on an answer, told from questions."""

from __future__ import annotations

import pytest

from assistant.following.remarks import asked_anew, remark_in
from assistant.following.variation import is_supposed


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("shorter please", "shorter"),
        ("can you make that shorter", "shorter"),
        ("thats too long", "shorter"),
        ("say it simpler", "simpler"),
        ("in plain english please", "simpler"),
        ("i dont understand", "simpler"),
        ("say that again", "again"),
        ("really", "doubt"),
        ("are you sure", "doubt"),
        ("my neighbour says it does", "doubt"),
        ("that doesnt answer it", "no-help"),
        ("thats not what i asked", "no-help"),
        ("my surgeon said i can", "team"),
        ("is there a shorter stretch", None),
        ("he does not answer", None),
        ("my husband says it is nothing but my calf is hot and swollen and very sore indeed", None),
        ("easier", None),
        ("how many", None),
    ],
)  # fmt: skip
def test_remarks(text: str, kind: str | None) -> None:
    assert remark_in(text) == kind


def test_a_question_put_again() -> None:
    assert asked_anew("no i asked how many") == "how many"
    assert asked_anew("how many") == ""


@pytest.mark.parametrize(
    ("text", "supposed"),
    [("and by 6 weeks", True), ("what about after 3 months", True), ("and at week 8", True), ("6 weeks ago", False), ("im 6 weeks on now", False), ("8 weeks", False)],
)  # fmt: skip
def test_a_time_to_come(text: str, supposed: bool) -> None:
    assert is_supposed(text) is supposed
