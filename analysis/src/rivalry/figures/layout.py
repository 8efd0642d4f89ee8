"""Lays panels out on one page under a question and above a line of provenance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from string import ascii_lowercase
from typing import Protocol

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from rivalry.figures import frame
from rivalry.figures.theme import THEMES, Theme

SIZES = (5, 60)  # inches
MOST_PANELS = len(ascii_lowercase)


class Labels(Protocol):
    """Labels of a panel that find their places when the panel has its own."""

    def settle(self) -> None: ...


Panel = Callable[[Axes], Labels]


def checked_size(theme: str, size: tuple[float, float] | None) -> tuple[float, float]:
    """Width and height of the page, inches. Raises ValueError for an unknown theme or an impossible size."""
    if theme not in THEMES:
        raise ValueError(f"theme {theme!r}: must be one of {', '.join(THEMES)}")
    width, height = THEMES[theme].size if size is None else size
    if not all(SIZES[0] <= side <= SIZES[1] for side in (width, height)):
        raise ValueError(f"size {width:g} x {height:g}: each must be from {SIZES[0]} to {SIZES[1]} inches")
    return width, height


def page(
    look: Theme,
    words: frame.Words,
    panels: Sequence[Panel],
    columns: int,
    finish: Callable[[Sequence[Axes]], None] = lambda _axes: None,
) -> Figure:
    """Draws the panels in reading order, lettered; the letter is a panel's label on the page and in tests.

    Args:
        finish: what is done to all panels before labels find their places.
    """
    height = look.size[1]
    figure = Figure(figsize=look.size, dpi=100)
    FigureCanvasAgg(figure)
    room = frame.draw(figure, look, words)
    figure.set_layout_engine(
        "constrained",
        rect=(0.004, room.bottom / height, 0.992, 1 - (room.top + room.bottom) / height),
        w_pad=0.05,
        h_pad=0.05,
        wspace=0.02,
        hspace=0.03,
    )
    places = figure.subplots(ceil(len(panels) / columns), columns, squeeze=False).ravel()
    all_axes = places[: len(panels)]
    for unused in places[len(panels) :]:
        unused.remove()
    for letter, axes in zip(ascii_lowercase, all_axes, strict=False):
        axes.set_label(letter)
    labels = [panel(axes) for panel, axes in zip(panels, all_axes, strict=True)]
    finish(all_axes)
    # Labels need the panels' places, and the places need the labels' widths.
    figure.draw_without_rendering()
    for label in labels:
        label.settle()
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    return figure
