"""How long ago: "6 weeks post op", "last Tuesday", "in March", "three weeks tomorrow" -> weeks before a given day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday weds wed",
            "thursday thurs thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
_SEASON_ENDS = {"spring": (5, 31), "summer": (8, 31), "autumn": (11, 30), "winter": (2, 28)}
_FEASTS = {
    "christmas eve": (12, 24),
    "xmas eve": (12, 24),
    "christmas": (12, 25),
    "xmas": (12, 25),
    "boxing day": (12, 26),
    "new years eve": (12, 31),
    "new year eve": (12, 31),
    "new years day": (1, 1),
    "new year day": (1, 1),
    "new year": (1, 1),
    "easter": (4, 5),
    "halloween": (10, 31),
    "bonfire night": (11, 5),
    "guy fawkes": (11, 5),
}
"""Month and day; Easter by its usual place."""
_MONTH = "|".join(_MONTHS)
_WEEKDAY = "|".join(_WEEKDAYS)
WEEKS = {"d": 1 / 7, "w": 1.0, "m": 4.35, "y": 52.0}
"""Weeks in a day, week, month and year, by their first letters."""

_AMOUNT = re.compile(
    r"\b(?P<n>\d{1,3}(?:\.\d{1,2})?) ?(?P<unit>days?|weeks?|wks?|months?|mths?|years?|yrs?|d|w)\b"
    r"(?: (?P<shift>tomorrow|today|yesterday)\b| (?:on |this |next )?(?P<weekday>" + _WEEKDAY + r")\b)?"
)
_ORDINAL = re.compile(r"\b(?P<n>\d{1,2})(?:st|nd|rd|th) (?P<unit>day|week|month) (?:after|post|since|out|following)\b")
_CLINICAL = re.compile(r"(?<![\d/])(?P<n>\d{1,2}) ?/ ?(?P<unit>52|12|7)(?![\d/])")
_NUMBERED = re.compile(
    r"\b(?P<unit>day|week|month|wk|d) ?(?P<n>\d{1,3})\b(?! ?(?:/|out of|times|reps|sets|minutes|mins))"
)
_DATED = re.compile(
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?P<month>" + _MONTH + r")\b(?: (?P<year>20\d\d))?|"
    r"\b(?P<month2>" + _MONTH + r") (?:the )?(?P<day2>\d{1,2})(?:st|nd|rd|th)?\b(?: (?P<year2>20\d\d))?"
)
_DAY_ONLY = re.compile(
    r"\bon the (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?!(?: of)? (?:"
    + _MONTH
    + r"|floor|step|day|week|month|attempt|go|try)\b)"
)
_NUMERIC = re.compile(r"(?<![\d/])(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>(?:20)?\d\d)(?![\d/])")
_IN_MONTH = re.compile(
    r"\b(?:in|since|last|from|during|of|early|mid|late|this|around) (?P<month>" + _MONTH + r")\b(?: (?P<year>20\d\d))?|"
    r"\b(?P<month2>" + _MONTH + r") (?P<which>this|last) year\b"
)
_IN_YEAR = re.compile(
    r"(?<![\d/.,])\b(?:in |back in |since |from |done |early |late |mid )?(?P<year>(?:19[5-9]|20[0-4])\d)\b(?![\d/]| ?(?:steps|calories|m\b|metres|words))"
)
_ON_WEEKDAY = re.compile(
    r"\b(?P<lead>last|on|this|since|past|next|every|each|coming)? ?(?P<weekday>"
    + _WEEKDAY
    + r")\b(?P<tail> gone| just gone| week| last)?"
)
_WORDS = re.compile(
    r"\b(?P<word>day before yesterday|yesterday|this morning|last night|earlier today|other day|week before last|last week|last month|last year|"
    r"(?:last|this|in the|since the|during the|over the) (?:spring|summer|autumn|winter)|christmas eve|christmas|xmas eve|xmas|boxing day|new years? eve|new years? day|new year|bonfire night|guy fawkes|halloween|easter|"
    r"(?:many |some |several |a few |few )?years (?:ago|back)|just had|recently had|recently)\b"
)
_PAST = re.compile(
    r"^\W{0,2}(?:\w+ ){0,2}(?:ago|back|post|after|since|out|on from|into|p/o|following|old hip|old knee)\b"
)
_NOW = re.compile(r"^\W{0,2}(?:now|on|down|later|gone|in|today|tomorrow|yesterday)?\W{0,2}(?:now)?\W*$|^ (?:now|on)\b")
_FUTURE = re.compile(
    r"\b(?:in|within|another|every|until|till|for the next|next|over|takes?|lasts?|up to|hold|keep|after about|at least|first) (?:about |around |the )?$"
)
_DURING = re.compile(r"\bfor (?:about |around |the last |the past |over |nearly |almost |at least )?$")
_NOT_SINCE = re.compile(
    r"^ ?(?:pregnant|gone|in a row|of (?:physio|pregnan|the plan|training|couch|precautions|restrictions|rest|no\b|being careful)|programme|program|plan|time\b|course|a (?:day|week|month)|per )|^ into (?:the|my) (?:plan|programme|pregnancy)"
)
_PER = re.compile(r"(?:a|per|each|times|every|this|next|of|reps) $")


@dataclass(frozen=True)
class Elapsed:
    """A stretch of text that says how long ago something was."""

    start: int
    """First character."""
    end: int
    """One past its last character."""
    weeks: float
    """Weeks before today, one decimal."""
    firm: bool
    """Whether the words themselves say that it is past ("ago", "post op", "day 10", a date); otherwise a bare amount."""


def elapsed(text: str, today: date) -> list[Elapsed]:
    """Return the times in `text` (normalised, see circumstance_words.plain) that lie before `today`, in order.

    Amounts that are plainly not times since ("hold for 3 weeks", "28 weeks pregnant", "in 2 weeks") are left out.
    """
    found = [*_amounts(text, today), *_dates(text, today), *_words(text, today)]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Elapsed] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _amounts(text: str, today: date) -> Iterator[Elapsed]:
    for match in _AMOUNT.finditer(text):
        before, after = text[max(0, match.start() - 30) : match.start()], text[match.end() : match.end() + 40]
        number, unit = float(match["n"]), match["unit"][0]
        past = bool(_PAST.match(after))
        if after.startswith(" old") and unit in "ym":
            continue
        if re.search(r"\bnot (?:\w+ )?$", before) or _NOT_SINCE.match(after) or (_FUTURE.search(before) and not past):
            continue
        if _DURING.search(before) and not re.match(
            r"^ ?(?:ago|post|since (?:my|the|an?) (?:op|operation|surgery))", after
        ):
            continue
        if re.match(r"^ (?:until|till|to go|before|from now|time)\b", after):
            continue
        shift = 0.0
        if match["shift"]:
            shift = {"tomorrow": -1 / 7, "today": 0.0, "yesterday": 1 / 7}[match["shift"]]
        elif match["weekday"]:
            ahead = (_WEEKDAYS[match["weekday"]] - today.weekday()) % 7
            # "It was six weeks on Wednesday" looks back, "six weeks on Wednesday" ahead.
            shift = ((7 - ahead) % 7) / 7 if re.search(r"\bwas (?:\w+ )?$", before) else -ahead / 7
        weeks = round(number * WEEKS[unit] + shift, 1)
        yield Elapsed(match.start(), match.end(), max(weeks, 0.0), past or bool(match["shift"] or match["weekday"]))
    for match in _ORDINAL.finditer(text):
        yield Elapsed(match.start(), match.end(), round(float(match["n"]) * WEEKS[match["unit"][0]], 1), True)
    for match in _CLINICAL.finditer(text):
        after = text[match.end() : match.end() + 40]
        if match["unit"] == "52" or _PAST.match(after):
            scale = WEEKS[{"52": "w", "12": "m", "7": "d"}[match["unit"]]]
            yield Elapsed(match.start(), match.end(), round(float(match["n"]) * scale, 1), True)
    for match in _NUMBERED.finditer(text):
        if _PER.search(text[max(0, match.start() - 8) : match.start()]) or _NOT_SINCE.match(
            text[match.end() : match.end() + 30]
        ):
            continue
        yield Elapsed(match.start(), match.end(), round(float(match["n"]) * WEEKS[match["unit"][0]], 1), True)


def _dates(text: str, today: date) -> Iterator[Elapsed]:
    for match in _DATED.finditer(text):
        month, day = _MONTHS[match["month"] or match["month2"]], int(match["day"] or match["day2"])
        year = match["year"] or match["year2"]
        yield from _since(match, _day(today, month, day, int(year) if year else None), today)
    for match in _NUMERIC.finditer(text):
        year = int(match["year"])
        yield from _since(
            match, _day(today, int(match["month"]), int(match["day"]), year + 2000 if year < 100 else year), today
        )
    for match in _DAY_ONLY.finditer(text):
        number = int(match["day"])
        recent = (today - timedelta(days=back) for back in range(62))
        yield from _since(match, next((day for day in recent if day.day == number), None), today)
    for match in _IN_MONTH.finditer(text):
        month = _MONTHS[match["month"] or match["month2"]]
        year = int(match["year"]) if match["year"] else None
        if match["which"]:
            year = today.year - (match["which"] == "last")
        middle = _day(today, month, 15, year)
        if middle is None or (month == today.month and (year is None or year == today.year)):
            middle = today - timedelta(days=today.day // 2)
        yield from _since(match, middle, today)
    for match in _IN_YEAR.finditer(text):
        # The middle of the year; a year that a date names is read with the date.
        dated = any(
            found.start() <= match.start("year") < found.end()
            for found in (*_DATED.finditer(text), *_IN_MONTH.finditer(text))
        )
        middle = date(int(match["year"]), 7, 1)
        if not dated and int(match["year"]) < today.year:
            yield from _since(match, middle, today)
    for match in _ON_WEEKDAY.finditer(text):
        if match["lead"] in ("next", "every", "each", "coming") or match["tail"] == " week":
            continue
        if match["lead"] is None and match["weekday"] in ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "tues"):
            continue
        days = (today.weekday() - _WEEKDAYS[match["weekday"]]) % 7
        if days == 0 and match["lead"] in ("last", "since", "on"):
            days = 7
        if re.search(
            r"\b1 week before (?:last|past)? ?$", text[max(0, match.start("weekday") - 24) : match.start("weekday")]
        ):
            days += 7
        # "On Friday" may as well be the Friday to come.
        sure = match["lead"] in ("last", "since", "past") or bool(match["tail"])
        for one in _since(match, today - timedelta(days=days), today):
            yield one if sure else replace(one, firm=False)


def _words(text: str, today: date) -> Iterator[Elapsed]:
    for match in _WORDS.finditer(text):
        word = match["word"]
        season = next((end for name, end in _SEASON_ENDS.items() if word.endswith(name)), None)
        if season is not None:
            day = _day(today, season[0], season[1], None)
            if word.startswith("this") and day is not None and day.year < today.year:
                continue
            yield from _since(match, day, today)
        elif word in _FEASTS:
            month, number = _FEASTS[word]
            yield from _since(match, _day(today, month, number, None), today)
        elif word == "last year":
            yield from _since(match, date(today.year - 1, 12, 31), today)
        else:
            weeks = {
                "day before yesterday": 0.3,
                "yesterday": 0.1,
                "last night": 0.1,
                "this morning": 0.0,
                "earlier today": 0.0,
                "other day": 0.4,
                "week before last": 2.0,
                "last week": 1.0,
                "last month": 4.3,
            }.get(word, 104.0 if "years" in word else 1.0)
            yield Elapsed(match.start(), match.end(), weeks, True)


def _day(today: date, month: int, day: int, year: int | None) -> date | None:
    """The latest such day that is not after `today`, or the given one; None where there is no such day."""
    try:
        found = date(year or today.year, month, day)
        if year is None and found > today:
            found = date(today.year - 1, month, day)
    except ValueError:
        return None
    return found if found <= today else None


def _since(match: re.Match[str], day: date | None, today: date) -> Iterator[Elapsed]:
    if day is not None:
        yield Elapsed(match.start(), match.end(), round((today - day).days / 7, 1), True)
