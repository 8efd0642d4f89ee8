"""Labels beside the right end of lines and areas, pushed apart where they would overlap."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from rivalry.figures.palette import readable
from rivalry.figures.theme import Theme

EARLY = 0.95  # data that end before this part of the axes are labelled where they end


@dataclass
class EndLabels:
    """The labels of one panel. Add them while drawing; `settle` them once the panel's place on the page is known."""

    axes: Axes
    theme: Theme
    items: list[tuple[float, float, Annotation]] = field(default_factory=list)

    def add(self, y: float, text: str, color: str, x: float = np.inf) -> None:
        """A label at height `y` (data units), right of `x` where the data end there long before the axes do.

        Nothing where y is not a number.
        """
        if not np.isfinite(y):
            return
        label = self.axes.annotate(
            text,
            (1, 0.5),
            (4, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=self.theme.small,
            color=readable(color),
            va="center",
            ha="left",
            linespacing=1.1,
            annotation_clip=False,
        )
        self.items.append((y, x, label))

    def line(self, x: np.ndarray, y: np.ndarray, text: str, color: str) -> None:
        """A label where a line ends: at its last number."""
        finite = np.flatnonzero(np.isfinite(y))
        if finite.size:
            self.add(float(y[finite[-1]]), text, color, float(x[finite[-1]]))

    def settle(self) -> None:
        """Moves the labels to their heights, as little aside as lets none overlap."""
        if not self.items:
            return
        box = self.axes.get_window_extent()
        renderer = self.axes.figure.canvas.get_renderer()
        self.items.sort(key=lambda item: item[0])
        left, right = self.axes.get_xlim()
        low, high = self.axes.get_ylim()
        wanted = [self.axes.transData.transform((left, np.clip(y, low, high)))[1] - box.y0 for y, _, _ in self.items]
        heights = [label.get_window_extent(renderer).height + 1.0 for _, _, label in self.items]
        for centre, (_, x, label) in zip(spread(wanted, heights, box.height), self.items, strict=True):
            across = (min(x, right) - left) / (right - left)
            label.xy = (across if across < EARLY else 1.0, centre / box.height)


def spread(wanted: list[float], heights: list[float], room: float) -> list[float]:
    """Centres for boxes stacked upward without overlap, nearest to those wanted in least squares.

    Args:
        wanted: centres wanted, ascending.
        heights: of the boxes, in the same units.
        room: boxes stay within 0 and `room` while they fit there.

    Pool adjacent violators on the wanted centres less the room that the boxes below take.
    """
    below = np.concatenate([[0.0], np.cumsum((np.array(heights[:-1]) + np.array(heights[1:])) / 2)])
    blocks: list[tuple[float, int]] = []
    for value in np.array(wanted) - below:
        mean, size = float(value), 1
        while blocks and blocks[-1][0] > mean:
            previous, number = blocks.pop()
            mean, size = (mean * size + previous * number) / (size + number), size + number
        blocks.append((mean, size))
    placed = np.concatenate([np.full(size, mean) for mean, size in blocks])
    lowest, highest = heights[0] / 2, room - heights[-1] / 2 - below[-1]
    placed = np.clip(placed, lowest, max(lowest, highest))
    return list(placed + below)
