"""Whether sizes are log-normal or Pareto."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special, stats

from rivalry.statistics.rounding import nothing

LEAST = 10


@dataclass(frozen=True)
class SizeComparison:
    """A log-normal distribution against that of Pareto.

    Attributes:
        ratio: log likelihood of the log-normal less that of the Pareto; above 0, the former fits better.
        z: of Vuong's test, positive for the log-normal; NaN where one distribution is a limit of the other.
        p: two-sided of Vuong's test; in an upper tail, of the Pareto distribution as the limit of the log-normal.
        exponent: of the fitted Pareto distribution of sizes above `lowest`, P(S > s) = (lowest/s)^exponent.
        number: of sizes.
    """

    ratio: float
    z: float
    p: float
    exponent: float
    lowest: float
    number: int


def log_normal_against_pareto(sizes: ArrayLike) -> SizeComparison:
    """Compares the two distributions on all sizes; the Pareto distribution begins at the smallest.

    Raises:
        ValueError: fewer than 10 sizes above 0, or all the same.

    Source: Vuong (1989).
    """
    logs = _logs(sizes)
    excess = logs - logs.min()
    exponent = 1 / excess.mean()
    differences = stats.norm.logpdf(logs, logs.mean(), logs.std()) - (np.log(exponent) - exponent * excess)
    ratio = float(differences.sum())
    z = ratio / float(np.sqrt(logs.size) * differences.std())
    return SizeComparison(
        ratio, z, 2 * float(stats.norm.sf(abs(z))), float(exponent), float(np.exp(logs.min())), logs.size
    )


def upper_tail_against_pareto(sizes: ArrayLike, lowest: float | None = None) -> SizeComparison:
    """Compares the two distributions of sizes above a bound: both are cut off there.

    The logarithm of a Pareto size above the bound is exponential, exp(-a x); of a log-normal one, exp(-a x - b x²) with
    b > 0. The former is the limit of the latter, so its likelihood is never greater; p tests b = 0 (half a chi-square
    with one degree of freedom, as b lies on the edge of its range).

    Args:
        lowest: bound; the median when left out.

    Raises:
        ValueError: fewer than 10 sizes above it, or all the same.

    Source: Malevergne, Pisarenko and Sornette (2011); Self and Liang (1987).
    """
    logs = _logs(sizes)
    bound = float(np.median(logs)) if lowest is None else float(np.log(lowest))
    excess = logs[logs > bound] - bound
    if excess.size < LEAST:
        raise ValueError(f"{excess.size} sizes above {np.exp(bound):g}: a comparison needs at least {LEAST}")
    mean = float(excess.mean())
    scaled, squared = excess / mean, float(((excess / mean) ** 2).mean())

    def loss(parameters: np.ndarray) -> float:
        a, b = float(parameters[0]), float(np.exp(parameters[1]))
        # log of the integral of exp(-a x - b x²) over x > 0
        integral = np.log(np.pi / b) / 2 + a * a / (4 * b) + special.log_ndtr(-a / np.sqrt(2 * b))
        return float(a + b * squared + integral)

    starts = [np.array([1 - b, np.log(b)]) for b in (0.05, 0.5, 2.0)]
    bounds = [(-100, 100), (-12, 8)]  # log b below: as good as 0
    fits = [optimize.minimize(loss, start, method="Nelder-Mead", bounds=bounds) for start in starts]
    best = min(fits, key=lambda fit: fit.fun)
    ratio = max(0.0, float(scaled.size * (1.0 - best.fun)))  # of the exponential with mean 1 the loss is 1
    return SizeComparison(
        ratio, np.nan, float(stats.chi2.sf(2 * ratio, 1)) / 2, 1 / mean, float(np.exp(bound)), excess.size
    )


def _logs(sizes: ArrayLike) -> np.ndarray:
    values = np.asarray(sizes, dtype=float)
    logs = np.log(values[values > 0])
    if logs.size < LEAST:
        raise ValueError(f"{logs.size} sizes above 0: a comparison needs at least {LEAST}")
    if nothing(np.ptp(logs), [*logs, 1.0]):  # of logs differences count, whatever their size
        raise ValueError("all sizes are the same")
    return logs
