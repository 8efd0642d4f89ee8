"""A run on one page."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from string import ascii_lowercase
from types import ModuleType

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from rivalry.figures import (
    concentration,
    damage,
    diversity,
    focal,
    frame,
    innovation,
    participation,
    positions,
    prices,
    shares,
    ties,
    welfare,
)
from rivalry.figures.marks import shocks, time_axis
from rivalry.figures.series import group, shock_periods
from rivalry.figures.theme import THEMES, Theme
from rivalry.read import Result

# In reading order, by which they are lettered; the letter is the panel's label on the page and in tests.
PANELS = (shares, concentration, prices, innovation, positions, diversity)
EXTRA = (focal, ties, participation, welfare, damage)  # of runs that they belong to
NOT_OVER_TIME = "e"
SIZES = (5, 60)  # inches


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
    """
    if theme not in THEMES:
        raise ValueError(f"theme {theme!r}: must be one of {', '.join(THEMES)}")
    width, height = THEMES[theme].size if size is None else size
    if not all(SIZES[0] <= side <= SIZES[1] for side in (width, height)):
        raise ValueError(f"size {width:g} x {height:g}: each must be from {SIZES[0]} to {SIZES[1]} inches")
    panels = (*PANELS, *(panel for panel in EXTRA if panel.belongs(result)))
    columns = THEMES[theme].fitted((width, height)).columns
    longer = ceil(len(panels) / columns) * columns / len(PANELS)
    look = THEMES[theme].fitted((width, height if size is None else height / longer))
    look = replace(look, size=(width, height * longer if size is None else height))
    with matplotlib.rc_context(look.settings()):
        return _page(result, look, title, panels, columns)


def _page(result: Result, look: Theme, title: str | None, panels: tuple[ModuleType, ...], columns: int) -> Figure:
    height = look.size[1]
    figure = Figure(figsize=look.size, dpi=100)
    FigureCanvasAgg(figure)
    marked = shock_periods(result)
    room = frame.draw(figure, result, look, title, marked)
    figure.set_layout_engine(
        "constrained",
        rect=(0.004, room.bottom / height, 0.992, 1 - (room.top + room.bottom) / height),
        w_pad=0.05,
        h_pad=0.05,
        wspace=0.02,
        hspace=0.03,
    )
    places = figure.subplots(ceil(len(panels) / columns), columns).ravel()
    all_axes = places[: len(panels)]
    for unused in places[len(panels) :]:
        unused.remove()
    for letter, axes in zip(ascii_lowercase, all_axes, strict=False):
        axes.set_label(letter)
    labels = [panel.draw(axes, result, look) for panel, axes in zip(panels, all_axes, strict=True)]
    market = group(result, "market") if "market" in result.groups else group(result, "firms")
    if market is not None:
        period = market["period"].values
        for axes in all_axes:
            if axes.get_label() not in NOT_OVER_TIME and axes.has_data():
                time_axis(axes, int(period[0]), int(period[-1]))
                shocks(axes, marked)
    # Labels need the panels' places, and the places need the labels' widths.
    figure.draw_without_rendering()
    for label in labels:
        label.settle()
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    return figure
