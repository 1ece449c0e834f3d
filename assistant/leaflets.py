"""Leaflets: documents not written in the library's format, read into text with sections and sentences.

Sentences that give orders to an assistant are no statements, and no section or chunk reaches across them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from assistant.aimed import aimed_at_an_assistant
from assistant.errors import DocumentError
from assistant.imprint import is_imprint
from assistant.leaflet_lists import GOVERNS
from assistant.models import Document, Section, SectionKind, Span, Statement
from assistant.readers.docx import read_docx
from assistant.readers.extraction import DocumentWarning, Extracted, shortened
from assistant.readers.html import read_html
from assistant.readers.markdown import read_markdown
from assistant.readers.pdf import read_pdf
from assistant.readers.text import read_text_file
from assistant.sentences import sentence_spans

Form = Literal["sentence", "step", "item", "heading"]

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
MAX_CHARACTERS = 5_000_000
"""Of one document: a book of some 2,500 pages. More is no leaflet, and would take minutes and gigabytes to read."""
MAX_SENTENCES = 200_000
"""Of one document."""
_SENTENCE_END = re.compile(r"[.!?\n]\s")
_ATX = re.compile(r"^(#{1,6})\s+(.+?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^(=+|-{3,})\s*$")
_NUMBERED = re.compile(r"^\d{1,2}[.)]?\s+([A-Z][^.!?:;]{2,60})$")
_SALUTATION = re.compile(r"^\s*Dear\b.{1,60},?\s*$", re.MULTILINE)
_LETTERHEAD = 1500
"""Characters within which a letter has greeted: what stands above are names and addresses."""
_ASKED = re.compile(
    r"(?:Q[.:)]? +)?(?:(?:which|how|what|when|where|why|who)\b(?: \w+){0,4}? )?(?:do|does|did|can|could|should|may|must|will|would|is|are|am) "
    r"(?:I|we|my|our|it|there)\b",
    re.IGNORECASE,
)
_ROW = re.compile(r"\S(?P<gap> {3,})\S")
_FEWEST_CAPITALS = 3
"""Lines in capitals from which they are a text's headings, whether or not an empty line parts them from what they head."""
_LIST = re.compile(r"^\s*(?:[-*•‣▪◦–]\s+|\d{1,2}[.)]\s+|\(?[a-h][.)]\s+)")


def section_kind(heading: str) -> SectionKind:
    """Guess what a section is about from its heading."""
    lowered = heading.lower()
    for kind, pattern in _KINDS:
        if re.search(pattern, lowered):
            return kind
    return SectionKind.QUESTION if is_question(heading) else SectionKind.OTHER


def is_question(heading: str) -> bool:
    """Tell whether a heading is what people ask, with or without its mark: "When may I do without"."""
    return heading.endswith("?") or bool(_ASKED.match(heading))


READERS: dict[str, Callable[[Path, str], Extracted]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text_file,
    ".text": read_text_file,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".html": read_html,
    ".htm": read_html,
}
"""Readers by suffix: path and name in messages -> text; each raises `DocumentError` and imports what is heavy itself."""


def read_leaflet(
    path: Path, name: str, publisher: str = "", prefix: str = "", warnings: list[DocumentWarning] | None = None
) -> Document:
    """Return the leaflet in the file at `path`; raises `DocumentError` when it cannot be read or holds no text.

    `warnings`: takes what a person should look at although the document is used.
    """
    extracted = READERS[path.suffix.lower()](path, name)
    identity = prefix + Path(name).with_suffix("").as_posix()
    document = leaflet_from_extracted(extracted, identity, name, publisher)
    if warnings is not None:
        warnings.extend(extracted.warnings)
    return document


def leaflet_from_text(text: str, identity: str, name: str, publisher: str = "", title: str = "") -> Document:
    """Return a leaflet with sections and sentences found in `text`; raises `DocumentError` when there are no words."""
    return leaflet_from_extracted(Extracted(text), identity, name, publisher, title)


def leaflet_from_extracted(
    extracted: Extracted, identity: str, name: str, publisher: str = "", title: str = ""
) -> Document:
    """Return a leaflet with sections and sentences, and add to `extracted.warnings`; raises `DocumentError` without words."""
    text = extracted.text
    if not re.search(r"\w", text):
        raise DocumentError(name, None, "holds no text (a scan needs text recognition first)")
    if len(text) > MAX_CHARACTERS or len(_SENTENCE_END.findall(text)) > MAX_SENTENCES:
        most = f"at most {MAX_CHARACTERS:,} characters and {MAX_SENTENCES:,} sentences"
        raise DocumentError(name, None, f"holds {len(text):,} characters of text: {most}; split the file")
    sections = leaflet_sections(text, extracted, name)
    shown = title or extracted.title or _title(text, extracted.structured)
    shown = shown or Path(name).stem.replace("-", " ").replace("_", " ").strip().capitalize()
    return Document(
        id=identity, kind="leaflet", title=shown, text=text, path=name, publisher=publisher, sections=sections
    )


def _title(text: str, structured: bool) -> str:
    if not structured and greeting(text):
        return ""
    lines = _lines(text)
    headings = [
        (line, heading)
        for index, (_, line) in enumerate(lines)
        if (structured or not _NUMBERED.match(line.strip()))
        and (heading := _heading(lines, index, structured)[0])
        and not aimed_at_an_assistant(heading)
    ]
    largest = [heading for line, heading in headings if structured and line.startswith("# ")]
    return next(iter(largest or [heading for _, heading in headings]), "") or _first_line(lines, structured)


def _first_line(lines: list[tuple[int, str]], structured: bool) -> str:
    """Return the first line where it can name a text that has no heading at all, or an empty string."""
    first = next((line for _, line in lines if line.strip()), "")
    mark = _LIST.match(first)
    shown = first[mark.end() :] if mark else first
    able = 2 < len(shown.strip()) <= 70 and not shown.rstrip().endswith((".", ",", ";", ":")) and not structured
    return shown.strip() if able and not aimed_at_an_assistant(shown) and not is_imprint(shown) else ""


def greeting(text: str) -> int:
    """Return where a letter greets, or 0 when `text` is no letter."""
    found = _SALUTATION.search(text, 0, _LETTERHEAD)
    return found.start() if found else 0


def leaflet_sections(text: str, extracted: Extracted | None = None, name: str = "") -> tuple[Section, ...]:
    """Split `text` at its headings (Markdown, underlined, or a short line of its own) into sections with sentences.

    `extracted`: where `text` comes from; its pages divide sections, its warnings take the sentences that are left out.
    """
    source = extracted or Extracted(text)
    lines = _lines(text)
    sections: list[Section] = []
    heading, start, place = "", 0, 0
    letterhead = 0 if source.structured else greeting(text)
    shouted = sum(_heads_in_capitals(lines, index) for index in range(len(lines)))
    capitals = not source.structured and shouted >= _FEWEST_CAPITALS
    index = 0
    while index < len(lines):
        offset, line = lines[index]
        found, taken = _heading(lines, index, source.structured)
        if not found and capitals and _heads_in_capitals(lines, index):
            found, taken = line.strip(), 1
        if found and offset >= letterhead:
            sections.extend(_sections(source, name, heading, start, offset, place))
            heading, place = found, offset + line.find(found)
            if aimed_at_an_assistant(found):
                source.warnings.append(_order(source, name, offset, found))
                heading = ""
            index += taken
            start = lines[index][0] if index < len(lines) else len(text)
            continue
        index += 1
    sections.extend(_sections(source, name, heading, start, len(text), place))
    return tuple(sections)


def _order(source: Extracted, name: str, offset: int, text: str) -> DocumentWarning:
    page = source.page_at(offset)
    line = None if source.structured or page else source.text.count("\n", 0, offset) + 1
    problem = f"this gives orders to an assistant and is never quoted: “{shortened(text)}”"
    return DocumentWarning(name, "instruction", problem, page=page, line=line)


def _lines(text: str) -> list[tuple[int, str]]:
    lines, offset = [], 0
    for line in text.splitlines(keepends=True):
        lines.append((offset, line.rstrip("\r\n")))
        offset += len(line)
    return lines


def _heading(lines: list[tuple[int, str]], index: int, structured: bool = False) -> tuple[str, int]:
    """Return the heading at `index` and the number of lines it takes, or an empty string.

    `structured`: headings are marked as in Markdown, and no other line is one.
    """
    line = lines[index][1].strip()
    atx = _ATX.match(line)
    if atx:
        return atx.group(2), 1
    if structured:
        return "", 0
    following = lines[index + 1][1].strip() if index + 1 < len(lines) else ""
    numbered = _NUMBERED.match(line)
    if numbered and not following and _opens_a_section(lines, index):
        return numbered.group(1), 1
    if line and _UNDERLINE.match(following) and len(line) < 100 and not _LIST.match(line):
        return line, 2
    before = lines[index - 1][1].strip() if index else ""
    alone = not before and (not following or not _LIST.match(line))
    title_like = 2 < len(line) <= 70 and line[0].isupper() and not line.endswith((".", ",", ";", ":", "!"))
    if not title_like or not alone or _LIST.match(line) or is_imprint(line):
        return "", 0
    if not following or line.endswith("?") or line.isupper() or _leads_a_paragraph(line, following):
        return line, 1
    return "", 0


def _heads_in_capitals(lines: list[tuple[int, str]], index: int) -> bool:
    """Return whether a line in capitals stands between the end of a sentence or list and text in small letters.

    Words such as "DO NOT DRIVE" are no heading: what they say must stay a sentence.
    """
    line = lines[index][1].strip()
    if not line.isupper() or not 2 < len(line) <= 60 or line.endswith((".", ",", "!", ":")) or _LIST.match(line):
        return False
    above = lines[index - 1][1].strip() if index else ""
    below = lines[index + 1][1].strip() if index + 1 < len(lines) else ""
    ended = not above or above.endswith((".", "!", "?")) or above.isupper() or bool(_LIST.match(above))
    lists = bool(_LIST.match(below))
    return ended and bool(below) and not below.isupper() and (lists or not GOVERNS.search(line))


def _opens_a_section(lines: list[tuple[int, str]], index: int) -> bool:
    """Return whether a numbered line stands alone above a paragraph, instead of in a list whose items stand apart."""
    before = lines[index - 1][1].strip() if index else ""
    below = next((line.strip() for _, line in lines[index + 1 :] if line.strip()), "")
    return not before and bool(below) and not _NUMBERED.match(below) and not re.match(r"\d{1,2}[.)]\s", below)


def _leads_a_paragraph(line: str, following: str) -> bool:
    """Return whether a short line stands above a paragraph: text that only goes on would have filled the line first."""
    if len(line) > 45 or not following[:1].isupper() or len(following) < 40:
        return False
    first = following.split()[0]
    return len(line) + len(first) + 1 < 0.75 * len(following) and len(line.split()) <= 7


def _sections(source: Extracted, name: str, heading: str, start: int, end: int, place: int) -> list[Section]:
    """Return the section between the offsets, in parts where a page ends or an order to an assistant was left out.

    `place`: where its heading stands, which is quoted with the items that cannot do without it.
    """
    groups = list(_statements(source, name, start, end))
    if _is_contents(heading, source.text, groups):
        return []
    kind = section_kind(heading)
    governs = heading and GOVERNS.search(heading) and any(part.form == "item" for _, group in groups for part in group)
    if governs:
        head = Statement(span=Span(start=place, end=place + len(heading)), form="heading")
        groups[0] = (groups[0][0], [head, *groups[0][1]])
        start = place
    sections = []
    for number, (page, statements) in enumerate(groups):
        last = number == len(groups) - 1
        span = Span(
            start=start if number == 0 else statements[0].span.start,
            end=end if last and len(groups) == 1 else statements[-1].span.end,
        )
        sections.append(
            Section(
                heading=heading,
                kind=kind,
                span=span,
                wordings=(heading,) if is_question(heading) else (),
                statements=tuple(statements),
                page=page,
            )
        )
    return sections


_CONTENTS = re.compile(
    r"^(?:table of )?contents\b|^in this (?:leaflet|booklet|guide)\b|^on this page\b|^index$", re.IGNORECASE
)


def _is_contents(heading: str, text: str, groups: list[tuple[int | None, list[Statement]]]) -> bool:
    """Return whether a section lists the leaflet's own headings, with or without page numbers."""
    if not _CONTENTS.search(heading.strip()):
        return False
    lines = [text[part.span.start : part.span.end] for _, statements in groups for part in statements]
    short = sum(bool(re.search(r"\d\W*$", line)) or (len(line) < 60 and not line.endswith(".")) for line in lines)
    return bool(lines) and short * 10 >= 7 * len(lines)


def _statements(source: Extracted, name: str, start: int, end: int) -> Iterator[tuple[int | None, list[Statement]]]:
    """Yield the sentences between the offsets by page: paragraphs and list items are never joined to each other.

    What follows an order to an assistant in the same paragraph is part of the order.
    """
    group: list[Statement] = []
    page: int | None = None
    for begin, finish, form in _blocks(source.text, start, end):
        for span in sentence_spans(source.text, begin, finish):
            sentence = source.text[span.start : span.end]
            if not re.search(r"\w", sentence):
                continue
            if is_imprint(sentence):
                if group:
                    yield page, group
                    group = []
                continue
            order = aimed_at_an_assistant(sentence)
            here = source.page_at(span.start)
            if group and (order or here != page):
                yield page, group
                group = []
            if order:
                source.warnings.append(_order(source, name, span.start, source.text[span.start : finish]))
                break
            page = here
            group.append(Statement(span=span, form=form))
    if group:
        yield page, group


def _row(line: str) -> re.Match[str] | None:
    """Return where a line has the one wide gap of a row with two columns, or None."""
    found = list(_ROW.finditer(line))
    return found[0] if len(found) == 1 and not _LIST.match(line) else None


def _blocks(text: str, start: int, end: int) -> list[tuple[int, int, Form]]:
    blocks: list[tuple[int, int, Form]] = []
    begin: int | None = None
    last = start
    form: Form = "sentence"
    offset = start
    columns = Counter(found.end("gap") - 1 for line in text[start:end].split("\n") if (found := _row(line)))
    rows = False
    while offset < end:
        newline = text.find("\n", offset, end)
        stop = end if newline < 0 else newline
        line = text[offset:stop]
        mark = _LIST.match(line)
        row = _row(line)
        # Columns that spaces make: each row says a thing of its own, and an indented line goes on with the row above it.
        starts_row = row is not None and columns[row.end("gap") - 1] > 1
        leaves_rows = rows and not starts_row and not line.startswith("   ")
        if (mark or starts_row or leaves_rows or not line.strip()) and begin is not None:
            blocks.append((begin, last, form))
            begin = None
        if starts_row or leaves_rows or not line.strip():
            rows = starts_row
        if line.strip():
            if begin is None:
                begin = offset + (mark.end() if mark else len(line) - len(line.lstrip()))
                form = "sentence" if not (mark or starts_row) else "step" if line.lstrip()[:1].isdigit() else "item"
            last = stop
        offset = stop + 1
    if begin is not None:
        blocks.append((begin, last, form))
    return blocks
