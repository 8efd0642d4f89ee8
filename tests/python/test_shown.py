"""Text that goes to a terminal, or into a command that is suggested."""

from __future__ import annotations

import subprocess

import pytest

import rivalry
from rivalry.command import carry_out
from rivalry.shown import shell_file, shown, whole
from rivalry.standard_streams import tell


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Does entry pay? 竞争 ½ 100 %", "Does entry pay? 竞争 ½ 100 %"),
        ("\x1b[2J\x07\x7f\r\n\t", r"\x1B[2J\x07\x7F\r\n\t"),
        ("a\x9b31m", r"a\u{9B}31m"),
        ("a\u202eb\u2066c\u200bd\ufeff", r"a\u{202E}b\u{2066}c\u{200B}d\u{FEFF}"),
        ("\U000e0041", r"\u{E0041}"),
        (b"a\xffb".decode("utf-8", "surrogateescape"), r"a\xFFb"),
    ],
)
def test_a_text_that_goes_to_a_terminal_cannot_steer_it(text, safe):
    assert shown(text) == safe


@pytest.mark.parametrize("name", ["my res.h5", "$(reboot).h5", "-f.h5", "a\nb'\\.h5", "竞争\u202e.h5", "\udcff.h5"])
def test_a_file_in_a_command_that_is_suggested_is_one_argument_and_no_option(name):
    word = shell_file(name)
    assert shown(word) == word
    done = subprocess.run(["bash", "-c", f"printf %s {word}"], capture_output=True, check=True)
    wanted = f"./{name}" if name.startswith("-") else name
    assert done.stdout == wanted.encode("utf-8", "surrogateescape")
    assert not word.startswith("-")


def test_bytes_that_are_no_characters_can_be_written():
    assert whole(b"a\xff\xe7\xab\x9e").encode() == rb"a\xff" + "竞".encode()


def test_commands_say_nothing_that_steers(capsys):
    tell("rivalry-plot: \x1b]0;title\x07")

    def fail() -> None:
        raise rivalry.ResultError("a\x1b[2J.h5", "is \u202e", "no\n")

    assert carry_out("rivalry-plot", "a", fail) == 2
    assert capsys.readouterr().err == "\n".join(
        [r"rivalry-plot: \x1B]0;title\x07", r"rivalry-plot: a\x1B[2J.h5: is \u{202E} (no\n)", ""]
    )
