"""The two forms of the default model: the small one gives nearly the exact one's vectors, whatever it is asked together with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.config import Settings
from assistant.document_embedder import FEW_CHARACTERS, DocumentEmbedder
from assistant.errors import ModelError
from assistant.onnx_embedder import OnnxEmbedder, sidecar
from assistant.query_model import exact_model_file, make_exact_embedder, make_query_embedder, model_file

TEXTS = (
    "can i swim after my knee replacement",
    "why does the back of my heel ache in the morning",
    "i am 78 and frightened of falling, which exercises are good for balance, and how often should i do them?",
    "sit to stand: how many",
)


def test_the_small_form_gives_nearly_the_exact_vectors(real_settings: Settings) -> None:
    small, exact = make_query_embedder(real_settings), make_exact_embedder(real_settings)
    agreement = (small.embed(TEXTS) * exact.embed(TEXTS)).sum(axis=1)
    assert agreement.min() > 0.998
    assert model_file(real_settings).stat().st_size < exact_model_file(real_settings).stat().st_size / 3


def test_a_text_has_the_same_vector_alone_and_beside_others(real_settings: Settings) -> None:
    path = model_file(real_settings)
    make_query_embedder(real_settings)
    together = OnnxEmbedder(path).embed(TEXTS)
    alone = np.concatenate([OnnxEmbedder(path).embed([text]) for text in TEXTS])
    np.testing.assert_allclose(alone, together, atol=1e-5)


def test_a_damaged_model_is_made_again_or_named(real_settings: Settings, tmp_path: Path) -> None:
    make_query_embedder(real_settings)
    path = tmp_path / "model.onnx"
    whole = model_file(real_settings).read_bytes()
    path.write_bytes(whole[:-1])
    sidecar(path).write_text(sidecar(model_file(real_settings)).read_text())
    with pytest.raises(ModelError, match=r"is damaged: delete it and run `rehab index`"):
        OnnxEmbedder(path).embed(["x"])

    def repair() -> None:
        path.write_bytes(whole)

    assert OnnxEmbedder(path, repair).embed(["x"]).shape == (1, 384)


def test_documents_are_embedded_alike_whichever_way_is_quicker(
    real_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = make_exact_embedder(real_settings).embed(TEXTS)
    monkeypatch.setattr("assistant.document_embedder.FEW_CHARACTERS", 0)
    many = DocumentEmbedder(real_settings).embed(TEXTS)
    assert (many * exact).sum(axis=1).min() > 0.9995

    def not_needed(_: Settings) -> None:
        raise AssertionError("sentence-transformers takes seconds to load")

    monkeypatch.setattr("assistant.document_embedder.FEW_CHARACTERS", FEW_CHARACTERS)
    monkeypatch.setattr("assistant.document_embedder.make_embedder", not_needed)
    few = DocumentEmbedder(real_settings)
    np.testing.assert_allclose(few.embed(TEXTS), exact, atol=1e-5)
    assert few.fingerprint == make_exact_embedder(real_settings).fingerprint
