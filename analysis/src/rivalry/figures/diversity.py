"""Panel f: how many different business models."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import count_axis, line, note, title
from rivalry.figures.series import column, group
from rivalry.figures.theme import Theme
from rivalry.read import Result


def draw(axes: Axes, result: Result, theme: Theme) -> EndLabels:
    """Distinct business models, and the effective number, the exponential of their entropy."""
    labels = EndLabels(axes, theme)
    title(axes, theme, "f", "Diversity of business models", "effective models = exp(entropy over firms)")
    market = group(result, "market")
    distinct = None if market is None else column(market, "distinct_models")
    entropy = None if market is None else column(market, "model_entropy")
    if market is None or (distinct is None and entropy is None):
        note(axes, theme, "not recorded in this file")
        return labels
    period = market["period"].values
    drawn = []
    if distinct is not None:
        line(axes, period, distinct, palette.MUTED)
        labels.line(period, distinct, "distinct\nmodels", palette.MUTED)
        drawn.append(distinct)
    if entropy is not None:
        base = 2.0 if str(market["model_entropy"].attrs.get("units", "")).startswith("bit") else np.e
        effective = np.where(np.isfinite(entropy), base ** np.nan_to_num(entropy), np.nan)
        line(axes, period, effective, palette.GREEN)
        labels.line(period, effective, "effective\nmodels", palette.GREEN)
        drawn.append(effective)
    count_axis(axes, drawn)
    axes.set_ylabel("number of business models")
    return labels
