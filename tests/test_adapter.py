"""The adapter: what means the same lies nearer, scales stay, and vectors of another model are left alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant import adapter
from assistant.adapter import Adapter, adapter_for
from assistant.embedding import HashingEmbedder, SentenceTransformerEmbedder
from assistant.errors import ModelError
from evals.adapter_training import found_first, learn


@pytest.fixture(scope="module")
def model() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


@pytest.mark.parametrize(
    ("asked", "meant", "other"),
    [
        ("doing the knee opening one on my side, how often", "How many clamshells should I do?", "How do I do a clamshell?"),
        ("explain why they want the good leg done too", "Should I exercise both legs or just the bad one?", "Why is balance important at my age?"),
        ("how high a stair do i begin on for step ups", "How high should the step be?", "How many step-ups should I do?"),
    ],
)  # fmt: skip
def test_another_wording_lies_nearer_than_another_question(
    model: SentenceTransformerEmbedder, asked: str, meant: str, other: str
) -> None:
    own = adapter_for(model.fingerprint)
    assert own is not None
    question, right, wrong = own.turn(model.embed([asked, meant, other]))
    assert question @ right > question @ wrong


def test_turned_vectors_have_unit_length_and_a_missing_one_stays_missing() -> None:
    own = Adapter(np.diag([2.0, 1.0]).astype(np.float32))
    turned = own.turn(np.array([[1.0, 1.0], [0.0, 0.0]], dtype=np.float32))
    assert np.allclose(np.linalg.norm(turned, axis=1), [1.0, 0.0])
    assert turned[0, 0] > turned[0, 1]


def test_the_same_text_stays_as_near_as_can_be() -> None:
    assert Adapter.nearness(np.array([1.0], dtype=np.float32))[0] == 1.0


def test_vectors_of_another_model_are_left_alone() -> None:
    assert adapter_for(HashingEmbedder().fingerprint) is None


def test_a_damaged_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "adapter.npy"
    broken.write_bytes(b"no matrix")
    monkeypatch.setattr(adapter, "ADAPTER", broken)
    with pytest.raises(ModelError, match=r"adapter\.npy"):
        adapter_for("all-MiniLM-L6-v2:0")


def test_learning_brings_wordings_of_a_question_together() -> None:
    rng = np.random.default_rng(0)
    # What tells the questions apart is small beside what does not.
    meaning = np.repeat(np.eye(8), 6, axis=0) * 0.6
    vectors = np.concatenate((meaning, rng.normal(size=(48, 24)) * 0.3), axis=1).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    group, every = np.repeat(np.arange(8), 6), np.ones(48, dtype=bool)
    turned = Adapter(learn(vectors, group, rounds=200)).turn(vectors)
    assert found_first(turned, group, every) > found_first(vectors, group, every)
