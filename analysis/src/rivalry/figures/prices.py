"""Panel c: prices, costs and what lies between them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import line, note, title, value_axis
from rivalry.figures.series import column, group
from rivalry.figures.theme import Theme
from rivalry.read import Result


def draw(axes: Axes, result: Result, theme: Theme) -> EndLabels:
    """The price and the unit cost index, the margin between them as a band."""
    labels = EndLabels(axes, theme)
    title(axes, theme, "c", "Prices and costs", "sales-weighted; the band between them is the margin")
    market = group(result, "market")
    price = None if market is None else column(market, "price_index")
    cost = None if market is None else column(market, "unit_cost_index")
    if market is None or (price is None and cost is None):
        note(axes, theme, "no sales in this run" if market is not None else "not recorded in this file")
        return labels
    period = market["period"].values
    if price is not None and cost is not None:
        _margin(axes, labels, period, price, cost)
    for values, name, color in ((price, "price", palette.BLUE), (cost, "unit cost", palette.VERMILLION)):
        if values is not None:
            line(axes, period, values, color)
            labels.line(period, values, name, color)
    drawn = np.concatenate([v[np.isfinite(v)] for v in (price, cost) if v is not None])
    low, high = float(drawn.min()), float(drawn.max())
    room = 0.08 * (high - low) or 0.1 * abs(high) or 0.1
    value_axis(axes, 0 if 0 <= low < 0.5 * high else low - room, high + room)
    axes.set_ylabel("money a unit (reference cost = 1)")
    return labels


def _margin(axes: Axes, labels: EndLabels, period: np.ndarray, price: np.ndarray, cost: np.ndarray) -> None:
    axes.fill_between(period, cost, price, color=palette.SKY, alpha=0.25, linewidth=0)
    both = np.isfinite(price) & np.isfinite(cost) & (price > 0)
    if both.any():
        end = np.flatnonzero(both)[-1]
        margin = 100 * (price[end] - cost[end]) / price[end]
        text = f"{margin:.0f}\u2009% of price".replace("-", "\u2212")
        labels.add((price[end] + cost[end]) / 2, text, palette.MUTED, float(period[end]))
