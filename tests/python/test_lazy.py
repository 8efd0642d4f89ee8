"""Groups read by the package's own engine, against xarray's."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr

import rivalry
from conftest import run_shipped
from rivalry.lazy import LazyGroup
from synthetic import GROUPS, Toy, coordinate, put, write_result
from synthetic_sweep import ToySweep, crossed, write_sweep

SMALL = Toy(firms=12, periods=20, shocks=(5,))
NOT_STORED = {"bzip2", "blosc", "szip", "zstd"}  # filters that no file of ours has; xarray says so in every encoding
SINCE_2025 = {"contiguous", "zlib", "complevel", "preferred_chunks"}  # xarray 2024.10 has other words for them
OF_2024 = {"compression", "compression_opts"}


@pytest.fixture(scope="module")
def full_file(program, tmp_path_factory) -> Path:
    """A result with all variables that a mechanism may add, and text as coordinate and attribute."""
    everything = ("scenario.periods=20", "recording.every=1", 'recording.variables=["all"]')
    return run_shipped(program, "appliance-maker", tmp_path_factory.mktemp("full"), *everything)


def groups_of(path: Path) -> list[str]:
    with h5py.File(path) as file:
        return list(file)


def assert_same_as_xarray(path: Path, group: str) -> None:
    with (
        xr.open_dataset(path, group=group, engine=LazyGroup, decode_times=False) as ours,
        xr.open_dataset(path, group=group, engine="h5netcdf", decode_times=False) as theirs,
    ):
        xr.testing.assert_identical(ours, theirs)
        assert list(ours.data_vars) == list(theirs.data_vars)
        assert list(ours.coords) == list(theirs.coords)
        assert ours.encoding == theirs.encoding
        for name, variable in ours.variables.items():
            expected = theirs.variables[name]
            assert variable.dtype == expected.dtype, name
            for attribute, value in variable.attrs.items():
                assert type(value) is type(expected.attrs[attribute]), (name, attribute)
            assert variable.encoding.keys() - expected.encoding.keys() <= SINCE_2025, name
            assert expected.encoding.keys() - variable.encoding.keys() <= NOT_STORED | OF_2024, name
            for key in variable.encoding.keys() & expected.encoding.keys():
                np.testing.assert_equal(variable.encoding[key], expected.encoding[key], f"{name}: {key}")


def test_a_result_of_the_program_is_the_same_as_read_by_xarray(full_file):
    assert set(groups_of(full_file)) == set(GROUPS)
    for group in groups_of(full_file):
        assert_same_as_xarray(full_file, group)


@pytest.mark.parametrize("group", GROUPS)
def test_a_toy_is_the_same_as_read_by_xarray(written, group):
    assert_same_as_xarray(written(SMALL), group)


def test_a_sweep_is_the_same_as_read_by_xarray(tmp_path):
    toy = ToySweep(
        crossed(intensity=[0.0, 0.5], entry=["barred", "open"]), {"hhi": lambda f, r, own: own}, series=("hhi",)
    )
    path = write_sweep(tmp_path / "sweep.h5", toy)
    assert groups_of(path)
    for group in groups_of(path):
        assert_same_as_xarray(path, group)


@pytest.fixture
def uneven(tmp_path: Path) -> Path:
    """Variables of a growing dimension that differ in length, and attributes of all sorts."""
    path = tmp_path / "uneven.h5"
    with h5py.File(path, "w") as file:
        group = file.create_group("g")
        coordinate(group, "path", ["offer", "creation"], "1", "path")
        event = group.create_dataset("event", shape=(3,), maxshape=(None,), dtype=">f4")
        event.make_scale("This is a netCDF dimension but not a netCDF variable.         3")
        for name, length in (("short", 2), ("long", 5)):
            item = group.create_dataset(
                name, data=np.arange(1, length + 1), maxshape=(None,), chunks=(4,), fillvalue=-1
            )
            item.dims[0].attach_scale(event)
        put(group, "scalar", np.array(2.5), (), "1", "scalar")
        group.attrs.update(
            fixed=np.bytes_(b"of a fixed size"),
            texts=np.array([b"one", b"two"]),
            one_text=["alone"],
            vector=np.array([1, 2], np.int8),
            one_number=np.array([1.5]),
            empty=h5py.Empty("f8"),
        )
    return path


def test_variables_of_different_length_are_filled_up_as_by_xarray(uneven):
    assert_same_as_xarray(uneven, "g")
    with xr.open_dataset(uneven, group="g", engine=LazyGroup) as data:
        assert data["short"].values.tolist() == [1, 2, -1, -1, -1]
        assert data["short"][1:4].values.tolist() == [2, -1, -1]


@pytest.mark.parametrize(
    "key",
    [
        (3, 2, 1),
        (slice(2, 9, 3), slice(None), slice(1, 3)),
        (slice(None, None, -2), slice(-3, None), -1),
        ([4, 1, 1, 7], slice(None), slice(None)),
        ([4, 1, 1], [0, 3], [2, 0]),
        (np.arange(20) % 3 == 0, slice(None), 0),
        (slice(5, 5), slice(None), slice(None)),
    ],
)
def test_a_part_is_that_part_of_the_whole(written, key):
    path = written(SMALL)
    with h5py.File(path) as file:
        whole = file["firms/capability"][...]
    with rivalry.open_result(path) as result:
        part = result.firms["capability"][key].values
    outer = np.ix_(*key) if all(isinstance(index, list) for index in key) else key
    np.testing.assert_array_equal(part, whole[outer])


def test_points_along_two_dimensions_are_those_of_the_whole(written):
    periods, firms = xr.DataArray([3, 3, 0], dims="point"), xr.DataArray([5, 1, 5], dims="point")
    with rivalry.open_result(written(SMALL)) as result:
        points = result.firms["share"][periods, firms].values
        np.testing.assert_array_equal(points, result.firms["share"].values[[3, 3, 0], [5, 1, 5]])


@pytest.fixture
def numbers_read(monkeypatch) -> dict[str, int]:
    """How many numbers were read, by data set."""
    read: dict[str, int] = {}
    original = h5py.Dataset.__getitem__

    def counted(item: h5py.Dataset, *arguments, **options):
        values = original(item, *arguments, **options)
        read[item.name] = read.get(item.name, 0) + np.size(values)
        return values

    monkeypatch.setattr(h5py.Dataset, "__getitem__", counted)
    return read


def test_a_part_is_all_that_is_read(written, numbers_read):
    with rivalry.open_result(written(SMALL)) as result:
        firms = result.firms
        assert not {"/firms/share", "/firms/profit", "/firms/capability"} & numbers_read.keys()
        firms["share"][2:5, [1, 3]].load()
        assert numbers_read["/firms/share"] == 6
        assert "/firms/profit" not in numbers_read


def test_what_was_read_is_not_read_again(written, numbers_read):
    with rivalry.open_result(written(SMALL)) as result:
        share = result.firms["share"]
        first, once = share.values, numbers_read["/firms/share"]
        np.testing.assert_array_equal(share.values, first)
        assert numbers_read["/firms/share"] == once == share.size


def test_opening_looks_at_a_variable_a_few_times_however_many_there_are(full_file, monkeypatch):
    looked_at = 0
    original = h5py.Dataset.__init__

    def counted(*arguments, **options):
        nonlocal looked_at
        looked_at += 1
        original(*arguments, **options)

    with rivalry.open_result(full_file) as result:
        monkeypatch.setattr(h5py.Dataset, "__init__", counted)
        variables = len(result.firms.variables)
    assert variables > 50
    assert looked_at < 10 * variables  # xarray's engine: more than 60 times


def test_a_dataset_stays_as_long_as_it_was_when_the_file_grows(uneven):
    with xr.open_dataset(uneven, group="g", engine=LazyGroup) as data:
        data.close()  # reading opens the file anew
        with h5py.File(uneven, "a") as file:
            file["g/long"].resize((9,))
            file["g/long"][5:] = 7
        assert data["long"].values.tolist() == [1, 2, 3, 4, 5]
        assert data["short"].values.tolist() == [1, 2, -1, -1, -1]


def test_a_pickled_group_reads_the_file_on_its_own(written, monkeypatch, tmp_path):
    path = Path(shutil.copy(written(SMALL), tmp_path / "pickled.h5"))
    monkeypatch.chdir(tmp_path)
    with rivalry.open_result("pickled.h5") as result:
        content = pickle.dumps(result.firms)
        expected = result.firms["profit"].values
    monkeypatch.chdir("/")
    with pickle.loads(content) as firms:
        np.testing.assert_array_equal(firms["profit"].values, expected)
    with h5py.File(path, "a"):  # nobody holds it open
        pass


def test_a_dimension_without_label_is_reported(tmp_path):
    path = write_result(tmp_path / "toy.h5", SMALL)
    with h5py.File(path, "a") as file:
        file["market"].create_dataset("stray", data=np.zeros((2, 3)))
    with (
        rivalry.open_result(path) as result,
        pytest.raises(
            rivalry.ResultError, match=r"/market cannot be read: dimension 0 of /market/stray is not labelled"
        ),
    ):
        _ = result.market
    with h5py.File(path, "a"):  # and the file is not held open
        pass


def test_a_variable_that_is_damaged_is_reported_and_not_left_out(full_file, tmp_path):
    content = bytearray(full_file.read_bytes())
    with h5py.File(full_file) as file:
        header = h5py.h5o.get_info(file["firms/profit"].id).addr
    content[header + 20] ^= 1
    path = tmp_path / "damaged.h5"
    path.write_bytes(content)
    with rivalry.open_result(path) as result:
        with pytest.raises(rivalry.errors.DamagedResultError, match="/firms cannot be read"):
            _ = result.firms
        assert "hhi" in result.market
