"""Files that are not to be trusted: each becomes an error in words, at once, and without room for what is not there."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

import rivalry
from rivalry.stored import MOST_MEMBERS
from synthetic import Toy
from synthetic_sweep import ToySweep, crossed, write_sweep

RUN = Toy(firms=8, periods=10)
SWEEP = ToySweep(crossed(dose=[0.1, 1.0]), {"hhi": lambda f, r, z: f["dose"] + r}, replicates=2, series=("firms",))


@pytest.fixture
def file(written, tmp_path) -> Path:
    return Path(shutil.copy(written(RUN), tmp_path / "run.h5"))


@pytest.fixture
def sweep_file(tmp_path) -> Path:
    return write_sweep(tmp_path / "sweep.h5", SWEEP)


def use(path: Path) -> None:
    """Reads all that there is."""
    with rivalry.open_result(path) as result:
        for group in result.groups:
            result.dataset(group).load()
        result.panel()
        result.event_table()


def use_sweep(path: Path) -> None:
    with rivalry.read_sweep(path) as sweep:
        _ = sweep.runs, sweep.points, sweep.series, sweep.state, repr(sweep)


def replace(handle: h5py.File, name: str, **content: object) -> None:
    del handle[name]
    handle.create_dataset(name, **content)


def declare(name: str, shape: tuple[int, ...], chunks: tuple[int, ...]) -> Callable[[h5py.File], None]:
    """A data set of that shape of which nothing is stored."""
    return lambda handle: replace(handle, name, shape=shape, dtype="<i4", chunks=chunks)


def declare_none(name: str, rows: int) -> Callable[[h5py.File], None]:
    """A data set with that many rows of no cell, in chunks of 10^5 rows of 8."""

    def change(handle: h5py.File) -> None:
        del handle[name]
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        properties.set_chunk((10**5, 8))
        space = h5py.h5s.create_simple((rows, 0), (h5py.h5s.UNLIMITED,) * 2)
        h5py.h5d.create(handle.id, name.encode(), h5py.h5t.NATIVE_INT8, space, properties)

    return change


def group_in_place_of_period(handle: h5py.File) -> None:
    del handle["market/period"]
    handle.create_group("market/period")


def link_period(link: h5py.ExternalLink | h5py.SoftLink) -> Callable[[h5py.File], None]:
    def change(handle: h5py.File) -> None:
        del handle["market/period"]
        handle["market/period"] = link

    return change


def many_groups(handle: h5py.File) -> None:
    for number in range(MOST_MEMBERS):
        handle.create_group(f"g{number}")


def virtual(handle: h5py.File) -> None:
    layout = h5py.VirtualLayout(shape=(10,), dtype="<f8")
    layout[:] = h5py.VirtualSource("/dev/zero", "x", shape=(10,))
    del handle["market/hhi"]
    handle.create_virtual_dataset("market/hhi", layout)


def attribute(name: str, value: object, owner: str = "/") -> Callable[[h5py.File], None]:
    return lambda handle: handle[owner].attrs.__setitem__(name, value)


def external_values(handle: h5py.File) -> None:
    replace(handle, "market/hhi", shape=(10,), dtype="<f8", external=[("/dev/zero", 0, h5py.h5f.UNLIMITED)])


CASES = {
    "a period too many": (declare("market/period", (10**9,), (10**6,)), "/market/period has 1,000,000,000 values"),
    "2^60 periods": (declare("market/period", (2**60,), (2**20,)), "/market/period has 1,152,921,504,606,846,976"),
    "periods in a plane": (lambda f: replace(f, "market/period", data=np.ones((2, 5), int)), "it has 2 of int64"),
    "one period without a line": (lambda f: replace(f, "market/period", data=3), "it has 0 of int64"),
    "periods that are real": (lambda f: replace(f, "market/period", data=np.ones(10)), "it has 1 of float64"),
    "none of 2^40": (declare_none("market/hhi", 2**40), "/market/hhi declares 1,099,511,627,776 x 0 values"),
    "none of 2^32": (declare_none("market/hhi", 2**32), "/market/hhi"),
    "many dimensions": (declare("market/hhi", (1,) * 20, (1,) * 20), "/market/hhi declares 1 x 1 x"),
    "a group": (group_in_place_of_period, "/market/period is no data set"),
    "another file": (link_period(h5py.ExternalLink("other.h5", "/x")), "is a link to the file other.h5, and links"),
    "a soft link": (link_period(h5py.SoftLink("/firms/period")), "is a link to /firms/period, and links are not"),
    "a large variable": (declare("market/hhi", (10, 2**40), (1, 1)), "/market/hhi declares 10 x 1,099,511,627,776"),
    "many groups": (many_groups, r"/ has 4,101 members, more than the 4,096"),
    "values elsewhere": (virtual, "/market/hhi takes its values from other files"),
    "values outside": (external_values, "/market/hhi takes its values from other files"),
    "references": (lambda f: replace(f, "market/hhi", data=[f.ref], dtype=h5py.ref_dtype), "neither numbers nor texts"),
    "many seeds": (attribute("seed", np.full(64, 0x4141414141414141)), "`seed` is 64 values, and must be one whole"),
    "a seed in words": (attribute("seed", "seven"), "`seed` is 'seven', and must be one whole number"),
    "a question in numbers": (attribute("question", 7), "`question` is 7, and must be one text"),
    "many texts": (attribute("scenario_name", ["a", "b"]), "`scenario_name` is 2 values, and must be one text"),
    "whether it is complete": (attribute("complete", [1, 1]), "`complete` is 2 values"),
    "two fill values": (
        attribute("_FillValue", [1.0, 2.0], "market/hhi"),
        "_FillValue of /market/hhi must be one",
    ),
    "a scale in words": (
        attribute("scale_factor", "x", "market/hhi"),
        "scale_factor of /market/hhi must be one",
    ),
    "a variable of texts": (lambda f: replace_labelled(f, "market/hhi", ["x"] * 10), "hhi holds no numbers"),
    "no label": (lambda f: replace(f, "market/hhi", data=np.ones(10)), "dimension 0 of /market/hhi is not labelled"),
}


def replace_scalar(handle: h5py.File, name: str) -> None:
    del handle[name]
    handle[name] = 0


def replace_labelled(handle: h5py.File, name: str, values: object) -> None:
    replace(handle, name, data=values)
    handle[name].dims[0].attach_scale(handle["market/period"])


@pytest.mark.parametrize("case", CASES)
def test_what_a_file_may_not_hold_is_told(file, case):
    change, problem = CASES[case]
    with h5py.File(file, "a", libver="latest") as handle:
        change(handle)
    with pytest.raises(rivalry.DamagedResultError) as refused:
        use(file)
    assert problem.replace("\\", "") in str(refused.value)
    assert str(refused.value).startswith(f"{file}: ")
    assert refused.value.remedy


def test_what_a_user_added_does_no_harm(file):
    with h5py.File(file, "a") as handle:
        handle["market/note"] = 1.0
        handle["market"].attrs["mine"] = np.arange(5)
        handle["market/hhi"].attrs["reference"] = handle["market"].ref
        handle["mine/table"] = np.zeros((3, 4))
        handle["elsewhere"] = h5py.ExternalLink("/dev/null", "/x")
    with rivalry.open_result(file) as result:
        assert result.market["note"].item() == 1.0
        assert result.market.attrs["mine"].tolist() == list(range(5))
        assert len(result.panel()) > 0


def in_a_process(code: str, *arguments: str, seconds: int = 60) -> subprocess.CompletedProcess[str]:
    """Python with 3 GB of memory, which ends in time."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30)),
    )


@pytest.mark.parametrize("place", ["market", "market/period", "more"])
def test_a_link_to_a_pipe_does_not_hang(file, tmp_path, place):
    os.mkfifo(tmp_path / "pipe")
    with h5py.File(file, "a") as handle:
        if place in handle:
            del handle[place]
        handle[place] = h5py.ExternalLink(str(tmp_path / "pipe"), "/x")
    done = in_a_process("import sys, rivalry; rivalry.open_result(sys.argv[1]).market", str(file))
    if place == "more":
        assert done.returncode == 0, done.stderr
    else:
        assert f"/{place} is a link to the file {tmp_path / 'pipe'}, and links are not followed" in done.stderr


def test_a_pipe_is_no_result(tmp_path):
    os.mkfifo(tmp_path / "pipe.h5")
    with pytest.raises(rivalry.ResultError, match="is no file but a pipe or device"):
        rivalry.open_result(tmp_path / "pipe.h5")


@pytest.mark.parametrize("command", ["plot", "export"])
@pytest.mark.parametrize(("shape", "chunks"), [((2**60,), (2**20,)), ((10**7,), (1,))])
def test_sizes_that_are_only_declared_cost_nothing(file, command, shape, chunks):
    with h5py.File(file, "a", libver="latest") as handle:
        declare("market/period", shape, chunks)(handle)
        handle.attrs["complete"] = 0
    code = f"import sys, rivalry.{command} as c; sys.exit(c.main([sys.argv[1], '-o', sys.argv[2]]))"
    done = in_a_process(code, str(file), str(file.with_suffix(".csv" if command == "export" else ".png")))
    assert done.returncode == 3, done.stderr
    assert done.stderr.count("\n") == 1
    assert f"rivalry-{command}: {file}: " in done.stderr


def test_a_scenario_that_nests_without_end_is_no_scenario(file):
    with h5py.File(file, "a") as handle:
        handle.attrs["scenario"] = "a = " + "[" * 20_000
    with rivalry.open_result(file) as result, pytest.raises(rivalry.ResultError, match="a scenario that is not TOML"):
        _ = result.scenario


@pytest.mark.parametrize(
    "scenario", ["population = 5", "population = [1]", "scenario = 3", "[[population]]\nfirms = 1"]
)
def test_a_scenario_of_another_form_is_drawn_without_it(file, scenario):
    with h5py.File(file, "a") as handle:
        handle.attrs["scenario"] = scenario
    with rivalry.open_result(file) as result:
        assert rivalry.overview(result).axes


@pytest.mark.parametrize(
    "text", ["factor = 3", 'factor = ["a"]', "factor = {}", "sweep = 1", "[[factor]]\nspacing = []"]
)
def test_a_sweep_file_of_another_form_is_drawn_without_it(sweep_file, text):
    with h5py.File(sweep_file, "a", libver="latest") as handle:
        handle.attrs["sweep"] = text
    with rivalry.read_sweep(sweep_file) as sweep:
        assert rivalry.sweep_figure(sweep).axes


SWEEP_CASES = {
    "runs in a plane": (lambda f: replace(f, "runs/run", data=np.ones((2, 2), int)), "group /runs cannot be read"),
    "no replicates": (lambda f: f.__delitem__("points/replicates"), "/points has no replicates for each point"),
    "a factor less": (lambda f: f.__delitem__("runs/dose"), "/runs has no dose for each run"),
    "an outcome for all": (lambda f: replace_scalar(f, "runs/failed"), "/runs has no failed for each run"),
    "failures in words": (attribute("failed_runs", "two"), "`failed_runs` is 'two'"),
    "many plans": (attribute("planned_runs", [4, 4]), "`planned_runs` is 2 values"),
    "runs of no table": (lambda f: f["series/run"].__setitem__(0, 77), "group /series has runs that /runs has not"),
    "many runs": (declare("runs/run", (2**40,), (2**10,)), "group /runs cannot be read"),
}


@pytest.mark.parametrize("case", SWEEP_CASES)
def test_what_a_sweep_may_not_hold_is_told(sweep_file, case):
    change, problem = SWEEP_CASES[case]
    with h5py.File(sweep_file, "a", libver="latest") as handle:
        change(handle)
    with pytest.raises(rivalry.DamagedResultError) as refused:
        use_sweep(sweep_file)
    assert problem in str(refused.value)
