"""Which passage answers: stored word for word, or the first that holds an answer and is about what was asked, for whoever asks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answerability import answers, foreign_topics, informative, said_in
from assistant.answering import Evidence
from assistant.intents import LISTS, Intent, asks_something, intent_of
from assistant.lexical import stem_set
from assistant.models import Document, Passage, SectionKind
from assistant.plans.cautions import speaks_of_whether
from assistant.plans.doses import OPERATIONS, named_conditions, of_the_time_before, prepares
from assistant.ranking import NAMED, NO_SIGN, is_plain_pain, spoken_of, topics_of
from assistant.stored import asked_word_for_word
from assistant.vocabulary import exercises_of, names_in

_ASKS_FOR_HELP = re.compile(
    r"\b(?:doctor|gp|surgeon|hospital|a&e|111|999|emergency|urgent\w*|serious|red flags?|worr(?:y|ied|ying)|help|see (?:a|my|someone)|"
    r"danger\w*|warning|signs?|checked|call|ring|phone)\b"
)
ANSWERED_AMONG = 5
"""Passages among which one that answers is looked for."""
THE_VERY = 0.93
"""Cosine from which a stored question is the one asked, whatever it was taken to ask for."""
NEARLY = 0.88
"""Cosine from which a complaint is taken to be the one that somebody told before."""
_SAID_OF_ANY = {
    Intent.HOW_TO: SectionKind.STEPS,
    Intent.DOSE: SectionKind.DOSE,
    Intent.PROGRESS: SectionKind.PROGRESSION,
    Intent.ALTERNATIVE: SectionKind.PROGRESSION,
}
"""Sections that answer a question of such an intent about the exercise that it names."""
ASKS_WHETHER = frozenset(
    {Intent.SAFE, Intent.WHEN, Intent.BELIEF, Intent.NORMAL, Intent.ALTERNATIVE, Intent.COMPARE, Intent.WHY}
)
"""Kinds of questions that are answered for somebody, and not for everybody."""
OF_THE_WHOLE_BODY = "whole-body"
"""Region of a condition that is no matter of one joint."""
_WHETHER = frozenset({Intent.SAFE, Intent.WHEN, Intent.BELIEF, Intent.COMPARE})
DOINGS = stem_set("walk stand sit lie work")
"""What people ask leave for: "may I walk on a treadmill?" is answered by whether one may walk."""
_HOW = frozenset(
    {Intent.HOW_TO, Intent.DOSE, Intent.COMPARE, Intent.WHY, Intent.EQUIPMENT, Intent.PROGRESS, Intent.DEFINITION}
)
_WANTS_MORE = frozenset({Intent.SAFE, Intent.WHEN, Intent.NORMAL, Intent.HOW_TO, Intent.DOSE})


def stored_passage(evidence: Evidence, ranked: Sequence[Passage]) -> Passage | None:
    """Return the passage that answers the very words that were typed, or a complaint nearly told before, unless another operation's."""
    stored = asked_word_for_word(evidence) or _told_nearly_so(evidence, ranked)
    return None if stored is None or _of_another_operation(evidence, stored) else stored


def preparing_passage(evidence: Evidence, ranked: Sequence[Passage]) -> Passage | None:
    """Return the stored question on exercises before the operation that somebody waits for, where exercises are asked for, if any."""
    if evidence.intent not in LISTS:
        return None
    joints = topics_of(stem_set(evidence.reading.expanded))
    return next(
        (
            passage
            for passage in ranked[:ANSWERED_AMONG]
            if prepares(evidence, passage.chunk.heading)
            and any(topic in joints for topic in topics_of(stem_set(passage.chunk.heading)))
        ),
        None,
    )


def answering_passage(evidence: Evidence, ranked: Sequence[Passage]) -> Passage | None:
    """Return the first of `ranked` that answers; that of somebody else's condition only where there is no other."""
    looked_at = [
        passage
        for passage in ranked[:ANSWERED_AMONG]
        if not _is_no_answer(evidence, passage) and not _of_another_thing(evidence, passage)
    ]
    answering = [passage for passage in looked_at if answers(evidence.corpus, evidence.reading, passage)]
    own = [one for one in answering if not _of_somebody_else(evidence, one)] or answering
    best = next((one for one in own if not _only_when_to_get_help(evidence, one)), None)
    return best or _on_who_should_not(evidence, ranked) or next(iter(own), None) or _of_the_one_named(evidence, ranked)


def for_somebody_else(evidence: Evidence, passage: Passage) -> str | None:
    """Return why a passage is not for whoever asks, or None: "thing" where only what leave is asked for is another, "person" for the rest."""
    if _is_no_answer(evidence, passage) or _of_somebody_else(evidence, passage):
        return "person"
    return "thing" if _of_another_thing(evidence, passage) else None


def _is_no_answer(evidence: Evidence, passage: Passage) -> bool:
    """Whether a passage is not for whoever asks, or not of the kind that is asked for."""
    return (
        _of_another(evidence, passage)
        or _says_only_what(evidence, passage)
        or _of_a_sprain(evidence, passage)
        or _barred_and_not_asked_about(evidence, passage)
        or _only_for_whom_not(evidence, passage)
        or _about_another_exercise(evidence, passage)
    )


def barred_nearby(evidence: Evidence, ranked: Sequence[Passage]) -> Document | None:
    """Return the exercise that would have answered, where it is not for this person: "band exercises" after a dislocation."""
    for passage in ranked[:ANSWERED_AMONG]:
        if _barred_and_not_asked_about(evidence, passage) and answers(evidence.corpus, evidence.reading, passage):
            return evidence.corpus.documents[passage.chunk.document_id]
    return None


def is_called(evidence: Evidence) -> bool:
    """Whether an exercise is called by a name, one that several share too: "leg raises"."""
    return any(
        identity.startswith(("exercises/", "guidance/misnamed"))
        for mention in evidence.reading.mentions
        if not mention.common
        for identity in mention.documents
    )


def _told_nearly_so(evidence: Evidence, ranked: Sequence[Passage]) -> Passage | None:
    """Return the stored question that a complaint nearly is: "shoulder hurts at night" asks for no list."""
    said = evidence.question.query or evidence.question.text
    if asks_something(said) or intent_of(said) in LISTS or is_called(evidence):
        return None
    near = [
        one
        for one in ranked[:ANSWERED_AMONG]
        if one.chunk.kind is SectionKind.QUESTION
        and one.dense >= NEARLY
        # "No, keep moving it" answers a question, and none was asked.
        and intent_of(one.chunk.heading) not in ASKS_WHETHER
    ]
    return max(near, key=lambda one: one.dense, default=None)


def _on_who_should_not(evidence: Evidence, ranked: Sequence[Passage]) -> Passage | None:
    """Who should ask first or leave it out, of an exercise that is named and that a rule speaks of for this person.

    "May I do clamshells five weeks after a hip replacement?" is never left without an answer where the document has one.
    """
    documents = evidence.corpus.documents
    for identity in names_in(evidence.reading.mentions):
        found = evidence.precautions.assess(documents[identity], evidence.active)
        kind = {"not_now": SectionKind.AVOID, "caution": SectionKind.ASK_FIRST}.get(found[0].verdict) if found else None
        for passage in ranked:
            if kind and passage.chunk.document_id == identity and passage.chunk.kind is kind:
                return passage
    return None


def _of_the_one_named(evidence: Evidence, ranked: Sequence[Passage]) -> Passage | None:
    """How the one exercise that is named is done, how much, or what is easier, whatever else is told: "the bridge in bed".

    Not where an illness is named that the library lacks: that may be what decides.
    """
    kind = _SAID_OF_ANY.get(evidence.intent)
    mentions = evidence.reading.mentions
    named = exercises_of(names_in(mentions))
    if kind is None or len(named) != 1:
        return None
    called = frozenset().union(*(stem_set(one.name) for one in mentions))
    for topic, phrase in foreign_topics(evidence.reading):
        # The butterfly stroke is no butterfly stretch.
        if topic != "activities" or called & stem_set(phrase):
            return None
    return next((one for one in ranked if one.chunk.document_id == named[0] and one.chunk.kind is kind), None)


def _says_only_what(evidence: Evidence, passage: Passage) -> bool:
    """Whether a passage only says what a thing is, to somebody who asks whether, when or how much."""
    condition = evidence.corpus.documents[passage.chunk.document_id].kind == "condition"
    return condition and passage.chunk.kind is SectionKind.OVERVIEW and evidence.intent in _WANTS_MORE


def _of_another(evidence: Evidence, passage: Passage) -> bool:
    """Whether a list would be given out of a document about a condition or operation that nobody spoke of."""
    if evidence.intent not in LISTS:
        return False
    document = evidence.corpus.documents[passage.chunk.document_id]
    named = names_in(evidence.reading.mentions)
    if document.kind != "leaflet" and document.id not in named and not set(document.circumstances) & evidence.active:
        words = {stem for stem in informative(evidence.reading) if stem not in NO_SIGN}
        topics = topics_of(stem_set(evidence.reading.expanded))
        # "Band exercises": neither what they have nor where; "exercises for a bad hip": one of several.
        if (
            not words
            and not is_plain_pain(document, topics)
            and (document.kind == "condition" or (not named and topics))
        ):
            return True
    if document.kind != "condition":
        return False
    operations = named_conditions(document.title) & OPERATIONS
    return bool(operations) and not operations & _told(evidence)


def _of_another_operation(evidence: Evidence, passage: Passage) -> bool:
    """Whether a passage is of an operation, and the person has told of another one."""
    operations = named_conditions(evidence.corpus.documents[passage.chunk.document_id].title) & OPERATIONS
    if "procedure" not in evidence.question.circumstances or not operations:
        return False
    return not operations & _told(evidence)


def _of_somebody_else(evidence: Evidence, passage: Passage) -> bool:
    """Whether a stored question is for the time before an operation that was had, or names one that nobody spoke of."""
    if of_the_time_before(evidence, passage.chunk.heading) or _of_another_operation(evidence, passage):
        return True
    if passage.chunk.kind is not SectionKind.QUESTION:
        return False
    document = evidence.corpus.documents[passage.chunk.document_id]
    named = named_conditions(passage.chunk.heading)
    if document.kind == "guidance":
        # "How do I ice my new knee?" is no answer to "how long do I ice my knee?" where that one is answered too.
        return bool(named & OPERATIONS) and not named & _told(evidence)
    # "How do I turn in bed with Parkinson's?" is for whoever has it; a sore knee may well be the arthritis of a heading.
    of_an_illness = document.kind == "condition" and OF_THE_WHOLE_BODY in document.body_regions
    if not of_an_illness and (document.kind != "exercise" or evidence.intent not in ASKS_WHETHER):
        return False
    return bool(named) and not named & _told(evidence)


def _barred_and_not_asked_about(evidence: Evidence, passage: Passage) -> bool:
    """Whether a passage is of an exercise that is not for this person, and that the question does not name.

    Where the question names no exercise, what the passage says on who may do it and when is kept.
    """
    document = evidence.corpus.documents[passage.chunk.document_id]
    if document.kind != "exercise" or passage.entity >= NAMED or document.id == evidence.question.about:
        return False
    if evidence.precautions.allowed(document, evidence.active):
        return False
    names_another = bool(exercises_of(names_in(evidence.reading.mentions)))
    return names_another or not speaks_of_whether(passage)


def _only_for_whom_not(evidence: Evidence, passage: Passage) -> bool:
    """Whether a passage says who should leave an exercise or ask first, and whether one may was not asked."""
    if passage.chunk.kind not in (SectionKind.AVOID, SectionKind.ASK_FIRST):
        return False
    exercise = evidence.corpus.documents[passage.chunk.document_id].kind == "exercise"
    plain = evidence.intent in (Intent.GENERAL, Intent.NORMAL, Intent.ALTERNATIVE) and not evidence.active
    return exercise and (plain or evidence.intent in _HOW)


def _only_when_to_get_help(evidence: Evidence, passage: Passage) -> bool:
    """Whether a passage lists signs that need help, and help was not asked about."""
    return passage.chunk.kind is SectionKind.HELP and not _ASKS_FOR_HELP.search(evidence.reading.text)


def _about_another_exercise(evidence: Evidence, passage: Passage) -> bool:
    """Whether a condition's stored question names exercises, none of them the one that is asked about."""
    named = set(exercises_of(names_in(evidence.reading.mentions)))
    if not named or passage.chunk.kind is not SectionKind.QUESTION:
        return False
    if evidence.corpus.documents[passage.chunk.document_id].kind != "condition":
        return False
    spoken = names_in(evidence.corpus.vocabulary.mentions(passage.chunk.heading.lower()))
    others = set(exercises_of(spoken))
    return bool(others) and not others & named


def _of_a_sprain(evidence: Evidence, passage: Passage) -> bool:
    """Whether a passage is about a sprain or strain, and the person told of a broken bone and of no sprain."""
    if evidence.question.circumstances.get("procedure") != "fracture":
        return False
    sprains = stem_set("sprain strain")
    title = stem_set(evidence.corpus.documents[passage.chunk.document_id].title)
    return bool(title & sprains) and not sprains & stem_set(evidence.reading.expanded)


def _of_another_thing(evidence: Evidence, passage: Passage) -> bool:
    """Whether a stored "may I?" is about another thing: "is swimming good for it?" is no "is turning my hip good for it?".

    Held against it is that nothing asked about, beside what is named, stands in it.
    """
    if passage.chunk.kind is not SectionKind.QUESTION or evidence.intent not in _WHETHER:
        return False
    if passage.dense >= THE_VERY:
        return False
    reading = evidence.reading
    exercises = set(exercises_of(names_in(reading.mentions)))
    document = evidence.corpus.documents[passage.chunk.document_id]
    if exercises and document.kind == "condition" and not exercises & spoken_of(evidence.corpus, passage.chunk.id):
        return True
    of_conditions = [one for one in reading.mentions if any(each.startswith("conditions/") for each in one.documents)]
    named = (NO_SIGN - DOINGS).union(*(stem_set(mention.name) for mention in of_conditions))
    asked = [stem for stem in informative(reading) if stem not in named]
    said = said_in(evidence.corpus, passage)
    meant = {phrase: stem_set(meaning) for phrase, meaning in reading.meanings.items()}
    return bool(asked) and not any(
        stem in said or any(stem in stem_set(phrase) and meanings & said for phrase, meanings in meant.items())
        for stem in asked
    )


def _told(evidence: Evidence) -> frozenset[str]:
    """Ids of the conditions and operations that the question names or the person told of."""
    return named_conditions(evidence.reading.expanded) | evidence.active
