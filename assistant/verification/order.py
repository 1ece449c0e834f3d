"""What comes first and what follows: the sides of "before" and "because" and the order of steps may not be exchanged."""

from __future__ import annotations

import re

from assistant.lexical import name_stems
from assistant.verification.polarity import LIGHT, NEGATORS

_PLACES = frozenset({"above", "below", "behind", "under", "instead of"})
"""Stand between two things and no more."""
_ORDER = re.compile(r"\b(before|after|until|than|without|above|below|behind|under|instead of|beats?|causes?)\b")


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
        sides = [[stem for stem in name_stems(side) if stem not in LIGHT] for side in (left, right)]
        if match.group() in _PLACES:
            sides = [sides[0][-1:], sides[1][:1]]
        found.append((match.group(), set(sides[0]), set(sides[1]), bool(NEGATORS.search(left))))
    return found


_BECAUSE = re.compile(r"\b(?:because|since)\b|, (?:as|for)\b(?! (?:long|far|soon|well|example)\b)")
_SO = re.compile(r"\bso\b(?! that\b)")
_CLAUSE = re.compile(r"\s*[,;:]\s*")
_THEN = re.compile(r"\b(?:and )?(?:then|next|lastly|finally|followed by|after that|afterwards)\b")


def _stems(text: str) -> set[str]:
    return {stem for stem in name_stems(text) if stem not in LIGHT}


def _causes(text: str) -> list[tuple[set[str], set[str]]]:
    """Return each cause with what follows from it, one clause each: "so" and "because" name them the other way round."""
    found = []
    for part in re.split(r"(?<=[.!?]) ", text):
        for pattern, turned in ((_BECAUSE, False), (_SO, True)):
            cut = pattern.search(part)
            if not cut:
                continue
            clauses = [_CLAUSE.split(side.strip(" ,")) for side in (part[: cut.start()], part[cut.end() :])]
            if not clauses[0][-1] and len(clauses[1]) > 1:
                sides = _stems(clauses[1][1]), _stems(clauses[1][0])
            else:
                sides = _stems(clauses[0][-1]), _stems(clauses[1][0])
            found.append(sides if turned else sides[::-1])
    return found


def causes_exchanged(sentence: str, quotes: str) -> str:
    """Return a word that is said to be the reason where the quotes name it as what follows, or an empty text."""
    for cause, effect in _causes(sentence):
        for their_cause, their_effect in _causes(quotes):
            both = their_cause & their_effect
            straight = (cause & their_cause) | (effect & their_effect)
            crossed = ((cause & their_effect) | (effect & their_cause)) - both
            if len(crossed) > len(straight - both):
                return min(crossed)
    return ""


def resequenced(sentence: str, quotes: str) -> str:
    """Return a word of a step that comes before another one which it follows in the quotes, or an empty text."""
    own, theirs = ([_stems(piece) for piece in _THEN.split(text)] for text in (sentence, quotes))
    if len(own) < 2 or len(theirs) < 2:
        return ""
    last = -1
    for piece in own:
        shares = [len(piece & other) / (len(piece | other) or 1) for other in theirs]
        best = max(shares)
        if not best or shares.count(best) > 1:
            continue
        place = shares.index(best)
        if place < last:
            return min(piece & theirs[place])
        last = place
    return ""
