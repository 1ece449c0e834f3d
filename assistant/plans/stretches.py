"""A list of stretches for a part of the body, where no condition is told: "hip stretches", "stretches for a stiff back"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering import Evidence, Quote
from assistant.lexical import stem_set, stems
from assistant.models import Document, SectionKind
from assistant.plans.wishes import wishes_in
from assistant.plans.workbench import AT_HOME, FEWEST, Workbench

MOST = 4
"""Stretches in one list."""
HOLDING = "guidance/dose"
"""The document that says how long a stretch is held."""
_STRETCHES = re.compile(r"\bstretch(?:es|ing exercises?)\b")
_STRETCH = frozenset(stems("stretch"))
_HOLD = re.compile(r"\bhold a stretch\b", re.IGNORECASE)
_PARTS = {
    "calves": "calf",
    "quads": "thigh",
    "hammies": "thigh",
    "glute": "hip",
    "buttock": "hip",
    "spine": "back",
    "inner thigh": "groin",
}


def stretches_for(evidence: Evidence, condition: Document | None) -> list[Document]:
    """Return the stretches of the part that the question names, those of `condition` first; none where it asks for no stretches.

    Only ordinary home exercises that no rule speaks of for this person, in positions that are wished for.
    """
    text = evidence.reading.text
    if not _STRETCHES.search(text):
        return []
    documents = evidence.corpus.documents
    own = [
        documents[statement.tag]
        for section in (condition.sections if condition else ())
        if section.kind is SectionKind.EXERCISES
        for statement in section.statements
        if statement.tag in documents
    ]
    asked = stem_set(text) | {part for word, part in _PARTS.items() if word in text}
    wishes = wishes_in(text)
    # After an operation or a break only what its own list holds.
    bound = "procedure" in evidence.question.circumstances or (condition is not None and condition.weeks is not None)
    of_the_part = [
        document
        for document in documents.values()
        if document.kind == "exercise" and not bound and asked & stem_set(" ".join(document.body_regions))
    ]
    found = [
        document
        for document in {one.id: one for one in (*own, *of_the_part)}.values()
        if _is_a_stretch(document)
        and document.tier in AT_HOME
        and not evidence.precautions.assess(document, evidence.active)
        and wishes.suit(document)
    ]
    return found[:MOST] if len(found) >= FEWEST else []


def stretches(bench: Workbench, found: Sequence[Document]) -> None:
    """Add `found`, each in its own document's words, and how long a stretch is held."""
    listed = [bench.section(document, SectionKind.PURPOSE)[0] for document in found]
    bench.add("options", listed)
    bench.add("dose", _hold(bench))


def _is_a_stretch(document: Document) -> bool:
    return bool(_STRETCH & stem_set(f"{document.title} {' '.join((*document.aliases, *document.ambiguous))}"))


def _hold(bench: Workbench) -> list[Quote]:
    document = bench.corpus.documents.get(HOLDING)
    if document is None:
        return []
    return [
        Quote(document.id, number, 0)
        for number, section in enumerate(document.sections)
        if section.kind is SectionKind.QUESTION and _HOLD.search(section.heading) and section.statements
    ][:1]
