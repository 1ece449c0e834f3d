"""The report as one HTML file: no script or style from elsewhere; readable on a phone, on paper and in the dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from evals.cases import Case
from evals.comparing import Difference, Flip
from evals.gate import Ruling
from evals.metrics import MEASURES, METRICS, title_of
from evals.replies import Reply
from evals.report.plots import Plot, plots
from evals.scores import CaseScore, Figure, Scores

FOLDER = Path(__file__).resolve().parent
HEADLINES = (
    "triage.emergency_recall",
    "triage.same_day_recall",
    "triage.over_triage",
    "precautions.contraindication_recall",
    "circumstances.circumstances_right",
    "injection.injection_survival",
    "abstention.abstention_recall",
    "abstention.false_refusal",
    "questions.right_document",
    "questions.truthfulness",
    "retrieval.hit_at_5",
    "retrieval.mrr_at_10",
)
Key = tuple[str, str, str]


def report_page(
    scores: Scores,
    cases: Mapping[Key, Case],
    replies: Mapping[Key, Reply],
    found: Sequence[Difference] = (),
    changed: Sequence[Flip] = (),
    ruling: Ruling | None = None,
) -> str:
    """Return the page. `found`, `changed` and `ruling` compare with a baseline, where there is one."""
    gains = {(entry.suite, entry.split, entry.metric): entry for entry in found}
    style = (FOLDER / "page.css").read_text(encoding="utf-8")
    script = (FOLDER / "page.js").read_text(encoding="utf-8")
    failed = [case for case in scores.cases if not case.passed]
    passed = len(scores.cases) - len(failed)
    scenarios = len({(case.suite, case.scenario) for case in scores.cases})
    body = [
        f"<header><h1>Evaluation {escape(scores.run)}</h1>",
        f'<p class="quiet">{escape(_provenance_line(scores))}</p>',
        f"<p>{passed} of {len(scores.cases)} cases pass, over {scenarios} scenarios. "
        "A scenario is one situation in several wordings; intervals are 95 % and drawn over scenarios. "
        "Nothing here is clinical sign-off.</p></header><main>",
        _ruling(ruling, scores),
        f'<section aria-label="Headline figures" class="tiles">{_tiles(scores, gains)}</section>',
        *_changed(changed),
        "<h2>Pictures</h2>",
        f'<div class="plots">{"".join(_plot(plot) for plot in _all_plots(scores.cases))}</div>',
        "<h2>All figures</h2>",
        *_tables(scores, gains),
        f"<h2>Cases that fail ({len(failed)})</h2>",
        _filter(failed),
        *(_case(case, cases.get(_key(case)), replies.get(_key(case))) for case in failed),
        "<h2>How this run was made</h2>",
        _provenance(scores),
        "</main>",
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Evaluation {escape(scores.run)}</title><style>{style}</style></head>\n"
        f"<body>{chr(10).join(part for part in body if part)}\n<script>{script}</script></body></html>\n"
    )


def _key(case: CaseScore) -> Key:
    return case.suite, case.split, case.id


def _provenance_line(scores: Scores) -> str:
    made = scores.provenance
    changed = ", with changes" if made.git_dirty else ""
    return f"{made.began}, commit {made.git_commit[:10]}{changed}, {made.answerer}, {made.seconds:.0f} s of asking"


def _ruling(ruling: Ruling | None, scores: Scores) -> str:
    if ruling is None:
        if not scores.problems:
            return ""
        items = "".join(f"<li>{escape(problem)}</li>" for problem in scores.problems)
        return f'<section class="ruling failed"><strong>The harness has problems</strong><ul>{items}</ul></section>'
    words = ("The gate lets this run through", "The gate does not let this run through", "The harness is broken")
    items = "".join(f"<li><b>{escape(remark.kind)}</b>: {escape(remark.text)}</li>" for remark in ruling.remarks[:40])
    more = len(ruling.remarks) - 40
    items += f"<li>and {more} more</li>" if more > 0 else ""
    listed = f"<ul>{items}</ul>" if items else ""
    state = "" if ruling.code == 0 else " failed"
    return f'<section class="ruling{state}"><strong>{words[ruling.code]}</strong>{listed}</section>'


def _tiles(scores: Scores, gains: Mapping[Key, Difference]) -> str:
    by_name: dict[str, list[Figure]] = {}
    for figure in scores.figures:
        by_name.setdefault(f"{figure.suite}.{figure.metric}", []).append(figure)
    tiles = []
    for name in HEADLINES:
        for figure in by_name.get(name, ()):
            if figure.mean is None:
                continue
            title = title_of(figure.metric)
            tiles.append(
                f'<div class="tile"><span>{escape(title)}</span><b>{figure.mean:.3f}</b>'
                f"<span>{escape(_interval(figure))}, {escape(_count(figure))}</span>"
                f"<span>{escape(figure.suite)}, {escape(figure.split)}{_gain(gains.get(_figure_key(figure)))}</span></div>"
            )
    return "".join(tiles)


def _figure_key(figure: Figure) -> Key:
    return figure.suite, figure.split, figure.metric


def _interval(figure: Figure) -> str:
    if figure.exact is not None and figure.successes in (0, figure.n):
        return f"{figure.exact[0]:.3f} to {figure.exact[1]:.3f} (exact)"
    return f"{figure.low:.3f} to {figure.high:.3f}" if figure.low is not None else ""


def _count(figure: Figure) -> str:
    return f"{figure.successes} of {figure.n}" if figure.successes is not None else f"n {figure.n}"


def _gain(entry: Difference | None) -> str:
    if entry is None:
        return ""
    if entry.gain == 0:
        return ", as before"
    kind = "better" if entry.gain > 0 else "worse"
    return f', <span class="{kind}" style="display:inline">gain {entry.gain:+.3f} ({escape(entry.verdict)})</span>'


def _changed(changed: Sequence[Flip]) -> list[str]:
    if not changed:
        return []
    lost, won = [flip for flip in changed if flip.lost], [flip for flip in changed if not flip.lost]
    parts = ["<h2>Against the baseline</h2>"]
    for name, group in (("pass no more", lost), ("pass now", won)):
        if group:
            items = "".join(
                f"<li><b>{escape(flip.suite)}.{escape(flip.split)}.{escape(flip.id)}</b>: {escape(flip.why)}</li>"
                for flip in group
            )
            opened = " open" if group is lost else ""
            parts.append(f"<details{opened}><summary>{len(group)} cases {name}</summary><ul>{items}</ul></details>")
    return parts


def _all_plots(cases: Sequence[CaseScore]) -> list[Plot]:
    return plots(cases, "")


def _plot(plot: Plot) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in plot.header)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in plot.rows)
    return (
        f"<figure><h3>{escape(plot.title)}</h3>{plot.svg}<figcaption>{escape(plot.alternative)}</figcaption>"
        f'<details><summary>The figures</summary><div class="scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details></figure>"
    )


def _tables(scores: Scores, gains: Mapping[Key, Difference]) -> list[str]:
    groups: dict[tuple[str, str], list[Figure]] = {}
    for figure in scores.figures:
        groups.setdefault((figure.suite, figure.split), []).append(figure)
    times = {(entry.suite, entry.split): entry for entry in scores.latency}
    tables = []
    for (suite, split), figures in groups.items():
        own = [case for case in scores.cases if (case.suite, case.split) == (suite, split)]
        caption = f"{suite}, {split}: {sum(case.passed for case in own)} of {len(own)} cases pass"
        if (suite, split) in times:
            time = times[suite, split]
            caption += f"; median {time.p50:.0f} ms, 95th percentile {time.p95:.0f} ms"
        rows = "".join(_row(figure, gains.get(_figure_key(figure))) for figure in figures)
        tables.append(
            f'<div class="scroll"><table class="figures"><caption>{escape(caption)}</caption><thead><tr><th>Figure</th>'
            '<th class="n">Mean</th><th class="n">95 % interval</th><th class="n">Cases</th><th class="n">Scenarios</th>'
            f"<th>Left out, and change</th></tr></thead><tbody>{rows}</tbody></table></div>"
        )
    return tables


def _row(figure: Figure, entry: Difference | None) -> str:
    metric = MEASURES.get(figure.metric)
    title, definition = (metric.title, metric.definition) if metric else (figure.metric, "")
    notes = [f"{figure.unscorable} unscorable"] if figure.unscorable else []
    notes += [f"{figure.errors} errors, counted as failures"] if figure.errors else []
    change = _gain(entry).removeprefix(", ")
    notes_text = "; ".join([*(escape(note) for note in notes), *([change] if change else [])])
    mean = f"{figure.mean:.3f}" if figure.mean is not None else "-"
    less = " (less is better)" if metric and metric.better == "lower" else ""
    return (
        f'<tr><td title="{escape(definition)}">{escape(title)}{less}</td><td class="n">{mean}</td>'
        f'<td class="n">{escape(_interval(figure))}</td><td class="n">{escape(_count(figure))}</td>'
        f'<td class="n">{figure.scenarios}</td><td>{notes_text}</td></tr>'
    )


def _filter(failed: Sequence[CaseScore]) -> str:
    if not failed:
        return "<p>None.</p>"
    suites = sorted({case.suite for case in failed})
    options = "".join(f"<option>{escape(suite)}</option>" for suite in suites)
    return (
        '<div class="filter"><span><label for="words">Filter</label><input id="words" type="search" '
        'placeholder="words of a question, tag, metric" autocomplete="off"></span><span><label for="suite">Suite</label>'
        f'<select id="suite"><option value="">all</option>{options}</select></span>'
        '<span id="shown" class="quiet" role="status"></span></div>'
    )


def _case(score: CaseScore, case: Case | None, reply: Reply | None) -> str:
    turns = case.turns if case else ("the case is no longer in its suite",)
    asked = "<br>".join(escape(turn) for turn in turns)
    reasons = "".join(
        f"<li><b>{escape(METRICS[name].title)}</b>: {escape(score.explanations.get(name, ''))}</li>"
        for name, value in score.values.items()
        if name in METRICS and value is not None and not METRICS[name].passes(value)
    )
    if score.error:
        reasons = f"<li>{escape(score.error)}</li>{reasons}"
    answer = ""
    if reply and reply.answers:
        last = reply.answers[-1]
        answer = f"{last.status}, {last.urgency}\n{last.text}"
    elif reply and reply.ranking:
        answer = "\n".join(f"{rank}. {identity}" for rank, identity in enumerate(reply.ranking[:10], start=1))
    elif reply and reply.urgency is not None:
        answer = f"called {reply.urgency}"
    expected = case.expect.model_dump_json(exclude_defaults=True, indent=1) if case else ""
    tags = "".join(f'<span class="tag">{escape(tag)}</span>' for tag in score.tags)
    source = f"<dt>Expectation from</dt><dd>{escape(case.source_ref)}</dd>" if case and case.source_ref else ""
    return (
        f'<details class="case" data-suite="{escape(score.suite)}"><summary>{escape(turns[-1])} '
        f'<span class="quiet">{escape(score.suite)}.{escape(score.split)}.{escape(score.id)}</span></summary><dl>'
        f"<dt>Asked</dt><dd>{asked}</dd><dt>Why it fails</dt><dd><ul>{reasons}</ul></dd>"
        f'<dt>Expected</dt><dd class="answer">{escape(expected)}</dd><dt>Answer</dt><dd class="answer">{escape(answer)}</dd>'
        f"{source}<dt>Tags</dt><dd>{tags}</dd></dl></details>"
    )


def _provenance(scores: Scores) -> str:
    made = scores.provenance
    rows = {
        "Began": made.began,
        "Asking took": f"{made.seconds:.1f} s",
        "Commit": made.git_commit + (" (files changed since)" if made.git_dirty else ""),
        "Settings": made.config_hash,
        "Index": made.corpus_hash or "not used",
        "Embedding model": made.embedder or "not used",
        "Answerer": made.answerer,
        **{name.capitalize(): value for name, value in made.machine.items()},
        **made.versions,
    }
    cells = "".join(
        f"<tr><th scope='row'>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows.items()
    )
    return f'<div class="scroll"><table><tbody>{cells}</tbody></table></div>'
