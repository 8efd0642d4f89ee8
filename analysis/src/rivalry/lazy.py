"""Groups of HDF5 files as Datasets: every variable is described once, and read when it is used.

xarray's own reader gives the same, but asks for each variable all others how long their dimensions are, which takes
seconds where there are some fifty.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import h5py
import numpy as np
import xarray as xr
from xarray.backends import BackendArray, BackendEntrypoint, CachingFileManager
from xarray.core.indexing import ExplicitIndexer, IndexingSupport, LazilyIndexedArray, explicit_indexing_adapter

from rivalry.shown import whole
from rivalry.stored import StoredError, attributes, child_group, data_sets

BARE_DIMENSION = b"This is a netCDF dimension but not a netCDF variable"
OF_THE_FORMAT = frozenset({"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST", "_Netcdf4Dimid", "_Netcdf4Coordinates"})
READING = threading.RLock()  # else a file that another thread opens could push one out of the cache that is being read


class LazyGroup(BackendEntrypoint):
    """An engine of `xarray.open_dataset`: one group, with its dimensions labelled by scales as in netCDF-4."""

    def open_dataset(
        self,
        filename_or_obj: str | os.PathLike[str],
        *,
        drop_variables: str | Iterable[str] | None = None,
        group: str,
        mask_and_scale: bool | Mapping[str, bool] = True,
        decode_times: bool = True,
        opener: Callable[..., h5py.File] = h5py.File,
    ) -> xr.Dataset:
        """Describes the group of a file that `opener` opens.

        Raises:
            StoredError: it is not to be believed, or a dimension is not labelled.
            KeyError, OSError, RuntimeError: it is absent or damaged.
        """
        manager = CachingFileManager(opener, os.path.abspath(filename_or_obj), mode="r")
        try:
            with READING:
                found = child_group(manager.acquire(), group)
                if found is None:
                    raise KeyError(group)
                items = data_sets(found)
                variables, attributes, coordinates = xr.conventions.decode_cf_variables(
                    _variables(items, manager),
                    _attributes(found),
                    mask_and_scale=mask_and_scale,
                    decode_times=decode_times,
                    drop_variables=drop_variables,
                )
                dataset = xr.Dataset(variables, attrs=attributes).set_coords(coordinates & variables.keys())
                dataset.encoding["unlimited_dims"] = {name for name, item in items.items() if _can_grow(item)}
        except BaseException:
            manager.close()
            raise
        dataset.set_close(manager.close)
        return dataset


class StoredArray(BackendArray):
    """The values of one data set, as long as its dimensions were when it was described."""

    def __init__(self, manager: CachingFileManager, item: h5py.Dataset, shape: tuple[int, ...]) -> None:
        self._manager = manager
        self._name = item.name
        self._is_text = _is_text(item)
        self.shape = shape
        self.dtype = np.dtype(object) if self._is_text else item.dtype

    def __getitem__(self, key: ExplicitIndexer) -> Any:
        return explicit_indexing_adapter(key, self.shape, IndexingSupport.OUTER_1VECTOR, self._read)

    def _read(self, key: tuple[Any, ...]) -> Any:
        within = tuple(
            slice(*part.indices(length)) if isinstance(part, slice) else part
            for part, length in zip(key, self.shape, strict=True)
        )
        with READING:
            item = self._manager.acquire()[self._name]
            if any(stored < length for stored, length in zip(item.shape, self.shape, strict=True)):
                return self._filled_up(item)[within]
            return (item.asstr("utf-8", "backslashreplace") if self._is_text else item)[within]

    def _filled_up(self, item: h5py.Dataset) -> np.ndarray:
        """With fill values where another variable of the dimension is longer: such is netCDF's rule."""
        stored = tuple(slice(min(lengths)) for lengths in zip(item.shape, self.shape, strict=True))
        whole = np.full(self.shape, "" if self._is_text else item.fillvalue, self.dtype)
        whole[stored] = (item.asstr("utf-8", "backslashreplace") if self._is_text else item)[stored]
        return whole


def dimensions(items: Mapping[str, h5py.Dataset]) -> dict[str, tuple[str, ...]]:
    """Names of the dimensions of each of a group's data sets.

    Raises:
        StoredError: one of them is not labelled.
    """
    scales = {item: name for name, item in items.items() if item.is_scale}
    return {name: _dimensions(item, scales) for name, item in items.items()}


def _dimensions(item: h5py.Dataset, scales: dict[h5py.Dataset, str]) -> tuple[str, ...]:
    """HDF5 searches the file for the name of what a reference leads to, so names are looked up in `scales` first."""
    if item in scales:
        return (scales[item],)
    attached = [list(dimension.values()) for dimension in item.dims]
    if [] in attached:
        raise StoredError(f"dimension {attached.index([])} of {item.name} is not labelled")
    return tuple(scales.get(last) or last.name.rsplit("/", 1)[-1] for *_, last in attached)


def _variables(items: Mapping[str, h5py.Dataset], manager: CachingFileManager) -> dict[str, xr.Variable]:
    dims = dimensions(items)
    lengths: dict[str, int] = {}
    for name, item in items.items():
        for dim, length in zip(dims[name], item.shape, strict=True):
            lengths[dim] = max(length, lengths.get(dim, 0))
    return {
        name: _variable(item, {dim: lengths[dim] for dim in dims[name]}, manager)
        for name, item in items.items()
        if not _is_bare_dimension(item)
    }


def _variable(item: h5py.Dataset, sizes: dict[str, int], manager: CachingFileManager) -> xr.Variable:
    stored = StoredArray(manager, item, tuple(sizes.values()))
    encoding = {**_encoding(item, tuple(sizes)), "original_shape": stored.shape}
    return xr.Variable(tuple(sizes), LazilyIndexedArray(stored), _attributes(item), encoding)


def _encoding(item: h5py.Dataset, dims: tuple[str, ...]) -> dict[str, Any]:
    """How it is stored, in the words that xarray writes files by."""
    encoding: dict[str, Any] = {
        "dtype": str if _is_text(item) else item.dtype,
        "contiguous": item.chunks is None,
        "chunksizes": item.chunks,
        "shuffle": item.shuffle,
        "fletcher32": item.fletcher32,
        "zlib": item.compression == "gzip",
        "source": item.file.filename,
    }
    if item.chunks is not None:
        encoding["preferred_chunks"] = dict(zip(dims, item.chunks, strict=True))
    if encoding["zlib"]:
        encoding["complevel"] = item.compression_opts
    return encoding


def _attributes(item: h5py.Dataset | h5py.Group) -> dict[str, Any]:
    return {name: _plain(value) for name, value in attributes(item, without=OF_THE_FORMAT)}


def _plain(value: Any) -> Any:
    """Text as str, texts as a list, a vector of one number as that number."""
    if isinstance(value, h5py.Empty):
        return "" if value.dtype.kind in "SO" else np.array([], dtype=value.dtype)
    if isinstance(value, str | bytes):
        return whole(value)
    if isinstance(value, np.ndarray) and value.dtype.kind in "SOT":
        value = [_plain(text) for text in value.flat]
    return value[0] if isinstance(value, list | np.ndarray) and len(value) == 1 else value


def _is_bare_dimension(item: h5py.Dataset) -> bool:
    return item.is_scale and h5py.h5ds.get_scale_name(item.id).startswith(BARE_DIMENSION)


def _can_grow(item: h5py.Dataset) -> bool:
    return item.is_scale and item.maxshape == (None,)


def _is_text(item: h5py.Dataset) -> bool:
    """Whether it holds texts of any length."""
    text = h5py.check_string_dtype(item.dtype)
    return text is not None and text.length is None
