"""What is said of what: the pieces of a sentence must not say of one thing what the quotation says of another.

"In a squat the knees stay still, in a hinge they bend" has every word of its source and says the opposite.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from itertools import combinations, pairwise, permutations

from assistant.lexical import name_stems, stems
from assistant.verification.quantities import quantities

_STRONG = re.compile(r"[.;:]|\b(?:while|whereas|but|though|although)\b")
_WEAK = re.compile(
    r"[,.;:()]|\band\b(?! (?:the |your )?\w+(?: (?:to|is|are|in|of|while|at|on|for|can|may|with|after)\b|[,.;:]|$))|\b(?:but|while|whereas|though|although|then|so|because|since)\b"
)
_CLAUSES = re.compile(
    r"[,.;:()]|\b(?:if|when|while|whereas|unless|until|but|though|although|because|since|so|before|after)\b"
)
_OPENING = re.compile(r"\s*(?:when|if|while|for|on|in|at|with|after|before|going|to)\b(?:\s+\w+){0,6}\s*$")
_IT = re.compile(r"\b(?:it|them|they|this)\b")
_CAUSE = re.compile(r"\b(?:so|because|since)\b")
SUBSTITUTED_FROM = 4
"""Words of a piece from which one word put for another is a change of what is said."""
SAME_PIECE = 0.85
"""Share of the words of two pieces that both have from which they are about the same."""
_DENIES = re.compile(
    r"\b(?:no(?! more| less| longer)|not(?! only)|never|nobody|nothing|cannot|(?<!with or )without|avoids?|avoiding|neither|nor|rarely|hardly)\b"
)
_FORCES = (
    ("must", re.compile(r"\b(?:must|ha(?:ve|s) to|needs? to)\b")),
    ("may", re.compile(r"\b(?:may|might|could|can)\b(?! not\b)")),
    ("will", re.compile(r"\bwill\b")),
)
_NUMBER = re.compile(r"^\d")

Opposites = Sequence[tuple[frozenset[str], frozenset[str]]]


def _words(piece: str) -> list[str]:
    """Return the content words of a piece in order, numbers left out."""
    return [stem for stem in stems(piece) if not _NUMBER.match(stem)]


def _tokens(piece: str) -> list[str]:
    """Return the content words of a piece and its quantities."""
    return _words(piece) + [f"{one.value:g} {one.unit}" for one in quantities(piece)]


def _pieces(text: str, cut: re.Pattern[str], read: Callable[[str], list[str]] = _tokens) -> list[list[str]]:
    return [tokens for piece in cut.split(text) if (tokens := read(piece))]


def crossed(sentence: str, quote: str) -> str:
    """Return a word that stands with what the quotation says of something else, where another piece does the reverse."""
    for cut in (_STRONG, _CLAUSES, _WEAK):
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
            if cut is not _WEAK or not (_CAUSE.search(sentence) and _CAUSE.search(quote)):
                continue
            if _IT.search(sentence) and _IT.search(quote):
                continue  # The thing may stand where the quotation has "it", and "it" where the thing stood.
            for mixture, rest in ((one, other), (other, one)):
                torn = [place for place in both if min(len(mixture[place]), len(rest[place])) > 1]
                if torn and any(len(words) > 1 for place, words in mixture.items() if place != torn[0]):
                    return min(mixture[torn[0]])
    return ""


def substituted(sentence: str, quote: str, neutral: Set[str]) -> str:
    """Return the word that was put for another one in a piece that is otherwise the quotation's own.

    `neutral`: stems that a rewording may bring without saying more.
    """
    for cut in (_STRONG, _WEAK):
        held = _pieces(quote, cut, _words)
        for piece in _pieces(sentence, cut, _words):
            if len(piece) < SUBSTITUTED_FROM or piece in held:
                continue
            for other in held:
                if len(other) != len(piece):
                    continue
                changed = [(one, was) for one, was in zip(piece, other, strict=True) if one != was]
                if len(changed) == 1 and changed[0][0] not in neutral:
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


def bound_otherwise(sentence: str, quote: str, opposites: Opposites) -> str:
    """Return a word that stands with another one where the quotation has its opposite: "up" with "bad" and not with "good"."""
    units, held = _units(sentence), _units(quote)
    for unit in units:
        sides = [
            (one, other)
            for left, right in opposites
            for one, other in ((left, right), (right, left))
            if unit & one and not unit & other
        ]
        for (one, _), (two, reverse) in permutations(sides, 2):
            with_one = [theirs for theirs in held if theirs & one]
            if any(theirs & reverse and not theirs & two for theirs in with_one) and not any(
                theirs & two for theirs in with_one
            ):
                return min(unit & two)
    return ""


def _units(text: str) -> list[frozenset[str]]:
    """Return the stems of each clause, one that opens with "when" or "going" read together with what follows it."""
    units: list[frozenset[str]] = []
    opening: frozenset[str] = frozenset()
    for piece in _WEAK.split(text):
        found = frozenset(name_stems(piece))
        if _OPENING.match(piece):
            opening |= found
            continue
        if found:
            units.append(found | opening)
            opening = frozenset()
    return [*units, opening] if opening else units


def other_of(sentence: str, quote: str, kinds: Set[str]) -> str:
    """Return a word of `kinds` in a piece whose nearest piece of the quotation has another one of them instead."""
    held = [frozenset(piece) for piece in _pieces(quote, _WEAK, _words)]
    for piece in map(frozenset, _pieces(sentence, _WEAK, _words)):
        nearest = max(held, key=lambda other: len(other & piece - kinds), default=frozenset())
        own, theirs = piece & kinds, nearest & kinds
        if len(nearest & piece - kinds) >= 2 and own and theirs and not own & theirs:
            return min(own)
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
    found = re.findall(r"[a-z]+", text)
    return {
        (one, stems(other)[0])
        for one, other in pairwise(found)
        if one in attributes and other not in attributes and stems(other)
    }


def changed_force(sentence: str, quote: str) -> str:
    """Return what is denied, allowed or demanded otherwise in a piece than in the piece of the quotation with the same words."""
    held = [(_bare(piece), piece) for piece in _WEAK.split(quote)]
    for piece in _WEAK.split(sentence):
        words = _bare(piece)
        if len(words) < 2:
            continue
        near = [other for theirs, other in held if len(words & theirs) >= SAME_PIECE * len(words | theirs)]
        if not near:
            continue
        denials = len(_DENIES.findall(piece))
        # "Do not play before you ask" says the same as "ask before you play".
        ordered = "before" in piece.split()
        if not ordered and all(denials != len(_DENIES.findall(other)) for other in near):
            return "denied" if denials else "not denied"
        for name, force in _FORCES:
            others = [kind for kind, _ in _FORCES if kind != name]
            if force.search(piece) and all(
                not force.search(other) and any(dict(_FORCES)[kind].search(other) for kind in others) for other in near
            ):
                return name
    return ""


def _bare(piece: str) -> frozenset[str]:
    """Return the content words of a piece without those that deny, allow or demand."""
    for pattern in (_DENIES, *(force for _, force in _FORCES)):
        piece = pattern.sub(" ", piece)
    return frozenset(_words(piece))
