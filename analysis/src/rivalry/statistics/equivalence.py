"""Whether a difference is too small to matter."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import stats

from rivalry.statistics.contrasts import Contrast


@dataclass(frozen=True)
class Equivalence:
    """Result of two one-sided tests.

    Attributes:
        smallest: smallest effect of interest, in units of the outcome.
        p: the larger of the two; at most alpha if equivalent.
        low, high: ends of the interval of confidence 1 - 2 alpha, inside ±smallest if equivalent.
        equivalent: the effect is smaller than would matter. If not, that is not shown; it may still be so.
    """

    smallest: float
    alpha: float
    p: float
    low: float
    high: float

    @property
    def equivalent(self) -> bool:
        return self.p <= self.alpha

    def __str__(self) -> str:
        shown = "shown to be" if self.equivalent else "not shown to be"
        return f"{shown} smaller than {self.smallest:.4g}: [{self.low:.4g}, {self.high:.4g}], p = {self.p:.2g}"


def equivalence(contrast: Contrast, smallest: float, *, alpha: float = 0.05) -> Equivalence:
    """Tests whether a difference lies within ±smallest, by two one-sided t tests.

    That a difference is not significant does not show that there is none. This does: its null hypothesis is a
    difference of at least the smallest effect of interest, which is to be named before the runs are made.

    Args:
        smallest: smallest effect of interest, in units of the outcome, above 0.
        alpha: of each of the tests, and of both together.

    Raises:
        ValueError: a smallest effect that is not above 0, or alpha outside (0, 0.5).

    Source: Schuirmann (1987); Lakens (2017).
    """
    if not smallest > 0:
        raise ValueError(f"smallest effect of interest {smallest:g}: must be above 0")
    if not 0 < alpha < 0.5:
        raise ValueError(f"alpha {alpha:g}: must be between 0 and 0.5")
    freedom, error = contrast.replicates - 1, contrast.standard_error
    if error > 0:
        above = stats.t.sf((contrast.difference + smallest) / error, freedom)
        below = stats.t.cdf((contrast.difference - smallest) / error, freedom)
        p = float(max(above, below))
    else:
        p = float(abs(contrast.difference) >= smallest)
    half = error * float(stats.t.ppf(1 - alpha, freedom))
    return Equivalence(smallest, alpha, p, contrast.difference - half, contrast.difference + half)
