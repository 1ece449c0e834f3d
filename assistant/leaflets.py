"""Leaflets: documents not written in the library's format, read into text with sections and sentences."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from assistant.errors import DocumentError
from assistant.models import Document, Section, SectionKind, Span, Statement
from assistant.sentences import sentence_spans

Form = Literal["sentence", "step", "item"]

_KINDS: tuple[tuple[SectionKind, str], ...] = (
    (
        SectionKind.HELP,
        r"get help|seek (help|advice)|contact (us|your)|emergency|warning sign|when to (call|see|contact)|red flag",
    ),
    (SectionKind.STOP, r"when to stop|stop (the )?exercis"),
    (SectionKind.AVOID, r"avoid|do not|don't|should not|precaution|caution|risk"),
    (SectionKind.DOSE, r"how (much|many|often|long should i hold)|repetition|\bsets\b|dose|frequency"),
    (SectionKind.STEPS, r"how to|instruction|technique|steps|position"),
    (SectionKind.DURATION, r"how long|recovery|timeline|return to|when can i"),
    (SectionKind.NORMAL, r"normal|expect|side effect"),
    (SectionKind.EXERCISES, r"exercise"),
    (SectionKind.OVERVIEW, r"what is|what are|introduction|about|overview|summary"),
    (SectionKind.WHY, r"why|benefit"),
)
_ATX = re.compile(r"^(#{1,6})\s+(.+?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^(=+|-{3,})\s*$")
_LIST = re.compile(r"^\s*(?:[-*•‣▪◦–]\s+|\d{1,2}[.)]\s+|\(?[a-h][.)]\s+)")


def section_kind(heading: str) -> SectionKind:
    """Guess what a section is about from its heading."""
    lowered = heading.lower()
    for kind, pattern in _KINDS:
        if re.search(pattern, lowered):
            return kind
    return SectionKind.QUESTION if lowered.endswith("?") else SectionKind.OTHER


def read_plain_text(path: Path, name: str) -> str:
    """Return the text of a text or Markdown file: UTF-8, or the single-byte encoding that its bytes suggest."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DocumentError(name, None, f"cannot be read ({error.strerror})") from error
    if b"\x00" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError(name, raw[: raw.index(b"\x00")].count(b"\n") + 1, "holds NUL bytes: not a text file")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


READERS: dict[str, Callable[[Path, str], str]] = {
    ".md": read_plain_text,
    ".markdown": read_plain_text,
    ".txt": read_plain_text,
    ".text": read_plain_text,
}
"""Readers by suffix: path and name in messages -> text whose headings are Markdown headings or lines of their own."""


def read_leaflet(path: Path, name: str, publisher: str = "", prefix: str = "") -> Document:
    """Return the leaflet in the file at `path`; raises `DocumentError` when it cannot be read or holds no text."""
    text = READERS[path.suffix.lower()](path, name)
    identity = prefix + Path(name).with_suffix("").as_posix()
    return leaflet_from_text(text, identity, name, publisher)


def leaflet_from_text(text: str, identity: str, name: str, publisher: str = "", title: str = "") -> Document:
    """Return a leaflet with sections and sentences found in `text`; raises `DocumentError` when there are no words."""
    if not re.search(r"\w", text):
        raise DocumentError(name, None, "holds no text (a scan needs text recognition first)")
    sections = leaflet_sections(text)
    lines = _lines(text)
    first = next((heading for index in range(len(lines)) if (heading := _heading(lines, index)[0])), "")
    shown = title or first or Path(name).stem.replace("-", " ").replace("_", " ").strip().capitalize()
    return Document(
        id=identity, kind="leaflet", title=shown, text=text, path=name, publisher=publisher, sections=sections
    )


def leaflet_sections(text: str) -> tuple[Section, ...]:
    """Split `text` at its headings (Markdown, underlined, or a short line of its own) into sections with sentences."""
    lines = _lines(text)
    sections: list[Section] = []
    heading, start = "", 0
    index = 0
    while index < len(lines):
        offset, _ = lines[index]
        found, taken = _heading(lines, index)
        if found:
            _close(text, sections, heading, start, offset)
            heading = found
            index += taken
            start = lines[index][0] if index < len(lines) else len(text)
            continue
        index += 1
    _close(text, sections, heading, start, len(text))
    return tuple(sections)


def _lines(text: str) -> list[tuple[int, str]]:
    lines, offset = [], 0
    for line in text.splitlines(keepends=True):
        lines.append((offset, line.rstrip("\r\n")))
        offset += len(line)
    return lines


def _heading(lines: list[tuple[int, str]], index: int) -> tuple[str, int]:
    """Return the heading at `index` and the number of lines it takes, or an empty string."""
    line = lines[index][1].strip()
    atx = _ATX.match(line)
    if atx:
        return atx.group(2), 1
    following = lines[index + 1][1].strip() if index + 1 < len(lines) else ""
    if line and _UNDERLINE.match(following) and len(line) < 100 and not _LIST.match(line):
        return line, 2
    before = lines[index - 1][1].strip() if index else ""
    alone = not before and (not following or not _LIST.match(line))
    title_like = 2 < len(line) <= 70 and line[0].isupper() and not line.endswith((".", ",", ";", ":", "!"))
    if title_like and alone and not _LIST.match(line) and (not following or line.endswith("?") or line.isupper()):
        return line, 1
    return "", 0


def _close(text: str, sections: list[Section], heading: str, start: int, end: int) -> None:
    statements = tuple(_statements(text, start, end))
    if not statements:
        return
    kind = section_kind(heading)
    sections.append(
        Section(
            heading=heading,
            kind=kind,
            span=Span(start=start, end=end),
            wordings=(heading,) if heading.endswith("?") else (),
            statements=statements,
        )
    )


def _statements(text: str, start: int, end: int) -> list[Statement]:
    """Return the sentences between the offsets: paragraphs and list items are never joined to each other."""
    found: list[Statement] = []
    for begin, finish, form in _blocks(text, start, end):
        for span in sentence_spans(text, begin, finish):
            if re.search(r"\w", text[span.start : span.end]):
                found.append(Statement(span=span, form=form))
    return found


def _blocks(text: str, start: int, end: int) -> list[tuple[int, int, Form]]:
    blocks: list[tuple[int, int, Form]] = []
    begin: int | None = None
    last = start
    form: Form = "sentence"
    offset = start
    while offset < end:
        newline = text.find("\n", offset, end)
        stop = end if newline < 0 else newline
        line = text[offset:stop]
        mark = _LIST.match(line)
        if (mark or not line.strip()) and begin is not None:
            blocks.append((begin, last, form))
            begin = None
        if line.strip():
            if begin is None:
                begin = offset + (mark.end() if mark else len(line) - len(line.lstrip()))
                form = "sentence" if not mark else "step" if line.lstrip()[:1].isdigit() else "item"
            last = stop
        offset = stop + 1
    if begin is not None:
        blocks.append((begin, last, form))
    return blocks
