"""Document -> chunks with exact character spans: one section each, split between statements when it is long."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from assistant.models import Chunk, Document, Section, Span, Statement

TARGET_CHARACTERS = 900
"""About 200 tokens of English: the size that was measured to retrieve best with this model."""
LEAFLET_CHARACTERS = 600
"""As `TARGET_CHARACTERS`, for leaflets: their sections mix subjects, and an answer quotes the first few sentences of a chunk."""
LEAFLET_STATEMENTS = 4
"""Most sentences or rows in a leaflet's chunk: as many as an answer quotes."""
FORMAT = "chunks-5"
"""Part of the index fingerprint: change it when chunks of the same document come out differently."""

_SOURCES = re.compile(r" *\[[A-Z][A-Z0-9-]*(?:, *[A-Z][A-Z0-9-]*)*\](?=\s|$)")
_TAGS = re.compile(r"^(- |\d+\. )?\{[^{}]*\} +", re.MULTILINE)


def plain(text: str) -> str:
    """Return `text` without the library's tags and source ids, for reading by people and models."""
    return _TAGS.sub(r"\1", _SOURCES.sub("", text)).strip()


def chunk_document(document: Document) -> list[Chunk]:
    """Return the chunks of `document` in order; each `text` equals the document's text at its span."""
    return [chunk for section in document.sections for chunk in _chunk_section(document, section)]


def _chunk_section(document: Document, section: Section) -> Iterator[Chunk]:
    spans = _leaflet_spans if document.kind == "leaflet" else _spans
    for span in spans(document.text, section):
        text = document.text[span.start : span.end]
        if not text.strip():
            continue
        embedded = (
            f"{document.title}. {section.heading}. {plain(text)}"
            if section.heading
            else f"{document.title}. {plain(text)}"
        )
        yield Chunk(
            id=content_id("chunk", document.id, str(span.start), str(span.end), embedded),
            document_id=document.id,
            heading=section.heading,
            kind=section.kind,
            span=span,
            text=text,
            embedded=embedded,
        )


def _spans(text: str, section: Section) -> Iterator[Span]:
    """Group the section's statements into stretches of about the target size; split a statement only when it alone is longer."""
    start: int | None = None
    end = 0
    for statement in section.statements:
        if start is not None and statement.span.end - start > TARGET_CHARACTERS:
            yield Span(start=start, end=end)
            start = None
        if statement.span.end - statement.span.start > 2 * TARGET_CHARACTERS:
            yield from _split(text, statement.span)
            continue
        start = statement.span.start if start is None else start
        end = statement.span.end
    if start is not None:
        yield Span(start=start, end=end)


def _leaflet_spans(text: str, section: Section) -> Iterator[Span]:
    """Group a leaflet's statements: a few at a time, and the paragraph below a list apart from the list."""
    group: list[Statement] = []
    for statement in section.statements:
        listed = bool(group) and group[-1].form != "sentence" and statement.form == "sentence"
        long = bool(group) and statement.span.end - group[0].span.start > LEAFLET_CHARACTERS
        if listed or long or len(group) == LEAFLET_STATEMENTS:
            yield Span(start=group[0].span.start, end=group[-1].span.end)
            group = []
        if statement.form == "heading":
            continue  # It stands in every chunk's embedded text already.
        if statement.span.end - statement.span.start > 2 * TARGET_CHARACTERS:
            yield from _split(text, statement.span)
            continue
        group.append(statement)
    if group:
        yield Span(start=group[0].span.start, end=group[-1].span.end)


def _split(text: str, span: Span) -> Iterator[Span]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=TARGET_CHARACTERS, chunk_overlap=0, add_start_index=True, strip_whitespace=True
    )
    for piece in splitter.create_documents([text[span.start : span.end]]):
        start = span.start + int(piece.metadata["start_index"])
        yield Span(start=start, end=start + len(piece.page_content))


def content_id(*parts: str) -> str:
    """Return an id that depends on `parts` and nothing else."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()[:24]
