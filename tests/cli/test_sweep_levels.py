"""Levels of factors from the sweep file to the merged table: every key has its column, every level its label."""

import csv
import os
import re
import shutil
import subprocess

import h5py
import numpy as np
import pytest
from conftest import BINARY
from sweeps import SWEEP, merged_digest, write_sweep

LEVELS = """\
[sweep]
scenario = "tiny.toml"
replicates = 3
[[factor]]
keys = ["market.firms", "demand.price_sensitivity"]
values = [[5, 1.5], [5, 4], [8, 1.5], [8, 4]]
[[factor]]
key = "capabilities.sensing"
name = "sensing"
values = [0.5, {treatment = [0, 1]}]
labels = ["a b", "a_b"]
"""
TIED = "firms_and_price_sensitivity"
COLUMNS = [
    TIED,
    f"{TIED}_level",
    "market_firms",
    "demand_price_sensitivity",
    "sensing",
    "sensing_level",
    "capabilities_sensing",
]


@pytest.fixture
def program(rivalry):
    write_sweep(rivalry, LEVELS)
    return rivalry


def labels(variable):
    """Those of the text array, else the words of flag_meanings."""
    if "flag_labels" in variable.attrs:
        return [label.decode() if isinstance(label, bytes) else label for label in variable.attrs["flag_labels"]]
    return variable.attrs["flag_meanings"].decode().split()


def test_every_key_and_every_level_is_in_the_merged_file(program):
    assert program("sweep", "run", "pressure.toml").returncode == 0
    merged_digest(program, "pressure.sweep", "--csv", "t.csv")
    with h5py.File(program.folder / "pressure.h5") as file, open(program.folder / "t.csv", newline="") as text:
        rows = list(csv.DictReader(text))
        for group in ("points", "runs"):
            table = file[group]
            level = table[f"{TIED}_level"][...]
            np.testing.assert_array_equal(table[TIED], level)
            np.testing.assert_array_equal(table["market_firms"], np.array([5.0, 5, 8, 8])[level])
            np.testing.assert_array_equal(table["demand_price_sensitivity"], np.array([1.5, 4, 1.5, 4])[level])
            assert labels(table[TIED]) == ["5 / 1.5", "5 / 4", "8 / 1.5", "8 / 4"]
            assert labels(table["sensing"]) == ["a b", "a_b"]
            assert labels(table["capabilities_sensing"]) == ["0.5", "treatment [0, 1]"]
            for name in COLUMNS[1:4]:
                assert table[name].attrs["part_of"].decode() == TIED
        assert len(set(file["points"][TIED][...].tolist())) == 4
        assert [name for name in rows[0] if name in COLUMNS] == COLUMNS
        for number, row in enumerate(rows):
            runs = file["runs"]
            assert row[TIED] == labels(runs[TIED])[runs[TIED][number]]
            assert row["sensing"] == labels(runs["sensing"])[runs["sensing"][number]]
            assert float(row["demand_price_sensitivity"]) == runs["demand_price_sensitivity"][number]
            assert int(row["sensing_level"]) == runs["sensing_level"][number]


def test_failures_name_the_level_and_what_it_sets(program):
    program.write(
        "pressure.toml",
        LEVELS.replace('"market.firms", "demand.price_sensitivity"', '"market.segments", "entry.rate"').replace(
            "[[5, 1.5], [5, 4], [8, 1.5], [8, 4]]", "[[2, 0.1], [3, 0.2]]"
        ),
    )
    program.write("tiny.toml", "[market]\nfirms = 10\nsegments = 2\n[demand]\nprice_sensitivity = [2, 3]\n")
    refused = program("sweep", "run", "pressure.toml")
    assert refused.returncode == 2
    assert 'segments_and_rate = "3 / 0.2" (level 1: market.segments = 3, entry.rate = 0.2)' in refused.stderr


def test_levels_that_are_equal_are_one(program):
    program.write("pressure.toml", SWEEP.replace("range = [0.2, 0.8]\nsteps = 3", "values = [1, 1.0]"))
    refused = program("sweep", "plan", "pressure.toml")
    assert refused.returncode == 2
    assert "factor.values = 1.0: is there twice" in refused.stderr


def sized(text):
    """The bytes that `577 MB` stands for."""
    number, unit = text.split()
    return float(number) * {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}[unit]


@pytest.mark.parametrize(
    ("keep", "kept"),
    [('"all"', 24), ('{points = "all", replicates = [0]}', 8), ("{points = [3], replicates = [0, 2]}", 2)],
)
def test_the_plan_counts_the_results_that_are_kept_whole(program, keep, kept):
    program.write("pressure.toml", LEVELS + f"[set]\n'scenario.periods' = 60\n[keep]\npanels = {keep}\n")
    planned = program("sweep", "plan", "pressure.toml").stdout
    found = re.search(r"([\d.]+ \w+) of (\d+) whole results in panels/, within a factor of two", planned)
    assert int(found[2]) == kept
    assert program("sweep", "run", "pressure.sweep").returncode == 0
    panels = list((program.folder / "pressure.sweep/panels").glob("run-*.h5"))
    assert len(panels) == kept
    assert 1 / 2 < sized(found[1]) / sum(panel.stat().st_size for panel in panels) < 2


def test_other_words_for_panels_get_the_nearest(program):
    program.write("pressure.toml", LEVELS + '[keep]\npanels = "al"\n')
    assert 'did you mean "all"?' in program("sweep", "plan", "pressure.toml").stderr


def test_shards_of_another_sweep_are_told_wherever_rows_are_read(program):
    assert program("sweep", "run", "pressure.toml").returncode == 0
    digest = merged_digest(program, "pressure.sweep")
    program.write("other.toml", SWEEP.replace("replicates = 40", "replicates = 2"))
    assert program("sweep", "run", "other.toml").returncode == 0
    shard = next((program.folder / "other.sweep/shards").iterdir())
    shutil.copy(shard, program.folder / "pressure.sweep/shards/mine-0001.rows")
    told = "mine-0001.rows: 12 rows of another sweep (plan "
    assert told in program("sweep", "status", "pressure.sweep").stdout
    assert told in program("sweep", "verify", "pressure.sweep").stdout
    assert told in program("sweep", "run", "pressure.sweep").stderr
    merged = program("sweep", "merge", "pressure.sweep", "-o", "again.h5")
    assert told in merged.stderr
    assert "put shards into the directory of the sweep that they belong to" in merged.stderr
    assert program("digest", "again.h5").stdout.split()[0] == digest


def test_a_pipe_among_the_files_of_a_sweep_does_not_hang_it(program):
    assert program("sweep", "run", "pressure.toml").returncode == 0
    os.mkfifo(program.folder / "pressure.sweep/shards/pipe-0001.rows")
    os.mkfifo(program.folder / "pressure.sweep/workers/pipe")
    for command in ("status", "verify", "run"):
        done = subprocess.run(
            [BINARY, "sweep", command, "pressure.sweep"],
            cwd=program.folder,
            env=program.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == (3 if command == "verify" else 0), done.stderr
    assert (
        "pipe-0001.rows at byte 0: a folder, pipe or device and no file"
        in program("sweep", "status", "pressure.sweep").stdout
    )
    plan = next((program.folder / "pressure.sweep/plans").iterdir()) / "plan.json"
    plan.unlink()
    os.mkfifo(plan)
    refused = program("sweep", "status", "pressure.sweep")
    assert refused.returncode == 2
    assert "plan.json: cannot be read: it is no file" in refused.stderr


def test_wrong_kinds_in_plan_json_are_refused_in_words(program):
    assert program("sweep", "plan", "pressure.toml").returncode == 0
    plan = next((program.folder / "pressure.sweep/plans").iterdir()) / "plan.json"
    plan.write_text(re.sub(r'"block": \d+', '"block": "many"', plan.read_text()))
    refused = program("sweep", "status", "pressure.sweep")
    assert refused.returncode == 3
    assert '"block" is no integer from 1' in refused.stderr
    assert "plan the sweep again: rivalry sweep plan FILE" in refused.stderr
    assert "internal error" not in refused.stderr
