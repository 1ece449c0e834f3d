"""Names of people: by lists (US Census, package ``names``), by what stands before them, and by capital letters inside a sentence."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

NAME = "[name]"

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
    "achilles alexander alzheimer apley baker bankart barre berg bobath bouchard brandt cawthorne charcot codman colles cooksey copenhagen danlos "
    "daroff dix dupuytren ehlers epley feldenkrais finkelstein guillain hallpike heberden kegel lachman latarjet lisfranc maitland marfan "
    "mckenzie morton mulligan nordic osgood oxford paget parkinson perthes phalen pott quervain raynaud romberg scheuermann schlatter semont "
    "sinding sjogren sjögren thomas tinel trendelenburg zimmer".split()
)
"""Surnames and places in what things are called here; taken for a name only behind a title, or where a name is expected."""
_NEVER = (
    frozenset(
        "hi hello dear thanks regards dr mr mrs ms je ich me mi mein nazywam hola bonjour hallo guten dzień tel medicare medicaid".split()
    )
    | _TITLES
)
"""Words that stand where names do and are none."""
_EVERYDAY = frozenset(
    "amber angel art bill chance chase clay cliff crystal dale dawn dean drew earl faith frank gay gene glen grace grant guy harmony heath "
    "hope iris ivy jack jade jewel jewell joy lane marina mark max may melody mercy miles miss moses olive page pat pearl penny precious ray "
    "rich robin rocky rod rose ruby rusty sandy sherry sky star summer sunny van victor violet wade ward will".split()
)
"""Given names that are everyday words: written small they are words."""
_PARTICLES = frozenset("al ap bin da dal de del della den der di dos du el la le ten ter van von zu zur".split())
"""Small words inside family names."""
_SHORTENED = re.compile(r"['’](?:re|ve|ll|d|m|t)$")
_NAMED_AFTER = re.compile(
    r"(?:['’]s)?[\s-]+(?:[A-Z][\w’'-]*[\s-]+)?(?:disease|syndrome|palsy|cyst|contracture|technique|method|test|sign|scale|score|manoeuvre|"
    r"maneuver|fracture|repair|procedure|operation|lesion|splint|protocol|programme|program|squats?|deadlifts?|curls?|stretch(?:es)?)\b"
)
"""What is called after somebody, behind the name."""
_OWN = re.compile(r"\b(?:my|our|his|her|their)\s+(?:\w+\s+)?[a-z]+,?\s*$", re.IGNORECASE)
_FAR = 80
"""Signs before a word that may tell that it is a name."""
_LEAST = 0.004
"""Share in per cent from which a given name counts: below it the list holds words such as "an" and "in"."""


class Names:
    """Finds names; `knowledge` is the library, whose own words are never taken for one."""

    def __init__(self, knowledge: Path) -> None:
        self._known = _library_words(knowledge)
        self._given, self._family = _names()

    def without(self, text: str) -> str:
        """Return `text`, which is one line, with each name replaced by `NAME`; what stands in square brackets stays."""
        words = list(_WORD.finditer(text))
        shouted = text.upper() == text
        pieces: list[str] = []
        at = 0
        follows = 0  # words that may still belong to a name that has begun
        for place, match in enumerate(words):
            word = match.group()
            before = text[max(0, match.start() - _FAR) : match.start()]
            inside = before.endswith("[") or (before[-3:] == "[e-" or (before.endswith("e-") and "[" in before[-4:]))
            if inside:
                follows = 0
                continue
            bare = re.sub(r"['’]s$", "", word)
            if place and not _goes_on(words[place - 1].group(), text[words[place - 1].end() : match.start()]):
                follows = 0
            previous = words[place - 1].group() if place else ""
            named = self._is_name(bare, before, text[match.start() + len(bare) :], previous, follows, shouted)
            follows = (2 if not follows else follows - 1) if named else 0
            if named:
                pieces += [text[at : match.start()], NAME]
                at = match.start() + len(bare)
        joined = "".join(pieces) + text[at:]
        return re.sub(r"\[name\](?:[\s-]+\[name\])+", NAME, joined)

    def _is_name(self, word: str, before: str, after: str, previous: str, follows: int, shouted: bool) -> bool:
        lower, last = word.lower(), previous.lower()
        capital = word[:1].isupper() and not shouted
        first = not before.strip() or before.rstrip()[-1:] in '.?!:"“(\n'
        acronym = word.isupper() and len(word) <= 5 and not shouted
        plain = lower in self._known or lower in _CALENDAR or self._is_compound(lower)
        if lower in _NEVER or _SHORTENED.search(lower):
            return False
        if _INTRODUCED.search(before):
            return capital or not plain
        if (
            last in _TITLES
            and before.rstrip(". ").lower().endswith(last)
            and (capital or lower in _PARTICLES or (last in _ALWAYS and not plain))
        ):
            return True
        if _NAMED_AFTER.match(after) and not follows and last not in _RELATED:
            return False
        if follows and lower in _PARTICLES:
            return True
        if capital and lower in self._given and self._before_family(after):
            return True
        if lower in _EVERYDAY and not capital:
            return False
        if plain and not (capital and lower in self._given and (follows or last in _RELATED or _MAYBE.search(before))):
            # Everyday words are names only behind a name that has begun, or where one is expected.
            return bool(follows and capital and not acronym and lower in self._family)
        if acronym and not follows:
            return False
        if follows and (capital or lower in self._family):
            return True
        if lower in self._given:
            return True
        if last in _RELATED and _OWN.search(before):
            return capital or lower not in _common()
        if _MAYBE.search(before) or last in _RELATED:
            return capital or (lower in self._family and lower not in _common())
        if capital and not first:
            return True
        return capital and (lower in self._family or lower not in _common()) and lower not in _common()

    def _is_compound(self, lower: str) -> bool:
        """Whether `lower` is made of what is no name: "T-score", "Osgood-Schlatter"."""
        parts = set(re.split(r"['’-]", lower))
        return parts <= _EPONYMS or (
            len(parts) > 1 and all(len(one) == 1 or one in self._known | _EPONYMS for one in parts)
        )

    def _before_family(self, after: str) -> bool:
        """Whether what follows a given name is a family name, so that "June Appleby" is no month."""
        found = _WORD.match(after.lstrip(" "))
        word = found.group() if found and after.startswith(" ") else ""
        lower = re.sub(r"['’]s$", "", word.lower())
        if not word[:1].isupper() or word.isupper() or lower in _NEVER or lower in _CALENDAR:
            return False
        return lower not in self._known and lower not in _EPONYMS and lower not in _common()


def _goes_on(word: str, gap: str) -> bool:
    """Whether a name may go on across `gap` behind `word`: a full stop ends it, but behind an initial or a title."""
    short = len(word) == 1 or word.lower() in _TITLES
    return re.fullmatch(r"\s|\s?-\s?", gap) is not None or (short and re.fullmatch(r"\.?\s?", gap) is not None)


_ASKED = re.compile(r"^- also:.*$", re.MULTILINE)
"""Ways in which people ask, who write names small, too."""
_OFTEN = 2
"""Documents in whose wordings a word stands from which it is none of somebody's own."""


@cache
def _library_words(knowledge: Path) -> frozenset[str]:
    """Return the words that the library writes small, and those it writes with a capital that no list has as a name."""
    said: set[str] = set()
    asked: Counter[str] = Counter()
    for folder in ("exercises", "conditions", "guidance"):
        for path in sorted((knowledge / folder).rglob("*.md")):
            text = path.read_text(encoding="utf-8")
            said |= _no_names(_ASKED.sub("", text))
            asked.update(_no_names(" ".join(_ASKED.findall(text))))
    return frozenset(said | {word for word, documents in asked.items() if documents >= _OFTEN})


def _no_names(text: str) -> set[str]:
    given, family = _names()
    return {
        re.sub(r"['’]s$", "", word.lower())
        for word in _WORD.findall(text)
        if word.islower() or (word.lower() not in given and word.lower() not in family)
    }


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
    from assistant.word_lists import COMMON_WORDS

    given, _ = _names()
    lines = COMMON_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#") and line not in given)
