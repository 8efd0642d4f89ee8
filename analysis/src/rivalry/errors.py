"""What can be wrong with a result file."""

from __future__ import annotations

import os

from rivalry.shown import shown


class ResultError(Exception):
    """A result file cannot be used: says which file, what is wrong, and what to do about it.

    Attributes:
        path: the file as the user named it.
        problem: what is wrong, without a final stop.
        remedy: what the user can do.
    """

    def __init__(self, path: str | os.PathLike[str], problem: str, remedy: str) -> None:
        super().__init__(shown(f"{os.fspath(path)}: {problem} ({remedy})"))
        self.path = os.fspath(path)
        self.problem = problem
        self.remedy = remedy


class DamagedResultError(ResultError):
    """The bytes of a result file are not those that were written: it was changed or cut short."""


class IncompleteRunWarning(UserWarning):
    """The run behind a file did not finish; what it recorded up to the last flush is readable."""


class IncompleteSweepWarning(UserWarning):
    """A merged sweep lacks runs, or some of them failed."""
