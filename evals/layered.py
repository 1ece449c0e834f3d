"""The index with a few documents laid over it in memory, so that a poisoned document costs no rebuilding and stays with its case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.embedding import Embedder, Vectors
from assistant.indexing import document_entries
from assistant.models import Document
from assistant.store import ChromaStore, Entry, Generation


class LayeredStore(ChromaStore):
    """A store that reads another one and adds documents to what it finds. Nothing is ever written. Not thread-safe."""

    def __init__(self, base: ChromaStore, embedder: Embedder) -> None:
        """`base`: a store with a published index; `embedder`: the one that made its vectors."""
        self.place = base.place
        self._base = base
        self._embedder = embedder
        self._generation = base.require()
        self._library: list[Document] | None = None
        self._added: list[Document] = []
        self._entries: list[Entry] = []
        self._vectors: Vectors = np.zeros((0, 0), dtype=np.float32)
        self._times = 0
        self._known: dict[str, Vectors] = {}

    @property
    def folder(self) -> Path | None:
        """None: what is laid over an index is never kept."""
        return None

    def hold(self, documents: Sequence[Document]) -> None:
        """Lay `documents` over the index in place of those that were laid over it before."""
        self._added = list(documents)
        self._entries = [entry for document in documents for entry in document_entries(document) if entry.chunk_id]
        self._vectors = self._embedder.embed([entry.text for entry in self._entries])
        self._times += 1

    def current(self) -> Generation:
        """Return the generation of the base under another name, so that readers load it anew."""
        return replace(self._generation, name=f"{self._generation.name}+{self._times}")

    def documents(self, generation: Generation) -> list[Document]:
        """Return the base's documents and those laid over it, which win over the same id, ordered by id."""
        if self._library is None:
            self._library = self._base.documents(self._generation)
        found = {document.id: document for document in (*self._library, *self._added)}
        return [found[identity] for identity in sorted(found)]

    def vectors(self, generation: Generation, ids: Iterable[str]) -> dict[str, Vectors]:
        """See `ChromaStore.vectors`; the base's are read once."""
        wanted = list(ids)
        added = {entry.id: vector for entry, vector in zip(self._entries, self._vectors, strict=True)}
        missing = [identity for identity in wanted if identity not in added and identity not in self._known]
        if missing:
            self._known.update(self._base.vectors(self._generation, missing))
        return {identity: added[identity] if identity in added else self._known[identity] for identity in wanted}

    def search(self, generation: Generation, vectors: Vectors, count: int) -> list[list[tuple[str, float]]]:
        """See `ChromaStore.search`."""
        found = self._base.search(self._generation, vectors, count)
        if self._entries:
            for hits, similarities in zip(found, vectors @ self._vectors.T, strict=True):
                hits += [(entry.id, float(near)) for entry, near in zip(self._entries, similarities, strict=True)]
        return [sorted(hits, key=lambda hit: -hit[1])[:count] for hits in found]
