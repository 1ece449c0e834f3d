"""Plots of a report as SVG that takes its colours from the page, so that it reads on paper, in the dark and by itself."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.models import Urgency
from evals.scores import CaseScore
from evals.statistics import nearest_rank, wilson

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

INK, GOOD, BAD, FAINT = "#010101", "#020202", "#030303", "#040404"
"""Stand-ins that are replaced by the page's own colours."""
_COLOURS = {INK: "var(--ink)", GOOD: "var(--good)", BAD: "var(--bad)", FAINT: "var(--line)"}
LEVELS = [str(urgency) for urgency in Urgency]


@dataclass(frozen=True)
class Plot:
    """A picture with the words and figures that say the same."""

    title: str
    svg: str
    alternative: str
    """What it shows, in a sentence or two."""
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """The figures behind it, as a table."""


def plots(cases: Sequence[CaseScore], suite: str) -> list[Plot]:
    """Return the plots that the cases of a suite (or of all, for an empty `suite`) have figures for."""
    chosen = [case for case in cases if not suite or case.suite == suite]
    made = [urgency_matrix(chosen), abstention_bars(chosen), latency_histogram(chosen), tag_bars(chosen)]
    return [plot for plot in made if plot is not None]


def urgency_matrix(cases: Sequence[CaseScore]) -> Plot | None:
    """Return the confusion matrix of urgency, right against called; None without cases that expect one."""
    counts = Counter((case.gold, case.urgency or "no reply") for case in cases if case.gold)
    if not counts:
        return None
    called = [*LEVELS, *(["no reply"] if any(pair[1] == "no reply" for pair in counts) else [])]
    axes = _axes(4.6, 3.2)
    for row, gold in enumerate(LEVELS):
        total = sum(counts[gold, name] for name in called)
        for column, name in enumerate(called):
            count = counts[gold, name]
            right = gold == name
            low = name not in LEVELS or LEVELS.index(name) < row
            colour = GOOD if right else BAD if low else FAINT
            alpha = 0.12 + 0.6 * count / total if count and total else 0.0
            axes.add_patch(_square(column, row, colour, alpha))
            weight = "bold" if count and not right and low else "normal"
            axes.text(column, row, str(count), ha="center", va="center", color=INK, fontweight=weight)
    axes.set_xlim(-0.5, len(called) - 0.5)
    axes.set_ylim(len(LEVELS) - 0.5, -0.5)
    axes.set_xticks(range(len(called)), called)
    axes.set_yticks(range(len(LEVELS)), LEVELS)
    axes.set_xlabel("called")
    axes.set_ylabel("right")
    wrong_low = sum(
        n for (gold, name), n in counts.items() if name not in LEVELS or LEVELS.index(name) < LEVELS.index(gold)
    )
    total = sum(counts.values())
    exact = sum(counts[name, name] for name in LEVELS)
    rows = tuple((gold, *(str(counts[gold, name]) for name in called)) for gold in LEVELS)
    alternative = (
        f"Of {total} cases {exact} have exactly the right urgency; {wrong_low} are called less urgent than they are."
    )
    return Plot("Urgency: right against called", _svg(axes), alternative, ("right \\ called", *called), rows)


def abstention_bars(cases: Sequence[CaseScore]) -> Plot | None:
    """Return how reliable abstention is: recall, precision and false refusals with Wilson intervals; None without cases."""
    named = (
        ("abstains when it should", "abstention_recall", True),
        ("right when it abstains", "abstention_precision", True),
        ("refuses what it could answer", "false_refusal", False),
    )
    bars = []
    for label, metric, good in named:
        values = [value for case in cases if (value := case.values.get(metric)) is not None]
        if values:
            bars.append((label, round(sum(values)), len(values), good))
    if not bars:
        return None
    rows, alternative = _shares([(label, hits, n) for label, hits, n, _ in bars])
    svg = _bar_plot([(label, hits, n, GOOD if good else BAD) for label, hits, n, good in bars])
    return Plot("Abstention", svg, alternative, ("", "share", "cases", "95 % Wilson interval"), rows)


def tag_bars(cases: Sequence[CaseScore], most: int = 24) -> Plot | None:
    """Return the share of cases that pass by tag, lowest first, of tags with at least 5 cases; None without such tags."""
    by_tag: dict[str, list[bool]] = {}
    for case in cases:
        for tag in case.tags:
            by_tag.setdefault(tag, []).append(case.passed)
    bars = [(tag, sum(passed), len(passed)) for tag, passed in by_tag.items() if len(passed) >= 5]
    bars.sort(key=lambda bar: (bar[1] / bar[2], -bar[2]))
    bars = bars[:most]
    if len(bars) < 2:
        return None
    rows, _ = _shares(bars)
    alternative = f"Lowest: {bars[0][0]}, {bars[0][1]} of {bars[0][2]} pass; highest shown: {bars[-1][0]}, {bars[-1][1]} of {bars[-1][2]}."
    svg = _bar_plot([(tag, hits, n, GOOD) for tag, hits, n in bars])
    return Plot("Cases that pass, by tag", svg, alternative, ("tag", "share", "cases", "95 % Wilson interval"), rows)


def latency_histogram(cases: Sequence[CaseScore]) -> Plot | None:
    """Return the distribution of answering times in milliseconds; None without times."""
    times = [case.milliseconds for case in cases if case.milliseconds is not None]
    if len(times) < 5:
        return None
    p50, p95 = nearest_rank(times, 0.5), nearest_rank(times, 0.95)
    axes = _axes(5.2, 2.4)
    top = max(p95 * 1.6, 1.0)
    axes.hist([min(time, top) for time in times], bins=40, color=GOOD, alpha=0.75)
    for value, name in ((p50, "median"), (p95, "95 %")):
        axes.axvline(value, color=BAD, linewidth=1)
        axes.text(value, axes.get_ylim()[1], f" {name} {value:.0f} ms", color=INK, va="top", fontsize=8)
    axes.set_xlabel("milliseconds for the last answer")
    axes.set_ylabel("cases")
    alternative = (
        f"Median {p50:.0f} ms, 95th percentile {p95:.0f} ms, longest {max(times):.0f} ms, over {len(times)} answers."
    )
    rows = (("median", f"{p50:.0f}"), ("95th percentile", f"{p95:.0f}"), ("longest", f"{max(times):.0f}"))
    return Plot("Time to answer", _svg(axes), alternative, ("", "ms"), rows)


def _shares(bars: Sequence[tuple[str, int, int]]) -> tuple[tuple[tuple[str, ...], ...], str]:
    rows = []
    for label, hits, n in bars:
        interval = wilson(hits, n)
        rows.append((label, f"{hits / n:.3f}", f"{hits} of {n}", f"{interval.low:.3f} to {interval.high:.3f}"))
    return tuple(rows), "; ".join(f"{label}: {hits} of {n}" for label, hits, n in bars) + "."


def _bar_plot(bars: Sequence[tuple[str, int, int, str]]) -> str:
    axes = _axes(5.2, 0.55 + 0.24 * len(bars) + 0.3)
    for place, (_, hits, n, colour) in enumerate(bars):
        share, interval = hits / n, wilson(hits, n)
        axes.barh(place, share, color=colour, alpha=0.55, height=0.62)
        axes.plot([interval.low, interval.high], [place, place], color=INK, linewidth=1.2)
        axes.text(1.02, place, f"{hits}/{n}", va="center", color=INK, fontsize=8)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.set_yticks(range(len(bars)), [label for label, *_ in bars])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1.0], ["0", ".25", ".5", ".75", "1"])
    return _svg(axes)


def _square(column: float, row: float, colour: str, alpha: float) -> Patch:
    from matplotlib.patches import Rectangle

    return Rectangle((column - 0.47, row - 0.47), 0.94, 0.94, facecolor=colour, alpha=alpha, linewidth=0)


def _axes(width: float, height: float) -> Axes:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(
        {"font.size": 9, "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK}
    ):
        axes: Axes = Figure(figsize=(width, height), layout="constrained").subplots()
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(FAINT)
    axes.tick_params(color=FAINT, labelcolor=INK)
    axes.patch.set_alpha(0)
    return axes


def _svg(axes: Axes) -> str:
    """Return the figure as SVG with the page's fonts and colours, and without anything that differs between runs."""
    from matplotlib import rc_context

    sink = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "rehab", "font.family": "sans-serif"}):
        axes.get_figure().savefig(sink, format="svg", transparent=True, metadata={"Date": None, "Creator": None})  # type: ignore[union-attr]
    text = sink.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)
    text = re.sub(r'<g id="[^"]*"', "<g", text)
    for stand_in, colour in _COLOURS.items():
        text = text.replace(stand_in, colour)
    text = re.sub(
        r'(<svg[^>]*?) width="[^"]*"', r"\1", re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", text, count=1), count=1
    )
    text = re.sub(r"font: ([^;\"]*?)'[^;\"]*", r"font: \1var(--font)", text)
    return text.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
