"""The command `rivalry-export`: the same numbers in other formats."""

from __future__ import annotations

import functools
import shutil
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest
from pyarrow import parquet

import rivalry
from rivalry import writers
from rivalry.export import main
from rivalry.labelled import LabelledTable
from rivalry.writers import FormatError, short_names, write
from synthetic import Toy
from synthetic_sweep import ToySweep, crossed, write_sweep

LONG = "dynamic_capabilities_reconfiguring_of_incumbents"
TOY = ToySweep(
    crossed(dose=[0.1, 1 / 3, 1.0], kind=["cournot", "bertrand"]) | {LONG: [1.0, 2.0] * 3},
    {"profit_mean": lambda f, r, z: z / 3, "hhi": lambda f, r, z: f["dose"] + r},
    replicates=4,
    units={"profit_mean": "money/period"},
    series=("firms", "sales"),
)
RUN = Toy(firms=8, periods=10, shocks=(4,), arms=2)


@pytest.fixture
def sweep_file(tmp_path) -> Path:
    return write_sweep(tmp_path / "toy.h5", TOY)


@pytest.fixture
def run_file(written, tmp_path) -> Path:
    return Path(shutil.copy(written(RUN), tmp_path / "run.h5"))


def runs_of(file: Path) -> pd.DataFrame:
    with rivalry.read_sweep(file) as sweep:
        return sweep.runs.reset_index()


READERS = {
    "csv": functools.partial(pd.read_csv, float_precision="round_trip"),  # pandas 2 reads to 15 digits else
    "parquet": pd.read_parquet,
    "dta": pd.read_stata,
    "xlsx": pd.read_excel,
}


def same(back: pd.Series, there: np.ndarray, suffix: str) -> bool:
    """Whether the numbers are the same, in the precision that they had; Excel keeps 15 digits."""
    back, there = back.to_numpy(dtype=np.float64), np.asarray(there)
    if suffix == "xlsx":
        return bool(np.allclose(back, there.astype(float), rtol=1e-15, atol=0))
    if there.dtype.kind == "f":
        back = back.astype(there.dtype)
    return bool((back == there).all())


@pytest.mark.parametrize("suffix", READERS)
def test_the_table_of_runs_reads_back_to_the_same_numbers(sweep_file, suffix):
    output = sweep_file.with_suffix(f".{suffix}")
    assert main([str(sweep_file), "-o", str(output)]) == 0
    runs, back = runs_of(sweep_file), READERS[suffix](output)
    back.columns = runs.columns  # Stata's are shorter, in the same order
    assert len(back) == 24
    for name in runs:
        if name == "kind":
            assert back[name].astype(str).tolist() == runs[name].astype(str).tolist()
        else:
            assert same(back[name], runs[name].to_numpy(dtype=float), suffix), name


@pytest.mark.parametrize("suffix", READERS)
def test_missing_outcomes_stay_missing(tmp_path, suffix):
    toy = ToySweep(TOY.points, TOY.outcomes, replicates=4, lost=(5,))
    file, output = write_sweep(tmp_path / "lost.h5", toy), tmp_path / f"lost.{suffix}"
    assert main([str(file), "-o", str(output)]) == 0
    assert READERS[suffix](output)["profit_mean"].isna().to_numpy().nonzero()[0].tolist() == [5]


def test_texts_stay_categories_with_their_order(sweep_file):
    for suffix in ("parquet", "dta"):
        output = sweep_file.with_suffix(f".{suffix}")
        assert main([str(sweep_file), "-o", str(output)]) == 0
        assert list(READERS[suffix](output)["kind"].cat.categories) == ["cournot", "bertrand"]


def test_stata_gets_short_names_and_labels(sweep_file):
    output = sweep_file.with_suffix(".dta")
    assert main([str(sweep_file), "-o", str(output)]) == 0
    with pd.io.stata.StataReader(output) as reader:
        labels, title = reader.variable_labels(), reader.data_label
    assert max(map(len, labels)) == 32
    (short,) = [name for name in labels if name.startswith("dynamic")]
    assert LONG[:30] in labels[short]
    assert labels["profit_mean"] == "profit mean, money/period"
    assert title.startswith("toy: Does a dose")


def test_parquet_keeps_words_and_units(sweep_file):
    output = sweep_file.with_suffix(".parquet")
    assert main([str(sweep_file), "-o", str(output)]) == 0
    schema = parquet.read_schema(output)
    assert schema.field("profit_mean").metadata == {b"long_name": b"profit mean", b"units": b"money/period"}
    assert schema.metadata[b"title"].startswith(b"toy: Does a dose")


def test_short_names_differ_and_are_names():
    names = ["a" * 40, "a" * 41, "a" * 42, "9 lives", "price.rule", "x"]
    short = short_names(names)
    assert len(set(short.values())) == len(names)
    assert all(len(name) <= 32 and name.isidentifier() for name in short.values())
    assert short["x"] == "x"
    assert short["price.rule"] == "price_rule"


@pytest.mark.parametrize("option", [["--series"], ["--table", "series"]])
def test_series_are_a_row_a_run_and_period(sweep_file, tmp_path, option):
    output = tmp_path / "series.parquet"
    assert main([str(sweep_file), *option, "-o", str(output)]) == 0
    table = pd.read_parquet(output)
    assert list(table.columns) == ["run", "point", "replicate", "dose", "kind", LONG, "period", "firms", "sales"]
    with rivalry.read_sweep(sweep_file) as sweep:
        recorded = sweep.series["firms"]
        assert len(table) == recorded.size
        row = table.iloc[12 * 7 + 5]
        assert row["firms"] == float(recorded.sel(run=7, period=6))
        assert row["dose"] == sweep.runs.loc[7, "dose"]


def test_series_end_where_the_run_ended(sweep_file):
    with h5py.File(sweep_file, "a") as handle:
        for name in ("firms", "sales"):
            handle[f"series/{name}"][3, 8:] = np.nan
    output = sweep_file.with_suffix(".csv")
    assert main([str(sweep_file), "--series", "-o", str(output)]) == 0
    periods = pd.read_csv(output).groupby("run")["period"].max()
    assert periods[3] == 8
    assert periods.drop(3).eq(12).all()


def test_points_are_a_row_a_point(sweep_file):
    output = sweep_file.with_suffix(".csv")
    assert main([str(sweep_file), "--table", "points", "-o", str(output)]) == 0
    table = pd.read_csv(output)
    assert list(table.columns) == ["point", "dose", "kind", LONG, "replicates"]
    assert len(table) == 6


@pytest.mark.parametrize("suffix", READERS)
def test_the_market_of_a_run_reads_back(run_file, suffix):
    output = run_file.with_suffix(f".{suffix}")
    assert main([str(run_file), "-o", str(output)]) == 0
    table = READERS[suffix](output)
    with rivalry.open_result(run_file) as result:
        assert same(table["hhi"], result.market["hhi"].values, suffix)
        delivered = result.market["projects_adopted"].sel(path="delivery").values.tolist()
    assert table["projects_adopted_delivery"].tolist() == delivered
    assert table["period"].tolist() == list(range(1, 11))


@pytest.mark.parametrize("suffix", READERS)
def test_the_firms_of_a_run_read_back_with_all_bits_of_their_models(run_file, suffix):
    word = 2**62 + 1
    with h5py.File(run_file, "a") as file:
        file["firms/model"][:] = word
    output = run_file.with_suffix(f".{suffix}")
    assert main([str(run_file), "--table", "firms", "-o", str(output)]) == 0
    table = READERS[suffix](output)
    with rivalry.open_result(run_file) as result:
        panel = result.panel()
    assert len(table) == len(panel)
    assert same(table["profit"], panel["profit"].to_numpy(), suffix)
    assert table["firm"].tolist() == panel["firm"].tolist()
    assert {int(model) for model in table["model"]} == {word}


def test_events_are_in_words(run_file):
    output = run_file.with_suffix(".csv")
    assert main([str(run_file), "--table", "events", "-o", str(output)]) == 0
    assert "shock" in set(pd.read_csv(output)["kind"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "x.sav"], "x.sav: the suffix must be one of .csv, .parquet, .dta, .xlsx"),
        (["-o", "x.csv", "--table", "firms"], "is a merged sweep, which has runs, points or series"),
    ],
)
def test_what_cannot_be_exported_exits_with_2(sweep_file, capsys, monkeypatch, arguments, message):
    monkeypatch.chdir(sweep_file.parent)
    assert main([str(sweep_file), *arguments]) == 2
    assert message in capsys.readouterr().err
    assert [path.name for path in sweep_file.parent.iterdir()] == ["toy.h5"]


def test_tables_of_sweeps_are_not_those_of_runs(run_file, capsys):
    assert main([str(run_file), "--series", "-o", str(run_file.with_suffix(".csv"))]) == 2
    assert "is a Rivalry result, which has market, firms or events" in capsys.readouterr().err


def test_series_that_were_not_kept_exit_with_2(tmp_path, capsys):
    file = write_sweep(tmp_path / "bare.h5", ToySweep(TOY.points, TOY.outcomes, replicates=2))
    assert main([str(file), "--series", "-o", str(tmp_path / "bare.csv")]) == 2
    assert "has no group /series" in capsys.readouterr().err


def test_a_file_that_exists_stays_without_force(sweep_file, capsys):
    output = sweep_file.with_suffix(".csv")
    output.write_text("precious")
    assert main([str(sweep_file), "-o", str(output)]) == 2
    assert "exists (--force overwrites it)" in capsys.readouterr().err
    assert output.read_text() == "precious"
    assert main([str(sweep_file), "-o", str(output), "--force"]) == 0
    assert output.read_text() != "precious"


def test_a_folder_that_is_not_there_exits_with_3(sweep_file, capsys):
    assert main([str(sweep_file), "-o", str(sweep_file.parent / "absent" / "x.csv")]) == 3
    assert "absent/x.csv: No such file" in capsys.readouterr().err


def test_absent_files_and_packages_exit_with_2(sweep_file, capsys, monkeypatch):
    assert main([str(sweep_file.parent / "absent.h5"), "-o", "x.csv"]) == 2
    assert "`rivalry run` or `rivalry sweep merge` writes one" in capsys.readouterr().err
    monkeypatch.setattr(writers.importlib.util, "find_spec", lambda _name: None)
    assert main([str(sweep_file), "-o", str(sweep_file.with_suffix(".parquet"))]) == 2
    assert "needs the package pyarrow: pip install 'rivalry[export]', or write CSV" in capsys.readouterr().err
    assert [path.name for path in sweep_file.parent.iterdir()] == ["toy.h5"]


def test_an_incomplete_sweep_is_exported_and_reported(tmp_path, capsys):
    file = write_sweep(tmp_path / "part.h5", ToySweep(TOY.points, TOY.outcomes, replicates=2, left_out=(11,)))
    assert main([str(file), "-o", str(tmp_path / "part.csv")]) == 0
    assert "only 11 of 12 runs were merged" in capsys.readouterr().err
    assert len(pd.read_csv(tmp_path / "part.csv")) == 11


def test_formats_say_what_they_cannot_hold(tmp_path):
    infinite = LabelledTable(pd.DataFrame({"x": [1.0, np.inf]}))
    with pytest.raises(FormatError, match="x has infinite values, or larger ones than Stata has"):
        write(infinite, tmp_path / "x.dta")
    with pytest.raises(FormatError, match="or larger ones than Stata has"):
        write(LabelledTable(pd.DataFrame({"x": [1.0, 1e308]})), tmp_path / "x.dta")
    with pytest.raises(FormatError, match="a text of 32,768 characters; Excel has room for 32,767"):
        write(LabelledTable(pd.DataFrame({"x": ["a" * 2**15]})), tmp_path / "x.xlsx")
    with pytest.raises(FormatError, match="Excel has room for 1,048,575"):
        write(LabelledTable(pd.DataFrame({"x": np.zeros(2**20)})), tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []
