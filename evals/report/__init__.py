"""Reports of a run: HTML for staff, Markdown for a change's description, JUnit for build servers, JSON for everything else."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from evals.cases import Case, scan_cases
from evals.comparing import differences, flips
from evals.gate import judge, read_rules, whole_safety_suites
from evals.metrics import METRICS, title_of
from evals.replies import read_replies
from evals.report.page import report_page
from evals.scores import Scores, write_scores
from evals.scoring import read_scores, score_run
from evals.suites import MANIFEST, SUITES, read_manifest, suite_files
from evals.tables import figure_line


def write_report(folder: Path, baseline: Path | None, out: Path | None, suites: Path = SUITES) -> list[Path]:
    """Write the reports of the run in `folder` into `out` (by default the same folder) and return the files.

    Raises `SuiteError` when run or baseline cannot be read.
    """
    out = out or folder
    out.mkdir(parents=True, exist_ok=True)
    scores = score_run(folder, suites)
    replies, _ = read_replies(folder)
    cases: dict[tuple[str, str, str], Case] = {}
    for file in suite_files(suites, splits=("dev", "frozen", "hidden")):
        cases.update({(file.suite, file.split, case.id): case for case in scan_cases(file.path)[0]})
    if baseline is None:
        page = report_page(scores, cases, replies)
    else:
        before = read_scores(baseline, suites)
        rules = read_rules()
        manifest = read_manifest(MANIFEST)
        ruling = judge(scores, before, manifest, rules, whole_safety_suites(scores, manifest))
        found = differences(before, scores, rules.primary, rules.margin)
        page = report_page(scores, cases, replies, found, flips(before, scores), ruling, rules)
    written = [write_scores(out, scores)]
    for name, text in (("report.html", page), ("summary.md", markdown(scores)), ("junit.xml", junit(scores))):
        (out / name).write_text(text, encoding="utf-8")
        written.append(out / name)
    return written


def markdown(scores: Scores) -> str:
    """Return the figures as Markdown tables."""
    made = scores.provenance
    lines = [f"# Evaluation {scores.run}", "", f"{made.began}, commit {made.git_commit[:10]}, {made.answerer}.", ""]
    place = ""
    for figure in scores.figures:
        if place != f"{figure.suite}.{figure.split}":
            place = f"{figure.suite}.{figure.split}"
            own = [case for case in scores.cases if (case.suite, case.split) == (figure.suite, figure.split)]
            lines += ["", f"## {place}: {sum(case.passed for case in own)} of {len(own)} cases pass", ""]
            lines += [
                "| figure | mean | 95 % interval | cases | scenarios | unscorable | errors |",
                "|---|--:|---|--:|--:|--:|--:|",
            ]
        title = title_of(figure.metric)
        mean = f"{figure.mean:.3f}" if figure.mean is not None else "-"
        interval = f"{figure.low:.3f} to {figure.high:.3f}" if figure.low is not None else "-"
        lines.append(
            f"| {title} | {mean} | {interval} | {figure.n} | {figure.scenarios} | {figure.unscorable} | {figure.errors} |"
        )
    failed = [case for case in scores.cases if not case.passed]
    lines += ["", f"## Cases that fail ({len(failed)})", ""]
    lines += [
        f"- `{case.suite}.{case.split}.{case.id}`: {reason(scores, case.id, case.suite, case.split)}" for case in failed
    ]
    lines += ["", *(f"- harness: {problem}" for problem in scores.problems)]
    return "\n".join(lines).rstrip() + "\n"


def reason(scores: Scores, identity: str, suite: str, split: str) -> str:
    """Return why a case fails, in one line."""
    case = next(entry for entry in scores.cases if (entry.suite, entry.split, entry.id) == (suite, split, identity))
    if case.error:
        return case.error
    return "; ".join(
        f"{METRICS[name].title}: {case.explanations.get(name, '')}"
        for name, value in case.values.items()
        if name in METRICS and value is not None and not METRICS[name].passes(value)
    )


def junit(scores: Scores) -> str:
    """Return the cases as JUnit XML: an error is a case without a usable reply, a failure one that fails."""
    groups: dict[str, list[str]] = {}
    counts: dict[str, list[int]] = {}
    for case in scores.cases:
        place = f"{case.suite}.{case.split}"
        counts.setdefault(place, [0, 0, 0])
        counts[place][0] += 1
        inside = ""
        if case.error:
            counts[place][2] += 1
            inside = f"<error message={quoteattr(_clean(case.error))}/>"
        elif not case.passed:
            counts[place][1] += 1
            why = _clean(reason(scores, case.id, case.suite, case.split))
            inside = f"<failure message={quoteattr(why[:200])}>{escape(why)}</failure>"
        seconds = (case.milliseconds or 0.0) / 1000
        groups.setdefault(place, []).append(
            f'<testcase classname={quoteattr(place)} name={quoteattr(case.id)} time="{seconds:.3f}">{inside}</testcase>'
        )
    suites = "\n".join(
        f'<testsuite name={quoteattr(place)} tests="{counts[place][0]}" failures="{counts[place][1]}" '
        f'errors="{counts[place][2]}">\n' + "\n".join(lines) + "\n</testsuite>"
        for place, lines in groups.items()
    )
    figures = "\n".join(
        escape(_clean(f"{figure.suite}.{figure.split} {figure_line(figure)}")) for figure in scores.figures
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name={quoteattr(scores.run)}>\n{suites}\n'
        f'<testsuite name="figures" tests="0"><system-out>{figures}</system-out></testsuite>\n</testsuites>\n'
    )


def _clean(text: str) -> str:
    """Return `text` without characters that XML cannot hold."""
    return "".join(
        char if char in "\t\n\r" or ord(char) >= 32 else " " for char in text if ord(char) not in (0xFFFE, 0xFFFF)
    )
