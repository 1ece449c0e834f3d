"""A generation's corpus as it stands in memory, kept beside the store: a process that only answers derives nothing anew.

The vectors, most of it, lie in a file of their own and are read straight into the array that is searched. Both files are read
whole instead of mapped: a file that somebody cuts short must not end a process that answers.

It is a cache: when it is missing, damaged or made by other code, the corpus is derived from the store again. Only the classes
listed here are ever loaded from it, so that a file put in its place cannot run code.
"""

from __future__ import annotations

import copyreg
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

import numpy as np
from pydantic import BaseModel

from assistant import adapter
from assistant.embedding import Vectors

if TYPE_CHECKING:
    from assistant.corpus import Corpus

FOLDER = "snapshots"
KEPT = 6
"""Snapshots of other generations that stay: readers of the one before, and of the clinics of the same store."""
VECTORS = ".vectors"
"""Suffix of the file with the vectors."""
_DIGEST = 32
_SET = "__pydantic_fields_set__"
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
    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, protocol=5)
        self._sets: dict[frozenset[str], set[str]] = {}

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, BaseModel):
            # Which fields were given is the same for thousands of records, which never change: they share one set of names.
            state: dict[str, Any] = dict(value.__getstate__())
            state[_SET] = self._sets.setdefault(frozenset(state[_SET]), set(state[_SET]))
            return copyreg.__newobj__, (type(value),), state  # type: ignore[attr-defined]
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
            corpus, lengths = _Reader(io.BytesIO(memoryview(data)[_DIGEST:])).load()
        if lengths is not None:
            corpus.entries.vectors = _read_vectors(path.with_suffix(VECTORS), lengths)
    except Exception:
        # Whatever is wrong with a cache, the store has the truth.
        return None
    found: Corpus = corpus
    return found


def _read_vectors(path: Path, lengths: Vectors) -> Vectors:
    """Return the vectors in the file, shape (entries, d); raises `ValueError` unless their squared lengths are `lengths`."""
    read: Vectors = np.fromfile(path, dtype=np.float32).reshape(len(lengths), -1)
    if not np.allclose(_lengths(read), lengths, rtol=0, atol=1e-4):
        raise ValueError(f"{path} is damaged")
    return read


def _lengths(vectors: Vectors) -> Vectors:
    """Return the squared length of each vector: what a file that lost a block or was cut short does not have."""
    found: Vectors = np.vecdot(vectors, vectors)
    return found


def has_snapshot(store: Path, generation: str, lexicon: Path | None) -> bool:
    """Tell whether a corpus of `generation` is kept below `store`, made by this code."""
    return _path(store, generation, lexicon).is_file()


def write_snapshot(store: Path, generation: str, lexicon: Path | None, corpus: Corpus) -> None:
    """Keep `corpus` below `store` for `generation`; where that fails, such as on a full disk, nothing is kept."""
    path = _path(store, generation, lexicon)
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    vectors = corpus.entries.vectors
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        written = io.BytesIO()
        _Writer(written).dump((corpus, None if vectors is None else _lengths(vectors)))
        data = written.getvalue()
        try:
            # The vectors first: whoever finds the other file finds both.
            if vectors is not None:
                with unfinished.open("wb") as file:
                    vectors.tofile(file)
                unfinished.replace(path.with_suffix(VECTORS))
            unfinished.write_bytes(hashlib.sha256(data).digest() + data)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        others = sorted(path.parent.glob("*.pickle"), key=lambda other: other.stat().st_mtime, reverse=True)
        for other in [other for other in others if other != path][KEPT:]:
            other.unlink(missing_ok=True)
        for alone in path.parent.glob(f"*{VECTORS}"):
            # Of a snapshot that was removed, or of another process that is about to write its own: that one finds none and derives it.
            if alone != path.with_suffix(VECTORS) and not alone.with_suffix(".pickle").exists():
                alone.unlink(missing_ok=True)


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
