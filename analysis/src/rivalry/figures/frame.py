"""What frames the page: the question above, and below where the figure comes from."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from rivalry.errors import ResultError
from rivalry.figures import palette
from rivalry.figures.marks import MOST_SHOCKS
from rivalry.figures.series import column, group
from rivalry.figures.text import count, plural, ranges, wrap
from rivalry.figures.theme import Theme
from rivalry.read import Result

MARGIN = 0.12  # inches, around the page


@dataclass(frozen=True)
class Frame:
    """Room that header and footer take, inches."""

    top: float
    bottom: float


def draw(figure: Figure, result: Result, theme: Theme, title: str | None, shocks: np.ndarray) -> Frame:
    """Writes header and footer; says how much room they took."""
    return Frame(_header(figure, result, theme, title), _footer(figure, result, theme, shocks))


def _header(figure: Figure, result: Result, theme: Theme, title: str | None) -> float:
    width, height = figure.get_size_inches()
    used = MARGIN
    room = width - 2 * MARGIN
    if not result.complete:
        badge = figure.text(
            1 - MARGIN / width,
            1 - used / height,
            incomplete(result),
            ha="right",
            va="top",
            fontsize=theme.text,
            fontweight="bold",
            color="white",
            bbox={"boxstyle": "round,pad=0.35", "facecolor": "#B03A2E", "edgecolor": "none"},
        )
        room -= badge.get_window_extent(figure.canvas.get_renderer()).width / figure.dpi + 0.2
    name = title if title is not None else heading(result)
    question = str(result.attributes.get("question", "") or "")
    for text, size, weight, lines, limit in (
        (name, theme.heading, "bold", 2, room),
        (question, 1.15 * theme.text, "normal", 4, width - 2 * MARGIN),
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


def incomplete(result: Result) -> str:
    """How far an incomplete run came, as far as the file says."""
    market = group(result, "market")
    try:
        planned = result.scenario["scenario"]["periods"]
    except (ResultError, KeyError, TypeError):
        planned = None
    if market is None or not isinstance(planned, int):
        return "incomplete run"
    return f"incomplete run: {count(market.sizes['period'])} of {plural(planned, 'period')}"


def heading(result: Result) -> str:
    """The scenario's name, or else the file's."""
    name = str(result.attributes.get("scenario_name", "") or "")
    return name or os.path.splitext(os.path.basename(result.path))[0]


def _footer(figure: Figure, result: Result, theme: Theme, shocks: np.ndarray) -> float:
    width, height = figure.get_size_inches()
    sentences = provenance(result)
    if 0 < len(shocks) <= MOST_SHOCKS:
        sentences.append(f"dotted lines: shocks in period{'s' if len(shocks) > 1 else ''} {ranges(shocks)}")
    elif len(shocks):
        sentences.append(f"{len(shocks)} periods with shocks, not marked")
    text = " \u00b7 ".join(sentences)
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


def provenance(result: Result) -> list[str]:
    """What one needs to make the figure again: scenario, seed, replicate, program, size of the run."""
    attributes = result.attributes
    facts = [f"scenario {heading(result)}"]
    facts += [f"{name} {attributes[name]}" for name in ("seed", "replicate") if name in attributes]
    program = f"rivalry {attributes['program_version']}" if "program_version" in attributes else ""
    if attributes.get("commit"):
        program += f" ({short_commit(str(attributes['commit']))})"
    facts += [program.strip()] if program else []
    market = group(result, "market")
    if market is not None:
        facts.append(
            f"{plural(market.sizes['period'], 'period')} recorded"
            if not result.complete
            else plural(market.sizes["period"], "period")
        )
        alive = column(market, "firms")
        if alive is not None:
            facts.append(
                f"{plural(np.nan_to_num(alive[0]), 'firm')} in the first period, {count(alive[-1])} in the last"
            )
    firms = group(result, "firms")
    if firms is not None and np.any(firms.attrs.get("sampled", 0)):
        facts.append(f"single firms: a sample of {count(firms.sizes['firm'])}")
    return facts


def short_commit(commit: str) -> str:
    """Ten digits of a commit's name, with what follows a dash (such as -dirty)."""
    digits, dash, state = commit.partition("-")
    return digits[:10] + dash + state
