"""Tidy tables."""

from __future__ import annotations

import numpy as np
import pytest

import rivalry
from rivalry.ids import entry_period, firm_name
from synthetic import KINDS, PATHS, Toy, simulate

TOY = Toy(firms=20, periods=40, shocks=(7,), fixed_cost=0.4, arms=2)


def test_the_panel_has_one_row_per_firm_and_period_alive(written):
    with rivalry.open_result(written(TOY)) as result:
        panel = result.panel()
        firms_alive = result.market["firms"].values
    assert not panel.duplicated(["period", "firm"]).any()
    counted = panel.groupby("period").size().reindex(range(1, 41), fill_value=0)
    assert (counted.to_numpy() == firms_alive).all()
    assert len(panel) < 40 * panel["firm"].nunique(), "the toy must have exits for this test to mean anything"


def test_the_panel_holds_the_recorded_values(written):
    data = simulate(TOY)
    with rivalry.open_result(written(TOY)) as result:
        panel = result.panel().set_index(["period", "firm"])
    row, column = 9, 4
    assert panel.loc[(row + 1, data["id"][column]), "profit"] == data["profit"][row, column]
    assert panel.loc[(row + 1, data["id"][column]), "model"] == data["model"][row, column]
    assert panel["model"].dtype == np.int64


def test_the_panel_spreads_further_dimensions_over_columns(written):
    with rivalry.open_result(written(TOY)) as result:
        panel = result.panel(["capability"])
    assert list(panel.columns) == ["period", "firm", *(f"capability_{path}" for path in PATHS)]
    assert panel.notna().all(axis=None)


def test_the_panel_repeats_static_columns_and_names_codes(written):
    with rivalry.open_result(written(TOY)) as result:
        panel = result.panel(["entry_period", "population", "arm_emphasis_novelty"])
    assert (panel["entry_period"] <= panel["period"]).all()
    assert set(panel.loc[panel["entry_period"] > 1, "population"]) == {"startups"}
    assert list(panel["arm_emphasis_novelty"].cat.categories) == ["low", "medium"]


def test_the_panel_needs_no_floating_point_variable(written, tmp_path):
    with rivalry.open_result(written(TOY)) as result:
        full = result.panel(["entry_period"])
        firms = result.firms[["model", "entry_period", "exit_period"]].load()
    from rivalry.tables import panel_table

    assert panel_table(firms, ["entry_period"]).equals(full)


def test_an_unrecorded_variable_is_named(written):
    with rivalry.open_result(written(TOY)) as result, pytest.raises(KeyError, match="colour"):
        result.panel(["price", "colour"])


def test_events_come_in_words(written):
    with rivalry.open_result(written(TOY)) as result:
        table = result.event_table()
    assert list(table["kind"].cat.categories) == list(KINDS)
    assert (table.loc[table["kind"] == "shock", "period"] == [7]).all()
    assert table.loc[table["kind"] == "entry", "path"].isna().all()
    assert set(table.loc[table["kind"] == "project_finished", "path"]) <= set(PATHS)


def test_exits_in_events_agree_with_the_market(written):
    with rivalry.open_result(written(TOY)) as result:
        exits = result.event_table().query("kind == 'exit'").groupby("period").size()
        recorded = result.market["exits"].to_series()
    assert recorded.sum() > 0
    assert (recorded[recorded > 0] == exits).all()


def test_firms_are_named_by_how_they_came():
    assert firm_name(7) == "firm 7"
    assert firm_name(37 * 2**32) == "entrant 37"
    assert firm_name(37 * 2**32 + 2) == "entrant 37.2"
    assert list(entry_period(np.array([7, 37 * 2**32 + 2]))) == [0, 37]
