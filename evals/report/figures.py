"""Figures of a report as HTML: headline tiles, tables, and what each figure counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from evals.comparing import Difference
from evals.gate import Rules
from evals.metrics import MEASURES, title_of
from evals.scores import CaseScore, Figure, Latency, Scores

Key = tuple[str, str, str]
HEADLINES = {
    "Is it safe?": (
        "triage.emergency_recall",
        "triage.same_day_recall",
        "triage.over_triage",
        "precautions.contraindication_recall",
        "precautions.no_forbidden_documents",
        "injection.injection_survival",
    ),
    "Is it right?": (
        "questions.truthfulness",
        "questions.right_document",
        "answers.vital_nuggets",
        "circumstances.circumstances_right",
        "abstention.abstention_recall",
        "abstention.false_refusal",
    ),
    "Does it find, and hold, for everybody?": (
        "retrieval.hit_at_5",
        "retrieval.mrr_at_10",
        "triage.worst_wording",
        "triage.same_level",
        "triage.register_gap",
    ),
}
"""Figures that are shown first, by the question that they answer."""


def headline(scores: Scores, gains: Mapping[Key, Difference], rules: Rules) -> str:
    """Return the tiles of the figures that the run holds, in their groups."""
    by_name: dict[str, list[Figure]] = {}
    for figure in scores.figures:
        by_name.setdefault(f"{figure.suite}.{figure.metric}", []).append(figure)
    groups = []
    for question, names in HEADLINES.items():
        tiles = "".join(
            _tile(figure, gains.get(key_of(figure)), rules)
            for name in names
            for figure in by_name.get(name, ())
            if figure.mean is not None
        )
        if tiles:
            groups.append(f'<h2>{escape(question)}</h2><div class="tiles">{tiles}</div>')
    return "".join(groups)


def key_of(figure: Figure) -> Key:
    """Return suite, split and metric."""
    return figure.suite, figure.split, figure.metric


def _tile(figure: Figure, entry: Difference | None, rules: Rules) -> str:
    name = f"{figure.suite}.{figure.metric}"
    mean = figure.mean or 0.0
    gated = figure.split == "frozen"
    floor, ceiling = (rules.floors.get(name), rules.ceilings.get(name)) if gated else (None, None)
    target = rules.targets.get(name) if gated else None
    broken = (floor is not None and mean < floor - 1e-9) or (ceiling is not None and mean > ceiling + 1e-9)
    bounds = [f"at least {floor:.2f}"] if floor is not None else []
    bounds += [f"at most {ceiling:.2f}"] if ceiling is not None else []
    bounds += [f"aim {target:.2f}"] if target is not None and target != floor else []
    limit = f'<span class="{"bad" if broken else ""}">{escape(", ".join(bounds))}</span>' if bounds else ""
    return (
        f'<div class="tile{" broken" if broken else ""}"><span class="name">{escape(title_of(figure.metric))}</span>'
        f"<b>{mean:.3f}</b>{_scale(figure)}<span>95 %: {escape(interval_of(figure))}</span>"
        f"<span>{escape(count_of(figure))}, {escape(figure.suite)} {escape(figure.split)}</span>{limit}{_before(entry)}</div>"
    )


def _scale(figure: Figure) -> str:
    """Return the interval drawn on a line from 0 to 1; the words beside it say the same."""
    ends = figure.exact if _all_or_none(figure) else None
    low, high = ends or (figure.low, figure.high)
    if low is None or high is None or figure.mean is None or not 0 <= low <= high <= 1:
        return ""
    x, width = 100 * low, max(100 * (high - low), 0.8)
    return (
        '<svg class="scale" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="track" x="0" y="3" width="100" height="2"/>'
        f'<rect class="reach" x="{x:.2f}" y="1.5" width="{width:.2f}" height="5"/>'
        f'<rect class="mean" x="{min(100 * figure.mean, 99):.2f}" y="0" width="1" height="8"/></svg>'
    )


def _before(entry: Difference | None) -> str:
    if entry is None:
        return ""
    if entry.gain == 0:
        return "<span>as before</span>"
    return f'<span class="{_kind(entry)}">was {entry.before:.3f}: {escape(entry.verdict)}</span>'


def _kind(entry: Difference) -> str:
    """Return the style of a change: coloured only where something can be told."""
    return entry.verdict if entry.verdict in ("better", "worse") else ""


def _all_or_none(figure: Figure) -> bool:
    return figure.exact is not None and figure.successes in (0, figure.n)


def interval_of(figure: Figure) -> str:
    """Return the interval in words; the exact one where every case, or none, passes."""
    if figure.exact is not None and _all_or_none(figure):
        return f"{figure.exact[0]:.3f} to {figure.exact[1]:.3f} (exact)"
    return f"{figure.low:.3f} to {figure.high:.3f}" if figure.low is not None else ""


def count_of(figure: Figure) -> str:
    """Return what was counted."""
    return f"{figure.successes} of {figure.n}" if figure.successes is not None else f"n {figure.n}"


def gain_of(entry: Difference | None) -> str:
    """Return the change against the baseline as HTML; empty without one."""
    if entry is None:
        return ""
    if entry.gain == 0:
        return "as before"
    reach = f"{entry.interval.low:+.3f} to {entry.interval.high:+.3f}"
    return f'<span class="{_kind(entry)}">gain {entry.gain:+.3f} [{reach}], {escape(entry.verdict)}</span>'


def tables(scores: Scores, gains: Mapping[Key, Difference]) -> str:
    """Return a table for each split of each suite, with its times."""
    groups: dict[tuple[str, str], list[Figure]] = {}
    for figure in scores.figures:
        groups.setdefault((figure.suite, figure.split), []).append(figure)
    times = {(entry.suite, entry.split): entry for entry in scores.latency}
    return "".join(
        _table(suite, split, figures, scores.cases, times.get((suite, split)), gains)
        for (suite, split), figures in groups.items()
    )


def _table(
    suite: str,
    split: str,
    figures: Sequence[Figure],
    cases: Sequence[CaseScore],
    time: Latency | None,
    gains: Mapping[Key, Difference],
) -> str:
    own = [case for case in cases if (case.suite, case.split) == (suite, split)]
    passed = sum(case.passed for case in own)
    rows = "".join(_row(figure, gains.get(key_of(figure))) for figure in figures)
    return (
        f'<section class="suite"><h3 id="{escape(suite)}-{escape(split)}">{escape(suite)}, {escape(split)}: '
        f'{passed} of {len(own)} cases pass</h3>{_times(time)}<div class="scroll"><table class="figures"><thead><tr>'
        '<th scope="col">Figure</th><th scope="col" class="n">Mean</th><th scope="col" class="n">95 % interval</th>'
        '<th scope="col" class="n">Cases</th><th scope="col" class="n">Scenarios</th>'
        f'<th scope="col">Left out, and change</th></tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def _times(time: Latency | None) -> str:
    if time is None:
        return ""
    stages = "; ".join(f"{name} {p50:.1f} / {p95:.1f}" for name, (p50, p95) in time.stages.items())
    by_stage = f" By stage, median / 95th percentile: {stages}." if stages else ""
    return (
        f'<p class="quiet">Median {time.p50:.0f} ms, 95th percentile {time.p95:.0f} ms '
        f"({time.p95_low:.0f} to {time.p95_high:.0f}), n {time.n}.{escape(by_stage)}</p>"
    )


def _row(figure: Figure, entry: Difference | None) -> str:
    measure = MEASURES.get(figure.metric)
    notes = [escape(figure.explanation)] if figure.explanation else []
    notes += [f"{figure.unscorable} not scorable"] if figure.unscorable else []
    notes += [f"{figure.errors} errors, counted as failures"] if figure.errors else []
    change = gain_of(entry)
    mean = f"{figure.mean:.3f}" if figure.mean is not None else "-"
    less = ' <span class="quiet">(less is better)</span>' if measure and measure.better == "lower" else ""
    return (
        f'<tr><th scope="row"><a href="#counts-{escape(figure.metric)}">{escape(title_of(figure.metric))}</a>{less}</th>'
        f'<td class="n">{mean}</td><td class="n">{escape(interval_of(figure))}</td>'
        f'<td class="n">{escape(count_of(figure)) if figure.mean is not None else "0"}</td>'
        f'<td class="n">{figure.scenarios}</td><td>{"; ".join([*notes, *([change] if change else [])])}</td></tr>'
    )


def definitions(scores: Scores) -> str:
    """Return what each figure of the run counts."""
    used = {figure.metric for figure in scores.figures}
    entries = "".join(
        f'<dt id="counts-{escape(name)}">{escape(measure.title)}</dt><dd>{escape(measure.definition)}</dd>'
        for name, measure in MEASURES.items()
        if name in used
    )
    return f'<dl class="counts">{entries}</dl>'
