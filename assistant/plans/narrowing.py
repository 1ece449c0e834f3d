"""Of a stored answer that serves several people at once, the sentences for this one: their age, the joint that is asked about."""

from __future__ import annotations

import re

from assistant.answering import Quote
from assistant.lexical import stem_set, stems
from assistant.plans.workbench import Workbench
from assistant.ranking import topics_of

_AGE = re.compile(
    r"\b(?:i am|im|aged?|age of|at)\s(\d{2})\b(?! ?(?:weeks?|months?|days?|seconds?|minutes?|reps?|times|degrees|%|kg))|\b(\d{2})(?: |-)?(?:years?|yrs?|yo)\b"
)
_AGES = re.compile(r"\b(\d{2}) to (\d{2})\b")


def for_this_age(bench: Workbench, found: list[Quote]) -> list[Quote]:
    """Of sentences that give a figure by age ("At 75 to 79, ..."), keep the one for the age that was told.

    As they are where no age was told, or none of them is for it.
    """
    told = _AGE.search(bench.evidence.reading.text)
    if told is None:
        return found
    age = int(told[1] or told[2])
    spans = {quote: _AGES.search(bench.text(quote)) for quote in found}
    if sum(span is not None and bench.text(quote).startswith("At ") for quote, span in spans.items()) < len(found) - 1:
        return found
    fitting = [quote for quote, span in spans.items() if span and int(span[1]) <= age <= int(span[2])]
    return [*fitting, *(quote for quote, span in spans.items() if span is None)] if fitting else found


def of_the_joint(bench: Workbench, found: list[Quote]) -> list[Quote]:
    """Leave out of an answer of general guidance what speaks of another joint only, where the question names its own."""
    asked = _joints(frozenset(stems(bench.evidence.reading.text)))
    if not asked or bench.document.kind != "guidance":
        return found
    kept = []
    for quote in found:
        about = _joints(stem_set(bench.text(quote)))
        if not about or any(topic in asked for topic in about):
            kept.append(quote)
    return kept or found


def _joints(words: frozenset[str]) -> list[frozenset[str]]:
    """Return the parts of the body that `words` name but for the back: "went back to work" names none."""
    return topics_of(words - {"back"})
