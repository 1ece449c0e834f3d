"""The chain of the LangChain retrieval tutorial, over our own documents, as a yardstick: `rehab eval run --answerer tutorial`.

As in https://docs.langchain.com/oss/python/langchain/knowledge-base and ``.../rag``: the files as they are, cut by
`RecursiveCharacterTextSplitter` at 1,000 characters with 200 of overlap, embedded with all-MiniLM-L6-v2, kept in Chroma, the four
nearest passages printed. What differs: chromadb and sentence-transformers are called directly, where the tutorial puts the
adapters ``langchain-chroma`` and ``langchain-huggingface`` around them, so that neither needs installing; and no chat model
rewords the passages, since none is assumed here. It knows no triage, no precautions, no refusal and no earlier turn, as the
tutorial does not.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.embedding import Embedder
from assistant.models import Answer, Citation, Document, Part, Sentence, Status, Urgency
from evals.cases import Case
from evals.replies import Reply, Through

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

CHUNK_SIZE, CHUNK_OVERLAP, K = 1000, 200, 4
"""Figures of the tutorial."""
BATCH = 4000
"""Chunks that are added at once; Chroma refuses more than 5,461."""


@dataclass(frozen=True)
class Printed:
    """A passage that the chain prints."""

    document_id: str
    start: int
    """First character in the document."""
    text: str
    distance: float
    """As Chroma gives it; less is nearer."""


class TutorialChain:
    """Split, embed, store, retrieve, print."""

    def __init__(self, embedder: Embedder, place: Path) -> None:
        """`place`: an empty folder for the store."""
        import chromadb
        from chromadb.config import Settings
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        self._embedder = embedder
        self._splitter = RecursiveCharacterTextSplitter(
            chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP, add_start_index=True
        )
        settings = Settings(anonymized_telemetry=False)
        self._collection: Collection = chromadb.PersistentClient(str(place), settings).create_collection(
            "tutorial", embedding_function=None
        )

    def add(self, documents: Sequence[Document]) -> list[str]:
        """Index `documents` and return the ids of their chunks."""
        ids, texts, places = [], [], []
        for document in documents:
            for piece in self._splitter.create_documents([document.text]):
                ids.append(f"{document.id}#{piece.metadata['start_index']}")
                texts.append(piece.page_content)
                places.append({"document": document.id, "start": int(piece.metadata["start_index"])})
        vectors = self._embedder.embed(texts)
        for begin in range(0, len(ids), BATCH):
            part = slice(begin, begin + BATCH)
            metadata: Any = places[part]
            self._collection.add(ids=ids[part], embeddings=vectors[part], documents=texts[part], metadatas=metadata)
        return ids

    def remove(self, ids: Sequence[str]) -> None:
        """Take chunks out of the index again."""
        if ids:
            self._collection.delete(ids=list(ids))

    def retrieve(self, question: str, k: int = K) -> list[Printed]:
        """Return the `k` passages nearest to `question`, nearest first."""
        found = self._collection.query(query_embeddings=self._embedder.embed([question]), n_results=k)
        texts, places, distances = found["documents"], found["metadatas"], found["distances"]
        assert texts is not None
        assert places is not None
        assert distances is not None
        return [
            Printed(str(place["document"]), int(str(place["start"])), text, float(distance))
            for text, place, distance in zip(texts[0], places[0], distances[0], strict=True)
        ]

    def invoke(self, question: str) -> str:
        """Return what the tutorial prints."""
        return "\n\n".join(passage.text for passage in self.retrieve(question))


class TutorialAsker:
    """Puts cases to the tutorial's chain: the last turn alone, every passage as a sentence with its place. Not thread-safe."""

    def __init__(self, chain: TutorialChain, titles: dict[str, str], through: Through) -> None:
        """`titles`: titles of the documents by id."""
        self.through: Through = through
        self._chain = chain
        self._titles = titles

    def ask(self, suite: str, case: Case, added: Sequence[Document] = ()) -> Reply:
        """Return what is printed for the last turn; `added`: documents of this case alone."""
        from evals.asking import PASSAGES, RANKED, empty_reply

        ids = self._chain.add(added)
        titles = {**self._titles, **{document.id: document.title for document in added}}
        try:
            began = time.perf_counter()
            answers = tuple(printed_answer(turn, self._chain.retrieve(turn), titles) for turn in case.turns)
            seconds = time.perf_counter() - began
            found = self._chain.retrieve(case.turns[-1], PASSAGES) if case.expect.documents else []
        finally:
            self._chain.remove(ids)
        last = answers[-1].model_copy(update={"elapsed_ms": {"total": round(1000 * seconds / len(answers), 3)}})
        ranking = tuple(dict.fromkeys(passage.document_id for passage in found))[:RANKED]
        return empty_reply(suite, case, self.through).model_copy(
            update={
                "urgency": None if self.through == "search" else Urgency.NONE,
                "answers": () if self.through == "search" else (*answers[:-1], last),
                "ranking": ranking,
                "seconds": round(seconds, 6),
            }
        )


def printed_answer(question: str, passages: Sequence[Printed], titles: dict[str, str]) -> Answer:
    """Return the printed passages as an answer, each cited where it stands."""
    citations = tuple(
        Citation(
            number=number,
            document_id=passage.document_id,
            title=titles.get(passage.document_id, passage.document_id),
            heading="",
            quote=passage.text,
            start=passage.start,
            end=passage.start + len(passage.text),
        )
        for number, passage in enumerate(passages, start=1)
    )
    sentences = tuple(Sentence(text=citation.quote, citations=(citation.number,)) for citation in citations)
    return Answer(
        status=Status.ANSWERED,
        urgency=Urgency.NONE,
        text="\n\n".join(f"{citation.quote} [{citation.number}]" for citation in citations),
        parts=(Part(kind="lead", sentences=sentences),) if sentences else (),
        citations=citations,
        disclaimer="",
        query=question,
        confidence=1.0 - passages[0].distance / 2 if passages else None,
    )
