"""Writes figures so that equal figures give equal files."""

from __future__ import annotations

import os
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from rivalry.figures.fonts import quietly
from rivalry.figures.theme import UNHINTED
from rivalry.files import under_final_name
from rivalry.shown import shown
from rivalry.version import __version__

FORMATS = ("png", "svg", "pdf")
SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "rivalry", "pdf.fonttype": 42, "pdf.compression": 9, **UNHINTED}


def save(figure: Figure, path: str | os.PathLike[str], *, dpi: float = 200, description: str = "") -> None:
    """Writes a figure as PNG, SVG or PDF, by the file's suffix; it appears under its name only when complete.

    Text stays text in vector formats (fonts are embedded in PDF, named in SVG). No time is written.

    Args:
        dpi: pixels an inch, for PNG and for parts of vector pages that are images.
        description: kept in the file's metadata.

    Raises:
        ValueError: another suffix.
        OSError: the file cannot be written.
    """
    name = os.fspath(path)
    kind = os.path.splitext(name)[1].lstrip(".").lower()
    if kind not in FORMATS:
        raise ValueError(f"{name}: the suffix must be one of {', '.join('.' + each for each in FORMATS)}")
    with under_final_name(name) as temporary, quietly(), matplotlib.rc_context(SETTINGS):
        figure.savefig(temporary, format=kind, dpi=dpi, metadata=_metadata(kind, shown(description)))


def _metadata(kind: str, description: str) -> dict[str, Any]:
    program = f"rivalry {__version__}, Matplotlib {matplotlib.__version__}"
    if kind == "png":
        return {"Software": program, "Description": description}
    if kind == "svg":
        return {"Creator": program, "Date": None, "Description": description}
    return {"Creator": program, "Producer": program, "CreationDate": None, "Subject": description}
