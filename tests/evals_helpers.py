"""Cases, replies and answers made by hand for the tests of the harness."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from assistant.models import Answer, Citation, Part, Precaution, Sentence, Status, Urgency
from evals.cases import Case
from evals.outcomes import World
from evals.replies import (
    REPLIES_FILE,
    Provenance,
    Reply,
    Run,
    RunDocument,
    Selected,
    Through,
    write_documents,
    write_run,
)
from evals.scores import write_baseline
from evals.scoring import read_scores
from evals.staff_page import Places

TEXT = "# Clamshell\n\nLift the top knee slowly.\nDo not roll the pelvis back.\nDo 10 repetitions.\n"
WORLD = World({"exercises/clamshell": RunDocument(id="exercises/clamshell", title="Clamshell", text=TEXT)})


def case(identity: str = "c1", turns: tuple[str, ...] = ("how do i do a clam",), **given: Any) -> Case:
    """Return a case; `given`: fields of the case, and ``expect`` as a dictionary."""
    values = {"scenario_id": identity, "split": "frozen", "author": "project", "expect": {"status": "answered"}}
    return Case.model_validate({"id": identity, "turns": turns, **values, **given})


def citation(
    words: str, number: int = 1, document: str = "exercises/clamshell", shift: int = 0, **more: Any
) -> Citation:
    """Return a citation of `words` in TEXT; `shift` moves its place."""
    start = TEXT.index(words) + shift
    return Citation(
        number=number,
        document_id=document,
        title="Clamshell",
        heading=more.pop("heading", "How to do it"),
        quote=words,
        start=start,
        end=start + len(words),
        **more,
    )


def answer(*citations: Citation, **given: Any) -> Answer:
    """Return an answer whose lead quotes each citation."""
    parts = tuple(
        Part(kind=given.pop("kind", "lead"), sentences=(Sentence(text=entry.quote, citations=(entry.number,)),))
        for entry in citations
    )
    values: dict[str, Any] = {
        "status": Status.ANSWERED,
        "urgency": Urgency.NONE,
        "text": " ".join(f"{entry.quote} [{entry.number}]" for entry in citations),
        "parts": parts,
        "citations": citations,
        "disclaimer": "General information.",
    }
    return Answer(**{**values, **given})


def refusal(status: Status = Status.NO_EVIDENCE) -> Answer:
    """Return an answer that answers nothing."""
    part = Part(kind="note", sentences=(Sentence(text="The library has no answer to that."),))
    return answer(status=status, text=part.sentences[0].text, parts=(part,))


def precaution(exercise: str, verdict: str) -> Precaution:
    """Return a precaution."""
    return Precaution.model_validate(
        {"rule": f"{exercise}:x", "verdict": verdict, "exercise": exercise, "message": "m"}
    )


def reply(given: Case, *answers: Answer, suite: str = "demo", through: Through = "assistant", **more: Any) -> Reply:
    """Return the reply to a case."""
    values: dict[str, Any] = {
        "suite": suite,
        "split": given.split,
        "id": given.id,
        "asked": given.asked,
        "through": through,
        "answers": answers,
        "urgency": answers[-1].urgency if answers else None,
    }
    return Reply(**{**values, **more})


def provenance() -> Provenance:
    """Return conditions that are the same each time."""
    return Provenance(
        began="2026-11-22T12:00:00+00:00",
        git_commit="0" * 40,
        git_dirty=False,
        config_hash="c",
        corpus_hash="k",
        embedder="hashing:256",
        answerer="extractive",
        versions={"python": "3.11"},
        machine={"system": "Linux", "processor": "any", "cores": "2"},
    )


def run_of(*replies: Reply, complete: tuple[str, ...] = ("demo.frozen",)) -> Run:
    """Return a run that was to give `replies`."""
    selected = tuple(
        Selected(suite=entry.suite, split=entry.split, id=entry.id, asked=entry.asked, through=entry.through)
        for entry in replies
    )
    return Run(name="run", complete_suites=complete, selected=selected, provenance=provenance())


def two_runs(root: Path, turn: str) -> Places:
    """Return places below `root` that hold two runs of one case, which the second loses, and a baseline."""
    made = Places(root / "runs", root / "baselines", root / "suites")
    for folder in (made.runs, made.baselines, made.suites):
        folder.mkdir()
    asked = case("clam", turns=(turn,), tags=("lay",), expect={"status": "answered"})
    (made.suites / "demo.frozen.jsonl").write_text(asked.model_dump_json() + "\n")
    for name, given in (("good", answer(citation("Lift the top knee slowly."))), ("worse", refusal())):
        back = reply(asked, given)
        write_run(made.runs / name, run_of(back).model_copy(update={"name": name}))
        write_documents(made.runs / name, WORLD.documents.values())
        (made.runs / name / REPLIES_FILE).write_text(back.model_dump_json() + "\n")
    os.utime(made.runs / "good" / "run.json", (1, 1))
    write_baseline(made.baselines / "base.json", read_scores(made.runs / "good", made.suites))
    return made
