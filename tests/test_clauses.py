"""The clauses of a message, and the ones that ask."""

from __future__ import annotations

import pytest

from assistant.clauses import asking_in, asks, clauses, flat


def test_clauses_are_sentences_and_the_questions_within_them() -> None:
    """Nothing of the message is lost but the signs between its clauses."""
    assert clauses("We went to Spain. I tore my knee, can I swim and how often?") == [
        "We went to Spain.",
        "I tore my knee",
        "can I swim",
        "how often?",
    ]


@pytest.mark.parametrize("text", ["how many", "hi, can I kneel", "exercises for my back", "Is it bad?"])
def test_a_question_asks(text: str) -> None:
    """With or without its sign."""
    assert asks(text)


def test_a_statement_does_not_ask() -> None:
    """A story is told, not asked."""
    assert not asks("My physio's name was Ann")


def test_only_the_question_is_left_of_a_story() -> None:
    """All of it is left where nothing asks."""
    assert asking_in("I play kabaddi at weekends. Can I squat?") == "Can I squat?"
    assert asking_in("I play kabaddi") == "I play kabaddi"


def test_flat_text_has_no_signs() -> None:
    """Apostrophes join, other signs part."""
    assert flat("What's THIS, then?") == "whats this then"
