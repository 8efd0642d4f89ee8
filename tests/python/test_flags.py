"""Codes and the labels that people gave them."""

from __future__ import annotations

import shutil

import h5py
import numpy as np
import pytest

import rivalry
from rivalry.flags import code_labels, meanings
from synthetic import Toy

RUN = Toy(firms=8, periods=4, entry=0.0)
LABELS = ["a b", "a_b", "", "=1+1", "竞争", "a\tb", "\x1b[2J"]
WORDS = "a_b_2 a_b _ _1+1 竞争 a_b_3 __2J"


@pytest.fixture
def file(written, tmp_path):
    return shutil.copy(written(RUN), tmp_path / "run.h5")


def relabel(file, **attributes: object) -> None:
    with h5py.File(file, "a") as handle:
        population = handle["firms/population"]
        population[:] = np.arange(population.size) % len(LABELS)
        for name in ("flag_values", "flag_meanings"):
            del population.attrs[name]
        for name, value in attributes.items():
            population.attrs[name] = value


def fixed(texts: list[str]) -> np.ndarray:
    """As the program writes them: in place, UTF-8."""
    data = [text.encode() for text in texts]
    return np.array(data, dtype=h5py.string_dtype("utf-8", max(map(len, data))))


@pytest.mark.parametrize("labels", [fixed(LABELS), LABELS], ids=["in place", "of any length"])
def test_labels_are_read_as_they_were_written(file, labels):
    relabel(file, flag_values=np.arange(7, dtype=np.int16), flag_meanings=WORDS, flag_labels=labels)
    with rivalry.open_result(file) as result:
        assert meanings(result.firms["population"]) == dict(enumerate(LABELS))
        panel = result.panel(["population"])
    assert list(panel["population"].cat.categories) == LABELS
    assert panel["population"].tolist()[:7] == LABELS


def test_one_label_with_a_blank_is_one_label(file):
    relabel(file, flag_values=np.int16([0]), flag_meanings="a_b", flag_labels=fixed(["a b"]))
    with rivalry.open_result(file) as result:
        assert meanings(result.firms["population"]) == {0: "a b"}


def test_labels_that_are_the_same_stay_apart(file):
    relabel(file, flag_values=np.int16([0, 1, 2]), flag_meanings="x x y")
    with rivalry.open_result(file) as result:
        assert meanings(result.firms["population"]) == {0: "x (0)", 1: "x (1)", 2: "y"}


def test_arms_stay_numbers_that_have_labels(file):
    with h5py.File(file, "a") as handle:
        arm = handle["firms"].create_dataset("arm_emphasis_novelty", data=np.int16([-1, 0, 1, 2] * 2))
        arm.dims[0].attach_scale(handle["firms/firm"])
        arm.attrs["arm_values"] = [0.1, 2.0, 1e-7]
    with rivalry.open_result(file) as result:
        assert code_labels(result.firms["arm_emphasis_novelty"]) == {-1: "untreated", 0: "0.1", 1: "2", 2: "1e-07"}
        assert result.panel(["arm_emphasis_novelty"])["arm_emphasis_novelty"].tolist()[:6] == [-1, 0, 1, 2, -1, 0]


@pytest.mark.parametrize(
    ("attributes", "problem"),
    [
        ({"flag_values": np.int16([0, 1]), "flag_meanings": "a b c"}, "population has 2 codes and 3 meanings"),
        ({"flag_values": np.int16([1, 1]), "flag_meanings": "a b"}, "population gives a code two meanings"),
        ({"flag_values": [0.5, 1.0], "flag_meanings": "a b"}, "flag_values of population are no whole numbers"),
        ({"flag_values": "x", "flag_meanings": "a"}, "flag_values of population are no whole numbers"),
        ({"flag_values": np.zeros((2, 2), int), "flag_meanings": "a b"}, "flag_values of population are no whole"),
    ],
)
def test_codes_whose_meanings_do_not_fit_are_refused(file, attributes, problem):
    relabel(file, **attributes)
    with rivalry.open_result(file) as result, pytest.raises(rivalry.DamagedResultError, match=problem) as refused:
        _ = result.firms
    assert "run.h5: group /firms" in str(refused.value)
