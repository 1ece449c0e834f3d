"""The Answerer protocol: what an answerer is given and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from assistant.corpus import Corpus
from assistant.intents import Intent
from assistant.models import Document, PartKind, Passage, Question
from assistant.precautions import MovementVerdict, Precautions, Verdict
from assistant.retrieval import Reading


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
    precautions: Precautions
    """What decides which exercises and movements suit them."""


@dataclass(frozen=True)
class Quote:
    """A statement of a document, chosen for an answer."""

    document_id: str
    section: int
    """Index of its section in the document."""
    statement: int
    """Index of the statement in the section."""
    about: str = ""
    """Id of the exercise that it stands for in a table, or empty."""
    stage: str = ""
    """The stage of a programme that its row belongs to, or empty."""


@dataclass(frozen=True)
class Written:
    """A sentence in a model's own words that its quotations support."""

    text: str
    """As it is shown, without marks."""
    quotes: tuple[Quote, ...]
    """What it rests on; never empty."""
    paragraph: int = 0
    """Which paragraph of the writing it stands in, counted from 0."""


@dataclass(frozen=True)
class Warned:
    """A precaution that applies."""

    verdict: Verdict | MovementVerdict
    """What was decided, and by which rule."""
    quote: Quote | None
    """The statement that says so; None when a general rule does."""
    shown: bool
    """Whether its message belongs in the answer: not for exercises that were merely left out of a list."""
    alternatives: tuple[str, ...] = ()
    """Ids of exercises to look at instead, none of which is ruled out."""


PlannedPart = tuple[PartKind, list[Quote]]


@dataclass
class Draft:
    """An answer before its citations are numbered."""

    parts: list[PlannedPart] = field(default_factory=list)
    """Blocks with their quotes, in order; empty when nothing answers the question."""
    precautions: list[Warned] = field(default_factory=list)
    """What does not suit this person."""
    asks: str = ""
    """The one question whose answer decides what suits the person, or empty."""
    unanswered: bool = False
    """Whether the library answers nothing of the question, so that only precautions and what to do instead can be said."""
    framing: str = ""
    """A line of the assistant's own before the quotes, such as that the library does not speak of something."""
    suggestions: list[str] = field(default_factory=list)
    """Next questions that the library answers."""
    written: list[tuple[Literal["lead", "steps"], list[Written]]] = field(default_factory=list)
    """Verified sentences of a model, shown before `parts`; empty unless a model wrote."""
    dropped: int = 0
    """Sentences of a model that nothing supported and that are not shown."""
    answerer: Literal["extractive", "generative"] = "extractive"
    """Whose words these are: quotations, or a model's."""


def offered_in(parts: Iterable[PlannedPart], documents: Mapping[str, Document]) -> tuple[str, ...]:
    """Return ids of the exercises that the options among `parts` name, each once, in order."""
    named = []
    for quote in (quote for kind, quotes in parts if kind == "options" for quote in quotes):
        tag = documents[quote.document_id].sections[quote.section].statements[quote.statement].tag
        document = documents.get(quote.about) or documents.get(tag) or documents[quote.document_id]
        if document.kind == "exercise":
            named.append(document.id)
    return tuple(dict.fromkeys(named))


class Answerer(Protocol):
    """Turns evidence into an answer."""

    name: Literal["extractive", "generative"]
    """What the answer's ``answerer`` field says."""

    def draft(self, evidence: Evidence, growing: Callable[[Draft], None] | None = None) -> Draft:
        """Return the draft of an answer; one without parts says that nothing answers the question.

        `growing`: is given the draft as far as it is written and verified, each time there is more of it; an answerer that has its
        draft at once need not call it.
        """
