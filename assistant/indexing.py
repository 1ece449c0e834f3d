"""sync(documents) -> IndexReport: only what is new is embedded, the new generation is built beside the old and swapped in.

Kill it at any moment and the old index still answers: nothing that readers use is touched before the swap, which is one write.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.chunking import FORMAT, chunk_document, content_id, plain
from assistant.embedding import Embedder, Vectors
from assistant.errors import StoreError
from assistant.models import Document, SectionKind
from assistant.store import ChromaStore, Entry, Generation

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Called with a stage name, how much is done and how much there is."""
MANY_DOCUMENTS = 2_000
"""Above this many documents single sentences are not embedded: the store would grow fivefold for a small gain."""


@dataclass(frozen=True)
class IndexReport:
    """What indexing did."""

    documents: int
    chunks: int
    entries: int
    embedded: int
    """Texts that had to be embedded; the others were taken from the generation before."""
    changed: bool
    """False when the index was already up to date."""


def index_fingerprint(documents: Sequence[Document], embedder: str) -> str:
    """Return a hash that changes whenever the index of `documents` with `embedder` would be another."""
    parts = [FORMAT, embedder]
    for document in sorted(documents, key=lambda document: document.id):
        parts.append(document.model_dump_json())
    return content_id(*parts)


def document_entries(document: Document, sentences: bool = True) -> list[Entry]:
    """Return everything of `document` that is embedded: itself, its chunks, the questions it answers, its sentences."""
    texts = [("document", "", ", ".join((document.title, *document.aliases)))]
    chunks = chunk_document(document)
    texts.extend(("chunk", chunk.id, chunk.embedded) for chunk in chunks)
    for section in document.sections:
        inside = [
            chunk
            for chunk in chunks
            if section.span.start <= chunk.span.start < max(section.span.end, section.span.start + 1)
        ]
        if not inside:
            continue
        texts.extend(("question", inside[0].id, wording) for wording in section.wordings)
        if not sentences or section.kind is SectionKind.QUESTION:
            continue
        for statement in section.statements:
            text = plain(document.text[statement.span.start : statement.span.end])
            home = next(
                (chunk for chunk in inside if chunk.span.start <= statement.span.start < chunk.span.end), inside[0]
            )
            texts.append(("sentence", home.id, text))
            if document.kind == "leaflet" and document.title != document.id:
                # It leans on what stands above it: "Keyboard work is comfortable after a week" does not say after what.
                texts.append(("sentence", home.id, f"{document.title}. {text}"))
    entries: dict[str, Entry] = {}
    for kind, chunk_id, text in texts:
        # Without offsets in the id, a change at the top of a document leaves the vectors below it in use.
        ordinal = 0
        while (identity := content_id(kind, document.id, text, str(ordinal))) in entries:
            ordinal += 1
        payload = document.model_dump_json() if kind == "document" else ""
        entries[identity] = Entry(identity, kind, document.id, chunk_id, text, payload)
    return list(entries.values())


def entries_of(documents: Sequence[Document]) -> list[Entry]:
    """Return everything of `documents` that is embedded, in order; of very many documents without single sentences."""
    sentences = len(documents) <= MANY_DOCUMENTS
    return [entry for document in documents for entry in document_entries(document, sentences)]


def sync(
    documents: Sequence[Document],
    store: ChromaStore,
    embedder_fingerprint: str,
    make_embedder: Callable[[], Embedder],
    progress: Progress | None = None,
    beside: ChromaStore | None = None,
) -> IndexReport:
    """Make the store hold exactly `documents`.

    `beside`: another store whose vectors are copied where it holds the same text of the same document.

    `make_embedder` is called only when something has to be embedded. Raises `StoreError` when another process is
    indexing into the same place, or `ModelError`; the index that was there stays usable.
    """
    with store.alone() as held:
        generation, report = _prepared(documents, store, embedder_fingerprint, make_embedder, progress, beside)
        if report.changed:
            held()
            store.publish(generation)
        else:
            store.point(generation)
    return report


def prepare(
    documents: Sequence[Document],
    store: ChromaStore,
    embedder_fingerprint: str,
    make_embedder: Callable[[], Embedder],
    progress: Progress | None = None,
) -> tuple[Generation, IndexReport]:
    """Build the generation that holds exactly `documents` beside the published one, which goes on answering; see `sync`.

    The next publication removes it unless it is the one that is published.
    """
    with store.alone():
        return _prepared(documents, store, embedder_fingerprint, make_embedder, progress)


def _prepared(
    documents: Sequence[Document],
    store: ChromaStore,
    embedder_fingerprint: str,
    make_embedder: Callable[[], Embedder],
    progress: Progress | None = None,
    beside: ChromaStore | None = None,
) -> tuple[Generation, IndexReport]:
    fingerprint = index_fingerprint(documents, embedder_fingerprint)
    damage = store.mend()
    current = store.current()
    if damage:
        logger.warning("the index at %s is damaged (%s): it is built anew", store.place, damage)
    elif current is not None and current.fingerprint == fingerprint:
        return current, IndexReport(len(documents), 0, 0, 0, changed=False)
    entries = entries_of(documents)
    kept: dict[str, Vectors] = {}
    if current is not None and current.embedder == embedder_fingerprint:
        kept = _vectors(store, current, (entry.id for entry in entries))
    other = beside.current() if beside is not None else None
    if beside is not None and other is not None and other.embedder == embedder_fingerprint:
        kept.update(_vectors(beside, other, (entry.id for entry in entries if entry.id not in kept)))
    missing = [entry for entry in entries if entry.id not in kept]
    # Leaflets of one clinic have sentences in common.
    texts = list(dict.fromkeys(entry.text for entry in missing))
    if progress:
        progress("embedding", 0, len(texts))
    if missing:
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            if progress:
                progress("embedding", done, len(texts))

        vectors = dict(zip(texts, make_embedder().embed(texts, advance), strict=True))
        kept.update({entry.id: vectors[entry.text] for entry in missing})
    name = f"{store.prefix}{fingerprint[:12]}-{secrets.token_hex(3)}"
    store.begin(name)
    if entries:
        store.add(name, entries, np.stack([kept[entry.id] for entry in entries]))
    if progress:
        progress("writing", len(entries), len(entries))
    chunks = sum(entry.kind == "chunk" for entry in entries)
    report = IndexReport(len(documents), chunks, len(entries), len(missing), changed=True)
    return Generation(name, fingerprint, embedder_fingerprint), report


def _vectors(store: ChromaStore, generation: Generation, ids: Iterable[str]) -> dict[str, Vectors]:
    """Return the vectors that can still be read: what cannot is embedded anew."""
    try:
        return store.vectors(generation, ids)
    except StoreError as error:
        logger.warning("the vectors of the index before cannot be read and are made anew: %s", error)
        return {}
