"""An outcome over two crossed factors: a line a level, or a map where both have many."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import note, title
from rivalry.figures.sweeps.axes import factor_axis, is_log, is_text, outcome_axis, places
from rivalry.figures.sweeps.words import heading, interval, level
from rivalry.figures.theme import Theme
from rivalry.figures.ticks import Ticks
from rivalry.statistics import interaction_contrast, means
from rivalry.sweep import Sweep

MOST_LINES = len(palette.LEVELS)
NOTES = (
    "means over runs; whiskers: their 95\u2009% t intervals, point by point",
    "interaction: what one factor adds, from lowest to highest, where the other is highest less where it is lowest; "
    "paired by replicate, 95\u2009% interval",
)


def draw(axes: Axes, sweep: Sweep, outcome: str, theme: Theme) -> EndLabels:
    """Lines over the factor with more levels, one a level of the other; a map where both have more than six."""
    labels = EndLabels(axes, theme)
    across, lines = axes_of(sweep)
    column = sweep.outcomes[outcome]
    table = means(sweep.runs, outcome, [across, lines])
    mapped = table[lines].nunique() > MOST_LINES
    detail = f"interaction {interaction(sweep, outcome, across, lines)}"
    how = f"{column.words}, by colour" if mapped else f"a line for each {sweep.factors[lines].words}"
    title(axes, theme, "", heading(column.label), f"{how}\n{detail}")
    if table.empty:
        note(axes, theme, "missing in all runs")
        return labels
    if mapped:
        _map(axes, sweep, table, across, lines)
        return labels
    _lines(axes, sweep, labels, table, across, lines)
    drawn = table[["mean", "low", "high"]].to_numpy()
    outcome_axis(axes, column, float(np.nanmin(drawn)), float(np.nanmax(drawn)))
    return labels


def axes_of(sweep: Sweep) -> tuple[str, str]:
    """The factor along x (a number, with more levels) and the other."""
    first, second = sweep.factors
    rank = {name: (not is_text(sweep.runs, name), sweep.points[name].nunique()) for name in (first, second)}
    return (second, first) if rank[second] > rank[first] else (first, second)


def interaction(sweep: Sweep, outcome: str, first: str, second: str) -> str:
    """The interaction contrast in words."""
    try:
        return interval(interaction_contrast(sweep.runs, outcome, first, second))
    except ValueError:
        return "unknown: too few replicates"


def _lines(axes: Axes, sweep: Sweep, labels: EndLabels, table: pd.DataFrame, across: str, lines: str) -> None:
    text = is_text(sweep.runs, across)
    order = table[across].drop_duplicates().sort_values().tolist()
    levels = table[lines].drop_duplicates().sort_values().tolist()
    unordered = is_text(sweep.runs, lines)
    tones = palette.FIRMS if unordered else palette.LEVELS[:: max(1, MOST_LINES // len(levels))]
    at = places(order, text=text)
    log = is_log(sweep, across)
    for i, (each, color) in enumerate(zip(levels, tones, strict=False)):
        part = table[table[lines] == each]
        x = aside(at, i - (len(levels) - 1) / 2, log=log)[[order.index(value) for value in part[across]]]
        mean = part["mean"].to_numpy()
        reach = [mean - part["low"].to_numpy(), part["high"].to_numpy() - mean]
        axes.errorbar(x, mean, reach, fmt="o-", color=color, markersize=2.6, elinewidth=0.7)
        labels.add(float(mean[-1]), level(each), color)
    factor_axis(axes, sweep.factors[across], order, text=text, log=log)


def aside(at: np.ndarray, steps: float, *, log: bool) -> np.ndarray:
    """Places moved so many fiftieths of the narrowest gap, so that whiskers do not hide each other."""
    along = np.log(at) if log else at
    moved = along + steps * 0.02 * float(np.diff(along).min())
    return np.exp(moved) if log else moved


def tick(value: object) -> str:
    """A level, numbers with three digits."""
    return level(float(f"{value:.3g}") if isinstance(value, float) else value)


def _map(axes: Axes, sweep: Sweep, table: pd.DataFrame, across: str, upward: str) -> None:
    grid = table.pivot(index=upward, columns=across, values="mean")
    drawn = axes.imshow(grid.to_numpy(), origin="lower", aspect="auto", cmap=palette.HEAT_MAP, interpolation="nearest")
    axes.grid(False)
    for axis, labels, name in ((axes.xaxis, grid.columns, across), (axes.yaxis, grid.index, upward)):
        shown = range(0, len(labels), max(1, -(-len(labels) // 6)))
        axis.set_ticks(list(shown), [tick(labels[i]) for i in shown])
        axis.set_label_text(sweep.factors[name].words)
    bar = axes.figure.colorbar(drawn, cax=axes.inset_axes((1.03, 0, 0.045, 1)))
    bar.outline.set_linewidth(0.4)
    bar.ax.yaxis.set_major_locator(MaxNLocator(5))
    bar.ax.yaxis.set_major_formatter(Ticks())
