"""Colours that stay apart under the common forms of colour blindness.

Sources: Okabe and Ito (2008), "Color universal design"; Paul Tol (2021), "Colour schemes", muted scheme.
"""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_hex, to_rgb

BLUE = "#0072B2"
SKY = "#56B4E9"
GREEN = "#009E73"
ORANGE = "#E69F00"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"

INK = "#222222"
MUTED = "#6A6A6A"
FAINT = "#BDBDBD"
OTHERS = "#E4E4E4"
GRID = "#E9E9E9"

# Neighbours in a stack differ in lightness as well as hue.
FIRMS = ("#332288", "#88CCEE", "#117733", "#DDCC77", "#882255", "#44AA99", "#CC6677", "#999933")

# From the few largest firms (dark) to the many small ones (light).
BANDS = ("#08306B", "#2F7AB8", "#94C4DF", "#E4E4E4")

# Levels of a number, from low (light) to high (dark).
LEVELS = ("#9CC9E3", "#5FA8D3", "#2F7AB8", "#1B5A96", "#0B3C73", "#061F45")

PATHS = (BLUE, ORANGE, GREEN, PURPLE)

PROFIT_MAP = "RdBu"
HEAT_MAP = "cividis"


def readable(color: str, contrast: float = 3.6) -> str:
    """The colour, darkened as far as text in it needs to stand out on white (WCAG contrast ratio)."""
    red, green, blue = to_rgb(color)
    for step in range(50):
        shade = (1 - 0.02 * step) * np.array([red, green, blue])
        if 1.05 / (luminance(to_hex(shade)) + 0.05) >= contrast:
            break
    return to_hex(shade)


def luminance(color: str) -> float:
    """Relative luminance of a colour, 0 black to 1 white (WCAG 2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return float(np.dot((0.2126, 0.7152, 0.0722), linear))
