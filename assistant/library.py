"""The library's Markdown format: front matter, fixed headings, one statement a line (knowledge/README.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from assistant.errors import DocumentError
from assistant.models import Document, Section, SectionKind, Span, Statement

LIBRARY_KINDS = ("exercise", "condition", "guidance")
QUESTIONS_HEADING = "Questions people ask"


@dataclass(frozen=True)
class Heading:
    """A heading that a kind of document may or must have."""

    text: str
    kind: SectionKind
    required: bool = False


HEADINGS: dict[str, tuple[Heading, ...]] = {
    "exercise": (
        Heading("What it is for", SectionKind.PURPOSE, required=True),
        Heading("Position and kit", SectionKind.POSITION, required=True),
        Heading("How to do it", SectionKind.STEPS, required=True),
        Heading("How it should feel", SectionKind.FEEL, required=True),
        Heading("Common mistakes", SectionKind.MISTAKES, required=True),
        Heading("How much", SectionKind.DOSE, required=True),
        Heading("Easier and harder", SectionKind.PROGRESSION, required=True),
        Heading("Who should not do it now", SectionKind.AVOID, required=True),
        Heading("Who should ask first", SectionKind.ASK_FIRST, required=True),
        Heading("When to stop", SectionKind.STOP, required=True),
        Heading("Where sources disagree", SectionKind.DISAGREEMENT),
        Heading(QUESTIONS_HEADING, SectionKind.QUESTION, required=True),
    ),
    "condition": (
        Heading("What it is", SectionKind.OVERVIEW, required=True),
        Heading("What helps", SectionKind.HELPS, required=True),
        Heading("Exercises first", SectionKind.EXERCISES),
        Heading("Exercises next", SectionKind.EXERCISES),
        Heading("Exercises later", SectionKind.EXERCISES),
        Heading("How much", SectionKind.DOSE),
        Heading("What to avoid", SectionKind.AVOID),
        Heading("How long it takes", SectionKind.DURATION),
        Heading("What is normal", SectionKind.NORMAL),
        Heading("When to get help", SectionKind.HELP, required=True),
        Heading("What to ask your team", SectionKind.TEAM),
        Heading("Where sources disagree", SectionKind.DISAGREEMENT),
        Heading(QUESTIONS_HEADING, SectionKind.QUESTION, required=True),
    ),
    "guidance": (
        Heading("In short", SectionKind.OVERVIEW, required=True),
        Heading("What to do", SectionKind.ADVICE, required=True),
        Heading("Why", SectionKind.WHY),
        Heading("What not to do", SectionKind.MISTAKES),
        Heading("How long it takes", SectionKind.DURATION),
        Heading("Where sources disagree", SectionKind.DISAGREEMENT),
        Heading("When to get help", SectionKind.HELP, required=True),
        Heading(QUESTIONS_HEADING, SectionKind.QUESTION, required=True),
    ),
}
"""Headings of each kind, in their order."""

_FRONT = re.compile(r"\A---\r?\n(.*?\r?\n)---\r?\n", re.DOTALL)
_ALSO = re.compile(r"^- also: +(?P<wording>.+?)\s*$")
_LINE = re.compile(
    r"^(?P<mark>- |\d+\. )?(?:\{(?P<tag>[^{}]*)\} +)?(?P<text>.*?)"
    r"(?: *\[(?P<sources>[A-Z][A-Z0-9-]*(?: *, *[A-Z][A-Z0-9-]*)*)\])?[ \t\r]*$"
)


def front_matter(text: str, path: Path | str) -> tuple[dict[str, Any], int]:
    """Return the front matter of `text` as a dictionary and the offset of what follows it.

    Raises `DocumentError` with path and line when it is missing or not a YAML mapping.
    """
    match = _FRONT.match(text)
    if match is None:
        raise DocumentError(path, 1, "no front matter: the file must begin with a block between two --- lines")
    try:
        values = yaml.safe_load(match.group(1))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark is not None else 1
        problem = getattr(error, "problem", None) or str(error)
        raise DocumentError(path, line, f"front matter is not valid YAML: {problem}") from error
    if not isinstance(values, dict):
        raise DocumentError(path, 2, "front matter must be `key: value` lines")
    return values, match.end()


def is_library_markdown(text: str) -> bool:
    """Tell whether `text` claims the library's format: front matter with an id and a library kind."""
    match = _FRONT.match(text)
    if match is None:
        return False
    return bool(re.search(r"^kind: *(exercise|condition|guidance)\b", match.group(1), re.MULTILINE))


def parse_library_document(text: str, path: str) -> Document:
    """Return the document that `text` holds; `path` (relative to the library) is used in errors.

    Offsets in the result count characters of `text`. Raises `DocumentError` with path and line.
    """
    values, body = front_matter(text, path)
    kind = values.get("kind")
    if kind not in LIBRARY_KINDS:
        raise DocumentError(path, _key_line(text, "kind"), f"kind must be one of {', '.join(LIBRARY_KINDS)}")
    dated = {key: str(value) if key == "written" else value for key, value in values.items()}
    review = values.get("review")
    if isinstance(review, dict):
        dated["review"] = {key: str(value) for key, value in review.items() if value is not None}
    try:
        return Document.model_validate({**dated, "text": text, "path": path, "sections": _sections(text, body, kind)})
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0]) if first["loc"] else ""
        raise DocumentError(path, _key_line(text, key), f"front matter, {key}: {first['msg']}") from error


def _key_line(text: str, key: str) -> int:
    """Return the 1-based line of the front matter key `key`, or 1."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(f"{key}:"):
            return number
    return 1


def line_of(text: str, offset: int) -> int:
    """Return the 1-based line that holds character `offset` of `text`."""
    return text.count("\n", 0, offset) + 1


@dataclass
class _Open:
    """A section whose end has not been met yet."""

    heading: str
    kind: SectionKind
    start: int
    wordings: list[str]
    statements: list[Statement]


def _sections(text: str, offset: int, kind: str) -> tuple[Section, ...]:
    """Split the text from `offset` on at its level 2 headings, and at level 3 below the questions heading."""
    kinds = {heading.text: heading.kind for heading in HEADINGS[kind]}
    done: list[Section] = []
    current: _Open | None = None
    in_questions = False

    def close(end: int) -> None:
        if current is not None and (current.statements or current.heading != QUESTIONS_HEADING):
            done.append(
                Section(
                    heading=current.heading,
                    kind=current.kind,
                    # The last heading may stand at the very end, without a line of its own to close it.
                    span=Span(start=min(current.start, end), end=end),
                    wordings=tuple(current.wordings),
                    statements=tuple(current.statements),
                )
            )

    while offset < len(text):
        newline = text.find("\n", offset)
        end = len(text) if newline < 0 else newline
        line = text[offset:end]
        following = end + 1
        stripped = line.strip()
        if stripped.startswith("## "):
            close(offset)
            heading = stripped[3:].strip()
            in_questions = heading == QUESTIONS_HEADING
            current = _Open(heading, kinds.get(heading, SectionKind.OTHER), following, [], [])
        elif stripped.startswith("### ") and in_questions:
            close(offset)
            heading = stripped[4:].strip()
            current = _Open(heading, SectionKind.QUESTION, following, [heading], [])
        elif stripped and current is not None:
            also = _ALSO.match(stripped) if in_questions else None
            if also:
                current.wordings.append(also.group("wording"))
                current.start = following
            else:
                statement = _statement(line, offset)
                if statement is not None:
                    current.statements.append(statement)
        offset = following
    close(len(text))
    return tuple(done)


def _statement(line: str, offset: int) -> Statement | None:
    """Return the statement on `line`, which begins at `offset` of the document, or None when the line holds no words."""
    match = _LINE.match(line)
    if match is None or not match.group("text").strip():
        return None
    lead = len(match.group("text")) - len(match.group("text").lstrip())
    start = offset + match.start("text") + lead
    mark = match.group("mark")
    form: Literal["sentence", "step", "item"] = (
        "sentence" if mark is None else "item" if mark.startswith("-") else "step"
    )
    sources = match.group("sources") or ""
    return Statement(
        span=Span(start=start, end=offset + match.end("text")),
        sources=tuple(part.strip() for part in sources.split(",") if part.strip()),
        tag=match.group("tag") or "",
        form=form,
    )
