"""The Answerer protocol: what an answerer is given and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from assistant.corpus import Corpus
from assistant.models import Passage, Precaution, Question
from assistant.retrieval import Reading
from assistant.understanding import Intent


@dataclass(frozen=True)
class Evidence:
    """What was found for a question."""

    question: Question
    """The question."""
    reading: Reading
    """How it was read."""
    intent: Intent
    """What it asks for."""
    passages: tuple[Passage, ...]
    """What retrieval found, best first."""
    corpus: Corpus
    """The documents."""
    active: frozenset[str]
    """Circumstances that hold for this person, with what they imply."""


@dataclass(frozen=True)
class Quote:
    """A statement of a document, chosen for an answer."""

    document_id: str
    section: int
    """Index of its section in the document."""
    statement: int
    """Index of the statement in the section."""


PlannedPart = tuple[Literal["lead", "steps", "dose", "options", "caution", "help", "note"], list[Quote]]


@dataclass
class Draft:
    """An answer before its citations are numbered."""

    parts: list[PlannedPart] = field(default_factory=list)
    """Blocks with their quotes, in order; empty when nothing answers the question."""
    precautions: list[tuple[Precaution, Quote | None]] = field(default_factory=list)
    """What does not suit this person, with the statement that says so."""
    framing: str = ""
    """A line of the assistant's own before the quotes, such as that the library does not speak of something."""
    suggestions: list[str] = field(default_factory=list)
    """Next questions that the library answers."""


class Answerer(Protocol):
    """Turns evidence into an answer."""

    name: Literal["extractive", "generative"]
    """What the answer's ``answerer`` field says."""

    def draft(self, evidence: Evidence) -> Draft:
        """Return the draft of an answer; one without parts says that nothing answers the question."""
