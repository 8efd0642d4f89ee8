"""Points of designs against those of SciPy and SALib, and what SALib makes of them on functions with known indices."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import morris as analyze_morris
from SALib.analyze import sobol as analyze_sobol
from SALib.sample import morris as sample_morris
from SALib.sample import sobol as sample_sobol
from SALib.test_functions import Ishigami, Sobol_G
from scipy.stats import norm, qmc

# Parameters that take any number of the ranges used here; nothing is run.
KEYS = [
    "demand.synergy_weight",
    "demand.position_weight",
    "demand.price_sensitivity",
    "demand.novelty_taste",
    "demand.legitimacy_taste",
    "demand.switching_cost",
    "demand.outside_weight",
    "technology.jump_size",
]

Points = Callable[..., np.ndarray]


def problem(dimensions: int) -> dict[str, object]:
    return {"num_vars": dimensions, "names": KEYS[:dimensions], "bounds": [[0.0, 1.0]] * dimensions}


@pytest.fixture
def table(program: Path, tmp_path: Path) -> Callable[..., pd.DataFrame]:
    """The table that the program prints of a design; `factor` is what each factor says besides its key."""

    def make(design: str, dimensions: int, factor: str = "range = [1, 2]", **settings: object) -> pd.DataFrame:
        lines = ["[sweep]", 'scenario = "baseline"', f'design = "{design}"']
        lines += [f"{key} = {str(value).lower()}" for key, value in settings.items()]
        for key in KEYS[:dimensions]:
            lines += ["[[factor]]", f'key = "{key}"', factor]
        file = tmp_path / "sweep.toml"
        file.write_text("\n".join(lines) + "\n")
        done = subprocess.run(
            [program, "sweep", "points", file, "--csv"], capture_output=True, text=True, timeout=600, check=False
        )
        assert done.returncode == 0, done.stderr
        return pd.read_csv(io.StringIO(done.stdout), dtype=str).map(float)  # to the last bit

    return make


@pytest.fixture
def points(table: Callable[..., pd.DataFrame]) -> Points:
    """Coordinates of all points of a design in the unit cube."""
    return lambda design, dimensions, **settings: table(design, dimensions, **settings).filter(like="u_").to_numpy()


def test_values_are_quantiles_of_coordinates(table):
    frame = table("random", 3, points=100)
    values, places = frame[KEYS[:3]].to_numpy(), frame.filter(like="u_").to_numpy()
    np.testing.assert_allclose(values, 1 + places, rtol=1e-15)
    assert (frame["point"] == np.arange(100)).all()
    frame = table("lhs", 2, factor="distribution = {normal = [3, 0.25]}", points=100)
    places = frame.filter(like="u_").to_numpy()
    np.testing.assert_allclose(frame[KEYS[:2]].to_numpy(), norm.ppf(places, 3, 0.25), rtol=1e-13)
    frame = table("lhs", 2, factor='range = [0.1, 10]\nspacing = "log"', points=100)
    places = frame.filter(like="u_").to_numpy()
    np.testing.assert_allclose(frame[KEYS[:2]].to_numpy(), 0.1 * 100**places, rtol=1e-13)


@pytest.mark.parametrize("dimensions", [1, 2, 8])
def test_plain_sobol_points_are_those_of_scipy(points, dimensions):
    ours = points("sobol", dimensions, points=1024, scrambled=False)
    theirs = qmc.Sobol(dimensions, scramble=False, bits=52).random(1024)
    np.testing.assert_array_equal(ours, theirs)


def discrepancies(sample: Callable[[int], np.ndarray], seeds: int = 20) -> np.ndarray:
    return np.array([qmc.discrepancy(sample(seed)) for seed in range(1, seeds + 1)])


def test_scrambled_sobol_points_are_as_even_as_those_of_scipy(points):
    n, dimensions = 256, 4
    ours = discrepancies(lambda seed: points("sobol", dimensions, points=n, seed=seed))
    theirs = discrepancies(lambda seed: qmc.Sobol(dimensions, rng=seed).random(n), seeds=200)
    draws = discrepancies(lambda seed: points("random", dimensions, points=n, seed=seed))
    # The means of 20 and 200, within 5 standard errors; and far from those of random points.
    assert abs(ours.mean() - theirs.mean()) < 5 * theirs.std() * np.sqrt(1 / 20 + 1 / 200)
    assert ours.max() < draws.min() / 5


def test_scrambled_sobol_points_integrate_like_those_of_scipy(points):
    # f = prod (1 + (u - 1/2)), of mean 1: the root mean square error falls about as n^(-3/2) under Owen's scrambling,
    # as n^(-1/2) of random points.
    def error(sample: Callable[[int], np.ndarray], seeds: int = 20) -> float:
        means = [np.prod(0.5 + sample(seed), axis=1).mean() for seed in range(1, seeds + 1)]
        return float(np.sqrt(np.mean((np.array(means) - 1) ** 2)))

    sizes = [64, 1024]
    ours = [error(lambda seed, n=n: points("sobol", 3, points=n, seed=seed)) for n in sizes]
    theirs = [error(lambda seed, n=n: qmc.Sobol(3, rng=seed).random(n), 200) for n in sizes]
    # A root mean square of 20 has a relative standard error of about 1 / sqrt(40) = 0.16: a factor 2 is 4 of them.
    assert all(theirs[i] / 2 < ours[i] < theirs[i] * 2 for i in range(2))
    assert ours[1] < ours[0] / 16


def test_a_latin_hypercube_has_the_strata_and_the_evenness_of_scipys(points):
    n, dimensions = 128, 5
    ours = discrepancies(lambda seed: points("lhs", dimensions, points=n, seed=seed))
    theirs = discrepancies(lambda seed: qmc.LatinHypercube(dimensions, rng=seed).random(n), seeds=200)
    assert abs(ours.mean() - theirs.mean()) < 5 * theirs.std() * np.sqrt(1 / 20 + 1 / 200)
    strata = np.floor(points("lhs", dimensions, points=n) * n)
    assert (np.sort(strata, axis=0) == np.arange(n)[:, None]).all()
    correlations = np.corrcoef(strata.T)[np.triu_indices(dimensions, 1)]
    assert np.abs(correlations).max() < 5 / np.sqrt(n - 1)


@pytest.mark.parametrize("second_order", [True, False])
def test_rows_of_a_saltelli_design_are_those_of_salib(points, second_order):
    ours = points("saltelli", 3, points=64, scrambled=False, second_order=second_order)
    theirs = sample_sobol.sample(problem(3), 64, calc_second_order=second_order, scramble=False, skip_values=0)
    np.testing.assert_array_equal(ours, theirs)


def test_salib_finds_the_indices_of_ishigami_from_our_points(points):
    places = points("saltelli", 3, points=4096)
    found = analyze_sobol.analyze(problem(3), Ishigami.evaluate(np.pi * (2 * places - 1)), seed=1)
    # Ishigami & Homma (1990) with a = 7, b = 0.1.
    np.testing.assert_allclose(found["S1"], [0.3139, 0.4424, 0.0], atol=0.01)
    np.testing.assert_allclose(found["ST"], [0.5576, 0.4424, 0.2437], atol=0.01)
    np.testing.assert_allclose(found["S2"][np.triu_indices(3, 1)], [0.0, 0.2437, 0.0], atol=0.02)


def test_salib_finds_the_indices_of_sobols_g_from_our_points(points):
    weights = np.array([0, 1, 4.5, 9, 99, 99, 99, 99], dtype=float)
    places = points("saltelli", 8, points=4096, second_order=False)
    found = analyze_sobol.analyze(problem(8), Sobol_G.evaluate(places, weights), calc_second_order=False, seed=1)
    np.testing.assert_allclose(found["S1"], Sobol_G.sensitivity_index(weights), atol=0.01)
    np.testing.assert_allclose(found["ST"], Sobol_G.total_sensitivity_index(weights), atol=0.01)


@pytest.mark.parametrize("levels", [4, 8])
def test_morris_trajectories_have_the_structure_of_salibs(points, levels):
    dimensions, trajectories = 5, 40
    ours = points("morris", dimensions, points=trajectories, levels=levels)
    theirs = sample_morris.sample(problem(dimensions), trajectories, num_levels=levels, seed=1)
    assert ours.shape == theirs.shape
    for sample in (ours, theirs):
        steps = np.diff(sample.reshape(trajectories, dimensions + 1, dimensions), axis=1)
        size = levels / (2 * (levels - 1))
        np.testing.assert_allclose(np.sort(np.abs(steps), axis=2)[..., -1], size)  # one factor a step …
        assert (np.count_nonzero(np.abs(steps) > 1e-9, axis=2) == 1).all()
        assert (np.count_nonzero(np.abs(steps) > 1e-9, axis=1) == 1).all()  # … and each factor once
    grids = [np.unique(np.round(sample, 12)) for sample in (ours, theirs)]
    np.testing.assert_array_equal(*grids)
    np.testing.assert_allclose(grids[0], np.linspace(0, 1, levels))


def test_salib_finds_elementary_effects_from_our_trajectories(points):
    places = points("morris", 4, points=60)
    outcome = 3 * places[:, 0] - 2 * places[:, 1] + 5 * places[:, 2] * (places[:, 3] - 0.5)
    found = analyze_morris.analyze(problem(4), places, outcome, num_levels=4, seed=1)
    np.testing.assert_allclose(found["mu"][:2], [3, -2], atol=1e-9)
    np.testing.assert_allclose(found["sigma"][:2], 0, atol=1e-9)
    # Of 5 a (b - 1/2) the effects of a are 5 (b - 1/2), of mean 0 and s.d. 1.86, and those of b 5 a, of mean 2.5.
    assert abs(found["mu"][2]) < 5 * 1.87 / np.sqrt(60)
    assert abs(found["mu"][3] - 2.5) < 5 * 1.87 / np.sqrt(60)
    np.testing.assert_allclose(found["sigma"][2:], 5 * np.std([0, 1 / 3, 2 / 3, 1]), rtol=0.25)


def test_random_points_are_uniform_and_independent(points):
    places = points("random", 6, points=2000)
    assert abs(places.mean() - 0.5) < 5 / np.sqrt(12 * places.size)
    assert np.abs(np.corrcoef(places.T)[np.triu_indices(6, 1)]).max() < 5 / np.sqrt(2000)


def test_a_fraction_estimates_what_is_not_aliased(table):
    frame = table("fractional", 6, resolution=4)
    signs = 2 * frame.filter(like="u_").to_numpy() - 1
    assert signs.shape == (16, 6)
    np.testing.assert_array_equal(signs.T @ signs, 16 * np.eye(6))
    pairs = np.array([signs[:, i] * signs[:, j] for i in range(6) for j in range(i)])
    np.testing.assert_array_equal(pairs @ signs, np.zeros((15, 6)))  # main effects are free of interactions of two
    outcome = 1 + signs @ [3, 0, -2, 0, 0, 1] + 4 * signs[:, 0] * signs[:, 1]
    np.testing.assert_allclose(signs.T @ outcome / 16, [3, 0, -2, 0, 0, 1], atol=1e-12)
