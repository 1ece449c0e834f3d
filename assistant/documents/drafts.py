"""Drafts of a clinic's documents: tried out on an index of their own, published as a whole, rolled back.

Guarantees: what answers patients changes by one write, `ChromaStore.publish`; killed before it the old index serves and the files
are untouched, killed after it the new one serves and the files follow (see `folders.py`).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.building import load_all
from assistant.config import Settings
from assistant.documents.folders import DocumentFolder
from assistant.documents.state import FileState
from assistant.embedding import embedder_fingerprint
from assistant.errors import InputError
from assistant.indexing import Progress, prepare
from assistant.query_model import make_exact_embedder, make_query_embedder
from assistant.store import ChromaStore, Generation

if TYPE_CHECKING:
    from assistant.conversation import Assistant


@dataclass(frozen=True)
class Draft:
    """A draft that was read and indexed."""

    generation: Generation
    """Its index; nobody but staff sees it."""
    states: tuple[FileState, ...]
    """What each file gave."""


class _PinnedStore(ChromaStore):
    """A store that answers from one generation, published or not."""

    def __init__(self, place: str, clinic: str, generation: Generation) -> None:
        super().__init__(place, clinic)
        self._generation = generation

    def current(self) -> Generation | None:
        return self._generation


class Drafts:
    """The drafts of one clinic. One at a time: a second call waits."""

    def __init__(self, settings: Settings) -> None:
        """Raises `InputError` when `settings` name no folder of documents."""
        if settings.documents is None:
            raise InputError('no folder of documents is set: put `documents = "FOLDER"` into rehab.toml')
        self.settings = settings
        self.folder = DocumentFolder(settings.documents)
        self._store = ChromaStore.of(settings)
        self._lock = threading.RLock()
        self._checked: tuple[tuple[object, ...], Draft] | None = None
        settings.documents.mkdir(parents=True, exist_ok=True)
        self.folder.recover(self._store.current())

    def check(self, progress: Progress | None = None) -> Draft:
        """Read and index the draft beside what is published; nothing that patients see changes."""
        with self._lock:
            self.folder.begin_draft()
            mark = self._mark()
            if (
                self._checked is not None
                and self._checked[0] == mark
                and self._store.holds(self._checked[1].generation)
            ):
                return self._checked[1]
            loaded = load_all(self.settings, progress, folder=self.folder.draft)
            generation, _ = prepare(
                loaded.documents,
                self._store,
                embedder_fingerprint(self.settings),
                lambda: make_exact_embedder(self.settings),
                progress,
            )
            draft = Draft(generation, tuple(loaded.states))
            self._checked = (mark, draft)
            return draft

    def assistant(self) -> Assistant:
        """Return an assistant that answers from the draft."""
        from assistant.conversation import Assistant
        from assistant.retrieval import HybridRetriever

        draft = self.check()
        store = _PinnedStore(*ChromaStore.name_of(self.settings), draft.generation)
        embedder = make_query_embedder(self.settings)
        return Assistant(self.settings, HybridRetriever.open(store, embedder, self.settings.knowledge))

    def publish(self, progress: Progress | None = None) -> Draft:
        """Make the draft what patients see; raises `InputError` when there is none."""
        with self._lock:
            if not self.folder.has_draft:
                raise InputError("there is no draft to publish")
            draft = self.check(progress)
            self._swap(self.folder.draft, draft.generation, progress)
            self._checked = None
            return draft

    def roll_back(self, progress: Progress | None = None) -> None:
        """Make the version before what patients see, and the present one the version before."""
        with self._lock:
            before = self.folder.before()
            if before is None:
                raise InputError("there is no earlier version to go back to")
            if not self._store.holds(before):
                # The library has been indexed anew since: the old files are indexed with it.
                loaded = load_all(self.settings, progress, folder=self.folder.previous)
                fingerprint = embedder_fingerprint(self.settings)
                before, _ = prepare(
                    loaded.documents, self._store, fingerprint, lambda: make_exact_embedder(self.settings), progress
                )
            self._swap(self.folder.previous, before, progress)

    def discard(self) -> None:
        """Throw the draft away."""
        with self._lock:
            self.folder.drop_draft()
            self._checked = None

    def _swap(self, source: Path, generation: Generation, progress: Progress | None) -> None:
        def say(stage: str) -> None:
            if progress:
                progress(stage, 0, 1)

        say("noting")
        self.folder.begin_swap(source, generation, self._store.current())
        say("swapping")
        self._store.publish(generation)
        say("moving files")
        self.folder.finish_swap()
        say("done")

    def _mark(self) -> tuple[object, ...]:
        """What tells whether the draft has changed."""
        stats = [(name, (self.folder.draft / name).stat()) for name in self.folder.names(self.folder.draft)]
        return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
