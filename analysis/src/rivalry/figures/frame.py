"""What frames a page: the question above, and below where the figure comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from rivalry.figures import palette
from rivalry.figures.text import wrap
from rivalry.figures.theme import Theme

MARGIN = 0.12  # inches, around the page


@dataclass(frozen=True)
class Words:
    """What the frame says; empty texts are left out."""

    heading: str
    below: str
    badge: str  # what is missing, on red
    footer: Sequence[str]


@dataclass(frozen=True)
class Frame:
    """Room that header and footer take, inches."""

    top: float
    bottom: float


def draw(figure: Figure, theme: Theme, words: Words) -> Frame:
    """Writes header and footer; says how much room they took."""
    return Frame(_header(figure, theme, words), _footer(figure, theme, words))


def _header(figure: Figure, theme: Theme, words: Words) -> float:
    width, height = figure.get_size_inches()
    used = MARGIN
    room = width - 2 * MARGIN
    if words.badge:
        badge = figure.text(
            1 - MARGIN / width,
            1 - used / height,
            words.badge,
            ha="right",
            va="top",
            fontsize=theme.text,
            fontweight="bold",
            color="white",
            bbox={"boxstyle": "round,pad=0.35", "facecolor": "#B03A2E", "edgecolor": "none"},
        )
        room -= badge.get_window_extent(figure.canvas.get_renderer()).width / figure.dpi + 0.2
    for text, size, weight, lines, limit in (
        (words.heading, theme.heading, "bold", 2, room),
        (words.below, 1.15 * theme.text, "normal", 4, width - 2 * MARGIN),
    ):
        if not text.strip():
            continue
        rows = wrap(figure, " ".join(text.split()), limit, lines=lines, fontsize=size, fontweight=weight)
        figure.text(
            MARGIN / width,
            1 - used / height,
            rows,
            va="top",
            fontsize=size,
            fontweight=weight,
            linespacing=1.2,
            parse_math=False,
        )
        used += 1.3 * size / 72 * (rows.count("\n") + 1) + 0.03
    return used + 0.06


def _footer(figure: Figure, theme: Theme, words: Words) -> float:
    width, height = figure.get_size_inches()
    text = " \u00b7 ".join(words.footer)
    rows = wrap(figure, text, width - 2 * MARGIN, fontsize=theme.tiny)
    figure.text(
        MARGIN / width,
        0.7 * MARGIN / height,
        rows,
        va="bottom",
        fontsize=theme.tiny,
        color=palette.MUTED,
        linespacing=1.25,
        parse_math=False,
    )
    return 0.7 * MARGIN + 1.35 * theme.tiny / 72 * (rows.count("\n") + 1) + 0.04
