"""A PDF page as lines in reading order: columns one after the other, ruled tables as rows, nothing that cannot be seen.

Works on the positions of the letters (pdfplumber), so it does not depend on how a program ordered or tagged them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Any

from assistant.readers.extraction import tidy
from assistant.readers.pdf_shapes import Line, unruled_tables

SMALLEST_SIZE = 2.0
"""Points below which letters cannot be read and count as hidden."""
MAX_PAGE_CHARACTERS = 60_000
"""Letters on one page beyond which it is no leaflet page."""


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
    seen, hidden, damaged = _visible(page)
    result = PageLines(number, float(page.height), float(page.width), [], hidden, _pictured(page), damaged)
    if not seen:
        return result
    from pdfplumber.utils.text import extract_words

    words = extract_words(
        seen, x_tolerance_ratio=0.16, y_tolerance=3, keep_blank_chars=False, use_text_flow=False, return_chars=True
    )
    tables, words = _ruled_tables(page, words)
    pieces = _pieces(words)
    _mark_bullets(page, pieces)
    unruled, pieces = unruled_tables(pieces)
    tables.extend(unruled)
    result.lines = _ordered(pieces, tables, float(page.width))
    return result


def _visible(page: Any) -> tuple[list[dict[str, Any]], str, int]:
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


def _pictured(page: Any) -> bool:
    area = sum(
        max(0.0, float(image["x1"] - image["x0"])) * max(0.0, float(image["bottom"] - image["top"]))
        for image in page.images
    )
    return area > 0.4 * float(page.width * page.height)


def _ruled_tables(page: Any, words: list[dict[str, Any]]) -> tuple[list[Line], list[dict[str, Any]]]:
    """Return the tables that have ruled cells, and the words that stand in none of them."""
    if len(page.rects) + len(page.lines) + len(page.curves) > 4_000:
        return [], words
    found = []
    for table in page.find_tables():
        x0, top, x1, bottom = table.bbox
        inside = [word for word in words if _in(word, x0, top, x1, bottom)]
        rows = []
        for row in table.rows:
            cells = [
                _joined([word for word in inside if _in(word, *cell)]) if cell is not None else "" for cell in row.cells
            ]
            rows.append(cells)
        rows = [row for row in rows if any(row)]
        filled = sum(bool(cell) for row in rows for cell in row)
        longest = max((len(cell) for row in rows for cell in row), default=0)
        columns = sum(
            any(row[column : column + 1] != [""] for row in rows) for column in range(max(map(len, rows), default=0))
        )
        in_cells = sum(len(cell) for row in rows for cell in row)
        whole = sum(len(word["text"]) for word in inside)
        if len(rows) < 2 or columns < 2 or filled * 2 < len(rows) * columns or longest > 500 or in_cells < 0.8 * whole:
            continue
        found.append(Line("", x0, x1, top, bottom, table=rows))
        chosen = {id(word) for word in inside}
        words = [word for word in words if id(word) not in chosen]
    return found, words


def _in(word: dict[str, Any], x0: float, top: float, x1: float, bottom: float) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(x0 <= x <= x1 and top <= y <= bottom)


def _joined(words: list[dict[str, Any]]) -> str:
    lines = [" ".join(word["text"] for word in row) for row in _rows(words)]
    text = ""
    for line in lines:
        text = text[:-1] + line if re.search(r"[a-z]-$", text) and line[:1].islower() else f"{text} {line}"
    return tidy(text)


def _rows(words: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
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


def _pieces(words: list[dict[str, Any]]) -> list[Line]:
    """Return stretches of words on one line that no wide gap divides."""
    pieces: list[Line] = []
    for row in _rows(words):
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
    bold = sum(bool(re.search(r"bold|black|heavy|semib|demi", char["fontname"], re.IGNORECASE)) for char in chars)
    return Line(
        text=tidy(" ".join(word["text"] for word in words)),
        x0=min(word["x0"] for word in words),
        x1=max(word["x1"] for word in words),
        top=min(word["top"] for word in words),
        bottom=max(word["bottom"] for word in words),
        size=sizes.most_common(1)[0][0],
        bold=bold * 10 >= len(chars) * 9,
    )


def _mark_bullets(page: Any, pieces: list[Line]) -> None:
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


def _ordered(pieces: list[Line], tables: list[Line], width: float) -> list[Line]:
    """Read from top to bottom; a table stands alone between what is above and below it."""
    ordered: list[Line] = []
    rest = list(pieces)
    counter = [0]
    for table in sorted(tables, key=lambda table: table.top):
        beside = [piece for piece in rest if piece.top < table.bottom and piece.bottom > table.top]
        if any(piece.x1 < table.x0 or piece.x0 > table.x1 for piece in beside):
            continue  # Within a column: ordered with the text below.
        above = [piece for piece in rest if piece.bottom <= table.top + 1]
        ordered.extend(_flow(above, width, counter))
        counter[0] += 1
        table.region = counter[0]
        ordered.append(table)
        done = {id(piece) for piece in above}
        rest = [piece for piece in rest if id(piece) not in done]
    placed = {id(line) for line in ordered}
    rest.extend(table for table in tables if id(table) not in placed)
    ordered.extend(_flow(rest, width, counter))
    return ordered


def _flow(pieces: list[Line], width: float, counter: list[int], depth: int = 0) -> list[Line]:
    gutter = _gutter(pieces, width) if depth < 4 else None
    if gutter is None:
        counter[0] += 1
        return _merged(pieces, counter[0])
    ordered: list[Line] = []
    band: list[Line] = []
    for piece in [*sorted(pieces, key=lambda piece: piece.top), None]:
        crosses = piece is not None and piece.x0 < gutter - 1 and piece.x1 > gutter + 1
        if piece is not None and not crosses:
            band.append(piece)
            continue
        left = [part for part in band if part.x1 <= gutter + 1]
        right = [part for part in band if part.x1 > gutter + 1]
        if _is_columns(left, right, width):
            ordered.extend(_flow(left, width, counter, depth + 1))
            ordered.extend(_flow(right, width, counter, depth + 1))
        elif band:
            counter[0] += 1
            ordered.extend(_merged(band, counter[0]))
        band = []
        if piece is not None:
            if not ordered or ordered[-1].region != counter[0] or ordered[-1].x0 > gutter:
                counter[0] += 1
            piece.region = counter[0]
            ordered.append(piece)
    return ordered


def _gutter(pieces: list[Line], width: float) -> float | None:
    """Return where a blank strip divides most of the text into two columns, or None."""
    best, score = None, 0.0
    edges = sorted({round(piece.x0 - 2, 0) for piece in pieces})
    for x in edges:
        left = [piece for piece in pieces if piece.x1 <= x + 1]
        right = [piece for piece in pieces if piece.x0 >= x - 1]
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
        lines = [piece for piece in side if piece.table is None]
        # Justified lines are several pieces: count the words of what stands at one height together.
        rows: Counter[int] = Counter()
        for piece in sorted(lines, key=lambda piece: piece.top):
            near = next(
                (top for top in reversed(rows) if abs(top - piece.top) < 0.4 * max(piece.size, 4)), round(piece.top)
            )
            rows[near] += len(piece.text.split())
        if len(rows) < 3 or median(rows.values()) < 3:
            return False
        if max(piece.x1 for piece in lines) - min(piece.x0 for piece in lines) < 0.17 * width:
            return False
    return not _is_figures(right)


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
