"""Nearest entries: exact in memory and asked of the store are the same search."""

from __future__ import annotations

import numpy as np

from assistant.building import build_index
from assistant.config import Settings
from assistant.corpus import CorpusCache
from assistant.embedding import HashingEmbedder
from assistant.store import ChromaStore


def test_the_store_finds_what_the_exact_search_finds(small_settings: Settings) -> None:
    build_index(small_settings, quiet=True)
    store = ChromaStore.of(small_settings)
    generation, corpus = CorpusCache(store, small_settings.knowledge).current()
    table = corpus.entries
    assert table.vectors is not None
    vectors = HashingEmbedder().embed(["how many clams", "lift the hips", "an ankle that swells"])
    exact = table.search(store, generation, vectors, 5)
    table.vectors = None
    asked = table.search(store, generation, vectors, 5)
    for (_, near), (other, others) in zip(exact, asked, strict=True):
        # A document's own entry speaks for no chunk: the store may give one entry less.
        assert len(other) >= 4
        assert np.allclose(sorted(near)[-len(others) :], sorted(others), atol=1e-5)


def test_more_are_asked_for_than_there_are(small_settings: Settings) -> None:
    build_index(small_settings, quiet=True)
    store = ChromaStore.of(small_settings)
    generation, corpus = CorpusCache(store, small_settings.knowledge).current()
    (places, near), *_ = corpus.entries.search(store, generation, HashingEmbedder().embed(["clams"]), 100_000)
    assert len(places) == len(near) == len(corpus.entries.ids)


def test_an_entry_whose_vector_is_missing_lies_near_nothing(small_settings: Settings) -> None:
    build_index(small_settings, quiet=True)
    store = ChromaStore.of(small_settings)
    generation, corpus = CorpusCache(store, small_settings.knowledge).current()
    table = corpus.entries
    table.ids[0] = "of an older release"
    table.load_vectors(store, generation)
    assert table.vectors is not None
    assert not table.vectors[0].any()
