"""The list of English words: halving it finds what reading all of it finds."""

from __future__ import annotations

import random

from assistant.english import english_words, is_english


def test_every_listed_word_is_found() -> None:
    words = sorted(english_words() - {""})
    assert len(words) > 100_000
    assert [word for word in words if not is_english(word)] == []


def test_words_that_are_not_listed_are_not_found() -> None:
    listed = english_words() - {""}
    rng = random.Random(20261127)
    made = {"".join(rng.choice("abcdefghijklmnopqrstuvwxyz'") for _ in range(rng.randint(1, 9))) for _ in range(3000)}
    assert [
        word for word in made | {"", "~", "0", "zzzz", "kneee", "a(1)"} if is_english(word) != (word in listed)
    ] == []
