"""Statistics of sweeps against known answers."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import sobol
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from scipy import stats

import rivalry
from rivalry import statistics as st
from synthetic_sweep import ToySweep, crossed, write_sweep

# Darwin's differences of crossed and self-fertilised maize, eighths of an inch; Fisher (1935), The Design of
# Experiments, section 17: mean 20.933, t = 2.148 with 14 degrees of freedom.
MAIZE = (49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48)


def maize(scale: float = 1.0) -> pd.DataFrame:
    """Two points; the second adds a difference to whatever the first was."""
    common = np.random.default_rng(1).normal(0, 100, len(MAIZE))
    low = pd.DataFrame({"point": 0, "replicate": range(15), "crossed": 0.0, "height": common})
    return pd.concat(
        [low, low.assign(point=1, crossed=1.0, height=common + scale * np.array(MAIZE))], ignore_index=True
    )


def test_means_have_students_intervals():
    table = st.means(
        pd.DataFrame({"all": 0, "difference": np.array(MAIZE, dtype=float)}), "difference", "all", cluster=None
    )
    row = table.iloc[0]
    assert row["n"] == 15
    assert row["mean"] == pytest.approx(20.933, abs=5e-4)
    # Box, Hunter and Hunter's and Fisher's t(14) at 5 %: 2.145
    half = 2.145 * np.std(MAIZE, ddof=1) / sqrt(15)
    assert row["low"] == pytest.approx(20.933 - half, abs=0.01)
    assert row["high"] == pytest.approx(20.933 + half, abs=0.01)


def test_means_leave_out_failed_runs_and_have_no_interval_of_one():
    runs = pd.DataFrame(
        {"point": [0, 0, 0, 1], "replicate": [0, 1, 2, 0], "x": [1, 1, 1, 2], "y": [1.0, 3.0, np.nan, 5.0]}
    )
    for cluster in ("replicate", None):
        table = st.means(runs, "y", ["x"], cluster=cluster).set_index("x")
        assert table.loc[1, ["n", "runs", "mean"]].tolist() == [2, 2, 2]
        assert table.loc[1, "sd"] == pytest.approx(sqrt(2))
        assert table.loc[1, "low"] == pytest.approx(2 - 12.706 * 1, abs=1e-3)  # t(1) at 5 %
        assert table.loc[2, "mean"] == 5
        assert np.isnan(table.loc[2, "low"])


def pooled(samples: int, shared: float, own: float) -> pd.DataFrame:
    """Samples of 12 replicates at 8 points, half of each level; draws of a replicate are in part the same."""
    generator = np.random.default_rng(4)
    sample, replicate, point = (axis.ravel() for axis in np.indices((samples, 12, 8)))
    common = generator.standard_normal((samples, 12))[sample, replicate]
    draws = shared * common + own * generator.standard_normal(len(point))
    return pd.DataFrame(
        {"sample": sample, "point": point, "replicate": replicate, "half": point % 2, "y": draws + point}
    )


def test_means_over_points_have_the_variance_of_means_of_replicates():
    # By hand: replicates' means over the two points are 2, 4 and 9; their mean is 5, their variance 13, so that the
    # standard error is sqrt(13 / 3) with 2 degrees of freedom.
    runs = pd.DataFrame(
        {
            "point": [0, 1, 0, 1, 0, 1],
            "replicate": [0, 0, 1, 1, 2, 2],
            "all": 0,
            "y": [1.0, 3.0, 2.0, 6.0, 8.0, 10.0],
        }
    )
    row = st.means(runs, "y", "all").iloc[0]
    assert (row["n"], row["runs"], row["mean"]) == (3, 6, 5)
    assert row["se"] == pytest.approx(sqrt(13 / 3))
    assert row["high"] - row["mean"] == pytest.approx(4.3027 * sqrt(13 / 3), rel=1e-4)
    # Within points: 1, 2, 8 and 3, 6, 10 have the variances 43/3 and 37/3.
    assert row["sd"] == pytest.approx(sqrt((43 / 3 + 37 / 3) / 2))
    # Whoever took the six runs for independent would find 1.45 in place of 2.08.
    assert st.means(runs, "y", "all", cluster=None)["se"].iloc[0] == pytest.approx(np.std(runs["y"], ddof=1) / sqrt(6))


def test_means_of_points_with_other_numbers_of_runs_count_points_alike():
    # By hand: the point with 2 runs has the mean 3, that with 4 the mean 10, so that the mean of both is 6.5 (of runs
    # it would be 7.67). Weighted deviations: replicate 0: -1 sqrt(2)/4 - 2 sqrt(4/3)/8, replicate 1: 1 sqrt(2)/4 + 0,
    # replicates 2 and 3: 0 and 2 sqrt(4/3)/8.
    runs = pd.DataFrame(
        {
            "point": [0, 0, 1, 1, 1, 1],
            "replicate": [0, 1, 0, 1, 2, 3],
            "all": 0,
            "y": [2.0, 4.0, 8.0, 10.0, 10.0, 12.0],
        }
    )
    row = st.means(runs, "y", "all").iloc[0]
    first, second = sqrt(2) / 4, sqrt(4 / 3) / 4
    assert row["mean"] == 6.5
    assert row["se"] == pytest.approx(sqrt((first + second) ** 2 + first**2 + second**2))
    # The first point has one degree of freedom and 1/4 of the variance's 5/12, the second three and 1/6.
    freedom = (1 / 4 + 1 / 6) / (1 / 4 / 1 + 1 / 6 / 3)
    assert row["high"] - row["mean"] == pytest.approx(stats.t.ppf(0.975, freedom) * row["se"])


@pytest.mark.parametrize(("shared", "own"), [(1.0, 0.3), (0.0, 1.0), (0.5, 0.5)])
def test_intervals_of_pooled_means_cover_as_often_as_they_say(shared, own):
    # The true mean of points 0, 2, 4 and 6 is 3. 2,000 intervals: 95 % ± 3.3 standard errors (0.49 %), which gives one
    # false alarm in a thousand. Taken for independent, runs that share nine tenths of their variance have intervals
    # that are too narrow by half.
    table = st.means(pooled(2000, shared, own).query("half == 0"), "y", "sample")
    inside = ((table["low"] <= 3) & (table["high"] >= 3)).mean()
    assert abs(inside - 0.95) < 3.3 * sqrt(0.95 * 0.05 / 2000)


def test_standard_errors_of_pooled_means_are_those_of_known_variance():
    # Of 12 replicates and 4 points: (shared² + own² / 4) / 12. The mean over 2,000 estimates with 11 degrees of freedom
    # each has a relative error of sqrt(2 / 11 / 2000) = 0.95 %; 3.3 of them give one false alarm in a thousand.
    runs = pooled(2000, 1.0, 0.6).query("half == 1")
    known, error = (1 + 0.36 / 4) / 12, sqrt(2 / 11 / 2000)
    assert (st.means(runs, "y", "sample")["se"] ** 2).mean() == pytest.approx(known, rel=3.3 * error)
    # Where a tenth of the runs failed, the variance is that of the sum of draws, each with its weight in the mean.
    lost = runs[np.random.default_rng(1).random(len(runs)) > 0.1]
    weight = 1 / (4 * lost.groupby(["sample", "point"])["y"].transform("size"))
    in_common = (weight.groupby([lost["sample"], lost["replicate"]]).sum() ** 2).groupby("sample").sum()
    known = (in_common + 0.36 * (weight**2).groupby(lost["sample"]).sum()).mean()
    found = st.means(lost, "y", "sample")
    assert (found["se"] ** 2).mean() == pytest.approx(known, rel=3.3 * error)
    assert abs(((found["low"] <= 4) & (found["high"] >= 4)).mean() - 0.95) < 3.3 * sqrt(0.95 * 0.05 / 2000)


def test_a_paired_contrast_is_the_paired_t_test():
    found = st.paired_contrast(maize(), "height", "crossed")
    assert found.difference == pytest.approx(20.933, abs=5e-4)
    assert found.difference / found.standard_error == pytest.approx(2.148, abs=5e-4)
    assert found.p == pytest.approx(0.0497, abs=5e-4)
    assert (found.replicates, found.left_out) == (15, 0)
    assert found.low == pytest.approx(0.03, abs=0.02)
    assert found.gain > 5, "what pairs have in common must cancel"


def test_a_contrast_can_be_turned_round():
    forward, back = (
        st.paired_contrast(maize(), "height", "crossed"),
        st.paired_contrast(maize(), "height", "crossed", 1, 0),
    )
    assert back.difference == -forward.difference
    assert (back.low, back.high) == pytest.approx((-forward.high, -forward.low))
    assert (back.d_low, back.d_high) == pytest.approx((-forward.d_high, -forward.d_low))


def test_d_is_in_standard_deviations_of_runs_not_of_differences():
    found = st.paired_contrast(maize(), "height", "crossed")
    runs = maize()
    spread = sqrt(runs.groupby("crossed")["height"].var().mean())
    assert found.d == pytest.approx(20.933 / spread, abs=1e-4)
    assert abs(found.d) < 0.5 < found.difference / np.std(MAIZE, ddof=1)


def test_intervals_of_d_cover_it_as_often_as_they_say():
    # True d = 0.8 at correlation 0.6 between levels. 600 intervals: 95 % ± 3.3 standard errors (0.9 %), which gives one
    # false alarm in a thousand.
    generator, inside = np.random.default_rng(3), 0
    for _ in range(600):
        low = generator.standard_normal(20)
        high = 0.8 + 0.6 * low + 0.8 * generator.standard_normal(20)
        runs = pd.DataFrame(
            {"point": np.repeat([0, 1], 20), "replicate": np.tile(np.arange(20), 2), "x": np.repeat([0, 1], 20)}
        ).assign(y=np.r_[low, high])
        found = st.paired_contrast(runs, "y", "x")
        inside += found.d_low <= 0.8 <= found.d_high
    assert abs(inside / 600 - 0.95) < 3.3 * sqrt(0.95 * 0.05 / 600)


def two_factors(interaction: float, noise: float = 0.3, replicates: int = 25) -> pd.DataFrame:
    generator, rows = np.random.default_rng(11), []
    for replicate in range(replicates):
        market = generator.normal(0, 2)
        for point, (a, b) in enumerate((a, b) for a in (0.0, 0.5, 1.0) for b in ("none", "some", "all")):
            level = ("none", "some", "all").index(b)
            y = market + 2 * a - level + interaction * a * level + generator.normal(0, noise)
            rows.append({"point": point, "replicate": replicate, "a": a, "b": b, "y": y})
    runs = pd.DataFrame(rows)
    runs["b"] = pd.Categorical(runs["b"], ["none", "some", "all"])
    return runs


def test_the_interaction_contrast_finds_what_was_put_in():
    found = st.interaction_contrast(two_factors(0.75), "y", "a", "b")
    assert found.low < 1.5 < found.high  # 0.75 x 1 x 2
    assert found.standard_error < 0.2, "the common market must cancel"
    cells = two_factors(0.75).pivot(index="replicate", columns=["a", "b"], values="y")
    by_hand = cells[1.0, "all"] - cells[1.0, "none"] - cells[0.0, "all"] + cells[0.0, "none"]
    assert found.difference == pytest.approx(by_hand.mean())
    assert found.p == pytest.approx(stats.ttest_1samp(by_hand, 0).pvalue)


def test_the_interaction_is_nothing_where_effects_add_up():
    found = st.interaction_contrast(
        two_factors(0), "y", "a", "b", first_levels=(0, 0.5), second_levels=("none", "some")
    )
    assert found.low < 0 < found.high


def test_a_contrast_averages_over_other_factors_within_replicates():
    runs = two_factors(0.75)
    found = st.paired_contrast(runs, "y", "a", 0, 1)
    by_hand = runs.groupby(["replicate", "a"])["y"].mean().unstack()
    assert found.difference == pytest.approx((by_hand[1.0] - by_hand[0.0]).mean())
    assert found.replicates == 25


def test_replicates_without_all_points_are_left_out():
    runs = two_factors(0.75)
    lost = runs.copy()
    lost.loc[(lost["replicate"] == 4) & (lost["point"] == 0), "y"] = np.nan
    found = st.paired_contrast(lost, "y", "a", 0, 1)
    assert (found.replicates, found.left_out) == (24, 1)
    assert found.difference == pytest.approx(
        st.paired_contrast(runs[runs["replicate"] != 4], "y", "a", 0, 1).difference
    )


def test_levels_are_found_by_their_value():
    runs = two_factors(0).assign(a=lambda t: t["a"] * 0.6)
    assert st.paired_contrast(runs, "y", "a", 0, 0.1 + 0.2).name.startswith("y, a 0.3 against 0")
    with pytest.raises(ValueError, match=r"a has no level 0\.4; it has 0, 0\.3, 0\.6"):
        st.paired_contrast(runs, "y", "a", 0, 0.4)
    with pytest.raises(KeyError, match="colour"):
        st.paired_contrast(runs, "y", "colour")


def test_points_that_differ_in_other_factors_are_not_compared():
    generator = np.random.default_rng(2)
    runs = pd.DataFrame(
        {"point": range(8), "replicate": 0, "a": generator.random(8), "b": generator.random(8), "y": 1.0}
    )
    runs.attrs["factors"] = ["a", "b"]
    with pytest.raises(ValueError, match="differ in b, too: a contrast needs a factorial design"):
        st.paired_contrast(runs, "y", "a")


def test_equivalence_is_two_one_sided_tests():
    contrast = st.paired_contrast(maize(0.1), "height", "crossed")
    found = st.equivalence(contrast, 4)
    differences = 0.1 * np.array(MAIZE)
    p = max(
        stats.ttest_1samp(differences, 4, alternative="less").pvalue,
        stats.ttest_1samp(differences, -4, alternative="greater").pvalue,
    )
    assert found.p == pytest.approx(p)
    assert found.equivalent == (p <= 0.05)
    assert (found.low, found.high) == pytest.approx(stats.ttest_1samp(differences, 0).confidence_interval(0.9))


@pytest.mark.parametrize("smallest", [3.0, 3.5, 3.8, 4.0, 5.0])
def test_equivalence_and_its_interval_agree(smallest):
    found = st.equivalence(st.paired_contrast(maize(0.1), "height", "crossed"), smallest)
    assert found.equivalent == (-smallest < found.low and found.high < smallest)
    assert st.equivalence(st.paired_contrast(maize(-0.1), "height", "crossed"), smallest).p == pytest.approx(found.p)


def power_of_anova(configurations: int, effect: float, runs: int) -> float:
    """Exact, at alpha .01: Cohen (1988), section 8.5, by the noncentral F distribution."""
    free = (configurations - 1, configurations * (runs - 1))
    edge = stats.f.ppf(0.99, *free)
    return float(stats.ncf.sf(edge, *free, effect**2 * configurations * runs))


@pytest.mark.parametrize(
    ("configurations", "effect"), [(2, 0.1), (4, 0.1), (10, 0.1), (10, 0.25), (25, 0.2), (50, 0.1)]
)
def test_runs_per_configuration_reach_the_power(configurations, effect):
    runs = st.runs_per_configuration(configurations, effect)
    assert 0.90 < power_of_anova(configurations, effect, runs) < 0.985  # the formula is a fit


def test_runs_per_configuration_are_secchis_and_seris_formula():
    assert st.runs_per_configuration(10, 0.1) == 313  # 14.091 x 10^-.640 x .1^-1.986 = 312.6
    with pytest.raises(ValueError, match="at least 2"):
        st.runs_per_configuration(1, 0.1)


def test_replicates_for_a_contrast_reach_the_power_and_one_less_does_not():
    # Textbook value: d_z = 0.5, alpha .05 two-sided, power .80: 34 pairs (Cohen 1988; G*Power 3.1 manual).
    assert st.replicates_for_contrast(2.0, 1.0, power=0.8, alpha=0.05) == 34
    assert st.replicates_for_contrast(1.0, 100.0) >= 2
    with pytest.raises(ValueError, match="above 0"):
        st.replicates_for_contrast(1.0, 0.0)


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


FIRST, TOTAL, PAIR = (
    (0.3139, 0.4424, 0.0),
    (0.5576, 0.4424, 0.2437),
    0.2437,
)  # Ishigami and Homma (1990), a = 7, b = 0.1


def designed(tmp_path: Path, x: np.ndarray, y: np.ndarray, design: str, more: str = "", **changes: object) -> Path:
    """A sweep whose outcome is given point by point, but for what replicates add: 0 on average."""
    points = {f"x{i + 1}": list(column) for i, column in enumerate(x.T)}
    place = {tuple(row): value for row, value in zip(x, y, strict=True)}

    def outcome(factors: dict, replicate: np.ndarray, own: np.ndarray) -> np.ndarray:
        rows = np.column_stack(list(factors.values()))
        return np.array([place[tuple(row)] for row in rows]) + (2.0 * replicate - 1)

    return write_sweep(tmp_path / "designed.h5", ToySweep(points, {"y": outcome}, 2, design, more, **changes))


@pytest.fixture(scope="module")
def saltelli(tmp_path_factory):
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}
    x = sobol_sample.sample(problem, 2048, seed=4)
    return designed(tmp_path_factory.mktemp("saltelli"), x, ishigami(x), "saltelli")


def test_sobol_indices_are_those_of_ishigami(saltelli):
    with rivalry.read_sweep(saltelli) as sweep:
        table = st.sobol_indices(sweep, "y")
        pairs = st.sobol_pairs(sweep, "y").set_index(["factor", "other"])
    assert list(table["factor"]) == ["x1", "x2", "x3"]
    assert table["first"].tolist() == pytest.approx(FIRST, abs=0.03)
    assert table["total"].tolist() == pytest.approx(TOTAL, abs=0.03)
    assert (table["total_low"].to_numpy() < TOTAL).all()
    assert (table["total_high"].to_numpy() > TOTAL).all()
    assert pairs.loc[("x1", "x3"), "second"] == pytest.approx(PAIR, abs=0.05)
    assert abs(pairs.loc[("x1", "x2"), "second"]) < 0.05


def test_sobol_indices_leave_out_blocks_with_missing_points(tmp_path):
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}
    x = sobol_sample.sample(problem, 256, calc_second_order=False, seed=4)
    toy = designed(tmp_path, x, ishigami(x), "saltelli", "second_order = false", left_out=(10, 10 + len(x)))
    with pytest.warns(rivalry.IncompleteSweepWarning):
        sweep = rivalry.read_sweep(toy)
    with sweep:
        once, again = st.sobol_indices(sweep, "y"), st.sobol_indices(sweep, "y")
        missing = np.setdiff1d(sweep.points.index, sweep.runs["point"])
        with pytest.raises(ValueError, match="second_order = false"):
            st.sobol_pairs(sweep, "y")
        with pytest.raises(ValueError, match="needs the design morris, and this sweep has saltelli"):
            st.elementary_effects(sweep, "y")
    assert once.equals(again)
    assert len(missing) == 1
    block = missing[0] // 5
    whole = np.delete(ishigami(x), np.s_[5 * block : 5 * block + 5])
    expected = sobol.analyze(problem, whole, calc_second_order=False, seed=1)
    assert once["first"].tolist() == pytest.approx(expected["S1"].tolist())
    assert once["total"].tolist() == pytest.approx(expected["ST"].tolist())


def test_elementary_effects_of_a_plane_are_its_slopes(tmp_path):
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[0, 1]] * 3}
    x = morris_sample.sample(problem, 12, num_levels=6, seed=9)
    y = 3 * x[:, 0] - 2 * x[:, 1] + 0 * x[:, 2]
    with rivalry.read_sweep(designed(tmp_path, x, y, "morris", "levels = 6")) as sweep:
        table = st.elementary_effects(sweep, "y").set_index("factor")
    assert table["mu"].tolist() == pytest.approx([3, -2, 0])
    assert table["mu_star"].tolist() == pytest.approx([3, 2, 0])
    assert table["sigma"].tolist() == pytest.approx([0, 0, 0], abs=1e-9)


def test_elementary_effects_vary_where_factors_interact(tmp_path):
    problem = {"num_vars": 2, "names": ["x1", "x2"], "bounds": [[0, 1]] * 2}
    x = morris_sample.sample(problem, 40, num_levels=4, seed=9)
    with rivalry.read_sweep(designed(tmp_path, x, 5 * x[:, 0] * x[:, 1], "morris")) as sweep:
        table = st.elementary_effects(sweep, "y")
    assert (table["sigma"] > 1).all()


def test_regression_has_clustered_errors():
    runs = two_factors(0.75)
    fit = st.ols(runs, "y ~ a * b")
    assert fit.params["a"] == pytest.approx(2, abs=0.3)
    assert fit.params["a:b[T.all]"] == pytest.approx(1.5, abs=0.3)
    # Liang and Zeger's formula, by hand, with the usual correction for few clusters.
    x, residual = fit.model.exog, fit.resid.to_numpy()
    bread = np.linalg.inv(x.T @ x)
    scores = pd.DataFrame(x * residual[:, None]).groupby(runs["replicate"].to_numpy()).sum().to_numpy()
    clusters, rows, columns = 25, *x.shape
    factor = clusters / (clusters - 1) * (rows - 1) / (rows - columns)
    by_hand = np.sqrt(np.diag(factor * bread @ scores.T @ scores @ bread))
    assert fit.bse.to_numpy() == pytest.approx(by_hand)
    naive = st.ols(runs, "y ~ a * b", cluster=None)
    assert naive.bse["a"] > 2 * fit.bse["a"], "markets in common cancel in a slope"
    assert naive.bse["Intercept"] < fit.bse["Intercept"]


def test_regression_leaves_out_failed_runs_and_wants_clusters():
    runs = two_factors(0.75)
    runs.loc[[3, 17], "y"] = np.nan
    assert st.ols(runs, "y ~ a").nobs == len(runs) - 2
    with pytest.raises(ValueError, match="at least 2"):
        st.ols(runs[runs["replicate"] == 0], "y ~ a")
    with pytest.raises(KeyError, match="market"):
        st.ols(runs, "y ~ a", cluster="market")


def test_statistics_work_on_a_sweep(tmp_path):
    toy = ToySweep(
        crossed(dose=[0.0, 0.5, 1.0], kind=["cournot", "bertrand"]),
        {"y": lambda f, r, z: r + f["dose"] * (1 + f["kind"]) + 0.01 * z},
    )
    with rivalry.read_sweep(write_sweep(tmp_path / "toy.h5", toy)) as sweep:
        assert st.paired_contrast(sweep.runs, "y", "dose").difference == pytest.approx(1.5, abs=0.02)
        assert st.interaction_contrast(sweep.runs, "y", "dose", "kind").difference == pytest.approx(1, abs=0.02)
        assert len(st.means(sweep.runs, "y", list(sweep.factors))) == 6
