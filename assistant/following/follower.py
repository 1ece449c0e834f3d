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
from assistant.following.bare import BareReader
from assistant.following.chatting import is_chat
from assistant.following.complaints import Complaints
from assistant.following.corrections import Corrections
from assistant.following.counted import counted
from assistant.following.kit_wanted import held_kit, instead_of_kit
from assistant.following.lists import ListReader
from assistant.following.memory import remember
from assistant.following.mending import mend
from assistant.following.otherwise import OtherReadings
from assistant.following.pairs import compared, held_against
from assistant.following.phrases import Phrase, accepts, read_phrase, refuses, without_praise
from assistant.following.pointing import Pointer
from assistant.following.questions import ASKS, JOINT, PERMISSION, Questions
from assistant.following.remarks import after_no_help, asked_anew, remark_among, remark_in
from assistant.following.substitution import another_thing, is_doing
from assistant.following.switching import after_a_switch
from assistant.following.tellings import Tellings
from assistant.following.thread import Followed, Thread
from assistant.following.variation import is_a_person, varied
from assistant.intents import asks_something
from assistant.lexical import stems
from assistant.models import Answer, Document
from assistant.retrieval import read_query
from assistant.vocabulary import exercises_of, names_in

_OF_IT = re.compile(
    r"\b(?:it|that|this|them|those|these|still|ok|okay|alright|all right|safe|allowed|what if)\b(?! (?:to|if|is|was|hurts?)\b)"
)
"""Words by which a question is one about what was spoken of."""
_OWN_QUESTION = re.compile(
    r"(?:(?:so|and|but|ok|also) )*(?:how|what|when|where|which|who|why|can|could|should|may|is|are|do|does|will)\b"
)
_NOT_ASKED = re.compile(
    r",? ?\bnot (?:the |any |more |a list of )?(?:exercises?|stretch(?:es)?)\b(?! (?:that|which|for))", re.IGNORECASE
)
_IDIOMS = (
    (re.compile(r"\bf[ae]ll(?:s|ing)? asleep\b", re.IGNORECASE), "sleep"),
    (re.compile(r"\bknock(?:ing)? (it|them|this|that|these) on the head\b", re.IGNORECASE), r"stop \1"),
    (
        re.compile(r"\b(can'?t|cannot|couldn'?t) push (?:(?:my|her|him)self )?up\b", re.IGNORECASE),
        r"\1 use my arms to get up",
    ),
    (re.compile(r"\btoe[ -]touch(?:ing)? (?=(?:weight|wb\b|only))", re.IGNORECASE), "touch "),
)
"""Falling that is no fall, a knock that hits nothing, toes that no exercise is called by."""
_STILL_ALONE = re.compile(
    r"(?:(?:so|and|but|is|are|it|that|they|them|those|these|all|do i) )*still (?:do (?:it|that|them|those)|on|ok|okay|good|allowed|fine|safe|all right|alright)(?: (?:then|now|for (?:me|him|her|mum|dad)))*"
)
"""That, and nothing else."""
_STILL_HOLDS = re.compile(
    r"\b(?:it|that|this|they|those|these|them)\b(?: be)? still (?:on|ok|okay|good|allowed|fine|safe|all right|alright|do\w*)\b|\bstill do (?:it|that|this|them|those|these)\b|\bstill (?:ok|okay|safe|fine|all right|alright)(?: (?:then|now))?$"
)
"""What asks whether the last answer holds still, after something new was told."""
_YES_OR_NO = re.compile(r"\byes or no\b|\bor not\b|\?$")
_WRITTEN_OUT = re.compile(
    r"\b(?:write|put|give|make|print|type|send|list)\b(?: me)? (?:them|those|these|all of them|all that|the exercises|it all)\b.{0,40}\blist\b|\blist (?:them|those|these|all of them)\b"
)
"""What asks for all exercises at once, as a list."""
_NEW_COMPLAINT = re.compile(
    rf"(?:(?:ok|right|so|and|but|also|now|thanks|well|then|another thing|too) )*(?:my|her|his|mums|dads) (?:\w+ )?(?P<part>{JOINT.pattern}|calf|thigh|groin|elbow|wrist|achilles|shin) (?P<hurts>(?:also |really |always |now )?(?:hurts?|aches?|is (?:\w+ )?(?:sore|stiff|painful|aching|hurting)|has started hurting|plays up))(?P<when>(?: \w+){{0,6}}?) (?:what (?:for (?:that|it|this)|helps?(?: (?:that|it|this))?|(?:can|should|do) i do(?: (?:for|about) (?:that|it|this))?)|(?:any|anything|what exercises?|which exercises?|some exercises?)(?: exercises?)?(?: (?:for|help|to help|to do)(?: (?:that|it|this))?)?)(?: please)?"
)
"""A part of the body that hurts now, and what is wanted for it."""
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
        news: bool = False,
    ) -> None:
        """`fits`: whether an exercise may be offered to this person; `condition`: id of the document of what they have.

        `weeks`: how long ago the operation or injury was, where it was told; `fresh`: id of the document of what they told of
        in this turn for the first time. `news`: whether the turn tells of an illness, an operation or a rule that was not known.
        """
        self._condition = condition
        self._weeks = weeks
        self._fresh = fresh
        self._news = news
        self._corpus = corpus
        self._questions = Questions(corpus)
        self._names = self._questions.names
        self._lists = ListReader(self._questions, fits, weeks)
        self._pointer = Pointer(self._questions, condition)
        self._complaints = Complaints(self._questions)
        self._otherwise = OtherReadings(self._questions, condition)
        self._bare = BareReader(self._questions, self._lists, condition, fresh)
        self._tellings = Tellings(self._questions, condition, fresh)
        self._corrections = Corrections(
            self._questions,
            self._lists,
            self._pointer,
            self._bare,
            condition,
            lambda text, thread: self._read(text, thread, False),
        )

    def follow(self, text: str, thread: Thread, told: bool) -> Followed:
        """Return what `text` means after `thread`, and what else it may mean; `told`: whether it says something of the person."""
        for idiom, meant in _IDIOMS:
            text = idiom.sub(meant, text)
        text = _NOT_ASKED.sub("", text).strip() or text
        text = without_praise(text)
        elsewhere = after_a_switch(text) if thread.query else ""
        part = self._another_complaint(text, thread) if thread.query else ""
        if part:
            return Followed(part, "list", follows=True, leaves=True)
        if elsewhere:
            found = self._read(elsewhere, Thread(shelf=thread.shelf), told)
            if found.turn != "unclear":
                return found
        found = self._read(text, thread, told)
        flat = mend(text)
        named = self._questions.named(flat)
        if found.turn == "question" and found.query == thread.query and (found.leaves or not asks_something(flat)):
            # The last question is put again on purpose: what was told may change its answer.
            judged = () if PERMISSION.match(mend(thread.query)) else self._judged(flat, named, thread)
            if judged or self._news or found.wanted or not thread.exercise:
                return judged[0] if judged else found
            # Where the answer stays the same, the exercise's page may say something of what was told.
            subject = self._otherwise.subject(flat, named, thread)
            loose = self._otherwise.beside(text, subject, thread.query)
            return replace(found, subject=subject, loose=loose, again=True)
        if found.turn not in ("question", "unclear") or found.wanted or found.brief or found.leaves:
            return found
        subject = self._otherwise.subject(flat, named, thread)
        if found.turn == "unclear":
            if not subject:
                return found
            found = Followed(text, exercise=thread.exercise, follows=True)
        judged = self._judged(flat, named, thread)
        others = (*judged, *self._otherwise.of(text, found, named, thread))
        # What was put beside the subject as it stands asks for nothing that was understood.
        plain = found.query == text or (not found.frame and found.exercise in ("", thread.exercise))
        guessed = bool(subject or judged) and plain and not exercises_of(named)
        bars = bool(judged) and (found.query == text or bool(_STILL_HOLDS.search(flat)))
        if guessed and others and (bars or (not judged and self._otherwise.overrules(flat, others[0]))):
            found, others, guessed = others[0], (*others[1:], found), False
        loose = "" if exercises_of(named) else self._otherwise.beside(text, subject, thread.query)
        again = found.query == thread.query != text and not read_phrase(text).frame
        return replace(found, others=others, subject=subject, loose=loose, guessed=guessed, again=again)

    def _another_complaint(self, text: str, thread: Thread) -> str:
        """What `text` asks of a part of the body that was not spoken of and hurts now: "now my heel hurts, what for that?"."""
        found = _NEW_COMPLAINT.match(mend(text))
        if found is None:
            return ""
        spoken = f"{mend(thread.query)} {self._names.every(thread.exercise) if thread.exercise else ''}"
        if set(stems(found["part"])) & set(stems(spoken)):
            return ""
        when = f" {found['when'].strip()}" if found["when"] else ""
        return f"Exercises for my sore {found['part']}{when}?"

    def _judged(self, flat: str, named: Sequence[str], thread: Thread) -> tuple[Followed, ...]:
        """The question whether the exercise spoken of may be done, where the turn tells of something that may bar it."""
        if not self._news or not thread.exercise or exercises_of(named):
            return ()
        if _OWN_QUESTION.match(flat) and not _OF_IT.search(flat):
            return ()
        condition = next((one for one in named if one.startswith("conditions/")), "") or self._fresh
        if condition:
            query = self._names.ask("safe", thread.exercise, self._names.phrase(condition))
        else:
            query = self._names.ask_if(thread.exercise, flat)
        return (Followed(query, "safe", thread.exercise, follows=True),)

    def _read(self, text: str, thread: Thread, told: bool) -> Followed:
        flat = mend(text)
        phrase = read_phrase(text)
        if not phrase.text and flat:
            return self._nothing_left(flat, phrase, thread)
        reading = read_query(self._corpus, phrase.text)
        named = names_in(reading.mentions)
        found = (
            self._corrections.another_operation(text, flat, thread, told)
            or self._corrections.corrected(flat, named, thread)
            or self._corrections.another_part(flat, named, thread)
        )
        if found is not None:
            return replace(found, leaves=True)
        meant = (
            counted(flat, thread, self._questions, self._weeks)
            or self._pointer.which_hand(flat, thread)
            or self._pointer.which_side(flat, thread)
        )
        meant = meant or held_against(phrase.text, thread, self._questions, exercises_of(named))
        if meant is not None:
            return meant
        if _STILL_ALONE.fullmatch(flat) and thread.exercise:
            about = thread.condition or self._condition
            place = self._names.phrase(about) if about else ""
            return Followed(self._names.ask("safe", thread.exercise, place), "safe", thread.exercise, follows=True)
        if _STILL_ALONE.fullmatch(flat) and thread.listed and thread.offered:
            return Followed(thread.listed, follows=True, leaves=True)
        if self._news and thread.offered and thread.listed and not thread.exercise and _STILL_HOLDS.search(flat):
            # What was told may bar some of the list, which is judged anew.
            return Followed(thread.listed, follows=True, leaves=True)
        found = self._tellings.another_activity(flat, named, thread) or self._lists.changed(flat, phrase, thread, named)
        if found is None and not named and _WRITTEN_OUT.search(flat) and (thread.condition or self._condition):
            # No list was given yet, or only in a sentence: what they have has one.
            about = thread.condition or self._condition
            return Followed(self._names.about("list", "", about, ""), "list", follows=True, leaves=True)
        if found is None and not named:
            found = self._lists.one_of(flat, thread)
        if found is None:
            found = (
                self._remarked(text, flat, thread, told)
                or compared(flat, thread, self._names, self._questions.named(thread.query))
                or self._pointer.in_another_position(flat, named, thread)
                or (None if named else held_kit(flat, thread.exercise, self._questions))
                or instead_of_kit(flat, thread.exercise, self._questions)
                or self._pointer.without_kit(flat, named, thread)
                or self._complaints.of_so_much_pain(text, flat, named, thread)
                or self._complaints.protested(flat, thread)
                or self._varied(flat, thread, named)
            )
        if found is None:
            found = self._complaints.felt(flat, named, thread) or self._complaints.of_a_statement(flat, named, thread)
        if found is None:
            found = self._tellings.in_minutes(flat, thread, named)
        if found is None:
            found = self._tellings.told(text, flat, phrase, thread, told, named)
        if found is None and not named:
            found = (
                self._bare.how_to_do_what_is_told(text, phrase)
                or self._bare.read(phrase, thread, self._bare.spoken(text, phrase))
                or self._accepted(flat, thread)
            )
        if found is None and not thread.exercise and (not named or is_doing(flat)):
            again = another_thing(flat, thread, self._corpus, self._names)
            found = Followed(again, thread.frame, follows=True) if again else None
        if found is None:
            found = self._pointer.put_in_place(phrase, named, thread) or self._pointer.points_back(
                phrase, reading, named, thread
            )
        if found is not None:
            return found
        exercise = next(iter(exercises_of(named)), "")
        alone = "?" in text and list(named) == [exercise] and self._questions.only(phrase.text, named)
        if alone and thread.query and self._condition and exercise != thread.exercise:
            # "Mini squats?" of somebody who told what they have asks whether those may be done.
            asked = self._names.ask("safe", exercise, self._names.phrase(self._condition))
            return Followed(asked, "safe", exercise, follows=True)
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

    def _remarked(self, text: str, flat: str, thread: Thread, told: bool) -> Followed | None:
        """What is made of a remark on the last answer: the same again, a shorter one, or an apology."""
        if not thread.query:
            return None
        if not told and is_chat(flat) and not exercises_of(self._questions.named(flat)):
            return Followed(flat, turn="chat", follows=True)
        asked = asked_anew(flat)
        if asked and not set(stems(asked)) - set(stems(thread.query)):
            # "I need to know about kneeling" after "can I kneel?" asks that again.
            return Followed(thread.query, thread.frame, thread.exercise, follows=True)
        if asked:
            return self.follow(asked, thread, told)
        rest = after_no_help(text)
        if rest:
            return self._read(rest, thread, told)
        remark = remark_in(flat) or remark_among(text)
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

    def _varied(self, flat: str, thread: Thread, named: Sequence[str]) -> Followed | None:
        """The last question with one thing of it changed, or what an illness that is told makes of it."""
        if not thread.query or exercises_of(named):
            return None
        condition = next((one for one in named if one.startswith("conditions/")), "")
        if thread.exercise and _SO_NOT.search(flat) and (condition or thread.condition):
            query = self._names.ask("safe", thread.exercise, self._names.phrase(condition or thread.condition))
            return Followed(query, "safe", thread.exercise, follows=True)
        person = thread.exercise and is_a_person(read_phrase(flat).text)
        if person and not named:
            # "And for mum, who is 80?" asks whether she may do what was spoken of.
            whom = re.search(
                r"\b(?:my )?(?:mum|mom|dad|mother|father|husband|wife|nan|gran|sister|brother|friend)\b", flat
            )
            asked = self._names.ask("safe", thread.exercise)
            return Followed(
                asked.replace("I do", f"{whom[0]} do") if whom else asked, "safe", thread.exercise, follows=True
            )
        if named or not (ASKS.search(mend(thread.query)) or _YES_OR_NO.search(thread.query)):
            return None
        again = varied(flat, thread.query)
        return Followed(again, thread.frame, thread.exercise, follows=True) if again else None
