"""The letters of a PDF page that a reader sees, and those that nobody sees: white, tiny, outside the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from assistant.readers.extraction import tidy

SMALLEST_SIZE = 2.0
"""Points below which letters cannot be read and count as hidden."""
MAX_PAGE_CHARACTERS = 60_000
"""Letters on one page beyond which it is no leaflet page."""

Letter = dict[str, Any]
"""A letter as pdfplumber gives it."""


@dataclass
class Letters:
    """The letters of one page."""

    seen: list[Letter] = field(default_factory=list)
    """Those that can be read, without initials."""
    initials: list[Letter] = field(default_factory=list)
    """Large letters that begin a paragraph and stand over several lines."""
    hidden: str = ""
    """Text that no reader of the page sees."""
    damaged: int = 0
    """Letters whose meaning the file does not tell."""


def read_letters(page: Any) -> Letters:
    """Return the letters of a pdfplumber page."""
    seen, hidden, damaged = _visible(page)
    initials = _initials(seen)
    chosen = {id(letter) for letter in initials}
    return Letters([letter for letter in seen if id(letter) not in chosen], initials, hidden, damaged)


def _initials(letters: Sequence[Letter]) -> list[Letter]:
    """Return single letters at least twice as large as the text, with ordinary letters to their right and none as large."""
    if len(letters) < 40:
        return []
    usual = float(median(letter["size"] for letter in letters))
    large = [letter for letter in letters if letter["size"] >= 1.9 * usual and letter["text"].isalpha()]
    found = []
    for letter in large:
        height = letter["bottom"] - letter["top"]
        beside = [
            other
            for other in letters
            if other is not letter
            and letter["top"] - 2 < (other["top"] + other["bottom"]) / 2 < letter["bottom"]
            and -1 <= other["x0"] - letter["x1"] < height
        ]
        if any(other["size"] >= 1.5 * usual for other in beside):
            continue
        heights = {round(other["top"]) for other in beside if other["text"].strip()}
        if len(heights) >= 2:
            found.append(letter)
    return found


def _visible(page: Any) -> tuple[list[Letter], str, int]:
    chars = page.dedupe_chars(tolerance=1).chars[:MAX_PAGE_CHARACTERS]
    upright = sum(bool(char["upright"]) for char in chars)
    seen, hidden, damaged = [], [], 0
    painted = _painted(page)
    for char in chars:
        text = char["text"]
        if text.startswith("(cid:") or text == "\ufffd":
            damaged += 1
            continue
        if not char["upright"] and upright * 2 > len(chars):
            continue  # A watermark or a note up the margin.
        middle = ((char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2)
        outside = not (0 <= middle[0] <= page.width and 0 <= middle[1] <= page.height)
        colourless = _white(char) and not any(
            x0 <= middle[0] <= x1 and top <= middle[1] <= bottom for x0, top, x1, bottom in painted
        )
        if char["size"] < SMALLEST_SIZE or outside or colourless:
            hidden.append(text)
        else:
            seen.append(char)
    return seen, tidy("".join(hidden)), damaged


def _white(item: dict[str, Any], name: str = "non_stroking_color") -> bool:
    colour = item.get(name)
    if isinstance(colour, int | float):
        colour = (colour,)
    if not isinstance(colour, tuple | list) or not all(isinstance(value, int | float) for value in colour):
        return False
    if len(colour) == 4:
        return all(value <= 0.02 for value in colour)
    return len(colour) in (1, 3) and all(value >= 0.98 for value in colour)


def _painted(page: Any) -> list[tuple[float, float, float, float]]:
    """Return the boxes in which white letters can be read: filled with a colour, or a picture."""
    shapes = [
        shape
        for shape in [*page.rects, *page.curves]
        if shape.get("fill") and not _white(shape) and shape.get("non_stroking_color") is not None
    ]
    return [(shape["x0"], shape["top"], shape["x1"], shape["bottom"]) for shape in [*shapes, *page.images]]


def pictured(page: Any) -> bool:
    """Return whether pictures cover most of the page."""
    area = sum(
        max(0.0, float(image["x1"] - image["x0"])) * max(0.0, float(image["bottom"] - image["top"]))
        for image in page.images
    )
    return area > 0.4 * float(page.width * page.height)
