"""What tests of killed and damaged results share: a small busy market, and comparison of all of a file's numbers."""

import warnings

import h5py
import numpy as np

import rivalry

BUSY = """\
[scenario]
name = "busy"
periods = 320
[market]
firms = 60
segments = 2
[entry]
rate = 0.05
[recording]
variables = ["all"]
every = 1
"""


def numbers(path) -> dict[str, np.ndarray]:
    """All variables that count, by path."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rivalry.IncompleteRunWarning)
        result = rivalry.open_result(path)
    with result:
        return {
            f"{group}/{name}": variable.values
            for group in result.groups
            for name, variable in result.dataset(group).variables.items()
        }


def plain_numbers(path) -> dict[str, np.ndarray]:
    """All data sets, as any program reads them."""
    with h5py.File(path, "r") as file:
        return {
            f"{group}/{name}": item.asstr()[...].astype(str) if item.dtype.kind == "O" else item[...]
            for group in file
            for name, item in file[group].items()
            if "long_name" in item.attrs  # dimensions without coordinates have none
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
