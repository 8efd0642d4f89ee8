"""What the panels compute before they draw."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import rivalry
from rivalry.figures import innovation, leaders, positions
from rivalry.figures.innovation import years_a_bar
from rivalry.figures.labels import spread
from rivalry.figures.palette import FIRMS, PATHS, luminance, readable
from rivalry.figures.series import annual, group, shock_periods
from rivalry.figures.text import count, ranges, tick
from rivalry.figures.ticks import Ticks
from synthetic import Toy

TOY = Toy(firms=40, periods=60, fixed_cost=0.3)


def firms_of(values: np.ndarray, name: str = "quantity") -> xr.Dataset:
    periods, firms = values.shape
    return xr.Dataset(
        {name: (("period", "firm"), values)},
        coords={"period": np.arange(1, periods + 1), "firm": np.arange(firms)},
    )


def test_leaders_are_those_that_sold_most(written, monkeypatch):
    monkeypatch.setattr(leaders, "BLOCK", 130)  # so that data come in several blocks
    with rivalry.open_result(written(TOY)) as result:
        found = leaders.leaders(result.firms, "quantity", 5)
        panel = result.panel(["quantity", "share"])
        ids = result.firms["firm"].values[found.columns]
    sold = panel.groupby("firm")["quantity"].sum().sort_values(ascending=False)
    assert list(ids) == list(sold.index[:5])
    assert found.weight == pytest.approx(sold.iloc[:5].sum() / sold.sum())
    shares = panel.pivot(index="period", columns="firm", values="share")[ids].fillna(0)
    np.testing.assert_allclose(found.share, shares, rtol=1e-5)


def test_nobody_leads_where_nobody_sells():
    assert leaders.leaders(firms_of(np.full((3, 4), np.nan)), "quantity", 5) is None
    assert leaders.leaders(firms_of(np.zeros((3, 4))), "quantity", 5) is None


def test_size_classes_split_all_sales():
    values = np.tile(np.arange(1.0, 1001.0), (2, 1))
    values[1, :500] = np.nan
    found = leaders.bands(firms_of(values), "quantity")
    assert found.edges == (0.01, 0.1, 0.5, 1.0)
    np.testing.assert_allclose(found.share.sum(axis=1), 1)
    total = values[0].sum()
    assert found.share[0, 0] == pytest.approx(values[0, -10:].sum() / total)
    assert found.share[0, 3] == pytest.approx(values[0, :500].sum() / total)


def test_size_classes_of_a_dead_market_are_missing():
    found = leaders.bands(firms_of(np.full((2, 300), np.nan)), "quantity")
    assert np.isnan(found.share).all()


def test_years_are_sums_of_four_periods():
    assert list(annual(np.arange(10.0))) == [6, 22]
    assert annual(np.ones((9, 4))).tolist() == [[4] * 4] * 2
    assert list(annual(np.arange(17.0), years=2)) == [14, 46]


def test_long_runs_have_bars_of_several_years():
    assert [years_a_bar(periods) for periods in (1, 200, 320, 321, 7196)] == [1, 1, 1, 2, 23]


def test_counts_from_events_equal_those_of_the_market(written):
    with rivalry.open_result(written(TOY)) as result:
        recorded = innovation.counts(result)
        counted = innovation._from_events(result, recorded.period)
    assert recorded.adopted.sum() > 0
    np.testing.assert_array_equal(counted.adopted, recorded.adopted)
    np.testing.assert_array_equal(counted.failed, recorded.failed)
    assert counted.paths == recorded.paths


def test_shocks_are_found_in_the_events(written):
    with rivalry.open_result(written(Toy(firms=5, periods=20, shocks=(3, 9)))) as result:
        assert list(shock_periods(result)) == [3, 9]


def test_dots_are_means_over_the_last_periods_of_firms_alive_then(written):
    with rivalry.open_result(written(TOY)) as result:
        dots = positions.collect(result.firms)
        panel = result.panel(["profit", "novelty", "quantity"])
        ids = result.firms["firm"].values[dots.columns]
    window = panel[panel["period"] > 60 - positions.WINDOW].groupby("firm").mean()
    assert list(ids) == list(window.index)
    for name, drawn in (("profit", dots.profit), ("novelty", dots.novelty), ("quantity", dots.size)):
        np.testing.assert_allclose(drawn, window[name], rtol=1e-5)


def test_dots_of_an_extinct_market_are_its_last_firms():
    values = np.full((20, 3), np.nan)
    values[:9, :2] = 0.5
    dots = positions.collect(firms_of(values, "novelty").assign(efficiency=(("period", "firm"), values)))
    assert list(dots.periods) == list(range(2, 10))
    assert list(dots.columns) == [0, 1]
    assert dots.profit is None


def test_thinning_depends_on_the_firms_alone():
    ids = np.arange(10_000, dtype=np.int64) * 7
    columns = np.arange(10_000)
    kept = positions.thin(columns, ids, 500)
    assert len(kept) == 500
    assert set(kept) <= set(positions.thin(columns, ids, 900))
    again = positions.thin(columns[::-1], ids[::-1], 500)
    assert set(again) == set(kept)
    # Spread evenly: a tenth of the firms holds 50 of 500 dots; 4.5 standard errors of a binomial are 30.
    counts = np.histogram(kept, bins=10, range=(0, 10_000))[0]
    assert (np.abs(counts - 50) < 30).all()


def test_labels_never_overlap_and_keep_their_order():
    random = np.random.default_rng(3)
    for _ in range(200):
        number = int(random.integers(1, 9))
        heights = list(random.uniform(5, 15, number))
        wanted = list(np.sort(random.uniform(-10, 210, number)))
        placed = spread(wanted, heights, 200)
        gaps = np.diff(placed) - (np.array(heights[:-1]) + heights[1:]) / 2
        assert (gaps > -1e-9).all()
        assert placed[0] >= heights[0] / 2 - 1e-9
        assert placed[-1] <= 200 - heights[-1] / 2 + 1e-9


def test_labels_with_room_stay_where_they_belong():
    assert spread([20, 60, 100], [10, 10, 10], 200) == [20, 60, 100]


def test_label_colours_stand_out_on_white():
    for color in (*FIRMS, *PATHS):
        assert 1.05 / (luminance(readable(color)) + 0.05) >= 3.6


def test_unwritten_rows_at_the_end_are_left_out(written, tmp_path):
    import shutil

    import h5py

    path = shutil.copy(written(TOY), tmp_path / "tail.h5")
    with h5py.File(path, "a") as file:
        file["market/period"][30:] = 0
    with rivalry.open_result(path) as result:
        assert list(group(result, "market")["period"].values) == list(range(1, 31))


def test_numbers_read_well():
    assert count(1234567) == "1\u2009234\u2009567"
    assert (tick(0.5), tick(2000), tick(30000), tick(2.5e6)) == ("0.5", "2\u2009000", "30\u2009k", "2.5\u2009M")
    assert ranges([3, 7, 8, 9, 12]) == "3, 7\u20139, 12"
    assert Ticks().format_ticks([-0.5, 0, 0.5, 1]) == ["\u22120.5", "0", "0.5", "1.0"]
    assert Ticks(magnitude=True).format_ticks([-5, 0, 5]) == ["5", "0", "5"]
