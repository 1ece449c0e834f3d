"""What is said to a person: an answer with its blocks, citations, red flags and precautions, and the events of its stream."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from assistant.models.documents import Review, SourceReference
from assistant.models.records import Record


class Urgency(StrEnum):
    """How soon the person needs somebody other than this assistant, least first."""

    NONE = "none"
    SOON = "soon"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def level(self) -> int:
        """0 (none) to 3 (emergency), for comparison."""
        return list(Urgency).index(self)


class Status(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    NO_EVIDENCE = "no_evidence"
    DECLINED = "declined"
    OUT_OF_SCOPE = "out_of_scope"
    REFERRED = "referred"


class Citation(Record):
    """Where an answer's sentence stands, word for word. Invariant: ``document.text[start:end] == quote``."""

    number: int = Field(ge=1)
    """The mark in the answer, from 1."""
    document_id: str
    """The quoted document."""
    title: str
    """Its title."""
    heading: str
    """The heading the quote stands under."""
    quote: str
    """The quoted words, verbatim."""
    start: int
    """First character of the quote in the document's text."""
    end: int
    """One past its last character."""
    publisher: str = ""
    """Publisher of a clinic's own document; empty for the library."""
    page: int | None = None
    """1-based page of a paged document."""
    sources: tuple[SourceReference, ...] = ()
    """What the quoted statement itself cites."""
    review: Review = Review()
    """Review status of the quoted document."""


class Sentence(Record):
    """A sentence of an answer."""

    text: str
    """The words."""
    citations: tuple[int, ...] = ()
    """Numbers of the citations that carry it; empty only for the assistant's own framing."""
    label: str = ""
    """The exercise that a row of a table is about; empty for a plain sentence."""
    stage: str = ""
    """The stage of a programme that the row belongs to, such as ``Warm up``; empty for a plain sentence."""


PartKind = Literal["lead", "steps", "dose", "options", "caution", "help", "note"]


class Part(Record):
    """A block of an answer."""

    kind: PartKind
    """What the block does."""
    sentences: tuple[Sentence, ...]
    """Its sentences, in order."""


class SafetyFinding(Record):
    """A red flag that a rule recognised."""

    rule: str
    """Id of the rule."""
    urgency: Urgency
    """How soon help is needed."""
    message: str
    """What to do, whom to call, what to say."""
    matched: str
    """The person's words that the rule recognised."""
    source: SourceReference | None = None
    """Where the rule comes from."""


class Precaution(Record):
    """Something that this person should not do now, or only with care."""

    rule: str
    """Id of the rule."""
    verdict: Literal["caution", "not_now"]
    """``not_now``: leave it out; ``caution``: only as said."""
    exercise: str
    """Id of the exercise it concerns, or empty when it concerns a movement."""
    message: str
    """The reason and what to do instead."""
    citations: tuple[int, ...] = ()
    """Numbers of the citations that carry the message."""
    sources: tuple[SourceReference, ...] = ()
    """Where a general rule comes from; a message that is quoted has its sources in its citation."""
    alternatives: tuple[str, ...] = ()
    """Ids of exercises to look at instead, none of which is ruled out for this person."""


class Answer(Record):
    """What the assistant says to one question. Its JSON form is the public command-line contract."""

    status: Status
    """What became of the question."""
    urgency: Urgency
    """The highest urgency among the findings."""
    text: str
    """Markdown as shown to a person, with ``[n]`` marks."""
    parts: tuple[Part, ...] = ()
    """The answer's blocks."""
    citations: tuple[Citation, ...] = ()
    """What the marks point to, numbered from 1 without gaps."""
    findings: tuple[SafetyFinding, ...] = ()
    """Red flags, most urgent first."""
    precautions: tuple[Precaution, ...] = ()
    """What does not suit this person now."""
    circumstances: dict[str, Any] = Field(default_factory=dict)
    """What was understood about the person."""
    disclaimer: str
    """Always present; every front end shows it."""
    answerer: Literal["extractive", "generative"] = "extractive"
    """Who wrote it."""
    query: str = ""
    """The stand-alone question that was answered."""
    intent: str = ""
    """What the question was taken to ask for (intents.py), such as ``dose``."""
    asks: str = ""
    """The one question whose answer decides what suits the person, or empty."""
    offered: tuple[str, ...] = ()
    """Ids of the exercises in the options, in their order, so that "the second one" and "swap number 3" can be answered."""
    suggestions: tuple[str, ...] = ()
    """Questions that the library can answer next."""
    confidence: float | None = None
    """How surely the best passage answers, 0 to about 1.25, comparable between questions put to one index; None where nothing
    was looked up."""
    dropped: int = 0
    """Sentences that a model wrote and that are not shown, since no quotation supports them."""
    elapsed_ms: dict[str, float] = Field(default_factory=dict)
    """Milliseconds by stage, and ``total``."""


class PassageView(Record):
    """A quote with what stands around it, for the source panel."""

    document_id: str
    """The quoted document."""
    title: str
    """Its title."""
    heading: str
    """The heading the quote stands under."""
    before: str
    """The words before the quote."""
    quote: str
    """The quoted words."""
    after: str
    """The words after the quote."""
    sources: tuple[SourceReference, ...] = ()
    """What the quoted statement cites."""
    review: Review = Review()
    """Review status of the document."""
    page: int | None = None
    """1-based page of a paged document."""
    publisher: str = ""
    """Publisher of a clinic's own document; empty for the library."""


class SourcesFound(Record):
    """Stream event: retrieval is done."""

    type: Literal["sources"] = "sources"
    """Event name."""
    titles: tuple[str, ...]
    """Titles of the documents that will be quoted from."""


class SentenceReady(Record):
    """Stream event: one more verified sentence can be shown."""

    type: Literal["sentence"] = "sentence"
    """Event name."""
    part: PartKind
    """The block it belongs to."""
    sentence: Sentence
    """The sentence."""


class AnswerDone(Record):
    """Stream event: the whole answer, which replaces what was streamed."""

    type: Literal["answer"] = "answer"
    """Event name."""
    answer: Answer
    """The answer."""


Event = SourcesFound | SentenceReady | AnswerDone
