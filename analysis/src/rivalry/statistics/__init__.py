"""Statistics of sweeps, which are functions of the table `Sweep.runs`, and of firms, which are functions of panels.

A run is one observation: firms of one run share a market. Under common random numbers run r of one point shares its
draws with run r of every other, so points are compared replicate by replicate.
"""

from rivalry.statistics.annual import annual, growth_rates
from rivalry.statistics.contrasts import Contrast, interaction_contrast, paired_contrast
from rivalry.statistics.equivalence import Equivalence, equivalence
from rivalry.statistics.means import means
from rivalry.statistics.persistence import Persistence, persistence
from rivalry.statistics.pooling import IndistinctPointsError, refuse_indistinct
from rivalry.statistics.regression import ols
from rivalry.statistics.runs_needed import replicates_for_contrast, runs_per_configuration
from rivalry.statistics.sensitivity import elementary_effects, sobol_indices, sobol_pairs
from rivalry.statistics.sizes import SizeComparison, log_normal_against_pareto, upper_tail_against_pareto
from rivalry.statistics.subbotin import Subbotin, fit_subbotin
from rivalry.statistics.surveys import ClusteredCorrelation, clustered_correlation, survey_correlations
from rivalry.statistics.survival import lifetimes, survival
from rivalry.statistics.volatility import volatility_by_size, volatility_slope

__all__ = [
    "ClusteredCorrelation",
    "Contrast",
    "Equivalence",
    "IndistinctPointsError",
    "Persistence",
    "SizeComparison",
    "Subbotin",
    "annual",
    "clustered_correlation",
    "elementary_effects",
    "equivalence",
    "fit_subbotin",
    "growth_rates",
    "interaction_contrast",
    "lifetimes",
    "log_normal_against_pareto",
    "means",
    "ols",
    "paired_contrast",
    "persistence",
    "refuse_indistinct",
    "replicates_for_contrast",
    "runs_per_configuration",
    "sobol_indices",
    "sobol_pairs",
    "survey_correlations",
    "survival",
    "upper_tail_against_pareto",
    "volatility_by_size",
    "volatility_slope",
]
