"""A run on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from types import ModuleType

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rivalry.figures import (
    concentration,
    damage,
    diversity,
    focal,
    innovation,
    layout,
    participation,
    positions,
    prices,
    provenance,
    shares,
    ties,
    welfare,
)
from rivalry.figures.fonts import drawing
from rivalry.figures.marks import shocks, time_axis
from rivalry.figures.series import group, shock_periods
from rivalry.figures.theme import THEMES, Theme
from rivalry.read import Result

# In reading order, by which they are lettered; the letter is the panel's label on the page and in tests.
PANELS = (shares, concentration, prices, innovation, positions, diversity)
EXTRA = (focal, ties, participation, welfare, damage)  # of runs that they belong to
NOT_OVER_TIME = "e"


def overview(
    result: Result,
    *,
    title: str | None = None,
    theme: str = "paper",
    size: tuple[float, float] | None = None,
) -> Figure:
    """Draws a run on one page of six panels: shares, concentration, prices, innovation, positions, diversity.

    Runs with a focal firm (a population of one), a value chain or network, co-creation, a policy or a commons have
    more: the firm's share, who does the work, who takes part, who gets what, and damage. The page is then longer, or
    type smaller where a size is given.

    What a file does not hold is said in the panel where it would be. Equal files give equal figures. Show the figure
    in a notebook by naming it, write it with `rivalry.save`.

    Args:
        title: heading; the scenario's name when left out.
        theme: "paper" (upright, for print) or "screen" (lying, larger type).
        size: width and height, inches, at least 5 by 5; the theme's when left out. Pages wider than high get three
            columns, others two; small pages get small type.

    Raises:
        ValueError: an unknown theme, or a size below 5 by 5 inches.
        ResultError: a group of the file cannot be read.

    Warns:
        MissingFontWarning: no font on this system has some characters; they are drawn as escapes.
    """
    width, height = layout.checked_size(theme, size)
    panels = (*PANELS, *(panel for panel in EXTRA if panel.belongs(result)))
    columns = THEMES[theme].fitted((width, height)).columns
    longer = ceil(len(panels) / columns) * columns / len(PANELS)
    look = THEMES[theme].fitted((width, height if size is None else height / longer))
    look = replace(look, size=(width, height * longer if size is None else height))
    with drawing() as fonts, matplotlib.rc_context(look.settings()):
        said = None if title is None else fonts.drawable(title)
        return _page(result.with_texts(fonts.drawable), look, said, panels, columns)


def _page(result: Result, look: Theme, title: str | None, panels: tuple[ModuleType, ...], columns: int) -> Figure:
    marked = shock_periods(result)

    def over_time(all_axes: Sequence[Axes]) -> None:
        market = group(result, "market") if "market" in result.groups else group(result, "firms")
        if market is None:
            return
        period = market["period"].values
        for axes in all_axes:
            if axes.get_label() not in NOT_OVER_TIME and axes.has_data():
                time_axis(axes, int(period[0]), int(period[-1]))
                shocks(axes, marked)

    draw = [lambda axes, panel=panel: panel.draw(axes, result, look) for panel in panels]
    return layout.page(look, provenance.words(result, title, marked), draw, columns, over_time)
