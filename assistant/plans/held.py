"""Whether the list for this person's own condition and weeks holds the exercise that is asked about."""

from __future__ import annotations

import re

from assistant.answering import Quote
from assistant.intents import Intent
from assistant.models import Passage
from assistant.plans.doses import named_conditions
from assistant.plans.workbench import Workbench
from assistant.ranking import weeks_in
from assistant.stages import stages_for
from assistant.vocabulary import names_in

_ONLY = re.compile(r"\b(?:only|unless|not|never)\b", re.IGNORECASE)
"""Words of a line that is for some of the people only: that it stands there says too little."""
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
