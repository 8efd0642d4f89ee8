"""How the volatility of growth depends on size."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

LEAST = 10  # observations of a class, below which a standard deviation says little


def volatility_by_size(log_size: ArrayLike, growth: ArrayLike, *, classes: int = 10) -> tuple[np.ndarray, np.ndarray]:
    """Standard deviation of growth in equally filled classes of size: mean log size of each, log standard deviation.

    Raises:
        ValueError: fewer than 10 observations a class.
    """
    sizes, rates = np.asarray(log_size, dtype=float), np.asarray(growth, dtype=float)
    if sizes.size < LEAST * classes:
        raise ValueError(f"{sizes.size} growth rates: {classes} classes need at least {LEAST * classes}")
    members = np.array_split(np.argsort(sizes, kind="stable"), classes)
    means = np.array([sizes[chosen].mean() for chosen in members])
    return means, np.log([rates[chosen].std(ddof=1) for chosen in members])


def volatility_slope(log_size: ArrayLike, growth: ArrayLike, *, classes: int = 10) -> float:
    """Slope of the log standard deviation of growth over log size: 0 under Gibrat's law, -1/2 for sums of equal parts.

    Raises:
        ValueError: fewer than 10 observations a class.

    Source: Stanley et al. (1996).
    """
    return float(stats.linregress(*volatility_by_size(log_size, growth, classes=classes)).slope)
