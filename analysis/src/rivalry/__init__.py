"""Reads, analyses and draws the results of Rivalry, a simulator of business model innovation in competitive markets.

>>> import rivalry
>>> with rivalry.open_result("baseline.h5") as result:
...     result.market["hhi"].plot()
...     figure = rivalry.overview(result)
...     rivalry.save(figure, "baseline.pdf")
>>> sweep = rivalry.read_sweep("competition-pressure.h5")
>>> rivalry.statistics.means(sweep.runs, "profit_mean", by="competition_intensity")
"""

from rivalry import statistics
from rivalry.errors import DamagedResultError, IncompleteRunWarning, IncompleteSweepWarning, ResultError
from rivalry.figures.overview import overview
from rivalry.figures.saving import save
from rivalry.figures.sweeps.page import sweep_figure
from rivalry.ids import firm_name
from rivalry.read import Result, open_result
from rivalry.sweep import Sweep, read_sweep
from rivalry.version import __version__

__all__ = [
    "DamagedResultError",
    "IncompleteRunWarning",
    "IncompleteSweepWarning",
    "Result",
    "ResultError",
    "Sweep",
    "__version__",
    "firm_name",
    "open_result",
    "overview",
    "read_sweep",
    "save",
    "statistics",
    "sweep_figure",
]
