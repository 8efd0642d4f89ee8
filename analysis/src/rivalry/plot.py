"""The command `rivalry-plot`."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from rivalry.command import EXIT_CODES, UsageError, carry_out, command
from rivalry.errors import IncompleteRunWarning, IncompleteSweepWarning
from rivalry.figures.fonts import MissingFontWarning
from rivalry.figures.layout import SIZES
from rivalry.figures.overview import overview
from rivalry.figures.provenance import provenance
from rivalry.figures.saving import FORMATS, save
from rivalry.figures.sweeps import words as sweep_words
from rivalry.figures.sweeps.page import sweep_figure
from rivalry.figures.theme import THEMES
from rivalry.header import RESULT, SWEEP, read_header
from rivalry.read import open_result
from rivalry.standard_streams import tell
from rivalry.sweep import read_sweep
from rivalry.version import __version__

EXAMPLES = """\
examples:
  rivalry-plot baseline.h5                          writes baseline.png
  rivalry-plot baseline.h5 -o figure-1.pdf          a page for print, text as text
  rivalry-plot baseline.h5 -o slide.png --theme screen --dpi 150
  rivalry-plot baseline.h5 -o wide.svg --size 12 7 --title "No shocks"
  rivalry-plot pressure.h5 -o pressure.pdf          a merged sweep or ensemble
  rivalry-plot pressure.h5 --outcome hhi exit_rate  with outcomes of your choice
"""


@command
def main(arguments: Sequence[str] | None = None) -> int:
    """Draws the overview of a result file, or a sweep; returns the exit code."""
    options = build_parser().parse_args(arguments)
    output = options.output or os.path.splitext(options.file)[0] + ".png"

    def draw() -> None:
        _check(options, output)
        with warnings.catch_warnings():
            warnings.simplefilter("always", MissingFontWarning)
            warnings.showwarning = lambda message, *_: tell(f"rivalry-plot: {message}")
            _draw(options, output)

    return carry_out("rivalry-plot", options.file, draw)


def build_parser() -> argparse.ArgumentParser:
    """The options and their help."""
    parser = argparse.ArgumentParser(
        prog="rivalry-plot",
        description="Draws a run on one page: shares, concentration, prices, innovation, positions, diversity; "
        "or a sweep: what its factors do to its outcomes.",
        epilog=f"{EXAMPLES}\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", help="a result of `rivalry run`, or a merged sweep or ensemble")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="picture to write; its suffix says the format: " + ", ".join(FORMATS) + " (default: FILE with .png)",
    )
    parser.add_argument(
        "--outcome", nargs="+", metavar="NAME", help="of a sweep: headline figures to draw (default: a choice)"
    )
    parser.add_argument("--title", help="heading (default: the scenario's name, the sweep's question)")
    parser.add_argument(
        "--theme", choices=THEMES, default="paper", help="paper: upright, for print (default); screen: lying, larger"
    )
    parser.add_argument(
        "--size",
        nargs=2,
        type=float,
        metavar=("W", "H"),
        help="width and height, inches (default: as the theme and the panels need)",
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
    size = None if options.size is None else (options.size[0], options.size[1])
    look = {"title": options.title, "theme": options.theme, "size": size}
    if read_header(options.file, RESULT, SWEEP).kind is SWEEP:
        figure, description = _sweep(options, look)
    else:
        figure, description = _run(options, look)
    save(figure, output, dpi=options.dpi, description=", ".join(description))


def _run(options: argparse.Namespace, look: dict[str, Any]) -> tuple[Figure, list[str]]:
    if options.outcome:
        raise UsageError(f"--outcome: is for sweeps, and {options.file} is a single run")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IncompleteRunWarning)
        result = open_result(options.file)
    with result:
        if not result.complete:
            tell(f"rivalry-plot: {options.file}: {result.state}; the picture says so")
        return overview(result, **look), provenance(result)


def _sweep(options: argparse.Namespace, look: dict[str, Any]) -> tuple[Figure, list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IncompleteSweepWarning)
        sweep = read_sweep(options.file)
    with sweep:
        if not sweep.complete or sweep.failed_runs:
            tell(f"rivalry-plot: {options.file}: {sweep.state}; the picture says so")
        try:
            return sweep_figure(sweep, outcomes=options.outcome, **look), sweep_words.provenance(sweep)
        except (KeyError, ValueError) as error:  # outcomes that there are not; nothing to draw
            raise UsageError(error.args[0]) from error


if __name__ == "__main__":
    sys.exit(main())
