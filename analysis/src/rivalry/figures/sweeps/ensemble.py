"""A sweep without factors: how runs of one scenario differ."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import line, note, time_axis, title, value_axis
from rivalry.figures.sweeps.words import around, heading
from rivalry.figures.text import plural
from rivalry.figures.theme import Theme
from rivalry.figures.ticks import Ticks
from rivalry.statistics import means
from rivalry.sweep import Sweep

MOST_MARKS = 100  # single runs below the bars
NOTES = ("in brackets, and as a band over bars: 95\u2009% t interval of the mean",)


def distribution(axes: Axes, sweep: Sweep, outcome: str, theme: Theme) -> EndLabels:
    """A histogram of runs with their mean and its interval."""
    column = sweep.outcomes[outcome]
    values = sweep.runs[outcome].dropna().to_numpy()
    if not values.size:
        title(axes, theme, "", heading(column.label))
        note(axes, theme, "missing in all runs")
        return EndLabels(axes, theme)
    found = means(sweep.runs.assign(all=0), outcome, "all").iloc[0]
    words = f"{plural(len(values), 'run')}"
    if len(values) > 1:
        words += f", mean {around(found['mean'], found['low'], found['high'])}, s.d. {found['sd']:.2g}"
    title(axes, theme, "", heading(column.label), words)
    counts, _, _ = axes.hist(values, bins=_edges(values), color=palette.FAINT, edgecolor="white", linewidth=0.4)
    if len(values) > 1:
        axes.axvspan(found["low"], found["high"], color=palette.SKY, alpha=0.35, linewidth=0)
    axes.axvline(found["mean"], color=palette.BLUE)
    if len(values) <= MOST_MARKS:
        axes.plot(values, np.zeros(len(values)), "|", color=palette.INK, markersize=7, clip_on=False)
    axes.set_xlabel(column.words)
    axes.xaxis.set_major_formatter(Ticks())
    value_axis(axes, 0, 1.08 * float(counts.max()), whole=True)
    axes.set_ylabel("runs")
    return EndLabels(axes, theme)


def fan(axes: Axes, sweep: Sweep, name: str, theme: Theme) -> EndLabels:
    """A series: its median over runs in each period, and where half and nine tenths of the runs lie."""
    labels = EndLabels(axes, theme)
    variable = sweep.series[name]
    label = str(variable.attrs.get("long_name", name))
    title(axes, theme, "", heading(label), "median, half and nine tenths of the runs")
    values = variable.values
    living = np.isfinite(values).any(axis=0)
    if not living.any():
        note(axes, theme, "missing in all runs")
        return labels
    period = variable["period"].values[living]
    low, lower, middle, upper, high = np.nanquantile(values[:, living], (0.05, 0.25, 0.5, 0.75, 0.95), axis=0)
    axes.fill_between(period, low, high, color=palette.SKY, alpha=0.25, linewidth=0)
    axes.fill_between(period, lower, upper, color=palette.SKY, alpha=0.5, linewidth=0)
    line(axes, period, middle, palette.BLUE)
    for y, text in ((low[-1], "5\u2009%"), (high[-1], "95\u2009%"), (middle[-1], "median")):
        labels.add(float(y), text, palette.BLUE if text == "median" else palette.MUTED)
    units = str(variable.attrs.get("units", "1"))
    axes.set_ylabel(label if units in ("", "1") else f"{label}, {units}")
    bottom, top = float(low.min()), float(high.max())
    room = 0.06 * (top - bottom) or 0.1
    value_axis(axes, 0 if 0 <= bottom < 0.3 * top else bottom - room, top + room)
    time_axis(axes, int(period[0]), int(period[-1]))
    return labels


def _edges(values: np.ndarray) -> np.ndarray:
    """Of as many bins as tell something, by Freedman and Diaconis (1981), at most 40."""
    if np.ptp(values) == 0:
        width = 0.1 * abs(values[0]) or 0.5
        return np.array([values[0] - width, values[0] + width])
    edges = np.histogram_bin_edges(values, "fd")
    return edges if len(edges) <= 41 else np.histogram_bin_edges(values, 40)
