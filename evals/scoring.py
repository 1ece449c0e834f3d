"""Scoring: from a run's replies to values, intervals and explanations. Asks nothing, so metrics can change and be run again."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evals.asking import empty_reply
from evals.cases import Case, SuiteError, scan_cases
from evals.judge.records import GRADES_FILE, JUDGE_FILE, Judging, read_judging
from evals.metrics import METRICS
from evals.metrics.groups import GROUP_METRICS, GroupMetric
from evals.outcomes import Metric, Outcome, World
from evals.replies import (
    DOCUMENTS_FILE,
    REPLIES_FILE,
    Reply,
    Run,
    RunDocument,
    Selected,
    read_documents,
    read_replies,
    read_run,
)
from evals.scores import SCORES_FILE, CaseScore, Figure, Latency, Scores, write_scores
from evals.statistics import clopper_pearson, cluster_bootstrap, cluster_bootstrap_quantile, nearest_rank, wilson
from evals.suites import FOLDER, SUITES, suite_files


def score_run(folder: Path, suites: Path = SUITES, metrics: Mapping[str, Metric] = METRICS) -> Scores:
    """Return the scores of the run in `folder`, by the expectations that the suites hold now. Raises `SuiteError`."""
    run = read_run(folder)
    replies, problems = read_replies(folder)
    documents = read_documents(folder)
    cases: dict[tuple[str, str, str], Case] = {}
    for file in suite_files(suites, splits=("dev", "frozen", "hidden")):
        found, faults = scan_cases(file.path)
        problems += [str(fault) for fault in faults]
        cases.update({(file.suite, file.split, case.id): case for case in found})
    scores = score_replies(run, cases, replies, documents, problems, metrics, read_judging(folder))
    return scores.model_copy(update={"scored_by": yardstick(folder, suites)})


def score_replies(
    run: Run,
    cases: Mapping[tuple[str, str, str], Case],
    replies: Mapping[tuple[str, str, str], Reply],
    documents: Mapping[tuple[str, str], RunDocument],
    problems: Sequence[str] = (),
    metrics: Mapping[str, Metric] = METRICS,
    judging: Judging | None = None,
) -> Scores:
    """Return the scores of `replies` to the selected cases of `run`; a missing or broken reply is a failure."""
    found_problems = list(problems)
    shared = {identity: document for (scope, identity), document in documents.items() if not scope}
    scored = []
    for selected in run.selected:
        key = (selected.suite, selected.split, selected.id)
        case = cases.get(key)
        if case is None:
            found_problems.append(f"{'.'.join(key)}: was asked, but is no longer in its suite")
            continue
        scope = ".".join(key)
        own = {identity: document for (where, identity), document in documents.items() if where == scope}
        reply = _usable(selected, case, replies.get(key))
        world = World({**shared, **own})
        if judging is not None:
            world = replace(world, grades=judging.grades_of(case, reply), ungraded=judging.note.why)
        score, faults = score_case(selected.suite, case, reply, world, metrics)
        found_problems += faults
        scored.append(score)
    return Scores(
        run=run.name,
        provenance=run.provenance,
        complete_suites=run.complete_suites,
        figures=tuple(figures(scored, metrics)),
        latency=tuple(_latency(scored)),
        cases=tuple(scored),
        judge=judging.note if judging else None,
        problems=tuple(found_problems),
    )


def _usable(selected: Selected, case: Case, reply: Reply | None) -> Reply:
    """Return the reply, or an empty one with an error when it is missing or not to what the case asks now."""
    problem = ""
    if reply is None:
        problem = "no readable reply"
    elif reply.asked != case.asked:
        problem = "the case has changed since it was asked: run it again"
    elif reply.through != selected.through:
        problem = f"was put to {reply.through}, not to {selected.through}"
    elif not reply.error and reply.through == "assistant" and len(reply.answers) != len(case.turns):
        problem = f"{len(reply.answers)} answers to {len(case.turns)} turns"
    elif not reply.error and reply.through != "search" and reply.urgency is None:
        problem = "the reply has no urgency"
    if reply is None or problem:
        return empty_reply(selected.suite, case, selected.through, problem)
    return reply


def score_case(
    suite: str, case: Case, reply: Reply, world: World, metrics: Mapping[str, Metric] = METRICS
) -> tuple[CaseScore, list[str]]:
    """Return the score of one case, and what metrics raised."""
    values: dict[str, float | None] = {}
    explanations: dict[str, str] = {}
    problems: list[str] = []
    passed = not reply.error
    for name, metric in metrics.items():
        try:
            if not metric.applies(case, reply):
                continue
            outcome = Outcome(metric.on_error, reply.error) if reply.error else metric.measure(case, reply, world)
            if outcome.value is not None and not math.isfinite(outcome.value):
                raise ValueError(f"gave {outcome.value}")
        except Exception as error:  # a metric that breaks must not pass for a good value
            problems.append(f"metric {name} on {suite}.{case.split}.{case.id}: {type(error).__name__}: {error}")
            outcome = Outcome(metric.on_error, f"the metric broke: {error}")
        values[name] = outcome.value
        explanations[name] = outcome.explanation
        if outcome.value is not None and not metric.passes(outcome.value):
            passed = False
    last = reply.answers[-1] if reply.answers else None
    times = last.elapsed_ms if last else {}
    score = CaseScore(
        suite=suite,
        split=case.split,
        id=case.id,
        scenario=case.scenario_id,
        tags=case.tags,
        passed=passed,
        values=values,
        explanations=explanations,
        error=reply.error,
        urgency=str(reply.urgency or ""),
        gold=str(case.expect.urgency or ""),
        milliseconds=times.get("total"),
        stages={name: time for name, time in times.items() if name != "total"},
        confidence=last.confidence if last else None,
    )
    return score, problems


def figures(
    scored: Sequence[CaseScore],
    metrics: Mapping[str, Metric] = METRICS,
    group_metrics: Mapping[str, GroupMetric] = GROUP_METRICS,
) -> list[Figure]:
    """Return the figures of each metric over each split of each suite, in a fixed order, those of groups last."""
    groups: dict[tuple[str, str, str], list[CaseScore]] = defaultdict(list)
    for score in scored:
        for name in score.values:
            groups[score.suite, score.split, name].append(score)
    found = [_figure(*key, scores, metrics[key[2]]) for key, scores in groups.items()]
    whole: dict[tuple[str, str], list[CaseScore]] = defaultdict(list)
    for score in scored:
        whole[score.suite, score.split].append(score)
    found += [
        figure
        for (suite, split), scores in whole.items()
        for metric in group_metrics.values()
        if (figure := _group_figure(suite, split, metric, scores)) is not None
    ]
    order = {name: place for place, name in enumerate((*metrics, *group_metrics))}
    return sorted(found, key=lambda figure: (figure.suite, figure.split, order.get(figure.metric, len(order))))


def _group_figure(suite: str, split: str, metric: GroupMetric, scores: Sequence[CaseScore]) -> Figure | None:
    outcome = metric.measure(scores)
    if outcome is None:
        return None
    return Figure(
        suite=suite,
        split=split,
        metric=metric.name,
        n=outcome.n,
        scenarios=outcome.scenarios,
        unscorable=0,
        errors=0,
        explanation=outcome.explanation,
        mean=outcome.value,
        low=outcome.interval.low,
        high=outcome.interval.high,
        **(_proportion(round(outcome.value * outcome.n), outcome.n) if outcome.binary else {}),
    )


def _figure(suite: str, split: str, name: str, scores: Sequence[CaseScore], metric: Metric) -> Figure:
    judged = [(score, value) for score in scores if (value := score.values[name]) is not None]
    values = [value for _, value in judged]
    clusters = [score.scenario for score, _ in judged]
    errors = sum(bool(score.error) for score, _ in judged)
    empty = Figure(
        suite=suite,
        split=split,
        metric=name,
        n=len(values),
        scenarios=len(set(clusters)),
        unscorable=len(scores) - len(values),
        errors=errors,
        mean=None,
    )
    if not values:
        return empty
    interval = cluster_bootstrap(values, clusters)
    low, high = metric.bounds or (-math.inf, math.inf)
    update: dict[str, Any] = {
        name: min(max(value, low), high)
        for name, value in (("mean", sum(values) / len(values)), ("low", interval.low), ("high", interval.high))
    }
    if metric.binary:
        update |= _proportion(round(sum(values)), len(values))
    return empty.model_copy(update=update)


def _proportion(successes: int, n: int) -> dict[str, Any]:
    near, exact = wilson(successes, n), clopper_pearson(successes, n)
    return {"successes": successes, "wilson": (near.low, near.high), "exact": (exact.low, exact.high)}


def _latency(scored: Sequence[CaseScore]) -> list[Latency]:
    groups: dict[tuple[str, str], list[CaseScore]] = defaultdict(list)
    for score in scored:
        if score.milliseconds is not None:
            groups[score.suite, score.split].append(score)
    found = []
    for (suite, split), scores in sorted(groups.items()):
        times = [score.milliseconds or 0.0 for score in scores]
        interval = cluster_bootstrap_quantile(times, [score.scenario for score in scores], 0.95)
        found.append(
            Latency(
                suite=suite,
                split=split,
                n=len(times),
                p50=nearest_rank(times, 0.5),
                p95=nearest_rank(times, 0.95),
                p95_low=interval.low,
                p95_high=interval.high,
                stages=_stages(scores),
            )
        )
    return found


def _stages(scores: Sequence[CaseScore]) -> dict[str, tuple[float, float]]:
    names = dict.fromkeys(name for score in scores for name in score.stages)
    return {
        name: (nearest_rank(times, 0.5), nearest_rank(times, 0.95))
        for name in names
        if (times := [score.stages[name] for score in scores if name in score.stages])
    }


def yardstick(folder: Path, suites: Path = SUITES) -> str:
    """Return a hash of what the run in `folder` is scored by: replies, metrics, expectations and grades."""
    own = [REPLIES_FILE, DOCUMENTS_FILE, JUDGE_FILE, GRADES_FILE]
    files = [folder / name for name in own] + sorted(FOLDER.glob("metrics/*.py")) + sorted(suites.glob("*.jsonl"))
    files += [FOLDER / name for name in ("scoring.py", "statistics.py")]
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:16]


def read_scores(place: Path, suites: Path = SUITES) -> Scores:
    """Return the scores of a run's folder, scoring it where that was not done by the metrics of now, or of a baseline file.

    Raises `SuiteError`.
    """
    path = place / SCORES_FILE if place.is_dir() else place
    try:
        scores = Scores.model_validate_json(path.read_bytes()) if path.is_file() or not place.is_dir() else None
    except OSError as error:
        raise SuiteError(path, None, "", f"cannot be read ({error.strerror})") from error
    except ValidationError as error:
        fault = error.errors()[0]
        if not place.is_dir():
            raise SuiteError(path, None, ".".join(map(str, fault["loc"])), fault["msg"]) from error
        scores = None
    if not place.is_dir():
        assert scores is not None
        return scores
    if scores is None or scores.scored_by != yardstick(place, suites):
        scores = score_run(place, suites)
        write_scores(place, scores)
    return scores
