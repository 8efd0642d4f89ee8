"""Runs something that reads a hostile file in a process of its own, and judges how it ends."""

from __future__ import annotations

import os
import pathlib
import re
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

SECONDS, ADDRESS_SPACE, RESIDENT = 20, 6 << 30, 700 << 20  # bytes; what is read has some 100 kB
LONGEST_OUTPUT = 2_000_000
EXITS = (0, 2, 3)  # done, bad input, input or output failure
UNFIT = (
    "internal error", "HDF5-DIAG", "Traceback", "Segmentation", "terminate called", "std::", "basic_string",
    "runtime error", "AddressSanitizer",
)  # fmt: skip
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Ending:
    """How a process ended: its exit code, or minus the signal; what it said; the memory that it held at most."""

    code: int
    output: str
    errors: str
    resident: int = 0
    timed_out: bool = False

    def complaint(self) -> str | None:
        """What is wrong with it, if anything."""
        said = self.output + self.errors
        if self.timed_out:
            return f"did not end within {SECONDS} s"
        if self.code < 0:
            return f"died of {signal.Signals(-self.code).name}"
        if self.code not in EXITS:
            return f"ended with {self.code}"
        if self.resident > RESIDENT:
            return f"took {self.resident >> 20} MB"
        if unfit := next((words for words in UNFIT if words in said), None):
            return f"says {unfit!r}"
        if self.code != 0 and not self.errors.strip():
            return "fails without a word"
        if len(said) > LONGEST_OUTPUT:
            return f"says {len(said)} characters"
        if found := CONTROL.search(said.replace("\r\n", "\n")):
            return f"prints the control character {found[0]!r}"
        return None


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def command(words: Sequence[str], folder: pathlib.Path, environment: dict[str, str]) -> Ending:
    """Runs a program."""
    with open(folder / ".output", "w+b") as output, open(folder / ".errors", "w+b") as errors:
        process = subprocess.Popen(
            words,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            preexec_fn=limit_memory,
            start_new_session=True,
        )
        code, resident, timed_out = _wait(process.pid)
        process.returncode = code  # it was waited for
        return Ending(code, _text(output), _text(errors), resident, timed_out)


def function(work: Callable[[], int], folder: pathlib.Path) -> Ending:
    """Runs a function in a copy of this process; what it returns is the exit code."""
    with open(folder / ".output", "w+b") as output, open(folder / ".errors", "w+b") as errors:
        child = os.fork()
        if child == 0:
            code = 70
            try:
                os.setsid()
                limit_memory()
                os.dup2(output.fileno(), 1), os.dup2(errors.fileno(), 2)
                code = work()
            except BaseException:
                import traceback

                traceback.print_exc()
            finally:
                import sys

                sys.stdout.flush(), sys.stderr.flush()
                os._exit(code)
        code, resident, timed_out = _wait(child)
        return Ending(code, _text(output), _text(errors), resident, timed_out)


def _wait(child: int) -> tuple[int, int, bool]:
    """Waits for a process, which is killed with its children when its time is over."""
    deadline, timed_out, pause = time.monotonic() + SECONDS, False, 0.001
    while True:
        ended, status, usage = os.wait4(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024, timed_out
        if time.monotonic() > deadline and not timed_out:
            os.killpg(child, signal.SIGKILL)
            timed_out = True
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def _text(file) -> str:
    file.seek(0)
    return file.read(LONGEST_OUTPUT + 1).decode("utf-8", "backslashreplace")
