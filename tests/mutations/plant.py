#!/usr/bin/env python3
"""Plants faults into copies of single source files and sees whether `rivalry verify` or named tests catch them.

    tests/mutations/plant.py [--part I/N | --turn N] [--build build/release] [--jobs N] [--page docs/verification.md]
                             [FAULT...]

A fault costs the compilation of one file and a link: its object stands before the libraries of a build that is there
(targets rivalry and rivalry_tests), so that the one in the library is left out. A file that is compiled for several
instruction sets has the fault in all of them, and it must be caught at each that this processor has. FAULT is a part of
a fault's name. --part plants the Ith of N parts, --turn the one whose turn it is by the hour. Whatever is planted, the
text of every fault must be there once. With --page the section on planted faults is written anew. Ends with code 1 if a
fault was not caught, with 2 if one could not be tried.
"""

import argparse
import concurrent.futures
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from faults import FAULTS, Fault

ROOT = Path(__file__).resolve().parents[2]
HEADING = "\n## Planted faults\n"
EXIT_MISSED = 5
LEVELS = ("portable", "x86-64", "x86-64-v3", "x86-64-v4")  # RIVALRY_INSTRUCTION_SET


class BrokenFault(Exception):
    """A fault that could not be tried: its text is not there once, or it does not compile."""


@dataclass
class Verdict:
    fault: Fault
    caught: list[str]  # expectations and tests that failed, at each instruction set
    looked_at: int = 0
    slipped: list[str] = field(default_factory=list)  # instruction sets at which none did


class Bench:
    """Commands of a finished build, and a folder to work in."""

    def __init__(self, build: Path, folder: Path):
        self.build = build.resolve()
        self.folder = folder.resolve()
        shutil.rmtree(self.folder, ignore_errors=True)  # what a run that was killed left is of other sources
        self.folder.mkdir(parents=True)
        self.compile: dict[str, list[str]] = {}
        for line in self.ninja("compdb").split('"command": ')[1:]:
            command = re.match(r'"((?:[^"\\]|\\.)*)"', line)[1].encode().decode("unicode_escape")
            source = re.search(r" -c (\S+)$", command)
            if source:
                path = (self.build / source[1]).resolve()
                if path.is_relative_to(ROOT):
                    self.compile.setdefault(str(path.relative_to(ROOT)), []).append(command)
        self.link = {
            name: self.ninja("commands", f"bin/{name}").strip().splitlines()[-1]
            for name in ("rivalry", "rivalry_tests")
        }

    def ninja(self, *words: str) -> str:
        return subprocess.run(
            ["ninja", "-C", str(self.build), "-t", *words], check=True, capture_output=True, text=True
        ).stdout

    def shell(self, command: str) -> None:
        done = subprocess.run(command, shell=True, cwd=self.build, capture_output=True, text=True)
        if done.returncode != 0:
            raise BrokenFault(done.stderr[-2000:])

    def plant(self, fault: Fault, program: str) -> Path:
        """Builds a program with the fault."""
        original = ROOT / fault.file
        place = self.folder / re.sub(r"[^a-z0-9]+", "-", fault.name.lower()).strip("-")[:60]
        place.mkdir(exist_ok=True)
        copy, binary = place / original.name, place / program
        copy.write_text(original.read_text().replace(fault.old, fault.new))
        objects = []
        for number, command in enumerate(self.compile[fault.file]):
            objects.append(shlex.quote(str(place / f"{original.stem}-{number}.o")))
            if not (place / f"{original.stem}-{number}.o").exists():  # of the other program
                self.shell(with_files(command, original, copy, objects[-1]))
        link = self.link[program]
        self.shell(link.replace(f" -o bin/{program} ", f" -o {shlex.quote(str(binary))} {' '.join(objects)} "))
        return binary

    def levels(self, fault: Fault) -> list[str]:
        """Instruction sets to look at: all that the processor has where the file is compiled for each."""
        if len(self.compile[fault.file]) == 1:
            return [""]
        return [level for level in LEVELS if has(self.build / "bin/rivalry", level)]


def with_files(command: str, original: Path, copy: Path, made: str) -> str:
    """The command that compiles the copy in place of the original."""
    command = re.sub(r" -c \S+$", f" -iquote {shlex.quote(str(original.parent))} -c {shlex.quote(str(copy))}", command)
    command = re.sub(r" -o \S+", f" -o {made}", command)
    return re.sub(r" -MD -MT \S+ -MF \S+", "", command)


def environment_of(level: str) -> dict[str, str]:
    return dict(os.environ) | ({"RIVALRY_INSTRUCTION_SET": level} if level else {})


def has(program: Path, level: str) -> bool:
    """Whether the program can be told to use the instruction set here."""
    words = [program, "verify", "balances", "--threads", "1"]
    environment = environment_of(level) | {"RIVALRY_SCENARIOS": str(ROOT / "scenarios")}
    return subprocess.run(words, env=environment, capture_output=True, timeout=600).returncode == 0


def check_texts(faults: list[Fault]) -> None:
    """Each text that a fault changes must stand once in its file."""
    wrong = []
    for fault in faults:
        count = (ROOT / fault.file).read_text().count(fault.old)
        if count != 1:
            wrong.append(f"{fault.name}: {fault.file} has the text {count} times: {fault.old!r}")
    if wrong:
        raise BrokenFault("\n".join(wrong))


def missed_expectations(binary: Path, scenarios: list[str], level: str = "") -> tuple[list[str], int]:
    """What `rivalry verify` misses."""
    environment = environment_of(level) | {"RIVALRY_SCENARIOS": str(ROOT / "scenarios")}
    done = subprocess.run(
        [binary, "verify", *scenarios, "--threads", "1"], env=environment, capture_output=True, text=True, timeout=600
    )
    caught, scenario = [], ""
    for line in done.stdout.splitlines():
        if found := re.match(r"([\w-]+): ", line):
            scenario = found[1]
        if line.startswith(("  MISSES ", "  HOLDS ")):
            measure = line.split("  ")[-1].strip()  # columns are two spaces apart
            caught.append(f"`{scenario}`: {measure.split(' {')[0]}")
    if (done.returncode == EXIT_MISSED) != bool(caught) or done.returncode not in (0, EXIT_MISSED):
        raise BrokenFault(f"rivalry verify ended with {done.returncode}: {done.stderr}")
    return caught, len(re.findall(r"^  (holds|misses|MISSES|HOLDS) ", done.stdout, re.M))


def failed_tests(binary: Path, selection: str, level: str = "") -> tuple[list[str], int]:
    """What cases of rivalry_tests fail."""
    words = [binary, f"-tc={selection}", "--no-colors"]
    done = subprocess.run(words, env=environment_of(level), capture_output=True, text=True, timeout=600)
    counts = re.search(r"test cases: *(\d+) \| *(\d+) passed \| *(\d+) failed", done.stdout)
    if counts is None or int(counts[1]) == 0:
        raise BrokenFault(f"no test was selected by {selection!r}")
    names = re.findall(r"^TEST CASE: +(.*)$", done.stdout, re.M)
    names = list(dict.fromkeys(names))[: int(counts[3])]
    return [f"test “{name.strip()}”" for name in names], int(counts[1])


def try_fault(bench: Bench, fault: Fault) -> Verdict:
    verdict = Verdict(fault, [])
    planted = {}
    if fault.verify:
        planted[bench.plant(fault, "rivalry")] = lambda it, level: missed_expectations(it, fault.verify, level)
    if fault.tests:
        planted[bench.plant(fault, "rivalry_tests")] = lambda it, level: failed_tests(it, fault.tests, level)
    for level in bench.levels(fault):
        found = [look(binary, level) for binary, look in planted.items()]
        verdict.caught += [name for caught, _ in found for name in caught]
        verdict.looked_at += sum(looked_at for _, looked_at in found)
        if not any(caught for caught, _ in found):
            verdict.slipped.append(level or "all")
    for binary in planted:
        shutil.rmtree(binary.parent, ignore_errors=True)
    return verdict


def try_unharmed(bench: Bench, faults: list[Fault]) -> None:
    """The same with nothing changed: all must hold, or what is caught is no fault's doing."""
    text = (ROOT / "sim/model/demand.cpp").read_text()
    nothing = Fault("nothing", "sim/model/demand.cpp", text, text)
    caught, looked_at = missed_expectations(
        bench.plant(nothing, "rivalry"), sorted({n for f in faults for n in f.verify})
    )
    for selection in sorted({fault.tests for fault in faults if fault.tests}):
        failed, count = failed_tests(bench.plant(nothing, "rivalry_tests"), selection)
        caught, looked_at = caught + failed, looked_at + count
    if caught:
        raise BrokenFault(f"without any fault, these fail: {caught}")
    print(f"nothing planted: {looked_at} expectations and tests hold", flush=True)


INTRODUCTION = """
Evidence that cannot fail is none. Each of these faults was planted into the engine by itself; {caught} of {all} were
caught. Faults in files that are compiled for each instruction set (`*_level.cpp`) stand in all of them, and count as
caught if something fails at each. The table is made by `tests/mutations/plant.py --page docs/verification.md`;
`scripts/test.sh` plants a quarter of them each time, another one each hour, and all with `--only mutations`.

| Planted fault | In | Missed | By, among others |
|---|---|---|---|
"""


def row_of(verdict: Verdict) -> str:
    counts = Counter(verdict.caught)
    names = [f"{name} ({count})" if count > 1 else name for name, count in counts.most_common()]
    what = "; ".join(names[:3]) + (f"; {len(names) - 3} more" if len(names) > 3 else "")
    number = f"{len(verdict.caught)} of {verdict.looked_at}"
    return f"| {verdict.fault.name} | `{verdict.fault.file}` | {number} | {what or '**nothing**'} |\n"


def section(verdicts: list[Verdict]) -> str:
    caught = sum(not verdict.slipped for verdict in verdicts)
    return HEADING + INTRODUCTION.format(caught=caught, all=len(verdicts)) + "".join(map(row_of, verdicts))


def write_page(page: Path, text: str) -> None:
    old = page.read_text() if page.exists() else ""
    page.write_text(old.split(HEADING)[0] + text)


def part(text: str) -> tuple[int, int]:
    """2/4 -> (1, 4)."""
    number, parts = map(int, text.split("/"))
    if not 1 <= number <= parts:
        raise ValueError
    return number - 1, parts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("faults", nargs="*", metavar="FAULT")
    parser.add_argument("--part", type=part, default=(0, 1), metavar="I/N")
    parser.add_argument("--turn", type=int, metavar="N")
    parser.add_argument("--build", type=Path, default=ROOT / "build/release")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--page", type=Path)
    arguments = parser.parse_args()
    number, parts = (int(time.time() // 3600) % arguments.turn, arguments.turn) if arguments.turn else arguments.part
    if parts > 1:
        print(f"part {number + 1}/{parts} of {len(FAULTS)} faults", flush=True)
    named = [fault for fault in FAULTS if not arguments.faults or any(each in fault.name for each in arguments.faults)]
    chosen = named[number::parts]
    folder = ROOT / "build/mutations"
    try:
        check_texts(FAULTS)
        bench = Bench(arguments.build, folder)
        try_unharmed(bench, chosen)
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            verdicts = []
            for verdict in pool.map(lambda fault: try_fault(bench, fault), chosen):
                verdicts.append(verdict)
                missed = f"{len(verdict.caught)} of {verdict.looked_at}"
                where = "" if not verdict.slipped or verdict.slipped == ["all"] else f" ({', '.join(verdict.slipped)})"
                word = "NOT CAUGHT" if verdict.slipped else "caught"
                print(f"{word:<10} {missed:>10}  {verdict.fault.name}{where}", flush=True)
    except BrokenFault as error:
        print(f"plant.py: {error}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if arguments.page:
        write_page(arguments.page, section(verdicts))
    caught = sum(not verdict.slipped for verdict in verdicts)
    print(f"{caught} passed, {len(verdicts) - caught} failed")
    return 0 if caught == len(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
