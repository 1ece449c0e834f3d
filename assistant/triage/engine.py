"""Notices danger in what a person types, before anything else runs.

Guarantees: the same text gives the same findings; no words in the text switch a rule off; every rule's source is in the
finding. Does not guarantee: that nothing is missed. It signposts, it never diagnoses.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from assistant.models import SafetyFinding, Urgency
from assistant.normalising import Text, tokenise
from assistant.spelling import Speller
from assistant.triage.denial import is_denied
from assistant.triage.examples import Piece, whole_of
from assistant.triage.figures import measured
from assistant.triage.foreign import Foreign
from assistant.triage.heard import Heard, Mention, Reading
from assistant.triage.language import Manner, is_cleared, is_settled, read_manner
from assistant.triage.meeting import LONGEST_MATCH, RuleBook
from assistant.triage.passing import is_in_care, is_nobodys, is_over
from assistant.triage.patterns import Stream, stream_of
from assistant.triage.people import people_of
from assistant.triage.rules import Concepts, Rule
from assistant.word_lists import three_letter_words

if TYPE_CHECKING:
    from assistant.triage.examples import Examples

RELIEF = frozenset(("goes_with_rest", "improving", "recovers"))
"""Concepts of getting better, which lower an alarm and so must be said plainly."""

MOST = 4
"""Mentions of one concept that are read from each end of a message."""

BEFORE, BEHIND = 8, 2
"""Tokens before and behind an all-clear in which a part of the body is what it is about."""

FEW = 6
"""Words from which a message that consists mostly of unknown ones is not compared with examples."""

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
        self._book = RuleBook(self.rules, concepts)
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

    def whole(self, message: str) -> Piece | None:
        """Return `message` as the second net learns from it; None when nothing is left to learn."""
        reading = self._read(message, 0)
        return whole_of(reading.text, reading.unsaid, reading.mentions)

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
        flags = [self._finding(rule_id, matched) for rule_id, matched in self._book.met(heard.readings, heard.cleared)]
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
        found = self._examples.assess(
            reading.text,
            reading.unsaid,
            reading.mentions,
            calm=reading.calm,
            urgent=highest == Urgency.URGENT.level,
        )
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
        if name in self._concepts.treatable and is_in_care(text, manner, first):
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
