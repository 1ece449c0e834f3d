"""What a judge leaves in a run's folder: its agreement with people (judge.json), and its grades (grades.jsonl)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from evals.cases import Case, Strict, SuiteError
from evals.replies import Grade, Reply, lines_of
from evals.scores import JudgeNote

JUDGE_FILE, GRADES_FILE = "judge.json", "grades.jsonl"


class Labelled(Strict):
    """An answer and a criterion, and what a person says of them."""

    id: str = Field(min_length=1)
    """Unique in the file."""
    scenario_id: str = Field(min_length=1)
    """Examples of one answer share it; the interval of the agreement is drawn over answers."""
    question: str
    """What was asked."""
    answer: str
    """What was answered."""
    criterion: str = Field(min_length=1)
    """What the answer is to meet."""
    met: bool
    """Whether it does."""
    author: str
    """Who says so."""


class Agreement(Strict):
    """How far a judge agrees with people."""

    examples: int
    """Labelled examples."""
    unreadable: int
    """Examples for which the judge gave nothing that can be read; they count as disagreement."""
    accuracy: float
    """Share of examples on which both agree."""
    accuracy_interval: tuple[float, float]
    """95 % Wilson interval."""
    kappa: float
    """Cohen's kappa."""
    kappa_interval: tuple[float, float]
    """95 % interval, drawn over answers."""
    macro_f1: float
    """Mean of the F1 of "met" and of "not met", as HealthBench grades its graders."""

    def __str__(self) -> str:
        low, high = self.kappa_interval
        return (
            f"agrees with people on {self.accuracy:.3f} of {self.examples} examples, kappa {self.kappa:.2f} "
            f"[{low:.2f}, {high:.2f}], macro F1 {self.macro_f1:.3f}, {self.unreadable} unreadable"
        )


class JudgeRecord(Strict):
    """A judge as it was used on a run."""

    model: str
    """``provider:name``."""
    prompt: str
    """Hash of the prompt."""
    labels: str
    """Hash of the labelled examples."""
    agreement: Agreement
    """Its agreement with people."""
    believed: bool
    """Whether its scores may be shown."""
    why: str
    """Why, or why not."""


class StoredGrade(Strict):
    """One grade. It holds for the very answer, criterion, model and prompt that it was given for."""

    suite: str
    split: str
    id: str
    answers: str
    """Hash of the answers that were graded."""
    criterion: str
    model: str
    prompt: str
    grade: Grade


@dataclass(frozen=True)
class Judging:
    """The judge of a run and its grades."""

    note: JudgeNote
    grades: Mapping[tuple[str, str, str, str, str], Grade]
    """By suite, split, case, hash of the answers, and criterion."""

    def grades_of(self, case: Case, reply: Reply) -> dict[str, Grade]:
        """Return the grades of the reply by criterion; none when the judge may not be believed."""
        if not self.note.believed:
            return {}
        key = (reply.suite, reply.split, reply.id, answers_hash(reply))
        found = {point.criterion: self.grades.get((*key, point.criterion)) for point in case.expect.rubric}
        return {criterion: grade for criterion, grade in found.items() if grade is not None}


def answers_hash(reply: Reply) -> str:
    """Return a hash of everything that was answered."""
    said = json.dumps([answer.text for answer in reply.answers], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8")).hexdigest()[:16]


def read_labelled(path: Path) -> list[Labelled]:
    """Return the labelled examples; raises `SuiteError` that names file, line and field."""
    if not path.is_file():
        raise SuiteError(path, None, "", "there is no such file of labelled examples")
    found: list[Labelled] = []
    for number, line in lines_of(path):
        try:
            found.append(Labelled.model_validate_json(line))
        except ValidationError as error:
            fault = error.errors()[0]
            raise SuiteError(path, number, ".".join(map(str, fault["loc"])), str(fault["msg"])) from error
    if len({example.id for example in found}) < len(found):
        raise SuiteError(path, None, "id", "is used twice")
    return found


def read_grades(folder: Path) -> dict[tuple[str, str, str, str, str, str, str], Grade]:
    """Return the grades by suite, split, case, answers, criterion, model and prompt; lines that cannot be read are left out."""
    found: dict[tuple[str, str, str, str, str, str, str], Grade] = {}
    for _, line in lines_of(folder / GRADES_FILE):
        try:
            kept = StoredGrade.model_validate_json(line)
        except ValidationError:
            continue
        key = (kept.suite, kept.split, kept.id, kept.answers, kept.criterion, kept.model, kept.prompt)
        found[key] = kept.grade
    return found


def read_judging(folder: Path) -> Judging | None:
    """Return the judge of the run in `folder` with its grades; None when there is none. Raises `SuiteError`."""
    path = folder / JUDGE_FILE
    if not path.is_file():
        return None
    try:
        record = JudgeRecord.model_validate_json(path.read_bytes())
    except ValidationError as error:
        fault = error.errors()[0]
        raise SuiteError(path, None, ".".join(map(str, fault["loc"])), str(fault["msg"])) from error
    grades = {
        (suite, split, identity, answers, criterion): grade
        for (suite, split, identity, answers, criterion, model, prompt), grade in read_grades(folder).items()
        if (model, prompt) == (record.model, record.prompt)
    }
    return Judging(JudgeNote(model=record.model, believed=record.believed, why=record.why), grades)
