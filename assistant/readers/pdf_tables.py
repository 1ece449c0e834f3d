"""Tables of a PDF page: with ruled cells, with lines between the rows only, or with nothing but their columns."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from typing import Any

from assistant.readers.extraction import tidy
from assistant.readers.pdf_shapes import Line, is_bold, rows_of

MOST_SHAPES = 4_000
"""Lines and boxes on a page beyond which it is a drawing and no table is looked for."""


def ruled_tables(page: Any, words: list[dict[str, Any]]) -> tuple[list[Line], list[dict[str, Any]]]:
    """Return the tables that have ruled cells, and the words that stand in none of them."""
    if len(page.rects) + len(page.lines) + len(page.curves) > MOST_SHAPES:
        return [], words
    found = []
    for table in page.find_tables():
        x0, top, x1, bottom = table.bbox
        inside = [word for word in words if _in(word, x0, top, x1, bottom)]
        held = [
            [[word for word in inside if _in(word, *cell)] if cell is not None else [] for cell in row.cells]
            for row in table.rows
        ]
        held = [row for row in held if any(row)]
        rows = [[joined(cell) for cell in row] for row in held]
        filled = sum(bool(cell) for row in rows for cell in row)
        longest = max((len(cell) for row in rows for cell in row), default=0)
        columns = sum(
            any(row[column : column + 1] != [""] for row in rows) for column in range(max(map(len, rows), default=0))
        )
        in_cells = sum(len(cell) for row in rows for cell in row)
        whole = sum(len(word["text"]) for word in inside)
        if len(rows) < 2 or columns < 2 or filled * 2 < len(rows) * columns or longest > 500 or in_cells < 0.8 * whole:
            continue
        found.append(Line("", x0, x1, top, bottom, table=rows, header=_has_bold_header(held)))
        chosen = {id(word) for word in inside}
        words = [word for word in words if id(word) not in chosen]
    return found, words


def _has_bold_header(rows: list[list[list[dict[str, Any]]]]) -> bool | None:
    """Return True when the first row is bold and the columns beside the first are not bold below it."""
    first = [cell for cell in rows[0] if cell]
    below = [cell for row in rows[1:] for cell in row[1:] if cell]
    if len(first) < 2 or not all(map(is_bold, first)) or not below:
        return None
    return True if sum(map(is_bold, below)) * 4 < len(below) else None


def _in(word: dict[str, Any], x0: float, top: float, x1: float, bottom: float) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(x0 <= x <= x1 and top <= y <= bottom)


def joined(words: list[dict[str, Any]]) -> str:
    lines = [" ".join(word["text"] for word in row) for row in rows_of(words)]
    text = ""
    for line in lines:
        text = text[:-1] + line if re.search(r"[a-z]-$", text) and line[:1].islower() else f"{text} {line}"
    return tidy(text)


def banded_tables(page: Any, pieces: list[Line]) -> tuple[list[Line], list[Line]]:
    """Return the tables whose rows are parted by horizontal lines, and the pieces that are in none."""
    tables: list[Line] = []
    for x0, x1, heights in _rules(page):
        inside = [piece for piece in pieces if piece.x0 >= x0 - 4 and piece.x1 <= x1 + 4]
        edges = list(heights)
        steps = [below - above for above, below in itertools.pairwise(edges)]
        if max(steps) > 160:
            continue
        # The head row often has no line above it.
        edges.insert(0, edges[0] - min(1.3 * max(steps), 40))
        bands = [
            [piece for piece in inside if above < (piece.top + piece.bottom) / 2 < below]
            for above, below in itertools.pairwise(edges)
        ]
        if not bands[0]:
            bands = bands[1:]
        rows = _cells(bands)
        if (
            len(rows) < 3
            or len(rows[0]) < 2
            or sum(bool(cell) for row in rows for cell in row) < 0.7 * len(rows) * len(rows[0])
        ):
            continue
        if max(len(cell) for row in rows for cell in row) > 300:
            continue
        used = [piece for band in bands for piece in band]
        header = (
            True
            if bands[0]
            and all(piece.bold for piece in bands[0])
            and not any(piece.bold for band in bands[1:] for piece in band[1:])
            else None
        )
        tables.append(_table(rows, used, header))
        taken = {id(piece) for piece in used}
        pieces = [piece for piece in pieces if id(piece) not in taken]
    return tables, pieces


def _rules(page: Any) -> list[tuple[float, float, list[float]]]:
    """Return left end, right end and heights of every set of three or more horizontal lines of one extent."""
    shapes = [shape for shape in [*page.lines, *page.rects] if shape["bottom"] - shape["top"] < 2.5]
    if len(shapes) > MOST_SHAPES:
        return []
    at: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for shape in shapes:
        at[round(shape["top"])].append((float(shape["x0"]), float(shape["x1"])))
    whole: dict[tuple[int, int], list[float]] = defaultdict(list)
    for top, spans in at.items():
        left, right = min(span[0] for span in spans), max(span[1] for span in spans)
        # Browsers draw the line below each cell by itself.
        if right - left > 100 and sum(span[1] - span[0] for span in spans) > 0.85 * (right - left):
            whole[round(left / 4), round(right / 4)].append(float(top))
    return [(left * 4.0, right * 4.0, sorted(tops)) for (left, right), tops in whole.items() if len(set(tops)) >= 3]


def _cells(bands: list[list[Line]]) -> list[list[str]]:
    """Return the text of the cells: a new column begins where most rows have a piece that starts there."""
    starts: list[float] = []
    for piece in sorted((piece for band in bands for piece in band), key=lambda piece: piece.x0):
        if not starts or piece.x0 - starts[-1] > 12:
            starts.append(piece.x0)
    columns = [
        start
        for start in starts
        if 2 * sum(any(-3 <= piece.x0 - start <= 12 for piece in band) for band in bands) >= len(bands)
    ]
    if not columns:
        return []
    rows = []
    for band in bands:
        cells = [""] * len(columns)
        for piece in sorted(band, key=lambda piece: (round(piece.top), piece.x0)):
            place = max((number for number, start in enumerate(columns) if start <= piece.x0 + 4), default=0)
            cells[place] = f"{cells[place]} {piece.text}".strip()
        if any(cells):
            rows.append(cells)
    return rows


def _table(rows: list[list[str]], used: list[Line], header: bool | None) -> Line:
    return Line(
        "",
        min(piece.x0 for piece in used),
        max(piece.x1 for piece in used),
        min(piece.top for piece in used),
        max(piece.bottom for piece in used),
        table=rows,
        header=header,
    )


MOST_WORDS = 4.0
"""Words a cell may have on average: columns of running text have more."""


def unruled_tables(pieces: list[Line]) -> tuple[list[Line], list[Line]]:
    """Return the tables among `pieces`, each as one line with its rows, and the pieces that are in none."""
    rows = _at_one_height(pieces)
    tables: list[Line] = []
    taken: set[int] = set()
    index = 0
    while index < len(rows):
        first = rows[index]
        cells = [[piece.text for piece in first]]
        used = list(first)
        following = index + 1
        while len(first) >= 2 and following < len(rows):
            row = rows[following]
            places = [_column(first, piece) for piece in row]
            if None in places or len(set(places)) < len(places) or row[0].top - used[-1].bottom > 3 * row[0].size:
                break
            texts = {place: piece.text for place, piece in zip(places, row, strict=True) if place is not None}
            if len(row) == len(first):
                cells.append([piece.text for piece in row])
            elif row[0].text[:1].islower() and len(cells) > 1:
                # A cell that goes on in a second line.
                cells[-1] = [f"{cell} {texts.get(place, '')}".strip() for place, cell in enumerate(cells[-1])]
            elif 0 in texts and len(row) >= 2:
                cells.append([texts.get(place, "") for place in range(len(first))])
            else:
                break
            used.extend(row)
            following += 1
        if _is_table(cells):
            bold = all(piece.bold for piece in first) and not any(piece.bold for piece in used[len(first) :])
            tables.append(_table(cells, used, True if bold else None))
            taken.update(id(piece) for piece in used)
            index = following
        else:
            index += 1
    return tables, [piece for piece in pieces if id(piece) not in taken]


def _is_table(cells: list[list[str]]) -> bool:
    if len(cells) < 2 or len(cells[0]) < 2:
        return False
    filled = sum(bool(cell) for row in cells for cell in row)
    if filled * 4 < 3 * len(cells) * len(cells[0]) or any(cell.endswith("-") for row in cells for cell in row):
        return False
    beside = [cell for row in cells for cell in row[1:] if cell]
    if len(cells[0]) == 2:
        figures = sum(bool(re.match(r"^\W*\d", cell)) and len(cell) < 25 for cell in beside)
        return len(cells) >= 3 and figures * 3 >= 2 * (len(beside) - 1) and max(len(row[0]) for row in cells) < 60
    words = sum(len(cell.split()) for cell in beside) / max(1, len(beside))
    return words <= MOST_WORDS and not all(re.fullmatch(r"\W|\d+[.)]", row[0]) for row in cells)


def _column(first: list[Line], piece: Line) -> int | None:
    """Return which piece of the first row `piece` stands below: at the same left edge, middle or right edge."""
    for place, head in enumerate(first):
        if (
            abs(head.x0 - piece.x0) < 4
            or abs(head.x0 + head.x1 - piece.x0 - piece.x1) < 8
            or abs(head.x1 - piece.x1) < 3
        ):
            return place
    return None


def _at_one_height(pieces: list[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.top + piece.bottom, piece.x0)):
        last = rows[-1][0] if rows else None
        if last and abs(piece.top + piece.bottom - last.top - last.bottom) < 0.8 * max(4.0, last.bottom - last.top):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.x0) for row in rows]
