"""How many runs a question takes."""

from __future__ import annotations

from math import ceil, sqrt

from scipy import stats

MOST = 10_000_000


def runs_per_configuration(configurations: int, effect: float) -> int:
    """Runs of each configuration that an analysis of variance needs for power .95 at alpha .01.

    Args:
        configurations: points that are compared, at least 2.
        effect: Cohen's f: standard deviation of the configurations' means over that of runs within one. By convention
            .1 is small, .25 medium, .4 large.

    Raises:
        ValueError: fewer than 2 configurations, or an effect that is not above 0.

    Source: Secchi and Seri (2017), whose formula n = 14.091 G^-0.640 f^-1.986 fits the exact numbers. It is for
    independent runs; pairing under common random numbers needs fewer (`replicates_for_contrast`).
    """
    if configurations < 2:
        raise ValueError(f"configurations {configurations}: must be at least 2")
    if not effect > 0:
        raise ValueError(f"effect {effect:g}: must be above 0")
    return max(2, ceil(14.091 * configurations**-0.640 * effect**-1.986))


def replicates_for_contrast(sd: float, smallest: float, *, power: float = 0.95, alpha: float = 0.01) -> int:
    """Replicates after which a paired t test finds a difference of the smallest effect of interest.

    Args:
        sd: standard deviation of the differences within replicates, as of a pilot: `standard_error * sqrt(replicates)`
            of its contrast. A pilot of few replicates knows it badly.
        smallest: smallest effect of interest, in units of the outcome.
        power: chance of finding it.
        alpha: of the two-sided test.

    Raises:
        ValueError: an argument out of its range, or more than ten million replicates.

    The power is that of the noncentral t distribution. Source: Cohen (1988), chapter 2.
    """
    if not (sd > 0 and smallest > 0):
        raise ValueError(f"sd {sd:g}, smallest {smallest:g}: must be above 0")
    if not (0 < alpha < power < 1):
        raise ValueError(f"alpha {alpha:g}, power {power:g}: must be 0 < alpha < power < 1")

    def found(number: int) -> bool:
        edge, shift = stats.t.ppf(1 - alpha / 2, number - 1), smallest / sd * sqrt(number)
        return bool(stats.nct.sf(edge, number - 1, shift) + stats.nct.cdf(-edge, number - 1, shift) >= power)

    high = 2
    while not found(high):
        high *= 2
        if high > MOST:
            raise ValueError(f"smallest {smallest:g}: takes more than {MOST:,} replicates")
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if middle >= 2 and found(middle) else (middle, high)
    return high
