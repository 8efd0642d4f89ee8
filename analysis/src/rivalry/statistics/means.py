"""Means of runs with their intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats


def means(runs: pd.DataFrame, outcome: str, by: str | Sequence[str], *, confidence: float = 0.95) -> pd.DataFrame:
    """Mean of an outcome over the runs of each combination of `by`, with its t interval.

    Failed runs, whose outcome is missing, do not count. The interval is of one mean by itself: under common random
    numbers a difference of two means is known better than their intervals suggest; `paired_contrast` has its interval.

    Args:
        runs: `Sweep.runs`, or part of it.
        by: columns, such as the factors or `point`.
        confidence: of the intervals.

    Returns:
        A row a combination: the columns of `by`, n (runs), mean, sd (of runs), se, low and high (NaN with one run).

    Raises:
        KeyError: there is no such column.
        ValueError: a confidence outside (0, 1).

    Source: Student (1908); Law (2015), Simulation Modeling and Analysis, section 9.4.1.
    """
    check_confidence(confidence)
    by = [by] if isinstance(by, str) else list(by)
    known(runs, outcome, *by)
    table = runs.dropna(subset=[outcome]).groupby(by, observed=True)[outcome].agg(n="count", mean="mean", sd="std")
    table["se"] = table["sd"] / np.sqrt(table["n"])
    half = table["se"] * stats.t.ppf(0.5 + confidence / 2, np.maximum(table["n"] - 1, 1))
    table["low"], table["high"] = table["mean"] - half, table["mean"] + half
    return table.reset_index()


def check_confidence(confidence: float) -> None:
    """Raises ValueError where it is none."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence:g}: must be between 0 and 1")


def known(runs: pd.DataFrame, *columns: str) -> None:
    """Raises KeyError with what there is, where a column is not in the table."""
    absent = [column for column in columns if column not in runs]
    if absent:
        raise KeyError(f"not in the table of runs: {', '.join(absent)} (it has {', '.join(map(str, runs.columns))})")
