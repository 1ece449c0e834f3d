"""A PDF page as lines in reading order: columns one after the other, tables as rows, nothing that cannot be seen.

Works on the positions of the letters (pdfplumber), so it does not depend on how a program ordered or tagged them.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Any

from assistant.readers.pdf_letters import pictured, read_letters
from assistant.readers.pdf_shapes import Line, add_initials, mark_bullets, pieces_of, words_of
from assistant.readers.pdf_tables import banded_tables, ruled_tables, unruled_tables


@dataclass
class PageLines:
    """What one page gave."""

    number: int
    height: float
    width: float
    lines: list[Line]
    hidden: str = ""
    """Text that no reader of the page sees."""
    pictured: bool = False
    """Whether pictures cover most of it."""
    damaged: int = 0
    """Letters whose meaning the file does not tell."""


def read_page(page: Any, number: int) -> PageLines:
    """Return the lines of a pdfplumber page in the order in which a person reads them."""
    letters = read_letters(page)
    result = PageLines(
        number, float(page.height), float(page.width), [], letters.hidden, pictured(page), letters.damaged
    )
    if not letters.seen:
        return result
    tables, words = ruled_tables(page, words_of(letters.seen))
    pieces = pieces_of(words)
    banded, pieces = banded_tables(page, pieces)
    add_initials(letters.initials, pieces)
    mark_bullets(page, pieces)
    result.lines = in_reading_order([*pieces, *tables, *banded], float(page.width))
    return result


def in_reading_order(pieces: list[Line], width: float) -> list[Line]:
    """Return the pieces of a page, tables among them, as lines from first to last read."""
    return _flow(pieces, width, [0])


def _flow(pieces: list[Line], width: float, counter: list[int], depth: int = 0) -> list[Line]:
    """Read from top to bottom, columns one after the other; what crosses the strip between columns parts them."""
    gutter = _gutter(pieces, width) if depth < 4 else None
    if gutter is None:
        return _leaf(pieces, counter)
    ordered: list[Line] = []
    band: list[Line] = []
    for piece in [*sorted(pieces, key=lambda piece: piece.top), None]:
        crosses = piece is not None and piece.x0 < gutter - 1 and piece.x1 > gutter + 1
        if piece is not None and not crosses:
            band.append(piece)
            continue
        left = [part for part in band if part.x1 <= gutter + 1]
        right = [part for part in band if part.x1 > gutter + 1]
        if any(part.table is None for part in left) and right and not _is_figures(right) and not _is_tabular(right):
            ordered.extend(_flow(left, width, counter, depth + 1))
            ordered.extend(_flow(right, width, counter, depth + 1))
        elif band:
            ordered.extend(_leaf(band, counter))
        band = []
        if piece is not None:
            if not ordered or ordered[-1].region != counter[0] or ordered[-1].x0 > gutter:
                counter[0] += 1
            piece.region = counter[0]
            ordered.append(piece)
    return ordered


def _leaf(pieces: list[Line], counter: list[int]) -> list[Line]:
    counter[0] += 1
    tables, rest = unruled_tables([piece for piece in pieces if piece.table is None])
    tables.extend(piece for piece in pieces if piece.table is not None)
    return _merged([*rest, *tables], counter[0])


def _gutter(pieces: list[Line], width: float) -> float | None:
    """Return where a blank strip divides most of the text into two columns, or None."""
    best, score = None, 0.0
    edges = sorted({round(piece.x0 - 2, 0) for piece in pieces})
    for x in edges:
        left = [piece for piece in pieces if piece.x1 <= x + 1]
        right = [piece for piece in pieces if piece.x0 >= x - 1]
        if len(left) < 3 or len(right) < 3:
            continue
        crossing = len(pieces) - len(left) - len(right)
        if not _is_columns(left, right, width):
            continue
        value = min(len(left), len(right)) - 0.6 * crossing
        if value > score:
            best, score = x, value
    return best


def _is_columns(left: list[Line], right: list[Line], width: float) -> bool:
    """Return whether both sides are running text: several lines of several words over a fair part of the page."""
    for side in (left, right):
        rows = _rows(side)
        if len(rows) < 3 or median(sum(len(piece.text.split()) for piece in row) for row in rows) < 3:
            return False
        x0, x1 = min(piece.x0 for piece in side), max(piece.x1 for piece in side)
        if x1 - x0 < 0.17 * width:
            return False
        # Lines of text reach the edge of their column; the cells of a table are as long as what they say.
        full = sum(max(piece.x1 for piece in row) - x0 > 0.7 * (x1 - x0) for row in rows)
        wraps = full * 3 >= len(rows) or _continued(rows) * 8 >= len(rows)
        if _is_tabular(side) or not (wraps or _gutter(side, width) is not None):
            return False
    return not _is_figures(right)


def _rows(side: list[Line]) -> list[list[Line]]:
    """Group pieces by height: a justified line is often several pieces."""
    rows: list[list[Line]] = []
    for piece in sorted((piece for piece in side if piece.table is None), key=lambda piece: (piece.top, piece.x0)):
        row = next((row for row in rows[-3:] if abs(row[0].top - piece.top) < 0.4 * max(piece.size, 4)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    return rows


def _continued(rows: list[list[Line]]) -> int:
    """Count the lines that go on in mid-sentence in the next one."""
    return sum(
        bool(re.search(r"[\w,]$", above[-1].text)) and below[0].text[:1].islower()
        for above, below in itertools.pairwise(rows)
    )


def _is_tabular(side: list[Line]) -> bool:
    rows = _rows(side)
    return bool(rows) and _has_inner_edges(rows)


def _has_inner_edges(rows: list[list[Line]]) -> bool:
    """Return whether most lines are parted at one and the same place into a few words each, as the cells of a table are."""
    if median(len(piece.text.split()) for row in rows for piece in row) >= 4:
        return False
    starts = Counter(round(piece.x0 / 3) for row in rows for piece in sorted(row, key=lambda piece: piece.x0)[1:])
    return bool(starts) and max(starts.values()) * 2 > len(rows)


def _is_figures(right: list[Line]) -> bool:
    """Return whether most of what is on the right is figures: a table without rules."""
    numbers = sum(bool(re.match(r"^\W*\d", piece.text)) and len(piece.text) < 25 for piece in right)
    return numbers * 2 > len(right)


def _merged(pieces: list[Line], region: int) -> list[Line]:
    """Join pieces at the same height into lines, remembering the gaps between them."""
    lines: list[Line] = []
    for piece in sorted(pieces, key=lambda piece: ((piece.top + piece.bottom) / 2, piece.x0)):
        piece.region = region
        middle = (piece.top + piece.bottom) / 2
        if lines and piece.table is None and lines[-1].table is None:
            last = lines[-1]
            if abs(middle - (last.top + last.bottom) / 2) < 0.4 * max(4.0, last.bottom - last.top):
                _append(last, piece)
                continue
        lines.append(piece)
    return lines


def _append(line: Line, piece: Line) -> None:
    if piece.x0 < line.x0:
        line.text = f"{piece.text} {line.text}"
        line.bullet = piece.bullet
    else:
        line.text = f"{line.text} {piece.text}"
    line.bold = line.bold and piece.bold
    line.size = max(line.size, piece.size) if len(piece.text) > 3 else line.size
    line.x0, line.x1 = min(line.x0, piece.x0), max(line.x1, piece.x1)
    line.top, line.bottom = min(line.top, piece.top), max(line.bottom, piece.bottom)
