"""The library's format: offsets are exact, and what breaks it is named with path and line."""

from __future__ import annotations

import pytest

from assistant.errors import DocumentError
from assistant.library import parse_library_document
from assistant.models import SectionKind

DOCUMENT = """---
id: exercises/nod
kind: exercise
title: Nod
body_regions: [neck]
written: 2026-11-22
---

## How to do it

1. Sit tall. [UHB-S]
2. Nod slowly. [UHB-S, HOUSE]

## Who should not do it now

- {dizziness} People who feel dizzy should not nod. [URM-NK]

## Questions people ask

### How do I nod?
- also: how to nod
- also: noding

Nod slowly, like a slow yes. [HOUSE]
"""


def test_statements_stand_at_their_spans_without_marks_tags_and_sources() -> None:
    document = parse_library_document(DOCUMENT, "exercises/nod.md")
    found = [
        (document.text[statement.span.start : statement.span.end], statement.form, statement.tag, statement.sources)
        for section in document.sections
        for statement in section.statements
    ]
    assert found == [
        ("Sit tall.", "step", "", ("UHB-S",)),
        ("Nod slowly.", "step", "", ("UHB-S", "HOUSE")),
        ("People who feel dizzy should not nod.", "item", "dizziness", ("URM-NK",)),
        ("Nod slowly, like a slow yes.", "sentence", "", ("HOUSE",)),
    ]


def test_a_question_carries_its_other_wordings_and_is_no_statement() -> None:
    document = parse_library_document(DOCUMENT, "exercises/nod.md")
    question = document.sections[-1]
    assert question.kind is SectionKind.QUESTION
    assert question.wordings == ("How do I nod?", "how to nod", "noding")
    assert len(question.statements) == 1


def test_windows_line_ends_keep_offsets_exact() -> None:
    document = parse_library_document(DOCUMENT.replace("\n", "\r\n"), "exercises/nod.md")
    texts = [document.text[s.span.start : s.span.end] for section in document.sections for s in section.statements]
    assert texts[0] == "Sit tall."
    assert texts[-1] == "Nod slowly, like a slow yes."


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("# Nod\n", 1, "no front matter"),
        ("---\nid: [\n---\n", 3, "not valid YAML"),
        ("---\n- a\n---\n", 2, "key: value"),
        ("---\nid: x\nkind: poem\n---\n", 3, "kind must be one of"),
        (DOCUMENT.replace("title: Nod\n", "title: Nod\ntier: T9\n"), 5, "tier"),
        (DOCUMENT.replace("title: Nod\n", "title: Nod\ncolour: red\n"), 5, "colour"),
    ],
)
def test_a_broken_document_is_named_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_library_document(text, "exercises/nod.md")
    assert caught.value.line == line
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"exercises/nod.md:{line}: ")
