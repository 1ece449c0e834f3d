"""Hostile and broken files: a clear message, bounded time and memory, and the rest of the folder read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.loading import Loaded, load_folder
from assistant.readers import docx, html, pdf
from tests.conftest import Faulty

GOOD = "# Pool\n\nThe pool is open on Mondays.\n"
LARGEST = 400 * 2**20
"""Bytes that this process may grow by."""


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"\0" * (docx.MAX_UNPACKED + 1))


def entity_bomb(path: Path) -> None:
    import docx as word

    document = word.Document()
    document.add_paragraph("Words.")
    held = io.BytesIO()
    document.save(held)
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    with zipfile.ZipFile(held) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    body = parts["word/document.xml"].split(b"?>", 1)[1].replace(b"Words.", b"&e9;")
    parts["word/document.xml"] = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">' + lines.encode() + b"]>" + body
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def deep_html(path: Path) -> None:
    path.write_text("<div>" * 20_000 + "words" + "</div>" * 20_000, encoding="utf-8")


def many_tags(path: Path) -> None:
    path.write_text("<p>x</p>" * (html.MAX_TAGS // 2 + 1), encoding="utf-8")


def nul_bytes(path: Path) -> None:
    path.write_bytes(b"Words\nand\x00more\n")


def half_a_pdf(path: Path) -> None:
    path.write_bytes(
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[1 0 R 2 0 R]/Count 9>>"
    )


def no_pages(path: Path) -> None:
    path.write_bytes(pages_pdf(0))


def too_many_pages(path: Path) -> None:
    path.write_bytes(pages_pdf(pdf.MAX_PAGES + 1))


def pages_pdf(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>"] * count,
    ]
    return pdf_of(parts)


def pdf_of(parts: list[bytes]) -> bytes:
    """Return a PDF of these objects, the first of which is its root."""
    raw, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(raw))
        raw += b"%d 0 obj%s\nendobj\n" % (number, part)
    start = len(raw)
    raw += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    raw += b"".join(b"%010d 00000 n \n" % place for place in places)
    return raw + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, start)


def full_pages_pdf(count: int) -> bytes:
    """Return a PDF of `count` pages with three lines of words on each."""
    lines = "".join(f"(Bend the knee slowly and hold for five seconds, line {line}.) Tj T* " for line in range(3))
    words = f"BT /F1 11 Tf 14 TL 50 700 Td {lines}ET".encode()
    parts = [b"", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    parts.append(b"<</Length %d>>stream\n%s\nendstream" % (len(words), words))
    first = len(parts) + 1
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
    parts += [page] * count
    parts[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    kids = b" ".join(b"%d 0 R" % number for number in range(first, first + count))
    parts[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    return pdf_of(parts)


def no_text_at_all(path: Path) -> None:
    path.write_bytes(b"")


def too_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(51 * 2**20)


def nearly_too_large(path: Path) -> None:
    path.write_text("Bend the knee and hold for five seconds. " * 1_250_000, encoding="utf-8")


def all_dots(path: Path) -> None:
    path.write_text("a. " * 300_000, encoding="utf-8")


def not_what_it_says(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        ("bomb.docx", zip_bomb, "unpacks to"),
        ("entities.docx", entity_bomb, "entities.docx"),
        ("picture.docx", not_what_it_says, "damaged Word file"),
        ("deep.html", deep_html, "nested more than"),
        ("tags.html", many_tags, "tags"),
        ("nul.txt", nul_bytes, "line 2|NUL"),
        ("half.pdf", half_a_pdf, "PDF"),
        ("none.pdf", no_pages, "holds no text"),
        ("long.pdf", too_many_pages, "at most 500"),
        ("picture.pdf", not_what_it_says, "is no PDF"),
        ("empty.txt", no_text_at_all, "holds no text"),
        ("large.txt", too_large, "at most 50 MB"),
        ("nearly.txt", nearly_too_large, "at most 5,000,000 characters"),
        ("dots.txt", all_dots, "200,000 sentences"),
    ],
)
def test_a_hostile_file_is_named_and_the_rest_is_read(
    tmp_path: Path, name: str, make: Callable[[Path], None], message: str, fault: Faulty
) -> None:
    kinds = "zip and entity bomb, deep and endless HTML, NUL bytes, broken, empty, too long and 50 MB files"
    fault(f"hostile documents: {kinds}", how="named and left out; the rest of the folder is read")
    make(tmp_path / name)
    (tmp_path / "pool.md").write_text(GOOD, encoding="utf-8")
    loaded = load_folder(tmp_path, "Hill Clinic", "clinic/")
    assert [document.path for document in loaded.documents] == ["pool.md"]
    (problem,) = loaded.problems
    assert problem.path == name
    assert any(part in str(problem) for part in message.split("|")), str(problem)


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("wrong.html", "<meta charset=utf-8><p>Caf\xe9 stretch for \x93ten\x94 seconds.</p>".encode("latin-1"), "Café"),
        ("marked.txt", b"\xff\xfe" + "Höhe halten.".encode("utf-16-le"), "Höhe halten."),
        ("broken-utf8.txt", b"Stretch for ten seconds \xc3 and rest.", "and rest."),
        ("open.html", b"<html><body><table><tr><td><p>Rest <b>well.", "Rest well."),
    ],
)
def test_wrong_encodings_and_open_tags_are_read_all_the_same(
    tmp_path: Path, name: str, content: bytes, kept: str, fault: Faulty
) -> None:
    fault("documents in a wrong encoding or with open tags", how="read all the same")
    (tmp_path / name).write_bytes(content)
    loaded = load_folder(tmp_path, "Hill Clinic", "clinic/")
    assert loaded.problems == []
    assert kept in loaded.documents[0].text


def test_a_very_long_text_costs_bounded_memory(tmp_path: Path) -> None:
    import resource

    (tmp_path / "long.txt").write_text("Bend the knee and hold for five seconds. " * 100_000, encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    loaded: Loaded = load_folder(tmp_path, "Hill Clinic", "clinic/")
    assert loaded.problems == []
    assert sum(len(part.statements) for part in loaded.documents[0].sections) == 100_000
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < LARGEST


def test_five_hundred_pages_are_read(tmp_path: Path, fault: Faulty) -> None:
    fault("PDF of 500 pages", how="read")
    (tmp_path / "book.pdf").write_bytes(full_pages_pdf(pdf.MAX_PAGES))
    loaded = load_folder(tmp_path, "Hill Clinic", "clinic/")
    assert loaded.problems == []
    pages = {section.page for section in loaded.documents[0].sections}
    assert len(pages) == pdf.MAX_PAGES
    # The first line stands on every page alike: a running head.
    assert loaded.documents[0].text.count("hold for five seconds") == 2 * pdf.MAX_PAGES
