"""From settings to an index that is up to date, with a progress bar in a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.chunking import content_id
from assistant.clinics import read_clinics, settings_for
from assistant.config import Settings
from assistant.corpus import keep_snapshot
from assistant.document_embedder import DocumentEmbedder
from assistant.documents.conflicts import ConflictFinder
from assistant.documents.folders import DocumentFolder
from assistant.documents.state import Examined, FileState, examine
from assistant.embedding import embedder_fingerprint
from assistant.errors import DocumentError, IndexingElsewhereError, StoreError
from assistant.indexing import IndexReport, Progress, sync
from assistant.loading import Loaded, load_folder, load_library
from assistant.models import Document
from assistant.query_model import export_query_model, make_exact_embedder
from assistant.readers.extraction import DocumentWarning
from assistant.store import ChromaStore

WAIT = 3.0
"""Seconds between two attempts of a server that has nothing to answer from."""


@dataclass(frozen=True)
class BuildReport:
    """What building gave."""

    index: IndexReport
    """What went into the index."""
    problems: tuple[DocumentError, ...]
    """Files that could not be read; the others are indexed."""
    warnings: tuple[DocumentWarning, ...] = ()
    """What was read with doubts: hidden text or orders to an assistant left out, and the like."""
    states: tuple[FileState, ...] = ()
    """What each of the clinic's own files gave."""


@dataclass
class Everything(Loaded):
    """Library and clinic together, and how each of the clinic's own files stands."""

    states: list[FileState] = field(default_factory=list)
    """In the order of the files' paths."""


def load_all(
    settings: Settings, progress: Progress | None = None, library: Loaded | None = None, folder: Path | None = None
) -> Everything:
    """Read the library (unless it is given) and the clinic's own documents, and hold these against the library.

    `folder`: read instead of the settings' documents, for a draft.
    """
    step = _reading(progress)
    library = library or load_library(settings.knowledge, step)
    loaded = Everything(list(library.documents), list(library.problems), list(library.warnings))
    folder = folder or settings.documents
    if folder is None:
        return loaded
    own = load_folder(folder, settings.clinic or "This clinic", "clinic/", step)
    examined = examine_own(settings, own, library.documents)
    loaded.documents.extend(examined.documents)
    loaded.problems.extend(own.problems)
    loaded.warnings.extend(examined.warnings)
    loaded.states = examined.states
    return loaded


def examine_own(settings: Settings, own: Loaded, library: Sequence[Document]) -> Examined:
    """Return the clinic's documents as they may be indexed; what contradicts the library is taken out of them."""
    fingerprint = embedder_fingerprint(settings)
    finder = ConflictFinder(settings.knowledge, library, lambda: make_exact_embedder(settings))
    local = not settings.store.startswith(("http://", "https://"))
    cache = Path(settings.store) / f"conflicts-{settings.collection or 'own'}.json" if local else None
    return examine(own, finder, cache, content_id(fingerprint, *(document.text for document in library)))


def _reading(progress: Progress | None) -> Callable[[int, int], None]:
    def step(done: int, total: int) -> None:
        if progress:
            progress("reading", done, total)

    return step


def build_index(settings: Settings, quiet: bool = False, store: ChromaStore | None = None) -> BuildReport:
    """Bring one index up to date; the bar goes to standard error, and only when that is a terminal."""
    with _bar(quiet) as progress:
        report = _build(settings, progress, store or ChromaStore.of(settings))
    export_query_model(settings)
    return report


def build_every_index(settings: Settings, quiet: bool = False) -> dict[str, BuildReport]:
    """Bring the server's own index and those of its clinics up to date; reports by the clinic's key, "" for the own.

    The library is read and embedded once: clinics copy its vectors. Raises `ConfigurationError` before anything is built.
    """
    clinics = read_clinics(settings)
    with _bar(quiet) as progress:
        library = load_library(settings.knowledge, _reading(progress))
        own = ChromaStore.of(settings)
        reports = {"": _build(settings, progress, own, library)}
        for clinic in clinics:
            theirs = settings_for(settings, clinic)
            if theirs.collection:
                report = _build(theirs, progress, ChromaStore.of(theirs), library, own)
                news = tuple(problem for problem in report.problems if problem not in library.problems)
                reports[clinic.key] = replace(report, problems=news)
        own.forget_clinics(set(reports))
    export_query_model(settings)
    return reports


def build_to_serve(settings: Settings, said: Callable[[str], None]) -> dict[str, BuildReport]:
    """Bring the indexes up to date as `build_every_index` does, but let nothing stop a server that could answer.

    Where that fails and an index is published, that one is served. Where there is none yet, but a Chroma server may come back
    or another process is making one, it is waited for. `said` is told why, once for each reason.
    """
    told = ""
    while True:
        try:
            return build_every_index(settings)
        except StoreError as error:
            reason = str(error)
            passing = isinstance(error, IndexingElsewhereError) or not ChromaStore.of(settings).folder
            with suppress(StoreError):
                if ChromaStore.of(settings).current() is not None:
                    said(f"{reason}. The index that is there answers")
                    return {}
            if not passing:
                raise
            if reason != told:
                said(f"{reason}. Waiting for it")
                told = reason
            time.sleep(WAIT)


def _build(
    settings: Settings,
    progress: Progress | None,
    store: ChromaStore,
    library: Loaded | None = None,
    beside: ChromaStore | None = None,
) -> BuildReport:
    if settings.documents is not None:
        DocumentFolder(settings.documents).recover(store.current())
    loaded = load_all(settings, progress, library)
    report = sync(
        loaded.documents, store, embedder_fingerprint(settings), lambda: DocumentEmbedder(settings), progress, beside
    )
    keep_snapshot(store, settings.knowledge)
    return BuildReport(report, tuple(loaded.problems), tuple(loaded.warnings), tuple(loaded.states))


@contextmanager
def _bar(quiet: bool) -> Iterator[Progress | None]:
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with RichProgress(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, object] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

        yield show
