"""Support: numbers, denials, sides, parts of the body and operations agree, nothing is added, and the meaning is near.

The thresholds were measured on labelled pairs (evals/suites/verification.md). Where a rule is in doubt it rejects: a sentence
that is dropped costs a quotation in its place, one that is let through wrongly can hurt somebody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from assistant.embedding import Embedder
from assistant.lexical import name_stems, stems
from assistant.registers import read_toml
from assistant.verification.polarity import contradiction, denied, reordered
from assistant.verification.quantities import disagreement, exchanged, with_digits

NEAREST = 0.72
"""Cosine between sentence and quotation below which the meaning is another."""
COVERED = 0.65
"""Share of the sentence's content words that the quotations must hold."""
TAKEN = 0.45
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
        self._opposites = [(set(name_stems(left)), set(name_stems(right))) for left, right in values["opposites"]]
        self._strong = set(name_stems(" ".join(values["strong"])))
        self._entities = set(name_stems(" ".join(values["entities"])))
        self._parts = set(name_stems(" ".join(values["parts"])))
        self._states = {stem for phrase in values["states"] for stem in name_stems(self._joined(phrase))}
        self._entities |= self._parts
        self._conditions = re.compile(rf"\b(?:{'|'.join(values['conditions'])})\b")

    def judge(self, sentence: str, quote: str, context: str = "") -> Support:
        """Return whether `quote` alone supports `sentence`; `context`: titles and headings, for what the quotation is about."""
        if not sentence.strip() or not quote.strip():
            return Support(False, "nothing is cited")
        said, held = self._joined(sentence), self._joined(quote)
        reason = (
            self._number(sentence, quote)
            or self._subject(said, held, self._joined(context))
            or self._strength(said, held)
            or self._turned_round(said, held)
            or self._left_out(sentence, quote)
            or self._words(said, held, self._joined(context))
        )
        if not reason:
            vectors = self._embedder.embed([sentence, quote])
            reason = "another meaning" if float(vectors[0] @ vectors[1]) < NEAREST else ""
        return Support(not reason, reason)

    def _number(self, sentence: str, quote: str) -> str:
        number = disagreement(sentence, quote)
        if number:
            return f"number: {number}"
        moved = exchanged(self._joined(sentence), self._joined(quote))
        return f"number of something else: {moved}" if moved else ""

    def _subject(self, said: str, held: str, context: str) -> str:
        """A part of the body, condition or exercise that the source does not name, or names with another."""
        own, theirs, named = set(name_stems(said)), set(name_stems(held)), set(name_stems(context))
        # A title tells what "it" is about, but where the quotation names a part of the body itself, no other one.
        about = theirs | (named - self._parts if theirs & self._parts else named)
        added = sorted((own & self._entities) - about)
        if added:
            return f"not in the source: {added[0]}"
        subject = self._other_subject(said, held)
        return f"another subject: {subject}" if subject else ""

    def _strength(self, said: str, held: str) -> str:
        strong = sorted((set(name_stems(said)) & self._strong) - set(name_stems(held)))
        return f"stronger than the source: {strong[0]}" if strong else ""

    def _turned_round(self, said: str, held: str) -> str:
        """An opposite, an exchanged order, or a denial that only one of the two has."""
        own, theirs = set(name_stems(said)), set(name_stems(held))
        for left, right in self._opposites:
            for one, other in ((left, right), (right, left)):
                if own & one and not theirs & one and theirs & other:
                    return f"opposite: {sorted(own & one)[0]}"
        order = reordered(said, held)
        if order:
            return f"the other way round: {order}"
        denial = contradiction(said, held)
        return f"denial: {denial}" if denial else ""

    def _left_out(self, sentence: str, quote: str) -> str:
        """A condition, a denial or the call for help of the source that the sentence does not keep."""
        said, held = self._joined(sentence), self._joined(quote)
        own = set(name_stems(said))
        if self._loses_a_condition(sentence, own, quote):
            return "a condition of the source is left out"
        if (set(name_stems(held)) & _URGENT) - own:
            return "where to get help is left out"
        if "stop" in name_stems(held) and not own & _DENIES and not denied(said)[0]:
            return "when to stop is left out"
        if denied(held)[0] and not (own & _DENIES or denied(said)[0]):
            return "a denial of the source is left out"
        return ""

    def _words(self, said: str, held: str, context: str) -> str:
        about = set(name_stems(held)) | set(name_stems(context))
        words = set(stems(said))
        covered = sum(stem in about for stem in words) / max(len(words), 1)
        if covered < COVERED:
            return f"only {covered:.0%} of its words are in the source"
        source = set(stems(held))
        taken = len(set(name_stems(said)) & source) / max(len(source), 1)
        return f"only {taken:.0%} of the source is said" if taken < TAKEN else ""

    def _other_subject(self, said: str, held: str) -> str:
        """Return a part with what is the matter with it where the source says that of other parts only, or an empty text."""
        theirs = self._subjects(held)
        words = set(name_stems(held))
        for part, state in sorted(self._subjects(said) - theirs):
            if any(other == state for _, other in theirs) or state not in words or part not in words:
                return f"{part} {state}"
        return ""

    def _subjects(self, joined: str) -> set[tuple[str, str]]:
        """Return the pairs of a part of the body and what is the matter with it: ("hip", "replac")."""
        pairs = set()
        for piece in re.split(r"[,;:.()]", joined):
            found = [stem for stem in name_stems(piece) if stem not in _BETWEEN]
            for one, other in pairwise(found):
                if one in self._parts and other in self._states:
                    pairs.add((one, other))
                if other in self._parts and one in self._states:
                    pairs.add((other, one))
        return pairs

    def _loses_a_condition(self, sentence: str, own: set[str], quote: str) -> bool:
        """Whether the quotation is conditional ("only after", "unless", "With numb feet, ...") and the sentence is not."""
        lowered = sentence.lower()
        if self._conditions.search(quote.lower()) and not (
            self._conditions.search(lowered) or _LOOSELY.search(lowered)
        ):
            return True
        leading = _LEADING.match(quote)
        words = set(stems(self._joined(leading.group(1)))) if leading else set()
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
