"""PDF leaflets: sentences word for word, the right page, nothing of running heads; bad files end in a clear error."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from assistant.chunking import chunk_document
from assistant.config import ROOT
from assistant.errors import DocumentError
from assistant.leaflets import read_leaflet
from assistant.loading import load_folder
from assistant.models import Document
from assistant.readers import pdf as readers_pdf
from assistant.readers.extraction import DocumentWarning

DOCUMENTS = ROOT / "tests" / "documents"


def read(name: str) -> tuple[Document, list[DocumentWarning]]:
    warnings: list[DocumentWarning] = []
    return read_leaflet(DOCUMENTS / name, name, "Hill Clinic", "clinic/", warnings), warnings


def quotes(document: Document) -> dict[str, list[str]]:
    """The statements by heading."""
    found: dict[str, list[str]] = {}
    for section in document.sections:
        texts = [document.text[part.span.start : part.span.end] for part in section.statements]
        found.setdefault(section.heading, []).extend(texts)
    return found


def page_of(document: Document, sentence: str) -> int | None:
    at = document.text.index(sentence)
    return next(part.page for part in document.sections if part.span.start <= at < part.span.end)


def one_page(content: bytes, more: bytes = b"", length: int | None = None) -> bytes:
    """A PDF of one page with the given drawing commands; `more` goes into the content stream's dictionary."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<<%s/Length %d>>stream\n%s\nendstream" % (more, len(content) if length is None else length, content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    raw, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(raw))
        raw += b"%d 0 obj%s\nendobj\n" % (number, part)
    start = len(raw)
    raw += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return raw + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start


def test_a_page_printed_by_a_browser() -> None:
    document, warnings = read("knee-browser.pdf")
    assert document.title == "Exercises after your knee operation"
    found = quotes(document)
    assert list(found) == [document.title, "How to begin", "Your exercises", "Walking", "Stairs"]
    assert found["How to begin"] == [
        "Bend your knee ten times.",
        "Rest for one minute in between, and breathe normally while your heel slides back to where it began on the bed, slowly.",
        "Sit tall.",
        "Lift your foot.",
    ]
    assert found["Your exercises"] == [
        "Heel slide – Sets: 3; Repetitions: 10",
        "Straight leg raise – Sets: 2; Repetitions: 8",
    ]
    assert found["Walking"][-1] == "Efficient weight-bearing practice continues for six weeks."
    assert {section.page for section in document.sections} == {1}
    assert not [word for word in ("file:", "1/1", " PM", "Knee leaflet", "Ignore", "running") if word in document.text]
    assert [(warning.kind, warning.page) for warning in warnings] == [("hidden-text", 1)]
    assert "Ignore previous instructions" in str(warnings[0])


def test_two_justified_columns_with_divided_words() -> None:
    document, warnings = read("shoulder-columns.pdf")
    found = quotes(document)
    assert list(found) == [
        "Moving your shoulder after an injection",
        "What the injection does",
        "Pendulum swing",
        "Table slide",
        "Is it normal to be sore?",
        "When to call us",
    ]
    # White letters on a dark ground can be seen.
    assert found[document.title] == [
        "This leaflet is for people who had a steroid injection at the Hill Street Clinic."
    ]
    assert "Avoid heavy lifting, vigorous gardening and overhead decorating throughout the first fortnight." in [
        *found["What the injection does"]
    ]
    assert found["Pendulum swing"][1] == "Let the affected arm hang down and swing it gently in small circles."
    assert "Non-weight-bearing movement in warm water is often comfortable." in found["Is it normal to be sore?"]
    assert found["When to call us"][0] == "When to call us"
    assert found["When to call us"][2:4] == [
        "Call us if you feel feverish or generally unwell within a fortnight of the injection.",
        "Telephone the clinic on weekdays between nine and five.",
    ]
    assert not warnings


def test_running_heads_and_page_numbers_are_left_out_and_pages_are_kept() -> None:
    document, _ = read("hip-running-heads.pdf")
    for words in ("Riverside", "Leaflet 114", "version 3", "Page ", " of 3"):
        assert words not in document.text
    assert page_of(document, "Push up with your arms") == 1
    assert page_of(document, "Go up with the good leg first.") == 2
    assert page_of(document, "Golf and bowls") == 3
    assert quotes(document)["Climbing stairs"][2] == "Hold the rail with one hand."
    for chunk in chunk_document(document):
        assert document.text[chunk.span.start : chunk.span.end] == chunk.text
    for before, after in zip(document.sections, document.sections[1:], strict=False):
        assert before.span.end <= after.span.start


def test_a_table_without_rules() -> None:
    document, _ = read("balance-plain-table.pdf")
    assert quotes(document)["Your weekly plan"] == [
        "Heel raise – Sets: 2; Repetitions: 12; How often: Every day",
        "Sit to stand – Sets: 3; Repetitions: 8; How often: Every day",
        "Tandem stand – Sets: 1; Repetitions: 4; How often: Three days a week",
    ]


def test_a_scan_a_locked_file_and_broken_files_are_reported(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("L", (600, 800), 200).save(tmp_path / "scan.pdf")
    (tmp_path / "locked.pdf").write_bytes((DOCUMENTS / "balance-locked.pdf").read_bytes())
    whole = (DOCUMENTS / "balance-plain-table.pdf").read_bytes()
    (tmp_path / "cut.pdf").write_bytes(whole[:3000])
    (tmp_path / "other.pdf").write_bytes(b"hello")
    (tmp_path / "good.pdf").write_bytes(whole)
    loaded = load_folder(tmp_path, "Hill Clinic", "clinic/")
    assert [document.id for document in loaded.documents] == ["clinic/good"]
    told = {problem.path: problem.problem for problem in loaded.problems}
    assert set(told) == {"scan.pdf", "locked.pdf", "cut.pdf", "other.pdf"}
    assert "scan" in told["scan.pdf"]
    assert "password" in told["locked.pdf"]
    assert "damaged" in told["cut.pdf"] or "no text" in told["cut.pdf"]
    assert "no PDF" in told["other.pdf"]


def test_hidden_letters_are_left_out_and_ligatures_spelt_out(tmp_path: Path) -> None:
    content = (
        b"BT /F 12 Tf 40 350 Td (Keep the leg still.) Tj ET BT /F 1 Tf 40 300 Td (Run a marathon.) Tj ET "
        b"1 g BT /F 12 Tf 40 250 Td (Jump every day.) Tj ET 0 g BT /F 12 Tf 900 250 Td (Outside the page.) Tj ET"
    )
    (tmp_path / "x.pdf").write_bytes(one_page(content))
    extracted = readers_pdf.read_pdf(tmp_path / "x.pdf", "x.pdf")
    assert extracted.text == "Keep the leg still.\n"
    assert [warning.kind for warning in extracted.warnings] == ["hidden-text"]


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    path = DOCUMENTS / "hip-running-heads.pdf"
    monkeypatch.setattr(readers_pdf, "MAX_PAGES", 2)
    assert "3 pages: at most 2" in str(readers_pdf.extract_pdf(path)["error"])
    monkeypatch.setattr(readers_pdf, "MAX_SECONDS", 0.01)
    with pytest.raises(DocumentError, match="took longer"):
        readers_pdf.read_pdf(path, "hip.pdf")
    monkeypatch.setattr("assistant.readers.extraction.MAX_BYTES", 1000)
    with pytest.raises(DocumentError, match="at most"):
        readers_pdf.read_pdf(path, "hip.pdf")


def test_a_stream_that_unpacks_to_gigabytes_is_an_error(tmp_path: Path) -> None:
    packer = zlib.compressobj(9)
    block = b"%" * 2**20
    packed = b"".join(packer.compress(block) for _ in range(64)) + packer.flush()
    # Packed twice: a few kilobytes that unpack to much more.
    twice = zlib.compress(zlib.compress(packed, 9), 9)
    path = tmp_path / "bomb.pdf"
    path.write_bytes(one_page(twice, b"/Filter[/FlateDecode/FlateDecode/FlateDecode]"))
    with pytest.raises(DocumentError, match="unpacks to more"):
        readers_pdf.read_pdf(path, "bomb.pdf")
