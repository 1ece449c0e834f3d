"""Chunks keep exact spans, whatever the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.chunking import TARGET_CHARACTERS, chunk_document, plain
from assistant.config import ROOT
from assistant.leaflets import leaflet_from_text
from assistant.library import parse_library_document


def test_chunks_of_a_library_document_are_its_text() -> None:
    text = (ROOT / "knowledge/exercises/clamshell.md").read_text(encoding="utf-8")
    document = parse_library_document(text, "exercises/clamshell.md")
    chunks = chunk_document(document)
    assert len(chunks) > 10
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    for chunk in chunks:
        assert document.text[chunk.span.start : chunk.span.end] == chunk.text
        assert chunk.embedded.startswith("Clamshell. ")
        assert "[" not in chunk.embedded


def test_the_same_document_gives_the_same_chunks() -> None:
    text = (ROOT / "knowledge/exercises/bridge.md").read_text(encoding="utf-8")
    once, twice = (chunk_document(parse_library_document(text, "exercises/bridge.md")) for _ in range(2))
    assert once == twice


def test_a_long_section_is_split_between_sentences() -> None:
    text = "# Walking\n\n" + "Walk a little further each day. " * 200
    document = leaflet_from_text(text, "walking", "walking.txt")
    chunks = chunk_document(document)
    assert len(chunks) > 4
    assert all(len(chunk.text) <= TARGET_CHARACTERS for chunk in chunks)
    assert all(chunk.text.startswith("Walk a little") and chunk.text.endswith("day.") for chunk in chunks)


def test_one_endless_sentence_is_split_with_exact_spans() -> None:
    document = leaflet_from_text("word " * 3000, "endless", "endless.txt")
    chunks = chunk_document(document)
    assert len(chunks) > 5
    assert all(document.text[chunk.span.start : chunk.span.end] == chunk.text for chunk in chunks)


@given(st.text(max_size=400))
def test_any_text_keeps_the_invariant(text: str) -> None:
    if not any(letter.isalnum() for letter in text):
        return
    document = leaflet_from_text(f"Some words.\n\n{text}", "any", "any.txt")
    for chunk in chunk_document(document):
        assert document.text[chunk.span.start : chunk.span.end] == chunk.text


def test_plain_takes_out_marks_and_sources_only() -> None:
    assert plain("- {hip-fracture} Ask first. [UHB-L, PLY-HF]\nThen go on. [HOUSE]") == "- Ask first.\nThen go on."
    assert plain("Keep [this] and 3 [x].") == "Keep [this] and 3 [x]."
