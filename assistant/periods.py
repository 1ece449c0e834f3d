"""Which weeks after an operation or injury a line of a plan is for: "weeks 7 to 12", "Wk 2-4", "from month 4"."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.circumstances.dates import WEEKS
from assistant.verification.quantities import with_digits

_NAMED = re.compile(
    r"(?P<open>\b(?:from|after|since)\s+)?\b(?P<unit>weeks?|wks?|months?|mths?)\s*(?P<first>\d{1,3})"
    r"(?:\s*(?:to|-|–|and)\s*(?:(?:weeks?|wks?|months?|mths?)\s*)?(?P<last>\d{1,3}))?\b"
)

_WEEKS = re.compile(r"\bweek (\d{1,3})\b|\b(\d{1,3}) weeks?\b")
_FIRST_DAYS = re.compile(r"\bfirst (?:few )?(?:days?|week)\b|\bday (?:one|1|two|2|after)\b")


def weeks_in(text: str) -> float | None:
    """Return the weeks since an operation or injury that `text` names ("week 5", "3 weeks", "first week"), or None."""
    if _FIRST_DAYS.search(text):
        return 0.5
    found = _WEEKS.search(text)
    return float(found[1] or found[2]) if found else None


@lru_cache(maxsize=4096)
def weeks_of(text: str) -> tuple[tuple[float, float], ...]:
    """Return the stretches of weeks that `text` names by number, first and last week, the last one included.

    "Week 8" is a place in a plan; "for 8 weeks" is a length, and no place.
    """
    found = []
    for match in _NAMED.finditer(with_digits(text)):
        first = float(match["first"])
        last = float(match["last"]) if match["last"] else float("inf") if match["open"] else first
        factor = WEEKS[match["unit"][0]]
        found.append((first * factor, last * factor))
    return tuple(found)


def agreement(text: str, weeks: float | None) -> int:
    """Return 1 where `text` is of a stretch that holds `weeks`, -1 where it is of other stretches only, else 0."""
    stretches = weeks_of(text) if weeks is not None else ()
    if weeks is None or not stretches:
        return 0
    return 1 if any(first <= weeks <= last for first, last in stretches) else -1
