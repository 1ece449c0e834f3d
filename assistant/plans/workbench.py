"""The workbench on which an answer is put together: finding sentences, leaving out what is said twice, keeping the parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.answering import Draft, Evidence, PlannedPart, Quote, Warned
from assistant.corpus import Corpus
from assistant.lexical import stem_set
from assistant.models import Document, Passage, SectionKind, Statement
from assistant.models import PartKind as Kind
from assistant.plans.leaflet import MOST_LEAD, nearest
from assistant.precautions import Verdict
from assistant.scope import addressed_to_assistant

FEWEST = 2
"""Exercises below which a list is no list."""
AT_HOME = ("T0", "T1")
"""Tiers of exercises that are listed for somebody of whom nothing is known, gentlest first."""
SAME = 0.8
"""Share of a sentence's words that an earlier one holds, from which it says nothing new."""


class Workbench:
    """One answer in the making."""

    def __init__(
        self,
        evidence: Evidence,
        ranked: Sequence[Passage],
        best: Passage | None,
        condition: Document | None,
        about: Document | None = None,
    ) -> None:
        """`best`: the passage that answers, if one does; `condition`: the document whose exercises are listed, if any.

        `about`: what the answer is about when there is neither.
        """
        self.evidence = evidence
        self.corpus: Corpus = evidence.corpus
        self.ranked = ranked
        self.best = best
        self.condition = condition
        document = condition or about if best is None else self.corpus.documents[best.chunk.document_id]
        assert document is not None
        self.document = document
        """What the answer is about: its questions are suggested, its rules are looked at."""
        self.parts: list[PlannedPart] = []
        self.precautions: list[Warned] = []
        self.framing = ""
        self.used: set[str] = set()
        self._said: list[tuple[frozenset[str], tuple[str, ...]]] = []

    def draft(self, suggestions: Iterable[str] = ()) -> Draft:
        """Return what was put together."""
        parts = [(kind, quotes) for kind, quotes in self.parts if quotes]
        return Draft(parts=parts, precautions=self.precautions, suggestions=list(suggestions), framing=self.framing)

    # finding sentences

    def section(self, document: Document, kind: SectionKind) -> list[Quote]:
        """Return every statement of the sections of `kind`, in order."""
        return [
            Quote(document.id, number, index)
            for number, section in enumerate(document.sections)
            if section.kind is kind
            for index in range(len(section.statements))
        ]

    def statement(self, quote: Quote) -> Statement:
        """Return the statement that `quote` points to."""
        return self.corpus.documents[quote.document_id].sections[quote.section].statements[quote.statement]

    def text(self, quote: Quote) -> str:
        """Return the words of `quote` as they stand in the document."""
        span = self.statement(quote).span
        return self.corpus.documents[quote.document_id].text[span.start : span.end]

    def quote_of(self, verdict: Verdict) -> Quote | None:
        """Return where the document's own reason for `verdict` stands; None when a general rule decides."""
        if verdict.section is None or verdict.statement is None:
            return None
        number = verdict.document.sections.index(verdict.section)
        return Quote(verdict.document.id, number, verdict.section.statements.index(verdict.statement))

    def statements(self, passage: Passage) -> list[Quote]:
        """Return the statements of a passage that answer: all of a question's, the nearest of a longer section's."""
        document = self.corpus.documents[passage.chunk.document_id]
        first, last = passage.chunk.span.start, max(passage.chunk.span.end, passage.chunk.span.start + 1)
        found = [
            Quote(document.id, number, index)
            for number, section in enumerate(document.sections)
            if section.span.start < last and first <= section.span.end
            for index, statement in enumerate(section.statements)
            if first <= statement.span.start < last
        ]
        if document.kind == "leaflet":
            return nearest(self, passage, found)
        if passage.chunk.kind is SectionKind.QUESTION:
            return found[: MOST_LEAD + 1]
        asked = stem_set(self.evidence.reading.expanded)
        # Of a section, what has nothing to do with the question is left out; when nothing has, it stands as it is.
        found = [quote for quote in found if asked & stem_set(self.text(quote))] or found
        if len(found) <= MOST_LEAD:
            return found
        weights = [(len(asked & stem_set(self.text(quote))), -place) for place, quote in enumerate(found)]
        chosen = sorted(range(len(found)), key=lambda place: weights[place], reverse=True)[:MOST_LEAD]
        return [found[place] for place in sorted(chosen)]

    # judging sentences

    def has_figure(self, quotes: Iterable[Quote]) -> bool:
        """Tell whether a number stands in one of `quotes`."""
        return any(figure(self.text(quote)) for quote in quotes)

    def fits(self, identity: str) -> bool:
        """Tell whether an exercise exists and nothing bars it for this person."""
        document = self.corpus.documents.get(identity)
        return document is not None and self.evidence.precautions.allowed(document, self.evidence.active)

    def suitable(self, quotes: Iterable[Quote]) -> list[Quote]:
        """Leave out what points to an exercise that is not for this person now, and note why."""
        chosen = []
        for quote in quotes:
            document = self.corpus.documents.get(self.statement(quote).tag)
            if document is None or self.fits(document.id):
                chosen.append(quote)
                continue
            for verdict in self.evidence.precautions.assess(document, self.evidence.active)[:1]:
                self.precautions.append(Warned(verdict, self.quote_of(verdict), shown=False))
        return chosen

    # putting together

    def add(self, kind: Kind, quotes: Iterable[Quote]) -> None:
        """Add a part with those of `quotes` that say something new."""
        fresh = [quote for quote in quotes if self._is_new(kind, quote)]
        if fresh:
            self.parts.append((kind, fresh))

    def forget(self, quotes: Iterable[Quote]) -> None:
        """Count `quotes` as said, since they are put in by other means."""
        for quote in quotes:
            self.used.add(_flat(self.text(quote)))
            self._said.append((stem_set(self.text(quote)), contrasts(self.text(quote))))

    def _is_new(self, kind: Kind, quote: Quote) -> bool:
        text = self.text(quote)
        flat = _flat(text)
        document = self.corpus.documents[quote.document_id]
        if document.kind == "leaflet" and (addressed_to_assistant(flat) or addressed_to_assistant(document.title)):
            return False
        words = stem_set(text)
        # Steps repeat each other's words, and so do the doses of two exercises.
        # "Going up, the good leg first" and "going down, the bad leg first" hold the same words and say opposite things.
        turns = contrasts(text)
        repeats = kind not in ("steps", "dose") and any(
            words and turns == earlier_turns and len(words & earlier) / len(words) >= SAME
            for earlier, earlier_turns in self._said
        )
        if flat in self.used or repeats:
            return False
        self.used.add(flat)
        self._said.append((words, turns))
        return True


def figure(text: str) -> bool:
    """Tell whether a number stands in `text`, in figures or as a word; whom to call is none."""
    text = _TELEPHONE.sub("", text)
    return any(letter.isdigit() for letter in text) or bool(_NUMBER_WORDS & set(text.lower().replace(",", "").split()))


def contrasts(text: str) -> tuple[str, ...]:
    """Return the words of `text` that turn what the rest says, in order: directions, sides, and figures."""
    return tuple(_TURNS.findall(text.lower()))


_TURNS = re.compile(
    r"\b(?:up|down|left|right|in|out|inwards|outwards|forwards|backwards|before|after|first|last|without|\d+)\b"
)
_TELEPHONE = re.compile(r"\b(?:999|911|112|111|000)\b")
_NUMBER_WORDS = frozenset(
    "once twice one two three four five six seven eight nine ten twelve fifteen twenty thirty".split()
)


def _flat(text: str) -> str:
    return " ".join(text.lower().split())
