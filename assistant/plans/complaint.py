"""What somebody tells of an exercise that hurts, cramps or will not go: what to mind, when to stop, what is easier."""

from __future__ import annotations

import re

from assistant.answering import Quote
from assistant.lexical import stem_set
from assistant.models import Passage, SectionKind
from assistant.plans.direct import direct
from assistant.plans.workbench import Workbench

TOLD_BEFORE = 0.66
"""Cosine from which a stored question is about the complaint."""
_COMPLAINS = re.compile(
    r"\b(?:hurt\w*|painful|(?:gives?|gets?|getting|causes?|brings?|feel|have|got) (?:\w+ ){0,3}pain|ach(?:e|es|ing|y)|sore|cramp\w*|pinch\w*|click\w*|twinge\w*|burn\w*|strain\w*|"
    r"(?:wont|will not|cant|cannot) (?:lift|lock|bend|straighten|move|reach|go|hold))\b"
)


def complains(text: str) -> bool:
    """Tell whether `text`, repaired, tells of a pain or of a limb that will not do its part."""
    return bool(_COMPLAINS.search(text.replace("'", "").replace("’", "")))


def complaint(bench: Workbench, best: Passage) -> None:
    """Add the stored answer to such a complaint, else when to stop and a mistake to mind, and what is easier."""
    of_it = best.chunk.document_id == bench.document.id and best.chunk.kind is SectionKind.QUESTION
    if of_it and best.dense >= TOLD_BEFORE and complains(f"{best.chunk.heading} {best.question}".lower()):
        direct(bench, best)
    else:
        asked = stem_set(bench.evidence.reading.text)
        bench.add("lead", _nearest(bench, asked, SectionKind.STOP)[:2])
        bench.add("note", _nearest(bench, asked, SectionKind.MISTAKES)[:1])
    easier = [
        quote
        for quote in bench.section(bench.document, SectionKind.PROGRESSION)
        if bench.statement(quote).tag in bench.document.easier
    ]
    bench.add("options", bench.suitable(easier)[:2])


def _nearest(bench: Workbench, asked: frozenset[str], kind: SectionKind) -> list[Quote]:
    """Return the statements of a section, those that share most words with what is told first."""
    return sorted(bench.section(bench.document, kind), key=lambda quote: -len(asked & stem_set(bench.text(quote))))
