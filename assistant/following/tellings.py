"""Tellings: an answer to what was asked back, or something told of the person that changes the last answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.following import listing as relist
from assistant.following.mending import mend
from assistant.following.naming import sentence
from assistant.following.phrases import Phrase
from assistant.following.questions import ASKS, JOINT, PERMISSION, PLACE_OR_KIT, SHORT, Questions
from assistant.following.thread import Followed, Thread
from assistant.intents import asks_something
from assistant.plans.wishes import minutes_in
from assistant.vocabulary import exercises_of

_ASKING = re.compile(r"\b(?:how|what|when|why|can|should|which|is|do i|does|may|show|tell)\b")
_APPROACH = re.compile(r"\b(?:front|back|side|anterior|posterior|lateral|behind)\b")
_ROUTINE = re.compile(r"\b(?:routine|program\w*|plan|exercis\w*|stretch\w*|workout|for)\b")
_MINUTES = re.compile(r"\b(?:(?:i|ive|only|just|got|have|about) )*(?:\d+|\w+) ?min(?:ute)?s?\b")
_WAY_IN = re.compile(
    r"(?:(?:i think|it was|they|he|she|the surgeon|went|go|cut|in|came|um|er) )*(?:through|from|at|via|by|the)\b(?: \w+){0,2} (?:back|front|side)\b"
)
"""How a surgeon went in, said in answer to that question."""
_WAY = re.compile(r"\b(back|front)\b")
_BARRED = re.compile(
    r"\b(?:mustnt|must i not|must not|not allowed|shouldnt|should i not|cant i|not do|avoid|barred|precautions|restrictions|rules)\b"
)
"""How a question is put that asks what may not be done."""
_USES = re.compile(
    r"(?:(?:and|but|so) )*(?:i|she|he|mum|dad|we) (?:still |only )?(?:use|uses|have|has|got|ive got|walk|walks|am on|is on) (?:with )?(?:an? |my |her |his |two |one |the )*(?:walking )?(?:sticks?|frame|zimmer|crutch|crutches|rollator|aid|walker|brace|boot|sling|collar)\b"
)
_ACTIVITY_INSTEAD = re.compile(
    r"(?:(?:and|or|what about|how about|could|can|i|she|he|do|try|just|the|a|use|go|prefer|id|rather|would) )*(pool|swimming|swim|cycling|bike|cycle|walking|walk|yoga|pilates|tai chi|dancing|running|gym|rowing)(?: (?:then|please))? instead(?: (?:then|please|of (?:that|those|them|it)))?"
)
_AS_DOING = {
    "pool": "exercise in a pool", "swim": "swimming", "bike": "cycling", "cycle": "cycling", "walk": "walking", "gym": "a gym",
}  # fmt: skip
_STILL_SO = re.compile(
    r"\bstill (?:\w+ )?(?:weak\w*|stiff\w*|limp\w*|sore|swollen|numb|tired|hurts?|hurting|aches?|painful|tight|wobbly|unsteady|not (?:right|strong))\b|\bstill (?:cant|cannot|struggle|have (?:pain|a limp))\b"
)
_WORSE = re.compile(r"\b(?:worse|gone backwards|going backwards|stiffer|sorer|weaker|set me back|flared?)\b")
"""What asks what it means, though it has no question mark."""


class Tellings:
    """Reads turns that tell something and ask nothing."""

    def __init__(self, questions: Questions, condition: str, fresh: str) -> None:
        """`condition`, `fresh`: see `Follower`."""
        self._questions = questions
        self._names = questions.names
        self._condition = condition
        self._fresh = fresh

    def told(
        self, text: str, flat: str, phrase: Phrase, thread: Thread, told: bool, named: Sequence[str]
    ) -> Followed | None:
        """An answer to what was asked back, or something said of the person that changes the last answer."""
        way_in = told and "hip" in mend(thread.waiting) and bool(_WAY_IN.match(flat))
        # "My arm is floppy" asks nothing.
        asks = (
            "?" in text
            or (bool(PLACE_OR_KIT.match(flat)) and not way_in)
            or (bool(_ASKING.search(text.lower())) and asks_something(flat))
        )
        if asks or phrase.frame or (not thread.query and not thread.waiting) or _WORSE.search(flat):
            return None
        pending = thread.waiting or thread.query
        if exercises_of(named):
            return None
        condition = self._questions.among(flat, named, pending)
        if condition and thread.waiting and not ASKS.search(mend(pending)) and not thread.exercise:
            return Followed(self._names.about("list", "", condition, ""), "list", follows=True)
        barred = (
            told
            and not thread.waiting
            and "hip" in mend(pending)
            and _BARRED.search(mend(pending))
            and _WAY.search(flat)
        )
        if barred and _WAY_IN.match(flat):
            # What is barred turns on how the surgeon went in, which is told now.
            asked = f"had a hip replacement through the {barred[1]}, what must I not do"
            return Followed(sentence(asked), thread.frame, follows=True, leaves=True)
        if way_in and not exercises_of(named):
            # "Through the back" of a hip that was operated on is no back.
            return Followed(pending, thread.frame, thread.exercise, follows=True)
        if thread.waiting and (condition or JOINT.search(flat)) and not thread.exercise:
            return Followed(self._questions.with_condition(pending, flat, condition), thread.frame, follows=True)
        permission = bool(PERMISSION.match(mend(thread.query)))
        about = self._fresh or condition
        if (
            thread.exercise
            and about
            and not (permission and self._fresh)
            and thread.frame in ("how", "", "more", "safe", "why")
        ):
            return Followed(
                self._names.ask_whether(thread.exercise, flat, about), "safe", thread.exercise, follows=True
            )
        if (told or _USES.match(flat) or re.search(r"\b(?:week|month|day|year)s?\b", flat)) and not relist.wishes(
            flat, thread.offered
        ):
            if condition and not thread.exercise and not self._questions.named(pending):
                return Followed(self._questions.with_condition(pending, flat, condition), thread.frame, follows=True)
            if thread.waiting and _APPROACH.search(flat) and len(flat.split()) <= SHORT and "hip" in mend(pending):
                return Followed(sentence(f"{mend(pending)} ({flat})"), thread.frame, thread.exercise, follows=True)
            held = thread.about(self._condition)
            if _STILL_SO.search(flat) and held and not thread.exercise:
                # "It's six months now and that side is still weak" asks whether that is as it should be.
                return Followed(self._names.added(flat, held), follows=True, leaves=True)
            changed = pending == thread.listed and bool(thread.offered) and thread.seen != thread.offered
            wanted = thread.offered if changed and not thread.exercise else ()
            return Followed(pending, thread.frame, thread.exercise, wanted=wanted, follows=True)
        return None

    def another_activity(self, flat: str, named: Sequence[str], thread: Thread) -> Followed | None:
        """Whether another activity is good for what the person has: "pool instead" after the exercises for a sore knee."""
        found = _ACTIVITY_INSTEAD.fullmatch(flat)
        about = thread.about(self._condition)
        if found is None or not about or not thread.query:
            return None
        asked = f"is {_AS_DOING.get(found[1], found[1])} good {self._names.phrase(about)}"
        return Followed(sentence(asked), "safe", follows=True)

    def in_minutes(self, flat: str, thread: Thread, named: Sequence[str]) -> Followed | None:
        """A short routine for what the person has, where they say how many minutes there are: "5 min at my desk"."""
        about = thread.about(self._condition)
        minutes = minutes_in(flat)
        if minutes and thread.exercise and not named and len(flat.split()) <= SHORT and not asks_something(flat):
            # Of one exercise, little time asks whether so little is worth it.
            return Followed("Is five minutes of exercise worth it?", "", thread.exercise, follows=True)
        if (
            not minutes
            or named
            or not about
            or not thread.query
            or thread.exercise
            or _ROUTINE.search(flat)
            or len(flat.split()) > SHORT
            or asks_something(flat)
        ):
            return None
        place = _MINUTES.sub(" ", flat)
        return Followed(sentence(f"{minutes} minute routine {place} {self._names.phrase(about)}"), "list", follows=True)
