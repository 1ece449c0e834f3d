"""Which passages and which document suit a question: its intent, its joint, the exercise it names, the person's weeks."""

from __future__ import annotations

from assistant.answerability import answers, coverage
from assistant.answering import Evidence
from assistant.intents import SECTIONS, intent_of
from assistant.lexical import stems
from assistant.models import Document, Passage, SectionKind
from assistant.vocabulary import names_in

INTENT_BONUS = 0.08
"""Added to a passage whose section is of the kind that the intent asks for."""
LOOKED_AT = 10
"""Passages among which the library is looked for before a clinic's leaflet may speak."""
LEAFLET_PENALTY = 0.40
"""Taken off a clinic's own leaflet where the library speaks too: its sentences were read against sources, a leaflet's were not."""
OWN_MARGIN = 0.30
"""Share of the question's informative words that a leaflet must hold beyond any library passage to keep its place: then the
question is about something of the clinic's own, such as a class or a procedure that the library does not speak of."""
ABOUT_BONUS = 0.25
"""Added to a passage of the exercise that a follow-up is known to be about."""
NEAREST = 5
"""Passages whose condition goes before one that is named without the joint that the question names."""
CONFLICT_PENALTY = 0.30
"""Taken off a passage about another joint or operation than the question names."""

_TOPICS: tuple[frozenset[str], ...] = tuple(
    frozenset(stems(words))
    for words in (
        "hip",
        "knee",
        "ankle",
        "shoulder",
        "neck",
        "back spine lumbar",
        "achilles",
        "heel",
        "elbow",
        "wrist hand thumb finger",
    )
)


def ruled_exercise(evidence: Evidence) -> Document | None:
    """Return the exercise that the question names when a rule speaks against it for this person, whatever else is asked."""
    for identity in names_in(evidence.reading.mentions):
        document = evidence.corpus.documents[identity]
        if any(found.verdict == "not_now" for found in evidence.precautions.assess(document, evidence.active)):
            return document
    return None


def topics_of(words: set[str]) -> list[frozenset[str]]:
    """Return the parts of the body that `words`, stemmed, name."""
    return [topic for topic in _TOPICS if topic & words]


def programme_for(evidence: Evidence) -> Document | None:
    """Return the condition document whose exercises suit the question: the one for this person's weeks, or the one named."""
    documents = evidence.corpus.documents
    weeks = evidence.question.circumstances.get("weeks_since")
    asked = topics_of(set(stems(evidence.reading.text)))

    def fits_the_joint(document: Document) -> bool:
        about = topics_of(set(stems(document.title)))
        return not asked or not about or any(topic in asked for topic in about)

    programmes = [
        document
        for document in documents.values()
        if document.kind == "condition"
        and fits_the_joint(document)
        and any(section.kind is SectionKind.EXERCISES for section in document.sections)
    ]
    about = [document for document in programmes if set(document.circumstances) & evidence.active]
    for document in about:
        if weeks is not None and document.weeks and document.weeks[0] <= weeks <= document.weeks[1]:
            return document
    named = names_in(evidence.reading.mentions)
    mentioned = [documents[identity] for identity in named if documents[identity] in programmes]
    chosen = next(iter((*mentioned, *(document for document in about if document.weeks is None))), None)
    if chosen is not None and asked and not topics_of(set(stems(chosen.title))):
        # "wobbly" says balance; the ankle that was sprained says more.
        near = (documents[passage.chunk.document_id] for passage in evidence.passages[:NEAREST])
        return next((one for one in near if one in programmes and topics_of(set(stems(one.title)))), chosen)
    return chosen


def rank(evidence: Evidence) -> list[Passage]:
    """Return the passages in the order in which they suit the question's intent, joint and operation."""
    wanted = SECTIONS[evidence.intent]
    topics = topics_of(set(stems(evidence.reading.text)))

    kinds = [evidence.corpus.documents[passage.chunk.document_id].kind for passage in evidence.passages]
    spoken = [
        coverage(evidence.corpus, evidence.reading, passage)
        for kind, passage in zip(kinds[:LOOKED_AT], evidence.passages, strict=False)
        if "leaflet" in kinds and kind != "leaflet" and answers(evidence.corpus, evidence.reading, passage)
    ]

    def steps_back(passage: Passage) -> bool:
        """Whether a leaflet's passage comes after the library's: unless it alone holds what is asked."""
        if not spoken or not evidence.corpus.is_leaflet(passage):
            return False
        held = coverage(evidence.corpus, evidence.reading, passage)
        return held < max(spoken) + OWN_MARGIN or not answers(evidence.corpus, evidence.reading, passage)

    def suited(passage: Passage) -> float:
        score = passage.score + (ABOUT_BONUS if passage.chunk.document_id == evidence.question.about else 0.0)
        if steps_back(passage):
            score -= LEAFLET_PENALTY
        kind = passage.chunk.kind
        if kind in wanted or (kind is SectionKind.QUESTION and intent_of(passage.chunk.heading) is evidence.intent):
            score += INTENT_BONUS
        document = evidence.corpus.documents[passage.chunk.document_id]
        # A document that the question names speaks of its own joint; its questions may speak of others.
        words = document.title if passage.entity >= 1.0 else f"{document.title} {passage.chunk.heading}"
        other = topics_of(set(stems(words)))
        if topics and other and not any(topic in topics for topic in other):
            score -= CONFLICT_PENALTY
        return score

    named = {
        identity
        for identity in names_in(evidence.reading.mentions)
        if evidence.corpus.documents[identity].kind == "exercise"
    }

    def speaks_of_another(passage: Passage) -> bool:
        """Whether the question names an exercise and the passage is of another one that does not speak of it."""
        document = evidence.corpus.documents[passage.chunk.document_id]
        if not named or document.kind != "exercise" or document.id in named:
            return False
        # As whole names: a passage on the reverse clamshell does not speak of the clamshell.
        said = names_in(evidence.corpus.vocabulary.mentions(f"{passage.chunk.heading} . {passage.chunk.text}"))
        return not named & set(said)

    scored = sorted(
        ((suited(passage), -place, passage) for place, passage in enumerate(evidence.passages)),
        reverse=True,
        key=lambda row: row[:2],
    )
    return [
        passage.model_copy(update={"score": score}) for score, _, passage in scored if not speaks_of_another(passage)
    ]
