"""The root of a result file: is it one, which version, which groups does it hold."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from typing import Any

import h5py
import numpy as np

from rivalry.errors import DamagedResultError, ResultError
from rivalry.growing import Extent, is_being_written, options, read_extent

FORMAT = "rivalry-result"
NEWEST_FORMAT_VERSION = 1
HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"


@dataclass(frozen=True)
class Header:
    """Root attributes as plain Python values, the names of the groups, and how much of them counts."""

    attributes: dict[str, Any]
    groups: tuple[str, ...]
    extent: Extent
    being_written: bool

    @property
    def complete(self) -> bool:
        """Whether the run reached its end; a file that does not say is taken as incomplete."""
        return bool(self.attributes.get("complete", 0))


def read_header(path: str | os.PathLike[str]) -> Header:
    """Reads and checks the root of a result file.

    Raises:
        ResultError: there is no such file, it is not HDF5, not a Rivalry result, damaged, or of a newer format.
        OSError: the file exists but the system does not let it be read.
    """
    _check_signature(path)
    being_written = is_being_written(path)  # first: what ends meanwhile is found in the file
    try:
        with h5py.File(path, "r", **options(path)) as file:
            attributes = {name: plain(value) for name, value in file.attrs.items()}
            _check_format(path, attributes)
            groups = tuple(name for name, item in file.items() if isinstance(item, h5py.Group))
            extent = read_extent(file)
    except (OSError, RuntimeError, KeyError) as error:  # what damaged files provoke
        if getattr(error, "errno", None) in (errno.EAGAIN, errno.EACCES) or "unable to lock" in str(error):
            raise ResultError(path, "is being changed by another program", "close it there and try again") from error
        raise DamagedResultError(
            path, f"is a damaged HDF5 file: {error}", "copy it again, or repeat the run; it may be cut short"
        ) from error
    return Header(attributes, groups, extent, being_written)


def plain(value: Any) -> Any:
    """An HDF5 attribute as a Python value: text as str, scalars as int or float, vectors as lists."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, np.ndarray):
        return plain(value.item()) if value.size == 1 else [plain(item) for item in value.tolist()]
    if isinstance(value, np.generic):
        return plain(value.item())
    return value


def _check_signature(path: str | os.PathLike[str]) -> None:
    if os.path.isdir(path):
        raise ResultError(path, "is a directory", "name the result file inside it")
    try:
        with open(path, "rb") as file:
            start = file.read(len(HDF5_SIGNATURE))
    except FileNotFoundError as error:
        raise ResultError(path, "no such file", "check the name, or run `rivalry run SCENARIO -o FILE`") from error
    if start != HDF5_SIGNATURE:
        what = "is empty" if not start else "is not an HDF5 file"
        raise ResultError(path, what, "give a file that `rivalry run` wrote")


def _check_format(path: str | os.PathLike[str], attributes: dict[str, Any]) -> None:
    found = attributes.get("format")
    if found != FORMAT:
        problem = "has no attribute `format`" if found is None else f"has format {found!r}, not {FORMAT!r}"
        raise ResultError(path, f"is HDF5 but not a Rivalry result: {problem}", "give a file that `rivalry run` wrote")
    version = attributes.get("format_version")
    if not isinstance(version, int) or version < 1:
        raise ResultError(path, f"has format_version {version!r}, which must be 1 or more", "repeat the run")
    if version > NEWEST_FORMAT_VERSION:
        writer = attributes.get("program_version", "of unknown version")
        raise ResultError(
            path,
            f"has format version {version} (written by rivalry {writer}); this package reads up to "
            f"{NEWEST_FORMAT_VERSION}",
            "install a newer version of the Python package",
        )
