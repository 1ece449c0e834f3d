"""The staff page: pick two runs, see what differs, open a case. Built here, served by whoever mounts it (ui/staff.py does)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import RehabError
from evals.cases import Case, scan_cases
from evals.comparing import Difference, differences, flips
from evals.gate import judge, read_rules, whole_safety_suites
from evals.metrics import title_of
from evals.replies import Reply, read_replies
from evals.report.cases import answer_block, expectation_lines, reasons
from evals.report.figures import gain_of
from evals.scores import SCORES_FILE, CaseScore, Scores
from evals.scoring import read_scores
from evals.suites import FOLDER, SUITES, read_manifest, suite_files

if TYPE_CHECKING:
    import gradio as gr

RUNS, BASELINES = FOLDER / "runs", FOLDER / "baselines"
SHOWN = 300
"""Cases that are offered at once."""
Key = tuple[str, str, str]
STYLE = (Path(__file__).parent / "staff_page.css").read_text(encoding="utf-8")
WHICH = {"that flipped": "flips", "that fail in the second": "failing", "all": "all"}
"""Choices of the page -> which cases are offered."""


@dataclass(frozen=True)
class Places:
    """Where the page looks."""

    runs: Path = RUNS
    """Folder of the runs, each a folder."""
    baselines: Path = BASELINES
    """Folder of committed baselines."""
    suites: Path = SUITES
    """Folder of the suites."""


@dataclass(frozen=True)
class Pair:
    """Two runs and what differs between them."""

    before: Scores
    after: Scores
    found: Sequence[Difference]
    changed: Mapping[Key, bool]
    """Cases that flipped -> whether they were lost."""
    old: Mapping[Key, CaseScore] = field(default_factory=dict)
    new: Mapping[Key, CaseScore] = field(default_factory=dict)


def known_runs(places: Places) -> list[str]:
    """Return the names of the runs that can be read, newest first, then the baselines."""
    runs = sorted(places.runs.glob("*/run.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [path.parent.name for path in runs] + [path.name for path in sorted(places.baselines.glob("*.json"))]


def place_of(name: str, places: Places) -> Path:
    """Return where the run or baseline called `name` is; raises `RehabError` for a name that the page did not offer."""
    if name not in known_runs(places):
        raise RehabError(f"there is no run {name!r}: reload the page")
    return places.baselines / name if name.endswith(".json") else places.runs / name


def compared(before: str, after: str, places: Places) -> Pair:
    """Return the pair of runs; raises `RehabError`."""
    first, second = place_of(before, places), place_of(after, places)
    return _compared(first, _stamp(first), second, _stamp(second), places.suites)


def _stamp(place: Path) -> int:
    """Return when the scores changed last, so that what is remembered of them is not used for too long."""
    path = place / SCORES_FILE if place.is_dir() else place
    return path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=4)
def _compared(first: Path, _: int, second: Path, __: int, suites: Path) -> Pair:
    before, after = read_scores(first, suites), read_scores(second, suites)
    rules = read_rules()
    return Pair(
        before,
        after,
        differences(before, after, rules.primary, rules.margin),
        {(flip.suite, flip.split, flip.id): flip.lost for flip in flips(before, after)},
        {(case.suite, case.split, case.id): case for case in before.cases},
        {(case.suite, case.split, case.id): case for case in after.cases},
    )


def summary(pair: Pair) -> str:
    """Return what differs, as HTML."""
    lost = sum(pair.changed.values())
    shared = len(pair.old.keys() & pair.new.keys())
    manifest = read_manifest()
    whole = whole_safety_suites(pair.after, manifest)
    ruling = judge(pair.after, pair.before, manifest, read_rules(), whole)
    words = (
        "The gate would let the second through",
        "The gate would not let the second through",
        "The harness is broken",
    )
    remarks = "".join(
        f"<li><b>{escape(remark.kind)}</b>: {escape(remark.text)}</li>"
        for remark in sorted(ruling.remarks, key=lambda remark: remark.kind == "note")[:12]
    )
    return (
        f"{_made('First', pair.before)}{_made('Second', pair.after)}"
        f"<p>{shared} cases are in both: <b>{lost}</b> pass no more, <b>{len(pair.changed) - lost}</b> pass now.</p>"
        f'<section class="ruling{" failed" if ruling.code else ""}"><strong>{words[ruling.code]}</strong>'
        f"<ul>{remarks}</ul></section>{_table(pair.found)}"
    )


def _made(which: str, scores: Scores) -> str:
    made = scores.provenance
    passed = sum(case.passed for case in scores.cases)
    told = f"{made.began[:16].replace('T', ' ')}, commit {made.git_commit[:10]}{', with changes' if made.git_dirty else ''}, {made.answerer}"
    return f"<p><b>{which}: {escape(scores.run)}</b>, {passed} of {len(scores.cases)} pass <span class='quiet'>({escape(told)})</span></p>"


def _table(found: Sequence[Difference]) -> str:
    moved = [entry for entry in found if entry.gain]
    if not moved:
        return "<p>No figure differs.</p>"
    rows = "".join(
        f"<tr><th scope='row'>{escape(title_of(entry.metric))} <span class='quiet'>{escape(entry.suite)}, "
        f"{escape(entry.split)}</span></th><td class='n'>{entry.before:.3f}</td><td class='n'>{entry.after:.3f}</td>"
        f"<td>{gain_of(entry)}</td><td class='n'>{entry.n}</td></tr>"
        for entry in sorted(moved, key=lambda entry: entry.gain)
    )
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("Figure", "First", "Second", "Change", "Cases"))
    same = len(found) - len(moved)
    return (
        f"<div class='scroll'><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        f"<p class='quiet'>{same} figures are the same in both.</p>"
    )


def case_choices(pair: Pair, which: str, words: str, cases: Mapping[Key, Case]) -> list[tuple[str, str]]:
    """Return (label, id) of the cases that fit: `which` (see `WHICH`), and every word of `words` in question, tags or reason."""
    wanted = words.casefold().split()
    chosen = []
    for key, score in pair.new.items():
        lost = pair.changed.get(key)
        kind = WHICH.get(which, "all")
        if (kind == "flips" and lost is None) or (kind == "failing" and score.passed):
            continue
        case = cases.get(key)
        question = " / ".join(case.turns) if case else score.id
        sought = " ".join((*key, question, *score.tags, *score.explanations.values())).casefold()
        if all(word in sought for word in wanted):
            mark = {True: "lost: ", False: "won: ", None: ""}[lost]
            chosen.append((lost is not True, f"{mark}{question[:90]} ({'.'.join(key)})", "|".join(key)))
    chosen.sort()
    return [(label, identity) for _, label, identity in chosen[:SHOWN]]


def case_view(pair: Pair, key: Key, cases: Mapping[Key, Case], replies: Sequence[Mapping[Key, Reply]]) -> str:
    """Return a case with both answers side by side, as HTML."""
    case = cases.get(key)
    asked = "".join(f"<li>{escape(turn)}</li>" for turn in case.turns) if case else "<li>no longer in its suite</li>"
    expected = "".join(f"<li>{escape(line)}</li>" for line in expectation_lines(case.expect)) if case else ""
    sides = ""
    for name, scores, kept in (("First", pair.old, replies[0]), ("Second", pair.new, replies[1])):
        score = scores.get(key)
        state = "was not asked" if score is None else "passes" if score.passed else "fails"
        why = f"<ul>{reasons(score)}</ul>" if score is not None and not score.passed else ""
        answer = answer_block(kept[key]) if key in kept else "<p class='quiet'>A baseline keeps no answers.</p>"
        sides += f"<section><h3>{name}: {state}</h3>{why}{answer}</section>"
    return (
        f"<h2>{escape('.'.join(key))}</h2><h3>Asked</h3><ol>{asked}</ol><h3>Expected</h3><ul>{expected}</ul>"
        f"<div class='sides'>{sides}</div>"
    )


def read_suites(places: Places) -> dict[Key, Case]:
    """Return every case that the suites hold now."""
    found: dict[Key, Case] = {}
    for file in suite_files(places.suites, splits=("dev", "frozen", "hidden")):
        found.update({(file.suite, file.split, case.id): case for case in scan_cases(file.path)[0]})
    return found


def replies_of(name: str, places: Places) -> Mapping[Key, Reply]:
    """Return what a run answered; nothing for a baseline."""
    place = place_of(name, places)
    return read_replies(place)[0] if place.is_dir() else {}


def build(places: Places | None = None) -> gr.Blocks:
    """Return the page."""
    import gradio as gr

    where = places or Places()

    def wrapped(inner: str) -> str:
        # One line, so that nothing that was typed is read as Markdown after an empty one.
        return f"<div class='staff'><style>{' '.join(STYLE.split())}</style>{inner}</div>".replace("\n", "&#10;")

    def markup(value: str, name: str) -> gr.Markdown:
        # Not gr.HTML: its templates need eval, which the page's policy forbids.
        return gr.Markdown(value, elem_id=name, sanitize_html=False, latex_delimiters=[], container=False)

    def guarded(work: Any) -> str:
        try:
            return wrapped(str(work()))
        except (RehabError, OSError) as error:
            return wrapped(f"<p class='worse' role='alert'>{escape(str(error))}</p>")

    def compare(before: str | None, after: str | None, which: str, words: str) -> tuple[str, Any, str]:
        nothing = gr.update(choices=[], value=None)
        if not before or not after:
            told = "Choose two runs. A run is made by <code>rehab eval run</code> and kept in <code>evals/runs</code>."
            return wrapped(f"<p>{told}</p>"), nothing, ""
        try:
            pair = compared(before, after, where)
            choices = case_choices(pair, which, words, read_suites(where))
        except (RehabError, OSError) as error:
            return wrapped(f"<p class='worse' role='alert'>{escape(str(error))}</p>"), nothing, ""
        return (
            guarded(lambda: summary(pair)),
            gr.update(choices=choices, value=None, label=f"Case ({len(choices)})"),
            "",
        )

    def show(before: str | None, after: str | None, chosen: str | None) -> str:
        if not before or not after or not chosen:
            return ""
        suite, split, identity = chosen.split("|", 2)

        def view() -> str:
            both = [replies_of(name, where) for name in (before, after)]
            return case_view(compared(before, after, where), (suite, split, identity), read_suites(where), both)

        return guarded(view)

    def reload() -> tuple[Any, Any]:
        names = known_runs(where)
        newest, earlier = (names[0] if names else None), (names[1] if len(names) > 1 else None)
        return gr.update(choices=names, value=earlier), gr.update(choices=names, value=newest)

    page: gr.Blocks
    with gr.Blocks(title="Evaluation runs", analytics_enabled=False) as page:
        told_first = "What differs between two runs, case by case. Nothing here is clinical sign-off."
        markup(wrapped(f"<h1>Evaluation runs</h1><p>{told_first}</p>"), "top")
        with gr.Row():
            before = gr.Dropdown([], label="First run (before)", elem_id="before")
            after = gr.Dropdown([], label="Second run (after)", elem_id="after")
        told = markup("", "summary")
        with gr.Row():
            which = gr.Radio(list(WHICH), value=next(iter(WHICH)), label="Cases", elem_id="which")
            words = gr.Textbox(label="Filter by words of the question, a tag or the reason", elem_id="words")
        chosen = gr.Dropdown([], label="Case", elem_id="case")
        opened = markup("", "opened")
        inputs, outputs = [before, after, which, words], [told, chosen, opened]
        page.load(reload, None, [before, after]).then(compare, inputs, outputs)
        for part in (before, after, which):
            part.input(compare, inputs, outputs)
        words.submit(compare, inputs, outputs)
        words.blur(compare, inputs, outputs)
        chosen.change(show, [before, after, chosen], opened)
    return page
