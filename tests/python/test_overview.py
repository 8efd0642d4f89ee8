"""The page: that it says what the data are, at every size of market and page."""

from __future__ import annotations

import itertools
import shutil
import warnings

import h5py
import matplotlib
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

import rivalry
from rivalry.figures.theme import UNHINTED
from synthetic import Toy

SMALL = Toy(arms=2)
CROWDED = Toy(firms=1000, periods=40, entry=0.01, shocks=(20,), name="crowded market " * 12, question="Why? " * 120)
EXTINCT = Toy(firms=10, periods=40, fixed_cost=0.6, entry=0, last_exit=12, shocks=(), complete=0)
SAMPLED = Toy(firms=4000, periods=30, sample=300, every=2, shocks=(10,))
SINGLE = Toy(firms=20, periods=1, shocks=())
STILL = Toy(firms=3, periods=12, innovation=0, entry=0, fixed_cost=0, shocks=tuple(range(1, 13)))
NO_FIRMS = Toy(groups=("market",))
NO_MARKET = Toy(firms=10, periods=20, groups=("firms",), shocks=())
NOTHING = Toy(firms=10, periods=20, groups=("summary",), shocks=())
LONELY = Toy(firms=1, periods=30, entry=0, fixed_cost=0, shocks=())

EVERY = [SMALL, CROWDED, EXTINCT, SAMPLED, SINGLE, STILL, NO_FIRMS, NO_MARKET, NOTHING, LONELY]
NAMES = ["small", "crowded", "extinct", "sampled", "single", "still", "no_firms", "no_market", "nothing", "lonely"]


@pytest.fixture(scope="module")
def drawn(written):
    """Draws a toy, once for equal options. Do not change the figure."""
    made: dict[tuple, Figure] = {}

    def draw(toy: Toy, **options: object) -> Figure:
        key = (toy, *sorted(options.items()))
        if key not in made:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", rivalry.IncompleteRunWarning)
                result = rivalry.open_result(written(toy))
            with result:
                made[key] = rivalry.overview(result, **options)
        return made[key]

    return draw


def panel(figure: Figure, letter: str) -> Axes:
    return next(axes for axes in figure.axes if axes.get_label() == letter)


def texts(where: Figure | Axes) -> str:
    return "\n".join(text.get_text() for text in where.findobj(Text) if text.get_text())


def shown_texts(figure: Figure) -> list[Text]:
    """Texts that are really drawn: of the ticks, those within the axis."""
    axes = [each for parent in figure.axes for each in (parent, *parent.child_axes)]
    ticks = [(axis, tick) for each in axes for axis in (each.xaxis, each.yaxis) for tick in axis.get_major_ticks()]
    hidden = {id(label) for _, tick in ticks for label in (tick.label1, tick.label2)}
    free = [text for text in figure.findobj(Text) if id(text) not in hidden]
    for axis, tick in ticks:
        low, high = sorted(axis.get_view_interval())
        if low <= tick.get_loc() <= high and tick.label1.get_visible():
            free.append(tick.label1)
    return [text for text in free if text.get_visible() and text.get_text().strip()]


PAGES = {
    "paper": {},
    "screen": {"theme": "screen"},
    "tiny": {"size": (5, 5)},
    "high": {"size": (5.2, 11)},
    "wide": {"size": (14, 5)},
}
COMBINATIONS = [(toy, page) for toy in NAMES for page in ("paper", "tiny")]
COMBINATIONS += [(toy, page) for toy in ("small", "crowded") for page in ("screen", "high", "wide")]


@pytest.mark.parametrize(("name", "page"), COMBINATIONS)
def test_no_text_overlaps_another_or_leaves_the_page(drawn, name, page):
    figure = drawn(EVERY[NAMES.index(name)], **PAGES[page])
    renderer = figure.canvas.get_renderer()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown_texts(figure)]
    edge = figure.bbox
    for words, box in boxes:
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= edge.x1 + 1 and box.y1 <= edge.y1 + 1
        assert inside, f"{words!r} leaves the page: {box}"
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        upward = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across <= 1.5 or upward <= 1.5, f"{one!r} overlaps {other!r}"


@pytest.mark.parametrize("dpi", [72, 110, 300])
def test_text_stays_on_the_page_at_any_resolution(written, dpi):
    with rivalry.open_result(written(CROWDED)) as result:
        figure = rivalry.overview(result)
    figure.set_dpi(dpi)
    with matplotlib.rc_context(UNHINTED):
        right = max(text.get_window_extent(figure.canvas.get_renderer()).x1 for text in shown_texts(figure))
    assert right < figure.bbox.x1 * 1.003


@pytest.mark.parametrize("toy", EVERY, ids=NAMES)
def test_there_are_six_lettered_panels(drawn, toy):
    figure = drawn(toy)
    assert [axes.get_label() for axes in figure.axes if len(axes.get_label()) == 1] == list("abcdef")
    for letter in "abcdef":
        assert panel(figure, letter).get_title(loc="left").startswith(f"{letter}   ")


@pytest.mark.parametrize("toy", EVERY, ids=NAMES)
def test_a_panel_has_content_with_named_axes_or_says_why_not(drawn, toy):
    for letter in "abcdef":
        axes = panel(drawn(toy), letter)
        reasons = ("not recorded in this file", "no innovation in this run", "no sales", "no firm was alive")
        if any(reason in texts(axes) for reason in reasons) and not axes.get_ylabel():
            assert not axes.has_data()
        else:
            assert axes.get_xlabel()
            assert axes.get_ylabel()
            assert axes.has_data()


def test_the_page_can_be_traced_to_scenario_seed_and_program(drawn):
    words = " ".join(text.get_text().replace("\n", " ") for text in drawn(SMALL).texts)
    for fact in ("scenario toy", "seed 1", "replicate 0", "rivalry 0.1.0 (0123456789)", "200 periods", "30 firms"):
        assert fact in words
    assert SMALL.question in words


def test_the_leaders_are_named_and_the_rest_counted(drawn, written):
    words = texts(panel(drawn(SMALL), "a"))
    with rivalry.open_result(written(SMALL)) as result:
        sold = result.panel(["quantity"]).groupby("firm")["quantity"].sum().sort_values(ascending=False)
    assert rivalry.firm_name(int(sold.index[0])) in words
    assert f"the 8 of {len(sold)} firms that sold most" in words
    assert f"{100 * sold.iloc[:8].sum() / sold.sum():.0f}\u2009% of all sales" in words


def test_leaders_that_left_are_named_where_they_were(drawn):
    words = texts(panel(drawn(EXTINCT), "a"))
    named = [line for line in words.splitlines() if line.startswith("firm ")]
    assert len(named) >= 5, "those alive in the last period with sales"


def test_areas_of_shares_fill_the_panel(drawn):
    axes = panel(drawn(SMALL), "a")
    assert len(axes.collections) == 9
    tops = [max(path.vertices[:, 1].max() for path in area.get_paths()) for area in axes.collections]
    assert tops[-1] == pytest.approx(100)
    assert axes.get_ylim() == (0, 100)


def test_crowded_markets_show_size_classes(drawn):
    axes = panel(drawn(CROWDED), "a")
    assert axes.get_title(loc="left") == "a   Shares by size of firm"
    assert "largest 1\u2009%" in texts(axes)
    assert "sample" not in texts(axes)


def test_a_sample_is_called_a_sample(drawn):
    figure = drawn(SAMPLED)
    assert "a sample of 300 firms" in texts(panel(figure, "a"))
    assert "(a sample)" in texts(panel(figure, "e"))


def test_without_firms_the_leader_is_drawn_from_the_market(drawn):
    figure = drawn(NO_FIRMS)
    assert panel(figure, "a").get_title(loc="left") == "a   Share of the leading firm"
    assert "single firms were not recorded" in texts(panel(figure, "a"))
    assert "not recorded in this file" in texts(panel(figure, "e"))
    assert panel(figure, "b").has_data()


def test_without_the_market_the_firms_are_still_drawn(drawn):
    figure = drawn(NO_MARKET)
    assert panel(figure, "a").has_data()
    assert panel(figure, "e").has_data()
    assert "not recorded in this file" in texts(panel(figure, "b"))


def test_an_incomplete_run_is_marked(drawn):
    assert "incomplete run: 40 of 80 periods" in [text.get_text() for text in drawn(EXTINCT).texts]
    assert "incomplete" not in texts(drawn(SMALL))


def test_extinction_is_said(drawn):
    figure = drawn(EXTINCT)
    assert "no sales after\nperiod 12" in texts(panel(figure, "a"))


def test_a_run_without_innovation_says_so(drawn):
    assert "no innovation in this run" in texts(panel(drawn(STILL), "d"))


def test_few_shocks_are_marked_and_many_are_only_counted(drawn):
    def marks(figure: Figure) -> list[float]:
        lines = [line.get_xdata() for line in panel(figure, "b").lines if len(line.get_xdata()) == 2]
        return [float(x[0]) for x in lines if x[0] == x[1]]

    assert marks(drawn(SMALL)) == [60, 130]
    assert "shocks in periods 60, 130" in texts(drawn(SMALL))
    many = drawn(Toy(firms=5, periods=30, shocks=tuple(range(2, 30, 2))))
    assert marks(many) == []
    assert "14 periods with shocks" in texts(many)


def test_profit_is_coloured_symmetrically_about_zero(drawn):
    figure = drawn(SMALL)
    norm = panel(figure, "e").collections[0].norm
    assert norm.vmin == -norm.vmax
    bar = next(axes for axes in panel(figure, "e").child_axes)
    assert bar.get_ylabel() == "profit, money a period"


def test_treatment_arms_have_their_own_marks(drawn):
    axes = panel(drawn(SMALL), "e")
    assert len(axes.collections) == 2
    assert "emphasis novelty: \u25cf low  \u25b2 medium" in axes.get_xlabel()


def test_many_dots_are_thinned_and_drawn_as_an_image(drawn, monkeypatch):
    from rivalry.figures import positions

    monkeypatch.setattr(positions, "MOST_DOTS", 150)
    monkeypatch.setattr(positions, "VECTOR_DOTS", 100)
    axes = panel(drawn(SAMPLED, title="thinned"), "e")
    assert len(axes.collections[0].get_offsets()) == 150
    assert axes.collections[0].get_rasterized()
    assert "150 of " in texts(axes)


def test_optional_variables_may_be_absent(written, tmp_path):
    path = shutil.copy(written(SMALL), tmp_path / "lean.h5")
    with h5py.File(path, "a") as file:
        for name in ("effective_firms", "unit_cost_index", "model_entropy", "projects_failed"):
            del file["market"][name]
        for name in ("profit", "quantity"):
            del file["firms"][name]
    with rivalry.open_result(path) as result:
        figure = rivalry.overview(result)
        hhi = result.market["hhi"].values
    assert "effective\nfirms" in texts(panel(figure, "b")), "1/HHI stands in for it"
    drawn_lines = [line.get_ydata() for line in panel(figure, "b").lines]
    assert any(len(y) == len(hhi) and np.allclose(y, 1 / hhi) for y in drawn_lines)
    assert "unit cost" not in texts(panel(figure, "c"))
    assert "effective\nmodels" not in texts(panel(figure, "f"))
    assert not panel(figure, "e").child_axes, "no profit, no colour bar"
    assert "area: sales" not in texts(panel(figure, "e"))


def test_markets_of_very_different_numbers_get_a_logarithmic_axis(drawn):
    assert panel(drawn(CROWDED), "b").get_yscale() == "linear"
    dominated = Toy(firms=300, periods=40, drift=0.9, fixed_cost=0, shocks=())
    assert panel(drawn(dominated), "b").get_yscale() == "log"


def test_mathematics_in_a_title_is_taken_literally(drawn):
    figure = drawn(SMALL, title="costs $c_0$ and $x^2")
    figure.draw_without_rendering()
    assert "costs $c_0$ and $x^2" in [text.get_text() for text in figure.texts]


def test_unusable_options_are_refused(drawn):
    with pytest.raises(ValueError, match="theme 'poster': must be one of paper, screen"):
        drawn(SINGLE, theme="poster")
    with pytest.raises(ValueError, match="from 5 to 60 inches"):
        drawn(SINGLE, size=(4, 9))


def test_drawing_leaves_global_settings_alone(drawn):
    before = dict(matplotlib.rcParams)
    drawn(SINGLE, title="anew")
    assert dict(matplotlib.rcParams) == before
