"""How slowly differences between firms die out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rivalry.statistics.rounding import ROUNDING


@dataclass(frozen=True)
class Persistence:
    """First-order autoregressions of firms' deviations from the mean of their market.

    Attributes:
        corrected: mean over firms of the coefficient, without the bias of short series.
        uncorrected: mean over firms as estimated by least squares, with a constant a firm. It is too low by about
            (1 + 3 rho)/T in a series of T observations (Kendall 1954).
        pooled: one coefficient for all firms without constants. What differs for good between firms makes it too high.
        firms: that have a series long enough, in which they move against the market.
    """

    corrected: float
    uncorrected: float
    pooled: float
    firms: int


def persistence(years: pd.DataFrame, variable: str, *, least: int = 12) -> Persistence:
    """Estimates the persistence of a variable, such as profit, over years.

    Args:
        years: of `annual`, for one market: firm, year, the variable. A firm's years must follow one another.
        least: years that a firm needs, at least 5.

    Raises:
        ValueError: a `least` below 5, or no firm with so many years in which it moves against the market.

    Source: Mueller (1986); Waring (1996).
    """
    if least < 5:
        raise ValueError(f"least {least}: an autoregression needs at least 5 years")
    table = years.sort_values(["firm", "year"])
    table = table.assign(deviation=table[variable] - table.groupby("year")[variable].transform("mean"))
    table["before"] = table.groupby("firm")["deviation"].shift()
    number = table.groupby("firm")["deviation"].transform("size")
    long = table[number >= least]
    if long.empty:
        raise ValueError(f"no firm has {least} years")
    pairs = long.dropna(subset=["before"])
    centred = pairs[["deviation", "before"]] - pairs.groupby("firm")[["deviation", "before"]].transform("mean")
    products = (
        pd.DataFrame(
            {
                "firm": pairs["firm"],
                "cross": centred["deviation"] * centred["before"],
                "square": centred["before"] ** 2,
            }
        )
        .groupby("firm")
        .sum()
    )
    # A firm that stays where it is has no autoregression: what rounding leaves of its squares would make one up.
    largest = long.groupby("firm")[variable].agg(lambda values: values.abs().max())
    products = products[products["square"] > (ROUNDING * largest) ** 2]
    if products.empty:
        raise ValueError(f"{variable} of no firm moves against the market")
    estimates = (products["cross"] / products["square"]).to_numpy()
    lengths = long.groupby("firm").size().loc[products.index].to_numpy()
    # E estimate = rho - (1 + 3 rho)/T, solved for rho
    corrected = (lengths * estimates + 1) / (lengths - 3)
    pooled = (pairs["deviation"] * pairs["before"]).sum() / (pairs["before"] ** 2).sum()
    return Persistence(float(np.mean(corrected)), float(np.mean(estimates)), float(pooled), len(estimates))
