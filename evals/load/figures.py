"""What a run under load comes to: times, refusals, and whether memory grows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from evals.load.visitors import Outcome

WARM = 0.4
"""Of the run, after which memory is looked at: caches and pools have filled by then, and the first visits are forgotten."""
GROWTH = 0.05
"""Of the memory, by which it may grow after that and still be called flat."""


@dataclass(frozen=True)
class Phase:
    """One phase of a run."""

    name: str
    conversations: int
    """At once."""
    seconds: float
    questions: int
    rate: float
    """Questions a second."""
    work: float
    """The server's processor time in milliseconds for each question, pages that were loaded included."""
    errors: int
    busy: int
    """Told that it is busy."""
    dangers: int
    missed: int
    """Dangers that were not referred as an emergency."""
    p50: float
    """Milliseconds of an answer, as the visitor waits for it; refusals are left out."""
    p95: float
    p99: float
    slowest: float
    busy_p95: float
    """Milliseconds until somebody is told that it is busy."""
    danger_p95: float
    """Milliseconds until danger is referred."""


@dataclass(frozen=True)
class Memory:
    """The server's memory in MB."""

    ready: float
    warm: float
    end: float
    slope: float
    """MB a minute after the warm-up, by least squares."""
    flat: bool
    """Whether it grew by less than 5 % after the warm-up, as the slope says."""
    files: int
    """Most files and connections that were open at once."""


def phase(name: str, conversations: int, seconds: float, outcomes: Sequence[Outcome], worked: float) -> Phase:
    """Return the figures of one phase; `worked`: seconds of the server's processor time in it."""
    kinds = Counter(one.kind for one in outcomes)
    times = _percentiles([one.seconds for one in outcomes if one.kind == "answered"])
    return Phase(
        name=name,
        conversations=conversations,
        seconds=round(seconds, 1),
        questions=len(outcomes),
        rate=round(len(outcomes) / seconds, 1),
        work=round(1000 * worked / max(1, len(outcomes)), 1),
        errors=kinds["error"],
        busy=kinds["busy"],
        dangers=sum(one.danger for one in outcomes),
        missed=kinds["missed"],
        p50=times[0],
        p95=times[1],
        p99=times[2],
        slowest=times[3],
        busy_p95=_percentiles([one.seconds for one in outcomes if one.kind == "busy"])[1],
        danger_p95=_percentiles([one.seconds for one in outcomes if one.danger])[1],
    )


def memory(samples: Sequence[tuple[float, float, int]], ready: float) -> Memory:
    """Return what memory did; `samples`: seconds since the start, MB, open files."""
    end = samples[-1][0]
    warm = [one for one in samples if one[0] >= WARM * end]
    minutes = np.array([one[0] for one in warm]) / 60
    held = np.array([one[1] for one in warm])
    slope = float(np.polyfit(minutes, held, 1)[0]) if len(warm) > 2 else 0.0
    growth = slope * (minutes[-1] - minutes[0])
    return Memory(
        ready=round(ready),
        warm=round(warm[0][1]),
        end=round(samples[-1][1]),
        slope=round(slope, 1),
        flat=bool(growth < GROWTH * warm[0][1]),
        files=max(one[2] for one in samples),
    )


def table(phases: Sequence[Phase], held: Memory) -> str:
    """Return the figures as Markdown."""
    columns = {
        "phase": "name",
        "conversations": "conversations",
        "seconds": "seconds",
        "questions": "questions",
        "a second": "rate",
        "processor ms each": "work",
        "errors": "errors",
        "told busy": "busy",
        "dangers": "dangers",
        "missed": "missed",
        "p50 ms": "p50",
        "p95 ms": "p95",
        "p99 ms": "p99",
        "slowest ms": "slowest",
        "busy within (p95)": "busy_p95",
        "danger within (p95)": "danger_p95",
    }
    rows = [list(columns), ["---", *["--:"] * (len(columns) - 1)]]
    rows += [[_shown(asdict(one)[field]) for field in columns.values()] for one in phases]
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return (
        f"{lines}\n\nMemory in MB: {held.ready:.0f} ready, {held.warm:.0f} warm, {held.end:.0f} at the end; "
        f"{held.slope:+.1f} a minute once warm, {'flat' if held.flat else 'NOT flat'}. "
        f"At most {held.files} files and connections open.\n"
    )


def _shown(value: object) -> str:
    return f"{value:,.0f}" if isinstance(value, float) and value >= 100 else f"{value}"


def _percentiles(seconds: Sequence[float]) -> tuple[float, float, float, float]:
    if not seconds:
        return 0.0, 0.0, 0.0, 0.0
    found = np.percentile(np.array(seconds) * 1000, [50, 95, 99, 100])
    return tuple(round(float(one), 1) for one in found)  # type: ignore[return-value]
