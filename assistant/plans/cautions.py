"""What speaks against an exercise for this person, what to look at instead, and when to stop or ask."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering import Quote, Warned
from assistant.intents import Intent, intent_of
from assistant.lexical import stem_set, stems
from assistant.models import Passage, SectionKind
from assistant.plans.workbench import Workbench
from assistant.precautions import MovementVerdict, Verdict

COMMON = frozenset(stems("hip knee leg pain surgery operation exercise new old week month call help"))
"""Words that say nothing of which exercise or caution is meant."""
SAID = 0.7
"""Share of a caution's words that the answer holds, from which it is not repeated."""
_WHETHER = frozenset({Intent.SAFE, Intent.WHEN, Intent.BELIEF, Intent.ALTERNATIVE})
_CAUTIOUS = frozenset({Intent.HOW_TO, Intent.DOSE, Intent.SAFE})
_ALWAYS_SAID = frozenset({"pregnancy"})
"""States in which a list that does not speak of them is not given without a word."""
_NOT_COVERED = "The library says nothing about {label} under “{name}”. Ask the physiotherapist, midwife or team who knows you before you start."


def warn(bench: Workbench) -> bool:
    """Put what speaks against the exercise for this person before anything else; tell whether it is barred now."""
    rules = bench.evidence.precautions
    found: list[Verdict] = rules.assess(bench.document, bench.evidence.active)
    movements = (
        []
        if found
        else rules.assess_movement(bench.evidence.question.query or bench.evidence.question.text, bench.evidence.active)
    )
    every: list[Verdict | MovementVerdict] = [*found, *movements]
    worst = [verdict for verdict in every if verdict.verdict == "not_now"]
    instead = tuple(rules.instead(worst, bench.corpus.documents, bench.evidence.active)) if worst else ()
    for verdict in every:
        quote = bench.quote_of(verdict) if isinstance(verdict, Verdict) else None
        barred = verdict.verdict == "not_now"
        # A general rule is said when the document itself has no sentence as strong.
        said = any(isinstance(one, Verdict) and one.statement and one.verdict == verdict.verdict for one in every)
        own = quote is None and not said
        bench.precautions.append(Warned(verdict, quote, shown=own, alternatives=instead if barred else ()))
    return bool(worst) and bool(found)


def speaks_of_whether(best: Passage) -> bool:
    """Tell whether a passage says if and when an exercise is right, rather than how it is done."""
    return best.chunk.kind is SectionKind.QUESTION and intent_of(best.chunk.heading) in _WHETHER


def forbidding(bench: Workbench) -> list[Quote]:
    """Return the document's own sentences that bar the exercise for this person, at most two."""
    barring = [warned.quote for warned in bench.precautions if warned.verdict.verdict == "not_now" and warned.quote]
    bench.forget(barring)
    return barring[:2]


def instead(bench: Workbench) -> None:
    """Add what to look at in place of an exercise that is barred: its easier versions, or another one's purpose."""
    wanted = next((warned.alternatives for warned in bench.precautions if warned.alternatives), ())
    own = {bench.statement(quote).tag: quote for quote in bench.section(bench.document, SectionKind.PROGRESSION)}
    chosen = []
    for identity in wanted[:2]:
        purpose = bench.section(bench.corpus.documents[identity], SectionKind.PURPOSE)[:1]
        chosen.extend([own[identity]] if identity in own else purpose)
    bench.add("options", chosen)


def leave_out_what_is_said(bench: Workbench) -> None:
    """Do not say a general caution again that the quoted sentences say already; it stays among the precautions."""
    said = frozenset[str]().union(*(stem_set(bench.text(quote)) for _, quotes in bench.parts for quote in quotes))
    for place, warned in enumerate(bench.precautions):
        words = stem_set(warned.verdict.message)
        held = len(words & said) / len(words) if words else 0.0
        if warned.shown and warned.verdict.verdict == "caution" and held >= SAID:
            bench.precautions[place] = replace(warned, shown=False)


def cautions(bench: Workbench) -> None:
    """Add the document's cautions for this person; for somebody unknown, the one to ask about first."""
    asked = [
        warned.quote
        for warned in bench.precautions
        if warned.verdict.verdict == "caution" and warned.quote and warned.quote.document_id == bench.document.id
    ]
    bench.add("caution", asked[:2])
    document, intent = bench.document, bench.evidence.intent
    # A plain question for a number about an everyday exercise needs no warning about operations that nobody spoke of.
    risky = document.tier in ("T2", "T3") or (document.tier == "T1" and intent is not Intent.DOSE)
    # To somebody who said nothing of themselves the first caution of the list, the commonest one, is shown; where something
    # was said, only what speaks of it is, and that was found above.
    unknown = not bench.precautions and not bench.evidence.active
    if document.kind == "exercise" and intent in _CAUTIOUS and risky and unknown:
        bench.add("caution", bench.section(document, SectionKind.ASK_FIRST)[:1])


def when_to_ask(bench: Workbench) -> None:
    """Add when to stop an exercise; for another topic the sign that has to do with the question."""
    if bench.evidence.intent not in (Intent.NORMAL, Intent.SAFE, Intent.HOW_TO):
        return
    if bench.document.kind == "exercise":
        signs = bench.section(bench.document, SectionKind.STOP)
        bench.add("help", sorted(signs, key=lambda quote: not bench.text(quote).startswith("Stop"))[:1])
        return
    asked = stem_set(bench.evidence.reading.expanded) - COMMON
    signs = bench.section(bench.document, SectionKind.HELP)
    bench.add("help", [quote for quote in signs if len(asked & stem_set(bench.text(quote))) > 1][:1])


def say_what_is_not_covered(bench: Workbench) -> None:
    """Say so when somebody asks whether something suits a state that the document does not speak of."""
    document = bench.document
    if document.kind == "exercise":
        return
    held = stem_set(document.text)
    for identity in bench.evidence.question.said_now:
        if bench.evidence.intent is not Intent.SAFE and identity not in _ALWAYS_SAID:
            continue
        if identity not in document.circumstances and not set(stems(identity)) & held:
            label = identity.replace("-", " ")
            bench.framing = _NOT_COVERED.format(label=label, name=document.title)
