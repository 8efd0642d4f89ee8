"""Firms' identities: the period of entry and the place among that period's entrants, in one number."""

from __future__ import annotations

import numpy as np

ENTRY_SHIFT = 32


def entry_period(identity: int | np.ndarray) -> int | np.ndarray:
    """The period in which a firm entered; 0 for founders."""
    return identity >> ENTRY_SHIFT


def firm_name(identity: int) -> str:
    """A name for readers: `firm 7` for a founder, `entrant 37` for the first that entered in period 37, `entrant 37.1`
    for the next."""
    period, ordinal = identity >> ENTRY_SHIFT, identity & ((1 << ENTRY_SHIFT) - 1)
    if period == 0:
        return f"firm {ordinal}"
    return f"entrant {period}.{ordinal}" if ordinal else f"entrant {period}"
