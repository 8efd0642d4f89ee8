"""Reading merged sweeps."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest

import rivalry
from synthetic import Toy
from synthetic_sweep import ToySweep, crossed, write_sweep


def dose(**changes: object) -> ToySweep:
    toy = {
        "points": crossed(dose=[0.0, 0.5, 1.0], kind=["cournot", "bertrand"]),
        "outcomes": {"profit_mean": lambda f, r, z: 10 - 3 * f["dose"] + f["kind"] + 0.1 * z, "hhi": lambda f, r, z: r},
        "units": {"profit_mean": "money/period", "dose": "1/period"},
        "series": ("firms",),
    }
    return ToySweep(**{**toy, **changes})


@pytest.fixture
def file(tmp_path) -> Path:
    return write_sweep(tmp_path / "toy.h5", dose())


def test_there_is_a_row_a_run_with_factors_and_outcomes(file):
    with rivalry.read_sweep(file) as sweep:
        runs = sweep.runs
    assert list(runs.columns) == ["point", "replicate", "dose", "kind", "profit_mean", "hhi", "stopped", "failed"]
    assert list(runs.index) == list(range(60))
    assert runs.index.name == "run"
    assert not runs.duplicated(["point", "replicate"]).any()
    expected = 10 - 3 * runs["dose"] + (runs["kind"] == "bertrand")
    assert np.abs(runs["profit_mean"] - expected).max() < 0.5
    assert (runs["hhi"] == runs["replicate"]).all()


def test_texts_are_categories_in_the_order_of_the_design(file):
    with rivalry.read_sweep(file) as sweep:
        assert list(sweep.runs["kind"].cat.categories) == ["cournot", "bertrand"]
        assert list(sweep.points["kind"].cat.categories) == ["cournot", "bertrand"]


def test_points_agree_with_runs(file):
    with rivalry.read_sweep(file) as sweep:
        of_point = sweep.points.loc[sweep.runs["point"]]
        assert (sweep.runs["dose"].to_numpy() == of_point["dose"].to_numpy()).all()
        assert (sweep.runs["kind"].to_numpy() == of_point["kind"].to_numpy()).all()
        assert list(sweep.points["replicates"]) == [10] * 6


def test_factors_and_outcomes_have_units(file):
    with rivalry.read_sweep(file) as sweep:
        assert list(sweep.factors) == ["dose", "kind"]
        assert list(sweep.outcomes) == ["profit_mean", "hhi"]
        assert sweep.factors["dose"].words == "dose, 1/period"
        assert sweep.outcomes["profit_mean"].units == "money/period"
        assert sweep.outcomes["hhi"].words == "hhi"


def test_series_carry_the_factors_of_their_runs(file):
    with rivalry.read_sweep(file) as sweep:
        series = sweep.series
        assert series["firms"].dims == ("run", "period")
        assert (series["dose"].values == sweep.runs["dose"].to_numpy()).all()
        by_kind = series["firms"].groupby("kind").mean("run")
    assert set(by_kind["kind"].values) == {"cournot", "bertrand"}


def test_series_that_were_not_kept_say_how_to_keep_them(tmp_path):
    with (
        rivalry.read_sweep(write_sweep(tmp_path / "bare.h5", dose(series=()))) as sweep,
        pytest.raises(rivalry.ResultError, match=r"no group /series .*\[keep\]"),
    ):
        _ = sweep.series


def test_tables_stay_after_the_file_is_closed(file):
    with rivalry.read_sweep(file) as sweep:
        runs = sweep.runs
    with h5py.File(file, "a") as handle:
        handle.attrs["plan"] = "other"
    assert runs["profit_mean"].notna().all()


def test_what_the_sweep_says_of_itself(file):
    with rivalry.read_sweep(file) as sweep:
        assert sweep.name == "toy"
        assert sweep.design == "factorial"
        assert sweep.file["sweep"]["replicates"] == 10
        assert sweep.scenario["scenario"]["periods"] == 12
        assert sweep.common_random_numbers
        assert "60 runs" in repr(sweep)


def test_an_ensemble_has_no_factors_and_its_scenarios_question(tmp_path):
    toy = dose(points={}, question="", outcomes={"profit_mean": lambda f, r, z: z})
    with rivalry.read_sweep(write_sweep(tmp_path / "ensemble.h5", toy)) as sweep:
        assert sweep.factors == {}
        assert sweep.design == "ensemble"
        assert sweep.question == "What does the toy do?"
        assert len(sweep.runs) == 10


def test_an_incomplete_sweep_warns_and_says_how_to_complete_it(tmp_path):
    file = write_sweep(tmp_path / "part.h5", dose(left_out=tuple(range(40, 60))))
    with pytest.warns(rivalry.IncompleteSweepWarning, match="only 40 of 60 runs .*merge again"):
        sweep = rivalry.read_sweep(file)
    assert not sweep.complete
    assert len(sweep.runs) == 40
    sweep.close()


def test_failed_runs_warn_and_have_no_outcomes(tmp_path):
    file = write_sweep(tmp_path / "failed.h5", dose(lost=(3, 17)))
    with pytest.warns(rivalry.IncompleteSweepWarning, match="2 of them failed"):
        sweep = rivalry.read_sweep(file)
    assert list(sweep.runs.index[sweep.runs["failed"]]) == [3, 17]
    assert sweep.runs["profit_mean"].isna().sum() == 2
    sweep.close()


def test_a_whole_sweep_does_not_warn(file):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rivalry.read_sweep(file).close()


def test_results_and_sweeps_are_told_apart(file, written):
    with pytest.raises(rivalry.ResultError, match=r"is a merged sweep, not a Rivalry result \(.*rivalry\.read_sweep"):
        rivalry.open_result(file)
    with pytest.raises(rivalry.ResultError, match=r"is a Rivalry result, not a merged sweep \(.*rivalry\.open_result"):
        rivalry.read_sweep(written(Toy(firms=5, periods=4, shocks=())))


def test_the_directory_of_a_sweep_asks_for_a_merge(tmp_path):
    (tmp_path / "x.sweep").mkdir()
    (tmp_path / "x.sweep" / "plan").write_text("0123\n")
    with pytest.raises(rivalry.ResultError, match=r"directory of a sweep \(merge it: rivalry sweep merge .*x\.sweep"):
        rivalry.read_sweep(tmp_path / "x.sweep")


def test_absent_cut_and_foreign_files_are_refused(file, tmp_path):
    with pytest.raises(rivalry.ResultError, match=r"no such file \(check the name; `rivalry sweep merge` writes one"):
        rivalry.read_sweep(tmp_path / "absent.h5")
    (tmp_path / "cut.h5").write_bytes(file.read_bytes()[:5000])
    with pytest.raises(rivalry.DamagedResultError, match=r"damaged .*merge the sweep again"):
        rivalry.read_sweep(tmp_path / "cut.h5")
    other = Path(shutil.copy(file, tmp_path / "other.h5"))
    with h5py.File(other, "a") as handle:
        handle.attrs["format"] = "elephants"
    with pytest.raises(rivalry.ResultError, match="not a merged sweep: has format 'elephants'"):
        rivalry.read_sweep(other)


def test_filtered_runs_remember_their_factors(file):
    with rivalry.read_sweep(file) as sweep:
        part = sweep.runs.query("dose > 0")
    assert part.attrs["factors"] == ["dose", "kind"]
    assert isinstance(part, pd.DataFrame)
