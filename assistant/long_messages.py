"""The question in a long message, where the message as a whole finds nothing."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answerability import foreign_topics
from assistant.clauses import asks, clauses
from assistant.corpus import Corpus
from assistant.retrieval import Reading, read_query

BEFORE = 2
"""Clauses before a question that names nothing in which what it speaks of is looked for."""
LONG = 20
"""Words from which a message that has no answer as a whole is looked up by the questions in it."""


def questions_in(reading: Reading, corpus: Corpus) -> Iterator[str]:
    """Yield the questions in a long message, first with the two clauses before each that it may point back to, then with fewer.

    None that does not stand for all of the message: what it names of parts, conditions and activities must stand in them. A
    story about tennis elbow that ends in "which exercises help?" is a question about tennis elbow.
    """
    parts = clauses(reading.text)
    asking = [index for index, part in enumerate(parts) if asks(part)]
    if len(reading.text.split()) < LONG or not asking or len(asking) == len(parts):
        return
    whole = {name for _, name in foreign_topics(reading)}
    bare = [index for index in asking if index and not read_query(corpus, parts[index]).mentions]
    given = set()
    for before in range(BEFORE, -1, -1):
        kept = set(asking)
        for index in bare:
            kept.update(range(max(0, index - before), index))
        asked = " ".join(part if part[-1] in ".?!" else f"{part}." for index, part in enumerate(parts) if index in kept)
        if asked not in given and whole <= {name for _, name in foreign_topics(read_query(corpus, asked))}:
            given.add(asked)
            yield asked
