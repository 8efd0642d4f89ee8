"""Who sells how much: the numbers behind the panel of shares, read in pieces so that millions of firms fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr

BLOCK = 4_000_000  # values read at a time
MOST_PERIODS = 120  # at which firms are ranked; more would not show


def sampled(firms: xr.Dataset) -> bool:
    """Whether the group holds a sample of the firms."""
    return bool(np.any(firms.attrs.get("sampled", 0)))


def sold(firms: xr.Dataset) -> str | None:
    """The variable that says how much a firm sold: quantity, or else share; None where neither was recorded."""
    for name in ("quantity", "share"):
        if name in firms and firms[name].dims == ("period", "firm"):
            return name
    return None


@dataclass(frozen=True)
class Leaders:
    """Shares of single firms.

    Attributes:
        columns: [leader] positions along the dimension firm, from the largest by sales over all recorded periods.
        share: [period x leader] of the sales of all recorded firms, in [0, 1].
        weight: share of the leaders in the sales over all recorded periods.
    """

    columns: np.ndarray
    share: np.ndarray
    weight: float


def leaders(firms: xr.Dataset, name: str, number: int) -> Leaders | None:
    """The firms that sold most over all recorded periods; None where nobody sold anything."""
    by_firm, by_period = _totals(firms, name)
    total = by_firm.sum()
    if not total > 0:
        return None
    order = np.argsort(-by_firm, kind="stable")[:number]
    order = order[by_firm[order] > 0]
    values = np.concatenate([block[:, order] for block in _blocks(firms, name)])
    share = np.divide(values, by_period[:, None], out=np.zeros_like(values), where=by_period[:, None] > 0)
    return Leaders(order, share, float(by_firm[order].sum() / total))


def _totals(firms: xr.Dataset, name: str) -> tuple[np.ndarray, np.ndarray]:
    by_firm, by_period = np.zeros(firms.sizes["firm"]), []
    for block in _blocks(firms, name):
        by_firm += block.sum(axis=0)
        by_period.append(block.sum(axis=1))
    return by_firm, np.concatenate(by_period)


def _blocks(firms: xr.Dataset, name: str) -> Iterator[np.ndarray]:
    """[some periods x firm] float64 in turn, 0 where not alive."""
    step = max(1, BLOCK // max(1, firms.sizes["firm"]))
    for start in range(0, firms.sizes["period"], step):
        yield np.nan_to_num(firms[name][start : start + step].values.astype(np.float64))


@dataclass(frozen=True)
class Bands:
    """Shares of size classes.

    Attributes:
        period: [point] periods at which firms were ranked.
        edges: fractions of the living firms, from the largest: (.01, .1, .5, 1) is top 1 %, next 9 %, ...
        share: [point x class] of sales, NaN where nobody sells.
    """

    period: np.ndarray
    edges: tuple[float, ...]
    share: np.ndarray


def bands(firms: xr.Dataset, name: str) -> Bands:
    """Shares of size classes, ranked anew in each period (in at most `MOST_PERIODS` of them, evenly spread)."""
    number = firms.sizes["period"]
    chosen = np.unique(np.linspace(0, number - 1, min(number, MOST_PERIODS)).round().astype(int))
    living = [values[np.isfinite(values)] for values in (firms[name][int(i)].values for i in chosen)]
    typical = float(np.median([len(values) for values in living]))
    edges = (0.01, 0.1, 0.5, 1.0) if typical >= 200 else (0.1, 0.5, 1.0)
    share = np.stack([_classes(values.astype(np.float64), edges) for values in living])
    return Bands(firms["period"].values[chosen], edges, share)


def _classes(values: np.ndarray, edges: tuple[float, ...]) -> np.ndarray:
    total = values.sum()
    if not total > 0:
        return np.full(len(edges), np.nan)
    ordered = np.cumsum(-np.sort(-values))
    stops = [max(1, round(edge * len(values))) for edge in edges]
    return np.diff([0.0, *(ordered[stop - 1] for stop in stops)]) / total
