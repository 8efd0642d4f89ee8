"""Panel a: who holds the market."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.leaders import Leaders, bands, leaders, sampled, sold
from rivalry.figures.marks import line, note, stack, title, value_axis
from rivalry.figures.series import column, group
from rivalry.figures.text import count
from rivalry.figures.theme import Theme
from rivalry.ids import firm_name
from rivalry.read import Result

MOST_LEADERS = 8
LEAST_WEIGHT = 0.1  # of the leaders in all sales, below which single firms no longer tell the story
LABEL_FROM = 1e-3  # share at the end from which a leader is named beside its area


def draw(axes: Axes, result: Result, theme: Theme) -> EndLabels:
    """Shares of the leading firms; of size classes where no few firms lead; the leader's where firms are unrecorded."""
    labels = EndLabels(axes, theme)
    firms = group(result, "firms")
    name = None if firms is None else sold(firms)
    if firms is not None and name is not None and firms.sizes["firm"] > 0:
        found = None if sampled(firms) else leaders(firms, name, MOST_LEADERS)
        small = firms.sizes["firm"] <= 5 * MOST_LEADERS
        if found is not None and (found.weight >= LEAST_WEIGHT or small):
            _draw_leaders(axes, theme, labels, firms, found)
            return labels
        if np.isfinite(firms[name][-1].values).any() or sampled(firms):
            _draw_bands(axes, theme, labels, firms, name)
            return labels
    _draw_market(axes, result, theme, labels)
    return labels


def _draw_leaders(axes: Axes, theme: Theme, labels: EndLabels, firms: xr.Dataset, found: Leaders) -> None:
    percent = 100 * found.share
    others = firms.sizes["firm"] - len(found.columns)
    # From the bottom: the largest first, so that its changes are read against a straight line.
    layers = list(percent.T)
    colors = list(palette.FIRMS[: len(layers)])
    together = percent.sum(axis=1)
    top = 100.0 if together.max() > 40 or others == 0 else min(100.0, 10 * np.ceil(together.max() / 10 + 0.5))
    if others:
        layers.append(np.where(together > 0, 100 - together, 0.0))
        colors.append(palette.OTHERS)
    period = firms["period"].values
    stack(axes, period, layers, colors)
    value_axis(axes, 0, top)
    axes.set_ylabel("share of sales, %")
    if others:
        detail = f"the {len(found.columns)} of {count(firms.sizes['firm'])} firms that sold most, "
        detail += f"{100 * found.weight:.0f}\u2009% of all sales"
    else:
        detail = "all firms"
    title(axes, theme, "a", "Shares of the leading firms" if others else "Shares of the firms", detail)
    end = int(np.flatnonzero(together > 0)[-1])
    _name_leaders(axes, theme, labels, firms, found, top, end)
    if together[end] < 99:
        words = "others" if top == 100 else "others\n(to 100\u2009%)"
        labels.add((together[end] + top) / 2, words, palette.MUTED, float(period[end]))
    _say_empty(axes, theme, period, end, top)


def _say_empty(axes: Axes, theme: Theme, period: np.ndarray, end: int, top: float) -> None:
    if period[-1] - period[end] > 0.25 * (period[-1] - period[0]):
        axes.text(
            (period[-1] + period[end]) / 2,
            top / 2,
            f"no sales after\nperiod {period[end]}",
            ha="center",
            va="center",
            fontsize=theme.small,
            color=palette.MUTED,
        )


def _name_leaders(
    axes: Axes, theme: Theme, labels: EndLabels, firms: xr.Dataset, found: Leaders, top: float, end: int
) -> None:
    middle = 100 * (np.cumsum(found.share, axis=1) - found.share / 2)
    period = firms["period"].values
    for place, (index, color) in enumerate(zip(found.columns, palette.FIRMS, strict=False)):
        name = firm_name(int(firms["firm"].values[index]))
        if found.share[end, place] >= LABEL_FROM:
            labels.add(middle[end, place], name, color, float(period[end]))
            continue
        # Gone at the end: named inside its area where that is thick, if the name fits there.
        spot, room = _thickest(100 * found.share[:, place])
        if room > 0.07 * top:
            axes.text(
                period[spot],
                middle[spot, place],
                name.removeprefix("firm "),
                color="white" if palette.luminance(color) < 0.35 else palette.INK,
                fontsize=theme.tiny,
                ha="center",
                va="center",
            )


def _thickest(share: np.ndarray) -> tuple[int, float]:
    """Where an area is thickest over the width of a label, and how thick it is there; 0 where it is too short."""
    width = 2 * round(0.04 * len(share)) + 1
    if len(share) < 12:
        return 0, 0.0
    least = np.lib.stride_tricks.sliding_window_view(share, width).min(axis=1)
    spot = int(np.argmax(least))
    return spot + width // 2, float(least[spot])


def _draw_bands(axes: Axes, theme: Theme, labels: EndLabels, firms: xr.Dataset, name: str) -> None:
    found = bands(firms, name)
    percent = 100 * found.share
    colors = palette.BANDS[-len(found.edges) :]
    stack(axes, found.period, list(percent.T), colors, edge=0.5)
    value_axis(axes, 0, 100)
    axes.set_ylabel("share of sales, %")
    whose = f"a sample of {count(firms.sizes['firm'])} firms" if sampled(firms) else "all firms"
    title(axes, theme, "a", "Shares by size of firm", f"{whose}, ranked by sales in each period")
    living = np.flatnonzero(np.isfinite(percent[:, 0]))
    if not living.size:
        return
    final = percent[living[-1]]
    middle = np.cumsum(final) - final / 2
    words = [f"largest {100 * found.edges[0]:.0f}\u2009%"]
    words += [f"next {100 * (b - a):.0f}\u2009%" for a, b in zip(found.edges[:-2], found.edges[1:-1], strict=True)]
    words.append("smaller half")
    tones = [*colors[:-1], palette.MUTED]
    for y, word, tone in zip(middle, words, tones, strict=True):
        labels.add(y, word, tone)


def _draw_market(axes: Axes, result: Result, theme: Theme, labels: EndLabels) -> None:
    """Firms were not recorded: what the market knows of its leader."""
    market = group(result, "market")
    leader = None if market is None else column(market, "leader_share")
    if market is None or leader is None:
        title(axes, theme, "a", "Shares of the leading firms")
        note(axes, theme, "not recorded in this file")
        return
    period = market["period"].values
    axes.fill_between(period, 0, 100 * leader, color=palette.FIRMS[1], alpha=0.35, linewidth=0)
    line(axes, period, 100 * leader, palette.FIRMS[0])
    value_axis(axes, 0, min(100.0, 1.15 * 100 * float(np.nanmax(leader)) or 1.0))
    axes.set_ylabel("share of sales, %")
    title(axes, theme, "a", "Share of the leading firm", "single firms were not recorded")
    labels.line(period, 100 * leader, "leader", palette.FIRMS[0])
    firms = column(market, "firms")
    if firms is not None:
        equal = np.divide(100.0, firms, out=np.full(firms.shape, np.nan), where=firms > 0)
        line(axes, period, equal, palette.MUTED, linestyle=(0, (4, 2)))
        labels.line(period, equal, "equal\nshares", palette.MUTED)
