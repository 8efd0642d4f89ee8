"""Codes with a meaning (CF conventions: flag_values, flag_meanings) as pandas categories."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import xarray as xr

UNTREATED = "untreated"


class FlagsError(ValueError):
    """What a variable says of its codes does not fit together."""


def meanings(variable: xr.DataArray) -> dict[int, str]:
    """Code to meaning, all different; empty where the variable carries no flags.

    `flag_labels`, a text a value, has the meanings as they were written; else `flag_meanings` has them, one text with
    blanks between words (the convention) or a list of texts.

    Raises:
        FlagsError: there are not as many meanings as values, values are no whole numbers, or one comes twice.
    """
    values, words = variable.attrs.get("flag_values"), variable.attrs.get("flag_meanings")
    labels = variable.attrs.get("flag_labels")
    if values is None or (words is None and labels is None):
        return {}
    if labels is None:
        labels = words.split() if isinstance(words, str) else words
    labels = [labels] if isinstance(labels, str) else list(np.atleast_1d(labels))
    return _distinct(variable, _codes(variable, values), [str(label) for label in labels])


def code_labels(variable: xr.DataArray) -> dict[int, str]:
    """Code to label of all codes, also of those that tables keep as numbers: the arms of a treatment.

    Raises:
        FlagsError: as `meanings`.
    """
    if "flag_values" in variable.attrs or "arm_values" not in variable.attrs:
        return meanings(variable)
    arms = np.atleast_1d(variable.attrs["arm_values"]).astype(float)
    return _distinct(variable, np.arange(-1, len(arms)), [UNTREATED, *map(_number, arms)])


def decode(codes: np.ndarray, names: dict[int, str]) -> pd.Categorical:
    """Codes as a categorical with all the names, in the order of their codes; codes without a name become missing."""
    ordered = sorted(names)
    position = {code: index for index, code in enumerate(ordered)}
    distinct, inverse = np.unique(codes, return_inverse=True)
    lookup = np.array([position.get(int(code), -1) for code in distinct], dtype=np.int64)
    indices = lookup[inverse] if distinct.size else np.empty(0, dtype=np.int64)
    return pd.Categorical.from_codes(indices, categories=[names[code] for code in ordered])


def _codes(variable: xr.DataArray, values: object) -> np.ndarray:
    codes = np.atleast_1d(np.asarray(values))
    if codes.ndim != 1 or codes.dtype.kind not in "iuf" or not (codes == codes.astype(np.int64)).all():
        raise FlagsError(f"flag_values of {variable.name} are no whole numbers")
    return codes.astype(np.int64)


def _distinct(variable: xr.DataArray, codes: np.ndarray, labels: list[str]) -> dict[int, str]:
    if len(codes) != len(labels):
        raise FlagsError(f"{variable.name} has {len(codes)} codes and {len(labels)} meanings")
    if len(set(codes.tolist())) < len(codes):
        raise FlagsError(f"{variable.name} gives a code two meanings")
    count = Counter(labels)
    return {
        code: label if count[label] == 1 else f"{label} ({code})"
        for code, label in zip(codes.tolist(), labels, strict=True)
    }


def _number(value: float) -> str:
    """The fewest digits that give the same number back, without a needless `.0`."""
    return repr(value.item()).removesuffix(".0")
