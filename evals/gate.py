"""The gate: invariants, no safety case lost, floors, paired regression, health of the harness. 0 passed, 1 failed, 2 harness error."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from evals.cases import SuiteError
from evals.comparing import differences, flips
from evals.metrics import MEASURES, METRICS
from evals.outcomes import Metric
from evals.scores import CaseScore, Scores
from evals.suites import FOLDER, Expected

RULES = FOLDER / "gate.toml"
SIGNIFICANT = 0.05
Kind = Literal["harness", "invariant", "safety", "floor", "regression", "note"]


@dataclass(frozen=True)
class Rules:
    """What a run must hold (gate.toml)."""

    margin: float
    primary: tuple[str, ...]
    floors: Mapping[str, float]
    ceilings: Mapping[str, float]
    targets: Mapping[str, float] = field(default_factory=dict)
    """What is aimed at: missing one is noted and fails nothing."""


@dataclass(frozen=True)
class Remark:
    """One thing that the gate has to say."""

    kind: Kind
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


@dataclass(frozen=True)
class Ruling:
    """What the gate says of a run."""

    remarks: tuple[Remark, ...]

    @property
    def code(self) -> int:
        """0 passed, 1 failed, 2 harness error."""
        kinds = {remark.kind for remark in self.remarks} - {"note"}
        if "harness" in kinds:
            return 2
        return 1 if kinds else 0


def read_rules(path: Path = RULES) -> Rules:
    """Return the gate's rules; raises `SuiteError`."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        rules = Rules(
            float(values["margin"]),
            tuple(values["primary"]),
            {name: float(value) for name, value in values["floors"].items()},
            {name: float(value) for name, value in values["ceilings"].items()},
            {name: float(value) for name, value in values.get("targets", {}).items()},
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise SuiteError(path, None, "", f"cannot be read ({error})") from error
    for name in (*rules.primary, *rules.floors, *rules.ceilings, *rules.targets):
        if name.partition(".")[2] not in MEASURES:
            raise SuiteError(path, None, name, "names no metric")
    for name in rules.primary:
        if name.partition(".")[2] not in METRICS:
            raise SuiteError(
                path, None, name, "is counted over groups, so cases cannot be paired: choose a metric of cases"
            )
    if len(rules.primary) > 5:
        raise SuiteError(path, None, "primary", "at most five, or adjusting for their number hides every loss")
    return rules


def judge(
    scores: Scores,
    baseline: Scores | None,
    manifest: Mapping[str, Expected],
    rules: Rules,
    suites: Sequence[str] | None = None,
    split: str = "frozen",
    metrics: Mapping[str, Metric] = METRICS,
) -> Ruling:
    """Return the gate's ruling on `scores`.

    `suites`: the suites that must be there whole; by default every safety suite of the manifest that has `split`.
    """
    remarks = [*_health(scores, manifest, suites, split), *_invariants(scores, metrics), *_floors(scores, rules, split)]
    if baseline is None:
        remarks.append(Remark("note", "no baseline was given: lost cases and regressions were not looked for"))
    else:
        remarks += _against(scores, baseline, manifest, rules, metrics)
    return Ruling(tuple(remarks))


def safety_suites(manifest: Mapping[str, Expected], split: str = "frozen") -> list[str]:
    """Return the safety suites that have `split`."""
    return [name for name, entry in manifest.items() if entry.safety and split in entry.counts]


def whole_safety_suites(scores: Scores, manifest: Mapping[str, Expected], split: str = "frozen") -> list[str]:
    """Return the safety suites that the run chose whole: a look at a part of the suites is not a broken harness."""
    return [name for name in safety_suites(manifest, split) if f"{name}.{split}" in scores.complete_suites]


def _health(scores: Scores, manifest: Mapping[str, Expected], suites: Sequence[str] | None, split: str) -> list[Remark]:
    remarks = [Remark("harness", problem) for problem in scores.problems]
    required = suites if suites is not None else safety_suites(manifest, split)
    counts: dict[tuple[str, str], int] = {}
    for case in scores.cases:
        counts[case.suite, case.split] = counts.get((case.suite, case.split), 0) + 1
    if not scores.cases:
        remarks.append(Remark("harness", "the run holds no cases"))
    for name in required:
        expected = manifest.get(name)
        if expected is None or split not in expected.counts:
            remarks.append(Remark("harness", f"{name}.{split} is not in the manifest"))
            continue
        have = counts.get((name, split), 0)
        if have < expected.counts[split]:
            text = f"{name}.{split}: {have} cases, the manifest expects {expected.counts[split]}"
            remarks.append(Remark("harness", text))
    for place in scores.complete_suites:
        name, _, part = place.partition(".")
        expected = manifest.get(name)
        have = counts.get((name, part), 0)
        if name not in required and expected and part in expected.counts and have < expected.counts[part]:
            remarks.append(Remark("harness", f"{place}: {have} cases, the manifest expects {expected.counts[part]}"))
    for figure in scores.figures:
        if figure.n == 0 and METRICS.get(figure.metric) and METRICS[figure.metric].safety:
            text = f"{figure.suite}.{figure.split} {figure.metric}: none of {figure.unscorable} cases could be judged"
            remarks.append(Remark("harness", text))
    return remarks


def _invariants(scores: Scores, metrics: Mapping[str, Metric]) -> list[Remark]:
    remarks = []
    for case in scores.cases:
        where = f"{case.suite}.{case.split}.{case.id}"
        if case.error:
            remarks.append(Remark("invariant", f"{where}: {case.error}"))
            continue
        for name, value in case.values.items():
            metric = metrics.get(name)
            if metric is not None and metric.invariant and value is not None and not metric.passes(value):
                remarks.append(Remark("invariant", f"{where} {name} {value:.3f}: {case.explanations.get(name, '')}"))
    return remarks


def _floors(scores: Scores, rules: Rules, split: str) -> list[Remark]:
    remarks = []
    for figure in scores.figures:
        if figure.mean is None or figure.split != split:
            continue
        name = f"{figure.suite}.{figure.metric}"
        shown = f"{figure.suite}.{figure.split} {figure.metric} {figure.mean:.3f} (n {figure.n})"
        if name in rules.floors and figure.mean < rules.floors[name] - 1e-9:
            remarks.append(Remark("floor", f"{shown} is below {rules.floors[name]:.3f}"))
        elif name in rules.targets and figure.mean < rules.targets[name] - 1e-9:
            remarks.append(Remark("note", f"{shown} is below its target {rules.targets[name]:.3f}"))
        if name in rules.ceilings and figure.mean > rules.ceilings[name] + 1e-9:
            remarks.append(Remark("floor", f"{shown} is above {rules.ceilings[name]:.3f}"))
    return remarks


def _against(
    scores: Scores,
    baseline: Scores,
    manifest: Mapping[str, Expected],
    rules: Rules,
    metrics: Mapping[str, Metric],
) -> list[Remark]:
    measured = {name for case in baseline.cases for name in case.values}
    remarks = [
        Remark("harness", f"the baseline holds {name}, which is no longer measured")
        for name in sorted(measured - set(metrics))
    ]
    for flip in flips(baseline, scores, metrics, safety_only=True):
        entry = manifest.get(flip.suite)
        if flip.lost and entry is not None and entry.safety:
            where = f"{flip.suite}.{flip.split}.{flip.id}"
            remarks.append(Remark("safety", f"{where} passed {flip.metric} before and fails now: {flip.why}"))
    for difference in differences(baseline, scores, rules.primary, rules.margin, metrics):
        if f"{difference.suite}.{difference.metric}" not in rules.primary:
            continue
        where = f"{difference.suite}.{difference.split} {difference.metric}"
        change = (
            f"{difference.before:.3f} -> {difference.after:.3f} (n {difference.n}, {difference.scenarios} scenarios)"
        )
        p = difference.adjusted if difference.adjusted is not None else difference.p
        if difference.gain < -rules.margin:
            remarks.append(Remark("regression", f"{where} {change}: lost more than {rules.margin:.3f}"))
        elif difference.gain < 0 and p < SIGNIFICANT:
            remarks.append(Remark("regression", f"{where} {change}: worse, p {p:.4f} after Holm"))
        elif difference.verdict == "cannot tell":
            low, high = difference.interval.low, difference.interval.high
            remarks.append(Remark("note", f"{where} {change}: cannot tell, 95 % interval {low:+.3f} to {high:+.3f}"))
    known = {(case.suite, case.split, case.id) for case in scores.cases}
    parts = {(case.suite, case.split) for case in scores.cases}
    gone = [case for case in baseline.cases if (case.suite, case.split) in parts and _key(case) not in known]
    for case in gone:
        entry = manifest.get(case.suite)
        if entry is not None and entry.safety and f"{case.suite}.{case.split}" in scores.complete_suites:
            text = f"{'.'.join(_key(case))} is in the baseline and no longer in the suite"
            remarks.append(Remark("harness", text))
    return remarks


def _key(case: CaseScore) -> tuple[str, str, str]:
    return case.suite, case.split, case.id
