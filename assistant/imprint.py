"""The imprint of a leaflet: who made it, its number, version and dates. It is no advice, so it is never quoted.

Guarantees: only short lines of the usual wordings count, so that a sentence of advice stays. The date of the next review is
read for the clinic's staff.
"""

from __future__ import annotations

import re
from datetime import date

LONGEST = 160
"""Characters beyond which a line is no imprint."""

_IMPRINT = re.compile(
    r"^\W*(?:"
    r"(?:©|\(c\)|copyright\b)|(?:all rights reserved)|"
    r"(?:(?:patient )?(?:leaflet|document|publication|policy|form|print|information|sheet)\s*(?:reference|ref|no|number|nr|code|id|version)\b)|"
    r"(?:ref(?:erence)?(?:\s*(?:no|number|code))?\s*[:.#]?\s*[A-Z0-9/_-]*\d)|"
    r"(?:version|issue|edition|revision|rev)\.?\s*(?:no\.?|number)?\s*[:.]?\s*v?\d|"
    r"(?:(?:date|month|year)\s+(?:of\s+)?(?:issue|issued|publication|published|print|printed|produced|production|creation|created|approval|approved|last review|next review|review|revision|written)\b)|"
    r"(?:(?:next |last |planned |due )?(?:review|revision|expiry|approval|publication|issue)\s+(?:date|due|by|month|on)\b)|"
    r"(?:review(?:ed)?\s*(?:date|due|by|on)?\s*:)|(?:for review\b)|"
    r"(?:(?:last|date)\s+(?:updated|modified|reviewed|revised|printed)\b)|"
    r"(?:(?:published|printed|produced|issued|written|reviewed|updated|created|approved|posted)\s*(?:on|in|by|:|-)\s.*\b(?:19|20)\d\d\b)|"
    r"(?:(?:author|authors|designed by|illustrations? by|photographs? by|proudly powered by|powered by|produced by|website by)\b\s*:?)|"
    r"(?:(?:you are )?visitor (?:number|no)\b)|(?:best viewed (?:at|with|in)\b)|(?:scan (?:the|this) qr code\b)|"
    r"(?:page \d+ of \d+\W*$)|(?:share this\b.{0,40}$)|(?:skip to (?:main )?content)|(?:back to (?:the )?top\W*$)|"
    r"(?:(?:this|our) (?:web)?site uses cookies)|(?:we use cookies)|(?:accept (?:all )?cookies)"
    r")",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"\b(?:privacy(?: policy)?|cookies?(?: policy)?|site ?map|terms(?: of use| and conditions)?|accessibility)\b",
    re.IGNORECASE,
)
_MONTHS = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
_DUE = re.compile(
    r"\b(?:(?:(?:next|due for|planned|to be|for)\s+)?(?:review|revision)(?:ed)?\s*(?:date|due|by|on|in|is)*|"
    r"(?:valid|use)\s+(?:until|by|to)|expir(?:es|y|y date|ation date)(?:\s+on)?)\s*(?:date)?\s*[:–-]?\s*"
    r"(?:is\s+|on\s+|in\s+|by\s+)?(?P<when>(?:\d{1,2}(?:st|nd|rd|th)?[\s./-]+)?(?:\d{1,2}|[a-z]{3,9})?[\s,./-]*(?:20)\d\d(?:-\d\d(?:-\d\d)?)?)",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:last|date|was|been|first)\s+(?:review|revis)", re.IGNORECASE)


def is_imprint(text: str) -> bool:
    """Return whether `text`, a line or sentence, is a part of a leaflet's imprint or of a page's furniture."""
    flat = " ".join(text.split())
    if len(flat) > LONGEST:
        return False
    return bool(_IMPRINT.match(flat)) or (len(flat) < 120 and "|" in flat and len(_LINKS.findall(flat)) >= 2)


def review_due(text: str) -> date | None:
    """Return the last day of the latest month or day by which the leaflet `text` says that it is to be reviewed, or None."""
    found = []
    for match in _DUE.finditer(text):
        if _PAST.search(text[max(0, match.start() - 12) : match.end()]):
            continue
        when = _date(match.group("when"))
        if when is not None:
            found.append(when)
    return max(found, default=None)


def _date(text: str) -> date | None:
    iso = re.search(r"(20\d\d)-(\d\d)(?:-(\d\d))?", text)
    if iso:
        return _day(int(iso.group(1)), int(iso.group(2)), int(iso.group(3) or 0))
    year = int(re.findall(r"20\d\d", text)[-1])
    named = re.search(r"[a-z]{3,9}", re.sub(r"(?<=\d)(?:st|nd|rd|th)", "", text.lower()))
    if named:
        month = _MONTHS.get(named.group()[:3])
        day = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", text)
        return _day(year, month, int(day.group(1)) if day else 0) if month else None
    numbers = [int(number) for number in re.findall(r"\d+", text)[:-1]]
    if len(numbers) == 2:
        # Day before month, as the clinic's country writes it; the other way round where only that is possible.
        day_number, month_number = numbers if numbers[1] <= 12 else (numbers[1], numbers[0])
        return _day(year, month_number, day_number)
    return _day(year, numbers[0] if numbers else 12, 0)


def _day(year: int, month: int, day: int) -> date | None:
    """Return a date; without a day the last of the month."""
    if not 1 <= month <= 12:
        return None
    if day:
        try:
            return date(year, month, day)
        except ValueError:
            return None
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
