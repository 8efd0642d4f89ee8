"""What tests of killed and damaged results share: a small busy market, and comparison of all of a file's numbers."""

import warnings

import h5py
import numpy as np

import rivalry
from rivalry import growing

BUSY = """\
[scenario]
name = "busy"
periods = 360
[market]
firms = 60
segments = 2
[entry]
rate = 0.05
[recording]
variables = ["all"]
every = 1
"""


def values_of(item: h5py.Dataset) -> np.ndarray:
    return item.asstr()[...].astype(str) if item.dtype.kind == "O" else item[...]


def variables(file: h5py.File):
    """Paths and data sets; dimensions without coordinates have no long name."""
    for group in file:
        for name in file[group]:
            item = file[group][name]
            if "long_name" in item.attrs:
                yield f"{group}/{name}", item


def plain_numbers(path) -> dict[str, np.ndarray]:
    """All numbers, as any program reads them."""
    with h5py.File(path, "r") as file:
        return {name: values_of(item) for name, item in variables(file)}


def numbers(path) -> dict[str, np.ndarray]:
    """All numbers that count, read by h5py alone."""
    with growing.open_file(path) as file:
        extent = growing.read_extent(file)
        found = {}
        for name, item in variables(file):
            cut = extent.cut(name.split("/")[0])
            dims = [name.split("/")[1]] if item.is_scale else [str(dim[0].name).split("/")[-1] for dim in item.dims]
            found[name] = values_of(item)[tuple(cut.get(dim, slice(None)) for dim in dims)]
    exits = found["firms/exit_period"]
    exits[exits > extent.periods] = -1
    return found


def numbers_of_package(path) -> dict[str, np.ndarray]:
    """All numbers, as users of the package read them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rivalry.IncompleteRunWarning)
        result = rivalry.open_result(path)
    with result:
        return {
            f"{group}/{name}": variable.values
            for group in result.groups
            for name, variable in result.dataset(group).variables.items()
        }


def assert_beginning(part: dict[str, np.ndarray], whole: dict[str, np.ndarray]) -> int:
    """Every number is that of the whole run up to the last period of the part, which is returned."""
    assert part.keys() == whole.keys()
    periods = len(part["market/period"])
    for name, values in part.items():
        if name.startswith("summary/"):
            continue
        expected = whole[name][tuple(slice(0, length) for length in values.shape)]
        if name == "firms/exit_period":
            expected = np.where(expected > periods, -1, expected)
        assert values.shape == expected.shape, name
        assert np.array_equal(values, expected, equal_nan=values.dtype.kind == "f"), name
    for group in ["market", "segments", "firms"]:
        assert part[f"{group}/period"].tolist() == list(range(1, periods + 1))
    assert set(part["firms/firm"]) == {firm for firm in whole["firms/firm"] if firm >> 32 <= periods}
    assert len(part["events/period"]) == np.sum(whole["events/period"] <= periods)
    return periods
