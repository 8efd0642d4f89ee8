"""What validation/bands.toml states, and the sweep files that follow from it."""

from __future__ import annotations

import dataclasses
import math
import pathlib
import re
import tomllib
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
PERIODS_A_YEAR = 4


@dataclasses.dataclass(frozen=True)
class Design:
    """How many markets are run, for how long, and what of them counts."""

    calibration: int
    held_out: int
    markets: int
    smallest_f: float
    first_year: int
    last_year: int
    survey: int
    surveys: int
    seed: int

    @property
    def periods(self) -> int:
        return PERIODS_A_YEAR * self.last_year

    @property
    def first_period(self) -> int:
        """The first that counts."""
        return PERIODS_A_YEAR * (self.first_year - 1) + 1

    def tiny(self) -> Design:
        """A few short runs, to try the script itself, with other draws than those that count."""
        return dataclasses.replace(
            self, calibration=11, held_out=12, markets=6, first_year=4, last_year=18, survey=50, surveys=20
        )


@dataclasses.dataclass(frozen=True)
class Fact:
    """A fact, and what counts as agreement with it."""

    name: str
    title: str
    sweep: str
    statistic: str
    source: str
    agreement: str
    rule: str
    band: tuple[float, float] = (-math.inf, math.inf)
    below: float = math.inf
    sign: int = 0
    smallest: float = 0.0

    @property
    def stated(self) -> str:
        """The band in words."""
        if self.rule == "sign":
            return f"{'positive' if self.sign > 0 else 'negative'}; smallest of interest {self.smallest:g}"
        low, high = self.band
        words = f"above {low:g}" if math.isinf(high) else f"{low:g} to {high:g}"
        return f"overlaps {words}, below {self.below:g}" if self.rule == "overlap" else words

    def verdict(self, low: float, high: float) -> str:
        """What an interval of the statistic means; the rules stand in bands.toml."""
        if math.isnan(low) or math.isnan(high):
            return "unknown"
        if self.rule == "sign":
            if max(abs(low), abs(high)) < self.smallest:
                return "negligible"
            if low > 0 or high < 0:
                return "agrees" if (low > 0) == (self.sign > 0) else "contradicts"
            return "undecided"
        overlaps = high >= self.band[0] and low <= self.band[1]
        if self.rule == "overlap":
            return "agrees" if overlaps and high < self.below else "misses"
        if self.band[0] <= low and high <= self.band[1]:
            return "agrees"
        return "undecided" if overlaps else "misses"


Change = dict[str, Any]  # name, and set: changes of the base


def read_bands() -> tuple[Design, list[Fact], dict[str, list[Change]]]:
    """The design, the facts, and the changes by kind: ablation, treatment, variant."""
    with open(HERE / "bands.toml", "rb") as file:
        content = tomllib.load(file)
    facts = [Fact(**{**fact, "band": tuple(fact.get("band", Fact.band))}) for fact in content["fact"]]
    changes = {kind: content[kind] for kind in ("ablation", "treatment", "variant")}
    return Design(**content["design"]), facts, changes


def sweep_text(name: str, design: Design, seed: int, changes: dict[str, Any]) -> str:
    """The sweep file `name`.toml with the design's numbers, kept panels, and changes of the base.

    A parameter that is both a factor and changed stays a factor, with the changed value alone: the others' points, and
    the draws, are then as they were.
    """
    text = (HERE / f"{name}.toml").read_text(encoding="utf-8")
    replaced = {
        r"^points = .*": f"points = {design.markets}",
        r"^seed = .*": f"seed = {seed}",
        r'^"scenario.seed" = .*': f'"scenario.seed" = {seed}',
        r'^"scenario.periods" = .*': f'"scenario.periods" = {design.periods}',
    }
    for key, value in changes.items():
        pattern = rf'^(key = "{re.escape(key)}"\n)range = .*(\nspacing = .*)?'
        if re.search(pattern, text, re.MULTILINE):
            replaced[pattern] = rf"\g<1>values = [{_toml(value)}]"
        else:
            replaced[r"^\[set\]$"] = f'[set]\n"{key}" = {_toml(value)}'
    for pattern, line in replaced.items():
        text, times = re.subn(pattern, line, text, flags=re.MULTILINE)
        assert times == 1, f"{name}.toml has {times} places for {pattern}"
    points = ", ".join(map(str, range(design.markets)))
    return f"{text}\n[keep]\npanels = {{points = [{points}], replicates = [0]}}\n"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {each}" for key, each in value.items()) + "}"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
