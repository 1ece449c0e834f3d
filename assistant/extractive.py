"""The default answerer: picks a plan by what is asked and fills it with verbatim sentences (see `plans`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from assistant.answerability import answers, informative
from assistant.answering import Draft, Evidence, offered_in
from assistant.intents import Intent, asks_something, intent_of
from assistant.lexical import stem_set
from assistant.listed_answer import changed_list
from assistant.models import Document, Passage, SectionKind
from assistant.plans import cautions
from assistant.plans.comparing import compare
from assistant.plans.direct import asks_what_to_avoid, direct, on_the_list
from assistant.plans.doses import OPERATIONS, named_conditions, of_the_time_before
from assistant.plans.exercise import definition, how_to, other_meanings, progression
from assistant.plans.muscles import group_in, only_a_muscle, trains
from assistant.plans.options import may_not_stand, options, stands_on_a_leg_that_may_not
from assistant.plans.programme import programme
from assistant.plans.stretches import stretches, stretches_for
from assistant.plans.suggesting import suggestions
from assistant.plans.wishes import wishes_in
from assistant.plans.workbench import Workbench
from assistant.ranking import NAMED, NO_SIGN, is_plain_pain, programme_for, rank, ruled_exercise, spoken_of, topics_of
from assistant.stored import asked_word_for_word
from assistant.vocabulary import names_in

ANSWERED_AMONG = 5
"""Passages among which one that answers is looked for."""
TOPIC = 0.6
"""Cosine from which a stored question is on the topic of words that ask nothing."""
TOLD = 0.66
"""Cosine from which a stored question is about what was told."""
THE_VERY = 0.93
"""Cosine from which it is the same question, whatever it was taken to ask for."""
NEARLY = 0.88
"""Cosine from which a complaint is taken to be the one that somebody told before."""
THE_SAME = 0.85
"""Cosine to a stored question from which its answer is given rather than a condition's list."""

_LISTS = frozenset({Intent.PROGRAMME, Intent.OPTIONS})
_ASKS_WHETHER = frozenset(
    {Intent.SAFE, Intent.WHEN, Intent.BELIEF, Intent.NORMAL, Intent.ALTERNATIVE, Intent.COMPARE, Intent.WHY}
)
_WHETHER = frozenset({Intent.SAFE, Intent.WHEN, Intent.BELIEF, Intent.COMPARE})
_WANTS_MORE = frozenset({Intent.SAFE, Intent.WHEN, Intent.NORMAL, Intent.HOW_TO, Intent.DOSE})
_SAYS_NO = ("No", "Do not", "Leave", "Stop")
_PLANS: dict[Intent, Callable[[Workbench, Passage], None]] = {
    Intent.HOW_TO: how_to,
    Intent.DEFINITION: definition,
    Intent.ALTERNATIVE: progression,
    Intent.PROGRESS: progression,
    Intent.COMPARE: compare,
}


class ExtractiveAnswerer:
    """Every sentence is a quotation."""

    name: Literal["extractive", "generative"] = "extractive"

    def draft(self, evidence: Evidence, growing: Callable[[Draft], None] | None = None) -> Draft:
        """See `Answerer.draft`."""
        if evidence.question.wanted:
            return changed_list(evidence)
        ranked = rank(evidence)
        stored = asked_word_for_word(evidence) or _told_nearly_so(evidence, ranked)
        if stored is not None and not _of_another_operation(evidence, stored):
            own = evidence.corpus.documents[stored.chunk.document_id]
            return _answer(
                Workbench(evidence, ranked, stored, own if _heads_a_list(evidence, stored) else None), listed=False
            )
        looked_at = [
            passage
            for passage in ranked[:ANSWERED_AMONG]
            if not _of_another(evidence, passage)
            and not _says_only_what(evidence, passage)
            and not _of_a_sprain(evidence, passage)
            and not _of_another_thing(evidence, passage)
            and not _barred_and_not_asked_about(evidence, passage)
            and not _about_another_exercise(evidence, passage)
        ]
        answering = [passage for passage in looked_at if answers(evidence.corpus, evidence.reading, passage)]
        best = next((one for one in answering if not _of_somebody_else(evidence, one)), next(iter(answering), None))
        best = best or _on_who_should_not(evidence, ranked)
        named = [identity for identity in names_in(evidence.reading.mentions) if identity.startswith("exercises/")]
        states = (
            evidence.intent in (Intent.GENERAL, Intent.SAFE, Intent.OPTIONS)
            and not asks_something(evidence.question.query or evidence.question.text)
            and not _speaks_of_more(evidence, best)
        )
        # A list is given to those who ask for one; nearness to somebody else's question is not enough.
        wants_list = not named and (states or intent_of(evidence.question.query or evidence.question.text) in _LISTS)
        condition = programme_for(evidence) if wants_list else None
        held = stretches_for(evidence) if evidence.intent in _LISTS else []
        if held:
            return _answer(Workbench(evidence, ranked, None, programme_for(evidence), held[0]), listed=False, held=held)
        trained = _for_a_muscle(evidence, ranked, best) if wants_list and not _told_of(evidence, condition) else None
        if trained is not None:
            return trained
        in_a_chair = evidence.intent in (*_LISTS, Intent.ALTERNATIVE) and _only_in_a_chair(evidence, named)
        if best is None and condition is None:
            ruled = ruled_exercise(evidence) or _barred_nearby(evidence, ranked)
            if ruled is None and not in_a_chair:
                return Draft()
            chair = evidence.corpus.documents.get("exercises/seated-march")
            return _answer(Workbench(evidence, ranked, None, ruled, chair), listed=ruled is None)
        if states and condition is not None:
            best = best if best is not None and _heads_the_list(best, condition) else None
        elif states and not _called(evidence) and evidence.intent is Intent.GENERAL:
            told = best is not None and best.chunk.document_id in names_in(evidence.reading.mentions)
            if best is None or not told or not best.chunk.document_id.startswith("conditions/"):
                return Draft()
            condition = evidence.corpus.documents[best.chunk.document_id]
            best = None
        bench = Workbench(evidence, ranked, best, condition)
        if evidence.intent is Intent.PROGRAMME and not named and best is not None and not in_a_chair and not states:
            lists = bench.document.kind != "exercise" or intent_of(best.chunk.heading) in _LISTS
            if condition is None and not lists:
                return Draft()
        if evidence.intent is Intent.PROGRAMME and bench.condition is None and bench.document.kind == "condition":
            bench.condition = bench.document
        return _answer(bench, listed=evidence.intent is Intent.PROGRAMME or (in_a_chair and condition is None))


def _told_of(evidence: Evidence, condition: Document | None) -> bool:
    """Whether a condition is the person's own or named, rather than a guess from a part of the body."""
    if condition is None:
        return False
    return bool(set(condition.circumstances) & evidence.active) or condition.id in names_in(evidence.reading.mentions)


def _for_a_muscle(evidence: Evidence, ranked: Sequence[Passage], best: Passage | None) -> Draft | None:
    """Return a list for the muscles that are named ("exercises for weak thighs"), unless a document answers for a condition."""
    kind = "" if best is None else evidence.corpus.documents[best.chunk.document_id].kind
    if best is not None and (kind == "leaflet" or best.chunk.document_id in names_in(evidence.reading.mentions)):
        return None
    first = next((one for one in evidence.corpus.documents.values() if one.kind == "exercise"), None)
    if "procedure" in evidence.question.circumstances or names_in(evidence.reading.mentions):
        return None
    if first is None or group_in(evidence.reading.text) is None:
        return None
    if not only_a_muscle(informative(evidence.reading), evidence.reading.text):
        return None
    bench = Workbench(evidence, ranked, None, None, first)
    if not trains(bench):
        return None
    offered = offered_in(bench.parts, bench.corpus.documents)
    bench.document = bench.corpus.documents[offered[0]]
    return bench.draft(suggestions(bench, offered))


def _called(evidence: Evidence) -> bool:
    """Whether an exercise is called by a name, one that several share too: "leg raises"."""
    return any(
        identity.startswith(("exercises/", "guidance/misnamed"))
        for mention in evidence.reading.mentions
        if not mention.common
        for identity in mention.documents
    )


def _heads_the_list(best: Passage, condition: Document) -> bool:
    """Whether a stored question of the condition itself says what to do about what was told."""
    own = best.chunk.kind is SectionKind.QUESTION and best.chunk.document_id == condition.id
    return own and best.dense >= TOLD and intent_of(best.chunk.heading) in _LISTS


def _says_only_what(evidence: Evidence, passage: Passage) -> bool:
    """Whether a passage only says what a thing is, to somebody who asks whether, when or how much."""
    condition = evidence.corpus.documents[passage.chunk.document_id].kind == "condition"
    return condition and passage.chunk.kind is SectionKind.OVERVIEW and evidence.intent in _WANTS_MORE


def _speaks_of_more(evidence: Evidence, best: Passage | None) -> bool:
    """Whether words without a verb name a thing beside the condition: "stairs with crutches after new hip"."""
    if best is None or best.dense < TOPIC:
        return False
    named = names_in(evidence.reading.mentions)
    if best.chunk.document_id in named and best.chunk.document_id.startswith("guidance/"):
        return True
    known = NO_SIGN.union(*(stem_set(mention.name) for mention in evidence.reading.mentions))
    known |= {stem for phrase in evidence.reading.meanings for stem in stem_set(phrase)}
    known = known.union(*(stem_set(" ".join(evidence.corpus.documents[one].aliases)) for one in named))
    own = evidence.corpus.documents[best.chunk.document_id]
    if own.kind == "condition":
        known = known.union(*(stem_set(name) for name in (own.title, *own.aliases)))
    more = set(informative(evidence.reading)) - known
    return bool(more & stem_set(f"{best.chunk.heading} {best.question}"))


def _of_another(evidence: Evidence, passage: Passage) -> bool:
    """Whether a list would be given out of a document about a condition or operation that nobody spoke of."""
    if evidence.intent not in _LISTS:
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
    return bool(operations) and not operations & (named_conditions(evidence.reading.expanded) | evidence.active)


def _told_nearly_so(evidence: Evidence, ranked: Sequence[Passage]) -> Passage | None:
    """Return the stored question that a complaint nearly is: "shoulder hurts at night" asks for no list."""
    said = evidence.question.query or evidence.question.text
    if asks_something(said) or intent_of(said) in _LISTS or _called(evidence):
        return None
    near = [
        one
        for one in ranked[:ANSWERED_AMONG]
        if one.chunk.kind is SectionKind.QUESTION
        and one.dense >= NEARLY
        # "No, keep moving it" answers a question, and none was asked.
        and intent_of(one.chunk.heading) not in _ASKS_WHETHER
    ]
    return max(near, key=lambda one: one.dense, default=None)


def _of_another_operation(evidence: Evidence, passage: Passage) -> bool:
    """Whether a passage is of an operation, and the person has told of another one."""
    operations = named_conditions(evidence.corpus.documents[passage.chunk.document_id].title) & OPERATIONS
    if "procedure" not in evidence.question.circumstances or not operations:
        return False
    return not operations & (named_conditions(evidence.reading.expanded) | evidence.active)


def _heads_a_list(evidence: Evidence, stored: Passage) -> bool:
    """Whether a condition's stored answer to a wish for exercises is followed by its exercises."""
    document = evidence.corpus.documents[stored.chunk.document_id]
    lists = any(section.kind is SectionKind.EXERCISES for section in document.sections)
    return document.kind == "condition" and lists and {evidence.intent, intent_of(stored.chunk.heading)} <= _LISTS


def _of_somebody_else(evidence: Evidence, passage: Passage) -> bool:
    """Whether a stored question is for the time before an operation that was had, or names one that nobody spoke of."""
    if of_the_time_before(evidence, passage.chunk.heading):
        return True
    if passage.chunk.kind is not SectionKind.QUESTION or evidence.intent not in _ASKS_WHETHER:
        return False
    document = evidence.corpus.documents[passage.chunk.document_id]
    if document.kind != "exercise":
        return False
    named = named_conditions(passage.chunk.heading)
    return bool(named) and not named & (named_conditions(evidence.reading.expanded) | evidence.active)


def _barred_and_not_asked_about(evidence: Evidence, passage: Passage) -> bool:
    """Whether a passage is of an exercise that is not for this person, and that the question does not name.

    Where the question names no exercise, what the passage says on who may do it and when is kept.
    """
    document = evidence.corpus.documents[passage.chunk.document_id]
    if document.kind != "exercise" or passage.entity >= NAMED or document.id == evidence.question.about:
        return False
    if evidence.precautions.allowed(document, evidence.active):
        return False
    names_another = any(one.startswith("exercises/") for one in names_in(evidence.reading.mentions))
    return names_another or not cautions.speaks_of_whether(passage)


def _about_another_exercise(evidence: Evidence, passage: Passage) -> bool:
    """Whether a condition's stored question names exercises, none of them the one that is asked about."""
    named = {one for one in names_in(evidence.reading.mentions) if one.startswith("exercises/")}
    if not named or passage.chunk.kind is not SectionKind.QUESTION:
        return False
    if evidence.corpus.documents[passage.chunk.document_id].kind != "condition":
        return False
    spoken = names_in(evidence.corpus.vocabulary.mentions(passage.chunk.heading.lower()))
    others = {one for one in spoken if one.startswith("exercises/")}
    return bool(others) and not others & named


def _barred_nearby(evidence: Evidence, ranked: Sequence[Passage]) -> Document | None:
    """Return the exercise that would have answered, where it is not for this person: "band exercises" after a dislocation."""
    for passage in ranked[:ANSWERED_AMONG]:
        if _barred_and_not_asked_about(evidence, passage) and answers(evidence.corpus, evidence.reading, passage):
            return evidence.corpus.documents[passage.chunk.document_id]
    return None


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
    exercises = {one for one in names_in(reading.mentions) if one.startswith("exercises/")}
    document = evidence.corpus.documents[passage.chunk.document_id]
    if exercises and document.kind == "condition" and not exercises & spoken_of(evidence.corpus, passage.chunk.id):
        return True
    of_conditions = [one for one in reading.mentions if any(each.startswith("conditions/") for each in one.documents)]
    named = NO_SIGN.union(*(stem_set(mention.name) for mention in of_conditions))
    asked = [stem for stem in informative(reading) if stem not in named]
    section = evidence.corpus.section(passage.chunk)
    said = stem_set(" ".join((passage.chunk.heading, passage.chunk.text, *(section.wordings if section else ()))))
    meant = {phrase: stem_set(meaning) for phrase, meaning in reading.meanings.items()}
    return bool(asked) and not any(
        stem in said or any(stem in stem_set(phrase) and meanings & said for phrase, meanings in meant.items())
        for stem in asked
    )


def _only_in_a_chair(evidence: Evidence, named: list[str]) -> bool:
    return not named and "sitting" in wishes_in(evidence.reading.text).wanted


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


def _answer(bench: Workbench, *, listed: bool, held: Sequence[Document] = ()) -> Draft:
    """Fill the plan for what is asked; what is barred is said first, whatever was asked of it. `held`: stretches to list."""
    intent, best = bench.evidence.intent, bench.best
    barred = cautions.warn(bench)
    limited = None if barred else stands_on_a_leg_that_may_not(bench)
    if limited is not None:
        bench.condition = limited
    elif not barred and may_not_stand(bench):
        listed, bench.condition = True, None
    if barred:
        _barred(bench)
    elif held:
        stretches(bench, held)
    elif listed and limited is None and programme(bench):
        pass
    elif (
        limited is not None
        or best is None
        or intent is Intent.PROGRAMME
        or (bench.condition and not _same(bench, best))
    ):
        options(bench)
    else:
        only_named = intent is Intent.GENERAL and bench.document.kind in ("exercise", "guidance")
        told = (
            not asks_something(bench.evidence.question.query or bench.evidence.question.text) and best.dense < THE_SAME
        )
        plan = definition if only_named and told else direct
        if intent not in (Intent.SAFE, Intent.BELIEF) or not on_the_list(bench):
            _PLANS.get(intent, plan)(bench, best)
        other_meanings(bench)
    cautions.leave_out_what_is_said(bench)
    if not barred:
        cautions.cautions(bench)
        cautions.when_to_ask(bench)
    return bench.draft(suggestions(bench, offered_in(bench.parts, bench.corpus.documents)))


def _barred(bench: Workbench) -> None:
    # The stored answer to "is it for me?" says no in its own words; otherwise the rule's sentence does.
    best = bench.best
    written_for_them = best is not None and bool(named_conditions(best.chunk.heading) & bench.evidence.active)
    whether = best is not None and cautions.speaks_of_whether(best)
    if best is not None and (written_for_them or (whether and bench.evidence.intent in _ASKS_WHETHER)):
        direct(bench, best)
    if not bench.parts or not bench.text(bench.parts[0][1][0]).startswith(_SAYS_NO):
        bench.parts.insert(0, ("caution", cautions.forbidding(bench)))
    asked_for = bench.document.id in names_in(bench.evidence.reading.mentions)
    if asked_for or not (bench.parts and bench.parts[0][0] == "lead"):
        cautions.instead(bench)


def _same(bench: Workbench, best: Passage) -> bool:
    """Whether a stored question is so near to the one asked, and of its kind, that its answer is better than a list."""
    # The condition's own answer stands at the head of its list.
    own = bench.condition is not None and best.chunk.document_id == bench.condition.id
    # A list for this person's weeks is better than an answer for every week.
    dated = bench.condition is not None and bench.condition.weeks is not None
    if best.chunk.kind is not SectionKind.QUESTION or own or dated or asks_what_to_avoid(bench.evidence.reading.text):
        return False
    same_kind = intent_of(best.chunk.heading) is bench.evidence.intent
    if bench.document.kind == "exercise" and bench.evidence.intent in _LISTS and not same_kind:
        # "Balance exercises for falls" are many, and whether walking is one of them is another question.
        return False
    return best.dense >= THE_VERY or (best.dense >= THE_SAME and same_kind)
