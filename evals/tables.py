"""Scores and comparisons as lines of text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evals.comparing import Difference, Flip
from evals.metrics import title_of
from evals.scores import Figure, Scores


def summary_lines(scores: Scores) -> Iterator[str]:
    """Yield the figures of a run by suite and split, the times, and what is wrong with the harness."""
    place = ""
    for figure in scores.figures:
        if f"{figure.suite}.{figure.split}" != place:
            place = f"{figure.suite}.{figure.split}"
            own = [case for case in scores.cases if (case.suite, case.split) == (figure.suite, figure.split)]
            good = sum(case.passed for case in own)
            yield f"{place}: {good} of {len(own)} cases pass, {len({case.scenario for case in own})} scenarios"
        yield "  " + figure_line(figure)
    for latency in scores.latency:
        yield (
            f"{latency.suite}.{latency.split}: median {latency.p50:.0f} ms, 95th percentile {latency.p95:.0f} ms "
            f"({latency.p95_low:.0f} to {latency.p95_high:.0f}), n {latency.n}"
        )
    for problem in scores.problems:
        yield f"harness: {problem}"


def figure_line(figure: Figure) -> str:
    """Return one figure with its interval and counts."""
    title = title_of(figure.metric)
    if figure.mean is None or figure.low is None or figure.high is None:
        return f"{title:<38} {'-':>7}  unscorable {figure.unscorable}"
    counts = f"{figure.successes}/{figure.n}" if figure.successes is not None else f"n {figure.n}"
    extras = f", unscorable {figure.unscorable}" if figure.unscorable else ""
    extras += f", errors {figure.errors}" if figure.errors else ""
    if figure.exact is not None and figure.successes in (0, figure.n):
        extras += f", exact {figure.exact[0]:.3f} to {figure.exact[1]:.3f}"
    return f"{title:<38} {figure.mean:>7.3f}  [{figure.low:.3f}, {figure.high:.3f}]  {counts}, {figure.scenarios} scenarios{extras}"


def comparison_lines(found: Sequence[Difference], changed: Sequence[Flip]) -> Iterator[str]:
    """Yield the differences that are there, the verdicts on them, and every flipped case."""
    for entry in found:
        if entry.gain == 0 and entry.adjusted is None:
            continue
        tests = f"p {entry.p:.4f}" + (f", McNemar {entry.mcnemar:.4f}" if entry.mcnemar is not None else "")
        tests += f", Holm {entry.adjusted:.4f}" if entry.adjusted is not None else ""
        yield (
            f"{entry.suite}.{entry.split} {entry.metric}: {entry.before:.3f} -> {entry.after:.3f}, gain {entry.gain:+.3f} "
            f"[{entry.interval.low:+.3f}, {entry.interval.high:+.3f}], {tests}, n {entry.n}, "
            f"{entry.scenarios} scenarios: {entry.verdict}"
        )
    same = sum(entry.gain == 0 and entry.adjusted is None for entry in found)
    if same:
        yield f"{same} figures are the same in both"
    for flip in changed:
        yield f"{'lost' if flip.lost else 'won '} {flip.suite}.{flip.split}.{flip.id}: {flip.why}"
    if not changed:
        yield "no case passed in one and failed in the other"
