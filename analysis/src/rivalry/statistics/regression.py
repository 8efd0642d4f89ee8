"""Linear regression on the table of runs."""

from __future__ import annotations

from typing import Any

import pandas as pd

from rivalry.statistics.means import known
from rivalry.statistics.pooling import refuse_indistinct


def ols(runs: pd.DataFrame, formula: str, *, cluster: str | None = "replicate") -> Any:
    """Ordinary least squares with standard errors that allow for unequal variances and for draws in common.

    Args:
        runs: `Sweep.runs`, or part of it. Runs with a missing value do not count.
        formula: `"profit_mean ~ emphasis_novelty * emphasis_efficiency"`; texts become dummies of their levels.
        cluster: column whose runs may depend on each other: `replicate` under common random numbers. None if all runs
            have draws of their own: errors are then heteroscedasticity-consistent (HC3).

    Returns:
        The fit of statsmodels: `.params`, `.bse`, `.conf_int()`, `.summary()`. Tests use t with clusters - 1 degrees of
        freedom. Below about 30 clusters the errors are too small on average; take more replicates.

    Raises:
        ImportError: statsmodels is not installed.
        KeyError: no such column for the clusters.
        ValueError: fewer than 2 clusters, or a formula that cannot be used.
        IndistinctPointsError: points would be mixed up that differ in what has no column.

    Sources: White (1980); Liang and Zeger (1986); HC3: MacKinnon and White (1985).
    """
    try:
        import statsmodels.formula.api as formulas
    except ImportError as error:
        raise ImportError("regression needs statsmodels: pip install 'rivalry[regression]'") from error
    refuse_indistinct(runs)
    # Formulas see the columns as variables; dots and blanks do not occur in their names.
    model = formulas.ols(formula, data=runs)
    if cluster is None:
        return model.fit(cov_type="HC3", use_t=True)
    known(runs, cluster)
    used = runs.loc[model.data.row_labels, cluster]
    if used.nunique() < 2:
        raise ValueError(f"{cluster}: errors clustered by it need at least 2 of them; with cluster=None they need none")
    return model.fit(cov_type="cluster", cov_kwds={"groups": pd.factorize(used)[0]}, use_t=True)
