"""The default answerer: picks a plan by what is asked and fills it with verbatim sentences (see `plans`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from assistant.answerability import informative
from assistant.answering import Draft, Evidence, offered_in
from assistant.choosing import (
    ASKS_WHETHER,
    DOINGS,
    THE_VERY,
    answering_passage,
    barred_nearby,
    is_called,
    preparing_passage,
    stored_passage,
)
from assistant.clauses import asking_in
from assistant.intents import LISTS, Intent, asks_something, intent_of
from assistant.lexical import stem_set
from assistant.listed_answer import changed_list
from assistant.models import Document, Passage, SectionKind
from assistant.plans import cautions
from assistant.plans.abbreviations import spelled_out
from assistant.plans.besides import add_besides
from assistant.plans.comparing import compare
from assistant.plans.complaint import complains, complaint
from assistant.plans.details import Detail, add_detail, exercise_with_detail
from assistant.plans.direct import asks_what_to_avoid, direct
from assistant.plans.doses import named_conditions
from assistant.plans.exercise import definition, how_to, other_meanings, progression, speaks_of_more
from assistant.plans.held import on_the_list
from assistant.plans.muscles import group_in, only_a_muscle, trains
from assistant.plans.options import may_not_stand, options, stands_on_a_leg_that_may_not
from assistant.plans.programme import programme
from assistant.plans.stretches import stretches, stretches_for
from assistant.plans.suggesting import suggestions
from assistant.plans.wishes import wishes_in
from assistant.plans.workbench import Workbench
from assistant.ranking import NO_SIGN, programme_for, rank, ruled_exercise
from assistant.vocabulary import exercises_of, names_in

TOPIC = 0.6
"""Cosine from which a stored question is on the topic of words that ask nothing."""
TOLD = 0.66
"""Cosine from which a stored question is about what was told."""
THE_SAME = 0.85
"""Cosine to a stored question from which its answer is given rather than a condition's list."""

NEARER = 0.87
"""The same, where the clause that asks sounds as if it asked for a list: "Anything between them?"."""

_SAYS_NO = ("No", "Do not", "Leave", "Stop")
_PLANS: dict[Intent, Callable[[Workbench, Passage], None]] = {
    Intent.HOW_TO: how_to,
    Intent.DEFINITION: definition,
    Intent.ALTERNATIVE: progression,
    Intent.PROGRESS: progression,
    Intent.COMPARE: compare,
}


class ExtractiveAnswerer:
    """Every sentence is a quotation."""

    name: Literal["extractive", "generative"] = "extractive"

    def draft(self, evidence: Evidence, growing: Callable[[Draft], None] | None = None) -> Draft:
        """See `Answerer.draft`."""
        if evidence.question.wanted:
            return changed_list(evidence)
        ranked = rank(evidence)
        stored = stored_passage(evidence, ranked)
        if stored is not None:
            own = evidence.corpus.documents[stored.chunk.document_id]
            return _answer(
                Workbench(evidence, ranked, stored, own if _heads_a_list(evidence, stored) else None), listed=False
            )
        preparing = preparing_passage(evidence, ranked)
        if preparing is not None:
            return _answer(Workbench(evidence, ranked, preparing, None), listed=False)
        best = answering_passage(evidence, ranked)
        named = exercises_of(names_in(evidence.reading.mentions))
        asked = exercise_with_detail(evidence, best)
        if asked is not None:
            return _detailed(evidence, ranked, *asked)
        states = (
            evidence.intent in (Intent.GENERAL, Intent.SAFE, Intent.OPTIONS)
            and not asks_something(evidence.question.query or evidence.question.text)
            and not _speaks_of_more(evidence, best)
        )
        # A list is given to those who ask for one; nearness to somebody else's question is not enough.
        wants_list = not named and (states or intent_of(evidence.question.query or evidence.question.text) in LISTS)
        listing = evidence.intent in LISTS
        fitting = programme_for(evidence) if wants_list or listing else None
        condition = fitting if wants_list else None
        held = stretches_for(evidence, fitting) if listing else []
        if held:
            return _answer(Workbench(evidence, ranked, None, fitting, held[0]), listed=False, held=held)
        trained = _for_a_muscle(evidence, ranked, best) if wants_list and not _told_of(evidence, condition) else None
        if trained is not None:
            return trained
        in_a_chair = evidence.intent in (*LISTS, Intent.ALTERNATIVE) and _only_in_a_chair(evidence, named)
        if best is None and condition is None:
            ruled = ruled_exercise(evidence) or barred_nearby(evidence, ranked)
            if ruled is None and not in_a_chair:
                return Draft()
            chair = evidence.corpus.documents.get("exercises/seated-march")
            return _answer(Workbench(evidence, ranked, None, ruled, chair), listed=ruled is None)
        if states and condition is not None:
            best = best if best is not None and _heads_the_list(best, condition) else None
        elif (
            states
            and not is_called(evidence)
            and evidence.intent is Intent.GENERAL
            and not (best is not None and evidence.corpus.is_leaflet(best))
        ):
            told = best is not None and best.chunk.document_id in names_in(evidence.reading.mentions)
            if best is None or not told or not best.chunk.document_id.startswith("conditions/"):
                return Draft()
            condition = evidence.corpus.documents[best.chunk.document_id]
            best = None
        bench = Workbench(evidence, ranked, best, condition)
        if evidence.intent is Intent.PROGRAMME and not named and best is not None and not in_a_chair and not states:
            lists = bench.document.kind != "exercise" or intent_of(best.chunk.heading) in LISTS
            if condition is None and not lists:
                return Draft()
        if evidence.intent is Intent.PROGRAMME and bench.condition is None and bench.document.kind == "condition":
            bench.condition = bench.document
        return _answer(bench, listed=evidence.intent is Intent.PROGRAMME or (in_a_chair and condition is None))


def _detailed(evidence: Evidence, ranked: Sequence[Passage], exercise: Document, detail: Detail) -> Draft:
    """Return what an exercise's document, or general guidance, says of one detail of it."""
    bench = Workbench(evidence, ranked, None, None, exercise)
    add_detail(bench, detail)
    add_besides(bench, None)
    cautions.leave_out_what_is_said(bench)
    cautions.cautions(bench)
    return bench.draft(suggestions(bench))


def _told_of(evidence: Evidence, condition: Document | None) -> bool:
    """Whether a condition is the person's own or named, rather than a guess from a part of the body."""
    if condition is None:
        return False
    return bool(set(condition.circumstances) & evidence.active) or condition.id in names_in(evidence.reading.mentions)


def _for_a_muscle(evidence: Evidence, ranked: Sequence[Passage], best: Passage | None) -> Draft | None:
    """Return a list for the muscles that are named ("exercises for weak thighs"), unless a document answers for a condition."""
    if best is not None and evidence.corpus.is_leaflet(best):
        return None
    first = next((one for one in evidence.corpus.documents.values() if one.kind == "exercise"), None)
    if "procedure" in evidence.question.circumstances or names_in(evidence.reading.mentions):
        return None
    if first is None or group_in(evidence.reading.text) is None:
        return None
    if not only_a_muscle(informative(evidence.reading), evidence.reading.text):
        return None
    bench = Workbench(evidence, ranked, None, None, first)
    if not trains(bench):
        return None
    offered = offered_in(bench.parts, bench.corpus.documents)
    bench.document = bench.corpus.documents[offered[0]]
    return bench.draft(suggestions(bench, offered))


def _heads_the_list(best: Passage, condition: Document) -> bool:
    """Whether a stored question of the condition itself says what to do about what was told."""
    own = best.chunk.kind is SectionKind.QUESTION and best.chunk.document_id == condition.id
    return own and best.dense >= TOLD and intent_of(best.chunk.heading) in LISTS


def _speaks_of_more(evidence: Evidence, best: Passage | None) -> bool:
    """Whether words without a verb name a thing beside the condition: "stairs with crutches after new hip"."""
    if best is None or best.dense < TOPIC:
        return False
    named = names_in(evidence.reading.mentions)
    mentioned = {identity for mention in evidence.reading.mentions for identity in mention.documents}
    if best.chunk.document_id in mentioned and best.chunk.document_id.startswith("guidance/"):
        return True
    known = (NO_SIGN - DOINGS).union(*(stem_set(mention.name) for mention in evidence.reading.mentions))
    known |= {stem for phrase in evidence.reading.meanings for stem in stem_set(phrase)}
    known = known.union(*(stem_set(" ".join(evidence.corpus.documents[one].aliases)) for one in named))
    own = evidence.corpus.documents[best.chunk.document_id]
    if own.kind == "condition":
        known = known.union(*(stem_set(name) for name in (own.title, *own.aliases)))
    more = set(informative(evidence.reading)) - known
    return bool(more & stem_set(f"{best.chunk.heading} {best.question}"))


def _heads_a_list(evidence: Evidence, stored: Passage) -> bool:
    """Whether a condition's stored answer to a wish for exercises is followed by its exercises."""
    document = evidence.corpus.documents[stored.chunk.document_id]
    lists = any(section.kind is SectionKind.EXERCISES for section in document.sections)
    return document.kind == "condition" and lists and {evidence.intent, intent_of(stored.chunk.heading)} <= LISTS


def _only_in_a_chair(evidence: Evidence, named: list[str]) -> bool:
    return not named and "sitting" in wishes_in(evidence.reading.text).wanted


def _answer(bench: Workbench, *, listed: bool, held: Sequence[Document] = ()) -> Draft:
    """Fill the plan for what is asked; what is barred is said first, whatever was asked of it. `held`: stretches to list."""
    intent, best = bench.evidence.intent, bench.best
    barred = cautions.warn(bench)
    limited = None if barred else stands_on_a_leg_that_may_not(bench)
    if limited is not None:
        bench.condition = limited
    elif not barred and may_not_stand(bench):
        listed, bench.condition = True, None
    if barred:
        _barred(bench)
    elif held:
        stretches(bench, held)
    elif listed and limited is None and programme(bench):
        pass
    elif (
        limited is not None
        or best is None
        or intent is Intent.PROGRAMME
        or (bench.condition and not _same(bench, best))
    ):
        options(bench)
    else:
        plan = _plan_for_what_is_told(bench, best) if intent in (Intent.GENERAL, Intent.NORMAL) else direct
        if intent not in (Intent.SAFE, Intent.BELIEF) or not on_the_list(bench):
            _PLANS.get(intent, plan)(bench, best)
        other_meanings(bench)
        add_besides(bench, best)
    bench.framing = " ".join(one for one in (spelled_out(bench.evidence), bench.framing) if one)
    cautions.leave_out_what_is_said(bench)
    if not barred:
        cautions.cautions(bench)
        cautions.when_to_ask(bench)
    return bench.draft(suggestions(bench, offered_in(bench.parts, bench.corpus.documents)))


def _plan_for_what_is_told(bench: Workbench, best: Passage) -> Callable[[Workbench, Passage], None]:
    """Return the plan for words that ask for nothing in particular: a name alone, or a complaint about an exercise."""
    asks = asks_something(bench.evidence.question.query or bench.evidence.question.text)
    if asks or bench.document.kind not in ("exercise", "guidance"):
        return direct
    named = bench.document.id in names_in(bench.evidence.reading.mentions)
    if named and bench.document.kind == "exercise" and complains(bench.evidence.reading.text):
        return complaint
    stored = best.dense >= TOLD and speaks_of_more(bench, best)
    return direct if stored or best.dense >= THE_SAME else definition


def _barred(bench: Workbench) -> None:
    # The stored answer to "is it for me?" says no in its own words; otherwise the rule's sentence does.
    best = bench.best
    written_for_them = best is not None and bool(named_conditions(best.chunk.heading) & bench.evidence.active)
    whether = best is not None and cautions.speaks_of_whether(best)
    if best is not None and (written_for_them or (whether and bench.evidence.intent in ASKS_WHETHER)):
        direct(bench, best)
    if not bench.parts or not bench.text(bench.parts[0][1][0]).startswith(_SAYS_NO):
        bench.parts.insert(0, ("caution", cautions.forbidding(bench)))
    asked_for = bench.document.id in names_in(bench.evidence.reading.mentions)
    if asked_for or not (bench.parts and bench.parts[0][0] == "lead"):
        cautions.instead(bench)


def _asks_for_no_list(bench: Workbench, best: Passage) -> bool:
    """Whether exercises are only told of, and what is asked is a stored question for something else.

    "Two weeks of hip exercises and it is worse. Give up?" wishes for no list.
    """
    if best.chunk.kind is not SectionKind.QUESTION or intent_of(best.chunk.heading) in LISTS:
        return False
    told = intent_of(asking_in(bench.evidence.reading.text)) not in LISTS
    return best.dense >= (THE_SAME if told else NEARER)


def _same(bench: Workbench, best: Passage) -> bool:
    """Whether a stored question is so near to the one asked, and of its kind, that its answer is better than a list."""
    # The condition's own answer stands at the head of its list.
    own = bench.condition is not None and best.chunk.document_id == bench.condition.id
    # A list for this person's weeks is better than an answer for every week.
    dated = bench.condition is not None and bench.condition.weeks is not None
    if own and _asks_for_no_list(bench, best):
        return True
    if best.chunk.kind is not SectionKind.QUESTION or own or dated or asks_what_to_avoid(bench.evidence.reading.text):
        return False
    same_kind = intent_of(best.chunk.heading) is bench.evidence.intent
    if bench.document.kind == "exercise" and bench.evidence.intent in LISTS and not same_kind:
        # "Balance exercises for falls" are many, and whether walking is one of them is another question.
        return False
    return best.dense >= THE_VERY or (best.dense >= THE_SAME and same_kind)
