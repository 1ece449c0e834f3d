"""Takes names, numbers and addresses out of what a person wrote, before it is kept.

Guarantees: e-mail and web addresses, dates with a day, runs of five and more digits, postcodes and streets with a house number
are gone. Names are found by lists (US Census, package ``names``), by what stands before them ("my name is", "Dr") and by capital
letters; one that is an everyday word written small ("rose", "mark") is not found. In doubt a word goes: "[name]" costs a reader
little. Figures that matter here stay: "6 weeks", "90 degrees", "10 out of 10".
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

NAME, NUMBER, EMAIL, LINK, DATE, ADDRESS = "[name]", "[number]", "[e-mail]", "[link]", "[date]", "[address]"

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|crescent|gardens|grove|place|pl|square|terrace|way|walk|hill|"
    r"boulevard|blvd|mews|row|park|view|rise|strasse|straße|weg|platz|gasse|allee)"
)
_PATTERNS = (
    (EMAIL, re.compile(r"[\w.+'-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\s?\.\s?[a-z]{2,})+", re.IGNORECASE)),
    (LINK, re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)),
    # Street names are at most three words, so that "do 10 squats on the way home" stays.
    (
        ADDRESS,
        re.compile(
            rf"\b(?:(?:flat|apartment|apt|unit|house)\s*\d+\w?,?\s*)?\d{{1,4}}[a-z]?,?\s+(?:[A-Z][\w'’-]+\s+){{1,3}}(?i:{_STREET})\b\.?"
        ),
    ),
    (ADDRESS, re.compile(r"\b\d{1,4}[a-z]?\s+[a-z'’-]{3,}\s+(?:street|road|avenue|lane|close|crescent|gardens|terrace)\b", re.IGNORECASE)),
    (ADDRESS, re.compile(r"\b[\w-]+(?:straße|strasse|str\.|gasse|allee|platz|weg)\s+\d{1,4}[a-z]?\b", re.IGNORECASE)),
    (ADDRESS, re.compile(r"\b(?:calle|avenida|ul\.|ulica|\d{1,4},?\s+(?:rue|avenue|boulevard))\s+(?:(?:de|du|des|la|les|el)\s+)*[\w'’-]+(?:\s+\d{1,4}\b)?", re.IGNORECASE)),
    (ADDRESS, re.compile(r"\b(?:gir ?0aa|[a-z]{1,2}\d[a-z\d]?\s?\d[abd-hjlnp-uw-z]{2})\b", re.IGNORECASE)),
    (DATE, re.compile(r"\b\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}\b")),
    (DATE, re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\.?,?\s+\d{{2,4}}\b", re.IGNORECASE)),
    (DATE, re.compile(rf"\b{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b", re.IGNORECASE)),
    # National insurance and similar numbers: letters around six digits.
    (NUMBER, re.compile(r"\b[a-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[a-d]\b", re.IGNORECASE)),
    (NUMBER, re.compile(r"(?<![\w])\(?\+?\d(?:[\s().-]{0,3}\d){4,}(?!\w)")),
    (NUMBER, re.compile(r"\b(?=\w*\d\w*\d\w*\d\w*\d)(?=\w*[a-z])\w{6,}\b", re.IGNORECASE)),
    (NUMBER, re.compile(r"\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double)(?:[\s,-]+(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double)){4,}\b", re.IGNORECASE)),
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLES = frozenset(
    "mr mrs ms miss mx dr doctor prof professor sir dame nurse sister matron consultant surgeon physio physiotherapist therapist herr frau señor señora monsieur madame pan pani".split()
)
"""Before a name; those that are also plain words count only where a capital follows."""
_ALWAYS = frozenset("mr mrs ms mx dr prof herr frau monsieur madame".split())
_INTRODUCED = re.compile(
    r"(?:my (?:full |first |last |sur)?name(?:'s|’s| is)|name(?: is|:)|i(?:'m| am|’m) called|call me|called|named|regards,?|"
    r"sincerely,?|signed|(?:me llamo|mi nombre es|je m['’]appelle|mein name ist|ich heiße|nazywam się|mam na imię))\s*$",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    r"(?:\bi am|\bi['’]m|\bthis is|\bit is|\bit['’]s|\bhere is|\bich bin|\bje suis|\bsoy|\bhi|\bhello|\bdear|\bthanks|\bthank you),?\s*$",
    re.IGNORECASE,
)
_RELATED = frozenset(
    "husband wife son daughter mother father mum mom dad sister brother friend partner aunt uncle nan gran grandma grandad grandpa neighbour carer".split()
)
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december english nhs christmas easter i i'm i've i'd i'll".split()
)
_EPONYMS = frozenset(
    "achilles alzheimer apley baker berg colles epley morton osgood oxford parkinson pott quervain scheuermann schlatter sinding thomas trendelenburg".split()
)
"""Surnames and places in what things are called here; taken for a name only behind a title, or where a name is expected."""
_LEAST = 0.004
"""Share in per cent from which a given name counts: below it the list holds words such as "an" and "in"."""


class Redactor:
    """Redacts; `knowledge` is the library, whose own words are never taken for names."""

    def __init__(self, knowledge: Path) -> None:
        self._known = _library_words(knowledge)
        self._given, self._family = _names()

    def redact(self, text: str) -> str:
        """Return `text` on one line, with what could tell who wrote it replaced by a word in square brackets."""
        text = " ".join(text.split())
        for mark, pattern in _PATTERNS:
            text = pattern.sub(mark, text)
        return self._without_names(text)

    def _without_names(self, text: str) -> str:
        words = list(_WORD.finditer(text))
        shouted = text.upper() == text
        pieces: list[str] = []
        at = 0
        follows = 0  # words that may still belong to a name that has begun
        for place, match in enumerate(words):
            word = match.group()
            before = text[: match.start()]
            inside = before.endswith("[") or (before[-3:] == "[e-" or (before.endswith("e-") and "[" in before[-4:]))
            if inside:
                follows = 0
                continue
            bare = re.sub(r"['’]s$", "", word)
            if place and not _goes_on(words[place - 1].group(), text[words[place - 1].end() : match.start()]):
                follows = 0
            named = self._is_name(bare, before, words[place - 1].group() if place else "", follows, shouted)
            follows = (2 if not follows else follows - 1) if named else 0
            if named:
                pieces += [text[at : match.start()], NAME]
                at = match.start() + len(bare)
        joined = "".join(pieces) + text[at:]
        return re.sub(r"\[name\](?:[\s-]+\[name\])+", NAME, joined)

    def _is_name(self, word: str, before: str, previous: str, follows: int, shouted: bool) -> bool:
        lower, last = word.lower(), previous.lower()
        capital = word[:1].isupper() and not shouted
        first = not before.strip() or before.rstrip()[-1:] in '.?!:"“(\n'
        acronym = word.isupper() and len(word) <= 5 and not shouted
        plain = lower in self._known or lower in _CALENDAR or lower in _EPONYMS
        if _INTRODUCED.search(before):
            return capital or not plain
        if (
            last in _TITLES
            and before.rstrip(". ").lower().endswith(last)
            and (capital or (last in _ALWAYS and not plain))
        ):
            return True
        if plain and not (capital and lower in self._given and (follows or last in _RELATED or _MAYBE.search(before))):
            # Everyday words are names only behind a name that has begun, or where one is expected.
            return bool(follows and capital and not acronym and lower in self._family)
        if acronym and not follows:
            return False
        if follows and (capital or lower in self._family):
            return True
        if lower in self._given:
            return True
        if _MAYBE.search(before) or last in _RELATED:
            return capital or (lower in self._family and lower not in _common())
        if capital and not first:
            return True
        return capital and (lower in self._family or lower not in _common()) and lower not in _common()


def _goes_on(word: str, gap: str) -> bool:
    """Whether a name may go on across `gap` behind `word`: a full stop ends it, but behind an initial or a title."""
    short = len(word) == 1 or word.lower() in _TITLES
    return re.fullmatch(r"\s|\s?-\s?", gap) is not None or (short and re.fullmatch(r"\.?\s?", gap) is not None)


@cache
def _library_words(knowledge: Path) -> frozenset[str]:
    """Return the words that the library writes small, and those it writes with a capital that no list has as a name."""
    given, family = _names()
    found: set[str] = set()
    for folder in ("exercises", "conditions", "guidance"):
        for path in sorted((knowledge / folder).rglob("*.md")):
            for match in _WORD.finditer(path.read_text(encoding="utf-8")):
                word = match.group()
                if word.islower() or (word.lower() not in given and word.lower() not in family):
                    found.add(re.sub(r"['’]s$", "", word.lower()))
    return frozenset(found)


@cache
def _names() -> tuple[frozenset[str], frozenset[str]]:
    import names

    given: set[str] = set()
    family: set[str] = set()
    for key, path in names.FILES.items():
        for line in Path(path).read_text(encoding="ascii").splitlines():
            name, share = line.split()[:2]
            if key == "last":
                family.add(name.lower())
            elif float(share) >= _LEAST:
                given.add(name.lower())
    return frozenset(given), frozenset(family)


@cache
def _common() -> frozenset[str]:
    from assistant.normalising import COMMON_WORDS

    given, _ = _names()
    lines = COMMON_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#") and line not in given)
