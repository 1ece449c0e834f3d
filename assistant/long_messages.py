"""The question in a long message, where the message as a whole finds nothing."""

from __future__ import annotations

from assistant.answerability import foreign_topics
from assistant.clauses import asks, clauses
from assistant.corpus import Corpus
from assistant.retrieval import Reading, read_query

BEFORE = 2
"""Clauses before a question that names nothing in which what it speaks of is looked for."""
LONG = 20
"""Words from which a message that has no answer as a whole is looked up by the questions in it."""


def question_in(reading: Reading, corpus: Corpus) -> str:
    """Return the questions in a long message, with what they point back to; empty where they do not stand for all of it.

    What the message names of parts, conditions and activities must stand in them: a story about tennis elbow that ends in
    "which exercises help?" is a question about tennis elbow.
    """
    parts = clauses(reading.text)
    asking = [index for index, part in enumerate(parts) if asks(part)]
    if len(reading.text.split()) < LONG or not asking or len(asking) == len(parts):
        return ""
    kept = set(asking)
    for index in asking:
        if index and not read_query(corpus, parts[index]).mentions:
            kept.update(range(max(0, index - BEFORE), index))
    asked = " ".join(part if part[-1] in ".?!" else f"{part}." for index, part in enumerate(parts) if index in kept)
    whole = {name for _, name in foreign_topics(reading)}
    return asked if whole <= {name for _, name in foreign_topics(read_query(corpus, asked))} else ""
