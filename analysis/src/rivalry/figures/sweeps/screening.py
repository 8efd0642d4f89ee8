"""Effects of Morris: how large, and how much they depend on where they are."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox

from rivalry.figures import palette
from rivalry.figures.labels import EndLabels
from rivalry.figures.marks import note, title
from rivalry.figures.sweeps.words import heading
from rivalry.figures.theme import Theme
from rivalry.figures.ticks import Ticks
from rivalry.statistics import elementary_effects
from rivalry.sweep import Sweep

NOTES = (
    "effects: change of the outcome over a factor's whole range; bars: 95\u2009% bootstrap intervals",
    "on the dashed line effects vary as much as they are large: non-linear or interacting",
)


def draw(axes: Axes, sweep: Sweep, outcome: str, theme: Theme) -> PointLabels | EndLabels:
    """Mean size of the effects across, their standard deviation upward, a dot a factor."""
    column = sweep.outcomes[outcome]
    title(axes, theme, "", heading(column.label), "effects of single factors")
    try:
        table = elementary_effects(sweep, outcome)
    except ValueError:
        note(axes, theme, "missing on too many trajectories")
        return EndLabels(axes, theme)
    x, y = table["mu_star"].to_numpy(), table["sigma"].to_numpy()
    reach = [x - table["mu_star_low"], table["mu_star_high"] - x]
    axes.errorbar(x, y, xerr=reach, fmt="o", color=palette.BLUE, ecolor=palette.FAINT, elinewidth=0.8, markersize=4)
    right, top = 1.08 * float(table["mu_star_high"].max()) or 1.0, 1.15 * float(y.max()) or 1.0
    axes.plot([0, max(right, top)], [0, max(right, top)], color=palette.MUTED, linewidth=0.7, linestyle=(0, (4, 2)))
    axes.set_xlim(min(0.0, 1.1 * float(table["mu_star_low"].min())), right)
    axes.set_ylim(0, top)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(Ticks())
    unit = "" if column.units in ("", "1") else f", {column.units}"
    axes.set_xlabel(f"mean size of effects \u03bc*{unit}")
    axes.set_ylabel(f"their s.d. \u03c3{unit}")
    labels = PointLabels(axes, theme)
    for order in np.argsort(-x, kind="stable"):
        labels.add(float(x[order]), float(y[order]), list(sweep.factors.values())[order].label)
    return labels


@dataclass
class PointLabels:
    """Names beside dots, the most important first; a name that finds no free place is left out."""

    axes: Axes
    theme: Theme
    items: list[tuple[float, float, Annotation]] = field(default_factory=list)

    def add(self, x: float, y: float, text: str) -> None:
        label = self.axes.annotate(
            text, (x, y), (5, 0), textcoords="offset points", fontsize=self.theme.tiny, color=palette.INK
        )
        label.set_in_layout(False)
        self.items.append((x, y, label))

    def settle(self) -> None:
        """Puts each name beside its dot, where it touches no other name and no other dot."""
        renderer, box = self.axes.figure.canvas.get_renderer(), self.axes.get_window_extent()
        dots = [self.axes.transData.transform((x, y)) for x, y, _ in self.items]
        taken = [Bbox.from_extents(x - 4, y - 4, x + 4, y + 4) for x, y in dots]
        for i, (_, _, label) in enumerate(self.items):
            others = taken[:i] + taken[i + 1 :]
            for across, up, ha, va in PLACES:
                label.set(position=(across, up), ha=ha, va=va)
                extent = label.get_window_extent(renderer)
                inside = box.x0 <= extent.x0 and extent.x1 <= box.x1 and box.y0 <= extent.y0 and extent.y1 <= box.y1
                if inside and not any(extent.overlaps(other) for other in others):
                    taken.append(extent)
                    break
            else:
                label.set_visible(False)


PLACES = (  # off the bar through the dot
    (3, 3, "left", "bottom"),
    (3, -3, "left", "top"),
    (-3, 3, "right", "bottom"),
    (-3, -3, "right", "top"),
    (0, 5, "center", "bottom"),
    (0, -5, "center", "top"),
    (9, 12, "left", "bottom"),
    (9, -12, "left", "top"),
    (6, 0, "left", "center"),
)
