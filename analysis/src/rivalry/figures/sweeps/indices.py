"""Bars of Sobol' indices: what factors do alone, and with others."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import note, title
from rivalry.figures.sweeps.words import heading
from rivalry.figures.theme import Theme
from rivalry.figures.ticks import Ticks
from rivalry.statistics import sobol_indices
from rivalry.sweep import Sweep

NOTES = (
    "dark bars: share of the variance that a factor accounts for alone (first order); light bars: with all its "
    "interactions (total order)",
    "whiskers: 95\u2009% bootstrap intervals; estimates of small indices may fall below 0",
)
THICK = 0.38


def draw(axes: Axes, sweep: Sweep, outcome: str, theme: Theme) -> EndLabels:
    """First and total order of each factor, in the order of the sweep file, the first on top."""
    title(axes, theme, "", heading(sweep.outcomes[outcome].label), "dark: alone; light: with interactions")
    try:
        table = sobol_indices(sweep, outcome)
    except ValueError as error:
        note(axes, theme, "the same at all points" if "same at all" in str(error) else "missing at too many points")
        return EndLabels(axes, theme)
    place = -np.arange(len(table), dtype=float)
    for name, shift, color in (("first", THICK / 2, palette.BLUE), ("total", -THICK / 2, palette.LEVELS[0])):
        axes.barh(place + shift, table[name], THICK, color=color)
        axes.hlines(place + shift, table[f"{name}_low"], table[f"{name}_high"], color=palette.INK, linewidth=0.8)
    axes.axvline(0, color=palette.MUTED, linewidth=0.6)
    axes.set_yticks(place, [column.label for column in sweep.factors.values()])
    axes.grid(False, axis="y")
    axes.tick_params(axis="y", length=0)
    if not axes.get_subplotspec().is_first_col():
        axes.tick_params(labelleft=False)
    axes.set_xlim(*_range(table))
    axes.xaxis.set_major_formatter(Ticks())
    axes.set_xlabel("share of variance")
    return EndLabels(axes, theme)


def _range(table: pd.DataFrame) -> tuple[float, float]:
    drawn = table[["first", "first_low", "first_high", "total", "total_low", "total_high"]].to_numpy()
    return min(-0.05, 1.05 * float(drawn.min())), max(1.0, 1.05 * float(drawn.max()))
