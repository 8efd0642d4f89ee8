"""How the volatility of growth depends on size."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from rivalry.statistics.rounding import spread

LEAST = 10  # observations of a class, below which a standard deviation says little


def volatility_by_size(log_size: ArrayLike, growth: ArrayLike, *, classes: int = 10) -> tuple[np.ndarray, np.ndarray]:
    """Standard deviation of growth in equally filled classes of size: mean log size of each, log standard deviation.

    Raises:
        ValueError: fewer than 10 observations a class, or a class in which all grow alike.
    """
    sizes, rates = np.asarray(log_size, dtype=float), np.asarray(growth, dtype=float)
    if sizes.size < LEAST * classes:
        raise ValueError(f"{sizes.size} growth rates: {classes} classes need at least {LEAST * classes}")
    members = np.array_split(np.argsort(sizes, kind="stable"), classes)
    means = np.array([sizes[chosen].mean() for chosen in members])
    spreads = [spread(rates[chosen]) for chosen in members]
    if min(spreads) == 0:
        raise ValueError("growth does not vary within a class of size: it has no volatility")
    return means, np.log(spreads)


def volatility_slope(log_size: ArrayLike, growth: ArrayLike, *, classes: int = 10) -> float:
    """Slope of the log standard deviation of growth over log size: 0 under Gibrat's law, -1/2 for sums of equal parts.

    Raises:
        ValueError: fewer than 10 observations a class.

    Source: Stanley et al. (1996).
    """
    return float(stats.linregress(*volatility_by_size(log_size, growth, classes=classes)).slope)
