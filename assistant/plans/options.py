"""Which exercises help: what helps first, then a short list of those that suit this person, then how much."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering import Quote
from assistant.intents import Intent, intent_of
from assistant.lexical import stem_set
from assistant.models import Document, Passage, SectionKind
from assistant.movements import ON_FEET
from assistant.plans import cautions
from assistant.plans.direct import asks_what_to_avoid, direct
from assistant.plans.doses import before_surgery, general_dose
from assistant.plans.leaflet import MOST_LEAD
from assistant.plans.phases import in_phase, still_ahead
from assistant.plans.wishes import wishes_in
from assistant.plans.workbench import Workbench
from assistant.ranking import programme_for

MOST_OPTIONS = 6
"""Exercises listed in one answer."""
LIMITS = frozenset({"non-weight-bearing", "partial-weight-bearing"})
"""Circumstances in which nothing may be said of standing in general."""


def options(bench: Workbench) -> None:
    """Add what helps and exercises; those that do not suit this person are left out and named in the precautions."""
    condition = bench.condition or bench.document
    best = bench.best
    answering = best if best is not None and lists(bench, best, condition) else None
    bench.document = condition
    cautions.say_what_is_not_covered(bench)
    exercises = _wished(bench, bench.suitable(still_ahead(bench, in_phase(bench, condition))))
    if asks_what_to_avoid(bench.evidence.reading.text) and bench.section(condition, SectionKind.AVOID):
        bench.add("lead", bench.section(condition, SectionKind.AVOID)[:MOST_LEAD])
        return
    if not show_limit(bench):
        lead = bench.statements(answering)[:3] if answering else helps(bench, condition)
        bench.add("lead", still_ahead(bench, lead)[: 3 if answering else 2])
    limited = any(warned.verdict.circumstance in LIMITS for warned in bench.precautions)
    shown = exercises[: min(MOST_OPTIONS, wishes_in(bench.evidence.reading.text).number or MOST_OPTIONS)]
    bench.add("options", shown)
    if not limited:
        bench.add("dose", general_dose(bench, condition, shown)[:1])
    if not bench.parts and best is not None:
        direct(bench, best)


def lists(bench: Workbench, best: Passage, condition: Document) -> bool:
    """Tell whether `best` is a stored answer of `condition` to the question of what to do."""
    own = best.chunk.document_id == condition.id and best.chunk.kind is SectionKind.QUESTION
    return own and intent_of(best.chunk.heading) in (Intent.OPTIONS, Intent.PROGRAMME, Intent.GENERAL)


def helps(bench: Workbench, condition: Document) -> list[Quote]:
    """Return what helps, without what is for the time before an operation that this person has had, or for feet that may not stand."""
    limited = bool(LIMITS & bench.evidence.active)
    return [
        quote
        for quote in bench.section(condition, SectionKind.HELPS)
        if not before_surgery(bench, bench.text(quote)) and not (limited and stem_set(bench.text(quote)) & ON_FEET)
    ]


def show_limit(bench: Workbench) -> bool:
    """Put a limit on weight in the place of what helps in general, which may speak of standing; tell whether there is one."""
    limit = next((warned for warned in bench.precautions if warned.verdict.circumstance in LIMITS), None)
    if limit is None:
        return False
    bench.precautions[bench.precautions.index(limit)] = replace(limit, shown=limit.quote is None)
    bench.add("caution", [limit.quote] if limit.quote else [])
    return True


def stands_on_a_leg_that_may_not(bench: Workbench) -> Document | None:
    """Return the list to give instead when the answer would speak of standing to somebody who may not put weight on a leg."""
    return programme_for(bench.evidence) if may_not_stand(bench) else None


def may_not_stand(bench: Workbench) -> bool:
    """Tell whether a condition's text speaks of standing or walking to somebody who may not put weight on a leg."""
    if bench.best is None or bench.document.kind != "condition" or not LIMITS & bench.evidence.active:
        return False
    return any(stem_set(bench.text(quote)) & ON_FEET for quote in bench.statements(bench.best))


def _wished(bench: Workbench, items: list[Quote]) -> list[Quote]:
    """Leave out what needs kit that is not there, or a position that the person cannot take."""
    wishes = wishes_in(bench.evidence.reading.text)
    documents = bench.corpus.documents
    kept = [
        quote
        for quote in items
        if bench.statement(quote).tag not in documents or wishes.suit(documents[bench.statement(quote).tag])
    ]
    # Of an exercise that has several positions, the condition's sentence may mean another one.
    wanted = wishes.wanted

    def otherwise(quote: Quote) -> bool:
        document = documents.get(bench.statement(quote).tag)
        return bool(wanted) and document is not None and not set(document.position) <= wanted

    return sorted(kept, key=otherwise) or items
