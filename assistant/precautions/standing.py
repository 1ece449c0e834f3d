"""What holds for a person whatever they ask about: said where the library has no answer for what they want to do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from assistant.precautions.rules import Rule
from assistant.precautions.verdicts import MovementVerdict
from assistant.registers import Circumstance

MOST = 2
"""Rules that are said of one person: of the gravest circumstances."""
BROAD = 3
"""Movements from which on a rule is one on how to live with a circumstance, rather than on a single task."""
_GRAVEST = ("limit", "surgery", "injury", "state", "condition")
"""Kinds of circumstance, the one that forbids most first."""


def standing(
    rules: Sequence[Rule], active: Collection[str], known: Mapping[str, Circumstance]
) -> list[MovementVerdict]:
    """Return the broadest rule for each of the gravest circumstances in `active`, at most `MOST` of them.

    `known`: the controlled list. A rule on a single task, such as driving, is none of them.
    """
    implied = {one for identity in active if identity in known for one in known[identity].implies}
    graded = sorted(
        (identity for identity in active if identity in known),
        key=lambda one: (_GRAVEST.index(known[one].kind), one in implied, one),
    )
    found: dict[str, MovementVerdict] = {}
    for circumstance in graded:
        speaking = [rule for rule in rules if circumstance in rule.when and _broad(rule)]
        if not speaking or any(rule.id in found for rule in speaking):
            continue
        rule = max(speaking, key=lambda one: (one.everything, one.verdict == "not_now", len(one.movements)))
        if len(found) < MOST:
            found[rule.id] = MovementVerdict(
                rule.id, rule.verdict, circumstance, "", rule.message, rule.sources, rule.alternatives, rule.leads
            )
    return sorted(found.values(), key=lambda one: one.verdict != "not_now")


def _broad(rule: Rule) -> bool:
    return rule.everything or bool(rule.tiers and not rule.team_first) or len(rule.movements) >= BROAD
