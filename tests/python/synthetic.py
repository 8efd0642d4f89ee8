"""Writes result files in the documented format without the engine, from a toy market.

The toy has what a reader and a figure must cope with (drift of shares, entry, exit, shocks, innovation by path,
treatments), not the economics of the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

PATHS = ("offer", "creation", "delivery", "capture")
KINDS = ("entry", "exit", "project_started", "project_finished", "project_failed", "imitation", "shock")
MODES = ("none", "local", "analogy", "combination", "home_move")
GROUPS = ("market", "segments", "firms", "events", "summary")


@dataclass(frozen=True)
class Toy:
    """A toy market: what it is like and what of it is written."""

    firms: int = 30
    periods: int = 200
    seed: int = 1
    drift: float = 0.1  # of quality, a period
    entry: float = 0.004  # entrants a firm at the start and period
    fixed_cost: float = 0.15
    last_exit: int = 0  # period at whose end everybody leaves; 0: never
    innovation: float = 0.06  # projects started a firm and period
    shocks: tuple[int, ...] = (60, 130)
    arms: int = 0
    groups: tuple[str, ...] = GROUPS
    every: int = 1  # periods between records of firms
    sample: int = 0  # firms recorded; 0: all
    complete: int = 1
    question: str = "Does entry keep a market of thirty firms contested, or do early leaders stay in front?"
    name: str = "toy"
    root: tuple[tuple[str, object], ...] = ()  # root attributes to change


def write_result(path: Path, toy: Toy) -> Path:
    """Simulates the toy and writes it; the same toy gives the same data."""
    data = simulate(toy)
    with h5py.File(path, "w") as file:
        file.attrs.update(root_attributes(toy))
        if "market" in toy.groups:
            write_market(file.create_group("market"), data)
        if "segments" in toy.groups:
            write_segments(file.create_group("segments"), toy)
        if "firms" in toy.groups:
            write_firms(file.create_group("firms"), data, toy)
        if "events" in toy.groups:
            write_events(file.create_group("events"), data)
        if "summary" in toy.groups:
            group = file.create_group("summary")
            scale(group, "run", 1)
            put(group, "effective_firms", np.array([data["effective"][-1]]), ("run",), "1", "effective firms")
            put(group, "periods", np.array([toy.periods], dtype=np.int32), ("run",), "1", "periods")
    return path


def root_attributes(toy: Toy) -> dict[str, object]:
    planned = toy.periods if toy.complete else 2 * toy.periods
    scenario = f'[scenario]\nname = "{toy.name}"\nperiods = {planned}\n[market]\nfirms = {toy.firms}\n'
    attributes: dict[str, object] = {
        "format": "rivalry-result",
        "format_version": np.int32(1),
        "program_version": "0.1.0",
        "commit": "0123456789abcdef0123456789abcdef01234567",
        "compiler": "none",
        "host": "none",
        "started": "2025-01-01T00:00:00Z",
        "ended": "2025-01-01T00:00:01Z",
        "threads": np.int32(1),
        "seed": np.int64(toy.seed),
        "replicate": np.int32(0),
        "scenario": scenario,
        "scenario_name": toy.name,
        "question": toy.question,
        "complete": np.int32(toy.complete),
    }
    attributes.update(toy.root)
    return {name: value for name, value in attributes.items() if value is not None}


def simulate(toy: Toy) -> dict[str, np.ndarray]:
    """[period x firm] columns of all firms that ever lived, market series, and events."""
    rng = np.random.default_rng(toy.seed)
    entrants = rng.poisson(toy.entry * toy.firms, toy.periods)
    entrants[0] = 0
    total = toy.firms + int(entrants.sum())
    entry = np.r_[np.ones(toy.firms, int), np.repeat(np.arange(1, toy.periods + 1), entrants)]
    exit_period = np.full(total, -1)
    quality = rng.normal(0, 0.5, total)
    trend = rng.normal(0, 0.2 * toy.drift, total)
    cash, cost, novelty = np.full(total, 2.0), rng.uniform(0.7, 0.95, total), rng.beta(2, 3, total)
    model = rng.choice(rng.integers(0, 1 << 24, 12), total)
    names = ("price", "quantity", "share", "unit_cost", "profit", "cash", "novelty", "efficiency")
    firm = {name: np.full((toy.periods, total), np.nan, dtype=np.float32) for name in names}
    firm["model"] = np.full((toy.periods, total), -1, dtype=np.int64)
    market = {
        name: np.full(toy.periods, np.nan)
        for name in ("hhi", "effective", "leader", "price_index", "cost_index", "entropy")
    }
    counts = {name: np.zeros((toy.periods, 4), np.int32) for name in ("started", "adopted", "failed")}
    distinct, number, leaving = (np.zeros(toy.periods, np.int32) for _ in range(3))
    events: list[tuple[int, int, int, int, float]] = []  # period, column of the firm, kind, path, gain
    for t in range(toy.periods):
        period = t + 1
        alive = (entry <= period) & (exit_period < 0)
        if period in toy.shocks:
            quality += rng.normal(0, 1.0, total)
            events.append((period, -1, 6, -1, np.nan))
        events += [(period, int(j), 0, -1, np.nan) for j in np.flatnonzero(entry == period) if period > 1]
        quality += trend + rng.normal(0, toy.drift, total)
        quality *= 0.97
        starts = np.flatnonzero(alive & (rng.random(total) < toy.innovation))
        for j in starts:
            path, done = int(rng.choice(4, p=[0.4, 0.15, 0.25, 0.2])), rng.random() < 0.7
            counts["started"][t, path] += 1
            counts["adopted" if done else "failed"][t, path] += 1
            events.append((period, int(j), 2, path, 0.1))
            events.append((period, int(j), 3 if done else 4, path, 0.1))
            if done:
                block = 63 << (6 * path)
                if rng.random() < 0.6:  # copy the block of the firm with the highest quality
                    best = int(np.argmax(np.where(alive, quality, -np.inf)))
                    model[j] = (model[j] & ~block) | (model[best] & block)
                else:
                    model[j] ^= 1 << int(rng.integers(0, 6) + 6 * path)
                novelty[j] = np.clip(novelty[j] + rng.normal(0.02, 0.08), 0, 1)
                cost[j] *= 0.995
        number[t] = alive.sum()
        if not alive.any():
            continue
        cost *= np.exp(-0.001 + rng.normal(0, 0.01, total))
        weight = np.where(alive, np.exp(quality + 0.5 * novelty), 0.0)
        quantity = 1.5 * toy.firms * weight / (weight.sum() + 0.4 * toy.firms)
        share = quantity / quantity.sum()
        price = cost * (1.2 + 1.5 * share)
        profit = (price - cost) * quantity - toy.fixed_cost
        cash = np.where(alive, cash + profit, cash)
        mean_cost = np.exp((share[alive] * np.log(cost[alive])).sum())
        efficiency = -np.log(cost / mean_cost)
        for name, values in (
            ("price", price), ("quantity", quantity), ("share", share), ("unit_cost", cost), ("profit", profit),
            ("cash", cash), ("novelty", novelty), ("efficiency", efficiency), ("model", model),
        ):  # fmt: skip
            firm[name][t, alive] = values[alive]
        market["hhi"][t] = (share**2).sum()
        market["effective"][t] = 1 / market["hhi"][t]
        market["leader"][t] = share.max()
        market["price_index"][t], market["cost_index"][t] = (share * price).sum(), mean_cost
        _, frequency = np.unique(model[alive], return_counts=True)
        part = frequency / frequency.sum()
        market["entropy"][t], distinct[t] = -(part * np.log(part)).sum(), len(frequency)
        ruined = np.flatnonzero(alive & ((cash < 0) | (period == toy.last_exit)))
        exit_period[ruined] = period
        leaving[t] = len(ruined)
        events += [(period, int(j), 1, -1, np.nan) for j in ruined]
    entries = np.bincount(entry, minlength=toy.periods + 1)[1:] * (np.arange(toy.periods) > 0)
    ordinal = np.r_[np.arange(toy.firms), *(np.arange(number) for number in entrants)].astype(np.int64)
    ids = np.where(np.arange(total) < toy.firms, 0, entry).astype(np.int64) * 2**32 + ordinal
    return {
        **firm, **{f"{k}_count": v for k, v in counts.items()}, **market, "distinct": distinct, "firms": number,
        "entries": entries.astype(np.int32), "exits": leaving, "entry_period": entry.astype(np.int32),
        "exit_period": exit_period.astype(np.int32), "id": ids,
        "events": np.array([(p, ids[j] if j >= 0 else -1, k, c, g) for p, j, k, c, g in events], dtype=object),
        "period": np.arange(1, toy.periods + 1, dtype=np.int32),
    }  # fmt: skip


def write_market(group: h5py.Group, data: dict[str, np.ndarray]) -> None:
    coordinate(group, "period", data["period"], "1", "period (a quarter)")
    coordinate(group, "path", list(PATHS), "1", "innovation path")
    time = ("period",)
    put(group, "firms", data["firms"], time, "1", "firms alive")
    put(group, "entries", data["entries"], time, "1", "entries")
    put(group, "exits", data["exits"], time, "1", "exits")
    put(group, "hhi", data["hhi"], time, "1", "Herfindahl index of shares")
    put(group, "effective_firms", data["effective"], time, "1", "effective number of firms")
    put(group, "leader_share", data["leader"], time, "1", "share of the leader")
    put(group, "price_index", data["price_index"], time, "money/unit", "price index")
    put(group, "unit_cost_index", data["cost_index"], time, "money/unit", "unit cost index")
    put(group, "distinct_models", data["distinct"], time, "1", "distinct business models")
    put(group, "model_entropy", data["entropy"], time, "nat", "entropy of business models")
    for name in ("started", "adopted", "failed"):
        put(group, f"projects_{name}", data[f"{name}_count"], ("period", "path"), "1", f"projects {name}")


def write_segments(group: h5py.Group, toy: Toy) -> None:
    coordinate(group, "period", np.arange(1, toy.periods + 1, dtype=np.int32), "1", "period (a quarter)")
    coordinate(group, "segment", np.arange(1, 4, dtype=np.int32), "1", "segment")
    coordinate(group, "attribute", np.arange(1, 3, dtype=np.int32), "1", "attribute")
    put(group, "mass", np.full((toy.periods, 3), 10.0), ("period", "segment"), "unit/period", "mass")
    ideal = np.zeros((toy.periods, 3, 2))
    put(group, "ideal_point", ideal, ("period", "segment", "attribute"), "1", "ideal point")


def write_firms(group: h5py.Group, data: dict[str, np.ndarray], toy: Toy) -> None:
    total = len(data["id"])
    kept = np.arange(total)
    if toy.sample:
        kept = np.sort(np.random.default_rng(0).permutation(total)[: toy.sample])
    group.attrs["sampled"] = np.int32(bool(toy.sample))
    coordinate(group, "period", data["period"][:: toy.every], "1", "period (a quarter)")
    coordinate(group, "firm", data["id"][kept], "1", "firm id")
    coordinate(group, "path", list(PATHS), "1", "innovation path")
    put(group, "entry_period", data["entry_period"][kept], ("firm",), "1", "period of entry")
    put(group, "exit_period", data["exit_period"][kept], ("firm",), "1", "period of exit, -1: alive at the end")
    population = (data["entry_period"][kept] > 1).astype(np.int8)
    put(group, "population", population, ("firm",), "1", "population", flags=("incumbents", "startups"))
    if toy.arms:
        arm = (kept % toy.arms).astype(np.int8)
        flags = ("low", "medium", "high", "extreme")[: toy.arms]
        put(group, "arm_emphasis_novelty", arm, ("firm",), "1", "treatment arm", flags=flags)
    units = {"price": "money/unit", "quantity": "unit/period", "unit_cost": "money/unit", "profit": "money/period"}
    names = ("price", "quantity", "share", "unit_cost", "profit", "cash", "novelty", "efficiency", "model")
    for name in names:
        values = data[name][:: toy.every, kept]
        put(group, name, values, ("period", "firm"), units.get(name, "1"), name.replace("_", " "))
    capability = np.where(np.isnan(data["price"]), np.nan, 0.5)[:: toy.every, kept, None] + np.zeros(4)
    put(group, "capability", capability.astype("f4"), ("period", "firm", "path"), "1", "path capability")


def write_events(group: h5py.Group, data: dict[str, np.ndarray]) -> None:
    events = data["events"].reshape(-1, 5)
    scale(group, "event", len(events))
    column = ("event",)
    put(group, "period", events[:, 0].astype(np.int32), column, "1", "period")
    put(group, "firm", events[:, 1].astype(np.int64), column, "1", "firm id, -1: none")
    put(group, "kind", events[:, 2].astype(np.int8), column, "1", "kind of event", flags=KINDS)
    put(group, "path", events[:, 3].astype(np.int8), column, "1", "path, -1: none", flags=PATHS)
    put(group, "mode", np.zeros(len(events), np.int8), column, "1", "search mode", flags=MODES)
    put(group, "perceived_gain", events[:, 4].astype(np.float64), column, "money/period", "perceived gain")


def coordinate(group: h5py.Group, name: str, values: object, units: str, long_name: str) -> None:
    if isinstance(values, list):
        data = group.create_dataset(name, data=values, dtype=h5py.string_dtype())
    else:
        data = group.create_dataset(name, data=values)
    data.attrs["units"], data.attrs["long_name"] = units, long_name
    data.make_scale(name)


def scale(group: h5py.Group, name: str, length: int) -> None:
    """A dimension without a coordinate, as netCDF-4 writes it."""
    data = group.create_dataset(name, shape=(length,), dtype=">f4")
    data.make_scale(f"This is a netCDF dimension but not a netCDF variable.{length:10d}")


def put(
    group: h5py.Group,
    name: str,
    values: np.ndarray,
    dims: tuple[str, ...],
    units: str,
    long_name: str,
    flags: tuple[str, ...] = (),
) -> None:
    data = group.create_dataset(name, data=values)
    data.attrs["units"], data.attrs["long_name"] = units, long_name
    if values.dtype.kind == "f":
        data.attrs["_FillValue"] = values.dtype.type(np.nan)
    if flags:
        data.attrs["flag_values"] = np.arange(len(flags), dtype=values.dtype)
        data.attrs["flag_meanings"] = " ".join(flag.replace(" ", "_") for flag in flags)
        if any(" " in flag for flag in flags):
            data.attrs["flag_labels"] = list(flags)
    for axis, dim in enumerate(dims):
        data.dims[axis].attach_scale(group[dim])
