"""What results and sweeps have in common as opened files."""

from __future__ import annotations

import copy
import os
import tomllib
from collections.abc import Callable
from functools import cache, cached_property
from types import TracebackType
from typing import Any, Self

import xarray as xr

from rivalry.errors import ResultError
from rivalry.groups import open_group, with_texts
from rivalry.header import Header

WHOLE = ("scenario", "sweep")  # TOML, of which the texts are changed where it is read


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

    def with_texts(self, change: Callable[[str], str]) -> Self:
        """The same opened file with all the texts that it holds changed: names, titles, labels, units."""
        other = copy.copy(self)
        for name in [name for name in vars(self) if isinstance(getattr(type(self), name, None), cached_property)]:
            del vars(other)[name]
        other.dataset = cache(lambda group: with_texts(self.dataset(group), change))
        other._toml = cache(lambda name: _changed(self._toml(name), change))
        other.attributes = {
            name: value if name in WHOLE else _changed(value, change) for name, value in self.attributes.items()
        }
        other.path = change(self.path)
        return other

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
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise ResultError(self.path, f"holds a {name} that is not TOML: {error}", self._remedy) from error


def section(document: dict[str, Any], name: str) -> dict[str, Any]:
    """A section of a scenario or sweep file; empty where the file has something else under that name, or nothing."""
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def tables(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Tables of a list, `[[name]]`, of a scenario or sweep file; an empty one for each that is none."""
    found = document.get(name)
    return [each if isinstance(each, dict) else {} for each in found] if isinstance(found, list) else []


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(key): _changed(item, change) for key, item in value.items()}
    return [_changed(item, change) for item in value] if isinstance(value, list) else value
