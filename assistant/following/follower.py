"""Follow-ups: what a turn means after what was said before, as a question that stands alone.

A turn is read in this order: a correction, one of a list, an answer to the assistant's own question, a bare follow-up ("how
many?"), another name put in the place of the old one ("and after a knee replacement?"), a word that points back ("is that ok
for my back?"), and otherwise a question of its own, to which nothing of the old topic is added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.corpus import Corpus
from assistant.following import listing as relist
from assistant.following.lists import ListReader
from assistant.following.memory import remember
from assistant.following.mending import mend
from assistant.following.naming import sentence
from assistant.following.pairs import compared
from assistant.following.phrases import Phrase, accepts, corrects, read_phrase, refuses
from assistant.following.pointing import Pointer
from assistant.following.questions import JOINT, LONG, PLACE_OR_KIT, SHORT, Questions
from assistant.following.remarks import asked_anew, remark_in
from assistant.following.substitution import another_thing
from assistant.following.thread import Followed, Thread
from assistant.following.variation import on_the_other_side, varied
from assistant.intents import asks_something
from assistant.models import Answer, Document
from assistant.retrieval import read_query
from assistant.vocabulary import exercises_of, names_in

_OF_A_STATEMENT = frozenset(("normal", "pain", "recover"))
"""Frames that ask about what the person has just told: "pain when I lift my leg", "is that normal?"."""
_ASKS = re.compile(
    r"\b(?:how|what|whats|when|where|who|which|why|can|could|should|is|are|am|do|does|will|would|may|exercises?|tell|show)\b"
)
_ASKING = re.compile(r"\b(?:how|what|when|why|can|should|which|is|do i|does|may|show|tell)\b")
_APPROACH = re.compile(r"\b(?:front|back|side|anterior|posterior|lateral|behind)\b")
_ELSE = ("what else", "anything else", "any more", "any other", "what other", "more")
_ACTIVITY = re.compile(r"\b(?:walk|walking|cycle|cycling|swim|swimming|jog|jogging|run|running|rest)\b")
_VERBS = {"walking": "walk", "cycling": "cycle", "swimming": "swim", "jogging": "jog", "running": "run"}
_LISTED = re.compile(r"\b(?:exercis\w*|stretch\w*|routine|program\w*|what helps|good for)\b")
_WHY_NOT = re.compile(r"^(?:(?:when|how|so|and|but) )+")
_PERMISSION = re.compile(
    r"^(?:.* )?(?:can|could|should|may|am|is it (?:ok|okay|safe|all right|alright)) (?:i|we|he|she|they|my|to|for)\b"
)
_PAIN_FIGURE = re.compile(r"\b(\d{1,2}) ?(?:/|out of) ?(?:10|ten)\b")
_SETTLES = re.compile(r"\b(?:morning|next day|settles?d?|gone|goes|wears? off|eases?d?)\b")
_SO_NOT = re.compile(
    r"\b(?:so|then)(?: is (?:that|it))?(?: (?:i|that|thats|its|better|id|a|should|shouldnt|cant|must))* (?:no|not|cant|shouldnt|a no|ok|safe)(?: then| now)?$"
)


class Follower:
    """Reads turns against a thread, with the names of one corpus. Holds nothing of a conversation."""

    def __init__(
        self,
        corpus: Corpus,
        fits: Callable[[Document], bool],
        condition: str = "",
        weeks: float | None = None,
        fresh: str = "",
    ) -> None:
        """`fits`: whether an exercise may be offered to this person; `condition`: id of the document of what they have.

        `weeks`: how long ago the operation or injury was, where it was told; `fresh`: id of the document of what they told of
        in this turn for the first time.
        """
        self._condition = condition
        self._fresh = fresh
        self._corpus = corpus
        self._questions = Questions(corpus)
        self._names = self._questions.names
        self._lists = ListReader(self._questions, fits, weeks)
        self._pointer = Pointer(self._questions, condition)

    def follow(self, text: str, thread: Thread, told: bool) -> Followed:
        """Return what `text` means after `thread`; `told`: whether it says something of the person."""
        flat = mend(text)
        phrase = read_phrase(text)
        if not phrase.text and flat:
            return self._nothing_left(flat, phrase, thread)
        reading = read_query(self._corpus, phrase.text)
        named = names_in(reading.mentions)
        found = self._corrected(flat, thread) or self._lists.changed(flat, phrase, thread, named)
        if found is None and not named:
            found = self._lists.one_of(flat, thread)
        if found is None:
            found = (
                self._remarked(flat, thread, told)
                or compared(flat, thread, self._names, self._questions.named(thread.query))
                or self._pointer.in_another_position(flat, named, thread)
                or self._pointer.without_kit(flat, named, thread)
                or self._pointer.protested(flat, thread)
                or self._varied(text, flat, thread, named)
            )
        if found is None:
            found = self._pointer.felt(flat, named, thread) or self._pointer.of_a_statement(
                flat, reading, named, thread
            )
        if found is None:
            found = self._told(text, flat, phrase, thread, told, named)
        if found is None and not named:
            found = self._bare(phrase, thread, self._spoken(text, phrase)) or self._accepted(flat, thread)
        if found is None and not named and not thread.exercise:
            again = another_thing(flat, thread, self._corpus, self._names)
            found = Followed(again, thread.frame, follows=True) if again else None
        if found is None:
            found = self._pointer.put_in_place(phrase, named, thread) or self._pointer.points_back(
                phrase, reading, named, thread
            )
        if found is not None:
            return found
        exercise = next(iter(exercises_of(named)), "")
        return Followed(text, phrase.frame, exercise, beside="" if named else thread.exercise or thread.condition)

    def remember(self, thread: Thread, followed: Followed, answer: Answer) -> Thread:
        """Return the thread after `answer`."""
        return remember(self._corpus, thread, followed, answer)

    def _nothing_left(self, flat: str, phrase: Phrase, thread: Thread) -> Followed:
        if accepts(flat) and (thread.waiting or thread.suggested) and not phrase.polite:
            return self._accepted(flat, thread) or Followed(flat, turn="thanks")
        if refuses(flat) and thread.waiting:
            return Followed(thread.waiting, follows=True)
        if phrase.polite:
            return Followed(flat, turn="thanks")
        return Followed(flat, turn="greeting" if re.match(r"(?:hi|hello|hey|hiya|good (?!bye))\b", flat) else "noted")

    def _accepted(self, flat: str, thread: Thread) -> Followed | None:
        if refuses(flat) and thread.query:
            return Followed(thread.waiting, follows=True) if thread.waiting else Followed(flat, turn="thanks")
        if not accepts(flat):
            return None
        query = thread.waiting or next(iter(thread.suggested), "")
        return Followed(query, follows=True) if query else Followed(flat, turn="unclear")

    def _remarked(self, flat: str, thread: Thread, told: bool) -> Followed | None:
        """What is made of a remark on the last answer: the same again, a shorter one, or an apology."""
        if not thread.query:
            return None
        asked = asked_anew(flat)
        if asked:
            return self.follow(asked, thread, told)
        remark = remark_in(flat)
        if remark is None or (remark == "team" and told):
            return None
        if remark in ("no-help", "team"):
            return Followed(flat, turn=remark, follows=True)
        if remark in ("again", "doubt"):
            return Followed(thread.query, thread.frame, thread.exercise, follows=True)
        if thread.exercise and thread.frame in ("how", "", "more"):
            asked = self._names.ask("how", thread.exercise)
            return Followed(asked, "how", thread.exercise, brief=True, follows=True)
        return Followed(thread.query, thread.frame, thread.exercise, brief=True, follows=True)

    def _corrected(self, flat: str, thread: Thread) -> Followed | None:
        left = corrects(flat)
        if not left or not thread.query:
            return None
        left = self._questions.without_what_was_not_meant(left, thread.query)
        again = varied(left, thread.query)
        if again and again != thread.query:
            return Followed(again, thread.frame, thread.exercise, follows=True)
        plain = self._lists.one_of(left, thread) or self._pointer.plain_one(left, thread)
        if plain is not None and plain.turn == "question":
            return plain
        reading = read_query(self._corpus, left)
        named = names_in(reading.mentions)
        sided = on_the_other_side(left, thread.query)
        if sided and not (left.endswith(" one") and thread.exercise):
            return Followed(sided, thread.frame, thread.exercise, follows=True)
        chosen = self._lists.described(left, thread, instead=True) if not exercises_of(named) else ""
        if chosen:
            return self._questions.ask(thread.frame or "how", chosen, thread)
        put = self._pointer.put_in_place(Phrase(left, "", True, False), named, thread)
        if put is not None:
            return put
        if len(left.split()) <= SHORT and not re.match(r"(?:how|what|when|why|can|should|is|which|do)\b", left):
            return Followed(thread.query, thread.frame, thread.exercise, follows=True)
        return self._bare(read_phrase(left), thread)

    def _varied(self, text: str, flat: str, thread: Thread, named: Sequence[str]) -> Followed | None:
        """The last question with one thing of it changed, or what a pain or an illness that is told makes of it."""
        if not thread.query or exercises_of(named):
            return None
        pain = _PAIN_FIGURE.search(text.lower())
        if pain and len(flat.split()) <= LONG and not self._has_own_question(flat):
            settles = " if it is gone by the next morning" if _SETTLES.search(flat) else ""
            return Followed(
                f"Is pain of {pain[1]} out of 10 in exercise all right{settles}?", "pain", thread.exercise, follows=True
            )
        condition = next((one for one in named if one.startswith("conditions/")), "")
        if thread.exercise and _SO_NOT.search(flat) and (condition or thread.condition):
            query = self._names.ask("safe", thread.exercise, self._names.phrase(condition or thread.condition))
            return Followed(query, "safe", thread.exercise, follows=True)
        if named or not _ASKS.search(mend(thread.query)):
            return None
        again = varied(flat, thread.query)
        return Followed(again, thread.frame, thread.exercise, follows=True) if again else None

    @staticmethod
    def _has_own_question(flat: str) -> bool:
        return bool(re.match(r"(?:how|what|when|where|which|why|can|should|could)\b", flat))

    def _told(
        self, text: str, flat: str, phrase: Phrase, thread: Thread, told: bool, named: Sequence[str]
    ) -> Followed | None:
        """An answer to what was asked back, or something said of the person that changes the last answer."""
        # "My arm is floppy" asks nothing.
        asks = (
            "?" in text
            or bool(PLACE_OR_KIT.match(flat))
            or (bool(_ASKING.search(text.lower())) and asks_something(flat))
        )
        if asks or phrase.frame or (not thread.query and not thread.waiting):
            return None
        pending = thread.waiting or thread.query
        if exercises_of(named):
            return None
        condition = self._questions.among(named, pending)
        if condition and thread.waiting and not _ASKS.search(mend(pending)) and not thread.exercise:
            return Followed(self._names.about("list", "", condition, ""), "list", follows=True)
        if thread.waiting and (condition or JOINT.search(flat)) and not thread.exercise:
            return Followed(self._questions.with_condition(pending, flat, condition), thread.frame, follows=True)
        permission = bool(_PERMISSION.match(mend(thread.query)))
        if thread.exercise and self._fresh and not permission and thread.frame in ("how", "", "more", "safe", "why"):
            return Followed(
                self._names.ask_whether(thread.exercise, flat, self._fresh), "safe", thread.exercise, follows=True
            )
        if (told or re.search(r"\b(?:week|month|day|year)s?\b", flat)) and not relist.wishes(flat, thread.offered):
            if condition and not thread.exercise and not self._questions.named(pending):
                return Followed(self._questions.with_condition(pending, flat, condition), thread.frame, follows=True)
            if thread.waiting and _APPROACH.search(flat) and len(flat.split()) <= SHORT and "hip" in mend(pending):
                return Followed(sentence(f"{mend(pending)} ({flat})"), thread.frame, thread.exercise, follows=True)
            return Followed(pending, thread.frame, thread.exercise, follows=True)
        return None

    def _spoken(self, text: str, phrase: Phrase) -> str:
        """Id of the condition that stands before the question in the same turn: "broken ankle, what exercises can I do?"."""
        if phrase.whole or (re.search(r"\bor\b", mend(text)) and not self._fresh):
            return ""
        return self._fresh or next((one for one in self._questions.named(text) if one.startswith("conditions/")), "")

    def _bare(self, phrase: Phrase, thread: Thread, spoken: str = "") -> Followed | None:
        """What asks for something without saying of what; `spoken`: id of the condition that the same turn names, or empty."""
        frame = phrase.frame
        if not frame:
            return None
        if (
            frame in _OF_A_STATEMENT
            and thread.query
            and not thread.frame
            and not _ASKS.search(mend(thread.query))
            and not thread.offered
            and not thread.exercise
            and not (frame == "recover" and (thread.condition or thread.document.startswith("conditions/")))
        ):
            return Followed(sentence(f"{mend(thread.query)} {phrase.text}"), frame, follows=True)
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
            if frame == "why" and thread.frame == "safe":
                return Followed(
                    sentence(f"why {self._names.ask('safe', thread.exercise)}"), "why", thread.exercise, follows=True
                )
            if frame == "more":
                frame = "why" if thread.frame == "how" or self._questions.told_how(thread) else "how"
            return self._questions.ask(frame, thread.exercise, thread)
        if frame == "how" and thread.offered:
            return self._questions.ask("how", thread.offered[0], thread)
        if frame == "safe" and _PERMISSION.match(mend(thread.query)):
            return Followed(thread.query, frame, follows=True)
        activity = _ACTIVITY.search(mend(thread.query))
        if activity and frame in ("many", "often"):
            asked = "how often should I" if frame == "often" else "how much should I"
            place = self._names.phrase(thread.condition) if thread.condition else ""
            return Followed(sentence(f"{asked} {_VERBS.get(activity[0], activity[0])} {place}"), frame, follows=True)
        if frame == "why" and not _LISTED.search(mend(thread.query)):
            # "Told not to cross my legs. Why?" asks for the reason of that, and not of exercise.
            return Followed(sentence(f"why {_WHY_NOT.sub('', mend(thread.query))}"), frame, follows=True)
        return Followed(
            self._names.about(phrase.frame, phrase.text, thread.document, thread.query), phrase.frame, follows=True
        )

    def _of_condition(self, phrase: Phrase, thread: Thread, spoken: str) -> Followed | None:
        """What is asked of the condition that is spoken of, else of the one that the person has."""
        about = thread.document if thread.document.startswith("conditions/") else thread.condition or self._condition
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
