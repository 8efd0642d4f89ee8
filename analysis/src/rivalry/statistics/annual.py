"""Annual figures of firms, as studies of industries report them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from rivalry.statistics.rounding import ROUNDING

PERIODS_A_YEAR = 4


def annual(panel: pd.DataFrame, variables: Sequence[str], *, periods: int = PERIODS_A_YEAR) -> pd.DataFrame:
    """Sums of flows over years, for the years in which a firm traded from the first period to the last.

    Args:
        panel: a row a firm and period, as of `Result.panel`; every period must have been recorded.
        variables: columns that are summed, such as revenue and profit.
        periods: of a year; the first year has the periods 1 to `periods`.

    Returns:
        A row a firm and whole year, ordered by firm, then year: firm, year (from 1), the sums.

    Raises:
        ValueError: not every period was recorded.
    """
    recorded = np.sort(panel["period"].unique())
    if recorded.size > 1 and np.median(np.diff(recorded)) > 1:  # gaps are periods in which nobody traded
        raise ValueError("annual figures need every period (record with recording.every = 1)")
    keys = [panel["firm"].rename("firm"), ((panel["period"] - 1) // periods + 1).rename("year")]
    groups = panel.groupby(keys)
    sums = groups[list(variables)].sum(min_count=periods)
    return sums[groups.size() == periods].reset_index()


def growth_rates(years: pd.DataFrame, size: str) -> pd.DataFrame:
    """Differences of the log of a size between consecutive years, less their mean over the firms of the year.

    What all firms of a market share in a year, inflation and demand, so drops out (Bottazzi and Secchi 2006).

    Args:
        years: of `annual`, for one market.
        size: column, such as revenue; years in which it is not above 0 are left out.

    Returns:
        firm, year, log_size (of the year before, less its mean over these firms), growth.
    """
    known = years.loc[years[size] > 0, ["firm", "year"]].assign(log=np.log(years.loc[years[size] > 0, size]))
    before = known.assign(year=known["year"] + 1)
    pairs = known.merge(before, on=["firm", "year"], suffixes=("", "_before"))
    table = pairs[["firm", "year"]].assign(log_size=pairs["log_before"], growth=pairs["log"] - pairs["log_before"])
    by_year = table.groupby("year")
    for column in ("log_size", "growth"):
        table[column] -= by_year[column].transform("mean")
        # Firms that grew alike did not differ by what rounding leaves of their logs.
        table[column] = table[column].where(
            table[column].abs() > ROUNDING * np.maximum(1, known["log"].abs().max()), 0.0
        )
    return table
