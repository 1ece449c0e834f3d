"""What reading a file gives before it becomes a document: text, pages, warnings; and what is never let into the text.

Guarantees: no invisible or direction-changing characters in the text. Does not judge what the sentences say: see `aimed.py`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from assistant.errors import DocumentError

MAX_BYTES = 50 * 1024 * 1024
"""Largest file that is read."""
MAX_CHARACTERS = 5_000_000
"""Longest text that is taken from one file."""

WarningKind = Literal[
    "hidden-text",
    "instruction",
    "no-text",
    "unreadable-text",
    "left-out",
    "recognised",
    "contradiction",
    "differs",
    "reading-grade",
    "review-expired",
    "duplicate",
]


@dataclass(frozen=True)
class DocumentWarning:
    """Something in a document that its clinic should look at, although the rest of it is used."""

    path: str
    """The file, relative to its folder."""
    kind: WarningKind
    """What it is about, for grouping."""
    problem: str
    """What was found and what became of it."""
    page: int | None = None
    """1-based page of a paged document."""
    line: int | None = None
    """1-based line of a text or Markdown file."""

    def __str__(self) -> str:
        place = f" (page {self.page})" if self.page else f":{self.line}" if self.line else ""
        return f"{self.path}{place}: {self.problem}"


@dataclass
class Extracted:
    """The text of one file."""

    text: str
    """The readable text. Where `structured`, headings begin with ``#`` and list items with ``-`` or a number."""
    structured: bool = False
    """Whether headings are marked, so that none need be guessed from the shape of lines."""
    pages: list[tuple[int, int]] = field(default_factory=list)
    """Offset at which each page begins, and its 1-based number; empty for a file without pages."""
    warnings: list[DocumentWarning] = field(default_factory=list)
    """What a person should look at."""
    title: str = ""
    """What the running heads of its pages call it; empty where they say nothing."""

    def page_at(self, offset: int) -> int | None:
        """Return the page on which the character at `offset` stands."""
        page = None
        for start, number in self.pages:
            if start > offset:
                break
            page = number
        return page


def read_bytes(path: Path, name: str) -> bytes:
    """Return what the file holds; raises `DocumentError` when it cannot be read or is larger than `MAX_BYTES`."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(
                name,
                None,
                f"{size / 2**20:.0f} MB: at most {MAX_BYTES // 2**20} MB; split the file or make its pictures smaller",
            )
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(name, None, f"cannot be read ({error.strerror})") from error


_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
# Joiners carry meaning between letters of some scripts and inside emoji; between Latin letters they only hide things.
_JOINER = re.compile("(?:(?<=[\u0000-\u024f])|^)[\u200c\u200d]+|[\u200c\u200d]+(?=[\u0000-\u024f]|$)")
_SUSPECT = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0020-\U000e007f]")
_LIGATURES = {ligature: unicodedata.normalize("NFKC", chr(ligature)) for ligature in range(0xFB00, 0xFB07)}
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def without_invisible(text: str) -> tuple[str, bool]:
    """Return `text` without zero-width and direction-changing characters, and whether any could hide or reverse words."""
    if text.isascii():
        return text, False
    return _JOINER.sub("", _INVISIBLE.sub("", text)), bool(_SUSPECT.search(text))


def without_comments(text: str) -> tuple[str, str]:
    """Return `text` without HTML comments, and the words of the comments. A Markdown file may hold some."""
    if "<!--" not in text:
        return text, ""
    return _COMMENT.sub("", text), " ".join(match.strip("<!->\n ") for match in _COMMENT.findall(text))


_LEADERS = re.compile(r"(?<=\w)\s*:?\s*(?:(?:\.\s?){4,}|…{2,}|_{3,})\s*(?=[£$€]?\w)")
_FILL = re.compile(r"\s*(?:(?:\.\s?){5,}|…{2,}|_{3,})\s*$")


def tidy(text: str) -> str:
    """Return `text` on one line with ligatures spelt out, single spaces and no invisible characters."""
    visible, _ = without_invisible(text)
    return without_leaders(" ".join(visible.translate(_LIGATURES).split()))


def without_leaders(text: str) -> str:
    """Return `text` with the dots or lines that lead from a name to its figure as a colon, and those to write on gone."""
    return _FILL.sub("", _LEADERS.sub(": ", text)) if "..." in text or "…" in text or "__" in text else text


def shortened(text: str, limit: int = 80) -> str:
    """Return the beginning of `text` for a message."""
    words = " ".join(text.split())
    return words if len(words) <= limit else words[:limit].rstrip() + "…"


BULLETS = "•●○◦▪▫■□‣⁃∙·–➢➤►▶✓✔❖*\uf0b7\uf0a7\uf0d8\uf0fc\uf076"
"""Marks that begin a list item in other people's files."""
_BULLET = re.compile(rf"^(?:[{re.escape(BULLETS)}]\s*|[-o]\s+)(?=\S)")
_NUMBER = re.compile(
    r"^\(?(\d{1,2})[.)]\s+(?=\S)(?!(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{4})", re.IGNORECASE
)


def list_item(text: str) -> str:
    """Return `text` as a Markdown list item when it begins with a typed list mark, or an empty string."""
    number = _NUMBER.match(text)
    if number:
        return f"{number.group(1)}. {text[number.end() :]}"
    bullet = _BULLET.match(text)
    if bullet and re.search(r"\w", text):
        return f"- {text[bullet.end() :]}"
    return ""


def looks_like_heading(text: str) -> bool:
    """Return whether a paragraph set in bold or large letters can be a heading: short, and not a sentence."""
    return (
        1 < len(text) <= 110
        and bool(re.search(r"[^\W\d_]", text))
        and not text.endswith((".", ",", ";"))
        and not list_item(text).startswith("- ")
    )


def protected(text: str) -> str:
    """Return a paragraph so that its first characters are not taken for a heading mark."""
    return re.sub(r"^#+\s*", "", text)
