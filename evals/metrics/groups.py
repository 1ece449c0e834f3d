"""Figures that no single case has: the worst wording of a situation, the gap between registers, risk against coverage.

Each is a pure function of the scored cases of one split of a suite. Risk and coverage: Y. Geifman and R. El-Yaniv, NeurIPS 2017.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evals.scores import CaseScore
from evals.statistics import Interval, cluster_bootstrap, gap_bootstrap, risk_coverage_area, risk_coverage_bootstrap

REGISTERS = (
    "lay",
    "plain",
    "clinical",
    "slang",
    "typo",
    "abbr",
    "esl",
    "dialect",
    "older",
    "minimiser",
    "us",
    "caps",
    "other",
)
"""Tags that say how or by whom a case is worded (``other``: asked for somebody else)."""
ENOUGH = 10
"""Scenarios of a register from which its rate is looked at."""


@dataclass(frozen=True)
class GroupOutcome:
    """The value over a group, and what it rests on."""

    value: float
    explanation: str
    """In words for staff."""
    n: int
    """What was counted: scenarios or cases."""
    scenarios: int
    """Clusters of the interval."""
    interval: Interval
    """95 %, drawn over scenarios."""
    binary: bool = False
    """Whether it is a share of `n`."""


@dataclass(frozen=True)
class GroupMetric:
    """A named measure of a group of cases."""

    name: str
    """Short id, as in baselines."""
    title: str
    """As shown to staff."""
    definition: str
    """What exactly is counted."""
    measure: Callable[[Sequence[CaseScore]], GroupOutcome | None]
    """The measurement; None when the group holds nothing to measure."""
    better: Literal["higher", "lower"] = "higher"
    """Which way is good."""


def worst_wording(cases: Sequence[CaseScore]) -> GroupOutcome | None:
    """Share of the situations with several wordings of which every wording passes (worst of k)."""
    several = {name: group for name, group in _scenarios(cases).items() if len(group) > 1}
    failed = [name for name, group in several.items() if not all(case.passed for case in group)]
    return _share(
        len(several) - len(failed), several, f"a wording fails in {_some(failed)}" if failed else "every wording passes"
    )


def same_level(cases: Sequence[CaseScore]) -> GroupOutcome | None:
    """Share of the situations with several wordings of one right urgency for which the same urgency is called every time."""
    several = {
        name: group
        for name, group in _scenarios([case for case in cases if case.gold]).items()
        if len(group) > 1 and len({case.gold for case in group}) == 1
    }
    moved = [name for name, group in several.items() if len({case.urgency for case in group}) > 1]
    return _share(
        len(several) - len(moved), several, f"the level moves in {_some(moved)}" if moved else "the level never moves"
    )


def register_gap(cases: Sequence[CaseScore]) -> GroupOutcome | None:
    """Largest difference between the shares of passed cases of two registers (tags) with at least 10 scenarios each.

    The largest of several differences is above 0 by chance alone: the explanation says what is usual when tags mean nothing.
    """
    tagged = {tag: [case for case in cases if tag in case.tags] for tag in REGISTERS}
    groups = {tag: own for tag, own in tagged.items() if len({case.scenario for case in own}) >= ENOUGH}
    if len(groups) < 2:
        return None
    rates = {tag: sum(case.passed for case in own) / len(own) for tag, own in groups.items()}
    low, high = min(rates, key=rates.__getitem__), max(rates, key=rates.__getitem__)
    values = [float(case.passed) for own in groups.values() for case in own]
    tags = [tag for tag, own in groups.items() for _ in own]
    scenarios = [case.scenario for own in groups.values() for case in own]
    interval, chance = gap_bootstrap(values, tags, scenarios)
    told = (
        f"no difference between {len(groups)} registers"
        if rates[low] == rates[high]
        else f"{low} {rates[low]:.3f} (n {len(groups[low])}), {high} {rates[high]:.3f} (n {len(groups[high])}), of "
        f"{len(groups)} registers; by chance alone up to {chance:.3f}"
    )
    return GroupOutcome(rates[high] - rates[low], told, len(values), len(set(scenarios)), interval)


def risk_coverage(cases: Sequence[CaseScore]) -> GroupOutcome | None:
    """Area under the risk-coverage curve: the mean share of wrong answers when only the k surest are given, over all k."""
    known = [
        (case, wrong)
        for case in cases
        if case.confidence is not None and (wrong := wrong_if_answered(case)) is not None
    ]
    if len(known) < 2 or len({case.scenario for case, _ in known}) < 2:
        return None
    confidence = [case.confidence or 0.0 for case, _ in known]
    flags = [float(flag) for _, flag in known]
    scenarios = [case.scenario for case, _ in known]
    value = risk_coverage_area(confidence, flags)
    best = risk_coverage_area([-flag for flag in flags], flags)
    told = f"the best order would give {best:.3f}, any order {sum(flags) / len(flags):.3f}; {len(cases) - len(known)} without a confidence"
    interval = risk_coverage_bootstrap(confidence, flags, scenarios)
    return GroupOutcome(value, told, len(known), len(set(scenarios)), interval)


def wrong_if_answered(case: CaseScore) -> bool | None:
    """Tell whether answering is wrong: nothing is held, or what is quoted is not right; None where that is not known.

    A question that could be answered and was refused counts as right: nothing wrong was said.
    """
    if "abstention_recall" in case.values:
        return True
    if (quoted := case.values.get("right_document")) is not None and not case.values.get("false_refusal"):
        return quoted < 1.0
    return False if "false_refusal" in case.values else None


def _scenarios(cases: Sequence[CaseScore]) -> dict[str, list[CaseScore]]:
    found: dict[str, list[CaseScore]] = defaultdict(list)
    for case in cases:
        found[case.scenario].append(case)
    return found


def _share(good: int, groups: dict[str, list[CaseScore]], told: str) -> GroupOutcome | None:
    if not groups:
        return None
    values = np.zeros(len(groups))
    values[:good] = 1.0
    interval = cluster_bootstrap(values.tolist(), list(groups))
    return GroupOutcome(good / len(groups), told, len(groups), len(groups), interval, binary=True)


def _some(names: Sequence[str], most: int = 6) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


GROUP_METRICS: dict[str, GroupMetric] = {
    metric.name: metric
    for metric in (
        GroupMetric(
            "worst_wording",
            "Every wording passes",
            "situations of which all wordings pass / situations with several wordings",
            worst_wording,
        ),
        GroupMetric(
            "same_level",
            "Same urgency for every wording",
            "situations called the same in every wording / situations with several wordings of one right urgency",
            same_level,
        ),
        GroupMetric(
            "register_gap",
            "Largest gap between registers",
            "highest less lowest share of passed cases among wordings: lay, clinical, slang, typo, for somebody else ...",
            register_gap,
            better="lower",
        ),
        GroupMetric(
            "risk_coverage",
            "Risk over coverage",
            "mean share of wrong answers when only the k surest are given, over all k (AURC)",
            risk_coverage,
            better="lower",
        ),
    )
}
"""All group metrics by name."""
