"""Small readings of result groups that several panels share."""

from __future__ import annotations

import numpy as np
import xarray as xr

from rivalry.flags import meanings
from rivalry.read import Result

PERIODS_A_YEAR = 4


def group(result: Result, name: str) -> xr.Dataset | None:
    """A group, or None where the file has none or it is empty; only periods that were really written.

    A run that was cut short may leave unwritten rows at the end: their period is 0 or does not rise.
    """
    if name not in result.groups:
        return None
    dataset = result.dataset(name)
    if "period" not in dataset.dims:
        return dataset
    if "period" not in dataset.coords:
        return None
    period = np.asarray(dataset["period"].values)
    written = int(np.argmax(period < 1)) if (period < 1).any() else period.size
    falls = np.flatnonzero(np.diff(period[:written]) <= 0)
    stop = int(falls[0]) + 1 if falls.size else written
    if stop == 0:
        return None
    return dataset if stop == period.size else dataset.isel(period=slice(0, stop))


def column(dataset: xr.Dataset, name: str) -> np.ndarray | None:
    """A variable as float64, or None where it was not recorded or holds no number at all."""
    if name not in dataset:
        return None
    values = np.asarray(dataset[name].values, dtype=np.float64)
    return values if np.isfinite(values).any() else None


def annual(values: np.ndarray, years: int = 1) -> np.ndarray:
    """Sums of a year (four periods), as means over `years` years at a time, along axis 0.

    Periods after the last whole span are left out.
    """
    span = PERIODS_A_YEAR * years
    spans = values.shape[0] // span
    whole = np.nan_to_num(values[: spans * span])
    return whole.reshape(spans, span, *values.shape[1:]).sum(axis=1) / years


def shock_periods(result: Result) -> np.ndarray:
    """Periods in which a shock event was recorded, ascending; empty where events were not recorded."""
    events = group(result, "events")
    if events is None or "kind" not in events or "period" not in events:
        return np.empty(0, dtype=np.int64)
    codes = [code for code, name in meanings(events["kind"]).items() if name == "shock"]
    if not codes:
        return np.empty(0, dtype=np.int64)
    return np.unique(events["period"].values[np.isin(events["kind"].values, codes)])
