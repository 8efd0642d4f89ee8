"""Sound files to change: results of a small market that ended, was stopped, was killed; a sweep and what it came to."""

from __future__ import annotations

import os
import pathlib
import shutil
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("RIVALRY_BIN", ROOT / "build/release/bin/rivalry")).resolve()

MARKET = """\
[scenario]
name = "small"
question = "Does it hold?"
periods = 20
[market]
firms = 15
segments = 2
[entry]
rate = 0.05
[recording]
variables = ["all"]
every = 1
"""
SWEEP = """\
[sweep]
question = "Does it hold?"
scenario = "small.toml"
replicates = 3
[set.scenario]
periods = 6
[[factor]]
key = "innovation.base_hazard"
range = [0.1, 0.3]
steps = 2
[[factor]]
key = "competition.pricing"
values = ["bertrand", "fixed"]
[keep]
series = ["hhi", "firms"]
"""


def environment(folder: pathlib.Path) -> dict[str, str]:
    return {
        "PATH": f"{ROOT / '.venv/bin'}:/usr/bin:/bin",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "RIVALRY_SCENARIOS": str(ROOT / "scenarios"),
        "MPLBACKEND": "agg",
    }


def make(folder: pathlib.Path) -> pathlib.Path:
    """Makes the files in a folder, unless they are there."""
    if (folder / "done").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "small.toml").write_text(MARKET)
    (folder / "few.toml").write_text(SWEEP)
    _rivalry(folder, "run", "small.toml", "-q", "-o", "result.h5")
    _interrupted(folder, "stopped.h5", signal.SIGINT)
    _interrupted(folder, "killed.h5", signal.SIGKILL)
    _rivalry(folder, "sweep", "run", "few.toml", "--threads", "1", "--block", "4", "-d", "few.sweep")
    _rivalry(folder, "sweep", "merge", "few.sweep", "-o", "merged.h5")
    (folder / "done").touch()
    return folder


def _rivalry(folder: pathlib.Path, *words: str) -> None:
    subprocess.run(
        [BINARY, *words], cwd=folder, env=environment(folder), check=True, capture_output=True, stdin=subprocess.DEVNULL
    )


def _interrupted(folder: pathlib.Path, name: str, how: signal.Signals) -> None:
    """A run that was ended once it had a whole checkpoint, and was about to have another."""
    words = ["run", "small.toml", "-q", "-o", name, "--checkpoint", "0.01", "--set", "scenario.periods=1000000"]
    with subprocess.Popen([BINARY, *words], cwd=folder, env=environment(folder), stderr=subprocess.DEVNULL) as running:
        while not (folder / f"{name}.checkpoint-2").exists():
            assert running.poll() is None
            time.sleep(0.002)
        running.send_signal(how)
