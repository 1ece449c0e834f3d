"""Which rules are met by what was said: concepts that belong together, in one message or over several, person by person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, product

from assistant.normalising import Text
from assistant.triage.heard import Mention, Reading
from assistant.triage.people import VIEWS
from assistant.triage.rules import Concepts, Condition, Rule

APART = 25
"""Farthest that two concepts of one term may stand apart, in tokens."""
LONGEST_MATCH = 160
"""Longest stretch of the person's words that is shown, in characters."""


class RuleBook:
    """The rules in force, looked up by the concepts that they name. Safe to share between threads."""

    def __init__(self, rules: Sequence[Rule], concepts: Concepts) -> None:
        self._rules = rules
        self._concepts = concepts
        self._candidates: dict[str, list[tuple[int, int]]] = {}
        """Places of rules and of their conditions that a concept may meet: those whose first term it stands in."""
        for place, rule in enumerate(rules):
            for number, condition in enumerate(rule.conditions):
                for name in condition.terms[0][0] if condition.terms and condition.terms[0] else ():
                    self._candidates.setdefault(name, []).append((place, number))

    def met(self, readings: Sequence[Reading], cleared: int) -> Iterator[tuple[str, str]]:
        """Yield (rule id, the person's words) of each rule that the latest reading meets, with what was said before.

        `cleared`: number of the first message whose complaints no clinician has seen to.
        """
        latest = readings[-1]
        if not latest.mentions:
            return
        kept = [
            mention
            for reading in readings
            for mention in reading.mentions
            if mention.turn >= cleared
            or mention.concept in self._concepts.context
            or mention.concept in self._concepts.parts
        ]
        turn = latest.mentions[0].turn
        # One message is read whole; what is said in several is put together person by person.
        views = [_by_name(m for m in kept if m.turn == turn)]
        if len(readings) > 1:
            named = {mention.person for mention in kept if mention.person}
            seen = [view for view in VIEWS if named.intersection(view)] or VIEWS[:1]
            views.extend(_by_name(m for m in kept if m.person is None or m.person in view) for view in seen)
        # Most rules name nothing that was said.
        possible = {place for view in views for name in view for place in self._candidates.get(name, ())}
        for place, conditions in groupby(sorted(possible), key=lambda pair: pair[0]):
            rule = self._rules[place]
            for (_, number), by_name in product(conditions, views):
                mentions = self._met(rule.conditions[number], by_name, turn)
                if mentions is not None:
                    yield rule.id, _words(latest.text, [m for m in mentions if m.turn == turn])
                    break

    def _met(self, condition: Condition, by_name: dict[str, list[Mention]], turn: int) -> list[Mention] | None:
        """Return the mentions that meet `condition`, at least one of them in message `turn`, or None."""
        chosen: list[Mention] = []
        fresh = False
        for term in condition.terms:
            # Most conditions fail here, so it is asked before anything is built.
            if not all(any(name in by_name for name in names) for names in term):
                return None
            places = [[m for name in names for m in by_name.get(name, ())] for names in term]
            best: tuple[Mention, ...] | None = None
            for combination in product(*(place[-6:] for place in places)):
                if len(combination) > 1 and not self._together(combination):
                    continue
                if best is None or max(m.turn for m in combination) > max(m.turn for m in best):
                    best = combination
            if best is None:
                return None
            fresh = fresh or any(m.turn == turn and m.concept not in self._concepts.parts for m in best)
            chosen.extend(best)
        if not fresh:
            return None
        said = {m.turn for m in chosen}
        if any(m.turn in said for name in condition.absent for m in by_name.get(name, ())):
            return None
        return chosen

    def _together(self, mentions: Sequence[Mention]) -> bool:
        """Whether each of `mentions` belongs with the first."""
        head = mentions[0]
        return all(self._pair(head, other) for other in mentions[1:])

    def _pair(self, one: Mention, other: Mention) -> bool:
        parts = self._concepts.parts
        if one.turn != other.turn:
            part, sign = (one, other) if one.concept in parts else (other, one)
            return part.concept in parts and sign.turn - part.turn in (1, 2, 3) and sign.lone
        distance = max(one.first, other.first) - min(one.after, other.after)
        if distance > APART:
            return False
        if one.clause == other.clause:
            return True
        if (one.concept in parts) != (other.concept in parts):
            sign = other if one.concept in parts else one
            return sign.lone and abs(one.sentence - other.sentence) <= 2
        return one.sentence == other.sentence or (abs(one.sentence - other.sentence) == 1 and (one.lone or other.lone))


def _by_name(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    named: dict[str, list[Mention]] = {}
    for mention in mentions:
        named.setdefault(mention.concept, []).append(mention)
    return named


def _words(text: Text, mentions: Iterable[Mention]) -> str:
    """Return the person's own words that the mentions cover: one stretch when it is short, else the pieces."""
    spans = sorted({(text.tokens[m.first].start, text.tokens[m.after - 1].end) for m in mentions})
    if not spans:
        return ""
    start, end = spans[0][0], max(end for _, end in spans)
    if end - start <= LONGEST_MATCH:
        return text.words_between(start, end)
    merged: list[tuple[int, int]] = []
    for first, after in spans:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(after, merged[-1][1]))
        else:
            merged.append((first, after))
    return " … ".join(text.words_between(first, after) for first, after in merged)
