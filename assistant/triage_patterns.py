"""Phrase patterns over normalised words, matched in linear time without regular expressions.

A pattern is a line of elements:

``word``      that word
``wor*``      any word that begins so
``a|b*``      any of these
``word?``     the element may be missing
``~3``        up to three other words, within the sentence
``<group>``   any phrase of that group
``#``         a number

Words that carry no meaning here (articles, possessives, auxiliaries, intensifiers) are left out of patterns and texts
alike, so that "my calf is really swollen" is read as ``calf swollen``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

FILLERS = frozenset(
    """the a an my his her hers our your their its this these those really very so quite bit properly just kinda literally
    absolutely totally completely actually bloody fucking fuckin flipping damn pretty rather somewhat slightly extremely
    incredibly awfully terribly also even of have has had having is are was were am be been being s got get gets getting
    gotten little proper well basically honestly super mega hell i've too already own whole""".split()
)
"""Words that the matcher does not see."""

DENIALS = frozenset(("no", "not", "never", "without", "nor", "neither", "none", "denies", "but"))
"""Words that a gap never passes over: what stands behind them is denied, or another matter."""

MAX_GAP = 8
"""Longest gap that a pattern may have, in words."""


@dataclass(frozen=True, slots=True)
class Stream:
    """The words that the matcher sees."""

    words: tuple[str, ...]
    """The meaningful words, in order."""
    origin: tuple[int, ...]
    """For each word, its index among all tokens."""
    reach: tuple[int, ...]
    """For each word, the index just after the last word of its sentence."""


@dataclass(frozen=True, slots=True)
class Element:
    """One step of a pattern."""

    words: frozenset[str] = frozenset()
    """Words that fit."""
    prefixes: tuple[str, ...] = ()
    """Beginnings that fit."""
    groups: tuple[str, ...] = ()
    """Groups whose phrases fit."""
    number: bool = False
    """Whether a number fits."""
    gap: int = 0
    """Longest run of any words that this element stands for; 0 for an element that is no gap."""

    def fits(self, word: str) -> bool:
        """Whether one word fits."""
        return (
            word in self.words
            or (bool(self.prefixes) and word.startswith(self.prefixes))
            or (self.number and word[0].isdigit())
        )


@dataclass(slots=True)
class Matcher:
    """Patterns by name, indexed by their first word."""

    by_word: dict[str, list[tuple[str, tuple[Element, ...]]]] = field(default_factory=dict)
    by_prefix: dict[str, list[tuple[str, tuple[Element, ...]]]] = field(default_factory=dict)
    by_group: dict[str, list[tuple[str, tuple[Element, ...]]]] = field(default_factory=dict)
    numbers: list[tuple[str, tuple[Element, ...]]] = field(default_factory=list)
    literals: set[str] = field(default_factory=set)
    """Every whole word that a pattern names."""

    def add(self, name: str, line: str, keep: frozenset[str] = frozenset()) -> None:
        """Add the pattern `line` under `name`; fillers in `keep` are not left out."""
        for elements in _variants(line, keep):
            if not elements or elements[0].gap:
                raise ValueError(f"{name}: a pattern must begin with a word: {line!r}")
            for element in elements:
                self.literals.update(element.words)
            first, entry = elements[0], (name, elements)
            for word in first.words:
                self.by_word.setdefault(word, []).append(entry)
            for prefix in first.prefixes:
                self.by_prefix.setdefault(prefix, []).append(entry)
            for group in first.groups:
                self.by_group.setdefault(group, []).append(entry)
            if first.number:
                self.numbers.append(entry)

    def find(self, stream: Stream, groups: Mapping[str, Mapping[int, Sequence[int]]]) -> list[tuple[str, int, int]]:
        """Return (name, first, after) of every match, in stream positions; the shortest match of each start and name.

        `groups`: for each group and start, the positions just after its matches.
        """
        found: dict[tuple[str, int], int] = {}
        for index, word in enumerate(stream.words):
            candidates = list(self.by_word.get(word, ()))
            for length in range(2, len(word) + 1):
                candidates.extend(self.by_prefix.get(word[:length], ()))
            if self.numbers and word[0].isdigit():
                candidates.extend(self.numbers)
            for group, starts in groups.items():
                if index in starts:
                    candidates.extend(self.by_group.get(group, ()))
            for name, elements in candidates:
                after = _match(elements, stream, index, groups)
                key = (name, index)
                if after is not None and (key not in found or after < found[key]):
                    found[key] = after
        return [(name, first, after) for (name, first), after in found.items()]


def stream_of(words: Iterable[tuple[str, bool]], keep: frozenset[str] = frozenset()) -> Stream:
    """Return the stream of (word, is mark) pairs; marks other than a comma, bracket, quote or slash end a sentence."""
    seen: list[str] = []
    origin: list[int] = []
    ends: list[int] = []
    starts_at = 0
    for index, (word, mark) in enumerate(words):
        if mark:
            if word in ".;!?\n…¿¡:":
                ends.extend([len(seen)] * (len(seen) - starts_at))
                starts_at = len(seen)
            continue
        if word in FILLERS and word not in keep:
            continue
        seen.append(word)
        origin.append(index)
    ends.extend([len(seen)] * (len(seen) - starts_at))
    return Stream(tuple(seen), tuple(origin), tuple(ends))


def _match(
    elements: Sequence[Element], stream: Stream, index: int, groups: Mapping[str, Mapping[int, Sequence[int]]]
) -> int | None:
    """Return the position after the shortest match from `index`, or None."""
    reach = stream.reach[index]
    positions = {index}
    for element in elements:
        following: set[int] = set()
        if element.gap:
            for position in positions:
                last = min(position + element.gap, reach)
                following.add(position)
                while position < last and stream.words[position] not in DENIALS:
                    position += 1
                    following.add(position)
        else:
            for position in positions:
                if position < reach and element.fits(stream.words[position]):
                    following.add(position + 1)
                for group in element.groups:
                    following.update(groups.get(group, {}).get(position, ()))
        positions = {position for position in following if position <= reach}
        if not positions:
            return None
    return min(positions)


def _variants(line: str, keep: frozenset[str]) -> list[tuple[Element, ...]]:
    """Return the element sequences that `line` stands for: one, or two for each leading optional element."""
    steps: list[tuple[Element, bool]] = []
    for part in line.split():
        optional = part.endswith("?") and len(part) > 1
        body = part[:-1] if optional else part
        if body.startswith("~"):
            if body != "~0":
                steps.append((Element(gap=min(int(body[1:]), MAX_GAP)), False))
            continue
        options = [option for option in body.split("|") if option in keep or option not in FILLERS]
        if not options:
            continue
        named = tuple(option[1:-1] for option in options if option.startswith("<"))
        words = frozenset(option for option in options if option[-1] not in "*>" and option != "#")
        prefixes = tuple(option[:-1] for option in options if option.endswith("*"))
        steps.append((Element(words, prefixes, named, "#" in options), optional))
    sequences: list[list[Element]] = [[]]
    for element, optional in steps:
        extended = [[*sequence, element] for sequence in sequences]
        sequences = sequences + extended if optional else extended
    return [tuple(sequence) for sequence in sequences if sequence and not sequence[0].gap]
