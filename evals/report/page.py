"""The report as one HTML file: no script or style from elsewhere; readable on a phone, on paper and in the dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from evals.cases import Case
from evals.comparing import Difference, Flip
from evals.gate import Rules, Ruling, read_rules
from evals.replies import Reply
from evals.report.cases import MOST, case_section, failing_cases
from evals.report.figures import Key, definitions, headline, tables
from evals.report.plots import Plot, plots
from evals.scores import CaseScore, Scores

FOLDER = Path(__file__).resolve().parent
REMARKS = 40
"""Remarks of the gate that are shown."""


def report_page(
    scores: Scores,
    cases: Mapping[Key, Case],
    replies: Mapping[Key, Reply],
    found: Sequence[Difference] = (),
    changed: Sequence[Flip] = (),
    ruling: Ruling | None = None,
    rules: Rules | None = None,
) -> str:
    """Return the page. `found`, `changed` and `ruling` compare with a baseline, where there is one."""
    gains = {(entry.suite, entry.split, entry.metric): entry for entry in found}
    style = (FOLDER / "page.css").read_text(encoding="utf-8")
    script = (FOLDER / "page.js").read_text(encoding="utf-8")
    failed = [case for case in scores.cases if not case.passed]
    body = [
        _head(scores, failed),
        "<main>",
        _ruling(ruling, scores),
        _judge(scores),
        f'<section id="headline" aria-label="Headline figures">{headline(scores, gains, rules or read_rules())}</section>',
        *_changed(changed),
        '<h2 id="pictures">Pictures</h2>',
        f'<div class="plots">{"".join(_plot(plot) for plot in plots(scores.cases))}</div>',
        f'<section><h2 id="failing">Cases that fail ({len(failed)})</h2>',
        failing_cases(failed),
        *(case_section(case, cases.get(_key(case)), replies.get(_key(case))) for case in failed[:MOST]),
        "</section>",
        '<h2 id="figures">All figures</h2>',
        tables(scores, gains),
        '<h2 id="counts">What each figure counts</h2>',
        definitions(scores),
        '<h2 id="made">How this run was made</h2>',
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


def _head(scores: Scores, failed: Sequence[CaseScore]) -> str:
    passed = len(scores.cases) - len(failed)
    scenarios = len({(case.suite, case.scenario) for case in scores.cases})
    links = {
        "pictures": "Pictures",
        "failing": f"Failing cases ({len(failed)})",
        "figures": "All figures",
        "counts": "What is counted",
        "made": "How it was made",
    }
    nav = "".join(f'<a href="#{place}">{escape(name)}</a>' for place, name in links.items())
    return (
        f"<header><h1>Evaluation {escape(scores.run)}</h1>"
        f'<p class="quiet">{escape(_provenance_line(scores))}</p>'
        f"<p><b>{passed} of {len(scores.cases)} cases pass</b>, over {scenarios} scenarios. "
        "A scenario is one situation in several wordings; intervals are 95 % and drawn over scenarios. "
        f'Nothing here is clinical sign-off.</p><nav aria-label="Parts of this report">{nav}</nav></header>'
    )


def _provenance_line(scores: Scores) -> str:
    made = scores.provenance
    changed = ", with changes" if made.git_dirty else ""
    began = made.began[:16].replace("T", " ")
    return f"{began}, commit {made.git_commit[:10]}{changed}, {made.answerer} answers, {made.seconds:.0f} s of asking"


def _ruling(ruling: Ruling | None, scores: Scores) -> str:
    if ruling is None:
        if not scores.problems:
            return ""
        items = "".join(f"<li>{escape(problem)}</li>" for problem in scores.problems)
        return f'<section class="ruling failed"><strong>The harness has problems</strong><ul>{items}</ul></section>'
    words = ("The gate lets this run through", "The gate does not let this run through", "The harness is broken")
    ordered = sorted(ruling.remarks, key=lambda remark: remark.kind == "note")
    items = "".join(f"<li><b>{escape(remark.kind)}</b>: {escape(remark.text)}</li>" for remark in ordered[:REMARKS])
    more = len(ordered) - REMARKS
    items += f"<li>and {more} more</li>" if more > 0 else ""
    listed = f"<ul>{items}</ul>" if items else ""
    state = "" if ruling.code == 0 else " failed"
    return f'<section class="ruling{state}"><strong>{words[ruling.code]}</strong>{listed}</section>'


def _judge(scores: Scores) -> str:
    if scores.judge is None:
        return ""
    words = "Rubric points are graded by" if scores.judge.believed else "Rubric scores are not shown. The judge was"
    state = "" if scores.judge.believed else " failed"
    return (
        f'<section class="ruling{state}"><strong>{words} {escape(scores.judge.model)}</strong>'
        f"<p>{escape(scores.judge.why)}</p></section>"
    )


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


def _plot(plot: Plot) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in plot.header)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in plot.rows)
    return (
        f"<figure><h3>{escape(plot.title)}</h3>{plot.svg}<figcaption>{escape(plot.alternative)}</figcaption>"
        f'<details><summary>The figures</summary><div class="scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details></figure>"
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
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows.items()
    )
    return f'<div class="scroll"><table><tbody>{cells}</tbody></table></div>'
