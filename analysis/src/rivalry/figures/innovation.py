"""Panel d: innovation adopted, by path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import note, title, value_axis
from rivalry.figures.series import PERIODS_A_YEAR, annual, column, group
from rivalry.figures.theme import Theme
from rivalry.figures.ticks import Ticks
from rivalry.flags import meanings
from rivalry.read import Result


@dataclass(frozen=True)
class Counts:
    """Projects a period: adopted [period x path]; failed [period], or None where not recorded."""

    period: np.ndarray
    paths: list[str]
    adopted: np.ndarray
    failed: np.ndarray | None


def draw(axes: Axes, result: Result, theme: Theme) -> EndLabels:
    """Adopted projects stacked by path, failed ones downward; sums of years, where the run is long enough."""
    labels = EndLabels(axes, theme)
    found = counts(result)
    yearly = found is not None and len(found.period) >= 2 * PERIODS_A_YEAR
    years = 1 if found is None else years_a_bar(len(found.period))
    detail = "projects completed in each period"
    if yearly:
        detail = f"projects completed, {'sums of four periods' if years == 1 else f'means over {years} years'}"
    title(axes, theme, "d", "Innovations adopted by path", detail)
    if found is None:
        note(axes, theme, "not recorded in this file")
        return labels
    failed = np.zeros(len(found.period)) if found.failed is None else found.failed
    if not found.adopted.sum() and not failed.sum():
        note(axes, theme, "no innovation in this run")
        return labels
    adopted = annual(found.adopted, years) if yearly else found.adopted
    failed = annual(failed, years) if yearly else failed
    edges = found.period[0] - 0.5 + np.arange(len(adopted) + 1) * (PERIODS_A_YEAR * years if yearly else 1)
    colors = [palette.PATHS[k % len(palette.PATHS)] for k in range(len(found.paths))]
    base = np.zeros(len(adopted))
    for values, color in zip(adopted.T, colors, strict=True):
        axes.stairs(base + values, edges, baseline=base, fill=True, color=color, edgecolor="white", linewidth=0.2)
        base = base + values
    middle = np.cumsum(adopted[-1]) - adopted[-1] / 2
    for y, name, color in zip(middle, found.paths, colors, strict=True):
        labels.add(float(y), name, color)
    if failed.any():
        axes.stairs(-failed, edges, fill=True, color=palette.FAINT, edgecolor="white", linewidth=0.2)
        axes.axhline(0, color=palette.MUTED, linewidth=0.6)
        labels.add(-float(failed.max()) / 2, "failed", palette.MUTED)
    high = max(base.max(), 1.0)
    value_axis(axes, -1.08 * failed.max(), 1.08 * high, whole=True)
    axes.yaxis.set_major_locator(MaxNLocator(8, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(Ticks(magnitude=True))
    axes.set_ylabel("projects a year" if yearly else "projects a period")
    return labels


def years_a_bar(periods: int) -> int:
    """How many years a bar spans, so that there are no more bars than can be told apart."""
    most_bars = 80
    return max(1, -(-periods // (PERIODS_A_YEAR * most_bars)))


def counts(result: Result) -> Counts | None:
    """From the market's counts, or else counted from the events; None where neither was recorded."""
    market = group(result, "market")
    if market is None:
        return None
    period = market["period"].values
    if "projects_adopted" in market and market["projects_adopted"].dims == ("period", "path"):
        adopted = np.nan_to_num(column(market, "projects_adopted"), nan=0.0)
        failed = column(market, "projects_failed")
        if failed is not None:
            failed = np.nan_to_num(failed).reshape(len(period), -1).sum(axis=1)
        names = market["path"].values if "path" in market.coords else range(1, adopted.shape[1] + 1)
        return Counts(period, [str(name) for name in names], adopted, failed)
    return _from_events(result, period)


def _from_events(result: Result, period: np.ndarray) -> Counts | None:
    events = group(result, "events")
    if events is None or not {"kind", "path", "period"} <= set(events.variables):
        return None
    code = {name: value for value, name in meanings(events["kind"]).items()}
    kind, path, when = (events[name].values for name in ("kind", "path", "period"))
    if "project_finished" not in code:
        return None
    named = meanings(events["path"])
    names = {value: name for value, name in sorted(named.items()) if value >= 0 and name != "none"}
    names = names or dict(enumerate(("offer", "creation", "delivery", "capture")))
    edges = np.append(period, period[-1] + 1)
    done, lost = kind == code["project_finished"], kind == code.get("project_failed", -128)
    adopted = [np.histogram(when[done & (path == value)], edges)[0] for value in names]
    failed = np.histogram(when[lost], edges)[0].astype(float)
    return Counts(period, list(names.values()), np.stack(adopted, axis=1).astype(float), failed)
