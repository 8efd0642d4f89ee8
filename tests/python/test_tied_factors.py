"""Factors of several keys: what each point is stays known, and points that nothing tells apart are not mixed up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import rivalry
from rivalry import statistics as st
from rivalry.figures.sweeps.page import sweep_figure
from rivalry.labelled import of_sweep
from rivalry.plot import main as plot
from synthetic_sweep import ToySweep, write_sweep

LABELS = ["50 / 1.5", "50 / 4", "100 / 1.5", "100 / 4"]
FIRMS, SENSITIVITY = [50.0, 50.0, 100.0, 100.0], [1.5, 4.0, 1.5, 4.0]
DETAILS = {
    "market": {
        "market_level": [0, 1, 2, 3] * 2,
        "market_firms": FIRMS * 2,
        "demand_price_sensitivity": SENSITIVITY * 2,
    }
}


def profit(factors, replicate, own):
    """8 more with 100 firms than with 50, 4 less with sensitive buyers, and 1 more with a fixed price."""
    return 8 * (factors["market"] // 2) - 4 * (factors["market"] % 2) + factors["pricing"] + 0.01 * own


def tied(**changes: object) -> ToySweep:
    toy = {
        "points": {"market": LABELS * 2, "pricing": ["bertrand"] * 4 + ["fixed"] * 4},
        "details": DETAILS,
        "outcomes": {"profit_mean": profit},
        "series": ("firms",),
    }
    return ToySweep(**{**toy, **changes})


@pytest.fixture
def file(tmp_path) -> Path:
    return write_sweep(tmp_path / "tied.h5", tied())


def old_file(tmp_path: Path) -> Path:
    """As versions wrote it that stored a factor of several keys by its first."""
    toy = tied(
        points={"market": FIRMS},
        details={},
        hidden=SENSITIVITY,
        outcomes={"profit_mean": lambda f, r, z: f["market"] + 0.1 * z},
    )
    return write_sweep(tmp_path / "old.h5", toy)


def test_keys_and_the_levels_number_are_columns(file):
    with rivalry.read_sweep(file) as sweep:
        assert list(sweep.factors) == ["market", "pricing"]
        assert sweep.details == {name: "market" for name in DETAILS["market"]}
        columns = ["market", "market_level", "market_firms", "demand_price_sensitivity", "pricing"]
        assert list(sweep.runs.columns) == ["point", "replicate", *columns, "profit_mean", "stopped", "failed"]
        assert list(sweep.points.columns) == [*columns, "replicates"]
        assert list(sweep.runs["market"].cat.categories) == LABELS
        assert (sweep.runs["market"].cat.codes == sweep.runs["market_level"]).all()
        assert list(sweep.points["demand_price_sensitivity"]) == SENSITIVITY * 2
        assert list(sweep.outcomes) == ["profit_mean"]
        assert set(columns) <= set(sweep.series.coords)
        assert list(of_sweep(sweep, "series").frame.columns)[:8] == ["run", "point", "replicate", *columns]
        assert sweep.indistinct == []


def test_means_and_contrasts_take_levels_and_keys(file):
    with rivalry.read_sweep(file) as sweep:
        runs = sweep.runs
    table = st.means(runs, "profit_mean", "market")
    assert table["market"].tolist() == LABELS
    assert table["mean"].tolist() == pytest.approx([0.5, -3.5, 8.5, 4.5], abs=0.05)
    assert table[["n", "runs"]].drop_duplicates().values.tolist() == [[10, 20]]
    by_key = st.means(runs, "profit_mean", "market_firms")
    assert by_key["mean"].tolist() == pytest.approx([-1.5, 6.5], abs=0.05)
    assert st.paired_contrast(runs, "profit_mean", "market_firms").difference == pytest.approx(8, abs=0.05)
    found = st.paired_contrast(runs, "profit_mean", "market", "50 / 4", "100 / 1.5")
    assert found.difference == pytest.approx(12, abs=0.05)
    keys = ("market_firms", "demand_price_sensitivity")
    assert st.interaction_contrast(runs, "profit_mean", *keys).difference == pytest.approx(0, abs=0.05)
    assert st.ols(runs, "profit_mean ~ C(market_firms) + pricing").params.iloc[1:].tolist() == pytest.approx(
        [8, 1], abs=0.05
    )


def test_keys_that_change_together_are_not_contrasted(tmp_path):
    toy = tied(
        points={"market": ["low", "high"]},
        details={"market": {"market_level": [0, 1], "market_firms": [50.0, 100.0], "demand_base": [1.0, 2.0]}},
        outcomes={"profit_mean": lambda f, r, z: f["market"] + 0.1 * z},
    )
    with rivalry.read_sweep(write_sweep(tmp_path / "two.h5", toy)) as sweep:
        assert st.paired_contrast(sweep.runs, "profit_mean", "market").difference == pytest.approx(1, abs=0.2)
        with pytest.raises(ValueError, match="points that differ in market_firms differ in demand_base, too"):
            st.paired_contrast(sweep.runs, "profit_mean", "market_firms")


def test_points_that_nothing_tells_apart_are_not_mixed_up(tmp_path):
    with rivalry.read_sweep(old_file(tmp_path)) as sweep:
        assert sweep.indistinct == [[0, 1], [2, 3]]
        runs = sweep.runs
        words = r"points 0, 1 differ in a parameter that the file has no column of.*merge the sweep again.*by `point`"
        for pool in (
            lambda: st.means(runs, "profit_mean", "market"),
            lambda: st.means(runs.query("market == 50"), "profit_mean", "market"),
            lambda: st.paired_contrast(runs, "profit_mean", "market"),
            lambda: st.ols(runs, "profit_mean ~ market"),
            lambda: sweep_figure(sweep),
        ):
            with pytest.raises(st.IndistinctPointsError, match=words):
                pool()
        assert len(st.means(runs, "profit_mean", "point")) == 4
        assert len(st.means(runs.query("point in [0, 2]"), "profit_mean", "market")) == 2


def test_the_command_says_so_and_draws_nothing(tmp_path, capsys):
    file = old_file(tmp_path)
    assert plot([str(file), "-o", str(tmp_path / "old.png")]) == 2
    assert "differ in a parameter that the file has no column of" in capsys.readouterr().err
    assert not (tmp_path / "old.png").exists()


def test_points_that_are_the_same_may_be_pooled(tmp_path):
    toy = tied(points={"dose": [0.0, 1.0, 0.0]}, details={}, outcomes={"profit_mean": lambda f, r, z: f["dose"] + z})
    with rivalry.read_sweep(write_sweep(tmp_path / "again.h5", toy)) as sweep:
        assert sweep.indistinct == []
        assert st.means(sweep.runs, "profit_mean", "dose")["runs"].tolist() == [20, 10]


def test_figures_show_labels(file):
    with rivalry.read_sweep(file) as sweep:
        figure = sweep_figure(sweep, outcomes=["profit_mean"])
    texts = {text.get_text() for axes in figure.axes for text in axes.get_xticklabels()}
    assert set(LABELS) <= texts
    assert np.isfinite(figure.axes[0].dataLim.get_points()).all()


def test_labels_are_texts_of_exported_tables(file, tmp_path):
    from rivalry.export import main as export

    assert export([str(file), "-o", str(tmp_path / "runs.csv")]) == 0
    table = pd.read_csv(tmp_path / "runs.csv")
    assert set(table["market"]) == set(LABELS)
    assert (table["market_level"] == table["market"].map(LABELS.index)).all()
    assert set(zip(table["market_firms"], table["demand_price_sensitivity"], strict=True)) == set(
        zip(FIRMS, SENSITIVITY, strict=True)
    )
