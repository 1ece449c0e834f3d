"""Numbers with what they count: "twice a day" and "2 times daily" are alike, "2 to 3 minutes" and "2 to 3 seconds" are not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.lexical import name_stems, stems

_WORDS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90", "hundred": "100", "dozen": "12"}
_ORDINALS = {"second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6"}
_TIMES = {"twice": "2 times", "thrice": "3 times"}
_ONCE = re.compile(
    r"\bonce (?=an?\b|per\b|each\b|every\b|daily\b|weekly\b|or \w+ (?:a|per)\b|or twice\b|through\b|more\b)"
)
_PERIOD = re.compile(
    r"\b(?:a|an|per|each|every|the|that|this) (hour|day|night|week|month|year|side|leg)\b|\b(daily|weekly|hourly)\b"
)
_PERIODS = {"daily": "day", "weekly": "week", "hourly": "hour"}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ADJECTIVES = frozenset("more about around full single whole good further extra consecutive slow".split())
_NOTHING = frozenset("and or to if when so because then in on at for a the by with is are be while but of each".split())
"""Words after a number that say it counts nothing in particular."""
_UNITS = {
    "rep": "rep", "repetit": "rep", "repeat": "rep", "time": "time", "set": "set", "sec": "second", "second": "second", "min": "minute",
    "minut": "minute", "hour": "hour", "hr": "hour", "day": "day", "week": "week", "wk": "week", "month": "month", "year": "year",
    "cm": "cm", "centimetr": "cm", "centimet": "cm", "mm": "mm", "millimetr": "mm", "m": "metr", "kg": "kg", "kilo": "kg", "kilogram": "kg", "lb": "lb", "pound": "lb",
    "inch": "inch", "km": "km", "kilometr": "km", "mile": "mile", "degre": "degre", "deg": "degre",
}  # fmt: skip
_LOWER = (
    "at least",
    "no less than",
    "no fewer than",
    "more than",
    "over",
    "minimum",
    "minimum of",
    "from",
    "above",
    "beyond",
)
_UPPER = (
    "at most",
    "no more than",
    "up to",
    "less than",
    "fewer than",
    "under",
    "maximum",
    "maximum of",
    "within",
    "below",
)
_AFTER = re.compile(r"\s*or (?:(less|fewer|under)|(more|over|above))\b")
_BASE = {
    "minute": (60.0, "second"), "hour": (3600.0, "second"), "day": (86400.0, "second"), "week": (604800.0, "second"),
    "year": (12.0, "month"),
}  # fmt: skip
"""Value and unit in which units of time are compared."""
_MEASURES = frozenset({*_UNITS.values(), "of", "whole", "percent", "rate", "side", "leg"} - {"rep", "time"})
"""What is counted and cannot stand for the thing itself, as in "five visits" and "seen five times"."""
_PER = re.compile(
    r"\s*(?:or \w+ )?times? (?:(?:a|an|per|each|every|in a) (?:hour|day|night|week|month)\b|daily\b|weekly\b|hourly\b)"
)
_HALVES = {"half a minute": "30 seconds", "half an hour": "30 minutes", "half a day": "12 hours", "half a year": "6 months",
           "a fortnight": "2 weeks", "a quarter of an hour": "15 minutes", "every second day": "every other day", "every 2nd day": "every other day", "alternate days": "every other day", "no one": "nobody", "half of a right angle": "45 degrees", "half a right angle": "45 degrees", "a full right angle": "90 degrees", "a right angle": "90 degrees", "right angles": "90 degrees"}  # fmt: skip
_ONE = re.compile(
    r"\b(about|up to|for|within|after|than|least|most|under|over|in|lasts?|takes?|to|around) an? (second|minute|hour|day|week|month|year)\b"
)
_YEAR = re.compile(r"(?<![\d.] )(?<![\d.])\b1 year\b")
_OF_A_HUNDRED = re.compile(r"\b(\d+(?:\.\d+)?) (?:in|out of|of every) (?:every )?100\b")


@dataclass(frozen=True)
class Quantity:
    """A number and what it counts."""

    value: float
    unit: str
    """The stem of the thing counted, or empty where nothing follows."""
    bound: str
    """``least``, ``most`` or empty."""

    @property
    def base(self) -> tuple[float, str]:
        """Value and unit with lengths of time in one unit, so that a minute is 60 seconds."""
        factor, unit = _BASE.get(self.unit, (1.0, self.unit))
        return self.value * factor, unit


def with_digits(text: str) -> str:
    """Return `text` in lower case with number words as digits."""
    lowered = text.lower().replace("’", "'")
    lowered = re.sub(r"(?<=\d),(?=\d{3}\b)", "", lowered)
    lowered = re.sub(r"(?<=\d)\s*[-–—]\s*(?=\d)", " to ", lowered)
    lowered = _ONCE.sub("1 times ", lowered)
    for phrase, figure in _HALVES.items():
        lowered = lowered.replace(phrase, figure)
    lowered = _ONE.sub(r"\1 1 \2", lowered)
    # "the second week" is a number, "30 seconds" and "a second set" are read as they stand.
    lowered = re.sub(
        r"\bthe (second|third|fourth|fifth|sixth) (week|day|month)\b",
        lambda match: f"{match.group(2)} {_ORDINALS[match.group(1)]}",
        lowered,
    )
    digits = re.sub(
        r"[a-z]+",
        lambda match: _TIMES.get(match.group(), _WORDS.get(match.group(), match.group())),
        lowered,
    )
    return _YEAR.sub("12 months", _OF_A_HUNDRED.sub(r"\1 percent", digits))


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of `text` in order; "2 to 3 minutes" is two quantities of minutes."""
    digits = with_digits(text)
    found = []
    for match in _NUMBER.finditer(digits):
        before = digits[max(0, match.start() - 16) : match.start()]
        after = digits[match.end() : match.end() + 40]
        bound = ""
        behind = _AFTER.match(after)
        if any(before.rstrip().endswith(phrase) for phrase in _UPPER) or (behind and behind.group(1)):
            bound = "most"
        elif any(before.rstrip().endswith(phrase) for phrase in _LOWER) or (behind and behind.group(2)):
            bound = "least"
        unit = _unit(before, after)
        # "one" is mostly no number: one clinic, one knee, one of them.
        if match.group() == "1" and unit not in {*_UNITS.values(), "rate"} and not re.search(r"\b1\b", text):
            continue
        found.append(Quantity(float(match.group()), unit, bound))
    return found


def _unit(before: str, after: str) -> str:
    """Return what is counted: the word after the number, across "to 3", or the word before it, as in "week 6"."""
    lead = re.search(r"(week|day|month|stage|phase|grade|age|aged)s?\s*$", before)
    if lead:
        return _UNITS.get(lead.group(1), lead.group(1)[:3])
    if re.search(r"(?:\bout of|\d of)\s*$", before):
        return "whole"
    if after.lstrip().startswith("%") or re.match(r"\s*per ?cent", after):
        return "percent"
    rest = re.sub(r"^\s*(?:to|or|and)\s+\d+(?:\.\d+)?", "", after)
    if _PER.match(rest):
        return "rate"
    rest = _AFTER.sub("", rest, count=1) if _AFTER.match(rest) else rest
    out_of = re.match(r"\s*(?:out )?of \d+", rest)
    if out_of:
        return "of"
    if not re.match(r"\s*[a-z]", rest):
        return ""
    for stem in name_stems(re.split(r"[,.;:()]", rest)[0]):
        if stem not in _ADJECTIVES:
            return "" if stem in _NOTHING else _UNITS.get(stem, stem)
    return ""


def periods(text: str) -> set[str]:
    """Return the periods that a frequency in `text` names: {"day"} for "3 times a day"."""
    found = set()
    for match in _PERIOD.finditer(with_digits(text)):
        found.add(match.group(1) or _PERIODS[match.group(2)])
    return found - {"side", "leg"}


def disagreement(sentence: str, quotes: str) -> str:
    """Return what number of `sentence` the quotes do not give, or an empty text."""
    held = quantities(quotes)
    words = set(name_stems(quotes))

    def counts(one: Quantity, asked: Quantity) -> bool:
        """The same thing is counted: words between a number and its thing may differ, but not for what is measured."""
        if one.base[1] == asked.base[1] or not (one.unit and asked.unit):
            return True
        if one.unit in _MEASURES or asked.unit in _MEASURES:
            return False
        return asked.unit in words or asked.unit in ("rep", "time") or one.unit in ("rep", "time")

    for asked in quantities(sentence):
        same = [
            one for one in held if (one.base[0] == asked.base[0] or one.value == asked.value) and counts(one, asked)
        ]
        same = [one for one in same if one.base[0] == asked.base[0] or not (one.unit and asked.unit)]
        if not same:
            return f"{asked.value:g} {asked.unit}".strip()
        if asked.bound and not any(one.bound in ("", asked.bound) for one in same):
            return f"{asked.bound} {asked.value:g} {asked.unit}".strip()
    ranges = _ranges(quotes)
    for low, high in sorted(_ranges(sentence) - ranges):
        if any((low == one) is not (high == other) for one, other in ranges):
            return f"{low:g} to {high:g}"
    new = periods(sentence) - periods(quotes)
    return next((f"each {period}" for period in sorted(new) if period not in words or quantities(sentence)), "")


_RANGE = re.compile(r"(\d+(?:\.\d+)?) (?:to|or) (\d+(?:\.\d+)?)")


def _ranges(text: str) -> set[tuple[float, float]]:
    return {(float(low), float(high)) for low, high in _RANGE.findall(with_digits(text))}


MOVED = 3
"""Words that a piece shares with what the quotes say of another number, from which its own number was moved there."""
_PIECE = re.compile(r"[,;:.()]|\b(?:and|but|while|whereas)\b")


def exchanged(sentence: str, quotes: str) -> str:
    """Return a word that `sentence` ties to the numbers of another piece of the quotes, or an empty text.

    "51 felt better with exercise, and 38 with an injection" does not say that 51 felt better with an injection.
    """
    if elsewhere := _elsewhere(sentence, quotes):
        return elsewhere
    numbered = [(_values(piece), set(stems(piece))) for piece in _pieces(quotes) if _values(piece)]
    plain = {word for piece in _pieces(quotes) if not _values(piece) for word in stems(piece)}
    moved: dict[tuple[int, int], str] = {}
    for piece in _pieces(sentence):
        values, words = _values(piece), set(stems(piece))
        homes = [index for index, (held, _) in enumerate(numbered) if values and values <= held]
        if len(homes) != 1:
            continue
        for index, (_, held) in enumerate(numbered):
            for word in words & (held - numbered[homes[0]][1] - plain):
                moved[homes[0], index] = word
    return next((word for (home, other), word in moved.items() if (other, home) in moved), "")


def _elsewhere(sentence: str, quotes: str) -> str:
    """Return a word of a piece whose number stands in another piece of the quotes, one that has nothing else of it."""
    numbered = [(_values(piece), set(stems(re.sub(r"\d+", " ", piece)))) for piece in _pieces(quotes) if _values(piece)]
    for piece in _pieces(sentence):
        values, words = _values(piece), set(stems(re.sub(r"\d+", " ", piece)))
        homes = [held for numbers, held in numbered if values & numbers]
        if not values or not homes or any(words & held for held in homes):
            continue
        for numbers, held in numbered:
            if not values & numbers and len(words & held) >= MOVED:
                return min(words & held)
    return ""


def _pieces(text: str) -> list[str]:
    return [piece for piece in _PIECE.split(with_digits(text)) if piece.strip()]


def _values(piece: str) -> set[float]:
    """Return the numbers of a piece; "one service" is none where another number stands beside it."""
    values = {float(match.group()) for match in _NUMBER.finditer(piece)}
    return values - {1.0} if len(values) > 1 else values
