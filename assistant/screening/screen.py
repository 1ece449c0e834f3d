"""What of a drafted answer is right for this person: no answerer can teach, list or suggest what a rule forbids them now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from assistant import messages
from assistant.answering import Draft, Evidence, PlannedPart, Quote, Warned
from assistant.deciding import USUALLY_FULL, WEIGHT
from assistant.models import SectionKind
from assistant.precautions import MovementVerdict, Verdict, naming
from assistant.screening.asked import Asked, exercise_of
from assistant.screening.barring import LIMITS, Barring, exercises_listed
from assistant.screening.belonging import Belonging
from assistant.screening.offers import offers

MOST_SAID = 2
"""General cautions said about the exercises of one list."""
SUGGESTED = 3
"""Next questions shown."""
MOST_INSTEAD = 3
"""Exercises offered in place of what is left out."""
_POSITIVE = frozenset({"lead", "steps", "dose", "options", "note"})
_TASKS = frozenset(
    "driving arm-use arm-behind-back sexual-activity lying-on-sore-side side-lying lying-flat lying-prone barefoot stairs".split()
)
"""Movements of daily life in whose place no exercise can be offered."""


class Screen:
    """What one question's rules leave of an answer."""

    def __init__(self, evidence: Evidence) -> None:
        """`evidence`: what was found for the question."""
        self._evidence = evidence
        self._rules = evidence.precautions
        self._active = evidence.active
        self._said = evidence.question.circumstances
        self._asked = Asked(evidence)
        self._named = self._asked.exercises
        self._barring = Barring(evidence, self._named)
        self._belonging = Belonging(evidence, self._named)

    def apply(self, draft: Draft) -> Draft:
        """Return `draft` without what is forbidden, with the precautions of what was asked and the question that decides."""
        warned = [*draft.precautions, *self._asked.precautions(draft)]
        asks = draft.asks or self._asked.deciding(draft)
        active = self._active
        if asks == WEIGHT and self._said.get("procedure") not in USUALLY_FULL:
            active = self._rules.active_if(self._said, weight_bearing="non") | active
        parts: list[PlannedPart] = []
        against: list[Verdict | MovementVerdict] = []
        for kind, quotes in draft.parts:
            kept = []
            for quote in quotes:
                reason = self._barring.reason(kind, quote, active) if kind in _POSITIVE else None
                if reason is None:
                    kept.append(quote)
                else:
                    against.append(reason)
            if kept:
                parts.append((kind, kept))
        if self._mostly_barred(parts, warned):
            # What a document says of its exercises in general is not for somebody to whom most of them are barred.
            parts = [(kind, quotes) for kind, quotes in parts if kind not in ("lead", "dose")]
            warned = self._saying_why(warned)
        written = [
            (kind, fitting)
            for kind, sentences in draft.written
            if (
                fitting := [
                    one for one in sentences if not any(self._barring.reason(kind, q, active) for q in one.quotes)
                ]
            )
        ]
        if any(one.shown for one in warned) or "procedure" in self._said or "healthy" in self._said:
            parts = self._belonging.without_others(parts)
        parts = self._belonging.without_lists_of_others(self._belonging.without_other_operations(parts))
        if any(
            one.shown and isinstance(one.verdict, MovementVerdict) and one.verdict.verdict == "not_now"
            for one in warned
        ):
            parts = self._belonging.without_general(parts)
        held_back = bool(against) and active != self._active
        nothing = not written and not any(kind in _POSITIVE for kind, _ in parts)
        warned += self._newly(against, warned, shown=nothing and not held_back)
        warned += self._of_listed(parts, warned)
        warned = self._without_weaker(self._said_once(self._with_the_rule(warned)))
        warned = [replace(one, verdict=naming(one.verdict, self._said)) for one in warned]
        if nothing and (against or warned):
            # What stands in for a thing that was merely found nearby is no stand-in for what was asked.
            shown = [one.verdict for one in warned if one.shown]
            asked = [one for one in shown if isinstance(one, MovementVerdict) and one.verdict == "not_now"]
            ofthem = [one.verdict for one in warned if exercise_of(one.verdict) in {doc.id for doc in self._named}]
            parts += self._instead([*asked, *ofthem] if asked else [one.verdict for one in warned], active)
        suggestions = list(islice((text for text in draft.suggestions if self.offers(text)), SUGGESTED))
        barred = any(
            one.shown and one.verdict.verdict == "not_now" and exercise_of(one.verdict) == "" for one in warned
        )
        # "The list holds that exercise" does not stand below "do not bend": it speaks of another thing than was asked.
        framing = "" if barred else draft.framing
        not_theirs = self._not_theirs(parts)
        if not_theirs and not any(one.shown and one.verdict.verdict == "not_now" for one in warned):
            # A list for others does not say what this operation bars, so the rule for it does.
            warned = [*[one for one in self.standing() if one.verdict.verdict == "not_now"][:1], *warned]
        return replace(
            draft,
            framing=" ".join(one for one in (not_theirs, framing) if one),
            parts=parts,
            written=written,
            precautions=warned,
            asks=asks,
            suggestions=suggestions,
            unanswered=not (draft.parts or draft.written)
            or (nothing and bool(self._said.get("healthy")))
            or (not written and not any(one.shown for one in warned) and self._belonging.is_no_list_of_theirs(parts))
            or not (parts or written or asks or any(one.shown for one in warned)),
        )

    def _with_the_rule(self, warned: Sequence[Warned]) -> list[Warned]:
        """`warned` with the general rule first, where an exercise that was asked about is barred by a fresh operation or a limit.

        "Leave forward folds out" says too little to somebody who would go on to the next bend.
        """
        told = {one.verdict.rule for one in warned if one.shown}
        for one in warned:
            verdict = one.verdict
            if not isinstance(verdict, Verdict) or verdict.verdict != "not_now" or verdict.document not in self._named:
                continue
            wider = [other for other in sorted(self._active) if self._rules.implies(other, verdict.circumstance)]
            for circumstance in (*wider, verdict.circumstance):
                if circumstance not in self._rules.fresh and circumstance not in LIMITS:
                    continue
                general = [
                    rule for rule in self._rules.by_rule(verdict.document, [circumstance]) if rule.verdict == "not_now"
                ]
                if general and not told & {rule.rule for rule in general}:
                    left = [
                        other
                        for other in warned
                        if (other.verdict.rule, exercise_of(other.verdict)) != (general[0].rule, verdict.document.id)
                    ]
                    return [Warned(general[0], None, shown=True, alternatives=one.alternatives), *left]
                if general:
                    return list(warned)
        return list(warned)

    def _said_once(self, warned: Sequence[Warned]) -> list[Warned]:
        """`warned` without the sentence for a circumstance that another one implies, where that one has a sentence as strong."""
        shown = [one.verdict for one in warned if one.shown and isinstance(one.verdict, MovementVerdict)]

        def said(verdict: Verdict | MovementVerdict) -> bool:
            return isinstance(verdict, MovementVerdict) and any(
                other.circumstance != verdict.circumstance
                and self._rules.implies(other.circumstance, verdict.circumstance)
                and (other.verdict == verdict.verdict or other.verdict == "not_now")
                for other in shown
            )

        return [replace(one, shown=False) if one.shown and said(one.verdict) else one for one in warned]

    def _without_weaker(self, warned: Sequence[Warned]) -> list[Warned]:
        """`warned` without "with care" beside "not now" of the same movement; care with another movement is still said."""
        barred = [
            one.verdict
            for one in warned
            if one.shown and isinstance(one.verdict, MovementVerdict) and one.verdict.verdict == "not_now"
        ]
        covered = {movement for verdict in barred for movement in self._rules.movements_of(verdict.rule)}

        def weaker(verdict: Verdict | MovementVerdict) -> bool:
            return isinstance(verdict, MovementVerdict) and verdict.verdict == "caution" and verdict.movement in covered

        return [replace(one, shown=False) if barred and weaker(one.verdict) else one for one in warned]

    def standing(self) -> list[Warned]:
        """What holds for this person whatever they ask: for a question that the library does not answer."""
        return [Warned(naming(one, self._said), None, shown=True) for one in self._rules.standing(self._active)]

    def with_standing(self, draft: Draft) -> Draft:
        """Return `draft`, which has only precautions, with what is forbidden to this person, where none of them forbids."""
        shown = [one.verdict for one in draft.precautions if one.shown]
        if any(one.verdict == "not_now" for one in shown) or _of_tasks(shown):
            return draft
        said = {one.verdict.rule for one in draft.precautions}
        more = [one for one in self.standing() if one.verdict.verdict == "not_now" and one.verdict.rule not in said]
        return replace(draft, precautions=[*draft.precautions, *more[:1]])

    def offers(self, text: str) -> bool:
        """See `offers`, for this person."""
        return offers(text, self._evidence.corpus, self._rules, self._active)

    def _not_theirs(self, parts: Sequence[PlannedPart]) -> str:
        """A word on a list that was written for another condition than this person's fresh operation or injury."""
        documents = self._evidence.corpus.documents
        lists = {quote.document_id for kind, quotes in parts if kind == "options" for quote in quotes}
        conditions = [documents[one] for one in lists if documents[one].kind == "condition"]
        theirs = any(set(one.circumstances) & self._active for one in conditions)
        return messages.NOT_WRITTEN_FOR if conditions and not theirs and self._active & self._rules.fresh else ""

    def _of_listed(self, parts: Sequence[PlannedPart], warned: Sequence[Warned]) -> list[Warned]:
        """Cautions about exercises that the answer lists; a general rule's sentence is shown once."""
        held = {(one.verdict.rule, exercise_of(one.verdict)) for one in warned}
        told = {one.verdict.rule for one in warned if one.shown}
        found: list[Warned] = []
        quotes = (quote for kind, quotes in parts if kind == "options" for quote in quotes)
        listed = exercises_listed(self._evidence, quotes)
        for document in {document.id: document for document in listed}.values():
            for verdict in self._rules.assess(document, self._active):
                if verdict.verdict == "caution" and (verdict.rule, document.id) not in held:
                    general = verdict.statement is None and verdict.rule not in told and len(told) < MOST_SAID
                    told |= {verdict.rule} if general else set()
                    found.append(Warned(verdict, None, shown=general))
        return found

    @staticmethod
    def _mostly_barred(parts: Sequence[PlannedPart], warned: Sequence[Warned]) -> bool:
        """Tell whether more of the exercises that the answer would have listed were left out than stayed."""
        left_out = {
            one.verdict.document.id
            for one in warned
            if isinstance(one.verdict, Verdict) and one.verdict.verdict == "not_now" and not one.shown and not one.quote
        } | {
            one.quote.document_id for one in warned if one.quote and not one.shown and one.verdict.verdict == "not_now"
        }
        kept = sum(len(quotes) for kind, quotes in parts if kind == "options")
        steps = any(kind == "steps" for kind, _ in parts)
        return not steps and len(left_out) > max(kept, 1)

    def _saying_why(self, warned: Sequence[Warned]) -> list[Warned]:
        """`warned` with the general rule for the circumstance that barred most, shown."""
        barred = [one for one in warned if one.verdict.verdict == "not_now"]
        if any(one.shown for one in barred):
            return list(warned)
        weights = Counter(one.verdict.circumstance for one in barred)
        circumstance = max(weights, key=lambda key: weights[key])
        documents = [one.verdict.document for one in barred if isinstance(one.verdict, Verdict)]
        general = next(
            (
                found
                for document in documents
                for found in self._rules.by_rule(document, [circumstance])
                if found.verdict == "not_now"
            ),
            None,
        )
        if general is None:
            first = next(place for place, one in enumerate(warned) if one in barred)
            return [replace(one, shown=True) if place == first else one for place, one in enumerate(warned)]
        return [Warned(general, None, shown=True), *warned]

    # what is left out

    def _newly(
        self, against: Sequence[Verdict | MovementVerdict], warned: Sequence[Warned], shown: bool
    ) -> list[Warned]:
        """The reasons for leaving out that no precaution of the draft gives yet, each once; `shown` when nothing is left."""
        held = {(one.verdict.rule, exercise_of(one.verdict)) for one in warned}
        visible = shown and not any(one.shown or one.quote for one in warned)
        fresh: list[Warned] = []
        for verdict in against:
            key = (verdict.rule, exercise_of(verdict))
            still = verdict.circumstance in self._active
            if key not in held and still:
                held.add(key)
                fresh.append(Warned(verdict, None, shown=visible and not fresh))
        return fresh

    def _instead(self, verdicts: Sequence[Verdict | MovementVerdict], active: frozenset[str]) -> list[PlannedPart]:
        """What the exercises to look at instead are for, in their own documents' words."""
        documents = self._evidence.corpus.documents
        if _of_tasks(verdicts):
            return []
        quotes = [
            Quote(identity, number, 0)
            for identity in self._rules.instead(verdicts, documents, active, MOST_INSTEAD)
            for number, section in enumerate(documents[identity].sections)
            if section.kind is SectionKind.PURPOSE and section.statements
        ]
        return [("options", quotes)] if quotes else []


def _of_tasks(verdicts: Sequence[Verdict | MovementVerdict]) -> bool:
    """Tell whether `verdicts` are all on tasks of daily life, such as driving."""
    return all(isinstance(one, MovementVerdict) and one.movement in _TASKS for one in verdicts)
