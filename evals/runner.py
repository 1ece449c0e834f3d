"""Asking: every case once, answers written as they come, so that a run that was stopped goes on where it was."""

from __future__ import annotations

import hashlib
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config import Settings
from assistant.errors import RehabError
from assistant.models import Document
from evals.asking import (
    Asker,
    AssistantAsker,
    SearchAsker,
    TriageAsker,
    TutorialCaseAsker,
    empty_reply,
    quoted_documents,
)
from evals.cases import Case
from evals.provenance import config_hash, gather
from evals.replies import (
    REPLIES_FILE,
    Reply,
    Run,
    Selected,
    Through,
    read_replies,
    read_run,
    write_documents,
    write_run,
)

if TYPE_CHECKING:
    from assistant.conversation import Assistant

TUTORIAL = "tutorial"
"""Name of the yardstick among the answerers."""
THROUGH: tuple[Through, ...] = ("assistant", "search")
"""What the yardstick stands in for; it has no rules to be asked alone."""
Key = tuple[str, str, str]
"""Suite, split and id of a case."""
Advance = Callable[[str], None]
"""Called with the suite of each case that is done."""


@dataclass(frozen=True)
class Plan:
    """Cases to be asked, and what each is put to."""

    cases: dict[Key, Case]
    """The cases in their order."""
    through: dict[Key, Through]
    """What each is put to."""
    complete: tuple[str, ...]
    """Suites and splits that are chosen whole."""


class Askers:
    """What the cases of a plan are put to, each loaded when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._askers: dict[Through, Asker] = {}
        self.corpus_hash = self.embedder = ""
        self.answerer = "generative" if settings.model else "extractive"
        self.library: list[Document] = []

    def open(self, needed: Sequence[Through]) -> None:
        """Load what is needed; raises `RehabError`, such as for a missing model."""
        if "triage" in needed:
            self._askers["triage"] = TriageAsker(self._settings)
        if "assistant" in needed or "search" in needed:
            from assistant.building import build_index, load_all
            from assistant.conversation import Assistant

            library = load_all(self._settings).documents
            build_index(self._settings)
            self.adopt(Assistant.open(self._settings), library)

    def open_tutorial(self, place: Path) -> None:
        """Index the documents for the tutorial's chain, in the empty folder `place`, and put everything to it."""
        from assistant.building import load_all
        from assistant.embedding import make_embedder
        from evals.tutorial_chain import TutorialAsker, TutorialChain

        self.library = load_all(self._settings).documents
        embedder = make_embedder(self._settings)
        chain = TutorialChain(embedder, place)
        chain.add(self.library)
        digest = hashlib.sha256("".join(document.text for document in self.library).encode("utf-8"))
        self.corpus_hash, self.embedder, self.answerer = digest.hexdigest()[:16], embedder.fingerprint, TUTORIAL
        titles = {document.id: document.title for document in self.library}
        for through in THROUGH:
            self._askers[through] = TutorialCaseAsker(TutorialAsker(chain, titles, through), self._settings)

    def adopt(self, assistant: Assistant, library: list[Document]) -> None:
        """Use `assistant`, which is loaded already; `library`: the documents as the files held them when it was indexed."""
        generation, _ = assistant.retriever.corpus()
        self.library, self.corpus_hash, self.embedder = library, generation.fingerprint, generation.embedder
        self._askers["assistant"] = AssistantAsker(assistant)
        self._askers["search"] = SearchAsker(assistant.retriever)

    def __getitem__(self, through: Through) -> Asker:
        return self._askers[through]


def start_run(folder: Path, plan: Plan, settings: Settings, askers: Askers, note: str = "") -> Run:
    """Write what the run in `folder` is to do and return it; raises `RehabError` when `folder` holds a run already."""
    if (folder / REPLIES_FILE).exists():
        raise RehabError(f"{folder} holds a run already: go on with --resume, or choose another folder")
    selected = tuple(
        Selected(suite=key[0], split=key[1], id=key[2], asked=case.asked, through=plan.through[key])
        for key, case in plan.cases.items()
    )
    provenance = gather(settings, askers.corpus_hash, askers.embedder, askers.answerer)
    run = Run(name=folder.name, complete_suites=plan.complete, selected=selected, provenance=provenance, note=note)
    write_run(folder, run)
    return run


def check_resumable(run: Run, settings: Settings, askers: Askers) -> None:
    """Raise `RehabError` when what was asked before is no longer what would be asked now."""
    made = run.provenance
    if made.answerer != askers.answerer:
        raise RehabError(f"{run.name} was put to the {made.answerer} answerer: go on with --answerer {made.answerer}")
    if made.config_hash != config_hash(settings):
        raise RehabError(f"the settings have changed since {run.name} was begun: start a new run")
    if made.corpus_hash and made.corpus_hash != askers.corpus_hash:
        raise RehabError(f"the documents have changed since {run.name} was begun: start a new run")


def answer_cases(
    folder: Path, plan: Plan, settings: Settings, askers: Askers, jobs: int = 1, advance: Advance | None = None
) -> bool:
    """Ask every case that has no good reply yet and append its reply to the run in `folder`.

    Returns False when it was stopped by the keyboard; what was done is kept. An error of the assistant becomes a reply with
    an error, never a gap.
    """
    done, _ = read_replies(folder)
    kept = {key for key, reply in done.items() if not reply.error and _current(plan, key, reply)}
    waiting = [key for key in plan.cases if key not in kept]
    for key in kept & set(plan.cases):
        if advance:
            advance(key[0])
    began = time.perf_counter()
    lock = threading.Lock()
    finished = True
    with (folder / REPLIES_FILE).open("a", encoding="utf-8") as sink:
        if sink.tell():
            sink.write("\n")

        def one(key: Key) -> None:
            reply = _ask(askers[plan.through[key]], key[0], plan.cases[key])
            with lock:
                sink.write(reply.model_dump_json() + "\n")
                sink.flush()
                if advance:
                    advance(key[0])

        finished = _each(one, waiting, jobs)
    replies, _ = read_replies(folder)
    write_documents(folder, quoted_documents(askers.library, settings, plan.cases, replies))
    run = read_run(folder)
    seconds = round(run.provenance.seconds + time.perf_counter() - began, 2)
    write_run(folder, run.model_copy(update={"provenance": run.provenance.model_copy(update={"seconds": seconds})}))
    return finished


def _current(plan: Plan, key: Key, reply: Reply) -> bool:
    case = plan.cases.get(key)
    return case is not None and reply.asked == case.asked and reply.through == plan.through[key]


def _ask(asker: Asker, suite: str, case: Case) -> Reply:
    try:
        return asker.ask(suite, case)
    except Exception as error:  # what breaks the assistant is the finding, whatever it is
        return empty_reply(suite, case, asker.through, f"{type(error).__name__}: {error}")


def _each(one: Callable[[Key], None], keys: Sequence[Key], jobs: int) -> bool:
    """Call `one` for each key in `jobs` threads; returns False when stopped by the keyboard."""
    if jobs == 1:
        try:
            for key in keys:
                one(key)
        except KeyboardInterrupt:
            return False
        return True
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        pending: set[Future[None]] = {pool.submit(one, key) for key in keys}
        try:
            while pending:
                complete, pending = wait(pending, return_when=FIRST_COMPLETED)
                for future in complete:
                    future.result()
        except KeyboardInterrupt:
            pool.shutdown(wait=True, cancel_futures=True)
            return False
    return True


@contextmanager
def progress_bar(totals: dict[str, int], quiet: bool = False) -> Iterator[Advance | None]:
    """Yield what is called for each done case; the bar goes to standard error, and only when that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description:<14}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks = {name: bar.add_task(name, total=total) for name, total in totals.items()}
        yield lambda name: bar.advance(tasks[name])
