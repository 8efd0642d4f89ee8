"""Writes tables as CSV, Parquet, Stata and Excel files; one appears under its name only when complete."""

from __future__ import annotations

import importlib.util
import json
import math
import os
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from rivalry.files import under_final_name
from rivalry.labelled import LabelledTable
from rivalry.shown import shorten, shown

LONGEST_NAME, LONGEST_LABEL = 32, 80  # of Stata, characters
LONGEST_TEXT = 2045  # of Stata, bytes; longer ones are kept apart (strL)
VALUE_LABELS = 32_000  # of Stata: bytes of all labels of a variable, each with a byte behind it
LARGEST_STATA = 8.98846567431158e307
WORDS_OF_STATA = """\
_all _b _coef _cons _n _N _pi _pred _rc _se _skip aggregate array boolean break byte case catch class colvector complex
const continue default delegate delete do double else eltypedef end enum explicit export external float for friend
function global goto if in inline int local long NULL pragma protected quad rowvector short strL typedef typename using
virtual with"""
RESERVED = frozenset(WORDS_OF_STATA.split())  # Stata has no variables of these names
LARGEST_EXACT = 2**53  # whole number that a double holds, as Stata and Excel do
EXCEL_ROWS, EXCEL_COLUMNS, EXCEL_TEXT = 2**20 - 1, 2**14, 2**15 - 1
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a text begins with that a spreadsheet takes for a formula
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
    """RFC 4180, with a header; numbers in the fewest digits that give the same number back, texts as they are.

    A text may begin with `=`: these are data, and other programs read them back. A spreadsheet that opens the file may
    take it for a formula; an Excel file does not let it.
    """
    table.frame.to_csv(path, index=False)


def write_parquet(table: LabelledTable, path: str, name: str) -> None:
    """With words in the metadata of the columns, as texts: `units`, `long_name`, `codes` (JSON: code by label)."""
    _need("pyarrow", name)
    import pyarrow
    from pyarrow import parquet

    arrow = pyarrow.Table.from_pandas(table.frame, preserve_index=False)
    fields = []
    for item in arrow.schema:
        words = {"long_name": table.labels.get(item.name, ""), "units": table.units.get(item.name, "")}
        if item.name in table.codes:
            words["codes"] = json.dumps(table.codes[item.name], ensure_ascii=False)
        fields.append(item.with_metadata({key: value for key, value in words.items() if value}))
    metadata = {**(arrow.schema.metadata or {}), b"title": table.title.encode()}
    parquet.write_table(arrow.cast(pyarrow.schema(fields, metadata)), path)


def write_stata(table: LabelledTable, path: str, name: str) -> None:
    """With labels of variables; coded columns have the codes of the HDF5 file and value labels.

    Where the labels of a column are too long together for Stata, a column of texts beside it has them (`x_label`).
    Integers beyond 2^53 become texts of digits.
    """
    names, frame, labels, values = short_names(list(table.frame.columns)), {}, {}, {}
    for long, short in names.items():
        column, codes = table.frame[long], table.codes.get(long)
        labels[short] = _label(table.labels.get(long, long), table.units.get(long, ""), long if short != long else "")
        frame[short] = _for_stata(column, long, name) if codes is None else _stata_codes(column, codes)
        if codes is None:
            continue
        if sum(len(label.encode()) + 1 for label in codes) <= VALUE_LABELS:
            values[short] = {code: label for label, code in codes.items()}
        else:
            beside = _beside(short, {*names.values(), *frame})
            labels[beside] = shorten(f"{labels[short]} (label)", LONGEST_LABEL)
            frame[beside] = _labels_of(column, codes)
    texts = [each for each, column in frame.items() if _longest(column) > LONGEST_TEXT]
    pd.DataFrame(frame).to_stata(
        path,
        write_index=False,
        version=STATA_VERSION,
        variable_labels=labels,
        value_labels=values,
        convert_strl=texts,
        data_label=shorten(table.title, LONGEST_LABEL),
    )


def write_excel(table: LabelledTable, path: str, name: str) -> None:
    """One sheet. Integers beyond 2^53 become texts of digits; a text is a text, whatever it begins with.

    Raises:
        FormatError: more rows or columns than a sheet has, or a longer text than a cell.
    """
    _need("openpyxl", name)
    import openpyxl

    rows, columns = table.frame.shape
    if rows > EXCEL_ROWS or columns > EXCEL_COLUMNS:
        room = f"{EXCEL_ROWS:,} rows and {EXCEL_COLUMNS:,} columns"
        raise FormatError(
            f"{name}: {rows:,} rows, {columns:,} columns; Excel has room for {room}: write CSV or Parquet"
        )
    for text in {*map(str, table.frame.columns), *_texts(table.frame)}:
        if len(text) > EXCEL_TEXT:
            room = f"Excel has room for {EXCEL_TEXT:,}"
            raise FormatError(f"{name}: a text of {len(text):,} characters; {room}: write CSV or Parquet")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")

    def cell(value: object) -> object:
        if isinstance(value, float) and not math.isfinite(value):
            return None if math.isnan(value) else str(value)
        if not isinstance(value, str):
            return value
        return _text_cell(sheet, value)

    sheet.append([cell(str(each)) for each in table.frame.columns])
    for row in zip(*(_for_excel(column) for _, column in table.frame.items()), strict=True):
        sheet.append([cell(value) for value in row])
    book.save(path)


WRITERS: dict[str, Callable[[LabelledTable, str, str], None]] = {
    ".csv": write_csv,
    ".parquet": write_parquet,
    ".dta": write_stata,
    ".xlsx": write_excel,
}
SUFFIXES = tuple(WRITERS)


def short_names(names: list[str]) -> dict[str, str]:
    """Names that Stata takes: at most 32 letters, digits and underscores, none twice, no word of Stata's own, not
    beginning with a digit.

    Long names lose their middle, which tells them apart least.
    """
    found: dict[str, str] = {}
    for name in names:
        plain = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in name)
        is_taken = plain in RESERVED or re.fullmatch("str[0-9]+", plain)
        plain = f"_{plain}" if not plain or plain[0].isdigit() or is_taken else plain
        found[name] = _beside("", set(found.values()), plain)
    return found


def _cut(name: str, length: int) -> str:
    if len(name) <= length:
        return name
    tail = length // 2
    return f"{name[: length - tail - 1]}_{name[-tail:]}"


def _beside(stem: str, taken: set[str], plain: str | None = None) -> str:
    """A name that is not taken: `plain`, or else the stem's labels."""
    plain = f"{stem}_label" if plain is None else plain
    short, number = _cut(plain, LONGEST_NAME), 2
    while short in taken:
        short, number = f"{_cut(plain, LONGEST_NAME - len(str(number)) - 1)}_{number}", number + 1
    return short


def _label(words: str, unit: str, full_name: str) -> str:
    """Of a variable. Where not all has room, words are left out: first of the description, then the full name."""
    tail = (f", {unit}" if unit else "") + (f" ({full_name})" if full_name else "")
    room = LONGEST_LABEL - len(tail)
    if full_name and room < min(len(words), LONGEST_LABEL // 4):
        return _label(words, unit, "")
    return shorten(f"{shorten(words, max(1, room))}{tail}", LONGEST_LABEL)


def _for_stata(column: pd.Series, long: str, name: str) -> pd.Series:
    if column.dtype == bool:
        return column.astype("int8")
    if column.dtype.kind == "f" and (np.abs(column.to_numpy(dtype=float)) > LARGEST_STATA).any():
        raise FormatError(f"{name}: {long} has infinite values, or larger ones than Stata has: write CSV or Parquet")
    if _is_beyond(column):
        return _digits(column)
    if column.dtype.kind in "iu" and column.size and np.abs(column.to_numpy(dtype=float)).max() >= 2**31 - 101:
        return column.astype("float64")  # exact, for it is not beyond
    return column.astype(object) if isinstance(column.dtype, pd.CategoricalDtype) else column


def _stata_codes(column: pd.Series, codes: dict[str, int]) -> pd.Series:
    """The codes of a column of labels, or of codes; missing where a code has no label."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return column
    found = np.array([codes[label] for label in column.cat.categories] + [0])[column.cat.codes.to_numpy()]
    missing = column.isna().to_numpy()
    return pd.Series(found if not missing.any() else np.where(missing, np.nan, found), index=column.index)


def _labels_of(column: pd.Series, codes: dict[str, int]) -> pd.Series:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.astype(object).where(column.notna(), "")
    return column.map({code: label for label, code in codes.items()}).astype(object).fillna("")


def _longest(column: pd.Series) -> int:
    """Bytes of its longest text; 0 where it holds none."""
    return max((len(text.encode()) for text in set(column)), default=0) if column.dtype == object else 0


def _for_excel(column: pd.Series) -> list[object]:
    if _is_beyond(column):
        return list(_digits(column))
    if isinstance(column.dtype, pd.CategoricalDtype):
        return [None if missing else text for text, missing in zip(column, column.isna(), strict=True)]
    return column.tolist()


def _texts(frame: pd.DataFrame) -> set[str]:
    """All texts in it."""
    found: set[str] = set()
    for _, column in frame.items():
        values = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column
        if values.dtype.kind not in "iufb":
            found.update(text for text in values if isinstance(text, str))
    return found


def _text_cell(sheet: Any, text: str) -> object:
    """A cell that stays a text, also after somebody has edited it."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    plain = ILLEGAL_CHARACTERS_RE.sub(lambda found: shown(found[0]), text)[:EXCEL_TEXT]
    cell = WriteOnlyCell(sheet, plain)
    cell.data_type = "s"  # and not a formula, or an error such as #N/A
    cell.quotePrefix = plain.startswith(FORMULA)
    return cell


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
