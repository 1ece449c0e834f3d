"""The records that cross every boundary: frozen, typed, each field explained.

Character offsets are counted in Unicode code points of ``Document.text`` and are half-open: ``text[start:end]``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Record(BaseModel):
    """Base of all records: immutable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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


class Span(Record):
    """A stretch of a document's text."""

    start: int = Field(ge=0)
    """First character."""
    end: int = Field(ge=0)
    """One past the last character."""

    @model_validator(mode="after")
    def _ordered(self) -> Span:
        if self.end < self.start:
            raise ValueError(f"span ends at {self.end}, before its start {self.start}")
        return self


class Source(Record):
    """A publication that sentences of the library cite."""

    id: str
    """Short id used in the documents, such as ``UHB-L``."""
    publisher: str
    """Who published it."""
    title: str
    """Its title, or what it holds."""
    url: str
    """Where it can be read."""
    kind: Literal["guideline", "trial", "review", "hospital leaflet", "patient education", "other"]
    """What sort of publication it is."""
    grade: Literal["A", "B", "C"]
    """A: guideline, trial, review, national body; B: hospital or patient education; C: private clinic, blog."""
    year: int | None = None
    """Year of publication, where known."""
    extent: Literal["none", "abstract", "excerpt", "whole"]
    """How much of it was read when the library was written."""
    read_on: str = ""
    """When it was read, as year-month; empty when it was not."""


class Review(Record):
    """Whether a clinician has stood up for a document."""

    status: Literal["not-reviewed", "reviewed", "expired"] = "not-reviewed"
    """``not-reviewed`` until a clinic says otherwise."""
    by: str = ""
    """Role and clinic of the reviewer; empty when not reviewed."""
    date: str = ""
    """Date of the review (ISO), or empty."""
    due: str = ""
    """Date by which the review must be renewed (ISO), or empty."""


class SectionKind(StrEnum):
    """What a section of a document is about, whatever its heading says."""

    PURPOSE = "purpose"
    POSITION = "position"
    STEPS = "steps"
    FEEL = "feel"
    MISTAKES = "mistakes"
    DOSE = "dose"
    PROGRESSION = "progression"
    AVOID = "avoid"
    ASK_FIRST = "ask-first"
    STOP = "stop"
    OVERVIEW = "overview"
    HELPS = "helps"
    EXERCISES = "exercises"
    DURATION = "duration"
    NORMAL = "normal"
    HELP = "help"
    TEAM = "team"
    DISAGREEMENT = "disagreement"
    WHY = "why"
    ADVICE = "advice"
    QUESTION = "question"
    OTHER = "other"


class Statement(Record):
    """One quotable sentence or list item."""

    span: Span
    """Where it stands, without list mark, tag and source ids."""
    sources: tuple[str, ...] = ()
    """Ids of the sources that it cites; empty in a clinic's own document, which is its own source."""
    tag: str = ""
    """The circumstance or document id that its list item names, or empty."""
    form: Literal["sentence", "step", "item"] = "sentence"
    """Running sentence, numbered step or bullet item."""


class Section(Record):
    """A heading and what stands below it, up to the next heading."""

    heading: str
    """The heading as written; for a question, the question."""
    kind: SectionKind
    """What the section is about."""
    span: Span
    """The body below the heading line(s)."""
    wordings: tuple[str, ...] = ()
    """For a question: the question and its other wordings."""
    statements: tuple[Statement, ...] = ()
    """The quotable sentences, in order."""
    page: int | None = None
    """1-based page of a paged document."""


class Document(Record):
    """A document as it is indexed."""

    id: str
    """Path below its root without suffix, such as ``exercises/clamshell``."""
    kind: Literal["exercise", "condition", "guidance", "leaflet"]
    """What it is; ``leaflet`` for everything not written in the library's format."""
    title: str
    """Title as shown."""
    text: str
    """The whole text: of a library document exactly what its file holds, of others what was read from it."""
    path: str
    """Where it was read from, relative to its root."""
    publisher: str = ""
    """Who stands behind it; empty for the library."""
    aliases: tuple[str, ...] = ()
    """Other names that mean this document."""
    ambiguous: tuple[str, ...] = ()
    """Names that mean this document among others."""
    body_regions: tuple[str, ...] = ()
    """Parts of the body it concerns."""
    tier: Literal["T0", "T1", "T2", "T3", ""] = ""
    """Safety tier of an exercise (knowledge/README.md)."""
    muscles: tuple[str, ...] = ()
    """Muscles that an exercise works."""
    position: tuple[str, ...] = ()
    """Positions an exercise is done in."""
    equipment: tuple[str, ...] = ()
    """What an exercise needs."""
    weight_bearing: Literal["none", "partial", "full", "single-leg", ""] = ""
    """What an exercise asks the leg to carry."""
    movements: tuple[str, ...] = ()
    """Movement ids of an exercise (knowledge/safety/movements.toml)."""
    avoid_when: tuple[str, ...] = ()
    """Circumstance ids in which an exercise is not to be done now."""
    ask_first: tuple[str, ...] = ()
    """Circumstance ids in which the person's own team decides first."""
    easier: tuple[str, ...] = ()
    """Ids of easier versions."""
    harder: tuple[str, ...] = ()
    """Ids of harder versions."""
    related: tuple[str, ...] = ()
    """Ids of related documents."""
    circumstances: tuple[str, ...] = ()
    """Circumstances that a condition document is about."""
    weeks: tuple[float, float] | None = None
    """Weeks since surgery or injury that a programme is for, from and up to; None when it is for any."""
    review: Review = Review()
    """Whether a clinician reviewed it."""
    written: str = ""
    """Date of writing (ISO)."""
    sections: tuple[Section, ...] = ()
    """Its sections, in order."""


class Chunk(Record):
    """A retrievable stretch of one section. Invariant: ``document.text[span.start:span.end] == text``."""

    id: str
    """Derived from document id, span and content, so that repeating changes nothing."""
    document_id: str
    """The document it is a part of."""
    heading: str
    """The section's heading."""
    kind: SectionKind
    """The section's kind."""
    span: Span
    """Where it stands in the document."""
    text: str
    """The text at the span, verbatim."""
    embedded: str
    """What is embedded and indexed for words: title, heading and the text without marks."""


class Passage(Record):
    """A chunk that a search found."""

    chunk: Chunk
    """The chunk."""
    title: str
    """Title of its document."""
    score: float
    """Fused score, 0 to about 1; comparable within one search only."""
    dense: float = 0.0
    """Best cosine similarity of the question to the chunk, its sentences or the questions it answers, -1 to 1."""
    lexical: float = 0.0
    """BM25 score, 0 or more."""
    entity: float = 0.0
    """1 when the question names the document, less when it names it among others."""
    question: str = ""
    """The stored question that matched best, or empty."""


class Question(Record):
    """What a person asks, with what is known of them."""

    text: str
    """As typed."""
    query: str = ""
    """The stand-alone reading of it; empty means the text itself."""
    circumstances: dict[str, Any] = {}
    """What the person has said of themselves (keys: see understanding.py)."""
    history: tuple[str, ...] = ()
    """What the same person typed before, oldest first."""
    said_now: tuple[str, ...] = ()
    """Ids of the conditions that the person named in this turn."""
    asked: tuple[str, ...] = ()
    """Questions that the assistant has put to the person; none is put twice."""
    turn: Literal["question", "thanks", "greeting", "reset", "unclear", "unlisted", "noted", "which"] = "question"
    """What kind of turn it is: ``unclear`` leans on something that was never said, ``unlisted`` wants what no list holds,
    ``which`` wants exercises and does not say for what."""
    about: str = ""
    """Id of the exercise that a follow-up is about, or empty."""
    wanted: tuple[str, ...] = ()
    """Ids of the exercises that a list is to be made of, in order; empty leaves the choice to the answerer."""


class SourceReference(Record):
    """The part of a source that is shown beside a citation."""

    id: str
    """Source id."""
    title: str
    """Its title."""
    publisher: str
    """Its publisher."""
    url: str
    """Its address."""


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
    circumstances: dict[str, Any] = {}
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
    elapsed_ms: dict[str, float] = {}
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
