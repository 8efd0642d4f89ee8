"""Panel e: where the firms stand, efficient against novel, and who earns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.ticker import MaxNLocator

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import note, title
from rivalry.figures.series import group
from rivalry.figures.text import count, tick
from rivalry.figures.theme import Theme
from rivalry.figures.ticks import Ticks
from rivalry.flags import code_labels
from rivalry.read import Result

WINDOW = 8  # periods (two years) whose records are averaged over
MOST_DOTS = 3000
MOST_ARMS = 4
VECTOR_DOTS = 800  # more are drawn as an image inside vector formats
MARKERS = ("o", "^", "s", "D")
SYMBOLS = ("\u25cf", "\u25b2", "\u25a0", "\u25c6")


@dataclass(frozen=True)
class Dots:
    """One entry a firm alive in the window; means over it.

    Attributes:
        periods: those averaged over.
        columns: [dot] positions along the dimension firm.
        size: [dot] quantity sold a period; None where not recorded.
        profit: [dot] money a period; None where not recorded.
        found: number of firms before thinning.
    """

    periods: np.ndarray
    columns: np.ndarray
    novelty: np.ndarray
    efficiency: np.ndarray
    size: np.ndarray | None
    profit: np.ndarray | None
    found: int


def draw(axes: Axes, result: Result, theme: Theme) -> EndLabels:
    """Firms of the last two years: novelty across, efficiency upward, profit as colour, sales as area."""
    firms = group(result, "firms")
    dots = None if firms is None else collect(firms)
    if firms is None or dots is None:
        title(axes, theme, "e", "Efficiency and novelty of firms")
        known = firms is not None and {"novelty", "efficiency"} <= set(firms.data_vars)
        note(axes, theme, "no firm was alive in this run" if known else "not recorded in this file")
        return EndLabels(axes, theme)
    arm, levels = treatment(firms, dots.columns)
    title(axes, theme, "e", "Efficiency and novelty of firms", _detail(firms, dots))
    _scatter(axes, theme, dots, arm, len(levels))
    axes.axhline(0, color=palette.MUTED, linewidth=0.6, zorder=1)
    for axis, values in ((axes.set_xlim, dots.novelty), (axes.set_ylim, dots.efficiency)):
        axis(*_limits(values))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(Ticks())
    axes.set_xlabel("novelty (0 common to all, 1 unique)" + _arms(levels))
    axes.set_ylabel("efficiency (log cost advantage)")
    return EndLabels(axes, theme)


def collect(firms: xr.Dataset) -> Dots | None:
    """The firms of the last recorded periods in which any lived; None where none did or nothing was recorded."""
    if not {"novelty", "efficiency"} <= set(firms.data_vars) or firms.sizes["firm"] == 0:
        return None
    for stop in range(firms.sizes["period"], 0, -1):
        if np.isfinite(firms["novelty"][stop - 1].values).any():
            break
    else:
        return None
    period = firms["period"].values[:stop]
    window = slice(int(np.argmax(period > period[-1] - WINDOW)), stop)
    present = np.isfinite(firms["novelty"][window].values).any(axis=0)
    present &= np.isfinite(firms["efficiency"][window].values).any(axis=0)
    found = np.flatnonzero(present)
    if not found.size:
        return None
    columns = thin(found, firms["firm"].values[found], MOST_DOTS)

    def mean(name: str) -> np.ndarray | None:
        if name not in firms or firms[name].dims != ("period", "firm"):
            return None
        values = firms[name][window].values[:, columns].astype(np.float64)
        number = np.isfinite(values).sum(axis=0)
        return np.divide(np.nansum(values, axis=0), number, out=np.zeros(len(columns)), where=number > 0)

    return Dots(
        firms["period"].values[window],
        columns,
        mean("novelty"),
        mean("efficiency"),
        mean("quantity"),
        mean("profit"),
        int(found.size),
    )


def thin(columns: np.ndarray, identities: np.ndarray, most: int) -> np.ndarray:
    """At most `most` of the columns, chosen by a hash of the firms' ids: the same firms in every picture."""
    if len(columns) <= most:
        return columns
    mixed = identities.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(32)
    mixed *= np.uint64(0xD6E8FEB86659FD93)
    return np.sort(columns[np.argsort(mixed, kind="stable")[:most]])


def treatment(firms: xr.Dataset, columns: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """[dot] arm of the first treatment, and its name followed by its arms'; empty names where there are no few arms."""
    for name in sorted(str(name) for name in firms.data_vars):
        if not name.startswith("arm_") or firms[name].dims != ("firm",):
            continue
        values = firms[name].values
        levels = np.unique(values[np.isfinite(values)] if values.dtype.kind == "f" else values)
        if 2 <= len(levels) <= MOST_ARMS:
            named = code_labels(firms[name])
            words = [named.get(int(v), tick(float(v))) if v == int(v) else tick(float(v)) for v in levels]
            arm = np.clip(np.searchsorted(levels, values[columns]), 0, len(levels) - 1)
            return arm, [name.removeprefix("arm_").replace("_", " "), *words]
    return np.zeros(len(columns), dtype=np.int64), []


def _detail(firms: xr.Dataset, dots: Dots) -> str:
    first, last = int(dots.periods[0]), int(dots.periods[-1])
    when = f"period {last}" if first == last else f"means of periods {first}\u2013{last}"
    who = f"{count(dots.found)} firm{'s' if dots.found != 1 else ''}"
    if len(dots.columns) < dots.found:
        who = f"{count(len(dots.columns))} of {who}"
    if np.any(firms.attrs.get("sampled", 0)):
        who += " (a sample)"
    return f"{when}, {who}" + ("" if dots.size is None else "; area: sales")


def _arms(levels: list[str]) -> str:
    if not levels:
        return ""
    return f"\n{levels[0]}: " + "  ".join(f"{symbol} {word}" for symbol, word in zip(SYMBOLS, levels[1:], strict=False))


def _scatter(axes: Axes, theme: Theme, dots: Dots, arm: np.ndarray, levels: int) -> None:
    size = np.full(len(dots.columns), 0.2) if dots.size is None else np.maximum(dots.size, 0)
    largest = 1.0 if dots.size is None else size.max() or 1.0
    order = np.argsort(-size, kind="stable")  # small dots above large ones
    crowd = min(1.0, (200 / len(order)) ** 0.5)
    area = (theme.text / 7) ** 2 * (2 + 3 * crowd + (12 + 75 * crowd) * size / largest)
    limit = 1.0 if dots.profit is None else _symmetric(dots.profit)
    colors = np.zeros(len(order)) if dots.profit is None else dots.profit
    drawn = None
    for index in range(max(1, levels - 1)):
        chosen = order[arm[order] == index]
        drawn = axes.scatter(
            dots.novelty[chosen],
            dots.efficiency[chosen],
            s=area[chosen],
            c=colors[chosen],
            cmap=palette.PROFIT_MAP,
            norm=Normalize(-limit, limit),
            marker=MARKERS[index],
            edgecolors=palette.MUTED,
            linewidths=0.08 + 0.22 * crowd,
            alpha=0.9,
            zorder=2,
            rasterized=len(order) > VECTOR_DOTS,
        )
    if dots.profit is None or drawn is None:
        return
    beyond = bool((np.abs(dots.profit) > limit).any())
    place = axes.inset_axes((1.03, 0, 0.045, 1))
    bar = axes.figure.colorbar(drawn, cax=place, extend="both" if beyond else "neither", extendfrac=0.03)
    bar.set_label("profit, money a period")
    bar.outline.set_linewidth(0.4)
    bar.ax.set_label("profit")
    bar.ax.yaxis.set_major_locator(MaxNLocator(5, symmetric=True))
    bar.ax.yaxis.set_major_formatter(Ticks())


def _symmetric(profit: np.ndarray) -> float:
    """The end of a colour scale centred at 0 that a few extreme firms do not wash out."""
    return float(np.quantile(np.abs(profit), 0.97)) or float(np.abs(profit).max()) or 1.0


def _limits(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    if len(values) > 500:
        low, high = (float(q) for q in np.quantile(values, (0.001, 0.999)))
    room = 0.08 * (high - low) or 0.1
    return low - room, high + room
