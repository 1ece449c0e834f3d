"""Phrase patterns over normalised words, matched in linear time without regular expressions.

A pattern is a line of elements:

``word``      that word
``wor*``      any word that begins so
``a|b*``      any of these
``word?``     the element may be missing
``~3``        up to three other words, within the sentence
``<group>``   any phrase of that group
``%``         a number

Words that carry no meaning here (articles, possessives, auxiliaries, intensifiers) are left out of patterns and texts
alike, so that "my calf is really swollen" is read as ``calf swollen``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

FILLERS = frozenset(
    """and the a an my his her hers our your their its this these those really very so quite bit properly just kinda literally
    absolutely totally completely actually bloody fucking fuckin flipping damn pretty somewhat slightly extremely
    incredibly awfully terribly also even of is are was were am be been being s got get gets getting
    gotten little proper basically honestly super mega hell already own""".split()
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
    optional: bool = False
    """Whether it may be missing."""
    gap: int = 0
    """Longest run of any words that this element stands for; 0 for an element that is no gap."""

    def fits(self, word: str) -> bool:
        """Whether one word fits."""
        return (
            word in self.words
            or (bool(self.prefixes) and word.startswith(self.prefixes))
            or (self.number and word[0].isdigit())
        )


class Pattern:
    """One line of a concept; its elements after the first are read when it is first tried, so that loading is quick."""

    __slots__ = ("_elements", "keep", "line", "name")

    def __init__(self, name: str, line: str, keep: frozenset[str]) -> None:
        self.name = name
        self.line = line
        self.keep = keep
        self._elements: tuple[Element, ...] | None = None

    @property
    def elements(self) -> tuple[Element, ...]:
        """Its elements."""
        if self._elements is None:
            self._elements = tuple(_element(part) for part in _parts(self.line, self.keep))
        return self._elements

    def fits_some(self, present: frozenset[str]) -> bool:
        """Whether a text with the words `present` could hold it: cheap, and asked once a text, not once a word."""
        return not any(
            element.words
            and not (element.prefixes or element.groups or element.number or element.optional)
            and element.words.isdisjoint(present)
            for element in self.elements
        )


class Matcher:
    """Patterns by name, indexed by their first word."""

    def __init__(self, denials: frozenset[str] = DENIALS) -> None:
        self._by_word: dict[str, list[Pattern]] = {}
        self._by_prefix: dict[str, list[Pattern]] = {}
        self._by_group: dict[str, list[Pattern]] = {}
        self._numbers: list[Pattern] = []
        self._longest_prefix = 0
        self._denials = denials
        self.names: set[str] = set()
        """Every name that has a pattern."""
        self.literals: set[str] = set()
        """Every whole word that a pattern names."""
        self.prefixes: set[str] = set()
        """Every beginning of a word that a pattern names."""

    def add(self, name: str, line: str, keep: frozenset[str] = frozenset()) -> None:
        """Add the pattern `line` under `name`; fillers in `keep` are not left out."""
        if line.startswith("~"):
            raise ValueError(f"{name}: a pattern must begin with a word: {line!r}")
        parts = _parts(line, keep)
        while parts:
            if parts[0].startswith("~"):
                parts = parts[1:]
                continue
            optional = parts[0].endswith("?")
            pattern = Pattern(name, " ".join([parts[0].removesuffix("?"), *parts[1:]]), keep)
            self._index(pattern, parts[0].removesuffix("?"))
            if not optional:
                break
            parts = parts[1:]
        else:
            raise ValueError(f"{name}: a pattern must hold a word: {line!r}")
        self.names.add(name)
        for part in parts:
            if part[0] != "~":
                for word in part.removesuffix("?").split("|"):
                    if word[-1] == "*":
                        self.prefixes.add(word[:-1])
                    elif word[-1] not in ">%":
                        self.literals.add(word)

    def _index(self, pattern: Pattern, first: str) -> None:
        for option in first.split("|"):
            if option.startswith("<"):
                self._by_group.setdefault(option[1:-1], []).append(pattern)
            elif option == "%":
                self._numbers.append(pattern)
            elif option.endswith("*"):
                self._by_prefix.setdefault(option[:-1], []).append(pattern)
                self._longest_prefix = max(self._longest_prefix, len(option) - 1)
            else:
                self._by_word.setdefault(option, []).append(pattern)

    def find(self, stream: Stream, groups: Mapping[str, Mapping[int, Sequence[int]]]) -> list[tuple[str, int, int]]:
        """Return (name, first, after) of every match, in stream positions; the shortest match of each start and name.

        `groups`: for each group and start, the positions just after its matches.
        """
        found: dict[tuple[str, int], int] = {}
        present = frozenset(stream.words)
        possible: dict[Pattern, bool] = {}
        starting: dict[int, list[str]] = {}
        for group, starts in groups.items():
            for index in starts:
                starting.setdefault(index, []).append(group)
        for index, word in enumerate(stream.words):
            candidates = list(self._by_word.get(word, ()))
            for length in range(2, min(len(word), self._longest_prefix) + 1):
                candidates.extend(self._by_prefix.get(word[:length], ()))
            if self._numbers and word[0].isdigit():
                candidates.extend(self._numbers)
            for group in starting.get(index, ()):
                candidates.extend(self._by_group.get(group, ()))
            for pattern in candidates:
                if pattern not in possible:
                    possible[pattern] = pattern.fits_some(present)
                if not possible[pattern]:
                    continue
                after = _match(pattern.elements, stream, index, groups, self._denials)
                key = (pattern.name, index)
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
    elements: Sequence[Element],
    stream: Stream,
    index: int,
    groups: Mapping[str, Mapping[int, Sequence[int]]],
    denials: frozenset[str],
) -> int | None:
    """Return the position after the shortest match from `index`, or None."""
    reach = stream.reach[index]
    if len(elements) > 1 and not elements[0].groups:
        # Most patterns fail at their second word; asked first, that costs no sets.
        second = elements[1]
        if not (second.gap or second.optional or second.groups) and (
            index + 1 >= reach or not second.fits(stream.words[index + 1])
        ):
            return None
    positions = {index}
    for element in elements:
        following: set[int] = set()
        if element.gap:
            for position in positions:
                last = min(position + element.gap, reach)
                following.add(position)
                while position < last and stream.words[position] not in denials:
                    position += 1
                    following.add(position)
        else:
            if element.optional:
                following |= positions
            for position in positions:
                if position < reach and element.fits(stream.words[position]):
                    following.add(position + 1)
                for group in element.groups:
                    following.update(groups.get(group, {}).get(position, ()))
        positions = {position for position in following if position <= reach}
        if not positions:
            return None
    return min(positions)


def _parts(line: str, keep: frozenset[str]) -> list[str]:
    """Return the parts of a line without its fillers."""
    parts: list[str] = []
    for part in line.split():
        if part == "~0":
            continue
        if part.startswith("~"):
            parts.append(part)
            continue
        optional = "?" if part.endswith("?") and len(part) > 1 else ""
        options = [word for word in part.removesuffix("?").split("|") if word in keep or word not in FILLERS]
        if options:
            parts.append("|".join(options) + optional)
    return parts


def _element(part: str) -> Element:
    """Read one part."""
    if part.startswith("~"):
        return Element(gap=min(int(part[1:]), MAX_GAP))
    optional = part.endswith("?")
    options = part.removesuffix("?").split("|")
    return Element(
        words=frozenset(option for option in options if option[-1] not in "*>" and option != "%"),
        prefixes=tuple(option[:-1] for option in options if option.endswith("*")),
        groups=tuple(option[1:-1] for option in options if option.startswith("<")),
        number="%" in options,
        optional=optional,
    )
