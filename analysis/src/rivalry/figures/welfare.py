"""Panel g, of runs with a policy or a commons: who gets what out of the market, and who bears what it does."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import line, note, title, value_axis
from rivalry.figures.series import column, group
from rivalry.figures.theme import Theme
from rivalry.read import Result


def belongs(result: Result) -> bool:
    """Whether the run has a state that pays or charges, or a commons."""
    market = group(result, "market")
    return market is not None and ("carbon_revenue" in market or "commons" in market)


def draw(axes: Axes, result: Result, theme: Theme) -> EndLabels:
    """Consumer surplus, profits, suppliers' income, the state's balance, and damage as a loss."""
    labels = EndLabels(axes, theme)
    title(axes, theme, "g", "Who gets what", "flows a period; their sum is value created")
    market = group(result, "market")
    shown = {} if market is None else _flows({name: column(market, name) for name in NAMES})
    if market is None or not shown:
        note(axes, theme, "not recorded in this file")
        return labels
    period = market["period"].values
    axes.axhline(0, color=palette.MUTED, linewidth=0.6)
    for name, values in shown.items():
        line(axes, period, values, COLORS[name])
        labels.line(period, values, name, COLORS[name])
    drawn = np.concatenate([values[np.isfinite(values)] for values in shown.values()] + [np.zeros(1)])
    room = 0.06 * (float(drawn.max()) - float(drawn.min())) or 1
    value_axis(axes, float(drawn.min()) - room, float(drawn.max()) + room)
    axes.set_ylabel("money a period")
    return labels


NAMES = ("consumer_surplus", "profit_total", "suppliers_income", "carbon_revenue", "subsidies", "damage")
COLORS = {
    "buyers": palette.BLUE,
    "firms": palette.VERMILLION,
    "suppliers": palette.PURPLE,
    "state": palette.GREEN,
    "damage": palette.MUTED,
}


def _flows(columns: dict[str, np.ndarray | None]) -> dict[str, np.ndarray]:
    received, paid = columns["carbon_revenue"], columns["subsidies"]
    flows = {
        "buyers": columns["consumer_surplus"],
        "firms": columns["profit_total"],
        "suppliers": columns["suppliers_income"],
        "state": None if received is None or paid is None else received - paid,
        "damage": None if columns["damage"] is None else -columns["damage"],
    }
    return {name: values for name, values in flows.items() if values is not None}
