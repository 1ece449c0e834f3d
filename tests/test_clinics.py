"""Several clinics on one server: their files, and that none sees another's documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.building import build_every_index
from assistant.clinics import named_clinic, origin_listed, own_page, read_clinics, settings_for
from assistant.config import Settings
from assistant.conversation import Assistant
from assistant.errors import ConfigurationError, InputError
from assistant.store import ChromaStore

RIVER = 'name = "Riverside Physiotherapy"\norigins = ["https://WWW.river.example"]\ndocuments = "river"\n'
HILL = 'name = "Hill Clinic"\nregion = "US"\ndocuments = "hill"\ncolour = "#7a1f5c"\n'
PLAIN = 'name = "Plain Clinic"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "clinics"
    root.mkdir()
    for name, text in (("river", RIVER), ("hill", HILL), ("river-hill", PLAIN)):
        (root / f"{name}.toml").write_text(text, encoding="utf-8")
    for name, word in (("river", "zebrafish"), ("hill", "quokka")):
        (root / name).mkdir()
        text = f"# The {word} class\n\nThe {word} class meets on Tuesday at nine in the warm pool.\n"
        (root / name / "class.md").write_text(text, encoding="utf-8")
    return root


def test_files_are_read(folder: Path) -> None:
    clinics = {clinic.key: clinic for clinic in read_clinics(Settings(clinics=folder, region="AU"))}
    assert list(clinics) == ["hill", "river", "river-hill"]
    assert clinics["river"].origins == ("https://www.river.example",)
    assert (clinics["river"].region, clinics["hill"].region) == ("AU", "US")
    assert clinics["hill"].documents == folder / "hill"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('name = "A"\ncolor = "red"', ("color", "unknown", "colour")),
        ('name = "A"\ncolour = "red"', ("colour", "red")),
        ('name = "A"\norigins = ["https://a.example/page"]', ("origins", "scheme and host only")),
        ('name = "A"\norigins = ["https://a.example; script-src *"]', ("not an origin",)),
        ('name = "A"\norigins = ["*"]', ("not an origin",)),
        ('name = "A"\nlogo = "none.png"', ("logo", "no such picture")),
        ('name = "A"\nlogo = "bad.toml"', ("logo", "no such picture")),
        ('name = "A"\ndocuments = "none"', ("documents", "no such folder")),
        ('name = "A"\nregion = "Mars"', ("region", "Mars")),
        ('name = " "', ("name", "needs a name")),
        ("name = ", ("cannot be read as TOML",)),
    ],
)
def test_a_wrong_file_is_named_with_its_key(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read_clinics(Settings(clinics=tmp_path))
    for word in (*words, "bad.toml"):
        assert word in str(caught.value)


def test_a_name_that_is_no_key_and_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "Bad Name.toml").write_text(PLAIN, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="small letters"):
        read_clinics(Settings(clinics=tmp_path))
    with pytest.raises(ConfigurationError, match="no such folder"):
        read_clinics(Settings(clinics=tmp_path / "none"))
    assert read_clinics(Settings()) == ()
    with pytest.raises(ConfigurationError, match="embed_origins"):
        own_page(Settings(embed_origins=("clinic.example",)))


@pytest.mark.parametrize(
    ("origin", "listed", "expected"),
    [
        ("https://a.example", ["https://a.example"], True),
        ("https://A.example", ["https://a.example"], True),
        ("http://a.example", ["https://a.example"], False),
        ("https://a.example:8443", ["https://a.example"], False),
        ("https://a.example.evil.example", ["https://a.example"], False),
        ("https://www.a.example", ["https://*.a.example"], True),
        ("https://a.example", ["https://*.a.example"], False),
        ("https://evila.example", ["https://*.a.example"], False),
        ("null", ["https://a.example"], False),
        ("", [], False),
    ],
)
def test_an_origin_is_listed_or_not(origin: str, listed: list[str], expected: bool) -> None:
    assert origin_listed(origin, listed) is expected


def test_each_clinic_has_its_documents_and_no_other(folder: Path, small_settings: Settings) -> None:
    settings = small_settings.model_copy(update={"clinics": folder})
    first = build_every_index(settings, quiet=True)
    assert list(first) == ["", "hill", "river"]
    assert first[""].index.documents == 3
    assert first["hill"].index.documents == first["river"].index.documents == 4
    # The library's vectors are copied: only the leaflet's own texts are embedded.
    assert 0 < first["hill"].index.embedded <= 5
    assert not any(report.index.changed for report in build_every_index(settings, quiet=True).values())

    own = Assistant.open(settings)
    rooms = {clinic.key: own.beside(settings_for(settings, clinic)) for clinic in read_clinics(settings)}
    texts = {
        key: " ".join(document.text for document in one.retriever.corpus()[1].documents.values())
        for key, one in {"": own, **rooms}.items()
    }
    assert {key for key, text in texts.items() if "quokka" in text} == {"hill"}
    assert {key for key, text in texts.items() if "zebrafish" in text} == {"river"}
    assert rooms["river-hill"].retriever is own.retriever
    for key, word, place in (("hill", "quokka", "clinic/class"), ("river", "zebrafish", "clinic/class")):
        found = rooms[key].retriever.search(f"When does the {word} class meet?")
        assert found[0].chunk.document_id == place
        assert word in found[0].chunk.text
        at = found[0].chunk.span
        assert rooms[key].passage(place, at.start, at.end) is not None
        for other in (own, rooms["river-hill"]):
            assert other.passage(place, at.start, at.end) is None
    emergency = "I am numb between my legs and cannot pass urine"
    assert "911" in rooms["hill"].conversation().ask(emergency).text
    assert "999" in rooms["river"].conversation().ask(emergency).text


def test_the_servers_own_documents_are_not_a_clinics(folder: Path, small_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "secret.md").write_text("# The axolotl class\n\nThe axolotl class meets on Monday.\n")
    settings = small_settings.model_copy(update={"clinics": folder, "documents": tmp_path / "own"})
    assert set(build_every_index(settings, quiet=True)) == {"", "hill", "river", "river-hill"}
    for key, expected in (("", True), ("river-hill", False), ("hill", False)):
        store = ChromaStore.of(named_clinic(settings, key))
        documents = store.documents(store.require())
        assert any("axolotl" in document.text for document in documents) is expected
    # A clinic whose name begins another's keeps its generation when the other is built again.
    (folder / "river" / "more.md").write_text("# More\n\nBring a towel on Tuesday.\n", encoding="utf-8")
    build_every_index(settings, quiet=True)
    for key in ("", "hill", "river", "river-hill"):
        assert ChromaStore.of(named_clinic(settings, key)).current() is not None
    (folder / "river.toml").unlink()
    build_every_index(settings, quiet=True)
    assert ChromaStore(settings.store, "river").current() is None
    assert ChromaStore(settings.store, "river-hill").current() is not None
    with pytest.raises(InputError, match="known: hill, river-hill"):
        named_clinic(settings, "moon")


def test_danger_is_recognised_without_an_answer(small_settings: Settings, folder: Path) -> None:
    build_every_index(small_settings, quiet=True)
    conversation = Assistant.open(small_settings).conversation()
    assert conversation.triage("How do I do a clamshell?") is None
    answer = conversation.triage("I have crushing chest pain")
    assert answer is not None
    assert answer.urgency == "emergency"
    assert answer.citations == ()
