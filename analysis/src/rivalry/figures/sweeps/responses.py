"""An outcome over one of several factors, the others as the design has them."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import note, title
from rivalry.figures.sweeps.axes import factor_axis, is_log, is_text, outcome_axis, places
from rivalry.figures.sweeps.dose import difference
from rivalry.figures.theme import Theme
from rivalry.statistics import means
from rivalry.sweep import Sweep

SCATTERED = ("lhs", "sobol", "random")  # designs without levels
BINS = 10
LEAST = 5  # points a bin
MOST_LEVELS = 12  # of a factor of a scattered design whose values are drawn one by one
MOST_DOTS = 3000
DOTS = "dots: points, means over their runs"
NOTES = {
    True: (
        f"{DOTS}; lines: means of bins with equally many points",
        "bands: 95\u2009% t intervals over points; other factors vary as they do in the design",
    ),
    False: (
        f"{DOTS}; lines: means over the points of a level",
        "bands: 95\u2009% t intervals over replicates, level by level; in words: difference of two levels, paired by "
        "replicate",
    ),
}


class Responses:
    """An outcome over all factors of a sweep, on one scale, so that slopes compare."""

    def __init__(self, sweep: Sweep, outcome: str) -> None:
        self.sweep, self.outcome = sweep, outcome
        self.scattered = sweep.design in SCATTERED

    @cached_property
    def points(self) -> pd.DataFrame:
        """A row a point: its factors and the mean of the outcome over its runs. Points without any are left out."""
        values = self.sweep.runs.groupby("point")[self.outcome].mean()
        return self.sweep.points[list(self.sweep.factors)].join(values).dropna(subset=[self.outcome])

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """By factor: means of bins or levels, with intervals."""
        return {factor: self._table(factor) for factor in self.sweep.factors}

    @cached_property
    def range(self) -> tuple[float, float]:
        """What all panels show: all means and intervals, and nearly all points."""
        ends = [table[["mean", "low", "high"]].to_numpy().ravel() for table in self.tables.values()]
        drawn = np.concatenate([*ends, np.quantile(self.points[self.outcome], (0.01, 0.99))])
        return float(np.nanmin(drawn)), float(np.nanmax(drawn))

    def draw(self, axes: Axes, factor: str, theme: Theme) -> EndLabels:
        """Points, and the line of means with its band."""
        sweep, column, text = self.sweep, self.sweep.outcomes[self.outcome], is_text(self.sweep.runs, factor)
        detail = "" if self.scattered else difference(sweep, self.outcome, factor)
        title(axes, theme, "", sweep.factors[factor].label, detail or f"{column.label} over this factor")
        if self.points.empty:
            note(axes, theme, "missing in all runs")
            return EndLabels(axes, theme)
        self._dots(axes, factor, text=text)
        found = self.tables[factor]
        if text:
            reach = [found["mean"] - found["low"], found["high"] - found["mean"]]
            axes.errorbar(found[factor], found["mean"], reach, fmt="o", color=palette.BLUE, markersize=4, capsize=3)
            levels = list(sweep.points[factor].cat.categories)
        else:
            axes.fill_between(found[factor], found["low"], found["high"], color=palette.SKY, alpha=0.35, linewidth=0)
            axes.plot(found[factor], found["mean"], "o-", color=palette.BLUE, markersize=2.6)
            levels = sorted(self.points[factor].unique().tolist())
        factor_axis(axes, sweep.factors[factor], levels, text=text, log=is_log(sweep, factor))
        outcome_axis(axes, column, *self.range)
        return EndLabels(axes, theme)

    def _dots(self, axes: Axes, factor: str, *, text: bool) -> None:
        values = self.points[factor]
        at = places((values.cat.codes if text else values).tolist(), text=False)
        thin = slice(None, None, -(-len(values) // MOST_DOTS))
        look = {"color": palette.FAINT, "markersize": 1.6, "alpha": 0.6, "zorder": 1, "rasterized": len(values) > 800}
        axes.plot(at[thin], self.points[self.outcome].to_numpy()[thin], ".", **look)

    def _table(self, factor: str) -> pd.DataFrame:
        """The factor's texts are their codes."""
        rows = self.points if self.scattered else self.sweep.runs
        cluster = None if self.scattered else "replicate"  # points of a scattered design are a sample of all
        if is_text(rows, factor):
            return means(rows.assign(**{factor: rows[factor].cat.codes}), self.outcome, factor, cluster=cluster)
        if not self.scattered or rows[factor].nunique() <= MOST_LEVELS:
            return means(rows, self.outcome, factor, cluster=cluster)
        number = max(1, min(BINS, len(rows) // LEAST))
        ranks = rows[factor].rank(method="first").to_numpy() - 1
        rows = rows.assign(bin=(ranks * number // len(rows)).astype(int))
        found = means(rows, self.outcome, "bin", cluster=None)
        return found.assign(**{factor: rows.groupby("bin")[factor].mean().to_numpy()})
