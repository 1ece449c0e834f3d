"""Answers out of one passage: the stored answer to the question, with the number first where a number was asked for."""

from __future__ import annotations

import re

from assistant.answerability import informative
from assistant.answering import Quote
from assistant.intents import Intent, asked_by, intent_of
from assistant.lexical import stem_set
from assistant.models import Passage, SectionKind
from assistant.plans.doses import OPERATIONS, by_fit, dose_of, foreign, general_dose, named_conditions, number_first
from assistant.plans.held import EVERYWHERE, LISTED, listed_for_them
from assistant.plans.leaflet import MOST_LEAD
from assistant.plans.narrowing import for_this_age, of_the_joint
from assistant.plans.workbench import Workbench, contrasts
from assistant.vocabulary import names_in

_NOT_NAMED = "The library says nothing about the {name} for that. Ask the physiotherapist or team who knows you; until then this is when to stop."
_WHETHER = (Intent.SAFE, Intent.WHEN)
_OF_THE_EXERCISES = re.compile(r"\b(?:exercis\w*|of each|reps?|sets?|repeats?|times)\b")
_BOTH = re.compile(
    r"\b(?:both|each|either) (?:sides?|legs?|feet|foot|arms?|hands?|knees?|hips?)\b|\bother (?:leg|side|arm|foot)\b|\b(?:swap|change) (?:sides|legs|arms)\b|\bone (?:leg|side) (?:first|at a time)\b",
    re.IGNORECASE,
)
_OTHER_SIDE = re.compile(
    r"\b(?:the|my) (?:other|good|opposite) (?:leg|side|arm|foot|knee|hip)\b|\bboth (?:legs|sides|arms|knees|hips)\b"
)
_HURTS = re.compile(r"\b(?:hurt|pain|sore|ache)")
_STOPS_FOR_PAIN = re.compile(
    r"\bstop\b.*\b(?:hurts?|painful|sore|aches?)\b|\b(?:hurts?|painful|sore|aches?)\b.*\bstop\b"
)
_WAYS = (("up", "down"), ("left", "right"), ("forwards", "backwards"), ("inwards", "outwards"))
_DISPUTED = frozenset({Intent.DOSE, Intent.SAFE, Intent.WHEN, Intent.COMPARE, Intent.BELIEF, Intent.GENERAL})
_STOPPING = re.compile(r"\bwhen (?:should|do|must|to) (?:i |you |we )?(?:stop|not)\b")
_OPERATED = re.compile(
    r"\b(?:scars?|wounds?|stitch\w*|staples|op|operat\w*|surgery|surgeon|new|replaced|weeks? (?:on|in|out|after|since))\b"
)
_FEELS = re.compile(r"\b(?:shak|trembl|burn|ach|hurt|sore|tired|wobbl|cramp|pull|feel|twitch|tight)\w*")
_ASKS_FEELING = re.compile(
    r"\b(?:what|where|which muscles?|how) (?:should|do|will|am|would|must|ought|shall) (?:i|you|it|she|he|we|the|my|this|that)\b.*\b(?:feel|feeling|pull|work)\b"
)
"""Words that ask where or what an exercise makes one feel."""
_AVOIDS = re.compile(
    # "Sitting is the worst, how should I sit?" complains.
    r"\bavoid|\bnot (?:to )?do\b|\bshouldn|\bleave out\b|\bstay away\b|\bworst (?:exercise|movement|stretch|sport|position|activit)|\b(?:which|what|whats)\b.*\bworst\b"
)
_HOLDS = re.compile(r"\bhow long\b.*\bhold\b|\bhow many seconds\b")
_SECONDS = re.compile(r"\bseconds?\b|\bminutes?\b|\bcount of\b", re.IGNORECASE)
_LEANS = ("It ", "They ", "This ", "These ", "That ", "Then ", "Both ", "Other ", "But ", "So ", "Also ")
ITS_OWN = 0.75
"""Cosine from which a stored question is the one asked, though the words sound like a question on the purpose."""
MOST_DIRECT = 5
"""Sentences from which on an answer gets no further note."""


def direct(bench: Workbench, best: Passage) -> None:
    """Add the statements that answer, then the dose when a number was asked for and none was given."""
    listed = listed_for_them(bench, best)
    if listed:
        bench.framing = LISTED.format(name=bench.corpus.documents[listed[0].document_id].title)
        bench.add("lead", listed)
        bench.add("dose", [quote for quote in (dose_of(bench, bench.document, None),) if quote][:1])
        return
    if _misses_the_condition(bench, best):
        bench.framing = _NOT_NAMED.format(name=bench.document.title.lower())
        bench.add("help", bench.section(bench.document, SectionKind.STOP)[:2])
        return
    found = _asked_way_first(bench, _for_this_person(bench, best, bench.statements(best)))
    found = for_this_age(bench, of_the_joint(bench, found))
    if _STOPPING.search(bench.evidence.reading.text) and not _STOPPING.search(best.chunk.heading.lower()):
        found = bench.section(bench.document, SectionKind.STOP)[:3] or found
    if asks_what_to_avoid(bench.evidence.reading.text):
        barred = bench.section(bench.document, SectionKind.AVOID)
        own = [quote for quote in barred if bench.statement(quote).tag in bench.evidence.active]
        general = [quote for quote in barred if not bench.statement(quote).tag]
        if own:
            # Of rules for several operations, those of this person's are what they must not do.
            found = [*own, *general][:MOST_LEAD]
        elif not asks_what_to_avoid(best.chunk.heading.lower()):
            found = barred[:MOST_LEAD] or found
    if _ASKS_FEELING.search(bench.evidence.reading.text) and not _ASKS_FEELING.search(best.chunk.heading.lower()):
        found = bench.section(bench.document, SectionKind.FEEL)[:3] or found
    if bench.evidence.intent is Intent.WHY and bench.document.kind == "exercise" and not _says_why(bench, best):
        found = _on_the_feeling(bench) or bench.section(bench.document, SectionKind.PURPOSE)[:3] or found
    if bench.evidence.intent is Intent.SAFE and bench.document.kind == "exercise" and not _says_whether(best):
        found = _whether(bench, best, found)
    sides = _on_both_sides(bench) or _when_it_hurts(bench, best)
    if sides:
        bench.add("lead", sides)
    elif bench.evidence.intent is Intent.DOSE:
        _number(bench, best, found)
    else:
        bench.add("lead", own_first(bench, found))
    disagreement(bench)


def _for_this_person(bench: Workbench, best: Passage, found: list[Quote]) -> list[Quote]:
    """Of a list of who should not or should ask first, keep the lines for this person, where there are any."""
    if best.chunk.kind not in (SectionKind.AVOID, SectionKind.ASK_FIRST):
        return found
    lines = bench.section(bench.document, best.chunk.kind)
    return [quote for quote in lines if bench.statement(quote).tag in bench.evidence.active][:2] or found


def asks_what_to_avoid(text: str) -> bool:
    """Tell whether `text` asks which exercises to leave out."""
    return bool(_AVOIDS.search(text))


def _on_the_feeling(bench: Workbench) -> list[Quote]:
    """Return how an exercise should feel, where somebody asks why they feel something."""
    if not _FEELS.search(bench.evidence.reading.text):
        return []
    return bench.section(bench.document, SectionKind.FEEL)[:2]


def _on_both_sides(bench: Workbench) -> list[Quote]:
    """Return what the exercise's document says of the other leg or of both, where that is asked; at most two sentences."""
    if bench.document.kind != "exercise" or not _OTHER_SIDE.search(bench.evidence.reading.text):
        return []
    kinds = (SectionKind.QUESTION, SectionKind.DOSE, SectionKind.STEPS, SectionKind.POSITION)
    return [
        quote
        for kind in kinds
        for quote in bench.section(bench.document, kind)
        if _BOTH.search(bench.text(quote)) and not foreign(bench, bench.text(quote))
    ][:2]


def _when_it_hurts(bench: Workbench, best: Passage) -> list[Quote]:
    """Return when to stop an exercise, where that is asked and no stored question of its own says it; at most two sentences."""
    if bench.document.kind != "exercise" or not _STOPS_FOR_PAIN.search(bench.evidence.reading.text):
        return []
    if best.chunk.kind is SectionKind.QUESTION and _HURTS.search(best.chunk.heading.lower()):
        return []
    signs = [
        quote for quote in bench.section(bench.document, SectionKind.STOP) if _HURTS.search(bench.text(quote).lower())
    ]
    return sorted(signs, key=lambda quote: not bench.text(quote).startswith("Stop"))[:2]


def _asked_way_first(bench: Workbench, found: list[Quote]) -> list[Quote]:
    """Return `found` with the sentence for the way or the side that was asked about in front: down before up, left before right."""
    side = bench.evidence.question.circumstances.get("side", "")
    asked = {*contrasts(bench.evidence.reading.text), *([side] if side in ("left", "right") else ())}
    for one, other in _WAYS:
        if (one in asked) == (other in asked):
            continue
        unwanted = other if one in asked else one

        def of_the_other(quote: Quote, ways: tuple[str, str] = (one, other), unwanted: str = unwanted) -> bool:
            return next((word for word in contrasts(bench.text(quote)) if word in ways), "") == unwanted

        found = sorted(found, key=of_the_other)
    return found


def _says_why(bench: Workbench, best: Passage) -> bool:
    if best.chunk.kind is not SectionKind.QUESTION:
        return False
    # "Where does the hamstring start and what does it do?" is a question of its own, though it ends like one on the purpose.
    own = set(informative(bench.evidence.reading)) - stem_set(" ".join((bench.document.title, *bench.document.aliases)))
    other = best.dense >= ITS_OWN and bool(own & stem_set(f"{best.chunk.heading} {best.question}") - EVERYWHERE)
    return other or bool(asked_by(best) & {Intent.WHY, Intent.BELIEF})


def _says_whether(best: Passage) -> bool:
    return best.chunk.kind is SectionKind.QUESTION and bool(asked_by(best) & {*_WHETHER, Intent.BELIEF, Intent.NORMAL})


def _whether(bench: Workbench, best: Passage, found: list[Quote]) -> list[Quote]:
    """Return what the exercise's document says on who should leave it or ask first, where the passage says how it is done.

    A stored question that speaks of as much of what was asked as such a rule does keeps its own answer.
    """
    cautions = [warned.quote for warned in bench.precautions if warned.quote is not None]
    if cautions:
        return cautions[:2]
    names = stem_set(" ".join((bench.document.title, *bench.document.aliases))) | EVERYWHERE
    asked = stem_set(bench.evidence.reading.expanded) - names
    rules = [*bench.section(bench.document, SectionKind.AVOID), *bench.section(bench.document, SectionKind.ASK_FIRST)]
    said: frozenset[str] = frozenset()
    if best.chunk.kind is SectionKind.QUESTION:
        said = stem_set(" ".join((best.chunk.heading, best.question, *map(bench.text, found))))
    fitting = [quote for quote in rules if len(asked & stem_set(bench.text(quote))) > len(asked & said)]
    return fitting[:2] or found


def _number(bench: Workbench, best: Passage, found: list[Quote]) -> None:
    lists = bench.document.kind == "condition" and intent_of(best.chunk.heading) is not Intent.DOSE
    if best.chunk.kind is SectionKind.DOSE or (lists and _OF_THE_EXERCISES.search(bench.evidence.reading.text)):
        whole = bench.section(bench.document, SectionKind.DOSE)
        fitting = (
            by_fit(bench, general_dose(bench, bench.document, ()) or whole) if lists else by_fit(bench, whole or found)
        )
        own = [quote for quote in fitting if not foreign(bench, bench.text(quote))]
        bench.add("lead", (own or fitting)[:3])
        return
    if any(named_conditions(bench.text(quote)) & bench.evidence.active for quote in found):
        # A dose for this person's operation stands there: it comes first, and other operations' ones are left out.
        found = [quote for quote in by_fit(bench, found) if not foreign(bench, bench.text(quote))]
    doses = by_fit(bench, bench.section(bench.document, SectionKind.DOSE))
    own = [quote for quote in doses if not foreign(bench, bench.text(quote)) and bench.has_figure([quote])]
    if bench.document.kind == "exercise" and foreign_lead(bench, found):
        bench.add("lead", own[:1])
    if _HOLDS.search(bench.evidence.reading.text) and not any(_SECONDS.search(bench.text(one)) for one in found):
        bench.add("lead", [one for one in own if _SECONDS.search(bench.text(one))][:1])
    bench.add("lead", number_first(bench, found))
    if not bench.has_figure(found):
        bench.add("dose", doses[:2])


def own_first(bench: Workbench, found: list[Quote]) -> list[Quote]:
    """Return `found` with what is said of an operation that nobody spoke of at the end.

    Order is kept otherwise, and altogether where a sentence leans on the one before it ("It ...") or every one is foreign.
    """

    def of_another(quote: Quote) -> bool:
        return bool(named_conditions(bench.text(quote)) & OPERATIONS) and foreign(bench, bench.text(quote))

    operated = "procedure" in bench.evidence.question.circumstances or _OPERATED.search(bench.evidence.reading.text)
    if operated or any(bench.text(quote).startswith(_LEANS) for quote in found):
        return found
    return sorted(found, key=of_another)


def foreign_lead(bench: Workbench, found: list[Quote]) -> bool:
    """Tell whether the first sentence gives the dose of an operation that nobody spoke of, or none at all."""
    return bool(found) and (foreign(bench, bench.text(found[0])) or not bench.has_figure(found[:1]))


def disagreement(bench: Workbench) -> None:
    """Add where sources disagree, when that is what the question is about and the answer does not say it yet."""
    if bench.evidence.intent not in _DISPUTED or bench.precautions:
        return
    if sum(len(quotes) for _, quotes in bench.parts) >= MOST_DIRECT:
        return
    names = stem_set(" ".join((bench.document.title, *bench.document.aliases))) | EVERYWHERE
    asked = stem_set(bench.evidence.reading.expanded) - names
    near = [
        (len(asked & stem_set(bench.text(quote))), -place, quote)
        for place, quote in enumerate(bench.section(bench.document, SectionKind.DISAGREEMENT))
    ]
    near.sort(key=lambda row: row[:2], reverse=True)
    if near and near[0][0] >= 2:
        bench.add("note", [near[0][2]])


def _misses_the_condition(bench: Workbench, best: Passage) -> bool:
    """Tell whether the question asks if an exercise suits a condition that the passage does not speak of."""
    if bench.evidence.intent is not Intent.SAFE or bench.document.kind != "exercise" or bench.precautions:
        return False
    documents = bench.corpus.documents
    named = [
        documents[identity]
        for identity in names_in(bench.evidence.reading.mentions)
        if documents[identity].kind == "condition"
    ]
    said = stem_set(best.chunk.heading).union(*(stem_set(bench.text(quote)) for quote in bench.statements(best)))
    about = [stem_set(" ".join((document.title, *document.aliases))) - EVERYWHERE for document in named]
    return bool(about) and not any(words & said for words in about)
