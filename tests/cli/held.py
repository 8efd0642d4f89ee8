"""Runs that wait where a test wants them (RIVALRY_HOLD, include/rivalry/run/hold.hpp).

What a test needs to be still under way does not depend on how fast the machine is.
"""

import pathlib
import select
import subprocess
import time
from collections.abc import Callable

PATIENCE = 120  # seconds, after which something is wrong


def wait_until(condition: Callable[[], bool], *processes: subprocess.Popen) -> None:
    """Until a state is reached that the processes, which live on until then, bring about."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        for process in processes:
            assert process.poll() is None or condition(), f"it has ended, with {process.returncode}"
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.002)


def lives(process: int) -> bool:
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class Hold:
    """Lets each process compute so many periods, in all its runs together, and no more until it is allowed."""

    def __init__(self, folder: pathlib.Path, periods: int, name: str = "hold"):
        self.file = folder / name
        self.environment = {"RIVALRY_HOLD": str(self.file)}
        self.allow(periods)

    def allow(self, periods: int) -> None:
        self.periods = periods
        new = self.file.with_name(self.file.name + "-new")
        new.write_text(f"{periods}\n")
        new.rename(self.file)

    def release(self) -> None:
        """Lets all go on to their ends."""
        self.file.unlink()

    def waiting(self) -> list[int]:
        """Processes that wait, one for each of their runs."""
        found = []
        for path in self.file.parent.glob(f"{self.file.name}.*-*"):
            process = int(path.name.removeprefix(self.file.name + ".").split("-")[0])
            try:
                periods = path.read_text()
            except FileNotFoundError:  # it goes on
                continue
            if periods.endswith("\n") and int(periods) >= self.periods and lives(process):
                found.append(process)
        return sorted(found)

    def wait(self, *processes: subprocess.Popen, runs: int = 1) -> None:
        """Until so many runs wait."""
        wait_until(lambda: len(self.waiting()) >= runs, *processes)

    def step_until(self, condition: Callable[[], bool], process: subprocess.Popen) -> None:
        """Lets the process go on, a period at a time, until that holds: files grow by the clock."""
        self.wait(process)
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, "it never came to that"
            self.allow(self.periods + 1)
            self.wait(process)
            time.sleep(0.01)  # so that few periods pass until the clock has come so far


def catches(process: subprocess.Popen, number: int) -> bool:
    """Whether the process has a handler for the signal."""
    return _has(process, "SigCgt", number)


def ignores(process: subprocess.Popen, number: int) -> bool:
    return _has(process, "SigIgn", number)


def _has(process: subprocess.Popen, field: str, number: int) -> bool:
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith(field):
            return bool(int(line.split()[1], 16) >> (number - 1) & 1)
    raise AssertionError(f"no {field} in the status of process {process.pid}")


def is_readable(stream) -> bool:
    """Whether a pipe holds something to read."""
    return bool(select.select([stream], [], [], 0)[0])
