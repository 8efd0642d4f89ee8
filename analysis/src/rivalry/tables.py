"""Result groups as tidy pandas tables."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import xarray as xr

from rivalry.flags import decode, meanings


def panel_table(firms: xr.Dataset, variables: Iterable[str] | None = None) -> pd.DataFrame:
    """One row per firm and recorded period in which the firm was alive, ordered by period, then firm.

    A variable with a further dimension becomes one column a label: `capability` over path gives `capability_offer`, ...
    Static columns repeat in each row. Codes with meanings become categories.

    Args:
        firms: the group /firms.
        variables: the columns wanted beside `period` and `firm`; all when left out.

    Raises:
        KeyError: a wanted variable is not in the group.
    """
    wanted = [str(name) for name in (firms.data_vars if variables is None else variables)]
    absent = [name for name in wanted if name not in firms]
    if absent:
        raise KeyError(f"not among the recorded firm variables: {', '.join(absent)}")
    period_index, firm_index = np.nonzero(alive(firms))
    columns: dict[str, object] = {
        "period": firms["period"].values[period_index],
        "firm": firms["firm"].values[firm_index],
    }
    for name in wanted:
        variable = firms[name]
        if "firm" not in variable.dims:
            continue
        timed = "period" in variable.dims
        leading = ("period", "firm") if timed else ("firm",)
        index = (period_index, firm_index) if timed else (firm_index,)
        for column, values in _flat_columns(variable, leading):
            names = meanings(variable)
            columns[column] = decode(values[index], names) if names else values[index]
    return pd.DataFrame(columns)


def flat_table(group: xr.Dataset, dim: str) -> pd.DataFrame:
    """One row a label of a dimension; variables with a further dimension become one column a label of it."""
    columns: dict[str, object] = {dim: group[dim].values}
    for variable in group.data_vars.values():
        if dim in variable.dims:
            names = meanings(variable)
            for column, values in _flat_columns(variable, (dim,)):
                columns[column] = decode(values, names) if names else values
    return pd.DataFrame(columns)


def alive(firms: xr.Dataset) -> np.ndarray:
    """[period x firm] bool: whether the file holds values for the firm in that period.

    A floating-point variable tells best (NaN where not alive); without one, the entry and exit periods do.
    """
    shape = (firms.sizes["period"], firms.sizes["firm"])
    preferred = [name for name in ("quantity", "price", "profit", "cash") if name in firms]
    timed = [str(name) for name, v in firms.data_vars.items() if v.dims == ("period", "firm") and v.dtype.kind == "f"]
    for name in [*preferred, *timed]:
        if firms[name].dims == ("period", "firm") and firms[name].dtype.kind == "f":
            return ~np.isnan(firms[name].values)
    if "entry_period" in firms and "exit_period" in firms:
        period = firms["period"].values[:, None]
        entry, leave = firms["entry_period"].values, firms["exit_period"].values
        return (period >= entry) & ((leave < 0) | (period <= leave))
    return np.ones(shape, dtype=bool)


def event_table(events: xr.Dataset) -> pd.DataFrame:
    """One row an event, in the order of the file; kind, path, mode and other coded columns as categories.

    A code without a meaning (such as path -1, no path) becomes missing.
    """
    columns: dict[str, object] = {}
    for name, variable in events.data_vars.items():
        if variable.dims == ("event",):
            names = meanings(variable)
            columns[str(name)] = decode(variable.values, names) if names else variable.values
    return pd.DataFrame(columns)


def _flat_columns(variable: xr.DataArray, leading: tuple[str, ...]) -> Iterable[tuple[str, np.ndarray]]:
    extra = [str(dim) for dim in variable.dims if dim not in leading]
    if not extra:
        yield str(variable.name), variable.transpose(*leading).values
        return
    stacked = variable.transpose(*extra, *leading)
    for position in np.ndindex(*stacked.shape[: len(extra)]):
        labels = [
            str(stacked[dim].values[i]) if dim in stacked.coords else str(i + 1)
            for dim, i in zip(extra, position, strict=True)
        ]
        yield "_".join([str(variable.name), *labels]), stacked[position].values
