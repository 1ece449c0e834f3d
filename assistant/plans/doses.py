"""Which of several doses is for this person: their operation's before another's, and the unit that was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.answering import Evidence, Quote
from assistant.lexical import name_stems, stem_set
from assistant.models import Document, SectionKind
from assistant.periods import weeks_in
from assistant.plans.workbench import Workbench, figure

_OTHERS: tuple[tuple[str, str], ...] = (
    (r"hip fracture|broken hip|hemiarthroplasty", "hip-fracture hemiarthroplasty"),
    (r"hip (?:(?:or|and) knee )?replacement|new hip", "hip-replacement"),
    (r"knee replacement|new knee", "knee-replacement"),
    (r"joint replacement|replaced (?:hip|knee|joint)|new joint", "hip-replacement knee-replacement"),
    (r"\bacl\b|ligament (?:surgery|reconstruction)|knee ligament", "acl-reconstruction"),
    (r"meniscus", "meniscus-repair meniscus-tear"),
    (r"pregnan", "pregnancy"),
    (r"stroke", "stroke"),
    (r"parkinson", "parkinsons"),
    (r"osteoporosis|thin bones", "osteoporosis"),
    (r"kneecap pain", "patellofemoral-pain"),
    (
        r"\bankle (?:\w+ ){0,5}(?:fracture|break|broke)|\b(?:broke|broken|fracture|fractured|break in) (?:\w+ ){0,2}ankle",
        "ankle-fracture",
    ),
    (r"sprain", "ankle-sprain"),
    (
        r"(?:outer|side) (?:side )?of the hip (?:pain|hurts)|pain at the (?:outer )?side of the hip|outer.hip pain|gluteal tendin|bursitis",
        "gluteal-tendinopathy",
    ),
    (r"hip arthritis", "hip-osteoarthritis"),
    (r"knee arthritis", "knee-osteoarthritis"),
)
OPERATIONS = frozenset(
    {"hip-fracture", "hemiarthroplasty", "hip-replacement", "knee-replacement", "acl-reconstruction", "ankle-fracture"}
)
"""Conditions after which exercises go by phases."""
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), frozenset(ids.split())) for pattern, ids in _OTHERS)
_GENERAL = {
    "hip-operation": frozenset({"hip-fracture", "hip-replacement", "hemiarthroplasty"}),
    "knee-operation": frozenset({"knee-replacement", "acl-reconstruction", "meniscus-repair"}),
}
_HOW_OFTEN = re.compile(
    r"\b(?:a|per|each|every|other) (?:day|week|hour)\b|\btwice\b|\bdaily\b|\b\d+ sets?\b|your physio sets",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\bbefore (?:\w+ ){0,3}(?:surgery|operation|replacement)", re.IGNORECASE)
_AFTER = re.compile(r"\bafter(?:wards?)?\b|\bfollowing\b", re.IGNORECASE)
_UNITS: tuple[tuple[str, str], ...] = (
    (r"how long|seconds?|hold|minutes?", r"seconds?|minutes?"),
    (r"how often|a day|a week|per week|per day|every day|daily", r"a day|day|week|hour|daily|twice|once"),
    (r"how many|reps?|sets?", r"\b\d+\b"),
    (r"how heavy|weight", r"kilo|pound|kg|weight"),
    (r"hour", r"hour"),
)


@lru_cache(maxsize=20_000)
def named_conditions(text: str) -> frozenset[str]:
    """Return ids of the operations and conditions that `text` speaks of."""
    return frozenset(identity for pattern, ids in _COMPILED if pattern.search(text) for identity in ids)


def foreign(bench: Workbench, text: str) -> bool:
    """Tell whether `text` speaks of an operation or condition that neither the person nor the question named."""
    named = named_conditions(text)
    if not named:
        return False
    return not named & _about(bench)


def before_surgery(bench: Workbench, text: str) -> bool:
    """See `of_the_time_before`."""
    return of_the_time_before(bench.evidence, text)


def of_the_time_before(evidence: Evidence, text: str) -> bool:
    """Tell whether `text` speaks of the time before an operation to somebody who has had one and asks of no other."""
    said = evidence.question.circumstances
    # "ACL week 2" is after the operation, whether or not it was told.
    had = ("procedure" in said or weeks_in(evidence.reading.text) is not None) and "procedure_planned" not in said
    return had and bool(_BEFORE.search(text)) and not _BEFORE.search(evidence.question.text)


def prepares(evidence: Evidence, text: str) -> bool:
    """Tell whether `text` speaks of the time before an operation to somebody who waits for one and does not ask of the time after."""
    said = evidence.question.circumstances
    waits = "procedure_planned" in said and "procedure" not in said and not _AFTER.search(evidence.question.text)
    return waits and bool(_BEFORE.search(text))


def _about(bench: Workbench) -> frozenset[str]:
    """What the question, the person and the list are about; an operation that was not told apart counts for its kinds."""
    words = f"{bench.evidence.reading.expanded} {bench.condition.title if bench.condition else ''}"
    about = named_conditions(words) | bench.evidence.active
    return about.union(*(kinds for general, kinds in _GENERAL.items() if general in about and not kinds & about))


def by_fit(bench: Workbench, quotes: Sequence[Quote]) -> list[Quote]:
    """Return `quotes`, the dose for this person and of the unit asked for first; order is kept among equals."""
    asked = bench.evidence.reading.text
    wanted = [re.compile(unit, re.IGNORECASE) for cue, unit in _UNITS if re.search(cue, asked)]
    about = _about(bench)

    def fit(quote: Quote) -> float:
        text = bench.text(quote)
        named = named_conditions(text)
        score = 2.0 if figure(text) else 0.0
        score += 2.0 if named & about else -3.0 if named or before_surgery(bench, text) else 0.0
        return score + sum(0.5 for unit in wanted if unit.search(text))

    return sorted(quotes, key=fit, reverse=True)


def number_first(bench: Workbench, quotes: Sequence[Quote]) -> list[Quote]:
    """Return `quotes` with the first that holds a number in front, unless the first is a "no" or already does."""
    if (
        not quotes
        or figure(bench.text(quotes[0]))
        or bench.text(quotes[0]).startswith(("No", "Not", "Do not", "Never"))
    ):
        return list(quotes)
    found = next((quote for quote in quotes if figure(bench.text(quote))), None)
    return list(quotes) if found is None else [found, *(quote for quote in quotes if quote is not found)]


def _names(exercise: Document, text: str) -> bool:
    """Whether a sentence holds one of the exercise's names, stop words too ("step up" is no "step")."""
    flat = f" {' '.join(name_stems(text))} "
    return any(f" {' '.join(name_stems(name))} " in flat for name in (exercise.name, *exercise.aliases))


def dose_of(bench: Workbench, exercise: Document, condition: Document | None) -> Quote | None:
    """Return the sentence that says how much of `exercise`: the condition's own, else the exercise's fitting one."""
    if condition is not None:
        for kind in (SectionKind.DOSE, SectionKind.EXERCISES):
            for quote in bench.section(condition, kind):
                text = bench.text(quote)
                about = bench.statement(quote).tag == exercise.id or (
                    kind is SectionKind.DOSE and _names(exercise, text)
                )
                if about and any(letter.isdigit() for letter in text):
                    return quote
    doses = by_fit(bench, bench.section(exercise, SectionKind.DOSE))
    return next((quote for quote in doses if figure(bench.text(quote))), None)


def general_dose(bench: Workbench, condition: Document, listed: Sequence[Quote]) -> list[Quote]:
    """Return the doses of `condition` for the whole list first, then those of an exercise that is listed."""
    documents = bench.corpus.documents
    exercises = bench.section(condition, SectionKind.EXERCISES)
    tags = {bench.statement(quote).tag for quote in exercises} & documents.keys()
    shown = {quote.about or bench.statement(quote).tag for quote in listed}

    def speaks_of(quote: Quote) -> set[str]:
        words = stem_set(bench.text(quote))
        names = {tag: (documents[tag].name, *documents[tag].aliases) for tag in tags}
        return {tag for tag, known in names.items() if any(stem_set(name) <= words for name in known if stem_set(name))}

    doses = bench.section(condition, SectionKind.DOSE)
    general = [quote for quote in doses if not speaks_of(quote) and _HOW_OFTEN.search(bench.text(quote))]
    return general or [quote for quote in doses if speaks_of(quote) & shown]
