#!/usr/bin/env python3
"""Shows whether the defaults make a living market: over many seeds and sizes, and at the ends of ranges.

    calibration/run.py                    everything (about ten minutes on two cores)
    calibration/run.py seeds              some tables: seeds, ranges
    calibration/run.py --update           write the tables into docs/calibration.md, too

What a living market is has been fixed before any run (docs/calibration.md); it has nothing to do with the claims that
the model is to test. Needs the build of the preset release and the virtual environment.
"""

import argparse
import concurrent.futures
import dataclasses
import functools
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable

import h5py
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/calibration.md"
PERIODS = 400

# Criteria: name, what fails if it does not hold. Judged over the second half of a run.
CRITERIA = {
    "prices": "the price-cost margin is between 0.02 and 0.8 in every period",
    "turnover": "firms enter and leave: each at 0.02 % to 8 % of firms a period",
    "rivalry": "the largest firm sells less than half of what is sold on average (less than 80 % among 10 founders)",
    "change": "0.1 % to 30 % of firms take up a business model a period",
    "diversity": "not all firms have one business model in any period",
    "bounded": "firms stay between a fifth and five times as many as at the start; buyers served between 5 % and 99 %; "
    "price and unit cost between a twentieth of and 20 times what they are at the middle of the run",
}


@dataclasses.dataclass(frozen=True)
class Course:
    """The second half of a run: figures, and the criteria that do not hold."""

    figures: dict[str, float]
    missed: tuple[str, ...]


def judge(market: dict[str, np.ndarray], founders: int) -> Course:
    """Applies the criteria to the series of a market, one number a period."""
    half = {name: values[len(values) // 2 :] for name, values in market.items()}
    firms = half["firms"]
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = {name: half[name].sum() / firms.sum() for name in ("entries", "exits")}
        change = half["adopted"].sum() / firms.sum()
        relative = [half[name] / half[name][0] for name in ("price_index", "unit_cost_index")]
    holds = {
        "prices": np.all((half["markup"] > 0.02) & (half["markup"] < 0.8)),
        "turnover": all(0.0002 <= rate[name] <= 0.08 for name in rate),
        "rivalry": np.mean(half["leader_share"]) < (0.5 if founders > 10 else 0.8),
        "change": 0.001 <= change <= 0.3,
        "diversity": np.all(half["distinct_models"] > 1),
        "bounded": np.all((firms >= founders / 5) & (firms <= founders * 5))
        and np.all((half["coverage"] > 0.05) & (half["coverage"] < 0.99))
        and all(np.all((x > 0.05) & (x < 20)) for x in relative),
    }
    figures = {
        "firms": firms[-1] / founders,
        "margin": float(np.mean(half["markup"])),
        "entries": 100 * rate["entries"],
        "exits": 100 * rate["exits"],
        "adoptions": 100 * change,
        "leader": 100 * float(np.mean(half["leader_share"])),
        "coverage": 100 * float(np.mean(half["coverage"])),
    }
    return Course(figures, tuple(name for name, held in holds.items() if not held))


class Engine:
    def __init__(self, program: pathlib.Path, periods: int):
        self.program, self.periods = program, periods

    def describe(self) -> list[dict]:
        text = subprocess.run([self.program, "describe", "--json"], capture_output=True, text=True, check=True).stdout
        sections = json.loads(text)["sections"]
        return [parameter for section in sections if not section["repeated"] for parameter in section["parameters"]]

    def run(self, firms: int, seed: int, *settings: str, patience: float = 600) -> Course | str:
        """A baseline market; what the program says if it refuses, or "slow"."""
        with tempfile.TemporaryDirectory() as folder:
            result = pathlib.Path(folder) / "run.h5"
            command = [self.program, "run", "baseline", "-o", result, "--quiet", "--threads", "1", "--record", "none"]
            command += ["--seed", str(seed), "--checkpoint", "0"]
            for setting in (f"scenario.periods={self.periods}", f"market.firms={firms}", *settings):
                command += ["--set", setting]
            environment = os.environ | {"RIVALRY_SCENARIOS": str(ROOT / "scenarios")}
            try:
                done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=patience)
            except subprocess.TimeoutExpired:
                return "slow"
            if done.returncode:
                return done.stderr.strip().splitlines()[-1].strip()
            with h5py.File(result) as file:
                market = {name: file["market"][name][:] for name in file["market"]}
            return judge(market, firms)


def in_parallel(jobs: list) -> list:
    """Results of functions without arguments, in their order."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda job: job(), jobs))


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def spread(values: list[float]) -> str:
    """Median, and where the middle 90 % lie."""
    low, middle, high = np.nanpercentile(values, [5, 50, 95])
    return f"{middle:.3g} ({low:.3g} to {high:.3g})"


def seeds(engine: Engine, smoke: bool) -> str:
    sizes = {10: 3, 30: 3} if smoke else {10: 200, 30: 200, 100: 200, 300: 200, 1000: 200, 10_000: 10, 100_000: 2}
    rows = []
    for firms, runs in sizes.items():
        courses = in_parallel([functools.partial(engine.run, firms, seed) for seed in range(1, runs + 1)])
        assert all(isinstance(course, Course) for course in courses), courses
        missed = list(itertools.chain.from_iterable(course.missed for course in courses))
        living = sum(not course.missed for course in courses)
        misses = ", ".join(f"{name} {missed.count(name)}" for name in CRITERIA if name in missed)
        figures = [spread([course.figures[name] for course in courses]) for name in courses[0].figures]
        rows.append([f"{firms:,}", f"{living} of {runs}", misses or "–", *figures])
    head = ["founders", "living", "missed", "firms at the end / founders", "margin", "entries, % a period"]
    head += ["exits, % a period", "adoptions, % a period", "largest firm, %", "coverage, %"]
    return table(head, rows)


# What fixes the size of a run, or nothing that happens in it.
NOT_TRIED = re.compile(r"scenario\.|recording\.|random\.|market\.(firms|segments|attributes)$")
# Sections of other markets than the baseline's.
OTHER_MARKETS = ("capacity", "homogeneous")


def ends(parameter: dict) -> list[str]:
    """Both ends of a parameter's range, as settings; of open ends, close to them."""
    key, low, high = parameter["key"], parameter.get("min"), parameter.get("max")
    if "min" not in parameter or NOT_TRIED.match(key) or key.split(".")[0] in OTHER_MARKETS:
        return []
    if not re.match(r"number|integer", parameter["type"]):
        return []
    inside = 1e-6 * (high - low)
    whole = parameter["type"] == "integer"
    first = low if parameter["min_included"] else low + (1 if whole else inside)
    last = high if parameter["max_included"] else high - (1 if whole else inside)
    return [f"{key}={value:.0f}" if whole else f"{key}={value:.10g}" for value in (first, last)]


def ranges(engine: Engine, smoke: bool) -> str:
    parameters = engine.describe()
    off = {p["key"].split(".")[0] for p in parameters if p["key"].endswith(".enabled") and p["default"] == "false"}
    tried = [(setting, p) for p in parameters for setting in ends(p)][:: 40 if smoke else 1]
    runs = 1 if smoke else 5

    def courses(setting: str) -> list:
        section = setting.split(".")[0]
        on = [f"{section}.enabled=true"] if section in off else []
        return [engine.run(100, seed, *on, setting, patience=30) for seed in range(1, runs + 1)]

    usual = in_parallel([functools.partial(engine.run, 100, seed) for seed in range(1, runs + 1)])
    expected = sum(isinstance(course, Course) and not course.missed for course in usual)
    rows, living = [], 0
    taken = in_parallel([functools.partial(courses, setting) for setting, _ in tried])
    for (setting, _), found in zip(tried, taken, strict=True):
        alive = sum(isinstance(course, Course) and not course.missed for course in found)
        if alive >= expected:
            living += 1
            continue
        said = [course for course in found if isinstance(course, str)]
        missed = list(itertools.chain.from_iterable(c.missed for c in found if isinstance(c, Course)))
        what = [f"{name} {missed.count(name)}" for name in CRITERIA if name in missed]
        if said:
            what.append("takes over half a minute" if said[0] == "slow" else f"refused: {reason(said[0])}")
        rows.append([f"`{setting.replace('=', ' = ')}`", f"{alive} of {runs}", ", ".join(what)])
    note = (
        f"With defaults {expected} of {runs} runs of 100 founders live. At {living} of {len(tried)} ends as many do or "
        "more. The others:\n\n"
    )
    return note + table(["end of a range", "living", "missed, in how many runs"], rows)


def reason(message: str) -> str:
    """What a refusal says, without the place in the file."""
    return re.sub(r"^.*? = [^:]*: ", "", message)


TABLES = {"seeds": seeds, "ranges": ranges}


def read_arguments(description: str, tables: Iterable[str], page: pathlib.Path, smoke: str) -> argparse.Namespace:
    """Options of a script that makes the tables of a page; ends the script if one cannot be."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"{', '.join(tables)} (default: all)")
    parser.add_argument("--update", action="store_true", help=f"write the tables into docs/{page.name}")
    parser.add_argument("--smoke", action="store_true", help=f"{smoke}, to try the script itself")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build/release/bin/rivalry")
    arguments = parser.parse_args()
    unknown = set(arguments.tables) - set(tables)
    if unknown:
        parser.error(f"no table {', '.join(sorted(unknown))}; there are {', '.join(tables)}")
    if not arguments.program.exists():
        sys.exit(
            f"{parser.prog}: {arguments.program} is not there; build it: "
            "cmake --build --preset release --target rivalry"
        )
    arguments.tables = arguments.tables or list(tables)
    text = page.read_text(encoding="utf-8")
    for name in arguments.tables:
        assert f"<!-- {name} -->\n" in text and f"<!-- end of {name} -->" in text, (
            f"{page.name} has no place for {name}"
        )
    return arguments


def put_into(page: pathlib.Path, name: str, made: str) -> None:
    """Writes a table into its place on a page."""
    text = page.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    text = text[: text.index(begin) + len(begin)] + "\n" + made + "\n\n" + text[text.index(end) :]
    page.write_text(text, encoding="utf-8")


def main() -> None:
    arguments = read_arguments(str(__doc__), TABLES, PAGE, "few, short runs")
    engine = Engine(arguments.program, 40 if arguments.smoke else PERIODS)
    for name in arguments.tables:
        made = TABLES[name](engine, arguments.smoke)
        print(f"{name}\n\n{made}\n", flush=True)
        if arguments.update:
            put_into(PAGE, name, made)


if __name__ == "__main__":
    main()
