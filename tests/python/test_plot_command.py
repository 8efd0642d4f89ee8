"""The command `rivalry-plot`: files, formats, exit codes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import pytest

import rivalry
from rivalry.plot import main
from synthetic import Toy

TOY = Toy(firms=15, periods=24, shocks=(9,))


@pytest.fixture
def file(written, tmp_path) -> Path:
    return Path(shutil.copy(written(TOY), tmp_path / "run.h5"))


def test_without_output_a_png_appears_next_to_the_file(file):
    assert main([str(file)]) == 0
    assert sorted(path.name for path in file.parent.iterdir()) == ["run.h5", "run.png"]
    assert file.with_suffix(".png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("suffix", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_equal_data_give_equal_pictures(file, suffix, start):
    pictures = [file.with_name(f"{name}.{suffix}") for name in "ab"]
    for number, picture in enumerate(pictures):
        environment = {**os.environ, "PYTHONHASHSEED": str(number)}
        command = [sys.executable, "-m", "rivalry.plot", file, "-o", picture, "--dpi", "80"]
        subprocess.run(command, check=True, env=environment)
    assert pictures[0].read_bytes() == pictures[1].read_bytes()
    assert pictures[0].read_bytes().startswith(start)


def test_vector_pictures_hold_text_as_text_and_no_time(file):
    svg, pdf = file.with_suffix(".svg"), file.with_suffix(".pdf")
    assert main([str(file), "-o", str(svg)]) == 0
    assert main([str(file), "-o", str(pdf)]) == 0
    assert "Prices and costs</text>" in svg.read_text()
    assert "<dc:date>" not in svg.read_text()
    assert b"/Type3" not in pdf.read_bytes()
    assert b"FontFile2" in pdf.read_bytes()
    assert b"Date" not in pdf.read_bytes()


def test_metadata_trace_the_picture_to_its_run(file):
    assert main([str(file)]) == 0
    assert b"scenario toy, seed 1, replicate 0" in file.with_suffix(".png").read_bytes()


def test_size_and_resolution_are_obeyed(file):
    picture = file.with_name("sized.png")
    assert main([str(file), "-o", str(picture), "--size", "8", "6", "--dpi", "100"]) == 0
    header = picture.read_bytes()[16:24]
    assert (int.from_bytes(header[:4], "big"), int.from_bytes(header[4:], "big")) == (800, 600)


def test_a_title_is_taken(file):
    svg = file.with_suffix(".svg")
    assert main([str(file), "-o", str(svg), "--title", "Other words"]) == 0
    assert "Other words</text>" in svg.read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "picture.gif"], "picture.gif: the suffix must be one of .png, .svg, .pdf"),
        (["--dpi", "5"], "--dpi 5: must be from 72 to 1200"),
        (["--size", "2", "9"], "--size 2 9: each must be from 5 to 60 (inches)"),
    ],
)
def test_unusable_options_exit_with_2(file, capsys, arguments, message):
    assert main([str(file), *arguments]) == 2
    assert message in capsys.readouterr().err
    assert [path.name for path in file.parent.iterdir()] == ["run.h5"]


def test_unknown_options_exit_with_2(file):
    with pytest.raises(SystemExit) as caught:
        main([str(file), "--colour"])
    assert caught.value.code == 2


def test_files_that_are_no_results_exit_with_2(file, tmp_path, capsys):
    assert main([str(tmp_path / "absent.h5")]) == 2
    text = tmp_path / "text.h5"
    text.write_text("no result")
    assert main([str(text)]) == 2
    with h5py.File(file, "a") as handle:
        handle.attrs["format_version"] = 9
    assert main([str(file)]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 3
    assert all(line.startswith("rivalry-plot: ") for line in errors)


def test_a_picture_that_cannot_be_written_exits_with_3(file, capsys):
    assert main([str(file), "-o", str(file.parent / "absent" / "run.png")]) == 3
    assert "absent/run.png: No such file or directory" in capsys.readouterr().err
    assert main([str(file), "-o", str(file / "run.png")]) == 3


def test_the_result_file_is_never_overwritten(file):
    disguised = file.rename(file.with_name("run.png"))
    before = disguised.read_bytes()
    assert main([str(disguised)]) == 2
    assert disguised.read_bytes() == before


def test_a_failed_save_leaves_nothing_behind(file, monkeypatch):
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", fail)
    assert main([str(file)]) == 3
    assert [path.name for path in file.parent.iterdir()] == ["run.h5"]


def test_an_incomplete_run_is_drawn_and_reported(written, tmp_path, capsys):
    toy = Toy(firms=5, periods=8, shocks=(), complete=0)
    assert main([str(written(toy)), "-o", str(tmp_path / "partial.png")]) == 0
    assert "did not finish" in capsys.readouterr().err


def test_help_has_examples_and_exit_codes(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    shown = capsys.readouterr().out
    assert "examples:" in shown
    assert "exit codes" in shown


def test_save_refuses_formats_it_cannot_make_reproducible(file, tmp_path):
    with rivalry.open_result(file) as result, pytest.raises(ValueError, match="suffix"):
        rivalry.save(rivalry.overview(result), tmp_path / "x.eps")
