"""How a list of exercises is wished for: minutes, kit that is missing, positions to keep to or to leave out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.kit import NO, can_do_without, missing_kit
from assistant.models import Document

MINUTES_EACH = 2
"""Minutes that one exercise takes, with its rest (house figure)."""
LONGEST_LIST = 6
"""Exercises of a list for which no time was named."""

_FIGURES = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "six": 6,
    "five": 5,
    "seven": 7,
    "eight": 8,
    "ten": 10,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
}
_MINUTES = re.compile(r"\b(\d{1,2}|five|ten|fifteen|twenty|thirty) ?-?min")
_NUMBER = re.compile(
    r"(?:^|\b(?:me|want|need|like|some|best|top|just|only|give|any|the|suggest|recommend) )(\d|two|three|four|five|six) (?:\w+ ){0,2}(?:exercises|stretches|moves)\b"
)
_LYING = frozenset(("lying", "side-lying", "prone"))
_FLOOR = frozenset(("floor", "all-fours", "kneeling"))
_ON = r"on (?:my|the|her|his|one|that|either) (?:\w+ )?"
_AVOIDED: tuple[tuple[str, frozenset[str]], ...] = (
    (r"l(?:ie|ying|aying)(?: down| flat)?(?! on (?:my|the|her|his|one|that|either) )", _LYING | _FLOOR),
    (rf"l(?:ie|ying|aying) {_ON}side", frozenset(("side-lying",))),
    (rf"l(?:ie|ying|aying) {_ON}(?:front|tummy|stomach|belly)", frozenset(("prone",))),
    (rf"l(?:ie|ying|aying)(?: down| flat)? {_ON}back", frozenset(("lying",))),
    (r"(?:get |getting )?(?:down |on |on to |onto |to )*the (?:floor|ground)|floor work", _FLOOR),
    (r"stand(?:ing)?(?: up)?|(?:be )?on my feet|upright", frozenset(("standing", "walking"))),
    (r"kneel(?:ing)?", frozenset(("kneeling", "all-fours"))),
    (r"sit(?:ting)?(?: down)?", frozenset(("sitting",))),
)
_WANTED: tuple[tuple[str, frozenset[str]], ...] = (
    (r"\bstanding (?:up )?only\b|\bonly standing\b", frozenset(("standing", "walking"))),
    (
        r"\b(?:sitting(?! (?:down )?(?:all|at|a lot|too|for|most|much|long|hurts?|makes))|seated|sit down|in (?:a|my|the|her|his) (?:wheel)?chair|chair based|chair exercises?|at (?:my|a|the|her|his) desk)\b",
        frozenset(("sitting",)),
    ),
    (r"\bin bed\b|\blying down\b|\bon (?:my|the|her|his) (?:bed|back)\b", _LYING),
    (r"\bstanding (?:up )?(?:only|exercises?|ones)\b", frozenset(("standing", "walking"))),
)


@dataclass(frozen=True)
class Wishes:
    """What was said about the list itself."""

    number: int = 0
    """Exercises that were asked for; 0 when no number was said."""
    minutes: int = 0
    """Minutes there are; 0 when nothing was said."""
    missing: frozenset[str] = frozenset()
    """Kit that is not there."""
    avoided: frozenset[str] = frozenset()
    """Positions that are left out."""
    wanted: frozenset[str] = frozenset()
    """Positions that the list keeps to; empty for any."""

    @property
    def most(self) -> int:
        """Exercises that the list may hold."""
        if self.number:
            return min(LONGEST_LIST, self.number)
        return max(2, min(LONGEST_LIST, self.minutes // MINUTES_EACH)) if self.minutes else LONGEST_LIST

    def suit(self, document: Document) -> bool:
        """Tell whether an exercise can be done with the kit that is there, in a position that is wished for."""
        if not can_do_without(document.equipment, self.missing):
            return False
        places = set(document.position) or {"standing"}
        if not places - self.avoided:
            return False
        return not self.wanted or bool(places & self.wanted)


def figure(word: str) -> int:
    """Return the number that `word`, digits or a small number word, says."""
    return _FIGURES.get(word) or int(word)


def minutes_in(text: str) -> int:
    """Return the minutes that `text` (lower case) says there are; 0 when none are named."""
    found = _MINUTES.search(text)
    return figure(found[1]) if found else 0


def avoided_in(text: str) -> set[str]:
    """Return the positions that `text` (lower case, no apostrophes) rules out."""
    return {
        place
        for words, places in _AVOIDED
        if re.search(rf"\b{NO} (?:\w+ ){{0,3}}(?:{words})\b", text)
        for place in places
    }


def wishes_in(text: str) -> Wishes:
    """Return what `text` (lower case, apostrophes or none) says about a list of exercises."""
    flat = " ".join(text.lower().replace("'", "").replace("’", "").split())
    asked = _NUMBER.search(flat)
    number = figure(asked[1]) if asked else 0
    missing = missing_kit(flat)
    avoided = avoided_in(flat)
    wanted = {place for words, places in _WANTED if re.search(words, flat) for place in places} - avoided
    if re.search(r"\bchair\b", flat) and "sitting" in wanted:
        missing.update(("bike", "machine"))
    return Wishes(number, minutes_in(flat), frozenset(missing), frozenset(avoided), frozenset(wanted))
