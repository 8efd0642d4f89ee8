"""Panel b: how many firms, and how many they would be if equally large."""

from __future__ import annotations

from matplotlib.axes import Axes

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import count_axis, line, note, title
from rivalry.figures.series import column, group
from rivalry.figures.theme import Theme
from rivalry.read import Result


def draw(axes: Axes, result: Result, theme: Theme) -> EndLabels:
    """Firms alive and the effective number of firms, 1/HHI, on one axis: the gap between them is inequality of size."""
    labels = EndLabels(axes, theme)
    title(axes, theme, "b", "Concentration", "effective firms = 1 / HHI, the Herfindahl index of shares")
    market = group(result, "market")
    alive = None if market is None else column(market, "firms")
    effective = None if market is None else column(market, "effective_firms")
    if market is not None and effective is None and (hhi := column(market, "hhi")) is not None:
        hhi[hhi <= 0] = float("nan")
        effective = 1 / hhi
    if market is None or (alive is None and effective is None):
        note(axes, theme, "not recorded in this file")
        return labels
    period = market["period"].values
    drawn = []
    if alive is not None:
        line(axes, period, alive, palette.MUTED)
        labels.line(period, alive, "firms", palette.MUTED)
        drawn.append(alive)
    if effective is not None:
        line(axes, period, effective, palette.BLUE)
        labels.line(period, effective, "effective\nfirms", palette.BLUE)
        drawn.append(effective)
    count_axis(axes, drawn)
    axes.set_ylabel("number of firms")
    return labels
