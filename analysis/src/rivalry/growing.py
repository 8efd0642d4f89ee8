"""Files that are written while they are read, or whose writer died: how to open them, and how much of them counts.

A run writes in HDF5's single-writer-multiple-reader mode. The length of /market/period, which it sets last, says up to
which period everything is there; what other variables have beyond it does not count.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import re
import struct
from dataclasses import dataclass, field
from functools import cache

import h5py
import numpy as np

from rivalry.lazy import dimensions
from rivalry.stored import (
    MOST_PERIODS,
    StoredError,
    checked,
    child_group,
    data_sets,
    groups,
    line,
    member,
    members,
    path_of,
)

ENTRY_SHIFT = 32  # an id is the period of entry times 2^32, and a number among that period's entrants
UNWRITTEN_END = 4096  # bytes that HDF5 may have allocated but not yet written when a process dies
LOOKS_AT_METADATA, SETTING = 24, "H5Pset_metadata_read_attempts"
LOCKED_BYTE = 2**63 - 2  # that a living writer holds a lock of


def is_left_open(path: str | os.PathLike[str]) -> bool:
    """Whether a file says that somebody writes it: so says one that grows, and one whose writer died.

    Raises:
        OSError: it is cut short. HDF5 would take what is missing for zeros.
    """
    with open(path, "rb") as file:
        start = file.read(36)
    if len(start) < 36 or start[8] < 3 or start[11] == 0:  # version of the superblock, flags
        return False
    if os.path.getsize(path) + UNWRITTEN_END < int.from_bytes(start[28:36], "little"):
        raise OSError("the file is cut short")
    return True


def is_being_written(path: str | os.PathLike[str]) -> bool:
    """Whether a living process writes the file. False where the system cannot tell."""
    if not hasattr(fcntl, "F_OFD_GETLK"):
        return False
    layout = "hhqqi4x"
    with open(path, "rb") as file:
        asked = struct.pack(layout, fcntl.F_WRLCK, os.SEEK_SET, LOCKED_BYTE, 1, 0)
        found = fcntl.fcntl(file, fcntl.F_OFD_GETLK, asked)
    return bool(struct.unpack(layout, found)[0] != fcntl.F_UNLCK)


def open_file(path: str | os.PathLike[str], mode: str = "r") -> h5py.File:
    """Opens a file to read, also one that grows or whose writer died.

    Raises:
        OSError: it cannot be opened.
    """
    if mode != "r" or not is_left_open(path):
        return h5py.File(path, mode)
    access = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
    access.set_fclose_degree(h5py.h5f.CLOSE_STRONG)
    _limit_looks(access)
    return h5py.File(h5py.h5f.open(os.fsencode(path), h5py.h5f.ACC_RDONLY | h5py.h5f.ACC_SWMR_READ, fapl=access))


def _limit_looks(access: h5py.h5p.PropFAID) -> None:
    """HDF5 looks again at metadata that seem damaged, as a writer may be changing them, each time after twice the time:
    100 times, which never end. h5py does not have the function that says how often, so the library itself is asked."""
    library = _hdf5()
    if library is not None:
        library.H5Pset_metadata_read_attempts(ctypes.c_int64(access.id), ctypes.c_uint(LOOKS_AT_METADATA))


@cache
def _hdf5() -> ctypes.CDLL | None:
    """The HDF5 library that h5py has loaded; None where the system does not say which that is."""
    try:
        with open("/proc/self/maps") as maps:
            loaded = {line.split(maxsplit=5)[-1].strip() for line in maps if "/libhdf5" in line}
    except OSError:
        return None
    named = (name for name in loaded if re.match(r"libhdf5(_serial)?[-.]", os.path.basename(name)))
    return next((library for library in map(ctypes.CDLL, named) if hasattr(library, SETTING)), None)


@dataclass(frozen=True)
class Extent:
    """How much of a file counts: all of a complete one, else what belongs to its periods."""

    periods: int = 0
    lengths: dict[str, dict[str, int]] = field(default_factory=dict)  # [group][dimension], of those that are cut

    def cut(self, group: str) -> dict[str, slice]:
        """What counts of a group, a slice a dimension."""
        return {dimension: slice(0, length) for dimension, length in self.lengths.get(group, {}).items()}


def read_extent(file: h5py.File) -> Extent:
    """Reads how much of an open file counts.

    Raises:
        StoredError: what says so is not whole numbers in a line, or too long.
    """
    market = child_group(file, "market")
    if market is None or "period" not in members(market):
        return Extent()
    counted = line(member(market, "period"), MOST_PERIODS)
    periods = int(np.argmin(np.append(counted == np.arange(1, len(counted) + 1), False)))
    if np.ravel(file.attrs.get("complete", 0))[0]:
        return Extent(periods)
    lengths: dict[str, dict[str, int]] = {"market": {"period": periods}}

    def add(name: str, dimension: str, variable: str, shift: int = 0) -> None:
        group = child_group(file, name)
        if group is not None and variable in members(group):
            beyond = np.append((line(member(group, variable)) >> shift) > periods, True)
            lengths.setdefault(name, {})[dimension] = int(np.argmax(beyond))

    add("segments", "period", "period")
    add("firms", "period", "period")
    add("firms", "firm", "firm", ENTRY_SHIFT)
    add("events", "event", "period")
    return Extent(periods, lengths)


def missing_chunks(file: h5py.File, path: str | os.PathLike[str], group: str, extent: Extent) -> list[str]:
    """Variables of which a part that counts lies behind the end of the file: HDF5 would read zeros there."""
    if not is_left_open(path):
        return []
    size, cut = os.path.getsize(path), extent.lengths.get(group, {})
    items = data_sets(file[group])
    dims = dimensions(items)
    found = []
    for name, item in items.items():
        if item.chunks is None:
            continue
        counts = [min(cut.get(dim, length), length) for dim, length in zip(dims[name], item.shape, strict=True)]
        if any(
            chunk.byte_offset + chunk.size > size
            for chunk in stored_chunks(item)
            if all(start < count for start, count in zip(chunk.chunk_offset, counts, strict=True))
        ):
            found.append(name)
    return found


def stored_chunks(item: h5py.Dataset) -> list[h5py.h5d.StoreInfo]:
    """The chunks that a data set stores, which may be far fewer than it has room for."""
    chunks: list[h5py.h5d.StoreInfo] = []
    item.id.chunk_iter(chunks.append)
    return chunks


def damaged_variables(path: str | os.PathLike[str]) -> list[str]:
    """Variables that cannot be read, such as "/firms/profit"."""
    found = []
    with open_file(path) as file:
        for group_name in groups(file):
            group = file[group_name]
            for name in members(group):
                try:
                    item = member(group, name)
                    if isinstance(item, h5py.Dataset):
                        _read_all(checked(item))
                except (OSError, KeyError, RuntimeError, StoredError):
                    found.append(path_of(group, name))
    return found


def _read_all(item: h5py.Dataset) -> None:
    if item.chunks is None:
        item[...]
        return
    for chunk in stored_chunks(item):
        item[tuple(map(slice, chunk.chunk_offset, np.add(chunk.chunk_offset, item.chunks)))]
