"""What to ask next: stored questions, so that the library answers them, of a kind that follows, and none that is barred."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.intents import Intent, intent_of
from assistant.lexical import stem_set, stems
from assistant.models import Document, Section, SectionKind
from assistant.plans.doses import before_surgery, foreign, named_conditions
from assistant.plans.workbench import Workbench

MOST = 9
"""Suggestions gathered for one answer: the person's rules may take some out before three are shown."""

_FOLLOWS: dict[Intent, tuple[Intent, ...]] = {
    Intent.HOW_TO: (Intent.DOSE, Intent.PROGRESS, Intent.NORMAL, Intent.ALTERNATIVE),
    Intent.DOSE: (Intent.HOW_TO, Intent.PROGRESS, Intent.NORMAL),
    Intent.OPTIONS: (Intent.HOW_TO, Intent.WHEN, Intent.DOSE, Intent.NORMAL),
    Intent.PROGRAMME: (Intent.HOW_TO, Intent.WHEN, Intent.NORMAL, Intent.DOSE),
    Intent.SAFE: (Intent.ALTERNATIVE, Intent.WHEN, Intent.OPTIONS, Intent.HOW_TO),
    Intent.WHEN: (Intent.OPTIONS, Intent.NORMAL, Intent.SAFE),
    Intent.NORMAL: (Intent.WHEN, Intent.OPTIONS, Intent.WHY, Intent.NORMAL),
    Intent.WHY: (Intent.HOW_TO, Intent.DOSE, Intent.WHEN),
    Intent.COMPARE: (Intent.HOW_TO, Intent.DOSE, Intent.OPTIONS),
    Intent.ALTERNATIVE: (Intent.HOW_TO, Intent.DOSE, Intent.NORMAL),
    Intent.EQUIPMENT: (Intent.HOW_TO, Intent.DOSE, Intent.PROGRESS),
    Intent.PROGRESS: (Intent.DOSE, Intent.HOW_TO, Intent.NORMAL),
    Intent.DEFINITION: (Intent.OPTIONS, Intent.HOW_TO, Intent.DOSE, Intent.WHY),
    Intent.BELIEF: (Intent.OPTIONS, Intent.HOW_TO, Intent.WHY),
    Intent.GENERAL: (Intent.OPTIONS, Intent.HOW_TO, Intent.WHEN, Intent.DOSE),
}
_TEACHES = frozenset({Intent.HOW_TO, Intent.DOSE, Intent.PROGRESS, Intent.PROGRAMME})
# A stored question that reports a sign is for the person who has it, not one to be put into somebody's mouth.
_REPORTS = re.compile(
    r"^(?:you said|my |i |it |pain |his |her )|\bchest pain|\bhot and swollen|\bnumb\b|\bclunk", re.IGNORECASE
)
_COMMON = frozenset(
    stems("exercise exercises do help pain good much many long best way time right ok safe start week day")
)


def suggestions(bench: Workbench, offered: Iterable[str] = ()) -> list[str]:
    """Return up to `MOST` next questions: of the document of the answer, then how to do what was offered."""
    heading = bench.best.chunk.heading if bench.best is not None else ""
    asked = {heading, bench.best.question if bench.best is not None else "", bench.evidence.question.text}
    topic = stem_set(f"{bench.evidence.reading.text} {heading}") - _COMMON
    ranked: list[tuple[float, int, str, Intent]] = []
    for place, (document, section) in enumerate(_candidates(bench, tuple(offered))):
        if asked & {section.heading, *section.wordings} or not _may_be_asked(bench, document, section):
            continue
        intent = intent_of(section.heading)
        follows = _FOLLOWS[bench.evidence.intent]
        score = 3.0 - 0.5 * follows.index(intent) if intent in follows else 0.0
        if document is not bench.document and document.id in bench.document.related:
            score -= 2.5
        if intent in _TEACHES and document is bench.document and bench.precautions:
            # Asked whether it may be done, with something to ask the team first: not straight on to the steps.
            score -= 1.5
        if document.kind != "exercise":
            # A guidance document speaks of many things: the next question keeps to the one that was asked about.
            score += min(len(topic & stem_set(section.heading)), 3)
        ranked.append((-score, place, section.heading, intent))
    chosen: dict[str, Intent] = {}
    for allow_same in (False, True):
        for _, _, text, intent in sorted(ranked):
            if len(chosen) < MOST and text not in chosen and (allow_same or intent not in chosen.values()):
                chosen[text] = intent
    return list(chosen)


def _candidates(bench: Workbench, offered: tuple[str, ...]) -> Iterator[tuple[Document, Section]]:
    """Stored questions of the document that was answered from; first, how to do the exercises that were offered."""
    alternatives = tuple(one for warned in bench.precautions for one in warned.alternatives)
    for identity in dict.fromkeys((*offered, *alternatives)):
        document = bench.corpus.documents.get(identity)
        found = (
            next((one for one in _questions(document) if intent_of(one.heading) is Intent.HOW_TO), None)
            if document
            else None
        )
        if document is not None and found is not None:
            yield document, found
    for section in _questions(bench.document):
        yield bench.document, section
    for identity in bench.document.related[:2]:
        related = bench.corpus.documents.get(identity)
        if related is not None:
            yield from ((related, section) for section in _questions(related))


def _questions(document: Document | None) -> list[Section]:
    if document is None:
        return []
    return [section for section in document.sections if section.kind is SectionKind.QUESTION and section.wordings]


def _may_be_asked(bench: Workbench, document: Document, section: Section) -> bool:
    """Whether the answer to a stored question would help this person: nothing barred, nobody else's operation."""
    own = named_conditions(" ".join((document.title, *document.circumstances)))
    if before_surgery(bench, section.heading):
        return False
    if _REPORTS.search(section.heading) or (
        foreign(bench, section.heading) and not named_conditions(section.heading) & own
    ):
        return False
    barred = document.kind == "exercise" and not bench.fits(document.id)
    return not (barred and intent_of(section.heading) in _TEACHES)
