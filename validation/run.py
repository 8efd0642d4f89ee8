#!/usr/bin/env python3
"""Holds the stylised facts of industries, and evidence from the field, against markets.

    validation/run.py                  everything (about ten minutes on two cores)
    validation/run.py calibration      some parts: calibration, held-out, variants, treatments, ablations
    validation/run.py --update         write tables and pictures into docs/validation.md, too

What is expected stands in validation/bands.toml, stated before any run. Needs the build of the preset release and the
virtual environment.
"""

from __future__ import annotations

import argparse
import pathlib
import sys
from typing import Any

import numpy as np
import pictures
from design import HERE, Change, Design, Fact, read_bands
from facts import STATISTICS, Estimate, column, entry_exit, mean
from markets import Market, run
from scipy import stats

PAGE = HERE.parent / "docs/validation.md"
PICTURES = HERE.parent / "docs/validation"
SPLITS = ("calibration", "held-out")
PARTS = (*SPLITS, "variants", "treatments", "ablations")
Markets = dict[str, list[Market]]


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def estimates(facts: list[Fact], markets: Markets, design: Design) -> dict[str, Estimate]:
    return {fact.name: STATISTICS[fact.name](markets[fact.sweep], design) for fact in facts}


def stated(facts: list[Fact]) -> str:
    """What bands.toml says; docs/validation.md repeats it."""
    rows = [[f"`{fact.name}`", fact.title, fact.statistic, fact.stated, fact.source] for fact in facts]
    return table(["fact", "in words", "statistic", "expected", "source"], rows)


def found(facts: list[Fact], splits: dict[str, dict[str, Estimate]]) -> str:
    """The statistics on both splits; the verdict is that of the last one there is."""
    rows = []
    for fact in facts:
        told = [splits.get(split, {}).get(fact.name) for split in SPLITS]
        last = told[-1] or told[0]
        verdict = fact.verdict(last.low, last.high) if last else "–"
        figures = [str(each) if each else "–" for each in told]
        rows.append([fact.title, fact.stated, *figures, f"**{verdict}**", last.beside if last else ""])
    return table(["fact", "expected", "calibration", "held out", "verdict", "beside it"], rows)


def varied(facts: list[Fact], usual: dict[str, Estimate], splits: dict[str, dict[str, Estimate]]) -> str:
    """The same with other settings, beside the held-out markets as they are."""
    rows = []
    for fact in facts:
        told = [usual.get(fact.name), *(splits.get(split, {}).get(fact.name) for split in SPLITS)]
        last = told[-1] or told[1]
        figures = [str(each) if each else "–" for each in told]
        rows.append([fact.title, fact.stated, *figures, f"**{fact.verdict(last.low, last.high)}**"])
    return table(["fact", "expected", "as it is, held out", "calibration", "held out", "verdict"], rows)


# What an ablation may move: figure, heading.
MOVED = {
    "shape": "growth: shape",
    "slope": "volatility over size",
    "skewness": "skewness of sizes",
    "survival": "survival",
    "persistence": "persistence of profit",
    "r_innovation": "r of innovation",
    "r_innovation_gain": "with change of performance",
    "r_capabilities": "r of capabilities",
    "r_novelty": "r of novelty",
}


def moved(ran: dict[str, list[Market]], design: Design) -> str:
    """Means over markets with a mechanism off; bold: moved by half a standard deviation of markets or more."""
    usual = next(iter(ran.values()))
    rows = []
    for name, markets in ran.items():
        cells = [_moved(column(usual, figure), column(markets, figure)) for figure in MOVED]
        together = entry_exit(markets, design).value
        rows.append([name, *cells, "–" if np.isnan(together) else f"{together:.2f}"])
    return table(["changed", *MOVED.values(), "r of entry and exit"], rows)


def treated(ran: dict[str, tuple[Change, list[Market]]]) -> str:
    """Effects of treatments on performance, among the firms that a survey would find."""
    rows = []
    for name, (change, markets) in ran.items():
        ((key, arms),) = change["set"].items()
        setting = f"`{key}`: {' or '.join(f'{arm:g}' for arm in arms['treatment'])}"
        rows.append([name, setting, str(mean(column(markets, "treated")))])
    return table(["treatment", "half of the firms each", "effect on performance, sd"], rows)


def owners_moved(ran: dict[str, list[Market]], design: Design) -> str:
    """The facts about competition with a link of owner-management off."""
    names = ("competition-innovation", "owners-low-competition", "owners-by-competition")
    rows = [[name, *(str(STATISTICS[fact](markets, design)) for fact in names)] for name, markets in ran.items()]
    return table(["changed", "r of competition", "owners, low competition", "slope over competition"], rows)


def _moved(usual: np.ndarray, changed: np.ndarray) -> str:
    known = np.isfinite(usual) & np.isfinite(changed)
    if known.sum() < 3:
        return "–"
    difference = changed[known] - usual[known]
    error = stats.t.ppf(0.975, known.sum() - 1) * stats.sem(difference)
    low, high = difference.mean() - error, difference.mean() + error
    half = usual[known].std(ddof=1) / 2
    value = f"{changed[known].mean():.2f}"
    return f"**{value}**" if low > half or high < -half else value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: all)")
    parser.add_argument("--update", action="store_true", help="write tables and pictures into docs/, with all parts")
    parser.add_argument("--smoke", action="store_true", help="few, short runs, to try the script itself")
    parser.add_argument("--program", type=pathlib.Path, default=HERE.parent / "build/release/bin/rivalry")
    parser.add_argument(
        "--pictures", type=pathlib.Path, help="folder for the pictures (with --update: docs/validation)"
    )
    arguments = parser.parse_args()
    unknown = set(arguments.parts) - set(PARTS)
    if unknown:
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if arguments.update and (arguments.parts or arguments.smoke):
        parser.error("--update needs all parts, whole")
    if not arguments.program.exists():
        sys.exit(f"run.py: {arguments.program} is not there; build it: cmake --build --preset release --target rivalry")
    for heading, text in make(arguments).items():
        print(f"{heading}\n\n{text}\n", flush=True)
        if arguments.update:
            put(heading, text)


def make(arguments: argparse.Namespace) -> dict[str, str]:
    """The tables of the page, by their places in it. Draws the pictures if a folder is given."""
    design, facts, changes = read_bands()
    if arguments.smoke:
        design, changes = design.tiny(), {kind: each[:1] + each[1:][-1:] for kind, each in changes.items()}
    parts = arguments.parts or PARTS
    seeds = {"calibration": design.calibration, "held-out": design.held_out}
    wanted = [split for split in SPLITS if split in parts]
    sweeps = sorted({fact.sweep for fact in facts})

    def markets(sweep: str, seed: int, changes: dict[str, Any]) -> list[Market]:
        print(f"running {sweep}, seed {seed}, {changes or 'as it is'}", file=sys.stderr, flush=True)
        return run(arguments.program, sweep, design, seed, changes)

    def splits(changes: dict[str, Any]) -> dict[str, Markets]:
        return {split: {sweep: markets(sweep, seeds[split], changes) for sweep in sweeps} for split in wanted}

    texts = {"stated": stated(facts)}
    usual = splits({})
    told = {split: estimates(facts, usual[split], design) for split in wanted}
    if wanted:
        texts["found"] = found(facts, told)
    shown = usual
    if "variants" in parts and wanted:
        for variant in changes["variant"]:
            changed = splits(variant["set"])
            shown = {"variant": changed[wanted[-1]], **shown}
            changed = {split: estimates(facts, changed[split], design) for split in wanted}
            texts[variant["name"]] = varied(facts, told.get("held-out", {}), changed)
    folder = arguments.pictures or (PICTURES if arguments.update else None)
    if folder and wanted:
        pictures.draw(shown, facts, folder)
    if "treatments" in parts:
        ran = {each["name"]: (each, markets("markets", design.held_out, each["set"])) for each in changes["treatment"]}
        texts["treated"] = treated(ran)
    if "ablations" in parts:
        for sweep, tell in (("markets", moved), ("competition", owners_moved)):
            as_it_is = (
                usual["calibration"][sweep] if "calibration" in wanted else markets(sweep, design.calibration, {})
            )
            ran = {"as it is": as_it_is}
            for each in changes["ablation"]:
                if each.get("sweep", "markets") == sweep:
                    ran[each["name"]] = markets(sweep, design.calibration, each["set"])
            texts[f"moved, {sweep}"] = tell(ran, design)
    return texts


def put(place: str, text: str) -> None:
    """Writes a table into the page."""
    page = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- {place} -->\n", f"<!-- end of {place} -->"
    assert begin in page and end in page, f"{PAGE.name} has no place for {place}"
    PAGE.write_text(page[: page.index(begin) + len(begin)] + "\n" + text + "\n\n" + page[page.index(end) :], "utf-8")


if __name__ == "__main__":
    main()
