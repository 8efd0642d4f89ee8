"""What results and sweeps have in common as opened files."""

from __future__ import annotations

import os
import tomllib
from types import TracebackType
from typing import Any, Self

import xarray as xr

from rivalry.errors import ResultError
from rivalry.groups import open_group
from rivalry.header import Header


class OpenedFile:
    """A file of the program, whose groups are opened when first used.

    A context manager: leaving it closes the file. Data that were read stay usable.

    Attributes:
        path: the file.
        attributes: root attributes of the file as plain values.
        groups: names of the groups that it holds.
        complete: whether all is there that was planned.
    """

    def __init__(self, path: str | os.PathLike[str], header: Header) -> None:
        self.path: str = os.fspath(path)
        self._open: dict[str, xr.Dataset] = {}
        self._take(header)

    def _take(self, header: Header) -> None:
        self.attributes: dict[str, Any] = header.attributes
        self.groups: tuple[str, ...] = header.groups
        self.complete: bool = header.complete
        self._extent = header.extent
        self._remedy: str = header.kind.again

    def dataset(self, group: str) -> xr.Dataset:
        """A group as it lies in the file, codes undecoded, opened once. Raises ResultError where there is none."""
        if group not in self._open:
            self._open[group] = open_group(self.path, group, self._extent, self._remedy)
        return self._open[group]

    @property
    def scenario(self) -> dict[str, Any]:
        """The complete resolved scenario; of a sweep, the one that it starts from.

        Raises ResultError where the file has none or it is not TOML.
        """
        return self._toml("scenario")

    def close(self) -> None:
        """Closes the file; may be called twice."""
        for dataset in self._open.values():
            dataset.close()
        self._open.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _toml(self, name: str) -> dict[str, Any]:
        text = self.attributes.get(name)
        if text is None:
            raise ResultError(self.path, f"has no attribute `{name}`", self._remedy)
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ResultError(self.path, f"holds a {name} that is not TOML: {error}", self._remedy) from error
