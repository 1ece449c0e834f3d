"""The retriever and the answer chain in LangChain's own shapes, for who builds on them: a `BaseRetriever` and a `Runnable`.

They stand apart because LangChain's core takes half a second to import, which a process that only answers need not wait for.
"""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import ConfigDict, SkipValidation

from assistant.chain import AnswerChain
from assistant.chunking import plain
from assistant.models import Answer, Question
from assistant.retrieval import HybridRetriever


class LibraryRetriever(BaseRetriever):
    """Finds passages for a query; each document's metadata hold its place and score."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: SkipValidation[HybridRetriever]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        return [
            LangChainDocument(
                page_content=plain(passage.chunk.text),
                metadata={
                    "document_id": passage.chunk.document_id,
                    "title": passage.title,
                    "heading": passage.chunk.heading,
                    "start": passage.chunk.span.start,
                    "end": passage.chunk.span.end,
                    "score": passage.score,
                },
                id=passage.chunk.id,
            )
            for passage in self.retriever.search(query)
        ]


class AnswerRunnable(Runnable[Question, Answer]):
    """One question in, one cited and verified answer out."""

    def __init__(self, chain: AnswerChain) -> None:
        self._chain = chain

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: A002
        """Return the answer to `input`."""
        return self._call_with_config(self._chain.invoke, input, config)
