"""A generation's corpus as it stands in memory, kept beside the store: a process that only answers derives nothing anew.

It is a cache: when it is missing, damaged or made by other code, the corpus is derived from the store again. Only the classes
listed here are ever loaded from it, so that a file put in its place cannot run code.
"""

from __future__ import annotations

import gc
import hashlib
import io
import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import adapter

if TYPE_CHECKING:
    from assistant.corpus import Corpus

FOLDER = "snapshots"
KEPT = 6
"""Snapshots of other generations that stay: readers of the one before, and of the clinics of the same store."""
_DIGEST = 32
_PACKAGE = Path(__file__).parent
_PLAIN = {
    ("builtins", "set"),
    ("builtins", "frozenset"),
    ("collections", "Counter"),
    ("collections", "OrderedDict"),
    ("collections", "defaultdict"),
    ("builtins", "list"),
    ("builtins", "dict"),
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("pathlib", "PosixPath"),
    ("pathlib", "WindowsPath"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("numpy._core.numeric", "_frombuffer"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "scalar"),
}
_OWN = (
    "assistant.corpus",
    "assistant.lexical",
    "assistant.models.documents",
    "assistant.nearest",
    "assistant.vocabulary",
)


class _Writer(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        # Python 3.11.2, which is Debian's, writes a member of an enumeration as a call of `getattr`, which the reader rightly refuses.
        return (type(value), (value.value,)) if isinstance(value, Enum) else NotImplemented


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN or (module in _OWN and "." not in name):
            found = super().find_class(module, name)
            if (module, name) in _PLAIN or isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} does not belong in a snapshot")


def read_snapshot(store: Path, generation: str, lexicon: Path | None) -> Corpus | None:
    """Return the corpus of `generation` that was kept below `store`, or None when there is none that can be used."""
    path = _path(store, generation, lexicon)
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
        return None
    try:
        with collection_paused():
            corpus: Corpus = _Reader(io.BytesIO(memoryview(data)[_DIGEST:])).load()
    except Exception:
        # Whatever is wrong with a cache, the store has the truth.
        return None
    return corpus


def has_snapshot(store: Path, generation: str, lexicon: Path | None) -> bool:
    """Tell whether a corpus of `generation` is kept below `store`, made by this code."""
    return _path(store, generation, lexicon).is_file()


def write_snapshot(store: Path, generation: str, lexicon: Path | None, corpus: Corpus) -> None:
    """Keep `corpus` below `store` for `generation`; where that fails, such as on a full disk, nothing is kept."""
    path = _path(store, generation, lexicon)
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        written = io.BytesIO()
        _Writer(written, protocol=5).dump(corpus)
        data = written.getvalue()
        try:
            unfinished.write_bytes(hashlib.sha256(data).digest() + data)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        others = sorted(path.parent.glob("*.pickle"), key=lambda other: other.stat().st_mtime, reverse=True)
        for other in [other for other in others if other != path][KEPT:]:
            other.unlink(missing_ok=True)


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the garbage collector while many records are made at once: it would look at all of them again and again."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _path(store: Path, generation: str, lexicon: Path | None) -> Path:
    stamp = hashlib.sha256((_code() + adapter.stamp()).encode("utf-8"))
    if lexicon is not None:
        with suppress(OSError):
            stamp.update((lexicon / "vocabulary.toml").read_bytes())
    return store / FOLDER / f"{generation}-{stamp.hexdigest()[:12]}.pickle"


@lru_cache(maxsize=1)
def _code() -> str:
    """Return what changes when a file of this package does: a snapshot holds objects of its classes."""
    files = sorted(_PACKAGE.rglob("*.py"))
    return "\n".join(f"{file.name} {(stat := file.stat()).st_size} {stat.st_mtime_ns}" for file in files)
