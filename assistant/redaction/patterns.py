"""What can be told by its form alone: addresses of every kind, dates with a day, and numbers long enough to name somebody."""

from __future__ import annotations

import re

NUMBER, EMAIL, LINK, DATE, ADDRESS = "[number]", "[e-mail]", "[link]", "[date]", "[address]"

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teenth|(?:twenty|thirty)[\s-]?\w+|twentieth|thirtieth)"
)
_TENS = r"(?:ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:oh|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?)"
_YEAR = rf"(?:\d{{4}}|['’]?\d{{2}}|(?:nineteen|twenty)[\s-]{_TENS}|two\s+thousand(?:\s+and\s+\w+)?)"
_BIRTH = (
    r"(?:\bborn(?:\s+(?:on|in))?|\bd\.?\s?o\.?\s?b\b\.?|\bdate\s+of\s+birth|\bbirthday)(?:\s+is|\s+was)?\s*[:,]?\s+"
)
_DIGIT = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|treble|triple)"
_TOP = r"(?:com|net|org|info|edu|gov|uk|ie|de|fr|es|pl|eu|us|ca|au|nz|nhs)"
_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|crescent|gardens|grove|place|pl|square|terrace|way|walk|hill|"
    r"boulevard|blvd|mews|row|park|view|rise|cottages?|strasse|straße|weg|platz|gasse|allee)"
)
_BUILT = (
    r"(?:Street|Road|Avenue|Lane|Drive|Close|Court|Crescent|Gardens|Grove|Terrace|Mews|Boulevard|House|Cottages?|Lodge|Farm|Rectory|"
    r"Vicarage|Mansions?|Towers?|Heights|Manor|Hall|Buildings)"
)
_UNIT = r"(?:flat|apartment|apt|unit|house|room|suite)\s*\d+\w?(?:/(?=\d))?"
_HELD = (
    r"(?:\b(?:hospital|patient|nhs|chi|medicare|medicaid|insurance|policy|membership|member|reference|ref|account|registration|"
    r"ni|mrn|ssn)\.?(?:\s+(?:number|card|no\.?|id|nr\.?))*(?:\s+is)?\s*[:#]?\s*)"
)
_HOME = r"(?:\baddress(?:\s+is)?:?|\bliv(?:e|es|ing)\s+(?:at|in|on)|\bhome\s+is|\b(?:staying|based)\s+(?:at|in)|\b(?:i['’]?m|i\s+am|we['’]?re|we\s+are)\s+at)\s+"

PATTERNS = (
    (EMAIL, re.compile(r"[\w.+'-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\s?\.\s?[a-z]{2,})+", re.IGNORECASE)),
    # As it is said aloud: "mary dot jones at example dot co dot uk".
    (
        EMAIL,
        re.compile(
            rf"\b[\w.+-]{{1,40}}(?:\s(?:dot|underscore|dash|hyphen)\s[\w+-]{{1,40}}){{0,4}}\s(?:at|@)\s[\w-]{{1,40}}(?:(?:\sdot\s|\.)[a-z]{{2,20}}){{0,3}}(?:\sdot\s|\.){_TOP}\b",
            re.IGNORECASE,
        ),
    ),
    (LINK, re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)),
    (LINK, re.compile(rf"\b[a-z0-9-]{{1,40}}(?:\.[a-z0-9-]{{1,40}}){{0,3}}\.{_TOP}(?:/\S*)?(?![\w.])", re.IGNORECASE)),
    (ADDRESS, re.compile(r"\b(?:gir ?0aa|[a-z]{1,2}\d[a-z\d]?\s?\d[abd-hjlnp-uw-z]{2})\b", re.IGNORECASE)),
    # Behind words that say where somebody lives, as long as it looks like a name or a street.
    (
        ADDRESS,
        re.compile(
            rf"(?i:(?<=\s)|^)(?P<kept>(?i:{_HOME}))(?=[^.?!]{{0,60}}?(?:[A-Z]|(?i:\b{_STREET}\b)))"
            rf"(?:(?:(?i:{_UNIT})|\d{{1,5}}[A-Za-z]?|[A-Z][\w'’-]*|[A-Z]{{1,2}}\d\w*\s\d\w+|of|the(?=\s+(?:[A-Z]|old\b))|(?i:number|no)\.?(?=\s\d)|[a-z'’-]{{3,}}(?=\s+(?i:{_STREET})\b)|(?i:{_STREET}))(?![\w]),?\s*)+"
        ),
    ),
    # Street names are at most three words, so that "do 10 squats on the way home" stays.
    (
        ADDRESS,
        re.compile(
            rf"\b(?:(?i:{_UNIT}),?\s*)?\d{{1,4}}[a-z]?,?\s+(?:[A-Z][\w'’-]+\s+){{1,3}}(?i:{_STREET})\b\.?"
        ),
    ),
    (ADDRESS, re.compile(rf"\b(?:{_UNIT},?\s*)?\d{{1,4}}[a-z]?\s+(?:old\s+|new\s+)?[a-z'’-]{{3,}}\s+(?:street|road|avenue|lane|close|crescent|gardens|terrace|drive|grove)\b", re.IGNORECASE)),
    (ADDRESS, re.compile(rf"\b[a-z'’-]{{3,}}\s+{_STREET},?\s+(?:number|no\.?|nr\.?)\s*\d{{1,4}}[a-z]?\b", re.IGNORECASE)),
    (ADDRESS, re.compile(rf"\b(?:The\s+)?(?:[A-Z][\w'’-]+\s+){{1,3}}{_BUILT}\b")),
    (ADDRESS, re.compile(r"\b(?:apartment|apt|flat)\s+\d+\w?\b", re.IGNORECASE)),
    (ADDRESS, re.compile(r"\b[\w-]+(?:straße|strasse|str\.|gasse|allee|platz|weg)\s+\d{1,4}[a-z]?\b", re.IGNORECASE)),
    (ADDRESS, re.compile(r"\b(?:calle|avenida|ul\.|ulica|\d{1,4},?\s+(?:rue|avenue|boulevard))\s+(?:(?:de|du|des|la|les|el)\s+)*[\w'’-]+(?:\s+\d{1,4}\b)?", re.IGNORECASE)),
    (ADDRESS, re.compile(r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b")),
    (ADDRESS, re.compile(r"\b(?:[A-Z][\w'’-]+\s+){0,3}(?:NSW|VIC|QLD|TAS|ACT|SA|WA|NT)\s+\d{4}\b")),
    (DATE, re.compile(r"\b\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}\b")),
    (DATE, re.compile(rf"\b(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}\.?,?\s+{_YEAR}\b", re.IGNORECASE)),
    (DATE, re.compile(rf"\b{_MONTH}\.?\s+(?:the\s+)?{_DAY},?\s+{_YEAR}\b", re.IGNORECASE)),
    # Months of any language: a day, one word, a year.
    (DATE, re.compile(r"\b\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,12}\.?\s+(?:de\s+)?(?:19|20)\d{2}\b", re.IGNORECASE)),
    # A birthday without its year, and a year without its day.
    (DATE, re.compile(rf"(?P<kept>{_BIRTH})(?:(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}|{_MONTH}\s+{_DAY}|\d{{1,2}}[./-]\d{{1,4}}|{_YEAR})\b", re.IGNORECASE)),
    # Whatever else stands behind the name of such a number, with four digits in it at least.
    (NUMBER, re.compile(rf"(?P<kept>{_HELD})(?=(?:[\w/-]*[ ]?\d){{4}})[a-z]{{0,4}}\d[\w/-]*(?:\s\d[\w/-]*)*", re.IGNORECASE)),
    # National insurance and similar numbers: letters around six digits.
    (NUMBER, re.compile(r"\b[a-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[a-d]\b", re.IGNORECASE)),
    # Policies and hospital numbers: pieces of letters and digits joined by strokes, four digits or more in all.
    (NUMBER, re.compile(r"\b(?=[\w/-]{0,40}?[a-z])(?=(?:[\w/-]{0,20}?\d){4})[a-z0-9]{1,20}(?:[-/][a-z0-9]{1,20}){1,6}\b", re.IGNORECASE)),
    (NUMBER, re.compile(r"(?<![\w])\(?\+?\d(?:[\s().-]{0,3}\d){4,}(?!\w)")),
    (NUMBER, re.compile(r"\b(?=\w*\d\w*\d\w*\d\w*\d)(?=\w*[a-z])\w{6,}\b", re.IGNORECASE)),
    (NUMBER, re.compile(rf"\b{_DIGIT}(?:[\s,-]+{_DIGIT}){{4,}}\b", re.IGNORECASE)),
)  # fmt: skip
"""Mark and pattern, in the order in which they are applied; what a pattern calls ``kept`` stands before the mark and stays."""


def without_forms(text: str) -> str:
    """Return `text` with all that has such a form replaced by its mark."""
    for mark, pattern in PATTERNS:
        text = pattern.sub(lambda match, mark=mark: _kept(match) + mark + _gap(match), text)  # type: ignore[misc]
    return text


def _kept(match: re.Match[str]) -> str:
    return match.groupdict().get("kept") or ""


def _gap(match: re.Match[str]) -> str:
    whole = match.group()
    return whole[len(whole.rstrip(" ")) :]
