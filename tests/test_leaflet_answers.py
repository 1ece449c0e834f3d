"""Answers from leaflets in layouts of their own (tests/documents/README.md), with no library beside them."""

from __future__ import annotations

import pytest

from assistant.config import ROOT, Settings
from assistant.conversation import Assistant
from assistant.embedding import make_embedder
from assistant.indexing import sync
from assistant.loading import load_folder
from assistant.models import Answer, Status
from assistant.retrieval import HybridRetriever
from assistant.store import ChromaStore

pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture(scope="module")
def clinic(real_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = ROOT / "tests" / "documents"
    documents = [
        *load_folder(folder / "layouts", "Clinic").documents,
        *(
            one
            for one in load_folder(folder / "foreign", "Clinic").documents
            if one.id in ("letter", "spinal-decompression")
        ),
    ]
    store = ChromaStore(str(tmp_path_factory.mktemp("alone")))
    embedder = make_embedder(real_settings)
    sync(documents, store, embedder.fingerprint, lambda: embedder)
    return Assistant(real_settings, HybridRetriever.open(store, embedder, real_settings.knowledge))


def ask(clinic: Assistant, question: str) -> Answer:
    return clinic.conversation().ask(question)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("can i put a cushion under my elbow with the broken arm", "Do not rest the elbow on a cushion"),
        ("can my husband massage my torn calf", "No massage for 2 weeks"),
        ("how often should I bend my big toe", "every two hours"),
        ("do you want the stick back when I'm better", "The stick is yours"),
        ("what side does the walking stick go", "on the good side"),
    ],
)
def test_what_a_leaflet_says_is_quoted(clinic: Assistant, question: str, words: str) -> None:
    answer = ask(clinic, question)
    assert answer.status is Status.ANSWERED
    assert words in " ".join(answer.text.split())


def test_a_leaflet_on_one_operation_does_not_answer_for_another(clinic: Assistant) -> None:
    answer = ask(clinic, "can I go in a hot tub after spinal decompression")
    assert not answer.citations, "the surgeon's letter on swimming is for a new hip"
