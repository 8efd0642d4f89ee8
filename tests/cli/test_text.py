"""Text that others chose: names, titles, questions, names of files."""

import os
import pty
import subprocess

import h5py
import pytest
from conftest import BINARY, Program

CONTROL = {chr(c) for c in [*range(0x20), *range(0x7F, 0xA0), 0xAD, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]} - {
    "\n",
    "\t",
}

ODD = r"""
[scenario]
name = "evil\u001b[2J竞争"
question = "Does \u009b31m it \u202e pay\nrivalry: all is well?"
periods = 6
[market]
firms = 20
segments = 2
[emphasis]
novelty = {treatment = [0.25, 0.5]}
[[population]]
name = "a b"
entrants = 1
[[population]]
name = "a_b"
firms = 5
[[population]]
name = "=1+1"
firms = 4
[[population]]
name = "竞\u001b争"
firms = 4
"""
NAMES = ["a b", "a_b", "=1+1", "竞\x1b争"]


def is_plain(text: str) -> bool:
    return not CONTROL & set(text)


def bash(program: Program, command: str) -> subprocess.CompletedProcess[str]:
    """As a user types it, with the program by its name."""
    path = f"{BINARY.parent}:{program.environment['PATH']}"
    environment = program.environment | {"PATH": path}
    return subprocess.run(
        ["bash", "-c", command], cwd=program.folder, env=environment, capture_output=True, text=True, timeout=300
    )


@pytest.fixture
def odd(rivalry: Program) -> Program:
    rivalry.write("odd.toml", ODD)
    return rivalry


def test_what_a_file_says_steers_no_terminal(odd):
    done = odd("run", "odd.toml", "-o", "odd.h5")
    assert done.returncode == 0, done.stderr
    info, checked = odd("info", "odd.h5"), odd("check", "odd.toml")
    for output in (done.stdout, info.stdout, checked.stdout):
        assert is_plain(output)
        assert r"Does \u{9B}31m it \u{202E} pay\nrivalry: all is well?" in output
    assert r"scenario   evil\x1B[2J竞争" in info.stdout


def test_a_scenario_goes_to_a_pipe_as_it_is_and_reads_back(odd):
    assert odd("run", "odd.toml", "-o", "odd.h5", "--quiet").returncode == 0
    odd.write("back.toml", odd("info", "--scenario", "odd.h5").stdout)
    assert is_plain((odd.folder / "back.toml").read_text())  # escapes of TOML
    assert odd("run", "back.toml", "-o", "back.h5", "--quiet").returncode == 0
    with h5py.File(odd.folder / "odd.h5") as one, h5py.File(odd.folder / "back.h5") as other:
        for name in ("scenario_name", "question"):
            assert one.attrs[name] == other.attrs[name]
        assert one.attrs["scenario_name"] == "evil\x1b[2J竞争".encode()


def test_data_are_shown_on_a_terminal_and_given_to_a_pipe(odd):
    assert odd("run", "odd.toml", "-o", "odd.h5", "--quiet").returncode == 0
    with h5py.File(odd.folder / "odd.h5", "a") as file:
        file.attrs["scenario"] = "# \x1b[2J\n"
    assert odd("info", "--scenario", "odd.h5").stdout == "# \x1b[2J\n"
    ours, theirs = pty.openpty()
    subprocess.run([BINARY, "info", "--scenario", "odd.h5"], cwd=odd.folder, stdout=theirs, timeout=60, check=True)
    os.close(theirs)
    assert os.read(ours, 100).decode().strip() == r"# \x1B[2J"
    os.close(ours)


def test_populations_and_arms_keep_their_names(odd):
    assert odd("run", "odd.toml", "-o", "odd.h5", "--quiet").returncode == 0
    with h5py.File(odd.folder / "odd.h5") as file:
        attributes = file["firms/population"].attrs
        assert attributes["flag_meanings"] == b"a_b_2 a_b _1+1 \xe7\xab\x9e_\xe4\xba\x89"
        assert [label.decode() for label in attributes["flag_labels"]] == NAMES
        assert attributes["flag_values"].tolist() == [0, 1, 2, 3]
        assert "flag_labels" not in file["firms/origin"].attrs  # whose words are their labels


@pytest.mark.parametrize("name", ["my res.h5", "-f.h5", "$(touch here).h5", "it's.h5", "a\nb\x1b[2J.h5", "竞争.h5"])
def test_commands_that_are_suggested_can_be_typed(rivalry, name):
    done = rivalry("run", "small.toml", "-o", f"./{name}")
    assert done.returncode == 0, done.stderr
    assert is_plain(done.stdout)
    (suggested,) = [line for line in done.stdout.splitlines() if line.startswith("Next: ")]
    command = suggested.removeprefix("Next: ").split(", rivalry plot")[0]
    typed = bash(rivalry, command)
    assert typed.returncode == 0, typed.stderr
    assert "complete" in typed.stdout
    assert not (rivalry.folder / "here").exists()


def test_commands_of_sweeps_that_are_suggested_can_be_typed(rivalry):
    factor = '[[factor]]\nkey = "competition.pricing"\nvalues = ["fixed"]\n'
    rivalry.write("few.toml", f'[sweep]\nscenario = "small.toml"\nreplicates = 2\n{factor}')
    done = rivalry("sweep", "plan", "few.toml", "-d", "one two.sweep")
    for _ in range(2):
        assert done.returncode == 0, done.stderr
        done = bash(rivalry, done.stdout.splitlines()[-1].removeprefix("Next: "))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == (
        "Next: rivalry plot 'one two.h5'; in Python rivalry.read_sweep(\"one two.h5\")"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[scenario]\nname = "a\\u0000b"\n', 'x.toml:2: scenario.name = "a\\u0000b": holds a zero character, which'),
        ('[[population]]\nname = "\\u0000"\n', 'x.toml:2: population.name = "\\u0000": holds a zero character'),
        ('[market]\n"fir\\u0000ms" = 5\n', 'x.toml:2: market = "fir\\u0000ms": holds a zero'),
    ],
)
def test_a_zero_character_is_refused_in_words(rivalry, text, message):
    rivalry.write("x.toml", text)
    done = rivalry("run", "x.toml", "-o", "x.h5")
    assert done.returncode == 2
    assert done.stderr.startswith(message)
    assert "leave \\u0000 out" in done.stderr
    assert not (rivalry.folder / "x.h5").exists()


def test_a_zero_character_is_refused_in_a_setting(rivalry):
    done = rivalry("check", "small.toml", "--set", 'scenario.name="a\\u0000b"')
    assert done.returncode == 2
    assert 'value = "a\\u0000b": holds a zero character' in done.stderr


@pytest.mark.parametrize("command", ["run", "check", "info", "digest", "repair", "sweep plan"])
def test_names_of_files_steer_no_terminal_in_errors(rivalry, command):
    done = rivalry(*command.split(), "no\x1b[2J\n\u202efile")
    assert done.returncode == 2
    assert is_plain(done.stderr)
    assert r"no\x1B[2J\n\u{202E}file" in done.stderr
    assert done.stderr.count("\n") == 1
