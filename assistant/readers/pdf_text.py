"""Lines of PDF pages as text: running heads out, paragraphs whole, words that a line end divided joined, headings marked."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median

from assistant.english import is_english
from assistant.readers.extraction import Extracted, list_item, looks_like_heading, protected
from assistant.readers.pdf_lines import PageLines
from assistant.readers.pdf_shapes import Line
from assistant.readers.tables import table_lines

_PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:page|p\.?|pg\.?|seite)\s*)?(?:\d{1,3}|[ivx]{1,5})(?:\s*(?:/|of|\||-|–|von)\s*\d{1,3})?\W*$",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"^\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?\s+\d{1,2}:\d{2}|^(?:https?|file)://\S+(?:\s+\d+\s*/\s*\d+)?$", re.IGNORECASE
)
_ENDS_IN_PAGE = re.compile(r"(?:^|[\s|–—-])page\s+\d{1,3}(?:\s*(?:/|of)\s*\d{1,3})?\W*$", re.IGNORECASE)
_ENDS = re.compile(r"[.!?:;][\"'’”)\]]*$")
_HYPHEN = re.compile(r"([^\W\d_]+)[-‐\u00ad]$")
_COMPOUND = frozenset(
    """
    non self weight full half long short low high side straight range follow co well post pre mid anti semi multi cross step
    sit stand single double two three four five six ten one physio over-the day-to warm cool check x up walk heel toe all
    """.split()
)


@dataclass
class _Block:
    """A paragraph, heading, list item or table in the making."""

    kind: str
    text: str
    page: int
    lines: list[Line]


def text_of_pages(pages: list[PageLines]) -> Extracted:
    """Return the pages as one text with Markdown headings and list items, and the offset at which each page begins."""
    _leave_out_running_lines(pages)
    body, pitch = _measures(pages)
    known = _words(pages)
    blocks: list[_Block] = []
    for page in pages:
        for block in _blocks(page, body, pitch, known):
            last = blocks[-1] if blocks else None
            if last and _continues(last, block):
                last.text = _join(last.text, block.text, known)
                last.lines.extend(block.lines)
            else:
                blocks.append(block)
    return _written(blocks, pages)


def _written(blocks: list[_Block], pages: list[PageLines]) -> Extracted:
    parts: list[str] = []
    starts: list[tuple[int, int]] = []
    offset = 0
    largest = max((line.size for block in blocks if block.kind == "heading" for line in block.lines), default=0.0)
    last_kind = ""
    for block in blocks:
        if block.kind == "heading":
            mark = (
                "# " if block.lines[0].size >= largest and not any(part.startswith("# ") for part in parts) else "## "
            )
            text = mark + protected(block.text)
        elif block.kind == "text":
            text = protected(block.text)
        else:
            text = block.text
        between = "" if not parts else "\n" if block.kind == last_kind == "item" else "\n\n"
        offset += len(between)
        if not starts or starts[-1][1] != block.page:
            starts.append((offset, block.page))
        parts.append(between + text)
        offset += len(text)
        last_kind = block.kind
    structured = any(block.kind == "heading" for block in blocks)
    return Extracted("".join(parts) + "\n" if parts else "", structured, starts)


def _leave_out_running_lines(pages: list[PageLines]) -> None:
    """Take page numbers and what stands at the top or bottom of several pages out of `pages`."""
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    zones: list[list[Line]] = []
    for page in pages:
        zone = [
            line
            for line in page.lines
            if line.table is None and (line.bottom < 0.13 * page.height or line.top > 0.87 * page.height)
        ]
        zones.append(zone)
        for key in {(_key(line.text), round(line.top / page.height, 2)) for line in zone}:
            places[key[0]].append((page.number, key[1]))
    needed = 2 if len(pages) < 6 else max(3, len(pages) // 5)
    running = set()
    for text, found in places.items():
        heights = Counter(height for _, height in found)
        near = max(sum(count for height, count in heights.items() if abs(height - at) < 0.025) for at in heights)
        if near >= needed and len({number for number, _ in found}) >= needed:
            running.add(text)
    for page, zone in zip(pages, zones, strict=True):
        out = [line for line in zone if _key(line.text) in running or _is_mark(line.text)]
        beside = [line.top for line in out]
        # What stands beside a page number or a printed date is a part of the same head or foot.
        out += [line for line in zone if len(line.text) < 80 and any(abs(line.top - top) < 3 for top in beside)]
        out += _lone_margins(page, zone)
        gone = {id(line) for line in out}
        page.lines = [line for line in page.lines if id(line) not in gone]


def _is_mark(text: str) -> bool:
    """Return whether a line at the edge of a page is its number, or what a browser prints there."""
    return bool(_PAGE_NUMBER.match(text) or _PRINTED.match(text) or (len(text) < 90 and _ENDS_IN_PAGE.search(text)))


def _lone_margins(page: PageLines, zone: list[Line]) -> list[Line]:
    """Return the head and foot of a page that no other page repeats: small, short, no sentence, set apart."""
    sized = [line for line in page.lines if line.table is None and line.size]
    if len(sized) < 4:
        return []
    body = Counter({line.size: 0 for line in sized})
    for line in sized:
        body[line.size] += len(line.text)
    usual = float(body.most_common(1)[0][0])
    largest = max(line.size for line in sized)
    found: list[Line] = []
    for line in zone:
        if len(line.text) > 90 or _ENDS.search(line.text) or line.bullet or line.bold:
            continue
        over = [other for other in sized if other.bottom <= line.top + 1]
        below = [other for other in sized if other.top >= line.bottom - 1]
        titled = any(other.size >= 1.3 * usual and other.size == largest for other in below)
        head = page.number == 1 and not over and titled and line.size <= 1.05 * usual
        gap = line.top - max((other.bottom for other in over), default=0.0)
        foot = not below and line.size < 0.93 * usual and gap > 1.5 * usual
        if head or foot:
            found.append(line)
    return found


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", text.lower())


def _measures(pages: list[PageLines]) -> tuple[float, float]:
    """Return the size of most letters, and the usual distance from line to line as a multiple of the size."""
    sizes: Counter[float] = Counter()
    steps: list[float] = []
    for page in pages:
        for line, following in zip(page.lines, [*page.lines[1:], None], strict=False):
            if line.table is not None:
                continue
            sizes[line.size] += len(line.text)
            if following and following.table is None and following.region == line.region:
                step = following.top - line.top
                # Only lines that run on: a new paragraph or item may stand further away.
                if (
                    0 < step < 3 * max(line.size, 1)
                    and following.size == line.size
                    and (following.text[:1].islower() or not _ENDS.search(line.text))
                    and len(line.text) > 25
                ):
                    steps.append(step / line.size)
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    return body, median(steps) if steps else 1.3


def _blocks(page: PageLines, body: float, pitch: float, known: Counter[str]) -> list[_Block]:
    blocks: list[_Block] = []
    index = 0
    lines = page.lines
    while index < len(lines):
        line = lines[index]
        if line.table is not None:
            blocks.extend(_Block("item", text, page.number, [line]) for text in table_lines(line.table, line.header))
            index += 1
            continue
        item = (
            f"- {list_item(line.text)[2:] if list_item(line.text).startswith('- ') else line.text}"
            if line.bullet
            else ""
        )
        item = item or list_item(line.text)
        kind = "item" if item else "heading" if _is_heading(lines, index, body, pitch) else "text"
        last = blocks[-1] if blocks else None
        if last and last.lines[-1].table is None and last.lines[-1] is lines[index - 1] and not item:
            if kind == last.kind == "heading" and _same_heading(last.lines[-1], line, pitch):
                last.text = _join(last.text, line.text, known)
                last.lines.append(line)
                index += 1
                continue
            if kind == "text" and last.kind in ("text", "item") and _runs_on(last, line, pitch):
                last.text = _join(last.text, line.text, known)
                last.lines.append(line)
                index += 1
                continue
        blocks.append(_Block(kind, item or line.text, page.number, [line]))
        index += 1
    for block in blocks:
        # A whole paragraph in bold letters is a warning, not a heading.
        if block.kind == "heading" and not looks_like_heading(block.text):
            block.kind = "text"
    return blocks


def _is_heading(lines: list[Line], index: int, body: float, pitch: float) -> bool:
    line = lines[index]
    if not re.search(r"[^\W\d_]{2}", line.text) or len(line.text) > 110:
        return False
    if line.size >= 1.15 * body:
        return True
    if not line.bold or line.size < 0.9 * body or line.text.endswith((".", ",", ";")):
        return False
    before = lines[index - 1] if index else None
    # Bold words at the start of a paragraph that goes on in the same line are not bold throughout, so they never come here.
    return (
        before is None or before.region != line.region or before.bold or line.top - before.top > 0.9 * pitch * line.size
    )


def _same_heading(last: Line, line: Line, pitch: float) -> bool:
    # The second line of a title over two columns may be short enough to stand above the first column alone.
    return (
        (last.region == line.region or (line.x0 < last.x1 and last.x0 < line.x1 and line.top > last.top))
        and abs(last.size - line.size) < 0.3
        and last.bold == line.bold
        and line.top - last.top < max(1.6, 1.25 * pitch) * line.size
        and not last.text.endswith(("?", ":"))
    )


def _runs_on(block: _Block, line: Line, pitch: float) -> bool:
    last = block.lines[-1]
    if last.region != line.region or abs(last.size - line.size) > 1.0:
        return False
    step = (line.top - last.top) / max(line.size, 1)
    if step > 1.3 * pitch:
        return False
    if block.kind == "item":
        first = block.lines[0]
        if line.x0 < first.x0 - 2:
            return False
        # Below the mark instead of below the words: the item is over, unless it stops in mid-sentence.
        if not first.bullet and abs(line.x0 - first.x0) < 1.5 and _ENDS.search(last.text) and line.text[:1].isupper():
            return False
    return not (step > 1.12 * pitch and _ENDS.search(last.text) and line.text[:1].isupper())


def _continues(last: _Block, block: _Block) -> bool:
    """Return whether a paragraph goes on in the next column or on the next page."""
    if block.kind != "text" or last.kind not in ("text", "item") or last.lines[-1].table is not None:
        return False
    if block.page == last.page and block.lines[0].region == last.lines[-1].region:
        return False
    return (
        not _ENDS.search(last.text)
        and (block.text[:1].islower() or bool(_HYPHEN.search(last.text)))
        and abs(block.lines[0].size - last.lines[-1].size) < 1.0
    )


def _join(text: str, following: str, known: Counter[str]) -> str:
    """Return two stretches as one; a word that the line end divided is joined, a compound keeps its hyphen."""
    match = _HYPHEN.search(text)
    second = re.match(r"[^\W\d_]+", following)
    if not match or not second or not following[:1].islower():
        return f"{text} {following}"
    first, rest = match.group(1), second.group()
    joined, compound = (first + rest).lower(), f"{first}-{rest}".lower()
    if text[match.end(1)] == "\u00ad" or known[joined] > known[compound]:
        return text[: match.end(1)] + following
    if known[compound] or first.lower() in _COMPOUND:
        return text[: match.end(1)] + "-" + following
    if (
        min(len(first), len(rest)) > 2
        and is_english(first.lower())
        and is_english(rest.lower())
        and not is_english(joined)
    ):
        return text[: match.end(1)] + "-" + following
    return text[: match.end(1)] + following


def _words(pages: list[PageLines]) -> Counter[str]:
    """Count the words, and the compounds with a hyphen, inside the document's lines."""
    return Counter(
        word.lower()
        for page in pages
        for line in page.lines
        for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*(?=[^\w-]|$)", line.text)
    )
