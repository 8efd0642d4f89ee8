"""Tables for other programs: columns with words and units, and a title."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import xarray as xr

from rivalry.flags import code_labels
from rivalry.read import Result
from rivalry.sweep import Sweep
from rivalry.tables import flat_table


@dataclass(frozen=True)
class LabelledTable:
    """A table without an index.

    Attributes:
        labels: words for columns.
        codes: of coded columns, the code of each label as the HDF5 file has it. Such a column holds labels, or the
            codes themselves where they are numbers to compute with (arms of a treatment).
        units: of columns; none where there is none.
        title: what the table is.
    """

    frame: pd.DataFrame
    labels: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    title: str = ""
    codes: dict[str, dict[str, int]] = field(default_factory=dict)


def of_sweep(sweep: Sweep, name: str) -> LabelledTable:
    """`runs`: a row a run; `points`: a row a point; `series`: a row a run and period, until the run's end.

    Raises:
        ResultError: no series were kept.
    """
    title = f"{sweep.name}: {sweep.question}" if sweep.question else sweep.name
    groups = {"runs": ("runs",), "points": ("points",), "series": ("series", "runs")}[name]
    data = [sweep.dataset(group) for group in groups]
    frame = long_series(sweep) if name == "series" else (sweep.runs if name == "runs" else sweep.points).reset_index()
    return LabelledTable(frame, *_words(*data), title, _codes(frame, *data))


def long_series(sweep: Sweep) -> pd.DataFrame:
    """A row a run and period in which any of the series has a value, with the run's point, replicate and factors."""
    data = sweep.series
    runs, periods = data.sizes["run"], data.sizes["period"]
    beside = sweep.runs.loc[data["run"].values, ["point", "replicate", *sweep.factor_columns]]
    frame = beside.reset_index().loc[np.repeat(np.arange(runs), periods)].reset_index(drop=True)
    frame["period"] = np.tile(data["period"].values, runs)
    values = {str(name): data[name].transpose("run", "period").values.ravel() for name in data.data_vars}
    recorded = np.logical_or.reduce([np.isfinite(column) for column in values.values()])
    return frame.assign(**values)[recorded].reset_index(drop=True)


def of_result(result: Result, name: str) -> LabelledTable:
    """`market`: a row a period; `firms`: a row a firm and period in which it lived; `events`: a row an event.

    Raises:
        ResultError: it was not recorded.
    """
    group = result.dataset(name)
    labels, units = _words(group)
    frame = {
        "market": lambda: flat_table(group, "period"),
        "firms": result.panel,
        "events": result.event_table,
    }[name]()
    scenario = str(result.attributes.get("scenario_name", ""))
    title = f"{scenario}, seed {result.attributes.get('seed')}, replicate {result.attributes.get('replicate')}: {name}"
    for column in frame:  # columns that a further dimension was spread over
        stem = next((each for each in labels if str(column).startswith(f"{each}_")), None)
        if column not in labels and stem is not None:
            labels[column] = f"{labels[stem]}: {str(column).removeprefix(f'{stem}_')}"
            units.update({column: units[stem]} if stem in units else {})
    return LabelledTable(frame, labels, units, title, _codes(frame, group))


def _codes(frame: pd.DataFrame, *groups: xr.Dataset) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for group in groups:
        for name in group.data_vars:
            labels = code_labels(group[name])
            if labels and name in frame:
                found.setdefault(str(name), {label: code for code, label in labels.items()})
    return found


def _words(*groups: xr.Dataset) -> tuple[dict[str, str], dict[str, str]]:
    labels, units = {}, {}
    for group in groups:
        for name, variable in group.variables.items():
            labels.setdefault(str(name), str(variable.attrs.get("long_name", name)))
            unit = str(variable.attrs.get("units", "1"))
            if unit not in ("", "1"):
                units.setdefault(str(name), unit)
    return labels, units
