"""Whom a sentence of an answer was written for: this person, or somebody with another condition or operation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering import Evidence, PlannedPart, Quote
from assistant.intents import LISTS
from assistant.models import Document, PartKind, SectionKind
from assistant.screening.barring import LIMITS, warns
from assistant.vocabulary import names_in


class Belonging:
    """Takes out of an answer what was written for others."""

    def __init__(self, evidence: Evidence, named: Sequence[Document]) -> None:
        """`named`: the exercises that the message names."""
        self._evidence = evidence
        self._rules = evidence.precautions
        self._active = evidence.active
        self._said = evidence.question.circumstances
        self._named = named

    def without_others(self, parts: Sequence[PlannedPart]) -> list[PlannedPart]:
        """`parts` without what a document says to people with other conditions than this person's."""
        documents = self._evidence.corpus.documents

        def theirs(quote: Quote) -> bool:
            document = documents[quote.document_id]
            section = document.sections[quote.section]
            tag = section.statements[quote.statement].tag
            reason = section.kind in (SectionKind.AVOID, SectionKind.ASK_FIRST)
            return not (reason and tag in (*document.avoid_when, *document.ask_first) and tag not in self._active)

        return _kept(parts, lambda kind, quote: kind == "options" or theirs(quote))

    def without_general(self, parts: Sequence[PlannedPart]) -> list[PlannedPart]:
        """`parts` without encouragement that was written for people in general: what this person asked about is barred."""
        documents = self._evidence.corpus.documents

        def stays(quote: Quote) -> bool:
            document = documents[quote.document_id]
            section = document.sections[quote.section]
            span = section.statements[quote.statement].span
            if document.kind == "exercise" and document not in self._named:
                return False
            theirs = set(document.circumstances) & self._active or document in self._named
            return bool(theirs) or warns(document.text[span.start : span.end])

        return _kept(parts, lambda kind, quote: kind in ("options", "steps") or stays(quote))

    def without_other_operations(self, parts: Sequence[PlannedPart]) -> list[PlannedPart]:
        """`parts` without sentences that name an operation which is none of this person's: "after a knee replacement"."""
        if "procedure" not in self._said:
            return list(parts)

        def theirs(quote: Quote) -> bool:
            document = self._evidence.corpus.documents[quote.document_id]
            span = document.sections[quote.section].statements[quote.statement].span
            return not self._rules.of_other_operation(document.text[span.start : span.end], self._said)

        return _kept(parts, lambda kind, quote: kind not in ("lead", "note", "dose") or theirs(quote))

    def without_lists_of_others(self, parts: Sequence[PlannedPart]) -> list[PlannedPart]:
        """`parts` without what was written for a condition that somebody freshly operated, injured or in a cast neither has nor names."""
        if not self._active & (self._rules.fresh | LIMITS | {"brace-or-cast"}):
            return list(parts)
        documents = self._evidence.corpus.documents
        asked = set(names_in(self._evidence.reading.mentions))

        def theirs(quote: Quote) -> bool:
            document = documents[quote.document_id]
            if document.kind != "condition" or document.id in asked:
                return True
            return not document.circumstances or bool(set(document.circumstances) & self._active)

        if any(theirs(quote) for kind, quotes in parts if kind == "options" for quote in quotes):
            return list(parts)
        return _kept(parts, lambda _, quote: theirs(quote))

    def is_no_list_of_theirs(self, parts: Sequence[PlannedPart]) -> bool:
        """Tell whether `parts` lists nothing for somebody freshly operated or injured who asks for a list, nor speaks of them.

        "What exercises after a spinal fusion" is not answered by when to drive after it.
        """
        if self._evidence.intent not in LISTS or not self._active & self._rules.fresh:
            return False
        documents = self._evidence.corpus.documents
        quotes = [quote for _, quotes in parts for quote in quotes]
        own = any(set(documents[one.document_id].circumstances) & self._active for one in quotes)
        listed = any(kind in ("options", "steps") for kind, _ in parts)
        return not listed and not own and not any(documents[one.document_id] in self._named for one in quotes)


def _kept(parts: Sequence[PlannedPart], keeps: Callable[[PartKind, Quote], bool]) -> list[PlannedPart]:
    """`parts` with the quotes that `keeps` tells of, without those that hold none."""
    left = [(kind, [quote for quote in quotes if keeps(kind, quote)]) for kind, quotes in parts]
    return [(kind, quotes) for kind, quotes in left if quotes]
