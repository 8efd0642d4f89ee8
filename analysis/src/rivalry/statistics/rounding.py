"""What rounding leaves of numbers that are alike is no spread: ratios to it would be noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

ROUNDING = 1e-13  # relative to the largest of the numbers that a sum, a mean or a difference is made of


def nothing(number: float, among: ArrayLike) -> bool:
    """Whether a number is no more than what rounding leaves of sums and differences of others.

    Args:
        among: the numbers that it was made of; missing ones do not count.
    """
    values = np.abs(np.asarray(among, dtype=float))
    values = values[np.isfinite(values)]
    return not abs(number) > ROUNDING * (values.max() if values.size else 0.0)


def spread(values: ArrayLike, *, ddof: int = 1) -> float:
    """Standard deviation of known numbers; 0 where they differ by rounding alone, NaN where there are too few."""
    numbers = np.asarray(values, dtype=float)
    numbers = numbers[np.isfinite(numbers)]
    if numbers.size <= ddof:
        return float("nan")
    deviation = float(numbers.std(ddof=ddof))
    return 0.0 if nothing(deviation, numbers) else deviation
