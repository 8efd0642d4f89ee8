"""What a page looks like: sizes for print and for screens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from rivalry.figures import palette

# Widths of text grow with the resolution alone, so that what fits on the page at one fits at any.
UNHINTED = {"text.hinting": "no_hinting"}

LYING = 1.1  # width over height, above which a page has three columns


@dataclass(frozen=True)
class Theme:
    """Sizes of a page.

    Attributes:
        size: width and height, inches.
        text: size of axis labels and ordinary text, points; the others follow from it.
    """

    name: str
    size: tuple[float, float]
    text: float

    def fitted(self, size: tuple[float, float]) -> Theme:
        """The theme on a page of another size: smaller type where the page is too small for its own, never larger."""
        wide = size[0] > LYING * size[1]
        room = (1.5, 0.83) if wide else (1.0, 1.15)  # inches that six panels want, for each point of type
        text = min(self.text, size[0] / room[0], size[1] / room[1])
        return replace(self, size=size, text=text)

    @property
    def columns(self) -> int:
        """Panels side by side."""
        return 3 if self.size[0] > LYING * self.size[1] else 2

    @property
    def small(self) -> float:
        """Labels beside lines, subtitles, tick labels; points."""
        return 0.9 * self.text

    @property
    def tiny(self) -> float:
        """The footer; points."""
        return 0.8 * self.text

    @property
    def heading(self) -> float:
        """The page's title; points."""
        return 1.6 * self.text

    @property
    def line(self) -> float:
        """Width of a data line; points."""
        return 0.19 * self.text

    def settings(self) -> dict[str, Any]:
        """Matplotlib settings that hold while a page is drawn."""
        return {
            "font.size": self.text,
            **UNHINTED,
            "text.color": palette.INK,
            "axes.labelsize": self.small,
            "axes.labelcolor": palette.INK,
            "axes.edgecolor": palette.MUTED,
            "axes.linewidth": 0.6,
            "axes.titlesize": 1.1 * self.text,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.axisbelow": True,
            "axes.unicode_minus": True,
            "grid.color": palette.GRID,
            "grid.linewidth": 0.5,
            "xtick.labelsize": self.small,
            "ytick.labelsize": self.small,
            "xtick.color": palette.MUTED,
            "ytick.color": palette.MUTED,
            "xtick.labelcolor": palette.INK,
            "ytick.labelcolor": palette.INK,
            "xtick.major.size": 2.5,
            "ytick.major.size": 2.5,
            "xtick.major.width": 0.6,
            "ytick.major.width": 0.6,
            "lines.linewidth": self.line,
            "lines.solid_capstyle": "round",
            "figure.facecolor": "white",
            "axes.facecolor": "white",
            "savefig.facecolor": "white",
        }


# Print: an upright page of a journal's text width. Screen: a lying page with larger type.
THEMES = {
    "paper": Theme("paper", (7.3, 8.9), 7.0),
    "screen": Theme("screen", (13.6, 8.2), 9.5),
}
