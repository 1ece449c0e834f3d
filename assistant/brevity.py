"""A shorter answer for somebody who asked for one: its first sentence, and every caution that it had."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering import Draft, PlannedPart

FEWEST_OPTIONS = 3
"""Exercises of a list that a shorter answer keeps."""
_SAFETY = ("caution", "help")


def shortened(draft: Draft) -> Draft:
    """Return `draft` with its answer proper cut to what comes first; steps stay whole, and so does all that guards the person."""
    kept: list[PlannedPart] = []
    told = False
    for kind, quotes in draft.parts:
        if kind in _SAFETY or kind == "steps":
            kept.append((kind, quotes))
            told = told or kind == "steps"
        elif not told:
            kept.append((kind, quotes[: FEWEST_OPTIONS if kind == "options" else 1]))
            told = True
    return replace(draft, parts=kept, written=[(kind, sentences[:1]) for kind, sentences in draft.written[:1]])
