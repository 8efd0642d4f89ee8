"""The root of a file of Rivalry: which kind it is, which version, which groups it holds."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import h5py
import numpy as np

from rivalry.errors import DamagedResultError, ResultError
from rivalry.growing import Extent, is_being_written, open_file, read_extent
from rivalry.shown import shell_file, whole
from rivalry.stored import StoredError, attributes, groups

NEWEST_FORMAT_VERSION = 1
HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"


@dataclass(frozen=True)
class Kind:
    """What a file may be: its format, and the words for it in messages."""

    format: str
    name: str
    made: str  # the command that makes one
    opened: str  # the function that opens one
    again: str  # what to do if it is damaged


RESULT = Kind("rivalry-result", "Rivalry result", "rivalry run", "rivalry.open_result", "repeat the run")
SWEEP = Kind("rivalry-sweep", "merged sweep", "rivalry sweep merge", "rivalry.read_sweep", "merge the sweep again")


OF_RESULTS = ("compiler", "decision_rules", "ended", "host", "identity", "repaired", "scenario_name", "started")
OF_SWEEPS = ("failures", "plan", "sweep", "sweep_name")
TEXTS = {"format", "program_version", "commit", "scenario", "question", *OF_RESULTS, *OF_SWEEPS}
NUMBERS_OF_RESULTS = ("periods", "replicate", "seed", "threads")
NUMBERS_OF_SWEEPS = ("common_random_numbers", "failed_runs", "model_version", "planned_runs", "points")
INTEGERS = {"format_version", "complete", *NUMBERS_OF_RESULTS, *NUMBERS_OF_SWEEPS}


@dataclass(frozen=True)
class Header:
    """Root attributes as plain Python values, the names of the groups, and how much of them counts."""

    kind: Kind
    attributes: dict[str, Any]
    groups: tuple[str, ...]
    extent: Extent
    being_written: bool

    @property
    def complete(self) -> bool:
        """Whether the run reached its end; a file that does not say is taken as incomplete."""
        return bool(self.attributes.get("complete", 0))


def read_header(path: str | os.PathLike[str], *kinds: Kind) -> Header:
    """Reads and checks the root of a file, which must be of one of the kinds.

    Raises:
        ResultError: there is no such file, it is not HDF5, of no such kind, damaged, or of a newer format.
        OSError: the file exists but the system does not let it be read.
    """
    _check_signature(path, kinds)
    being_written = is_being_written(path)  # first: what ends meanwhile is found in the file
    try:
        with open_file(path) as file:
            found = {name: plain(value) for name, value in attributes(file)}
            kind = _check_format(path, found, kinds)
            _check_attributes(path, found, kind)
            names = groups(file)
            extent = read_extent(file)
    except StoredError as error:
        raise DamagedResultError(path, str(error), kinds[0].again) from error
    except (OSError, RuntimeError, KeyError) as error:  # what damaged files provoke
        if getattr(error, "errno", None) in (errno.EAGAIN, errno.EACCES) or "unable to lock" in str(error):
            raise ResultError(path, "is being changed by another program", "close it there and try again") from error
        raise DamagedResultError(
            path, f"is a damaged HDF5 file: {error}", f"copy it again, or {kinds[0].again}; it may be cut short"
        ) from error
    return Header(kind, found, names, extent, being_written)


def plain(value: Any) -> Any:
    """An HDF5 attribute as a Python value: text as str, scalars as int or float, vectors as lists."""
    if isinstance(value, h5py.Empty):
        return "" if value.dtype.kind in "SO" else []
    if isinstance(value, str | bytes):
        return whole(value)
    if isinstance(value, np.ndarray):
        return plain(value.item()) if value.size == 1 else [plain(item) for item in value.tolist()]
    if isinstance(value, np.generic):
        return plain(value.item())
    return value


def _check_signature(path: str | os.PathLike[str], kinds: Sequence[Kind]) -> None:
    made = " or ".join(f"`{kind.made}`" for kind in kinds)
    if os.path.isdir(path):
        if os.path.exists(os.path.join(path, "plan")):
            remedy = f"merge it: rivalry sweep merge {shell_file(os.fspath(path))}"
            raise ResultError(path, "is the directory of a sweep", remedy)
        raise ResultError(path, "is a directory", f"name the {kinds[0].name.split()[-1]} file inside it")
    if os.path.exists(path) and not os.path.isfile(path):
        raise ResultError(path, "is no file but a pipe or device", f"give a file that {made} wrote")
    try:
        with open(path, "rb") as file:
            start = file.read(len(HDF5_SIGNATURE))
    except FileNotFoundError as error:
        raise ResultError(path, "no such file", f"check the name; {made} writes one") from error
    if start != HDF5_SIGNATURE:
        what = "is empty" if not start else "is not an HDF5 file"
        raise ResultError(path, what, f"give a file that {made} wrote")


def _check_format(path: str | os.PathLike[str], attributes: dict[str, Any], kinds: Sequence[Kind]) -> Kind:
    found = attributes.get("format")
    kind = next((kind for kind in kinds if kind.format == found), None)
    if kind is None:
        _refuse(path, found, kinds)
    version = attributes.get("format_version")
    if not isinstance(version, int) or version < 1:
        raise ResultError(path, f"has format_version {version!r}, which must be 1 or more", kind.again)
    if version > NEWEST_FORMAT_VERSION:
        writer = attributes.get("program_version", "of unknown version")
        raise ResultError(
            path,
            f"has format version {version} (written by rivalry {writer}); this package reads up to "
            f"{NEWEST_FORMAT_VERSION}",
            "install a newer version of the Python package",
        )
    return kind


def _check_attributes(path: str | os.PathLike[str], attributes: dict[str, Any], kind: Kind) -> None:
    for name, value in attributes.items():
        wanted = "one text" if name in TEXTS else "one whole number" if name in INTEGERS else None
        if wanted and not isinstance(value, str if name in TEXTS else int):
            many = f"{len(value):,} values" if isinstance(value, list) else repr(value)[:40]
            raise DamagedResultError(path, f"attribute `{name}` is {many}, and must be {wanted}", kind.again)


def _refuse(path: str | os.PathLike[str], found: Any, kinds: Sequence[Kind]) -> NoReturn:
    for other in (RESULT, SWEEP):
        if found == other.format:
            raise ResultError(path, f"is a {other.name}, not a {kinds[0].name}", f"open it with {other.opened}")
    wanted = " or ".join(repr(kind.format) for kind in kinds)
    problem = "has no attribute `format`" if found is None else f"has format {found!r}, not {wanted}"
    what = " or ".join(f"a {kind.name}" for kind in kinds)
    made = " or ".join(f"`{kind.made}`" for kind in kinds)
    raise ResultError(path, f"is HDF5 but not {what}: {problem}", f"give a file that {made} wrote")
