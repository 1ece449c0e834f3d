"""What is said of what: the pieces of a sentence must not say of one thing what the quotation says of another.

"In a squat the knees stay still, in a hinge they bend" has every word of its source and says the opposite.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import combinations, pairwise

from assistant.lexical import stems
from assistant.verification.quantities import quantities

_STRONG = re.compile(r"[.;:]|\b(?:while|whereas|but|against|though|although)\b")
_WEAK = re.compile(r"[,.;:()]|\b(?:and|but|while|whereas|against|though|although|then|so|because|since)\b")
SUBSTITUTED_FROM = 4
"""Words of a piece from which one word put for another is a change of what is said."""
_NUMBER = re.compile(r"^\d")

Opposites = Sequence[tuple[frozenset[str], frozenset[str]]]


def _tokens(piece: str) -> list[str]:
    """Return the content words of a piece in order, numbers left out, and its quantities."""
    counted = [f"{one.value:g} {one.unit}" for one in quantities(piece)]
    return [stem for stem in stems(piece) if not _NUMBER.match(stem)] + counted


def _pieces(text: str, cut: re.Pattern[str]) -> list[list[str]]:
    return [tokens for piece in cut.split(text) if (tokens := _tokens(piece))]


def crossed(sentence: str, quote: str) -> str:
    """Return a word that stands with what the quotation says of something else, where another piece does the reverse."""
    for cut in (_STRONG, _WEAK):
        held = [frozenset(piece) for piece in _pieces(quote, cut)]
        home = {word: [place for place, piece in enumerate(held) if word in piece] for piece in held for word in piece}
        mixed: list[dict[int, set[str]]] = []
        for piece in _pieces(sentence, cut):
            found: dict[int, set[str]] = {}
            for word in piece:
                if len(home.get(word, ())) == 1:
                    found.setdefault(home[word][0], set()).add(word)
            mixed.append(found)
        for one, other in combinations(mixed, 2):
            both = sorted(one.keys() & other.keys())
            if len(both) > 1:
                return min(one[both[0]])
    return ""


def substituted(sentence: str, quote: str, neutral: Set[str]) -> str:
    """Return the word that was put for another one in a piece that is otherwise the quotation's own.

    `neutral`: stems that a rewording may bring without saying more.
    """
    for cut in (_STRONG, _WEAK):
        held = _pieces(quote, cut)
        for piece in _pieces(sentence, cut):
            if len(piece) < SUBSTITUTED_FROM or piece in held:
                continue
            for other in held:
                if len(other) != len(piece):
                    continue
                changed = [(one, was) for one, was in zip(piece, other, strict=True) if one != was]
                if len(changed) == 1 and changed[0][0].strip(" 1") and not neutral.issuperset(changed[0]):
                    return changed[0][0]
    return ""


def opposed(sentence: str, quote: str, opposites: Opposites) -> str:
    """Return a word of a piece whose nearest piece of the quotation has the opposite instead."""
    for cut in (_STRONG, _WEAK):
        held = [frozenset(piece) for piece in _pieces(quote, cut)]
        for piece in map(frozenset, _pieces(sentence, cut)):
            nearest = max(held, key=lambda other: len(other & piece), default=frozenset())
            if len(nearest & piece) < 2:
                continue
            for left, right in opposites:
                for one, other in ((left, right), (right, left)):
                    if piece & one and not piece & other and nearest & other and not nearest & one:
                        return min(piece & one)
    return ""


def misattached(sentence: str, quote: str, attributes: Set[str]) -> str:
    """Return an attribute ("lower", "left") that the quotation says of another thing which the sentence names too."""
    theirs = _attached(quote, attributes)
    own = _attached(sentence, attributes)
    things = {thing for _, thing in theirs}
    said = set(stems(sentence))
    for attribute, thing in sorted(own - theirs):
        others = {other for one, other in theirs if one == attribute}
        if others & said and (thing in things or thing in set(stems(quote))):
            return attribute
    return ""


def _attached(text: str, attributes: Set[str]) -> set[tuple[str, str]]:
    found = stems(text)
    return {(one, other) for one, other in pairwise(found) if one in attributes and other not in attributes}
