"""Files of the real program, read by others' tools and by this package."""

from __future__ import annotations

import tomllib

import h5py
import numpy as np
import pytest
import xarray as xr

import rivalry
from conftest import run_shipped
from rivalry.figures import focal, participation, ties

GROUPS = ("market", "segments", "firms", "events", "summary")
DIMENSIONS = {
    "market": {"period", "path"},
    "segments": {"period", "segment", "attribute"},
    "firms": {"period", "firm", "attribute", "path"},
    "events": {"event"},
    "summary": {"run"},
}
ROOT = (
    "format", "format_version", "program_version", "commit", "compiler", "host", "started", "ended", "threads", "seed",
    "replicate", "scenario", "scenario_name", "question", "complete",
)  # fmt: skip


@pytest.fixture(params=GROUPS)
def group(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def dataset(engine_file, group):
    with xr.open_dataset(engine_file, group=group, engine="h5netcdf") as opened:
        yield opened


def test_the_root_says_all_that_is_promised(engine_file):
    with h5py.File(engine_file) as file:
        assert [name for name in ROOT if name not in file.attrs] == []
        assert set(GROUPS) <= set(file)
    with rivalry.open_result(engine_file) as result:
        assert result.complete
        assert result.attributes["scenario_name"]
        assert result.attributes["question"]
        assert tomllib.loads(result.attributes["scenario"]) == result.scenario


def test_plain_xarray_opens_every_group_with_its_dimensions(dataset, group):
    assert dataset.data_vars
    assert set(dataset.sizes) <= DIMENSIONS[group]
    named = {dim for dim in dataset.sizes if dim not in ("event", "run")}
    assert named <= set(dataset.coords), "each dimension has its coordinate in each group"


def test_every_variable_has_a_unit_and_a_long_name(dataset):
    for name, variable in dataset.variables.items():
        assert variable.attrs.get("units"), name
        assert variable.attrs.get("long_name"), name


def test_variables_are_finite_somewhere_and_integers_stay_integers(dataset, group, engine_file):
    with h5py.File(engine_file) as file:
        stored = {name: file[group][name].dtype for name in dataset.variables}
    for name, variable in dataset.variables.items():
        if stored[name].kind in "iu":
            assert variable.dtype == stored[name], f"{name} must not change its type in reading"
        elif stored[name].kind == "f":
            assert np.isnan(variable.encoding["_FillValue"]), name


def test_periods_count_from_one(engine_file):
    with rivalry.open_result(engine_file) as result:
        period = result.market["period"].values
        assert list(period) == list(range(1, len(period) + 1))
        assert (np.diff(result.firms["period"].values) > 0).all()
        assert tuple(result.market["path"].values) == ("offer", "creation", "delivery", "capture")


def test_the_panel_agrees_with_the_market(engine_file):
    with rivalry.open_result(engine_file) as result:
        if np.any(result.firms.attrs.get("sampled", 0)):
            pytest.fail("the baseline records all firms")
        panel = result.panel(["share", "quantity", "novelty"])
        market = result.market[["firms", "hhi", "sales"]].to_dataframe()
    recorded = panel.groupby("period").agg(
        number=("firm", "size"), hhi=("share", lambda share: (share**2).sum()), sales=("quantity", "sum")
    )
    market = market.loc[recorded.index]
    np.testing.assert_array_equal(recorded["number"], market["firms"])
    np.testing.assert_allclose(recorded["hhi"], market["hhi"], rtol=1e-9)
    np.testing.assert_allclose(recorded["sales"], market["sales"], rtol=1e-9)
    assert panel["novelty"].between(0, 1).all()


def test_events_have_words_and_agree_with_the_market(engine_file):
    with rivalry.open_result(engine_file) as result:
        events = result.event_table()
        exits = result.market["exits"].to_series()
    assert {"entry", "exit", "project_started", "project_finished", "project_failed"} <= set(
        events["kind"].cat.categories
    )
    assert events["kind"].notna().all()
    counted = events[events["kind"] == "exit"].groupby("period").size().reindex(exits.index, fill_value=0)
    np.testing.assert_array_equal(counted, exits)


def test_the_overview_draws_every_panel(engine_file, tmp_path):
    with rivalry.open_result(engine_file) as result:
        figure = rivalry.overview(result)
        rivalry.save(figure, tmp_path / "baseline.png", dpi=80)
    panels = [axes for axes in figure.axes if len(axes.get_label()) == 1]
    assert [axes.get_label() for axes in panels] == list("abcdef")
    assert all(axes.has_data() for axes in panels)
    assert (tmp_path / "baseline.png").stat().st_size > 20_000


@pytest.mark.parametrize(("theme", "size"), [("paper", None), ("screen", None), ("paper", (6, 6)), ("paper", (14, 8))])
def test_a_run_with_a_state_and_a_commons_has_two_more_panels(priced_file, theme, size):
    with rivalry.open_result(priced_file) as result:
        figure = rivalry.overview(result, theme=theme, size=size)
        market = result.market
        created = market["value_created"].values
    panels = {axes.get_label(): axes for axes in figure.axes if len(axes.get_label()) == 1}
    assert list(panels) == list("abcdefgh")
    if size is not None:
        assert tuple(figure.get_size_inches()) == size
    flows = [line.get_ydata() for line in panels["g"].lines if len(line.get_ydata()) == len(created)]
    np.testing.assert_allclose(sum(flows), created, rtol=1e-12)
    bought, unit, commons = (line.get_ydata() for line in panels["h"].lines if len(line.get_ydata()) == len(created))
    assert unit[:4].mean() == pytest.approx(1)
    np.testing.assert_array_equal(bought, market["coverage"].values)
    np.testing.assert_array_equal(commons, market["commons"].values)


def test_variables_of_a_mechanism_are_there_only_with_it(engine_file, priced_file):
    names = {"carbon_revenue", "subsidies", "project_costs", "treasury", "commons"}
    with h5py.File(engine_file) as without, h5py.File(priced_file) as file:
        assert names.isdisjoint(without["market"])
        assert names <= set(file["market"])


@pytest.mark.parametrize(("theme", "size"), [("paper", None), ("screen", (14, 8))])
def test_a_run_with_a_focal_firm_and_co_creation_has_three_more_panels(co_created_file, theme, size):
    with rivalry.open_result(co_created_file) as result:
        figure = rivalry.overview(result, theme=theme, size=size)
        market, firms = result.market, result.firms
        relative = (firms["share"].isel(firm=0) * market["firms"]).values
        users = (firms["users"].isel(firm=0) * market["firms"] / market["users"]).values
        open_share, activity = market["open_share"].values, market["user_activity"].values
    panels = {axes.get_label(): axes for axes in figure.axes if len(axes.get_label()) == 1}
    assert list(panels) == list("abcdefghi")
    if size is not None:
        assert tuple(figure.get_size_inches()) == size
    focal, open_firms = (
        [line.get_ydata() for line in panels[letter].lines if len(line.get_ydata()) == len(relative)] for letter in "gi"
    )
    np.testing.assert_allclose(focal, [relative, users], rtol=1e-12)
    np.testing.assert_allclose(open_firms, [*100 * open_share.T, 100 * activity], rtol=1e-12)


def test_a_run_with_a_value_chain_and_ties_shows_who_does_the_work(program, tmp_path):
    file = run_shipped(program, "appliance-maker", tmp_path, "scenario.periods=60")
    with rivalry.open_result(file) as result:
        panels = {axes.get_label(): axes for axes in rivalry.overview(result).axes if len(axes.get_label()) == 1}
        market, maker = result.market, result.firms.isel(firm=0)
        expected = [market["in_house_share"], maker["in_house_share"], market["support_mean"], maker["support"]]
        assert list(panels) == list("abcdefgh")
        drawn = [line.get_ydata() for line in panels["h"].lines if len(line.get_ydata()) == 60]
        np.testing.assert_allclose(drawn, [100 * values.values for values in expected], rtol=1e-12)


def test_a_focal_firm_that_leaves_is_followed_to_its_end(program, tmp_path):
    doomed = ("scenario.periods=40", "cost.fixed=0.6", "co_creation.enabled=false")
    file = run_shipped(program, "device-maker", tmp_path, *doomed)
    with rivalry.open_result(file) as result:
        left = int(result.firms["exit_period"].values[0])
        panels = {axes.get_label(): axes for axes in rivalry.overview(result).axes if len(axes.get_label()) == 1}
    assert 0 < left < 40
    assert list(panels) == list("abcdefgh")
    assert [text.get_text() for text in panels["g"].texts if "leaves" in text.get_text()] == [
        f"leaves after period {left - 1}"
    ]


def test_a_run_without_them_has_neither_panel(engine_file):
    with rivalry.open_result(engine_file) as result:
        assert not focal.belongs(result)
        assert not participation.belongs(result)
        assert not ties.belongs(result)
