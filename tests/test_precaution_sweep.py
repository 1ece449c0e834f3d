"""Whoever asks for a list, nothing in the answer is a thing that the rules forbid them now.

Every circumstance that the rules know and every operation at several times, asked for lists in several ways and then for more,
through the real chain; the answer is checked with the rules, not with the code that put it together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.circumstances import CircumstanceReader
from assistant.conversation import Assistant
from assistant.models import Answer, Document, SectionKind
from assistant.precautions import Precautions
from assistant.registers import read_circumstances
from assistant.vocabulary import names_in
from tests.persons import TOLD, operated, procedures

KNOWLEDGE = Path(__file__).resolve().parents[1] / "knowledge"
ASKED = (
    "what exercises can I do",
    "give me a 15 minute programme with no equipment",
    "give me knee exercises",
    "exercises for my hips please",
    "something for my balance",
    "what exercises help my back",
    "what stretches can I do",
    "exercises for stronger legs",
)
THEN = ("make it harder", "what else", "make it easier")
_HEDGED = re.compile(
    r"\b(?:not?|never|avoid\w*|leave|left out|leaving|until|instead|rather than|stop|ask|wait\w*|only|before|too (?:early|soon)|agree\w*|"
    r"when your|once your|if your|unless|differ\w*|later|next)\b",
    re.IGNORECASE,
)
_TEACHING = frozenset(
    {SectionKind.STEPS, SectionKind.DOSE, SectionKind.POSITION, SectionKind.FEEL, SectionKind.PURPOSE}
)
PERSONS = [*TOLD.items(), *operated()]


def test_every_circumstance_and_operation_is_told() -> None:
    reader = CircumstanceReader(KNOWLEDGE)
    assert set(read_circumstances(KNOWLEDGE)) == set(TOLD)
    assert set(reader.words.procedures) == procedures()
    untold = [one for one, told in TOLD.items() if one not in reader.active(reader.read([told]))]
    assert untold == []


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(PERSONS)), ids=[name for name, _ in PERSONS])
def test_nothing_barred_is_offered(assistant: Assistant, number: int) -> None:
    _, told = PERSONS[number]
    turns = (told, ASKED[number % len(ASKED)], THEN[number % len(THEN)], ASKED[(number + 3) % len(ASKED)])
    conversation = assistant.conversation()
    found: list[tuple[str, str, str]] = []
    for turn in turns:
        answer = conversation.ask(turn)
        active = assistant.reader.active(conversation.circumstances)
        found.extend((turn, *one) for one in barred_in(answer, active, assistant))
    assert found == []


def barred_in(answer: Answer, active: frozenset[str], assistant: Assistant) -> Iterator[tuple[str, str]]:
    """Yield what `answer` offers to somebody with `active` although a rule says "not now"."""
    _, corpus = assistant.retriever.corpus()
    rules, documents = assistant.precautions, corpus.documents
    quoted = {citation.number: citation for citation in answer.citations}

    def named(text: str) -> Iterator[Document]:
        for identity in names_in(corpus.vocabulary.mentions(text.lower())):
            if identity.startswith("exercises/"):
                yield documents[identity]

    for part in answer.parts:
        if part.kind in ("help", "caution"):
            continue
        for sentence in part.sentences:
            marks = [quoted[number] for number in sentence.citations]
            for citation in marks:
                yield from _of_quote(
                    documents[citation.document_id], citation.start, part.kind, active, rules, documents
                )
            # A line of a list is about the exercise that it is marked with, which is judged above, whatever else its words may mean.
            plain = not any(_marked(documents[one.document_id], one.start) for one in marks)
            if marks and plain and not _HEDGED.search(sentence.text):
                yield from (("named", sentence.text) for one in named(sentence.text) if not rules.allowed(one, active))
    for text in answer.suggestions:
        yield from (("suggested", text) for one in named(text) if not rules.allowed(one, active))
    for identity in (*answer.offered, *(other for one in answer.precautions for other in one.alternatives)):
        if not rules.allowed(documents[identity], active):
            yield "offered", identity


def _marked(document: Document, start: int) -> bool:
    return any(
        statement.tag.startswith("exercises/")
        for section in document.sections
        for statement in section.statements
        if statement.span.start == start
    )


def _of_quote(
    document: Document,
    start: int,
    kind: str,
    active: frozenset[str],
    rules: Precautions,
    documents: dict[str, Document],
) -> Iterator[tuple[str, str]]:
    for section in document.sections:
        for statement in section.statements:
            if statement.span.start != start:
                continue
            other = documents.get(statement.tag)
            if other is not None and other.kind == "exercise" and not rules.allowed(other, active):
                yield "listed", other.id
            taught = document.kind == "exercise" and (kind in ("steps", "dose") or section.kind in _TEACHING)
            if taught and other is None and not rules.allowed(document, active):
                yield "taught", document.id
