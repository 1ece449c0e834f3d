"""Drafts of a clinic's documents: nothing reaches patients before it is published, and publishing happens as a whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.building import build_index
from assistant.config import ROOT, Settings
from assistant.documents.drafts import Drafts
from assistant.documents.folders import STAFF, safe_name
from assistant.errors import InputError
from assistant.store import ChromaStore

OLD = b"# Pool\n\nThe pool is open on Mondays.\n"
NEW = b"# Pool\n\nThe pool is open on Fridays.\n"

PUBLISH = """
import sys, time
from pathlib import Path
from assistant.config import Settings
from assistant.documents.drafts import Drafts
stop, knowledge, store, documents = sys.argv[1:]
settings = Settings(knowledge=Path(knowledge), store=store, documents=Path(documents), embedder="hashing")
def progress(stage, done, total):
    if stage == stop:
        print("here", flush=True)
        time.sleep(120)
Drafts(settings).publish(progress)
print("published", flush=True)
"""


@pytest.fixture
def settings(small_settings: Settings, tmp_path: Path) -> Settings:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "pool.md").write_bytes(OLD)
    (folder / "parking.txt").write_text("Parking\n\nPark behind the bakery.\n", encoding="utf-8")
    settings = small_settings.model_copy(update={"documents": folder})
    assert not build_index(settings, quiet=True).problems
    return settings


def indexed(settings: Settings) -> dict[str, str]:
    """The text of each of the clinic's documents that patients are answered from."""
    store = ChromaStore.of(settings)
    return {document.path: document.text for document in store.documents(store.require()) if document.kind == "leaflet"}


def files(settings: Settings) -> dict[str, bytes]:
    assert settings.documents is not None
    return {path.name: path.read_bytes() for path in settings.documents.iterdir() if path.is_file()}


def test_a_draft_is_seen_by_nobody_until_it_is_published_and_can_be_taken_back(settings: Settings) -> None:
    drafts = Drafts(settings)
    before = indexed(settings)
    assert drafts.folder.add("pool.md", NEW) == "pool.md"
    drafts.folder.add("../../Höhe & Hilfe.TXT", b"Help\n\nRing the bell at the desk.\n")
    drafts.folder.remove("parking.txt")
    assert drafts.folder.changes() == (["Höhe & Hilfe.txt"], ["pool.md"], ["parking.txt"])
    draft = drafts.check()
    assert [state.path for state in draft.states] == ["Höhe & Hilfe.txt", "pool.md"]
    assert indexed(settings) == before
    found = drafts.assistant().retriever.search("when is the pool open", 1)[0]
    assert "Fridays" in found.chunk.text
    assert drafts.check() is draft

    drafts.publish()
    assert set(indexed(settings)) == {"Höhe & Hilfe.txt", "pool.md"}
    assert files(settings)["pool.md"] == NEW
    assert not drafts.folder.has_draft
    # What is indexed is what the folder holds.
    assert not build_index(settings, quiet=True).index.changed

    drafts.roll_back()
    assert indexed(settings) == before
    assert files(settings)["pool.md"] == OLD
    assert not build_index(settings, quiet=True).index.changed
    drafts.roll_back()
    assert "Fridays" in indexed(settings)["pool.md"]


def test_rolling_back_works_after_the_index_was_built_anew(settings: Settings) -> None:
    drafts = Drafts(settings)
    drafts.folder.add("pool.md", NEW)
    drafts.publish()
    # Another file, put there by hand and indexed twice, drives the old generation out.
    assert settings.documents is not None
    for number in range(2):
        (settings.documents / "more.txt").write_text(f"More\n\nNumber {number} is here.\n", encoding="utf-8")
        build_index(settings, quiet=True)
    drafts.roll_back()
    assert "Mondays" in indexed(settings)["pool.md"]
    assert "more.txt" not in files(settings)


def test_a_broken_file_is_reported_and_the_rest_goes_in(settings: Settings) -> None:
    drafts = Drafts(settings)
    drafts.folder.add("broken.pdf", b"no PDF")
    draft = drafts.publish()
    states = {state.path: state for state in draft.states}
    assert "is no PDF file" in states["broken.pdf"].problem
    assert states["pool.md"].chunks == 1
    assert set(indexed(settings)) == {"parking.txt", "pool.md"}


@pytest.mark.parametrize(
    ("stage", "swapped"), [("embedding", False), ("writing", False), ("noting", False), ("moving files", True)]
)
def test_a_publication_that_is_killed_leaves_a_whole_version(settings: Settings, stage: str, swapped: bool) -> None:
    drafts = Drafts(settings)
    old_files, old_index = files(settings), indexed(settings)
    drafts.folder.add("pool.md", NEW)
    drafts.folder.remove("parking.txt")
    command = [
        sys.executable,
        "-c",
        PUBLISH,
        stage,
        str(settings.knowledge),
        settings.store,
        str(settings.documents),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "here"
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    # What answers is the old version or the new one, at once and before anybody has tidied up.
    assert (indexed(settings) == old_index) is not swapped
    Drafts(settings)
    assert (files(settings) == old_files) is not swapped
    assert (files(settings)["pool.md"] == NEW) is swapped
    assert not build_index(settings, quiet=True).index.changed
    # And the work can go on.
    again = Drafts(settings)
    if not swapped:
        assert again.folder.has_draft
        again.publish()
    assert "Fridays" in indexed(settings)["pool.md"]
    again.roll_back()
    assert indexed(settings) == old_index


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("leaflet.PDF", "leaflet.pdf"),
        ("C:\\Users\\x\\hip sheet.docx", "hip sheet.docx"),
        ("/etc/passwd.txt", "passwd.txt"),
        ("..%2f..%2fetc.txt", "2f..%2fetc.txt"),
        ("a\nb<script>.html", "a-b-script.html"),
        ("." * 40 + "x.md", "x.md"),
        ("y" * 300 + ".md", "y" * 80 + ".md"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    name = safe_name(given)
    assert "/" not in name
    assert not name.startswith(".")
    if "%" not in given:
        assert name == kept


@pytest.mark.parametrize("name", ["run.exe", "page.php", "noname", ".md", "README.md", "..."])
def test_other_files_are_not_taken(settings: Settings, name: str) -> None:
    with pytest.raises(InputError):
        Drafts(settings).folder.add(name, b"x")
    assert settings.documents is not None
    assert not (settings.documents / STAFF / "draft" / name).exists()


def test_a_file_too_large_is_not_taken(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.documents.folders.MAX_UPLOAD", 10)
    with pytest.raises(InputError, match="at most"):
        Drafts(settings).folder.add("x.txt", b"01234567890")
    with pytest.raises(InputError, match="empty"):
        Drafts(settings).folder.add("x.txt", b"")
