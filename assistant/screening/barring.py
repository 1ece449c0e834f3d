"""Why a sentence of an answer is not for this person: it teaches, names or asks for what a rule bars them from now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.answering import Evidence, Quote
from assistant.intents import Intent
from assistant.lexical import stem_set
from assistant.models import Document, SectionKind
from assistant.movements import ON_FEET
from assistant.precautions import MovementVerdict, Verdict
from assistant.vocabulary import names_in

_TEACHES = frozenset(
    {SectionKind.STEPS, SectionKind.DOSE, SectionKind.POSITION, SectionKind.FEEL, SectionKind.PROGRESSION}
)
_REASONS = frozenset(
    {SectionKind.AVOID, SectionKind.ASK_FIRST, SectionKind.STOP, SectionKind.MISTAKES, SectionKind.DISAGREEMENT}
)
_SAYS_NO = ("No", "Do not", "Leave", "Stop", "Not ")
_PROHIBITS = re.compile(
    r"\b(?:not|no|never|avoid\w*|leave|left out|leaving|without|until|instead|rather than|stop|ask|asks|wait\w*|only|before|unless|too (?:early|soon)|after .{0,30}?(?:agree|say|allow)\w*|against(?! (?:an?|the|your|its|gravity)\b)|risk\w*|"
    r"careful|differ\w*)\b",
    re.IGNORECASE,
)
"""Words that make a sentence a warning or a condition, which may stand."""
_WHO_AGREES = re.compile(
    r"\b(?:when|if|once|unless|until|after|only|that)\b.{0,60}\b(?:team|physio\w*|surgeon|shown|allow\w*|agree\w*|add\w*|lists?)\b",
    re.IGNORECASE,
)
"""Words that say who must agree first."""
_NOT_YET = re.compile(
    r"\b(?:not|no|never|avoid\w*|leave|leaving|until|when your|once your|after your|if your|only|later|next|instead|ask|before|how much)\b",
    re.IGNORECASE,
)
"""Words that keep a sentence about standing from being advice to stand now; "unless your surgeon says otherwise" does not,
where the surgeon has."""
_INSTRUCTS = re.compile(
    r"(?:^|[,:;] |\bthen |\band )(?:start|begin|try|do|add|use|choose|keep|go|build|work|lift|stand|walk|put|bend|push|squat|step)\b",
    re.IGNORECASE,
)
"""Words that make a sentence advice to do something, whatever was asked."""
_NO_WEIGHT = frozenset({"non-weight-bearing", "touch-weight-bearing"})
LIMITS = _NO_WEIGHT | {"partial-weight-bearing", "weight-bearing-unknown"}
"""Limits on the weight that a leg may take."""
_ABOUT_FACTS = frozenset({Intent.WHEN, Intent.WHY, Intent.BELIEF, Intent.COMPARE})
"""Intents whose answers tell what holds for people in general, and when: they are no advice to do it now."""


class Barring:
    """Looks for the rule against each sentence of one answer."""

    def __init__(self, evidence: Evidence, named: Sequence[Document]) -> None:
        """`named`: the exercises that the message names."""
        self._evidence = evidence
        self._rules = evidence.precautions
        self._named = named

    def reason(self, kind: str, quote: Quote, active: frozenset[str]) -> Verdict | MovementVerdict | None:
        """The rule that forbids showing `quote` in a part of `kind`, or None."""
        corpus = self._evidence.corpus
        document = corpus.documents[quote.document_id]
        section = document.sections[quote.section]
        statement = section.statements[quote.statement]
        text = document.text[statement.span.start : statement.span.end]
        if document.kind == "condition" and not set(document.circumstances) & active:
            # Where the exercise asked about is barred, advice on a complaint that was not told is about somebody else: a torn
            # Achilles is not a sore one.
            barred = [(one, found) for one in self._named if (found := self._barred(one, active))]
            said = names_in(corpus.vocabulary.mentions(text.lower()))
            if barred and not any(one.id in said for one, _ in barred):
                return barred[0][1]
        own = self._barred(document, active)
        says_no = text.startswith(_SAYS_NO)
        teaches = section.kind in _TEACHES or (section.kind not in _REASONS and not says_no)
        if document.kind == "condition" and teaches and (found := self._of_others(kind, document, active)):
            return found
        teaches = teaches and statement.tag not in corpus.documents
        if own and (teaches or kind in ("steps", "dose")):
            return own
        if kind == "options" and (found := self._team_first(quote, text, active)):
            return found
        if statement.tag in corpus.documents:
            return self._barred(corpus.documents[statement.tag], active)
        if (
            active & _NO_WEIGHT
            and document.kind != "exercise"
            and not _NOT_YET.search(text)
            and stem_set(text) & ON_FEET
        ):
            return self._rules.assess_movements(("weight-bearing",), active)[0]
        if _PROHIBITS.search(text) or (self._evidence.intent in _ABOUT_FACTS and not _INSTRUCTS.search(text)):
            return None
        for identity in names_in(corpus.vocabulary.mentions(text.lower())):
            other = corpus.documents[identity]
            if identity != document.id and (found := self._barred(other, active)):
                return found
        if document.kind == "exercise" and not own:
            return None
        return next((one for one in self._rules.assess_movement(text, active) if one.verdict == "not_now"), None)

    def _team_first(self, quote: Quote, text: str, active: frozenset[str]) -> Verdict | None:
        """Why an exercise that was not asked for by name is not listed in a sentence that does not say who must agree first."""
        exercise = next(exercises_listed(self._evidence, (quote,)), None)
        if exercise is None or exercise in self._named or _WHO_AGREES.search(text):
            return None
        return self._rules.team_first(exercise, active)

    def _of_others(self, kind: str, document: Document, active: frozenset[str]) -> Verdict | None:
        """Why what `document` advises in general is for others: this person's own fresh operation or injury bars most of it."""
        fresh = active & self._rules.fresh
        if not fresh or set(document.circumstances) & active or kind not in ("lead", "dose", "note"):
            return None
        tags = [
            one.tag
            for section in document.sections
            if section.kind is SectionKind.EXERCISES
            for one in section.statements
        ]
        exercises = [self._evidence.corpus.documents[one] for one in tags if one in self._evidence.corpus.documents]
        barred = [found for one in exercises if (found := self._barred(one, active - LIMITS))]
        return barred[0] if 2 * len(barred) > len(exercises) else None

    def _barred(self, document: Document, active: frozenset[str]) -> Verdict | None:
        return next((one for one in self._rules.assess(document, active) if one.verdict == "not_now"), None)


def exercises_listed(evidence: Evidence, quotes: Iterable[Quote]) -> Iterator[Document]:
    """Yield the exercises that `quotes` list or teach."""
    documents = evidence.corpus.documents
    for quote in quotes:
        document = documents[quote.document_id]
        tag = document.sections[quote.section].statements[quote.statement].tag
        about = quote.about if quote.about in documents else tag
        if about in documents:
            yield documents[about]
        elif document.kind == "exercise":
            yield document


def warns(text: str) -> bool:
    """Tell whether `text` is a warning or a condition, which may stand where what was asked is barred."""
    return bool(_PROHIBITS.search(text))
