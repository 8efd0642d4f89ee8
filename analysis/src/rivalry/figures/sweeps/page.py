"""A sweep on one page: chooses the figure that its design asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from math import ceil, prod

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rivalry.figures import layout
from rivalry.figures.fonts import drawing
from rivalry.figures.sweeps import dose, ensemble, indices, pairs, screening
from rivalry.figures.sweeps.responses import NOTES, SCATTERED, Responses
from rivalry.figures.sweeps.words import words
from rivalry.figures.theme import THEMES, Theme
from rivalry.statistics import refuse_indistinct
from rivalry.sweep import Sweep

# Of the headline figures, those that most sweeps are about.
OUTCOMES = (
    "profit_mean",
    "adoption_rate",
    "value_synergy_mean",
    "novelty_mean",
    "effective_firms",
    "consumer_surplus",
)
MOST_FANS = 4


def sweep_figure(
    sweep: Sweep,
    *,
    outcomes: Sequence[str] | None = None,
    title: str | None = None,
    theme: str = "paper",
    size: tuple[float, float] | None = None,
) -> Figure:
    """Draws a sweep on one page, as its design asks for.

    One factor: mean outcomes over its levels with their bands. Two crossed factors: a line a level of the second, or a
    map, and the interaction. Saltelli: Sobol' indices. Morris: effects. Many factors otherwise: outcomes over each
    factor, in bins. No factors: distributions of outcomes, and series over time.

    Args:
        outcomes: headline figures to draw (`sweep.outcomes`); when left out a choice of six, or one where there is a
            panel a factor.
        title: heading; the sweep's question when left out.
        theme: "paper" (upright, for print) or "screen" (lying, larger type).
        size: width and height, inches, at least 5 by 5; when left out the theme's width, and the height that the
            panels need.

    Raises:
        KeyError: an unknown outcome.
        ValueError: an unknown theme, a size below 5 by 5 inches, more than 26 panels, or no runs.
        IndistinctPointsError: points would be mixed up that differ in what has no column.
        ResultError: a group of the file cannot be read.

    Warns:
        MissingFontWarning: no font on this system has some characters; they are drawn as escapes.
    """
    width, height = layout.checked_size(theme, size)
    if sweep.runs.empty:
        raise ValueError(f"{sweep.path}: holds no runs; there is nothing to draw")
    refuse_indistinct(sweep.runs)
    chosen = _chosen(sweep, outcomes)
    with drawing() as fonts:
        drawn = sweep.with_texts(fonts.drawable)
        content = _content(drawn, chosen)
        if not 0 < len(content.panels) <= layout.MOST_PANELS:
            most = layout.MOST_PANELS
            raise ValueError(f"{len(content.panels)} panels: a page has 1 to {most}; choose other outcomes")
        columns = min(THEMES[theme].fitted((width, height)).columns, len(content.panels))
        rows = ceil(len(content.panels) / columns)
        if size is None:
            height = max(layout.SIZES[0], 1.0 + rows * (height - 1.0) / (6 // THEMES[theme].columns))
        look = replace(THEMES[theme].fitted(THEMES[theme].size if size is None else size), size=(width, height))
        said = None if title is None else fonts.drawable(title)
        with matplotlib.rc_context(look.settings()):
            panels = [lambda axes, draw=draw: draw(axes, look) for draw in content.panels]
            return layout.page(look, words(drawn, said, list(content.notes)), panels, columns)


Draw = Callable[[Axes, Theme], layout.Labels]


@dataclass(frozen=True)
class Content:
    """Panels of a page, and what is said of them below."""

    panels: list[Draw]
    notes: tuple[str, ...]


def _content(sweep: Sweep, outcomes: list[str]) -> Content:
    def each(module: object) -> list[Draw]:
        return [lambda axes, look, name=name: module.draw(axes, sweep, name, look) for name in outcomes]

    if not sweep.factors:
        return Content(_fans(sweep) + _distributions(sweep, outcomes), ensemble.NOTES)
    if sweep.design == "saltelli":
        return Content(each(indices), indices.NOTES)
    if sweep.design == "morris":
        return Content(each(screening), screening.NOTES)
    if len(sweep.factors) == 1 and sweep.design not in SCATTERED:
        return Content(each(dose), dose.NOTES)
    if len(sweep.factors) == 2 and _is_crossed(sweep):
        return Content(each(pairs), pairs.NOTES)
    over = [Responses(sweep, name) for name in outcomes]
    panels = [
        lambda axes, look, one=one, factor=factor: one.draw(axes, factor, look)
        for one in over
        for factor in sweep.factors
    ]
    return Content(panels, NOTES[sweep.design in SCATTERED])


def _is_crossed(sweep: Sweep) -> bool:
    levels = [sweep.points[name].nunique() for name in sweep.factors]
    distinct = sweep.points[list(sweep.factors)].drop_duplicates()
    return len(distinct) == prod(levels) and min(levels) > 1 and sweep.design not in SCATTERED


def _fans(sweep: Sweep) -> list[Draw]:
    if "series" not in sweep.groups:
        return []
    names = [str(name) for name in sweep.series.data_vars][:MOST_FANS]
    return [lambda axes, look, name=name: ensemble.fan(axes, sweep, name, look) for name in names]


def _distributions(sweep: Sweep, outcomes: list[str]) -> list[Draw]:
    return [lambda axes, look, name=name: ensemble.distribution(axes, sweep, name, look) for name in outcomes]


def _chosen(sweep: Sweep, outcomes: Sequence[str] | None) -> list[str]:
    if outcomes is not None:
        for name in outcomes:
            if name not in sweep.outcomes:
                near = get_close_matches(name, sweep.outcomes, 1)
                meant = f"did you mean {near[0]}?" if near else f"it has {', '.join(sweep.outcomes)}"
                raise KeyError(f"{sweep.path} has no outcome {name!r}; {meant}")
        return list(outcomes)
    found = [name for name in OUTCOMES if name in sweep.outcomes and sweep.runs[name].notna().any()]
    found = found or list(sweep.outcomes)[:6]
    factor_a_panel = len(sweep.factors) > 2 and sweep.design not in ("saltelli", "morris")
    return found[:1] if factor_a_panel else found
