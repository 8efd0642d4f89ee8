"""Result files for the tests: from the toy market, and from the real program where it is built."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from synthetic import Toy, write_result

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Toy], Path]:
    """Writes a toy's result file, once a session for equal toys. Do not change the file."""
    folder = tmp_path_factory.mktemp("toys")
    made: dict[Toy, Path] = {}

    def write(toy: Toy) -> Path:
        if toy not in made:
            made[toy] = write_result(folder / f"toy-{len(made)}.h5", toy)
        return made[toy]

    return write


@pytest.fixture(scope="session")
def program() -> Path:
    """The program under test: RIVALRY_BIN, or else the release build; skips only where neither is there."""
    named = os.environ.get("RIVALRY_BIN")
    binary = Path(named) if named else REPOSITORY / "build" / "release" / "bin" / "rivalry"
    if named and not binary.exists():
        pytest.fail(f"RIVALRY_BIN names {named}, which does not exist")
    if not binary.exists():
        pytest.skip("the program is not built (set RIVALRY_BIN, or build the release preset)")
    return binary


def run_shipped(program: Path, scenario: str, folder: Path, *settings: str) -> Path:
    """A shipped scenario, run by the real program."""
    output = folder / f"{scenario}.h5"
    command = [program, "run", REPOSITORY / "scenarios" / f"{scenario}.toml", "-o", output, "--quiet"]
    for setting in settings:
        command += ["--set", setting]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return output


@pytest.fixture(scope="session")
def engine_file(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The baseline scenario, run by the real program."""
    return run_shipped(program, "baseline", tmp_path_factory.mktemp("engine"))


@pytest.fixture(scope="session")
def priced_file(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario with a state and a commons, run by the real program."""
    return run_shipped(program, "carbon-price", tmp_path_factory.mktemp("priced"), "scenario.periods=110")


@pytest.fixture(scope="session")
def co_created_file(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario with a focal firm and co-creation, run by the real program."""
    return run_shipped(program, "device-maker", tmp_path_factory.mktemp("co-created"))
