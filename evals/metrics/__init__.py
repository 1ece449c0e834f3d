"""Every metric of a case. Each is one pure function of a case and its reply; figures that no single case has are in `groups`."""

from __future__ import annotations

from evals.metrics import answers, citations, evidence, ranking, reading, rubric, safety, turns, urgency
from evals.metrics.groups import GROUP_METRICS, GroupMetric
from evals.outcomes import Metric

METRICS: dict[str, Metric] = {
    metric.name: metric
    for room in (urgency, safety, turns, answers, citations, evidence, reading, rubric, ranking)
    for metric in room.METRICS
}
"""All metrics by name, in the order in which they are shown."""
MEASURES: dict[str, Metric | GroupMetric] = {**METRICS, **GROUP_METRICS}
"""Everything that a figure may be of, by name."""


def title_of(name: str) -> str:
    """Return what a figure is called for staff; its name where the measure is no longer known."""
    return MEASURES[name].title if name in MEASURES else name
