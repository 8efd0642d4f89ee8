"""Scenarios and sweep files from pipes, which can be read once: `<(command)` of a shell, /dev/stdin."""

import subprocess

import pytest
from conftest import BINARY, SMALL
from sweeps import write_sweep


def shell(rivalry, command: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command.replace("rivalry ", f"{BINARY} ")],
        cwd=rivalry.folder,
        env=rivalry.environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=300,
    )


def digest(rivalry, file: str) -> str:
    return rivalry("digest", file).stdout.split()[0]


@pytest.mark.parametrize("command", ["rivalry check <(cat small.toml)", "cat small.toml | rivalry check /dev/stdin"])
def test_a_scenario_from_a_pipe_is_checked(rivalry, command):
    done = shell(rivalry, command)
    assert done.returncode == 0, done.stderr
    assert "20 firms, 2 segments" in done.stdout


def test_a_scenario_from_a_pipe_is_run(rivalry):
    assert rivalry("run", "small.toml", "-o", "usual.h5").returncode == 0
    assert shell(rivalry, "rivalry run <(cat small.toml) -o r.h5").returncode == 0
    assert shell(rivalry, "rivalry run /dev/stdin", SMALL).returncode == 0
    assert digest(rivalry, "r.h5") == digest(rivalry, "stdin.h5") == digest(rivalry, "usual.h5")


def test_sweeps_and_ensembles_come_from_pipes_too(rivalry):
    write_sweep(rivalry)
    for name, sweep in (("a", "pressure.toml"), ("b", "<(cat pressure.toml)")):
        done = shell(rivalry, f"rivalry sweep run {sweep} -d {name}.sweep && rivalry sweep merge {name}.sweep")
        assert done.returncode == 0, done.stderr
    piped = shell(rivalry, "rivalry sweep points <(cat pressure.toml)")
    assert piped.stdout.splitlines()[1:] == rivalry("sweep", "points", "pressure.toml").stdout.splitlines()[1:]
    base = shell(
        rivalry, "rivalry sweep run <(sed 's,tiny.toml,/dev/stdin,' pressure.toml) -d c.sweep < <(cat tiny.toml)"
    )
    assert base.returncode == 0, base.stderr
    for name, scenario in (("d", "tiny.toml"), ("e", "<(cat tiny.toml)")):
        done = shell(rivalry, f"rivalry ensemble {scenario} -n 4 -o {name}.h5")
        assert done.returncode == 0, done.stderr
    assert digest(rivalry, "d.h5") == digest(rivalry, "e.h5")
    assert digest(rivalry, "a.h5") == digest(rivalry, "b.h5")


def test_claims_come_from_pipes_too(rivalry):
    rivalry.write(
        "claim.toml",
        SMALL + '[[expect]]\nmeasure = "firms"\nvalue = 20\nabsolute = 20\nperiod = 1\nsource = "so it begins"\n',
    )
    usual, piped = (shell(rivalry, f"rivalry verify {file}") for file in ("claim.toml", "<(cat claim.toml)"))
    assert (piped.returncode, piped.stdout.splitlines()[:2]) == (usual.returncode, usual.stdout.splitlines()[:2])


@pytest.mark.parametrize("command", ["check", "run", "sweep plan", "ensemble -n 2"])
def test_a_pipe_without_end_is_refused_in_words(rivalry, command):
    done = shell(rivalry, f"rivalry {command} /dev/zero")
    assert done.returncode == 2
    assert "/dev/zero: is larger than 16 MB" in done.stderr


@pytest.mark.parametrize("command", ["check", "sweep plan"])
def test_an_empty_pipe_is_refused_in_words(rivalry, command):
    done = shell(rivalry, f"true | rivalry {command} /dev/stdin")
    assert done.returncode == 2
    assert "/dev/stdin: is empty" in done.stderr


@pytest.mark.parametrize("command", ["run --resume", "info", "digest"])
def test_a_result_has_to_be_a_file(rivalry, command):
    assert rivalry("run", "small.toml").returncode == 0
    done = shell(rivalry, f"rivalry {command} <(cat small.h5)")
    assert done.returncode in (2, 3)
    assert "/dev/fd/" in done.stderr and "internal error" not in done.stderr
