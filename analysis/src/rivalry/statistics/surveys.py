"""Correlations as field studies see them, and how well they are known where firms share markets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rivalry.statistics.rounding import spread


@dataclass(frozen=True)
class ClusteredCorrelation:
    """A correlation over firms of many markets.

    Attributes:
        r: of all firms.
        low, high: ends of its interval, by a bootstrap that draws whole markets.
        firms, clusters: their numbers.
    """

    r: float
    low: float
    high: float
    firms: int
    clusters: int


def clustered_correlation(
    x: ArrayLike, y: ArrayLike, cluster: ArrayLike, *, draws: int = 2000, seed: int = 1, confidence: float = 0.95
) -> ClusteredCorrelation:
    """Correlation of two variables of firms, with an interval that allows for what firms of a market share.

    Raises:
        ValueError: fewer than 2 clusters.

    Source: Field and Welsh (2007), the cluster bootstrap; percentiles.
    """
    first, second = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    names, member = np.unique(np.asarray(cluster), return_inverse=True)
    if names.size < 2:
        raise ValueError(f"{names.size} clusters: an interval needs at least 2")
    first, second = _centred(first), _centred(second)
    parts = (np.ones_like(first), first, second, first**2, second**2, first * second)
    sums = np.stack([np.bincount(member, part, names.size) for part in parts])
    random = np.random.default_rng(seed)
    weights = random.multinomial(names.size, np.full(names.size, 1 / names.size), draws)
    tail = 50 * (1 - confidence)
    drawn = _correlation(sums @ weights.T)
    drawn = drawn[np.isfinite(drawn)]
    low, high = np.percentile(drawn, [tail, 100 - tail]) if drawn.size else (np.nan, np.nan)
    r = float(_correlation(sums.sum(axis=1)))
    return ClusteredCorrelation(r, float(low), float(high), first.size, names.size)


def survey_correlations(x: ArrayLike, y: ArrayLike, size: int, *, surveys: int = 1000, seed: int = 1) -> np.ndarray:
    """Correlations in random samples of firms, drawn without replacement: what surveys of that size would report.

    Raises:
        ValueError: fewer firms than a survey asks.
    """
    first, second = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if first.size < size:
        raise ValueError(f"{first.size} firms: a survey of {size} cannot be drawn")
    random = np.random.default_rng(seed)
    chosen = [random.choice(first.size, size, replace=False) for _ in range(surveys)]
    return np.array([_correlation_of(first[rows], second[rows]) for rows in chosen])


def _centred(values: np.ndarray) -> np.ndarray:
    """Deviations from the mean, so that sums of squares do not lose digits; exact zeros where all numbers are alike."""
    return np.zeros_like(values) if spread(values, ddof=0) == 0 else values - values.mean()


def _correlation_of(first: np.ndarray, second: np.ndarray) -> float:
    """NaN where either variable does not vary."""
    varies = spread(first, ddof=0) > 0 and spread(second, ddof=0) > 0
    return float(np.corrcoef(first, second)[0, 1]) if varies else np.nan


def _correlation(sums: np.ndarray) -> np.ndarray:
    number, x, y, xx, yy, xy = sums
    with np.errstate(invalid="ignore", divide="ignore"):
        return (xy - x * y / number) / np.sqrt((xx - x**2 / number) * (yy - y**2 / number))
