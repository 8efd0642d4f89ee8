"""Gives changed files to the Python package, and judges what its functions and commands do."""

from __future__ import annotations

import os
import pathlib
import random
import shutil
import traceback
import warnings
from collections.abc import Callable, Iterator

import judged
import sound
from edits import edited

import rivalry
from rivalry import export, plot


class Fuzzer:
    """Tries the package on the changed file of a number."""

    name = "readers"

    def __init__(self, folder: pathlib.Path) -> None:
        self.sound = sound.make(folder / "sound")
        self.work = folder / "readers"
        plot.main([str(self.sound / "result.h5"), "-o", str(self.sound / "warm.png"), "--dpi", "72"])  # fonts, imports

    def try_number(self, number: int) -> Iterator[tuple[str, str | None]]:
        """Yields what was done, and what was wrong with it if anything."""
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir()
        os.mkfifo(self.work / "fifo")
        draw = random.Random(number)
        kind = draw.choices(("result.h5", "killed.h5", "merged.h5"), (3, 1, 3))[0]
        done, _ = edited(self.sound / kind, self.work / "d.h5", number)
        what = f"{kind} with {'; '.join(done)}"
        file = str(self.work / "d.h5")
        uses: list[tuple[str, Callable[[], int]]] = [
            ("read", lambda: _read_sweep(file) if kind == "merged.h5" else _read_result(file))
        ]
        suffix = draw.choice((".csv", ".csv", ".dta", ".xlsx", ".parquet"))
        table = draw.choice(("runs", "points", "series") if kind == "merged.h5" else ("market", "firms", "events"))
        command = [file, "--table", table, "-o", str(self.work / f"table{suffix}")]
        uses.append((f"export --table {table} -o table{suffix}", lambda: export.main(command)))
        if draw.random() < 0.3:
            picture = str(self.work / ("picture" + draw.choice((".png", ".svg", ".pdf"))))
            uses.append(("plot", lambda: plot.main([file, "-o", picture, "--dpi", "72"])))
        for words, use in uses:
            ending = judged.function(use, self.work)
            wrong = ending.complaint()
            yield f"{what}: {words}", wrong and f"{wrong}: {(ending.output + ending.errors)[-900:]!r}"


def _attempt(use: Callable[[], object]) -> None:
    """What may be raised: the package's own error, or the system's where values are read."""
    try:
        use()
    except (rivalry.ResultError, OSError) as error:
        assert str(error), "an error without words"
        if isinstance(error, OSError):
            trace = traceback.extract_tb(error.__traceback__)
            assert error.errno is not None or "lazy.py" in "".join(frame.filename for frame in trace), repr(error)


def _read_result(file: str) -> int:
    warnings.simplefilter("ignore")

    def read() -> None:
        with rivalry.open_result(file) as result:
            repr(result), result.state, result.periods
            for use in (
                lambda: result.scenario,
                lambda: result.market.load(),
                lambda: result.segments.load(),
                lambda: result.summary.load(),
                lambda: result.panel(),
                lambda: result.event_table(),
                lambda: result.refresh(),
            ):
                _attempt(use)

    _attempt(read)
    return 0


def _read_sweep(file: str) -> int:
    warnings.simplefilter("ignore")

    def read() -> None:
        with rivalry.read_sweep(file) as sweep:
            repr(sweep)
            for use in (
                lambda: sweep.state,
                lambda: sweep.question,
                lambda: sweep.scenario,
                lambda: sweep.factors,
                lambda: sweep.outcomes,
                lambda: sweep.runs,
                lambda: sweep.points,
                lambda: sweep.series.load(),
            ):
                _attempt(use)

    _attempt(read)
    return 0
