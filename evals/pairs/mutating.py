"""Wrong and right rewordings made by rule from every sentence of the library: where the verifier has holes, by kind.

Made by machine, so they are simpler than what a model writes and there are thousands of them; a rule that is dropped shows at
once. ``python -m evals.pairs mutated`` prints each wrong verdict and the shares.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from assistant.corpus import Corpus
from assistant.verification import Verifier

Change = Callable[[str], str]
"""From a sentence to another one; the same sentence where the change does not apply."""

SHORTEST = 40
"""Characters of a sentence that is changed."""
_NEGATIONS = (
    (r"\bdo not ", ""), (r"\bdo no ", "do "), (r"\b(is|are|should|must|may|does|do|can|will) not\b", r"\1"), (r"\bcannot\b", "can"),
    (r"\bwithout\b", "with"), (r"\bnever\b", "always"), (r"\bnobody\b", "everybody"), (r"(?<!^)\bno\b(?! more| less| further)", "a"),
    (r"\bleave (.+?) out\b", r"do \1"), (r"\bavoid\b", "do"),
)  # fmt: skip
_ADDED = (r"\b(is|are|can|should|must|may|will|does) (?!not\b|no\b)", r"\1 not ")
_ORDERS = (
    ("before", "after"), ("after", "before"), ("until", "after"), ("unless", "even if"), ("only if", "even if"), ("only when", "even when"),
    ("only after", "even before"), ("more than", "less than"), ("less than", "more than"), ("at least", "at most"), ("up to", "at least"),
    ("if", "unless"), ("while", "unless"),
)  # fmt: skip
_ANTONYMS = (
    "left right", "up down", "inwards outwards", "front back", "forwards backwards", "better worse", "good bad", "more less", "higher lower",
    "high low", "long short", "longer shorter", "slowly quickly", "slow fast", "early late", "earlier later", "first last", "hard soft", "firm soft",
    "hot cold", "warm cold", "heat ice", "strong weak", "stronger weaker", "weaker stronger", "easier harder", "harder easier", "straight bent",
    "bend straighten", "open close", "tight loose", "heavy light", "light heavy", "small large", "big small", "deep shallow", "near far", "above below",
    "over under", "push pull", "lift lower", "raise lower", "stand sit", "standing sitting", "sitting standing", "lying standing", "stop continue",
    "start stop", "safe dangerous", "common rare", "normal abnormal", "increase decrease", "adds removes", "same different", "other same", "top bottom",
    "inside outside", "inner outer", "toes heels", "often rarely", "usually rarely", "most few", "many few", "young old", "older younger", "new old",
    "wide narrow", "steady unsteady", "help harm", "helps harms", "improves worsens", "eases worsens", "allowed forbidden", "both neither", "tense relax",
    "squeeze relax", "tighten loosen", "morning evening", "day night", "morning night", "indoors outdoors", "thick thin", "empty full", "gains loses",
    "prevents causes", "causes prevents", "agree disagree", "agrees disagrees", "ask ignore", "follow ignore", "keep drop", "towards away from", "away from towards",
    "operated good", "sore good", "affected unaffected", "bare covered", "sooner later", "quicker slower", "wet dry", "flat raised", "upright slumped",
)  # fmt: skip
_OTHERS = (
    "hip knee", "knee hip", "ankle shoulder", "shoulder ankle", "heel toe", "back neck", "neck back", "thigh shin", "foot hand", "elbow wrist",
    "kneecap ankle", "buttock thigh", "arm leg", "leg arm", "calf thigh", "surgeon physiotherapist", "physiotherapist surgeon", "team family", "gp pharmacist",
    "replacement fracture", "repair replacement", "broken replaced", "arthritis osteoporosis", "osteoporosis arthritis", "sprain fracture", "chair bed", "bed chair",
    "stick frame", "band weight", "wall door", "clamshell bridge", "bridge clamshell", "squat lunge", "lunge squat", "plank squat", "stretch lift", "raise squat",
    "walking running", "walk run", "cycling swimming", "trial review", "bone muscle", "muscle bone", "tendon ligament", "swelling bruising", "pain numbness",
    "stairs floor", "pillow towel", "towel pillow", "999 111", "a&e pharmacy",
)  # fmt: skip
_UNITS = (
    "seconds minutes",
    "minutes hours",
    "days weeks",
    "weeks months",
    "months weeks",
    "hours days",
    "day week",
    "week month",
    "year month",
)
_FORCE = (
    ("may", "must"), ("may", "will"), ("can", "must"), ("can", "will"), ("must", "may"), ("some", "all"), ("usually", "always"), ("often", "always"),
    ("most", "all"), ("many", "all"), ("about half", "all"), ("sometimes", "always"), ("a few", "most"), ("could", "will"), ("might", "will"),
)  # fmt: skip


def _word(one: str, other: str) -> Change:
    pattern = re.compile(rf"\b{re.escape(one)}\b", re.IGNORECASE)
    return lambda text: pattern.sub(lambda found: _cased(other, found.group()), text, count=1)


def _cased(text: str, like: str) -> str:
    return text[:1].upper() + text[1:] if like[:1].isupper() else text


def _sub(pattern: str, put: str) -> Change:
    compiled = re.compile(pattern, re.IGNORECASE)

    def change(text: str) -> str:
        changed = compiled.sub(put, text, count=1)
        return changed[:1].upper() + changed[1:]

    return change


def _pair(text: str) -> Change:
    one, other = text.split(" ", 1)
    return _word(one, other)


def _number(text: str) -> str:
    return re.sub(
        r"\b(\d+)\b", lambda found: str(int(found.group()) + (2 if int(found.group()) < 20 else 20)), text, count=1
    )


_LEADING = re.compile(
    r"^((?:With|After|Soon after|While|If|In the first|During|Before|Until|Unless|When)\b[^,:]*), (.+)$"
)
_TRAILING = re.compile(r"^(.+?),? ((?:if|when|unless|until|while|only|because)\b[^,]*)\.$")
_FIGURES = {
    "2": "two",
    "3": "three",
    "4": "four",
    "5": "five",
    "6": "six",
    "8": "eight",
    "10": "ten",
    "12": "twelve",
    "20": "twenty",
}


def _without_leading(text: str) -> str:
    found = _LEADING.match(text)
    return _cased(found.group(2), "X") if found and not found.group(1).startswith("In") else text


def _without_trailing(text: str) -> str:
    found = _TRAILING.match(text)
    return (
        f"{found.group(1)}."
        if found and not found.group(2).startswith("because") and len(found.group(1)) > 25
        else text
    )


def _leading_last(text: str) -> str:
    found = _LEADING.match(text)
    if not found or "," in found.group(2) or re.match(r"(?:it|this|that|they)\b", found.group(2)):
        return text
    return f"{_cased(found.group(2), 'X').rstrip('.')} {found.group(1)[0].lower()}{found.group(1)[1:]}."


def _trailing_first(text: str) -> str:
    found = _TRAILING.match(text)
    if not found or "," in found.group(1) or found.group(2).startswith(("only", "because")):
        return text
    main = found.group(1)
    return f"{_cased(found.group(2), 'X')}, {main if main[:2].isupper() else main[0].lower() + main[1:]}."


def _spelled(text: str) -> str:
    return re.sub(
        r"(?<![\d.])\b(\d+)\b(?![\d.%]| in | out )", lambda found: _FIGURES.get(found.group(), found.group()), text
    )


_REWORDED = (
    (r"\bphysiotherapist\b", "physio"), (r"\bdo not\b", "don't"), (r"\bcannot\b", "can't"), (r"\b(\w+) times a day\b", r"\1 times daily"),
    (r"\bstart\b", "begin"), (r"\bcall (your|999|111)\b", r"ring \1"), (r"\bGP\b", "doctor"), (r"\boperation\b", "surgery"), (r"\bhurts\b", "is painful"),
    (r"\babout (\d)", r"around \1"), (r"\bbecause\b", "since"), (r"\bwith a (new|broken|torn|sprained)\b", r"if you have a \1"), (r"\bdo no\b", "avoid"),
)  # fmt: skip

WRONG: dict[str, tuple[Change, ...]] = {
    "denial dropped": tuple(_sub(pattern, put) for pattern, put in _NEGATIONS),
    "denial added": (
        _sub(*_ADDED),
        lambda text: re.sub(
            r"^(Keep|Hold|Lift|Stand|Sit|Lie|Put|Ask|Stop|Start|Use|Take|Bend|Push|Call|Go|Do)\b(?! no)",
            lambda found: f"Do not {found.group().lower()}",
            text,
        ),
    ),
    "order or condition": tuple(_word(one, other) for one, other in _ORDERS),
    "opposite": tuple(_pair(text) for text in _ANTONYMS),
    "another thing": tuple(_pair(text) for text in _OTHERS),
    "number": (_number,),
    "unit": tuple(_pair(text) for text in _UNITS),
    "force": tuple(_word(one, other) for one, other in _FORCE),
    "condition dropped": (_without_leading, _without_trailing),
}
"""Changes after which the sentence is not what the library says."""
RIGHT: dict[str, tuple[Change, ...]] = {
    "clause moved": (_leading_last, _trailing_first),
    "figures as words": (_spelled,),
    "reworded": tuple(_sub(pattern, put) for pattern, put in _REWORDED),
}
"""Changes after which it is."""


def mutated(sentence: str, changes: dict[str, tuple[Change, ...]]) -> Iterator[tuple[str, str]]:
    """Yield (kind, changed sentence) for each change that applies to `sentence`."""
    for kind, kinds in changes.items():
        for change in kinds:
            changed = change(sentence)
            if changed.lower() != sentence.lower():
                yield kind, changed


def measured(
    verifier: Verifier, corpus: Corpus, sentences: int, seed: int = 5
) -> list[tuple[str, str, str, str, bool]]:
    """Return (kind, changed sentence, library sentence, verifier's reason, whether the verdict is wrong) of a sample of sentences."""
    pool = sorted(
        {
            (document.title, text)
            for document in corpus.documents.values()
            for section in document.sections
            for statement in section.statements
            if document.kind != "leaflet"
            and len(text := " ".join(document.text[statement.span.start : statement.span.end].split())) > SHORTEST
        }
    )
    found = []
    for title, text in random.Random(seed).sample(pool, min(sentences, len(pool))):  # noqa: S311
        for changes, right in ((WRONG, False), (RIGHT, True)):
            for kind, changed in mutated(text, changes):
                support = verifier.judge(changed, text, title)
                found.append((kind, changed, text, support.reason, support.supported is not right))
    return found
