"""Gives changed files to the program: results, checkpoints, merged sweeps, folders of sweeps; judges what it does."""

from __future__ import annotations

import os
import pathlib
import random
import re
import shutil
from collections.abc import Iterator

import judged
import sound
from edits import Editor, edited

# Each with what its commands are; of the last, how they end where a run was cut short.
RESULT = (
    ("info", "d.h5"),
    ("info", "d.h5", "--scenario"),
    ("info", "d.h5", "--follow", "--interval", "0.05"),
    ("digest", "d.h5"),
    ("repair", "d.h5", "-o", "saved.h5", "-f"),
    ("run", "--resume", "d.h5", "-q"),
)
MERGED = RESULT[:2] + RESULT[3:5]
FOLDER = (
    ("sweep", "status", "d.sweep"),
    ("sweep", "points", "d.sweep"),
    ("sweep", "merge", "d.sweep", "-o", "merged.h5", "-f"),
    ("sweep", "run", "d.sweep", "--threads", "1"),
    ("digest", "merged.h5"),
)
INTERRUPTED = 4
ENDLESS = "scenario.periods=1000000"


class Fuzzer:
    """Tries the program on the changed file of a number."""

    name = "files"

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.sound = sound.make(folder / "sound")
        self.work = folder / "files"
        self.environment = sound.environment(self.work)
        self.digests: dict[str, str] = {}

    def try_number(self, number: int) -> Iterator[tuple[str, str | None]]:
        """Yields what was done, and what was wrong with it if anything."""
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir()
        os.mkfifo(self.work / "fifo")
        draw = random.Random(number)
        kind = draw.choices(("result.h5", "killed.h5", "stopped.h5", "merged.h5", "few.sweep"), (8, 4, 3, 3, 2))[0]
        if kind == "few.sweep":
            yield from self._folder(draw)
        else:
            yield from self._file(kind, number, draw)

    def _file(self, kind: str, number: int, draw: random.Random) -> Iterator[tuple[str, str | None]]:
        path = self.work / "d.h5"
        for which in (1, 2):
            checkpoint = self.sound / f"{kind}.checkpoint-{which}"
            if checkpoint.exists():
                shutil.copy(checkpoint, self.work / f"d.h5.checkpoint-{which}")
        done, only_bytes = edited(self.sound / kind, path, number)
        if kind in ("killed.h5", "stopped.h5") and draw.random() < 0.3:
            Editor(self.work / "d.h5.checkpoint-1", number)._flip()
            done.append("so was its checkpoint")
        what = f"{kind} with {'; '.join(done)}"
        for command in MERGED if kind == "merged.h5" else RESULT:
            if command[0] == "run" and kind in ("killed.h5", "stopped.h5"):
                continue  # would go on for ever; tests/fuzz/checkpoint.cpp goes on
            ending = self._run(*command)
            wrong = self._judge(ending, command)
            is_digest = command[0] == "digest" and ending.code == 0
            if wrong is None and only_bytes and is_digest and ending.output.split()[0] != self._digest(kind):
                wrong = "gives another digest"
            yield f"{what}: rivalry {' '.join(command)}", wrong

    def _folder(self, draw: random.Random) -> Iterator[tuple[str, str | None]]:
        shutil.copytree(self.sound / "few.sweep", self.work / "d.sweep")
        files = sorted(path for path in (self.work / "d.sweep").rglob("*") if path.is_file())
        path = draw.choice(files)
        what = draw.choice(("bytes", "bytes", "bytes", "text", "gone", "fifo", "folder", "loop", "huge", "many"))
        if what == "bytes" and path.stat().st_size:
            Editor(path, draw.randrange(2**32))._flip()
        elif what == "text":
            text = path.read_bytes()
            word = draw.choice(re.findall(rb"[\w.]+", text) or [b"x"])
            path.write_bytes(text.replace(word, draw.choice((b"-1", b"1e308", b"9223372036854775807", b'"x"', b"[]"))))
        elif what == "many":
            shutil.copy(path, path.with_name("copy" + path.suffix))
        else:
            path.unlink(missing_ok=True)
            if what == "fifo":
                os.mkfifo(path)
            elif what == "folder":
                path.mkdir()
            elif what == "loop":
                path.symlink_to(path.name)
            elif what == "huge":
                with open(path, "wb") as file:
                    file.truncate(2**40)
        for command in FOLDER:
            if command[0] == "digest" and not (self.work / "merged.h5").exists():
                continue
            ending = self._run(*command)
            name = path.relative_to(self.work)
            yield f"{name} ({what}): rivalry {' '.join(command)}", self._judge(ending, command)

    def _run(self, *words: str) -> judged.Ending:
        return judged.command([str(sound.BINARY), *words], self.work, self.environment)

    def _judge(self, ending: judged.Ending, command: tuple[str, ...]) -> str | None:
        if ending.code == INTERRUPTED and ("--follow" in command or command[0] in ("run", "sweep")):
            return None
        if ending.code == 1 and command[:2] == ("sweep", "run"):  # some runs failed
            return None
        wrong = ending.complaint()
        return wrong and f"{wrong}: {ending.errors[:500]!r}"

    def _digest(self, kind: str) -> str:
        if kind not in self.digests:
            shutil.copy(self.sound / kind, self.work / "whole.h5")
            self.digests[kind] = self._run("digest", "whole.h5").output.split()[0]
        return self.digests[kind]
