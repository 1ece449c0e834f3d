"""Takes names, numbers and addresses out of what a person wrote, before it is kept.

Guarantees: e-mail and web addresses, dates with a day, runs of five and more digits, postcodes and streets with a house number
are gone. Names are found by lists, by what stands before them ("my name is", "Dr") and by capital letters; one that is an everyday
word written small ("rose", "mark") is not found. In doubt a word goes: "[name]" costs a reader little. Figures that matter here
stay: "6 weeks", "90 degrees", "10 out of 10". How much it finds is measured by ``python -m evals.redaction``.
"""

from __future__ import annotations

from pathlib import Path

from assistant.redaction.names import Names
from assistant.redaction.patterns import without_forms


class Redactor:
    """Redacts; `knowledge` is the library, whose own words are never taken for names."""

    def __init__(self, knowledge: Path) -> None:
        self._names = Names(knowledge)

    def redact(self, text: str) -> str:
        """Return `text` on one line, with what could tell who wrote it replaced by a word in square brackets."""
        return self._names.without(without_forms(" ".join(text.split())))
