"""Which of a condition's exercises, told in stages, are for the weeks that a person is in."""

from __future__ import annotations

import re

from assistant.models import Document, SectionKind
from assistant.plans.doses import OPERATIONS, named_conditions

EARLY, LATE = 2, 6
"""Weeks before which only the first exercises of an operation are listed, and from which the later ones come first."""
FIRST_DAYS, SETTLED = 0.5, 1
"""Weeks before which only the first exercises of a sprain or strain are listed, and from which its first days have passed."""
_SPRAIN = re.compile(r"\b(?:sprain|strain)\b")


def stages_for(document: Document, weeks: float | None, further: bool = False) -> list[int]:
    """Return the indexes of the exercise sections of `document` that are for somebody `weeks` after the start, best first.

    A document for some weeks only holds what is right in them. Of an operation without a date only the first stage is sure;
    of a complaint without one the last stage is left for those who want more (`further`).
    """
    stages = [number for number, section in enumerate(document.sections) if section.kind is SectionKind.EXERCISES]
    if document.weeks is not None or len(stages) < 2:
        return stages
    operated = bool(named_conditions(document.title) & OPERATIONS)
    if weeks is None:
        return stages[:1] if operated else stages if further else stages[:2]
    # A sprain is days old for days only; what is told of any other complaint is no less young than an operation.
    fresh = not operated and bool(_SPRAIN.search(document.title.lower()))
    if weeks < (FIRST_DAYS if fresh else EARLY):
        return stages[:1]
    if weeks >= LATE:
        return [*stages[1:], stages[0]]
    return stages[:2]
