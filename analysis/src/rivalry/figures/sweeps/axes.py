"""Axes that panels of sweeps share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, LogLocator, MaxNLocator, NullFormatter, NullLocator

from rivalry.figures import palette
from rivalry.figures.marks import value_axis
from rivalry.figures.sweeps.words import level
from rivalry.figures.ticks import Ticks
from rivalry.opened import tables
from rivalry.sweep import Column, Sweep

LONG = 12  # letters of a word, above which names along the axis are slanted


def is_text(runs: pd.DataFrame, factor: str) -> bool:
    """Whether the factor's levels are texts."""
    return isinstance(runs[factor].dtype, pd.CategoricalDtype)


def is_log(sweep: Sweep, factor: str) -> bool:
    """Whether the sweep spaces the factor by its logarithm, and all its values allow that."""
    given, place = tables(sweep.file, "factor"), list(sweep.factors).index(factor)  # in the same order
    return (
        place < len(given)
        and given[place].get("spacing") == "log"
        and not is_text(sweep.points, factor)
        and bool((sweep.points[factor] > 0).all())
    )


def places(levels: Sequence[object], *, text: bool) -> np.ndarray:
    """Where levels stand along an axis: numbers at their value, texts side by side."""
    return np.arange(len(levels), dtype=float) if text else np.array(levels, dtype=float)


def factor_axis(axes: Axes, column: Column, levels: Sequence[object], *, text: bool, log: bool) -> None:
    """A factor along x."""
    axes.set_xlabel(column.words)
    if text:
        names = [level(each).replace("_", "_\n") for each in levels]  # a_b is not a b
        slanted = max(len(word) for name in names for word in name.split("\n")) > LONG
        turned = {"rotation": 20, "ha": "right", "rotation_mode": "anchor"} if slanted else {}
        axes.set_xticks(range(len(names)), names, **turned)
        axes.set_xlim(-0.5, len(names) - 0.5)
        return
    at = places(levels, text=False)
    if log:
        axes.set_xscale("log")
        wide = np.log10(at.max() / at.min()) >= 2
        axes.xaxis.set_major_locator(LogLocator(subs=(1,) if wide else (1, 2, 5)))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_minor_formatter(NullFormatter())
    elif len(at) <= 6:
        axes.xaxis.set_major_locator(FixedLocator(at))
    else:
        axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(Ticks())


def outcome_axis(axes: Axes, column: Column, low: float, high: float) -> None:
    """An outcome along y, with a line at 0 where it lies inside."""
    axes.set_ylabel(column.words)
    room = 0.08 * (high - low) or 0.1 * abs(high) or 0.1
    value_axis(axes, low - room, high + room)
    if low < 0 < high:
        axes.axhline(0, color=palette.MUTED, linewidth=0.6, zorder=1)
