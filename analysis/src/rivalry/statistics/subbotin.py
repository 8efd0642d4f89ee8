"""How fat the tails of a distribution are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special, stats

from rivalry.statistics.rounding import nothing

FLATTEST, SHARPEST = 10.0, 0.1


@dataclass(frozen=True)
class Subbotin:
    """A fitted Subbotin distribution, with density proportional to exp(-|x - centre|^shape / scale^shape).

    Attributes:
        shape: 2 is the normal distribution, 1 that of Laplace; below 2 tails are fatter than the normal.
        low, high: ends of the shape's interval, by the likelihood ratio; for independent observations.
        number: of observations.
    """

    shape: float
    scale: float
    centre: float
    low: float
    high: float
    number: int


def fit_subbotin(sample: ArrayLike, *, confidence: float = 0.95) -> Subbotin:
    """Fits a Subbotin (exponential power) distribution by maximum likelihood, around the median.

    The scale of greatest likelihood is known for each shape, so that the shape alone is searched for, in [0.1, 10].

    Raises:
        ValueError: fewer than 10 numbers, or all the same.

    Source: Subbotin (1923); Bottazzi and Secchi (2006). It is `scipy.stats.gennorm`.
    """
    values = np.asarray(sample, dtype=float)
    values = values[np.isfinite(values)]
    if values.size < 10:
        raise ValueError(f"{values.size} numbers: a shape needs at least 10")
    centre = float(np.median(values))
    distances = np.abs(values - centre)
    spread = float(distances.mean())
    if nothing(spread, values):
        raise ValueError("all numbers are the same")
    logs = np.log(distances[distances > 0] / spread)

    def scale(shape: float) -> float:
        return float((shape * np.exp(shape * logs).sum() / values.size) ** (1 / shape))

    def loss(shape: float) -> float:
        density = np.log(shape / 2) - special.gammaln(1 / shape) - np.log(scale(shape)) - 1 / shape
        return float(-values.size * density)

    best = optimize.minimize_scalar(loss, bounds=(SHARPEST, FLATTEST), method="bounded", options={"xatol": 1e-6})
    shape = float(best.x)
    edge = loss(shape) + stats.chi2.ppf(confidence, 1) / 2
    low, high = (_crossing(lambda s: loss(s) - edge, shape, end) for end in (SHARPEST, FLATTEST))
    return Subbotin(shape, spread * scale(shape), centre, low, high, values.size)


def _crossing(excess, inside: float, end: float) -> float:
    """Where the likelihood has fallen to the interval's edge; the end of the range if it has not."""
    return float(optimize.brentq(excess, *sorted((inside, end)))) if excess(end) > 0 else end
