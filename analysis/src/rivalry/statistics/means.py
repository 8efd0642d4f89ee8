"""Means of runs with their intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from rivalry.statistics.pooling import refuse_indistinct


def means(
    runs: pd.DataFrame,
    outcome: str,
    by: str | Sequence[str],
    *,
    confidence: float = 0.95,
    cluster: str | None = "replicate",
) -> pd.DataFrame:
    """Mean of an outcome over the points of each combination of `by`, with its t interval.

    Points that a combination pools count alike. Under common random numbers the runs of one replicate share their
    draws, so that they are one observation, however many points they are of: the standard error is that of the means
    of replicates, and has as many degrees of freedom as there are replicates, less one. Of points with different
    numbers of replicates each run stands in for its replicate with its weight in the mean, and degrees of freedom lie
    between those of the points. Without common random numbers this is right as well, but more careful than need be.

    Failed runs, whose outcome is missing, do not count. The interval is of one mean by itself: under common random
    numbers a difference of two means is known better than their intervals suggest; `paired_contrast` has its interval.

    Args:
        runs: `Sweep.runs`, or part of it.
        by: columns, such as the factors or `point`.
        confidence: of the intervals.
        cluster: column whose rows may depend on each other; None if all rows are independent and count alike, as a
            table with a row a point of a Latin hypercube.

    Returns:
        A row a combination: the columns of `by`; n, independent observations (replicates); runs; mean; sd, of runs at
        a point (root mean square over the points, of runs if there is no cluster); se, low and high, in units of the
        outcome, NaN where a point has one run.

    Raises:
        KeyError: there is no such column.
        ValueError: a confidence outside (0, 1).
        IndistinctPointsError: points would be mixed up that differ in what has no column.

    Sources: Student (1908); clusters: Liang and Zeger (1986); Law (2015), Simulation Modeling and Analysis, sections
    9.4.1 and 11.2.
    """
    check_confidence(confidence)
    by = [by] if isinstance(by, str) else list(by)
    known(runs, outcome, *by, *(() if cluster is None else (cluster, "point")))
    rows = runs.dropna(subset=[outcome, *by])
    groups = rows.groupby(by, observed=True)
    if cluster is None:
        table = groups[outcome].agg(n="count", runs="count", mean="mean", sd="std")
        table["se"], freedom = table["sd"] / np.sqrt(table["n"]), table["n"] - 1
    else:
        refuse_indistinct(rows, by)
        table, freedom = _of_clusters(rows, outcome, by, cluster)
    half = table["se"] * stats.t.ppf(0.5 + confidence / 2, np.maximum(freedom, 1))
    table["low"], table["high"] = table["mean"] - half, table["mean"] + half
    return table.reset_index()


def _of_clusters(rows: pd.DataFrame, outcome: str, by: list[str], cluster: str) -> tuple[pd.DataFrame, pd.Series]:
    """Means over points and their errors; degrees of freedom of the errors.

    The mean of P points with n_p runs each is linear in the runs y_pr: the sum of y_pr / (P n_p). Its variance is the
    sum over clusters r of the square of the sum over p of (y_pr - mean_p) sqrt(n_p / (n_p - 1)) / (P n_p). With all n_p
    the same, this is the variance of the means of replicates over their number; with points that do not depend on each
    other, its expectation is the sum of their own variances.
    """
    points = rows.groupby([*dict.fromkeys([*by, "point"])], observed=True)[outcome]
    size, mean = points.transform("size").to_numpy(float), points.transform("mean")
    group = rows.groupby(by, observed=True).ngroup().rename("_group")
    number = rows["point"].groupby(group).transform("nunique").to_numpy(float)  # of points
    weight = 1 / (number * size)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = (rows[outcome] - mean) * np.sqrt(size / (size - 1))
    of_group = [group, rows[cluster].rename("_cluster")]
    shares = (spread * weight).groupby(of_group).sum(min_count=1)
    single = pd.Series(size == 1, rows.index).groupby(group).any()
    own = (spread * weight) ** 2  # summed over the runs of a point: its own part of the variance
    parts = pd.DataFrame({"own": own, "slow": own / np.maximum(size - 1, 1)}).groupby(group).sum()

    groups = rows.groupby(by, observed=True)
    table = groups.agg(n=(cluster, "nunique"), runs=(outcome, "count"))
    for name, values in (
        ("mean", (rows[outcome] * weight).groupby(group).sum()),
        ("sd", np.sqrt((spread**2 / (size * number)).groupby(group).sum())),
        ("se", np.sqrt((shares**2).groupby(level=0).sum())),
    ):
        table[name] = values.to_numpy()
    table.loc[single.to_numpy(), ["sd", "se"]] = np.nan
    ratio = (parts["own"] / parts["slow"].where(parts["slow"] > 0)).to_numpy()
    return table, pd.Series(np.where(np.isnan(ratio), table["n"] - 1, ratio), table.index)


def check_confidence(confidence: float) -> None:
    """Raises ValueError where it is none."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence:g}: must be between 0 and 1")


def known(runs: pd.DataFrame, *columns: str) -> None:
    """Raises KeyError with what there is, where a column is not in the table."""
    absent = [column for column in columns if column not in runs]
    if absent:
        raise KeyError(f"not in the table of runs: {', '.join(absent)} (it has {', '.join(map(str, runs.columns))})")
