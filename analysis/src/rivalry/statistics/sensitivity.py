"""Which factors matter, alone and together: indices of Sobol' and effects of Morris, by SALib."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from rivalry.opened import section
from rivalry.statistics.means import check_confidence, known
from rivalry.statistics.pooling import refuse_indistinct
from rivalry.statistics.rounding import nothing
from rivalry.sweep import Sweep

RESAMPLES = 1000
SEED = 1  # of the bootstrap, so that equal data give equal intervals


def sobol_indices(sweep: Sweep, outcome: str, *, confidence: float = 0.95) -> pd.DataFrame:
    """Shares of the variance of an outcome that factors account for, from a sweep with the design saltelli.

    The outcome of a point is its mean over replicates. With few of them, part of the variance is chance; under common
    random numbers it is the same chance at all points, and enters only where it interacts with factors.

    Returns:
        A row a factor: first (alone), total (with all interactions), each with low and high by bootstrap. Their sums:
        first at most 1, total at least 1, but for errors of estimation, which may also make indices negative.

    Raises:
        KeyError: no such outcome.
        ValueError: another design, or an outcome that is missing at so many points that none of its blocks is whole.

    Sources: Saltelli et al. (2010), table 2, (b) and (f); Jansen (1999); bootstrap: Archer et al. (1997).
    """
    found = _sobol(sweep, outcome, confidence)
    table = pd.DataFrame({"factor": list(sweep.factors)})
    for name, key in (("first", "S1"), ("total", "ST")):
        value, half = np.asarray(found[key], dtype=float), np.asarray(found[f"{key}_conf"], dtype=float)
        table[name], table[f"{name}_low"], table[f"{name}_high"] = value, value - half, value + half
    return table


def sobol_pairs(sweep: Sweep, outcome: str, *, confidence: float = 0.95) -> pd.DataFrame:
    """Shares of variance of interactions of two factors, from a saltelli design with `second_order = true`.

    Returns:
        A row a pair: factor, other, second, low, high.

    Raises:
        KeyError, ValueError: as `sobol_indices`; also a design without second order.

    Source: Saltelli (2002).
    """
    if not _second_order(sweep):
        raise ValueError(f"{sweep.path}: its design has second_order = false")
    found, names = _sobol(sweep, outcome, confidence), list(sweep.factors)
    first, second = np.triu_indices(len(names), 1)
    value, half = found["S2"][first, second], found["S2_conf"][first, second]
    pairs = {"factor": [names[i] for i in first], "other": [names[j] for j in second]}
    return pd.DataFrame({**pairs, "second": value, "low": value - half, "high": value + half})


def elementary_effects(sweep: Sweep, outcome: str, *, confidence: float = 0.95) -> pd.DataFrame:
    """Effects of single factors along the trajectories of a sweep with the design morris.

    An effect is the change of the outcome (mean over replicates) over the step in the factor's quantile, so it is in
    units of the outcome for the factor's whole range.

    Returns:
        A row a factor: mu (mean effect), mu_star (mean of its size), its low and high by bootstrap, sigma (standard
        deviation: non-linearity or interaction).

    Raises:
        KeyError: no such outcome.
        ValueError: another design, or fewer than two trajectories without missing outcomes.

    Sources: Morris (1991); Campolongo et al. (2007).
    """
    from SALib.analyze import morris

    check_confidence(confidence)
    _need(sweep, "morris")
    block = len(sweep.factors) + 1
    values, kept = _whole_blocks(sweep, outcome, block)
    if len(values) < 2 * block:
        raise ValueError(f"{sweep.path}: {outcome} is missing; fewer than 2 trajectories are whole")
    points = sweep.points.loc[kept]
    places = np.column_stack([_numbers(points[name]) for name in sweep.factors])
    levels = section(sweep.file, "sweep").get("levels", 4)
    if not isinstance(levels, int) or levels < 2:
        raise ValueError(f"{sweep.path}: levels = {levels!r} in its sweep file: must be an integer from 2")
    options = {"num_resamples": RESAMPLES, "conf_level": confidence, "num_levels": levels, "seed": SEED}
    found = morris.analyze(_problem(sweep), places, values, **options)
    star, half = np.asarray(found["mu_star"], dtype=float), np.asarray(found["mu_star_conf"], dtype=float)
    return pd.DataFrame(
        {
            "factor": list(sweep.factors),
            "mu": np.asarray(found["mu"], dtype=float),
            "mu_star": star,
            "mu_star_low": star - half,
            "mu_star_high": star + half,
            "sigma": np.asarray(found["sigma"], dtype=float),
        }
    )


def _sobol(sweep: Sweep, outcome: str, confidence: float) -> Any:
    from SALib.analyze import sobol

    check_confidence(confidence)
    _need(sweep, "saltelli")
    second = _second_order(sweep)
    block = (2 if second else 1) * len(sweep.factors) + 2
    values, _ = _whole_blocks(sweep, outcome, block)
    if not len(values):
        raise ValueError(f"{sweep.path}: {outcome} is missing somewhere in every block of {block} points")
    if nothing(np.ptp(values), values):
        raise ValueError(f"{sweep.path}: {outcome} is the same at all points; it has no variance to share out")
    options = {"calc_second_order": second, "num_resamples": RESAMPLES, "conf_level": confidence, "seed": SEED}
    return sobol.analyze(_problem(sweep), values, **options)


def _need(sweep: Sweep, design: str) -> None:
    if sweep.design != design:
        raise ValueError(f"{sweep.path}: needs the design {design}, and this sweep has {sweep.design}")


def _second_order(sweep: Sweep) -> bool:
    return bool(section(sweep.file, "sweep").get("second_order", True))


def _problem(sweep: Sweep) -> dict[str, Any]:
    return {"num_vars": len(sweep.factors), "names": list(sweep.factors), "bounds": [[0, 1]] * len(sweep.factors)}


def _whole_blocks(sweep: Sweep, outcome: str, block: int) -> tuple[np.ndarray, np.ndarray]:
    """Means over replicates of the points in the design's order, and the points, of blocks that miss none."""
    known(sweep.runs, outcome)
    refuse_indistinct(sweep.runs)
    means = sweep.runs.groupby("point")[outcome].mean().reindex(sweep.points.index).to_numpy()
    points = sweep.points.index.to_numpy()
    stop = len(means) - len(means) % block
    whole = np.isfinite(means[:stop].reshape(-1, block)).all(axis=1).repeat(block)
    return means[:stop][whole], points[:stop][whole]


def _numbers(column: pd.Series) -> np.ndarray:
    """Codes of texts: effects need only which way a factor went."""
    codes = column.cat.codes if isinstance(column.dtype, pd.CategoricalDtype) else column
    return codes.to_numpy(dtype=float)
