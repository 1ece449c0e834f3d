"""PDF files as text with pages. The reading is done by a process of its own, so that a hostile file cannot stop this one.

Guarantees: an answer or a `DocumentError` within `MAX_SECONDS`, with at most `MAX_MEMORY` bytes where the system can limit it.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from assistant.errors import DocumentError
from assistant.readers import ocr
from assistant.readers.extraction import MAX_CHARACTERS, DocumentWarning, Extracted, read_bytes, shortened
from assistant.readers.pdf_lines import PageLines, read_page
from assistant.readers.pdf_text import text_of_pages

MAX_PAGES = 500
"""Most pages of one file."""
MAX_SECONDS = 180
"""Longest time that reading one file may take."""
MAX_MEMORY = 3 * 2**30
"""Most memory that reading one file may take, in bytes."""
MAX_DRAWING = 20 * 2**20
"""Largest size of the unpacked drawing commands of one page, in bytes."""

_SCAN = (
    "its pages are pictures without text (a scan): send the file that it was printed from, or install Tesseract and the "
    "extra `ocr` (pip install 'rehab-assistant[ocr]'), or recognise the text (OCR) with another program first"
)
_RECOGNISED = (
    "the words of this page were recognised in a picture (OCR): compare them with the paper before you publish"
)


def read_pdf(path: Path, name: str) -> Extracted:
    """Return the text of a PDF with the place of each page; raises `DocumentError`."""
    if not read_bytes(path, name)[:1024].lstrip().count(b"%PDF-"):
        raise DocumentError(name, None, "is no PDF file, whatever its name says")
    root = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, known] if known else [root])}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, the path as one argument
            [sys.executable, "-m", "assistant.readers.pdf", str(path.resolve())],
            capture_output=True,
            timeout=MAX_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            name, None, f"took longer than {MAX_SECONDS} seconds to read: print it to a new PDF, or split it"
        ) from error
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise DocumentError(name, None, "cannot be read (damaged or too large): print it to a new PDF") from error
    if answer.get("error"):
        raise DocumentError(name, None, answer["error"])
    return Extracted(
        answer["text"],
        answer["structured"],
        [(offset, page) for offset, page in answer["pages"]],
        [DocumentWarning(name, kind, problem, page=page) for kind, problem, page in answer["warnings"]],
    )


def extract_pdf(path: Path) -> dict[str, Any]:
    """Return the text, pages and warnings of the file in this very process, or ``{"error": ...}``."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.pdftypes import resolve1
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(path) as file:
            if len(file.pages) > MAX_PAGES:
                return {"error": f"{len(file.pages)} pages: at most {MAX_PAGES}; split the file"}
            pages: list[PageLines] = []
            letters = 0
            for number, page in enumerate(file.pages, start=1):
                if sum(len(resolve1(part).get_data()) for part in page.page_obj.contents) > MAX_DRAWING:
                    return {
                        "error": f"page {number} unpacks to more than {MAX_DRAWING // 2**20} MB: print it to a new PDF"
                    }
                pages.append(read_page(page, number))
                letters += sum(len(line.text) for line in pages[-1].lines)
                if letters > MAX_CHARACTERS:
                    return {"error": f"holds more than {MAX_CHARACTERS:,} letters: split the file"}
                page.close()
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
            return {"error": "is locked with a password: save it without one"}
        return {
            "error": f"is a damaged PDF ({type(error.args[0]).__name__ if error.args else 'unknown'}): print it to a new PDF"
        }
    except MemoryError:
        return {"error": "needs too much memory to read: print it to a new PDF"}
    except Exception as error:
        return {"error": f"is a damaged PDF ({type(error).__name__}): print it to a new PDF"}
    recognised = _recognised(path, pages)
    report = _report(pages)
    if "error" not in report:
        report["warnings"].extend(("recognised", _RECOGNISED, page.number) for page in recognised)
    return report


def _recognised(path: Path, pages: list[PageLines]) -> list[PageLines]:
    """Recognise the text of pages that are pictures, where that can be done, and return those that gave some."""
    pictures = [page for page in pages if not page.lines and page.pictured]
    if not pictures or not ocr.is_available():
        return []
    for page in pictures[: ocr.MOST_PAGES]:
        ocr.recognise(path, page)
    return [page for page in pictures if page.lines]


def _report(pages: list[PageLines]) -> dict[str, Any]:
    empty = [page for page in pages if not page.lines]
    if len(empty) == len(pages):
        pictured = any(page.pictured for page in pages)
        damaged = any(page.damaged for page in pages)
        if damaged:
            return {
                "error": "its letters have no meaning that a program can read: print it to a new PDF, or recognise the text (OCR)"
            }
        return {"error": _SCAN if pictured else "holds no text"}
    warnings: list[tuple[str, str, int]] = []
    for page in pages:
        if not page.lines and page.pictured:
            warnings.append(("no-text", "this page is a picture without text, so nothing of it is used", page.number))
        if page.hidden and any(character.isalnum() for character in page.hidden):
            warnings.append(
                ("hidden-text", f"text that cannot be seen was left out: “{shortened(page.hidden)}”", page.number)
            )
        if page.damaged > 20:
            warnings.append(
                ("unreadable-text", f"{page.damaged} letters have no meaning that a program can read", page.number)
            )
    extracted = text_of_pages(pages)
    return {"text": extracted.text, "structured": extracted.structured, "pages": extracted.pages, "warnings": warnings}


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    _limit_memory()
    sys.setrecursionlimit(5_000)
    sys.stdout.write(json.dumps(extract_pdf(Path(sys.argv[1]))))
