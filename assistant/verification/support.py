"""Support: numbers, denials, sides, parts of the body and operations agree, nothing is added, and the meaning is near.

The thresholds were measured on labelled pairs (evals/pairs/README.md). Where a rule is in doubt it rejects: a sentence
that is dropped costs a quotation in its place, one that is let through wrongly can hurt somebody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from assistant.embedding import Embedder
from assistant.lexical import name_stems, stems
from assistant.registers import read_toml
from assistant.verification.conditions import leading_left_out, left_out
from assistant.verification.order import causes_exchanged, reordered, resequenced
from assistant.verification.phrases import Phrases
from assistant.verification.pieces import (
    bound_otherwise,
    changed_force,
    crossed,
    misattached,
    opposed,
    other_of,
    substituted,
)
from assistant.verification.polarity import contradiction, denied
from assistant.verification.quantities import disagreement, exchanged

NEAREST = 0.72
"""Cosine between sentence and quotation below which the meaning is another."""
COVERED = 0.65
"""Share of the sentence's content words that the quotations must hold."""
TAKEN = 0.45
"""Share of the words of a quotation that the sentence must hold: three words picked from it say something else."""
SAME_OF_SOURCE = 0.7
"""Share of the words of the quotation that a sentence without any other word must hold to be no other meaning."""
MOST_TOGETHER = 3
"""Quotations that one sentence may be taken from."""
_URGENT = frozenset({"999", "112", "911", "000", "111"})
_DENIES = frozenset(name_stems("wait stop only until before instead rather unless leave alone just"))
"""Words that may carry a denial of the source another way: "wait until"."""
_BETWEEN = frozenset(name_stems("a the of in or and your new at side stitched total outer inner low lower upper"))
_APART = re.compile(
    r"[,;:.()]|\band (?=(?:the|your|that|this|a|it|you|they)\b(?: \w+){0,2} (?:is|are|looks?|feels?|gets?|has|have|turns?|goes|locks?|will|can|cannot|does)\b)"
)
_ONE_SOURCE = re.compile(
    r"\b1 (?:\w+ )?(?:trial|study|clinic|hospital|sheet|review|service|manual|charity|programme)\b"
)
"""Counts nothing that could be both."""
_BEFORE_ANY = re.compile(
    r"\b(?:before|without|not|no|never|if|until|for|about|do|doing|after|avoid|with)(?: \w+){0,2} any\b"
)
_EACH_OF = re.compile(r"\band \w+(?: \w+)? all (?=(?:count|help|work|need|can|are|have|may)\b)")
"""After a list, "all" says no more than the list."""
_JOINS = re.compile(
    r"^(?:however|also|but|and|so|then|next|instead|in addition|additionally|finally|lastly),? ", re.IGNORECASE
)
"""Ties a sentence to the one before it and says nothing of the matter."""
_COUNTED = re.compile(r"\b\d+ \w+|\b(?:a|an|per|each|every) (?:day|week|month|year|hour|night)\b")


@dataclass(frozen=True)
class Support:
    """What was decided of a sentence."""

    supported: bool
    reason: str
    """Why not; empty when it is supported."""


class Verifier:
    """Decides whether quotations support a sentence. Thread-safe."""

    def __init__(self, knowledge: Path, embedder: Embedder) -> None:
        """`knowledge`: the library's folder, for safety/verification.toml; `embedder`: for meaning."""
        values: dict[str, Any] = read_toml(knowledge / "safety" / "verification.toml")
        self._embedder = embedder
        self._phrases = Phrases(values["same"])
        self._opposites = [(self._words_of(left), self._words_of(right)) for left, right in values["opposites"]]
        self._attributes = frozenset(values["attributes"])
        self._strong = self._stems(values["strong"])
        self._parts = self._stems(values["parts"])
        self._states = self._stems(values["states"])
        self._entities = self._stems(values["entities"]) | self._parts
        self._carers = self._stems(values["carers"])
        self._people = self._stems(values["people"]) | self._carers
        self._times = self._stems(values["times"])
        self._neutral = self._stems(values["neutral"])
        self._conditions = re.compile(rf"\b(?:{'|'.join(values['conditions'])})\b")

    def _stems(self, phrases: list[str]) -> frozenset[str]:
        return frozenset(stem for phrase in phrases for stem in name_stems(self._phrases.alike(phrase)))

    def _words_of(self, words: str) -> frozenset[str]:
        """Return the stems of single words, each as the one that stands for its group where that is a single word too."""
        alike = {word: self._phrases.alike(word) for word in words.split()}
        return frozenset(stem for word, other in alike.items() for stem in name_stems(word if " " in other else other))

    def judge(self, sentence: str, quote: str, context: str = "") -> Support:
        """Return whether `quote` alone supports `sentence`; `context`: titles and headings, for what the quotation is about."""
        if not sentence.strip() or not quote.strip():
            return Support(False, "nothing is cited")
        said, held, about = (self._phrases.alike(text) for text in (_JOINS.sub("", sentence), quote, context))
        if said == held:
            return Support(True, "")
        reason = (
            self._number(sentence, quote, said, held)
            or self._subject(said, held, about)
            or self._strength(said, held)
            or self._turned_round(said, held)
            or self._left_out(said, held, about)
            or self._words(said, held, about)
        )
        if not reason and not self._near(said, held):
            # "They help blood flow" is near its source only under the title that tells what they are.
            vectors = self._embedder.embed([quote, sentence, f"{context.split(' . ')[0]}: {sentence}"])
            reason = "another meaning" if float((vectors[1:] @ vectors[0]).max()) < NEAREST else ""
        return Support(not reason, reason)

    def supporting(self, sentence: str, quotes: Sequence[str], contexts: Sequence[str]) -> tuple[int, ...]:
        """Return the places of those of `quotes` that support `sentence` alone, or of all where they do so read one after another.

        `quotes`: of one document, in its order, since a number of one exercise must not meet the name of another; `contexts`: of each.
        """
        alone = tuple(
            place
            for place, (quote, context) in enumerate(zip(quotes, contexts, strict=True))
            if self.judge(sentence, quote, context).supported
        )
        if alone or not 1 < len(quotes) <= MOST_TOGETHER:
            return alone
        together = self.judge(sentence, " ".join(quotes), " . ".join(dict.fromkeys(contexts)))
        return tuple(range(len(quotes))) if together.supported else ()

    def _near(self, said: str, held: str) -> bool:
        """Whether the sentence has no word that the quotation has not, and most of its words: vectors need no comparison."""
        own, theirs = set(stems(said)) - self._neutral, set(stems(held)) - self._neutral
        return own <= theirs and len(own) >= SAME_OF_SOURCE * len(theirs)

    def _number(self, sentence: str, quote: str, said: str, held: str) -> str:
        number = disagreement(sentence, quote)
        if number:
            return f"number: {number}"
        moved = exchanged(said, held)
        return f"number of something else: {moved}" if moved else ""

    def _subject(self, said: str, held: str, context: str) -> str:
        """A part of the body, condition, exercise, person or time that the source does not name, or names with another."""
        own, theirs, named = set(name_stems(said)), set(name_stems(held)), set(name_stems(context))
        # A title tells what "it" is about, but where the quotation names a part of the body itself, no other one.
        about = theirs | (named - self._parts if theirs & self._parts else named)
        # "Neck pain" under that title is no other part than the head that is turned.
        about |= {part for part, state in self._subjects(context) & self._subjects(said)}
        added = sorted((own & self._entities) - about) or sorted((own & self._people) - theirs)
        if added:
            return f"not in the source: {added[0]}"
        times = set(name_stems(_COUNTED.sub(" ", said))) & self._times
        if times - theirs:
            return f"another time: {min(times - theirs)}"
        time = other_of(said, held, self._times)
        if time:
            return f"another time: {time}"
        subject = self._other_subject(said, held, context)
        return f"another subject: {subject}" if subject else ""

    def _strength(self, said: str, held: str) -> str:
        strong = sorted(
            (set(name_stems(_BEFORE_ANY.sub(" ", _EACH_OF.sub(" ", said)))) & self._strong) - set(name_stems(held))
        )
        if strong:
            return f"stronger than the source: {strong[0]}"
        return "a comparison that the source does not make" if _compares(said, held) else ""

    def _turned_round(self, said: str, held: str) -> str:
        """An opposite, an exchanged order, or a denial that only one of the two has."""
        own, theirs = (set(name_stems(_ONE_SOURCE.sub(" ", text))) for text in (said, held))
        for left, right in self._opposites:
            for one, other in ((left, right), (right, left)):
                if own & one and not theirs & one and theirs & other:
                    return f"opposite: {min(own & one)}"
        order = reordered(said, held) or resequenced(said, held) or causes_exchanged(said, held)
        if order:
            return f"the other way round: {order}"
        moved = (
            bound_otherwise(said, held, self._opposites)
            or crossed(said, held)
            or opposed(said, held, self._opposites)
            or misattached(said, held, self._attributes)
        )
        if moved:
            return f"said of something else: {moved}"
        changed = substituted(said, held, self._neutral)
        if changed:
            return f"put for another word: {changed}"
        denial = contradiction(said, held) or changed_force(said, held)
        return f"denial: {denial}" if denial else ""

    def _left_out(self, said: str, held: str, context: str) -> str:
        """A condition, a denial, a permission or the call for help of the source that the sentence does not keep."""
        own, theirs = set(name_stems(said)), set(name_stems(held))
        if leading_left_out(said, held, frozenset(name_stems(context))):
            return "a condition of the source is left out"
        lost = left_out(said, held, self._conditions, frozenset(stems(context)))
        if lost:
            return lost
        if theirs & self._carers and not own & self._carers:
            return "whom the source names is left out"
        if (theirs & _URGENT) - own:
            return "where to get help is left out"
        if "stop" in theirs and not own & _DENIES and not denied(said)[0]:
            return "when to stop is left out"
        if denied(held)[0] and not (own & _DENIES or denied(said)[0]):
            return "a denial of the source is left out"
        return ""

    def _words(self, said: str, held: str, context: str) -> str:
        about = set(name_stems(held)) | set(name_stems(context))
        words = set(stems(said)) - self._neutral
        covered = sum(stem in about for stem in words) / max(len(words), 1)
        if covered < COVERED:
            return f"only {covered:.0%} of its words are in the source"
        source = set(stems(held))
        taken = len(set(name_stems(said)) & source) / max(len(source), 1)
        return f"only {taken:.0%} of the source is said" if taken < TAKEN else ""

    def _other_subject(self, said: str, held: str, context: str) -> str:
        """Return a part with what is the matter with it where the source says that of other parts only, or an empty text."""
        theirs = self._subjects(held)
        words = set(name_stems(held))
        for part, state in sorted(self._subjects(said) - theirs - self._subjects(context)):
            if any(other == state for _, other in theirs) or state not in words or part not in words:
                return f"{part} {state}"
        return ""

    def _subjects(self, text: str) -> set[tuple[str, str]]:
        """Return the pairs of a part of the body and what is the matter with it, ("hip", "replac"), for each part of a list."""
        pairs: set[tuple[str, str]] = set()
        for piece in _APART.split(text):
            found = [stem for stem in name_stems(piece) if stem not in _BETWEEN]
            for place, (one, other) in enumerate(pairwise(found)):
                if one in self._parts and other in self._states:
                    pairs.update((part, other) for part in self._run(found[: place + 1][::-1]))
                if other in self._parts and one in self._states:
                    pairs.update((part, one) for part in self._run(found[place + 1 :]))
        return pairs

    def _run(self, found: list[str]) -> list[str]:
        """Return the parts of the body that `found` begins with."""
        parts = []
        for stem in found:
            if stem not in self._parts:
                break
            parts.append(stem)
        return parts


_THAN = re.compile(
    r"(?<!rather )(?<!other )\bthan\b(?! (?:about |round )?\d+ (?:second|sec|minute|min|hour|day|week|month|year|out|percent|cm|kg|time|rep|metre|degree))"
)
_BEATS = re.compile(r"\bbeats?\b")


def _compares(said: str, held: str) -> bool:
    """Whether a sentence sets one thing above another where the quotation does not, limits of a number apart."""
    return any(pattern.search(said) and not pattern.search(held) for pattern in (_THAN, _BEATS))
