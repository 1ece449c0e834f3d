""" "May I?" answered by a list: that of this person's own condition and weeks, or of the condition that is asked about."""

from __future__ import annotations

import re

from assistant.answering import Quote
from assistant.intents import Intent
from assistant.lexical import stem_set, stems
from assistant.models import Document, Passage, SectionKind
from assistant.periods import weeks_in
from assistant.plans.cautions import COMMON
from assistant.plans.doses import named_conditions
from assistant.plans.workbench import Workbench
from assistant.ranking import spoken_of
from assistant.stages import stages_for
from assistant.vocabulary import names_in

_ONLY = re.compile(r"\b(?:only|unless|not|never)\b", re.IGNORECASE)
"""Words of a line that is for some of the people only: that it stands there says too little."""
EVERYWHERE = COMMON | frozenset(stems("after before back up out ok"))
"""Words that tell no exercise or condition from another."""
LISTED_THERE = "The library's list for “{condition}” holds this exercise: “{exercise}”."
LISTED = "The library's list for “{name}” holds that exercise. Your own team's word comes first."


def weeks_of(bench: Workbench) -> float | None:
    """Return how many weeks ago this person's operation or injury was, where it was told."""
    told: float | None = bench.evidence.question.circumstances.get("weeks_since", weeks_in(bench.evidence.reading.text))
    return told


def listed_for_them(bench: Workbench, best: Passage) -> list[Quote]:
    """Return the sentence of a list for this person's condition and weeks that holds the exercise asked about, where no rule speaks of it.

    "May I?" is then answered by the list itself; a stored answer about the same condition goes before it.
    """
    exercise, evidence = bench.document, bench.evidence
    named = names_in(evidence.reading.mentions)
    asked = exercise.kind == "exercise" and exercise.id in named and evidence.intent is Intent.SAFE
    if not asked or evidence.precautions.assess(exercise, evidence.active):
        return []
    if named_conditions(best.chunk.heading) & (evidence.active | named_conditions(evidence.reading.expanded)):
        return []
    weeks = weeks_of(bench)
    found: list[tuple[bool, Quote]] = []
    for document in bench.corpus.documents.values():
        theirs = bool(set(document.circumstances) & evidence.active) or document.id in named
        if document.kind != "condition" or not theirs:
            continue
        if document.weeks is not None and (weeks is None or not document.weeks[0] <= weeks <= document.weeks[1]):
            continue
        found.extend(
            (document.weeks is None, Quote(document.id, number, index))
            for number in stages_for(document, weeks, further=True)
            for index, statement in enumerate(document.sections[number].statements)
            if statement.tag == exercise.id
        )
    sure = [(late, quote) for late, quote in found if not _ONLY.search(bench.text(quote))]
    return [quote for _, quote in sorted(sure, key=lambda one: one[0])][:1]


def on_the_list(bench: Workbench) -> bool:
    """Say that an exercise is on the list of a condition, where it is asked whether the one is good for the other.

    Nothing is said, and False returned, where a stored answer speaks of both, or where the list does not hold it.
    """
    best, documents = bench.best, bench.corpus.documents
    mentions = bench.evidence.reading.mentions
    exercises = {one for one in names_in(mentions) if documents[one].kind == "exercise"}
    # "Heel raises" name no heel pain, and of two conditions that share a word the one that more of the words name is meant.
    said = stem_set(" ".join(one.name for one in mentions if not exercises.intersection(one.documents)))
    named = names_in(mentions)
    shared = {
        document.id: len(said & stem_set(document.title))
        for document in documents.values()
        if document.kind == "condition" and (said - EVERYWHERE) & stem_set(document.title)
    }
    most = max(shared.values(), default=0)
    conditions = sorted(
        (documents[one] for one, number in shared.items() if number == most or one in named),
        key=lambda document: document.id not in named,
    )
    if not exercises or not conditions or (best is not None and _speaks_of_both(bench, best, exercises, conditions)):
        return False
    for document in conditions:
        stages = stages_for(document, weeks_of(bench), further=True)
        listed = [quote for quote in bench.section(document, SectionKind.EXERCISES) if quote.section in stages]
        for quote in bench.suitable(listed):
            identity = bench.statement(quote).tag
            if identity in exercises:
                bench.framing = LISTED_THERE.format(exercise=documents[identity].name, condition=document.name)
                bench.add("options", [quote])
                return True
    return False


def _speaks_of_both(bench: Workbench, best: Passage, exercises: set[str], conditions: list[Document]) -> bool:
    if best.chunk.kind is not SectionKind.QUESTION:
        return False
    of_exercise = best.chunk.document_id in exercises or bool(exercises & spoken_of(bench.corpus, best.chunk.id))
    said = stem_set(f"{best.chunk.heading} {best.chunk.text}")
    of_condition = any(
        one.id == best.chunk.document_id or said & (stem_set(one.title) - EVERYWHERE) for one in conditions
    )
    return of_exercise and of_condition
