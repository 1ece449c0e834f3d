"""The question in a long message, where the message as a whole finds nothing."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answerability import foreign_topics, informative
from assistant.answering import Draft, Evidence
from assistant.clauses import asks, clauses
from assistant.corpus import Corpus
from assistant.retrieval import Reading, read_query
from assistant.vocabulary import exercises_of, names_in

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
        if (
            asked not in given
            and informative(read_query(corpus, asked))
            and whole <= {name for _, name in foreign_topics(read_query(corpus, asked))}
        ):
            given.add(asked)
            yield asked


def of_another_thing(draft: Draft, whole: Evidence, part: Evidence) -> bool:
    """Tell whether the answer to a part of a message is of a condition or an exercise, where the message names others and the part none.

    "I have thin bones. How do I go on weeding?" is not answered by what people with a new hip may do in the garden, nor a question
    on heel slides that ends in "which way do my toes point?" by the calf stretch.
    """
    documents = whole.corpus.documents
    told = {
        identity
        for identity, document in documents.items()
        if document.kind == "condition" and set(document.circumstances) & whole.active
    }
    told.update(one for one in names_in(whole.reading.mentions) if documents[one].kind == "condition")
    named = set(names_in(part.reading.mentions))
    led = {quote.document_id for kind, quotes in draft.parts if kind == "lead" for quote in quotes}
    if told and any(documents[one].kind == "condition" and one not in told | named for one in led):
        return True
    exercises = set(exercises_of(names_in(whole.reading.mentions)))
    own = exercises | set(exercises_of(named))
    return bool(exercises) and any(documents[one].kind == "exercise" and one not in own for one in led)
