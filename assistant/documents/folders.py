"""A clinic's folder of documents with its draft and the version before, changed as a whole or not at all.

Below the folder, `.staff/draft` holds the draft, `.staff/previous` the files of the version before. Publishing writes down what
it is about to do first; after a kill the next one who looks finishes it when the index had been swapped, and drops it when not.
Guarantees: the files always are those of the index that answers, once `recover` has run.
"""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.leaflets import READERS
from assistant.loading import document_files
from assistant.store import Generation

STAFF = ".staff"
"""Name of the folder that staff's work is kept in; hidden, so no document is read from it."""
MAX_UPLOAD = 25 * 1024 * 1024
"""Largest file that is taken, in bytes."""
MAX_FILES = 1_000
"""Most files in a draft."""


class DocumentFolder:
    """One clinic's folder."""

    def __init__(self, root: Path) -> None:
        """`root`: the folder of published documents; made when it is missing."""
        self.root = root
        self.draft = root / STAFF / "draft"
        self.previous = root / STAFF / "previous"
        self._kept = root / STAFF / "kept"
        self._incoming = root / STAFF / "incoming"
        self._journal = root / STAFF / "publishing.json"
        self._before = root / STAFF / "previous.json"

    @property
    def has_draft(self) -> bool:
        """Whether there is a draft."""
        return self.draft.is_dir()

    def begin_draft(self) -> None:
        """Make a draft of the published files, unless there is one."""
        if not self.has_draft:
            unfinished = self.draft.with_name("draft.new")
            _copy(self.root, unfinished)
            unfinished.replace(self.draft)

    def drop_draft(self) -> None:
        """Throw the draft away."""
        shutil.rmtree(self.draft, ignore_errors=True)

    def add(self, name: str, content: bytes) -> str:
        """Put a file into the draft and return the name it got; raises `InputError` when it is not taken."""
        safe = safe_name(name)
        if len(content) > MAX_UPLOAD:
            raise InputError(f"{safe}: {len(content) / 2**20:.0f} MB; at most {MAX_UPLOAD // 2**20} MB")
        if not content:
            raise InputError(f"{safe}: the file is empty")
        self.begin_draft()
        if len(document_files(self.draft)) >= MAX_FILES:
            raise InputError(f"the draft holds {MAX_FILES} files already: remove some first")
        target = self.draft / safe
        unfinished = target.with_name(f".{safe}.tmp")
        unfinished.write_bytes(content)
        unfinished.replace(target)
        return safe

    def remove(self, name: str) -> None:
        """Take a file out of the draft; raises `InputError` when it is none of its files."""
        self.begin_draft()
        if name not in self.names(self.draft):
            raise InputError(f"{name}: there is no such file in the draft")
        (self.draft / name).unlink()

    def names(self, folder: Path | None = None) -> list[str]:
        """Return the paths of the documents in `folder` (the published ones by default), relative to it."""
        folder = folder or self.root
        return [path.relative_to(folder).as_posix() for path in document_files(folder)] if folder.is_dir() else []

    def changes(self) -> tuple[list[str], list[str], list[str]]:
        """Return the names that the draft adds, changes and removes."""
        if not self.has_draft:
            return [], [], []
        new, old = self.names(self.draft), self.names()
        changed = [
            name for name in new if name in old and (self.draft / name).read_bytes() != (self.root / name).read_bytes()
        ]
        return [name for name in new if name not in old], changed, [name for name in old if name not in new]

    def before(self) -> Generation | None:
        """Return the index of the version before, or None when there is none to go back to."""
        values = _read(self._before)
        return Generation(**values) if values and self.previous.is_dir() else None

    def begin_swap(self, source: Path, generation: Generation, current: Generation | None) -> None:
        """Write down that the files of `source`, with the index `generation`, are about to become the published ones."""
        _copy(self.root, self._kept)
        _copy(source, self._incoming)
        _write(
            self._journal,
            {
                "draft": source == self.draft,
                "generation": asdict(generation),
                "before": asdict(current) if current is not None else None,
            },
        )

    def finish_swap(self) -> None:
        """Bring the files in line with the index that was swapped; does nothing when no swap was begun."""
        journal = _read(self._journal)
        if not journal:
            return
        # Every step leaves the next run of this with nothing, or the same, to do.
        if self._incoming.is_dir():
            _mirror(self._incoming, self.root)
            shutil.rmtree(self._incoming)
        if journal["draft"]:
            self.drop_draft()
        if self._kept.is_dir():
            shutil.rmtree(self.previous, ignore_errors=True)
            self._kept.replace(self.previous)
        if journal["before"]:
            _write(self._before, journal["before"])
        self._journal.unlink()

    def recover(self, current: Generation | None) -> None:
        """After a kill: finish the swap when the index `current` is the new one, else forget that it was begun."""
        journal = _read(self._journal)
        if not journal:
            return
        if current is not None and current.name == journal["generation"]["name"]:
            self.finish_swap()
        else:
            self._journal.unlink()
            shutil.rmtree(self._kept, ignore_errors=True)
            shutil.rmtree(self._incoming, ignore_errors=True)


def safe_name(name: str) -> str:
    """Return a file's name without folders and odd characters; raises `InputError` when its kind is not read."""
    base = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    stem, dot, suffix = base.rpartition(".")
    suffix = f".{suffix.lower()}" if dot else ""
    if suffix not in READERS:
        raise InputError(f"{base[:80]}: files of this kind are not read; known: {', '.join(sorted(READERS))}")
    kept = re.sub(r"[^\w \-()&+,.]", "-", stem).strip(" .-~_")
    kept = re.sub(r"\.{2,}", ".", kept)[:80].strip(" .-")
    if not kept or kept.upper() == "README":
        raise InputError(f"{base[:80]}: give the file a name of letters")
    return f"{kept}{suffix}"


def _copy(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for path, name in _files(source):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target / name)


def _mirror(source: Path, target: Path) -> None:
    """Make the documents below `target` those below `source`; each file changes as a whole."""
    wanted = {name: path for path, name in _files(source)}
    for name, path in wanted.items():
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished = place.with_name(f".{place.name}.tmp")
        shutil.copy2(path, unfinished)
        unfinished.replace(place)
    for path, name in list(_files(target)):
        if name not in wanted:
            path.unlink()


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    if folder.is_dir():
        for path in document_files(folder):
            yield path, path.relative_to(folder).as_posix()


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _write(path: Path, values: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(json.dumps(values), encoding="utf-8")
    unfinished.replace(path)
