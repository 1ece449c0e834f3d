"""A shorter answer for somebody who asked for one: what comes first in it, and every caution that it had."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering import Draft, PlannedPart, Quote
from assistant.intents import Intent, intent_of
from assistant.models import Document, SectionKind

FEWEST_OPTIONS = 3
"""Exercises of a list that a shorter answer keeps."""
_SAFETY = ("caution", "help")


def shortened(draft: Draft, exercise: Document | None) -> Draft:
    """Return `draft` with its answer proper cut to what comes first; all that guards the person stays.

    Steps give way to the sentences in which the document of `exercise` says how it is done, where it has them.
    """
    kept: list[PlannedPart] = []
    told = False
    short = _how_in_short(exercise) if exercise is not None and any(kind == "steps" for kind, _ in draft.parts) else []
    if short:
        kept, told = [("lead", short)], True
    for kind, quotes in draft.parts:
        if kind in _SAFETY or (kind == "steps" and not short):
            kept.append((kind, quotes))
            told = told or kind == "steps"
        elif not told:
            kept.append((kind, quotes[: FEWEST_OPTIONS if kind == "options" else 1]))
            told = True
    return replace(draft, parts=kept, written=[(kind, sentences[:1]) for kind, sentences in draft.written[:1]])


def _how_in_short(exercise: Document) -> list[Quote]:
    """What a document answers to "how do I do it?" among the questions that people ask."""
    for number, section in enumerate(exercise.sections):
        if section.kind is SectionKind.QUESTION and intent_of(section.heading) is Intent.HOW_TO:
            return [Quote(exercise.id, number, index) for index in range(len(section.statements))]
    return []
