"""The records that cross every boundary: frozen, typed, each field explained.

Character offsets are counted in Unicode code points of ``Document.text`` and are half-open: ``text[start:end]``.
"""

from __future__ import annotations

from assistant.models.answers import (
    Answer,
    AnswerDone,
    Citation,
    Event,
    Part,
    PartKind,
    PassageView,
    Precaution,
    SafetyFinding,
    Sentence,
    SentenceReady,
    SourcesFound,
    Status,
    Urgency,
)
from assistant.models.documents import (
    Chunk,
    Document,
    Passage,
    Review,
    Section,
    SectionKind,
    Source,
    SourceReference,
    Span,
    Statement,
)
from assistant.models.questions import Question
from assistant.models.records import Record

__all__ = [
    "Answer",
    "AnswerDone",
    "Chunk",
    "Citation",
    "Document",
    "Event",
    "Part",
    "PartKind",
    "Passage",
    "PassageView",
    "Precaution",
    "Question",
    "Record",
    "Review",
    "SafetyFinding",
    "Section",
    "SectionKind",
    "Sentence",
    "SentenceReady",
    "Source",
    "SourceReference",
    "SourcesFound",
    "Span",
    "Statement",
    "Status",
    "Urgency",
]
