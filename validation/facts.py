"""The statistics of bands.toml, over the markets of a split."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd
from design import Design
from markets import Market, standardised
from scipy import stats

from rivalry import statistics
from rivalry.statistics.rounding import spread


@dataclasses.dataclass(frozen=True)
class Estimate:
    """A statistic with its 95 % interval; what is told beside it."""

    value: float
    low: float
    high: float
    beside: str = ""

    def __str__(self) -> str:
        return f"{self.value:.3g} [{self.low:.3g}, {self.high:.3g}]"


def column(markets: list[Market], name: str) -> np.ndarray:
    return np.array([market.figures[name] for market in markets])


def parameter(markets: list[Market], key: str) -> np.ndarray:
    section, name = key.split(".")
    return np.array([market.scenario[section][name] for market in markets], dtype=float)


def mean(values: np.ndarray, beside: str = "") -> Estimate:
    """Mean over markets with its t interval; NaN does not count, and is told of."""
    known = values[np.isfinite(values)]
    if known.size < 3:
        return Estimate(np.nan, np.nan, np.nan, beside)
    low, high = stats.t.interval(0.95, known.size - 1, known.mean(), stats.sem(known))
    if known.size < values.size:
        beside = "; ".join(filter(None, [beside, f"{values.size - known.size} markets have too few firms"]))
    return Estimate(float(known.mean()), float(low), float(high), beside)


def middle(values: np.ndarray) -> str:
    """Where the middle 90 % of markets lie."""
    low, high = np.nanpercentile(values, [5, 95])
    return f"{low:.2g} to {high:.2g}"


def growth_tails(markets: list[Market], _: Design) -> Estimate:
    shapes = column(markets, "shape")
    return mean(shapes, f"markets: {middle(shapes)}")


def volatility(markets: list[Market], _: Design) -> Estimate:
    slopes = column(markets, "slope")
    return mean(slopes, f"markets: {middle(slopes)}")


def sizes(markets: list[Market], _: Design) -> Estimate:
    skewness, z, p, tail_p = (column(markets, name) for name in ("skewness", "vuong", "vuong_p", "tail_p"))
    number = np.isfinite(z).sum()
    log_normal, pareto = np.sum((z > 0) & (p < 0.05)), np.sum((z < 0) & (p < 0.05))
    words = (
        f"markets: {middle(skewness)}; of all firms the log-normal fits better in {log_normal} of {number} markets, "
        f"the Pareto in {pareto} (p < .05); of the larger half a Pareto tail is rejected in {np.sum(tail_p < 0.05)}; "
        f"sd of log sales {np.nanmean(column(markets, 'log_sd')):.2f}, their skewness "
        f"{np.nanmean(column(markets, 'log_skewness')):.2f}"
    )
    return mean(skewness, words)


def entrants_survival(markets: list[Market], _: Design) -> Estimate:
    shares = column(markets, "survival")
    return mean(shares, f"markets: {middle(shares)}")


def entry_exit(markets: list[Market], _: Design) -> Estimate:
    entry, leave = column(markets, "entry"), column(markets, "exit")
    known = np.isfinite(entry) & np.isfinite(leave)
    years = column(markets, "entry_exit_years")
    words = (
        f"entry {100 * np.nanmean(entry):.1f} % a year ({middle(100 * entry)}), exit {100 * np.nanmean(leave):.1f} % "
        f"({middle(100 * leave)}); over the years of one market r = {np.nanmean(years):.2f}"
    )
    if known.sum() < 4 or spread(entry[known]) == 0:
        return Estimate(np.nan, np.nan, np.nan, words)
    found = stats.pearsonr(entry[known], leave[known])
    interval = found.confidence_interval()
    return Estimate(float(found.statistic), float(interval.low), float(interval.high), words)


def persistence(markets: list[Market], _: Design) -> Estimate:
    values, uncorrected, pooled = (column(markets, f"persistence{kind}") for kind in ("", "_uncorrected", "_pooled"))
    words = f"uncorrected {np.nanmean(uncorrected):.2f}, pooled {np.nanmean(pooled):.2f}; markets: {middle(values)}"
    return mean(values, words)


def surveyed(markets: list[Market]) -> pd.DataFrame:
    return pd.concat([market.surveyed for market in markets], ignore_index=True)


def correlation(firms: pd.DataFrame, x: str, y: str, survey: int, design: Design) -> Estimate:
    """Over firms of all markets; beside it, what surveys of so many firms would find."""
    known = firms.dropna(subset=[x, y])
    found = statistics.clustered_correlation(known[x], known[y], known["market"], seed=design.seed)
    size = min(survey, len(known))
    drawn = statistics.survey_correlations(known[x], known[y], size, surveys=design.surveys, seed=design.seed)
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Estimate(
        found.r,
        found.low,
        found.high,
        f"surveys of {size:,} firms: {low:.2f} to {high:.2f}; {len(known):,} firms in all",
    )


def innovation_performance(markets: list[Market], design: Design) -> Estimate:
    found = correlation(surveyed(markets), "innovation", "performance", design.survey, design)
    within, gain = (np.nanmean(column(markets, f"r_innovation{with_what}")) for with_what in ("", "_gain"))
    words = (
        f"{found.beside}; within markets {within:.2f}, with the change of performance over the three years {gain:.2f}"
    )
    return dataclasses.replace(found, beside=words)


def capabilities_performance(markets: list[Market], design: Design) -> Estimate:
    return correlation(surveyed(markets), "capabilities", "performance", design.survey, design)


WALDNERS_FIRMS = 1242


def competition_innovation(markets: list[Market], design: Design) -> Estimate:
    firms = surveyed(markets)
    firms["competition"] = parameter(markets, "competition.intensity")[firms["market"]]
    return correlation(firms, "competition", "innovation", WALDNERS_FIRMS, design)


def owners_low_competition(markets: list[Market], _: Design) -> Estimate:
    low = parameter(markets, "competition.intensity") < 1 / 3
    return mean(column(markets, "owners")[low], f"{low.sum()} markets")


def owners_by_competition(markets: list[Market], _: Design) -> Estimate:
    intensity, owners = parameter(markets, "competition.intensity"), column(markets, "owners")
    table = pd.DataFrame({"intensity": intensity, "owners": owners}).dropna()
    fit = statistics.ols(table, "owners ~ intensity", cluster=None)
    high = mean(owners[intensity > 2 / 3])
    return _coefficient(fit, "intensity", f"difference where intensity is above 2/3: {high}")


def start_ups(markets: list[Market]):
    table = pd.concat([market.start_ups for market in markets], ignore_index=True)
    table["growth"] = standardised(table["growth"])
    formula = "growth ~ efficiency + novelty + both + more_efficiency + more_novelty + more_both"
    return statistics.ols(table, formula, cluster="market")


def both_at_first(markets: list[Market], _: Design) -> Estimate:
    return _coefficient(fit := start_ups(markets), "both", _others(fit, ["efficiency", "novelty"]))


def both_later(markets: list[Market], _: Design) -> Estimate:
    return _coefficient(fit := start_ups(markets), "more_both", _others(fit, ["more_efficiency", "more_novelty"]))


def novelty(markets: list[Market], chosen: np.ndarray):
    firms = surveyed(markets)
    return statistics.ols(firms[chosen[firms["market"]]], "performance ~ novelty * efficiency", cluster="market")


def rich(markets: list[Market]) -> np.ndarray:
    size = parameter(markets, "market.size_per_firm")
    return size > np.median(size)


def novelty_rich(markets: list[Market], _: Design) -> Estimate:
    return _coefficient(fit := novelty(markets, rich(markets)), "novelty", _others(fit, ["efficiency"]))


def novelty_poor(markets: list[Market], _: Design) -> Estimate:
    return _coefficient(fit := novelty(markets, ~rich(markets)), "novelty", _others(fit, ["efficiency"]))


def diseconomies(markets: list[Market], _: Design) -> Estimate:
    fit = novelty(markets, np.full(len(markets), True))
    return _coefficient(fit, "novelty:efficiency", _others(fit, ["novelty", "efficiency"]))


def _coefficient(fit, name: str, beside: str = "") -> Estimate:
    low, high = fit.conf_int().loc[name]
    return Estimate(float(fit.params[name]), float(low), float(high), beside)


def _others(fit, names: list[str]) -> str:
    words = ", ".join(f"{name.replace('more_', 'more ')} {_coefficient(fit, name)}" for name in names)
    return f"{words}; {int(fit.nobs):,} firms"


STATISTICS: dict[str, Callable[[list[Market], Design], Estimate]] = {
    "growth-tails": growth_tails,
    "volatility-size": volatility,
    "skewed-sizes": sizes,
    "entrants-survival": entrants_survival,
    "entry-exit": entry_exit,
    "profit-persistence": persistence,
    "innovation-performance": innovation_performance,
    "capabilities-performance": capabilities_performance,
    "competition-innovation": competition_innovation,
    "owners-low-competition": owners_low_competition,
    "owners-by-competition": owners_by_competition,
    "start-ups-both-at-first": both_at_first,
    "start-ups-both-later": both_later,
    "novelty-pays-rich": novelty_rich,
    "novelty-pays-poor": novelty_poor,
    "diseconomies-of-both": diseconomies,
}
