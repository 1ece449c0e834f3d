"""Kit: the things that exercises need, and which of them a person says are not there."""

from __future__ import annotations

import re
from collections.abc import Iterable

NO = (
    r"(?:no|nothing|none|not|without|havent got|havent|have not|dont have|ive no|got no|dont own|cant use|nor|never|cant|cannot|can not|"
    r"dont want|dont like|rather not|avoid|unable to|hate|other than|except)"
)
"""Words that deny what follows them; apostrophes dropped."""
BOUGHT = frozenset("band step weights ball bike machine partner bench belt stick ankle-weight sliding-surface".split())
"""Kit (ids as in documents) that a home may lack: what "no equipment" rules out."""
_NEEDED = frozenset("band step weights ball bike machine partner".split())
"""Kit that nothing else on an exercise's list of kit stands in for."""
_NAMES = {
    "band": r"bands?|therabands?",
    "step": r"steps?",
    "stairs": r"stairs?|staircase",
    "weights": r"weights?|dumb ?bells?",
    "ball": r"balls?",
    "bike": r"bikes?|bicycle",
    "machine": r"machines?|gym",
    "mat": r"mat",
    "towel": r"towels?",
    "chair": r"chairs?",
    "wall": r"walls?",
    "belt": r"belts?|straps?",
    "partner": r"partner|helper|anyone to help",
}
_MISSING = {kit: re.compile(rf"\b{NO} (?:\w+ ){{0,2}}(?:{words})\b") for kit, words in _NAMES.items()}
_NAMED = {kit: re.compile(rf"\b(?:{words})\b") for kit, words in _NAMES.items()}
_NO_KIT = re.compile(
    rf"\b{NO} (?!need)(?:\w+ ){{0,2}}(?:kit|equipment|gear|gym|machines?|apparatus|props)\b|\bnothing (?:to buy|special)\b"
)


def missing_kit(text: str) -> set[str]:
    """Return the kit (ids as in documents) that `text`, lower case without apostrophes, says is not there."""
    missing = {kit for kit, pattern in _MISSING.items() if pattern.search(text)}
    return missing | BOUGHT if _NO_KIT.search(text) else missing


def kit_named(text: str) -> set[str]:
    """Return the kit (ids as in documents) that `text`, lower case without apostrophes, speaks of."""
    return {kit for kit, pattern in _NAMED.items() if pattern.search(text)}


def can_do_without(equipment: Iterable[str], missing: Iterable[str]) -> bool:
    """Tell whether an exercise that lists `equipment`, each for the other, can be done where `missing` is not there."""
    listed = set(equipment)
    lacking = listed & set(missing)
    return not lacking & _NEEDED and (not lacking or bool(listed - lacking))
