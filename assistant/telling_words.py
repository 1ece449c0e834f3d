"""Words of a question that tell the passages about one thing apart: what is asked of it, and which measure of it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from assistant.answerability import informative
from assistant.answering import Evidence
from assistant.clauses import asking_in
from assistant.intents import Intent
from assistant.lexical import stem_set

_MEASURES = tuple(
    re.compile(rf"\b(?:{words})\b")
    for words in (
        "how many|how often|times|reps|sets|days a week",
        "how (?:fast|slow|slowly|quickly)|speed|tempo|pace",
        "how heavy|what weight|which weight",
        "how (?:high|tall|low|deep|far|wide)|what height",
    )
)
"""What a question for a number may measure."""
_DIRECTIONS = frozenset({"not", "no", "off", "out", "up", "over", "one", "down"})
"""Words that tell no passage from another by themselves: "warm up" is told by "warm"."""

_LEAVE = frozenset({Intent.SAFE, Intent.WHEN})


def measures_in(text: str) -> frozenset[int]:
    """Return which measures `text`, in lower case, asks for, as numbers that stand for the same ones in every text."""
    return frozenset(index for index, words in enumerate(_MEASURES) if words.search(text))


def telling_words(evidence: Evidence, parts: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return the words of the question that tell its passages apart, stemmed, and their weights, which add up to 1.

    Names and `parts` of the body stand in every passage of a document; of the others the rarer weigh more.
    """
    reading = evidence.reading
    named = (stem_set(mention.name) for mention in reading.mentions if not mention.common)
    names = _DIRECTIONS.union(*parts, *named)
    frequency = evidence.corpus.frequency
    documents = max(len(evidence.corpus.documents), 1)
    told = informative(reading)
    # In "my shoulder is in a sling, may I start with the band?" the band is asked about.
    asked = stem_set(asking_in(reading.text)) if evidence.intent in _LEAVE else frozenset()
    weights = {
        stem: math.log((documents + 1) / (frequency[stem] + 0.5))
        for stem in [stem for stem in told if stem in asked] or told
        if stem not in names and frequency[stem]
    }
    whole = sum(weights.values())
    return {stem: weight / whole for stem, weight in weights.items()} if whole > 0 else {}
