"""Reads and draws the results of Rivalry, a simulator of business model innovation in competitive markets.

>>> import rivalry
>>> with rivalry.open_result("baseline.h5") as result:
...     result.market["hhi"].plot()
...     figure = rivalry.overview(result)
...     rivalry.save(figure, "baseline.pdf")
"""

from rivalry.errors import DamagedResultError, IncompleteRunWarning, ResultError
from rivalry.figures.overview import overview
from rivalry.figures.saving import save
from rivalry.ids import firm_name
from rivalry.read import Result, open_result
from rivalry.version import __version__

__all__ = [
    "DamagedResultError",
    "IncompleteRunWarning",
    "Result",
    "ResultError",
    "__version__",
    "firm_name",
    "open_result",
    "overview",
    "save",
]
