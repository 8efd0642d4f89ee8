"""Sweeps on the engines that clusters have: Slurm and MPI. They are started here, on this machine."""

import os
import pathlib
import subprocess
import sys

import pytest
from slurm import Slurm

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/cli"))
from held import Hold  # noqa: E402

BINARY = pathlib.Path(os.environ.get("RIVALRY_BIN", ROOT / "build/release/bin/rivalry")).resolve()
MPI_BINARY = BINARY.parent / "mpi/rivalry"

SCENARIO = """\
[scenario]
name = "small"
question = "Does it run?"
periods = 100
[market]
firms = 300
segments = 2
"""

SWEEP = """\
[sweep]
name = "pressure"
question = "What does pressure do?"
scenario = "small.toml"
design = "factorial"
replicates = 120

[[factor]]
key = "competition.intensity"
values = [0.2, 0.5, 0.8]

[keep]
series = ["hhi"]
"""
RUNS, PERIODS = 360, 100
BLOCK = 10  # runs


class Project:
    """A folder with a sweep file, and the program as its user has it."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "small.toml").write_text(SCENARIO)
        (folder / "pressure.toml").write_text(SWEEP)
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "RIVALRY_SCENARIOS": str(ROOT / "scenarios"),
            "OMPI_ALLOW_RUN_AS_ROOT": "1",
            "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
        }

    def start(self, *command: object, **extra: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(word) for word in command],
            cwd=self.folder,
            env=self.environment | extra,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )

    def call(self, *command: object, code: int = 0, **extra: str) -> str:
        process = self.start(*command, **extra)
        output, _ = process.communicate(timeout=300)
        assert process.returncode == code, f"{command}: {process.returncode}\n{output}"
        return output

    def __call__(self, *arguments: object, code: int = 0, **extra: str) -> str:
        return self.call(BINARY, *arguments, code=code, **extra)

    @property
    def sweep(self) -> pathlib.Path:
        return self.folder / "pressure.sweep"

    def digest(self) -> str:
        """Of all runs, merged."""
        if not (self.folder / "pressure.h5").exists():
            self("sweep", "merge", "pressure.sweep")
        return self("digest", "pressure.h5").split()[0]

    def hold(self, runs: float) -> Hold:
        """Workers that are started from now on do no more than that, each, until they are allowed."""
        hold = Hold(self.folder, int(runs * PERIODS))
        self.environment |= hold.environment
        return hold


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "a project")


@pytest.fixture(scope="session")
def local_digest(tmp_path_factory) -> str:
    """Of the same sweep, run here by threads."""
    local = Project(tmp_path_factory.mktemp("local"))
    local("sweep", "run", "pressure.toml")
    return local.digest()


@pytest.fixture(scope="module")
def slurm(tmp_path_factory):
    cluster = Slurm(tmp_path_factory.mktemp("slurm"), nodes=3)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        assert not cluster.processes()
