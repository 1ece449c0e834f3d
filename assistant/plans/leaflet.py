"""Which sentences of a leaflet's section answer: a leaflet is not written to be quoted, so one answers and its neighbours do not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.answering import Quote
from assistant.chunking import plain
from assistant.leaflet_lists import governing
from assistant.lexical import stem_set
from assistant.models import Passage
from assistant.periods import agreement, weeks_in

if TYPE_CHECKING:
    from assistant.plans.workbench import Workbench

MOST_LEAD = 4
"""Sentences in the direct answer."""
FAR = 0.2
"""Cosine of a leaflet's sentence that is not among the nearest of the index."""
WORDS = 0.35
"""Weight of the share of the question's words that a leaflet's sentence holds, rare ones of its section counting more."""
KIND = 0.15
"""Added to a leaflet's sentence that holds the kind of thing asked for: a number, a day, a telephone number."""
SPREAD = 0.22
"""How far below the nearest sentence another one may lie and still be quoted beside it."""
PERIOD = 0.25
"""Added to a sentence for the weeks that are asked about, taken off one for other weeks."""
_LEANS = re.compile(
    r"(?:It|They|This|That|These|Those|He|She|Otherwise|But|However|Both|Either|Neither|Then|If (?:it|they|that|this|so|not)|After that|Once (?:it|they)|"
    r"When (?:it|they)|The (?:first|second|latter|former|other)|Until then|In that case|Go straight back)\b"
)
"""How a sentence begins that says nothing without the one before it."""
SHORT = 3
"""Sentences up to which a paragraph below a heading of its own is one answer."""
SHORT_CHARACTERS = 260
"""Characters up to which it is."""
_GOES_ON = re.compile(
    r"(?:(?:Do|Repeat|Hold|Use|Keep|Try|Wear|Build) (?:it|this|that|them|these|the same)\b|Repeat\b|(?:It|They|This|That|These) )"
)
"""How a sentence begins that goes on with the one before it: "Do it every two hours" is the dose of what stands there."""
_ASKS_HOW = re.compile(
    r"\bhow (?:do|to|should|can|shall) |\bwhat (?:can|should|do) (?:i|we|he|she|you) |\bwhat (?:now|to do)\b"
)
_HOW = re.compile(r"\bhow (?:do|to|should|can|is|are)\b")
_NUMBER_WANTED = re.compile(
    r"\b(?:phone|telephone)\b|\b(?:number|who) (?:do|can|should|to) (?:i |we )?(?:ring|call|phone)\b"
)
_TELEPHONE_NUMBER = re.compile(r"\d{3,}[\d ]{4,}")
_ASKED_FOR = (
    (re.compile(r"\b(?:phone|telephone|ring|call|number)\b"), _TELEPHONE_NUMBER),
    (
        re.compile(r"\bhow (?:many|much|often|long|heavy|far|high)\b|\bwhat weight\b|\bcost|\bprice"),
        re.compile(r"\d|\b(?:once|twice|one|two|three|four|five|six|seven|eight|nine|ten|half)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"\bwhen\b|\bwhat (?:time|day|days)\b|\bhow (?:soon|long)\b"),
        re.compile(
            r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:week|month|day|hour|until|after|from)\w*\b",
            re.IGNORECASE,
        ),
    ),
)
"""What a question asks for, and how a sentence that holds it looks."""


def nearest(bench: Workbench, passage: Passage, found: list[Quote]) -> list[Quote]:
    """Return those of a leaflet's statements that are nearest to the question, in their order.

    A leaflet is not written to be quoted: of a section, of a table above all, one sentence answers and its neighbours do not.
    """
    text = bench.evidence.reading.text
    # What the heading says holds for every sentence below it and tells none of them apart.
    asked = stem_set(bench.evidence.reading.expanded) - stem_set(f"{passage.title} {passage.chunk.heading}")
    held = Counter(stem for quote in found for stem in asked & stem_set(bench.text(quote)))
    whole = sum(1 / held[stem] for stem in held) or 1.0
    kinds = [pattern for cue, pattern in _ASKED_FOR if cue.search(text)]
    weeks = bench.evidence.question.circumstances.get("weeks_since", weeks_in(text))
    if _is_one_answer(bench, found):
        return found
    steps = [quote for quote in found if bench.statement(quote).form == "step"]
    if len(steps) > 1 and (not asked or _HOW.search(text)):
        return steps

    def nearness(quote: Quote) -> float:
        words = plain(bench.text(quote))
        cosine = max((near for told, near in passage.near if told.endswith(words)), default=FAR)
        shared = sum(1 / held[stem] for stem in asked & stem_set(words)) / whole
        period = PERIOD * agreement(words, weeks)
        return cosine + WORDS * shared + KIND * any(pattern.search(words) for pattern in kinds) + period

    weights = [nearness(quote) for quote in found]
    least = max(weights, default=0.0) - SPREAD
    best = sorted(range(len(found)), key=lambda place: -weights[place])[:MOST_LEAD]
    chosen = [found[place] for place in sorted(best) if weights[place] >= least]
    if _NUMBER_WANTED.search(text) and not any(_TELEPHONE_NUMBER.search(bench.text(quote)) for quote in chosen):
        chosen = [*_telephone(bench, passage), *chosen]
    return _in_context(bench, chosen, bool(_ASKS_HOW.search(text)), bool(kinds))


def _is_one_answer(bench: Workbench, found: list[Quote]) -> bool:
    """Whether `found` is all that stands below a heading, a few sentences of one paragraph: too short to choose among them."""
    if not 1 < len(found) <= SHORT:
        return False
    section = bench.corpus.documents[found[0].document_id].sections[found[0].section]
    length = bench.statement(found[-1]).span.end - bench.statement(found[0]).span.start
    together = all(_follows(bench, one, other) for one, other in pairwise(found))
    return bool(section.heading) and len(section.statements) == len(found) and length <= SHORT_CHARACTERS and together


def _in_context(bench: Workbench, chosen: list[Quote], how: bool, figure: bool) -> list[Quote]:
    """Return `chosen` with the sentence that one of them leans on and with what a lone one goes on to say.

    `how`: whether it is asked how a thing is done; `figure`: whether a number or a time is asked for, which may follow ("Do it twice a day").
    """
    whole: list[Quote] = []
    for quote in chosen:
        before = replace(quote, statement=quote.statement - 1)
        whole += _governing(bench, quote)
        if quote.statement and _LEANS.match(bench.text(quote)) and _follows(bench, before, quote):
            whole.append(before)
        whole.append(quote)
    whole = list(dict.fromkeys(whole))
    if (how or figure) and whole and len(chosen) == 1:
        after = replace(whole[-1], statement=whole[-1].statement + 1)
        statements = bench.corpus.documents[after.document_id].sections[after.section].statements
        if after.statement < len(statements) and _follows(bench, whole[-1], after):
            # What is asked how has its reason or its end there; a figure is there only where the sentence goes on with this one.
            whole += [after] if (how and len(whole) == 1) or _GOES_ON.match(bench.text(after)) else []
    return whole[: MOST_LEAD + 1]


def _governing(bench: Workbench, quote: Quote) -> list[Quote]:
    """Return what a list's item cannot do without (see `governing`)."""
    document = bench.corpus.documents[quote.document_id]
    above = governing(document, document.sections[quote.section], quote.statement)
    return [] if above is None else [replace(quote, statement=above)]


def _follows(bench: Workbench, one: Quote, other: Quote) -> bool:
    """Whether two neighbouring statements are sentences of one paragraph."""
    forms = {bench.statement(one).form, bench.statement(other).form}
    document = bench.corpus.documents[one.document_id]
    between = document.text[bench.statement(one).span.end : bench.statement(other).span.start]
    return forms == {"sentence"} and "\n\n" not in between


def _telephone(bench: Workbench, passage: Passage) -> list[Quote]:
    """Return the first sentence with a telephone number in the leaflet of `passage`, from its own section on."""
    document = bench.corpus.documents[passage.chunk.document_id]
    quotes = [
        Quote(document.id, number, index)
        for number, section in enumerate(document.sections)
        for index in range(len(section.statements))
    ]
    numbers = [quote for quote in quotes if _TELEPHONE_NUMBER.search(bench.text(quote))]
    return sorted(numbers, key=lambda quote: bench.statement(quote).span.start < passage.chunk.span.start)[:1]
