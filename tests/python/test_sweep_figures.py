"""Pages of sweeps: that each design gets its figure, and that nothing overlaps or leaves the page."""

from __future__ import annotations

import itertools
import warnings
from pathlib import Path

import h5py
import numpy as np
import pytest
from matplotlib.figure import Figure
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from scipy import stats

import rivalry
from rivalry.figures.sweeps.words import around
from rivalry.plot import main
from synthetic_sweep import ToySweep, crossed, write_sweep
from test_overview import panel, shown_texts, texts

LONG_NAMES = [f"technology.jump_probability_{letter}" for letter in "abcdefgh"]
OUTCOMES = {
    "profit_mean": lambda f, r, z: 5 * sum(f.values()) - r / 10 + 0.3 * z,
    "adoption_rate": lambda f, r, z: np.prod([1 + v for v in f.values()], axis=0) + 0.02 * z if f else z,
    "novelty_mean": lambda f, r, z: 0 * z + 3,  # the same in all runs
}
UNITS = {"profit_mean": "money/period", "adoption_rate": "1/period"}


def cube(sampled: np.ndarray, names: list[str]) -> dict[str, list[float]]:
    return {name: list(column) for name, column in zip(names, sampled.T, strict=True)}


def problem(number: int) -> dict[str, object]:
    return {"num_vars": number, "names": LONG_NAMES[:number], "bounds": [[0.01, 1]] * number}


def toys() -> dict[str, ToySweep]:
    dose = crossed(dose=list(np.linspace(0, 1, 9)))
    word = ["cournot", "bertrand_with_capacity", "fixed_prices_for_all"]
    pair = crossed(dose=[0.0, 0.3, 0.6, 0.9], kind=word)
    grid = crossed(one=list(np.linspace(0, 1, 9)), other=list(np.linspace(0, 1, 8)))
    fraction = {name: list(2.0 * (np.arange(8) >> i & 1)) for i, name in enumerate("abc")} | {"kind": word[:2] * 4}
    saltelli = cube(sobol_sample.sample(problem(8), 16, calc_second_order=False, seed=1), LONG_NAMES)
    morris = cube(morris_sample.sample(problem(8), 8, seed=1), LONG_NAMES)
    scattered = cube(np.random.default_rng(1).uniform(0.01, 1, (80, 8)), LONG_NAMES)
    common = {"outcomes": OUTCOMES, "units": UNITS}
    return {
        "dose": ToySweep(dose, **common),
        "log dose": ToySweep(crossed(dose=[0.1, 1.0, 10.0]), spacing={"dose": "log"}, question="Why? " * 90, **common),
        "texts": ToySweep(crossed(kind=word), **common),
        "single": ToySweep(crossed(dose=[0.0, 1.0]), replicates=1, **common),
        "pair": ToySweep(pair, **common),
        "grid": ToySweep(grid, replicates=2, **common),
        "fraction": ToySweep(fraction, design="fractional", **common),
        "saltelli": ToySweep(saltelli, replicates=2, design="saltelli", more="second_order = false", **common),
        "morris": ToySweep(morris, replicates=2, design="morris", **common),
        "scattered": ToySweep(scattered, replicates=1, design="lhs", spacing={LONG_NAMES[0]: "log"}, **common),
        "ensemble": ToySweep({}, replicates=30, series=("hhi", "firms"), **common),
        "one run": ToySweep({}, replicates=1, **common),
        "lost": ToySweep(dose, lost=tuple(range(9)), left_out=(80, 81), **common),
    }


TOYS = toys()


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sweeps")
    return {name: write_sweep(folder / f"{name.replace(' ', '-')}.h5", toy) for name, toy in TOYS.items()}


@pytest.fixture(scope="module")
def drawn(files):
    """Draws a toy, once for equal options. Do not change the figure."""
    made: dict[tuple, Figure] = {}

    def draw(name: str, **options: object) -> Figure:
        key = (name, *sorted(options.items()))
        if key not in made:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", rivalry.IncompleteSweepWarning)
                sweep = rivalry.read_sweep(files[name])
            with sweep:
                made[key] = rivalry.sweep_figure(sweep, **options)
        return made[key]

    return draw


def letters(figure: Figure) -> str:
    return "".join(axes.get_label() for axes in figure.axes if len(axes.get_label()) == 1)


PAGES = {"paper": {}, "screen": {"theme": "screen"}, "small": {"size": (5.2, 6)}}


COMBINATIONS = [(name, page) for name in TOYS for page in PAGES if (name, page) != ("scattered", "small")]


@pytest.mark.parametrize(("name", "page"), COMBINATIONS)
def test_no_text_overlaps_another_or_leaves_the_page(drawn, name, page):
    figure = drawn(name, **PAGES[page])
    renderer, edge = figure.canvas.get_renderer(), figure.bbox
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown_texts(figure)]
    for words, box in boxes:
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= edge.x1 + 1 and box.y1 <= edge.y1 + 1
        assert inside, f"{words!r} leaves the page: {box}"
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        across, upward = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across <= 1.5 or upward <= 1.5, f"{one!r} overlaps {other!r}"


@pytest.mark.parametrize("name", TOYS)
def test_the_page_has_the_question_the_number_of_runs_and_the_program(drawn, name):
    figure = drawn(name)
    above = " ".join(texts(figure).split())
    toy = TOYS[name]
    assert toy.question[:30] in above
    runs = (len(next(iter(toy.points.values()))) if toy.points else 1) * toy.replicates - len(toy.left_out)
    assert f"{runs}\u2009run" in above.replace(" run", "\u2009run").replace("\u2009\u2009", "\u2009")
    assert "rivalry 0.1.0 (0123456789-dirty)" in above


@pytest.mark.parametrize(
    ("name", "panels"), [("dose", 3), ("pair", 3), ("saltelli", 3), ("scattered", 8), ("ensemble", 5)]
)
def test_each_design_has_its_panels(drawn, name, panels):
    assert letters(drawn(name)) == "abcdefghij"[:panels]


def test_a_dose_response_shows_the_means_and_their_intervals(drawn, files):
    axes = panel(drawn("dose"), "a")
    with rivalry.read_sweep(files["dose"]) as sweep:
        table = rivalry.statistics.means(sweep.runs, "profit_mean", "dose")
        contrast = rivalry.statistics.paired_contrast(sweep.runs, "profit_mean", "dose")
    (line,) = [each for each in axes.lines if len(each.get_xdata()) == 9]
    assert line.get_xdata() == pytest.approx(table["dose"].to_numpy())
    assert line.get_ydata() == pytest.approx(table["mean"].to_numpy())
    band = axes.collections[0].get_paths()[0].vertices
    assert band[:, 1].max() == pytest.approx(table["high"].max())
    assert around(contrast.difference, contrast.low, contrast.high) in texts(axes)
    assert axes.get_xlabel() == "dose"
    assert axes.get_ylabel() == "profit mean, money/period"


def test_a_factor_spaced_by_its_logarithm_is_drawn_so(drawn):
    assert panel(drawn("log dose"), "a").get_xscale() == "log"
    assert panel(drawn("dose"), "a").get_xscale() == "linear"


def test_two_factors_make_a_line_a_level_with_the_interaction(drawn, files):
    axes = panel(drawn("pair"), "b")
    assert len([line for line in axes.lines if len(line.get_xdata()) == 4]) == 3
    assert "bertrand_with_capacity" in texts(axes)
    with rivalry.read_sweep(files["pair"]) as sweep:
        found = rivalry.statistics.interaction_contrast(sweep.runs, "adoption_rate", "dose", "kind")
    assert f"interaction {around(found.difference, found.low, found.high)}" in texts(axes)


def test_two_factors_with_many_levels_make_a_map(drawn):
    axes = panel(drawn("grid"), "a")
    (image,) = axes.images
    assert image.get_array().shape == (8, 9)
    assert image.get_array()[7, 8] == pytest.approx(10, abs=1)
    assert image.get_array()[0, 0] == pytest.approx(0, abs=1)


def test_bars_are_the_indices(drawn, files):
    axes = panel(drawn("saltelli"), "a")
    with rivalry.read_sweep(files["saltelli"]) as sweep:
        table = rivalry.statistics.sobol_indices(sweep, "profit_mean")
    bars = [patch.get_width() for patch in axes.patches]
    assert bars == pytest.approx([*table["first"], *table["total"]])
    assert "same at all points" in texts(panel(drawn("saltelli"), "c"))


def test_a_panel_a_factor_shows_bins(drawn):
    figure = drawn("scattered")
    assert [panel(figure, letter).get_title(loc="left")[4:] for letter in "abcdefgh"] == LONG_NAMES
    (line,) = [each for each in panel(figure, "b").lines if len(each.get_xdata()) == 10]
    slope = np.polyfit(line.get_xdata(), line.get_ydata(), 1)[0]
    assert slope == pytest.approx(5, abs=3)


def test_a_panel_a_factor_of_a_crossed_design_shows_levels_and_the_main_effect(drawn, files):
    axes = panel(drawn("fraction"), "b")
    with rivalry.read_sweep(files["fraction"]) as sweep:
        found = rivalry.statistics.paired_contrast(sweep.runs, "profit_mean", "b")
        by_replicate = sweep.runs.groupby(["replicate", "b"])["profit_mean"].mean().unstack()
    assert around(found.difference, found.low, found.high) in texts(axes)
    (line,) = [each for each in axes.lines if len(each.get_xdata()) == 2]
    assert line.get_ydata() == pytest.approx(by_replicate.mean().to_numpy())
    half = stats.t.ppf(0.975, 9) * by_replicate[2.0].std() / np.sqrt(10)
    assert axes.collections[0].get_paths()[0].vertices[:, 1].max() == pytest.approx(by_replicate[2.0].mean() + half)


def test_what_is_missing_is_said_on_the_page(drawn):
    assert "incomplete: 88 of 90 runs, 9 runs failed" in texts(drawn("lost"))


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((-0.00352, -0.01598, 0.00895), "\u22120.004 [\u22120.016, 0.009]"),
        ((-94.7, -105.2, -84.3), "\u221295 [\u2212105, \u221284]"),
        ((12345, 11000, 13700), "12300 [11000, 13700]"),
        ((1, np.nan, np.nan), "1.000 [nan, nan]"),
    ],
)
def test_estimates_have_as_many_digits_as_their_intervals_allow(numbers, words):
    assert around(*numbers) == words


def test_the_command_draws_a_sweep_and_takes_outcomes(files, tmp_path):
    svg = tmp_path / "dose.svg"
    assert main([str(files["dose"]), "-o", str(svg), "--outcome", "novelty_mean", "adoption_rate"]) == 0
    drawn = svg.read_text()
    assert "a   Novelty mean" in drawn
    assert "b   Adoption rate" in drawn
    assert "Profit mean" not in drawn


def test_equal_sweeps_give_equal_pictures(files, tmp_path):
    for name in ("morris", "saltelli"):
        for picture in ("a.png", "b.png"):
            assert main([str(files[name]), "-o", str(tmp_path / picture), "--dpi", "80"]) == 0
        assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_an_outcome_that_is_not_there_exits_with_2_and_the_nearest(files, capsys):
    assert main([str(files["dose"]), "--outcome", "profit"]) == 2
    assert "has no outcome 'profit'; did you mean profit_mean?" in capsys.readouterr().err
    assert not files["dose"].with_suffix(".png").exists()


def test_outcomes_of_a_single_run_exit_with_2(written, capsys):
    from synthetic import Toy

    assert main([str(written(Toy(firms=5, periods=4, shocks=()))), "--outcome", "hhi"]) == 2
    assert "--outcome: is for sweeps" in capsys.readouterr().err


def test_a_sweep_without_runs_exits_with_2(tmp_path, capsys):
    toy = ToySweep(crossed(dose=[0.0, 1.0]), OUTCOMES, left_out=tuple(range(20)))
    assert main([str(write_sweep(tmp_path / "none.h5", toy)), "-o", str(tmp_path / "none.png")]) == 2
    assert "holds no runs" in capsys.readouterr().err


def test_a_newer_format_exits_with_2(files, tmp_path, capsys):
    newer = tmp_path / "newer.h5"
    newer.write_bytes(files["dose"].read_bytes())
    with h5py.File(newer, "a") as handle:
        handle.attrs["format_version"] = 9
    assert main([str(newer)]) == 2
    assert "newer version of the Python package" in capsys.readouterr().err
