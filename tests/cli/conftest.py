"""The program from the command line: what users type, read and get back."""

import os
import pathlib
import signal
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("RIVALRY_BIN", ROOT / "build/release/bin/rivalry")).resolve()


def with_usual_signals() -> None:
    """In a new process: none is ignored, though the tests' own caller may ignore some, as `nohup` does."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
        signal.signal(number, signal.SIG_DFL)


class Program:
    """Runs rivalry in a folder of its own, where ``small.toml`` is a scenario of a second."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "RIVALRY_SCENARIOS": str(ROOT / "scenarios"),
        }

    def __call__(self, *arguments: object, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BINARY, *map(str, arguments)],
            cwd=self.folder,
            env=self.environment | extra,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=300,
            preexec_fn=with_usual_signals,
        )

    def start(self, *arguments: object, prepare=with_usual_signals, **extra: str) -> subprocess.Popen[str]:
        """Without waiting for its end; `prepare` is called in the new process first."""
        return subprocess.Popen(
            [BINARY, *map(str, arguments)],
            cwd=self.folder,
            env=self.environment | extra,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=prepare,
        )

    def write(self, name: str, text: str) -> pathlib.Path:
        path = self.folder / name
        path.write_text(text)
        return path


SMALL = """\
[scenario]
name = "small"
question = "Does it run?"
periods = 12
[market]
firms = 20
segments = 2
"""


@pytest.fixture
def rivalry(tmp_path):
    program = Program(tmp_path)
    program.write("small.toml", SMALL)
    return program
