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
from held import Hold, is_readable
from killed import BUSY, assert_beginning, numbers, numbers_of_package, plain_numbers

KILLS = 100
FOLDERS = 2  # at a time
PERIODS = 360  # of BUSY


@dataclass(frozen=True)
class Whole:
    """The run that nobody interrupts."""

    numbers: dict
    seconds: float


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    program = Program(tmp_path_factory.mktemp("whole"))
    program.write("busy.toml", BUSY)
    started = time.monotonic()
    assert program("run", "busy.toml", "-q", "-o", "r.h5").returncode == 0
    return Whole(numbers(program.folder / "r.h5"), time.monotonic() - started)


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


@dataclass(frozen=True)
class Kill:
    """When a run is killed: so many seconds after its start, whatever it has come to; or while it waits, before its
    first period or in its course, when its file has its name."""

    seconds: float = 0
    held_after: int | None = None


def killed(folder: pathlib.Path, kill: Kill, whole: dict, closely: bool) -> int | None:
    """Kills a run; returns the periods that it left, or None if it had no file yet."""
    folder.mkdir()
    program = Program(folder)
    program.write("busy.toml", BUSY)
    if kill.held_after is None:
        run = program.start("run", "busy.toml", "-q", "-o", "r.h5")
        time.sleep(kill.seconds)
    else:
        hold = Hold(folder, kill.held_after)
        run = program.start("run", "busy.toml", "-q", "-o", "r.h5", **hold.environment)
        hold.wait(run)
        if kill.held_after > 0:
            hold.step_until((folder / "r.h5").exists, run)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    periods = check_killed(program, "r.h5", whole, closely) if (folder / "r.h5").exists() else None
    shutil.rmtree(folder)
    return periods


def test_a_run_killed_at_any_moment_leaves_what_it_had_recorded(tmp_path, whole):
    draw = random.Random(1)
    kills = [Kill(seconds=draw.uniform(0, 1.6 * whole.seconds)) for _ in range(KILLS)]
    kills[0] = Kill(held_after=0)
    kills[1::4] = [Kill(held_after=draw.randint(1, PERIODS // 2)) for _ in kills[1::4]]

    def kill(i: int) -> int | None:
        return killed(tmp_path / str(i), kills[i], whole.numbers, closely=i % 40 == 1)

    with concurrent.futures.ThreadPoolExecutor(FOLDERS) as pool:
        left = list(pool.map(kill, range(KILLS)))
    assert left[0] is None, "it had no file yet"
    assert all(0 < periods < PERIODS for periods in left[1::4]), "they were on their way"


def test_a_running_file_is_read_and_followed_and_not_repaired(rivalry):
    rivalry.write("busy.toml", BUSY)
    hold = Hold(rivalry.folder, 5)
    run = rivalry.start("run", "busy.toml", "-q", "-o", "r.h5", "--record", "price", **hold.environment)
    try:
        hold.step_until((rivalry.folder / "r.h5").exists, run)
        assert "RUNNING: period " in rivalry("info", "r.h5").stdout
        refused = rivalry("repair", "r.h5")
        assert refused.returncode == 2
        assert "r.h5: is being written by a run; look at it with `rivalry info`" in refused.stderr
        follower = rivalry.start("info", "--follow", "r.h5", "--interval", "0.05")
        lines = [follower.stdout.readline()]
        hold.step_until(lambda: is_readable(follower.stdout), run)
        lines.append(follower.stdout.readline())
        run.send_signal(signal.SIGKILL)
        rest = follower.communicate(timeout=60)[0]
    finally:
        run.kill()
        run.communicate()
    assert follower.returncode == 4
    for line in lines:
        assert re.match(r"period \d+/360  firms \d+  HHI 0\.\d{4}  price \d\.\d{3}  innovations \d+", line)
    assert re.search(r"\d periods/s$", lines[1])
    assert "the run is gone, without an end; the file holds all up to period" in rest


@pytest.mark.parametrize(("stop", "code", "words"), [(False, 0, ": complete, 12 periods"), (True, 4, "was stopped")])
def test_following_a_run_that_has_ended_says_how(rivalry, stop, code, words):
    if stop:
        hold = Hold(rivalry.folder, 6)
        run = rivalry.start("run", "small.toml", "-q", **hold.environment)
        hold.wait(run)
        run.send_signal(signal.SIGTERM)
        hold.release()
        run.communicate(timeout=60)
        assert run.returncode == 4
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
