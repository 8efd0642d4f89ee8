"""Tick labels: short, and with equally many decimals along an axis."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.ticker import Formatter

from rivalry.figures.text import tick


class Ticks(Formatter):
    """Labels such as 0, 0.5, 1.0; 1 000; 20 k. `magnitude` drops the sign, for values drawn downward."""

    def __init__(self, *, magnitude: bool = False) -> None:
        self.magnitude = magnitude

    def __call__(self, value: float, pos: int | None = None) -> str:
        return tick(abs(value) if self.magnitude else value, pos)

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        if self.magnitude:
            values = [abs(value) for value in values]
        if any(abs(value) >= 1000 for value in values):
            return [tick(value) for value in values]
        decimals = next(n for n in range(7) if n == 6 or all(abs(round(v, n) - v) < 1e-9 for v in values))
        return ["0" if value == 0 else f"{value:.{decimals}f}".replace("-", "\u2212") for value in values]
