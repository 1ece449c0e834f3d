"""Figures of groups of cases, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score  # type: ignore[import-untyped]

from evals.metrics.groups import (
    GROUP_METRICS,
    GroupOutcome,
    register_gap,
    risk_coverage,
    same_level,
    worst_wording,
    wrong_if_answered,
)
from evals.scores import CaseScore
from evals.statistics import cohen_kappa, gap_bootstrap, kappa_bootstrap, risk_coverage_area


def score(identity: str, scenario: str = "", passed: bool = True, **given: object) -> CaseScore:
    values = {"suite": "demo", "split": "dev", "values": {}, "scenario": scenario or identity, **given}
    return CaseScore.model_validate({"id": identity, "passed": passed, **values})


def found(outcome: GroupOutcome | None) -> GroupOutcome:
    assert outcome is not None
    return outcome


def test_the_worst_wording_decides_for_its_situation() -> None:
    cases = [
        score("a1", "a"),
        score("a2", "a"),
        score("b1", "b"),
        score("b2", "b", passed=False),
        score("c1", "c", passed=False),
    ]
    outcome = found(worst_wording(cases))
    assert (outcome.value, outcome.n) == (0.5, 2)
    assert outcome.explanation == "a wording fails in b"
    assert worst_wording(cases[-1:]) is None


def test_the_level_is_to_stay_the_same_right_or_wrong() -> None:
    cases = [
        score("a1", "a", gold="urgent", urgency="urgent"),
        score("a2", "a", gold="urgent", urgency="emergency"),
        score("b1", "b", passed=False, gold="urgent", urgency="none"),
        score("b2", "b", passed=False, gold="urgent", urgency="none"),
        score("c1", "c", gold="urgent", urgency="urgent"),
        score("c2", "c", gold="none", urgency="none"),
    ]
    outcome = found(same_level(cases))
    assert (outcome.value, outcome.n) == (0.5, 2)
    assert "the level moves in a" in outcome.explanation


def test_the_gap_between_registers_and_what_chance_gives() -> None:
    lay = [score(f"l{number}", passed=number < 20, tags=("lay",)) for number in range(20)]
    typo = [score(f"t{number}", passed=number < 10, tags=("typo",)) for number in range(20)]
    few = [score(f"s{number}", passed=False, tags=("slang",)) for number in range(9)]
    outcome = found(register_gap([*lay, *typo, *few]))
    assert outcome.value == 0.5
    assert outcome.interval.low < 0.5 < outcome.interval.high
    assert "typo 0.500 (n 20), lay 1.000 (n 20), of 2 registers" in outcome.explanation
    assert register_gap([*lay, *few]) is None


def test_a_gap_that_chance_gives_is_told_as_such() -> None:
    generator = np.random.default_rng(1)
    values = generator.integers(0, 2, size=200).astype(float).tolist()
    tags = [("lay", "typo", "slang", "esl")[number % 4] for number in range(200)]
    _, chance = gap_bootstrap(values, tags, [str(number) for number in range(200)])
    assert 0.15 < chance < 0.35


def test_risk_and_coverage_by_hand() -> None:
    # Surest first: right, wrong, right, wrong. Risks 0, 1/2, 1/3, 2/4.
    assert risk_coverage_area([0.9, 0.8, 0.7, 0.6], [0, 1, 0, 1]) == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4)
    assert risk_coverage_area([0.6, 0.9, 0.8, 0.7], [1, 0, 1, 0]) == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4)
    assert risk_coverage_area([4, 3, 2, 1], [0, 0, 1, 1]) == pytest.approx((0 + 0 + 1 / 3 + 2 / 4) / 4)
    assert risk_coverage_area([1, 1, 1, 1], [0, 1, 0, 1]) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"abstention_recall": 1.0}, True),
        ({"false_refusal": 1.0}, False),
        ({"false_refusal": 1.0, "right_document": 0.0}, False),
        ({"false_refusal": 0.0, "right_document": 0.0}, True),
        ({"right_document": 1.0}, False),
        ({"urgency_exact": 1.0}, None),
    ],
)
def test_when_answering_is_wrong(values: dict[str, float], expected: bool | None) -> None:
    assert wrong_if_answered(score("a", values=values)) is expected


def test_risk_over_coverage_names_the_bounds_and_what_is_left_out() -> None:
    cases = [
        score("a", confidence=0.9, values={"false_refusal": 0.0}),
        score("b", confidence=0.8, values={"abstention_recall": 0.0}),
        score("c", confidence=0.7, values={"false_refusal": 0.0}),
        score("d", confidence=0.6, values={"abstention_recall": 1.0}),
        score("e", values={"abstention_recall": 1.0}),
    ]
    outcome = found(risk_coverage(cases))
    assert outcome.value == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4)
    best = (0 + 0 + 1 / 3 + 2 / 4) / 4
    assert outcome.explanation == f"the best order would give {best:.3f}, any order 0.500; 1 without a confidence"
    assert outcome.n == 4
    assert risk_coverage(cases[:1]) is None


def test_kappa_agrees_with_scikit_learn() -> None:
    generator = np.random.default_rng(5)
    first = [bool(value) for value in generator.integers(0, 2, size=80)]
    second = [value if generator.random() < 0.8 else not value for value in first]
    assert cohen_kappa(first, second) == pytest.approx(cohen_kappa_score(first, second))
    interval = kappa_bootstrap(first, second, [str(number // 2) for number in range(80)])
    assert interval.low < cohen_kappa(first, second) < interval.high
    assert cohen_kappa([True, True], [True, True]) == 0.0


def test_each_says_what_it_counts() -> None:
    for metric in GROUP_METRICS.values():
        assert metric.title
        assert metric.definition
        assert metric.measure([]) is None
