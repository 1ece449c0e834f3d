"""Word leaflets: headings with and without styles, lists, tables, boxes; hidden and deleted words left out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.shared import Pt, RGBColor

from assistant.errors import DocumentError
from assistant.leaflets import read_leaflet
from assistant.models import Document, SectionKind
from assistant.readers import docx as readers_docx
from assistant.readers.docx import read_docx

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: Any, tmp_path: Path) -> Path:
    path = tmp_path / "leaflet.docx"
    document.save(str(path))
    return path


def quotes(document: Document) -> dict[str, list[str]]:
    return {
        section.heading: [document.text[part.span.start : part.span.end] for part in section.statements]
        for section in document.sections
    }


def test_styles_lists_and_tables_in_order(tmp_path: Path) -> None:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Riverside Hospital header"
    word.sections[0].footer.paragraphs[0].text = "Page 1 of 2"
    word.add_heading("After your ankle sprain", 0)
    word.add_paragraph("Most sprains settle within six weeks. Keep moving.")
    word.add_heading("How to do the exercises", 1)
    for text in ("Sit on a chair.", "Draw the alphabet with your foot."):
        word.add_paragraph(text, style="List Number")
    word.add_heading("Your plan", 2)
    table = word.add_table(rows=1, cols=3)
    for cell, text in zip(table.rows[0].cells, ("Exercise", "Sets", "Repetitions"), strict=True):
        cell.text = text
    for row in (("Ankle circles", "2", "10"), ("Heel raise", "3", "8")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    word.add_heading("When to call us", 1)
    word.add_paragraph("Call us if you cannot put weight on the foot", style="List Bullet")
    document = read_leaflet(saved(word, tmp_path), "ankle.docx")
    assert document.title == "After your ankle sprain"
    assert quotes(document) == {
        "After your ankle sprain": ["Most sprains settle within six weeks.", "Keep moving."],
        "How to do the exercises": ["Sit on a chair.", "Draw the alphabet with your foot."],
        "Your plan": ["Ankle circles – Sets: 2; Repetitions: 10", "Heel raise – Sets: 3; Repetitions: 8"],
        # A heading that governs its list can be quoted with an item of it.
        "When to call us": ["When to call us", "Call us if you cannot put weight on the foot"],
    }
    assert [part.form for part in document.sections[1].statements] == ["step", "step"]
    assert document.sections[3].kind is SectionKind.HELP
    assert "Riverside" not in document.text
    assert "Page 1" not in document.text


def test_bold_lines_are_headings_where_nobody_used_styles(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph().add_run("Sore elbow?").bold = True
    word.add_paragraph("Tennis elbow is common.")
    word.add_paragraph().add_run("What helps").bold = True
    word.add_paragraph("•\tHold the wrist straight.")
    word.add_paragraph("•\tUse a strap.")
    mixed = word.add_paragraph()
    mixed.add_run("Remember:").bold = True
    mixed.add_run(" rest the arm for two days.")
    word.add_paragraph().add_run("Stop if the pain gets worse.").bold = True
    document = read_leaflet(saved(word, tmp_path), "elbow.docx")
    assert quotes(document) == {
        "Sore elbow?": ["Tennis elbow is common."],
        "What helps": [
            "Hold the wrist straight.",
            "Use a strap.",
            "Remember: rest the arm for two days.",
            "Stop if the pain gets worse.",
        ],
    }


def test_hidden_and_deleted_words_are_left_out(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Walk every day.")
    paragraph.add_run(" Vanished words.").font.hidden = True
    paragraph.add_run(" White words.").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run(" Tiny words.").font.size = Pt(1)
    paragraph.add_run(" Rest at\u200b night.")
    deleted = parse_xml(f"<w:del {_W}><w:r><w:t>Deleted words.</w:t></w:r></w:del>")
    inserted = parse_xml(f"<w:ins {_W}><w:r><w:t xml:space='preserve'> Drink water.</w:t></w:r></w:ins>")
    paragraph._p.append(deleted)
    paragraph._p.append(inserted)
    shaded = word.add_table(rows=1, cols=1).rows[0].cells[0]
    run = shaded.paragraphs[0].add_run("White on blue is seen.")
    run.font.color.rgb = RGBColor(255, 255, 255)
    shade = OxmlElement("w:shd")
    shade.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}fill", "003366")
    shaded._tc.get_or_add_tcPr().append(shade)
    extracted = read_docx(saved(word, tmp_path), "x.docx")
    assert extracted.text == "Walk every day. Rest at night. Drink water.\n\nWhite on blue is seen.\n"
    assert [warning.kind for warning in extracted.warnings] == ["hidden-text"]
    assert "Vanished words. White words. Tiny words." in str(extracted.warnings[0])


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Before the box.")
    box = f"<w:txbxContent {_W}><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent>"
    word.paragraphs[0]._p.append(
        parse_xml(
            f'<w:r {_W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
            f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>'
        )
    )
    assert read_docx(saved(word, tmp_path), "x.docx").text == "Before the box.\n\nIn the box.\n"


def test_a_table_that_arranges_the_page_is_read_as_text(tmp_path: Path) -> None:
    word = docx.Document()
    left, right = word.add_table(rows=1, cols=2).rows[0].cells
    left.text = "Lie on your back."
    right.text = "Bend both knees."
    assert read_docx(saved(word, tmp_path), "x.docx").text == "Lie on your back.\n\nBend both knees.\n"


def test_broken_locked_and_packed_files_are_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(raw: bytes) -> str:
        path = tmp_path / "x.docx"
        path.write_bytes(raw)
        with pytest.raises(DocumentError) as error:
            read_docx(path, "x.docx")
        return str(error.value)

    assert "damaged" in told(b"PK\x03\x04 nothing")
    assert "password" in told(b"\xd0\xcf\x11\xe0" + bytes(100))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("other.txt", "hello")
    assert "no Word file" in told(packed.getvalue())
    with zipfile.ZipFile(packed := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", bytes(4 * 2**20))
    assert len(packed.getvalue()) < 10_000
    assert "damaged" in told(packed.getvalue())
    monkeypatch.setattr(readers_docx, "MAX_UNPACKED", 2**20)
    assert "unpacks to 4 MB" in told(packed.getvalue())
    word = docx.Document()
    inner: Any = word
    for _ in range(readers_docx.MAX_DEPTH + 5):
        cell = (
            inner.add_table(rows=1, cols=1).rows[0].cells[0]
            if inner is word
            else inner.add_table(1, 1).rows[0].cells[0]
        )
        inner = cell
    inner.text = "Deep."
    monkeypatch.undo()
    word.save(str(tmp_path / "deep.docx"))
    with pytest.raises(DocumentError, match="nested"):
        read_docx(tmp_path / "deep.docx", "deep.docx")
