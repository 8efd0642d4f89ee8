"""An outcome over the levels of one factor: dose and response."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import note, title
from rivalry.figures.sweeps.axes import factor_axis, is_log, is_text, outcome_axis, places
from rivalry.figures.sweeps.words import heading, interval, level
from rivalry.figures.theme import Theme
from rivalry.statistics import means, paired_contrast
from rivalry.statistics.contrasts import ends
from rivalry.sweep import Sweep

NOTES = (
    "lines: means over runs; bands: their 95\u2009% t intervals, level by level",
    "above panels: difference of two levels, paired by replicate, with its 95\u2009% interval",
)


def draw(axes: Axes, sweep: Sweep, outcome: str, theme: Theme) -> EndLabels:
    """Mean over runs with its band, and the paired difference of the last and first level in words."""
    factor = next(iter(sweep.factors))
    column, text = sweep.outcomes[outcome], is_text(sweep.runs, factor)
    table = means(sweep.runs, outcome, factor)
    title(axes, theme, "", heading(column.label), difference(sweep, outcome, factor))
    if table.empty:
        note(axes, theme, "missing in all runs")
        return EndLabels(axes, theme)
    levels = table[factor].tolist()
    x, mean, low, high = places(levels, text=text), *(table[name].to_numpy() for name in ("mean", "low", "high"))
    if text:
        axes.errorbar(x, mean, [mean - low, high - mean], fmt="o", color=palette.BLUE, markersize=4, capsize=3)
    else:
        axes.fill_between(x, low, high, color=palette.SKY, alpha=0.35, linewidth=0)
        axes.plot(x, mean, "o-", color=palette.BLUE, markersize=2.6)
    factor_axis(axes, sweep.factors[factor], levels, text=text, log=is_log(sweep, factor))
    drawn = np.concatenate([mean, low[np.isfinite(low)], high[np.isfinite(high)]])
    outcome_axis(axes, column, float(drawn.min()), float(drawn.max()))
    return EndLabels(axes, theme)


def difference(sweep: Sweep, outcome: str, factor: str) -> str:
    """The last level against the first, in words; empty where there are too few runs."""
    try:
        low, high = ends(sweep.runs, factor, None, None)
        found = paired_contrast(sweep.runs, outcome, factor, low, high)
    except ValueError:
        return ""
    return f"at {level(high)} against {level(low)}: {interval(found)}"
