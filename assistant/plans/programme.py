"""A list to do now: a short table of exercise and amount, in the order warm-up, strength, balance, cool-down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from assistant.answering import Quote
from assistant.lexical import stem_set
from assistant.models import Document, SectionKind
from assistant.plans import cautions
from assistant.plans.doses import before_surgery, dose_of, foreign, general_dose
from assistant.plans.options import LIMITS, helps, lists, show_limit
from assistant.plans.phases import in_phase
from assistant.plans.wishes import Wishes, wishes_in
from assistant.plans.workbench import AT_HOME, FEWEST, Workbench
from assistant.vocabulary import names_in

STAGES = ("Warm up", "Strength", "Balance", "Cool down")
"""What the rows of a list are called, in their order."""
CHAIR = (
    "exercises/ankle-pumps",
    "exercises/seated-march",
    "exercises/seated-knee-extension",
    "exercises/static-glutes",
    "exercises/seated-heel-raise",
    "exercises/seated-toe-raise",
    "exercises/static-quads",
    "exercises/scapular-squeeze",
    "exercises/breathing-exercises",
)
"""Gentle exercises (tier T0) for a list in a chair when no condition was named."""
WARM_UP = "guidance/warm-up"
"""The document that says how to warm up."""
_STRETCHES = re.compile(r"stretch|loosen|relax", re.IGNORECASE)
_BALANCES = re.compile(r"\bbalance|\bsteady\b", re.IGNORECASE)
_EASES = re.compile(r"\bblood|\bmoving\b|\bmoves?\b|\bstiff|\bbend|\bstraighten|\beases?\b|circulation", re.IGNORECASE)
_STRENGTHENS = re.compile(r"streng|\bworks?\b|\bmuscle", re.IGNORECASE)
_TEAM = re.compile(r"\b(?:own|your)\b.*\b(?:team|physio\w*|surgeon)\b", re.IGNORECASE)
_FRAMING = "A short list for “{name}”, in the order to do it. Leave out what hurts sharply."
_CHAIR_ASK = (
    "A short list of gentle chair exercises. It is not written for your condition, so show it to your own team first."
)
_CHAIR_FRAMING = (
    "A short list of gentle chair exercises. For a better list, say which condition or operation it is for."
)


def programme(bench: Workbench) -> bool:
    """Add a table of exercises for the bench's condition, or for a chair; tell whether there were enough of them."""
    wishes = wishes_in(bench.evidence.reading.text)
    condition = bench.condition
    pool = list(dict.fromkeys(_pool(bench, condition, wishes)))
    chosen = _chosen(bench, pool, wishes.most)
    rows = [row for row in (_row(bench, identity, condition) for identity in chosen) if row is not None]
    if len(rows) < FEWEST:
        return False
    bench.framing = bench.framing or (
        _FRAMING.format(name=condition.title)
        if condition
        else _CHAIR_ASK
        if _said_of_themselves(bench)
        else _CHAIR_FRAMING
    )
    if condition is None:
        bench.parts.append(("options", rows))
        return True
    bench.document = condition
    framing, bench.framing = bench.framing, ""
    cautions.say_what_is_not_covered(bench)
    bench.framing = " ".join(one for one in (bench.framing, framing) if one)
    limited = show_limit(bench)
    best = bench.best
    if not limited and best is not None and lists(bench, best, condition):
        bench.add("lead", bench.statements(best)[:2])
    elif not limited:
        bench.add("lead", helps(bench, condition)[:1])
    bench.parts.append(("options", [*_warm_up(bench, rows), *rows]))
    bench.forget(rows)
    if not any(warned.verdict.circumstance in LIMITS for warned in bench.precautions):
        bench.add("dose", general_dose(bench, condition, [])[:1])
    team = [quote for quote in bench.section(condition, SectionKind.OVERVIEW) if _TEAM.search(bench.text(quote))]
    bench.add("caution", team[:1])
    bench.add("help", bench.section(condition, SectionKind.HELP)[:1])
    return True


def stage_of(exercise: Document) -> str:
    """Return the stage of a list that `exercise` belongs to, by what its document says that it is for."""
    purpose = " ".join(
        exercise.text[statement.span.start : statement.span.end]
        for section in exercise.sections
        if section.kind is SectionKind.PURPOSE
        for statement in section.statements[:1]
    )
    name = f"{exercise.id} {exercise.title}"
    if "breathing" in name or (
        re.search(r"walk|cycl|march|pump|circle|pendulum", name) and exercise.tier in ("T0", "T1")
    ):
        return STAGES[2] if re.search(r"backward|sideways|tandem", name) else STAGES[0]
    if "stretch" in name or (_STRETCHES.search(purpose) and not _STRENGTHENS.search(purpose)):
        return STAGES[3]
    if re.search(r"tandem|grapevine|weight-transfer|single-leg-stand|sideways|tai-chi", name):
        return STAGES[2]
    if _BALANCES.search(purpose) and not _STRENGTHENS.search(purpose):
        return STAGES[2]
    if exercise.tier == "T0" and _EASES.search(purpose) and not _STRENGTHENS.search(purpose):
        return STAGES[0]
    return STAGES[1]


def _pool(bench: Workbench, condition: Document | None, wishes: Wishes) -> Iterable[str]:
    """Ids that suit the person and the wishes, in the order in which the condition's document lists them."""
    documents = bench.corpus.documents
    if condition is not None:
        for quote in bench.suitable(in_phase(bench, condition)):
            identity = bench.statement(quote).tag
            exercise = documents.get(identity)
            if exercise is None or exercise.kind != "exercise" or not wishes.suit(exercise):
                continue
            if not _alone_on_a_leg_to_ask_about(bench, exercise):
                yield identity
    else:
        rules, active = bench.evidence.precautions, bench.evidence.active
        # To somebody whose own team must be asked, only what nothing speaks against is listed.
        fresh = bool(active & rules.fresh)
        for identity in _of_the_part(bench) or CHAIR:
            if identity not in documents or not bench.fits(identity) or not wishes.suit(documents[identity]):
                continue
            if not (fresh and rules.assess(documents[identity], active)):
                yield identity


def _of_the_part(bench: Workbench) -> list[str]:
    """Ids of gentle and ordinary exercises that can be done on a chair for the part that is named, gentle ones first."""
    asked = stem_set(bench.evidence.reading.text)
    found = [
        document
        for document in bench.corpus.documents.values()
        if document.kind == "exercise"
        and "sitting" in document.position
        and document.tier in AT_HOME
        and asked & stem_set(" ".join(document.body_regions))
    ]
    return [document.id for document in sorted(found, key=lambda document: AT_HOME.index(document.tier))]


def _alone_on_a_leg_to_ask_about(bench: Workbench, exercise: Document) -> bool:
    """Whether a balance exercise on one leg needs a word from the team first: a row of a list has no room to say so."""
    balances = exercise.weight_bearing == "single-leg" and stage_of(exercise) == STAGES[2]
    return balances and bool(bench.evidence.precautions.assess(exercise, bench.evidence.active))


def _warm_up(bench: Workbench, rows: list[Quote]) -> list[Quote]:
    """Return a warm-up for a list that has none; gentle bed and chair exercises need none."""
    document = bench.corpus.documents.get(WARM_UP)
    heavier = any(bench.corpus.documents[row.about].tier not in ("", "T0") for row in rows)
    if document is None or not heavier or any(row.stage == STAGES[0] for row in rows):
        return []
    overview = bench.section(document, SectionKind.OVERVIEW)[:1]
    return [replace(quote, about=WARM_UP, stage=STAGES[0]) for quote in overview]


def _said_of_themselves(bench: Workbench) -> bool:
    named = names_in(bench.evidence.reading.mentions)
    return bool(bench.evidence.active) or any(one.startswith("conditions/") for one in named)


def _chosen(bench: Workbench, pool: list[str], most: int) -> list[str]:
    """Return up to `most` of `pool`, one of each stage first, ordered by stage."""
    documents = bench.corpus.documents
    stages = {identity: stage_of(documents[identity]) for identity in pool}
    first = [next((one for one in pool if stages[one] == stage), "") for stage in STAGES]
    kept = [one for one in dict.fromkeys((*first, *pool)) if one][:most]
    return sorted(kept, key=lambda one: (STAGES.index(stages[one]), pool.index(one)))


def _row(bench: Workbench, identity: str, condition: Document | None) -> Quote | None:
    exercise = bench.corpus.documents[identity]
    quote = dose_of(bench, exercise, condition)
    rules, active = bench.evidence.precautions, bench.evidence.active
    team_first = rules.team_first(exercise, active) is not None
    if team_first or quote is None or foreign(bench, bench.text(quote)) or before_surgery(bench, bench.text(quote)):
        # Who must agree first is said before any number, and another operation's number says less than what the exercise is.
        listed = bench.section(condition, SectionKind.EXERCISES) if condition else []
        own = [one for one in listed if bench.statement(one).tag == identity]
        quote = next(iter((*own, *bench.section(exercise, SectionKind.PURPOSE))), quote)
    if quote is None:
        return None
    return replace(quote, about=identity, stage=stage_of(exercise))
