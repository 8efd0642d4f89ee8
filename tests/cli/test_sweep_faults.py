"""Sweeps whose workers are killed, whose disk is full, whose files are damaged: nothing is lost, nothing is wrong."""

import os
import random
import re
import shutil
import signal
import subprocess
import time

import pytest
from conftest import BINARY
from held import Hold
from sweeps import PERIODS, RUNS, SWEEP, merged_digest, runs_done, shards, write_sweep

KILLS = 200


@pytest.fixture
def program(rivalry):
    write_sweep(rivalry)
    return rivalry


@pytest.fixture
def whole(program):
    assert program("sweep", "run", "pressure.toml", "--threads", 1, "-d", "whole.sweep").returncode == 0
    return merged_digest(program, "whole.sweep")


def test_workers_killed_at_random_moments_lose_nothing(program, whole):
    """Rows that were there stay there, and in the end all are, each once or with the same bits."""
    rng = random.Random(1)
    killed = rounds = 0
    started = time.monotonic()
    assert program("sweep", "run", "pressure.toml", "--block", 4, "--threads", 1, "-d", "timing.sweep").returncode == 0
    seconds = time.monotonic() - started
    while killed < KILLS:
        rounds += 1
        directory = f"k{rounds}.sweep"
        program("sweep", "plan", "pressure.toml", "--block", 4, "-d", directory)
        before = 0
        for _ in range(20):
            worker = program.start("sweep", "run", directory, "--threads", rng.choice([1, 2]))
            time.sleep(rng.uniform(0, seconds / 4))
            worker.send_signal(signal.SIGKILL)
            worker.communicate(timeout=100)
            if worker.returncode == 0:  # it was quicker
                break
            killed += 1
            if rng.random() < 0.2:
                done = runs_done(program, directory)
                assert done >= before
                before = done
        finished = program("sweep", "run", directory)
        assert finished.returncode == 0, finished.stderr
        assert merged_digest(program, directory) == whole
        shutil.rmtree(program.folder / directory)


def test_a_worker_that_was_killed_leaves_its_block_to_others(program, whole):
    program("sweep", "plan", "pressure.toml", "--block", 60, "-d", "a.sweep")
    hold = Hold(program.folder, 70 * PERIODS)
    first = program.start("sweep", "run", "a.sweep", "--threads", 1, **hold.environment)
    hold.wait(first)
    first.kill()
    first.communicate(timeout=100)
    held = [path for path in (program.folder / "a.sweep").glob("plans/*/claims/*") if path.suffix == ""]
    assert len(held) == 1, "it was at its second block"
    assert 60 <= runs_done(program, "a.sweep") < 120
    # On one machine nobody waits for the lease.
    assert program("sweep", "run", "a.sweep", "--lease", 100_000).returncode == 0
    assert merged_digest(program, "a.sweep") == whole


def limited(size):
    def limit():
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("size", [30, 3_000, 50_000])
def test_a_full_disk_ends_with_3_and_loses_no_row(program, whole, size):
    program("sweep", "plan", "pressure.toml", "--block", 10, "-d", "a.sweep")
    full = subprocess.run(
        [BINARY, "sweep", "run", "a.sweep"],
        cwd=program.folder,
        env=program.environment,
        capture_output=True,
        text=True,
        preexec_fn=limited(size),
        timeout=200,
    )
    assert full.returncode == 3, full.stderr
    assert "File too large" in full.stderr
    assert program("sweep", "verify", "a.sweep").returncode == 0
    done = runs_done(program, "a.sweep")
    again = program("sweep", "run", "a.sweep")
    assert again.returncode == 0
    assert f"{RUNS - done} runs done here" in again.stdout
    assert merged_digest(program, "a.sweep") == whole


def test_merging_on_a_full_disk_leaves_nothing_behind(program, whole):
    full = subprocess.run(
        [BINARY, "sweep", "merge", "whole.sweep", "-o", "m.h5", "--csv", "m.csv"],
        cwd=program.folder,
        env=program.environment,
        capture_output=True,
        text=True,
        preexec_fn=limited(20_000),
        timeout=200,
    )
    assert full.returncode == 3, full.stderr
    assert not [name for name in os.listdir(program.folder) if "m.h5" in name or "m.csv" in name]


def test_a_directory_that_cannot_be_written_is_refused_in_words(program):
    program("sweep", "plan", "pressure.toml", "-d", "a.sweep")
    shutil.rmtree(program.folder / "a.sweep/workers")
    program.write("a.sweep/workers", "")  # what a missing permission is to root
    refused = program("sweep", "run", "a.sweep")
    assert refused.returncode == 3
    assert "cannot be written" in refused.stderr


def damage(path, rng):
    data = bytearray(path.read_bytes())
    if rng.random() < 0.5:
        place = rng.randrange(len(data))
        data[place] ^= 1 << rng.randrange(8)
    else:
        del data[rng.randrange(len(data)) :]
    path.write_bytes(data)


def test_damaged_shards_are_found_and_their_runs_done_again(program, whole):
    rng = random.Random(2)
    for _ in range(25):
        shutil.copytree(program.folder / "whole.sweep", program.folder / "d.sweep")
        damage(rng.choice(shards(program, "d.sweep")), rng)
        verified = program("sweep", "verify", "d.sweep")
        assert verified.returncode in (0, 3), verified.stderr
        missing = int(re.search(r"(\d+) runs missing", verified.stdout)[1])
        if missing:
            assert program("sweep", "merge", "d.sweep", "-o", "x.h5", "-f").returncode == 4
        again = program("sweep", "run", "d.sweep")
        assert again.returncode == 0, again.stderr
        assert f"{missing} runs done here" in again.stdout
        assert merged_digest(program, "d.sweep") == whole
        shutil.rmtree(program.folder / "d.sweep")


def test_a_shard_that_was_removed_is_done_again(program, whole):
    for shard in shards(program, "whole.sweep"):
        shard.unlink()
    again = program("sweep", "run", "whole.sweep")
    assert f"{RUNS} runs done here" in again.stdout
    assert merged_digest(program, "whole.sweep") == whole


def test_rows_that_differ_for_one_run_are_told(program, whole):
    """A machine that computes wrongly must not pass unseen: the same run twice, with other numbers."""
    program.write("other.toml", SWEEP)
    program.write(
        "tiny.toml", '[scenario]\nname = "tiny"\nperiods = 16\nseed = 2\n[market]\nfirms = 10\nsegments = 2\n'
    )
    assert program("sweep", "run", "other.toml").returncode == 0
    ours, theirs = shards(program, "whole.sweep")[0], shards(program, "other.sweep")[0]
    rows = theirs.read_bytes()
    # Rows of the other sweep under the head of this one's plan.
    (ours.parent / "forged-0001.rows").write_bytes(ours.read_bytes()[:48] + rows[48:])
    merged = program("sweep", "merge", "whole.sweep", "-f")
    assert merged.returncode == 3
    assert "was done twice, with different results" in merged.stderr
    assert program("sweep", "verify", "whole.sweep").returncode == 3


def test_clocks_that_jump_do_not_matter(program, whole):
    program("sweep", "plan", "pressure.toml", "--block", 4, "-d", "a.sweep")
    hold = Hold(program.folder, 10 * PERIODS)
    worker = program.start("sweep", "run", "a.sweep", "--threads", 1, **hold.environment)
    hold.wait(worker)
    for year in (1999, 2035, 2001):
        moment = time.mktime((year, 1, 1, 0, 0, 0, 0, 0, 0))
        for path in (program.folder / "a.sweep").rglob("*"):
            os.utime(path, (moment, moment))
        other = program("sweep", "run", "a.sweep", "--threads", 1, "--leave")
        left = RUNS - 12 if year == 1999 else 0  # the worker lives, and holds its third block
        assert f"{left} runs done here" in other.stdout
    hold.release()
    worker.communicate(timeout=200)
    assert worker.returncode == 0
    assert merged_digest(program, "a.sweep") == whole
    assert " 0 twice" in program("sweep", "verify", "a.sweep").stdout
