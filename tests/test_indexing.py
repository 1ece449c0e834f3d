"""The index is incremental, idempotent and atomic, on a real Chroma."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.building import build_index, load_all
from assistant.chunking import chunk_document
from assistant.config import Settings
from assistant.embedding import Embedder, HashingEmbedder, Vectors
from assistant.errors import IndexMissingError, StoreError
from assistant.indexing import document_entries, sync
from assistant.models import Document
from assistant.retrieval import HybridRetriever
from assistant.store import ChromaStore
from evals.faults import kill_indexers, start_index


class CountingEmbedder(HashingEmbedder):
    """Counts the texts it was given."""

    def __init__(self) -> None:
        self.count = 0

    def embed(self, texts: Sequence[str], progress: object = None) -> Vectors:
        self.count += len(texts)
        return super().embed(texts)


def documents(settings: Settings) -> list[Document]:
    return load_all(settings).documents


def test_entries_cover_chunks_questions_and_sentences(small_settings: Settings) -> None:
    document = next(document for document in documents(small_settings) if document.id == "exercises/clamshell")
    entries = document_entries(document)
    kinds = {entry.kind for entry in entries}
    assert kinds == {"document", "chunk", "question", "sentence"}
    assert len({entry.id for entry in entries}) == len(entries)
    chunks = {chunk.id for chunk in chunk_document(document)}
    assert {entry.chunk_id for entry in entries if entry.kind != "document"} <= chunks
    assert any(entry.kind == "question" and entry.text == "how do you do clams" for entry in entries)


def test_a_second_run_embeds_nothing_and_changes_nothing(small_settings: Settings) -> None:
    first = build_index(small_settings, quiet=True).index
    assert first.changed
    assert first.embedded == first.entries > 50
    store = ChromaStore(small_settings.store)
    before = store.require()

    def never() -> Embedder:
        raise AssertionError("nothing should be embedded")

    second = sync(documents(small_settings), store, HashingEmbedder().fingerprint, never)
    assert not second.changed
    assert store.require() == before


def test_only_what_changed_is_embedded(small_settings: Settings) -> None:
    build_index(small_settings, quiet=True)
    path = small_settings.knowledge / "exercises" / "clamshell.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Rest your head on a pillow", "Rest your head upon a pillow"), encoding="utf-8")
    counting = CountingEmbedder()
    report = sync(documents(small_settings), ChromaStore(small_settings.store), counting.fingerprint, lambda: counting)
    assert report.changed
    assert 0 < counting.count == report.embedded < 20 < report.entries


def test_a_removed_document_is_gone(small_settings: Settings) -> None:
    build_index(small_settings, quiet=True)
    (small_settings.knowledge / "exercises" / "bridge.md").unlink()
    build_index(small_settings, quiet=True)
    store = ChromaStore(small_settings.store)
    assert {document.id for document in store.documents(store.require())} == {
        "exercises/ankle-pumps",
        "exercises/clamshell",
    }


def test_another_embedder_builds_anew_and_a_mismatch_is_refused(small_settings: Settings) -> None:
    build_index(small_settings, quiet=True)

    class Other(HashingEmbedder):
        @property
        def fingerprint(self) -> str:
            return "other"

    retriever = HybridRetriever.open(ChromaStore(small_settings.store), Other(), small_settings.knowledge)
    with pytest.raises(StoreError, match="run `rehab index`"):
        retriever.search("clams")
    report = sync(documents(small_settings), ChromaStore(small_settings.store), "other", Other)
    assert report.embedded == report.entries


def test_no_index_says_what_to_do(small_settings: Settings) -> None:
    with pytest.raises(IndexMissingError, match="rehab index"):
        ChromaStore(small_settings.store).require()


def test_an_embedder_that_fails_leaves_the_old_index(small_settings: Settings) -> None:
    build_index(small_settings, quiet=True)
    (small_settings.knowledge / "exercises" / "bridge.md").unlink()
    (small_settings.knowledge / "guidance" / "new.md").write_text("# New\n\nWords to embed here.\n", encoding="utf-8")
    store = ChromaStore(small_settings.store)
    before = store.require()

    class Broken(HashingEmbedder):
        def embed(self, texts: Sequence[str], progress: object = None) -> Vectors:
            raise StoreError("disk full")

    with pytest.raises(StoreError, match="disk full"):
        sync(documents(small_settings), store, HashingEmbedder().fingerprint, Broken)
    assert store.require() == before
    assert len(store.documents(before)) == 3


def test_two_indexers_do_not_meet(small_settings: Settings) -> None:
    with ChromaStore(small_settings.store).alone(), pytest.raises(StoreError, match="another process is indexing"):
        build_index(small_settings, quiet=True)


def test_a_reader_sees_the_new_generation_that_another_process_published(small_settings: Settings) -> None:
    build_index(small_settings, quiet=True)
    retriever = HybridRetriever.open(ChromaStore(small_settings.store), HashingEmbedder(), small_settings.knowledge)
    assert any(passage.chunk.document_id == "exercises/bridge" for passage in retriever.search("bridge"))
    (small_settings.knowledge / "exercises" / "bridge.md").unlink()
    start_index(small_settings).wait(timeout=120)
    assert not any(passage.chunk.document_id == "exercises/bridge" for passage in retriever.search("bridge"))


@pytest.mark.slow
def test_killing_the_indexer_never_leaves_an_index_that_does_not_answer(small_settings: Settings) -> None:
    """Ten kills at random moments, each after a change, and the old or the new index answers each time."""
    done = kill_indexers(small_settings, 10)
    assert done.lost == 0
    assert done.killed >= 4
    assert done.left <= 2


def test_the_index_of_nothing_is_empty_but_answers(tmp_path: Path, small_settings: Settings) -> None:
    for path in (small_settings.knowledge / "exercises").glob("*.md"):
        path.unlink()
    assert build_index(small_settings, quiet=True).index.entries == 0
    retriever = HybridRetriever.open(ChromaStore(small_settings.store), HashingEmbedder(), small_settings.knowledge)
    assert retriever.search("clams") == []
