"""Panel of runs with a value chain or a network: what firms do themselves, and what partners do for them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from rivalry.figures import focal, palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import line, title, value_axis
from rivalry.figures.series import column, group
from rivalry.figures.theme import Theme
from rivalry.read import Result

# Variable of the market, of a firm, what it is called, its colour.
SHARES = (
    ("in_house_share", "in_house_share", "in-house", palette.PATHS[1]),
    ("support_mean", "support", "done by\npartners", palette.PATHS[0]),
)


def belongs(result: Result) -> bool:
    """Whether firms make or buy stages, or tie up, in this run."""
    market = group(result, "market")
    return market is not None and any(name in market for name, *_ in SHARES)


def draw(axes: Axes, result: Result, theme: Theme) -> EndLabels:
    """Shares of what there is to do along the chain, means over firms; dashed for the focal firm, if there is one."""
    labels = EndLabels(axes, theme)
    market, firms = group(result, "market"), group(result, "firms")
    found = focal.columns(result)
    detail = "share of the work, mean over firms" + (" (dashed: the focal firm)" if len(found) == 1 else "")
    title(axes, theme, "h", "Who does the work", detail)
    if market is None:
        return labels
    period = market["period"].values
    for of_market, of_firm, name, color in SHARES:
        values = column(market, of_market)
        if values is None:
            continue
        line(axes, period, 100 * values, color)
        labels.line(period, 100 * values, name, color)
        if len(found) == 1 and firms is not None and of_firm in firms:
            own = firms[of_firm].values[:, next(iter(found.values()))]
            line(axes, firms["period"].values, 100 * np.asarray(own, dtype=float), color, linestyle=(0, (4, 2)))
    value_axis(axes, 0, 100)
    axes.set_ylabel("% of the work")
    return labels
