"""What each part of the search adds: ``python -m evals.retrieval_ablation dev`` prints one line a setting, as Markdown.

Each line leaves one part out of the search as it is, or uses one part alone. Differences are of MRR@10 to the whole, with a
95% bootstrap interval over cases.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from assistant.config import Settings
from assistant.corpus import Corpus
from assistant.embedding import Vectors
from assistant.fusion import WEIGHTS, Weights
from assistant.opening import open_retriever
from assistant.retrieval import HybridRetriever, Reading, read_query
from evals.asking import PASSAGES
from evals.cases import Case, read_cases
from evals.statistics import cluster_bootstrap
from evals.suites import SUITES

Read = Callable[[Corpus, str], Reading]
NOTHING = Weights(dense=0.0, lexical=0.0, document=0.0, names=0.0, named=0.0, same=0.0, typical=0.0)


def as_typed(corpus: Corpus, query: str) -> Reading:
    """Read a question without spelling repair and without lay words."""
    text = query.lower()
    return Reading(text, text, tuple(corpus.vocabulary.mentions(text)), {})


def unrepaired(corpus: Corpus, query: str) -> Reading:
    """Read a question without spelling repair."""
    text = query.lower()
    meanings = corpus.vocabulary.meanings(text)
    expanded = " ".join((text, *dict.fromkeys(meanings.values())))
    return Reading(text, expanded, tuple(corpus.vocabulary.mentions(expanded)), meanings)


def unexplained(corpus: Corpus, query: str) -> Reading:
    """Read a question without lay words and abbreviations."""
    text = corpus.vocabulary.repair(query)
    return Reading(text, text, tuple(corpus.vocabulary.mentions(text)), {})


Kinds = frozenset[str]
EVERY: Kinds = frozenset({"chunk", "sentence", "question"})
"""Kinds of entries that have a vector."""
VECTORS: dict[str, Kinds] = {
    "without the vectors of stored questions": EVERY - {"question"},
    "without the vectors of sentences": EVERY - {"sentence"},
    "without the vectors of chunks": EVERY - {"chunk"},
    "vectors of chunks alone": frozenset({"chunk"}),
    "vectors of stored questions alone": frozenset({"question"}),
}
"""Name of each setting that leaves kinds of vectors out, with the kinds that stay."""


def kept(corpus: Corpus, kinds: Kinds) -> Vectors | None:
    """Return the vectors of the index with those of other kinds at zero, so that they lie near nothing."""
    entries = corpus.entries
    if entries.vectors is None or kinds == EVERY:
        return entries.vectors
    places = range(len(entries.ids))
    names = [
        "question" if place in entries.questions else "sentence" if entries.sentence[place] else "chunk"
        for place in places
    ]
    stays = np.array([name in kinds for name in names], dtype=np.float32)
    masked: Vectors = entries.vectors * stays[:, None]
    return masked


SETTINGS: dict[str, tuple[Weights, Read]] = {
    "whole": (WEIGHTS, read_query),
    "without the words of the whole document": (replace(WEIGHTS, document=0.0), read_query),
    "without the words of its names": (replace(WEIGHTS, names=0.0), read_query),
    "without the words of document and names": (replace(WEIGHTS, document=0.0, names=0.0), read_query),
    "without the words of the chunk": (replace(WEIGHTS, lexical=0.0), read_query),
    "without meaning": (replace(WEIGHTS, dense=0.0), read_query),
    "without the bonus of a name": (replace(WEIGHTS, named=0.0), read_query),
    "without the bonus of the same question": (replace(WEIGHTS, same=0.0), read_query),
    "without the middle of all wordings": (replace(WEIGHTS, typical=0.0), read_query),
    "the middle of all wordings twice": (replace(WEIGHTS, typical=2.0), read_query),
    "0.6 meaning, 0.4 words of the chunk": (replace(NOTHING, dense=0.6, lexical=0.4), read_query),
    "meaning of the chunk alone": (replace(NOTHING, dense=1.0), read_query),
    "words of the chunk alone": (replace(NOTHING, lexical=1.0), read_query),
    "without lay words and abbreviations": (WEIGHTS, unexplained),
    "without spelling repair": (WEIGHTS, unrepaired),
    "as typed: without both": (WEIGHTS, as_typed),
}
"""Name of each setting, with its weights and its way of reading a question."""


def ranks(retriever: HybridRetriever, cases: Sequence[Case], read: Read) -> list[int]:
    """Return the 1-based rank of the first right document of each case, 0 where none was found."""
    generation, corpus = retriever.corpus()
    found = []
    for case in cases:
        passages = retriever.find(generation, corpus, read(corpus, case.turns[-1]), PASSAGES)
        ranking = dict.fromkeys(passage.chunk.document_id for passage in passages)
        found.append(next((rank for rank, one in enumerate(ranking, 1) if one in case.expect.documents), 0))
    return found


def main(split: str) -> None:
    """Print the figures of every setting on ``retrieval.<split>.jsonl``."""
    cases = read_cases(SUITES / f"retrieval.{split}.jsonl")
    retriever = open_retriever(Settings())
    whole: list[float] = []
    sys.stdout.write(
        f"| {len(cases)} questions | hit@1 | hit@5 | MRR@10 | difference |\n| --- | --- | --- | --- | --- |\n"
    )
    _, corpus = retriever.corpus()
    whole_index = corpus.entries.vectors
    rows = {name: (*setting, EVERY) for name, setting in SETTINGS.items()}
    rows |= {name: (WEIGHTS, read_query, kinds) for name, kinds in VECTORS.items()}
    for name, (weights, read, kinds) in rows.items():
        corpus.entries.vectors = whole_index
        corpus.entries.vectors = kept(corpus, kinds)
        found = ranks(replace(retriever, weights=weights), cases, read)
        reciprocal = [1.0 / rank if 0 < rank <= 10 else 0.0 for rank in found]
        whole = whole or reciprocal
        differences = [one - other for one, other in zip(reciprocal, whole, strict=True)]
        interval = cluster_bootstrap(differences, [case.scenario_id for case in cases])
        mean = sum(differences) / len(differences)
        shown = f"{mean:+.3f} [{interval.low:+.3f}, {interval.high:+.3f}]" if differences != [0.0] * len(cases) else ""
        sys.stdout.write(
            f"| {name} | {sum(rank == 1 for rank in found) / len(found):.3f} "
            f"| {sum(0 < rank <= 5 for rank in found) / len(found):.3f} "
            f"| {sum(reciprocal) / len(reciprocal):.3f} | {shown} |\n"
        )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "dev")
