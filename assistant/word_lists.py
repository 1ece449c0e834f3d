"""Lists of everyday words: those that spelling repair leaves alone, those of three letters, and what short forms stand for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

COMMON_WORDS = Path(__file__).resolve().parents[1] / "knowledge" / "safety" / "common-words.txt"
"""Everyday English words, one a line, which spelling repair must leave alone."""

SHORT_FORMS = COMMON_WORDS.with_name("short-forms.txt")
"""Short forms, chat spellings and hard typos, one ``form = words`` a line."""

THREE_LETTERS = COMMON_WORDS.with_name("three-letter-words.txt")
"""Everyday words of three letters, one a line."""


def _listed(path: Path) -> frozenset[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Return the everyday words that spelling repair leaves alone."""
    return _listed(COMMON_WORDS)


@lru_cache(maxsize=1)
def three_letter_words() -> frozenset[str]:
    """Return the everyday words of three letters."""
    return _listed(THREE_LETTERS)


@lru_cache(maxsize=1)
def short_forms() -> dict[str, tuple[str, ...]]:
    """Return what short forms and chat spellings stand for."""
    lines = SHORT_FORMS.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" = ") for line in lines if not line.startswith("#"))
    return {form: tuple(words.split()) for form, _, words in pairs if words}


def forms_of(prefixes: Collection[str]) -> set[str]:
    """Return the everyday words that begin with any of `prefixes`."""
    words = sorted(common_words())
    forms: set[str] = set()
    for prefix in prefixes:
        place = bisect_left(words, prefix)
        while place < len(words) and words[place].startswith(prefix):
            forms.add(words[place])
            place += 1
    return forms
