"""Intervals and tests against scipy and against figures worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]

from evals.statistics import (
    clopper_pearson,
    cluster_bootstrap,
    cluster_bootstrap_quantile,
    holm,
    mcnemar_exact,
    nearest_rank,
    paired_randomisation,
    wilson,
)


@pytest.mark.parametrize(("successes", "n"), [(0, 10), (1, 10), (9, 10), (10, 10), (57, 60), (167, 169)])
def test_intervals_of_a_proportion_agree_with_scipy(successes: int, n: int) -> None:
    known = stats.binomtest(successes, n)
    for ours, method in ((wilson(successes, n), "wilson"), (clopper_pearson(successes, n), "exact")):
        theirs = known.proportion_ci(method=method)
        assert ours.low == pytest.approx(theirs.low, abs=1e-9)
        assert ours.high == pytest.approx(theirs.high, abs=1e-9)


@pytest.mark.parametrize(("n", "low"), [(60, 0.940), (150, 0.976), (300, 0.988), (400, 0.991), (1000, 0.996)])
def test_no_miss_in_n_bounds_recall_only_so_far(n: int, low: float) -> None:
    assert clopper_pearson(n, n).low == pytest.approx(low, abs=5e-4)


def test_nothing_counted_tells_nothing() -> None:
    assert (wilson(0, 0).low, clopper_pearson(0, 0).high) == (0.0, 1.0)


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_the_two_sided_binomial_test(lost: int, won: int) -> None:
    expected = stats.binomtest(lost, lost + won).pvalue if lost + won else 1.0
    assert mcnemar_exact(lost, won) == pytest.approx(expected, rel=1e-9)


def test_six_one_way_flips_are_needed_for_significance() -> None:
    assert mcnemar_exact(5, 0) > 0.05 > mcnemar_exact(6, 0)


def test_bootstrap_agrees_with_scipy_when_every_case_is_its_own_cluster() -> None:
    values = [float(value) for value in stats.bernoulli.rvs(0.8, size=120, random_state=3)]
    ours = cluster_bootstrap(values, [str(index) for index in range(120)])
    known = stats.bootstrap(
        (values,), lambda x, axis: x.mean(axis=axis), n_resamples=9999, method="percentile", random_state=1
    )
    assert ours.low == pytest.approx(known.confidence_interval.low, abs=0.01)
    assert ours.high == pytest.approx(known.confidence_interval.high, abs=0.01)


def test_wordings_of_one_situation_are_not_new_evidence() -> None:
    values = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0] * 10
    alone = cluster_bootstrap(values[:8], [str(index) for index in range(8)])
    copied = cluster_bootstrap(values, [str(index % 8) for index in range(80)])
    assert copied.width == pytest.approx(alone.width, abs=1e-9)
    assert cluster_bootstrap(values, [str(index) for index in range(80)]).width < alone.width / 2


def test_bootstrap_is_the_same_each_time_and_refuses_what_is_no_number() -> None:
    assert cluster_bootstrap([0.0, 1.0, 1.0], ["a", "b", "c"]) == cluster_bootstrap([0.0, 1.0, 1.0], ["a", "b", "c"])
    for values, clusters in (([float("nan")], ["a"]), ([], []), ([1.0], ["a", "b"])):
        with pytest.raises(ValueError, match="value"):
            cluster_bootstrap(values, clusters)


def test_one_cluster_gives_the_range_of_its_values() -> None:
    interval = cluster_bootstrap([0.0, 1.0], ["a", "a"])
    assert (interval.low, interval.high) == (0.0, 1.0)


def test_quantile_by_hand_and_its_interval() -> None:
    times = [float(value) for value in range(1, 101)]
    assert nearest_rank(times, 0.95) == 95.0
    assert nearest_rank([7.0], 0.5) == 7.0
    interval = cluster_bootstrap_quantile(times, [str(value) for value in times], 0.95)
    assert 88 <= interval.low < 95 < interval.high <= 100


def test_randomisation_agrees_with_scipy() -> None:
    differences = [0.3, -0.1, 0.4, 0.0, 0.2, 0.5, -0.2, 0.1, 0.3, 0.2]
    known = stats.permutation_test(
        (differences,), lambda x, axis: x.mean(axis=axis), permutation_type="samples", n_resamples=float("inf")
    )
    ours = paired_randomisation(differences, [str(index) for index in range(10)], draws=50_000)
    assert ours == pytest.approx(known.pvalue, abs=0.01)


def test_randomisation_by_scenario_counts_a_scenario_once() -> None:
    assert paired_randomisation([1.0] * 40, ["same"] * 40) == pytest.approx(1.0)
    assert paired_randomisation([1.0] * 40, [str(index) for index in range(40)]) < 0.001


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


@settings(max_examples=50)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_holm_agrees_with_its_definition(p_values: list[float]) -> None:
    ordered = sorted(p_values)
    adjusted = sorted(holm(p_values))
    running = 0.0
    for rank, (p, found) in enumerate(zip(ordered, adjusted, strict=True)):
        running = max(running, min(1.0, (len(ordered) - rank) * p))
        assert found == pytest.approx(running)
