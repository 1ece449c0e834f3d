"""The last question with one thing of it changed."""

from __future__ import annotations

import pytest

from assistant.following.variation import on_the_other_side, varied


@pytest.mark.parametrize(
    ("turn", "before", "after"),
    [
        ("and down", "which leg first going up stairs?", "Which leg first going down stairs?"),
        ("what about after 6 weeks", "how many knee bends a day?", "How many knee bends a day at 6 weeks?"),
        ("ok its now 10 days later", "rolled my ankle yesterday what can i do", "Rolled my ankle what can I do at 10 days?"),
        ("and for my mum she is 84", "is tai chi good for falls?", "is tai chi good for falls?"),
        ("and how many", "is tai chi good for falls?", ""),
        ("what about after 6 weeks with a band", "how many knee bends a day?", ""),
        ("can my mum do squats", "is tai chi good for falls?", ""),
    ],
)  # fmt: skip
def test_one_thing_is_changed(turn: str, before: str, after: str) -> None:
    assert varied(turn, before) == after


def test_the_other_side_turns_the_question_over() -> None:
    assert on_the_other_side("the other knee", "my right knee hurts") == "My left knee hurts?"
    assert on_the_other_side("the left one", "my right knee hurts") == "My left knee hurts?"
    assert on_the_other_side("a stretch", "my right knee hurts") == ""
