"""What a caller does to the package's programs: signals, and output that cannot be written."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from rivalry.command import INTERRUPTED, command
from rivalry.files import under_final_name


@pytest.fixture(params=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def number(request: pytest.FixtureRequest):
    """A signal that does what it usually does when a program starts."""
    usual = signal.default_int_handler if request.param == signal.SIGINT else signal.SIG_DFL
    before = signal.signal(request.param, usual)
    yield request.param
    assert signal.getsignal(request.param) is usual
    signal.signal(request.param, before)


def test_a_signal_ends_a_program_with_4_and_leaves_nothing_half_written(number, tmp_path, capsys):
    @command
    def program(_arguments):
        with under_final_name(str(tmp_path / "t.csv")) as temporary:
            Path(temporary).write_text("half")
            os.kill(os.getpid(), number)
            signal.pause()

    assert program() == INTERRUPTED
    assert list(tmp_path.iterdir()) == []
    assert "interrupted; nothing was written" in capsys.readouterr().err


def test_a_link_is_followed_to_its_file_whether_that_is_there_or_not(tmp_path):
    (tmp_path / "link.csv").symlink_to("elsewhere.csv")
    for text in ("new", "newer"):
        with under_final_name(str(tmp_path / "link.csv")) as temporary:
            Path(temporary).write_text(text)
        assert (tmp_path / "link.csv").is_symlink()
        assert (tmp_path / "elsewhere.csv").read_text() == text
    assert len(list(tmp_path.iterdir())) == 2
