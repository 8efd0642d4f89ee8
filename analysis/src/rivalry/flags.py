"""Codes with a meaning (CF conventions: flag_values, flag_meanings) as pandas categories."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr


def meanings(variable: xr.DataArray) -> dict[int, str]:
    """Code to meaning; empty where the variable carries no flags.

    `flag_meanings` is one text with blanks between words (the convention) or a list of texts.
    """
    values = variable.attrs.get("flag_values")
    words = variable.attrs.get("flag_meanings")
    if values is None or words is None:
        return {}
    words = words.split() if isinstance(words, str) else [str(word) for word in np.atleast_1d(words)]
    return {int(value): word for value, word in zip(np.atleast_1d(values), words, strict=False)}


def decode(codes: np.ndarray, names: dict[int, str]) -> pd.Categorical:
    """Codes as a categorical with all the names, in the order of their codes; codes without a name become missing."""
    ordered = sorted(names)
    position = {code: index for index, code in enumerate(ordered)}
    distinct, inverse = np.unique(codes, return_inverse=True)
    lookup = np.array([position.get(int(code), -1) for code in distinct], dtype=np.int64)
    indices = lookup[inverse] if distinct.size else np.empty(0, dtype=np.int64)
    return pd.Categorical.from_codes(indices, categories=[names[code] for code in ordered])
