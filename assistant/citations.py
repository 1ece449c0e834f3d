"""Numbering, resolving and verifying citations: a sentence is shown only when it stands, word for word, where it says it does."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.errors import CitationError
from assistant.models import Answer, Citation, Document, Section, Sentence, Source, SourceReference, Span, Statement


class CitationList:
    """The citations of one answer, numbered in the order in which they are first used."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        """`sources`: the library's sources by id."""
        self._sources = sources
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._citations: list[Citation] = []

    def cite(self, document: Document, section: Section, statement: Statement) -> Sentence:
        """Return `statement` as a sentence of the answer with its citation."""
        return self.cite_span(document, section, statement.span, statement.sources)

    def cite_span(self, document: Document, section: Section, span: Span, sources: tuple[str, ...] = ()) -> Sentence:
        """Return the words at `span` as a sentence of the answer with its citation."""
        quote = document.text[span.start : span.end]
        key = (document.id, span.start, span.end)
        if key not in self._numbers:
            self._numbers[key] = len(self._citations) + 1
            self._citations.append(
                Citation(
                    number=self._numbers[key],
                    document_id=document.id,
                    title=document.title,
                    heading=section.heading,
                    quote=quote,
                    start=span.start,
                    end=span.end,
                    publisher=document.publisher,
                    page=section.page,
                    sources=self.references(sources),
                    review=document.review,
                )
            )
        return Sentence(text=" ".join(quote.split()), citations=(self._numbers[key],))

    def references(self, ids: tuple[str, ...]) -> tuple[SourceReference, ...]:
        """Return what is shown of the sources `ids`."""
        return tuple(
            SourceReference(id=source.id, title=source.title, publisher=source.publisher, url=source.url)
            for source in (self._sources[identity] for identity in ids if identity in self._sources)
        )

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations so far, in order of their numbers."""
        return tuple(self._citations)


def verify(answer: Answer, documents: Mapping[str, Document]) -> None:
    """Raise `CitationError` unless every citation of `answer` stands at its span and every mark resolves."""
    numbers = {citation.number: citation for citation in answer.citations}
    for citation in answer.citations:
        document = documents.get(citation.document_id)
        if document is None:
            raise CitationError(f"citation {citation.number} names {citation.document_id!r}, which is not indexed")
        if document.text[citation.start : citation.end] != citation.quote:
            raise CitationError(
                f"citation {citation.number} does not stand at {citation.document_id}:{citation.start}-{citation.end}"
            )
    for part in answer.parts:
        for sentence in part.sentences:
            for number in sentence.citations:
                if number not in numbers:
                    raise CitationError(f"mark [{number}] has no citation")
            if answer.answerer == "extractive" and sentence.citations:
                quoted = {" ".join(numbers[number].quote.split()) for number in sentence.citations}
                if sentence.text not in quoted:
                    raise CitationError(f"not a quotation: {sentence.text!r}")
