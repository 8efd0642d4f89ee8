"""Numbers and sentences as a reader wants them."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.figure import Figure
from matplotlib.text import Text

THIN = "\u2009"


def count(value: float) -> str:
    """A whole number with thin spaces: 12 345."""
    return f"{round(value):,}".replace(",", THIN)


def plural(number: float, word: str) -> str:
    """`1 firm`, `2 firms`."""
    return f"{count(number)} {word}" if round(number) == 1 else f"{count(number)} {word}s"


def tick(value: float, _position: int | None = None) -> str:
    """An axis tick: short, with k and M for thousands and millions."""
    size = abs(value)
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if size >= limit:
            scaled = value / (1e3 if unit == "k" else limit)
            return f"{scaled:g}{THIN}{unit}".replace("-", "\u2212")
    if size >= 1000:
        return count(value)
    return f"{value:.6g}".replace("-", "\u2212")


def ranges(periods: Iterable[int]) -> str:
    """Ascending numbers as a short list: 3, 7-9, 12 (with en dashes)."""
    parts: list[list[int]] = []
    for period in periods:
        if parts and period == parts[-1][1] + 1:
            parts[-1][1] = int(period)
        else:
            parts.append([int(period), int(period)])
    return ", ".join(str(a) if a == b else f"{a}\u2013{b}" for a, b in parts)


def wrap(figure: Figure, words: str, width: float, *, lines: int | None = None, **font: object) -> str:
    """Breaks text so that no line is wider than `width` inches, measured in the font it is drawn with.

    A word wider than a line is cut. With `lines`, further text is dropped and an ellipsis says so.
    """
    renderer = figure.canvas.get_renderer()
    probe = Text(0, 0, "", parse_math=False, **font)
    probe.set_figure(figure)

    def fits(text: str) -> bool:
        probe.set_text(text)
        return bool(probe.get_window_extent(renderer).width <= width * figure.dpi)

    rows: list[str] = []
    row = ""
    for word in words.split(" "):
        candidate = f"{row} {word}" if row else word
        if fits(candidate):
            row = candidate
            continue
        if row:
            rows.append(row)
        while not fits(word):
            cut = next((n for n in range(len(word) - 1, 1, -1) if fits(word[:n])), 1)
            rows.append(word[:cut])
            word = word[cut:]
            if not word:
                break
        row = word
    if row:
        rows.append(row)
    if lines is not None and len(rows) > lines:
        rows = rows[:lines]
        while not fits(rows[-1] + "\u2026") and len(rows[-1]) > 1:
            rows[-1] = rows[-1][:-1]
        rows[-1] = rows[-1].rstrip() + "\u2026"
    return "\n".join(rows)
