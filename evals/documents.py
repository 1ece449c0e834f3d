"""Answers from a folder of documents alone, against a file of questions: does a clinic's own leaflet come through?"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator

from assistant.config import Settings
from assistant.models import Answer, Status
from evals.beir import indexing_bar
from evals.cases import ABSTENTIONS, Strict, SuiteError
from evals.runner import progress_bar
from evals.statistics import clopper_pearson, wilson


class DocumentQuestion(Strict):
    """A question and where its answer stands."""

    id: str = Field(min_length=1)
    """Unique in the file."""
    question: str = Field(min_length=1)
    """What is asked."""
    document: str = ""
    """File name, or path below the folder, of the document that holds the answer."""
    phrases: tuple[str, ...] = ()
    """Words of which the answer must contain any one, capitals and white space ignored."""
    unanswerable: bool = False
    """Whether no document holds an answer, so that none may be given."""

    @model_validator(mode="after")
    def _expects(self) -> DocumentQuestion:
        if self.unanswerable and (self.document or self.phrases):
            raise ValueError("is unanswerable, so it can have neither document nor phrases")
        if not self.unanswerable and not self.document and not self.phrases:
            raise ValueError("needs a document, phrases, or unanswerable: true")
        return self


@dataclass(frozen=True)
class Verdict:
    """How one question went; None where a part is not judged."""

    question: DocumentQuestion
    status: str
    answered: bool | None
    right_document: bool | None
    phrase_found: bool | None
    abstained: bool | None
    text: str
    why: str
    """What went wrong; empty when everything is right."""


def read_questions(path: Path) -> list[DocumentQuestion]:
    """Return the questions of a JSON Lines file; raises `SuiteError` that names file, line and field."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SuiteError(path, None, "", f"cannot be read ({error})") from error
    questions: list[DocumentQuestion] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(DocumentQuestion.model_validate_json(line))
        except ValidationError as error:
            fault = error.errors()[0]
            raise SuiteError(path, number, ".".join(map(str, fault["loc"])), str(fault["msg"])) from error
    if not questions:
        raise SuiteError(path, None, "", "holds no questions")
    return questions


def judge(question: DocumentQuestion, answer: Answer | None, names: dict[str, str], error: str = "") -> Verdict:
    """Return how `answer` does; `names`: document id -> path below the folder. No answer (an error) fails everywhere."""
    status = str(answer.status) if answer else "error"
    text = answer.text if answer else error
    if question.unanswerable:
        abstained = answer is not None and answer.status in ABSTENTIONS
        why = "" if abstained else f"{status}, though no document holds an answer"
        return Verdict(question, status, None, None, None, abstained, text, why)
    answered = answer is not None and answer.status is Status.ANSWERED
    quoted = [names.get(citation.document_id, citation.document_id) for citation in answer.citations] if answer else []
    document = _is_among(question.document, quoted) if question.document else None
    said = _plain(" ".join([text, *(citation.quote for citation in answer.citations)])) if answer else ""
    phrase = any(_plain(words) in said for words in question.phrases) if question.phrases else None
    faults = [] if answered else [f"{status}: {error}" if error else status]
    if document is False and answered:
        faults.append(f"quotes {', '.join(dict.fromkeys(quoted)) or 'nothing'}, not {question.document}")
    if phrase is False and answered:
        faults.append(f"none of the phrases: {' / '.join(question.phrases)}")
    return Verdict(question, status, answered, document, phrase, None, text, "; ".join(faults))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _is_among(wanted: str, quoted: Sequence[str]) -> bool:
    return any(name == wanted or Path(name).name == Path(wanted).name or Path(name).stem == wanted for name in quoted)


def ask_folder(
    folder: Path, questions: Sequence[DocumentQuestion], settings: Settings, quiet: bool, say: Callable[[str], None]
) -> list[Verdict]:
    """Index the documents below `folder` alone, in a temporary store, and ask each question through the whole chain."""
    from assistant.conversation import Assistant
    from assistant.embedding import make_embedder
    from assistant.indexing import sync
    from assistant.loading import load_folder
    from assistant.retrieval import HybridRetriever
    from assistant.store import ChromaStore

    with indexing_bar(quiet) as progress:
        loaded = load_folder(folder, settings.clinic or "This clinic")
        for problem in loaded.problems:
            say(f"not read: {problem}")
        names = {document.id: document.path for document in loaded.documents}
        missing = [
            question.id
            for question in questions
            if question.document and not _is_among(question.document, list(names.values()))
        ]
        if missing:
            say(f"questions about files that were not read: {', '.join(missing)}")
        with tempfile.TemporaryDirectory(prefix="rehab-eval-") as place:
            store = ChromaStore(place)
            embedder = make_embedder(settings)
            sync(loaded.documents, store, embedder.fingerprint, lambda: embedder, progress)
            assistant = Assistant(settings, HybridRetriever.open(store, embedder, settings.knowledge))
            verdicts = []
            with progress_bar({"questions": len(questions)}, quiet) as advance:
                for question in questions:
                    verdicts.append(_ask(assistant, question, names))
                    if advance:
                        advance("questions")
    return verdicts


def _ask(assistant: Any, question: DocumentQuestion, names: dict[str, str]) -> Verdict:
    try:
        answer = assistant.conversation().ask(question.question)
    except Exception as error:  # what breaks the assistant is the finding, whatever it is
        return judge(question, None, names, f"{type(error).__name__}: {error}")
    return judge(question, answer, names)


def figures(verdicts: Sequence[Verdict]) -> dict[str, tuple[int, int]]:
    """Return hits and cases of each share."""
    named = ("answered", "right_document", "phrase_found", "abstained")
    found = {}
    for name in named:
        values = [value for verdict in verdicts if (value := getattr(verdict, name)) is not None]
        if values:
            found[name] = (sum(values), len(values))
    return found


def measure_documents(given: argparse.Namespace, settings: Settings, say: Callable[[str], None]) -> int:
    """Ask the questions and print shares with intervals and every failure; the verb ``documents``. 1 when any fails."""
    questions = read_questions(given.questions)
    verdicts = ask_folder(given.documents, questions, settings, given.quiet, (lambda line: None) if given.json else say)
    failures = [verdict for verdict in verdicts if verdict.why]
    if given.out:
        lines = [
            json.dumps(
                {"id": entry.question.id, "status": entry.status, "why": entry.why, "text": entry.text},
                ensure_ascii=False,
            )
            for entry in verdicts
        ]
        given.out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if given.json:
        shown = {
            name: {"hits": hits, "n": n, "share": hits / n, "wilson": [wilson(hits, n).low, wilson(hits, n).high]}
            for name, (hits, n) in figures(verdicts).items()
        }
        failed = [{"id": entry.question.id, "status": entry.status, "why": entry.why} for entry in failures]
        say(json.dumps({"questions": len(questions), "figures": shown, "failures": failed}, ensure_ascii=False))
        return 1 if failures else 0
    for name, (hits, n) in figures(verdicts).items():
        near, exact = wilson(hits, n), clopper_pearson(hits, n)
        say(
            f"{name.replace('_', ' '):<15} {hits / n:.3f}  {hits} of {n}, Wilson [{near.low:.3f}, {near.high:.3f}], "
            f"exact [{exact.low:.3f}, {exact.high:.3f}]"
        )
    for entry in failures:
        say(f"\n{entry.question.id}: {entry.question.question}\n  {entry.why}\n  {entry.text[:300]}")
    say(f"\n{len(questions) - len(failures)} of {len(questions)} questions right")
    return 1 if failures else 0
