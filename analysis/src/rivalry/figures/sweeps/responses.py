"""An outcome over one of many factors, the others as they fall: scattered points and means of bins."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import note, title
from rivalry.figures.sweeps.axes import factor_axis, is_log, is_text, outcome_axis, places
from rivalry.figures.theme import Theme
from rivalry.statistics import means
from rivalry.sweep import Sweep

BINS = 10
LEAST = 5  # points a bin
MOST_LEVELS = 12  # of a factor whose levels are drawn one by one
MOST_DOTS = 3000
NOTES = (
    "dots: points, means over their runs; lines: means of bins with equally many points",
    "bands: 95\u2009% t intervals over points; other factors vary as they do in the design",
)


def draw(axes: Axes, sweep: Sweep, outcome: str, factor: str, theme: Theme) -> EndLabels:
    """Points of the design, and means over bins of the factor, or over its levels where they are few."""
    column, text = sweep.outcomes[outcome], is_text(sweep.runs, factor)
    title(axes, theme, "", sweep.factors[factor].label, f"{column.label} over this factor")
    points = by_point(sweep, outcome)
    if points.empty:
        note(axes, theme, "missing in all runs")
        return EndLabels(axes, theme)
    found = binned(points, outcome, factor)
    levels = list(sweep.points[factor].cat.categories) if text else sorted(points[factor].unique().tolist())
    at = points[factor].cat.codes.to_numpy() if text else points[factor].to_numpy()
    thin = slice(None, None, -(-len(points) // MOST_DOTS))
    crowd = {"markersize": 1.6, "alpha": 0.6, "zorder": 1, "rasterized": len(points) > 800}
    axes.plot(at[thin], points[outcome].to_numpy()[thin], ".", color=palette.FAINT, **crowd)
    x = places(found[factor].tolist(), text=False)
    if text:
        reach = [found["mean"] - found["low"], found["high"] - found["mean"]]
        axes.errorbar(x, found["mean"], reach, fmt="o", color=palette.BLUE, markersize=4, capsize=3)
    else:
        axes.fill_between(x, found["low"], found["high"], color=palette.SKY, alpha=0.35, linewidth=0)
        axes.plot(x, found["mean"], "o-", color=palette.BLUE, markersize=2.6)
    factor_axis(axes, sweep.factors[factor], levels, text=text, log=is_log(sweep, factor))
    low, high = np.quantile(points[outcome], (0.01, 0.99))
    low, high = min(low, found["mean"].min()), max(high, found["mean"].max())
    outcome_axis(axes, column, float(low), float(high))  # the same for all factors, so that slopes compare
    return EndLabels(axes, theme)


def by_point(sweep: Sweep, outcome: str) -> pd.DataFrame:
    """A row a point: its factors and the mean of the outcome over its runs. Points without any are left out."""
    return sweep.points[list(sweep.factors)].join(sweep.runs.groupby("point")[outcome].mean()).dropna(subset=[outcome])


def binned(points: pd.DataFrame, outcome: str, factor: str) -> pd.DataFrame:
    """Means with intervals over the levels of a factor, or over bins with equally many points; bins at their mean."""
    if isinstance(points[factor].dtype, pd.CategoricalDtype):
        return means(points.assign(**{factor: points[factor].cat.codes}), outcome, factor)
    if points[factor].nunique() <= MOST_LEVELS:
        return means(points, outcome, factor)
    number = max(1, min(BINS, len(points) // LEAST))
    ranks = points[factor].rank(method="first").to_numpy() - 1
    points = points.assign(bin=(ranks * number // len(points)).astype(int))
    table = means(points, outcome, "bin")
    return table.assign(**{factor: points.groupby("bin")[factor].mean().to_numpy()})
