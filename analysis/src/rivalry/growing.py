"""Files that are written while they are read, or whose writer died: how to open them, and how much of them counts.

A run writes in HDF5's single-writer-multiple-reader mode. The length of /market/period, which it sets last, says up to
which period everything is there; what other variables have beyond it does not count.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import struct
from dataclasses import dataclass, field
from typing import Any

import h5py
import numpy as np

from rivalry.lazy import data_sets, dimensions

ENTRY_SHIFT = 32  # an id is the period of entry times 2^32, and a number among that period's entrants
UNWRITTEN_END = 4096  # bytes that HDF5 may have allocated but not yet written when a process dies
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


def options(path: str | os.PathLike[str]) -> dict[str, Any]:
    """What h5py.File needs to open the file to read."""
    return {"swmr": True} if is_left_open(path) else {}


@dataclass(frozen=True)
class Extent:
    """How much of a file counts: all of a complete one, else what belongs to its periods."""

    periods: int = 0
    lengths: dict[str, dict[str, int]] = field(default_factory=dict)  # [group][dimension], of those that are cut

    def cut(self, group: str) -> dict[str, slice]:
        """What counts of a group, a slice a dimension."""
        return {dimension: slice(0, length) for dimension, length in self.lengths.get(group, {}).items()}


def read_extent(file: h5py.File) -> Extent:
    """Reads how much of an open file counts."""
    if "market" not in file or "period" not in file["market"]:
        return Extent()
    counted = file["market/period"][:]
    periods = int(np.argmin(np.append(counted == np.arange(1, len(counted) + 1), False)))
    if np.ravel(file.attrs.get("complete", 0))[0]:
        return Extent(periods)
    lengths: dict[str, dict[str, int]] = {"market": {"period": periods}}

    def add(group: str, dimension: str, name: str, shift: int = 0) -> None:
        if group in file and name in file[group]:
            beyond = np.append((file[group][name][:] >> shift) > periods, True)
            lengths.setdefault(group, {})[dimension] = int(np.argmax(beyond))

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
        shape = [min(cut.get(dim, length), length) for dim, length in zip(dims[name], item.shape, strict=True)]
        starts = [range(0, length, chunk) for length, chunk in zip(shape, item.chunks, strict=True)]
        for start in itertools.product(*starts):
            info = item.id.get_chunk_info_by_coord(start)
            if info.byte_offset is not None and info.byte_offset + info.size > size:
                found.append(name)
                break
    return found


def damaged_variables(path: str | os.PathLike[str]) -> list[str]:
    """Variables that cannot be read, such as "/firms/profit"."""
    found = []
    with h5py.File(path, "r", **options(path)) as file:
        for group_name, group in file.items():
            for name in group:
                try:
                    item = group[name]
                    for chunk in [...] if item.chunks is None else item.iter_chunks():
                        item[chunk]
                except (OSError, KeyError, RuntimeError):
                    found.append(f"/{group_name}/{name}")
    return found
