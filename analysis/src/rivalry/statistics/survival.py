"""How long firms live."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats


def survival(times: ArrayLike, ended: ArrayLike, ages: ArrayLike) -> np.ndarray:
    """Share of firms that live longer than given ages, by the estimator of Kaplan and Meier.

    Args:
        times: periods from entry to exit, or to the last period observed.
        ended: whether the firm left; if not, it lives longer than was observed.
        ages: in periods.

    Raises:
        ValueError: no firms.

    Source: Kaplan and Meier (1958), as `scipy.stats.ecdf`.
    """
    lived, gone = np.asarray(times, dtype=float), np.asarray(ended, dtype=bool)
    if lived.size == 0:
        raise ValueError("no firms: nothing is known of how long they live")
    curve = stats.ecdf(stats.CensoredData(uncensored=lived[gone], right=lived[~gone])).sf
    return np.asarray(curve.evaluate(np.asarray(ages, dtype=float)))


def lifetimes(firms: pd.DataFrame, last_period: int, *, entered_from: int = 1) -> pd.DataFrame:
    """Lifetimes of entrants for `survival`.

    Args:
        firms: a row a firm with entry_period and exit_period (-1: alive at the end), as in the group /firms.
        last_period: of the run.
        entered_from: first period of entry that counts; founders have 0.

    Returns:
        lifetime (a firm that enters in period e and leaves in x has traded x - e periods), ended.
    """
    entrants = firms[firms["entry_period"] >= entered_from]
    ended = entrants["exit_period"] >= 0
    until = entrants["exit_period"].where(ended, last_period)
    return pd.DataFrame({"lifetime": until - entrants["entry_period"], "ended": ended})
