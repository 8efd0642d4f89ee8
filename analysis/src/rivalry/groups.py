"""Opens one group of a result file as an xarray Dataset, without reading its data."""

from __future__ import annotations

import os

import h5py
import numpy as np
import xarray as xr

from rivalry.errors import DamagedResultError, ResultError
from rivalry.growing import Extent, missing_chunks, options
from rivalry.lazy import LazyGroup, data_sets

REMEDIES = {
    "firms": "switch the recording of firms on in the scenario and repeat the run",
    "events": "switch the recording of events on in the scenario and repeat the run",
    "segments": "switch the recording of segments on in the scenario and repeat the run",
    "series": "name series under [keep] in the sweep file, or with `rivalry ensemble --series`, and run it again",
}


def open_group(path: str | os.PathLike[str], group: str, extent: Extent, again: str = "repeat the run") -> xr.Dataset:
    """What counts of one group as a lazily loaded Dataset; the caller closes it. `again` is how to mend a damaged file.

    Integers stay integers, whatever fill value they declare: business models are 64-bit words, which a conversion
    to floating point would damage. Floating-point fill values become NaN; text is str.

    Raises:
        ResultError: the group is absent, or its dimensions are not labelled.
    """
    try:
        dataset = xr.open_dataset(
            path,
            group=group,
            engine=LazyGroup,
            mask_and_scale=_is_floating(path, group, extent),
            decode_times=False,
            options=options(path),
        )
    except (ValueError, TypeError, AttributeError, KeyError, RuntimeError, OSError) as error:  # damaged files do that
        raise DamagedResultError(path, f"group /{group} cannot be read: {error}", again) from error
    return _with_text_coordinates(_until_last_period(dataset, group, extent))


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
    with h5py.File(path, "r", **options(path)) as file:
        if group not in file:
            remedy = REMEDIES.get(group, "repeat the run with a current version of rivalry")
            raise ResultError(path, f"has no group /{group}", remedy)
        if gone := missing_chunks(file, path, group, extent):
            raise DamagedResultError(path, f"ends before /{group}/{gone[0]}", "copy it again, or repeat the run")
        return {name: item.dtype.kind == "f" for name, item in data_sets(file[group]).items()}


def _with_text_coordinates(dataset: xr.Dataset) -> xr.Dataset:
    decoded = {}
    for name, coordinate in dataset.coords.items():
        if coordinate.dtype.kind in "SO":
            text = [item.decode() if isinstance(item, bytes) else str(item) for item in coordinate.values]
            decoded[name] = (coordinate.dims, np.array(text, dtype=str), coordinate.attrs)
    # A copy made by assign_coords does not know how to close the file.
    result = dataset.assign_coords(decoded)
    result.set_close(dataset.close)
    return result
