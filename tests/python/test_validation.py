"""validation/run.py: its rules, its page, and all of it on a few short runs."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import REPOSITORY

FOLDER = REPOSITORY / "validation"
PAGE = REPOSITORY / "docs" / "validation.md"
sys.path.insert(0, str(FOLDER))

import design  # noqa: E402  (a script's module)
import run as script  # noqa: E402

DESIGN, FACTS, CHANGES = design.read_bands()


def fact(**changes: object) -> design.Fact:
    words = dict.fromkeys(("name", "title", "sweep", "statistic", "source", "agreement"), "")
    return design.Fact(**{**words, "rule": "band", **changes})


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.3, 0.4, "agrees"),
        (0.1, 0.3, "undecided"),
        (0.0, 0.1, "misses"),
        (0.8, 0.9, "misses"),
        (math.nan, 1, "unknown"),
    ],
)
def test_a_band_is_judged_by_the_whole_interval(low: float, high: float, verdict: str):
    assert fact(band=(0.2, 0.7)).verdict(low, high) == verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.02, 0.3, "agrees"),
        (-0.3, -0.02, "contradicts"),
        (-0.02, 0.3, "undecided"),
        (0.01, 0.04, "negligible"),
        (-0.04, 0.04, "negligible"),
    ],
)
def test_a_sign_is_judged_by_the_smallest_effect_of_interest_too(low: float, high: float, verdict: str):
    positive = fact(rule="sign", sign=1, smallest=0.05)
    assert positive.verdict(low, high) == verdict
    turned = fact(rule="sign", sign=-1, smallest=0.05)
    assert turned.verdict(-high, -low) == verdict


def test_an_overlap_must_stay_below_its_bound():
    shape = fact(rule="overlap", band=(0.6, 1.3), below=2.0)
    assert [shape.verdict(*each) for each in ((0.5, 0.7), (0.4, 0.5), (1.2, 2.1))] == ["agrees", "misses", "misses"]


def test_every_fact_has_its_statistic():
    from facts import STATISTICS

    assert [each.name for each in FACTS] == list(STATISTICS)


def test_the_page_is_in_step_with_what_is_expected():
    page = PAGE.read_text(encoding="utf-8")
    assert script.stated(FACTS) in page
    for each in FACTS:
        rows = [line for line in page.splitlines() if line.startswith(f"| {each.title} | {each.stated} |")]
        assert rows, f"{each.name}: validation/run.py --update"
    for each in (*CHANGES["ablation"], *CHANGES["treatment"]):
        assert f"\n| {each['name']} |" in page, f"{each['name']}: validation/run.py --update"
    for each in CHANGES["variant"]:
        assert f"<!-- {each['name']} -->\n\n| fact |" in page, f"{each['name']}: validation/run.py --update"
    for picture in (FOLDER.parent / "docs" / "validation").glob("*.png"):
        assert f"validation/{picture.name}" in page
        assert picture.stat().st_size < 150_000


def test_a_changed_factor_keeps_its_place_in_the_design():
    text = design.sweep_text("markets", DESIGN.tiny(), 7, {"needs.volatility": 0.5, "entry.enabled": False})
    assert 'key = "needs.volatility"\nvalues = [0.5]\n' in text
    assert '[set]\n"entry.enabled" = false\n' in text
    treated = design.sweep_text("markets", DESIGN, 7, {"innovation.allowed": {"treatment": [0.0, 1.0]}})
    assert '[set]\n"innovation.allowed" = {treatment = [0.0, 1.0]}\n' in treated
    assert "\nseed = 7\n" in text and '"scenario.seed" = 7\n' in text
    with pytest.raises(AssertionError, match="0 places"):
        design.sweep_text("bands", DESIGN, 7, {})


def test_the_script_runs_as_a_whole(program: Path, tmp_path: Path):
    command = [sys.executable, FOLDER / "run.py", "--smoke", "--program", program, "--pictures", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    for each in FACTS:
        assert f"\n| {each.title} | " in done.stdout
    assert "\n| as it is | " in done.stdout
    drawn = {picture.name for picture in tmp_path.glob("*.png")}
    assert drawn == {picture.name for picture in (FOLDER.parent / "docs" / "validation").glob("*.png")}


def test_what_cannot_be_done_is_said():
    def say(*arguments: str) -> str:
        command = [sys.executable, FOLDER / "run.py", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode != 0
        return done.stderr

    assert "no part calibrate; there are calibration, held-out" in say("calibrate")
    assert "--update needs all parts" in say("calibration", "--update")
    assert "build it" in say("--program", "/nowhere/rivalry")
