"""Follow-ups: what a turn means after what was said before, as a question that stands alone.

A turn is read in this order: a correction, one of a list, an answer to the assistant's own question, a bare follow-up ("how
many?"), another name put in the place of the old one ("and after a knee replacement?"), a word that points back ("is that ok
for my back?"), and otherwise a question of its own, to which nothing of the old topic is added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.corpus import Corpus
from assistant.following import listing as relist
from assistant.following.bare import BareReader
from assistant.following.complaints import Complaints
from assistant.following.lists import ListReader
from assistant.following.memory import remember
from assistant.following.mending import mend
from assistant.following.naming import sentence
from assistant.following.pairs import compared
from assistant.following.phrases import Phrase, accepts, corrects, read_phrase, refuses
from assistant.following.pointing import Pointer
from assistant.following.questions import ASKS, JOINT, LONG, PERMISSION, PLACE_OR_KIT, SHORT, Questions
from assistant.following.remarks import asked_anew, remark_in
from assistant.following.substitution import another_thing
from assistant.following.thread import Followed, Thread
from assistant.following.variation import on_the_other_side, varied
from assistant.intents import asks_something
from assistant.kit import missing_kit
from assistant.lexical import stems
from assistant.models import Answer, Document
from assistant.plans.wishes import minutes_in
from assistant.retrieval import read_query
from assistant.vocabulary import exercises_of, names_in

_ASKING = re.compile(r"\b(?:how|what|when|why|can|should|which|is|do i|does|may|show|tell)\b")
_APPROACH = re.compile(r"\b(?:front|back|side|anterior|posterior|lateral|behind)\b")
_ROUTINE = re.compile(r"\b(?:routine|program\w*|plan|exercis\w*|stretch\w*|workout|for)\b")
_MINUTES = re.compile(r"\b(?:(?:i|ive|only|just|got|have|about) )*(?:\d+|\w+) ?min(?:ute)?s?\b")
_WAY_IN = re.compile(
    r"(?:(?:i think|it was|they|he|she|the surgeon|went|go|cut|in|came|um|er) )*(?:through|from|at|via|by|the)\b(?: \w+){0,2} (?:back|front|side)\b"
)
"""How a surgeon went in, said in answer to that question."""
_JOINT_ALONE = re.compile(rf"(?:(?:it was|its|the|my|his|her) )*{JOINT.pattern}(?: please)?")
_USES = re.compile(
    r"(?:(?:and|but|so) )*(?:i|she|he|mum|dad|we) (?:still |only )?(?:use|uses|have|has|got|ive got|walk|walks|am on|is on) (?:with )?(?:an? |my |her |his |two |one |the )*(?:walking )?(?:sticks?|frame|zimmer|crutch|crutches|rollator|aid|walker|brace|boot|sling|collar)\b"
)
_PAIN_FIGURE = re.compile(r"\b(\d{1,2}) ?(?:/|out of) ?(?:10|ten)\b")
_TAKES_BACK = re.compile(r"(?:no|nope|sorry|actually|wait|oops|scrap that|my mistake)\b")
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
        self._complaints = Complaints(self._questions)
        self._bare = BareReader(self._questions, self._lists, condition, fresh)

    def follow(self, text: str, thread: Thread, told: bool) -> Followed:
        """Return what `text` means after `thread`; `told`: whether it says something of the person."""
        flat = mend(text)
        phrase = read_phrase(text)
        if not phrase.text and flat:
            return self._nothing_left(flat, phrase, thread)
        reading = read_query(self._corpus, phrase.text)
        named = names_in(reading.mentions)
        found = (
            self._another_operation(text, flat, thread, told)
            or self._corrected(flat, thread)
            or self._lists.changed(flat, phrase, thread, named)
        )
        if found is None and not named:
            found = self._lists.one_of(flat, thread)
        if found is None:
            found = (
                self._remarked(flat, thread, told)
                or compared(flat, thread, self._names, self._questions.named(thread.query))
                or self._pointer.in_another_position(flat, named, thread)
                or self._pointer.without_kit(flat, named, thread)
                or self._complaints.protested(flat, thread)
                or self._varied(text, flat, thread, named)
            )
        if found is None:
            found = self._complaints.felt(flat, named, thread) or self._complaints.of_a_statement(flat, named, thread)
        if found is None:
            found = self._in_minutes(flat, thread, named)
        if found is None:
            found = self._told(text, flat, phrase, thread, told, named)
        if found is None and not named:
            found = self._bare.read(phrase, thread, self._bare.spoken(text, phrase)) or self._accepted(flat, thread)
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

    def _another_operation(self, text: str, flat: str, thread: Thread, told: bool) -> Followed | None:
        """The list for what the person has, where they take back what they had told: "no wait, they pinned it"."""
        other = self._condition and thread.condition not in ("", self._condition)
        if not (told and other and _TAKES_BACK.match(flat)) or "?" in text or asks_something(flat) or thread.exercise:
            return None
        return Followed(self._names.about("list", "", self._condition, ""), "list", follows=True)

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
        if not left or not thread.query or missing_kit(flat):
            return None
        left = self._questions.without_what_was_not_meant(left, thread.query)
        again = varied(left, thread.query)
        if again and again != thread.query:
            return Followed(again, thread.frame, thread.exercise, follows=True)
        reading = read_query(self._corpus, left)
        named = names_in(reading.mentions)
        sided = on_the_other_side(left, thread.query)
        if sided and not (left.endswith(" one") and thread.exercise):
            return Followed(sided, thread.frame, thread.exercise, follows=True)
        put = self._pointer.put_in_place(Phrase(left, "", True, False), named, thread)
        if put is not None and (exercises_of(named) or _JOINT_ALONE.fullmatch(left)):
            return put
        plain = self._lists.one_of(left, thread) or self._pointer.plain_one(left, thread)
        if plain is not None and plain.turn == "question":
            return plain
        elsewhere = self._elsewhere(left, named, thread)
        if elsewhere:
            return Followed(elsewhere, "list", follows=True)
        chosen = self._lists.described(left, thread, instead=True) if not exercises_of(named) else ""
        if chosen:
            return self._questions.ask(thread.frame or "how", chosen, thread)
        if put is not None:
            return put
        if len(left.split()) <= SHORT and not re.match(r"(?:how|what|when|why|can|should|is|which|do)\b", left):
            return Followed(thread.query, thread.frame, thread.exercise, follows=True)
        return self._bare.read(read_phrase(left), thread)

    def _elsewhere(self, left: str, named: Sequence[str], thread: Thread) -> str:
        """The exercises for a joint that was meant in the place of an exercise for another: "actually my neck"."""
        joint = JOINT.search(left)
        if not thread.exercise or named or joint is None or len(left.split()) > SHORT:
            return ""
        own = set(stems(self._names.every(thread.exercise)))
        joints = {joint[1], *(one[1] for one in JOINT.finditer(mend(thread.query)))}
        # "How many ankle pumps after a knee replacement?" was asked of a joint, which is what was not meant.
        if len({one for one in joints if not set(stems(one)) & own}) != 1 or set(stems(joint[1])) & own:
            return ""
        kind = "stretches" if "stretch" in thread.query.lower() else "exercises"
        return sentence(f"{kind} for my {joint[1]}")

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
        if named or not (ASKS.search(mend(thread.query)) or thread.query.endswith("?")):
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
        way_in = told and "hip" in mend(thread.waiting) and bool(_WAY_IN.match(flat))
        # "My arm is floppy" asks nothing.
        asks = (
            "?" in text
            or (bool(PLACE_OR_KIT.match(flat)) and not way_in)
            or (bool(_ASKING.search(text.lower())) and asks_something(flat))
        )
        if asks or phrase.frame or (not thread.query and not thread.waiting):
            return None
        pending = thread.waiting or thread.query
        if exercises_of(named):
            return None
        condition = self._questions.among(flat, named, pending)
        if condition and thread.waiting and not ASKS.search(mend(pending)) and not thread.exercise:
            return Followed(self._names.about("list", "", condition, ""), "list", follows=True)
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
            changed = pending == thread.listed and bool(thread.offered) and thread.seen != thread.offered
            wanted = thread.offered if changed and not thread.exercise else ()
            return Followed(pending, thread.frame, thread.exercise, wanted=wanted, follows=True)
        return None

    def _in_minutes(self, flat: str, thread: Thread, named: Sequence[str]) -> Followed | None:
        """A short routine for what the person has, where they say how many minutes there are: "5 min at my desk"."""
        about = thread.document if thread.document.startswith("conditions/") else thread.condition or self._condition
        minutes = minutes_in(flat)
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
