"""Adapter: turns the default model's vectors so that what people ask lies nearer to the stored question that means the same.

all-MiniLM-L6-v2 knows everyday English; here "clams" and "knee opening" mean the same, and "how many" and "how long" do not. One
matrix, learned from the library's own questions and their other wordings (`python -m evals.adapter_training`), is laid over the
vectors of questions and of all that is embedded, half and half with the model's own cosine.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.embedding import DEFAULT_MODEL, Vectors
from assistant.errors import ModelError

ADAPTER = Path(__file__).resolve().parents[1] / "knowledge" / "adapter.npy"
"""The matrix, float16, shape (d, d)."""
NARROWED = 0.91
"""What stands between two turned vectors, 1 - cosine, is multiplied by this: the nearest entry of a question then lies as near as
before (at the 5th, 25th, 50th, 75th and 95th hundredth of the dev questions), and thresholds keep their meaning."""


class Adapter:
    """A linear map over unit vectors."""

    def __init__(self, matrix: Vectors) -> None:
        """`matrix`: shape (d, d)."""
        self._turned = np.ascontiguousarray(matrix.T, dtype=np.float32)

    def turn(self, vectors: Vectors) -> Vectors:
        """Return `vectors`, shape (n, d), turned, each row of unit length; a row of zeros stays one."""
        turned = vectors @ self._turned
        lengths = np.linalg.norm(turned, axis=1, keepdims=True)
        unit: Vectors = (turned / np.maximum(lengths, 1e-12)).astype(np.float32)
        return unit

    @staticmethod
    def nearness(cosines: Vectors) -> Vectors:
        """Return the cosines of turned vectors on the scale of the model's own (see `NARROWED`)."""
        near: Vectors = 1.0 - NARROWED * (1.0 - cosines)
        return near


def adapter_for(fingerprint: str) -> Adapter | None:
    """Return the adapter for vectors of the embedder with this fingerprint, or None where it was not learned for them."""
    return _read(ADAPTER) if fingerprint.startswith(f"{DEFAULT_MODEL}:") else None


def stamp() -> str:
    """Return what changes when the adapter does, "" where there is none."""
    try:
        return hashlib.sha256(ADAPTER.read_bytes()).hexdigest()
    except OSError:
        return ""


@lru_cache(maxsize=1)
def _read(path: Path) -> Adapter | None:
    if not path.is_file():
        return None
    try:
        matrix = np.load(path, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read ({error}): get it again from the release") from error
    return Adapter(matrix)
