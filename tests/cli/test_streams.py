"""Callers that close or fill standard streams, or leave them: no result is touched by that."""

import itertools
import os
import pathlib
import subprocess
import sys

import pytest
from conftest import BINARY, with_usual_signals
from held import Hold
from sweeps import MARKET, SWEEP, merged_digest

CLOSED = [closed for count in (1, 2, 3) for closed in itertools.combinations((0, 1, 2), count)]
PYTHON_PROGRAMS = pathlib.Path(sys.executable).parent


def start(program, *command: object, closed: tuple[int, ...] = (), **streams) -> subprocess.Popen:
    def prepare() -> None:
        with_usual_signals()
        for stream in closed:
            os.close(stream)

    usual = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(
        [str(word) for word in command],
        cwd=program.folder,
        env=program.environment | streams.pop("environment", {}),
        preexec_fn=prepare,
        text=True,
        **usual | streams,
    )


def code_of(process: subprocess.Popen) -> int:
    process.communicate(timeout=300)
    return process.returncode


def digest(program, file: str) -> str:
    found = program("digest", file)
    assert found.returncode == 0, found.stderr
    return found.stdout.split()[0]


@pytest.fixture
def result(rivalry):
    """The digest of the run whose streams are as usual, in usual.h5."""
    assert rivalry("run", "small.toml", "-o", "usual.h5").returncode == 0
    return digest(rivalry, "usual.h5")


@pytest.fixture
def sweep(rivalry):
    """The digest of the sweep whose streams are as usual."""
    rivalry.write("tiny.toml", MARKET)
    rivalry.write("pressure.toml", SWEEP.replace("replicates = 40", "replicates = 4"))
    assert rivalry("sweep", "run", "pressure.toml", "-d", "usual.sweep").returncode == 0
    return merged_digest(rivalry, "usual.sweep")


@pytest.mark.parametrize("closed", CLOSED)
def test_closed_streams_do_a_run_no_harm(rivalry, result, closed):
    command = [BINARY, "run", "small.toml", "-o", "r.h5", "--progress", "always", "--profile"]
    assert code_of(start(rivalry, *command, closed=closed)) == 0
    assert digest(rivalry, "r.h5") == result
    assert "sound, complete" in rivalry("repair", "r.h5").stdout


@pytest.mark.parametrize("closed", CLOSED)
def test_closed_streams_do_a_sweep_no_harm(rivalry, sweep, closed):
    command = [BINARY, "sweep", "run", "pressure.toml", "--progress", "always", "--threads", 2]
    assert code_of(start(rivalry, *command, closed=closed)) == 0
    assert "24 of 24" in rivalry("sweep", "status", "pressure.sweep").stdout
    merge = [BINARY, "sweep", "merge", "pressure.sweep", "--csv", "r.csv", "-o", "r.h5"]
    assert code_of(start(rivalry, *merge, closed=closed)) == 0
    assert digest(rivalry, "r.h5") == sweep
    assert (rivalry.folder / "r.csv").read_text().count("\n") == 25


@pytest.mark.parametrize("closed", CLOSED)
def test_closed_streams_do_tables_and_pictures_no_harm(rivalry, result, closed):
    for words in (["export", "usual.h5", "-o", "{}.csv"], ["plot", "usual.h5", "-o", "{}.svg"]):
        usual, other = ([word.format(name) for word in words] for name in ("a", "b"))
        environment = {"VIRTUAL_ENV": sys.prefix}
        assert code_of(start(rivalry, BINARY, *usual, environment=environment)) == 0
        program = PYTHON_PROGRAMS / f"rivalry-{words[0]}"
        assert code_of(start(rivalry, program, *other[1:], closed=closed)) == 0
        whole, found = (rivalry.folder / names[-1] for names in (usual, other))
        assert found.read_bytes() == whole.read_bytes()
    assert digest(rivalry, "usual.h5") == result


@pytest.mark.parametrize("closed", CLOSED)
def test_programs_that_are_started_have_their_streams(rivalry, closed):
    seen = "import os; print([os.readlink(f'/proc/self/fd/{i}') for i in (0, 1, 2)], file=open('seen', 'w'))"
    program = rivalry.write("rivalry-look", f'#!/bin/sh\nexec python3 -c "{seen}"\n')
    program.chmod(0o755)
    assert code_of(start(rivalry, BINARY, "look", closed=closed, environment={"PATH": f"{rivalry.folder}:/bin"})) == 0
    assert (rivalry.folder / "seen").read_text() == "['/dev/null', '/dev/null', '/dev/null']\n"


def test_a_python_program_opens_closed_streams_before_anything_else(rivalry):
    look = (
        "import os, rivalry.plot; from rivalry.command import command\n"
        "seen = lambda _: print([os.readlink(f'/proc/self/fd/{i}') for i in (0, 1, 2)], file=open('seen', 'w'))\n"
        "print('lost'); command(seen)()\n"
    )
    assert code_of(start(rivalry, sys.executable, "-c", look, closed=(0, 1, 2))) == 0
    assert (rivalry.folder / "seen").read_text() == "['/dev/null', '/dev/null', '/dev/null']\n"


def left_pipe() -> int:
    """The writing end of a pipe that nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    return writer


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("to", ["full", "left"])
def test_streams_that_cannot_be_written_do_no_harm(rivalry, result, sweep, stream, to):
    other = "stderr" if stream == "stdout" else "stdout"
    expected = 3 if (stream, to) == ("stdout", "full") else 0
    for words in (
        ["run", "small.toml", "-o", "r.h5", "--progress", "always", "--profile", "--checkpoint", "0.000001"],
        ["sweep", "run", "pressure.toml", "--progress", "always"],
        ["sweep", "merge", "pressure.sweep", "-o", "m.h5"],
    ):
        lost = os.open("/dev/full", os.O_WRONLY) if to == "full" else left_pipe()
        process = start(rivalry, BINARY, *words, **{stream: lost, other: subprocess.PIPE})
        os.close(lost)
        said = "".join(filter(None, process.communicate(timeout=300)))
        assert process.returncode == expected
        assert ("standard output cannot be written: No space left on device" in said) == (expected == 3)
    assert digest(rivalry, "r.h5") == result
    assert digest(rivalry, "m.h5") == sweep
    assert not list(rivalry.folder.glob("r.h5.*")), "no checkpoints are left"


@pytest.mark.parametrize("words", [["describe"], ["list"], ["run", "--help"], ["sweep", "points", "pressure.toml"]])
def test_a_reader_that_leaves_is_no_failure(rivalry, sweep, words):
    writer = left_pipe()
    process = start(rivalry, BINARY, *words, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert process.communicate(timeout=300)[1] == ""
    assert process.returncode == 0


def test_who_is_followed_by_nobody_ends(rivalry):
    hold = Hold(rivalry.folder, 1)
    run = rivalry.start("run", "small.toml", "--set", "scenario.periods=1000", **hold.environment)
    hold.step_until((rivalry.folder / "small.h5").exists, run)
    writer = left_pipe()
    follower = start(rivalry, BINARY, "info", "--follow", "small.h5", stdout=writer)
    os.close(writer)
    assert code_of(follower) == 0
    run.kill()
    run.communicate()


@pytest.mark.parametrize(("to", "code"), [("full", 3), ("left", 0)])
@pytest.mark.parametrize("program", ["rivalry-export", "rivalry-plot"])
def test_help_that_cannot_be_written_is_told_unless_its_reader_left(rivalry, program, to, code):
    lost = os.open("/dev/full", os.O_WRONLY) if to == "full" else left_pipe()
    process = start(rivalry, PYTHON_PROGRAMS / program, "--help", stdout=lost, stderr=subprocess.PIPE)
    os.close(lost)
    said = process.communicate(timeout=100)[1]
    assert process.returncode == code
    assert said == ("" if code == 0 else f"{program}: standard output cannot be written: No space left on device\n")


def test_a_table_is_written_though_what_is_said_is_lost(rivalry):
    hold = Hold(rivalry.folder, 7)
    run = rivalry.start("run", "small.toml", **hold.environment)
    hold.wait(run)
    run.terminate()
    hold.release()
    assert code_of(run) == 4
    with open("/dev/full", "w") as full:
        process = start(rivalry, PYTHON_PROGRAMS / "rivalry-export", "small.h5", "-o", "t.csv", stderr=full)
        assert code_of(process) == 0
    assert (rivalry.folder / "t.csv").read_text().count("\n") == 8
