"""Cases of a report as HTML: what was asked, expected and answered, and why it fails. Everything that people typed is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from evals.cases import Case, Expectation
from evals.metrics import METRICS
from evals.replies import Reply
from evals.scores import CaseScore

_BOLD = re.compile(r"\*\*(.+?)\*\*")
MOST = 400
"""Failing cases that a page shows; a run that loses more is read in summary.md."""


def failing_cases(failed: Sequence[CaseScore]) -> str:
    """Return the filter above the failing cases."""
    if not failed:
        return "<p>None.</p>"
    options = "".join(f"<option>{escape(suite)}</option>" for suite in sorted({case.suite for case in failed}))
    more = (
        f"<p>The first {MOST} of {len(failed)} are shown; summary.md beside this file names all.</p>"
        if len(failed) > MOST
        else ""
    )
    return (
        f'{more}<div class="filter"><span><label for="words">Filter</label><input id="words" type="search" '
        'placeholder="words of a question, a tag, a figure" autocomplete="off"></span><span><label for="suite">Suite</label>'
        f'<select id="suite"><option value="">all</option>{options}</select></span>'
        '<span id="shown" class="quiet" role="status"></span></div>'
    )


def case_section(score: CaseScore, case: Case | None, reply: Reply | None) -> str:
    """Return a failing case, closed until it is asked for."""
    turns = case.turns if case else ("the case is no longer in its suite",)
    return (
        f'<details class="case" data-suite="{escape(score.suite)}"><summary>{escape(turns[-1]) or "(nothing)"} '
        f'<span class="quiet">{escape(score.suite)}.{escape(score.split)}.{escape(score.id)}</span></summary>'
        f"{case_body(score, case, reply)}</details>"
    )


def case_body(score: CaseScore, case: Case | None, reply: Reply | None) -> str:
    """Return what is to be known of a case as a list of terms."""
    asked = "".join(f"<li>{escape(turn)}</li>" for turn in case.turns) if case else ""
    expected = "".join(f"<li>{escape(line)}</li>" for line in expectation_lines(case.expect)) if case else ""
    tags = "".join(f'<span class="tag">{escape(tag)}</span>' for tag in score.tags)
    rows = [("Asked", f"<ol>{asked}</ol>" if case and len(case.turns) > 1 else f"<ul>{asked}</ul>")]
    rows.append(("Why it fails", f"<ul>{reasons(score)}</ul>") if not score.passed else ("Passes", "yes"))
    rows += [("Expected", f"<ul>{expected}</ul>"), ("Answer", answer_block(reply))]
    if case and case.source_ref:
        rows.append(("Expectation from", escape(case.source_ref) + (f", {escape(case.note)}" if case.note else "")))
    if tags:
        rows.append(("Tags", tags))
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows) + "</dl>"


def reasons(score: CaseScore) -> str:
    """Return why a case fails as list items."""
    items = [f"<li>{escape(score.error)}</li>"] if score.error else []
    items += [
        f"<li><b>{escape(METRICS[name].title)}</b>: {escape(score.explanations.get(name, ''))}</li>"
        for name, value in score.values.items()
        if name in METRICS and value is not None and not METRICS[name].passes(value)
    ]
    return "".join(items)


def answer_block(reply: Reply | None) -> str:
    """Return what came back: the last answer as it reads, or the ranking, or the urgency alone."""
    if reply is None:
        return "<p>nothing</p>"
    if reply.answers:
        last = reply.answers[-1]
        confidence = f", confidence {last.confidence:.2f}" if last.confidence is not None else ""
        quoted = "".join(
            f"<li>[{citation.number}] {escape(citation.title)}, {escape(citation.heading)}</li>"
            for citation in last.citations
        )
        sources = f"<ul class='quiet'>{quoted}</ul>" if quoted else ""
        head = f"{last.status}, urgency {last.urgency}{confidence}"
        text = _BOLD.sub(r"<b>\1</b>", escape(last.text))
        return f'<p class="quiet">{escape(head)}</p><div class="answer" tabindex="0">{text}</div>{sources}'
    if reply.ranking:
        return "<ol>" + "".join(f"<li>{escape(identity)}</li>" for identity in reply.ranking[:10]) + "</ol>"
    return f"<p>called {escape(str(reply.urgency))}</p>" if reply.urgency is not None else "<p>nothing</p>"


def expectation_lines(expect: Expectation) -> Iterator[str]:
    """Yield what is expected, in words for staff."""
    if expect.urgency is not None:
        yield f"urgency {expect.urgency}"
    if expect.status:
        yield f"{' or '.join(expect.status)}"
    if expect.intent:
        yield f"asks for: {expect.intent}"
    if expect.documents:
        yield f"quotes any of {', '.join(expect.documents)}"
    for span in expect.spans:
        yield f"the place {span.document}, characters {span.start} to {span.end}"
    for kind, facts in (
        (("vital", expect.nuggets.vital), ("better with", expect.nuggets.optional)) if expect.nuggets else ()
    ):
        for fact in facts:
            yield f"{kind}: {' / '.join(fact)}"
    for key, value in expect.circumstances.items():
        yield f"understood of the person: {key} {'not at all' if value is None else value}"
    for entry in expect.precautions:
        yield f"{entry.verdict.replace('_', ' ')}: {entry.exercise or entry.movement or 'what is asked about'}"
    for words, names in (
        ("must not be shown", expect.forbidden),
        ("must not be offered", expect.forbidden_documents),
        ("steps must not be shown", expect.forbidden_steps),
    ):
        if names:
            yield f"{words}: {', '.join(names)}"
    for point in expect.rubric:
        yield f"{point.points:+d} points: {point.criterion}"
