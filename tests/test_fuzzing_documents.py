"""Whatever a clinic puts into its folder: a document whose spans stand, or a clear error that names the file. Never a crash."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.config import ROOT
from assistant.errors import DocumentError
from assistant.loading import read_document

DOCUMENTS = ROOT / "tests" / "documents"
FRAGMENTS = (
    b"\x00", b"\xff\xfe", b"\xc3", b"<", b">", b"</", b"<!--", b"<table>", b"<td colspan=99999>", b"&#x110000;", b"]]>", b"\n", b"\r",
    b"# ", b"---\n", b"| a | b |\n|--|--|\n", b"[", b"{", b'"', b"%PDF-1.7", b"endobj", b"stream", b"/Kids", b"<<", b">>", b"-1", b"999999999999",
    b"w:tbl", b"w:gridSpan", b"\xe2\x80\x8b", b"\xf0\x9f\x99\x82",
)  # fmt: skip
"""What readers look for, in places where they do not expect it."""


def bounds(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
    )


def damaged(content: bytes, seed: int, harms: int) -> bytes:
    """Return `content` with that many harms done to it, the same for the same seed."""
    rng = random.Random(seed)
    held = bytearray(content)
    for _ in range(harms):
        at = rng.randrange(len(held) + 1)
        upto = min(len(held), at + rng.choice((1, 4, 30, 400)))
        match rng.randrange(6):
            case 0:
                held[at:upto] = rng.randbytes(upto - at)
            case 1:
                del held[at:upto]
            case 2:
                held[at:at] = rng.choice(FRAGMENTS)
            case 3:
                held[at:upto] = rng.choice(FRAGMENTS)
            case 4:
                held[at:at] = held[at:upto] * rng.randrange(1, 6)
            case 5:
                there = rng.randrange(len(held) + 1)
                held[there:there] = held[at:upto]
    return bytes(held[: rng.randrange(len(held) + 1)]) if rng.random() < 0.1 else bytes(held)


def damaged_package(content: bytes, seed: int, harms: int) -> bytes:
    """Return a Word file whose parts are damaged inside, the package around them whole."""
    rng = random.Random(seed)
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as other:
        names = package.namelist()
        hurt = {"word/document.xml", rng.choice(names)}
        for name in names:
            part = package.read(name)
            other.writestr(name, damaged(part, seed, harms) if name in hurt and rng.random() < 0.7 else part)
    return held.getvalue()


def library_document() -> bytes:
    return (ROOT / "knowledge" / "exercises" / "clamshell.md").read_bytes()


def csv_like() -> bytes:
    return b'exercise,times,how often\n"clamshell, lying",10,daily\nbridge,"8\nto 12",twice a day\n'


def markdown_page() -> bytes:
    table = b"\n| week | exercise |\n| --- | --- |\n| 1 | ankle pumps |\n"
    return b"# Knee\n\nBend the **knee** slowly.\n\n1. Sit.\n2. Stand.\n" + table + b"\n> [Call us](x)\n"


def sample(name: str) -> Callable[[], bytes]:
    return lambda: (DOCUMENTS / name).read_bytes()


def read_safely(path: Path, name: str, publisher: str) -> None:
    """Read a file; its spans must stand, or the error must name it."""
    try:
        document = read_document(path, name, publisher, "clinic/" if publisher else "")
    except DocumentError as error:
        if name not in str(error):
            raise AssertionError("which file?") from error
        return
    size = len(document.text)
    for section in document.sections:
        assert 0 <= section.span.start <= section.span.end <= size
        for statement in section.statements:
            assert 0 <= statement.span.start < statement.span.end <= size
            assert document.text[statement.span.start : statement.span.end].strip()
    document.model_dump_json()


@pytest.mark.parametrize(
    ("name", "make", "harm", "publisher", "examples"),
    [
        ("flare.docx", sample("leaflets/flare.docx"), damaged, "Hill Clinic", 30),
        ("inside.docx", sample("leaflets/flare.docx"), damaged_package, "Hill Clinic", 60),
        ("layout.html", sample("leaflets/layout-table.html"), damaged, "Hill Clinic", 60),
        ("google.html", sample("leaflets/google-docs.html"), damaged, "Hill Clinic", 40),
        ("tags.htm", sample("leaflets/font-tags.htm"), damaged, "Hill Clinic", 40),
        ("hand.txt", sample("leaflets/hand-splint.txt"), damaged, "Hill Clinic", 60),
        ("table.txt", csv_like, damaged, "Hill Clinic", 60),
        ("page.md", markdown_page, damaged, "Hill Clinic", 60),
        ("clamshell.md", library_document, damaged, "", 60),
        ("plain.pdf", sample("leaflets/class-times.pdf"), damaged, "Hill Clinic", 25),
        ("table.pdf", sample("balance-plain-table.pdf"), damaged, "Hill Clinic", 15),
    ],
)
def test_a_damaged_file_is_read_or_refused(
    tmp_path: Path, name: str, make: Callable[[], bytes], harm: Any, publisher: str, examples: int
) -> None:
    whole = make()
    path = tmp_path / name
    path.write_bytes(whole)
    read_safely(path, name, publisher)

    @bounds(examples)
    @given(seed=st.integers(0, 2**32), harms=st.integers(1, 12))
    def holds(seed: int, harms: int) -> None:
        path.write_bytes(harm(whole, seed, harms))
        read_safely(path, name, publisher)

    holds()


@bounds(60)
@given(content=st.binary(max_size=400), suffix=st.sampled_from([".md", ".txt", ".html", ".pdf", ".docx", ".markdown"]))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(content)
    read_safely(path, path.name, "Hill Clinic")


def test_a_heading_without_anything_after_it_ends_with_the_text(tmp_path: Path) -> None:
    path = tmp_path / "clamshell.md"
    path.write_bytes(library_document().split(b"\n## ")[0] + b"\n## How to do it")
    read_safely(path, path.name, "")
