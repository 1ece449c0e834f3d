"""The vector store: Chroma on disk or behind a URL. Generations are built beside each other and swapped in one write.

Guarantees: a reader sees a whole generation or the one before it, also while another process indexes and when that process is
killed; the swap is one metadata update of a small pointer collection. Each clinic has a pointer and generations of its own. Does not
guarantee: two indexers at once (indexing.py locks against that).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import numpy as np

from assistant.config import Settings
from assistant.embedding import Vectors
from assistant.errors import IndexMissingError, StoreError
from assistant.models import Document

POINTER = "rehab-current"
PREFIX = "rehab-generation-"
OF_CLINIC = "."
"""Parts a clinic's key from the rest of a name; no key holds one, so no clinic's prefix begins another's."""
BATCH = 4000
"""Rows a write; Chroma refuses more than 5,461."""
SEARCH_EFFORT = 300
"""HNSW ef_search: .97 of exact recall at 100,000 vectors for half a millisecond more than the default's .94."""


@dataclass(frozen=True)
class Entry:
    """One embedded text of the index."""

    id: str
    kind: str
    """chunk | question | sentence | document"""
    document_id: str
    chunk_id: str
    """The chunk that a hit on this entry speaks for; empty for a document."""
    text: str
    """What is embedded."""
    payload: str = ""
    """For a document: its JSON."""


@dataclass(frozen=True)
class Generation:
    """A complete index."""

    name: str
    fingerprint: str
    """Hash of everything that went into it."""
    embedder: str
    """Fingerprint of the embedder that made its vectors."""


@contextmanager
def _explained(place: str) -> Iterator[None]:
    try:
        yield
    except (StoreError, KeyboardInterrupt):
        raise
    except Exception as error:
        raise StoreError(
            f"the store at {place} failed: {error}. If this stays, delete it and run `rehab index`"
        ) from error


class ChromaStore:
    """Chroma, embedded (a folder) or as a server (a URL)."""

    def __init__(self, place: str, clinic: str = "") -> None:
        """`place`: a folder, made when it is missing, or the URL of a Chroma server. Raises `StoreError`.

        `clinic`: whose generations these are; stores of one place with different clinics never see each other's.
        """
        self.place = place
        self.clinic = clinic
        self._pointer = f"{POINTER}{OF_CLINIC}{clinic}" if clinic else POINTER
        self.prefix = f"{PREFIX.rstrip('-')}{OF_CLINIC}{clinic}{OF_CLINIC}" if clinic else PREFIX
        """What the names of its generations begin with."""
        self._collections: dict[str, Any] = {}
        if self.folder is not None:
            with _explained(place):
                self.folder.mkdir(parents=True, exist_ok=True)

    @property
    def folder(self) -> Path | None:
        """Where the store lies on disk, or None for a server."""
        return None if self.place.startswith(("http://", "https://")) else Path(self.place)

    @cached_property
    def _client(self) -> Any:
        """The connection to Chroma, made when it is first needed: importing it takes most of a second."""
        with _explained(self.place):
            import chromadb
            from chromadb.config import Settings as ChromaSettings

            quiet = ChromaSettings(anonymized_telemetry=False)
            if self.folder is not None:
                return chromadb.PersistentClient(str(self.folder / "chroma"), settings=quiet)
            url = urlparse(self.place)
            return chromadb.HttpClient(
                host=url.hostname or "localhost",
                port=url.port or (443 if url.scheme == "https" else 8000),
                ssl=url.scheme == "https",
                settings=quiet,
            )

    @classmethod
    def of(cls, settings: Settings) -> ChromaStore:
        """Return the store that `settings` name."""
        return cls(*cls.name_of(settings))

    @staticmethod
    def name_of(settings: Settings) -> tuple[str, str]:
        """Return place and clinic of the store that `settings` name."""
        return settings.store, settings.collection

    def current(self) -> Generation | None:
        """Return the published generation, or None when there is none.

        On disk a small file beside Chroma says so, so that asking costs no import of Chroma and no query.
        """
        if self._pointer_file is not None:
            with suppress(OSError, ValueError, TypeError):
                return Generation(**json.loads(self._pointer_file.read_text(encoding="utf-8")))
            if not (Path(self.place) / "chroma").is_dir():
                return None
        return self._pointed_at()

    @property
    def _pointer_file(self) -> Path | None:
        return self.folder / f"{self._pointer}.json" if self.folder is not None else None

    def _pointed_at(self) -> Generation | None:
        from chromadb.errors import NotFoundError

        with _explained(self.place):
            try:
                pointer = self._client.get_collection(self._pointer, embedding_function=None)
            except NotFoundError:
                return None
            values = pointer.metadata or {}
            if not values.get("generation"):
                return None
            return Generation(str(values["generation"]), str(values["fingerprint"]), str(values["embedder"]))

    def require(self) -> Generation:
        """Return the published generation; raises `IndexMissingError` when there is none."""
        generation = self.current()
        if generation is None:
            raise IndexMissingError(self.place)
        return generation

    def begin(self, name: str) -> None:
        """Make an empty generation called `name`, removing an unfinished one of that name."""
        with _explained(self.place):
            self._drop(name)
            self._client.create_collection(
                name,
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": SEARCH_EFFORT}},
            )

    def add(self, name: str, entries: Sequence[Entry], vectors: Vectors) -> None:
        """Write `entries` with their `vectors` (n, d) into the unfinished generation `name`."""
        with _explained(self.place):
            collection = self._client.get_collection(name, embedding_function=None)
            for begin in range(0, len(entries), BATCH):
                batch = entries[begin : begin + BATCH]
                collection.add(
                    ids=[entry.id for entry in batch],
                    embeddings=vectors[begin : begin + BATCH],
                    metadatas=[
                        {
                            "kind": entry.kind,
                            "document": entry.document_id,
                            "chunk": entry.chunk_id,
                            "text": entry.payload or entry.text,
                        }
                        for entry in batch
                    ],
                )

    def publish(self, generation: Generation) -> None:
        """Make `generation` the one that readers see, and remove all but it and the one before."""
        with _explained(self.place):
            before = self.current()
            pointer = self._client.get_or_create_collection(self._pointer, embedding_function=None)
            pointer.modify(
                metadata={
                    "generation": generation.name,
                    "fingerprint": generation.fingerprint,
                    "embedder": generation.embedder,
                }
            )
            self.point(generation)
            self.clean({generation.name, before.name if before else ""})

    def point(self, generation: Generation) -> None:
        """Write the file that names the published generation; nothing for a server."""
        if self._pointer_file is not None:
            unfinished = self._pointer_file.with_suffix(".tmp")
            unfinished.write_text(json.dumps(asdict(generation)), encoding="utf-8")
            unfinished.replace(self._pointer_file)

    def holds(self, generation: Generation) -> bool:
        """Return whether `generation` is still there."""
        from chromadb.errors import NotFoundError

        with _explained(self.place):
            try:
                self._client.get_collection(generation.name, embedding_function=None)
            except NotFoundError:
                return False
        return True

    def clean(self, keep: set[str]) -> None:
        """Remove every generation that is not in `keep`: older ones and what a killed run left."""
        with _explained(self.place):
            for collection in self._client.list_collections():
                if collection.name.startswith(self.prefix) and collection.name not in keep:
                    self._drop(collection.name)

    def forget_clinics(self, keep: set[str]) -> None:
        """Remove what belongs to clinics whose key is not in `keep`: they have left, or have no documents any more."""
        with _explained(self.place):
            for collection in self._client.list_collections():
                base, _, rest = collection.name.partition(OF_CLINIC)
                if rest and base in (POINTER, PREFIX.rstrip("-")) and rest.partition(OF_CLINIC)[0] not in keep:
                    self._drop(collection.name)
                    if self.folder is not None and base == POINTER:
                        (self.folder / f"{collection.name}.json").unlink(missing_ok=True)

    def _drop(self, name: str) -> None:
        from chromadb.errors import NotFoundError

        try:
            self._client.delete_collection(name)
        except NotFoundError:
            return

    def vectors(self, generation: Generation, ids: Iterable[str]) -> dict[str, Vectors]:
        """Return the stored vectors of those of `ids` that `generation` holds."""
        found: dict[str, Vectors] = {}
        wanted = list(ids)
        with _explained(self.place):
            collection = self._collection(generation.name)
            for begin in range(0, len(wanted), BATCH):
                rows = collection.get(ids=wanted[begin : begin + BATCH], include=["embeddings"])
                for identity, vector in zip(rows["ids"], rows["embeddings"], strict=True):
                    found[identity] = np.asarray(vector, dtype=np.float32)
        return found

    def documents(self, generation: Generation) -> list[Document]:
        """Return the documents of `generation`, ordered by id."""
        with _explained(self.place):
            rows = self._collection(generation.name).get(where={"kind": "document"}, include=["metadatas"])
        documents = [Document.model_validate_json(str(values["text"])) for values in rows["metadatas"]]
        return sorted(documents, key=lambda document: document.id)

    def search(self, generation: Generation, vectors: Vectors, count: int) -> list[list[tuple[str, float]]]:
        """Return for each row of `vectors` (n, d) the ids of up to `count` entries nearest to it with their cosines, nearest first.

        Ids alone are fetched: reading what is stored with 300 rows costs six times as much as finding them.
        """
        with _explained(self.place):
            rows = self._collection(generation.name).query(
                query_embeddings=vectors, n_results=count, include=["distances"]
            )
        return [
            [(identity, 1.0 - float(distance)) for identity, distance in zip(ids, distances, strict=True)]
            for ids, distances in zip(rows["ids"], rows["distances"], strict=True)
        ]

    def _collection(self, name: str) -> Any:
        """Return the collection called `name`, looked up once: a published generation never changes."""
        if name not in self._collections:
            if len(self._collections) > 2:
                self._collections.clear()
            self._collections[name] = self._client.get_collection(name, embedding_function=None)
        return self._collections[name]
