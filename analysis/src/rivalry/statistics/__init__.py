"""Statistics of sweeps: functions of the table `Sweep.runs`.

A run is one observation: firms of one run share a market. Under common random numbers run r of one point shares its
draws with run r of every other, so points are compared replicate by replicate.
"""

from rivalry.statistics.contrasts import Contrast, interaction_contrast, paired_contrast
from rivalry.statistics.equivalence import Equivalence, equivalence
from rivalry.statistics.means import means
from rivalry.statistics.regression import ols
from rivalry.statistics.runs_needed import replicates_for_contrast, runs_per_configuration
from rivalry.statistics.sensitivity import elementary_effects, sobol_indices, sobol_pairs

__all__ = [
    "Contrast",
    "Equivalence",
    "elementary_effects",
    "equivalence",
    "interaction_contrast",
    "means",
    "ols",
    "paired_contrast",
    "replicates_for_contrast",
    "runs_per_configuration",
    "sobol_indices",
    "sobol_pairs",
]
