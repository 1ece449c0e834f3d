"""Asking: whole conversations, added documents, errors, stopping and going on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.building import build_index, load_all
from assistant.config import Settings
from assistant.conversation import Assistant
from assistant.errors import RehabError
from assistant.models import Urgency
from evals.asking import AssistantAsker, SearchAsker, TriageAsker, ranked_documents
from evals.cases import Case
from evals.replies import Through, read_documents, read_replies, read_run
from evals.runner import Askers, Plan, answer_cases, check_resumable, start_run
from evals.scoring import score_replies
from tests.evals_helpers import case


@pytest.fixture
def small(small_settings: Settings) -> Assistant:
    """An assistant over three exercises, with the embedder for tests."""
    build_index(small_settings, quiet=True)
    return Assistant.open(small_settings)


def plan_of(*cases: Case, through: Through = "assistant") -> Plan:
    keys: dict[tuple[str, str, str], Case] = {("demo", entry.split, entry.id): entry for entry in cases}
    return Plan(keys, dict.fromkeys(keys, through), ("demo.frozen",))


def opened(assistant: Assistant) -> Askers:
    askers = Askers(assistant.settings)
    askers.adopt(assistant, load_all(assistant.settings).documents)
    return askers


def test_the_rules_alone_need_no_index(small_settings: Settings) -> None:
    asked = case(turns=("hello", "crushing chest pain and I cannot breathe"))
    reply = TriageAsker(small_settings).ask("demo", asked)
    assert reply.urgency is Urgency.EMERGENCY
    assert (reply.answers, reply.through, reply.asked) == ((), "triage", asked.asked)


def test_the_assistant_answers_each_turn_and_ranks(small: Assistant) -> None:
    asked = case(turns=("how do i do a clamshell",), expect={"documents": ["exercises/clamshell"]})
    reply = AssistantAsker(small).ask("demo", asked)
    assert len(reply.answers) == 1
    assert reply.ranking[0] == "exercises/clamshell"
    assert reply.intent == "how-to"
    assert len(AssistantAsker(small).ask("demo", case(turns=("how do i do a bridge", "how many"))).answers) == 2
    found = SearchAsker(small.retriever).ask("demo", asked)
    assert found.ranking == ranked_documents(small.retriever, asked.turns[0])
    assert len(set(found.ranking)) == len(found.ranking)


def test_documents_of_a_case_are_found_and_stay_with_it(small: Assistant) -> None:
    text = "# Wobble board\n\nStand on the wobble board and hold a rail.\nDo this for 30 seconds.\n"
    asked = case(turns=("how do i use the wobble board",), documents={"../clinic/board.md": text})
    asker = AssistantAsker(small)
    reply = asker.ask("demo", asked)
    assert "clinic/board" in {citation.document_id for citation in reply.answers[-1].citations}
    other = asker.ask("demo", case(turns=asked.turns))
    assert "clinic/board" not in {citation.document_id for citation in other.answers[-1].citations}
    third = asker.ask("demo", case(turns=asked.turns, documents={"clinic/x.md": "# Trampoline\n\nBounce gently.\n"}))
    assert "clinic/board" not in {citation.document_id for citation in third.answers[-1].citations}


def test_a_case_may_be_asked_on_a_day_of_its_own(small: Assistant) -> None:
    words = ("i had my hip replaced on 1 March 2026, how do i do a clamshell",)
    early = AssistantAsker(small).ask("demo", case(turns=words, today="2026-03-15"))
    late = AssistantAsker(small).ask("demo", case(turns=words, today="2026-05-10"))
    weeks = [entry.answers[-1].circumstances["weeks_since"] for entry in (early, late)]
    assert weeks == pytest.approx([2.0, 10.0], abs=0.2)
    assert "read" not in vars(small.reader)


def test_a_run_keeps_replies_documents_and_conditions(small: Assistant, tmp_path: Path) -> None:
    poisoned = case(
        "p", turns=("wobble board how long",), documents={"w.md": "# Wobble board\n\nStand for 30 seconds.\n"}
    )
    plan = plan_of(case("a", turns=("how do i do a clamshell",)), poisoned)
    askers = opened(small)
    folder = tmp_path / "run"
    run = start_run(folder, plan, small.settings, askers)
    done: list[str] = []
    assert answer_cases(folder, plan, small.settings, askers, jobs=2, advance=done.append)
    assert done == ["demo", "demo"]
    replies, problems = read_replies(folder)
    assert not problems
    documents = read_documents(folder)
    scores = score_replies(run, plan.cases, replies, documents)
    assert [case.values["faithfulness"] for case in scores.cases] == [1.0, 1.0]
    assert ("demo.frozen.p", "clinic/w") in documents
    made = read_run(folder).provenance
    assert made.embedder == "hashing:256"
    assert made.seconds > 0
    assert made.versions["numpy"]
    with pytest.raises(RehabError, match="holds a run already"):
        start_run(folder, plan, small.settings, askers)
    check_resumable(read_run(folder), small.settings, askers)
    askers.corpus_hash = "other"
    with pytest.raises(RehabError, match="documents have changed"):
        check_resumable(read_run(folder), small.settings, askers)
    with pytest.raises(RehabError, match="settings have changed"):
        check_resumable(read_run(folder), small.settings.model_copy(update={"region": "US"}), askers)


def test_an_error_becomes_a_reply_and_is_asked_again(
    small: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of(case("a"), case("b"))
    askers = opened(small)
    start_run(tmp_path / "run", plan, small.settings, askers)
    asker = askers["assistant"]
    good: Callable[..., Any] = asker.ask
    monkeypatch.setattr(asker, "ask", lambda suite, given: 1 / 0 if given.id == "a" else good(suite, given))
    answer_cases(tmp_path / "run", plan, small.settings, askers)
    assert read_replies(tmp_path / "run")[0]["demo", "frozen", "a"].error == "ZeroDivisionError: division by zero"
    asked: list[str] = []

    def noted(suite: str, given: Case) -> Any:
        asked.append(given.id)
        return good(suite, given)

    monkeypatch.setattr(asker, "ask", noted)
    answer_cases(tmp_path / "run", plan, small.settings, askers)
    assert asked == ["a"]
    assert not read_replies(tmp_path / "run")[0]["demo", "frozen", "a"].error


@pytest.mark.parametrize("jobs", [1, 2])
def test_stopping_keeps_what_was_done(
    small: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    plan = plan_of(*(case(f"c{number}") for number in range(4)))
    askers = opened(small)
    start_run(tmp_path / "run", plan, small.settings, askers)
    asker = askers["assistant"]
    good: Callable[..., Any] = asker.ask

    def stopping(suite: str, given: Case) -> Any:
        if given.id == "c2":
            raise KeyboardInterrupt
        return good(suite, given)

    monkeypatch.setattr(asker, "ask", stopping)
    assert not answer_cases(tmp_path / "run", plan, small.settings, askers, jobs)
    kept = read_replies(tmp_path / "run")[0]
    assert ("demo", "frozen", "c0") in kept
    assert ("demo", "frozen", "c2") not in kept
    monkeypatch.setattr(asker, "ask", good)
    assert answer_cases(tmp_path / "run", plan, small.settings, askers, jobs)
    assert len(read_replies(tmp_path / "run")[0]) == 4
