"""Panel of runs with co-creation: how many firms are open, on which level, and how many of the users take part."""

from __future__ import annotations

from matplotlib.axes import Axes

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import line, title, value_axis
from rivalry.figures.series import column, group
from rivalry.figures.theme import Theme
from rivalry.read import Result


def belongs(result: Result) -> bool:
    """Whether users take part in this run."""
    market = group(result, "market")
    return market is not None and {"open_share", "user_activity"} <= set(market)


def draw(axes: Axes, result: Result, theme: Theme) -> EndLabels:
    """Share of firms whose block is open, by path; share of all users who are active."""
    labels = EndLabels(axes, theme)
    title(axes, theme, "h", "Openness and participation", "firms with an open block, by path; users who take part")
    market = group(result, "market")
    if market is None:
        return labels
    period = market["period"].values
    for path, color in zip(market["path"].values, palette.PATHS, strict=True):
        open_firms = 100 * market["open_share"].sel(path=path).values
        line(axes, period, open_firms, color)
        labels.line(period, open_firms, f"{path}", color)
    activity = column(market, "user_activity")
    if activity is not None:
        line(axes, period, 100 * activity, palette.INK, linestyle=(0, (4, 2)))
        labels.line(period, 100 * activity, "active\nusers", palette.INK)
    value_axis(axes, 0, 100)
    axes.set_ylabel("% of firms, of users")
    return labels
