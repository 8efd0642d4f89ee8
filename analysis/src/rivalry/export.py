"""The command `rivalry-export`."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Sequence

from rivalry.command import EXIT_CODES, UsageError, carry_out, command
from rivalry.errors import IncompleteRunWarning, IncompleteSweepWarning
from rivalry.header import RESULT, SWEEP, read_header
from rivalry.labelled import LabelledTable, of_result, of_sweep
from rivalry.read import open_result
from rivalry.standard_streams import tell
from rivalry.sweep import read_sweep
from rivalry.version import __version__
from rivalry.writers import SUFFIXES, FormatError, write

TABLES = {RESULT: ("market", "firms", "events"), SWEEP: ("runs", "points", "series")}

EXAMPLES = """\
examples:
  rivalry-export pressure.h5 -o pressure.csv           a row a run of a merged sweep or ensemble
  rivalry-export pressure.h5 -o pressure.dta           for Stata, with labels
  rivalry-export pressure.h5 --series -o series.parquet  a row a run and period, of the series that were kept
  rivalry-export baseline.h5 -o market.csv             a row a period of a single run
  rivalry-export baseline.h5 --table firms -o firms.parquet  a row a firm and period

Codes (population, kind of event, levels of a factor) are texts, in Stata codes with value labels: those of the HDF5
file. Arms of a treatment are codes everywhere: 0 the control, -1 untreated. Names of more than 32 characters are
shortened for Stata; labels have them in full. CSV has texts as they are, and a spreadsheet takes one that begins with
= for a formula; write .xlsx for it, in which every text is a text.
"""


@command
def main(arguments: Sequence[str] | None = None) -> int:
    """Writes a table of a result or sweep to a file of another format; returns the exit code."""
    options = build_parser().parse_args(arguments)

    def export() -> None:
        _check(options)
        try:
            write(_table(options), options.output)
        except FormatError as error:
            raise UsageError(str(error)) from error

    return carry_out("rivalry-export", options.file, export)


def build_parser() -> argparse.ArgumentParser:
    """The options and their help."""
    parser = argparse.ArgumentParser(
        prog="rivalry-export",
        description="Writes a table of a result or merged sweep for other programs: CSV, Parquet, Stata, Excel.",
        epilog=f"{EXAMPLES}\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", help="a result of `rivalry run`, or a merged sweep or ensemble")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        required=True,
        help=f"table to write; its suffix says the format: {', '.join(SUFFIXES)}",
    )
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument(
        "--table",
        metavar="NAME",
        help=f"of a run {_either(TABLES[RESULT])}, of a sweep {_either(TABLES[SWEEP])} (default: the first)",
    )
    chosen.add_argument(
        "--series", dest="table", action="store_const", const="series", help="the same as --table series"
    )
    parser.add_argument("-f", "--force", action="store_true", help="overwrite a file that exists")
    parser.add_argument("--version", action="version", version=f"rivalry-export {__version__}")
    return parser


def _check(options: argparse.Namespace) -> None:
    suffix = os.path.splitext(options.output)[1].lower()
    if suffix not in SUFFIXES:
        raise UsageError(f"{options.output}: the suffix must be one of {', '.join(SUFFIXES)}")
    if os.path.exists(options.output) and not options.force:
        raise UsageError(f"{options.output}: exists (--force overwrites it)")


def _table(options: argparse.Namespace) -> LabelledTable:
    kind = read_header(options.file, RESULT, SWEEP).kind
    name = options.table or TABLES[kind][0]
    if name not in TABLES[kind]:
        raise UsageError(f"--table {name}: {options.file} is a {kind.name}, which has {_either(TABLES[kind])}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IncompleteRunWarning)
        warnings.simplefilter("ignore", IncompleteSweepWarning)
        opened = open_result(options.file) if kind is RESULT else read_sweep(options.file)
    with opened as data:
        if not data.complete:
            tell(f"rivalry-export: {options.file}: {data.state}")
        return of_result(data, name) if kind is RESULT else of_sweep(data, name)


def _either(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


if __name__ == "__main__":
    sys.exit(main())
