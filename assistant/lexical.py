"""BM25 over stemmed words (bm25s, Snowball), with a stop list for spoken questions."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np
import Stemmer
from numpy.typing import NDArray

STOP_WORDS = frozenset(
    """
    a about after again all also am an and any are as at back be because been before being but by can cant could d
    did do does doing dont for from get go going got had has have having he her here hers him his how i if im in
    into is it its ive just ll let like m may me might more most much my need no not now of off ok on once one
    only or other our out over own please re really s same say see she should so some still such t tell than that
    the their them then there these they thing this those through to too try u ur us use up very want was way we
    were what when where which while who why will with would yes you your ive hi hello thanks
    """.split()
) - {"back", "not", "no", "off", "one", "over", "up", "out", "before", "after"}
"""Words that say nothing of the topic; words that name a body part or a direction stay."""

_WORD = re.compile(r"[a-z0-9]+")
_STEMMER = Stemmer.Stemmer("english")
_APART = dict.fromkeys(("lung", "lungs"), "lungs")
"""Words whose stem another word has: the stemmer takes a lung for a lunge."""


def stems(text: str) -> list[str]:
    """Return the stemmed content words of `text`, in order."""
    found = _WORD.findall(text.lower().replace("’", "'").replace("'", ""))
    return _stemmed([word for word in found if word not in STOP_WORDS])


def _stemmed(words: list[str]) -> list[str]:
    return [_APART.get(word, stem) for word, stem in zip(words, _STEMMER.stemWords(words), strict=True)]


@lru_cache(maxsize=50_000)
def stem_set(text: str) -> frozenset[str]:
    """Return the stems of the content words of `text`; remembered, since the same sentences are looked at again and again."""
    return frozenset(stems(text))


@lru_cache(maxsize=50_000)
def name_stems(name: str) -> tuple[str, ...]:
    """Return the stems of all words of a name, stop words too: "IT band" is not "band"."""
    return tuple(_stemmed(_WORD.findall(name.lower().replace("’", "'").replace("'", ""))))


class LexicalIndex:
    """BM25 scores of a fixed list of texts.

    bm25s weighs the words when the index is made; adding the weights of a question's words up needs no more than its arrays,
    so that a process which only answers does not import it, and scipy with it.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """`texts`: what can be found, in order; may be empty."""
        self._count = len(texts)
        self._places: dict[str, int] = {}
        self._starts = np.zeros(1, dtype=np.int64)
        self._texts = np.zeros(0, dtype=np.int32)
        self._weights = np.zeros(0, dtype=np.float32)
        if not texts:
            return
        import bm25s

        weighed = bm25s.BM25()
        weighed.index([stems(text) or ["\x00"] for text in texts], show_progress=False)
        self._places = {word: int(place) for word, place in weighed.vocab_dict.items() if word != "\x00"}
        self._starts = np.asarray(weighed.scores["indptr"], dtype=np.int64)
        self._texts = np.asarray(weighed.scores["indices"], dtype=np.int32)
        self._weights = np.asarray(weighed.scores["data"], dtype=np.float32)

    @property
    def known(self) -> Collection[str]:
        """The stems that stand in the texts."""
        return self._places.keys()

    def scores(self, query: str) -> NDArray[np.float32]:
        """Return the BM25 score of each text for `query`, shape (number of texts,)."""
        found = np.zeros(self._count, dtype=np.float32)
        for token in stems(query):
            place = self._places.get(token)
            if place is not None:
                held = slice(self._starts[place], self._starts[place + 1])
                found[self._texts[held]] += self._weights[held]
        return found
