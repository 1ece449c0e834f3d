"""Follow-ups: what a turn means after what was said before, as a question that stands alone.

A turn is read in this order: a correction, one of a list, an answer to the assistant's own question, a bare follow-up ("how
many?"), another name put in the place of the old one ("and after a knee replacement?"), a word that points back ("is that ok
for my back?"), and otherwise a question of its own, to which nothing of the old topic is added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant import listing as relist
from assistant.answerability import foreign_topics, informative
from assistant.corpus import Corpus
from assistant.follow_phrases import (
    Phrase,
    accepts,
    corrects,
    frame_of,
    mend,
    ordinal_in,
    read_phrase,
    refuses,
)
from assistant.lexical import stems
from assistant.models import Answer, Document, Record, Status
from assistant.naming import Names, sentence
from assistant.retrieval import Reading, read_query
from assistant.vocabulary import names_in

LONG = 16
"""Words of a turn from which on a word such as "it" is taken to point inside the turn."""
MOST_OPTIONS = 6
"""Exercises of a document's list that are taken as offered where an answer named only some of them in a sentence."""
SHORT = 9
"""Words up to which a turn without a topic of its own is taken to carry on."""
PRECAUTIONS = "conditions/hip-replacement-precautions"
"""A document on rules: whether somebody has them is no question about an operation."""
_HAS_THEM = re.compile(
    r"^(?:do|does|did|have|has|must|should) (?:i|we|he|she|my \w+|mum|dad) (?:really )?(?:have|got|need|keep|follow)\b.{0,20}\b(?:them|these|those)\b"
)

_POINTS = re.compile(
    r"\b(?:it|that one|this one|that|this|these|those|them|they)\b(?! (?:morning|evening|week|month|year|time|afternoon|night|day|leg|side|knee|hip|foot|arm|shoulder|ankle|is because|i (?:have|had|do|did|was)))"
)
_DUMMY = re.compile(
    r"\b(?:is|was|its|will|would|be) (?:it )?(?:ok|okay|safe|normal|true|alright|all right|fine|better|bad|possible|necessary|important|best|worth|too late|too early|too soon|time|wise)(?: for \w+(?: \w+)?)? (?:to|that|if|when|doing)\b|\bhow long (?:is|does|will) it\b|\bits been\b|\bdoes it matter\b|\bit (?:will |would )?(?:gets?|go|goes|takes?|heals?|feels?|depends?|seems?|happens?|rains?|means?)\b|\bit (?:was|has been|is) (?:\w+ ){1,3}(?:ago|since)\b|\b(?:told|said|says|know|think|heard|read|so|sure|feel|feels|mean|means) that\b"
)
_HOW_FAR = re.compile(
    r"^(?:and )?how (?:low|high|far|fast|slow|deep|heavy|wide|hard|big|thick|strong|soon|close|tight)\b"
)
_YES_NO = re.compile(r"^(?:is|are|can|could|should|may|will|does|do|would)\b")
_PLACE_OR_KIT = re.compile(r"^(?:with|without|in|at|using|before|after|during|for)\b")
_DENIES = re.compile(r"\b(?:no|not|without|cant|dont|havent|never|hate|ive|have|had)\b")
_PLACE = re.compile(
    r"^(?:with|without|using|in|on|sitting|standing|lying|seated|before|after|during|while|every|at|from|barefoot|first thing)\b"
)
_JOINT = re.compile(r"\b(hips?|knees?|ankles?|shoulders?|neck|back|heels?|foot|feet|elbows?|wrists?)\b")
_PUT = re.compile(
    r"^(?:(?:what about|how about|same|similar|the same|what if its|and|or|for|with|after|following|on|about|an?|the|my|his|her|our|your|mums?|dads?|do you do|got any|any|is|do|does|it|but|i meant|too|as well|instead|please|then|if|ive had|i had|had|having|have|doing|do i do|can i do|should i do|exercises?|replacements?|operations?|ops?|surgery|problems?|pain|one|ones|new|bad|dodgy|sore|in|of|to) ?)+"
)
_OF_A_STATEMENT = frozenset(("normal", "pain", "recover"))
"""Frames that ask about what the person has just told: "pain when I lift my leg", "is that normal?"."""
_ASKS = re.compile(
    r"\b(?:how|what|whats|when|where|who|which|why|can|could|should|is|are|am|do|does|will|would|may|exercises?|tell|show)\b"
)
_PERMISSION = re.compile(
    r"^(?:.* )?(?:can|could|should|may|am|is it (?:ok|okay|safe|all right|alright)) (?:i|we|he|she|they|my|to|for)\b"
)
_QUESTION_LED = re.compile(r"^(?:which|what|whats|how|is|are|can|should|do|does|where|who)\b")
_FOR_WHOM = frozenset(("many", "often", "safe", "when"))
"""Frames whose answer depends on the operation or condition."""
_ONE = re.compile(
    r"\b(?:ones?|version|exercise)\b(?! (?:leg|arm|foot|hand|side|stick|crutch|knee|hip|minute|hour|day|week|month|time|more|set|or|to))"
)
_FRAGMENT = re.compile(
    r"^(?!(?:how|what|whats|when|where|who|which|why|can|could|should|is|are|am|do|does|did|will|would|may|im|ive|i|my|tell|show|any)\b)"
)
_AGAIN = re.compile(
    r"\b(?:as a list|list (?:it|them|that|those)|write (?:it|them|that) (?:down|out)|print (?:it|that|them|this)|show (?:me )?(?:them|the list|that list) again|(?:the )?(?:whole )?list again)\b"
)
_LIST_WORDS = re.compile(r"\b(?:exercis\w*|routine|programme|program|plan|stretch\w*|workout)\b", re.IGNORECASE)
_SAME_KIND = frozenset("many often hold why stop pain how easier harder safe normal other-side".split())


class Thread(Record):
    """What a conversation is about, between two turns. Plain data."""

    query: str = ""
    """The last question that was answered, standing alone."""
    frame: str = ""
    """What it asked for (`Phrase.frame`), or empty."""
    document: str = ""
    """Id of the document that the answer was about."""
    exercise: str = ""
    """Id of the exercise that is being spoken of, or empty."""
    condition: str = ""
    """Id of the condition that the question named, or empty."""
    offered: tuple[str, ...] = ()
    """Ids of the exercises that were offered last, in their order."""
    seen: tuple[str, ...] = ()
    """Ids of all exercises that were offered for `listed`."""
    listed: str = ""
    """The question whose answer offered them."""
    source: str = ""
    """Id of the document whose list they stand in."""
    suggested: tuple[str, ...] = ()
    """Questions that were suggested last."""
    waiting: str = ""
    """A question that waits for what the assistant asked back, or empty."""


@dataclass(frozen=True)
class Followed:
    """How a turn is understood."""

    query: str
    """A question that stands alone; the turn itself where nothing was left out."""
    frame: str = ""
    """What it asks for, where that is known."""
    exercise: str = ""
    """Id of the exercise meant, where that is known."""
    wanted: tuple[str, ...] = ()
    """Ids of the exercises that a changed list is made of."""
    turn: Literal["question", "thanks", "greeting", "reset", "unclear", "unlisted", "noted", "which"] = "question"
    """`Question.turn`."""
    follows: bool = False
    """Whether it was read with the help of what was said before."""


_FOR_MYSELF = re.compile(
    r"(?:(?:and|so|but|ok) )*(?:when|how (?:long|soon)|can|may|should|could|will|must)\b.*\b(?:i|we|she|he|they|mum|dad)\b"
)
"""A question about oneself: "when can I walk?" is meant of what was told before."""
_ACTIVITY = re.compile(r"\b(?:jog|run|running|jogging|swim|swimming|football|golf|tennis|gardening|dancing|travel)\b")
"""What people go back to; no exercise that was spoken of is meant by it."""


class Follower:
    """Reads turns against a thread, with the names of one corpus. Holds nothing of a conversation."""

    def __init__(self, corpus: Corpus, fits: Callable[[Document], bool], condition: str = "") -> None:
        """`fits`: whether an exercise may be offered to this person; `condition`: id of the document of what they have."""
        self._condition = condition
        self._corpus = corpus
        self._documents = corpus.documents
        self._fits = fits
        self._names = Names(corpus)

    def follow(self, text: str, thread: Thread, told: bool) -> Followed:
        """Return what `text` means after `thread`; `told`: whether it says something of the person."""
        flat = mend(text)
        phrase = read_phrase(text)
        if not phrase.text and flat:
            return self._nothing_left(flat, phrase, thread)
        reading = read_query(self._corpus, phrase.text)
        named = self._named(reading)
        found = self._corrected(flat, thread)
        if found is None:
            found = self._changed_list(flat, phrase, thread, named)
        if found is None and not named:
            found = self._of_a_list(flat, thread)
        if found is None:
            found = self._told(text, flat, phrase, thread, told, named)
        if found is None and not named:
            found = self._bare(phrase, thread) or self._accepted(flat, thread)
        if found is None:
            found = self._put_in_place(phrase, named, thread) or self._pointing(phrase, reading, named, thread)
        if found is not None:
            return found
        exercise = next((one for one in named if one.startswith("exercises/")), "")
        return Followed(text, phrase.frame, exercise)

    def remember(self, thread: Thread, followed: Followed, answer: Answer) -> Thread:
        """Return the thread after `answer`."""
        if followed.turn == "which" and answer.asks:
            return Thread(waiting=followed.query)
        if answer.status is Status.REFERRED or followed.turn != "question":
            return thread.model_copy(
                update={"suggested": answer.suggestions if followed.turn == "question" else thread.suggested}
            )
        query = answer.query
        if answer.status is not Status.ANSWERED:
            open_list = bool(_LIST_WORDS.search(query)) and answer.status is Status.NO_EVIDENCE
            waiting = query if answer.asks or open_list else ""
            return thread.model_copy(update={"waiting": waiting, "suggested": answer.suggestions})
        named = self._named(read_query(self._corpus, query))
        cited = list(dict.fromkeys(citation.document_id for citation in answer.citations))
        exercises = [one for one in named if one.startswith("exercises/")]
        about = _answering(answer) or (cited[0] if cited else "")
        exercise = followed.exercise or next((one for one in exercises if one in cited), "")
        if followed.frame in ("easier", "else") and about.startswith("exercises/"):
            exercise = about
        if not exercise and about.startswith("exercises/") and not followed.wanted:
            exercise = about
        if not exercise and exercises:
            exercise = exercises[0]
        condition = next((one for one in (*named, about) if one.startswith("conditions/")), "")
        if not condition and (followed.follows or about.startswith("guidance/")):
            condition = thread.condition
        if not exercise and about.startswith("guidance/") and not named:
            exercise = thread.exercise
        follows = followed.follows
        offered = answer.offered or self._told_of(answer)
        listed, source, seen = (thread.listed, thread.source, thread.seen) if follows else ("", "", ())
        if followed.wanted:
            seen = tuple(dict.fromkeys((*seen, *offered)))
        elif not offered and about.startswith("conditions/") and _LIST_WORDS.search(query):
            listed, source = query, about
        elif len(offered) > 1:
            listed, seen = query, answer.offered
            source = next((one for one in cited if one.startswith("conditions/")), about)
        return Thread(
            query=query,
            frame=followed.frame or (thread.frame if follows else frame_of(query)),
            document=about,
            exercise=exercise,
            condition=condition,
            offered=offered or (thread.offered if follows else ()),
            seen=seen,
            listed=listed,
            source=source,
            suggested=answer.suggestions,
            waiting=query if answer.asks else "",
        )

    def _told_of(self, answer: Answer) -> tuple[str, ...]:
        """Exercises that an answer without a list names in its sentences, in order; empty unless there are several."""
        if not answer.citations or answer.citations[0].document_id.startswith("exercises/"):
            return ()
        lead = " . ".join(sentence.text for part in answer.parts if part.kind == "lead" for sentence in part.sentences)
        named = self._exercises(names_in(self._corpus.vocabulary.mentions(lead.lower())))
        return tuple(named) if len(named) > 1 else ()

    # the ways of following

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

    def _corrected(self, flat: str, thread: Thread) -> Followed | None:
        left = corrects(flat)
        if not left or not thread.query:
            return None
        reading = read_query(self._corpus, left)
        named = self._named(reading)
        chosen = self._described(left, thread, instead=True) if not self._exercises(named) else ""
        if chosen:
            return self._ask(thread.frame or "how", chosen, thread)
        put = self._put_in_place(Phrase(left, "", True, False), named, thread)
        if put is not None:
            return put
        if len(left.split()) <= SHORT and not re.match(r"(?:how|what|when|why|can|should|is|which|do)\b", left):
            return Followed(thread.query, thread.frame, thread.exercise, follows=True)
        return self._bare(read_phrase(left), thread)

    def _of_a_list(self, flat: str, thread: Thread) -> Followed | None:
        found = ordinal_in(flat)
        if found is not None:
            place, rest = found
            if relist.swaps(rest):
                return None
            offered = thread.offered or self._list_of(thread.document)
            if not offered:
                if rest in ("", "it", "show me it", "tell me it") and 0 < place <= len(thread.suggested):
                    return Followed(thread.suggested[place - 1], follows=True)
                return None if re.search(r"\bstep\b", flat) else Followed(flat, turn="unclear")
            if place > len(offered):
                return Followed(flat, turn="unlisted")
            chosen = offered[place - 1 if place > 0 else -1]
            asked = read_phrase(rest)
            if asked.frame in ("", "more") and not _has_more(rest):
                return self._ask("how", chosen, thread)
            if asked.frame:
                return self._ask(asked.frame, chosen, thread)
            return Followed(self._point_at(rest, chosen), exercise=chosen, follows=True)
        if len(flat.split()) <= SHORT + 2 and not _DENIES.search(flat):
            chosen = self._described(flat, thread)
            if chosen:
                frame = read_phrase(flat).frame
                return self._ask(frame if frame in _SAME_KIND else "how", chosen, thread)
        return None

    def _told(
        self, text: str, flat: str, phrase: Phrase, thread: Thread, told: bool, named: Sequence[str]
    ) -> Followed | None:
        """An answer to what was asked back, or something said of the person that changes the last answer."""
        asks = bool(
            re.search(r"\?|\b(?:how|what|when|why|can|should|which|is|do i|does|may|show|tell)\b", text.lower())
        )
        if asks or phrase.frame or (not thread.query and not thread.waiting):
            return None
        pending = thread.waiting or thread.query
        if self._exercises(named):
            return None
        condition = next((one for one in named if one.startswith("conditions/")), "")
        if thread.waiting and (condition or _JOINT.search(flat)) and not thread.exercise:
            return Followed(self._with_condition(pending, flat, condition), thread.frame, follows=True)
        if (told or re.search(r"\b(?:week|month|day|year)s?\b", flat)) and not relist.wishes(flat, thread.offered):
            if condition and not thread.exercise and not self._named(read_query(self._corpus, pending)):
                return Followed(self._with_condition(pending, flat, condition), thread.frame, follows=True)
            return Followed(pending, thread.frame, thread.exercise, follows=True)
        return None

    def _changed_list(self, flat: str, phrase: Phrase, thread: Thread, named: Sequence[str]) -> Followed | None:
        """The list that was offered, changed as asked."""
        offered = thread.offered if thread.seen else self._list_of(thread.source)[:MOST_OPTIONS]
        if len(offered) < 2 or thread.exercise:
            return None
        if _AGAIN.search(flat):
            return Followed(thread.listed, wanted=offered, follows=True)
        if named and not set(self._exercises(named)) <= set(offered):
            return None
        listed = relist.Listed(offered, thread.seen, thread.source, self._documents, self._fits)
        changed = relist.change(listed, flat, phrase.frame, self._exercises(named))
        if changed is None:
            return None
        if not changed:
            return Followed(thread.listed, turn="unlisted", follows=True)
        return Followed(thread.listed, wanted=changed, follows=True)

    def _bare(self, phrase: Phrase, thread: Thread) -> Followed | None:
        frame = phrase.frame
        if not frame:
            return None
        if (
            frame in _OF_A_STATEMENT
            and thread.query
            and not thread.frame
            and not _ASKS.search(mend(thread.query))
            and not thread.offered
        ):
            return Followed(sentence(f"{mend(thread.query)} {phrase.text}"), frame, follows=True)
        if frame in ("list", "recover"):
            return self._of_condition(phrase, thread)
        if not thread.query:
            told = frame in ("pain", "hurting") or not phrase.whole
            return None if told else Followed(phrase.text, turn="unclear")
        if thread.exercise and not thread.document.startswith("guidance/"):
            if frame == "more":
                frame = "why" if thread.frame == "how" or self._told_how(thread) else "how"
            return self._ask(frame, thread.exercise, thread)
        if frame == "how" and thread.offered:
            return self._ask("how", thread.offered[0], thread)
        if frame == "safe" and _PERMISSION.match(mend(thread.query)):
            return Followed(thread.query, frame, follows=True)
        return Followed(
            self._names.about(phrase.frame, phrase.text, thread.document, thread.query), phrase.frame, follows=True
        )

    def _of_condition(self, phrase: Phrase, thread: Thread) -> Followed | None:
        """What is asked of the condition that is spoken of, else of the one that the person has."""
        about = thread.document if thread.document.startswith("conditions/") else thread.condition or self._condition
        if about:
            return Followed(self._names.about(phrase.frame, phrase.text, about, ""), phrase.frame, follows=True)
        if phrase.frame == "list" and not thread.query and phrase.whole:
            return Followed(sentence(phrase.text), turn="which")
        if thread.query and phrase.frame == "recover":
            return Followed(self._names.added(phrase.text, thread.document), phrase.frame, follows=True)
        return None

    def _put_in_place(self, phrase: Phrase, named: Sequence[str], thread: Thread) -> Followed | None:
        """Another exercise, condition or joint in the place of the old one."""
        if not thread.query or not phrase.led:
            return None
        left = _PUT.sub("", f"{phrase.text} ").strip()
        exercises = self._exercises(named)
        conditions = [one for one in named if one.startswith("conditions/")]
        words = len(left.split())
        if exercises and self._only(left, exercises):
            frame = thread.frame if thread.frame in _SAME_KIND else "how"
            return self._ask(frame, exercises[0], thread)
        joint = _JOINT.search(phrase.text)
        if (conditions and words <= 5) or (joint and words <= 2 and not exercises):
            if thread.exercise and thread.exercise in self._named(read_query(self._corpus, thread.query)):
                new = self._names.phrase(conditions[0]) if conditions else f"for my {joint[1]}" if joint else ""
                if conditions or not _JOINT.search(thread.query):
                    return Followed(
                        self._names.ask(thread.frame or "safe", thread.exercise, new),
                        thread.frame or "safe",
                        thread.exercise,
                        follows=True,
                    )
            return Followed(
                self._with_condition(thread.query, phrase.text, next(iter(conditions), "")), thread.frame, follows=True
            )
        return None

    def _pointing(self, phrase: Phrase, reading: Reading, named: Sequence[str], thread: Thread) -> Followed | None:
        text = phrase.text
        words = len(text.split())
        own = self._exercises(named)
        points = _POINTS.search(_DUMMY.sub(" ", text)) if words <= LONG else None
        if not thread.query:
            alone = not named and not informative(reading) and words <= SHORT and not reading.mentions
            bare = _PLACE.match(text) and not named and words <= 4
            alone = alone and phrase.whole
            return Followed(text, turn="unclear") if bare or (alone and (points or phrase.led)) else None
        if own:
            listed = thread.document.startswith("conditions/") and not thread.exercise and words <= 5
            if listed and (phrase.led or _YES_NO.match(text)) and not _JOINT.search(text) and len(named) == len(own):
                return Followed(self._names.added(text, thread.document), frame_of(text), own[0], follows=True)
            return None
        missing = sorted(relist.kit_missing(text)) if thread.exercise else []
        if missing:
            instead = self._names.ask("else", thread.exercise).rstrip("?")
            return Followed(f"{instead} without a {missing[0]}?", "else", thread.exercise, follows=True)
        other = self._names.in_posture(thread.exercise, text) if thread.exercise and words <= SHORT else ""
        if other and (points or phrase.led or _PLACE.match(text)):
            return self._ask("how", other, thread)
        exercise = thread.exercise
        if thread.document.startswith("guidance/") and not re.search(
            r"\b(?:do|doing|try) (?:it|them|that|those)\b", text
        ):
            exercise = ""
        about = exercise or (thread.offered[0] if thread.offered and re.search(r"\bone\b", text) else "")
        if points and thread.document == PRECAUTIONS and _HAS_THEM.match(text):
            return Followed(sentence(_POINTS.sub("hip precautions", text, count=1)), phrase.frame, follows=True)
        if points and not any(one.startswith("guidance/") for one in named):
            return Followed(
                self._point_at(text, about) if about else self._add(text, thread), phrase.frame, about, follows=True
            )
        if (
            reading.mentions
            and not _JOINT.search(text)
            and words <= SHORT
            and thread.document.startswith("conditions/")
        ):
            return (
                Followed(self._names.added(text, thread.document), phrase.frame, follows=True)
                if phrase.led or _YES_NO.match(text)
                else None
            )
        if phrase.led and named and words <= 3 and _FRAGMENT.match(text):
            return Followed(sentence(f"what about {text}"))
        told = thread.document if thread.document.startswith("conditions/") else thread.condition or self._condition
        new = not any(one.startswith("conditions/") for one in named) and not _JOINT.search(text)
        if told and new and words <= LONG and _FOR_MYSELF.match(text) and (named or self._has_topic(reading)):
            return Followed(self._names.added(text, told), phrase.frame, follows=True)
        if named or reading.mentions or words > SHORT:
            return None
        if thread.exercise and _PLACE.match(text):
            return Followed(
                sentence(f"can i do {self._names.definite(thread.exercise)} {text}"),
                "safe",
                thread.exercise,
                follows=True,
            )
        if _DUMMY.search(text) and informative(reading):
            return None
        fragment = bool(_FRAGMENT.match(text)) and words <= 5
        few = len(informative(reading)) <= 1 or fragment
        topic = self._has_topic(reading)
        if (few and not topic) or _HOW_FAR.match(text):
            return Followed(self._add(text, thread), phrase.frame, thread.exercise, follows=True)
        return None

    def _has_topic(self, reading: Reading) -> bool:
        """Whether a turn says a word that conditions, guidance, activities or other topics are called by."""
        if _ACTIVITY.search(reading.text):
            return True
        return bool(foreign_topics(reading)) or bool(set(informative(reading)) & _topic_stems(self._corpus))

    def _list_of(self, identity: str) -> tuple[str, ...]:
        """The exercises of a condition document that fit, in its order."""
        if not identity.startswith("conditions/"):
            return ()
        return tuple(relist.Listed((), (), identity, self._documents, self._fits).others())

    # words

    def _ask(self, frame: str, exercise: str, thread: Thread) -> Followed:
        said = thread.condition and (frame == "safe" or self._names.speaks_of(exercise, thread.condition))
        place = self._names.phrase(thread.condition) if said and frame in _FOR_WHOM else ""
        return Followed(self._names.ask(frame, exercise, place), frame, exercise, follows=True)

    def _point_at(self, text: str, exercise: str) -> str:
        name = self._names.definite(exercise)
        hidden = _DUMMY.sub(lambda found: "\0" * len(found[0]), text)
        found = _POINTS.search(hidden)
        if found is None:
            return sentence(f"{text} ({self._names.of(exercise)})")
        return sentence(f"{text[: found.start()]}{name}{text[found.end() :]}")

    def _add(self, text: str, thread: Thread) -> str:
        if thread.exercise:
            return sentence(f"{text} ({self._names.definite(thread.exercise)})")
        return self._names.added(text, thread.document)

    def _with_condition(self, query: str, text: str, condition: str) -> str:
        """`query` with the condition or joint of `text` in the place of its own."""
        joint = _JOINT.search(text)
        if not condition and joint and _JOINT.search(query):
            exercises = self._exercises(self._named(read_query(self._corpus, query)))
            own = set(stems(" ".join(self._names.every(one) for one in exercises)))
            swapped = _JOINT.sub(lambda found: found[1] if set(stems(found[1])) & own else joint[1], mend(query))
            if swapped != mend(query):
                return sentence(swapped)
        bare = self._names.without_conditions(query)
        return sentence(
            f"{bare} {self._names.phrase(condition) if condition else f'for my {joint[1]}' if joint else text}"
        )

    def _named(self, reading: Reading) -> list[str]:
        return names_in(reading.mentions)

    @staticmethod
    def _exercises(named: Sequence[str]) -> list[str]:
        return [one for one in named if one.startswith("exercises/")]

    def _only(self, left: str, exercises: Sequence[str]) -> bool:
        """Whether `left` says nothing but the names of `exercises`."""
        names = {stem for one in exercises for stem in stems(self._names.every(one))}
        return not set(stems(left)) - names

    def _told_how(self, thread: Thread) -> bool:
        return bool(re.match(r"(?:how (?:do|to|can|should)|show)\b", mend(thread.query))) and not re.match(
            r"how (?:many|often|long)", mend(thread.query)
        )

    def _described(self, text: str, thread: Thread, instead: bool = False) -> str:
        """Id of the one exercise, among those spoken of, that words such as "the standing one" mean; empty when none is.

        `instead`: the one that was answered for is not meant.
        """
        if _PLACE_OR_KIT.match(text) or (not _ONE.search(text) and len(text.split()) > (5 if instead else 3)):
            return ""
        choices = self._names.choices(thread.query, thread.exercise, thread.offered)
        others = [one for one in choices if not instead or one != thread.exercise]
        chosen = self._names.described(text, others, thread.query)
        if _QUESTION_LED.match(text) and not _ONE.search(text):
            return ""
        bare = chosen and _ONE.search(text) is None
        return "" if bare and not instead and not self._names.is_description(text, chosen) else chosen


@lru_cache(maxsize=4)
def _topic_stems(corpus: Corpus) -> frozenset[str]:
    """Stems of the words that conditions and guidance are called by."""
    names = Names(corpus)
    topics = (one for one in corpus.documents if one.startswith(("conditions/", "guidance/")))
    return frozenset(stem for one in topics for stem in stems(names.every(one)))


def _answering(answer: Answer) -> str:
    """Id of the document that the answer proper, not its cautions and options, quotes first; empty for a bare list."""
    numbers = (
        number
        for part in answer.parts
        if part.kind in ("lead", "steps", "dose")
        for said in part.sentences
        for number in said.citations
    )
    first = next(numbers, 0)
    return next((citation.document_id for citation in answer.citations if citation.number == first), "")


def _has_more(rest: str) -> bool:
    """Whether more than "show me it" is left once the place in a list is taken out."""
    return bool(
        set(stems(rest))
        - set(
            stems(
                "show tell about see give like look looks interesting want describe explain details please help thing pick choose try go"
            )
        )
        - {"it"}
    )
