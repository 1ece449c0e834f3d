"""The vector store: Chroma on disk or behind a URL. Generations are built beside each other and swapped in one write.

Guarantees: a reader sees a whole generation or the one before it, also while another process indexes and when that process is
killed; the swap is one metadata update of a small pointer collection. Each clinic has a pointer and generations of its own. A store
on disk whose Chroma cannot be read answers from its standby. Does not guarantee: two indexers at once (`alone` is for that).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import numpy as np

from assistant.config import Settings
from assistant.embedding import Vectors
from assistant.errors import IndexMissingError, StoreError
from assistant.models import Document
from assistant.store.explaining import explained
from assistant.store.lease import Held, folder_lock, server_lease
from assistant.store.mending import database_damage, set_aside
from assistant.store.pointer import PointerFile, point_at, pointed_at
from assistant.store.records import Entry, Generation
from assistant.store.standby import Kept, Standby, nearest

logger = logging.getLogger(__name__)

POINTER = "rehab-current"
PREFIX = "rehab-generation-"
OF_CLINIC = "."
"""Parts a clinic's key from the rest of a name; no key holds one, so no clinic's prefix begins another's."""
BATCH = 4000
"""Rows a write; Chroma refuses more than 5,461."""
WRITTEN_OUT = 1000
"""Entries above which Chroma's files stay as they are once written; below, it makes them again from its database at will."""
SEARCH_EFFORT = 300
"""HNSW ef_search: .97 of exact recall at 100,000 vectors for half a millisecond more than the default's .94."""
REOPENED = 10.0
"""Least seconds between two attempts to open a Chroma again that failed."""


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
        self._pointer_file = PointerFile(self.folder / f"{self._pointer}.json") if self.folder is not None else None
        self._collections: dict[str, Any] = {}
        self._opened = 0.0
        self._parts: set[str] = set()
        self.standby = Standby(self.folder) if self.folder is not None else None
        if self.folder is not None:
            with explained(place):
                self.folder.mkdir(parents=True, exist_ok=True)

    @property
    def folder(self) -> Path | None:
        """Where the store lies on disk, or None for a server."""
        return None if self.place.startswith(("http://", "https://")) else Path(self.place)

    @cached_property
    def _client(self) -> Any:
        """The connection to Chroma, made when it is first needed: importing it takes most of a second."""
        with explained(self.place):
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

    def _reopened(self) -> bool:
        """Open Chroma again after it failed: it may have been mended or restarted. False when that was just tried."""
        if time.monotonic() - self._opened < REOPENED:
            return False
        self._opened = time.monotonic()
        self._forget_client()
        return True

    def _forget_client(self) -> None:
        client = self.__dict__.pop("_client", None)
        self._collections.clear()
        if client is not None and self.folder is None:
            with suppress(Exception):
                # Chroma's own `close` leaves the connections to its server open.
                client._server._session.close()
                client.close()
        if self.folder is not None:
            from chromadb.api.shared_system_client import SharedSystemClient

            # Otherwise the next client of this folder would share the files that the last one holds open.
            SharedSystemClient.clear_system_cache()

    @contextmanager
    def alone(self) -> Iterator[Held]:
        """Be the only one that indexes into this place; raises `IndexingElsewhereError`."""
        if self.folder is not None:
            with folder_lock(self.folder) as held:
                yield held
        else:
            with explained(self.place):
                client = self._client
            with server_lease(client, self.place) as held:
                yield held

    def mend(self) -> str:
        """Set a damaged Chroma aside, so that the next generation begins a new one; returns what was wrong, or nothing.

        To be called by who is `alone`. Indexes can always be made again from the documents; vectors come from the standby.
        """
        current = self.current()
        damage = database_damage(self.folder) if self.folder is not None else ""
        if current is None:
            return self._set_aside() if damage else ""
        if self.standby is None:
            return "" if current.name in self.names() else f"{current.name} is missing"
        if damage:
            self._set_aside()
            return damage
        if damage := self.standby.damage(current.name, thorough=True):
            # Chroma is not to touch these files: they may end the process.
            self._set_aside()
            return damage
        return "" if current.name in self.names() else f"{current.name} is missing"

    def _set_aside(self) -> str:
        assert self.folder is not None
        self._forget_client()
        return set_aside(self.folder)

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
            generation = self._pointer_file.read()
            if generation is not None or not (Path(self.place) / "chroma").is_dir():
                return generation
        with explained(self.place):
            return pointed_at(self._client, self._pointer)

    def require(self) -> Generation:
        """Return the published generation; raises `IndexMissingError` when there is none."""
        generation = self.current()
        if generation is None:
            raise IndexMissingError(self.place)
        return generation

    def begin(self, name: str) -> None:
        """Make an empty generation called `name`, removing an unfinished one of that name."""
        self._parts = self.standby.parts() if self.standby else set()
        with explained(self.place):
            self._drop(name)
            self._client.create_collection(
                name,
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": SEARCH_EFFORT}},
            )

    def add(self, name: str, entries: Sequence[Entry], vectors: Vectors) -> None:
        """Write `entries` with their `vectors` (n, d) into the unfinished generation `name`."""
        with explained(self.place):
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
            if self.standby is not None:
                # The first look makes Chroma write out its index.
                collection.query(query_embeddings=vectors[:1], n_results=1, include=[])
                payloads = [entry.payload for entry in entries if entry.payload]
                self.standby.write(name, Kept([entry.id for entry in entries], vectors, payloads))
                if len(entries) > WRITTEN_OUT:
                    self.standby.measure(name, self.standby.parts() - self._parts)

    def publish(self, generation: Generation) -> None:
        """Make `generation` the one that readers see, and remove all but it and the one before."""
        with explained(self.place):
            before = self.current()
            point_at(self._client, self._pointer, generation)
            self.point(generation)
            self.clean({generation.name, before.name if before else ""})

    def point(self, generation: Generation) -> None:
        """Write the file that names the published generation; nothing for a server."""
        if self._pointer_file is not None:
            self._pointer_file.write(generation)

    def holds(self, generation: Generation) -> bool:
        """Return whether `generation` is still there."""
        from chromadb.errors import NotFoundError

        with explained(self.place):
            try:
                self._client.get_collection(generation.name, embedding_function=None)
            except NotFoundError:
                return False
        return True

    def clean(self, keep: set[str]) -> None:
        """Remove every generation that is not in `keep`: older ones and what a killed run left."""
        with explained(self.place):
            for name in self.names():
                if name.startswith(self.prefix) and name not in keep:
                    self._drop(name)
            if self.standby is not None:
                self.standby.clean(self.prefix, keep)

    def names(self) -> list[str]:
        """Return the names of everything that Chroma holds."""
        with explained(self.place):
            return [collection.name for collection in self._client.list_collections()]

    def forget_clinics(self, keep: set[str]) -> None:
        """Remove what belongs to clinics whose key is not in `keep`: they have left, or have no documents any more."""
        with explained(self.place):
            for name in self.names():
                base, _, rest = name.partition(OF_CLINIC)
                if rest and base in (POINTER, PREFIX.rstrip("-")) and rest.partition(OF_CLINIC)[0] not in keep:
                    self._drop(name)
                    if self.standby is not None:
                        self.standby.clean(name, set())
                    if self.folder is not None and base == POINTER:
                        (self.folder / f"{name}.json").unlink(missing_ok=True)

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
        if self.standby is not None and (kept := self.standby.read(generation.name)):
            rows = dict(zip(kept.ids, kept.vectors, strict=True))
            self.standby.release()
            return {identity: rows[identity] for identity in wanted if identity in rows}
        with explained(self.place):
            collection = self._collection(generation.name)
            for begin in range(0, len(wanted), BATCH):
                rows = collection.get(ids=wanted[begin : begin + BATCH], include=["embeddings"])
                for identity, vector in zip(rows["ids"], rows["embeddings"], strict=True):
                    found[identity] = np.asarray(vector, dtype=np.float32)
        return found

    def documents(self, generation: Generation) -> list[Document]:
        """Return the documents of `generation`, ordered by id."""
        try:
            with explained(self.place):
                rows = self._collection(generation.name).get(where={"kind": "document"}, include=["metadatas"])
            texts = [str(values["text"]) for values in rows["metadatas"]]
        except StoreError as error:
            kept = self.standby.read(generation.name) if self.standby is not None else None
            if kept is None:
                raise
            logger.warning("Chroma cannot be read: %s", error)
            texts = kept.documents
        documents = [Document.model_validate_json(text) for text in texts]
        return sorted(documents, key=lambda document: document.id)

    def search(self, generation: Generation, vectors: Vectors, count: int) -> list[list[tuple[str, float]]]:
        """Return for each row of `vectors` (n, d) the ids of up to `count` entries nearest to it with their cosines, nearest first.

        Ids alone are fetched: reading what is stored with 300 rows costs six times as much as finding them.
        """
        try:
            return self._searched(generation, vectors, count)
        except StoreError as error:
            if self._reopened():
                with suppress(StoreError):
                    return self._searched(generation, vectors, count)
                logger.warning("Chroma cannot be read: %s", error)
            kept = self._kept(generation)
            if kept is None:
                raise
            return nearest(kept, vectors, count)

    def _kept(self, generation: Generation) -> Kept | None:
        return self.standby.read(generation.name) if self.standby is not None else None

    def _searched(self, generation: Generation, vectors: Vectors, count: int) -> list[list[tuple[str, float]]]:
        with explained(self.place):
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
            if self.standby is not None and (damage := self.standby.damage(name)):
                raise StoreError(f"the store at {self.place} is damaged ({damage}): run `rehab index`")
            self._collections[name] = self._client.get_collection(name, embedding_function=None)
        return self._collections[name]
