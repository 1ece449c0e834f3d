"""What the library and a clinic's leaflets are read into: documents, their sections and statements, and the chunks that a search finds."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from assistant.models.records import Record


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
    form: Literal["sentence", "step", "item", "heading"] = "sentence"
    """Running sentence, numbered step, bullet item, or a heading without which the items below it say the reverse ("Do not")."""


class Section(Record):
    """A heading and what stands below it, up to the next heading."""

    heading: str
    """The heading as written; for a question, the question."""
    kind: SectionKind
    """What the section is about."""
    span: Span
    """The body below the heading line(s); from the heading on where that is a statement."""
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

    @property
    def name(self) -> str:
        """Its title without what stands behind it in brackets."""
        return self.title.split(" (")[0]


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
    near: tuple[tuple[str, float], ...] = ()
    """Sentences of the chunk that lie near the question, each with its cosine, nearest first; not every one need be there."""
