"""Details of one exercise that people ask for and no stored question of its own answers: breath, speed, extent, hold, days, place, faults.

The sentences that say it are looked for in the whole of the exercise's document. Where there is none, general guidance answers, and the
answer says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answerability import foreign_topics, informative
from assistant.answering import Evidence, Quote
from assistant.lexical import stem_set
from assistant.models import Document, Passage, SectionKind
from assistant.plans.doses import foreign
from assistant.plans.held import EVERYWHERE
from assistant.plans.workbench import Workbench
from assistant.vocabulary import exercises_of, names_in

IN_GENERAL = "The page on “{name}” does not say that. This holds for exercises in general:"
NOT_SAID = "The page on “{name}” does not say that. The nearest thing it says:"
MOST = 3
"""Sentences of such an answer."""
ANSWERED = 0.62
"""Cosine from which a stored question that shares a telling word with what is asked keeps its own answer."""
LEAST_NEAR = 0.3
"""Cosine that a sentence is taken to have which was not among the nearest."""
LATER = 0.15
"""Points taken off a sentence for each section that is likelier to say the detail than its own."""


@dataclass(frozen=True)
class Detail:
    """One detail of an exercise."""

    asked: re.Pattern[str]
    """How it is asked for."""
    said: re.Pattern[str]
    """The words of a sentence that says it."""
    sections: tuple[SectionKind, ...]
    """Where it is said, likeliest first."""
    general: tuple[str, str] | None = None
    """Document and stored question of the general guidance on it."""
    nearest: tuple[SectionKind, ...] = ()
    """Sections that are shown where neither says it."""


def _cue(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_DOES = r"(?:do|should|shall|must|can|am|is|are|does|would|ought|to)"
_MOVES = r"(?:go|lift|bend|raise|lower|come|move|push|pull|lean|step|reach|turn|twist|slide|sink|drop|sit|stretch|be|i|you|she|he|my|the)"
_WHOLE = (SectionKind.STEPS, SectionKind.MISTAKES, SectionKind.QUESTION, SectionKind.FEEL, SectionKind.POSITION)
_NUMBERS = (SectionKind.DOSE, SectionKind.QUESTION, SectionKind.STEPS)
_PLACE = (SectionKind.POSITION, SectionKind.QUESTION, SectionKind.STEPS, SectionKind.FEEL)
DETAILS: tuple[Detail, ...] = (
    Detail(
        _cue(
            r"\bbreath(?:e|es|ing) (?:in|out|during|while|when|as|with|on|or)\b|\b(?:how|when|where|should|do|to|am) (?:\w+ ){0,4}breath(?:e|ing)\b"
            r"|\bh[eo]ld(?:s|ing)? (?:my|your|the|her|his|me) breath\b|\bbreath in or out\b"
        ),
        _cue(r"(?<!short of )(?<!out of )\bbreath(?:e|es|ing)?\b|\bcount out loud\b"),
        _WHOLE,
        ("guidance/dose", "How should I breathe? I keep holding my breath."),
    ),
    Detail(
        _cue(
            rf"\bhow (?:fast|slow|slowly|quick|quickly) {_DOES} (?:i|you|we|he|she|it|my|the|they|mum|dad) (?!get|recover|heal|improve|see|work|feel|notice)"
            r"|\b(?:fast|quick|quickly|slow|slowly) or (?:fast|quick|quickly|slow|slowly)\b|\bwhat speed\b"
        ),
        _cue(
            r"\b(?:slow(?:ly|er)?|fast(?:er)?|quick\w*|speed|brisk\w*|rush\w*|jerk\w*|bounc\w*|swing\w*|count of|momentum|hurry|drop(?:ping)?)\b"
        ),
        _WHOLE,
        ("guidance/dose", "How fast should I lift and lower?"),
    ),
    Detail(
        _cue(
            rf"\bhow (?:far|high|low|deep|big|wide) {_DOES} {_MOVES}\b|\bhow (?:far|high|low|deep|big|wide) (?:up |down |out |over |back )?(?:{_MOVES} )?is (?:far|high|low|deep|big|wide)? ?(?:enough|right|safe)\b"
            r"|\b(?:high|low|deep|far|big) enough\b|\bhow (?:far|low|high|deep) (?:up|down|out|back|over|forward)\b|\bhow big\b"
        ),
        _cue(
            r"\b(?:high|higher|height|low(?!er the\b|er your\b)|far|further|deep|deeper|small|smaller|inch\w*|cm|centimet\w*|degrees|right angle|level with|only as|part way|half ?way|no wider|width|long rather)\b"
        ),
        _WHOLE,
        nearest=(SectionKind.STEPS,),
    ),
    Detail(
        _cue(
            r"\bhow (?:long|many sec\w*)\b.*\b(?:hold|held|stay there|keep it|let go|squeeze for)\b|\bhow many sec\w*\b|\bhold\b.*\bhow long\b"
        ),
        _cue(r"\bh(?:o|e)lds?\b|\bholding\b|\bheld\b|\bseconds?\b|\bpauses?\b|\bcount of\b|\bminutes?\b"),
        _NUMBERS,
        nearest=(SectionKind.DOSE,),
    ),
    Detail(
        _cue(
            r"\bhow many days\b|\b(?:every|each) (?:single )?day (?:thing|or|ok|too)\b|\b(?:do|can|should|is|are) .{1,40} (?:every|each) (?:single )?day\b|\b(?:days) (?:a|per|each) week\b|\brest days?\b|\bevery other day\b"
        ),
        _cue(
            r"\b(?:a|each|every|per|other|most|five|four|three|two|rest) (?:days?|weeks?|hours?)\b|\bdaily\b|\bhourly\b"
        ),
        _NUMBERS,
        ("guidance/dose", "Should I do my exercises every day or have rest days?"),
    ),
    Detail(
        _cue(r"\brest (?:in )?between\b|\bbetween (?:the |each |two )?(?:sets?|stretches|reps?)\b"),
        _cue(
            r"\brest\b.{0,40}\b(?:sets?|minutes?|seconds?)\b|\bbetween (?:the |each |two )?(?:sets?|reps?|stretches)\b"
        ),
        _NUMBERS,
        ("guidance/dose", "What does 3 sets of 10 mean?"),
    ),
    Detail(
        _cue(r"\b(?:in|on|from) (?:my |the |his |her |a |your )?(?:bed|mattress|settee|sofa)\b|\blying in bed\b"),
        _cue(r"\b(?:bed|beds|mattress|sofa|settee)\b"),
        _PLACE,
        nearest=(SectionKind.POSITION,),
    ),
    Detail(
        _cue(
            r"\b(?:in|on|from) (?:my |the |his |her |a |an |your )?(?:arm ?|dining |kitchen |wheel)?chair\b|\bsitting (?:down|version|one)\b|\bseated version\b|\bwhile sitting\b"
        ),
        _cue(r"\b(?:chair|sit|sitting|seat|seated)\b"),
        _PLACE,
        nearest=(SectionKind.POSITION,),
    ),
    Detail(
        _cue(
            r"\b(?:am|are|is|was|do|does|did) (?:i|you|we|he|she|mum|dad) (?:\w+ )?do(?:ing)? (?:it |this |that |them |these )?wrong\b|\bdoing (?:it |this |that |them |these )?wrong\b|\bwhat (?:i|we|she|he) do(?:es)? wrong\b"
            r"|\bget(?:ting)? wrong\b|\bgoing wrong\b|\bmistakes?\b|\b(?:watch|look) out for\b|\bconcentrat\w+|\b(?:focus\w*|think about) (?:on )?(?:when|while|in|during)\b|\bwhat (?:do|should|must|am) .{1,30}\b(?:focus(?:ing)? on|think(?:ing)? about|correct|change)\b|\b(?:good|right|bad|my) (?:form|technique)\b|\bany tips\b|\bwhats the trick\b"
        ),
        _cue(r"\w"),
        (SectionKind.MISTAKES,),
    ),
)


def detail_asked(text: str) -> Detail | None:
    """Return the detail of an exercise that `text` asks for, the first of them where there are several."""
    flat = _flat(text)
    return next((one for one in DETAILS if one.asked.search(flat)), None)


def exercise_with_detail(evidence: Evidence, best: Passage | None) -> tuple[Document, Detail] | None:
    """Return the one exercise that the question names and the detail of it that is asked for.

    None where a stored question answers it, where an illness is told that the exercise's page may not speak of, and where a rule
    forbids the exercise to this person.
    """
    reading, corpus = evidence.reading, evidence.corpus
    detail = detail_asked(reading.text)
    named = names_in(corpus.vocabulary.mentions(reading.text))
    exercises = exercises_of(named) or exercises_of([evidence.question.about])
    if detail is None or len(exercises) != 1 or any(one.startswith("conditions/") for one in named):
        return None
    document = corpus.documents[exercises[0]]
    if any(kind == "conditions" for kind, _ in foreign_topics(reading)):
        return None
    if not evidence.precautions.allowed(document, evidence.active):
        return None
    if best is None or best.chunk.kind is not SectionKind.QUESTION or best.chunk.document_id != document.id:
        return document, detail
    section = corpus.section(best.chunk)
    said = section is not None and any(
        detail.said.search(document.text[one.span.start : one.span.end]) for one in section.statements
    )
    if said and detail.asked.search(_flat(f"{best.chunk.heading} {best.question}")):
        return None
    if best.dense >= ANSWERED and _shares_more(evidence, document, best, detail):
        return None
    return document, detail


def _flat(text: str) -> str:
    return re.sub(r"['’]", "", text.lower())


def _shares_more(evidence: Evidence, document: Document, best: Passage, detail: Detail) -> bool:
    """Whether a stored question shares a word with what is asked beside the exercise's names and the words that ask for the detail."""
    names = stem_set(" ".join((document.title, *document.aliases, *document.ambiguous))) | EVERYWHERE
    return bool((_beside(evidence, detail) - names) & stem_set(f"{best.chunk.heading} {best.question}"))


def _beside(evidence: Evidence, detail: Detail) -> frozenset[str]:
    """Return the telling stems of the question beside the words that ask for the detail."""
    left = stem_set(detail.asked.sub(" ", _flat(evidence.reading.text)))
    return frozenset(informative(evidence.reading)) & left


def add_detail(bench: Workbench, detail: Detail) -> None:
    """Add the sentences that say the detail, or what general guidance says of it, or the nearest thing on the page."""
    document = bench.document
    found = _ranked(bench, detail)
    if found:
        bench.add("lead", found)
        return
    name = document.title.split(" (")[0]
    general = stored_answer(bench, *detail.general) if detail.general else []
    if general:
        bench.framing = IN_GENERAL.format(name=name)
        bench.add("lead", general)
        return
    bench.framing = NOT_SAID.format(name=name)
    bench.add("lead", [quote for kind in detail.nearest for quote in bench.section(document, kind)][:MOST])


def stored_answer(bench: Workbench, identity: str, heading: str) -> list[Quote]:
    """Return the first sentences under a stored question of a document; none where the library lacks it."""
    document = bench.corpus.documents.get(identity)
    if document is None:
        return []
    number = next((place for place, one in enumerate(document.sections) if one.heading == heading), None)
    if number is None:
        return []
    return [Quote(identity, number, place) for place in range(len(document.sections[number].statements))][:MOST]


def _ranked(bench: Workbench, detail: Detail) -> list[Quote]:
    """Return up to `MOST` sentences that say the detail: those of a stored question on it first, then those that share most with the question.

    Sentences for one circumstance only are left out, and those on an operation that nobody spoke of come last.
    """
    document = bench.document
    near = {text: cosine for passage in bench.ranked for text, cosine in passage.near}
    names = stem_set(" ".join((document.title, *document.aliases))) | EVERYWHERE
    asked = _beside(bench.evidence, detail) - names
    rows = []
    for order, kind in enumerate(detail.sections):
        for place, quote in enumerate(bench.section(document, kind)):
            text, statement = bench.text(quote), bench.statement(quote)
            tagged = bool(statement.tag) and statement.tag not in bench.evidence.active
            if tagged or not detail.said.search(text):
                continue
            stored = kind is SectionKind.QUESTION
            if stored and not detail.asked.search(_flat(document.sections[quote.section].heading)):
                # Of the answers to other stored questions, none is to the point.
                continue
            shared = len(asked & stem_set(text)) - 2 * foreign(bench, text)
            rows.append((stored + 0.5 * shared + near.get(text, LEAST_NEAR) - LATER * order, -order, -place, quote))
    return [row[3] for row in sorted(rows, key=lambda row: row[:3], reverse=True)[:MOST]]
