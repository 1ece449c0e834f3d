"""Which words a text denies: "do not drive", "leave the stretch out", "no step-ups" deny what follows."""

from __future__ import annotations

import re
from collections import Counter

from assistant.lexical import name_stems

NEGATORS = re.compile(
    r"\b(?:not(?! only)|no(?! more than| less than| longer than)|never|nothing|nobody|hardly|rather than|instead of|(?<!with or )without|avoid|avoids|avoiding|neither|nor|none|cannot|rarely|stop(?= (?:(?:your|the|a) )?(?:\w+ )?\w+ing\b)|skip|leave(?! your| the back)|"
    r"(?:do|does|did|is|are|was|were|ca|wo|should|must|need|has|have|could|would)n'?t)\b"
)
_BOUNDARY = re.compile(
    r"[,;:.()]|\b(?:and (?:others|some)|but|unless|until|till|if|when|while|because|since|as|that|which|who|and then|so that|before|after|even)\b"
)
LIGHT = frozenset(
    name_stems(
        "a an the to be is are was been do does did have has had need needs mean means any your you of on in at for it its this there "
        "should must can could may might will would let make made more out up own yet get gets seek done being able with or and than by from"
    )
)
_LATER = re.compile(r"\b(?:with|after|during|in|on|at|for|to|by|from|soon)\b")
"""Ends a denial once one word is denied: "leave it out with a new hip" does not deny the hip."""
_LEFT_OUT = re.compile(r"\b(?:is|are|be) (?:left )?out\b(?! of)")
_FREE = re.compile(r"\b(\w+)[ -]+free\b")
_BEFORE = re.compile(r"\bbefore\b[^,;:.()]*")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_PRONOUNS = frozenset("them these those him her".split())
"""Are all that is denied where they come first: "without them and your team agrees"."""
_WAIT = re.compile(r"\bwait (?:for|until|till)\b[^;:.()]*")
SAME_WORDS = 0.75
"""Share of the words of both texts from which equally many denials deny the same: "do not run to test it", "do not test it by running"."""
HEADS = 2
"""Words after a negator that are taken as denied."""


def denied(text: str) -> tuple[Counter[str], Counter[str]]:
    """Return how often each stem is denied and how often it stands undenied, light words left out."""
    lowered = text.lower().replace("’", "'")
    lowered = re.sub(r"\b(let|make|have) (?:it|them|these|those)\b", r"\1", lowered)
    lowered = re.sub(r"^(no|yes)\s*[,:.]", " ", lowered)
    places = [match.span() for match in _FREE.finditer(lowered)]
    for match in _LEFT_OUT.finditer(lowered):
        places += [word.span() for word in list(_WORD.finditer(lowered[: match.start()]))[-HEADS:]]
    for match in NEGATORS.finditer(lowered):
        places += _heads(lowered, match.end())
    # "Have it checked before curls" says the same as "no curls until it is checked": what follows is neither.
    open_ends = [match.span() for pattern in (_BEFORE, _WAIT) for match in pattern.finditer(lowered)]
    no: Counter[str] = Counter()
    yes: Counter[str] = Counter()
    for word in _WORD.finditer(lowered):
        if any(start <= word.start() < end for start, end in open_ends):
            continue
        inside = any(start <= word.start() < end for start, end in places)
        (no if inside else yes).update(stem for stem in name_stems(word.group()) if stem not in LIGHT)
    return no, yes


def _heads(text: str, start: int) -> list[tuple[int, int]]:
    """Return the places of the words that a negator ending at `start` denies."""
    stop = _BOUNDARY.search(text, start)
    found: list[tuple[int, int]] = []
    for word in _WORD.finditer(text, start, stop.start() if stop else len(text)):
        if found and _LATER.fullmatch(word.group()):
            break
        if not found and word.group() in _PRONOUNS:
            break
        if name_stems(word.group())[0] in LIGHT:
            continue
        found.append(word.span())
        if len(found) == HEADS:
            break
    return found


def contradiction(sentence: str, quotes: str) -> str:
    """Return a word that one text denies and the other affirms more than the first does, or an empty text."""
    if _same_denials(sentence, quotes):
        return ""
    own_no, own_yes = denied(sentence)
    their_no, their_yes = denied(quotes)
    if own_no & their_no and _count(sentence) == _count(quotes):
        return ""
    for stem in sorted(own_no):
        if not their_no[stem] and their_yes[stem] > own_yes[stem]:
            return f"not {stem}"
    for stem in sorted(their_no):
        if not own_no[stem] and own_yes[stem] > their_yes[stem]:
            return stem
    return ""


def _same_denials(sentence: str, quotes: str) -> bool:
    """Whether both texts deny as often and in nearly the same words, in whatever order."""
    if not _count(sentence) or _count(sentence) != _count(quotes):
        return False
    own, theirs = (
        {stem for stem in name_stems(NEGATORS.sub(" ", text.lower())) if stem not in LIGHT}
        for text in (sentence, quotes)
    )
    return len(own & theirs) >= SAME_WORDS * len(own | theirs)


def _count(text: str) -> int:
    return len(NEGATORS.findall(text.lower())) + len(_LEFT_OUT.findall(text.lower()))
