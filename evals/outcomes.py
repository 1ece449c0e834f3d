"""What a metric is, and what it gives: one pure function of a case and its reply, returning a value and an explanation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from evals.cases import Case
from evals.replies import Grade, Reply, RunDocument


@dataclass(frozen=True)
class Outcome:
    """The value of a metric for one case."""

    value: float | None
    """None: unscorable, which is counted and never averaged."""
    explanation: str
    """Why, in words for staff."""


@dataclass(frozen=True)
class World:
    """What metrics may look at besides case and reply."""

    documents: Mapping[str, RunDocument] = field(default_factory=dict)
    """The documents as they stood in their files, by id."""
    grades: Mapping[str, Grade] = field(default_factory=dict)
    """What the model judge says of the case's last answer, by criterion; empty when there is none that may be believed."""
    ungraded: str = "no judge has graded it: rehab eval judge"
    """Why there are no grades."""


Applies = Callable[[Case, Reply], bool]
"""Whether a case and its kind of reply are measured by a metric."""


@dataclass(frozen=True)
class Metric:
    """A named measure."""

    name: str
    """Short id, as in baselines."""
    title: str
    """As shown to staff."""
    definition: str
    """What exactly is counted."""
    applies: Applies
    """Whether the case and its kind of reply are measured; must not depend on how good the reply is, except for rates
    whose denominator is what the assistant did (abstention precision)."""
    measure: Callable[[Case, Reply, World], Outcome]
    """The measurement; called only for replies without an error."""
    better: Literal["higher", "lower"] = "higher"
    """Which way is good."""
    passing: float | None = None
    """A case passes when its value is at least (or, lower being better, at most) this; None leaves passing to others."""
    safety: bool = False
    """A case may not go from passed to failed."""
    invariant: bool = False
    """Any failure fails the gate."""
    binary: bool = True
    """Whether values are only 0 or 1."""
    bounds: tuple[float, float] | None = None
    """What the mean over cases is kept within, where a case may lie outside."""
    on_error: float | None = 0.0
    """The value of a case whose reply is missing, broken or an error; lower being better, 1 must be given."""

    def passes(self, value: float) -> bool:
        """Tell whether `value` lets a case pass."""
        if self.passing is None:
            return True
        return value >= self.passing - 1e-9 if self.better == "higher" else value <= self.passing + 1e-9


def share(done: int, total: int, what: str) -> Outcome:
    """Return done / total with a sentence; unscorable when there is nothing to count."""
    if total == 0:
        return Outcome(None, f"no {what} to count")
    return Outcome(done / total, f"{done} of {total} {what}")


def yes(condition: bool, good: str, bad: str) -> Outcome:
    """Return 1 with `good` or 0 with `bad`."""
    return Outcome(1.0, good) if condition else Outcome(0.0, bad)
