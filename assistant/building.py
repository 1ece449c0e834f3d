"""From settings to an index that is up to date, with a progress bar in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.config import Settings
from assistant.embedding import embedder_fingerprint, make_embedder
from assistant.errors import DocumentError
from assistant.indexing import IndexReport, Progress, sync
from assistant.loading import Loaded, load_folder, load_library
from assistant.query_model import export_query_model
from assistant.readers.extraction import DocumentWarning
from assistant.store import ChromaStore


@dataclass(frozen=True)
class BuildReport:
    """What building gave."""

    index: IndexReport
    """What went into the index."""
    problems: tuple[DocumentError, ...]
    """Files that could not be read; the others are indexed."""
    warnings: tuple[DocumentWarning, ...] = ()
    """What was read with doubts: hidden text or orders to an assistant left out, and the like."""


def load_all(settings: Settings, progress: Progress | None = None) -> Loaded:
    """Read the library and the clinic's own documents."""

    def step(done: int, total: int) -> None:
        if progress:
            progress("reading", done, total)

    loaded = load_library(settings.knowledge, step)
    if settings.documents is not None:
        own = load_folder(settings.documents, settings.clinic or "This clinic", "clinic/", step)
        loaded.documents.extend(own.documents)
        loaded.problems.extend(own.problems)
        loaded.warnings.extend(own.warnings)
    return loaded


def build_index(settings: Settings, quiet: bool = False, store: ChromaStore | None = None) -> BuildReport:
    """Bring the index up to date; the bar goes to standard error, and only when that is a terminal."""
    with _bar(quiet) as progress:
        loaded = load_all(settings, progress)
        report = sync(
            loaded.documents,
            store or ChromaStore(settings.store),
            embedder_fingerprint(settings),
            lambda: make_embedder(settings),
            progress,
        )
    export_query_model(settings)
    return BuildReport(report, tuple(loaded.problems), tuple(loaded.warnings))


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
