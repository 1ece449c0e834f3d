"""The corpus kept beside the store: the same as derived anew, and never trusted when it is damaged or foreign."""

from __future__ import annotations

import hashlib
import os
import pickle
from pathlib import Path

import pytest

from assistant import snapshot
from assistant.building import build_index
from assistant.config import Settings
from assistant.corpus import Corpus, CorpusCache
from assistant.snapshot import FOLDER, KEPT, VECTORS, read_snapshot, write_snapshot
from assistant.store import ChromaStore


def cache(settings: Settings) -> CorpusCache:
    return CorpusCache(ChromaStore.of(settings), settings.knowledge)


def kept(settings: Settings) -> Path:
    return next((Path(settings.store) / FOLDER).glob("*.pickle"))


def test_what_is_kept_is_what_was_derived(small_settings: Settings) -> None:
    build_index(small_settings, quiet=True)
    generation, derived = cache(small_settings).current()
    again = read_snapshot(Path(small_settings.store), generation.name, small_settings.knowledge)
    assert again is not None
    assert again.documents == derived.documents
    assert again.chunks == derived.chunks
    assert again.entries.ids == derived.entries.ids
    assert again.entries.questions == derived.entries.questions
    assert again.entries.vectors is not None
    assert derived.entries.vectors is not None
    assert (again.entries.vectors == derived.entries.vectors).all()
    query = "how many clams"
    assert (again.lexical.scores(query) == derived.lexical.scores(query)).all()
    assert again.vocabulary.mentions(query) == derived.vocabulary.mentions(query)
    assert again.vocabulary.repair("brdige") == derived.vocabulary.repair("brdige")


def test_a_reader_derives_nothing_when_it_is_there(small_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index(small_settings, quiet=True)
    cache(small_settings).current()

    def fail(self: Corpus, *_: object) -> None:
        raise AssertionError("derived anew")

    monkeypatch.setattr(Corpus, "__init__", fail)
    _, corpus = cache(small_settings).current()
    assert "exercises/clamshell" in corpus.documents


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x00" * 200])
def test_a_damaged_one_is_derived_again(small_settings: Settings, damage: bytes) -> None:
    build_index(small_settings, quiet=True)
    cache(small_settings).current()
    path = kept(small_settings)
    path.write_bytes(damage or path.read_bytes()[:-10])
    _, corpus = cache(small_settings).current()
    assert "exercises/clamshell" in corpus.documents


class Harm:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("harm",)


def test_nothing_else_can_be_loaded_from_it(small_settings: Settings, tmp_path: Path) -> None:
    build_index(small_settings, quiet=True)
    cache(small_settings).current()
    data = pickle.dumps(Harm())
    kept(small_settings).write_bytes(hashlib.sha256(data).digest() + data)
    _, corpus = cache(small_settings).current()
    assert "exercises/clamshell" in corpus.documents
    assert not (tmp_path / "harm").exists()


def test_one_of_other_code_or_another_lexicon_is_not_used(
    small_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(small_settings, quiet=True)
    generation, corpus = cache(small_settings).current()
    place = Path(small_settings.store)
    lexicon = small_settings.knowledge / "vocabulary.toml"
    lexicon.write_text(lexicon.read_text(encoding="utf-8") + "\n# more\n", encoding="utf-8")
    assert read_snapshot(place, generation.name, small_settings.knowledge) is None
    write_snapshot(place, generation.name, small_settings.knowledge, corpus)
    assert read_snapshot(place, generation.name, small_settings.knowledge) is not None
    monkeypatch.setattr(snapshot, "_code", lambda: "other")
    assert read_snapshot(place, generation.name, small_settings.knowledge) is None


def test_where_nothing_can_be_kept_answers_go_on(small_settings: Settings) -> None:
    Path(small_settings.store).mkdir(parents=True, exist_ok=True)
    (Path(small_settings.store) / FOLDER).write_text("in the way", encoding="utf-8")
    build_index(small_settings, quiet=True)
    _, corpus = cache(small_settings).current()
    assert "exercises/clamshell" in corpus.documents


def vectors_of(settings: Settings) -> Path:
    return kept(settings).with_suffix(VECTORS)


@pytest.mark.parametrize("damage", ["gone", "short", "hole"])
def test_damaged_vectors_are_derived_again(small_settings: Settings, damage: str) -> None:
    build_index(small_settings, quiet=True)
    _, derived = cache(small_settings).current()
    path = vectors_of(small_settings)
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(data[:-400] if damage == "short" else data[:1000] + bytes(1000) + data[2000:])
    _, corpus = cache(small_settings).current()
    assert corpus.entries.vectors is not None
    assert derived.entries.vectors is not None
    assert (corpus.entries.vectors == derived.entries.vectors).all()
    assert path.read_bytes() == data, "what was derived again is kept"


def test_vectors_go_with_their_snapshot(small_settings: Settings) -> None:
    build_index(small_settings, quiet=True)
    _, corpus = cache(small_settings).current()
    for number in range(KEPT + 3):
        write_snapshot(Path(small_settings.store), f"other-{number}", small_settings.knowledge, corpus)
    folder = Path(small_settings.store) / FOLDER
    names = {path.stem for path in folder.glob("*.pickle")}
    assert names == {path.stem for path in folder.glob(f"*{VECTORS}")}
    assert len(names) == KEPT + 1
    assert not list(folder.glob("*.tmp"))


def test_records_that_were_read_share_what_is_the_same(small_settings: Settings) -> None:
    build_index(small_settings, quiet=True)
    cache(small_settings).current()
    _, corpus = cache(small_settings).current()
    spans = [
        statement.span
        for document in corpus.documents.values()
        for section in document.sections
        for statement in section.statements
    ]
    assert len({id(span.__pydantic_fields_set__) for span in spans}) == 1
    changed = spans[0].model_copy(update={"end": spans[0].end})
    assert changed.model_fields_set == {"start", "end"}
