"""Does the judge agree with people? Kappa on labelled examples decides whether its scores are shown.

J. Cohen, Educ. Psychol. Meas. 20 (1960) 37; from 0.61 "substantial": J. R. Landis and G. G. Koch, Biometrics 33 (1977) 159.
"""

from __future__ import annotations

from collections.abc import Sequence

from evals.judge.records import Agreement, Labelled
from evals.replies import Grade
from evals.statistics import cohen_kappa, kappa_bootstrap, wilson

LEAST_KAPPA = 0.6
"""Lower end of the interval from which a judge is believed."""
LEAST_EXAMPLES = 40
"""Labelled examples below which nothing is known of a judge."""
MOST_UNREADABLE = 0.05
"""Share of unreadable grades up to which a judge is believed."""


def agreement(examples: Sequence[Labelled], grades: Sequence[Grade]) -> Agreement:
    """Return how far `grades` agree with `examples`, both in the same order; an unreadable grade disagrees."""
    people = [example.met for example in examples]
    judge = [
        not example.met if grade.met is None else grade.met for example, grade in zip(examples, grades, strict=True)
    ]
    agreed = sum(first == second for first, second in zip(people, judge, strict=True))
    near = wilson(agreed, len(people))
    spread = kappa_bootstrap(people, judge, [example.scenario_id for example in examples])
    return Agreement(
        examples=len(people),
        unreadable=sum(grade.met is None for grade in grades),
        accuracy=agreed / len(people),
        accuracy_interval=(near.low, near.high),
        kappa=cohen_kappa(people, judge),
        kappa_interval=(spread.low, spread.high),
        macro_f1=(_f1(people, judge, True) + _f1(people, judge, False)) / 2,
    )


def verdict(found: Agreement) -> tuple[bool, str]:
    """Return whether a judge with this agreement is believed, and why."""
    if found.examples < LEAST_EXAMPLES:
        return False, f"withheld: {found.examples} labelled examples, {LEAST_EXAMPLES} are needed to know a judge"
    if found.unreadable > MOST_UNREADABLE * found.examples:
        return False, f"withheld: {found.unreadable} of {found.examples} of its grades could not be read"
    if found.kappa_interval[0] < LEAST_KAPPA:
        return False, f"withheld: it {found}; the interval of kappa must lie above {LEAST_KAPPA}"
    return True, f"it {found}"


def _f1(people: Sequence[bool], judge: Sequence[bool], kind: bool) -> float:
    both = sum(first is kind and second is kind for first, second in zip(people, judge, strict=True))
    named = sum(first is kind for first in people) + sum(second is kind for second in judge)
    return 2 * both / named if named else 0.0
