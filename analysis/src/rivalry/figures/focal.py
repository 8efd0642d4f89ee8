"""Panel of runs with a focal firm, a population of one: how large it is next to the mean firm."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import line, title, value_axis
from rivalry.figures.series import group
from rivalry.figures.theme import Theme
from rivalry.opened import tables
from rivalry.read import Result

MOST = 4  # focal firms that one panel tells apart


def belongs(result: Result) -> bool:
    """Whether there are focal firms, few enough, whose shares were recorded."""
    return 0 < len(shares(result)) <= MOST


def draw(axes: Axes, result: Result, theme: Theme) -> EndLabels:
    """Shares of focal firms as multiples of the mean firm's, and so their users where these are recorded."""
    labels = EndLabels(axes, theme)
    found = shares(result)
    users = relative(result, "users")
    detail = "the mean firm has 1" + (" (dashed: its users, likewise)" if users else "")
    title(axes, theme, "g", "The focal firm" if len(found) == 1 else "Focal firms", detail)
    firms = group(result, "firms")
    if firms is None:
        return labels
    period = firms["period"].values
    axes.axhline(1, color=palette.MUTED, linewidth=0.8)
    for (name, values), color in zip(found.items(), palette.FIRMS, strict=False):
        line(axes, period, values, color)
        _name(axes, theme, labels, period, values, name.replace("_", "\n"), color)
        if name in users:
            line(axes, period, users[name], color, linestyle=(0, (4, 2)))
    drawn = np.concatenate([np.ones(1), *found.values(), *users.values()])
    value_axis(axes, 0, 1.08 * float(np.nanmax(drawn)))
    axes.set_ylabel("multiple of the mean firm")
    return labels


def _name(
    axes: Axes, theme: Theme, labels: EndLabels, period: np.ndarray, values: np.ndarray, name: str, color: str
) -> None:
    """At the end of the line, or where the firm left."""
    last = int(np.flatnonzero(np.isfinite(values))[-1])
    if last == len(period) - 1:
        labels.line(period, values, name, color)
        return
    axes.plot(period[last], values[last], "x", color=color, clip_on=False)
    axes.annotate(
        f"leaves after period {period[last]}",
        (period[last], values[last]),
        (6, 6),
        textcoords="offset points",
        fontsize=theme.small,
        color=color,
    )


def shares(result: Result) -> dict[str, np.ndarray]:
    """Share of each focal firm over the mean share of all firms; NaN where it does not live."""
    return relative(result, "share")


def columns(result: Result) -> dict[str, int]:
    """Where focal firms stand among the recorded firms, by the names of their populations."""
    firms = group(result, "firms")
    if firms is None or "population" not in firms:
        return {}
    populations = tables(result.scenario, "population")
    alone = {i: str(p.get("name")) for i, p in enumerate(populations) if p.get("firms") == 1 and not p.get("entrants")}
    founders = (firms["entry_period"] == 0).values
    of = firms["population"].values
    places = {name: np.flatnonzero(founders & (of == number)) for number, name in alone.items()}
    return {name: int(place[0]) for name, place in places.items() if len(place) == 1}


def relative(result: Result, name: str) -> dict[str, np.ndarray]:
    """A variable of focal firms over its mean over all firms; empty where it was not recorded."""
    firms, market = group(result, "firms"), group(result, "market")
    if firms is None or market is None or name not in firms:
        return {}
    if name != "share" and name not in market:
        return {}
    total = market[name] if name != "share" else 1.0
    alive = market["firms"]
    mean = (total / alive.where(alive > 0)).sel(period=firms["period"]).values
    found = {}
    for title_of, place in columns(result).items():
        values = firms[name].values[:, place] / np.where(mean > 0, mean, np.nan)
        if np.isfinite(values).any():
            found[title_of] = values
    return found
