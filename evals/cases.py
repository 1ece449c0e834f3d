"""Cases: what is asked, and what is expected of the answer. One JSON object a line, written with a text editor."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.errors import RehabError
from assistant.models import Status, Urgency

Split = Literal["dev", "frozen", "hidden"]
ABSTENTIONS = frozenset({Status.NO_EVIDENCE, Status.DECLINED, Status.OUT_OF_SCOPE})
"""Statuses that give no answer from the library; a referral is an answer of its own kind."""


class SuiteError(RehabError):
    """A suite, run or baseline cannot be read; the message names file, line and field."""

    def __init__(self, path: Path | str, line: int | None, field: str, problem: str) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {f'{field}: ' if field else ''}{problem}")
        self.path, self.line, self.field = str(path), line, field


class Strict(BaseModel):
    """Base of the harness's records: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ExpectedPrecaution(Strict):
    """What must, or must not, be said about one exercise."""

    exercise: str = ""
    """Id of the exercise; empty when a movement is meant, or any precaution with the verdict will do."""
    movement: str = ""
    """Id of the movement (knowledge/safety/movements.toml), when no exercise is named."""
    circumstance: str = ""
    """Id of the circumstance that is the reason, for readers; another reason for the same verdict is right too."""
    verdict: Literal["caution", "not_now", "allowed"]
    """``allowed``: no precaution may be given for it."""


class Nuggets(Strict):
    """Facts of a good answer. Each is a list of alternatives; a nugget is present when one of them stands in the answer."""

    vital: tuple[tuple[str, ...], ...] = ()
    """Facts without which the answer is not good."""
    optional: tuple[tuple[str, ...], ...] = ()
    """Facts that make it better."""


class ExpectedSpan(Strict):
    """A stretch of a document that holds the answer, in characters of its text, half-open."""

    document: str
    """Document id."""
    start: int = Field(ge=0)
    """First character."""
    end: int = Field(ge=1)
    """One past the last character."""
    quote: str = ""
    """How the stretch begins; it is looked for when the document was edited and the offsets moved."""

    def within(self, text: str) -> tuple[int, int] | None:
        """Return where the stretch stands in `text`, the document as it is now; None when its words are gone."""
        length = self.end - self.start
        if not self.quote or text.startswith(self.quote, self.start):
            return self.start, self.end
        place = text.find(self.quote, max(0, self.start - 2000))
        place = place if place >= 0 else text.find(self.quote)
        return (place, place + length) if place >= 0 else None


class RubricPoint(Strict):
    """One thing that a good answer does, or a bad one (R. K. Arora et al., HealthBench, 2025)."""

    criterion: str = Field(min_length=1)
    """What the answer does, in a sentence that is true or not: "Says to stop when pain lasts into the next day"."""
    points: int = Field(ge=-10, le=10)
    """Worth of it; below 0 for what a good answer does not do. Never 0."""
    tags: tuple[str, ...] = ()
    """What it is about, such as ``accuracy`` or ``safety``."""

    @field_validator("points")
    @classmethod
    def _counts(cls, value: int) -> int:
        if value == 0:
            raise ValueError("must not be 0: a point that is worth nothing is not judged")
        return value


class Expectation(Strict):
    """What is expected of the answer to the last turn; what is left out is not judged."""

    urgency: Urgency | None = None
    """The right urgency."""
    status: tuple[Status, ...] = ()
    """Statuses that are right, any of them."""
    circumstances: dict[str, Any] = {}
    """What must have been understood about the person; null for what must not have been."""
    precautions: tuple[ExpectedPrecaution, ...] = ()
    """Precautions that must be given, or must not."""
    documents: tuple[str, ...] = ()
    """Documents that hold an answer, any of them."""
    forbidden_documents: tuple[str, ...] = ()
    """Documents that must not be offered or quoted as advice; quoting why they do not suit is no breach."""
    forbidden_steps: tuple[str, ...] = ()
    """Exercises whose steps must not be shown."""
    forbidden: tuple[str, ...] = ()
    """Words that must not be shown in any turn, capitals ignored."""
    nuggets: Nuggets | None = None
    """Facts of a good answer."""
    spans: tuple[ExpectedSpan, ...] = ()
    """Stretches of documents that hold the answer."""
    intent: str | None = None
    """What the question asks for (assistant/understanding.py)."""
    rubric: tuple[RubricPoint, ...] = ()
    """Points that a model judge grades (`rehab eval judge`); at least one is worth more than 0."""

    @field_validator("rubric")
    @classmethod
    def _can_be_earned(cls, value: tuple[RubricPoint, ...]) -> tuple[RubricPoint, ...]:
        if value and not any(point.points > 0 for point in value):
            raise ValueError("needs a point worth more than 0, or nothing can be earned")
        if len({point.criterion for point in value}) < len(value):
            raise ValueError("holds the same criterion twice")
        return value

    @field_validator("status", "precautions", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return [value] if isinstance(value, str | dict) else value


class Case(Strict):
    """One conversation and what is expected of its last answer."""

    id: str = Field(min_length=1)
    """Unique within its suite."""
    scenario_id: str = Field(min_length=1)
    """Cases that are wordings of one situation share it; intervals are computed over scenarios."""
    turns: tuple[str, ...] = Field(min_length=1)
    """What the person types, oldest first."""
    tags: tuple[str, ...] = ()
    """Groups that the report shows apart."""
    split: Split
    """``dev`` is tuned on, ``frozen`` is gated on, ``hidden`` is written by others."""
    author: str
    """Who wrote it: ``project`` or a clinic."""
    source_ref: str = ""
    """Where the expectation comes from."""
    reviewed_by: str = ""
    """Role of the clinician who confirmed the expectation; empty when nobody did."""
    expect: Expectation
    """What is expected."""
    documents: dict[str, str] = {}
    """Documents added to the library for this case alone: file name -> text. A list of {"path", "text"} is read too."""
    today: date | None = None
    """The day on which it is asked; None for the day of the run."""
    note: str = ""
    """A remark for readers."""

    @field_validator("documents", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        if isinstance(value, list) and all(
            isinstance(entry, dict) and {"path", "text"} == set(entry) for entry in value
        ):
            return {entry["path"]: entry["text"] for entry in value}
        return value

    @property
    def asked(self) -> str:
        """Hash of everything that is given to the assistant; an answer is valid only for the case it was given to."""
        given = json.dumps([self.turns, self.documents, str(self.today or "")], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(given.encode("utf-8")).hexdigest()[:16]


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a JSON Lines file; raises `SuiteError` that names file, line and field of the first fault."""
    cases, problems = scan_cases(path)
    if problems:
        raise problems[0]
    return cases


def scan_cases(path: Path) -> tuple[list[Case], list[SuiteError]]:
    """Return the cases of a JSON Lines file and every fault in it."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        return [], [SuiteError(path, None, "", f"cannot be read ({error.strerror})")]
    cases: list[Case] = []
    problems: list[SuiteError] = []
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            cases.append(Case.model_validate(json.loads(line.decode("utf-8"))))
        except UnicodeDecodeError as error:
            problems.append(SuiteError(path, number, "", f"not UTF-8 ({error.reason} at byte {error.start})"))
        except json.JSONDecodeError as error:
            problems.append(SuiteError(path, number, "", f"not valid JSON ({error.msg} at column {error.colno})"))
        except ValidationError as error:
            for fault in error.errors():
                field = ".".join(str(part) for part in fault["loc"]) or "line"
                problems.append(SuiteError(path, number, field, str(fault["msg"])))
    return cases, problems
