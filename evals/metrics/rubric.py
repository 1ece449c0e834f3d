"""The rubric score, from grades that a model judge gave (`evals.judge`): HealthBench (R. K. Arora et al., 2025).

The metric itself asks nothing. Without a judge, or with one that agrees too little with people, it is unscorable.
"""

from __future__ import annotations

from evals.cases import Case
from evals.outcomes import Metric, Outcome, World
from evals.replies import Reply


def rubric_score(case: Case, reply: Reply, world: World) -> Outcome:
    """Points of the criteria that are met over all points above 0. A grade that cannot be read counts against the answer."""
    if not world.grades:
        return Outcome(None, world.ungraded)
    earned, told = 0, []
    for point in case.expect.rubric:
        grade = world.grades.get(point.criterion)
        known = grade is not None and grade.met is not None
        met = bool(grade and grade.met) if known else point.points < 0
        earned += point.points if met else 0
        if met != (point.points > 0):
            told.append(f"{point.criterion} ({point.points:+d}){'' if known else ', not graded'}")
    possible = sum(point.points for point in case.expect.rubric if point.points > 0)
    return Outcome(earned / possible, "; ".join([f"{earned} of {possible} points", *told]))


METRICS = (
    Metric(
        "rubric_score",
        "Rubric, by a model judge",
        "points of the criteria met / points above 0, mean over cases brought within 0 to 1",
        lambda case, reply: reply.through == "assistant" and bool(case.expect.rubric),
        rubric_score,
        binary=False,
        bounds=(0.0, 1.0),
    ),
)
