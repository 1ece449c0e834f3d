"""Circumstances x exercise or movement -> allowed, caution or not now, with the reason and where the reason comes from.

Two kinds of reason are merged: a document's own items under "Who should not do it now" and "Who should ask first", quoted,
and the general rules of knowledge/safety/precautions.toml. The worst verdict wins; of two equal ones for the same
circumstance the document's own sentence is kept. Nothing here says that something is safe: no verdict means only that no
rule speaks against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.circumstances import CircumstanceReader
from assistant.models import Document, Section, SectionKind, Statement
from assistant.movements import MovementReader
from assistant.precautions.rules import Rule, applying, read_rules, shipped_rules
from assistant.precautions.standing import standing
from assistant.precautions.verdicts import MovementVerdict, Verdict

KEPT = 8192
"""Verdicts on an exercise for somebody's circumstances that are remembered."""


class Precautions:
    """The general rules, the ways of asking about movements, and what is decided from them. Thread-safe."""

    def __init__(self, knowledge: Path, reader: CircumstanceReader) -> None:
        """`knowledge`: the library's folder; `reader`: who tells which circumstances hold. Raises `DocumentError`."""
        self._reader = reader
        self.rules: tuple[Rule, ...] = read_rules(knowledge)
        self._movements = MovementReader(knowledge, reader.words.speller)
        procedures = reader.words.procedures.values()
        lasting = {one for procedure in procedures for one in procedure.active}
        self.fresh = frozenset(one for each in procedures for one in (*each.early, *each.first)) - lasting
        """Circumstances of the first weeks after an operation or injury."""
        self._assessed: dict[tuple[int, frozenset[str]], tuple[Document, tuple[Verdict, ...]]] = {}

    def assess(self, document: Document, active: Iterable[str]) -> list[Verdict]:
        """See `assess`, with the general rules."""
        # One answer looks at the same exercises again and again. A record's own hash would read all of its text.
        key = id(document), frozenset(active)
        held = self._assessed.get(key)
        if held is None or held[0] is not document:
            if len(self._assessed) >= KEPT:
                self._assessed = {}
            held = self._assessed[key] = document, tuple(assess(document, key[1], self.rules))
        return list(held[1])

    def allowed(self, document: Document, active: Iterable[str]) -> bool:
        """See `allowed`, with the general rules."""
        return not any(verdict.verdict == "not_now" for verdict in self.assess(document, active))

    def by_rule(self, document: Document, active: Iterable[str]) -> list[Verdict]:
        """Return what the general rules alone say against `document`, worst first."""
        found = [
            _verdict(rule, circumstance, document)
            for rule, circumstance in applying(self.rules, set(active))
            if rule.speaks_of(document)
        ]
        return sorted(found, key=lambda one: one.verdict != "not_now")

    def team_first(self, document: Document, active: Iterable[str]) -> Verdict | None:
        """Return why a list may hold `document` only with a word on who must agree first, or None where it may as it is."""
        return next(
            (
                _verdict(rule, circumstance, document)
                for rule, circumstance in applying(self.rules, set(active))
                if rule.team_first and rule.speaks_of(document)
            ),
            None,
        )

    def movements_in(self, text: str) -> tuple[str, ...]:
        """Return the movement ids that `text`, a question as typed, asks about."""
        return self._movements.movements_in(text)

    def assess_movement(self, text: str, active: Iterable[str]) -> list[MovementVerdict]:
        """Return what speaks against the movements that `text` asks about, for a person with `active`; worst first.

        Sources: each rule's own, in knowledge/safety/precautions.toml. An empty list when no movement is recognised or no
        rule speaks against it; it never means that the movement is safe.
        """
        return self.assess_movements(self.movements_in(text), active)

    def assess_movements(self, movements: Iterable[str], active: Iterable[str]) -> list[MovementVerdict]:
        """See `assess_movements`, with the general rules."""
        return assess_movements(movements, active, self.rules)

    def standing(self, active: Iterable[str]) -> list[MovementVerdict]:
        """Return what holds for a person with `active` whatever they ask about (see `standing`)."""
        return standing(self.rules, frozenset(active), self._reader.known)

    def everyday(self, text: str) -> bool:
        """Tell whether all that `text` asks about are everyday things, harmless where no rule bars them (see `MovementReader`)."""
        return self._movements.everyday(text)

    def everyday_words(self, text: str) -> tuple[str, ...]:
        """Return the ids of the everyday activities that `text` speaks of."""
        return self._movements.everyday_words(text)

    def movements_of(self, rule: str) -> tuple[str, ...]:
        """Return the movements that the general rule `rule` speaks of; none for a document's own reason."""
        return next((one.movements for one in self.rules if one.id == rule), ())

    def implies(self, circumstance: str, other: str) -> bool:
        """Tell whether `other` holds whenever `circumstance` does."""
        return self._reader.implies(circumstance, other)

    def of_other_operation(self, text: str, said: Mapping[str, Any]) -> bool:
        """Tell whether `text`, a sentence of the library, is about operations none of which somebody who said `said` had."""
        return self._reader.of_other_operation(text, said)

    def asked_of_the_library(self, text: str, said: Mapping[str, Any]) -> tuple[str, ...]:
        """Return `text`, a question on everyday life after an operation, in the words of the library's own questions.

        None where no operation with questions of its own is known of somebody who said `said`.
        """
        name = self._reader.operation_name(said)
        return tuple(f"When can I {ask} after {name}?" for ask in self._movements.asks_in(text)) if name else ()

    def active_if(self, said: Mapping[str, Any], **changed: Any) -> frozenset[str]:
        """Return the circumstances that would hold for a person who said `said`, were `changed` true as well."""
        return self._reader.active({**said, **changed})

    def instead(
        self,
        verdicts: Sequence[Verdict | MovementVerdict],
        documents: Mapping[str, Document],
        active: Iterable[str],
        most: int = 3,
    ) -> list[str]:
        """Return up to `most` ids of exercises to look at instead, none of which is ruled out for this person.

        First the document's own easier versions, then the rules' alternatives; exercises without any caution come first, and
        what a team must agree to first is left out.
        """
        held = frozenset(active)
        wanted: list[str] = []
        for verdict in verdicts:
            if isinstance(verdict, Verdict):
                wanted.extend(verdict.document.easier)
        for verdict in verdicts:
            wanted.extend(verdict.alternatives)
        asked = {verdict.document.id for verdict in verdicts if isinstance(verdict, Verdict)}
        fitting = [
            (len(self.assess(documents[one], held)), place, one)
            for place, one in enumerate(dict.fromkeys(wanted))
            if one in documents
            and one not in asked
            and self.allowed(documents[one], held)
            and self.team_first(documents[one], held) is None
        ]
        return [one for _, _, one in sorted(fitting)[:most]]


def assess(document: Document, active: Iterable[str], rules: Sequence[Rule] | None = None) -> list[Verdict]:
    """Return what speaks against `document`, an exercise, for a person with the circumstances `active`; worst first.

    `rules` are the general rules, those that ship with the library by default. Documents that are no exercises have no
    verdicts.
    """
    if document.kind != "exercise":
        return []
    held = set(active)
    found: list[Verdict] = []
    for kind, ids, own in (
        (SectionKind.AVOID, document.avoid_when, True),
        (SectionKind.ASK_FIRST, document.ask_first, False),
    ):
        for circumstance in ids:
            if circumstance in held:
                section, statement = _reason(document, kind, circumstance)
                text = document.text[statement.span.start : statement.span.end] if statement else ""
                found.append(
                    Verdict(
                        f"{document.id}:{circumstance}",
                        "not_now" if own else "caution",
                        circumstance,
                        document,
                        section,
                        statement,
                        " ".join(text.split()),
                        statement.sources if statement else (),
                        document.easier,
                    )
                )
    general = [
        _verdict(rule, circumstance, document)
        for rule, circumstance in applying(shipped_rules() if rules is None else rules, held)
        if rule.speaks_of(document)
    ]
    return _merged(found, general)


def allowed(document: Document, active: Iterable[str], rules: Sequence[Rule] | None = None) -> bool:
    """Tell whether `document` may be offered to a person with the circumstances `active`: nothing says "not now"."""
    return not any(verdict.verdict == "not_now" for verdict in assess(document, active, rules))


def assess_movements(movements: Iterable[str], active: Iterable[str], rules: Sequence[Rule]) -> list[MovementVerdict]:
    """Return what `rules` say against `movements` for a person with `active`, worst first, one verdict a rule."""
    asked = tuple(movements)
    if not asked:
        return []
    found = [
        MovementVerdict(
            rule.id,
            rule.verdict,
            circumstance,
            next((movement for movement in asked if movement in rule.movements), asked[0]),
            rule.message,
            rule.sources,
            rule.alternatives,
            rule.leads,
        )
        for rule, circumstance in applying(rules, set(active))
        if rule.everything or set(rule.movements) & set(asked)
    ]
    return sorted(found, key=lambda verdict: verdict.verdict != "not_now")


def _verdict(rule: Rule, circumstance: str, document: Document) -> Verdict:
    return Verdict(
        rule.id,
        rule.verdict,
        circumstance,
        document,
        None,
        None,
        rule.message,
        rule.sources,
        rule.alternatives,
        rule.leads,
    )


def _merged(own: list[Verdict], general: list[Verdict]) -> list[Verdict]:
    """Own reasons and general ones, worst first; a general one that an own one already says as strongly is left out."""
    kept = [
        replace(one, alternatives=(*one.alternatives, *(rule for verdict in general for rule in verdict.alternatives)))
        for one in own
    ]
    for verdict in general:
        said = [one for one in own if one.circumstance == verdict.circumstance]
        if any(one.verdict == "not_now" or one.verdict == verdict.verdict for one in said):
            continue
        kept.append(verdict)
    stronger = {one.circumstance for one in kept if one.verdict == "not_now"}
    kept = [one for one in kept if one.verdict == "not_now" or one.circumstance not in stronger]
    return sorted(kept, key=lambda one: (one.verdict != "not_now", one.statement is None))


def _reason(document: Document, kind: SectionKind, circumstance: str) -> tuple[Section | None, Statement | None]:
    for section in document.sections:
        if section.kind is kind:
            for statement in section.statements:
                if statement.tag == circumstance:
                    return section, statement
    return None, None
