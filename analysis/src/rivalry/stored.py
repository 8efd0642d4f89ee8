"""What an HDF5 file says of itself, looked at before it is believed.

A file may be damaged, made by another program, or made to do harm: sizes that it only declares, links that lead to
other files or to a pipe on which a reader waits for ever, attributes of another shape. Here such a thing becomes an
error in words before anything is opened or room for it is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

import h5py
import numpy as np

MOST_MEMBERS = 4096  # of a group; a result has fewer than 200
MOST_ATTRIBUTES = 1024  # of an object
MOST_ATTRIBUTE_BYTES = 2**23  # the largest is a scenario or sweep as text
MOST_PERIODS = 10_000_000  # scenario.periods
MOST_VALUES = 2**32  # along a dimension: runs of a sweep
MOST_DIMENSIONS = 4  # of a data set; ours have one or two
ALWAYS_ROOM = 2**20  # bytes that may be declared whatever is stored
BEST_RATIO = 2000  # deflate comes to 1032
ONE_NUMBER = ("_FillValue", "missing_value", "scale_factor", "add_offset")  # what xarray computes with


class StoredError(ValueError):
    """What a file holds is not what it may hold."""


def members(group: h5py.Group) -> dict[str, bool]:
    """Names in a group, and whether each leads to an object in this file; nothing is opened.

    Raises:
        StoredError: there are more than any file of ours has.
    """
    if len(group) > MOST_MEMBERS:
        raise StoredError(f"{group.name} has {len(group):,} members, more than the {MOST_MEMBERS:,} that are read")
    return {name: isinstance(group.get(name, getlink=True), h5py.HardLink) for name in group}


def member(group: h5py.Group, name: str) -> h5py.Group | h5py.Dataset:
    """One of the members.

    Raises:
        KeyError: it is damaged.
        StoredError: it is a link to another place, which is not followed.
    """
    link = group.get(name, getlink=True)
    if isinstance(link, h5py.HardLink):
        return group[name]
    where = f"the file {link.filename}" if isinstance(link, h5py.ExternalLink) else getattr(link, "path", "elsewhere")
    raise StoredError(f"{path_of(group, name)} is a link to {where}, and links are not followed")


def groups(file: h5py.File) -> tuple[str, ...]:
    """Names of the groups at the root, also of those that are damaged or links, which say so when they are used."""
    return tuple(
        name for name, is_here in members(file).items() if not is_here or isinstance(file.get(name), h5py.Group | None)
    )


def child_group(file: h5py.File, name: str) -> h5py.Group | None:
    """A group of the root, or None where there is nothing of that name.

    Raises:
        StoredError: it is something else.
    """
    if not file.id.links.exists(name.encode()):
        return None
    found = member(file, name)
    if not isinstance(found, h5py.Group):
        raise StoredError(f"/{name} is no group")
    return found


def data_sets(group: h5py.Group) -> dict[str, h5py.Dataset]:
    """The data sets of a group by name, each looked at.

    Raises:
        KeyError: one of its members is damaged; `group.items()` would leave it out.
        StoredError: one of them is not to be believed.
    """
    found = {name: member(group, name) for name in members(group)}
    return {name: checked(item) for name, item in found.items() if isinstance(item, h5py.Dataset)}


def checked(item: h5py.Dataset) -> h5py.Dataset:
    """The data set.

    Raises:
        StoredError: its values lie in other files, are of a kind that no file of ours has, or it declares far more of
            them than it can hold.
    """
    name = item.name
    if item.is_virtual or item.external:
        raise StoredError(f"{name} takes its values from other files, which are not opened")
    if item.shape is None or item.dtype.kind not in "iufbSO" or not _is_text_or_number(item.dtype):
        raise StoredError(f"{name} holds neither numbers nor texts")
    if item.ndim > MOST_DIMENSIONS or max(item.shape, default=0) > MOST_VALUES:
        raise StoredError(f"{name} declares {_sizes(item)} values, more than any file of ours has")
    declared, stored = prod(item.shape) * item.dtype.itemsize, item.id.get_storage_size()
    if declared > ALWAYS_ROOM and declared > BEST_RATIO * stored:
        raise StoredError(f"{name} declares {_sizes(item)} values and stores {stored:,} bytes, too few for so many")
    return item


def line(item: h5py.Dataset | h5py.Group | None, most: int | None = None) -> np.ndarray:
    """Whole numbers in a line.

    Raises:
        StoredError: they are none, or more than `most`.
    """
    if not isinstance(item, h5py.Dataset):
        raise StoredError(f"{getattr(item, 'name', 'a variable')} is no data set")
    if item.ndim != 1 or item.dtype.kind not in "iu":
        raise StoredError(f"{item.name} must be whole numbers in one dimension; it has {item.ndim} of {item.dtype}")
    if most is not None and item.size > most:
        raise StoredError(f"{item.name} has {item.size:,} values; there are at most {most:,}")
    return checked(item)[:]


def attributes(owner: h5py.Group | h5py.Dataset, without: frozenset[str] = frozenset()) -> Iterator[tuple[str, Any]]:
    """Attributes that are numbers or texts, by name; others, which no file of ours has, are left out.

    Raises:
        StoredError: there are too many, one is too large, or one that is computed with is not one number.
    """
    if len(owner.attrs) > MOST_ATTRIBUTES:
        raise StoredError(f"{owner.name} has {len(owner.attrs):,} attributes, more than {MOST_ATTRIBUTES:,}")
    for name in owner.attrs:
        if name in without:
            continue
        attribute = owner.attrs.get_id(name)
        if prod(attribute.shape or ()) * attribute.dtype.itemsize > MOST_ATTRIBUTE_BYTES:
            raise StoredError(f"attribute {name} of {owner.name} is larger than {MOST_ATTRIBUTE_BYTES:,} bytes")
        if not _is_text_or_number(attribute.dtype):
            continue
        value = owner.attrs[name]
        if name in ONE_NUMBER and not (np.size(value) == 1 and np.asarray(value).dtype.kind in "iuf"):
            raise StoredError(f"attribute {name} of {owner.name} must be one number")
        yield name, value


def path_of(group: h5py.Group, name: str) -> str:
    """`/market/period` for "period" in /market."""
    return f"{group.name.rstrip('/')}/{name}"


def _sizes(item: h5py.Dataset) -> str:
    return " x ".join(f"{length:,}" for length in item.shape)


def _is_text_or_number(dtype: np.dtype) -> bool:
    """References, lists and records have the kinds O and V, too."""
    return dtype.kind in "iufbS" or h5py.check_string_dtype(dtype) is not None
