"""Statistics of firms and industries against samples whose answers are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rivalry import statistics as st


def random(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def panel(rows: dict[int, range], value=lambda firm, period: 1.0) -> pd.DataFrame:
    """Firms with the periods in which they traded."""
    return pd.DataFrame(
        [(firm, period, value(firm, period)) for firm, periods in rows.items() for period in periods],
        columns=["firm", "period", "revenue"],
    )


def test_annual_figures_sum_whole_years_only():
    table = st.annual(panel({1: range(1, 13), 2: range(3, 11)}, lambda firm, period: firm * period), ["revenue"])
    assert table.to_numpy().tolist() == [[1, 1, 10], [1, 2, 26], [1, 3, 42], [2, 2, 52]]


def test_annual_figures_need_every_period():
    with pytest.raises(ValueError, match="every period"):
        st.annual(panel({1: range(1, 13, 2)}), ["revenue"])


def test_a_market_may_be_empty_for_a_time():
    table = st.annual(panel({1: range(1, 7), 2: range(9, 14)}), ["revenue"])
    assert table.to_numpy().tolist() == [[1, 1, 4], [2, 3, 4]]


def test_growth_leaves_out_what_a_year_is_like_for_all():
    years = pd.DataFrame({"firm": [1, 1, 2, 2, 3, 3], "year": [1, 2] * 3, "revenue": [1, 20, 1, 5, 1, 0]})
    table = st.growth_rates(years, "revenue").set_index("firm")["growth"]
    assert table.loc[1] == pytest.approx(np.log(20 / 5) / 2)
    assert table.loc[2] == pytest.approx(-np.log(20 / 5) / 2)
    assert 3 not in table.index, "nothing sold has no logarithm"


def test_growth_takes_no_years_together_that_do_not_follow_one_another():
    years = pd.DataFrame({"firm": [1, 1, 2, 2], "year": [1, 3, 1, 2], "revenue": [1.0, 2.0, 1.0, 1.0]})
    assert st.growth_rates(years, "revenue")["firm"].tolist() == [2]


@pytest.mark.parametrize("shape", [0.7, 1.0, 2.0])
def test_the_shape_of_a_subbotin_sample_is_found(shape: float):
    sample = stats.gennorm.rvs(shape, loc=3, scale=2, size=4000, random_state=random())
    found = st.fit_subbotin(sample)
    assert found.low < shape < found.high
    assert found.shape == pytest.approx(shape, rel=0.1)
    assert found.scale == pytest.approx(2, rel=0.15)


def test_a_subbotin_fit_has_the_greatest_likelihood():
    sample = stats.laplace.rvs(size=500, random_state=random(2))
    found = st.fit_subbotin(sample)
    best = stats.gennorm.logpdf(sample, found.shape, found.centre, found.scale).sum()
    shape, _, scale = stats.gennorm.fit(sample, floc=found.centre)
    assert best >= stats.gennorm.logpdf(sample, shape, found.centre, scale).sum() - 1e-6
    at_edge = [
        stats.gennorm.logpdf(sample, edge, found.centre, stats.gennorm.fit(sample, edge, f0=edge, floc=found.centre)[2])
        for edge in (found.low, found.high)
    ]
    assert [best - edge.sum() for edge in at_edge] == pytest.approx([1.9207, 1.9207], abs=0.01)


def test_a_shape_needs_numbers_that_differ():
    with pytest.raises(ValueError, match="at least 10"):
        st.fit_subbotin([1.0, np.nan, 2.0])
    with pytest.raises(ValueError, match="same"):
        st.fit_subbotin([1.0] * 20)


def test_the_slope_of_volatility_over_size_is_found():
    log_size = random(3).normal(0, 1, 20000)
    growth = np.exp(-0.2 * log_size) * random(4).laplace(0, 0.1, 20000)
    assert st.volatility_slope(log_size, growth) == pytest.approx(-0.2, abs=0.02)
    assert st.volatility_slope(log_size, random(4).laplace(0, 0.1, 20000)) == pytest.approx(0, abs=0.02)
    with pytest.raises(ValueError, match="at least 100"):
        st.volatility_slope(log_size[:50], growth[:50])


def test_log_normal_and_pareto_sizes_are_told_apart():
    log_normal = np.exp(random(5).normal(1, 1, 400))
    pareto = 2 * (1 + random(6).pareto(1.1, 400))
    found = st.log_normal_against_pareto(log_normal)
    assert found.z > 3 and found.p < 0.01
    found = st.log_normal_against_pareto(pareto)
    assert found.z < -3 and found.p < 0.01
    assert found.exponent == pytest.approx(1.1, rel=0.15)
    better = stats.lognorm.logpdf(pareto, np.log(pareto).std(), scale=np.exp(np.log(pareto).mean()))
    better -= stats.pareto.logpdf(pareto, found.exponent, scale=pareto.min())
    assert found.ratio == pytest.approx(better.sum())
    assert found.z == pytest.approx(better.mean() / (better.std() / np.sqrt(400)))


def test_an_upper_tail_shows_whether_it_is_paretos():
    rejected = [st.upper_tail_against_pareto(2 * (1 + random(s).pareto(1.5, 300))).p < 0.05 for s in range(100)]
    assert 2 <= sum(rejected) <= 12, "5 % false alarms: 2 to 12 of 100 in 96 % of all seeds"
    found = st.upper_tail_against_pareto(np.exp(random(7).normal(0, 1, 2000)))
    assert found.p < 0.01 and found.number == 1000
    assert found.lowest == pytest.approx(1, abs=0.1)
    found = st.upper_tail_against_pareto(np.exp(random(7).normal(0, 1, 100)))
    assert found.p == pytest.approx(stats.norm.sf(np.sqrt(2 * found.ratio))), "half a chi-square with one degree"


def test_the_upper_tail_is_fitted_with_the_greatest_likelihood():
    logs = np.sort(random(8).normal(0, 1, 1001))
    ratio = st.upper_tail_against_pareto(np.exp(logs)).ratio
    excess = logs[logs > np.median(logs)] - np.median(logs)

    def normal_above_zero(parameters):
        mean, sd = parameters[0], np.exp(parameters[1])
        return -(stats.norm.logpdf(excess, mean, sd) - stats.norm.logsf(0, mean, sd)).sum()

    from scipy.optimize import minimize

    normal = -minimize(normal_above_zero, [0, 0], method="Nelder-Mead").fun
    assert ratio == pytest.approx(normal - stats.expon.logpdf(excess, scale=excess.mean()).sum(), abs=1e-3)


def test_survival_counts_those_who_were_not_seen_to_leave():
    # Kaplan-Meier by hand: 1 - 1/5 = .8 after 2; one left out at 3; .8 (1 - 1/3) after 5
    times, ended = [2, 3, 5, 8, 9], [True, False, True, False, False]
    assert st.survival(times, ended, [1, 2, 4, 5, 7]) == pytest.approx([1, 0.8, 0.8, 1.6 / 3, 1.6 / 3])
    with pytest.raises(ValueError, match="no firms"):
        st.survival([], [], [1])


def test_lifetimes_are_those_of_entrants():
    firms = pd.DataFrame({"entry_period": [0, 5, 9, 12], "exit_period": [3, 11, -1, 13]})
    table = st.lifetimes(firms, 20, entered_from=6)
    assert table["lifetime"].tolist() == [11, 1]
    assert table["ended"].tolist() == [False, True]


def autoregressive(rho: float, firms: int, years: int, spread: float = 0.0) -> pd.DataFrame:
    draws = random(9)
    rows = []
    level = spread * draws.normal(size=firms)
    now = draws.normal(size=firms) / np.sqrt(1 - rho**2)
    for year in range(1, years + 1):
        now = rho * now + draws.normal(size=firms)
        rows.append(pd.DataFrame({"firm": range(firms), "year": year, "profit": 10 * year + level + now}))
    return pd.concat(rows, ignore_index=True)


def test_persistence_is_found_and_its_bias_named():
    found = st.persistence(autoregressive(0.5, 2000, 20), "profit")
    assert found.firms == 2000
    assert found.corrected == pytest.approx(0.5, abs=0.03)
    assert found.uncorrected == pytest.approx(0.5 - 2.5 / 20, abs=0.03)
    assert found.pooled == pytest.approx(0.5, abs=0.03)


def test_permanent_differences_raise_only_the_pooled_coefficient():
    found = st.persistence(autoregressive(0.3, 2000, 20, spread=2.0), "profit")
    assert found.corrected == pytest.approx(0.3, abs=0.03)
    assert found.pooled > 0.7


def test_persistence_needs_long_series():
    with pytest.raises(ValueError, match="no firm has 12"):
        st.persistence(autoregressive(0.3, 5, 8), "profit")
    with pytest.raises(ValueError, match="at least 5"):
        st.persistence(autoregressive(0.3, 5, 8), "profit", least=3)


def test_a_correlation_of_firms_that_share_markets_is_known_less_well():
    draws = random(10)
    market = np.repeat(np.arange(40), 50)
    common = draws.normal(size=(2, 40))
    x, y = common[:, market] + draws.normal(size=(2, 2000))
    clustered = st.clustered_correlation(x, y, market)
    assert clustered.r == pytest.approx(np.corrcoef(x, y)[0, 1])
    assert (clustered.firms, clustered.clusters) == (2000, 40)
    naive = st.clustered_correlation(x, y, np.arange(2000))
    assert clustered.high - clustered.low > 2 * (naive.high - naive.low)
    half = 1.96 * (1 - clustered.r**2) / np.sqrt(2000)
    assert naive.high - naive.low == pytest.approx(2 * half, rel=0.15)


def test_surveys_scatter_around_the_correlation_of_all():
    x, noise = random(11).normal(size=(2, 5000))
    found = st.survey_correlations(x, 0.3 * x + noise, 200, surveys=400)
    assert found.mean() == pytest.approx(np.corrcoef(x, 0.3 * x + noise)[0, 1], abs=0.01)
    assert found.std() == pytest.approx((1 - found.mean() ** 2) / np.sqrt(200), rel=0.15)
    assert st.survey_correlations(x, noise, 5000, surveys=2) == pytest.approx([np.corrcoef(x, noise)[0, 1]] * 2)
    with pytest.raises(ValueError, match="cannot be drawn"):
        st.survey_correlations(x, x, 5001)
