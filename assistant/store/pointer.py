"""Which generation is published: a collection of Chroma says so, and on disk a small file beside it.

With the file, asking costs no import of Chroma and no query; while it stays the same, it is not even read again.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.store.explaining import explained
from assistant.store.records import Generation

_Mark = tuple[int, int, int]


class PointerFile:
    """The file beside Chroma that names the published generation. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[_Mark, Generation] | None = None

    def read(self) -> Generation | None:
        """Return the published generation, or None where the file is missing or says nothing that can be read."""
        with suppress(OSError, ValueError, TypeError):
            stat = self.path.stat()
            # It is only ever replaced as a whole.
            mark = stat.st_ino, stat.st_mtime_ns, stat.st_size
            if self._read is None or self._read[0] != mark:
                self._read = mark, Generation(**json.loads(self.path.read_text(encoding="utf-8")))
            return self._read[1]
        return None

    def write(self, generation: Generation) -> None:
        """Name `generation`, in one step."""
        unfinished = self.path.with_suffix(".tmp")
        with explained(str(self.path.parent)), unfinished.open("w", encoding="utf-8") as file:
            json.dump(asdict(generation), file)
            file.flush()
            # A power cut must not leave the name of the file without its words.
            os.fsync(file.fileno())
        unfinished.replace(self.path)


def pointed_at(client: Any, name: str) -> Generation | None:
    """Return the generation that the collection `name` names, or None when there is no such collection, or it names none."""
    from chromadb.errors import NotFoundError

    try:
        values = client.get_collection(name, embedding_function=None).metadata or {}
    except NotFoundError:
        return None
    if not values.get("generation"):
        return None
    return Generation(str(values["generation"]), str(values["fingerprint"]), str(values["embedder"]))


def point_at(client: Any, name: str, generation: Generation) -> None:
    """Have the collection `name` name `generation`: one write, so that a reader sees the one before or this one."""
    client.get_or_create_collection(name, embedding_function=None).modify(
        metadata={
            "generation": generation.name,
            "fingerprint": generation.fingerprint,
            "embedder": generation.embedder,
        }
    )
