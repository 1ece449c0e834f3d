"""Circumstances x exercise or movement -> verdict."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from assistant.circumstances import CircumstanceReader
from assistant.deciding import deciding_question
from assistant.loading import load_library
from assistant.models import Document
from assistant.precautions import Precautions, assess_movements
from assistant.registers import read_circumstances, read_movements, read_sources
from evals.cases import read_cases

ROOT = Path(__file__).resolve().parents[1]
KNOWLEDGE = ROOT / "knowledge"


@pytest.fixture(scope="module")
def reader() -> CircumstanceReader:
    return CircumstanceReader(KNOWLEDGE)


@pytest.fixture(scope="module")
def precautions(reader: CircumstanceReader) -> Precautions:
    return Precautions(KNOWLEDGE, reader)


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {document.id: document for document in load_library(KNOWLEDGE).documents}


def test_every_rule_is_well_made(precautions: Precautions, documents: dict[str, Document]) -> None:
    circumstances, movements, sources = (
        read_circumstances(KNOWLEDGE),
        read_movements(KNOWLEDGE),
        read_sources(KNOWLEDGE),
    )
    for rule in precautions.rules:
        assert set(rule.when) <= set(circumstances), rule.id
        assert set(rule.movements) <= set(movements), rule.id
        assert set(rule.sources) <= set(sources), rule.id
        assert rule.sources, rule.id
        assert all(sources[one].extent != "none" or one == "HOUSE" for one in rule.sources), rule.id
        assert rule.alternatives, rule.id
        assert max(len(sentence.split()) for sentence in re.split(r"[.!?:]", rule.message)) <= 32, rule.id
        if rule.sources == ("HOUSE",):
            assert not re.search(r"\d", rule.message.replace("16", "").replace("999", "")), rule.id
        for alternative in rule.alternatives:
            assert alternative in documents, (rule.id, alternative)
            assert not rule.speaks_of(documents[alternative]), (rule.id, alternative)


def test_every_rule_speaks_of_something(precautions: Precautions, documents: dict[str, Document]) -> None:
    exercises = [document for document in documents.values() if document.kind == "exercise"]
    asked = set(read_movements(KNOWLEDGE))
    for rule in precautions.rules:
        held = [rule.when[0]]
        assert any(rule.speaks_of(document) for document in exercises) or assess_movements(
            asked & set(rule.movements), held, (rule,)
        ), rule.id


@pytest.mark.parametrize("number", range(160))
def test_each_rule_gives_its_verdict(precautions: Precautions, number: int) -> None:
    if number >= len(precautions.rules):
        assert len(precautions.rules) < 160
        return
    rule = precautions.rules[number]
    for circumstance in rule.when:
        found = assess_movements(rule.movements or ("kneeling",), [circumstance], (rule,))
        if rule.movements or rule.everything:
            assert [(one.rule, one.verdict) for one in found] == [(rule.id, rule.verdict)]


def test_the_dev_pairs(reader: CircumstanceReader, precautions: Precautions, documents: dict[str, Document]) -> None:
    wrong: list[tuple[str, object]] = []
    for case in read_cases(ROOT / "evals/suites/precautions.dev.jsonl"):
        active = reader.active(reader.read(case.turns, date(2026, 11, 22)))
        movement = re.search(r"movement: [\w-]*; verdict: (\w+)", case.note)
        if movement:
            verdicts = [str(one.verdict) for one in precautions.assess_movement(case.turns[-1], active)]
            wrong += [(case.id, verdicts)] if (verdicts or ["allowed"])[0] != movement[1] else []
        for expected in case.expect.precautions:
            if expected.exercise:
                found = [str(one.verdict) for one in precautions.assess(documents[expected.exercise], active)]
                wrong += [(case.id, found)] if (found or ["allowed"])[0] != expected.verdict else []
        wrong += [
            (case.id, one) for one in case.expect.forbidden_documents if precautions.allowed(documents[one], active)
        ]
    assert wrong == []


def test_a_document_s_own_sentence_is_the_reason(precautions: Precautions, documents: dict[str, Document]) -> None:
    verdict = precautions.assess(documents["exercises/clamshell"], ["gluteal-tendinopathy"])[0]
    assert verdict.verdict == "not_now"
    assert verdict.statement is not None
    span = verdict.statement.span
    assert verdict.message == documents["exercises/clamshell"].text[span.start : span.end]


def test_nothing_that_is_ruled_out_is_offered_instead(precautions: Precautions, documents: dict[str, Document]) -> None:
    circumstances = read_circumstances(KNOWLEDGE)
    for held in circumstances:
        for identity in ("exercises/squat", "exercises/deadlift", "exercises/curl-up", "exercises/bridge"):
            verdicts = precautions.assess(documents[identity], [held])
            for other in precautions.instead(verdicts, documents, [held]):
                assert precautions.allowed(documents[other], [held])


def test_no_weight_means_no_standing_exercise(precautions: Precautions, documents: dict[str, Document]) -> None:
    for document in documents.values():
        if document.kind == "exercise" and document.weight_bearing in ("partial", "full", "single-leg"):
            assert not precautions.allowed(document, ["non-weight-bearing"]), document.id
            assert not precautions.allowed(document, ["touch-weight-bearing"]), document.id


def test_fever_stops_everything_but_breathing(precautions: Precautions, documents: dict[str, Document]) -> None:
    offered = [
        one.id for one in documents.values() if one.kind == "exercise" and precautions.allowed(one, ["fever-or-unwell"])
    ]
    assert offered == ["exercises/breathing-exercises"]


def test_one_missing_fact_is_asked_for(precautions: Precautions, documents: dict[str, Document]) -> None:
    knee_to_chest, pumps = documents["exercises/knee-to-chest"], documents["exercises/ankle-pumps"]
    question = deciding_question(precautions, knee_to_chest, {"procedure": "hip-replacement", "weeks_since": 3.0})
    assert question
    assert "back, the front or the side" in question
    assert deciding_question(precautions, pumps, {"procedure": "hip-replacement", "weeks_since": 3.0}) == ""
    assert deciding_question(precautions, knee_to_chest, {}) == ""
    told = {"procedure": "hip-replacement", "weeks_since": 3.0, "approach": "posterior"}
    assert deciding_question(precautions, knee_to_chest, told) == ""
    weight = deciding_question(
        precautions, documents["exercises/mini-squat"], {"procedure": "hip-fracture", "weeks_since": 3.0}
    )
    assert weight
    assert "how much weight" in weight
    weeks = deciding_question(precautions, documents["exercises/squat"], {"procedure": "knee-replacement"})
    assert weeks
    assert "weeks" in weeks
    vague = deciding_question(precautions, "can I bend past 90?", {"procedure": "hip-operation"})
    assert vague
    assert "replacement" in vague


@pytest.mark.parametrize(
    ("text", "movement"),
    [
        ("can i bend past 90", "hip-flexion-past-90"),
        ("ok to turn my foot in?", "hip-internal-rotation"),
        ("may I cross my legs", "hip-adduction-past-midline"),
        ("sit on a low chair", "hip-flexion-past-90"),
        ("sleep on my side", "side-lying"),
        ("kneel in church", "kneeling"),
        ("can I twist", "spinal-rotation"),
        ("lift my grandchild", "heavy-load"),
    ],
)
def test_movements_are_recognised(precautions: Precautions, text: str, movement: str) -> None:
    assert movement in precautions.movements_in(text)


FRESH = (
    "spinal-surgery-early", "abdominal-surgery-early", "knee-replacement-early", "hip-replacement-early", "sternum-healing",
    "foot-surgery-early", "leg-fracture-early", "arm-fracture-early", "brace-or-cast", "non-weight-bearing", "open-wound",
)  # fmt: skip
"""Circumstances in which a bath waits."""


@pytest.mark.parametrize("circumstance", FRESH)
@pytest.mark.parametrize("asked", ["can I get in the bath", "can I sit on the floor"])
def test_no_silence_on_a_bath_or_the_floor(precautions: Precautions, circumstance: str, asked: str) -> None:
    assert precautions.assess_movement(asked, [circumstance])


@pytest.mark.parametrize(
    ("circumstance", "asked"),
    [
        ("leg-fracture-early", "can I go for a walk"),
        ("achilles-rupture", "can I go for a walk"),
        ("meniscus-repair-early", "can I stand at the cooker"),
        ("recent-heart-event", "can I drive"),
        ("stroke", "can I drive"),
        ("leg-fracture-early", "can I drive"),
        ("trochanteric-repair", "can I go running"),
        ("shoulder-surgery-early", "can I ride my bike"),
        ("shoulder-surgery-early", "can I sleep on my side"),
        ("sternum-healing", "can I use light weights"),
        ("arm-fracture-early", "can I lift the kettle"),
        ("hip-arthroscopy-early", "can I sit on a low sofa"),
        ("eye-surgery-early", "can I do planks"),
        ("aneurysm", "can I do sit ups"),
        ("epilepsy", "can I have a bath"),
        ("leg-fracture-early", "can I kneel"),
    ],
)
def test_no_silence_where_a_bar_or_care_is_known(precautions: Precautions, circumstance: str, asked: str) -> None:
    assert precautions.assess_movement(asked, [circumstance])
