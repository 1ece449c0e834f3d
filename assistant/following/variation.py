"""The last question again with one thing of it changed: down for up, another time, another person, the other side."""

from __future__ import annotations

import re

from assistant.following.mending import mend
from assistant.following.naming import sentence

_OPPOSITES = (
    ("up", "down"),
    ("left", "right"),
    ("in", "out"),
    ("inwards", "outwards"),
    ("forwards", "backwards"),
    ("sitting", "standing"),
    ("ice", "heat"),
    ("cold", "hot"),
    ("before", "after"),
    ("morning", "evening"),
    ("good", "bad"),
    ("straight", "bent"),
    ("leg", "arm"),
    ("legs", "arms"),
)
_OTHER = {one: other for pair in _OPPOSITES for one, other in (pair, pair[::-1])}
_LED = frozenset(
    "same too also and or what about how so ok but then when if for with going coming go come walking getting the on again way back its is".split()
)
# "A day" is a rate: "how many a day?".
_OWN = frozenset("my the his her a please sorry do you instead".split())
_PART = re.compile(
    r"\b(?:arms?|calf|calves|hamstrings?|quads?|thighs?|glutes?|groin|shins?|bum|buttocks?|tummy|core|toes?|foot|feet|hip flexors?|inner thighs?|achilles|triceps|biceps|chest|wrists?|elbows?)\b"
)
_FIGURE = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a few|a couple of)"
_WHEN = re.compile(rf"\b(?:(?:week|day|month) \d+|{_FIGURE} (?:days?|weeks?|months?|years?))\b")
_SUPPOSED = re.compile(
    rf"(?:(?:(?:and|but|so|ok|then|what about|how about|what if its) )+(?:(?:by|at|after|in|from|about|around|once its) )*|by )"
    rf"(?:the )?(?:(?:week|month) \d+|{_FIGURE} (?:weeks?|months?))(?: (?:then|mark|on|time|post ?op|later))*"
)
_SWIM = re.compile(r"\b(?:swim\w*|pool|front crawl)\b", re.IGNORECASE)
_STROKE = re.compile(r"(?<!a )(?<!my )(?<!had )\bstrokes?\b(?! (?:survivor|team|last|in|\d))", re.IGNORECASE)
_AROUND = re.compile(
    r"\b(?:what about|how about|and|so|ok|but|then|now|its|it is|im|i am|shes|hes|she is|he is|at|after|in|by|from|for|later|been|since|only|nearly|almost|about|already|"
    r"not|last night|yesterday|so|monday|tuesday|wednesday|thursday|friday|saturday|sunday|over|nope|sorry|more like|much|a bit|a lot|better|on|if|when|once|post|op|ago|time|well|today|actually|has been|have been|the|my|surgery|operation|of|was|were|it was|i was|are|is|what)\b"
)
_OLD_TIME = re.compile(
    rf"\b(?:(?:at|after|in|by|for|from|since|about|only|nearly|just) )*(?:(?:week|day|month) \d+|{_FIGURE} (?:days?|weeks?|months?|years?)(?: (?:ago|on|later|now))*)\b"
    r"|\b(?:yesterday|today|this morning|last (?:week|night)|at first|the other day|just now)\b"
)
_PERSON = re.compile(
    r"\b(?:mum|mom|mam|dad|mother|father|husband|wife|partner|nan|nana|gran|grandma|grandad|grandmother|grandfather|aunt|auntie|uncle|sister|brother|friend|neighbour|son|daughter|"
    r"her|him|them|me|lady|man|woman|person|someone|somebody)\b"
)
_ABOUT_A_PERSON = re.compile(
    r"\b(?:and|so|ok|but|what about|how about|for|with|if|my|our|the|is|it|same|an?|she|he|shes|hes|who|whos|im|i am|aged|years?|old|older|elderly|young|younger|in|his|her|late|early|mid|just|only|of|over|\d+s?)\b"
)
_SIDES = re.compile(r"\b(left|right)\b(?! (?:then|so|ok|now|away)\b)")
_SIDE = re.compile(
    r"^(?:the |my |its |on )*(other|left|right) (?:one|side|leg|knee|hip|ankle|shoulder|foot|arm|elbow|wrist|hand)(?: (?:i meant|i mean|sorry|please))*$"
)


def varied(flat: str, query: str) -> str:
    """Return `query` with what `flat`, a turn mended, changes in it; empty where it changes nothing of it, or not that alone."""
    return (
        _opposite(flat, query)
        or _of_another_part(flat, query)
        or _at_another_time(flat, query)
        or (query if is_a_person(flat) else "")
    )


def swum(text: str, query: str) -> str:
    """Return `text` with the stroke of somebody who asked about swimming called what it is: "what stroke?" tells of no stroke."""
    return _STROKE.sub("swimming style", text) if _SWIM.search(query) else text


def is_supposed(flat: str) -> bool:
    """Tell whether `flat`, a turn mended, asks for another time than now and nothing else: "and by 6 weeks?"."""
    return bool(_SUPPOSED.fullmatch(flat))


def on_the_other_side(left: str, query: str) -> str:
    """Return `query` for the side that `left`, what stands after "no", names; empty when it names none."""
    found = _SIDE.match(left)
    flat = mend(query)
    said = re.search(r"\b(left|right)\b", flat)
    named = set(_SIDES.findall(left.replace("all right", " ")))
    if found is None and said and named == {_OTHER[said[1]]}:
        # "No, it's the left one I had done" of a question about the right.
        return sentence(re.sub(rf"\b{said[1]}\b", _OTHER[said[1]], flat))
    if found is None:
        return ""
    if said is None:
        return query if found[1] == "other" else sentence(f"{flat} {left}")
    side = _OTHER[said[1]] if found[1] == "other" else found[1]
    return sentence(re.sub(r"\b(?:left|right)\b", side, flat))


def _opposite(flat: str, query: str) -> str:
    told = [word for word in flat.split() if word not in _LED]
    old = mend(query)
    if told and told[0] in ("arms", "legs") and not re.search(rf"\b{_OTHER[told[0]]}\b", old):
        told[0] = told[0].removesuffix("s")
    if len(told) != 1 or told[0] not in _OTHER or not re.search(rf"\b{_OTHER[told[0]]}\b", old):
        return ""
    return sentence(re.sub(rf"\b{_OTHER[told[0]]}\b", told[0], old))


def _of_another_part(flat: str, query: str) -> str:
    """`query` for another muscle or part: "hamstring" after "stretches for my calf"."""
    found = _PART.fullmatch(" ".join(word for word in flat.split() if word not in _LED and word not in _OWN))
    old = mend(query)
    parts = {one[0] for one in _PART.finditer(old)}
    if found is None or len(parts) != 1 or found[0] in parts:
        return ""
    bare = old.removesuffix(" please")
    if bare == f"{parts.pop()} stretches":
        return sentence(f"stretches for my {found[0]}")
    return sentence(_PART.sub(found[0], bare))


def _at_another_time(flat: str, query: str) -> str:
    found = _WHEN.search(flat)
    if found is None or _AROUND.sub(" ", _WHEN.sub(" ", flat)).strip():
        return ""
    old = " ".join(_OLD_TIME.sub(" ", mend(query)).split())
    return sentence(f"{old} at {found[0]}")


def is_a_person(flat: str) -> bool:
    """Tell whether `flat`, a turn mended, says for whom the question is, and nothing else: "and for my mum, she is 84"."""
    return bool(_PERSON.search(flat)) and not _ABOUT_A_PERSON.sub(" ", _PERSON.sub(" ", flat)).strip()
