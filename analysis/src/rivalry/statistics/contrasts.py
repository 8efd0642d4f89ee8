"""Differences of points of a sweep, replicate by replicate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize, stats

from rivalry.statistics.means import check_confidence, known
from rivalry.statistics.pooling import refuse_indistinct
from rivalry.statistics.rounding import nothing


@dataclass(frozen=True)
class Contrast:
    """A weighted sum of means, estimated from the differences within replicates.

    Attributes:
        name: what is compared, in words.
        difference: estimate, in units of the outcome; low and high are the ends of its t interval.
        p: of the two-sided t test of no difference.
        d: difference over the standard deviation of runs at one point (root mean square over the points compared), so
            comparable to a d of independent groups; d_low and d_high are the ends of its interval.
        replicates: those that have all the points compared; `left_out` others do not count.
        gain: variance that the difference of independent runs would have, over that of the paired ones. Above 1, common
            random numbers (or averaging over other factors) help.
    """

    name: str
    difference: float
    standard_error: float
    low: float
    high: float
    p: float
    d: float
    d_low: float
    d_high: float
    replicates: int
    left_out: int
    gain: float
    confidence: float

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.difference:.4g} [{self.low:.4g}, {self.high:.4g}], p = {self.p:.2g}, "
            f"d = {self.d:.2f} [{self.d_low:.2f}, {self.d_high:.2f}], {self.replicates} replicates"
        )


def paired_contrast(
    runs: pd.DataFrame,
    outcome: str,
    factor: str,
    low: Any = None,
    high: Any = None,
    *,
    confidence: float = 0.95,
) -> Contrast:
    """How much higher an outcome is at one level of a factor than at another, over the mean of all other factors.

    Each replicate gives one difference: under common random numbers its markets share their draws, so that what they
    have in common cancels. Without common random numbers the result is still right, but pairing gains nothing.

    Args:
        runs: `Sweep.runs`, or part of it (`runs.query("emphasis_novelty == 0")`).
        factor: its column, or that of one of its keys where it has several.
        low: level that is subtracted, by its value or label; the lowest or first when left out.
        high: level that it is subtracted from; the highest or last when left out.

    Raises:
        KeyError: no such column.
        ValueError: no such level; fewer than two replicates with all points; levels that differ in other factors too.
        IndistinctPointsError: points would be mixed up that differ in what has no column.

    Sources: Law (2015), section 10.2.1; interval of d: Algina and Keselman (2003), by the noncentral t distribution.
    """
    known(runs, outcome, factor)
    below, above = ends(runs, factor, low, high)
    return _contrast(
        runs,
        outcome,
        [factor],
        {(above,): 1.0, (below,): -1.0},
        f"{outcome}, {factor} {_text(above)} against {_text(below)}",
        confidence,
    )


def interaction_contrast(
    runs: pd.DataFrame,
    outcome: str,
    first: str,
    second: str,
    *,
    first_levels: tuple[Any, Any] = (None, None),
    second_levels: tuple[Any, Any] = (None, None),
    confidence: float = 0.95,
) -> Contrast:
    """How much more one factor raises an outcome where another factor is high than where it is low.

    (both high - only second high) - (only first high - both low), replicate by replicate; 0 if effects add up.

    Args:
        first_levels: low and high level of the first factor; the lowest and highest when left out.
        second_levels: the same of the second factor.

    Raises:
        KeyError, ValueError: as `paired_contrast`.
    """
    known(runs, outcome, first, second)
    low1, high1 = ends(runs, first, *first_levels)
    low2, high2 = ends(runs, second, *second_levels)
    weights = {(high1, high2): 1.0, (high1, low2): -1.0, (low1, high2): -1.0, (low1, low2): 1.0}
    return _contrast(runs, outcome, [first, second], weights, f"{outcome}, {first} x {second}", confidence)


def ends(runs: pd.DataFrame, factor: str, low: Any, high: Any) -> tuple[Any, Any]:
    """The two levels meant; the first and last of those that there are where one is left out."""
    column = runs[factor]
    if isinstance(column.dtype, pd.CategoricalDtype):
        levels = [level for level in column.cat.categories if (column == level).any()]
    else:
        levels = sorted(column.dropna().unique().tolist())
    if len(levels) < 2:
        raise ValueError(f"{factor}: a contrast needs two levels, and there is only {', '.join(map(_text, levels))}")
    below = levels[0] if low is None else _nearest(factor, levels, low)
    above = levels[-1] if high is None else _nearest(factor, levels, high)
    if below == above:
        raise ValueError(f"{factor}: both levels are {_text(below)}")
    return below, above


def _nearest(factor: str, levels: Sequence[Any], wanted: Any) -> Any:
    """The level that is meant: 0.3 is meant by 0.1 + 0.2."""
    for level in levels:
        if level == wanted or (_is_number(level) and _is_number(wanted) and np.isclose(level, wanted, rtol=1e-9)):
            return level
    raise ValueError(f"{factor} has no level {_text(wanted)}; it has {', '.join(map(_text, levels))}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number)


def _text(level: Any) -> str:
    return f"{level:.6g}" if _is_number(level) else str(level)


def _contrast(
    runs: pd.DataFrame,
    outcome: str,
    factors: list[str],
    weights: dict[tuple[Any, ...], float],
    name: str,
    confidence: float,
) -> Contrast:
    check_confidence(confidence)
    chosen = runs[pd.MultiIndex.from_frame(runs[factors].astype(object)).isin(list(weights))]
    refuse_indistinct(chosen, factors)
    points = chosen.drop_duplicates("point").set_index("point")
    cells = {cell: points.index[(points[factors] == list(cell)).all(axis=1)] for cell in weights}
    _check_balance(points, cells, factors)

    table = chosen.pivot(index="replicate", columns="point", values=outcome)
    whole = table.dropna()
    if len(whole) < 2:
        raise ValueError(f"{name}: {len(whole)} of {len(table)} replicates have all points; at least 2 are needed")
    by_point = pd.Series(0.0, index=whole.columns)
    for cell, weight in weights.items():
        by_point[cells[cell]] = weight / len(cells[cell])
    differences = whole @ by_point

    number = len(whole)
    estimate, error = (
        0.0 if nothing(value, whole) else float(value)
        for value in (differences.mean(), differences.std(ddof=1) / np.sqrt(number))
    )
    variances = whole.var(ddof=1)
    spread = float(np.sqrt(variances.mean()))
    spread = 0.0 if nothing(spread, whole) else spread
    independent = float((by_point**2 * variances).sum() / number)
    half = error * float(stats.t.ppf(0.5 + confidence / 2, number - 1))
    d_low, d_high = _interval_of_d(estimate, error, spread, number - 1, confidence)
    return Contrast(
        name=name,
        difference=estimate,
        standard_error=error,
        low=estimate - half,
        high=estimate + half,
        p=float(2 * stats.t.sf(abs(estimate) / error, number - 1)) if error > 0 else float(estimate == 0),
        d=estimate / spread if spread > 0 else np.nan,
        d_low=d_low,
        d_high=d_high,
        replicates=number,
        left_out=len(table) - number,
        gain=independent / error**2 if error > 0 else np.inf,
        confidence=confidence,
    )


def _check_balance(points: pd.DataFrame, cells: dict[tuple[Any, ...], pd.Index], factors: list[str]) -> None:
    """Cells must have the same levels of all other factors, or the difference would be theirs, too."""
    empty = [cell for cell, members in cells.items() if members.empty]
    if empty:
        raise ValueError(
            f"no run has {', '.join(f'{f} {_text(level)}' for f, level in zip(factors, empty[0], strict=True))}"
        )
    for other in _others(points, factors):
        found = [sorted(map(str, points.loc[members, other])) for members in cells.values()]
        if any(levels != found[0] for levels in found):
            raise ValueError(
                f"points that differ in {' and '.join(factors)} differ in {other}, too: a contrast needs a factorial "
                "design (of others, `ols` tells the effects apart)"
            )


def _others(points: pd.DataFrame, factors: list[str]) -> list[str]:
    """Columns that should have the same levels: none that tells more of a factor compared, or that one tells more of.

    Where keys of one factor are compared, its other keys should; its levels cannot.
    """
    details = points.attrs.get("details", {})
    whole = {details[factor] for factor in factors if factor in details}
    numbers = {f"{factor}_level" for factor in whole}
    columns = [*points.attrs.get("factors", []), *details]
    return [
        column
        for column in columns
        if column in points and column not in {*factors, *whole, *numbers} and details.get(column) not in factors
    ]


def _interval_of_d(
    estimate: float, error: float, spread: float, freedom: int, confidence: float
) -> tuple[float, float]:
    """Ends between which the noncentral t distribution does not contradict the estimate, as multiples of the spread."""
    if not (error > 0 and spread > 0):
        return np.nan, np.nan
    t = estimate / error

    def where(quantile: float) -> float:
        def excess(shift: float) -> float:
            return _below(t, freedom, shift) - quantile

        return _root(excess, t)

    tail = (1 - confidence) / 2
    return where(1 - tail) * error / spread, where(tail) * error / spread


def _below(t: float, freedom: float, shift: float) -> float:
    """Distribution function of the noncentral t; by its normal approximation where SciPy knows no number.

    Source: Abramowitz and Stegun (1964), 26.7.10.
    """
    exact = float(stats.nct.cdf(t, freedom, shift))
    if np.isfinite(exact):
        return exact
    return float(stats.norm.cdf((t * (1 - 1 / (4 * freedom)) - shift) / np.sqrt(1 + t**2 / (2 * freedom))))


def _root(excess: Callable[[float], float], start: float) -> float:
    """Where a falling function is 0, looked for around `start`."""
    width = 4.0 + abs(start) / 2
    low, high = start - width, start + width
    while excess(low) < 0:
        low -= width
    while excess(high) > 0:
        high += width
    return float(optimize.brentq(excess, low, high, xtol=1e-9))
