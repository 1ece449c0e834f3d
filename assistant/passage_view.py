"""A quotation with what stands around it in its document, for the source panel."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.citations import CitationList
from assistant.corpus import Corpus
from assistant.models import PassageView, Source

CONTEXT_CHARACTERS = 400
"""Text shown before and after a quote."""


def passage_view(
    corpus: Corpus, sources: Mapping[str, Source], document_id: str, start: int, end: int
) -> PassageView | None:
    """Return the words at a span with what stands around them, or None when there is no such place."""
    document = corpus.documents.get(document_id)
    if document is None or not 0 <= start < end <= len(document.text):
        return None
    section = next((part for part in document.sections if part.span.start <= start <= part.span.end), None)
    if section is None:
        return None
    statement = next((part for part in section.statements if part.span.start == start and part.span.end == end), None)
    before, after = [""], [""]
    for number, other in enumerate(section.statements, start=1):
        mark = {"step": f"{number}. ", "item": "- "}.get(other.form, "")
        words = " ".join(document.text[other.span.start : other.span.end].split())
        if other.span.end <= start:
            before.append(mark + words)
        elif other.span.start >= end:
            after.append(mark + words)
        elif other.span.start == start:
            before.append(mark)
    return PassageView(
        document_id=document.id,
        title=document.title,
        heading=section.heading,
        before="\n".join(before).lstrip("\n")[-CONTEXT_CHARACTERS:],
        quote=" ".join(document.text[start:end].split()),
        after="\n".join(after)[:CONTEXT_CHARACTERS],
        sources=CitationList(sources).references(statement.sources if statement else ()),
        review=document.review,
        page=section.page,
        publisher=document.publisher,
    )
