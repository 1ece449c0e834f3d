"""Text recognition for pages that are pictures: Tesseract through pytesseract, the optional extra ``ocr``.

Guarantees: nothing is recognised, and nothing fails, where the extra or the program is missing. Does not guarantee that a
word was read rightly: whoever uses it tells staff to compare.
"""

from __future__ import annotations

import shutil
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from assistant.readers.extraction import tidy
from assistant.readers.pdf_lines import PageLines, in_reading_order
from assistant.readers.pdf_shapes import Line

DPI = 200
"""Dots per inch at which a page is drawn: Tesseract reads print of 10 points well from here on."""
MOST_PAGES = 40
"""Most pages of one file that are recognised."""
SURE = 40.0
"""Confidence, 0 to 100, below which a word is left out."""
SECONDS_A_PAGE = 30
"""Longest time for one page."""


@lru_cache(maxsize=1)
def is_available() -> bool:
    """Return whether the extra ``ocr`` is installed and the program `tesseract` is there."""
    return find_spec("pytesseract") is not None and shutil.which("tesseract") is not None


def recognise(path: Path, page: PageLines) -> None:
    """Put the lines that can be read in the picture of `page`, of the PDF at `path`, into it."""
    import pypdfium2
    import pytesseract

    file = pypdfium2.PdfDocument(path)
    try:
        picture = file[page.number - 1].render(scale=DPI / 72).to_pil().convert("L")
    finally:
        file.close()
    found = pytesseract.image_to_data(picture, output_type=pytesseract.Output.DICT, timeout=SECONDS_A_PAGE)
    scale = 72 / DPI
    lines: dict[tuple[int, int, int], list[int]] = {}
    for index, word in enumerate(found["text"]):
        if word.strip() and float(found["conf"][index]) >= SURE:
            key = (found["block_num"][index], found["par_num"][index], found["line_num"][index])
            lines.setdefault(key, []).append(index)
    pieces = []
    for indices in lines.values():
        lefts = [found["left"][index] for index in indices]
        rights = [found["left"][index] + found["width"][index] for index in indices]
        tops = [found["top"][index] for index in indices]
        bottoms = [found["top"][index] + found["height"][index] for index in indices]
        # Of its words: a page that lies askew makes the box of a long line tall.
        height = median(found["height"][index] for index in indices) * scale
        text = tidy(" ".join(found["text"][index] for index in indices))
        # A line box depends on its letters' tails: whole points are sizes enough to tell headings.
        size = float(round(height / 1.05 / 2) * 2)
        pieces.append(
            Line(text, min(lefts) * scale, max(rights) * scale, min(tops) * scale, max(bottoms) * scale, size)
        )
    page.lines = in_reading_order(pieces, page.width)
