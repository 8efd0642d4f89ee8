"""Runs that are killed: what they leave can be read, holds the numbers of the whole run, and can be repaired."""

import concurrent.futures
import pathlib
import random
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass

import pytest
from conftest import Program
from killed import BUSY, assert_beginning, numbers, numbers_of_package, plain_numbers

KILLS = 100
FOLDERS = 2  # at a time


def wait_for(path: pathlib.Path, run: subprocess.Popen) -> None:
    """Until the run's file has its name, which is when it holds its first periods."""
    deadline = time.monotonic() + 120
    while not path.exists():
        assert run.poll() is None or path.exists(), "the run ended without a file"
        assert time.monotonic() < deadline
        time.sleep(0.001)


@dataclass(frozen=True)
class Whole:
    """The run that nobody interrupts; times in seconds, the least of some, for the machine may be busy."""

    numbers: dict
    seconds: float
    with_file: float  # from when its file has its name to the end


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    program = Program(tmp_path_factory.mktemp("whole"))
    program.write("busy.toml", BUSY)
    path = program.folder / "r.h5"
    times = []
    for _ in range(3):
        path.unlink(missing_ok=True)
        started = time.monotonic()
        run = program.start("run", "busy.toml", "-q", "-o", "r.h5")
        wait_for(path, run)
        named = time.monotonic()
        run.communicate(timeout=120)
        ended = time.monotonic()
        assert run.returncode == 0
        times.append((ended - started, ended - named))
    return Whole(numbers(path), *map(min, zip(*times, strict=True)))


def check_killed(program: Program, name: str, whole: dict, closely: bool) -> int:
    """Looks at what a killed run left, `closely` with the whole package; returns the periods that it holds."""
    path = program.folder / name
    shown = program("info", name)
    assert shown.returncode == 0, shown.stderr
    state = r"INCOMPLETE: the run was cut off; the file holds all up to|complete"
    assert re.match(rf"{name}: .*, (?:{state})", shown.stdout), shown.stdout
    assert program("digest", name).returncode == 0
    left = numbers_of_package(path) if closely else numbers(path)
    periods = assert_beginning(left, whole)
    if "INCOMPLETE" in shown.stdout:
        assert f"up to period {periods} of 360" in shown.stdout
    repaired = program("repair", name)
    assert repaired.returncode == 0, repaired.stderr
    assert assert_beginning(plain_numbers(path), whole) == periods
    for tool in (["h5ls", "-r"], ["h5dump", "-H"]):
        if shutil.which(tool[0]):
            assert subprocess.run([*tool, path], capture_output=True).returncode == 0
    return periods


def kill_after(folder: pathlib.Path, seconds: float, with_file: bool, whole: dict, closely: bool) -> int | None:
    """Kills a run after that time, counted from when it has its file, or from its start; returns the periods that it
    left, or None if it had no file yet."""
    folder.mkdir()
    program = Program(folder)
    program.write("busy.toml", BUSY)
    run = program.start("run", "busy.toml", "-q", "-o", "r.h5")
    if with_file:
        wait_for(folder / "r.h5", run)
    time.sleep(seconds)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    periods = check_killed(program, "r.h5", whole, closely) if (folder / "r.h5").exists() else None
    shutil.rmtree(folder)
    return periods


def test_a_run_killed_at_any_moment_leaves_what_it_had_recorded(tmp_path, whole):
    draw = random.Random(1)
    # One in four when it has a file, however long the machine takes until then; one at once.
    with_file = [i % 4 == 1 for i in range(KILLS)]
    moments = [draw.uniform(0, 0.8 * whole.with_file if after else 1.6 * whole.seconds) for after in with_file]
    moments[0] = 0

    def kill(i: int) -> int | None:
        return kill_after(tmp_path / str(i), moments[i], with_file[i], whole.numbers, closely=i % 40 == 1)

    with concurrent.futures.ThreadPoolExecutor(FOLDERS) as pool:
        left = list(pool.map(kill, range(KILLS)))
    held = [periods for periods in left if periods is not None]
    assert None in left, "no run was killed before it had a file"
    assert any(0 < periods < 360 for periods in held), "no run was killed on its way"
    assert len(held) > KILLS / 10


def test_a_running_file_is_read_and_followed_and_not_repaired(rivalry):
    rivalry.write("busy.toml", BUSY)
    run = rivalry.start("run", "busy.toml", "-q", "-o", "r.h5", "--set", "scenario.periods=100000", "--record", "price")
    try:
        wait_for(rivalry.folder / "r.h5", run)
        assert "RUNNING: period " in rivalry("info", "r.h5").stdout
        refused = rivalry("repair", "r.h5")
        assert refused.returncode == 2
        assert "r.h5: is being written by a run; look at it with `rivalry info`" in refused.stderr
        follower = rivalry.start("info", "--follow", "r.h5", "--interval", "0.1")
        lines = [follower.stdout.readline() for _ in range(2)]
        run.send_signal(signal.SIGKILL)
        rest = follower.communicate(timeout=60)[0]
    finally:
        run.kill()
        run.communicate()
    assert follower.returncode == 4
    for line in lines:
        assert re.match(r"period \d+/100000  firms \d+  HHI 0\.\d{4}  price \d\.\d{3}  innovations \d+", line)
    assert re.search(r"\d periods/s$", lines[1])
    assert "the run is gone, without an end; the file holds all up to period" in rest


@pytest.mark.parametrize(("stop", "code", "words"), [(False, 0, ": complete, 12 periods"), (True, 4, "was stopped")])
def test_following_a_run_that_has_ended_says_how(rivalry, stop, code, words):
    if stop:
        run = rivalry.start("run", "small.toml", "--set", "scenario.periods=10000000", "--progress", "always", "-q")
        assert "period" in run.stderr.readline()
        run.send_signal(signal.SIGTERM)
        run.communicate(timeout=60)
    else:
        rivalry("run", "small.toml", "-q")
    shown = rivalry("info", "--follow", "small.h5")
    assert shown.returncode == code
    assert words in shown.stdout


def test_sound_files_are_left_alone_by_repair(rivalry):
    rivalry("run", "small.toml", "-q")
    before = (rivalry.folder / "small.h5").read_bytes()
    done = rivalry("repair", "small.h5", "-o", "copy.h5")
    assert done.returncode == 0
    assert re.search(r"sound, complete, 12 periods; all \d+ checksums are right. Nothing was written", done.stdout)
    assert (rivalry.folder / "small.h5").read_bytes() == before
    assert not (rivalry.folder / "copy.h5").exists()
