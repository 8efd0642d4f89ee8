"""Numbers that are alike but for rounding have no spread, and nothing goes with them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rivalry import statistics as st
from rivalry.statistics.rounding import nothing, spread

TENTHS = np.array([0.1 + 0.2, 0.3] * 50)  # two neighbouring numbers


def test_spread_is_the_standard_deviation_but_for_rounding():
    assert np.std(TENTHS) > 0
    assert spread(TENTHS) == 0
    assert spread(1e9 * TENTHS) == 0
    assert spread([1.0, 1.0 + 1e-10]) == pytest.approx(1e-10 / np.sqrt(2), rel=1e-5)
    assert spread([1.0, np.nan, 3.0]) == pytest.approx(np.sqrt(2))
    assert np.isnan(spread([1.0]))


def test_nothing_is_relative_to_what_a_number_is_made_of():
    assert nothing(0.1 + 0.2 - 0.3, [0.3])
    assert not nothing(1e-16, [1e-16, 0])
    assert nothing(0, [])


def test_a_constant_has_no_correlation():
    random = np.random.default_rng(1)
    other, cluster = random.normal(size=100), np.arange(100) % 5
    found = st.clustered_correlation(TENTHS, other, cluster)
    assert np.isnan(found.r)
    assert np.isnan(st.survey_correlations(TENTHS, other, 50, surveys=3)).all()


def test_a_difference_that_is_the_same_in_all_replicates_has_no_error():
    draws = np.random.default_rng(2).normal(size=20)
    runs = pd.DataFrame(
        [{"replicate": r, "point": p, "dose": p, "out": draws[r] + 0.3 * p} for r in range(len(draws)) for p in (0, 1)]
    )
    found = st.paired_contrast(runs, "out", "dose")
    assert found.standard_error == 0
    assert found.p == 0
    assert found.difference == pytest.approx(0.3)
    assert found.gain == np.inf


def test_a_difference_that_rounding_makes_is_none():
    runs = pd.DataFrame(
        [
            {"replicate": r, "point": p, "dose": p, "out": 0.1 * r + 0.3 if p else 0.1 * r + 0.1 + 0.2}
            for r in range(20)
            for p in (0, 1)
        ]
    )
    found = st.paired_contrast(runs, "out", "dose")
    assert found.difference == 0
    assert found.p == 1


def test_fits_refuse_numbers_that_do_not_differ():
    with pytest.raises(ValueError, match="same"):
        st.fit_subbotin(TENTHS)
    with pytest.raises(ValueError, match="same"):
        st.log_normal_against_pareto(TENTHS)
    with pytest.raises(ValueError, match="does not vary"):
        st.volatility_slope(np.arange(100.0), TENTHS, classes=10)


def test_firms_that_grow_alike_do_not_differ_in_growth():
    years = pd.DataFrame(
        [(firm, year, 1.1 * firm * 1.07**year) for firm in range(1, 40) for year in range(1, 6)],
        columns=["firm", "year", "revenue"],
    )
    assert (st.growth_rates(years, "revenue")["growth"] == 0).all()


def test_persistence_is_of_firms_that_move():
    random = np.random.default_rng(3)
    rows = [(1, year, 0.3) for year in range(20)] + [(2, year, 0.1 + 0.2) for year in range(20)]
    years = pd.DataFrame(rows, columns=["firm", "year", "profit"])
    with pytest.raises(ValueError, match="no firm moves"):
        st.persistence(years, "profit")
    moving = pd.DataFrame(
        [(firm, year, value) for firm in (3, 4) for year, value in enumerate(random.normal(size=20))],
        columns=["firm", "year", "profit"],
    )
    assert st.persistence(pd.concat([years, moving]), "profit").firms == 4  # two stay, but the market moves
