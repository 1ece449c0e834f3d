"""What scoring gives: values of each case, figures with intervals, and the baseline file that is committed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import Field

from evals.cases import Strict
from evals.replies import Provenance, write_json

SCORES_FILE = "scores.json"


class CaseScore(Strict):
    """What the metrics give for one case."""

    suite: str
    split: str
    id: str
    scenario: str
    tags: tuple[str, ...] = ()
    passed: bool
    """Whether every metric that decides about passing is content."""
    values: dict[str, float | None]
    """Value by metric; None is unscorable."""
    explanations: dict[str, str] = Field(default_factory=dict)
    """Why, by metric; left out of baselines."""
    error: str = ""
    """Why there was no reply to score; not empty counts as failed everywhere."""
    urgency: str = ""
    """Urgency that was called."""
    gold: str = ""
    """Urgency that was right, where one is expected."""
    milliseconds: float | None = None
    """Time of the last answer."""
    stages: dict[str, float] = Field(default_factory=dict)
    """Milliseconds by stage of the last answer."""
    confidence: float | None = None
    """How surely the best passage answered, of the last answer; None where nothing was looked up."""


class Figure(Strict):
    """A metric over the cases of one split of a suite."""

    suite: str
    split: str
    metric: str
    n: int
    """Cases averaged; situations, for what is counted by situation."""
    scenarios: int
    """Clusters of the interval."""
    unscorable: int
    """Cases that the metric could not judge, such as refusals for faithfulness."""
    errors: int
    """Cases averaged at their worst because there was no usable reply."""
    explanation: str = ""
    """What it rests on, for figures that no single case has."""
    mean: float | None = None
    """Mean over the cases; None when none could be judged."""
    low: float | None = None
    """Lower end of the 95 % cluster bootstrap interval."""
    high: float | None = None
    """Upper end."""
    successes: int | None = None
    """Of a binary metric."""
    wilson: tuple[float, float] | None = None
    """95 % Wilson interval of a binary metric, cases taken as independent."""
    exact: tuple[float, float] | None = None
    """95 % Clopper-Pearson interval of a binary metric, cases taken as independent."""


class Latency(Strict):
    """Milliseconds of the answers of one split of a suite."""

    suite: str
    split: str
    n: int
    p50: float
    p95: float
    p95_low: float
    p95_high: float
    stages: dict[str, tuple[float, float]] = Field(default_factory=dict)
    """Median and 95th percentile by stage, over the answers that reached it."""


class JudgeNote(Strict):
    """What is to be known of a model judge beside its scores."""

    model: str
    """``provider:name``."""
    believed: bool
    """Whether its scores may be shown."""
    why: str
    """Its agreement with people on labelled examples, in words."""


class Scores(Strict):
    """A scored run, or a baseline."""

    run: str
    provenance: Provenance
    scored_by: str = ""
    """Hash of the metrics and suites that it was scored by; scores of a run by others are made anew."""
    complete_suites: tuple[str, ...]
    figures: tuple[Figure, ...]
    latency: tuple[Latency, ...] = ()
    cases: tuple[CaseScore, ...]
    judge: JudgeNote | None = None
    """The model judge whose grades were used or withheld; None when there was none."""
    problems: tuple[str, ...] = ()
    """What is wrong with the harness itself: metrics that raised, cases that vanished, lines that cannot be read."""


def write_scores(folder: Path, scores: Scores) -> Path:
    """Write the scores into the run's folder and return the file."""
    write_json(folder / SCORES_FILE, scores.model_dump(mode="json"))
    return folder / SCORES_FILE


_TRANSIENT = ("explanations", "milliseconds", "stages", "confidence")
"""Fields of a case that differ with each run or say nothing in a comparison."""


def write_baseline(path: Path, scores: Scores) -> None:
    """Write a baseline: the scores without explanations, one line a figure and a case, so that a change reads well in a diff."""
    head = scores.model_dump(mode="json", exclude={"cases", "figures", "latency", "problems", "judge", "scored_by"})
    cases = sorted(scores.cases, key=lambda case: (case.suite, case.split, case.id))
    shown = [case.model_dump(mode="json", exclude=set(_TRANSIENT), exclude_defaults=True) for case in cases]
    figures = [figure.model_dump(mode="json", exclude_none=True, exclude={"explanation"}) for figure in scores.figures]
    text = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    for name, rows in (("figures", [_rounded(row) for row in figures]), ("cases", [_rounded(row) for row in shown])):
        lines = ",\n".join(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)
        text += f',\n "{name}": [\n{lines}\n ]'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n}\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    """Return JSON with figures cut to 6 places: more is noise in a file that people compare."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list) else value
