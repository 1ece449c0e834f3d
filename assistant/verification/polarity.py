"""Which words a text denies: "do not drive", "leave the stretch out", "no step-ups" deny what follows."""

from __future__ import annotations

import re
from collections import Counter

from assistant.lexical import name_stems

_NEGATORS = re.compile(
    r"\b(?:not(?! only)|no(?! more than| less than| longer than)|never|nothing|nobody|hardly|rather than|instead of|(?<!with or )without|avoid|avoids|avoiding|neither|nor|cannot|rarely|stop(?= (?:\w+ )?\w+ing\b)|skip|leave(?! your| the back)|"
    r"(?:do|does|did|is|are|was|were|ca|wo|should|must|need|has|have|could|would)n'?t)\b"
)
_BOUNDARY = re.compile(
    r"[,;:.()]|\b(?:but|unless|until|till|if|when|while|because|since|as|that|which|who|and then|so that|before|after|even)\b"
)
_LIGHT = frozenset(
    name_stems(
        "a an the to be is are was been do does did have has had need needs mean means any your you of on in at for it its this there "
        "should must can could may might will would let make made more out up own yet get gets seek done being able with or and than by from"
    )
)
_LATER = re.compile(r"\b(?:with|after|during|in|on|at|for|to|by|from|soon)\b")
"""Ends a denial once one word is denied: "leave it out with a new hip" does not deny the hip."""
_LEFT_OUT = re.compile(r"\b(?:is|are|be) (?:left )?out\b(?! of)")
_FREE = re.compile(r"\b(\w+) ?- ?free\b")
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
    lowered = re.sub(r"^(no|yes)\s*[,:.]", " ", lowered)
    places = [match.span() for match in _FREE.finditer(lowered)]
    for match in _LEFT_OUT.finditer(lowered):
        places += [word.span() for word in list(_WORD.finditer(lowered[: match.start()]))[-HEADS:]]
    for match in _NEGATORS.finditer(lowered):
        places += _heads(lowered, match.end())
    # "Have it checked before curls" says the same as "no curls until it is checked": what follows is neither.
    open_ends = [match.span() for pattern in (_BEFORE, _WAIT) for match in pattern.finditer(lowered)]
    no: Counter[str] = Counter()
    yes: Counter[str] = Counter()
    for word in _WORD.finditer(lowered):
        if any(start <= word.start() < end for start, end in open_ends):
            continue
        inside = any(start <= word.start() < end for start, end in places)
        (no if inside else yes).update(stem for stem in name_stems(word.group()) if stem not in _LIGHT)
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
        if name_stems(word.group())[0] in _LIGHT:
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
        {stem for stem in name_stems(_NEGATORS.sub(" ", text.lower())) if stem not in _LIGHT}
        for text in (sentence, quotes)
    )
    return len(own & theirs) >= SAME_WORDS * len(own | theirs)


def _count(text: str) -> int:
    return len(_NEGATORS.findall(text.lower())) + len(_LEFT_OUT.findall(text.lower()))


_PLACES = frozenset({"above", "below", "behind", "under"})
"""Stand between two things and no more."""
_ORDER = re.compile(r"\b(before|after|until|than|without|above|below|behind|under)\b")


def reordered(sentence: str, quotes: str) -> str:
    """Return "before" (or "after", "until", "than") where what stands on its two sides is exchanged, or an empty text."""
    theirs = _sides(quotes)
    own_words, their_words = ({match.group() for match in _ORDER.finditer(text.lower())} for text in (sentence, quotes))
    for one, other in (("before", "after"), ("after", "before")):
        if one in own_words and other in their_words and not {one, "until"} & their_words and other not in own_words:
            return one
    if (
        "after" in own_words
        and "until" in their_words
        and "until" not in own_words
        and sentence.lower().count("after") > quotes.lower().count("after")
    ):
        return "after"
    for word, left, right, no in _sides(sentence):
        for other, their_left, their_right, their_no in theirs:
            if word != other:
                continue
            if not (left & their_right and right & their_left) and (no is their_no or word == "without"):
                continue
            straight = len(left & their_left) + len(right & their_right)
            crossed = len(left & their_right) + len(right & their_left)
            # "Do not play before you ask" says the same as "ask before you play".
            wrong, rightly = (straight, crossed) if no is not their_no and word == "before" else (crossed, straight)
            if wrong > rightly:
                return word
    return ""


def _sides(text: str) -> list[tuple[str, set[str], set[str], bool]]:
    """Return each word of order with the stems before and after it, as far as the clause goes, and whether the first side denies."""
    found = []
    lowered = text.lower()
    for match in _ORDER.finditer(lowered):
        left = re.split(r"[,;:.()]", lowered[: match.start()])[-1]
        right = re.split(r"[,;:.()]", lowered[match.end() :])[0]
        sides = [[stem for stem in name_stems(side) if stem not in _LIGHT] for side in (left, right)]
        if match.group() in _PLACES:
            sides = [sides[0][-1:], sides[1][:1]]
        found.append((match.group(), set(sides[0]), set(sides[1]), bool(_NEGATORS.search(left))))
    return found
