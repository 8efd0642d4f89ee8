"""Sweeps on the engines that clusters have: Slurm and MPI. They are started here, on this machine."""

import os
import pathlib
import shutil
import subprocess

import pytest
from slurm import Slurm

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("RIVALRY_BIN", ROOT / "build/release/bin/rivalry")).resolve()

SMALL = """\
[scenario]
name = "small"
question = "Does it run?"
periods = 60
[market]
firms = 60
segments = 2
"""

SWEEP = """\
[sweep]
name = "small"
question = "What does pressure do?"
scenario = "small.toml"
design = "factorial"
replicates = {replicates}
seed = 7

[[factor]]
key = "competition.intensity"
values = [0.2, 0.5, 0.8]

[keep]
series = ["hhi"]
"""


class Project:
    """A folder with a sweep file, and the program as its user has it."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "small.toml").write_text(SMALL)
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "RIVALRY_SCENARIOS": str(ROOT / "scenarios"),
        }

    def sweep(self, replicates: int, name: str = "small") -> None:
        (self.folder / f"{name}.toml").exists()
        (self.folder / f"{name}-sweep.toml").write_text(SWEEP.format(replicates=replicates))

    def __call__(self, *arguments: object, code: int = 0, **extra: str) -> str:
        done = subprocess.run(
            [BINARY, *map(str, arguments)],
            cwd=self.folder,
            env=self.environment | extra,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=600,
        )
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def digest(self, file: object) -> str:
        return self("digest", file).splitlines()[0].split()[0]


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "a project")
