"""HybridRetriever: meaning, words and names, fused.

How the parts are weighed is in fusion.py; names count, since no embedding knows that a clam is an exercise.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.corpus import Corpus, CorpusCache
from assistant.embedding import Embedder, Vectors
from assistant.errors import StoreError
from assistant.fusion import MISSING, WEIGHTS, Scores, Signals, Weights, fuse
from assistant.models import Passage
from assistant.store import ChromaStore, Generation
from assistant.vocabulary import Mention

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever

SHARED_NAME = 0.5
"""How firmly a document is named by a name that several documents carry."""
COMMON_NAME = 0.3
"""How firmly a document is named by a one-word name that many documents use."""
CANDIDATES = 100
"""Chunks taken from each of the two rankings before fusion."""
AGAIN = 0.10
"""Taken off the score of a passage in a list of results for each better one of the same document."""
MOST_AGAIN = 3
CALLED = 5
"""Documents whose chunks are looked at because their names share words with the question."""
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


@dataclass
class HybridRetriever:
    """Finds the passages of the published index that fit a question. Thread-safe."""

    store: ChromaStore
    embedder: Embedder
    cache: CorpusCache
    k: int = 10
    weights: Weights = WEIGHTS

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
        """Return the `k` best passages for `query`, best first; nothing for a query without words.

        Each further passage of a document is worth less, so that the first results show several documents.
        """
        generation, corpus = self.corpus()
        found = self.find(generation, corpus, read_query(corpus, query), 3 * (k or self.k))
        seen: Counter[str] = Counter()
        marked = []
        for passage in found:
            marked.append(
                passage.model_copy(
                    update={"score": passage.score - AGAIN * min(seen[passage.chunk.document_id], MOST_AGAIN)}
                )
            )
            seen[passage.chunk.document_id] += 1
        return sorted(marked, key=lambda passage: -passage.score)[: k or self.k]

    def find(self, generation: Generation, corpus: Corpus, reading: Reading, k: int | None = None) -> list[Passage]:
        """Return the `k` best passages of one generation for a question that was read, best first.

        `generation` and `corpus` as `corpus` gave them: whoever looks passages up in documents must hold the same ones.
        """
        if not reading.text.strip() or not corpus.chunks:
            return []
        # As typed as well: what a lay phrase usually means is sometimes not what is asked.
        vectors = self.embedder.embed(list(dict.fromkeys((reading.expanded, reading.text))))
        dense, questions, sentences = self._dense(generation, corpus, vectors)
        lexical = corpus.lexical.scores(reading.expanded)
        names = corpus.names.scores(reading.expanded)
        entity = self._named(corpus, reading)
        ordered = self._candidates(dense, lexical, names, entity, corpus)
        whole = corpus.whole.scores(reading.expanded)
        signals = Signals(dense, lexical, whole, names, entity, questions, corpus.entries.typical(vectors, ordered))
        fused = fuse(signals, ordered, corpus.owner, self.weights)
        passages = []
        for place in np.argsort(-fused, kind="stable")[: k or self.k]:
            index = int(ordered[place])
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
                    near=tuple(sentences.get(index, ())),
                )
            )
        return passages

    @staticmethod
    def _named(corpus: Corpus, reading: Reading) -> Scores:
        """Return how firmly the question names the document of each chunk, 0 to 1, shape (chunks,)."""
        entity = np.zeros(len(corpus.chunks), dtype=np.float32)
        for mention in reading.mentions:
            weight = COMMON_NAME if mention.common else SHARED_NAME if mention.ambiguous else 1.0
            for identity in mention.documents:
                for chunk in corpus.of_document.get(identity, ()):
                    index = corpus.position[chunk.id]
                    entity[index] = max(entity[index], weight)
        return entity

    def _dense(
        self, generation: Generation, corpus: Corpus, vectors: Vectors
    ) -> tuple[Scores, dict[int, str], dict[int, list[tuple[str, float]]]]:
        """Return the best cosine for each chunk, shape (chunks,), the stored question that gave it, and its near sentences.

        `vectors`: of the question, shape (n, d).
        """
        entries = corpus.entries
        hits = entries.search(self.store, generation, vectors, DENSE_HITS)
        places = np.concatenate([found for found, _ in hits])
        values = np.concatenate([near for _, near in hits]) - SENTENCE_DISCOUNT * entries.sentence[places]
        order = np.argsort(-values, kind="stable")
        # The first time that a chunk is met is the nearest of its entries.
        chunks, first = np.unique(entries.chunk[places[order]], return_index=True)
        best = order[first]
        similarity = np.full(len(corpus.chunks), MISSING, dtype=np.float32)
        similarity[chunks] = values[best]
        questions = {
            int(chunk): entries.questions[place]
            for chunk, place in zip(chunks, places[best].tolist(), strict=True)
            if place in entries.questions
        }
        sentences: dict[int, list[tuple[str, float]]] = {}
        for place, value in zip(places[order].tolist(), values[order].tolist(), strict=True):
            if place in entries.sentences:
                sentences.setdefault(int(entries.chunk[place]), []).append((entries.sentences[place], value))
        return similarity, questions, sentences

    @staticmethod
    def _candidates(dense: Scores, lexical: Scores, names: Scores, named: Scores, corpus: Corpus) -> NDArray[np.intp]:
        """Return the chunks that can be an answer, in order: near ones, those with the words, and all of documents named.

        Shapes as in `Signals`.
        """
        near = np.argsort(-dense, kind="stable")[:CANDIDATES]
        worded = np.argsort(-lexical, kind="stable")[:CANDIDATES]
        called = np.argsort(-names, kind="stable")[:CALLED]
        called = called[names[called] > 0.0]
        return np.unique(
            np.concatenate(
                (
                    near[dense[near] > MISSING],
                    worded[lexical[worded] > 0.0],
                    np.flatnonzero(named),
                    np.flatnonzero(np.isin(corpus.owner, called) & (dense > MISSING)),
                )
            )
        )

    def as_langchain(self) -> BaseRetriever:
        """Return this retriever as LangChain's."""
        from assistant.runnables import LibraryRetriever

        return LibraryRetriever(retriever=self)


def read_query(corpus: Corpus, query: str) -> Reading:
    """Return how `query` is understood with the names and words of `corpus`."""
    repaired = corpus.vocabulary.repair(query)
    meanings = corpus.vocabulary.meanings(repaired)
    expanded = " ".join((repaired, *dict.fromkeys(meanings.values())))
    return Reading(repaired, expanded, tuple(corpus.vocabulary.mentions(expanded)), meanings)
