"""Markdown files as text: marks of emphasis, links and pictures out, tables as rows, every line where it was.

Lines keep their numbers, so that a warning names the line of the file.
"""

from __future__ import annotations

import re
from pathlib import Path

from assistant.readers.extraction import Extracted
from assistant.readers.tables import table_lines
from assistant.readers.text import read_text_file

_FRONT = re.compile(r"\A---[ \t]*\r?\n(?:[^\n]*\n){0,60}?---[ \t]*(?:\r?\n|\Z)")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_RULE = re.compile(r"^\s*(?:(?:\*\s*){3,}|(?:_\s*){3,})$")
_ROW = re.compile(r"^\s*\|?(.*\|.*?)\|?\s*$")
_DIVIDER = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$")
_INLINE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])"), ""),
    (re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),
    (re.compile(r"<((?:https?://|mailto:)?[^\s<>@]*@?[\w.-]+\.\w+[^\s<>]*)>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>]*>"), " "),
    (re.compile(r"(\*\*\*|\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"~~(.+?)~~"), r"\1"),
    (re.compile(r"\[\^\w+\]:?"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!>-])"), r"\1"),
)
_TASK = re.compile(r"^(\s*[-*+]\s+)\[[ xX]\]\s+")
_QUOTED = re.compile(r"^\s*(?:>\s?)+")


def read_markdown(path: Path, name: str) -> Extracted:
    """Return the text of a Markdown file; raises `DocumentError`."""
    extracted = read_text_file(path, name)
    extracted.text = without_marks(extracted.text)
    return extracted


def without_marks(text: str) -> str:
    """Return Markdown as text with headings and list items; as many lines as before, but for those of a table."""
    front = _FRONT.match(text)
    if front and ":" in front.group():
        text = "\n" * front.group().count("\n") + text[front.end() :]
    lines = text.split("\n")
    done: list[str] = []
    fenced = False
    index = 0
    while index < len(lines):
        line = lines[index]
        if _FENCE.match(line):
            fenced = not fenced
            done.append("")
        elif fenced:
            done.append(line)
        elif _ROW.match(line) and index + 1 < len(lines) and _DIVIDER.match(lines[index + 1]):
            end = index + 2
            while end < len(lines) and lines[end].strip() and "|" in lines[end]:
                end += 1
            rows = [_cells(row) for number, row in enumerate(lines[index:end]) if number != 1]
            written = table_lines(rows, header=True)
            done.extend([*written, *[""] * (end - index - len(written))])
            index = end
            continue
        elif _RULE.match(line):
            done.append("")
        else:
            done.append(_inline(_TASK.sub(r"\1", _QUOTED.sub("", line))))
        index += 1
    return "\n".join(done)


def _cells(row: str) -> list[str]:
    found = _ROW.match(row)
    inner = found.group(1) if found else row
    return [" ".join(_inline(cell).replace("\0", "|").split()) for cell in inner.replace("\\|", "\0").split("|")]


def _inline(line: str) -> str:
    for pattern, replacement in _INLINE:
        line = pattern.sub(replacement, line)
    return line
