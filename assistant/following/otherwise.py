"""Other readings of a turn: what it may ask of the thing spoken of, where its own words find no answer.

A follow-up is a subject, an aspect and perhaps something new about the person. Where the turn holds no subject, the one that was
spoken of is carried; where it holds no aspect either, its words are put to what the subject's document says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answerability import foreign_topics
from assistant.following.aspects import aspects_in
from assistant.following.mending import mend
from assistant.following.naming import sentence
from assistant.following.questions import LONG, Questions
from assistant.following.thread import Followed, Thread
from assistant.intents import asks_something
from assistant.lexical import stems
from assistant.retrieval import read_query

MOST_FOR_ONE = 14
"""Words up to which a turn is taken to ask for one thing only."""
_TWO = re.compile(r"\w (?:and|also|plus) (?:can|could|is|are|do|does|should|how|what|when|where|why|which)\b")
LONGEST = 24
"""Words up to which a turn may lean on what was said before."""
FEW = 5
"""Words up to which a turn without a word of question may still ask: "the other leg too"."""
_OF_A_LIST = frozenset(
    (
        "best",
        "easier",
        "harder",
        "else",
        "many",
        "often",
        "hold",
        "stop",
        "working",
        "why",
        "avoid",
        "surgery",
        "hurting",
        "spreading",
        "list",
    )
)
"""Aspects that may be asked of a condition's exercises."""
_NOT_THAT_ONE = frozenset(("hurting", "safe", "pain", "easier", "else", "avoid"))
_FIRM = frozenset(
    "stop working hold often many other-side easier harder else best avoid surgery missed hurting spreading list".split()
)
"""Aspects that are likelier than the bare words of a turn put beside its subject."""


class OtherReadings:
    """Writes what else a turn may mean, against the thread."""

    def __init__(self, questions: Questions, condition: str) -> None:
        """`condition`: id of the document of what the person has."""
        self._questions = questions
        self._names = questions.names
        self._condition = condition

    def subject(self, text: str, named: Sequence[str], thread: Thread) -> tuple[str, ...]:
        """Return the ids of what was spoken of, the exercise first; empty where `text` is about something else.

        `named`: ids of the documents that `text` names.
        """
        spoken = [one for one in (thread.exercise, thread.condition, *self._of_a_document(thread)) if one]
        spoken = [one for one in spoken if not one.startswith("guidance/")] or [*thread.offered[:1]] or spoken
        if not spoken or len(text.split()) > LONGEST:
            return ()
        others = [one for one in named if one not in spoken]
        if any(not one.startswith("guidance/") for one in others):
            return ()
        return () if self._strange(text, spoken) else tuple(dict.fromkeys(spoken))

    def of(self, text: str, found: Followed, named: Sequence[str], thread: Thread) -> tuple[Followed, ...]:
        """Return what else `text`, a turn as typed, may ask of the subject, likeliest first."""
        flat = mend(text)
        subject = self.subject(flat, named, thread)
        if not subject:
            return ()
        # "My other hip is a metal one" states: it asks nothing about the other side.
        states = len(flat.split()) > FEW and not asks_something(text)
        aspects = (one for one in aspects_in(flat) if not (states and one == "other-side"))
        readings = [one for aspect in aspects for one in self._asks(aspect, flat, subject[0], thread)]
        queries = {found.query}
        kept = []
        for one in readings:
            if one.query not in queries:
                queries.add(one.query)
                kept.append(one)
        return tuple(kept)

    @staticmethod
    def overrules(flat: str, reading: Followed) -> bool:
        """Whether `reading`, an aspect of the subject, is likelier than what `flat` would find by its own words."""
        return reading.frame in _FIRM and not (_TWO.search(flat) or len(flat.split()) > MOST_FOR_ONE)

    def beside(self, text: str, subject: Sequence[str], query: str) -> str:
        """Return the words of a turn beside the first of its subjects; empty where the turn is long or there is no subject.

        A page of guidance speaks of many things: `query`, the question before, says which of them is meant.
        """
        flat = mend(text)
        if not subject or len(flat.split()) > LONG:
            return ""
        first = subject[0]
        if first.startswith("guidance/"):
            return self._names.behind(flat, first, query)
        name = self._names.definite(first) if first.startswith("exercises/") else self._names.of(first)
        return sentence(f"{flat} ({name})")

    def _asks(self, aspect: str, flat: str, about: str, thread: Thread) -> list[Followed]:
        if about.startswith("exercises/"):
            if aspect in ("surgery", "avoid", "list"):
                return []
            if aspect == "best":
                # "Which one for me?", of an exercise that hurts or is too hard, asks for another.
                aspect = "else" if thread.frame in _NOT_THAT_ONE else aspect
            return [self._questions.ask(aspect, about, thread)]
        if aspect not in _OF_A_LIST or not about.startswith("conditions/"):
            return []
        asked = [Followed(self._names.about(aspect, flat, about, ""), aspect, follows=True)]
        if aspect == "best" and len(thread.offered) > 1 and not thread.exercise:
            # Where the document names no best one, its list begins with the one to begin with.
            asked.append(self._questions.ask("how", thread.offered[0], thread))
        return asked

    def _of_a_document(self, thread: Thread) -> tuple[str, ...]:
        held = thread.document if thread.document in self._questions.documents else ""
        return (held,) if held and not held.startswith("exercises/") else ()

    def _strange(self, text: str, spoken: Sequence[str]) -> bool:
        """Whether `text` is about a part of the body, an illness or an activity that is not of what was spoken of."""
        corpus = self._questions.corpus
        reading = read_query(corpus, text)
        for mention in reading.mentions:
            others = [one for one in mention.documents if not one.startswith("guidance/")]
            if others and not mention.common and not set(others) & set(spoken):
                return True
        topics = foreign_topics(reading)
        own = {stem for one in spoken for stem in self._questions.said_by(one)} if topics else set()
        return any(not set(stems(name)) & own for _, name in topics)
