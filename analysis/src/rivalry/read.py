"""A result file of `rivalry run`, opened for analysis."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable

import pandas as pd
import xarray as xr

from rivalry.errors import IncompleteRunWarning
from rivalry.header import RESULT, Header, read_header
from rivalry.opened import OpenedFile
from rivalry.shown import shown
from rivalry.tables import event_table, panel_table


def open_result(path: str | os.PathLike[str], *, follow: bool = False) -> Result:
    """Opens a result file; data are read only when used.

    The run may still go on, or have been killed: the file holds every period up to the last time that it was brought
    up to date, and nothing beyond it is shown.

    Args:
        path: the file.
        follow: the run is known to go on, so do not warn; `Result.refresh` takes in what it adds.

    Warns:
        IncompleteRunWarning: the run did not finish. What was recorded is there.

    Raises:
        ResultError: the file is absent, not HDF5, not a Rivalry result, damaged, or of a newer format.
        OSError: the file exists but the system does not let it be read.
    """
    result = Result(path)
    if not result.complete and not (follow and result.running):
        warnings.warn(shown(f"{os.fspath(path)}: {result.state}"), IncompleteRunWarning, stacklevel=2)
    return result


class Result(OpenedFile):
    """One run: its groups as xarray Datasets, its attributes, its scenario.

    A context manager: leaving it closes the file. Data that were read stay usable.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        super().__init__(path, read_header(path, RESULT))

    def _take(self, header: Header) -> None:
        super()._take(header)
        self.running: bool = header.being_written and not header.complete
        self.periods: int = header.extent.periods

    def refresh(self) -> bool:
        """Takes in what a running run has added. Datasets that were taken from the result before stay as they were.

        Returns:
            Whether there are more periods, or the run has ended, since the last time.

        Raises:
            ResultError: as `open_result`.
        """
        before = (self.periods, self.running)
        header = read_header(self.path, RESULT)
        self.close()
        self._take(header)
        return (self.periods, self.running) != before

    @property
    def state(self) -> str:
        """How far the run is or got, in words."""
        planned = self.attributes.get("periods")
        until = f"period {self.periods}" + (f" of {planned}" if planned else "")
        if self.complete:
            return f"complete, {self.periods} periods"
        if self.running:
            return f"the run goes on; the file holds all up to {until} so far"
        return f"the run did not finish; the file holds all up to {until} (repeat the run for the rest)"

    @property
    def market(self) -> xr.Dataset:
        """The market a period: dimensions period, path. Raises ResultError where the file has no such group."""
        return self.dataset("market")

    @property
    def segments(self) -> xr.Dataset:
        """Demand: dimensions period, segment, attribute. Raises ResultError where the file has no such group."""
        return self.dataset("segments")

    @property
    def firms(self) -> xr.Dataset:
        """Firms: dimensions period (recorded ones), firm, attribute, path. NaN where a firm is not alive.

        Raises ResultError where the file has no such group.
        """
        return self.dataset("firms")

    @property
    def events(self) -> xr.Dataset:
        """Events as recorded, codes undecoded: dimension event. Raises ResultError where the file has no such group."""
        return self.dataset("events")

    @property
    def summary(self) -> xr.Dataset:
        """Headline figures: dimension run, of length 1. Raises ResultError where the file has no such group."""
        return self.dataset("summary")

    def panel(self, variables: Iterable[str] | None = None) -> pd.DataFrame:
        """One row per firm and recorded period in which the firm was alive.

        Args:
            variables: the columns wanted beside `period` and `firm`; all when left out.

        Raises:
            ResultError: firms were not recorded.
            KeyError: a wanted variable was not recorded.
        """
        return panel_table(self.firms, variables)

    def event_table(self) -> pd.DataFrame:
        """One row an event, with kind, path and mode as words. Raises ResultError where events were not recorded."""
        return event_table(self.events)

    def __repr__(self) -> str:
        state = "" if self.complete else ", incomplete"
        name = self.attributes.get("scenario_name", "unnamed")
        return shown(f"<rivalry.Result {self.path!r}: {name}, seed {self.attributes.get('seed')}{state}>")
