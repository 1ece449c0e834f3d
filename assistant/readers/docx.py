"""Word files (.docx) as text in document order: headings by style, outline or bold letters, lists, tables, text boxes.

Headers, footers, deleted and hidden words are left out. Word keeps no pages in its files, so there are none here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.errors import DocumentError
from assistant.readers.extraction import (
    MAX_CHARACTERS,
    DocumentWarning,
    Extracted,
    list_item,
    looks_like_heading,
    protected,
    read_bytes,
    shortened,
    tidy,
)
from assistant.readers.tables import LONGEST_SHORT_CELL, table_lines

MAX_UNPACKED = 200 * 1024 * 1024
"""Largest size of the packed parts together once they are unpacked."""
MAX_PARTS = 5_000
"""Most parts in the package."""
MAX_DEPTH = 20
"""Deepest nesting of tables, boxes and content controls."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read_docx(path: Path, name: str) -> Extracted:
    """Return the text of a Word file; raises `DocumentError`."""
    raw = read_bytes(path, name)
    _check_package(raw, name)
    import docx

    try:
        document = docx.Document(io.BytesIO(raw))
        reading = _Reading(document)
        reading.walk(document.element.body)
    except DocumentError as error:
        raise DocumentError(name, None, error.problem) from error
    except Exception as error:
        raise DocumentError(name, None, f"is a damaged Word file ({type(error).__name__}): save it again") from error
    hidden = tidy(" ".join(reading.hidden))
    warnings = []
    if re.search(r"\w", hidden):
        problem = f"text that cannot be seen was left out: “{shortened(hidden)}”"
        warnings.append(DocumentWarning(name, "hidden-text", problem))
    return Extracted(reading.text(), structured=reading.has_headings, warnings=warnings)


def _check_package(raw: bytes, name: str) -> None:
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(
            name, None, "is locked with a password or in the old .doc format: save it as .docx without one"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            parts = package.infolist()
            size = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or size > MAX_UNPACKED:
                raise DocumentError(
                    name,
                    None,
                    f"unpacks to {size / 2**20:.0f} MB in {len(parts)} parts: at most {MAX_UNPACKED // 2**20} MB",
                )
            if "word/document.xml" not in package.namelist() and "[Content_Types].xml" not in package.namelist():
                raise DocumentError(name, None, "is no Word file, whatever its name says")
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DocumentError(name, None, "is a damaged Word file: save it again") from error


class _Reading:
    """One walk through a document."""

    def __init__(self, document: Any) -> None:
        self._styles = {
            style.get(f"{_W}styleId"): style for style in document.styles.element.iterchildren(f"{_W}style")
        }
        self._formats = _list_formats(document)
        self._notes = _notes(document)
        self._counts: dict[tuple[str, int], int] = defaultdict(int)
        self._blocks: list[tuple[str, str]] = []
        self._length = 0
        self.hidden: list[str] = []
        self.has_headings = False

    def text(self) -> str:
        """Return what was gathered."""
        parts: list[str] = []
        last = ""
        for kind, text in self._blocks:
            if parts:
                parts.append("\n" if kind == last == "item" else "\n\n")
            parts.append(text)
            last = kind
        return "".join(parts) + "\n" if parts else ""

    def walk(self, parent: Any, depth: int = 0) -> None:
        """Read the paragraphs and tables below `parent` in order."""
        if depth > MAX_DEPTH:
            raise DocumentError("", None, f"tables or boxes are nested more than {MAX_DEPTH} deep")
        for child in parent.iterchildren():
            if child.tag == f"{_W}p":
                self._paragraph(child, depth)
            elif child.tag == f"{_W}tbl":
                self._table(child, depth)
            elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"}:
                self.walk(child, depth + 1)

    def _add(self, kind: str, text: str) -> None:
        if not re.search(r"\w", text):
            return
        self._length += len(text)
        if self._length > MAX_CHARACTERS:
            raise DocumentError("", None, f"holds more than {MAX_CHARACTERS:,} letters: split the file")
        self._blocks.append((kind, text))
        self.has_headings = self.has_headings or kind == "heading"

    def _paragraph(self, paragraph: Any, depth: int) -> None:
        style = _value(paragraph.find(f"{_W}pPr/{_W}pStyle"))
        runs = list(self._runs(paragraph, style))
        # A line break inside a paragraph parts it where a new line begins, as people do who press Shift and Enter.
        text = "".join(piece for piece, _ in runs)
        pieces = [tidy(piece) for piece in re.split(r"\n(?=\s*(?:[A-Z0-9]|[^\w\s]))", text)]
        pieces = [piece for piece in pieces if piece]
        level = self._outline(paragraph, style)
        bold = bool(pieces) and all(strong for piece, strong in runs if re.search(r"\w", piece))
        item = self._list_mark(paragraph, style)
        for index, piece in enumerate(pieces):
            if level is not None and index == 0 and len(piece) <= 200:
                title = level == 0 and not any(text.startswith("# ") for _, text in self._blocks)
                self._add("heading", ("# " if title else "## ") + protected(piece))
            elif item and index == 0:
                typed = list_item(piece)
                self._add("item", item + (typed[2:] if typed.startswith("- ") else piece))
            elif typed := list_item(piece):
                self._add("item", typed)
            elif bold and not item and len(pieces) == 1 and looks_like_heading(piece):
                self._add("heading", "## " + protected(piece))
            else:
                self._add("text", protected(piece))
        for box in _boxes(paragraph):
            self.walk(box, depth + 1)
        for note in self._noted(paragraph):
            self.walk(note, depth + 1)

    def _noted(self, paragraph: Any) -> Iterator[Any]:
        """Yield the footnotes and endnotes that the paragraph points to: they are read after it."""
        for kind in ("footnote", "endnote"):
            for reference in paragraph.iter(f"{_W}{kind}Reference"):
                note = self._notes.pop((kind, str(reference.get(f"{_W}id"))), None)
                if note is not None:
                    yield note

    def _runs(self, paragraph: Any, style: str) -> Iterator[tuple[str, bool]]:
        """Yield the visible words of the paragraph's runs and whether they are bold; remember the hidden ones."""
        for run in paragraph.iter(f"{_W}r"):
            if any(_between(run, paragraph)):
                continue
            words = "".join(_characters(run))
            if not words:
                continue
            if self._hidden(run, style):
                self.hidden.append(words)
                continue
            yield words, self._switch(run, style, "b")

    def _switch(self, run: Any, style: str, name: str) -> bool:
        """Return whether the property `name` is on for `run`: its own, its style's or its paragraph's."""
        own = _flag(run.find(f"{_W}rPr/{_W}{name}"))
        if own is not None:
            return own
        for identity in (_value(run.find(f"{_W}rPr/{_W}rStyle")), style):
            found = next(
                (
                    flag
                    for item in self._chain(identity)
                    if (flag := _flag(item.find(f"{_W}rPr/{_W}{name}"))) is not None
                ),
                None,
            )
            if found is not None:
                return found
        return False

    def _hidden(self, run: Any, style: str) -> bool:
        if self._switch(run, style, "vanish"):
            return True
        size = _value(run.find(f"{_W}rPr/{_W}sz"))
        if size.isdigit() and int(size) <= 4:
            return True
        colour = _value(run.find(f"{_W}rPr/{_W}color")).upper()
        if colour not in {"FFFFFF", "FEFEFE", "FDFDFD"}:
            return False
        return not any(
            (shade.get(f"{_W}fill") or "").upper() not in {"", "AUTO", "FFFFFF"}
            for place in (run, *run.iterancestors())
            for shade in (place.find(f"{place.tag}Pr/{_W}shd"), place.find(f"{_W}rPr/{_W}shd"))
            if shade is not None
        ) and not run.findall(f"{_W}rPr/{_W}highlight")

    def _chain(self, identity: str) -> Iterator[Any]:
        for _ in range(12):
            style = self._styles.get(identity)
            if style is None:
                return
            yield style
            identity = _value(style.find(f"{_W}basedOn"))

    def _outline(self, paragraph: Any, style: str) -> int | None:
        """Return 0 for a title or first-level heading, more for those below, None for other paragraphs."""
        own = _value(paragraph.find(f"{_W}pPr/{_W}outlineLvl"))
        if own.isdigit():
            return int(own) if int(own) < 9 else None
        for item in self._chain(style):
            name = _value(item.find(f"{_W}name")).lower()
            level = _value(item.find(f"{_W}pPr/{_W}outlineLvl"))
            if name == "title":
                return 0
            if name == "subtitle":
                return None
            if level.isdigit() and int(level) < 9:
                return int(level)
            heading = re.match(r"heading (\d)", name)
            if heading:
                return int(heading.group(1)) - 1
        return None

    def _list_mark(self, paragraph: Any, style: str) -> str:
        """Return ``- `` or the number that Word shows before the paragraph, or an empty string."""
        numbering = paragraph.find(f"{_W}pPr/{_W}numPr")
        chain = list(self._chain(style))
        if numbering is None:
            numbering = next((found for item in chain if (found := item.find(f"{_W}pPr/{_W}numPr")) is not None), None)
        if numbering is None:
            return (
                "- " if any(_value(item.find(f"{_W}name")).lower().startswith("list bullet") for item in chain) else ""
            )
        number, level = _value(numbering.find(f"{_W}numId")), _value(numbering.find(f"{_W}ilvl")) or "0"
        if number in {"", "0"} or not level.isdigit():
            return ""
        if self._formats.get((number, int(level)), "bullet") in {"bullet", "none"}:
            return "- "
        self._counts[number, int(level)] += 1
        for deeper in [key for key in self._counts if key[0] == number and key[1] > int(level)]:
            self._counts[deeper] = 0
        return f"{self._counts[number, int(level)]}. "

    def _table(self, table: Any, depth: int) -> None:
        rows: list[list[Any]] = []
        for row in table.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is table:
                rows.append([cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row])
        cells = [cell for row in rows for cell in row]
        nested = any(next(cell.iter(f"{_W}tbl"), None) is not None for cell in cells)
        columns = max((len(row) for row in rows), default=0)
        long = sum(len([p for p in cell.iter(f"{_W}p") if "".join(p.itertext()).strip()]) > 3 for cell in cells)
        if nested or columns < 2 or len(rows) < 2 or long * 4 > len(cells):
            # A table that only arranges the page: its cells are read as running text.
            for cell in cells:
                self.walk(cell, depth + 1)
            return
        header = None
        first = rows[0][0].getparent() if rows[0] else None
        if first is not None and first.find(f"{_W}trPr/{_W}tblHeader") is not None:
            header = True
        for line in table_lines([[self._cell(cell) for cell in row] for row in rows], header):
            self._add("item", line)

    def _cell(self, cell: Any) -> str:
        texts = []
        for paragraph in cell.iter(f"{_W}p"):
            style = _value(paragraph.find(f"{_W}pPr/{_W}pStyle"))
            text = tidy("".join(words for words, _ in self._runs(paragraph, style)))
            if text:
                texts.append(text)
        joined = " ".join(
            text if text.endswith((".", "!", "?", ":", ";", ",")) else f"{text};" for text in texts
        ).rstrip(";")
        return joined if len(texts) < 2 or len(joined) > LONGEST_SHORT_CELL else joined.replace(";", ",")


def _between(run: Any, paragraph: Any) -> Iterator[bool]:
    """Yield True for every reason for which a run below `paragraph` is not part of its own words."""
    for parent in run.iterancestors():
        if parent is paragraph:
            return
        yield parent.tag in {f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", _FALLBACK}


def _boxes(paragraph: Any) -> list[Any]:
    return [
        box
        for box in paragraph.iter(f"{_W}txbxContent")
        if not any(
            parent.tag == _FALLBACK or parent.tag == f"{_W}txbxContent"
            for parent in box.iterancestors()
            if parent is not paragraph
        )
    ]


def _characters(run: Any) -> Iterator[str]:
    for child in run.iterchildren():
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in {f"{_W}tab", f"{_W}ptab"}:
            yield " "
        elif child.tag in {f"{_W}br", f"{_W}cr"}:
            yield "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag == f"{_W}sym":
            yield "•"


def _list_formats(document: Any) -> dict[tuple[str, int], str]:
    """Return the number format of each list and level: ``bullet``, ``decimal`` and so on."""
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError, AttributeError):
        return {}
    abstract: dict[str, dict[int, str]] = {}
    for item in numbering.iterchildren(f"{_W}abstractNum"):
        abstract[item.get(f"{_W}abstractNumId")] = {
            int(level.get(f"{_W}ilvl")): _value(level.find(f"{_W}numFmt")) for level in item.iterchildren(f"{_W}lvl")
        }
    formats = {}
    for item in numbering.iterchildren(f"{_W}num"):
        for level, form in abstract.get(_value(item.find(f"{_W}abstractNumId")), {}).items():
            formats[item.get(f"{_W}numId"), level] = form
    return formats


def _notes(document: Any) -> dict[tuple[str, str], Any]:
    """Return the footnotes and endnotes by kind and id."""
    from docx.oxml import parse_xml

    found: dict[tuple[str, str], Any] = {}
    for relation in document.part.rels.values():
        kind = str(relation.reltype).rsplit("/", 1)[-1].removesuffix("s")
        if kind not in {"footnote", "endnote"} or relation.is_external:
            continue
        for note in parse_xml(relation.target_part.blob).iterchildren(f"{_W}{kind}"):
            found[kind, str(note.get(f"{_W}id"))] = note
    return found


def _value(element: Any) -> str:
    return str(element.get(f"{_W}val") or "") if element is not None else ""


def _flag(element: Any) -> bool | None:
    if element is None:
        return None
    return _value(element).lower() not in {"0", "false", "off", "none"}
