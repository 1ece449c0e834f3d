"""Notices danger in what a person types, before anything else runs.

Guarantees: the same text gives the same findings; no words in the text switch a rule off; every rule's source is in the
finding. Does not guarantee: that nothing is missed. It signposts, it never diagnoses.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.config import Settings
from assistant.errors import RehabError
from assistant.models import SafetyFinding, Urgency
from assistant.normalising import Text, tokenise
from assistant.spelling import Speller
from assistant.triage.examples import Piece, pieces_of
from assistant.triage.figures import NAMES, measured
from assistant.triage.foreign import Foreign, read_foreign
from assistant.triage.heard import Heard, Mention, Reading
from assistant.triage.language import Manner, is_cleared, is_denied, is_settled, read_manner
from assistant.triage.passing import is_nobodys, is_over
from assistant.triage.patterns import Stream, stream_of
from assistant.triage.people import VIEWS, people_of
from assistant.triage.rules import (
    Concepts,
    Condition,
    Rule,
    read_concepts,
    read_cues,
    read_numbers,
    read_rules,
    read_sources,
)
from assistant.word_lists import three_letter_words

if TYPE_CHECKING:
    from assistant.triage.examples import Embedder, Examples

APART = 25
"""Farthest that two concepts of one term may stand apart, in tokens."""

RELIEF = frozenset(("goes_with_rest", "improving", "recovers"))
"""Concepts of getting better, which lower an alarm and so must be said plainly."""

MOST = 4
"""Mentions of one concept that are read from each end of a message."""

BEFORE, BEHIND = 8, 2
"""Tokens before and behind an all-clear in which a part of the body is what it is about."""

FEW = 6
"""Words from which a message that consists mostly of unknown ones is not compared with examples."""

LONGEST_MATCH = 160
"""Longest stretch of the person's words that is shown, in characters."""

REMEMBERED = 20
"""Earlier messages that a rule may take together with the latest. A flag that was raised stands for longer."""


class Triage:
    """Assesses messages; safe to share between threads, holds nothing of what it was given."""

    def __init__(
        self,
        rules: Sequence[Rule],
        concepts: Concepts,
        cues: Any,
        foreign: Foreign,
        *,
        repair: bool = True,
        manner: bool = True,
    ) -> None:
        self.rules = tuple(rules)
        """The rules in force, most urgent first."""
        self._candidates: dict[str, list[tuple[int, int]]] = {}
        """Places of rules and of their conditions that a concept may meet: those whose first term it stands in."""
        for place, rule in enumerate(self.rules):
            for number, condition in enumerate(rule.conditions):
                for name in condition.terms[0][0] if condition.terms and condition.terms[0] else ():
                    self._candidates.setdefault(name, []).append((place, number))
        self._kinds = {rule.id: rule.kind for rule in self.rules}
        self.foreign_rules = frozenset(foreign.flags)
        """Ids of the rules in other languages."""
        self._concepts = concepts
        self._cues = cues
        self._foreign = foreign
        self._manner = manner
        self._speller = (
            Speller(concepts.words | cues.literals, stems=concepts.stems, short=three_letter_words())
            if repair
            else None
        )
        self._examples: Examples | None = None

    def with_examples(self, examples: Examples) -> Triage:
        """Return a triage that also compares messages with `examples`."""
        other = copy.copy(self)
        other._examples = examples
        return other

    def pieces(self, message: str) -> list[Piece]:
        """Return the pieces of `message` that are compared with examples."""
        reading = self._read(message, 0)
        return pieces_of(reading.text, reading.unsaid, reading.mentions)

    def assess(self, text: str, history: Sequence[str] = ()) -> tuple[SafetyFinding, ...]:
        """Return the red flags in `text`, and those raised earlier in `history` that still stand, most urgent first.

        `history`: what the same person typed before, oldest first.
        """
        return self.hear(text, self.heard(history))

    def heard(self, history: Sequence[str]) -> Heard:
        """Return what is made of `history`, oldest first; `hear` goes on from there without reading it again."""
        heard = Heard()
        for message in history:
            self.hear(message, heard)
        return heard

    def hear(self, message: str, heard: Heard) -> tuple[SafetyFinding, ...]:
        """Add `message` to `heard`; return the red flags in it and those that still stand, most urgent first."""
        turn = heard.messages
        reading = self._read(message, turn)
        if reading.clears is not None:
            for rule in list(heard.standing):
                body = self._kinds.get(rule, "body") == "body"
                if body and _concerns(reading.clears, heard.regions.get(rule, frozenset())):
                    heard.asleep[rule] = heard.standing.pop(rule)
            heard.cleared = turn
        elif reading.reopens:
            heard.standing.update(heard.asleep)
            heard.asleep.clear()
            heard.cleared = 0
        heard.messages += 1
        heard.readings = [*heard.readings[-REMEMBERED:], reading]
        flags = [self._finding(rule_id, matched) for rule_id, matched in self._found(heard.readings, heard.cleared)]
        flags.extend(self._foreign.assess(message))
        flags.extend(self._like_examples(reading, flags))
        for finding in flags:
            heard.standing[finding.rule] = finding
            heard.regions[finding.rule] = reading.regions
            heard.asleep.pop(finding.rule, None)
        return tuple(sorted(heard.standing.values(), key=lambda finding: -finding.urgency.level))

    def _like_examples(self, reading: Reading, flags: Sequence[SafetyFinding]) -> Iterator[SafetyFinding]:
        """Yield what the examples add to the `flags` that the rules raised on the same message."""
        highest = max((flag.urgency.level for flag in flags), default=0)
        if self._examples is None or reading.clears is not None or highest == Urgency.EMERGENCY.level:
            return
        if not self._is_english(reading.text):
            return
        found = self._examples.assess(reading.text, reading.unsaid, reading.mentions, calm=reading.calm)
        if found is not None:
            finding = self._finding(found[0], found[1][:LONGEST_MATCH])
            if finding.urgency.level > highest:
                yield finding

    def _is_english(self, text: Text) -> bool:
        """Whether `text` is in the language of the examples, as far as its words are known at all."""
        words = [token.word for token in text.tokens if not token.mark]
        if self._speller is not None and len(words) >= FEW:
            known = sum(word.isdigit() or self._speller.knows(word) for word in words)
            if known < len(words) / 2:
                return False
        return self._foreign.language_of(text.original) == "en"

    def _finding(self, rule_id: str, matched: str) -> SafetyFinding:
        rule = next(rule for rule in self.rules if rule.id == rule_id)
        return SafetyFinding(
            rule=rule.id, urgency=rule.urgency, message=rule.message, matched=matched, source=rule.source
        )

    def _read(self, message: str, turn: int) -> Reading:
        text = tokenise(message, self._speller)
        manner = read_manner(text, self._cues, self._manner)
        stream = stream_of(
            (("_", False) if index in manner.masked else (token.word, token.mark))
            for index, token in enumerate(text.tokens)
        )
        found = list(self._raw(stream))
        spans = [(name, stream.origin[first], stream.origin[after - 1] + 1) for name, first, after in found]
        spans.extend(measured(text))
        spans = _fewer(spans)
        parts = self._concepts.parts
        clause, sentence = manner.layout.clause, manner.layout.sentence
        people = people_of(text)
        parted = {clause[first] for name, first, _ in spans if name in parts}
        by_clause: dict[int, set[str]] = {}
        for name, first, _ in spans:
            if name in parts:
                by_clause.setdefault(clause[first], set()).add(parts[name])
        mentions = []
        unsaid = set(manner.masked | manner.asked)
        for name, first, after in spans:
            if self._holds(text, manner, by_clause, name, first, after):
                lone = clause[first] not in parted
                person = people[after - 1]
                mentions.append(Mention(name, turn, first, after, clause[first], sentence[first], lone, person))
            else:
                unsaid.update(range(first, after))
        clears: frozenset[str] | None = None
        if manner.cleared and not any(place >= manner.cleared[-1][1] for place in manner.reopened):
            clears = frozenset(
                parts[name]
                for name, first, _ in spans
                if name in parts
                for start, stop in manner.cleared
                if clause[first] in (clause[start], clause[stop - 1]) and start - BEFORE <= first < stop + BEHIND
            )
        elif manner.disowned:
            clears = frozenset()
        regions = frozenset(region for named in by_clause.values() for region in named)
        return Reading(text, tuple(mentions), regions, clears, bool(manner.reopened), manner.calm, frozenset(unsaid))

    def _raw(self, stream: Stream) -> Iterator[tuple[str, int, int]]:
        """Yield every concept of the stream as (name, first, after)."""
        groups: dict[str, dict[int, list[int]]] = {}
        for name, first, after in self._concepts.groups.find(stream, {}):
            groups.setdefault(name, {}).setdefault(first, []).append(after)
        yield from self._concepts.matcher.find(stream, groups)

    def _holds(
        self, text: Text, manner: Manner, by_clause: dict[int, set[str]], name: str, first: int, after: int
    ) -> bool:
        """Whether the person says that the concept is so."""
        if name in self._concepts.parts or not self._manner:
            return True
        if is_denied(text, manner.layout, first, after, name in RELIEF):
            return False
        if name in self._concepts.context:
            return True
        if manner.layout.sentence[first] in manner.anecdotes:
            return False
        if name not in self._concepts.insistent and any(index in manner.asked for index in range(first, after)):
            return False
        if is_settled(text, manner, first, after, self._concepts.over_after(name, manner)):
            return False
        if is_over(text, manner, self._concepts.settles, name, first, after):
            return False
        if name not in self._concepts.insistent and is_nobodys(text, manner, first):
            return False
        if is_cleared(manner, first):
            clause = manner.layout.clause
            named = by_clause.get(clause[first], set())
            spoken = {
                region
                for start, stop in manner.cleared
                for region in by_clause.get(clause[start], set()) | by_clause.get(clause[stop - 1], set())
            }
            return bool(named and spoken and not named & spoken)
        return True

    def _found(self, readings: Sequence[Reading], cleared: int) -> Iterator[tuple[str, str]]:
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
            rule = self.rules[place]
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
            places = [[m for name in names for m in by_name.get(name, ())] for names in term]
            if not all(places):
                return None
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


def _fewer(spans: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Return at most the first and the last `MOST` mentions of each concept: repetition must not cost time."""
    by_name: dict[str, list[tuple[str, int, int]]] = {}
    for span in spans:
        by_name.setdefault(span[0], []).append(span)
    return [
        span
        for named in by_name.values()
        for span in (named if len(named) <= 2 * MOST else named[:MOST] + named[-MOST:])
    ]


def _concerns(cleared: frozenset[str], regions: frozenset[str]) -> bool:
    return not cleared or not regions or bool(cleared & regions)


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


@lru_cache(maxsize=16)
def _load(knowledge: Path, region: str, repair: bool, manner: bool) -> Triage:
    folder = knowledge / "safety"
    sources = read_sources(knowledge)
    numbers = read_numbers(folder, region)
    rules = read_rules(folder, numbers, sources)
    concepts = read_concepts(folder)
    foreign = read_foreign(folder / "red-flags-languages.toml", numbers, sources)
    named = {name for rule in rules for c in rule.conditions for term in c.terms for names in term for name in names}
    named |= {name for rule in rules for c in rule.conditions for name in c.absent}
    _check(named, concepts)
    return Triage(rules, concepts, read_cues(folder), foreign, repair=repair, manner=manner)


def _check(named: set[str], concepts: Concepts) -> None:
    unknown = sorted(named - concepts.matcher.names - NAMES)
    if unknown:
        raise RehabError(f"red-flag rules name concepts that no pattern gives: {', '.join(unknown)}")


def load_triage(
    settings: Settings, embedder: Embedder | None = None, *, repair: bool = True, manner: bool = True
) -> Triage:
    """Return the triage for the region in `settings`.

    With an `embedder` whose vectors the examples were learned from, messages are compared with those too; without, the
    rules stand alone. `repair` and `manner` switch off spelling repair and the reading of denials, questions and the
    past, so that an evaluation can measure what each adds.
    """
    triage = _load(settings.knowledge, settings.region, repair, manner)
    if embedder is None:
        return triage
    from assistant.triage.examples import FILE, Examples

    examples = Examples(settings.knowledge / "safety" / FILE, embedder)
    return triage.with_examples(examples) if examples.fingerprint == embedder.fingerprint else triage
