"""Scoring: errors, gaps and broken metrics are failures that are counted, never holes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.models import Urgency
from evals.cases import Case, SuiteError
from evals.metrics import METRICS
from evals.outcomes import Outcome
from evals.replies import (
    DOCUMENTS_FILE,
    REPLIES_FILE,
    Reply,
    RunDocument,
    read_documents,
    read_replies,
    read_run,
    write_documents,
    write_run,
)
from evals.scores import Figure, Scores, write_baseline, write_scores
from evals.scoring import read_scores, score_replies, score_run
from tests.evals_helpers import TEXT, answer, case, citation, refusal, reply, run_of

DOCUMENTS = {("", "exercises/clamshell"): RunDocument(id="exercises/clamshell", title="Clamshell", text=TEXT)}
KNEE = "Lift the top knee slowly."


def scored(cases: list[Case], replies: list[Reply], **more: Any) -> Scores:
    run = run_of(*(reply(entry, suite="demo") for entry in cases))
    return score_replies(
        run,
        {("demo", entry.split, entry.id): entry for entry in cases},
        {(entry.suite, entry.split, entry.id): entry for entry in replies},
        DOCUMENTS,
        **more,
    )


def figure(scores: Scores, name: str) -> Figure:
    return next(entry for entry in scores.figures if entry.metric == name)


def test_errors_gaps_and_changed_cases_count_as_failures() -> None:
    cases = [case(f"c{number}") for number in range(5)]
    good = answer(citation(KNEE))
    replies = [
        reply(cases[0], good),
        reply(cases[1], good).model_copy(update={"error": "KeyError: 'x'"}),
        reply(cases[2], good).model_copy(update={"asked": "another"}),
        reply(cases[3], good, good),
    ]
    scores = scored(cases, replies)
    assert [entry.passed for entry in scores.cases] == [True, False, False, False, False]
    status = figure(scores, "status_right")
    assert (status.successes, status.n, status.errors, status.unscorable) == (1, 5, 4, 0)
    why = [entry.error for entry in scores.cases]
    assert why[1:] == [
        "KeyError: 'x'",
        "the case has changed since it was asked: run it again",
        "2 answers to 1 turns",
        "no readable reply",
    ]
    assert figure(scores, "truthfulness").mean == pytest.approx((1 - 4) / 5)
    assert not scores.problems


def test_refusals_are_left_out_of_faithfulness_and_counted() -> None:
    cases = [case("a"), case("b", expect={"status": "no_evidence"})]
    scores = scored(cases, [reply(cases[0], answer(citation(KNEE))), reply(cases[1], refusal())])
    found = figure(scores, "faithfulness")
    assert (found.n, found.unscorable, found.mean) == (1, 1, 1.0)
    assert figure(scores, "abstention_recall").mean == 1.0


def test_intervals_stand_beside_counts_and_clusters() -> None:
    cases = [case(f"c{number}", scenario_id=f"s{number % 4}") for number in range(8)]
    scores = scored(cases, [reply(entry, answer(citation(KNEE))) for entry in cases])
    found = figure(scores, "status_right")
    assert (found.n, found.scenarios, found.low, found.high) == (8, 4, 1.0, 1.0)
    assert found.exact is not None
    assert found.exact[0] == pytest.approx(0.6306, abs=1e-3)


@pytest.mark.parametrize("how", ["raises", "nan"])
def test_a_broken_metric_is_a_harness_problem_and_no_pass(how: str) -> None:
    def broken(*_: Any) -> Outcome:
        if how == "raises":
            raise RuntimeError("boom")
        return Outcome(float("nan"), "")

    metrics = {**METRICS, "status_right": replace(METRICS["status_right"], measure=broken)}
    only = case()
    scores = scored([only], [reply(only, answer(citation(KNEE)))], metrics=metrics)
    assert "metric status_right on demo.frozen.c1" in scores.problems[0]
    assert not scores.cases[0].passed
    assert scores.cases[0].values["status_right"] == 0.0


def test_a_case_that_left_its_suite_is_a_harness_problem() -> None:
    asked = case()
    scores = score_replies(run_of(reply(asked)), {}, {}, {})
    assert "no longer in its suite" in scores.problems[0]


def test_latency_has_a_median_and_a_tail() -> None:
    cases = [case(f"c{number}") for number in range(20)]
    replies = [
        reply(entry, answer(citation(KNEE), elapsed_ms={"total": float(number)}))
        for number, entry in enumerate(cases, start=1)
    ]
    latency = scored(cases, replies).latency[0]
    assert (latency.n, latency.p50, latency.p95) == (20, 10.0, 19.0)


def test_a_run_is_kept_and_scored_again_without_asking(tmp_path: Path) -> None:
    suites = tmp_path / "suites"
    suites.mkdir()
    asked = case(expect={"urgency": "emergency"})
    (suites / "demo.frozen.jsonl").write_text(asked.model_dump_json() + "\n")
    back = reply(asked, through="triage", urgency=Urgency.URGENT)
    folder = tmp_path / "run"
    write_run(folder, run_of(back))
    (folder / REPLIES_FILE).write_text(back.model_dump_json() + "\n")
    assert score_run(folder, suites).cases[0].values["emergency_recall"] == 0.0
    (suites / "demo.frozen.jsonl").write_text(case(expect={"urgency": "urgent"}).model_dump_json() + "\n")
    scores = score_run(folder, suites)
    assert scores.cases[0].passed
    write_scores(folder, scores)
    assert read_scores(folder, suites) == scores
    (suites / "demo.frozen.jsonl").write_text(asked.model_dump_json() + "\n")
    assert not read_scores(folder, suites).cases[0].passed, "expectations have changed, so it is scored again"
    write_baseline(tmp_path / "b.json", scores)
    kept = read_scores(tmp_path / "b.json")
    assert [entry.metric for entry in kept.figures] == [entry.metric for entry in scores.figures]
    assert kept.cases[0].values == scores.cases[0].values
    assert not kept.scored_by


def test_a_corrupted_line_is_told_and_leaves_its_case_failed(tmp_path: Path) -> None:
    suites = tmp_path / "suites"
    suites.mkdir()
    asked = case(expect={"urgency": "none"})
    (suites / "demo.frozen.jsonl").write_text(asked.model_dump_json() + "\n")
    back = reply(asked, through="triage", urgency=Urgency.NONE)
    folder = tmp_path / "run"
    write_run(folder, run_of(back))
    (folder / REPLIES_FILE).write_text(back.model_dump_json()[:-20] + "\n")
    scores = score_run(folder, suites)
    assert "replies.jsonl:1" in scores.problems[0]
    assert not scores.cases[0].passed


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="is this the folder of a run"):
        read_run(tmp_path)
    (tmp_path / "run.json").write_text("{}")
    with pytest.raises(SuiteError, match="name"):
        read_run(tmp_path)
    with pytest.raises(SuiteError, match="cannot be read"):
        read_scores(tmp_path / "none.json")
    (tmp_path / "b.json").write_text("[]")
    with pytest.raises(SuiteError, match=r"b\.json"):
        read_scores(tmp_path / "b.json")


def test_the_last_reply_counts_and_documents_keep_their_scope(tmp_path: Path) -> None:
    asked = case()
    first, second = reply(asked, error="x"), reply(asked, answer(citation(KNEE)))
    (tmp_path / REPLIES_FILE).write_text(first.model_dump_json() + "\n\n" + second.model_dump_json() + "\n")
    replies, problems = read_replies(tmp_path)
    assert replies["demo", "frozen", "c1"].error == ""
    assert not problems
    write_documents(tmp_path, [RunDocument(id="d", title="t", text="x", scope="demo.frozen.c1")])
    with (tmp_path / DOCUMENTS_FILE).open("a") as sink:
        sink.write("broken\n")
    assert set(read_documents(tmp_path)) == {("demo.frozen.c1", "d")}
