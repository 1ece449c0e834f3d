"""Comparing two runs on the cases they share: paired, by scenario, and honest about what cannot be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from evals.metrics import METRICS
from evals.outcomes import Metric
from evals.scores import CaseScore, Scores
from evals.statistics import Interval, cluster_bootstrap, holm, mcnemar_exact, paired_randomisation

MARGIN = 0.02
"""Loss that counts as a loss."""
Verdict = Literal["better", "worse", "no worse", "cannot tell"]


@dataclass(frozen=True)
class Flip:
    """A case that passed in one run and failed in the other."""

    suite: str
    split: str
    id: str
    metric: str
    """The metric by which it flipped; ``case`` for the case as a whole."""
    lost: bool
    """True: passed before, fails now."""
    why: str
    """Explanation of the later run."""


@dataclass(frozen=True)
class Difference:
    """A metric in two runs; positive differences are good whichever way the metric goes."""

    suite: str
    split: str
    metric: str
    n: int
    scenarios: int
    before: float
    after: float
    gain: float
    """Mean paired improvement."""
    interval: Interval
    """95 % cluster bootstrap interval of the gain."""
    p: float
    """Paired randomisation test by scenario."""
    mcnemar: float | None
    """Exact McNemar test over cases; None when the metric is not binary."""
    adjusted: float | None = None
    """p after Holm over the primary metrics; None for the others."""
    margin: float = MARGIN
    """Loss that counts as a loss."""

    @property
    def verdict(self) -> Verdict:
        """``cannot tell`` when the interval reaches from a loss beyond the margin to a gain."""
        if self.interval.low > 0:
            return "better"
        if self.interval.high < 0 and self.gain < 0:
            return "worse"
        return "no worse" if self.interval.low > -self.margin else "cannot tell"


Pairs = dict[tuple[str, str], list[tuple[CaseScore, CaseScore]]]


def pairs_of(before: Scores, after: Scores) -> Pairs:
    """Return the cases that both hold, by suite and split."""
    old = {(case.suite, case.split, case.id): case for case in before.cases}
    found: Pairs = defaultdict(list)
    for case in after.cases:
        other = old.get((case.suite, case.split, case.id))
        if other is not None:
            found[case.suite, case.split].append((other, case))
    return found


def differences(
    before: Scores,
    after: Scores,
    primary: tuple[str, ...] = (),
    margin: float = MARGIN,
    metrics: Mapping[str, Metric] = METRICS,
) -> list[Difference]:
    """Return how each metric differs over the cases that both runs could judge by it.

    `primary`: ``suite.metric`` names, at most five, whose p values are adjusted together.
    """
    found: list[Difference] = []
    for (suite, split), pairs in sorted(pairs_of(before, after).items()):
        names = [name for name in metrics if any(name in old.values and name in new.values for old, new in pairs)]
        for name in names:
            difference = _difference(suite, split, metrics[name], pairs, margin)
            if difference is not None:
                found.append(difference)
    places = [place for place, entry in enumerate(found) if f"{entry.suite}.{entry.metric}" in primary]
    for place, p in zip(places, holm([found[place].p for place in places]), strict=True):
        found[place] = replace(found[place], adjusted=p)
    return found


def _difference(
    suite: str, split: str, metric: Metric, pairs: list[tuple[CaseScore, CaseScore]], margin: float
) -> Difference | None:
    old_values, new_values, scenarios = [], [], []
    for old, new in pairs:
        first, second = old.values.get(metric.name), new.values.get(metric.name)
        if first is not None and second is not None:
            old_values.append(first)
            new_values.append(second)
            scenarios.append(new.scenario)
    if not old_values:
        return None
    sign = 1.0 if metric.better == "higher" else -1.0
    gains = [sign * (second - first) for first, second in zip(old_values, new_values, strict=True)]
    mcnemar = None
    if metric.binary:
        mcnemar = mcnemar_exact(sum(gain < 0 for gain in gains), sum(gain > 0 for gain in gains))
    changed = any(gains)
    return Difference(
        suite=suite,
        split=split,
        metric=metric.name,
        n=len(gains),
        scenarios=len(set(scenarios)),
        before=sum(old_values) / len(old_values),
        after=sum(new_values) / len(new_values),
        gain=sum(gains) / len(gains),
        interval=cluster_bootstrap(gains, scenarios) if changed else Interval(0.0, 0.0),
        p=paired_randomisation(gains, scenarios) if changed else 1.0,
        mcnemar=mcnemar,
        margin=margin,
    )


def flips(
    before: Scores, after: Scores, metrics: Mapping[str, Metric] = METRICS, safety_only: bool = False
) -> list[Flip]:
    """Return every case that flipped, losses first.

    With `safety_only`, by safety metric instead of by case: such a flip counts even when the case failed before for another
    reason. Metrics that need an answer are left out where the later run asked the red-flag rules alone.
    """
    found: list[Flip] = []
    for (suite, split), pairs in sorted(pairs_of(before, after).items()):
        for old, new in pairs:
            if not safety_only:
                if old.passed != new.passed:
                    found.append(Flip(suite, split, new.id, "case", old.passed, _why(new)))
                continue
            for name, value in old.values.items():
                metric = metrics.get(name)
                if metric is None or not metric.safety or value is None or name not in new.values:
                    continue
                later = new.values[name]
                was, now = metric.passes(value), later is not None and metric.passes(later)
                if was != now:
                    why = new.explanations.get(name) or new.error
                    found.append(Flip(suite, split, new.id, name, was, why))
    return sorted(found, key=lambda flip: not flip.lost)


def _why(case: CaseScore) -> str:
    if case.error:
        return case.error
    failed = [
        case.explanations.get(name, "")
        for name, value in case.values.items()
        if name in METRICS and value is not None and not METRICS[name].passes(value)
    ]
    return "; ".join(filter(None, failed)) or "passes now"
