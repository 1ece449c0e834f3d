"""What stands in for Chroma on disk: each generation's documents and vectors in a file of their own, and what Chroma's files of it measure.

With it questions are answered while Chroma cannot be read, a damaged index is made anew without embedding anything, and files
that were cut off or overwritten are noticed before Chroma reads them, which may end the process. A file that is missing or damaged
stands in for nothing; it never makes an answer wrong.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FOLDER = "standby"
_DIGEST = 32


@dataclass(frozen=True)
class Kept:
    """What was kept of a generation."""

    ids: list[str]
    """Of its entries."""
    vectors: NDArray[np.float32]
    """Theirs, shape (n, d)."""
    documents: list[str]
    """Its documents as JSON; empty where only vectors are held."""


class Standby:
    """The files of one store. Thread-safe."""

    def __init__(self, store: Path) -> None:
        """`store`: the store's folder, in which Chroma lies as ``chroma``."""
        self._chroma = store / "chroma"
        self._folder = store / FOLDER
        self._lock = threading.Lock()
        self._held: tuple[str, Kept | None] = ("", None)

    def parts(self) -> set[str]:
        """Return the names of the folders that Chroma keeps, one for each collection with an index of its own."""
        return {path.name for path in self._chroma.iterdir() if path.is_dir()} if self._chroma.is_dir() else set()

    def write(self, generation: str, kept: Kept) -> None:
        """Keep what belongs to `generation`; where that fails, such as on a full disk, nothing is kept."""
        data = io.BytesIO()
        np.savez(
            data,
            ids=np.array(kept.ids, dtype=np.str_),
            vectors=kept.vectors.astype(np.float32, copy=False),
            documents=np.frombuffer(json.dumps(kept.documents).encode("utf-8"), dtype=np.uint8),
        )
        body = data.getvalue()
        self._put(f"{generation}.vectors", hashlib.sha256(body).digest() + body)

    def measure(self, generation: str, parts: Iterable[str]) -> None:
        """Keep size and digest of Chroma's files below `parts`, which are the generation's and never change again."""
        measures = {
            str(path.relative_to(self._chroma)): (path.stat().st_size, _digest(path))
            for part in sorted(parts)
            for path in sorted((self._chroma / part).rglob("*"))
            if path.is_file()
        }
        self._put(f"{generation}.json", json.dumps(measures).encode("utf-8"))

    def read(self, generation: str) -> Kept | None:
        """Return what was kept of `generation`, or None where there is nothing that can be used."""
        with self._lock:
            if self._held[0] != generation:
                self._held = (generation, self._read(generation))
            return self._held[1]

    def _read(self, generation: str) -> Kept | None:
        try:
            data = (self._folder / f"{generation}.vectors").read_bytes()
            if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
                return None
            with np.load(io.BytesIO(data[_DIGEST:]), allow_pickle=False) as kept:
                return Kept(kept["ids"].tolist(), kept["vectors"], json.loads(kept["documents"].tobytes()))
        except (OSError, ValueError, KeyError):
            return None

    def release(self) -> None:
        """Give back the memory of what was read."""
        with self._lock:
            self._held = ("", None)

    def damage(self, generation: str, thorough: bool = False) -> str:
        """Return what is wrong with Chroma's files of `generation`, or nothing; `thorough` compares digests, not only sizes."""
        try:
            measures = json.loads((self._folder / f"{generation}.json").read_bytes())
        except (OSError, ValueError):
            return ""
        for name, (size, digest) in measures.items():
            path = self._chroma / name
            try:
                whole = path.stat().st_size == size and (not thorough or _digest(path) == digest)
            except OSError:
                return f"{name} is missing"
            if not whole:
                return f"{name} is not as it was written"
        return ""

    def clean(self, prefix: str, keep: set[str]) -> None:
        """Remove the files of generations whose names begin with `prefix` and are not in `keep`."""
        for path in self._folder.glob("*"):
            if path.name.startswith(prefix) and path.name.partition(".vectors")[0].removesuffix(".json") not in keep:
                path.unlink(missing_ok=True)

    def _put(self, name: str, data: bytes) -> None:
        unfinished = self._folder / f"{name}.{os.getpid()}.tmp"
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                unfinished.write_bytes(data)
                unfinished.replace(self._folder / name)
            finally:
                unfinished.unlink(missing_ok=True)


def nearest(kept: Kept, vectors: NDArray[np.float32], count: int) -> list[list[tuple[str, float]]]:
    """Return for each row of `vectors` (n, d) the `count` ids nearest to it with their cosine, nearest first; exact."""
    if not kept.ids:
        return [[] for _ in vectors]
    similarity = np.asarray(vectors, dtype=np.float32) @ kept.vectors.T
    return [
        [(kept.ids[place], float(row[place])) for place in np.argsort(-row, kind="stable")[:count]]
        for row in similarity
    ]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
