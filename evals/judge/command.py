"""The verb ``judge``: agreement first, then the rubric points of a run. What was graded is kept and not asked again."""

from __future__ import annotations

import argparse
import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from evals.cases import Case, scan_cases
from evals.judge.agreement import agreement, verdict
from evals.judge.grading import PROMPT_HASH, Judge, UnreachableError, open_judge
from evals.judge.records import (
    GRADES_FILE,
    JUDGE_FILE,
    Agreement,
    JudgeRecord,
    Labelled,
    StoredGrade,
    answers_hash,
    read_grades,
    read_labelled,
)
from evals.replies import Grade, Reply, read_replies, write_json
from evals.runner import progress_bar
from evals.suites import suite_files

GIVE_UP = 3
"""Replies in a row that fail before the judge counts as out of reach."""
Advance = Callable[[str], None] | None


class Patience:
    """Turns a judge that fails now and then into unreadable grades, and one that keeps failing into an error. Thread-safe."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._failures = 0
        self._lock = threading.Lock()

    def grade(self, turns: Sequence[tuple[str, str]], criterion: str) -> Grade:
        """See `Judge.grade`; raises `UnreachableError` only after several failures in a row."""
        try:
            grade = self._judge.grade(turns, criterion)
        except UnreachableError as error:
            with self._lock:
                self._failures += 1
                if self._failures >= GIVE_UP:
                    raise
            return Grade(met=None, explanation=str(error))
        with self._lock:
            self._failures = 0
        return grade


def judge_run(given: argparse.Namespace, say: Callable[[str], None]) -> int:
    """Check the judge, grade the run, say what may be believed; returns 0, or 1 when the scores are withheld."""
    examples = read_labelled(given.labels)
    todo = _rubric_replies(given.folder, given.suites_folder)
    judge = open_judge(given.model, given.url, given.seconds)
    patient = Patience(judge)
    wanted = [] if given.check_only else todo
    totals = {"agreement": len(examples), "rubric": sum(len(case.expect.rubric) for case, _ in wanted)}
    with progress_bar(totals, given.quiet) as advance:
        found = _agreement(patient, examples, given.jobs, advance)
        believed, why = verdict(found)
        _write_record(given.folder, judge.name, given.labels, found, believed, why)
        _grade(patient, judge.name, given.folder, wanted, given.jobs, advance)
    say(f"{judge.name} {found}")
    say(f"its scores are {'shown' if believed else 'withheld'}: {why.removeprefix('withheld: ')}")
    if not given.check_only:
        say(f"{totals['rubric']} points of {len(todo)} cases graded: rehab eval score {given.folder}")
    return 0 if believed else 1


def _rubric_replies(folder: Path, suites: Path) -> list[tuple[Case, Reply]]:
    replies, _ = read_replies(folder)
    found = []
    for file in suite_files(suites, splits=("dev", "frozen", "hidden")):
        for case in scan_cases(file.path)[0]:
            reply = replies.get((file.suite, file.split, case.id))
            if case.expect.rubric and reply and reply.asked == case.asked and not reply.error and reply.answers:
                found.append((case, reply))
    return found


def _agreement(judge: Patience, examples: Sequence[Labelled], jobs: int, advance: Advance) -> Agreement:
    def one(example: Labelled) -> Grade:
        grade = judge.grade([(example.question, example.answer)], example.criterion)
        if advance:
            advance("agreement")
        return grade

    with ThreadPoolExecutor(max_workers=jobs) as pool:
        return agreement(examples, list(pool.map(one, examples)))


def _grade(
    judge: Patience, name: str, folder: Path, wanted: Sequence[tuple[Case, Reply]], jobs: int, advance: Advance
) -> None:
    known = read_grades(folder)
    lock = threading.Lock()
    with (folder / GRADES_FILE).open("a", encoding="utf-8") as sink, ThreadPoolExecutor(max_workers=jobs) as pool:

        def one(case: Case, reply: Reply, criterion: str) -> None:
            turns = [(turn, answer.text) for turn, answer in zip(case.turns, reply.answers, strict=True)]
            answers = answers_hash(reply)
            before = known.get((reply.suite, reply.split, reply.id, answers, criterion, name, PROMPT_HASH))
            if before is None or before.met is None:
                kept = StoredGrade(
                    suite=reply.suite,
                    split=reply.split,
                    id=reply.id,
                    answers=answers,
                    criterion=criterion,
                    model=name,
                    prompt=PROMPT_HASH,
                    grade=judge.grade(turns, criterion),
                )
                with lock:
                    sink.write(kept.model_dump_json() + "\n")
                    sink.flush()
            if advance:
                advance("rubric")

        jobs_done = [
            pool.submit(one, case, reply, point.criterion) for case, reply in wanted for point in case.expect.rubric
        ]
        try:
            for done in jobs_done:
                done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _write_record(folder: Path, model: str, labels: Path, found: Agreement, believed: bool, why: str) -> None:
    digest = hashlib.sha256(labels.read_bytes()).hexdigest()[:16]
    record = JudgeRecord(model=model, prompt=PROMPT_HASH, labels=digest, agreement=found, believed=believed, why=why)
    write_json(folder / JUDGE_FILE, record.model_dump(mode="json"))
