"""Repair of words that were mistyped, towards the words of a lexicon."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping

from rapidfuzz.distance import OSA

from assistant.word_lists import common_words

OFTENER = 0.08
"""Taken off the distance of a word for each doubling of how often it is met."""
MOST_OFTENER = 0.6
"""At most this much."""
LONGEST = 30
"""Letters of a word above which it is left as it is: no word of a lexicon, nor two together, are as long."""


class Speller:
    """Repairs words that are neither everyday English nor in a lexicon, towards the lexicon.

    One edit is allowed in words of 4 and 5 letters, two from 6 letters on (a swap of neighbours counts as one);
    a word must keep its first letter, or swap it with the second, or lack it, or have its neighbour on the keyboard.
    With `short`, the known words of three letters, other runs of three letters are read as words of four that lost one.
    With `frequency`, how often each word is met, an oftener one wins among equals: "strok" is a stroke, and no stork.
    """

    def __init__(
        self,
        lexicon: Collection[str],
        leave: Collection[str] | None = None,
        stems: Collection[str] = (),
        short: Collection[str] = (),
        frequency: Mapping[str, int] | None = None,
    ) -> None:
        self._frequency = frequency or {}
        self._short = frozenset(short)
        self._stems = frozenset(stems)
        self._lexicon = frozenset(word for word in lexicon if word.isalpha())
        self._leave = frozenset(common_words() if leave is None else leave)
        self._by_start: dict[tuple[str, int], list[str]] = {}
        for word in sorted(self._lexicon):
            if len(word) < 4:
                continue
            for letter in {word[0], word[1]}:
                self._by_start.setdefault((letter, len(word)), []).append(word)
        self._repaired: dict[str, str] = {}

    def knows(self, word: str) -> bool:
        """Whether `word` needs no repair: it, or the word that it is a form of, is known."""
        if word in self._lexicon or word in self._leave or word in self._stems:
            return True
        for ending in ("ing", "ed"):
            stem = word.removesuffix(ending)
            if len(stem) >= 4 and stem != word and not (ending == "ed" and stem.endswith("e")):
                forms = (stem, stem + "e", stem[:-1] if stem[-1] == stem[-2] else stem)
                return any(form in self._lexicon or form in self._leave for form in forms)
        return False

    def repair(self, word: str) -> str:
        """Return the lexicon word that `word` most likely stands for, or `word` itself."""
        if not 4 <= len(word) <= LONGEST or not word.isalpha() or self.knows(word):
            if self._short and len(word) == 3 and word.isalpha() and word not in self._short and not self.knows(word):
                return self._completed(word)
            return word
        if word not in self._repaired:
            if len(self._repaired) > 20000:
                self._repaired.clear()
            self._repaired[word] = self._nearest(word)
        return self._repaired[word]

    def halves(self, word: str) -> tuple[str, str] | None:
        """Return the two known words that an unknown `word` runs together ("chestpain"), one of them of the lexicon."""
        if not 6 <= len(word) <= LONGEST or self.knows(word):
            return None
        for cut in range(2, len(word) - 1):
            first, second = word[:cut], word[cut:]
            if (first in self._lexicon and len(first) > 3 and self._stands(second)) or (
                second in self._lexicon and len(second) > 3 and self._stands(first)
            ):
                return first, second
        return None

    def _stands(self, word: str) -> bool:
        """Whether `word` may be half of two words run together."""
        return (
            word in _SMALL
            or (len(word) > 2 and (word in self._short or word in self._lexicon))
            or (len(word) > 3 and self.knows(word))
        )

    def _completed(self, word: str) -> str:
        """Return the lexicon word of four letters that three letters most likely stand for, or `word` itself."""
        found = [
            candidate
            for candidate in self._by_start.get((word[0], 4), ())
            if candidate[0] == word[0] and OSA.distance(word, candidate, score_cutoff=1) == 1
        ]
        return min(found, key=lambda candidate: (candidate[-1] != word[-1], candidate), default=word)

    def _nearest(self, word: str) -> str:
        if word.endswith("in") and self.knows(word + "g"):  # "gettin"
            return word + "g"
        squeezed = re.sub(r"(.)\1\1+", r"\1\1", word)
        for variant in (squeezed, re.sub(r"(.)\1", r"\1", squeezed)):
            if variant != word and self.knows(variant):
                return variant
        if word.endswith("s") and self.knows(word[:-1]):
            return word
        for neighbour in KEYS.get(word[0], ""):
            if len(word) > 4 and neighbour + word[1:] in self._lexicon:
                return neighbour + word[1:]
        begins_known = any(word[:length] in self._stems for length in range(4, len(word)))
        allowed = 1 if len(word) <= 5 or begins_known else 2
        best, best_key = word, (allowed + 1.0, "")
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for candidate in self._by_start.get((word[0], length), ()):
                same_start = candidate[0] == word[0]
                if not same_start and not (candidate[1] == word[0] and (candidate[0] == word[1] or length > len(word))):
                    continue
                distance = OSA.distance(word, candidate, score_cutoff=allowed)
                if distance > allowed or (distance == 2 and not same_start):
                    continue
                same_letters = sorted(word) == sorted(candidate) or _undoubled(word) == _undoubled(candidate)
                key = (
                    distance
                    + (0.0 if same_letters else 0.3)
                    + (0.0 if word[-1] == candidate[-1] else 0.2)
                    - (0.1 if length > len(word) else 0.0)
                    - min(OFTENER * math.log2(1 + self._frequency.get(candidate, 0)), MOST_OFTENER),
                    candidate,
                )
                if key < best_key:
                    best, best_key = candidate, key
        return best


_SMALL = frozenset("my is in on so it no to of at he me an as be by do go if or us we".split())
KEYS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnm",
        "wa qeas wrsd etdf ryfg tugh yihj uojk ipkl ol qwsz wedxza erfcxs rtgvcd tyhbvf yujnbg uikmnh iolmj opk asx "
        "zsdc xdfv cfgb vghn bhjm njk".split(),
        strict=True,
    )
)
"""The letters beside and below or above each on a keyboard."""


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)
