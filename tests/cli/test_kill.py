"""Runs that are killed: what they leave can be read, holds the numbers of the whole run, and can be repaired."""

import concurrent.futures
import random
import re
import shutil
import signal
import subprocess
import time

import pytest
from conftest import BINARY, Program
from killed import BUSY, assert_beginning, numbers, numbers_of_package, plain_numbers

KILLS = 100
FOLDERS = 2  # at a time


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The numbers of the run that nobody interrupts, and how long it takes."""
    program = Program(tmp_path_factory.mktemp("whole"))
    program.write("busy.toml", BUSY)
    started = time.monotonic()
    assert program("run", "busy.toml", "-q", "-o", "whole.h5").returncode == 0
    seconds = time.monotonic() - started
    return numbers(program.folder / "whole.h5"), seconds


def check_killed(program: Program, name: str, whole, closely: bool) -> int:
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


def kill_after(folder, seconds: float, whole, closely: bool) -> int | None:
    """Kills a run after that time; returns the periods that it left, or None if it had no file yet."""
    folder.mkdir()
    program = Program(folder)
    program.write("busy.toml", BUSY)
    run = subprocess.Popen(
        [BINARY, "run", "busy.toml", "-q", "-o", "r.h5"], cwd=folder, env=program.environment, stderr=subprocess.PIPE
    )
    time.sleep(seconds)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    periods = check_killed(program, "r.h5", whole, closely) if (folder / "r.h5").exists() else None
    shutil.rmtree(folder)
    return periods


def test_a_run_killed_at_any_moment_leaves_what_it_had_recorded(tmp_path, whole):
    values, seconds = whole
    draw = random.Random(1)
    moments = [draw.uniform(0, 1.6 * seconds) for _ in range(KILLS)]
    with concurrent.futures.ThreadPoolExecutor(FOLDERS) as pool:
        left = list(pool.map(lambda i: kill_after(tmp_path / str(i), moments[i], values, i % 20 == 0), range(KILLS)))
    held = [periods for periods in left if periods is not None]
    assert None in left, "no run was killed before it had a file"
    assert len(held) >= KILLS / 25


def test_a_running_file_is_read_and_followed_and_not_repaired(rivalry):
    rivalry.write("busy.toml", BUSY)
    run = rivalry.start("run", "busy.toml", "-q", "-o", "r.h5", "--set", "scenario.periods=100000", "--record", "price")
    try:
        while not (rivalry.folder / "r.h5").exists():
            assert run.poll() is None
            time.sleep(0.01)
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
