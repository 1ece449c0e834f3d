"""How often a new wording finds its stored question (`python -m evals.held_wordings`): one wording of each is held out and asked.

The index is made in memory without the wordings held out, and the adapter is learned anew without them; a stored question of another
document that asks the same counts as wrong, so the figures are low ones. No suite is looked at.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from unittest.mock import patch

from assistant import nearest
from assistant.adapter import Adapter
from assistant.config import read_settings
from assistant.corpus import Corpus
from assistant.embedding import make_embedder
from assistant.fusion import WEIGHTS, Weights
from assistant.models import Document, SectionKind
from assistant.retrieval import HybridRetriever, read_query
from assistant.store import ChromaStore
from evals.adapter_training import learn, wordings_of

SEED = 5
LEAST = 4
"""Wordings from which one of a stored question is held out."""
FIRST = 3
SETTINGS: dict[str, Weights] = {
    "whole": WEIGHTS,
    "without the middle of all wordings": replace(WEIGHTS, typical=0.0),
}


@dataclass(frozen=True)
class Held:
    """A wording that the index lacks."""

    text: str
    document_id: str
    heading: str
    """The stored question that it asks."""


def hold_out(documents: Sequence[Document], seed: int = SEED) -> tuple[list[Document], list[Held]]:
    """Return `documents` without one wording of each stored question that has `LEAST`, never its heading, and those wordings."""
    chosen = random.Random(seed)  # noqa: S311
    rest, held = [], []
    for document in documents:
        sections = []
        for section in document.sections:
            wordings = list(section.wordings)
            if section.kind is SectionKind.QUESTION and len(wordings) >= LEAST:
                text = wordings.pop(chosen.randrange(1, len(wordings)))
                held.append(Held(text, document.id, section.heading))
            sections.append(section.model_copy(update={"wordings": tuple(wordings)}))
        rest.append(document.model_copy(update={"sections": tuple(sections)}))
    return rest, held


def main(given: Sequence[str] | None = None) -> int:
    """Print the share of held-out wordings whose stored question comes first, and among the first three."""
    parser = argparse.ArgumentParser(prog="python -m evals.held_wordings", description=__doc__)
    parser.add_argument("--most", type=int, default=0, help="wordings asked, chosen by chance (default all)")
    options = parser.parse_args(given)
    settings = read_settings()
    store, embedder = ChromaStore.of(settings), make_embedder(settings)
    retriever = HybridRetriever.open(store, embedder, settings.knowledge)
    generation, whole = retriever.corpus()
    documents, held = hold_out(list(whole.documents.values()))
    random.Random(SEED).shuffle(held)  # noqa: S311
    held = held[: options.most or len(held)]
    corpus = Corpus(documents, settings.knowledge)
    wordings = wordings_of(documents)
    adapter = Adapter(learn(embedder.embed(wordings.texts), wordings.group))
    sys.stdout.write(f"{len(held)} wordings held out\n")
    with patch.object(nearest, "adapter_for", lambda _: adapter):
        corpus.entries.load_vectors(store, generation)
        for name, weights in SETTINGS.items():
            asked = replace(retriever, weights=weights)
            ranks = []
            for one in held:
                found = asked.find(generation, corpus, read_query(corpus, one.text))
                places = [(passage.chunk.document_id, passage.chunk.heading) for passage in found]
                right = (one.document_id, one.heading)
                ranks.append(places.index(right) if right in places else len(held))
            first = sum(rank == 0 for rank in ranks) / len(ranks)
            among = sum(rank < FIRST for rank in ranks) / len(ranks)
            sys.stdout.write(f"{name}: first {first:.3f}, among the first {FIRST} {among:.3f}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
