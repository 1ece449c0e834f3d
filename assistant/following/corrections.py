"""Corrections: "no, the other one", "actually my neck", "sorry, eight weeks": what was meant, put in the place of what was not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.following.aspects import aspects_in
from assistant.following.bare import BareReader
from assistant.following.lists import ListReader
from assistant.following.mending import mend
from assistant.following.naming import sentence
from assistant.following.phrases import Phrase, corrects, read_phrase
from assistant.following.pointing import Pointer
from assistant.following.questions import JOINT, LONG, SHORT, Questions
from assistant.following.thread import Followed, Thread
from assistant.following.variation import on_the_other_side, varied
from assistant.intents import asks_something
from assistant.kit import missing_kit
from assistant.lexical import stems
from assistant.retrieval import read_query
from assistant.vocabulary import exercises_of, names_in

_JOINT_ALONE = re.compile(rf"(?:(?:it was|its|the|my|his|her) )*{JOINT.pattern}(?: please)?")
_NOT_A_PART = re.compile(rf"\bnot (?:the |my |his |her )?{JOINT.pattern}")
_MEANT_ANOTHER = re.compile(
    rf"\b(?:instead|i meant?|meant|not (?:(?:the|my|his|her)\b|{JOINT.pattern})|sorry|wrong|actually|no wait|scrap that)\b"
)
_LISTED = re.compile(
    r"\b(?:exercis\w*|stretch\w*|routine|program\w*|list|what (?:helps|can)|good for|hurts?|sore|pain\w*|stiff\w*|weak\w*)\b"
)
_TOO = re.compile(r"\b(?:too|also|as well|still|even that)$")
_OTHER_KIND = re.compile(
    r"(?:no |but )?not (?:the )?(.+?) (?:but )?(?:the|your) other (?:one|sort|kind|type|way|version)\b"
)
_STATES = re.compile(r"(?:i|im|ive|my|the|his|her|she|he)\b")
"""How a complaint begins that asks for nothing: "my shoulder is sore"."""
_THAT_ONE = re.compile(
    r"(?:the |that )?((?!other|right|left|second|first|last|same|next)\w+(?: \w+)?) ones?(?: please)?"
)
_GENTLE = re.compile(
    r"(?:the |some |just )*(?:gentler?|eas(?:y|ier)|light(?:er)?|simpler?) (?:ones?|exercises?)(?: please)?"
)
LEAST_NOUN = 3
"""Letters that a word must have more of to be taken for the noun of an exercise."""
_WAY_IN = re.compile(r"\b(front|back|side|behind)\b(?! (?:leg|knee|foot))")
_WAY_TOLD = re.compile(
    r"\b(?:(?:done |in |it )?(?:from|through|via|by|at|with) (?:the )?(?:behind|back|front|side|(?:posterior|anterior|lateral)(?: approach)?)|(?:posterior|anterior|lateral) approach)\b"
)
"""How a surgeon went in, as it was told in a question."""
_REGION = re.compile(r"\b(?:upper|lower|middle|mid) back\b")
_WHERE = re.compile(
    r"(?:just |right |more |only )*(?:where (?:it|the|my)|low down|lower down|higher up|further (?:up|down)|near the|at the|on the)\b(?!.* (?:do|can|should) i\b)"
)
"""A place of the body said of a complaint."""
_SETS = re.compile(r"\b(?:do|ok|okay|enough|work|all right|alright|suffice)$")
"""How a turn ends that asks whether something will do."""
_TAKES_BACK = re.compile(r"(?:no|nope|sorry|actually|wait|oops|scrap that|my mistake)\b")


class Corrections:
    """Reads turns that take back what was said."""

    def __init__(
        self,
        questions: Questions,
        lists: ListReader,
        pointer: Pointer,
        bare: BareReader,
        condition: str,
        read: Callable[[str, Thread], Followed],
    ) -> None:
        """`condition`: id of the document of what the person has; `read`: reads what is left of a turn as a turn of its own."""
        self._questions = questions
        self._names = questions.names
        self._lists = lists
        self._pointer = pointer
        self._bare = bare
        self._condition = condition
        self._read = read

    def another_operation(self, text: str, flat: str, thread: Thread, told: bool) -> Followed | None:
        """The list for what the person has, where they take back what they had told: "no wait, they pinned it"."""
        other = self._condition and thread.condition not in ("", self._condition)
        if not (told and other and _TAKES_BACK.match(flat)) or "?" in text or asks_something(flat) or thread.exercise:
            return None
        if _WAY_IN.search(flat):
            return None
        if asks_something(thread.query) and not _LISTED.search(mend(thread.query)):
            # "When can I drive?" was asked, and still is.
            asked = self._questions.with_condition(thread.query, flat, self._condition)
            return Followed(asked, thread.frame, follows=True)
        return Followed(self._names.about("list", "", self._condition, ""), "list", follows=True)

    def corrected(self, flat: str, named_here: Sequence[str], thread: Thread) -> Followed | None:
        """The last question, or a new one, with what stands behind "no, I meant" in its place; `named_here`: ids of all that the turn names."""
        left = corrects(flat)
        if thread.query and _OTHER_KIND.match(flat):
            left = left or flat
        if not left or not thread.query or missing_kit(flat):
            return None
        other = self._other_kind(flat, named_here, thread)
        if other is not None:
            return other
        left = self._questions.without_what_was_not_meant(left, thread.query)
        region = _REGION.search(left)
        if region and " back" in f" {mend(thread.query)}" and region[0] not in mend(thread.query):
            again = re.sub(r"\b(?:(?:upper|lower|middle|mid|low) )?back\b", region[0], mend(thread.query), count=1)
            return Followed(sentence(again), thread.frame, follows=True)
        stated = bool(_STATES.match(mend(thread.query))) and not asks_something(thread.query)
        told_of = self.another_part(flat, named_here, thread) if stated else None
        if told_of is not None:
            return told_of
        way = _WAY_IN.search(left)
        if way and _WAY_TOLD.search(mend(thread.query)) and not asks_something(left):
            # "Sorry, it's the front one" of an operation from behind.
            told = _WAY_TOLD.sub(f"through the {way[1]}", mend(thread.query), count=1)
            return Followed(sentence(told), thread.frame, thread.exercise, follows=True)
        again = varied(left, thread.query)
        if again and again != thread.query:
            return Followed(again, thread.frame, thread.exercise, follows=True)
        reading = read_query(self._questions.corpus, left)
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
        part = self.another_part(flat, named_here, thread)
        if part is not None:
            return part
        aspect = next(iter(aspects_in(left)), "")
        if thread.exercise and aspect:
            # "No, that's too easy too" is said of what was offered in its place.
            offered = thread.offered if aspect == thread.frame or _TOO.search(left) else ()
            about = next(iter(offered), thread.exercise)
            return self._questions.ask(aspect, about, thread)
        if _WHERE.match(left) and not thread.exercise:
            # "No, it's where it joins the heel bone" tells more of the last question.
            return Followed(sentence(f"{mend(thread.query)} {left}"), thread.frame, follows=True)
        if asks_something(left):
            return self._read(left, thread)
        if _SETS.search(left):
            return None
        if thread.offered and _GENTLE.fullmatch(left):
            eased = self._lists.changed("easier", read_phrase("easier"), thread, ())
            if eased is not None:
                return eased
        called = _THAT_ONE.fullmatch(left)
        like = self._of_the_same_noun(called[1], thread) if called and not exercises_of(named) else ""
        if like:
            return self._questions.ask(thread.frame or "how", like, thread)
        if called and thread.exercise and not named:
            # "The cross-body one" of a stretch: called by the kind of the one before.
            kind = self._names.of(thread.exercise).split()[-1]
            return Followed(sentence(f"how do I do the {called[1]} {kind}"), "how", thread.exercise, follows=True)
        if len(left.split()) <= SHORT and not re.match(r"(?:how|what|when|why|can|should|is|which|do)\b", left):
            return Followed(thread.query, thread.frame, thread.exercise, follows=True)
        return self._bare.read(read_phrase(left), thread)

    def _of_the_same_noun(self, called: str, thread: Thread) -> str:
        """Id of the exercise that `called` names with the noun of the last question: "the bum ones" of thigh squeezes."""
        words = [word for word in mend(thread.query).split() if len(word) > LEAST_NOUN]
        for noun in reversed(words):
            meant = exercises_of(self._questions.named(f"{called} {noun}"))
            if (
                len(meant) == 1
                and meant[0] != thread.exercise
                and set(stems(called)) & set(stems(self._names.every(meant[0])))
            ):
                return meant[0]
        return ""

    def _other_kind(self, flat: str, named: Sequence[str], thread: Thread) -> Followed | None:
        """The last question for the one of two that share a name which was not ruled out: "not on tiptoes, the other sort"."""
        found = _OTHER_KIND.match(flat)
        if found is None or not thread.exercise:
            return None
        out = next(iter(exercises_of(named)), "") or self._lists.described(found[1], thread)
        others = [one for one in self._names.choices(thread.query, thread.exercise, thread.offered) if one != out]
        return self._questions.ask(thread.frame or "how", others[0], thread) if out and others else None

    def another_part(self, flat: str, named: Sequence[str], thread: Thread) -> Followed | None:
        """Exercises for the part of the body that was meant: "husband says ask for his heel instead"."""
        meant = _NOT_A_PART.sub(" ", flat)
        parts = {one[1] for one in JOINT.finditer(meant)}
        before = {stem for one in JOINT.finditer(mend(thread.query)) for stem in stems(one[1])}
        if not before or named or len(parts) != 1 or len(flat.split()) > LONG or not _MEANT_ANOTHER.search(flat):
            return None
        part = parts.pop()
        if set(stems(part)) & before or thread.exercise or not _LISTED.search(mend(thread.query)):
            return None
        kind = "stretches" if "stretch" in thread.query.lower() else "exercises"
        return Followed(sentence(f"{kind} for my sore {part}"), "list", follows=True, leaves=True)

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
