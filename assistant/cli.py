"""The `rehab` command. Verbs import what they need when they run, so that `rehab --help` answers at once."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import InputError, RehabError

if TYPE_CHECKING:
    from assistant.config import Settings
    from assistant.models import Answer, Passage


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0 done, 1 something is wrong with what was given, 2 usage."""
    given = _parser().parse_args(arguments)
    try:
        code: int = given.run(given)
    except RehabError as error:
        print(f"rehab: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        print("rehab: stopped", file=sys.stderr)
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rehab", description="Cited, safety-first answers to rehabilitation-exercise questions."
    )
    verbs = parser.add_subparsers(title="verbs", required=True, metavar="VERB")

    ask = verbs.add_parser("ask", help="ask a question, or conversations from a JSON Lines file")
    ask.add_argument("question", nargs="?", help="the question")
    ask.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    ask.add_argument(
        "--jsonl", metavar="FILE", help='conversations, one a line: {"id": ..., "turns": [...]}; - reads standard input'
    )
    ask.add_argument("--clinic", metavar="KEY", default="", help="ask as a visitor of this clinic's page")
    ask.set_defaults(run=_ask)

    search = verbs.add_parser("search", help="find passages")
    search.add_argument("words", nargs="?", help="what to look for")
    search.add_argument("--k", type=_positive, default=10, help="how many passages (default 10)")
    search.add_argument("--json", action="store_true", help="print JSON")
    search.add_argument(
        "--jsonl", metavar="FILE", help='queries, one a line: {"id": ..., "text": ...}; - reads standard input'
    )
    search.set_defaults(run=_search)

    index = verbs.add_parser("index", help="bring the index up to date with the documents")
    index.add_argument("--quiet", action="store_true", help="no progress bar")
    index.set_defaults(run=_index)

    documents = verbs.add_parser("documents", help="show how the clinic's own documents stand, file by file")
    documents.add_argument("--json", action="store_true", help="print JSON")
    documents.set_defaults(run=_documents)

    check = verbs.add_parser("check", help="check the knowledge library, or the files named")
    check.add_argument("paths", nargs="*", type=Path, help="files below the library's folder")
    check.add_argument("--table", action="store_true", help="write the library's figures into its README")
    check.set_defaults(run=_check)

    serve = verbs.add_parser("serve", help="bring the index up to date and serve the chat page")
    serve.add_argument("--host", help="address to listen on")
    serve.add_argument("--port", type=int, help="port to listen on")
    serve.set_defaults(run=_serve)

    doctor = verbs.add_parser(
        "doctor", help="look at a clinic's page from outside: is the widget there, and may it work?"
    )
    doctor.add_argument("url", metavar="URL", help="address of the clinic's page")
    doctor.add_argument("--server", default="", help="address of the assistant; by default the one that the page names")
    doctor.add_argument("--clinic", metavar="KEY", default="", help="the clinic's key on that server")
    doctor.set_defaults(run=_doctor)

    feedback = verbs.add_parser("feedback", help="export or delete what a clinic kept of its visitors' feedback")
    feedback.add_argument("what", choices=("export", "delete", "purge"), help="purge deletes what has expired")
    feedback.add_argument("reference", nargs="?", default="", help="of the conversation to delete, as the page gave it")
    feedback.add_argument(
        "--clinic", metavar="KEY", default="", help="key of the clinic; by default the server's own page"
    )
    feedback.add_argument("--format", choices=("csv", "jsonl"), default="jsonl", help="of an export")
    feedback.set_defaults(run=_feedback)

    # Without "-" as a prefix every word, `--help` too, is handed on to the harness's own parser.
    evaluate = verbs.add_parser(
        "eval", add_help=False, prefix_chars="\0", help="evaluation suites: run, score, compare, gate, report"
    )
    evaluate.add_argument("arguments", nargs=argparse.REMAINDER, help="see `rehab eval --help`")
    evaluate.set_defaults(run=_eval)
    bench = verbs.add_parser(
        "bench", add_help=False, prefix_chars="\0", help="measure speed and size beside other retrieval systems"
    )
    bench.add_argument("arguments", nargs=argparse.REMAINDER, help="see `rehab bench --help`")
    bench.set_defaults(run=_bench)
    return parser


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _lines(place: str) -> Iterator[tuple[int, str]]:
    """Yield the non-empty lines of a file, or of standard input for ``-``, with their 1-based numbers."""
    if place == "-":
        source = sys.stdin.buffer
        yield from _numbered(source)
        return
    path = Path(place)
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    with path.open("rb") as source:
        yield from _numbered(source)


def _numbered(source: Any) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(source, start=1):
        text = line.decode("utf-8", errors="replace").strip()
        if text:
            yield number, text


def _each_line(place: str, handle: Callable[[Any], dict[str, Any]]) -> int:
    """Handle each JSON line and print its result at once; a line that is not valid gives an error line and exit code 1."""
    code = 0
    for number, text in _lines(place):
        try:
            result = handle(json.loads(text))
        except (json.JSONDecodeError, InputError) as error:
            reason = f"not valid JSON ({error.msg})" if isinstance(error, json.JSONDecodeError) else str(error)
            result = {"id": None, "error": f"line {number}: {reason}"}
            code = 1
        print(json.dumps(result, ensure_ascii=False), flush=True)
    return code


def _settings() -> Settings:
    from assistant.config import read_settings

    return read_settings()


def _ask(given: argparse.Namespace) -> int:
    if (given.question is None) == (given.jsonl is None):
        raise InputError("give a question, or --jsonl FILE")
    from assistant.clinics import named_clinic
    from assistant.conversation import Assistant

    assistant = Assistant.open(named_clinic(_settings(), given.clinic), build=True)
    if given.jsonl is None:
        answer = assistant.conversation().ask(given.question)
        print(answer.model_dump_json(indent=2) if given.json else _for_terminal(answer))
        return 0

    def converse(line: Any) -> dict[str, Any]:
        if not isinstance(line, dict) or not isinstance(line.get("turns"), list):
            raise InputError('each line must be {"id": "...", "turns": ["...", ...]}')
        if not line["turns"] or not all(isinstance(turn, str) for turn in line["turns"]):
            raise InputError("turns must be a list of at least one text")
        conversation = assistant.conversation()
        answers = [conversation.ask(turn).model_dump(mode="json") for turn in line["turns"]]
        return {"id": line.get("id"), "answers": answers}

    return _each_line(given.jsonl, converse)


def _for_terminal(answer: Answer) -> str:
    lines = [answer.text, ""]
    for citation in answer.citations:
        sources = "; ".join(f"{source.publisher}, {source.url}" for source in citation.sources) or citation.publisher
        lines.append(f"[{citation.number}] {citation.title}, {citation.heading}: “{citation.quote}” ({sources})")
    lines += ["", answer.disclaimer]
    return "\n".join(lines)


def _search(given: argparse.Namespace) -> int:
    if (given.words is None) == (given.jsonl is None):
        raise InputError("give words to look for, or --jsonl FILE")
    from assistant.opening import open_retriever

    retriever = open_retriever(_settings(), build=True)
    if given.jsonl is None:
        passages = retriever.search(given.words, given.k)
        if given.json:
            print(json.dumps([_result(passage, full=True) for passage in passages], ensure_ascii=False, indent=2))
        else:
            for passage in passages:
                print(
                    f"{passage.score:.3f}  {passage.chunk.document_id}  {passage.chunk.heading}\n"
                    f"       dense {passage.dense:.3f}, words {passage.lexical:.2f}, name {passage.entity:.1f}\n"
                    f"{passage.chunk.text}\n"
                )
        return 0

    def find(line: Any) -> dict[str, Any]:
        if not isinstance(line, dict) or not isinstance(line.get("text"), str):
            raise InputError('each line must be {"id": "...", "text": "..."}')
        return {
            "id": line.get("id"),
            "results": [_result(passage) for passage in retriever.search(line["text"], given.k)],
        }

    return _each_line(given.jsonl, find)


def _result(passage: Passage, full: bool = False) -> dict[str, Any]:
    values: dict[str, Any] = {
        "document_id": passage.chunk.document_id,
        "start": passage.chunk.span.start,
        "end": passage.chunk.span.end,
        "score": round(passage.score, 6),
        "text": passage.chunk.text,
    }
    if full:
        values |= {
            "title": passage.title,
            "heading": passage.chunk.heading,
            "scores": {"dense": passage.dense, "lexical": passage.lexical, "entity": passage.entity},
        }
    return values


def _index(given: argparse.Namespace) -> int:
    from assistant.building import build_every_index

    reports = build_every_index(_settings(), quiet=given.quiet)
    for clinic, report in reports.items():
        whose = f"{clinic}: " if clinic else ""
        for problem in report.problems:
            print(f"rehab: {whose}{problem}", file=sys.stderr)
        for warning in report.warnings:
            print(f"rehab: warning: {whose}{warning}", file=sys.stderr)
        done = report.index
        if done.changed:
            print(
                f"{whose}{done.documents} documents, {done.chunks} chunks, {done.entries} entries; "
                f"{done.embedded} embedded, {done.entries - done.embedded} kept"
            )
        else:
            print(f"{whose}{done.documents} documents: the index is up to date")
        for state in report.states:
            print(f"  {state.line()}")
    return 1 if any(report.problems for report in reports.values()) else 0


def _documents(given: argparse.Namespace) -> int:
    from assistant.documents.commands import show_documents

    text, code = show_documents(_settings(), as_json=given.json)
    print(text)
    return code


def _check(given: argparse.Namespace) -> int:
    from assistant.checking import check_library

    knowledge = _settings().knowledge
    findings, documents = check_library(knowledge, given.paths)
    if given.table:
        from assistant.figures import write_table
        from assistant.registers import read_sources

        write_table(knowledge / "README.md", documents, read_sources(knowledge))
    for finding in findings:
        print(finding)
    print(f"{len(documents)} documents read, {len(findings)} to mend")
    return 1 if findings else 0


def _serve(given: argparse.Namespace) -> int:
    from assistant import process
    from assistant.building import build_to_serve

    process.share_arenas()
    settings = _settings()
    changed = {key: getattr(given, key) for key in ("host", "port") if getattr(given, key) is not None}
    settings = settings.model_copy(update=changed)
    reports = build_to_serve(settings, lambda reason: print(f"rehab: {reason}", file=sys.stderr, flush=True))
    process.start_light()
    for report in reports.values():
        for problem in report.problems:
            print(f"rehab: {problem}", file=sys.stderr)
    from ui.app import serve

    if settings.staff_password:
        # The page of evals/ is handed to ui/ here, since neither knows the other.
        from evals.staff_page import build

        serve(settings, staff=build)
    else:
        serve(settings)
    return 0


def _doctor(given: argparse.Namespace) -> int:
    from ui.doctor import examine

    report = examine(given.url, given.server, given.clinic)
    print(report)
    return 0 if report.healthy else 1


def _feedback(given: argparse.Namespace) -> int:
    from ui.feedback.commands import run

    print(run(_settings(), given))
    return 0


def _eval(given: argparse.Namespace) -> int:
    from evals.commands import main as evaluate

    return evaluate(given.arguments)


def _bench(given: argparse.Namespace) -> int:
    from evals.bench.commands import main as measure

    return measure(given.arguments)


if __name__ == "__main__":
    sys.exit(main())
