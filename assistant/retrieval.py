"""HybridRetriever: meaning, words and names, fused.

Weights: 0.6 of the cosine and 0.4 of BM25, each scaled to 0..1 within the candidates, is what measured best on leaflets and
exercise descriptions; a document that the question names is lifted, since no embedding knows that a clam is an exercise.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from assistant.chunking import plain
from assistant.corpus import Corpus, CorpusCache
from assistant.embedding import Embedder
from assistant.errors import StoreError
from assistant.models import Passage
from assistant.store import ChromaStore, Generation
from assistant.vocabulary import Mention

DENSE_WEIGHT = 0.6
LEXICAL_WEIGHT = 0.4
ENTITY_WEIGHT = 0.25
"""Added to a passage whose document the question names."""
SAME_QUESTION = 0.3
"""Added to the answer of a stored question that is the one asked."""
SAME_FROM = 0.9
"""Cosine from which a stored question counts as the one asked."""
SHARED_NAME = 0.5
"""Part of the entity weight for a name that several documents carry."""
COMMON_NAME = 0.3
"""Part of the entity weight for a one-word name that many documents use."""
CANDIDATES = 100
"""Chunks taken from each of the two rankings before fusion."""
DENSE_HITS = 300
"""Entries asked of the store: several may speak for one chunk."""
SENTENCE_DISCOUNT = 0.03
"""Taken off the cosine of a single sentence, which lies nearer to short questions than its chunk's topic warrants."""


@dataclass(frozen=True)
class Reading:
    """A question as retrieval understood it."""

    text: str
    """Repaired and in lower case."""
    expanded: str
    """With the meaning of abbreviations and lay words added."""
    mentions: tuple[Mention, ...]
    """Names of documents in it."""
    meanings: dict[str, str]
    """Its abbreviations and lay phrases, with what they mean."""


class HybridRetriever(BaseRetriever):
    """Finds the passages of the published index that fit a question. Thread-safe."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    store: ChromaStore
    embedder: SkipValidation[Embedder]
    cache: CorpusCache
    k: int = 10

    @classmethod
    def open(cls, store: ChromaStore, embedder: Embedder, lexicon: Path | None, k: int = 10) -> HybridRetriever:
        """Return a retriever over `store`; `lexicon` is the library's folder, for lay words and abbreviations."""
        return cls(store=store, embedder=embedder, cache=CorpusCache(store, lexicon), k=k)

    def read(self, query: str) -> Reading:
        """Return how `query` is understood: spelling, abbreviations, names."""
        _, corpus = self.corpus()
        return read_query(corpus, query)

    def corpus(self) -> tuple[Generation, Corpus]:
        """Return the published generation and its documents; raises `StoreError` when its vectors are another model's."""
        generation, corpus = self.cache.current()
        if generation.embedder != self.embedder.fingerprint:
            raise StoreError(
                f"the index was built with {generation.embedder}, but the embedder is {self.embedder.fingerprint}: "
                "run `rehab index`"
            )
        return generation, corpus

    def search(self, query: str, k: int | None = None) -> list[Passage]:
        """Return the `k` best passages for `query`, best first; nothing for a query without words."""
        generation, corpus = self.corpus()
        return self.find(generation, corpus, read_query(corpus, query), k)

    def find(self, generation: Generation, corpus: Corpus, reading: Reading, k: int | None = None) -> list[Passage]:
        """Return the `k` best passages of one generation for a question that was read, best first.

        `generation` and `corpus` as `corpus` gave them: whoever looks passages up in documents must hold the same ones.
        """
        if not reading.text.strip() or not corpus.chunks:
            return []
        dense, questions = self._dense(generation, corpus, reading)
        lexical = corpus.lexical.scores(reading.expanded)
        candidates = self._candidates(dense, lexical)
        entity = np.zeros(len(corpus.chunks), dtype=np.float32)
        for mention in reading.mentions:
            weight = COMMON_NAME if mention.common else SHARED_NAME if mention.ambiguous else 1.0
            for identity in mention.documents:
                for chunk in corpus.of_document.get(identity, ()):
                    index = corpus.position[chunk.id]
                    entity[index] = max(entity[index], weight)
                    candidates.add(index)
        same = np.array(
            [index in questions and dense[index] >= SAME_FROM for index in range(len(dense))], dtype=np.float32
        )
        ordered = sorted(candidates)
        fused = (
            DENSE_WEIGHT * _scaled(dense[ordered])
            + LEXICAL_WEIGHT * _scaled(lexical[ordered])
            + ENTITY_WEIGHT * entity[ordered]
            + SAME_QUESTION * same[ordered]
        )
        ranking = np.argsort(-fused, kind="stable")[: k or self.k]
        passages = []
        for place in ranking:
            index = ordered[int(place)]
            chunk = corpus.chunks[index]
            passages.append(
                Passage(
                    chunk=chunk,
                    title=corpus.documents[chunk.document_id].title,
                    score=float(fused[place]),
                    dense=float(dense[index]),
                    lexical=float(lexical[index]),
                    entity=float(entity[index]),
                    question=questions.get(index, ""),
                )
            )
        return passages

    def _dense(self, generation: Generation, corpus: Corpus, reading: Reading) -> tuple[Any, dict[int, str]]:
        """Return the best cosine for each chunk, shape (chunks,), and the stored question that gave it, where one did."""
        # As typed as well: what a lay phrase usually means is sometimes not what is asked.
        texts = list(dict.fromkeys((reading.expanded, reading.text)))
        similarity = np.full(len(corpus.chunks), -1.0, dtype=np.float32)
        questions: dict[int, str] = {}
        for hits in self.store.search(generation, self.embedder.embed(texts), DENSE_HITS):
            for hit in hits:
                entry = corpus.entries.get(hit.id)
                index = corpus.position.get(entry.chunk_id) if entry else None
                if entry is None or index is None:
                    continue
                value = hit.similarity - (SENTENCE_DISCOUNT if entry.kind == "sentence" else 0.0)
                if value > similarity[index]:
                    similarity[index] = value
                    if entry.kind == "question":
                        questions[index] = entry.text
                    else:
                        questions.pop(index, None)
        return similarity, questions

    @staticmethod
    def _candidates(dense: Any, lexical: Any) -> set[int]:
        chosen = {int(index) for index in np.argsort(-dense, kind="stable")[:CANDIDATES] if dense[index] > -1.0}
        chosen.update(int(index) for index in np.argsort(-lexical, kind="stable")[:CANDIDATES] if lexical[index] > 0.0)
        return chosen

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
            for passage in self.search(query)
        ]


def read_query(corpus: Corpus, query: str) -> Reading:
    """Return how `query` is understood with the names and words of `corpus`."""
    repaired = corpus.vocabulary.repair(query)
    meanings = corpus.vocabulary.meanings(repaired)
    expanded = " ".join((repaired, *dict.fromkeys(meanings.values())))
    return Reading(repaired, expanded, tuple(corpus.vocabulary.mentions(expanded)), meanings)


def _scaled(values: Any) -> Any:
    """Scale to 0..1; entries that were not found at all (-1 or 0) share the bottom."""
    if len(values) == 0:
        return values
    found = values[values > 0]
    low, high = (float(found.min()), float(found.max())) if len(found) else (0.0, 0.0)
    low = min(low, high * 0.999)
    if high <= 0:
        return np.zeros_like(values)
    return np.clip((values - low) / (high - low), 0.0, 1.0)
