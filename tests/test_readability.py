"""Reading grades against hand counts."""

from __future__ import annotations

import pytest

from assistant.readability import reading_grade, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("hip", 1),
        ("ankle", 2),
        ("exercise", 3),
        ("physiotherapist", 6),
        ("arthroplasty", 4),
        ("clamshell", 2),
        ("weight-bearing", 3),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_grade_is_the_formula() -> None:
    # 5 words, 1 sentence, 7 syllables: bend(1) your(1) ankle(2) very(2) far(1)
    assert reading_grade(["Bend your ankle very far."]) == pytest.approx(0.39 * 5 + 11.8 * 7 / 5 - 15.59)


def test_no_words_have_grade_nought() -> None:
    assert reading_grade(["...", ""]) == 0.0
