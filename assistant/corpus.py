"""One generation of the index in memory: documents, chunks, word index and names, loaded once and shared by threads."""

from __future__ import annotations

import logging
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from assistant.chunking import chunk_document
from assistant.errors import StoreError
from assistant.indexing import entries_of
from assistant.lexical import LexicalIndex, stems
from assistant.models import Chunk, Document, Passage, Section
from assistant.nearest import EntryTable
from assistant.snapshot import collection_paused, has_snapshot, read_snapshot, write_snapshot
from assistant.store import ChromaStore, Generation
from assistant.vocabulary import Vocabulary

logger = logging.getLogger(__name__)
_Made = TypeVar("_Made")


class Corpus:
    """The documents of one generation and what is derived from them; never changes."""

    def __init__(self, documents: list[Document], lexicon: Path | None) -> None:
        """`lexicon`: the library's folder, whose vocabulary.toml explains lay words, or None."""
        self.documents = {document.id: document for document in documents}
        self.chunks: list[Chunk] = [chunk for document in documents for chunk in chunk_document(document)]
        self.position = {chunk.id: index for index, chunk in enumerate(self.chunks)}
        self.of_document: dict[str, list[Chunk]] = defaultdict(list)
        for chunk in self.chunks:
            self.of_document[chunk.document_id].append(chunk)
        self.entries = EntryTable(entries_of(documents), self.position)
        """What is embedded, and what it speaks for."""
        self.vocabulary = Vocabulary(documents, lexicon)
        self.lexical = LexicalIndex([self._searchable(chunk) for chunk in self.chunks])
        names = {document.id: " ".join((document.title, *document.aliases)) for document in documents}
        self.names = LexicalIndex(list(names.values()))
        """Words of the names of each document, in the order of `documents`."""
        self.whole = LexicalIndex(
            [
                " ".join((names[identity], *(self._searchable(chunk) for chunk in self.of_document.get(identity, ()))))
                for identity in self.documents
            ]
        )
        """All words of each document, in the order of `documents`."""
        places = {identity: index for index, identity in enumerate(self.documents)}
        self.owner = np.array([places[chunk.document_id] for chunk in self.chunks], dtype=np.intp)
        """Index of the document of each chunk, shape (chunks,)."""

        self.frequency = document_frequency(self.documents, self.of_document)
        """How many documents hold each stem, in their names or in a chunk."""

        self._derived: dict[tuple[str, str], Any] = {}

    def __getstate__(self) -> dict[str, object]:
        """Leave out what is derived when it is first needed."""
        return {**self.__dict__, "_derived": {}}

    def derived(self, what: str, of: str, make: Callable[[], _Made]) -> _Made:
        """Return `what` is derived `of` a document, chunk or text, by `make` the first time; it goes with the corpus.

        Nothing that people typed belongs here.
        """
        key = what, of
        if key not in self._derived:
            self._derived[key] = make()
        made: _Made = self._derived[key]
        return made

    def _searchable(self, chunk: Chunk) -> str:
        section = self.section(chunk)
        wordings = " ".join(section.wordings) if section else ""
        return f"{chunk.embedded} {wordings}"

    @property
    def has_leaflets(self) -> bool:
        """Whether a clinic's own documents are among them."""
        return any(document.kind == "leaflet" for document in self.documents.values())

    def is_leaflet(self, passage: Passage) -> bool:
        """Return whether `passage` is a clinic's own."""
        return self.documents[passage.chunk.document_id].kind == "leaflet"

    def section(self, chunk: Chunk) -> Section | None:
        """Return the section that `chunk` is a part of."""
        for section in self.documents[chunk.document_id].sections:
            if section.span.start <= chunk.span.start < max(section.span.end, section.span.start + 1):
                return section
        return None


def document_frequency(documents: Mapping[str, Document], chunks: Mapping[str, Sequence[Chunk]]) -> Counter[str]:
    """Return in how many of `documents` each stem stands, in a name or in one of its `chunks`, both by the document's id."""
    frequency: Counter[str] = Counter()
    for identity, own in chunks.items():
        held = set(stems(" ".join((documents[identity].title, *documents[identity].aliases))))
        for chunk in own:
            held.update(stems(chunk.embedded))
        frequency.update(held)
    return frequency


def keep_snapshot(store: ChromaStore, lexicon: Path | None) -> None:
    """Derive the corpus of the published generation now and keep it beside the store, so that no process that answers has to."""
    if store.folder is None:
        return
    # It is a cache: what is wrong with the store is for whoever asks it to find.
    with suppress(StoreError):
        generation = store.require()
        if not has_snapshot(store.folder, generation.name, lexicon):
            CorpusCache(store, lexicon).current()


class CorpusCache:
    """The corpus of the published generation, looked up anew at each call and loaded only when it has changed."""

    def __init__(self, store: ChromaStore, lexicon: Path | None) -> None:
        self._store = store
        self._lexicon = lexicon
        self._lock = threading.Lock()
        self._held: tuple[Generation, Corpus] | None = None

    def current(self) -> tuple[Generation, Corpus]:
        """Return the published generation and its corpus; raises `IndexMissingError` when none is published.

        Who first meets a new generation loads it; the others go on with the one before meanwhile.
        """
        held = self._held
        try:
            generation = self._store.require()
            return held if held is not None and held[0] == generation else self._loaded(generation, held)
        except StoreError as error:
            if held is None:
                raise
            # What is in memory is whole: it is better than no answer.
            logger.warning("the published index cannot be read, the one in memory answers: %s", error)
            return held

    def _loaded(self, generation: Generation, held: tuple[Generation, Corpus] | None) -> tuple[Generation, Corpus]:
        if not self._lock.acquire(blocking=held is None):
            assert held is not None
            return held
        try:
            if self._held is None or self._held[0] != generation:
                self._held = (generation, self._load(generation))
            return self._held
        finally:
            self._lock.release()

    def _load(self, generation: Generation) -> Corpus:
        folder = self._store.folder
        kept = read_snapshot(folder, generation.name, self._lexicon) if folder is not None else None
        if kept is not None:
            return kept
        with collection_paused():
            corpus = Corpus(self._store.documents(generation), self._lexicon)
            corpus.entries.load_vectors(self._store, generation)
        if folder is not None:
            write_snapshot(folder, generation.name, self._lexicon, corpus)
        return corpus
