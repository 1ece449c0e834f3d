"""Documents not written our way: headings, lists and sentences are found with exact spans."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import DocumentError
from assistant.leaflet_lists import governing
from assistant.leaflets import leaflet_from_extracted, leaflet_from_text, read_leaflet
from assistant.loading import load_folder
from assistant.models import Document, SectionKind
from assistant.periods import agreement
from assistant.readers.extraction import Extracted

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


def test_numbered_headings_of_a_pasted_pdf_and_its_page_heads(tmp_path: Path) -> None:
    text = (
        "Hospital   Patient information   Page 1 of 2\n\n1. The plaster\n\nIt stays on for four weeks.\n\n"
        "Hospital   Patient information   Page 2 of 2\n\n2. Washing\n\nBaths are easier than showers.\n\n1. Sit tall.\n\n2. Lift the foot.\n"
    )
    (tmp_path / "cast.txt").write_text(text, encoding="utf-8")
    document = load_folder(tmp_path, "Clinic").documents[0]
    assert [section.heading for section in document.sections] == ["The plaster", "Washing"]
    assert "Page" not in document.text
    assert [statement.form for statement in document.sections[1].statements] == ["sentence", "step", "step"]


def test_an_item_keeps_the_heading_that_turns_it_round() -> None:
    text = "# Heel pain\n\n## Don't\n\n- walk barefoot\n- run yet\n\n## Bring\n\n- a towel\n"
    document = leaflet_from_extracted(Extracted(text, structured=True), "heel", "heel.html")
    barred, kit = document.sections
    assert [document.text[s.span.start : s.span.end] for s in barred.statements] == [
        "Don't",
        "walk barefoot",
        "run yet",
    ]
    assert [governing(document, barred, index) for index in range(3)] == [None, 0, 0]
    assert [governing(document, kit, index) for index in range(len(kit.statements))] == [None]


def test_an_item_keeps_the_sentence_that_opens_its_list() -> None:
    document = leaflet_from_text(
        "Pool\n\nStay at home if you have:\n- a fever\n- a rash\n\nBring a towel.\n", "pool", "pool.txt"
    )
    section = document.sections[-1]
    kept = [governing(document, section, index) for index, part in enumerate(section.statements) if part.form == "item"]
    assert kept == [0, 0]


def test_a_letter_is_not_named_after_its_letterhead() -> None:
    text = "Larkmoor Hospital\n\nMr P. Okonedo\n\nDear Mrs Hill,\n\nYou may lie on either side now.\n"
    document = leaflet_from_text(text, "letter", "hip-letter.txt")
    assert document.title == "Hip letter"
    assert all(section.heading == "" for section in document.sections)


@pytest.mark.parametrize(
    ("text", "weeks", "agrees"),
    [
        ("Weeks 7 to 12: driving", 8.0, 1),
        ("Wk 2-4 boot with wedges", 8.0, -1),
        ("From month 4: golf", 20.0, 1),
        ("In weeks seven to ten you may rest on it", 8.0, 1),
        ("Wear it for 6 weeks.", 8.0, 0),
        ("Weeks 7 to 12: driving", None, 0),
    ],
)
def test_a_line_of_a_plan_is_for_its_weeks(text: str, weeks: float | None, agrees: int) -> None:
    assert agreement(text, weeks) == agrees


def _outline(document: Document) -> list[tuple[str, list[str]]]:
    return [
        (
            section.heading,
            [" ".join(document.text[one.span.start : one.span.end].split()) for one in section.statements],
        )
        for section in document.sections
    ]


def test_headings_in_capitals_need_no_empty_lines() -> None:
    text = (
        "TOE OPERATION\n\nSHOE\nWear it for six weeks.\nDO NOT DRIVE\nwith the shoe on.\nBANDAGE\nKeep it dry.\n"
        "SWELLING\nExpect it for months.\n"
    )
    outline = dict(_outline(leaflet_from_text(text, "toe", "toe.txt")))
    assert list(outline)[-3:] == ["SHOE", "BANDAGE", "SWELLING"]
    assert any("DO NOT DRIVE" in sentence for sentence in outline["SHOE"]), "an order stays a sentence"
    shouted = leaflet_from_text("Wear it.\nALWAYS\nand at night too.\n", "a", "a.txt")
    assert _outline(shouted)[0][0] == "", "a single word in capitals is emphasis"


def test_columns_made_of_spaces_are_rows_of_their_own() -> None:
    text = (
        "Getting back\n\nKettle         week 8\nDriving        when you can turn\n               the wheel\n"
        "Swimming       week 12\n\nAsk us if you are not sure.\nCome in time.\n"
    )
    assert _outline(leaflet_from_text(text, "arm", "arm.txt"))[0][1] == [
        "Kettle week 8",
        "Driving when you can turn the wheel",
        "Swimming week 12",
        "Ask us if you are not sure.",
        "Come in time.",
    ]


def test_what_people_ask_is_a_question_without_its_mark() -> None:
    text = "Walking stick\n\nWhich hand do I hold it in\nThe hand on the good side holds the stick.\n\nHow to stand\nStand tall beside it.\n"
    document = leaflet_from_text(text, "stick", "stick.txt")
    asked = {section.heading: section.wordings for section in document.sections}
    assert asked["Which hand do I hold it in"] == ("Which hand do I hold it in",)
    assert not asked.get("How to stand")


def test_a_list_without_a_heading_is_called_by_its_first_line() -> None:
    document = leaflet_from_text("* Calf tear - what we told you\n* Crutches for a week\n", "x", "only-bullets.txt")
    assert document.title == "Calf tear - what we told you"


def test_the_heads_of_pasted_pages_name_the_leaflet_and_are_no_text(tmp_path: Path) -> None:
    head = "Wenbury Hospitals          Patient information\nBroken upper arm          Page {} of 2\n\n"
    path = tmp_path / "arm.txt"
    path.write_text(head.format(1) + "It heals in weeks.\n\n" + head.format(2) + "Keep it moving.\n", encoding="utf-8")
    document = read_leaflet(path, "arm.txt")
    assert document.title == "Broken upper arm"
    assert "Wenbury" not in document.text
    assert "It heals in weeks." in document.text
