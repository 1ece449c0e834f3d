"""Support: numbers, denials, sides, parts of the body and operations agree, nothing is added, and the meaning is near.

The thresholds were measured on labelled pairs (evals/suites/verification.md). Where a rule is in doubt it rejects: a sentence
that is dropped costs a quotation in its place, one that is let through wrongly can hurt somebody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.embedding import Embedder
from assistant.lexical import name_stems, stems
from assistant.registers import read_toml
from assistant.verification.polarity import contradiction, denied, reordered
from assistant.verification.quantities import disagreement, exchanged, with_digits

NEAREST = 0.62
"""Cosine between sentence and quotation below which the meaning is another."""
COVERED = 0.60
"""Share of the sentence's content words that the quotations must hold."""
TAKEN = 0.30
"""Share of the words of a quotation that the sentence must hold: three words picked from it say something else."""
LEADING = 0.34
"""Share of the words of a leading condition ("With numb feet, ...") that the sentence must keep."""
_LEADING = re.compile(r"((?:With|After|Soon after|While|If|In the first|For|During|Before|Until|Unless)\b[^,:]*)[,:]")
_EACH = re.compile(r"\b(?:each|every) (day|week|hour|month|time|side|leg|foot|hand|set|\d+)\b")
_LOOSELY = re.compile(r"\b(?:with|after|during|for|in|following|on)\b")
"""May stand for "if" or "when" in a sentence, but says little in a quotation."""
_URGENT = frozenset({"999", "112", "911", "000", "111"})
_DENIES = frozenset(name_stems("wait stop only until before instead rather unless leave"))
"""Words that may carry a denial of the source another way: "wait until"."""
_BETWEEN = frozenset(name_stems("a the of in or and your new at side stitched total"))


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
        self._same: dict[str, str] = {}
        for group in values["same"]:
            for phrase in group:
                self._same[" ".join(name_stems(phrase))] = "_".join(name_stems(group[0]))
        self._longest = max(len(key.split()) for key in self._same)
        self._opposites = [(set(stems_of(left)), set(stems_of(right))) for left, right in values["opposites"]]
        self._strong = set(stems_of(" ".join(values["strong"])))
        self._entities = set(stems_of(" ".join(values["entities"])))
        self._parts = set(stems_of(" ".join(values["parts"])))
        self._states = {stem for phrase in values["states"] for stem in stems_of(self._joined(phrase))}
        self._entities |= self._parts
        self._conditions = re.compile(rf"\b(?:{'|'.join(values['conditions'])})\b")

    def judge(self, sentence: str, quotes: Sequence[str], context: str = "") -> Support:
        """Return whether `quotes` support `sentence`; `context`: titles and headings of the quotes, for what they are about."""
        held = " ".join(quotes)
        if not sentence.strip() or not held.strip():
            return Support(False, "nothing is cited")
        number = disagreement(sentence, held)
        if number:
            return Support(False, f"number: {number}")
        moved = exchanged(self._joined(sentence), self._joined(held))
        if moved:
            return Support(False, f"number of something else: {moved}")
        own, theirs = self._plain(sentence), self._plain(held)
        about = theirs | self._plain(context)
        added = sorted((own & self._entities) - about)
        if added:
            return Support(False, f"not in the source: {added[0]}")
        strong = sorted((own & self._strong) - theirs)
        if strong:
            return Support(False, f"stronger than the source: {strong[0]}")
        for left, right in self._opposites:
            for one, other in ((left, right), (right, left)):
                if own & one and not theirs & one and theirs & other:
                    return Support(False, f"opposite: {sorted(own & one)[0]}")
        subject = self._other_subject(sentence, held)
        if subject:
            return Support(False, f"another subject: {subject}")
        order = reordered(self._joined(sentence), self._joined(held))
        if order:
            return Support(False, f"the other way round: {order}")
        denial = contradiction(self._joined(sentence), self._joined(held))
        if denial:
            return Support(False, f"denial: {denial}")
        if self._loses_a_condition(sentence, own, quotes):
            return Support(False, "a condition of the source is left out")
        if len(quotes) == 1 and (theirs & _URGENT) - own:
            return Support(False, "where to get help is left out")
        if len(quotes) == 1 and denied(self._joined(held))[0] and not (own & _DENIES or denied(self._joined(sentence))[0]):
            return Support(False, "a denial of the source is left out")
        words = [stem for stem in dict.fromkeys(self._content(sentence))]
        covered = sum(stem in about for stem in words) / max(len(words), 1)
        if covered < COVERED:
            return Support(False, f"only {covered:.0%} of its words are in the source")
        if max(len(own & words) / max(len(words), 1) for words in map(set, map(self._content, quotes))) < TAKEN:
            return Support(False, "too little of the source is said")
        vectors = self._embedder.embed([sentence, *quotes])
        if max(float(vectors[0] @ vector) for vector in vectors[1:]) < NEAREST:
            return Support(False, "another meaning")
        return Support(True, "")

    def _other_subject(self, sentence: str, held: str) -> str:
        """Return a part with what is the matter with it where the source says that of other parts only, or an empty text."""
        theirs = self._subjects(held)
        for part, state in sorted(self._subjects(sentence) - theirs):
            if any(other == state for _, other in theirs) or state not in self._plain(held) or part not in self._plain(held):
                return f"{part} {state}"
        return ""

    def _subjects(self, text: str) -> set[tuple[str, str]]:
        """Return the pairs of a part of the body and what is the matter with it: ("hip", "replac")."""
        pairs = set()
        for piece in re.split(r"[,;:.()]", self._joined(text)):
            found = [stem for stem in name_stems(piece) if stem not in _BETWEEN]
            for one, other in zip(found, found[1:], strict=False):
                if one in self._parts and other in self._states:
                    pairs.add((one, other))
                if other in self._parts and one in self._states:
                    pairs.add((other, one))
        return pairs

    def _loses_a_condition(self, sentence: str, own: set[str], quotes: Sequence[str]) -> bool:
        """Whether the one quotation is conditional ("only after", "unless", "With numb feet, ...") and the sentence is not."""
        if len(quotes) != 1:
            return False
        quote = quotes[0]
        lowered = sentence.lower()
        if self._conditions.search(quote.lower()) and not (
            self._conditions.search(lowered) or _LOOSELY.search(lowered)
        ):
            return True
        leading = _LEADING.match(quote)
        words = set(self._content(leading.group(1))) if leading else set()
        return bool(words) and len(words & own) / len(words) < LEADING

    def _joined(self, text: str) -> str:
        """Return `text` with phrases that mean the same written alike."""
        digits = _EACH.sub(r"a \1", with_digits(text))
        words = re.findall(r"[a-z0-9']+|[^\sa-z0-9']", digits)
        out: list[str] = []
        index = 0
        while index < len(words):
            for size in range(min(self._longest, len(words) - index), 0, -1):
                part = words[index : index + size]
                key = " ".join(name_stems(" ".join(part)))
                if key in self._same and all(word[0].isalnum() for word in part):
                    out.append(self._same[key].replace("_", " "))
                    index += size
                    break
            else:
                out.append(words[index])
                index += 1
        return " ".join(out)

    def _content(self, text: str) -> list[str]:
        return stems(self._joined(text))

    def _plain(self, text: str) -> set[str]:
        return set(name_stems(self._joined(text)))


def stems_of(text: str) -> tuple[str, ...]:
    """Return the stems of all words of `text`."""
    return name_stems(text)
