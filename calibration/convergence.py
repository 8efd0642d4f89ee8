#!/usr/bin/env python3
"""Shows what pricing iterations, segments, firms and burn-in do to results: the tables of docs/convergence.md.

    calibration/convergence.py                     everything (about five minutes on two cores)
    calibration/convergence.py lag burn-in         some tables: first-prices, lag, iterations, segments, firms, burn-in
    calibration/convergence.py --update            write the tables into docs/convergence.md, too

Settings are compared run by run: replicate i of one with replicate i of the other. Needs the build of the preset
release and the virtual environment.
"""

import dataclasses
import itertools
import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np
from run import ROOT, put_into, read_arguments, table

PAGE = ROOT / "docs/convergence.md"
MANY = 400  # iterations after which no price moves any more

# What is looked at: heading, and how it comes from the series of a run.
FIGURES = {
    "price": lambda series: series["price_index"].mean(axis=1),
    "margin": lambda series: series["markup"].mean(axis=1),
    "concentration": lambda series: series["hhi"].mean(axis=1),
    "profit": lambda series: series["profit_mean"].mean(axis=1),
    "adoptions": lambda series: series["adopted"].sum(axis=1) / series["firms"].sum(axis=1),
}
SERIES = ("price_index", "markup", "hhi", "profit_mean", "adopted", "firms", "unit_cost_index", "value_synergy_mean")


@dataclasses.dataclass(frozen=True)
class Engine:
    """Runs of the baseline market."""

    program: pathlib.Path
    smoke: bool

    def call(self, *words) -> None:
        environment = os.environ | {"RIVALRY_SCENARIOS": str(ROOT / "scenarios")}
        done = subprocess.run([self.program, *map(str, words)], capture_output=True, text=True, env=environment)
        if done.returncode:
            sys.exit(f"convergence.py: {done.stderr.strip()}")

    def ensemble(self, runs: int, *settings: str) -> dict[str, np.ndarray]:
        """Series of the market, [run × period]."""
        with tempfile.TemporaryDirectory() as folder:
            result = pathlib.Path(folder) / "runs.h5"
            words = ["ensemble", "baseline", "-n", 3 if self.smoke else runs, "--series", ",".join(SERIES), "-q"]
            self.call(*words, "-o", result, *options(settings))
            with h5py.File(result) as file:
                order = np.argsort(file["series/run"][:])
                return {name: file["series"][name][:][order] for name in SERIES}

    def last_prices(self, seed: int, periods: int, iterations: int, last: int) -> np.ndarray:
        """Prices of all firms at the end, with another number of iterations in the last period."""
        with tempfile.TemporaryDirectory() as folder:
            scenario, result = pathlib.Path(folder) / "one.toml", pathlib.Path(folder) / "run.h5"
            event = f'[[event]]\nname = "last"\nat = {periods}\nset = {{"competition.iterations" = {last}}}\n'
            scenario.write_text((ROOT / "scenarios/baseline.toml").read_text(encoding="utf-8") + "\n" + event)
            settings = [f"scenario.periods={periods}", f"scenario.seed={seed}", f"competition.iterations={iterations}"]
            settings += [f"recording.every={periods}", "recording.firms=100000", "recording.variables=['paid_price']"]
            self.call("run", scenario, "-q", "--threads", 1, "-o", result, *options(settings))
            with h5py.File(result) as file:
                price = file["firms/paid_price"][-1]
                return price[np.isfinite(price) & (price > 0)]


def options(settings) -> list[str]:
    return [word for setting in settings for word in ("--set", setting)]


def percent(value: float) -> str:
    """To three figures, small ones as powers of ten."""
    return "0" if value == 0 else f"{100 * value:.3g}" if abs(value) >= 1e-6 else f"{100 * value:.0e}"


def gaps(engine: Engine, periods: int, seeds: int) -> str:
    rows = []
    for iterations in (1, 2, 4, 8, 16, 32):
        errors = []
        for seed in range(1, seeds + 1):
            end = engine.last_prices(seed, periods, iterations, MANY)
            errors.append(np.abs(engine.last_prices(seed, periods, iterations, iterations) / end - 1))
        every = np.concatenate(errors)
        rows.append([str(iterations), *map(percent, (np.median(every), np.percentile(every, 95), every.max()))])
    return table(["iterations", "median firm, %", "19 of 20 firms within, %", "farthest firm, %"], rows)


def first_prices(engine: Engine) -> str:
    """How far prices are from where they would come to rest, in the first period."""
    return gaps(engine, 1, 1 if engine.smoke else 20)


def lag(engine: Engine) -> str:
    """The same after 100 periods, in markets that went their way with so many iterations."""
    return gaps(engine, 100, 1 if engine.smoke else 20)


def relative(one: np.ndarray, other: np.ndarray) -> str:
    """Ratio of means less 1, in percent, with its standard error over paired runs."""
    ratio = one.mean() / other.mean()
    error = np.std(one - ratio * other, ddof=1) / np.sqrt(len(one)) / other.mean()
    return f"{100 * (ratio - 1):+.1f} ± {100 * error:.1f}"


def second_half(series: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: values[:, values.shape[1] // 2 :] for name, values in series.items()}


def against(engine: Engine, runs: int, key: str, values: list[int], finest: int) -> str:
    """Figures of the second half of 200 periods, relative to those at the finest setting."""
    best = second_half(engine.ensemble(runs, f"{key}={finest}"))
    rows = []
    for value in values:
        series = second_half(engine.ensemble(runs, f"{key}={value}"))
        figures = {name: (figure(series), figure(best)) for name, figure in FIGURES.items()}
        if key == "market.firms":  # concentration of alike firms falls with their number
            one, other = figures["concentration"]
            figures["concentration"] = (one * value, other * finest)
        rows.append([f"{value:,}", *(relative(*pair) for pair in figures.values())])
    return table([key.split(".")[1], *(f"{name}, %" for name in FIGURES)], rows)


def iterations(engine: Engine) -> str:
    return against(engine, 200, "competition.iterations", [1, 2, 4, 8, 16], 64)


def segments(engine: Engine) -> str:
    return against(engine, 200, "market.segments", [1, 2, 3, 6, 12, 24, 48], 96)


def firms(engine: Engine) -> str:
    return against(engine, 60, "market.firms", [25, 50, 100, 200, 400, 800], 1600)


def burn_in(engine: Engine) -> str:
    """Means over windows, of the defaults and of markets that nothing drives on."""
    edges = [0, 100, 200, 400, 800, 1600, 3200]
    still = ("technology.enabled=false", "cost.learning=0")
    kinds = {"defaults": (), "no technology": still[:1], "no technology, no learning": still}
    rows = []
    for name, settings in kinds.items():
        series = engine.ensemble(40, f"scenario.periods={edges[-1]}", *settings)
        for begin, end in itertools.pairwise(edges):
            window = {key: values[:, begin:end] for key, values in series.items()}
            mean = {key: window[key].mean() for key in SERIES}
            adoptions = 100 * FIGURES["adoptions"](window).mean()
            cells = [f"{mean['firms']:.0f}", f"{mean['markup']:.3f}", f"{mean['hhi']:.4f}"]
            cells += [f"{mean['profit_mean']:.3f}", f"{adoptions:.2f}", f"{mean['unit_cost_index']:.3f}"]
            cells += [f"{mean['value_synergy_mean']:.2f}"]
            rows.append([name, f"{begin + 1} to {end}", *cells])
    head = ["market", "periods", "firms", "margin", "Herfindahl", "profit", "adoptions, % of firms", "unit cost"]
    return table([*head, "quality of models"], rows)


TABLES = {
    "first-prices": first_prices,
    "lag": lag,
    "iterations": iterations,
    "segments": segments,
    "firms": firms,
    "burn-in": burn_in,
}


def main() -> None:
    arguments = read_arguments(str(__doc__), TABLES, PAGE, "few runs")
    engine = Engine(arguments.program, arguments.smoke)
    for name in arguments.tables:
        made = TABLES[name](engine)
        print(f"{name}\n\n{made}\n", flush=True)
        if arguments.update:
            put_into(PAGE, name, made)


if __name__ == "__main__":
    main()
