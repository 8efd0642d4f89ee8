"""What panels draw with: lines and stacks that survive a single period, titles, notes, shock marks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, NullLocator

from rivalry.figures import palette
from rivalry.figures.theme import Theme
from rivalry.figures.ticks import Ticks

MOST_SHOCKS = 12


def title(axes: Axes, theme: Theme, letter: str, name: str, detail: str = "") -> None:
    """A lettered title, and below it in smaller type what exactly is drawn; a letter that the page gave goes first."""
    letter = axes.get_label() or letter
    rows = 1 + detail.count("\n")
    axes.set_title(f"{letter}   {name}", pad=5.5 + 1.3 * theme.small * rows)
    axes.set_label(letter)
    if detail:
        axes.annotate(
            detail,
            (0, 1),
            (0, 3.5),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=theme.small,
            color=palette.MUTED,
            va="bottom",
            linespacing=1.2,
        )


def note(axes: Axes, theme: Theme, text: str) -> None:
    """Says why a panel is empty, in place of its content."""
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.set_facecolor("#F7F7F7")
    axes.text(
        0.5,
        0.5,
        text,
        transform=axes.transAxes,
        ha="center",
        va="center",
        fontsize=theme.text,
        color=palette.MUTED,
        linespacing=1.5,
    )


def line(axes: Axes, x: np.ndarray, y: np.ndarray, color: str, **style: object) -> None:
    """A line; numbers without a neighbour show as dots."""
    axes.plot(x, y, color=color, **style)
    finite = np.isfinite(y)
    alone = finite & ~np.r_[False, finite[:-1]] & ~np.r_[finite[1:], False]
    if alone.any():
        axes.plot(x[alone], y[alone], "o", color=color, markersize=3.5, clip_on=False)


def stack(axes: Axes, x: np.ndarray, layers: Sequence[np.ndarray], colors: Sequence[str], edge: float = 0.35) -> None:
    """Areas on top of each other, from the first at the bottom; a single period becomes a bar."""
    bottom = np.zeros(len(x))
    for values, color in zip(layers, colors, strict=True):
        top = bottom + np.nan_to_num(values)
        if len(x) == 1:
            axes.bar(x, top - bottom, 0.5, bottom, color=color, edgecolor="white", linewidth=edge)
        else:
            axes.fill_between(x, bottom, top, color=color, edgecolor="white", linewidth=edge)
        bottom = top


def time_axis(axes: Axes, first: float, last: float) -> None:
    """Periods along x, from the first to the last of the run."""
    axes.set_xlim(*((first - 0.5, last + 0.5) if first == last else (first, last)))
    if last - first < 3:
        axes.set_xticks(np.arange(first, last + 1))
    else:
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(Ticks())
    axes.set_xlabel("period (quarter)")


def value_axis(axes: Axes, low: float, high: float, *, log: bool = False, whole: bool = False) -> None:
    """A y axis with few short ticks; logarithmic where asked (then low must be above 0), whole numbers where asked."""
    if log:
        axes.set_yscale("log")
        axes.set_ylim(low, high)
        decades = np.log10(high / low)
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if decades < 2 else (1,)))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_minor_formatter(NullFormatter())
    else:
        axes.set_ylim(low, high)
        steps = [1, 2, 5, 10] if whole else [1, 2, 2.5, 5, 10]
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=whole, steps=steps))
    axes.yaxis.set_major_formatter(Ticks())


def count_axis(axes: Axes, series: Sequence[np.ndarray]) -> None:
    """A y axis for counts that share it: from 0, or logarithmic where they are orders of magnitude apart."""
    values = np.concatenate([np.ravel(s) for s in series])
    values = values[np.isfinite(values) & (values > 0)]
    high = float(values.max()) if values.size else 1.0
    low = float(values.min()) if values.size else 1.0
    if high / low > 40:
        value_axis(axes, low / 1.5, high * 1.5, log=True)
    else:
        value_axis(axes, 0, 1.08 * high, whole=True)


def shocks(axes: Axes, periods: np.ndarray) -> None:
    """Thin vertical lines at shocks, while they are few."""
    if 0 < len(periods) <= MOST_SHOCKS:
        for period in periods:
            axes.axvline(period, color=palette.INK, linewidth=0.6, linestyle=(0, (1, 2)), zorder=3)
