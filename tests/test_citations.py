"""A citation that does not stand where it says it does is refused."""

from __future__ import annotations

import pytest

from assistant.citations import CitationList, verify
from assistant.config import ROOT
from assistant.errors import CitationError
from assistant.library import parse_library_document
from assistant.models import Answer, Document, Part, Sentence, Status, Urgency
from assistant.registers import read_sources


@pytest.fixture
def document() -> Document:
    return parse_library_document(
        (ROOT / "knowledge/exercises/clamshell.md").read_text(encoding="utf-8"), "exercises/clamshell.md"
    )


def answer(document: Document, **changes: object) -> Answer:
    citations = CitationList(read_sources(ROOT / "knowledge"))
    section = document.sections[0]
    sentences = tuple(citations.cite(document, section, statement) for statement in section.statements)
    made = Answer(
        status=Status.ANSWERED,
        urgency=Urgency.NONE,
        text="",
        parts=(Part(kind="lead", sentences=sentences),),
        citations=citations.citations,
        disclaimer="x",
    )
    return made.model_copy(update=changes)


def test_numbers_run_from_one_and_a_quote_is_numbered_once(document: Document) -> None:
    citations = CitationList(read_sources(ROOT / "knowledge"))
    section = document.sections[0]
    first, again, second = (citations.cite(document, section, section.statements[i]) for i in (0, 0, 1))
    assert (first.citations, again.citations, second.citations) == ((1,), (1,), (2,))
    assert [citation.number for citation in citations.citations] == [1, 2]
    assert citations.citations[0].sources[0].url.startswith("http")


def test_a_true_answer_is_accepted(document: Document) -> None:
    verify(answer(document), {document.id: document})


def test_a_shifted_quote_is_refused(document: Document) -> None:
    good = answer(document)
    moved = good.citations[0].model_copy(
        update={"start": good.citations[0].start + 10, "end": good.citations[0].end + 10}
    )
    with pytest.raises(CitationError, match="does not stand at"):
        verify(good.model_copy(update={"citations": (moved, *good.citations[1:])}), {document.id: document})


def test_a_mark_without_citation_is_refused(document: Document) -> None:
    part = Part(kind="lead", sentences=(Sentence(text="Do 500 squats.", citations=(9,)),))
    with pytest.raises(CitationError, match=r"\[9\] has no citation"):
        verify(answer(document, parts=(part,)), {document.id: document})


def test_words_that_are_no_quotation_are_refused(document: Document) -> None:
    part = Part(kind="lead", sentences=(Sentence(text="Do 500 squats.", citations=(1,)),))
    with pytest.raises(CitationError, match="not a quotation"):
        verify(answer(document, parts=(part,)), {document.id: document})


def test_a_document_that_is_not_indexed_is_refused(document: Document) -> None:
    with pytest.raises(CitationError, match="not indexed"):
        verify(answer(document), {})
