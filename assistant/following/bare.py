"""Bare follow-ups: what asks for something without saying of what ("how many?", "why not?", "what else?")."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.following.complaints import COMPLAINS
from assistant.following.lists import ListReader
from assistant.following.mending import mend
from assistant.following.naming import sentence
from assistant.following.phrases import Phrase
from assistant.following.questions import ASKS, PERMISSION, Questions
from assistant.following.thread import Followed, Thread
from assistant.intents import asks_something
from assistant.vocabulary import exercises_of

_OF_A_STATEMENT = frozenset(("normal", "pain", "recover"))
"""Frames that ask about what the person has just told: "pain when I lift my leg", "is that normal?"."""
_ELSE = ("what else", "anything else", "any more", "any other", "what other", "more")
_ACTIVITY = re.compile(r"\b(?:walk|walking|cycle|cycling|swim|swimming|jog|jogging|run|running|rest)\b")
_VERBS = {"walking": "walk", "cycling": "cycle", "swimming": "swim", "jogging": "jog", "running": "run"}
_LISTED = re.compile(r"\b(?:exercis\w*|stretch\w*|routine|program\w*|what helps|good for)\b")
_WHY_NOT = re.compile(r"^(?:(?:when|how|so|and|but|why|for how long) )+")
_WHY_BARRED = re.compile(r"(?:why|how come) (?:not|cant|shouldnt|mustnt|should not|must not)\b")
_PERMITTED = re.compile(
    r"(?:is it (?:ok|okay|safe|all right|alright) (?:for me )?to|(?:can|could|may|should) (?:i|we|she|he)) (.+)"
)
"""A question whether something may be done."""
_AS_I_DO = re.compile(r"\b(?:when(?:ever)?|while|if) (?:i|she|he|we) (?:do|try|am doing)?\b")
"""What tells when something is felt, and asks nothing."""
_STATED = re.compile(
    r"\b(\w+) (?:is|was|has been|got|has got) (sprained|broken|fractured|replaced|arthritic|frozen|torn|twisted|strained|ruptured)\b"
)
"""A condition said as a sentence: "my ankle is sprained"."""
_RULE = re.compile(
    r"\b(?:not allowed|allowed|must not|mustnt|told (?:not|to)|should not|shouldnt|may not|not to|cant|precautions|restrictions|rules)\b"
)


class BareReader:
    """Says of what a bare follow-up asks."""

    def __init__(self, questions: Questions, lists: ListReader, condition: str, fresh: str) -> None:
        """`condition`, `fresh`: see `Follower`."""
        self._questions = questions
        self._names = questions.names
        self._lists = lists
        self._condition = condition
        self._fresh = fresh

    def read(self, phrase: Phrase, thread: Thread, spoken: str = "") -> Followed | None:
        """What asks for something without saying of what; `spoken`: id of the condition that the same turn names, or empty."""
        frame = phrase.frame
        if not frame:
            return None
        before = mend(thread.query)
        plain = _AS_I_DO.sub(" ", before)
        stated = bool(before) and not thread.frame and not thread.exercise and not asks_something(before)
        of_condition = bool(thread.condition) or thread.document.startswith("conditions/")
        complains = stated and frame in ("safe", "hurting") and bool(COMPLAINS.search(before))
        told = bool(before) and not thread.frame and not thread.exercise and not asks_something(plain)
        of_what_was_told = told and not ASKS.search(plain) and frame in _OF_A_STATEMENT and not thread.offered
        if complains or (of_what_was_told and not (frame == "recover" and of_condition)):
            return Followed(sentence(f"{before} {phrase.text}"), frame, follows=True)
        if frame == "working" and (thread.condition or thread.document.startswith("conditions/")):
            return self._of_condition(phrase, thread, thread.condition or thread.document)
        if frame == "else" and thread.exercise and phrase.text.startswith(_ELSE):
            others = self._lists.others(thread, thread.condition or self._condition)
            if others is not None:
                return others
        if frame == "how" and spoken and not phrase.whole:
            frame = "list"
        if frame == "best" and thread.exercise:
            others_told = [one for one in (thread.earlier, *thread.offered) if one and one != thread.exercise]
            purpose = re.search(r"\bfor .*", phrase.text)
            if not others_told:
                return None
            return self._questions.which(others_told[0], thread.exercise, purpose[0] if purpose else "")
        if frame == "best" and not phrase.whole and not thread.query and not spoken:
            # "Brace or exercise, which first?" chooses between what the turn itself names.
            return None
        if frame in ("list", "recover", "best"):
            return self._of_condition(replace(phrase, frame=frame), thread, spoken)
        if not thread.query:
            told = frame in ("pain", "hurting") or not phrase.whole
            return None if told else Followed(phrase.text, turn="unclear")
        if thread.exercise and not thread.document.startswith("guidance/"):
            if frame == "why" and _WHY_BARRED.match(phrase.text):
                asked = sentence(f"why should i not do {self._names.definite(thread.exercise)}")
                return Followed(asked, "why", thread.exercise, follows=True)
            if frame == "more":
                frame = "why" if thread.frame == "how" or self._questions.told_how(thread) else "how"
            return self._questions.ask(frame, thread.exercise, thread)
        if frame == "how" and thread.offered:
            return self._questions.ask("how", thread.offered[0], thread)
        if frame == "safe" and PERMISSION.match(mend(thread.query)):
            return Followed(thread.query, frame, follows=True)
        if (
            frame in ("hold", "stop", "when")
            and _RULE.search(mend(thread.query))
            and not _LISTED.search(mend(thread.query))
        ):
            # "Not allowed to cross my legs": for how long is asked of that, and not of getting better.
            return Followed(sentence(f"{phrase.text} ({_WHY_NOT.sub('', mend(thread.query))})"), frame, follows=True)
        activity = _ACTIVITY.search(mend(thread.query))
        if activity and frame in ("many", "often"):
            asked = "how often should I" if frame == "often" else "how much should I"
            place = self._names.phrase(thread.condition) if thread.condition else ""
            return Followed(sentence(f"{asked} {_VERBS.get(activity[0], activity[0])} {place}"), frame, follows=True)
        permitted = _PERMITTED.match(mend(thread.query))
        if frame == "why" and _WHY_BARRED.match(phrase.text) and permitted:
            return Followed(sentence(f"why should I not {permitted[1]}"), frame, follows=True)
        if frame == "why" and not _LISTED.search(mend(thread.query)):
            # "Told not to cross my legs. Why?" asks for the reason of that, and not of exercise.
            return Followed(sentence(f"why {_WHY_NOT.sub('', mend(thread.query))}"), frame, follows=True)
        return Followed(
            self._names.about(phrase.frame, phrase.text, thread.document, thread.query), phrase.frame, follows=True
        )

    def _of_condition(self, phrase: Phrase, thread: Thread, spoken: str) -> Followed | None:
        """What is asked of the condition that is spoken of, else of the one that the person has."""
        about = thread.about(self._condition)
        about = spoken or about
        if about:
            return Followed(self._names.about(phrase.frame, phrase.text, about, ""), phrase.frame, follows=True)
        if phrase.frame == "list" and not thread.query and phrase.whole:
            return Followed(sentence(phrase.text), turn="which")
        if thread.query and phrase.frame == "recover":
            return Followed(self._names.added(phrase.text, thread.document), phrase.frame, follows=True)
        if thread.query and phrase.frame == "best":
            return Followed(sentence(f"{phrase.text} ({thread.query.rstrip(' ?.!')})"), phrase.frame, follows=True)
        return None

    def how_to_do_what_is_told(self, text: str, phrase: Phrase) -> Followed | None:
        """How to do the one exercise that stands before a bare "How?" in the same turn: "told to do bridges. How?"."""
        exercises = exercises_of(self._questions.named(text))
        if phrase.frame != "how" or phrase.whole or len(exercises) != 1:
            return None
        return Followed(self._names.ask("how", exercises[0], ""), "how", exercises[0], follows=True)

    def spoken(self, text: str, phrase: Phrase) -> str:
        """Id of the condition that stands before the question in the same turn: "broken ankle, what exercises can I do?"."""
        if phrase.whole or (re.search(r"\bor\b", mend(text)) and not self._fresh):
            return ""
        if self._fresh:
            return self._fresh
        named = self._questions.named(text) or self._questions.named(_STATED.sub(r"\2 \1", mend(text)))
        return next((one for one in named if one.startswith("conditions/")), "")
