"""Documents not written our way: headings, lists and sentences are found with exact spans."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import DocumentError
from assistant.leaflets import leaflet_from_text
from assistant.loading import load_folder
from assistant.models import SectionKind

LEAFLET = """Getting going after your knee operation

WHAT TO EXPECT

Your knee will be swollen for
several weeks. Dr. Hill says 3.5 cm is common.

How many exercises should I do?

- Do ten bends an hour
- Rest in between

1. Sit tall.
2. Lift your foot.
"""


def test_headings_lists_and_wrapped_sentences() -> None:
    document = leaflet_from_text(LEAFLET, "knee", "knee.txt")
    assert document.title == "Getting going after your knee operation"
    headings = [section.heading for section in document.sections]
    assert headings == ["WHAT TO EXPECT", "How many exercises should I do?"]
    texts = [[document.text[s.span.start : s.span.end] for s in section.statements] for section in document.sections]
    assert texts[0] == ["Your knee will be swollen for\nseveral weeks.", "Dr. Hill says 3.5 cm is common."]
    assert texts[1] == ["Do ten bends an hour", "Rest in between", "Sit tall.", "Lift your foot."]
    assert [s.form for s in document.sections[1].statements] == ["item", "item", "step", "step"]
    assert document.sections[1].kind is SectionKind.DOSE
    assert document.sections[1].wordings == ("How many exercises should I do?",)


def test_a_broken_file_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Bend the knee ten times.", encoding="utf-8")
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    (tmp_path / "binary.txt").write_bytes(b"line\n\x00\x01")
    (tmp_path / "latin.txt").write_bytes("Caf\xe9 stretch daily.".encode("cp1252"))
    (tmp_path / "wide.txt").write_text("Wide words here.", encoding="utf-16")
    (tmp_path / ".hidden.txt").write_text("never read", encoding="utf-8")
    loaded = load_folder(tmp_path, "Hill Clinic", "clinic/")
    assert {document.id for document in loaded.documents} == {"clinic/good", "clinic/latin", "clinic/wide"}
    assert any("Café stretch" in document.text for document in loaded.documents)
    assert sorted(str(problem).split(":")[0] for problem in loaded.problems) == ["binary.txt", "empty.txt"]
    assert "binary.txt:2" in " ".join(str(problem) for problem in loaded.problems)


def test_two_files_with_one_id_are_reported(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("One.", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Two.", encoding="utf-8")
    loaded = load_folder(tmp_path, "Hill Clinic", "clinic/")
    assert len(loaded.documents) == 1
    assert "already taken by a.md" in str(loaded.problems[0])


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such folder"):
        load_folder(tmp_path / "none")


def test_a_leaflet_that_claims_the_library_s_format_is_still_a_clinic_s_leaflet(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text(
        "---\nid: exercises/clamshell\nkind: exercise\n---\n\n## How much\n\nDo 500. [UHB-L]\n", encoding="utf-8"
    )
    document = load_folder(tmp_path, "Hill Clinic", "clinic/").documents[0]
    assert (document.id, document.kind, document.publisher) == ("clinic/x", "leaflet", "Hill Clinic")
