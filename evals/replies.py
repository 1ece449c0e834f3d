"""Runs: what was asked, what came back, and under which conditions. A run is a folder; scoring reads it and asks nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from assistant.models import Answer, Urgency
from evals.cases import Strict, SuiteError

Through = Literal["assistant", "triage", "search"]
"""What a case was put to: the whole assistant, the red-flag rules alone, or the search alone."""
RUN_FILE, REPLIES_FILE, DOCUMENTS_FILE = "run.json", "replies.jsonl", "documents.jsonl"


class Place(Strict):
    """A passage that the search found."""

    document: str
    """Document id."""
    start: int
    """First character."""
    end: int
    """One past the last character."""


class Reply(Strict):
    """What came back for one case."""

    suite: str
    """The suite."""
    split: str
    """The split."""
    id: str
    """The case."""
    asked: str
    """Hash of what was asked (`Case.asked`)."""
    through: Through
    """What answered."""
    urgency: Urgency | None = None
    """Urgency of the last turn; None when only a search was made."""
    answers: tuple[Answer, ...] = ()
    """One for each turn, when the whole assistant was asked."""
    ranking: tuple[str, ...] = ()
    """Ids of the documents that the search found for the last turn, best first, each once."""
    passages: tuple[Place, ...] = ()
    """The best passages that the search alone found, best first."""
    intent: str = ""
    """What the last turn was taken to ask for."""
    seconds: float = 0.0
    """Time for all turns."""
    error: str = ""
    """What went wrong; not empty means that the case failed."""


class Grade(Strict):
    """What a model judge says of one point of a rubric."""

    met: bool | None
    """Whether the answer meets the criterion; None when the judge gave nothing that can be read."""
    explanation: str = ""
    """The judge's words, or what went wrong."""


class Provenance(Strict):
    """Under which conditions a run was made."""

    began: str
    """Local time of the start, ISO 8601."""
    seconds: float = 0.0
    """Duration of asking."""
    git_commit: str
    """Commit of the project, or ``unknown``."""
    git_dirty: bool
    """Whether files differed from the commit."""
    config_hash: str
    """Hash of the settings in force."""
    corpus_hash: str
    """Fingerprint of the index, or empty when none was used."""
    embedder: str
    """Fingerprint of the embedding model, or empty."""
    answerer: str
    """``extractive``, ``generative``, or ``tutorial`` for the yardstick."""
    versions: dict[str, str]
    """Versions of Python and of the packages that decide the answers."""
    machine: dict[str, str]
    """Kind of machine: system, processor, cores."""


class Selected(Strict):
    """A case that the run was to ask."""

    suite: str
    split: str
    id: str
    asked: str
    through: Through


class Run(Strict):
    """What a run was to do."""

    format: Literal[1] = 1
    """Version of this record."""
    name: str
    """Name of the run's folder."""
    complete_suites: tuple[str, ...]
    """Suites and splits (``triage.frozen``) that were chosen whole: only these are held against the manifest."""
    selected: tuple[Selected, ...]
    """The cases."""
    provenance: Provenance
    """The conditions."""
    note: str = ""
    """A remark for readers."""


class RunDocument(Strict):
    """A document as it stood in its file when it was quoted."""

    id: str
    """Its id."""
    title: str
    """Its title."""
    text: str = Field(repr=False)
    """Its whole text."""
    scope: str = ""
    """``suite.split.id`` of the only case that it was added for; empty for the library and the clinic's documents."""
    circumstances: tuple[str, ...] = ()
    """Circumstances that a condition document is about."""
    weeks: tuple[float, float] | None = None
    """Weeks since surgery or injury that it is for; None when it is for any."""


def write_json(path: Path, value: Any) -> None:
    """Write `value` as JSON beside `path` and move it there, so that no half-written file is ever read."""
    beside = path.with_suffix(path.suffix + ".new")
    beside.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    beside.replace(path)


def write_run(folder: Path, run: Run) -> None:
    """Write what the run was to do."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / RUN_FILE, run.model_dump(mode="json"))


def read_run(folder: Path) -> Run:
    """Return what the run in `folder` was to do; raises `SuiteError`."""
    path = folder / RUN_FILE
    try:
        return Run.model_validate_json(path.read_bytes())
    except OSError as error:
        raise SuiteError(path, None, "", f"cannot be read ({error.strerror}): is this the folder of a run?") from error
    except ValidationError as error:
        fault = error.errors()[0]
        raise SuiteError(path, None, ".".join(map(str, fault["loc"])), fault["msg"]) from error


def read_replies(folder: Path) -> tuple[dict[tuple[str, str, str], Reply], list[str]]:
    """Return the replies by suite, split and id, and a sentence for each line that cannot be read.

    The last reply to a case counts. A line that cannot be read leaves its case without a reply, which is a failure.
    """
    replies: dict[tuple[str, str, str], Reply] = {}
    problems: list[str] = []
    for number, line in lines_of(folder / REPLIES_FILE):
        try:
            reply = Reply.model_validate_json(line)
        except ValidationError as error:
            fault = error.errors()[0]
            problems.append(f"{REPLIES_FILE}:{number}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}")
            continue
        replies[reply.suite, reply.split, reply.id] = reply
    return replies, problems


def read_documents(folder: Path) -> dict[tuple[str, str], RunDocument]:
    """Return the quoted documents of a run by scope and id; one that cannot be read is left out, so that its quotes fail."""
    documents = {}
    for _, line in lines_of(folder / DOCUMENTS_FILE):
        try:
            document = RunDocument.model_validate_json(line)
        except ValidationError:
            continue
        documents[document.scope, document.id] = document
    return documents


def write_documents(folder: Path, documents: Iterable[RunDocument]) -> None:
    """Write the quoted documents of a run, in place of what was there."""
    lines = [document.model_dump_json() for document in documents]
    (folder / DOCUMENTS_FILE).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def lines_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file that are not empty, with their 1-based numbers; none where there is no file."""
    if path.is_file():
        for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
            if line.strip():
                yield number, line
