"""The entries of an index that lie nearest to a question: exact over vectors in memory, or asked of the store when there are many.

Up to some ten thousand entries a matrix product is exact and takes about a millisecond; Chroma's graph takes four and finds nearly all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.adapter import adapter_for
from assistant.embedding import Vectors
from assistant.store import ChromaStore, Entry, Generation

EXACT_UP_TO = 60_000
"""Entries up to which their vectors are kept in memory: 92 MB at 384 dimensions."""
NONE = -1
"""Place of what is not there."""
Places = NDArray[np.intp]
Similarities = NDArray[np.float32]


class EntryTable:
    """What each entry of an index speaks for, in arrays, with its vectors where they are few enough."""

    def __init__(self, entries: Sequence[Entry], position: Mapping[str, int]) -> None:
        """`position`: index of each chunk by its id; entries that speak for no chunk are left out."""
        kept = [entry for entry in entries if entry.chunk_id in position]
        self.ids = [entry.id for entry in kept]
        self.place = {identity: place for place, identity in enumerate(self.ids)}
        """Place of an entry in the arrays, by its id."""
        self.chunk = np.array([position[entry.chunk_id] for entry in kept], dtype=np.intp)
        """Index of the chunk that each entry speaks for, shape (entries,)."""
        self.questions = {place: entry.text for place, entry in enumerate(kept) if entry.kind == "question"}
        """The stored questions, by place."""
        self.sentence = np.array([entry.kind == "sentence" for entry in kept], dtype=bool)
        """Whether each entry is a single sentence, shape (entries,)."""
        self.sentences = {place: entry.text for place, entry in enumerate(kept) if entry.kind == "sentence"}
        """The single sentences, by place; those of leaflets also with the title before them."""
        self.vectors: Vectors | None = None
        """Unit vectors of the entries, shape (entries, d), turned by the adapter, or None when there are too many."""
        self.middles: Vectors | None = None
        """Unit vectors of the middles of all wordings of a stored question, shape (questions, d), or None where there are none."""
        self.middle_of = np.full(len(position), NONE, dtype=np.intp)
        """Place in `middles` of the question that each chunk answers, shape (chunks,), `NONE` where it answers none."""
        self.embedder = ""
        """Fingerprint of the embedder that made them."""

    def __getstate__(self) -> dict[str, object]:
        """Leave the vectors out: a snapshot keeps them in a file of their own."""
        return {**self.__dict__, "vectors": None}

    def load_vectors(self, store: ChromaStore, generation: Generation) -> None:
        """Take the vectors from `store` unless there are too many; raises `StoreError`."""
        if 0 < len(self.ids) <= EXACT_UP_TO:
            found = store.vectors(generation, self.ids)
            # An index made by an older release may lack some: they lie near nothing until it is brought up to date.
            none = np.zeros_like(next(iter(found.values()))) if found else None
            if none is not None:
                vectors = np.stack([found.get(identity, none) for identity in self.ids])
                adapter = adapter_for(generation.embedder)
                self.vectors = adapter.turn(vectors) if adapter else vectors
                self.embedder = generation.embedder
                self._find_middles(self.vectors)

    def search(
        self, store: ChromaStore, generation: Generation, vectors: Vectors, count: int
    ) -> list[tuple[Places, Similarities]]:
        """Return for each row of `vectors` the places of up to `count` nearest entries and their cosines, in no order.

        Many entries are compared by the model's own cosine, few by that of the adapter.
        """
        if self.vectors is None:
            return [self._known(hits) for hits in store.search(generation, vectors, count)]
        adapter = adapter_for(self.embedder)
        found = []
        # Entry by entry in one thread: a matrix product would start threads that wait for each other when many people ask at once.
        # Each entry meets all texts while the processor holds it: reading the entries is most of the work.
        similarities = np.vecdot(self.vectors[:, None, :], adapter.turn(vectors) if adapter else vectors)
        for similarity in similarities.T:
            places = np.argpartition(-similarity, min(count, len(similarity)) - 1)[:count]
            near = similarity[places]
            found.append((places, adapter.nearness(near) if adapter else near))
        return found

    def typical(self, vectors: Vectors, chunks: Places) -> Similarities:
        """Return the best cosine of `vectors`, shape (n, d), to the middle of the question that each of `chunks` answers.

        Shape (len(chunks),); NaN for a chunk that answers none, or one asked in one wording only, and for all of them where vectors are not kept in memory.
        """
        adapter = adapter_for(self.embedder)
        turned = adapter.turn(vectors) if adapter else vectors
        found = np.full(len(chunks), np.nan, dtype=np.float32)
        places = self.middle_of[chunks]
        held = places != NONE
        if self.middles is not None and held.any():
            near = np.vecdot(self.middles[places[held]][:, None, :], turned).max(axis=1)
            found[held] = adapter.nearness(near) if adapter else near
        return found

    def _find_middles(self, vectors: Vectors) -> None:
        wordings: dict[int, list[int]] = {}
        for place in self.questions:
            wordings.setdefault(int(self.chunk[place]), []).append(place)
        # A leaflet's question stands in one wording, which is what lies near already.
        several = {chunk: places for chunk, places in wordings.items() if len(places) > 1}
        if several:
            sums = np.stack([vectors[places].sum(axis=0) for places in several.values()])
            self.middles = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
            self.middle_of[list(several)] = np.arange(len(several))

    def _known(self, hits: Sequence[tuple[str, float]]) -> tuple[Places, Similarities]:
        known = [(self.place[identity], near) for identity, near in hits if identity in self.place]
        return (
            np.array([place for place, _ in known], dtype=np.intp),
            np.array([near for _, near in known], dtype=np.float32),
        )
