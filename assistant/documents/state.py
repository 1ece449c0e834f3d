"""How a clinic's documents stand: for each file what it gave and what its staff should look at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from assistant.chunking import chunk_document, content_id
from assistant.documents.conflicts import Conflict, ConflictFinder, statements_of, without
from assistant.errors import DocumentError
from assistant.imprint import review_due
from assistant.loading import Loaded
from assistant.models import Document, Span
from assistant.readability import reading_grade, words
from assistant.readers.extraction import DocumentWarning, WarningKind

PLAIN_GRADE = 8.0
"""US school grade above which a leaflet is hard to read for many patients (NHS content guide: age 9 to 11; the library: 8)."""
SAME = 0.8
"""Share of common sentences from which two leaflets count as duplicates."""


@dataclass(frozen=True)
class FileState:
    """What one file gave."""

    path: str
    """Below its folder."""
    title: str = ""
    document_id: str = ""
    chunks: int = 0
    pages: int = 0
    """0 for a file without pages."""
    words: int = 0
    grade: float = 0.0
    """Reading grade (Flesch-Kincaid)."""
    problem: str = ""
    """Why it could not be read; empty when it was."""
    warnings: tuple[DocumentWarning, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    """What in it speaks against the library."""

    def line(self) -> str:
        """Return what the file gave on one line."""
        if self.problem:
            return f"{self.path}: not read: {self.problem}"
        pages = f"{_count(self.pages, 'page')}, " if self.pages else ""
        doubts = f"; {_count(len(self.warnings), 'warning')}" if self.warnings else ""
        return f"{self.path}: {pages}{_count(self.chunks, 'chunk')}, {self.words} words, grade {self.grade:.1f}{doubts}"

    def to_json(self) -> dict[str, Any]:
        """Return what `rehab documents --json` prints."""
        values = asdict(self)
        values["warnings"] = [
            {key: one[key] for key in ("kind", "problem", "page", "line")} for one in values["warnings"]
        ]
        return values


@dataclass
class Examined:
    """A clinic's documents after their examination."""

    documents: list[Document] = field(default_factory=list)
    """What is indexed: without the sentences that contradict the library."""
    states: list[FileState] = field(default_factory=list)
    """One for each file, in the order of their paths."""

    @property
    def warnings(self) -> list[DocumentWarning]:
        """All warnings, file by file."""
        return [warning for state in self.states for warning in state.warnings]


def examine(
    own: Loaded, finder: ConflictFinder, cache: Path | None = None, library_id: str = "", today: date | None = None
) -> Examined:
    """Return the clinic's documents `own` as they may be indexed, with the state of each file.

    `cache`: a file in which conflicts are kept by content and `library_id`, so that an unchanged leaflet costs nothing.
    `today`: for tests.
    """
    known = _read_cache(cache, library_id)
    result = Examined()
    kept: dict[str, list[dict[str, Any]]] = {}
    seen: list[tuple[str, frozenset[str]]] = []
    today = today or date.today()
    for document in sorted(own.documents, key=lambda document: document.path):
        key = content_id(document.id, document.title, document.text)
        conflicts = _restored(known[key]) if key in known else finder.find(document)
        kept[key] = [asdict(conflict) | {"span": conflict.span.model_dump()} for conflict in conflicts]
        contradictions = [conflict for conflict in conflicts if conflict.kind == "contradiction"]
        used = without(document, [conflict.span for conflict in contradictions])
        texts = [text for _, _, text in statements_of(document)]
        grade = reading_grade(texts) if texts else 0.0
        warnings = [warning for warning in own.warnings if warning.path == document.path]
        warnings += [_of_conflict(document.path, conflict) for conflict in conflicts]
        warnings += _of_text(document, texts, grade, today)
        sentences = frozenset(text.casefold() for text in texts)
        twin = next((path for path, other in seen if _overlap(sentences, other) >= SAME), None)
        if twin is not None:
            warnings.append(_warning(document.path, "duplicate", f"says nearly the same as {twin}: keep one of them"))
        seen.append((document.path, sentences))
        pages = max((section.page or 0 for section in document.sections), default=0)
        result.documents.append(used)
        result.states.append(
            FileState(
                document.path,
                document.title,
                document.id,
                len(chunk_document(used)),
                pages,
                sum(len(words(text)) for text in texts),
                round(grade, 1),
                warnings=tuple(warnings),
                conflicts=tuple(conflicts),
            )
        )
    result.states.extend(FileState(error.path, problem=_place(error)) for error in own.problems)
    result.states.sort(key=lambda state: state.path)
    _write_cache(cache, library_id, kept)
    return result


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _place(error: DocumentError) -> str:
    return f"line {error.line}: {error.problem}" if error.line else error.problem


def _warning(path: str, kind: WarningKind, problem: str, page: int | None = None) -> DocumentWarning:
    return DocumentWarning(path, kind, problem, page=page)


def _of_conflict(path: str, conflict: Conflict) -> DocumentWarning:
    where = f" ({conflict.document_id})" if conflict.document_id else ""
    fate = "this is never quoted" if conflict.kind == "contradiction" else "check that it is meant"
    problem = f"“{conflict.sentence}” {conflict.reason}; {fate}. The library: “{conflict.correction}”{where}"
    return _warning(path, conflict.kind, problem, conflict.page)


def _of_text(document: Document, texts: Sequence[str], grade: float, today: date) -> list[DocumentWarning]:
    found = []
    if not texts:
        found.append(_warning(document.path, "no-text", "gave no sentence that can be quoted"))
    if grade > PLAIN_GRADE and len(texts) >= 5:
        found.append(
            _warning(
                document.path,
                "reading-grade",
                f"reading grade {grade:.1f}: shorter words and sentences help; {PLAIN_GRADE:.0f} or less is plain",
            )
        )
    due = review_due(document.text)
    if due is not None and due < today:
        found.append(_warning(document.path, "review-expired", f"its review was due by {due.isoformat()}"))
    return found


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    least = min(len(one), len(other))
    return len(one & other) / least if least >= 3 else 0.0


def _read_cache(cache: Path | None, library_id: str) -> dict[str, list[dict[str, Any]]]:
    if cache is None:
        return {}
    try:
        values = json.loads(cache.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(values["conflicts"]) if values.get("library") == library_id else {}


def _write_cache(cache: Path | None, library_id: str, kept: dict[str, list[dict[str, Any]]]) -> None:
    if cache is None:
        return
    cache.parent.mkdir(parents=True, exist_ok=True)
    unfinished = cache.with_suffix(".tmp")
    unfinished.write_text(json.dumps({"library": library_id, "conflicts": kept}, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(cache)


def _restored(rows: list[dict[str, Any]]) -> list[Conflict]:
    return [Conflict(**{**row, "span": Span.model_validate(row["span"])}) for row in rows]
