"""Names, titles and labels that others chose, on figures: drawn as they are, in escapes where that cannot be."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path
from xml.etree import ElementTree

import h5py
import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.text import Text

import rivalry
from rivalry.figures import fonts
from rivalry.figures.fonts import Fonts, MissingFontWarning, drawing
from rivalry.plot import main
from synthetic import Toy
from synthetic_sweep import ToySweep, crossed, write_sweep

TITLE = b"\xe7\xab\x9e $a_b$ \xff \x1b[31m <i>&"
SHOWN = r"\u{7ADE} $a_b$ \xff \x1B[31m <i>&"
LEVELS = ["$x^2$", r"$\frac{", "a_b", "竞", "x\x1b[2J", "<b>&"]
LEVELS_SHOWN = ["$x^2$", r"$\frac{", "a_b", r"\u{7ADE}", r"x\x1B[2J", "<b>&"]


@pytest.fixture(autouse=True)
def no_other_fonts(monkeypatch):
    monkeypatch.setattr(fonts, "_families", lambda: [])


@pytest.fixture
def run_file(written, tmp_path) -> Path:
    path = Path(shutil.copy(written(Toy(firms=12, periods=20, shocks=(4,), arms=3)), tmp_path / "run.h5"))
    with h5py.File(path, "a") as file:
        for name in ("scenario_name", "question"):
            file.attrs[name] = np.bytes_(TITLE)
        file["firms/arm_emphasis_novelty"].attrs["flag_labels"] = LEVELS[2:5]
    return path


@pytest.fixture
def sweep_file(tmp_path) -> Path:
    points = crossed(dose=[0.1, 0.5, 1.0], kind=LEVELS)
    path = write_sweep(tmp_path / "sweep.h5", ToySweep(points, {"hhi": lambda f, r, z: f["dose"] + z}, replicates=2))
    with h5py.File(path, "a") as file:
        file.attrs["question"] = np.bytes_(TITLE)
        for group in ("runs", "points"):
            file[group]["kind"].attrs["flag_labels"] = LEVELS
            file[group]["dose"].attrs["long_name"] = "dose of 竞 in $"
    return path


def texts_of(figure) -> set[str]:
    assert not any(text.get_parse_math() for text in figure.findobj(Text) if "$" in text.get_text())
    return {text.get_text() for text in figure.findobj(Text)} - {""}


def test_a_run_shows_texts_that_its_file_has(run_file):
    with (
        rivalry.open_result(run_file) as result,
        pytest.warns(MissingFontWarning, match="no font .* has 竞,"),
    ):
        texts = texts_of(rivalry.overview(result))
    assert SHOWN in texts
    assert any(text.endswith(r"emphasis novelty: ● a_b  ▲ \u{7ADE}  ■ x\x1B[2J") for text in texts), texts
    assert any(text.startswith(f"scenario {SHOWN}") for text in texts)


def test_a_sweep_shows_levels_that_its_file_has(sweep_file):
    with rivalry.read_sweep(sweep_file) as sweep, pytest.warns(MissingFontWarning):
        texts = texts_of(rivalry.sweep_figure(sweep))
    assert SHOWN in texts
    assert set(LEVELS_SHOWN) <= texts
    assert r"dose of \u{7ADE} in $" in texts
    with rivalry.read_sweep(sweep_file) as sweep:  # data stay what they were
        assert list(sweep.points["kind"].cat.categories) == LEVELS


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_one_line_says_what_no_font_has(request, capsys, suffix, kind):
    path = request.getfixturevalue(f"{kind}_file")
    assert main([str(path), "-o", str(path.with_suffix(f".{suffix}")), "--title", "竞 \x07争"]) == 0
    assert capsys.readouterr().err == (
        r"rivalry-plot: no font on this system has 争 竞, which the picture shows as \u{4E89} and the like; "
        "install one, such as Debian's fonts-droid-fallback\n"
    )
    if suffix == "svg":
        words = "".join(ElementTree.parse(path.with_suffix(".svg")).getroot().itertext())
        assert r"\u{7ADE} \x07\u{4E89}" in words


def test_another_font_of_the_system_is_used(monkeypatch):
    own, other = (font_manager.findfont(family) for family in (fonts.OWN, "STIXGeneral"))
    beyond = chr(min(fonts._characters(other) - fonts._characters(own) - set(range(0x2000))))
    monkeypatch.setattr(fonts, "_families", lambda: [("STIXGeneral", other)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with drawing() as page:
            assert page.drawable(f"a{beyond}") == f"a{beyond}"
            assert page.families == [fonts.OWN, "STIXGeneral"]
            assert Text(0, 0, beyond).get_fontfamily() == page.families


def test_texts_without_end_are_shortened():
    drawn = Fonts().drawable("word " * 10**6)
    assert len(drawn) <= fonts.LONGEST
    assert drawn.endswith("word…")


def test_long_labels_stay_apart(sweep_file):
    labels = ["x" * 10**5 + end for end in "abcdef"]
    with h5py.File(sweep_file, "a", libver="latest") as file:
        for group in ("runs", "points"):
            file[group]["kind"].attrs["flag_labels"] = labels
    with rivalry.read_sweep(sweep_file) as sweep, pytest.warns(MissingFontWarning):
        texts = texts_of(rivalry.sweep_figure(sweep))
    assert {"x" * 59 + f"… ({code})" for code in range(6)} <= texts
