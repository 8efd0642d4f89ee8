"""What may be pooled: points that the table of runs can tell apart."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


class IndistinctPointsError(ValueError):
    """Points that differ would be taken for the same."""


def refuse_indistinct(runs: pd.DataFrame, by: Sequence[str] = ()) -> None:
    """Raises IndistinctPointsError where rows that agree in `by` are of points that differ in what has no column.

    Such points come from a factor of several keys in files of versions that stored its first key alone.
    """
    groups = runs.attrs.get("indistinct", [])
    if not groups or "point" not in runs or "point" in by:
        return
    group_of = {point: number for number, points in enumerate(groups) for point in points}
    rows = runs[runs["point"].isin(group_of)]
    rows = rows[[*dict.fromkeys(["point", *by])]].assign(_group=rows["point"].map(group_of))
    pooled = rows.drop_duplicates().groupby([*by, "_group"], observed=True)["point"].unique()
    for points in pooled[pooled.map(len) > 1]:
        raise IndistinctPointsError(indistinct_text(sorted(points)))


def indistinct_text(points: Sequence[int]) -> str:
    """What is wrong with such points, and the remedy."""
    shown = ", ".join(map(str, points[:3])) + (", ..." if len(points) > 3 else "")
    return (
        f"points {shown} differ in a parameter that the file has no column of, and would be mixed up: merge the sweep "
        "again (rivalry sweep merge -f), which writes a column for each parameter, or tell them apart by `point`"
    )
