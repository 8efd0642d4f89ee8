"""A sweep or ensemble that `rivalry sweep merge` or `rivalry ensemble` wrote, opened for analysis."""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import xarray as xr

from rivalry.errors import DamagedResultError, IncompleteSweepWarning
from rivalry.flags import decode, meanings
from rivalry.header import SWEEP, read_header
from rivalry.opened import OpenedFile, section
from rivalry.shown import shown

BEFORE_FACTORS = ("point", "replicate")
AFTER_OUTCOMES = ("stopped", "failed")
KEYS = ("key_high", "key_low")  # halves of a hash: nothing to compute with


def read_sweep(path: str | os.PathLike[str]) -> Sweep:
    """Opens a merged sweep or ensemble; its tables are read when first used.

    Warns:
        IncompleteSweepWarning: runs are missing, because the sweep was merged before it was done, or they failed.

    Raises:
        ResultError: the file is absent, not HDF5, not a merged sweep, damaged, or of a newer format.
        OSError: the file exists but the system does not let it be read.
    """
    sweep = Sweep(path)
    if not sweep.complete or sweep.failed_runs:
        warnings.warn(shown(f"{os.fspath(path)}: {sweep.state}"), IncompleteSweepWarning, stacklevel=2)
    return sweep


@dataclass(frozen=True)
class Column:
    """What a column of the table of runs means: its name, words for it, its unit ("1" where it has none)."""

    name: str
    label: str
    units: str
    definition: str

    @property
    def words(self) -> str:
        """For an axis: `mean profit, money/period`."""
        return self.label if self.units in ("", "1") else f"{self.label}, {self.units}"


class Sweep(OpenedFile):
    """All runs of a sweep: a row a run with its factors and outcomes, and the series that were kept.

    A context manager: leaving it closes the file. Tables that were read stay usable.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        super().__init__(path, read_header(path, SWEEP))

    @property
    def name(self) -> str:
        """The sweep's name, or else the file's."""
        return str(self.attributes.get("sweep_name") or os.path.splitext(os.path.basename(self.path))[0])

    @property
    def question(self) -> str:
        """What the sweep is to answer, or else what its scenario is."""
        return str(self.attributes.get("question") or section(self.scenario, "scenario").get("question", ""))

    @property
    def common_random_numbers(self) -> bool:
        """Whether run r of one point shares its draws with run r of every other."""
        return bool(self.attributes.get("common_random_numbers", 0))

    @property
    def failed_runs(self) -> int:
        """Runs that failed; they are in the table, without outcomes."""
        return int(self.attributes.get("failed_runs", 0))

    @property
    def state(self) -> str:
        """How much of the sweep is there, in words."""
        there, planned = self.dataset("runs").sizes["run"], int(self.attributes.get("planned_runs", 0))
        words = f"{there} runs"
        if not self.complete:
            words = f"only {there} of {planned} runs were merged (rivalry sweep run, then merge again)"
        if self.failed_runs:
            words += f", {self.failed_runs} of them failed and have no outcomes (see attribute `failures`)"
        return words

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row a run, indexed by its number: point, replicate, factors, outcomes, stopped, failed.

        Factors whose levels have labels are categories, in the order of the design; beside them stand the number of
        the level, `NAME_level`, and, of a factor of several keys, a column a key. `stopped` is the number of the rule
        that ended the run, -1 if none did. Outcomes of failed runs are missing. What the statistics need to know of
        the columns is in `.attrs`: `factors`, `details` (column to the factor that it tells more of) and `indistinct`.
        """
        data = self.dataset("runs")
        names = [*BEFORE_FACTORS, *self.factor_columns, *self.outcomes, *AFTER_OUTCOMES]
        table = pd.DataFrame(self._columns(data, names, "run"), index=data["run"].to_index())
        table["failed"] = table["failed"].astype(bool)
        table.attrs["factors"] = list(self.factors)
        table.attrs["details"] = dict(self.details)
        table.attrs["indistinct"] = self.indistinct
        return table

    @cached_property
    def points(self) -> pd.DataFrame:
        """A row a point of the design, indexed by its number: factors, and replicates planned for it."""
        data = self.dataset("points")
        names = [*self.factor_columns, "replicates"]
        return pd.DataFrame(self._columns(data, names, "point"), index=data["point"].to_index())

    @cached_property
    def series(self) -> xr.Dataset:
        """Series of the market that were kept: run x period, NaN after a run ended early; factors are coordinates.

        Raises ResultError where none were kept.
        """
        data = self.dataset("series")
        if not data["run"].isin(self.runs.index).all():
            raise DamagedResultError(self.path, "group /series has runs that /runs has not", self._remedy)
        rows = self.runs.loc[data["run"].values]
        beside = {name: ("run", _plain(rows[name])) for name in (*BEFORE_FACTORS, *self.factor_columns)}
        return data.assign_coords(beside)

    @cached_property
    def factors(self) -> dict[str, Column]:
        """What the sweep varies, by column."""
        data = self.dataset("points")
        return {name: _column(data[name]) for name in self.factor_columns if name not in self.details}

    @cached_property
    def details(self) -> dict[str, str]:
        """Columns that tell more of a factor (the number of its level, the values of its keys), with its column."""
        data = self.dataset("points")
        found = {name: data[name].attrs.get("part_of") for name in self.factor_columns}
        return {name: str(factor) for name, factor in found.items() if factor is not None}

    @property
    def factor_columns(self) -> list[str]:
        """Columns of factors and of what tells more of them, in the order of the file."""
        return [str(name) for name in self.dataset("points").data_vars if name != "replicates"]

    @cached_property
    def indistinct(self) -> list[list[int]]:
        """Points that differ although no column of factors says so, together; as in files of earlier versions.

        Runs of one replicate have the same key where their scenarios are the same: points may well be alike.
        """
        data, columns = self.dataset("runs"), self.factor_columns
        if not columns or not set(KEYS) <= set(data.data_vars):
            return []
        alike = self.points.groupby(columns, observed=True, dropna=False, sort=False).ngroup().rename("alike")
        rows = pd.DataFrame({name: data[name].values for name in (*BEFORE_FACTORS, *KEYS)}).join(alike, on="point")
        rows = rows[rows["alike"].isin(alike[alike.duplicated()])]
        of_runs = rows.drop_duplicates(["alike", "replicate", *KEYS]).groupby(["alike", "replicate"]).size()
        mixed = of_runs[of_runs > 1].index.get_level_values("alike").unique()
        return [alike.index[alike == each].tolist() for each in mixed]

    @cached_property
    def outcomes(self) -> dict[str, Column]:
        """Headline figures of a run, by column; docs/formats.md, group /summary, defines them."""
        others = {*BEFORE_FACTORS, *AFTER_OUTCOMES, *KEYS, *self.factor_columns}
        data = self.dataset("runs")
        return {str(name): _column(data[name]) for name in data.data_vars if name not in others}

    @cached_property
    def file(self) -> dict[str, Any]:
        """The sweep file, parsed: `sweep.file["sweep"]["replicates"]`. Raises ResultError where it is not TOML."""
        return self._toml("sweep")

    @property
    def design(self) -> str:
        """How the points were chosen: factorial, saltelli, ...; `ensemble` where there are no factors."""
        return str(section(self.file, "sweep").get("design", "factorial")) if self.factors else "ensemble"

    def _columns(self, data: xr.Dataset, names: list[str], dim: str) -> dict[str, Any]:
        """Values by name, of variables with that dimension alone."""
        wrong = [name for name in names if name not in data or data[name].dims != (dim,)]
        if wrong:
            raise DamagedResultError(self.path, f"/{dim}s has no {wrong[0]} for each {dim}", self._remedy)
        return {name: _values(data[name]) for name in names}

    def __repr__(self) -> str:
        factors = ", ".join(self.factors) or "no factors"
        return shown(f"<rivalry.Sweep {self.path!r}: {self.name}, {self.design}, {factors}; {self.state}>")


def _column(variable: xr.DataArray) -> Column:
    given = variable.attrs
    name = str(variable.name)
    return Column(
        name, str(given.get("long_name", name)), str(given.get("units", "1")), str(given.get("definition", ""))
    )


def _values(variable: xr.DataArray) -> Any:
    names = meanings(variable)
    return decode(variable.values, names) if names else variable.values


def _plain(column: pd.Series) -> Any:
    """Categories as text: xarray coordinates hold no categories."""
    return (
        column.astype(str).to_numpy(dtype=str) if isinstance(column.dtype, pd.CategoricalDtype) else column.to_numpy()
    )
