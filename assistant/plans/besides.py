"""The other half of a message that asks two things of one exercise: "what for and how long?", "how far back and how many?"."""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.answering import Quote
from assistant.intents import Intent, intent_of
from assistant.models import Passage, SectionKind
from assistant.plans.doses import foreign
from assistant.plans.workbench import Workbench


class _Aspect(NamedTuple):
    asked: re.Pattern[str]
    intents: frozenset[Intent]
    """What a stored question asks for that answers it."""
    sections: tuple[SectionKind, ...]
    """Sections whose sentences answer it."""


_ASPECTS = (
    _Aspect(
        re.compile(
            r"\bwhat(?:s| is| are)? (?:it|this|that|they|these) for\b|\bwhat(?:s it)? for\b|\bwhat (?:is|are|s) (?:\w+ ){1,4}for\b(?= and\b|,|\?|$)|\bwhat(?:s| is) the point\b"
        ),
        frozenset({Intent.WHY, Intent.DEFINITION}),
        (SectionKind.PURPOSE,),
    ),
    _Aspect(
        re.compile(
            r"\bhow(?= (?:n|an|and|or|plus) (?:how|for how)\b)|\bhow (?:do|to|should) (?:i|you|we|he|she|mum|dad|do)\b(?! (?:know|tell)\b)|(?:\band|,|&|\bn) how\W*$"
        ),
        frozenset({Intent.HOW_TO}),
        (SectionKind.STEPS,),
    ),
    _Aspect(
        re.compile(r"\bhow (?:far|high|low|deep|wide|big) (?:back|up|down|out|apart|away|do|does|should|from|off)\b"),
        frozenset(),
        (),
    ),
    _Aspect(
        re.compile(
            r"\bhow (?:many|often)\b(?! (?:weeks|months|days))|\bhow long\W*$|\bhow long (?:for|do i hold|to hold)\b"
        ),
        frozenset({Intent.DOSE}),
        (SectionKind.DOSE,),
    ),
)
_NUMBER = _ASPECTS[-1]
_HOW = _ASPECTS[1]
MOST = 2
"""Sentences that are added for each thing asked besides."""


def add_besides(bench: Workbench, best: Passage | None) -> None:
    """Add what is asked besides of the exercise that the answer is on, in the order in which it was asked."""
    if bench.document.kind != "exercise":
        return
    text = re.sub(r"['’]", "", bench.evidence.reading.text.lower())
    asked = [(found.start(), one) for one in _ASPECTS if (found := one.asked.search(text))]
    if len(asked) < 2:
        return
    held = [quote for kind, quotes in bench.parts if kind in ("lead", "steps", "dose") for quote in quotes]
    answered = [place for place, one in asked if _is_answered(bench, best, one, held)]
    for place, one in asked:
        if place in answered or not one.sections:
            continue
        more = [quote for quote in _said(bench, one) if quote not in held][:MOST]
        first = bool(answered) and place < min(answered)
        lead = next((number for number, (kind, _) in enumerate(bench.parts) if kind == "lead"), None)
        if lead is None:
            bench.add("lead", more)
        else:
            kind, quotes = bench.parts[lead]
            bench.parts[lead] = (kind, [*more, *quotes] if first else [*quotes, *more])


def _is_answered(bench: Workbench, best: Passage | None, aspect: _Aspect, held: list[Quote]) -> bool:
    sections = {bench.corpus.documents[quote.document_id].sections[quote.section].kind for quote in held}
    if sections & set(aspect.sections):
        return True
    headings = {bench.corpus.documents[quote.document_id].sections[quote.section].heading for quote in held}
    if best is not None:
        headings.add(best.chunk.heading)
    return any(intent_of(heading) in aspect.intents for heading in headings)


def _said(bench: Workbench, aspect: _Aspect) -> list[Quote]:
    """Return the sentences of the exercise's document that answer `aspect`: for how it is done, the stored answer, shorter than the steps."""
    document = bench.document
    if aspect is _HOW:
        taught = [
            number
            for number, section in enumerate(document.sections)
            if section.kind is SectionKind.QUESTION and intent_of(section.heading) is Intent.HOW_TO
        ]
        # The plainest of them asks for nothing more: "with bad balance" is for some.
        stored = min(taught, key=lambda number: len(document.sections[number].heading), default=None)
        if stored is None:
            return bench.section(document, SectionKind.STEPS)
        return [Quote(document.id, stored, place) for place in range(len(document.sections[stored].statements))]
    found = [quote for kind in aspect.sections for quote in bench.section(document, kind)]
    return (
        [quote for quote in found if not foreign(bench, bench.text(quote))] or found if aspect is _NUMBER else found[:1]
    )
