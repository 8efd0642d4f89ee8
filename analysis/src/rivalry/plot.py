"""The command `rivalry-plot`."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Sequence

from rivalry.errors import DamagedResultError, IncompleteRunWarning, ResultError
from rivalry.figures.frame import provenance
from rivalry.figures.overview import SIZES, overview
from rivalry.figures.saving import FORMATS, save
from rivalry.figures.theme import THEMES
from rivalry.growing import damaged_variables
from rivalry.read import open_result
from rivalry.version import __version__

DONE, BAD_INPUT, FAILED_IO = 0, 2, 3

EXAMPLES = """\
examples:
  rivalry-plot baseline.h5                          writes baseline.png
  rivalry-plot baseline.h5 -o figure-1.pdf          a page for print, text as text
  rivalry-plot baseline.h5 -o slide.png --theme screen --dpi 150
  rivalry-plot baseline.h5 -o wide.svg --size 12 7 --title "No shocks"

exit codes: 0 done, 2 bad usage or input, 3 input or output failure
"""


class UsageError(Exception):
    """An option's value that cannot be used."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Draws the overview of a result file; returns the exit code."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    output = options.output or os.path.splitext(options.file)[0] + ".png"
    try:
        _check(options, output)
        _draw(options, output)
    except DamagedResultError as error:
        return _fail(error, FAILED_IO)
    except (ResultError, UsageError) as error:
        return _fail(error, BAD_INPUT)
    except OSError as error:
        if error.errno is None and (damaged := damaged_variables(options.file)):
            return _fail(f"{options.file}: is damaged in {', '.join(damaged)}", FAILED_IO)
        name = options.file if error.filename is None else error.filename
        return _fail(f"{name}: {error.strerror or error}", FAILED_IO)
    return DONE


def build_parser() -> argparse.ArgumentParser:
    """The options and their help."""
    parser = argparse.ArgumentParser(
        prog="rivalry-plot",
        description="Draws a run on one page: shares, concentration, prices, innovation, positions, diversity.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", help="a result file of `rivalry run`")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="picture to write; its suffix says the format: " + ", ".join(FORMATS) + " (default: FILE with .png)",
    )
    parser.add_argument("--title", help="heading (default: the scenario's name)")
    parser.add_argument(
        "--theme", choices=THEMES, default="paper", help="paper: upright, for print (default); screen: lying, larger"
    )
    parser.add_argument(
        "--size", nargs=2, type=float, metavar=("W", "H"), help="width and height, inches (default: the theme's)"
    )
    parser.add_argument("--dpi", type=float, default=200, help="pixels an inch, 72 to 1200 (default: 200)")
    parser.add_argument("--version", action="version", version=f"rivalry-plot {__version__}")
    return parser


def _check(options: argparse.Namespace, output: str) -> None:
    if not 72 <= options.dpi <= 1200:
        raise UsageError(f"--dpi {options.dpi:g}: must be from 72 to 1200 (pixels an inch)")
    if options.size and not all(SIZES[0] <= side <= SIZES[1] for side in options.size):
        width, height = options.size
        raise UsageError(f"--size {width:g} {height:g}: each must be from {SIZES[0]} to {SIZES[1]} (inches)")
    if os.path.exists(output) and os.path.exists(options.file) and os.path.samefile(output, options.file):
        raise UsageError(f"{output}: is the result file itself; name another picture with -o")
    suffix = os.path.splitext(output)[1].lstrip(".").lower()
    if suffix not in FORMATS:
        raise UsageError(f"{output}: the suffix must be one of {', '.join('.' + each for each in FORMATS)}")


def _draw(options: argparse.Namespace, output: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IncompleteRunWarning)
        result = open_result(options.file)
    with result:
        if not result.complete:
            print(f"rivalry-plot: {options.file}: {result.state}; the picture says so", file=sys.stderr)
        size = None if options.size is None else (options.size[0], options.size[1])
        figure = overview(result, title=options.title, theme=options.theme, size=size)
        save(figure, output, dpi=options.dpi, description=", ".join(provenance(result)))


def _fail(error: Exception | str, code: int) -> int:
    print(f"rivalry-plot: {error}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
