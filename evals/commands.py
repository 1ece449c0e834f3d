"""`rehab eval ...`: the verbs. Heavy imports stand inside them, so that help answers at once."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import RehabError
from evals.suites import FOLDER, MANIFEST, SUITES, manifest_beside

if TYPE_CHECKING:
    from assistant.config import Settings

RUNS = FOLDER / "runs"
BASELINE = FOLDER / "baselines" / "frozen.json"
LABELLED = FOLDER / "judge" / "labelled.jsonl"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb; returns 0 done or passed, 1 something failed or was not found, 2 usage or the harness itself is broken."""
    parser = argparse.ArgumentParser(
        prog="rehab eval", description="Ask suites of cases, score, compare, gate, report."
    )
    add_verbs(parser.add_subparsers(title="verbs", required=True, metavar="VERB"))
    given = parser.parse_args(arguments)
    try:
        code: int = given.run(given)
    except RehabError as error:
        sys.stderr.write(f"rehab eval: {error}\n")
        return 2 if given.strict else 1
    except KeyboardInterrupt:
        sys.stderr.write("rehab eval: stopped\n")
        return 130
    return code


def add_verbs(verbs: argparse._SubParsersAction[Any]) -> None:
    """Add the verbs of the harness to a parser."""

    def verb(name: str, run: Any, text: str, strict: bool = False) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
        parser.set_defaults(run=run, strict=strict)
        return parser

    listing = verb("list", _list, "list the suites, with their counts")
    _suites_folder(listing)
    check = verb("validate", _validate, "check every case, naming file, line and field")
    check.add_argument("suites", nargs="*", metavar="SUITE")
    check.add_argument("--update", action="store_true", help="write the counts into the manifest")
    _suites_folder(check)
    _add_add(verb("add", _add, "turn a conversation into a case of a suite"))
    _add_run(verb("run", _run, "ask the cases of suites and keep the answers"))
    score = verb("score", _score, "score a run by the expectations that the suites hold now")
    score.add_argument("folder", type=Path, metavar="RUN")
    score.add_argument("--as-baseline", type=Path, metavar="FILE", help="also write it as a baseline to be committed")
    score.add_argument("--json", action="store_true", help="print the figures as JSON")
    _suites_folder(score)
    compare = verb("compare", _compare, "compare two runs (or baselines) on the cases they share")
    compare.add_argument("before", type=Path, metavar="A")
    compare.add_argument("after", type=Path, metavar="B")
    compare.add_argument("--json", action="store_true", help="print JSON")
    _suites_folder(compare)
    gate = verb(
        "gate", _gate, "0: the run is let through; 1: not, with the reasons; 2: the harness is broken", strict=True
    )
    gate.add_argument("folder", type=Path, metavar="RUN")
    gate.add_argument("--baseline", type=Path, default=BASELINE, help=f"default {BASELINE.relative_to(FOLDER.parent)}")
    gate.add_argument("--suite", action="append", default=[], help="suite that must be there whole (repeatable)")
    gate.add_argument("--split", default="frozen", choices=("dev", "frozen", "hidden"))
    gate.add_argument("--manifest", type=Path, default=MANIFEST, help=argparse.SUPPRESS)
    _suites_folder(gate)
    judge = verb(
        "judge", _judge, "grade the rubric points of a run with a chat model, after checking it on labelled examples"
    )
    judge.add_argument("folder", type=Path, metavar="RUN")
    judge.add_argument("--model", required=True, metavar="PROVIDER:NAME", help="chat model, such as openai:gpt-4.1")
    judge.add_argument("--url", default="", help="base address of an OpenAI-compatible server")
    judge.add_argument(
        "--labels", type=Path, default=LABELLED, metavar="FILE", help="labelled examples (default: ours)"
    )
    judge.add_argument("--check-only", action="store_true", help="only measure the agreement")
    judge.add_argument("--seconds", type=float, default=60.0, help="limit of one reply (default 60)")
    judge.add_argument("--jobs", type=_positive, default=4, help="requests at a time (default 4)")
    judge.add_argument("--quiet", action="store_true", help="no progress bar")
    _suites_folder(judge)
    report = verb("report", _report, "write report.html, summary.md, junit.xml and scores.json into the run's folder")
    report.add_argument("folder", type=Path, metavar="RUN")
    report.add_argument("--baseline", type=Path, help="run or baseline to show beside it")
    report.add_argument("--out", type=Path, help="folder to write into")
    _suites_folder(report)
    retrieval = verb("retrieval", _retrieval, "measure the search on a corpus in BEIR layout")
    retrieval.add_argument(
        "--corpus", type=Path, required=True, help="folder with corpus.jsonl, queries.jsonl, qrels/*.tsv"
    )
    retrieval.add_argument("--qrels", default="test", help="name of the qrels file (default test)")
    retrieval.add_argument("--limit", type=_positive, help="ask only the first queries")
    retrieval.add_argument("--export-trec", type=Path, metavar="FILE", help="write the ranking as a TREC run file")
    retrieval.add_argument(
        "--store", type=Path, help="keep the index here, to go on with later; default a temporary one"
    )
    retrieval.add_argument("--json", action="store_true", help="print JSON")
    retrieval.add_argument("--quiet", action="store_true", help="no progress bar")
    robust = verb(
        "robustness",
        _robustness,
        "say the same otherwise: does the urgency hold, and never fall when a red flag is added?",
    )
    robust.add_argument("suites", nargs="*", metavar="SUITE", help="default: triage")
    robust.add_argument(
        "--split", default="dev", choices=("dev", "frozen", "hidden"), help="default dev; of frozen only rates are told"
    )
    robust.add_argument("--rules-alone", action="store_true", help="without the comparison with examples: much faster")
    robust.add_argument("--limit", type=_positive, help="only the first cases")
    robust.add_argument("--json", action="store_true", help="print JSON")
    robust.add_argument("--quiet", action="store_true", help="no progress bar")
    _suites_folder(robust)
    documents = verb("documents", _documents, "measure answers from a folder of documents with a questions file")
    documents.add_argument("--documents", type=Path, required=True, help="folder of documents")
    documents.add_argument(
        "--questions", type=Path, required=True, help="JSON Lines: id, question, document, phrases or unanswerable"
    )
    documents.add_argument("--json", action="store_true", help="print JSON")
    documents.add_argument("--out", type=Path, metavar="FILE", help="write every answer as JSON Lines")
    documents.add_argument("--quiet", action="store_true", help="no progress bar")


def _add_add(add: argparse.ArgumentParser) -> None:
    add.add_argument("suite", metavar="SUITE", help="suite to add to; a new name makes a new one")
    add.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="answers copied from the page, or JSON Lines with turns; - reads standard input",
    )
    add.add_argument(
        "--turn", action="append", default=[], metavar="TEXT", help="what the person typed (repeatable, oldest first)"
    )
    add.add_argument("--status", action="append", help="a right kind of answer (repeatable)")
    add.add_argument("--urgency", help="the right urgency")
    add.add_argument("--document", action="append", help="a document that holds the answer (repeatable)")
    add.add_argument("--forbidden", action="append", metavar="WORDS", help="words that must not be shown (repeatable)")
    add.add_argument("--expect", metavar="JSON", help="anything else that is expected, as in a suite")
    add.add_argument("--author", required=True, help="who says so")
    add.add_argument("--source", default="", help="where the expectation comes from")
    add.add_argument("--tag", action="append", default=[], help="a group that the report shows apart (repeatable)")
    add.add_argument("--id", default="", help="default: the suite's name and a number")
    add.add_argument("--scenario", default="", help="situation that it is another wording of; default: its own")
    add.add_argument("--split", default="dev", choices=("dev", "frozen", "hidden"), help="default dev")
    add.add_argument("--note", default="", help="a remark for readers")
    _suites_folder(add)


def _suites_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--suites-folder", type=Path, default=SUITES, help="folder of the suites")


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument("suites", nargs="*", metavar="SUITE", help="default: all")
    run.add_argument("--split", action="append", choices=("dev", "frozen", "hidden"), help="default: dev and frozen")
    run.add_argument(
        "--answerer",
        choices=("extractive", "generative", "tutorial"),
        help="default: by the settings; tutorial: the chain of the LangChain tutorial, as a yardstick",
    )
    run.add_argument("--only-triage", action="store_true", help="put the cases to the triage alone")
    run.add_argument("--out", type=Path, metavar="DIR", help="folder of the run; default evals/runs/TIME")
    run.add_argument("--limit", type=_positive, help="ask only the first cases of each suite and split")
    run.add_argument(
        "--filter", action="append", default=[], metavar="TAG", help="only cases with this tag (repeatable)"
    )
    run.add_argument("--jobs", type=_positive, default=1, help="threads (default 1)")
    run.add_argument("--resume", type=Path, metavar="RUN", help="go on with a run that was stopped")
    run.add_argument("--note", default="", help="a remark kept with the run")
    run.add_argument("--quiet", action="store_true", help="no progress bar")
    _suites_folder(run)


def say(line: str = "") -> None:
    """Write a line to standard output."""
    sys.stdout.write(line + "\n")


def _settings() -> Settings:
    from assistant.config import read_settings

    return read_settings()


def _list(given: argparse.Namespace) -> int:
    from evals.cases import scan_cases
    from evals.suites import read_manifest, suite_files

    path = manifest_beside(given.suites_folder)
    manifest = read_manifest(path) if path.is_file() else {}
    say(f"{'suite':<22} {'split':<7} {'cases':>6} {'scenarios':>10} {'expected':>9}  put to")
    for file in suite_files(given.suites_folder, splits=("dev", "frozen", "hidden")):
        cases, faults = scan_cases(file.path)
        entry = manifest.get(file.suite)
        expected = entry.counts.get(file.split) if entry else None
        notes: list[str] = [entry.through if entry else "assistant"]
        notes += ["safety"] if entry and entry.safety else []
        notes += [f"{len(faults)} faults: rehab eval validate"] if faults else []
        scenarios = len({case.scenario_id for case in cases})
        say(
            f"{file.suite:<22} {file.split:<7} {len(cases):>6} {scenarios:>10} {expected if expected else '-':>9}  "
            f"{', '.join(notes)}"
        )
    return 0


def _validate(given: argparse.Namespace) -> int:
    from assistant.loading import load_library
    from evals.suites import check_suites, count_problems, read_manifest, suite_files, write_manifest

    files = suite_files(given.suites_folder, given.suites, splits=("dev", "frozen", "hidden"))
    library = frozenset(document.id for document in load_library(_settings().knowledge).documents)
    read, faults = check_suites(files, library)
    lines = [str(fault) for fault in faults]
    counts = [(file, len(cases)) for file, cases in read.items()]
    path = manifest_beside(given.suites_folder)
    if given.update:
        write_manifest(counts, path)
    elif path.is_file():
        expected = read_manifest(path)
        chosen = {name: entry for name, entry in expected.items() if not given.suites or name in given.suites}
        lines += [f"{path.name}: {problem}" for problem in count_problems(chosen, counts)]
    for line in lines:
        say(line)
    say(f"{len(files)} files, {sum(count for _, count in counts)} cases, {len(lines)} to mend")
    return 1 if lines else 0


def _add(given: argparse.Namespace) -> int:
    from evals.adding import add_cases

    return add_cases(given, say)


def _robustness(given: argparse.Namespace) -> int:
    from evals.robustness import measure_robustness

    return measure_robustness(given, _settings(), say)


def _run(given: argparse.Namespace) -> int:
    from datetime import datetime

    from evals.choosing import make_plan, resumed_plan
    from evals.replies import read_replies, read_run
    from evals.runner import Askers, answer_cases, check_resumable, progress_bar, start_run
    from evals.scores import write_scores
    from evals.scoring import score_run
    from evals.tables import summary_lines

    settings = _settings()
    if given.answerer == "tutorial" and given.only_triage:
        raise RehabError("--only-triage asks our red-flag rules, which the tutorial's chain does not have")
    if given.answerer in ("extractive", "tutorial"):
        settings = settings.model_copy(update={"model": ""})
    elif given.answerer == "generative" and not settings.model:
        raise RehabError("--answerer generative needs a chat model: set REHAB_MODEL=provider:name")
    plan = resumed_plan(given.resume, given.suites_folder) if given.resume else make_plan(given)
    folder = given.resume or given.out or RUNS / datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
    totals: dict[str, int] = {}
    for key in plan.cases:
        totals[key[0]] = totals.get(key[0], 0) + 1
    askers = Askers(settings)
    with tempfile.TemporaryDirectory(prefix="rehab-eval-") as place:
        if given.answerer == "tutorial":
            askers.open_tutorial(Path(place))
        else:
            askers.open(sorted(set(plan.through.values())))
        if given.resume:
            check_resumable(read_run(folder), settings, askers)
        else:
            start_run(folder, plan, settings, askers, given.note)
        with progress_bar(totals, given.quiet) as advance:
            finished = answer_cases(folder, plan, settings, askers, given.jobs, advance)
    if not finished:
        replies, _ = read_replies(folder)
        say(f"stopped after {len(replies)} of {len(plan.cases)} cases; go on with: rehab eval run --resume {folder}")
        return 130
    scores = score_run(folder, given.suites_folder)
    write_scores(folder, scores)
    for line in summary_lines(scores):
        say(line)
    say(f"run kept in {folder}")
    return 0


def _score(given: argparse.Namespace) -> int:
    from evals.scores import write_baseline, write_scores
    from evals.scoring import score_run
    from evals.tables import summary_lines

    scores = score_run(given.folder, given.suites_folder)
    write_scores(given.folder, scores)
    if given.as_baseline:
        write_baseline(given.as_baseline, scores)
    if given.json:
        say(json.dumps([figure.model_dump(mode="json") for figure in scores.figures], indent=1))
    else:
        for line in summary_lines(scores):
            say(line)
    return 1 if scores.problems else 0


def _compare(given: argparse.Namespace) -> int:
    from dataclasses import asdict

    from evals.comparing import differences, flips
    from evals.gate import read_rules
    from evals.scoring import read_scores
    from evals.tables import comparison_lines

    before, after = (read_scores(place, given.suites_folder) for place in (given.before, given.after))
    rules = read_rules()
    found = differences(before, after, rules.primary, rules.margin)
    changed = flips(before, after)
    if given.json:
        shown = [{**asdict(entry), "verdict": entry.verdict} for entry in found]
        say(json.dumps({"differences": shown, "flips": [asdict(flip) for flip in changed]}, indent=1))
    else:
        for line in comparison_lines(found, changed):
            say(line)
    return 0


def _gate(given: argparse.Namespace) -> int:
    from evals.gate import judge, read_rules
    from evals.scoring import read_scores, score_run
    from evals.suites import read_manifest

    scores = score_run(given.folder, given.suites_folder)
    baseline = read_scores(given.baseline, given.suites_folder)
    ruling = judge(scores, baseline, read_manifest(given.manifest), read_rules(), given.suite or None, given.split)
    for remark in ruling.remarks:
        say(str(remark))
    say(("passed", "failed", "harness error")[ruling.code])
    return ruling.code


def _judge(given: argparse.Namespace) -> int:
    from evals.judge.command import judge_run

    return judge_run(given, say)


def _report(given: argparse.Namespace) -> int:
    from evals.report import write_report

    for path in write_report(given.folder, given.baseline, given.out, given.suites_folder):
        say(str(path))
    return 0


def _retrieval(given: argparse.Namespace) -> int:
    from evals.beir import measure_corpus

    return measure_corpus(given, _settings(), say)


def _documents(given: argparse.Namespace) -> int:
    from evals.documents import measure_documents

    return measure_documents(given, _settings(), say)
