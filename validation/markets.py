"""Runs markets, and reduces each of them to what facts are made of."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import functools
import os
import pathlib
import subprocess
import tempfile
import tomllib
from typing import Any

import h5py
import numpy as np
import pandas as pd
from design import HERE, PERIODS_A_YEAR, Design, sweep_text

from rivalry import statistics
from rivalry.statistics.rounding import spread

ROOT = HERE.parent
RECENT_YEARS = 3  # over which a survey asks for innovation
SURVIVAL_YEARS = 5
LEAST_FIRMS = 20
PANEL = ("revenue", "profit", "novelty", "efficiency")
AGES = np.arange(41)
CLASSES, FOLLOWED = 5, 10


@dataclasses.dataclass
class Market:
    """What is kept of a run.

    Attributes:
        figures: statistics of the market, one number each; NaN where there were too few firms.
        surveyed: a row a firm at the end: market, innovation, capabilities, performance and what else surveys ask.
        start_ups: a row a start-up that lived for five years.
        growth, sizes, curve, classes, paths: for the pictures.
    """

    scenario: dict[str, Any]
    figures: dict[str, float]
    surveyed: pd.DataFrame
    start_ups: pd.DataFrame
    growth: np.ndarray
    sizes: np.ndarray
    curve: np.ndarray
    classes: np.ndarray
    paths: np.ndarray


def run(program: pathlib.Path, sweep: str, design: Design, seed: int, changes: dict[str, Any]) -> list[Market]:
    """The markets of a sweep. Exits with what the program says if it fails."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        file = folder / f"{sweep}.toml"
        file.write_text(sweep_text(sweep, design, seed, changes), encoding="utf-8")
        environment = os.environ | {"RIVALRY_SCENARIOS": str(ROOT / "scenarios")}
        command = [program, "sweep", "run", file, "-d", folder / "runs", "--quiet"]
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        if done.returncode:
            raise SystemExit(f"{sweep}: {done.stderr.strip()}")
        panels = sorted((folder / "runs" / "panels").glob("*.h5"))
        assert len(panels) == design.markets, f"{sweep}: {len(panels)} of {design.markets} panels"
        with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(functools.partial(reduce, design=design), panels, range(len(panels)), chunksize=4))


def reduce(path: pathlib.Path, number: int, design: Design) -> Market:
    """One market, from its result file."""
    with h5py.File(path) as file:
        panel = Panel(file)
        scenario = tomllib.loads(file.attrs["scenario"].decode())
        turnover = _turnover({name: file["market"][name][:] for name in ("firms", "entries", "exits")}, design)
    years = statistics.annual(panel.long("revenue", "profit"), ["revenue", "profit"])
    years = years[years["year"] >= design.first_year]
    growth = statistics.growth_rates(years, "revenue")
    revenue = years.loc[years["year"] == design.last_year, "revenue"].to_numpy()
    sizes = revenue[revenue > 0]
    surveyed = _surveyed(panel, years, design).assign(market=number)
    lived = statistics.lifetimes(panel.static, design.periods, entered_from=design.first_period)
    curve = statistics.survival(lived["lifetime"], lived["ended"], AGES) if len(lived) else np.full(AGES.size, np.nan)
    classes = _or_nan(lambda: np.array(statistics.volatility_by_size(growth["log_size"], growth["growth"])), (2, 10))
    figures = {
        **turnover,
        **_size_figures(sizes),
        **_persistence(years),
        "shape": _or_nan(lambda: statistics.fit_subbotin(growth["growth"]).shape),
        "slope": _or_nan(lambda: statistics.volatility_slope(growth["log_size"], growth["growth"])),
        "survival": float(curve[PERIODS_A_YEAR * SURVIVAL_YEARS]),
        "r_innovation": _correlation(surveyed, "innovation"),
        "r_innovation_gain": _correlation(surveyed, "innovation", "gain"),
        "r_capabilities": _correlation(surveyed, "capabilities"),
        "r_novelty": _correlation(surveyed, "novelty"),
        "owners": _treated(surveyed, "innovation"),
        "treated": _treated(surveyed),
    }
    return Market(
        scenario=scenario,
        figures=figures,
        surveyed=surveyed,
        start_ups=_start_ups(panel, design).assign(market=number),
        growth=growth["growth"].to_numpy(),
        sizes=sizes,
        curve=curve,
        classes=classes,
        paths=_paths(years, design),
    )


class Panel:
    """Columns of firms as arrays [period x firm], NaN where a firm is not alive.

    Read by h5py: `rivalry.open_result` describes each variable of a file first, of which few are wanted here.
    """

    def __init__(self, file: h5py.File) -> None:
        firms = file["firms"]
        self.columns = {name: firms[name][:] for name in PANEL if name in firms}
        self.ids = firms["firm"][:]
        names = [name for name in firms if firms[name].shape == self.ids.shape and name != "firm"]
        self.static = pd.DataFrame({name: firms[name][:] for name in names}, index=self.ids)
        events = file["events"]
        meanings = events["kind"].attrs["flag_meanings"].decode().split()
        taken_up = np.isin(events["kind"][:], [meanings.index("project_finished"), meanings.index("imitation")])
        names = ("period", "firm", "model_before", "model_after")
        self.taken_up = pd.DataFrame({name: events[name][:][taken_up] for name in names})

    def long(self, *names: str) -> pd.DataFrame:
        """A row a firm and period in which it was alive."""
        period, firm = np.nonzero(np.isfinite(self.columns[names[0]]))
        values = {name: self.columns[name][period, firm] for name in names}
        return pd.DataFrame({"firm": self.ids[firm], "period": period + 1, **values})

    def changed_choices(self, first: int) -> pd.Series:
        """Choices that firms changed by innovations taken up from a period on; a move of the home position is one."""
        events = self.taken_up[self.taken_up["period"] >= first]
        flipped = np.bitwise_count((events["model_before"] ^ events["model_after"]).to_numpy().view(np.uint64))
        changed = pd.Series(np.maximum(flipped, 1), index=events["firm"].to_numpy())
        return changed.groupby(level=0).sum().reindex(self.ids, fill_value=0)


def _surveyed(panel: Panel, years: pd.DataFrame, design: Design) -> pd.DataFrame:
    """Firms at the end that are at least three years old, as a survey would find them."""
    recent = PERIODS_A_YEAR * RECENT_YEARS
    old = panel.static.index[panel.static["entry_period"] <= design.periods - recent]
    profits = years.pivot(index="firm", columns="year", values="profit")
    profit = profits[design.last_year].dropna()
    firms = profit.index.intersection(old)
    static = panel.static.loc[firms]
    table = pd.DataFrame(index=firms)
    table["performance"] = standardised(profit[firms] / static["start_size"])
    before = profits[design.last_year - RECENT_YEARS].reindex(firms)  # missing for the youngest
    table["gain"] = table["performance"] - standardised(before / static["start_size"])
    table["innovation"] = panel.changed_choices(design.periods - recent + 1)[firms]
    traits = [f"trait_capabilities_{name}" for name in ("sensing", "seizing", "reconfiguring")]
    table["capabilities"] = static[traits].mean(axis=1)
    if "novelty" in panel.columns:
        before = -1 - PERIODS_A_YEAR  # the last period of the year before
        for name in ("novelty", "efficiency"):
            table[name] = standardised(pd.Series(panel.columns[name][before], index=panel.ids)[firms])
    for name in static.columns[static.columns.str.startswith("arm_")]:
        table["treated"] = static[name] == 1
    return table


def _start_ups(panel: Panel, design: Design) -> pd.DataFrame:
    """Start-ups alive five years after entry: growth, efficiency and novelty at entry and at the end of that time."""
    if "novelty" not in panel.columns:
        return pd.DataFrame()
    span = PERIODS_A_YEAR * SURVIVAL_YEARS
    static = panel.static
    entry, leave = static["entry_period"].to_numpy(), static["exit_period"].to_numpy()
    start_up = static["origin"].to_numpy() == 1
    lived = (entry >= design.first_period) & (entry + span <= design.periods) & ((leave < 0) | (leave > entry + span))
    chosen = np.flatnonzero(start_up & lived)
    if not chosen.size:
        return pd.DataFrame()
    first = entry[chosen] - 1
    revenue = panel.columns["revenue"]

    def sales(offset: int) -> np.ndarray:
        return sum(revenue[first + offset + quarter, chosen] for quarter in range(PERIODS_A_YEAR))

    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.log(sales(span - PERIODS_A_YEAR) / sales(0))
    table = pd.DataFrame({"growth": growth})
    for name in ("efficiency", "novelty"):
        values = panel.columns[name]
        then, later = (values[at, chosen] - np.nanmean(values[at], axis=1) for at in (first, first + span - 1))
        both = np.concatenate([then, later])
        for moment, deviation in (("", then), ("_later", later)):
            table[name + moment] = (deviation - both.mean()) / (spread(both, ddof=0) or np.nan)
    table["both"] = table["efficiency"] * table["novelty"]
    table["more_both"] = table["efficiency_later"] * table["novelty_later"] - table["both"]
    for name in ("efficiency", "novelty"):
        table[f"more_{name}"] = table.pop(f"{name}_later") - table[name]
    return table[np.isfinite(table).all(axis=1)]


def _turnover(series: dict[str, np.ndarray], design: Design) -> dict[str, float]:
    """Annual rates of entry and exit, and how they go together over the years of the market."""
    yearly = {
        name: values[design.first_period - 1 :].reshape(-1, PERIODS_A_YEAR).sum(axis=1)
        for name, values in series.items()
    }
    firms = yearly["firms"] / PERIODS_A_YEAR
    if firms.min() < LEAST_FIRMS:
        return dict.fromkeys(("entry", "exit", "entry_exit_years"), np.nan)
    entry, leave = yearly["entries"] / firms, yearly["exits"] / firms
    return {
        "entry": float(entry.mean()),
        "exit": float(leave.mean()),
        "entry_exit_years": float(np.corrcoef(entry, leave)[0, 1])
        if spread(entry) > 0 and spread(leave) > 0
        else np.nan,
    }


def _size_figures(sizes: np.ndarray) -> dict[str, float]:
    if sizes.size < LEAST_FIRMS:
        names = ("skewness", "log_sd", "log_skewness", "vuong", "vuong_p", "tail", "tail_p")
        return dict.fromkeys(names, np.nan)
    whole, tail = statistics.log_normal_against_pareto(sizes), statistics.upper_tail_against_pareto(sizes)
    table, logs = pd.Series(sizes), pd.Series(np.log(sizes))
    return {
        "skewness": float(table.skew()),
        "log_sd": float(logs.std()),
        "log_skewness": float(logs.skew()),
        "vuong": whole.z,
        "vuong_p": whole.p,
        "tail": tail.ratio,
        "tail_p": tail.p,
    }


def _persistence(years: pd.DataFrame) -> dict[str, float]:
    try:
        found = statistics.persistence(years, "profit")
    except ValueError:
        return dict.fromkeys(("persistence", "persistence_uncorrected", "persistence_pooled"), np.nan)
    return {
        "persistence": found.corrected,
        "persistence_uncorrected": found.uncorrected,
        "persistence_pooled": found.pooled,
    }


def _paths(years: pd.DataFrame, design: Design) -> np.ndarray:
    """Mean deviation of profit from the year's mean, in standard deviations: five classes by profit in the first year,
    followed over ten years among those who lived so long [class x year].
    """
    wide = years.pivot(index="year", columns="firm", values="profit")
    wide = wide.sub(wide.mean(axis=1), axis=0).div(wide.apply(spread, axis=1).replace(0, np.nan), axis=0)
    followed = wide.loc[design.first_year : design.first_year + FOLLOWED].dropna(axis=1).to_numpy()
    if followed.shape[1] < LEAST_FIRMS:
        return np.full((CLASSES, FOLLOWED + 1), np.nan)
    order = np.argsort(followed[0], kind="stable")
    return np.array([followed[:, chosen].mean(axis=1) for chosen in np.array_split(order, CLASSES)])


def _treated(surveyed: pd.DataFrame, outcome: str = "performance") -> float:
    """Mean of treated less that of other firms, in standard deviations; NaN where firms were not treated."""
    if "treated" not in surveyed or not spread(surveyed[outcome]) > 0:
        return np.nan
    means = surveyed.groupby("treated")[outcome].mean()
    return float((means[True] - means[False]) / surveyed[outcome].std()) if len(means) == 2 else np.nan


def _correlation(surveyed: pd.DataFrame, x: str, y: str = "performance") -> float:
    if x not in surveyed or len(surveyed) < LEAST_FIRMS or not spread(surveyed[x]) > 0:
        return np.nan
    return float(surveyed[x].corr(surveyed[y]))


def _or_nan(compute: Any, shape: tuple[int, ...] | None = None) -> Any:
    """NaN where a market has too few firms for a statistic."""
    try:
        return compute()
    except ValueError:
        return np.nan if shape is None else np.full(shape, np.nan)


def standardised(values: pd.Series) -> pd.Series:
    """Deviations from the mean in standard deviations; missing where the numbers are alike."""
    return (values - values.mean()) / (spread(values) or np.nan)
