"""Pieces of a PDF page: stretches of words on one line that no wide gap divides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.readers.extraction import tidy
from assistant.readers.pdf_letters import Letter

_LEADER = re.compile(r"[.…·_]{3,}")
_BOLD = re.compile(r"bold|black|heavy|semib|demi", re.IGNORECASE)


@dataclass
class Line:
    """One line of text, or a whole ruled table."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float = 0.0
    bold: bool = False
    bullet: bool = False
    """A list mark is drawn left of it."""
    table: list[list[str]] | None = None
    """Rows of cells, when it stands for a table."""
    header: bool | None = None
    """Whether the first row of a table names its columns; None where that is to be guessed."""
    region: int = 0
    """Number of the column or band that it is in; lines of different regions are never one paragraph by position alone."""


def words_of(letters: Sequence[Letter]) -> list[dict[str, Any]]:
    """Return the words that `letters` form, without the dots that lead from a name to its figure."""
    from pdfplumber.utils.text import extract_words

    words: list[dict[str, Any]] = []
    for word in extract_words(
        list(letters),
        x_tolerance_ratio=0.16,
        y_tolerance=3,
        keep_blank_chars=False,
        use_text_flow=False,
        return_chars=True,
    ):
        text = _LEADER.sub("", word["text"])
        if text == word["text"]:
            words.append(word)
        elif re.search(r"\w", text):
            kept = [letter for letter in word["chars"] if letter["text"] not in ".…·_"]
            words.append({**word, "text": text, "chars": kept, "x0": kept[0]["x0"], "x1": kept[-1]["x1"]})
    return words


def rows_of(words: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Group words by the height at which they stand, and order each group from left to right."""
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda word: ((word["top"] + word["bottom"]) / 2, word["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if rows:
            last = rows[-1][0]
            if abs(middle - (last["top"] + last["bottom"]) / 2) < 0.4 * max(4.0, last["bottom"] - last["top"]):
                rows[-1].append(word)
                continue
        rows.append([word])
    return [sorted(row, key=lambda word: word["x0"]) for row in rows]


def pieces_of(words: list[dict[str, Any]]) -> list[Line]:
    """Return stretches of words on one line that no wide gap divides."""
    pieces: list[Line] = []
    for row in rows_of(words):
        start = 0
        for index in range(1, len(row) + 1):
            size = row[index - 1]["bottom"] - row[index - 1]["top"]
            if index < len(row) and row[index]["x0"] - row[index - 1]["x1"] < max(6.0, 0.95 * size):
                continue
            pieces.append(_piece(row[start:index]))
            start = index
    return [piece for piece in pieces if piece.text]


def _piece(words: list[dict[str, Any]]) -> Line:
    chars = [char for word in words for char in word["chars"]]
    sizes = Counter(round(char["size"], 1) for char in chars)
    bold = sum(bool(_BOLD.search(char["fontname"])) for char in chars)
    return Line(
        text=tidy(" ".join(word["text"] for word in words)),
        x0=min(word["x0"] for word in words),
        x1=max(word["x1"] for word in words),
        top=min(word["top"] for word in words),
        bottom=max(word["bottom"] for word in words),
        size=sizes.most_common(1)[0][0],
        bold=bold * 10 >= len(chars) * 9,
    )


def is_bold(words: Sequence[dict[str, Any]]) -> bool:
    """Return whether nine tenths of the letters of `words` are bold."""
    chars = [char for word in words for char in word["chars"]]
    return sum(bool(_BOLD.search(char["fontname"])) for char in chars) * 10 >= len(chars) * 9


def mark_bullets(page: Any, pieces: list[Line]) -> None:
    """Browsers draw list marks as small shapes: find the piece of text that each stands before."""
    for shape in [*page.curves, *page.rects]:
        width, height = shape["x1"] - shape["x0"], shape["bottom"] - shape["top"]
        if not (1.5 <= width <= 9 and 1.5 <= height <= 9 and 0.6 <= width / height <= 1.6):
            continue
        middle = (shape["top"] + shape["bottom"]) / 2
        beside = [
            piece
            for piece in pieces
            if piece.top <= middle <= piece.bottom and 0 <= piece.x0 - shape["x1"] <= 3 * max(piece.size, 8)
        ]
        if beside:
            min(beside, key=lambda piece: piece.x0).bullet = True


def add_initials(initials: Sequence[Letter], pieces: Sequence[Line]) -> None:
    """Put each large first letter before the line whose top it shares."""
    for letter in initials:
        height = letter["bottom"] - letter["top"]
        beside = [
            piece
            for piece in pieces
            if -2 <= piece.x0 - letter["x1"] < 0.9 * height
            and letter["top"] - 0.3 * height < (piece.top + piece.bottom) / 2 < letter["bottom"]
        ]
        if beside:
            first = min(beside, key=lambda piece: piece.top)
            first.text = letter["text"] + first.text
            first.x0 = letter["x0"]
