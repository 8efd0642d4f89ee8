"""What the frame of a run's page says: its question, how far it came, and what one needs to make the figure again."""

from __future__ import annotations

import os

import numpy as np

from rivalry.errors import ResultError
from rivalry.figures.frame import Words
from rivalry.figures.marks import MOST_SHOCKS
from rivalry.figures.series import column, group
from rivalry.figures.text import count, plural, ranges
from rivalry.read import Result


def words(result: Result, title: str | None, shocks: np.ndarray) -> Words:
    """The frame of a page with the run's overview."""
    footer = provenance(result)
    if 0 < len(shocks) <= MOST_SHOCKS:
        footer.append(f"dotted lines: shocks in period{'s' if len(shocks) > 1 else ''} {ranges(shocks)}")
    elif len(shocks):
        footer.append(f"{len(shocks)} periods with shocks, not marked")
    return Words(
        heading=heading(result) if title is None else title,
        below=str(result.attributes.get("question", "") or ""),
        badge="" if result.complete else incomplete(result),
        footer=footer,
    )


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
