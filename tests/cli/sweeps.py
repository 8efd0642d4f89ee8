"""What tests of sweeps share: a sweep of small markets, and the digest of what is merged."""

import pathlib
import re

from conftest import Program

MARKET = """\
[scenario]
name = "tiny"
periods = 16
[market]
firms = 10
segments = 2
"""

SWEEP = """\
[sweep]
question = "Does it hold?"
scenario = "tiny.toml"
replicates = 40
[[factor]]
key = "competition.intensity"
range = [0.2, 0.8]
steps = 3
[[factor]]
key = "competition.pricing"
values = ["bertrand", "fixed"]
[keep]
series = ["hhi", "firms"]
"""

RUNS = 240
PERIODS = 16  # of a run


def write_sweep(program: Program, text: str = SWEEP) -> None:
    program.write("tiny.toml", MARKET)
    program.write("pressure.toml", text)


def merged_digest(program: Program, directory: str, *options: str) -> str:
    """Merges a sweep and returns the digest of all its numbers."""
    output = directory.replace(".sweep", "") + ".h5"
    merged = program("sweep", "merge", directory, "-o", output, "-f", *options)
    assert merged.returncode == 0, merged.stderr
    return program("digest", output).stdout.split()[0]


def runs_done(program: Program, directory: str) -> int:
    status = program("sweep", "status", directory)
    assert status.returncode == 0, status.stderr
    return int(re.search(r"runs +(\d+) of", status.stdout)[1])


def shards(program: Program, directory: str) -> list[pathlib.Path]:
    return sorted((program.folder / directory / "shards").iterdir())
