"""Writes tables as CSV, Parquet, Stata and Excel files; one appears under its name only when complete."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable

import numpy as np
import pandas as pd

from rivalry.files import under_final_name
from rivalry.labelled import LabelledTable

LONGEST_NAME, LONGEST_LABEL = 32, 80  # of Stata
LARGEST_EXACT = 2**53  # whole number that a double holds, as Stata and Excel do
EXCEL_ROWS = 2**20 - 1
STATA_VERSION = 118  # Stata 14 and later: text in UTF-8


class FormatError(Exception):
    """A table that a format cannot hold, or a format that lacks a package: says what to do."""


def write(table: LabelledTable, path: str | os.PathLike[str]) -> None:
    """Writes a table in the format that the file's suffix names.

    Missing values stay missing: empty in CSV and Excel, null in Parquet, `.` in Stata.

    Raises:
        FormatError: an unknown suffix, a table that the format cannot hold, or a missing package.
        OSError: the file cannot be written.
    """
    name = os.fspath(path)
    suffix = os.path.splitext(name)[1].lower()
    if suffix not in WRITERS:
        raise FormatError(f"{name}: the suffix must be one of {', '.join(SUFFIXES)}")
    with under_final_name(name) as temporary:
        WRITERS[suffix](table, temporary, name)


def write_csv(table: LabelledTable, path: str, _name: str) -> None:
    """RFC 4180, with a header; numbers in the fewest digits that give the same number back."""
    table.frame.to_csv(path, index=False)


def write_parquet(table: LabelledTable, path: str, name: str) -> None:
    """With units and words in the metadata of the columns, as texts `units` and `long_name`."""
    _need("pyarrow", name)
    import pyarrow
    from pyarrow import parquet

    arrow = pyarrow.Table.from_pandas(table.frame, preserve_index=False)
    fields = []
    for item in arrow.schema:
        words = {"long_name": table.labels.get(item.name, ""), "units": table.units.get(item.name, "")}
        fields.append(item.with_metadata({key: value for key, value in words.items() if value}))
    metadata = {**(arrow.schema.metadata or {}), b"title": table.title.encode()}
    parquet.write_table(arrow.cast(pyarrow.schema(fields, metadata)), path)


def write_stata(table: LabelledTable, path: str, name: str) -> None:
    """With labels of variables; texts become value labels. Integers beyond 2^53 become texts of digits."""
    frame = table.frame.rename(columns=short_names(list(table.frame.columns)))
    labels = {}
    for long, short in zip(table.frame.columns, frame.columns, strict=True):
        unit = f", {table.units[long]}" if long in table.units else ""
        full = f" ({long})" if short != long else ""
        labels[short] = f"{table.labels.get(long, long)}{unit}{full}"[:LONGEST_LABEL]
        frame[short] = _for_stata(frame[short], long, name)
    frame.to_stata(
        path,
        write_index=False,
        version=STATA_VERSION,
        variable_labels=labels,
        data_label=table.title[:LONGEST_LABEL],
    )


def write_excel(table: LabelledTable, path: str, name: str) -> None:
    """One sheet. Integers beyond 2^53 become texts of digits.

    Raises:
        FormatError: more rows than a sheet has.
    """
    _need("openpyxl", name)
    if len(table.frame) > EXCEL_ROWS:
        raise FormatError(f"{name}: {len(table.frame):,} rows; Excel has room for {EXCEL_ROWS:,}: write CSV or Parquet")
    exact = {column: _digits(values) for column, values in table.frame.items() if _is_beyond(values)}
    table.frame.assign(**exact).to_excel(path, index=False, engine="openpyxl")


WRITERS: dict[str, Callable[[LabelledTable, str, str], None]] = {
    ".csv": write_csv,
    ".parquet": write_parquet,
    ".dta": write_stata,
    ".xlsx": write_excel,
}
SUFFIXES = tuple(WRITERS)


def short_names(names: list[str]) -> dict[str, str]:
    """Names that Stata takes: at most 32 letters, digits and underscores, none twice, not beginning with a digit.

    Long names lose their middle, which tells them apart least.
    """
    found: dict[str, str] = {}
    for name in names:
        plain = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in name)
        plain = f"_{plain}" if plain[:1].isdigit() else plain
        short, number = _cut(plain, LONGEST_NAME), 2
        while short in found.values():
            short, number = f"{_cut(plain, LONGEST_NAME - len(str(number)) - 1)}_{number}", number + 1
        found[name] = short
    return found


def _cut(name: str, length: int) -> str:
    if len(name) <= length:
        return name
    tail = length // 2
    return f"{name[: length - tail - 1]}_{name[-tail:]}"


def _for_stata(column: pd.Series, long: str, name: str) -> pd.Series:
    if column.dtype == bool:
        return column.astype("int8")
    if column.dtype.kind == "f" and np.isinf(column.to_numpy()).any():
        raise FormatError(f"{name}: {long} has infinite values, which Stata has not: write CSV or Parquet")
    if _is_beyond(column):
        return _digits(column)
    if column.dtype.kind in "iu" and column.size and np.abs(column.to_numpy(dtype=float)).max() >= 2**31 - 101:
        return column.astype("float64")  # exact, for it is not beyond
    return column


def _is_beyond(column: pd.Series) -> bool:
    """Whether a column has whole numbers that a double does not hold."""
    if column.dtype.kind not in "iu" or not column.size:
        return False
    return int(column.max()) > LARGEST_EXACT or int(column.min()) < -LARGEST_EXACT


def _digits(column: pd.Series) -> pd.Series:
    return column.map(str).astype(object)


def _need(package: str, name: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise FormatError(f"{name}: needs the package {package}: pip install 'rivalry[export]', or write CSV")
