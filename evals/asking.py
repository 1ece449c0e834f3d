"""What cases are put to: the whole assistant, the red-flag rules alone, or the search alone."""

from __future__ import annotations

import copy
import shutil
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.config import Settings
from assistant.models import Answer, Document, Passage, Urgency
from evals.cases import Case
from evals.replies import Place, Reply, RunDocument, Through

if TYPE_CHECKING:
    from assistant.conversation import Assistant
    from assistant.retrieval import HybridRetriever
    from evals.tutorial_chain import TutorialAsker

RANKED = 100
"""Documents kept of a ranking."""
PLACES = 10
"""Passages of a ranking that are kept."""
PASSAGES = 400
"""Passages searched for a ranking of documents."""


class Asker(Protocol):
    """Puts a case to something. Safe to be called from several threads."""

    through: Through

    def ask(self, suite: str, case: Case) -> Reply:
        """Return what came back; raises what the thing that was asked raises."""


def empty_reply(suite: str, case: Case, through: Through, error: str = "") -> Reply:
    """Return a reply without an answer."""
    return Reply(suite=suite, split=case.split, id=case.id, asked=case.asked, through=through, error=error)


class TriageAsker:
    """Triage alone, rules and second net: no index is loaded."""

    through: Through = "triage"

    def __init__(self, settings: Settings) -> None:
        from assistant.query_model import make_query_embedder
        from assistant.triage import load_triage

        self._triage = load_triage(settings, make_query_embedder(settings))

    def ask(self, suite: str, case: Case) -> Reply:
        """See `Asker.ask`."""
        began = time.perf_counter()
        findings = self._triage.assess(case.turns[-1], case.turns[:-1])
        return empty_reply(suite, case, self.through).model_copy(
            update={
                "urgency": findings[0].urgency if findings else Urgency.NONE,
                "seconds": round(time.perf_counter() - began, 6),
            }
        )


class SearchAsker:
    """The search alone."""

    through: Through = "search"

    def __init__(self, retriever: HybridRetriever) -> None:
        self._retriever = retriever

    def ask(self, suite: str, case: Case) -> Reply:
        """See `Asker.ask`."""
        began = time.perf_counter()
        passages = self._retriever.search(case.turns[-1], PASSAGES)
        seconds = round(time.perf_counter() - began, 6)
        places = tuple(
            Place(document=chunk.document_id, start=chunk.span.start, end=chunk.span.end)
            for chunk in (passage.chunk for passage in passages[:PLACES])
        )
        found = {"ranking": _documents(passages), "passages": places, "seconds": seconds}
        return empty_reply(suite, case, self.through).model_copy(update=found)


class AssistantAsker:
    """The whole assistant, with the case's own documents added where it has some."""

    through: Through = "assistant"

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._extended: ExtendedLibrary | None = None
        self._lock = threading.Lock()

    def ask(self, suite: str, case: Case) -> Reply:
        """See `Asker.ask`."""
        if not case.documents:
            return self._converse(self._assistant, suite, case)
        with self._lock:
            if self._extended is None:
                self._extended = ExtendedLibrary(self._assistant.settings, self._assistant)
            return self._converse(self._extended.holding(case.documents), suite, case)

    def _converse(self, assistant: Assistant, suite: str, case: Case) -> Reply:
        began = time.perf_counter()
        conversation = on_day(assistant, case.today).conversation()
        answers: list[Answer] = [conversation.ask(turn) for turn in case.turns]
        seconds = round(time.perf_counter() - began, 6)
        ranking: tuple[str, ...] = ()
        if case.expect.documents and len(case.turns) == 1:
            ranking = ranked_documents(assistant.retriever, case.turns[0])
        return empty_reply(suite, case, self.through).model_copy(
            update={
                "urgency": answers[-1].urgency,
                "answers": tuple(answers),
                "ranking": ranking,
                "intent": answers[-1].intent,
                "seconds": seconds,
            }
        )


class TutorialCaseAsker:
    """The tutorial's chain, with the case's own documents added where it has some."""

    def __init__(self, asker: TutorialAsker, settings: Settings) -> None:
        self.through: Through = asker.through
        self._asker = asker
        self._settings = settings
        self._lock = threading.Lock()

    def ask(self, suite: str, case: Case) -> Reply:
        """See `Asker.ask`."""
        with self._lock, tempfile.TemporaryDirectory(prefix="rehab-eval-") as folder:
            added = added_documents(case.documents, self._settings, Path(folder)) if case.documents else []
            return self._asker.ask(suite, case, added)


def on_day(assistant: Assistant, day: date | None) -> Assistant:
    """Return an assistant for which it is `day`, so that "since March" means the same whenever a case is asked."""
    if day is None:
        return assistant
    reader = copy.copy(assistant.reader)
    reader.read = partial(assistant.reader.read, today=day)  # type: ignore[method-assign]
    reader.add = partial(assistant.reader.add, today=day)  # type: ignore[method-assign]
    reader.after = partial(assistant.reader.after, today=day)  # type: ignore[method-assign]
    dated = copy.copy(assistant)
    dated.reader = reader
    return dated


class ExtendedLibrary:
    """The library with the documents of one case at a time laid over it. Not thread-safe."""

    def __init__(self, settings: Settings, assistant: Assistant) -> None:
        from assistant.conversation import Assistant
        from assistant.retrieval import HybridRetriever
        from evals.layered import LayeredStore

        self._settings = settings
        self._store = LayeredStore(assistant.retriever.store, assistant.retriever.embedder)
        retriever = HybridRetriever.open(self._store, assistant.retriever.embedder, settings.knowledge)
        self._assistant = Assistant(settings, retriever)
        self._held: dict[str, str] | None = None

    def holding(self, documents: dict[str, str]) -> Assistant:
        """Return an assistant whose library also holds `documents`; one that cannot be read is left out, as it would be."""
        if documents != self._held:
            with tempfile.TemporaryDirectory(prefix="rehab-eval-") as folder:
                self._store.hold(added_documents(documents, self._settings, Path(folder)))
            self._held = dict(documents)
        return self._assistant


def added_documents(documents: dict[str, str], settings: Settings, folder: Path) -> list[Document]:
    """Return the documents of a case, read as a clinic's own from files below `folder`."""
    from assistant.loading import load_folder

    root = folder / "documents"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for name, text in documents.items():
        path = root / name
        if not path.resolve().is_relative_to(root.resolve()):
            path = root / Path(name).name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    inside = all(name.startswith("clinic/") for name in documents)
    return load_folder(root, settings.clinic or "This clinic", "" if inside else "clinic/").documents


def ranked_documents(retriever: HybridRetriever, query: str) -> tuple[str, ...]:
    """Return the ids of up to `RANKED` documents that the search finds for `query`, best passage first, each once."""
    return _documents(retriever.search(query, PASSAGES))


def _documents(passages: Sequence[Passage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(passage.chunk.document_id for passage in passages))[:RANKED]


def quoted_documents(
    library: Sequence[Document],
    settings: Settings,
    cases: dict[tuple[str, str, str], Case],
    replies: dict[tuple[str, str, str], Reply],
) -> list[RunDocument]:
    """Return the documents that replies quote or cases name, for scoring later.

    `library`: the documents as their files held them when the index was brought up to date; files may change under a run.
    """
    named: set[str] = set()
    own: list[RunDocument] = []
    with tempfile.TemporaryDirectory(prefix="rehab-eval-") as folder:
        for key, case in cases.items():
            named.update((*case.expect.documents, *case.expect.forbidden_documents))
            named.update(span.document for span in case.expect.spans)
            if case.documents and key in replies:
                own += [
                    _kept(found, ".".join(key)) for found in added_documents(case.documents, settings, Path(folder))
                ]
    for reply in replies.values():
        for answer in reply.answers:
            named.update(citation.document_id for citation in answer.citations)
    return [*(_kept(document) for document in library if document.id in named), *own]


def _kept(document: Document, scope: str = "") -> RunDocument:
    return RunDocument(
        id=document.id,
        title=document.title,
        text=document.text,
        scope=scope,
        circumstances=document.circumstances,
        weeks=document.weeks,
    )
