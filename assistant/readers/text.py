"""Text files as they stand, in whatever encoding, without comments, running heads and characters that cannot be seen."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from assistant.errors import DocumentError
from assistant.readers.extraction import (
    DocumentWarning,
    Extracted,
    read_bytes,
    shortened,
    without_comments,
    without_invisible,
)


def read_plain_text(path: Path, name: str) -> str:
    """Return the text of a text or Markdown file: UTF-8, or the encoding that its bytes suggest."""
    raw = read_bytes(path, name)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    if b"\x00" in raw:
        # UTF-16 without its mark: every other byte of Western text is zero.
        for encoding, zeros in (("utf-16-le", raw[1::2]), ("utf-16-be", raw[0::2])):
            if len(raw) % 2 == 0 and zeros.count(0) * 2 > len(zeros):
                return raw.decode(encoding, errors="replace")
        raise DocumentError(name, raw[: raw.index(b"\x00")].count(b"\n") + 1, "holds NUL bytes: not a text file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read_text_file(path: Path, name: str) -> Extracted:
    """Return what a text or Markdown file holds, exactly, except comments and characters that cannot be seen."""
    whole, suspect = without_invisible(read_plain_text(path, name))
    text, comments = without_comments(whole)
    title = _named_in_heads(text)
    text, pages = _paged(text)
    warnings = []
    if suspect:
        problem = "characters that cannot be seen and can reverse or hide words were left out"
        warnings.append(DocumentWarning(name, "hidden-text", problem))
    if re.search(r"\w", comments):
        line = whole[: whole.index("<!--")].count("\n") + 1
        problem = f"a comment was left out: “{shortened(comments)}”"
        warnings.append(DocumentWarning(name, "hidden-text", problem, line=line))
    return Extracted(text, pages=pages, warnings=warnings, title=title)


_HEAD = re.compile(r"\bpage\s+\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\s*$|^\W*\d{1,3}\W*$", re.IGNORECASE)


def _paged(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text that form feeds divide into pages without its running heads and feet, and where each page begins."""
    if "\f" not in text.rstrip():
        return _without_numbered_heads(text), []
    pages = text.rstrip("\f\r\n \t").split("\f")
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_shape(line) for line in _edge_lines(page)})
    shown: list[str] = []
    starts: list[tuple[int, int]] = []
    offset = 0
    for number, page in enumerate(pages, start=1):
        for line in _edge_lines(page):
            if len(line.strip()) < 90 and (edges[_shape(line)] > 1 or _HEAD.search(line)):
                page = (
                    page.replace(line, "", 1) if page.lstrip().startswith(line.strip()) else _without_last(page, line)
                )
        starts.append((offset, number))
        shown.append(page)
        offset += len(page) + 1
    return "\n".join(shown) + "\n", starts


_NUMBERED_HEAD = re.compile(
    r"^(?P<words>.{0,80}?)\s*\bpage\s+\d{1,3}\s*(?:of|/)\s*\d{1,3}\W*$", re.IGNORECASE | re.MULTILINE
)


def _numbered_heads(text: str) -> Counter[str]:
    return Counter(_shape(found.group()) for found in _NUMBERED_HEAD.finditer(text))


def _named_in_heads(text: str) -> str:
    """Return what the lines "... page 2 of 3" call a text that has one for each page; empty where they say only the page."""
    heads = _numbered_heads(text)
    for found in _NUMBERED_HEAD.finditer(text):
        words = found["words"].strip(" \t|-–·")
        if heads[_shape(found.group())] > 1 and re.search(r"[^\W\d]{3}", words):
            return words
    return ""


def _without_numbered_heads(text: str) -> str:
    """Return `text` without the lines "... page 2 of 3", where copying out of a PDF left one for each page, and the heads beside them."""
    heads = _numbered_heads(text)
    lines = text.splitlines(keepends=True)
    dropped = {
        index
        for index, line in enumerate(lines)
        if _NUMBERED_HEAD.match(line.rstrip("\r\n")) and heads[_shape(line)] > 1
    }
    shapes = Counter(_shape(line) for line in lines)
    beside = {near for index in dropped for near in (index - 1, index + 1) if 0 <= near < len(lines)} - dropped
    dropped |= {index for index in beside if lines[index].strip() and shapes[_shape(lines[index])] >= len(dropped) > 1}
    return "".join("\n" if index in dropped else line for index, line in enumerate(lines))


def _edge_lines(page: str) -> list[str]:
    lines = [line for line in page.splitlines() if line.strip()]
    return list(dict.fromkeys([*lines[:1], *lines[-1:]]))


def _without_last(page: str, line: str) -> str:
    before, _, after = page.rpartition(line)
    return before + after


def _shape(line: str) -> str:
    return " ".join(re.sub(r"\d+", "#", line).split()).lower()
