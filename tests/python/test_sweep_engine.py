"""Sweeps of the real program, read, analysed and drawn by this package."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import rivalry
from conftest import REPOSITORY
from rivalry import statistics as st

SWEEP = """\
[sweep]
question = "Does the real program write what this package reads?"
scenario = "baseline"
replicates = 5
[set]
"market.firms" = 20
"scenario.periods" = 16
[[factor]]
key = "competition.intensity"
name = "intensity"
values = [0.2, 0.9]
[[factor]]
key = "competition.pricing"
values = ["bertrand", "fixed"]
[keep]
series = ["firms", "price_index"]
[[stop]]
variable = "firms"
below = 12
"""


@pytest.fixture(scope="module")
def run(program, tmp_path_factory) -> Callable[..., Path]:
    """Runs the program in a folder, which it returns."""
    folder = tmp_path_factory.mktemp("sweeps")
    scripts = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "RIVALRY_SCENARIOS": str(REPOSITORY / "scenarios"), "PATH": scripts}

    def command(*arguments: str) -> Path:
        done = subprocess.run(
            [program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
        return folder

    return command


@pytest.fixture(scope="module")
def merged(run, tmp_path_factory) -> Path:
    """A sweep over a number and a word, with stopped runs, merged as HDF5 and CSV."""
    (run("--version") / "real.toml").write_text(SWEEP)
    run("sweep", "run", "real.toml", "--quiet")
    return run("sweep", "merge", "real.sweep", "-o", "real.h5", "--csv", "real.csv", "--quiet") / "real.h5"


def test_the_table_of_runs_is_the_programs_csv(merged):
    written = pd.read_csv(merged.with_suffix(".csv"), index_col="run", float_precision="round_trip")
    with rivalry.read_sweep(merged) as sweep:
        runs = sweep.runs
    assert [name for name in written if name not in ("key_high", "key_low")] == list(runs.columns)
    for name in runs:
        if name == "competition_pricing":
            assert runs[name].astype(str).tolist() == written[name].tolist()
        else:
            assert np.array_equal(runs[name].to_numpy(float), written[name].to_numpy(float), equal_nan=True), name


def test_factors_and_outcomes_have_words_and_units(merged):
    with rivalry.read_sweep(merged) as sweep:
        assert sweep.factors["competition_pricing"].label == "competition.pricing"
        assert list(sweep.runs["competition_pricing"].cat.categories) == ["bertrand", "fixed"]
        assert sweep.outcomes["profit_mean"].words == "mean profit, money/period"
        assert all(column.units and column.definition for column in sweep.outcomes.values())
        assert sweep.common_random_numbers
        assert sweep.question.startswith("Does the real program")


def test_series_end_where_runs_were_stopped(merged):
    with rivalry.read_sweep(merged) as sweep:
        recorded = np.isfinite(sweep.series["firms"].values).sum(axis=1)
        runs = sweep.runs
    assert (recorded == runs["periods"]).all()
    assert ((runs["periods"] < 16) == (runs["stopped"] == 0)).all()
    assert (runs["stopped"] == 0).any(), "some run must be stopped for this test to mean anything"


def test_pairs_share_draws(merged):
    with rivalry.read_sweep(merged) as sweep:
        price = sweep.runs.query("competition_pricing == 'bertrand'")
        found = st.paired_contrast(price, "price_index", "intensity")
    assert found.replicates == 5
    assert found.difference < 0


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_program_draws_it(run, merged, suffix):
    folder = run("plot", "real.h5", "-o", f"real.{suffix}", "--outcome", "price_index", "hhi")
    assert (folder / f"real.{suffix}").stat().st_size > 5000


def test_the_program_exports_it(run, merged):
    folder = run("export", "real.h5", "-o", "real.parquet")
    run("export", "real.h5", "--series", "-o", "series.dta")
    with rivalry.read_sweep(merged) as sweep:
        assert pd.read_parquet(folder / "real.parquet")["hhi"].equals(sweep.runs["hhi"].reset_index(drop=True))
        assert len(pd.read_stata(folder / "series.dta")) == int(sweep.runs["periods"].sum())


def test_an_ensemble_is_read_and_drawn(run):
    scenario = '[scenario]\nname = "small"\nquestion = "How small?"\nperiods = 12\n[market]\nfirms = 20\n'
    (run("--version") / "small.toml").write_text(scenario)
    folder = run("ensemble", "small.toml", "-n", "6", "--series", "hhi", "-o", "six.h5", "--quiet")
    with rivalry.read_sweep(folder / "six.h5") as sweep:
        assert sweep.design == "ensemble"
        assert len(sweep.runs) == 6
        assert sweep.series["hhi"].shape == (6, 12)
        assert sweep.question == "How small?"
    assert (run("plot", "six.h5") / "six.png").exists()


def test_designs_for_sensitivity_are_analysed(run):
    for design, more in (("saltelli", "points = 8"), ("morris", "points = 4\nlevels = 4")):
        text = f"""\
[sweep]
scenario = "baseline"
design = "{design}"
{more}
[set]
"market.firms" = 20
"scenario.periods" = 12
[[factor]]
key = "demand.price_sensitivity"
range = [1.5, 4]
[[factor]]
key = "entry.rate"
range = [0.001, 0.03]
spacing = "log"
"""
        (run("--version") / f"{design}.toml").write_text(text)
        run("sweep", "run", f"{design}.toml", "--quiet")
        folder = run("sweep", "merge", f"{design}.sweep", "-o", f"{design}.h5", "--quiet")
        run("plot", f"{design}.h5")
        with rivalry.read_sweep(folder / f"{design}.h5") as sweep:
            assert sweep.design == design
            if design == "saltelli":
                assert len(st.sobol_indices(sweep, "price_index")) == 2
                assert len(st.sobol_pairs(sweep, "price_index")) == 1
            else:
                effects = st.elementary_effects(sweep, "price_index").set_index("factor")
                assert effects.loc["demand_price_sensitivity", "mu"] < 0


def test_factors_of_several_keys_and_treatments_are_told_apart(run):
    text = """\
[sweep]
scenario = "baseline"
replicates = 3
[set]
"scenario.periods" = 12
[[factor]]
keys = ["market.firms", "demand.price_sensitivity"]
values = [[10, 1.5], [10, 4], [20, 1.5], [20, 4]]
[[factor]]
key = "capabilities.sensing"
name = "sensing"
values = [{treatment = [0, 1]}, 0.5]
labels = ["by lot", "by_lot"]
[keep]
series = ["hhi"]
"""
    (run("--version") / "tied.toml").write_text(text)
    run("sweep", "run", "tied.toml", "--quiet")
    folder = run("sweep", "merge", "tied.sweep", "-o", "tied.h5", "--csv", "tied.csv", "--quiet")
    tied = "firms_and_price_sensitivity"
    with rivalry.read_sweep(folder / "tied.h5") as sweep:
        runs = sweep.runs
        assert list(sweep.factors) == [tied, "sensing"]
        assert list(runs[tied].cat.categories) == ["10 / 1.5", "10 / 4", "20 / 1.5", "20 / 4"]
        assert list(runs["sensing"].cat.categories) == ["by lot", "by_lot"]
        assert list(runs["capabilities_sensing"].cat.categories) == ["treatment [0, 1]", "0.5"]
        assert not runs[[tied, "sensing"]].drop_duplicates().shape[0] < 8
        assert sweep.indistinct == []
        table = st.means(runs, "price_index", [tied])
        # Two points of the other factor share the draws of each of three replicates.
        assert table[["n", "runs"]].to_numpy().tolist() == [[3, 6]] * 4
        dear, cheap = table["mean"][[0, 2]], table["mean"][[1, 3]]
        assert (dear.to_numpy() > cheap.to_numpy()).all()
        key = st.paired_contrast(runs, "price_index", "demand_price_sensitivity")
        assert key.difference == pytest.approx(cheap.mean() - dear.mean())
        assert set(sweep.series["sensing"].values) == {"by lot", "by_lot"}
        assert set(sweep.series["market_firms"].values) == {10, 20}
        text = pd.read_csv(folder / "tied.csv")
        assert text[tied].tolist() == runs[tied].tolist()
        assert text["demand_price_sensitivity"].tolist() == runs["demand_price_sensitivity"].tolist()
    run("plot", "tied.h5", "--outcome", "price_index")
    assert (folder / "tied.png").exists()
