"""Pieces of a PDF page and the tables that they form without ruled lines: short cells, one below the other."""

from __future__ import annotations

import re
from dataclasses import dataclass


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
    """Rows of cells, when it stands for a ruled table."""
    region: int = 0
    """Number of the column or band that it is in; lines of different regions are never one paragraph by position alone."""


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
            tables.append(
                Line(
                    "",
                    min(piece.x0 for piece in used),
                    max(piece.x1 for piece in used),
                    min(piece.top for piece in used),
                    max(piece.bottom for piece in used),
                    table=cells,
                )
            )
            taken.update(id(piece) for piece in used)
            index = following
        else:
            index += 1
    return tables, [piece for piece in pieces if id(piece) not in taken]


def _is_table(cells: list[list[str]]) -> bool:
    if len(cells) < 2 or len(cells[0]) < 2:
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
