"""This project's own retrieval: hybrid search over an index of the same passages."""

from __future__ import annotations

from typing import Any

from assistant.config import Settings
from evals.beir import row_document


class System:
    """See driver.py."""

    def load(self, indexing: bool) -> None:
        """Load the model that embeds passages; questions have one of their own, opened with the index."""
        from assistant.embedding import make_embedder

        self._embedder: Any = make_embedder(Settings()) if indexing else None
        self._retriever: Any = None

    def index(self, passages: list[str], folder: str) -> None:
        """Embed and store `passages`, each as a document of its own."""
        from assistant.corpus import keep_snapshot
        from assistant.indexing import sync
        from assistant.store import ChromaStore

        documents = (row_document(str(number), "", text) for number, text in enumerate(passages))
        whole = [document for document in documents if document is not None]
        store = ChromaStore(folder)
        sync(whole, store, self._embedder.fingerprint, lambda: self._embedder)
        # As `rehab index` does.
        keep_snapshot(store, Settings().knowledge)

    def open(self, folder: str) -> None:
        """Open what was stored."""
        from assistant.opening import open_retriever

        self._retriever = open_retriever(Settings(store=folder))

    def search(self, question: str) -> list[str]:
        """Return the ten best passages."""
        return [passage.chunk.text for passage in self._retriever.search(question, 10)]
