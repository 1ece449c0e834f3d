"""Questions that stand alone: what was left out of a turn is written into it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answerability import foreign_topics, informative
from assistant.corpus import Corpus
from assistant.following.aspects import aspects_in
from assistant.following.mending import mend
from assistant.following.naming import Names, sentence
from assistant.following.thread import Followed, Thread
from assistant.lexical import stems
from assistant.models import SectionKind
from assistant.retrieval import Reading, read_query
from assistant.vocabulary import exercises_of, names_in

LONG = 16
"""Words of a turn from which on a word such as "it" is taken to point inside the turn."""
SHORT = 9
"""Words up to which a turn without a topic of its own is taken to carry on."""
SAME_KIND = frozenset("many often hold why stop pain how easier harder safe normal other-side".split())
"""Frames that another exercise can be put into."""
POINTS = re.compile(
    r"\b(?:it|that one|this one|that|this|these|those|them|they)\b(?! (?:morning|evening|week|month|year|time|afternoon|night|day|leg|side|knee|hip|foot|arm|shoulder|ankle|is because|i (?:have|had|do|did|was)))"
)
DUMMY = re.compile(
    r"\b(?:is|was|its|will|would|be) (?:it )?(?:ok|okay|safe|normal|true|alright|all right|fine|better|bad|possible|necessary|important|best|worth|too late|too early|too soon|time|wise)(?: for \w+(?: \w+)?)? (?:to|that|if|when|doing)\b|\bhow long (?:is|does|will) it\b|\bits been\b|\bdoes it matter\b|\bit (?:will |would )?(?:gets?|go|goes|takes?|heals?|feels?|depends?|seems?|happens?|rains?|means?)\b|\bit (?:was|has been|is) (?:\w+ ){1,3}(?:ago|since)\b|\b(?:told|said|says|know|think|heard|read|so|sure|feel|feels|mean|means) that\b"
)
PLACE_OR_KIT = re.compile(
    r"^(?:(?:and|but|or|what about|how about) )*(?:with|without|using|in|on|sitting|sat|standing|lying|seated|holding|wearing|carrying|before|after|during|while|every|at|from|barefoot|first thing)\b"
)
"""How a turn begins that says where, when or with what an exercise is done."""
JOINT = re.compile(r"\b(hips?|knees?|ankles?|shoulders?|neck|back|heels?|foot|feet|elbows?|wrists?)\b")
ASKS = re.compile(
    r"\b(?:how|what|whats|when|where|who|which|why|can|could|should|is|are|am|do|does|will|would|may|exercises?|tell|show)\b"
)
"""Words of a question, or of a wish for exercises."""
PERMISSION = re.compile(
    r"^(?:.* )?(?:can|could|should|may|am|is it (?:ok|okay|safe|all right|alright)) (?:i|we|he|she|they|my|to|for)\b"
)
"""How a question begins that asks whether something may be done."""
ASKS_HOW = re.compile(r"\b(?:how|when|why|what(?! if)|which)\b")
"""Words that ask for more than yes or no."""
YES_NO = re.compile(r"^(?:is|are|can|could|should|may|will|does|do|would)\b")
"""How a question begins that is answered by yes or no."""
_BOTH_SIDES = re.compile(
    r"\b(?:both|each) (?:sides?|legs?|feet|foot|arms?|hands?|knees?|hips?)\b|\bother (?:leg|side|arm|foot)\b|\b(?:swap|change) (?:sides|legs|arms)\b",
    re.IGNORECASE,
)
_WEEKS = re.compile(r"\bfor (?:about |at least )?\w+ (?:to \w+ )?(?:weeks|months)\b")
_OWN_JOINT = re.compile(JOINT.pattern)
_NEAR_JOINT = re.compile(rf"\b(?:lower|upper|outer|inner) (?={JOINT.pattern})")
_FOR_WHOM = frozenset(("many", "often", "safe", "when"))
"""Frames whose answer depends on the operation or condition."""
_IN_GENERAL = {
    "working": "how long before I see results from exercise",
    "stop": "do I have to do my exercises for ever",
    "missed": "I missed a few days of exercise, do I start again",
    "other-side": "should I exercise both legs or just the bad one",
}
"""What may be asked of an exercise and is answered for all of them, where its own document does not say it."""
_ACTIVITY = re.compile(r"\b(?:jog|run|running|jogging|swim|swimming|football|golf|tennis|gardening|dancing|travel)\b")
"""What people go back to; no exercise that was spoken of is meant by it."""


class Questions:
    """Writes whole questions, with the names of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.documents = corpus.documents
        self.names = Names(corpus)

    def named(self, text: str) -> list[str]:
        """Return the ids of the documents that `text` names firmly."""
        return names_in(read_query(self.corpus, text).mentions)

    def has_topic(self, reading: Reading) -> bool:
        """Whether a turn says a word that conditions, guidance, activities or other topics are called by."""
        if _ACTIVITY.search(reading.text):
            return True
        return bool(foreign_topics(reading)) or bool(set(informative(reading)) & _topic_stems(self.corpus))

    def ask(self, frame: str, exercise: str, thread: Thread) -> Followed:
        """Return the question that `frame` (`Phrase.frame`) asks about an exercise, for the condition spoken of."""
        if frame in _IN_GENERAL and not self._says(exercise, frame):
            return Followed(sentence(_IN_GENERAL[frame]), frame, exercise, follows=True)
        said = thread.condition and (frame == "safe" or self.names.speaks_of(exercise, thread.condition))
        place = self.names.phrase(thread.condition) if said and frame in _FOR_WHOM else ""
        return Followed(self.names.ask(frame, exercise, place), frame, exercise, follows=True)

    def said_by(self, identity: str) -> frozenset[str]:
        """Return the stems of all that a document says."""
        return self.corpus.derived("stems of a text", identity, lambda: frozenset(stems(self.documents[identity].text)))

    def _says(self, exercise: str, frame: str) -> bool:
        """Whether the document of an exercise says what `frame` asks for: in a stored question, or of both sides in a sentence."""
        document = self.documents[exercise]
        told = (
            document.text[one.span.start : one.span.end]
            for one in document.sections
            if one.kind in (SectionKind.QUESTION, SectionKind.DOSE, SectionKind.STEPS, SectionKind.POSITION)
        )
        if frame == "other-side" and any(_BOTH_SIDES.search(text) for text in told):
            return True
        doses = (one.span for one in document.sections if one.kind is SectionKind.DOSE)
        if frame == "stop" and any(_WEEKS.search(document.text[span.start : span.end]) for span in doses):
            return True
        asked = (
            wording
            for section in document.sections
            if section.kind is SectionKind.QUESTION
            for wording in (section.heading, *section.wordings)
        )
        return any(frame in aspects_in(mend(wording)) for wording in asked)

    def which(self, one: str, other: str, purpose: str) -> Followed:
        """Return the question which of two exercises is better, for a purpose such as "for hip strength" or none."""
        return Followed(
            sentence(f"which is better {self.names.definite(one)} or {self.names.definite(other)} {purpose}"),
            "best",
            other,
            follows=True,
        )

    def point_at(self, text: str, exercise: str) -> str:
        """Return `text` with an exercise in the place of the word that points back to it."""
        name = self.names.definite(exercise)
        hidden = DUMMY.sub(lambda found: "\0" * len(found[0]), text)
        found = POINTS.search(hidden)
        if found is None:
            return sentence(f"{text} ({self.names.of(exercise)})")
        return sentence(f"{text[: found.start()]}{name}{text[found.end() :]}")

    def add(self, text: str, thread: Thread) -> str:
        """Return `text` with what is spoken of behind it."""
        if thread.exercise:
            return sentence(f"{text} ({self.names.definite(thread.exercise)})")
        return self.names.behind(text, thread.document, thread.query)

    def with_condition(self, query: str, text: str, condition: str) -> str:
        """`query` with the condition or joint of `text` in the place of its own."""
        joint = JOINT.search(text)
        if (
            not condition
            and joint
            and joint[1] in {one for held in self.named(query) for one in stems(self.names.of(held))}
        ):
            return query
        if not condition and joint and JOINT.search(query):
            exercises = exercises_of(self.named(query))
            own = set(stems(" ".join(self.names.every(one) for one in exercises)))
            swapped = _OWN_JOINT.sub(
                lambda found: found[0] if set(stems(found[1])) & own else joint[1], _NEAR_JOINT.sub("", mend(query))
            )
            if swapped != mend(query):
                return sentence(swapped)
        bare = self.names.without_conditions(query)
        return sentence(
            f"{bare} {self.names.phrase(condition) if condition else f'for my {joint[1]}' if joint else text}"
        )

    def among(self, text: str, named: Sequence[str], query: str) -> str:
        """Return the condition that `text` names (`named`: all that it names) for the joint that `query` speaks of; or empty."""
        conditions = [one for one in named if one.startswith("conditions/")]
        joint = JOINT.search(mend(query))
        if conditions and joint is not None and not JOINT.search(text):
            # "Arthritis", of a knee that was spoken of before, is no arthritis of the hip.
            own = [one for one in self.named(f"{joint[1]} {text}") if one.startswith("conditions/")]
            conditions = own or conditions
        return next(iter(conditions), "")

    def without_what_was_not_meant(self, left: str, query: str) -> str:
        """Return `left`, a correction, without its "not the calf" where `query`, the question before, speaks of that."""
        before = set(stems(query))
        words = left.split()
        if "not" not in words:
            return left
        place = words.index("not")
        after = place + 1
        while after < len(words) and (
            words[after] in ("the", "my", "a", "his", "her") or set(stems(words[after])) & before
        ):
            after += 1
        kept = [*words[:place], *words[after:]]
        while kept and kept[0] in ("but", "it", "its", "the", "my", "i", "meant", "mean"):
            kept = kept[1:]
        return " ".join(kept) if kept and after > place + 1 else left

    def only(self, left: str, exercises: Sequence[str]) -> bool:
        """Whether `left` says nothing but the names of `exercises`."""
        names = {stem for one in exercises for stem in stems(self.names.every(one))}
        return not set(stems(left)) - names

    def told_how(self, thread: Thread) -> bool:
        """Tell whether what was asked last is how an exercise is done."""
        return bool(re.match(r"(?:how (?:do|to|can|should)|show)\b", mend(thread.query))) and not re.match(
            r"how (?:many|often|long)", mend(thread.query)
        )


def _topic_stems(corpus: Corpus) -> frozenset[str]:
    """Stems of the words that conditions and guidance are called by."""
    return corpus.derived("topic stems", "", lambda: _read_topic_stems(corpus))


def _read_topic_stems(corpus: Corpus) -> frozenset[str]:
    names = Names(corpus)
    topics = (one for one in corpus.documents if one.startswith(("conditions/", "guidance/")))
    return frozenset(stem for one in topics for stem in stems(names.every(one)))
