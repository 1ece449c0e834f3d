"""Things that a follow-up asks about: "do I need a band for it?", "a table with wheels, will that do?", "when can I ditch it?"."""

from __future__ import annotations

import re

from assistant.following.mending import mend
from assistant.following.naming import sentence
from assistant.following.questions import Questions
from assistant.following.thread import Followed
from assistant.kit import kit_named

_NEEDS = re.compile(
    r"\bdo (?:i|we|you|she|he|mum|dad) need (?:an?|any|the|some) ([\w ]{3,20}?) (?:for|to do|with) (?:it|that|this|them|those)\b"
)
_HELD = re.compile(
    r"\b(table|chair|sofa|settee|sink|rail|banister|door(?:frame| handle)?|trolley|walker|frame|bed|radiator|windowsill|shelf|cupboard|bath|kettle)\b"
)
"""What people hold on to."""
_WILL_DO = re.compile(
    r"\b(?:do|ok|okay|enough|work|all right|alright|safe|instead)$|\bcan (?:i|she|he|we|they|mum|dad) hold (?:on to )?(?:it|that|this|the|my|her|his)\b"
)
_AID = re.compile(
    r"\b(?:crutch(?:es)?|(?:walking )?(?:sticks?|frame)|zimmer|rollator|brace|boot|sling|splint|stockings?)\b"
)
_WITHOUT_IT = re.compile(
    r"\b(?:get rid of|stop (?:using|wearing)|do without|come off|get off|ditch|lose|throw away|manage without|walk without) (?:it|them|that|this|those)\b"
)
"""Going without a walking aid that was spoken of."""
_IN_PLACE_OF = re.compile(r"\buse (?:instead of|in place of|for|as) (?:an?|the|my) ([\w ]{3,20}?)(?: instead)?$")


def needed_kit(text: str, exercise: str, questions: Questions) -> Followed | None:
    """Return the question what `exercise` (id) needs, where `text`, mended, asks whether it needs a thing that it does not list."""
    found = _NEEDS.search(text)
    if found is None or not exercise or not kit_named(found[1]) - set(questions.documents[exercise].equipment):
        return None
    return Followed(
        sentence(f"what kit do I need for {questions.names.definite(exercise)}"), "kit", exercise, follows=True
    )


def instead_of_kit(text: str, exercise: str, questions: Questions) -> Followed | None:
    """Return the question what may stand in for a thing that `exercise` (id) needs, where `text`, mended, asks that."""
    found = _IN_PLACE_OF.search(text)
    if found is None or not exercise or not kit_named(found[1]):
        return None
    asked = f"what can I use instead of a {found[1]} for {questions.names.definite(exercise)}"
    return Followed(sentence(asked), "kit", exercise, follows=True)


def held_kit(text: str, exercise: str, questions: Questions) -> Followed | None:
    """Return the question whether the thing that `text`, mended, names may be held on to in `exercise` (id); None where none is."""
    found = _HELD.search(text)
    if found is None or not exercise or not _WILL_DO.search(text):
        return None
    if "standing" not in questions.documents[exercise].position:
        return None
    asked = f"can I hold on to a {found[1]} for {questions.names.definite(exercise)}"
    return Followed(sentence(asked), "kit", exercise, follows=True)


def without_aid(text: str, query: str) -> Followed | None:
    """Return the question when to go without the walking aid of `query`, the last one, where `text`, mended, asks that of "it"."""
    aid = _AID.search(mend(query))
    if aid is None or not _WITHOUT_IT.search(text):
        return None
    return Followed(sentence(_WITHOUT_IT.sub(f"stop using the {aid[0]}", text)), "stop", follows=True)
