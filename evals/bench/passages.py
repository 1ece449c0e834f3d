"""What the benchmark indexes and asks: passages made of the library's own sentences, and the questions people ask of it."""

from __future__ import annotations

import random
from collections.abc import Sequence

from assistant.chunking import plain
from assistant.models import Document

SEED = 20261127
WORDS = (75, 190)
"""Fewest and most words of a passage: about 100 to 250 word pieces."""


def make_passages(documents: Sequence[Document], count: int) -> list[str]:
    """Return `count` passages, each of sentences that follow one another in shuffled runs of the library.

    The first ones are real stretches of documents; when those are used up, runs of two documents are joined, so that any
    number can be had and no two are alike. The same library gives the same passages.
    """
    rng = random.Random(SEED)  # noqa: S311 - reproducible, not secret
    runs = [
        [plain(document.text[statement.span.start : statement.span.end]) for statement in section.statements]
        for document in documents
        for section in document.sections
        if section.statements
    ]
    passages: list[str] = []
    seen: set[str] = set()
    while len(passages) < count:
        rng.shuffle(runs)
        words: list[str] = []
        wanted = rng.randint(*WORDS)
        for run in runs:
            start = rng.randrange(len(run))
            for sentence in run[start:]:
                words.extend(sentence.split())
                if len(words) >= wanted:
                    break
            if len(words) >= wanted:
                text = " ".join(words[: WORDS[1]])
                if text not in seen:
                    seen.add(text)
                    passages.append(text)
                words, wanted = [], rng.randint(*WORDS)
                if len(passages) == count:
                    break
    return passages


def make_questions(documents: Sequence[Document], count: int) -> list[str]:
    """Return `count` wordings in which people ask what the library answers, in an order of their own."""
    wordings = [wording for document in documents for section in document.sections for wording in section.wordings]
    random.Random(SEED).shuffle(wordings)  # noqa: S311
    return wordings[:count]
