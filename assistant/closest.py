"""The stored question that lies closest to one that gets no answer: shown as what it is, where it asks for the same kind of thing.

A story told around a question draws it away from the stored one, and the words of the story count against it. What is asked for and
of what must agree, so that the nearest thing is to the point more often than not (measured on development questions of outside
authors: see DECISIONS.md).
"""

from __future__ import annotations

from assistant.answerability import SURE, about_another_topic, informative, said_in
from assistant.answering import Evidence
from assistant.choosing import for_somebody_else
from assistant.intents import Intent, asked_by, intent_of
from assistant.models import Passage, SectionKind
from assistant.ranking import NO_SIGN, rank

CLOSEST = "I have no answer to exactly that. The nearest question here is “{question}”"
AMONG = 3
"""Passages among which it is looked for."""
NAMED_NEAR = 0.60
"""Cosine from which a stored question of a document that is named will do."""
SHARING_NEAR = 0.52
"""The same, where it shares `SHARED` telling words with what is asked."""
UNNAMED_NEAR = 0.55
"""The same, of a document that is not named."""
OTHER_NEAR = 0.70
"""The same, where the very thing that leave is asked for does not stand in it."""
SHARED = 2
_NUMBER = frozenset({"one"})
_WHETHER = frozenset({Intent.SAFE, Intent.WHEN, Intent.BELIEF, Intent.NORMAL, Intent.COMPARE, Intent.GENERAL})
"""Kinds of questions of which one's answer serves another: when one may tells whether one may."""


def closest_question(evidence: Evidence, own: bool = False) -> tuple[str, bool]:
    """Return the stored question nearest to the one that was asked, or empty where none is near enough, and whether it is the same.

    `own`: only of a document on what the person told of; what lies near is for others where something is forbidden to them.
    """
    corpus, documents = evidence.corpus, evidence.corpus.documents
    # What a lay word may mean names a document less surely than what was typed.
    typed = {one for mention in corpus.vocabulary.mentions(evidence.reading.text) for one in mention.documents}
    for passage in rank(evidence)[:AMONG]:
        if passage.entity >= 1.0 and passage.chunk.document_id not in typed:
            continue
        theirs = bool(set(documents[passage.chunk.document_id].circumstances) & evidence.active)
        if passage.chunk.kind is SectionKind.QUESTION and (theirs or not own) and _close(evidence, passage, theirs):
            same = passage.dense >= SURE and intent_of(passage.chunk.heading) in _WHETHER - {Intent.COMPARE}
            return passage.chunk.heading, same
    return "", False


def _close(evidence: Evidence, passage: Passage, theirs: bool) -> bool:
    corpus, reading = evidence.corpus, evidence.reading
    asks = asked_by(passage)
    serves = evidence.intent in _WHETHER or (theirs and evidence.intent is Intent.HOW_TO)
    if evidence.intent not in asks and not (serves and asks & _WHETHER):
        return False
    if about_another_topic(corpus, reading, passage) or not evidence.precautions.allowed(
        corpus.documents[passage.chunk.document_id], evidence.active
    ):
        return False
    other = for_somebody_else(evidence, passage)
    if other is not None:
        return other == "thing" and passage.entity >= 1.0 and passage.dense >= OTHER_NEAR
    shared = (set(informative(reading)) - NO_SIGN - _NUMBER) & said_in(corpus, passage)
    if passage.entity >= 1.0 and passage.dense >= NAMED_NEAR:
        return True
    return len(shared) >= SHARED and passage.dense >= (SHARING_NEAR if passage.entity >= 1.0 else UNNAMED_NEAR)
