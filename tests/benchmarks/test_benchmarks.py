"""The benchmarks work; nothing is timed. Needs the build of the preset release."""

import json
import pathlib
import subprocess
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLAIN = ROOT / "build/release/bin/rivalry_reference_market"


def test_every_table_can_be_made():
    command = [sys.executable, ROOT / "benchmarks/run.py", "--smoke"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    page = (ROOT / "docs/performance.md").read_text()
    for heading in (line for line in done.stdout.splitlines() if line.startswith("## ")):
        section = heading.removeprefix("## ").split(":")[0]
        assert f"<!-- begin {section} -->" in page, f"no place for {section} in docs/performance.md"


def by_numpy(firms: int, periods: int, seed: int) -> dict[str, float]:
    """The reference market as its file describes it, all firms at once."""
    random = np.random.default_rng(seed)
    segment, attribute = np.arange(10), np.arange(4)
    ideal = 1.5 * np.cos(1 + 2.3 * segment[:, None] + 1.7 * attribute)
    sensitivity = 0.5 + (segment + 0.5) / 10
    mass, cost = firms / 10, 0.5
    price, quality = random.uniform(0.8, 1.2, firms), random.normal(1, 0.3, firms)
    position, capital = random.normal(size=(firms, 4)), np.ones(firms)

    def weights(position, price, quality):  # [firm × segment]
        square = ((position[:, None] - ideal) ** 2).sum(2)
        return np.exp(quality[:, None] - sensitivity * price[:, None] - 0.5 * square)

    for _ in range(periods):
        weight = weights(position, price, quality)
        total = firms + weight.sum(0)
        demand = (mass * weight / total).sum(1)
        profit = (price - cost) * demand - 0.05
        capital = capital + profit
        report = {
            "concentration": (demand**2).sum() / demand.sum() ** 2,
            "price": price.mean(),
            "profit": profit.mean(),
            "capital": capital.mean(),
            "inside_share": demand.sum() / firms,
        }
        trying = np.flatnonzero(random.uniform(size=firms) < 0.1)
        moved = position[trying]
        moved[np.arange(len(trying)), random.integers(4, size=len(trying))] += 0.1 * random.normal(size=len(trying))
        own = weights(moved, price[trying], quality[trying])
        expected = (mass * own / (total - weight[trying] + own)).sum(1) * (price[trying] - cost) - 0.05
        taken = expected + 0.01 * random.normal(size=len(trying)) > profit[trying]
        position[trying[taken]] = moved[taken]
        leaving = np.argsort(capital)[: max(1, firms // 100)]
        model = random.integers(firms, size=len(leaving))
        position[leaving] = position[model] + 0.05 * random.normal(size=(len(leaving), 4))
        price[leaving] = np.maximum(cost, price[model] + 0.02 * random.normal(size=len(leaving)))
        quality[leaving], capital[leaving] = quality[model], 1
    return report


def test_the_reference_market_is_the_one_described():
    """Means of 24 seeds against another program's, at five standard errors."""
    size = (2000, 60)
    plain = [json.loads(subprocess.check_output([PLAIN, *map(str, size), str(seed)])) for seed in range(24)]
    numpy = [by_numpy(*size, seed) for seed in range(24)]
    for figure in numpy[0]:
        ours, theirs = (np.array([report[figure] for report in reports]) for reports in (plain, numpy))
        error = np.sqrt((ours.var(ddof=1) + theirs.var(ddof=1)) / 24)
        assert 0 < error < 0.1 * theirs.mean(), f"{figure}: too uncertain to tell anything"
        assert abs(ours.mean() - theirs.mean()) < 5 * error, figure
