"""Coded columns, and text that others chose, in every format that is exported."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import openpyxl
import pandas as pd
import pytest
from pyarrow import parquet

import rivalry
from rivalry.export import main
from rivalry.flags import code_labels
from rivalry.labelled import LabelledTable
from rivalry.shown import shorten
from rivalry.writers import short_names, write
from synthetic import Toy
from synthetic_sweep import ToySweep, crossed, write_sweep

NAMES = ["=1+1", "+2", "-3", "@SUM(A1)", "\t=4", "a b", "a_b", "竞争", "#N/A", "1", 'a,"b"', "x\x1b[2J"]
SWEEP = ToySweep(
    crossed(dose=[0.1, 1.0], kind=NAMES), {"hhi": lambda f, r, z: f["dose"] + r}, replicates=2, series=("firms",)
)
TABLES = [("run", "firms"), ("run", "events"), ("sweep", "runs"), ("sweep", "points"), ("sweep", "series")]
FORMATS = ("csv", "parquet", "dta", "xlsx")


@pytest.fixture
def files(written, tmp_path) -> dict[str, Path]:
    """A run with populations of odd names, arms, and paths from -1; a sweep with odd levels."""
    run = Path(shutil.copy(written(Toy(firms=24, periods=10, shocks=(4,))), tmp_path / "run.h5"))
    with h5py.File(run, "a") as file:
        population = file["firms/population"]
        population[:] = np.arange(population.size) % len(NAMES)
        label(population, NAMES)
        path = file["events/path"]
        path.attrs["flag_values"] = np.arange(-1, 4, dtype=np.int8)
        path.attrs["flag_meanings"] = "none offer creation delivery capture"
        arm = file["firms"].create_dataset("arm_emphasis_novelty", data=np.arange(population.size, dtype="i2") % 4 - 1)
        arm.dims[0].attach_scale(file["firms/firm"])
        arm.attrs["arm_values"] = [0.25, 1.0, 4.0]
    sweep = write_sweep(tmp_path / "sweep.h5", SWEEP)
    with h5py.File(sweep, "a") as file:
        for group in ("runs", "points"):
            label(file[group]["kind"], NAMES)
    return {"run": run, "sweep": sweep}


def label(column: h5py.Dataset, names: list[str]) -> None:
    column.attrs["flag_values"] = np.arange(len(names), dtype=column.dtype)
    column.attrs["flag_meanings"] = " ".join(f"w{i}" for i in range(len(names)))
    column.attrs["flag_labels"] = names


def exported(files: dict[str, Path], kind: str, table: str, suffix: str) -> Path:
    output = files[kind].with_name(f"{table}.{suffix}")
    assert main([str(files[kind]), "--table", table, "-o", str(output)]) == 0
    return output


def coded(files: dict[str, Path], kind: str, table: str) -> Iterator[tuple[str, dict[int, str], list[int]]]:
    """Coded columns of a table: name, labels, and the codes that the HDF5 file has row by row."""
    with rivalry.open_result(files["run"]) as run, rivalry.read_sweep(files["sweep"]) as sweep:
        data = (run if kind == "run" else sweep).dataset("runs" if table == "series" else table)
        rows = {
            "firms": lambda values: values[np.searchsorted(data["firm"].values, run.panel(["price"])["firm"])],
            "series": lambda values: np.repeat(values, sweep.series.sizes["period"]),
        }.get(table, lambda values: values)
        for name, variable in data.data_vars.items():
            if labels := code_labels(variable):
                yield str(name), labels, rows(variable.values).tolist()


ARMS = "arm_emphasis_novelty"


def texts(path: Path, suffix: str) -> pd.DataFrame:
    readers = {"csv": pd.read_csv, "xlsx": pd.read_excel}
    if suffix == "parquet":
        return pd.read_parquet(path)
    return readers[suffix](path, keep_default_na=False, na_values=[], dtype=str)


@pytest.mark.parametrize(("kind", "table"), TABLES)
@pytest.mark.parametrize("suffix", FORMATS)
def test_codes_are_those_of_the_hdf5_file_in_every_format(files, kind, table, suffix):
    path = exported(files, kind, table, suffix)
    columns = list(coded(files, kind, table))
    assert {name for name, _, _ in columns} == {
        "firms": {"population", ARMS},
        "events": {"kind", "path", "mode"},
    }.get(table, {"kind"})
    if suffix == "dta":
        with pd.io.stata.StataReader(path, convert_categoricals=False) as reader:
            back, labels_back = reader.read(), reader.value_labels()
    else:
        back = texts(path, suffix)
    for name, labels, codes in columns:
        if suffix == "dta":
            assert back[name].tolist() == codes, name
            assert labels_back[name] == labels, name
            continue
        if suffix == "parquet":
            stored = json.loads(parquet.read_schema(path).field(name).metadata[b"codes"])
            assert stored == {text: code for code, text in labels.items()}
        there = back[name].astype(str).tolist()
        if name == ARMS:
            assert there == [str(code) for code in codes]
        else:
            in_cell = {
                code: text.replace("\x1b", "\\x1B") if suffix == "xlsx" else text for code, text in labels.items()
            }
            assert there == [in_cell[code] for code in codes], name


def test_arms_and_paths_have_value_labels_in_stata(files):
    with pd.io.stata.StataReader(exported(files, "run", "firms", "dta")) as reader:
        assert reader.value_labels()[ARMS] == {-1: "untreated", 0: "0.25", 1: "1", 2: "4"}
    with pd.io.stata.StataReader(exported(files, "run", "events", "dta")) as reader:
        assert reader.value_labels()["path"] == {-1: "none", 0: "offer", 1: "creation", 2: "delivery", 3: "capture"}


def test_no_text_becomes_a_formula_in_excel(files):
    sheet = openpyxl.load_workbook(exported(files, "sweep", "points", "xlsx")).active
    column = [cell.value for cell in sheet[1]].index("kind")
    cells = {row[column].value: row[column] for row in sheet.iter_rows(min_row=2)}
    assert set(cells) == {name.replace("\x1b", "\\x1B") for name in NAMES}
    for text, cell in cells.items():
        assert cell.data_type == "s", text
        assert cell.hyperlink is None
        assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t")), text


def test_column_names_are_no_formulas_either(tmp_path):
    write(LabelledTable(pd.DataFrame({"=cmd|' /C calc'!A0": [1.0], "b": [np.inf]})), tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert [(cell.value, cell.data_type) for cell in sheet[1]] == [("=cmd|' /C calc'!A0", "s"), ("b", "s")]
    assert sheet["B2"].value == "inf"


def test_csv_stays_data(files):
    back = texts(exported(files, "sweep", "points", "csv"), "csv")
    with rivalry.read_sweep(files["sweep"]) as sweep:
        assert back["kind"].tolist() == sweep.points["kind"].astype(str).tolist()


LONG = "the share of projects under way that a firm of the population of incumbents has given up"


def test_labels_of_stata_lose_words_and_no_letters(tmp_path):
    name = "dynamic_capabilities_reconfiguring_of_incumbents"
    table = LabelledTable(pd.DataFrame({"a": [1.0], name: [1.0], "c": [1.0]}), {"a": LONG, name: LONG, "c": "c" * 90})
    table.units.update({"a": "money/period"})
    write(table, tmp_path / "x.dta")
    with pd.io.stata.StataReader(tmp_path / "x.dta") as reader:
        labels = reader.variable_labels()
    assert labels["a"] == "the share of projects under way that a firm of the population of…, money/period"
    short = short_names([name])[name]
    assert labels[short] == "the share of projects under…" + f" ({name})"
    assert labels["c"] == "c" * 79 + "…"
    assert all(len(label) <= 80 for label in labels.values())


def test_a_title_loses_words_and_no_letters(tmp_path):
    write(LabelledTable(pd.DataFrame({"a": [1.0]}), title=LONG), tmp_path / "x.dta")
    with pd.io.stata.StataReader(tmp_path / "x.dta") as reader:
        assert reader.data_label == "the share of projects under way that a firm of the population of incumbents has…"


def test_shortening_keeps_within_the_room():
    assert shorten("a b", 3) == "a b"
    assert shorten("one two, three", 9) == "one two…"
    assert shorten("abcdef", 4) == "abc…"
    for most in range(1, 30):
        assert len(shorten("some words and a few more words", most)) <= most


def test_value_labels_that_are_too_long_for_stata_stand_beside_the_codes(tmp_path):
    names = [f"{i} " + "é" * 2100 for i in range(9)]
    column = pd.Series(pd.Categorical.from_codes([2, 0, 8], names))
    table = LabelledTable(
        pd.DataFrame({"x": column, "x_label": [1, 2, 3]}), codes={"x": dict(zip(names, range(9), strict=True))}
    )
    write(table, tmp_path / "x.dta")
    with pd.io.stata.StataReader(tmp_path / "x.dta", convert_categoricals=False) as reader:
        back, labels = reader.read(), reader.value_labels()
    assert labels == {}
    assert back["x"].tolist() == [2, 0, 8]
    assert back["x_label"].tolist() == [1, 2, 3]
    assert back["x_label_2"].tolist() == [names[2], names[0], names[8]]


@pytest.mark.parametrize("name", ["if", "in", "int", "str8", "_all", "double", "9x", ""])
def test_words_of_stata_are_no_names_of_variables(tmp_path, name):
    write(LabelledTable(pd.DataFrame({name: [1.0], "y": [2.0]})), tmp_path / "x.dta")  # pandas would warn
    assert pd.read_stata(tmp_path / "x.dta").columns.tolist() == [f"_{name}" if name else "_", "y"]
