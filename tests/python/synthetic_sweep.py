"""Writes merged sweeps in the documented format without the engine: outcomes are functions of the factors."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np

from synthetic import put

Outcome = Callable[[Mapping[str, np.ndarray], np.ndarray, np.ndarray], np.ndarray]
SCENARIO = '[scenario]\nname = "toy"\nquestion = "What does the toy do?"\nperiods = 12\nseed = 1\n'


@dataclass
class ToySweep:
    """Points of a design, and outcomes as functions of (factors, replicate, own draw), all [run].

    Attributes:
        points: [point] of each factor; texts where they are a list of str.
        outcomes: by name. The own draw is standard normal and differs from run to run.
        details: columns that tell more of a factor, [point] values of each.
        hidden: [point] a parameter that differs and has no column.
        lost: runs that failed.
        left_out: runs that were not merged.
    """

    points: dict[str, Sequence[float] | Sequence[str]]
    outcomes: dict[str, Outcome]
    replicates: int = 10
    design: str = "factorial"
    more: str = ""  # of the table [sweep]
    spacing: dict[str, str] = field(default_factory=dict)
    series: tuple[str, ...] = ()
    units: dict[str, str] = field(default_factory=dict)
    question: str = "Does a dose of one thing answer with another, and where does it stop?"
    lost: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()
    shared: bool = True
    root: tuple[tuple[str, object], ...] = ()
    details: dict[str, dict[str, Sequence[float] | Sequence[str]]] = field(default_factory=dict)
    hidden: Sequence[float] | None = None


def crossed(**levels: Sequence[float] | Sequence[str]) -> dict[str, list]:
    """Every combination, the first factor slowest."""
    rows = list(itertools.product(*levels.values()))
    return {name: [row[i] for row in rows] for i, name in enumerate(levels)}


def write_sweep(path: Path, toy: ToySweep) -> Path:
    points = len(next(iter(toy.points.values()))) if toy.points else 1
    run = np.setdiff1d(np.arange(points * toy.replicates), toy.left_out)
    replicate, point = run // points, np.random.default_rng(7).permutation(points)[run % points]
    coded = {name: codes(values) for name, values in toy.points.items()}
    scenario = scenarios(toy, points)
    numbers = {name: values[point].astype(float) for name, (values, _) in coded.items()}
    own = np.random.default_rng(5).standard_normal(points * toy.replicates)[run]
    failed = np.isin(run, toy.lost)
    with h5py.File(path, "w") as file:
        file.attrs.update(root_attributes(toy, points, len(run)))
        runs = file.create_group("runs", track_order=True)
        coordinate(runs, "run", run)
        for name, values in (("point", point), ("replicate", replicate)):
            put(runs, name, values, ("run",), "1", name)
        put_factors(runs, coded, toy, "run", point)
        for name, function in toy.outcomes.items():
            values = np.where(failed, np.nan, np.broadcast_to(function(numbers, replicate, own), run.shape))
            put(runs, name, values, ("run",), toy.units.get(name, "1"), name.replace("_", " "))
        for name, values in (("stopped", np.full(len(run), -1)), ("failed", failed.astype(int))):
            put(runs, name, values, ("run",), "1", name)
        for name in ("key_high", "key_low"):
            put(runs, name, (scenario[point] * toy.replicates + replicate) * 2**40 - 2**62, ("run",), "1", name)
        group = file.create_group("points", track_order=True)
        coordinate(group, "point", np.arange(points))
        put_factors(group, coded, toy, "point", np.arange(points))
        put(group, "replicates", np.full(points, toy.replicates), ("point",), "1", "replicates")
        if toy.series:
            group = file.create_group("series", track_order=True)
            coordinate(group, "run", run)
            coordinate(group, "period", np.arange(1, 13))
            for name in toy.series:
                values = own[:, None] + np.arange(12) / 4 + sum(numbers.values(), np.zeros(len(run)))[:, None]
                values[failed] = np.nan
                put(group, name, values, ("run", "period"), "1", name)
    return path


def root_attributes(toy: ToySweep, points: int, merged: int) -> dict[str, object]:
    file = (
        f'[sweep]\nname = "toy"\nscenario = "toy"\ndesign = "{toy.design}"\nreplicates = {toy.replicates}\n{toy.more}\n'
    )
    for name in toy.points:
        file += f'[[factor]]\nkey = "{name}"\nspacing = "{toy.spacing.get(name, "linear")}"\n'
    return {
        "format": "rivalry-sweep",
        "format_version": np.int64(1),
        "program_version": "0.1.0",
        "commit": "0123456789abcdef-dirty",
        "model_version": np.int64(1),
        "plan": "0123456789abcdef0123456789abcdef",
        "sweep_name": "toy",
        "question": toy.question,
        "sweep": file,
        "scenario": SCENARIO,
        "common_random_numbers": np.int64(toy.shared),
        "points": np.int64(points),
        "planned_runs": np.int64(points * toy.replicates),
        "complete": np.int64(merged == points * toy.replicates),
        "failed_runs": np.int64(len(toy.lost)),
        "failures": "",
        **dict(toy.root),
    }


def codes(values: Sequence[float] | Sequence[str]) -> tuple[np.ndarray, list[str]]:
    if not isinstance(values[0], str):
        return np.array(values, dtype=float), []
    names = list(dict.fromkeys(values))
    return np.array([names.index(value) for value in values], dtype=np.int16), names


def coordinate(group: h5py.Group, name: str, values: np.ndarray) -> None:
    data = group.create_dataset(name, data=values)
    data.make_scale(name)
    data.attrs["units"], data.attrs["long_name"] = "1", name


def scenarios(toy: ToySweep, points: int) -> np.ndarray:
    """[point] number of its scenario: points with the same parameters have the same."""
    told = [values for details in toy.details.values() for values in details.values()]
    hidden = [] if toy.hidden is None else [toy.hidden]
    rows = list(
        zip(range(points) if not toy.points else [0] * points, *toy.points.values(), *told, *hidden, strict=True)
    )
    return np.array([rows.index(row) for row in rows])


def put_factors(group: h5py.Group, coded: dict, toy: ToySweep, dim: str, chosen: np.ndarray) -> None:
    for name, (values, names) in coded.items():
        put(group, name, values[chosen], (dim,), toy.units.get(name, "1"), name, flags=tuple(names))
        for detail, told in toy.details.get(name, {}).items():
            of_detail, words = codes(told)
            put(group, detail, of_detail[chosen], (dim,), "1", detail, flags=tuple(words))
            group[detail].attrs["part_of"] = name
