"""Which passages and which document suit a question: its intent, its joint, the exercise it names, the person's weeks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

from assistant.answerability import answers, coverage, outside_list, said_in
from assistant.answering import Evidence
from assistant.corpus import Corpus
from assistant.intents import SECTIONS, Intent, intent_of
from assistant.lexical import stem_set, stems
from assistant.models import Document, Passage, SectionKind
from assistant.periods import agreement, weeks_in
from assistant.telling_words import measures_in, telling_words
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
UNNAMED_PENALTY = 0.08
"""Taken off an exercise that the question does not name, where it asks about the body or an activity."""
NAMED = 0.5
"""Entity score from which a document counts as named."""
AKIN_BONUS = 0.06
"""Added to a stored question of a kind that answers the one asked too: when one may tells whether one may."""
OTHER_INTENT_PENALTY = 0.25
"""Taken off a stored question in nearly the same words that asks for something else."""
OTHER_MEASURE_PENALTY = 0.15
"""Taken off a stored question for another measure than the one asked for: "how fast?" is not "how many?"."""
SAME_FROM = 0.88
"""Cosine from which words are nearly the same."""
OWN_BONUS = 0.30
"""Added to a stored question of the condition or operation that the person has told of, where the question names nothing by itself
("when can I walk?" after "I sprained my ankle")."""
OWN_FROM = 0.5
"""Cosine from which that is done."""
TELLING_BONUS = 0.20
"""Added to a passage that speaks of all that is asked about beside the names and parts of the body, by the weight of its words:
"how can I sleep with hip bursitis?" is about sleeping (see `telling_words`)."""
PERIOD_BONUS = 0.10
"""Added to a leaflet's passage for the weeks that are asked about, taken off one for other weeks."""
WARNING_PENALTY = 0.05
"""Taken off a leaflet's list of what to avoid or report, where it is asked when, how much, why or what."""
ELSEWHERE_PENALTY = 0.25
"""Taken off what a condition's page or general guidance says of other things, where the question names an exercise and asks of that."""
CONFLICT_PENALTY = 0.30
"""Taken off a passage about another joint or operation than the question names."""

LEAST_FIT = 1.4
"""Points (see `programme_for`) above which a condition's exercises suit a question."""
_PLAIN_PAIN = frozenset(stems("low back neck pain"))
INJURIES = frozenset(stems("strain sprain tear torn fracture broken replacement reconstruction rupture"))
"""Words of titles that tell an injury or an operation."""
FEW = 4
"""Condition documents up to which a word of their names tells them apart."""
SHORT = 3
"""Letters up to which a stem says nothing of a condition."""
LEAST_WITHOUT_JOINT = 0.7
"""The same where no joint is named: a word such as "balance" then says enough."""
OVERLAP = 1.0
"""Points for a word of the question that stands in a condition's title, half for its other names, half again for what a lay word or an
abbreviation means; at most two words'."""
FURTHER_PART = 0.5
"""Points taken off a document that is not about the part of the body that is named first."""
PLAIN_PAIN = 0.5
"""Points for a document on plain pain of the joint that is asked about."""

NO_SIGN = frozenset(
    stems(
        "hip knee ankle shoulder neck back spine heel elbow wrist hand leg foot arm pain sore exercise stretch help first week day month after "
        "down up out off lie lying sit build session easy gentle weak stiff nerve new old best good bad home plan routine list short minute programme strength right left operation surgery what do work stand walk band"
    )
)
_AKIN = frozenset(
    {
        (Intent.SAFE, Intent.WHEN),
        (Intent.WHEN, Intent.SAFE),
        (Intent.OPTIONS, Intent.PROGRAMME),
        (Intent.PROGRAMME, Intent.OPTIONS),
        (Intent.BELIEF, Intent.SAFE),
        (Intent.SAFE, Intent.BELIEF),
    }
)
_OF_THE_BODY = frozenset({Intent.SAFE, Intent.WHEN, Intent.NORMAL, Intent.DOSE})
_OF_AN_EXERCISE = frozenset(
    {
        Intent.HOW_TO,
        Intent.DOSE,
        Intent.SAFE,
        Intent.WHY,
        Intent.DEFINITION,
        Intent.EQUIPMENT,
        Intent.PROGRESS,
        Intent.GENERAL,
    }
)
"""Intents that ask of the exercise that is named."""
_PLAIN = frozenset({Intent.WHY, Intent.DOSE, Intent.WHEN, Intent.HOW_TO, Intent.SAFE, Intent.NORMAL})
_WARNINGS = frozenset({SectionKind.AVOID, SectionKind.STOP, SectionKind.HELP})
_NO_WARNING = frozenset({Intent.WHEN, Intent.DOSE, Intent.WHY, Intent.DEFINITION, Intent.NORMAL})
_TOPICS: tuple[frozenset[str], ...] = tuple(
    frozenset(stems(words))
    for words in (
        "hip",
        "knee nee kne",
        "ankle ankel anckle ancle",
        "shoulder sholder shoulda",
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


def topics_of(words: Set[str]) -> list[frozenset[str]]:
    """Return the parts of the body that `words`, stemmed, name."""
    return [topic for topic in _TOPICS if topic & words]


def programme_for(evidence: Evidence) -> Document | None:
    """Return the condition document whose exercises suit the question best, or None when none clearly does.

    What the question names comes first, then the list for this person's operation and weeks, then the joint that is asked
    about: an ankle sprain is not answered with the list for people who fall because somebody feels wobbly.
    """
    weeks = evidence.question.circumstances.get("weeks_since", weeks_in(evidence.reading.text))
    said = stems(evidence.reading.text)
    topics = topics_of(set(said))
    # "The front of my hip hurts when I lift the knee" is about the hip.
    first = next((topic for stem in said for topic in topics if stem in topic), frozenset())
    typed = stem_set(evidence.reading.text)
    asked = stem_set(evidence.reading.expanded) - NO_SIGN
    named = set(names_in(evidence.corpus.vocabulary.mentions(evidence.reading.text)))
    told = {
        circumstance
        for identity in named
        if identity.startswith("conditions/")
        for circumstance in evidence.corpus.documents[identity].circumstances
    }
    best, most = None, LEAST_FIT if topics else LEAST_WITHOUT_JOINT
    for document in evidence.corpus.documents.values():
        if document.kind != "condition" or not any(one.kind is SectionKind.EXERCISES for one in document.sections):
            continue
        if outside_list(evidence.reading, document):
            continue
        score = 3.0 if document.id in named else 0.0
        own = bool(set(document.circumstances) & evidence.active)
        if told and not own and document.id not in named and not set(document.circumstances) & told:
            # "A stroke, my left side is weak" is no soreness at the side of the hip.
            continue
        score += 2.0 if own else 0.0
        if document.weeks is not None:
            inside = weeks is not None and document.weeks[0] <= weeks <= document.weeks[1]
            # What the question names is the whole operation: of its documents, the one for these weeks is meant.
            score += (6.0 if own or document.id in named else 1.0) if inside else -3.0
        about = topics_of(stem_set(" ".join((document.title, *document.body_regions))))
        if topics:
            score += 1.0 if any(topic in topics for topic in about) else -4.0 if about else -3.5
            score += 0.0 if first in about else -FURTHER_PART
        title = stem_set(document.title)
        names = title.union(*(stem_set(alias) for alias in document.aliases))
        telling = [stem for stem in asked & names if 0 < _spread(evidence.corpus)[stem] <= FEW]
        weight = sum((1.0 if stem in title else 0.5) * (1.0 if stem in typed else 0.5) for stem in telling)
        score += OVERLAP * min(weight, 2.0)
        if title & INJURIES and not (own or document.id in named or title & INJURIES & asked):
            score -= OVERLAP
        # "A routine for my back": one document is about the pain of that joint and of nothing more special.
        score += PLAIN_PAIN if is_plain_pain(document, topics) else 0.0
        if score > most:
            best, most = document, score
    return best


def is_plain_pain(document: Document, topics: Sequence[frozenset[str]]) -> bool:
    """Tell whether `document` is about the pain of one of `topics`, parts of the body, and of nothing more special."""
    title = stem_set(document.title)
    return title <= _PLAIN_PAIN and any(topic & title for topic in topics)


def _spread(corpus: Corpus) -> Counter[str]:
    """How many condition documents have a stem in their names."""
    return corpus.derived(
        "spread",
        "",
        lambda: Counter(
            stem
            for document in corpus.documents.values()
            if document.kind == "condition"
            for stem in stem_set(" ".join((document.title, *document.aliases)))
            if len(stem) > SHORT
        ),
    )


def spoken_of(corpus: Corpus, chunk_id: str) -> frozenset[str]:
    """Ids that a passage names as whole names: one on the reverse clamshell does not speak of the clamshell."""
    chunk = corpus.chunks[corpus.position[chunk_id]]
    return corpus.derived(
        "spoken of",
        chunk_id,
        lambda: frozenset(names_in(corpus.vocabulary.mentions(f"{chunk.heading} . {chunk.text}"))),
    )


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

    named = {
        identity
        for identity in names_in(evidence.reading.mentions)
        if evidence.corpus.documents[identity].kind == "exercise"
    }

    told = {evidence.question.circumstances.get("procedure"), *evidence.question.circumstances.get("conditions", ())}
    telling = telling_words(evidence, _TOPICS)
    measures = measures_in(evidence.reading.text)
    bare = not topics and not names_in(evidence.reading.mentions) and not evidence.question.about

    weeks = evidence.question.circumstances.get("weeks_since", weeks_in(evidence.reading.text))

    def suited(passage: Passage) -> float:
        score = passage.score + (ABOUT_BONUS if passage.chunk.document_id == evidence.question.about else 0.0)
        document = evidence.corpus.documents[passage.chunk.document_id]
        if document.kind == "exercise" and passage.entity < NAMED and evidence.intent in _OF_THE_BODY and not named:
            score -= UNNAMED_PENALTY
        if named and document.kind in ("condition", "guidance") and evidence.intent in _OF_AN_EXERCISE:
            score -= 0.0 if named & spoken_of(evidence.corpus, passage.chunk.id) else ELSEWHERE_PENALTY
        if steps_back(passage):
            score -= LEAFLET_PENALTY
        if document.kind == "leaflet":
            score += PERIOD_BONUS * agreement(passage.chunk.text, weeks)
            score -= WARNING_PENALTY if passage.chunk.kind in _WARNINGS and evidence.intent in _NO_WARNING else 0.0
        kind = passage.chunk.kind
        asks = intent_of(passage.chunk.heading) if kind is SectionKind.QUESTION else None
        if kind in wanted or asks is evidence.intent:
            score += INTENT_BONUS
        elif asks is not None and (asks, evidence.intent) in _AKIN:
            score += AKIN_BONUS
        elif asks in _PLAIN and evidence.intent in _PLAIN and passage.dense >= SAME_FROM:
            # Nearly the same words, but why is not whether: the other question of the same topic is meant.
            score -= OTHER_INTENT_PENALTY
        if (
            measures
            and asks is Intent.DOSE
            and (own := measures_in(passage.chunk.heading.lower()))
            and not own & measures
        ):
            score -= OTHER_MEASURE_PENALTY
        if bare and kind is SectionKind.QUESTION and passage.dense >= OWN_FROM and set(document.circumstances) & told:
            score += OWN_BONUS
        # A leaflet repeats its own subject in some passages and calls it "it" in others: no word tells those apart.
        if telling and kind is not SectionKind.DISAGREEMENT and document.kind != "leaflet":
            said = said_in(evidence.corpus, passage)
            score += TELLING_BONUS * sum(weight for stem, weight in telling.items() if stem in said)
        # A document that the question names speaks of its own joint; its questions may speak of others.
        words = document.title if passage.entity >= 1.0 else f"{document.title} {passage.chunk.heading}"
        other = topics_of(stem_set(words))
        if topics and other and not any(topic in topics for topic in other):
            score -= CONFLICT_PENALTY
        return score

    def speaks_of_another(passage: Passage) -> bool:
        """Whether the question names an exercise and the passage is of another one that does not speak of it."""
        document = evidence.corpus.documents[passage.chunk.document_id]
        if not named or document.kind != "exercise" or document.id in named:
            return False
        return not named & spoken_of(evidence.corpus, passage.chunk.id)

    scored = sorted(
        ((suited(passage), -place, passage) for place, passage in enumerate(evidence.passages)),
        reverse=True,
        key=lambda row: row[:2],
    )
    return [
        passage.model_copy(update={"score": score}) for score, _, passage in scored if not speaks_of_another(passage)
    ]
