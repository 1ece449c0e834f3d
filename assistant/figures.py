"""The library in figures: the generated table in knowledge/README.md."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from assistant.models import Document, Source
from assistant.readability import reading_grade, words

_BLOCK = re.compile(r"<!-- figures -->\n.*?<!-- /figures -->\n", re.DOTALL)


def statements(document: Document) -> list[tuple[str, tuple[str, ...]]]:
    """Return the statements of `document` with the ids of their sources."""
    return [
        (document.text[statement.span.start : statement.span.end], statement.sources)
        for section in document.sections
        for statement in section.statements
    ]


def table(documents: Sequence[Document], sources: dict[str, Source]) -> str:
    """Return the library's figures as Markdown."""
    rows = [
        "| kind | documents | questions with wordings | statements | words | median grade | with two or more sources |"
    ]
    rows.append("| --- | --: | --: | --: | --: | --: | --: |")
    for kind in (*sorted({document.kind for document in documents}), "all"):
        chosen = [document for document in documents if kind in (document.kind, "all")]
        said = [statement for document in chosen for statement in statements(document)]
        wordings = sum(len(section.wordings) for document in chosen for section in document.sections)
        grades = [reading_grade(text for text, _ in statements(document)) for document in chosen]
        rows.append(
            f"| {kind} | {len(chosen)} | {wordings} | {len(said)} | {sum(len(words(text)) for text, _ in said)} | "
            f"{median(grades):.1f} | {sum(len(set(ids)) > 1 for _, ids in said)} |"
        )
    used = {identity for document in documents for _, ids in statements(document) for identity in ids}
    kinds = Counter(sources[identity].kind for identity in used if identity in sources and identity != "HOUSE")
    house = sum(set(ids) == {"HOUSE"} for document in documents for _, ids in statements(document))
    rows += [
        "",
        f"Sources cited: {sum(kinds.values())} ({', '.join(f'{kind} {count}' for kind, count in kinds.most_common())}).",
        f"Statements on editorial policy alone (`HOUSE`): {house}.",
    ]
    return "\n".join(rows) + "\n"


def write_table(readme: Path, documents: Sequence[Document], sources: dict[str, Source]) -> bool:
    """Put the table between its marks in `readme`; returns whether anything changed."""
    text = readme.read_text(encoding="utf-8")
    new = _BLOCK.sub(lambda _: f"<!-- figures -->\n{table(documents, sources)}<!-- /figures -->\n", text)
    if new != text:
        readme.write_text(new, encoding="utf-8")
    return new != text
