"""Words that point back, and another name put in the place of the one before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answerability import foreign_topics, informative
from assistant.following import listing as relist
from assistant.following.naming import sentence
from assistant.following.phrases import Phrase, frame_of
from assistant.following.questions import DUMMY, JOINT, LONG, POINTS, SAME_KIND, SHORT, Questions
from assistant.following.thread import Followed, Thread
from assistant.lexical import stems
from assistant.retrieval import Reading
from assistant.vocabulary import exercises_of, names_in

PRECAUTIONS = "conditions/hip-replacement-precautions"
"""A document on rules: whether somebody has them is no question about an operation."""
_HAS_THEM = re.compile(
    r"^(?:do|does|did|have|has|must|should) (?:i|we|he|she|my \w+|mum|dad) (?:really )?(?:have|got|need|keep|follow)\b.{0,20}\b(?:them|these|those)\b"
)

_ASKS_HOW = re.compile(r"\b(?:how|when|why|what(?! if)|which)\b")
_HOW_FAR = re.compile(
    r"^(?:and )?how (?:low|high|far|fast|slow|deep|heavy|wide|hard|big|thick|strong|soon|close|tight)\b"
)
_YES_NO = re.compile(r"^(?:is|are|can|could|should|may|will|does|do|would)\b")
_PLACE = re.compile(
    r"^(?:with|without|using|in|on|sitting|standing|lying|seated|before|after|during|while|every|at|from|barefoot|first thing)\b"
)
_PUT = re.compile(
    r"^(?:(?:what about|how about|same|similar|the same|what if its|and|or|for|with|after|following|on|about|an?|the|my|his|her|our|your|mums?|dads?|do you do|got any|any|is|do|does|it|but|i meant|too|as well|instead|please|then|if|ive had|i had|had|having|have|doing|do i do|can i do|should i do|exercises?|replacements?|operations?|ops?|surgery|problems?|pain|one|ones|new|bad|dodgy|sore|in|of|to) ?)+"
)
_FRAGMENT = re.compile(
    r"^(?!(?:how|what|whats|when|where|who|which|why|can|could|should|is|are|am|do|does|did|will|would|may|im|ive|i|my|tell|show|any)\b)"
)
_OF_THE_BODY = re.compile(
    r"(?:(?:and|so|but|ok) )*(?:(?:do|does|should|shall|must|can|where|how) (?:i|we|she|he|my|the|your)\b|(?:which|what) (?:leg|foot|arm|hand|side|way|knee)\b|(?:is|are) my\b|(?:my )?(?:feet|foot|knees?|hands?|arms?|heels?|toes) (?:how|where|straight|bent|flat|together|apart)\b)"
)
"""A question on a part of the body or on how one does something."""
_FOR_MYSELF = re.compile(
    r"(?:(?:and|so|but|ok) )*(?:when|how (?:long|soon)|can|may|should|could|will|must)\b.*\b(?:i|we|she|he|they|mum|dad)\b"
)
"""A question about oneself: "when can I walk?" is meant of what was told before."""


class Pointer:
    """Reads turns that lean on the one before by a word such as "it", or by a name put in its place."""

    def __init__(self, questions: Questions, condition: str = "") -> None:
        """`condition`: id of the document of what the person has."""
        self._questions = questions
        self._names = questions.names
        self._condition = condition

    def put_in_place(self, phrase: Phrase, named: Sequence[str], thread: Thread) -> Followed | None:
        """Another exercise, condition or joint in the place of the old one."""
        if not thread.query or not phrase.led:
            return None
        left = _PUT.sub("", f"{phrase.text} ").strip()
        exercises = exercises_of(named)
        conditions = [one for one in named if one.startswith("conditions/")]
        words = len(left.split())
        if exercises and self._questions.only(left, exercises):
            frame = thread.frame if thread.frame in SAME_KIND else "how"
            return self._questions.ask(frame, exercises[0], thread)
        joint = JOINT.search(phrase.text)
        if (conditions and words <= 5) or (joint and words <= 2 and not exercises):
            if thread.exercise and thread.exercise in self._questions.named(thread.query):
                new = self._names.phrase(conditions[0]) if conditions else f"for my {joint[1]}" if joint else ""
                if conditions or not JOINT.search(thread.query):
                    return Followed(
                        self._names.ask(thread.frame or "safe", thread.exercise, new),
                        thread.frame or "safe",
                        thread.exercise,
                        follows=True,
                    )
            return Followed(
                self._questions.with_condition(thread.query, phrase.text, next(iter(conditions), "")),
                thread.frame,
                follows=True,
            )
        return None

    def without_kit(self, flat: str, named: Sequence[str], thread: Thread) -> Followed | None:
        """Something else than the exercise spoken of, where what it needs is not there or its position is not possible."""
        if not thread.exercise or exercises_of(named) or len(flat.split()) > SHORT or _ASKS_HOW.search(flat):
            return None
        instead = self._names.ask("else", thread.exercise).rstrip("?")
        missing = sorted(relist.kit_missing(flat))
        if flat.startswith("without") and not set(missing) & set(self._questions.documents[thread.exercise].equipment):
            return None
        if missing:
            return Followed(f"{instead} without a {missing[0]}?", "else", thread.exercise, follows=True)
        avoided, _ = relist.postures(flat)
        if avoided & set(self._questions.documents[thread.exercise].position) and not named:
            return Followed(f"{instead} ({flat})?", "else", thread.exercise, follows=True)
        return None

    def points_back(self, phrase: Phrase, reading: Reading, named: Sequence[str], thread: Thread) -> Followed | None:
        text = phrase.text
        words = len(text.split())
        own = exercises_of(named)
        points = POINTS.search(DUMMY.sub(" ", text)) if words <= LONG else None
        if not thread.query:
            alone = not named and not informative(reading) and words <= SHORT and not reading.mentions
            bare = _PLACE.match(text) and not named and words <= 4
            alone = alone and phrase.whole
            return Followed(text, turn="unclear") if bare or (alone and (points or phrase.led)) else None
        if own:
            listed = thread.document.startswith("conditions/") and not thread.exercise and words <= 5
            if listed and (phrase.led or _YES_NO.match(text)) and not JOINT.search(text) and len(named) == len(own):
                return Followed(self._names.added(text, thread.document), frame_of(text), own[0], follows=True)
            return None
        if self._of_its_detail(reading, thread):
            return Followed(self._questions.add(text, thread), phrase.frame, thread.exercise, follows=True)
        other = self._names.in_posture(thread.exercise, text) if thread.exercise and words <= SHORT else ""
        if other and (points or phrase.led or _PLACE.match(text)):
            return self._questions.ask("how", other, thread)
        exercise = thread.exercise
        if thread.document.startswith("guidance/") and not re.search(
            r"\b(?:do|doing|try) (?:it|them|that|those)\b", text
        ):
            exercise = ""
        about = exercise or (thread.offered[0] if thread.offered and re.search(r"\bone\b", text) else "")
        if points and thread.document == PRECAUTIONS and _HAS_THEM.match(text):
            return Followed(sentence(POINTS.sub("hip precautions", text, count=1)), phrase.frame, follows=True)
        if points and not any(one.startswith("guidance/") for one in named):
            return Followed(
                self._questions.point_at(text, about) if about else self._questions.add(text, thread),
                phrase.frame,
                about,
                follows=True,
            )
        if reading.mentions and not JOINT.search(text) and words <= SHORT and thread.document.startswith("conditions/"):
            return (
                Followed(self._names.added(text, thread.document), phrase.frame, follows=True)
                if phrase.led or _YES_NO.match(text)
                else None
            )
        if phrase.led and named and words <= 3 and _FRAGMENT.match(text):
            return Followed(sentence(f"what about {text}"))
        told = thread.document if thread.document.startswith("conditions/") else thread.condition or self._condition
        new = not any(one.startswith("conditions/") for one in named) and not JOINT.search(text)
        if told and new and words <= LONG and _FOR_MYSELF.match(text) and (named or self._questions.has_topic(reading)):
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
        if DUMMY.search(text) and informative(reading):
            return None
        fragment = bool(_FRAGMENT.match(text)) and words <= 5
        few = len(informative(reading)) <= 1 or fragment
        topic = self._questions.has_topic(reading)
        if (few and not topic) or _HOW_FAR.match(text):
            return Followed(self._questions.add(text, thread), phrase.frame, thread.exercise, follows=True)
        return None

    def _of_its_detail(self, reading: Reading, thread: Thread) -> bool:
        """Whether a question on how one holds oneself is about the exercise that was told: "do I need anything under my foot?"."""
        if not thread.exercise or len(reading.text.split()) > SHORT or not _OF_THE_BODY.match(reading.text):
            return False
        # What has a page of its own, and what people go back to, is another topic.
        elsewhere = any(one.startswith("guidance/") for one in names_in(reading.mentions))
        if elsewhere or any(kind == "activities" for kind, _ in foreign_topics(reading)):
            return False
        if POINTS.search(reading.text) or not (thread.frame in ("how", "") or self._questions.told_how(thread)):
            return False
        return set(informative(reading)) <= set(stems(self._questions.documents[thread.exercise].text))
