"""What may be asked instead, where a question gets no answer: stored questions near it, so that the library answers them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from assistant.answerability import foreign_topics, informative
from assistant.answering import Evidence
from assistant.intents import LISTS, Intent, asks_something, intent_of
from assistant.lexical import stem_set
from assistant.models import Passage, SectionKind
from assistant.ranking import INJURIES, topics_of
from assistant.retrieval import Reading
from assistant.vocabulary import names_in

MOST = 3
"""Questions that are offered."""
LOOKED_AT = 12
"""Passages among which they are looked for."""
NEAR = 0.35
"""Cosine from which a stored question is offered in place of an answer."""
COMMONEST = "osteoarthritis"


def near_questions(passages: Iterable[Passage], offers: Callable[[str], bool]) -> tuple[str, ...]:
    """Return up to `MOST` stored questions near the one that was asked, nearest first; `offers`: whether one suits the person."""
    found = dict.fromkeys(
        passage.chunk.heading
        for passage in list(passages)[:LOOKED_AT]
        if passage.chunk.kind is SectionKind.QUESTION and passage.dense >= NEAR and offers(passage.chunk.heading)
    )
    return tuple(found)[:MOST]


def names_a_part(reading: Reading) -> bool:
    """Tell whether a question names a part of the body, or anything else that people ask about (safety/topics.toml)."""
    return bool(foreign_topics(reading) or topics_of(stem_set(reading.text)))


def is_unclear(evidence: Evidence, query: str) -> bool:
    """Tell whether `query` may be answered once it is known what ails the part of the body that it names, or who asks."""
    reading = evidence.reading
    wants = evidence.intent in LISTS or (
        evidence.intent is Intent.GENERAL and not asks_something(query) and names_a_part(reading)
    )
    told = names_in(reading.mentions) or any(kind != "parts" for kind, _ in foreign_topics(reading))
    return wants and not (informative(reading) and told)


def lists_for_the_part(evidence: Evidence, offers: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the conditions' questions for a list, of the part of the body that the question names, one of each condition.

    "Exercises for a bad hip" may mean arthritis, the outer side or an operation: whoever asks chooses.
    """
    topics = topics_of(stem_set(evidence.reading.text))
    if not topics:
        return ()
    documents = evidence.corpus.documents
    near = [passage.chunk.document_id for passage in evidence.passages]
    # Who speaks of an injury names it, mostly, and wear is the commonest reason for a sore joint.
    others = sorted(documents, key=lambda identity: bool(stem_set(documents[identity].title) & INJURIES))
    ordered = sorted(dict.fromkeys((*near, *others)), key=lambda identity: COMMONEST not in documents[identity].title)
    found = []
    for document in (documents[identity] for identity in ordered):
        about = topics_of(stem_set(" ".join((document.title, *document.body_regions))))
        if document.kind != "condition" or not any(topic in topics for topic in about):
            continue
        lists = (one.heading for one in document.sections if one.kind is SectionKind.QUESTION)
        found.extend([one for one in lists if intent_of(one) in LISTS and not one.startswith("I ") and offers(one)][:1])
    return tuple(found)[:MOST]
