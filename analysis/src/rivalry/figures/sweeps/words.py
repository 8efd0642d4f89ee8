"""Words and numbers on figures of sweeps."""

from __future__ import annotations

import contextlib
from math import floor, isfinite, log10

from rivalry.errors import ResultError
from rivalry.figures.frame import Words
from rivalry.figures.provenance import short_commit
from rivalry.figures.text import count, plural
from rivalry.statistics.contrasts import Contrast
from rivalry.sweep import Sweep


def words(sweep: Sweep, title: str | None, notes: list[str]) -> Words:
    """The frame of a sweep's page: its question above; how many runs of what, and what is drawn, below."""
    return Words(
        heading=title if title is not None else (sweep.question or sweep.name),
        below="",
        badge=missing(sweep),
        footer=[*provenance(sweep), *notes],
    )


def missing(sweep: Sweep) -> str:
    """What the sweep lacks; empty if nothing."""
    there, planned = len(sweep.runs), int(sweep.attributes.get("planned_runs", 0))
    parts = [] if sweep.complete else [f"incomplete: {count(there)} of {plural(planned, 'run')}"]
    parts += [f"{plural(sweep.failed_runs, 'run')} failed"] if sweep.failed_runs else []
    return ", ".join(parts)


def provenance(sweep: Sweep) -> list[str]:
    """What one needs to make the figure again: sweep, scenario, how many runs, program, plan."""
    given = sweep.attributes
    facts = [f"sweep {sweep.name}" + (f" ({sweep.design})" if sweep.factors else "")]
    with contextlib.suppress(ResultError, KeyError, TypeError):
        facts.append(f"scenario {sweep.scenario['scenario']['name']}")
    facts.append(size(sweep))
    if sweep.factors and len(sweep.points) > 1:
        facts.append(f"points {'share their draws' if sweep.common_random_numbers else 'have draws of their own'}")
    if "program_version" in given:
        commit = f" ({short_commit(str(given['commit']))})" if given.get("commit") else ""
        facts.append(f"rivalry {given['program_version']}{commit}")
    if given.get("plan"):
        facts.append(f"plan {str(given['plan'])[:10]}")
    return facts


def size(sweep: Sweep) -> str:
    """`21 points, 30 replicates each, 630 runs`."""
    if not sweep.factors:
        return plural(len(sweep.runs), "run")
    found = sweep.runs.groupby("point").size()
    least, most = int(found.min()), int(found.max())
    each = f"{plural(most, 'replicate')} each" if least == most else f"{count(least)} to {plural(most, 'replicate')}"
    return f"{plural(len(found), 'point')}, {each}, {plural(len(sweep.runs), 'run')}"


def heading(label: str) -> str:
    """With a capital, as titles of panels have."""
    return label[:1].upper() + label[1:]


def level(value: object) -> str:
    """A level of a factor: a number as short as tells it apart, or its text."""
    return f"{value:.6g}".replace("-", "\u2212") if isinstance(value, int | float) else str(value)


def interval(contrast: Contrast) -> str:
    """An estimate and the ends of its interval, as in `around`."""
    return around(contrast.difference, contrast.low, contrast.high)


def around(estimate: float, low: float, high: float) -> str:
    """`-0.12 [-0.2, -0.04]`, with two digits of half the interval's width: more would be noise."""
    half = (high - low) / 2
    digits = 1 - floor(log10(half)) if isfinite(half) and half > 0 else 3
    values = [rounded(value, digits) for value in (estimate, low, high)]
    return f"{values[0]} [{values[1]}, {values[2]}]"


def rounded(value: float, digits: int) -> str:
    """With so many decimals (negative: rounded to tens and more), and a true minus."""
    text = f"{round(value, digits) + 0.0:.{min(12, max(0, digits))}f}"
    return text.replace("-", "\u2212")
