"""Panel h, of runs with a policy or a commons: how clean the market is, and what it leaves."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import line, note, title, value_axis
from rivalry.figures.series import PERIODS_A_YEAR, column, group
from rivalry.figures.theme import Theme
from rivalry.figures.welfare import belongs as belongs  # to the same runs
from rivalry.read import Result


def draw(axes: Axes, result: Result, theme: Theme) -> EndLabels:
    """Damage a unit sold, as a multiple of its mean in the first year; the share of demand that buys; the commons.

    Less damage comes from cleaner business models, which the first shows, or from less demand, which the second shows.
    """
    labels = EndLabels(axes, theme)
    market = group(result, "market")
    commons = None if market is None else column(market, "commons")
    detail = "damage a unit sold: first year = 1" + ("" if commons is None else "; commons: untouched = 1")
    title(axes, theme, "h", "Damage" if commons is None else "Damage and the commons", detail)
    unit = None if market is None else per_unit(column(market, "damage"), column(market, "sales"))
    if market is None or (unit is None and commons is None):
        note(axes, theme, "no damage in this run" if market is not None else "not recorded in this file")
        return labels
    period = market["period"].values
    highest = 1.0
    bought = None if unit is None else column(market, "coverage")
    for values, name, color in (
        (bought, "share of\ndemand\nthat buys", palette.BLUE),
        (unit, "damage\na unit", palette.MUTED),
        (commons, "commons", palette.GREEN),
    ):
        if values is not None:
            line(axes, period, values, color)
            labels.line(period, values, name, color)
            highest = max(highest, float(np.nanmax(values)))
    value_axis(axes, 0, 1.08 * highest)
    axes.set_ylabel("level")
    return labels


def per_unit(damage: np.ndarray | None, sales: np.ndarray | None) -> np.ndarray | None:
    """Damage over sales relative to the first year's; None where nothing was sold or did damage then."""
    if damage is None or sales is None:
        return None
    unit = np.divide(damage, sales, out=np.full(len(damage), np.nan), where=sales > 0)
    first = unit[:PERIODS_A_YEAR][np.isfinite(unit[:PERIODS_A_YEAR])]
    return unit / first.mean() if first.size and first.mean() > 0 else None
