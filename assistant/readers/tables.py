"""Tables as lines that can be quoted alone: each row names its exercise and says which figure is which."""

from __future__ import annotations

import re

_PROSE = re.compile(r"[.!?](\s|$)")
_FIGURE = re.compile(r"^\W*\d|^(once|twice|daily|none|yes|no|left|right|both)\b", re.IGNORECASE)
LONGEST_SHORT_CELL = 60
"""Characters beyond which a cell is a text of its own and not a figure or a few words."""


def table_lines(rows: list[list[str]], header: bool | None = None) -> list[str]:
    """Return the rows as list items.

    `rows`: cells with their text on one line. `header`: whether the first row names the columns; None lets it be guessed.
    A row ``Heel slide | 3 | 10`` below ``Exercise | Sets | Repetitions`` becomes ``- Heel slide – Sets: 3; Repetitions: 10``.
    """
    kept = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if not kept:
        return []
    width = max(len(row) for row in kept)
    kept = [row + [""] * (width - len(row)) for row in kept]
    full = [column for column in range(width) if any(row[column] for row in kept)]
    kept = [[row[column] for column in full] for row in kept]
    if len(full) == 1:
        return [f"- {row[0]}" for row in kept]
    named = _has_header(kept) if header is None else header and len(kept) > 1
    titles = [title.rstrip(":") for title in kept[0]] if named else [""] * len(full)
    lines: list[str] = []
    for row in kept[1:] if named else kept:
        if named and row == kept[0]:
            continue
        filled = [cell for cell in row if cell]
        if len(filled) == 1 or (row[0] and all(cell == row[0] for cell in filled)):
            # A row of one cell is a heading within the table, or a note below it.
            lines.append(f"- {filled[0]}")
            continue
        lines.extend(_row(row, titles))
    return lines


def _row(row: list[str], titles: list[str]) -> list[str]:
    name = row[0]
    short: list[str] = []
    long: list[str] = []
    for title, cell in zip(titles[1:], row[1:], strict=True):
        if not cell:
            continue
        if len(cell) > LONGEST_SHORT_CELL or _PROSE.search(cell.rstrip(".")):
            long.append(cell)
        else:
            value = cell.rstrip(".")
            short.append(f"{title}: {value}" if title and title.lower() != value.lower() else value)
    label = name.rstrip(".:")
    if label and titles[0] and _FIGURE.match(label) and not label.lower().startswith(_stem(titles[0])):
        # "2 to 4" alone says nothing: it is weeks.
        label = f"{titles[0]} {label}"
    if not label:
        return [f"- {part}" for part in ("; ".join(short), *long) if part]
    if _PROSE.search(name.rstrip(".")) or len(label) > 2 * LONGEST_SHORT_CELL:
        return [f"- {part}" for part in (name, "; ".join(short), *long) if part]
    lines = [f"- {label}: {cell}" for cell in long]
    if short:
        joint = " – " if any(titles) else ": "
        lines.insert(0, f"- {label}{joint}{'; '.join(short)}")
    return lines


def _stem(title: str) -> str:
    return title.lower().rstrip("s")


def _has_header(rows: list[list[str]]) -> bool:
    """Guess: the first row is words only, and below it some column holds figures, or its own words are typical titles."""
    first, rest = rows[0], rows[1:]
    if not rest or not all(first) or any(_FIGURE.match(cell) or len(cell) > 40 for cell in first):
        return False
    if re.search(
        r"\b(sets?|reps?|repetitions?|how (often|many)|frequency|hold|times?|weeks?|days?|exercises?|dates?|phase|stage|activity)\b",
        " ".join(first),
        re.I,
    ):
        return True
    return any(
        sum(bool(_FIGURE.match(row[column])) for row in rest) * 2 >= len(rest) for column in range(1, len(first))
    )
