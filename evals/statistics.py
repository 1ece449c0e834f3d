"""Intervals and tests for small, clustered samples. Every function is pure, and every random draw has a fixed seed.

Sources: E. B. Wilson, JASA 22 (1927) 209; C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404; Q. McNemar,
Psychometrika 12 (1947) 153, exact form; R. A. Fisher, The Design of Experiments (1935), randomisation; S. Holm, Scand. J.
Statist. 6 (1979) 65; A. C. Cameron, J. B. Gelbach and D. L. Miller, Rev. Econ. Stat. 90 (2008) 414, cluster bootstrap.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

DRAWS = 10_000
SEED = 20_261_122
_CHUNK = 500
"""Draws held in memory at once."""


@dataclass(frozen=True)
class Interval:
    """A 95 % interval unless another level was asked for."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """high - low."""
        return self.high - self.low


def wilson(successes: int, n: int, level: float = 0.95) -> Interval:
    """Return the score interval of a proportion; (0, 1) when `n` is 0."""
    if n == 0:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def clopper_pearson(successes: int, n: int, level: float = 0.95) -> Interval:
    """Return the exact interval of a proportion, which never covers less than `level`; (0, 1) when `n` is 0."""
    if n == 0:
        return Interval(0.0, 1.0)
    from scipy.stats import beta  # type: ignore[import-untyped]

    tail = (1 - level) / 2
    low = 0.0 if successes == 0 else float(beta.ppf(tail, successes, n - successes + 1))
    high = 1.0 if successes == n else float(beta.ppf(1 - tail, successes + 1, n - successes))
    return Interval(low, high)


def cluster_bootstrap(
    values: Sequence[float], clusters: Sequence[str], draws: int = DRAWS, seed: int = SEED, level: float = 0.95
) -> Interval:
    """Return the percentile interval of the mean of `values` when whole `clusters` are drawn with replacement.

    Both have shape (n,). One cluster tells nothing of the spread between clusters: its smallest and largest value are given.
    Raises `ValueError` when they are empty, of unequal length, or hold a value that is not finite.
    """
    sums, counts, _ = _by_cluster(values, clusters)
    if len(sums) == 1:
        return Interval(float(min(values)), float(max(values)))
    means = np.concatenate([(weights @ sums) / (weights @ counts) for weights in _weights(len(sums), draws, seed)])
    return _percentiles(means, level)


def cluster_bootstrap_quantile(
    values: Sequence[float],
    clusters: Sequence[str],
    quantile: float,
    draws: int = 2_000,
    seed: int = SEED,
    level: float = 0.95,
) -> Interval:
    """Return the percentile interval of a quantile (0 to 1, nearest rank) of `values`, whole clusters drawn."""
    _, counts, place = _by_cluster(values, clusters)
    order = np.argsort(np.asarray(values, dtype=np.float64), kind="stable")
    ordered = np.asarray(values, dtype=np.float64)[order]
    found = []
    for weights in _weights(len(counts), draws, seed):
        covered = np.cumsum(weights[:, place[order]], axis=1)
        wanted = np.ceil(quantile * covered[:, -1])
        found.append(ordered[np.argmax(covered >= np.maximum(wanted, 1)[:, None], axis=1)])
    return _percentiles(np.concatenate(found), level)


def gap_bootstrap(
    values: Sequence[float],
    groups: Sequence[str],
    clusters: Sequence[str],
    draws: int = 2_000,
    seed: int = SEED,
    level: float = 0.95,
) -> tuple[Interval, float]:
    """Return the interval of the largest difference between group means, whole clusters drawn, and what chance alone gives.

    All have shape (n,). The second is the 95th percentile of the largest difference when groups are dealt out anew at random.
    """
    _, _, place = _by_cluster(values, clusters)
    _, group = np.unique(np.asarray(groups), return_inverse=True)
    group = group.reshape(-1)
    numbers = np.asarray(values, dtype=np.float64)
    kinds, many = int(group.max()) + 1, int(place.max()) + 1

    def gaps(sums: NDArray[np.float64], counts: NDArray[np.float64]) -> NDArray[np.float64]:
        means = np.where(counts > 0, sums / np.maximum(counts, 1e-12), np.nan)
        return np.asarray(np.nanmax(means, axis=1) - np.nanmin(means, axis=1), dtype=np.float64)

    sums, counts = np.zeros((many, kinds)), np.zeros((many, kinds))
    np.add.at(sums, (place, group), numbers)
    np.add.at(counts, (place, group), 1.0)
    found = np.concatenate([gaps(weights @ sums, weights @ counts) for weights in _weights(many, draws, seed)])
    generator = np.random.default_rng(seed)
    sizes = np.bincount(group, minlength=kinds).astype(np.float64)
    dealt = np.stack(
        [np.bincount(generator.permutation(group), weights=numbers, minlength=kinds) / sizes for _ in range(draws)]
    )
    chance = float(np.quantile(dealt.max(axis=1) - dealt.min(axis=1), 0.95))
    return _percentiles(found, level), chance


def risk_coverage_area(confidence: Sequence[float], wrong: Sequence[float]) -> float:
    """Return the mean, over k = 1 to n, of the share of wrong answers among the k surest; 0 is best.

    Answers that are equally sure are taken together: each counts as wrong as they are on average.
    """
    sure, flags = np.asarray(confidence, dtype=np.float64), np.asarray(wrong, dtype=np.float64)
    return float(_areas(sure, flags, np.ones((1, len(flags))))[0])


def risk_coverage_bootstrap(
    confidence: Sequence[float],
    wrong: Sequence[float],
    clusters: Sequence[str],
    draws: int = 2_000,
    seed: int = SEED,
    level: float = 0.95,
) -> Interval:
    """Return the percentile interval of `risk_coverage_area`, whole clusters drawn."""
    _, counts, place = _by_cluster(wrong, clusters)
    sure, flags = np.asarray(confidence, dtype=np.float64), np.asarray(wrong, dtype=np.float64)
    areas = [_areas(sure, flags, weights[:, place]) for weights in _weights(len(counts), draws, seed)]
    return _percentiles(np.concatenate(areas), level)


def _areas(sure: NDArray[np.float64], flags: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the area for each row of `weights`, of shape (draws, n): how often each answer counts."""
    levels, step = np.unique(-sure, return_inverse=True)
    step = step.reshape(-1)
    counts = np.zeros((len(weights), len(levels)))
    errors = np.zeros_like(counts)
    for index, level in enumerate(step):
        counts[:, level] += weights[:, index]
        errors[:, level] += weights[:, index] * flags[index]
    # Within a step the errors come evenly, so the risk at each of its answers lies on a line of cumulative sums.
    before_n, before_e = np.cumsum(counts, axis=1) - counts, np.cumsum(errors, axis=1) - errors
    total = np.zeros(len(weights))
    for place in range(len(levels)):
        size = counts[:, place]
        rate = np.divide(errors[:, place], size, out=np.zeros_like(size), where=size > 0)
        for k in range(1, int(size.max()) + 1):
            total += np.where(k <= size, (before_e[:, place] + k * rate) / (before_n[:, place] + k), 0.0)
    return np.asarray(total / weights.sum(axis=1), dtype=np.float64)


def cohen_kappa(first: Sequence[bool], second: Sequence[bool]) -> float:
    """Return the agreement beyond chance of two judges over the same n things; 0 when chance alone explains everything."""
    table = np.zeros((1, 4))
    for one, other in zip(first, second, strict=True):
        table[0, 2 * one + other] += 1
    return float(_kappas(table)[0])


def kappa_bootstrap(
    first: Sequence[bool],
    second: Sequence[bool],
    clusters: Sequence[str],
    draws: int = 2_000,
    seed: int = SEED,
    level: float = 0.95,
) -> Interval:
    """Return the percentile interval of `cohen_kappa`, whole clusters drawn."""
    _, counts, place = _by_cluster([1.0] * len(first), clusters)
    tables = np.zeros((len(counts), 4))
    for index, (one, other) in enumerate(zip(first, second, strict=True)):
        tables[place[index], 2 * one + other] += 1
    found = [_kappas(weights @ tables) for weights in _weights(len(counts), draws, seed)]
    return _percentiles(np.concatenate(found), level)


def _kappas(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return kappa for each row: counts of (no, no), (no, yes), (yes, no), (yes, yes)."""
    shares = tables / tables.sum(axis=1, keepdims=True)
    seen = shares[:, 0] + shares[:, 3]
    yes_first, yes_second = shares[:, 2] + shares[:, 3], shares[:, 1] + shares[:, 3]
    chance = yes_first * yes_second + (1 - yes_first) * (1 - yes_second)
    beyond = 1 - chance
    kappas: NDArray[np.float64] = np.divide(seen - chance, beyond, out=np.zeros_like(beyond), where=beyond > 1e-12)
    return kappas


def nearest_rank(values: Sequence[float], quantile: float) -> float:
    """Return the smallest value that at least the share `quantile` (0 to 1) of `values` does not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(quantile * len(ordered)), 1) - 1]


def mcnemar_exact(lost: int, won: int) -> float:
    """Return the two-sided exact p value for `lost` (passed before, fails now) against `won`; 1 without any flip.

    Twice the smaller binomial tail at one half, at most 1.
    """
    n = lost + won
    if n == 0:
        return 1.0
    tail = sum(math.comb(n, k) for k in range(min(lost, won) + 1))
    return float(min(1.0, 2 * tail / 2**n))


def paired_randomisation(
    differences: Sequence[float], clusters: Sequence[str], draws: int = DRAWS, seed: int = SEED
) -> float:
    """Return the two-sided p value of Fisher's randomisation test on `differences` (n,), whole clusters changing sign.

    (1 + draws at least as far from 0) / (1 + draws), so that it is never 0.
    """
    sums, _, _ = _by_cluster(differences, clusters)
    observed = abs(float(sums.sum()))
    generator = np.random.default_rng(seed)
    far = 0
    for begin in range(0, draws, _CHUNK):
        size = min(_CHUNK, draws - begin)
        signs = generator.integers(0, 2, size=(size, len(sums)), dtype=np.int8) * 2 - 1
        far += int((np.abs(signs @ sums) >= observed - 1e-12).sum())
    return (1 + far) / (1 + draws)


def holm(p_values: Sequence[float]) -> list[float]:
    """Return Holm's adjusted p values in the order given."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = largest
    return adjusted


def _by_cluster(
    values: Sequence[float], clusters: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[Any]]:
    """Return the sum and the number of values of each cluster, and the place of each value's cluster."""
    if not values or len(values) != len(clusters):
        raise ValueError(f"{len(values)} values with {len(clusters)} clusters: there must be as many, and at least one")
    array = np.asarray(values, dtype=np.float64)
    if not np.isfinite(array).all():
        raise ValueError("a value is not a finite number: unscorable cases are counted, not averaged")
    _, place = np.unique(np.asarray(clusters), return_inverse=True)
    place = place.reshape(-1)
    sums = np.asarray(np.bincount(place, weights=array), dtype=np.float64)
    return sums, np.bincount(place).astype(np.float64), place


def _weights(clusters: int, draws: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """Yield how often each cluster is drawn, in blocks of shape (up to _CHUNK, clusters)."""
    generator = np.random.default_rng(seed)
    chances = np.full(clusters, 1.0 / clusters)
    for begin in range(0, draws, _CHUNK):
        size = min(_CHUNK, draws - begin)
        yield generator.multinomial(clusters, chances, size=size).astype(np.float64)


def _percentiles(found: NDArray[np.float64], level: float) -> Interval:
    low, high = np.quantile(found, [(1 - level) / 2, 1 - (1 - level) / 2])
    return Interval(float(low), float(high))
