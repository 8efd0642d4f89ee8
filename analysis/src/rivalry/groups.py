"""Opens one group of a result file as an xarray Dataset, without reading its data."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import xarray as xr

from rivalry.errors import DamagedResultError, ResultError
from rivalry.flags import code_labels
from rivalry.growing import Extent, missing_chunks, open_file
from rivalry.lazy import LazyGroup
from rivalry.shown import shorten, whole
from rivalry.stored import StoredError, child_group, data_sets

REMEDIES = {
    "firms": "switch the recording of firms on in the scenario and repeat the run",
    "events": "switch the recording of events on in the scenario and repeat the run",
    "segments": "switch the recording of segments on in the scenario and repeat the run",
    "series": "name series under [keep] in the sweep file, or with `rivalry ensemble --series`, and run it again",
}

LONGEST_LABEL = 60  # characters of a label of one of several things, where texts are changed to be drawn

# Dimensions that a group has, and whether whole numbers label them.
DIMENSIONS = {
    "market": {"period": True},
    "segments": {"period": True, "segment": False},
    "firms": {"period": True, "firm": True},
    "events": {"event": False},
    "summary": {"run": False},
    "runs": {"run": True},
    "points": {"point": True},
    "series": {"run": True, "period": True},
}


def open_group(path: str | os.PathLike[str], group: str, extent: Extent, again: str = "repeat the run") -> xr.Dataset:
    """What counts of one group as a lazily loaded Dataset; the caller closes it. `again` is how to mend a damaged file.

    Integers stay integers, whatever fill value they declare: business models are 64-bit words, which a conversion
    to floating point would damage. Floating-point fill values become NaN; text is str.

    Raises:
        ResultError: the group is absent, its dimensions are not labelled, or it is not to be believed.
    """
    try:
        dataset = xr.open_dataset(
            path,
            group=group,
            engine=LazyGroup,
            mask_and_scale=_is_floating(path, group, extent),
            decode_times=False,
            opener=open_file,
        )
        _check(dataset, group)
    except (ValueError, TypeError, AttributeError, KeyError, RuntimeError, OSError) as error:  # damaged files do that
        raise DamagedResultError(path, f"group /{group} cannot be read: {error}", again) from error
    return _with_text_coordinates(_until_last_period(dataset, group, extent))


def _check(dataset: xr.Dataset, group: str) -> None:
    """Whether it is what readers and figures compute with."""
    for dim, is_labelled in DIMENSIONS.get(group, {}).items():
        if dim not in dataset.sizes:
            raise StoredError(f"it has no dimension {dim}")
        if is_labelled and (dim not in dataset.coords or dataset[dim].dtype.kind not in "iu"):
            raise StoredError(f"its dimension {dim} is not labelled by whole numbers")
    for name, variable in dataset.variables.items():
        if variable.ndim and name not in dataset.coords and variable.dtype.kind not in "iufb":
            raise StoredError(f"{name} holds no numbers")
        code_labels(dataset[name])


def _until_last_period(dataset: xr.Dataset, group: str, extent: Extent) -> xr.Dataset:
    """Without what lies behind the last period that counts; a firm that leaves later is alive."""
    cut = extent.cut(group)
    if not cut:
        return dataset
    result = dataset.isel({dim: part for dim, part in cut.items() if dim in dataset.sizes})
    if "exit_period" in result:
        exits = result["exit_period"].load()
        result["exit_period"] = exits.where(exits <= extent.periods, -1).astype(exits.dtype).assign_attrs(exits.attrs)
    result.set_close(dataset.close)
    return result


def _is_floating(path: str | os.PathLike[str], group: str, extent: Extent) -> dict[str, bool]:
    with open_file(path) as file:
        found = child_group(file, group)
        if found is None:
            remedy = REMEDIES.get(group, "repeat the run with a current version of rivalry")
            raise ResultError(path, f"has no group /{group}", remedy)
        if gone := missing_chunks(file, path, group, extent):
            raise DamagedResultError(path, f"ends before /{group}/{gone[0]}", "copy it again, or repeat the run")
        return {name: item.dtype.kind == "f" for name, item in data_sets(found).items()}


def _with_text_coordinates(dataset: xr.Dataset) -> xr.Dataset:
    decoded = {}
    for name, coordinate in dataset.coords.items():
        if coordinate.dtype.kind in "SO":
            text = [whole(item) for item in np.ravel(coordinate.values)]
            decoded[name] = (coordinate.dims, np.array(text, dtype=str), coordinate.attrs)
    # A copy made by assign_coords does not know how to close the file.
    result = dataset.assign_coords(decoded)
    result.set_close(dataset.close)
    return result


def with_texts(dataset: xr.Dataset, change: Callable[[str], str]) -> xr.Dataset:
    """With other texts as labels, units, meanings of codes; what has no words is called by its name."""
    result = dataset.copy()
    result.attrs = _with_texts(dataset.attrs, change)
    for name, variable in result.variables.items():
        variable.attrs = {"long_name": change(str(name)), **_with_texts(variable.attrs, change)}
        if labels := code_labels(dataset[name]):
            variable.attrs["flag_values"] = np.array(list(labels))
            variable.attrs["flag_labels"] = [change(shorten(label, LONGEST_LABEL)) for label in labels.values()]
    for name, coordinate in dataset.coords.items():
        if coordinate.dtype.kind in "SOU":
            texts = [change(shorten(str(text), LONGEST_LABEL)) for text in coordinate.values.ravel()]
            result = result.assign_coords({name: (coordinate.dims, np.array(texts, dtype=str), coordinate.attrs)})
    return result


def _with_texts(attributes: Mapping[Any, Any], change: Callable[[str], str]) -> dict[Any, Any]:
    return {name: change(value) if isinstance(value, str) else value for name, value in attributes.items()}
