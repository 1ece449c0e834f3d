"""Plots of a report as SVG that takes its colours from the page, so that it reads on paper, in the dark and by itself."""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.models import Urgency
from evals.metrics.groups import wrong_if_answered
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


def plots(cases: Sequence[CaseScore]) -> list[Plot]:
    """Return the plots that the cases have figures for."""
    makers = (urgency_matrix, abstention_bars, risk_curve, latency_histogram, tag_bars)
    return [plot for make in makers if (plot := make(cases)) is not None]


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


def risk_curve(cases: Sequence[CaseScore]) -> Plot | None:
    """Return the share of wrong answers against the share of questions answered, surest first; None without confidences."""
    known = [
        (case.confidence, wrong)
        for case in cases
        if case.confidence is not None and (wrong := wrong_if_answered(case)) is not None
    ]
    if len(known) < 10:
        return None
    known.sort(key=lambda pair: -pair[0])
    risks, errors = [], 0
    for place, (_, wrong) in enumerate(known, start=1):
        errors += wrong
        risks.append(errors / place)
    coverage = [place / len(known) for place in range(1, len(known) + 1)]
    axes = _axes(5.2, 2.6)
    axes.plot(coverage, risks, color=GOOD, linewidth=1.8)
    axes.fill_between(coverage, risks, color=GOOD, alpha=0.15, linewidth=0)
    axes.axhline(risks[-1], color=FAINT, linewidth=1, linestyle="--")
    axes.text(0.0, risks[-1], "without a floor", color=INK, va="bottom", fontsize=8)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, max(*risks, 0.05) * 1.15)
    axes.set_xlabel("share of questions answered, surest first")
    axes.set_ylabel("share wrong")
    steps = (0.25, 0.5, 0.75, 0.9, 1.0)
    points = [(share, risks[max(int(share * len(risks)), 1) - 1]) for share in steps]
    area = sum(risks) / len(risks)
    alternative = (
        f"Over {len(known)} questions of which {errors} should not be answered as they would be: the surest half is wrong in "
        f"{points[1][1]:.1%}, all together in {points[-1][1]:.1%}. Area {area:.3f}; 0 would be an order without a fault."
    )
    rows = tuple((f"{share:.0%}", f"{risk:.3f}") for share, risk in points)
    return Plot("Abstention: what its confidence is worth", _svg(axes), alternative, ("answered", "share wrong"), rows)


def tag_bars(cases: Sequence[CaseScore], most: int = 20) -> Plot | None:
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
    return Plot(
        "Cases that pass, by tag (lowest first)",
        svg,
        alternative,
        ("tag", "share", "cases", "95 % Wilson interval"),
        rows,
    )


def latency_histogram(cases: Sequence[CaseScore]) -> Plot | None:
    """Return the distribution of answering times in milliseconds; None without times."""
    times = [case.milliseconds for case in cases if case.milliseconds is not None]
    if len(times) < 5:
        return None
    p50, p95 = nearest_rank(times, 0.5), nearest_rank(times, 0.95)
    axes = _axes(5.2, 2.6)
    low, high = math.log10(max(min(times), 0.1)), math.log10(max(*times, 1.0))
    edges = [10 ** (low + (high - low + 1e-6) * step / 40) for step in range(41)]
    axes.hist([max(time, edges[0]) for time in times], bins=edges, color=GOOD, alpha=0.75)
    axes.set_xscale("log")
    ticks = [tick for tick in (0.1, 1, 10, 100, 1_000, 10_000) if edges[0] / 3 <= tick <= edges[-1] * 3]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    top = axes.get_ylim()[1]
    axes.set_ylim(0, top * 1.3)
    for height, value, name in ((1.28, p50, "median"), (1.14, p95, "95th percentile")):
        axes.axvline(value, color=BAD, linewidth=1)
        left = value > math.sqrt(edges[0] * edges[-1])
        words = f" {name} {value:.0f} ms "
        axes.text(value, top * height, words, color=INK, va="top", ha="right" if left else "left", fontsize=8)
    axes.set_xlabel("milliseconds for the last answer (each mark is ten times the one before)")
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
