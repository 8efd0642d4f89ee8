"""Signals that were ignored when a program started, as by `nohup`, stay ignored."""

import signal
import subprocess
import sys

import h5py
import pytest
from conftest import BINARY, with_usual_signals
from held import Hold, ignores
from sweeps import PERIODS, merged_digest, write_sweep
from test_streams import digest

ENDING = [signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGUSR1]


def ignoring(number: int):
    def prepare() -> None:
        with_usual_signals()
        signal.signal(number, signal.SIG_IGN)

    return prepare


@pytest.mark.parametrize("number", ENDING)
def test_a_run_goes_on(rivalry, number):
    assert rivalry("run", "small.toml", "-o", "usual.h5").returncode == 0
    hold = Hold(rivalry.folder, 6)
    run = rivalry.start("run", "small.toml", prepare=ignoring(number), **hold.environment)
    hold.wait(run)
    assert ignores(run, number)
    run.send_signal(number)
    hold.release()
    errors = run.communicate(timeout=100)[1]
    assert (run.returncode, errors) == (0, "")
    assert digest(rivalry, "small.h5") == digest(rivalry, "usual.h5")


def test_a_caller_that_ignores_its_children_hides_no_failure(rivalry):
    assert rivalry("run", "small.toml").returncode == 0
    with h5py.File(rivalry.folder / "small.h5", "r+") as file:
        del file["market/hhi"]
        del file.attrs["seed"]
        file.attrs["complete"] = 0
    damaged = (rivalry.folder / "small.h5").read_bytes()
    for words in (["digest"], ["info"], ["info", "--follow"], ["repair"], ["run", "--force", "--resume"]):
        process = rivalry.start(*words, "small.h5", prepare=ignoring(signal.SIGCHLD))
        errors = process.communicate(timeout=100)[1]
        assert process.returncode == 3, (words, errors)
        assert "small.h5: is damaged" in errors or "small.h5: cannot be repaired" in errors
        assert (rivalry.folder / "small.h5").read_bytes() == damaged


@pytest.mark.parametrize("number", ENDING)
def test_a_sweep_goes_on(rivalry, number):
    write_sweep(rivalry)
    hold = Hold(rivalry.folder, 20 * PERIODS)
    worker = rivalry.start("sweep", "run", "pressure.toml", prepare=ignoring(number), **hold.environment)
    hold.wait(worker)
    assert ignores(worker, number)
    worker.send_signal(number)
    hold.release()
    errors = worker.communicate(timeout=100)[1]
    assert (worker.returncode, errors) == (0, "")
    assert merged_digest(rivalry, "pressure.sweep")


def test_what_is_not_ignored_ends_a_sweep_that_goes_on_later(rivalry):
    write_sweep(rivalry)
    for number in ENDING:
        hold = Hold(rivalry.folder, 20 * PERIODS)
        worker = rivalry.start("sweep", "run", "pressure.toml", "--threads", "1", **hold.environment)
        hold.wait(worker)
        worker.send_signal(number)
        errors = worker.communicate(timeout=100)[1]
        assert worker.returncode == 4
        assert "interrupted; what was done is kept" in errors
        hold.release()
    assert rivalry("sweep", "run", "pressure.toml").returncode == 0


def test_nohup_outlives_the_terminal(rivalry):
    hold = Hold(rivalry.folder, 6)
    run = subprocess.Popen(
        ["nohup", BINARY, "run", "small.toml"],
        cwd=rivalry.folder,
        env=rivalry.environment | hold.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=with_usual_signals,
    )
    hold.wait(run)
    run.send_signal(signal.SIGHUP)
    hold.release()
    assert run.wait(100) == 0
    assert ", complete" in rivalry("info", "small.h5").stdout


@pytest.mark.parametrize("words", [["export", "small.h5", "-o", "t.csv"], ["plot", "small.h5", "-o", "p.svg"]])
@pytest.mark.parametrize("number", ENDING)
def test_tables_and_pictures_are_finished(rivalry, words, number):
    assert rivalry("run", "small.toml").returncode == 0
    process = rivalry.start(*words, prepare=ignoring(number), VIRTUAL_ENV=sys.prefix)
    while process.poll() is None:
        process.send_signal(number)
    assert process.returncode == 0, process.communicate()[1]
    process.communicate()
    assert (rivalry.folder / words[-1]).stat().st_size > 100


def test_programs_that_are_started_take_signals_as_usual(rivalry):
    program = rivalry.write("rivalry-look", "#!/bin/sh\ngrep -E 'SigIgn|SigCgt' /proc/self/status\n")
    program.chmod(0o755)
    shown = rivalry("look", PATH=f"{rivalry.folder}:/usr/bin:/bin").stdout
    masks = [int(line.split()[1], 16) for line in shown.splitlines()]
    for number in (signal.SIGPIPE, signal.SIGXFSZ, *ENDING):
        assert not any(mask >> (number - 1) & 1 for mask in masks), number
