#!/usr/bin/env python3
"""Plants faults into copies of single source files and sees whether `rivalry verify` or named tests catch them.

    tests/mutations/plant.py [--quick] [--build build/release] [--jobs N] [--page docs/verification.md] [FAULT...]

A fault costs the compilation of one file and a link: its object stands before the libraries of a build that is there
(targets rivalry and rivalry_tests), so that the one in the library is left out. FAULT is a part of a fault's name. With
--page the section on planted faults is written anew. Ends with code 1 if a fault was not caught.
"""

import argparse
import concurrent.futures
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from faults import FAULTS, Fault

ROOT = Path(__file__).resolve().parents[2]
HEADING = "\n## Planted faults\n"
EXIT_MISSED = 5


class BrokenFault(Exception):
    """A fault that could not be tried: its text is not there, or it does not compile."""


@dataclass
class Verdict:
    fault: Fault
    caught: list[str]  # expectations and tests that failed
    looked_at: int = 0


class Bench:
    """Commands of a finished build, and a folder to work in."""

    def __init__(self, build: Path, folder: Path):
        self.build = build.resolve()
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.compile = {}
        for line in self.ninja("compdb").split('"command": ')[1:]:
            command = re.match(r'"((?:[^"\\]|\\.)*)"', line)[1].encode().decode("unicode_escape")
            source = re.search(r" -c (\S+)$", command)
            if source:
                path = (self.build / source[1]).resolve()
                if path.is_relative_to(ROOT):
                    self.compile.setdefault(str(path.relative_to(ROOT)), command)
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
        text = original.read_text()
        if text.count(fault.old) != 1:
            raise BrokenFault(f"{fault.file} has the text {text.count(fault.old)} times: {fault.old!r}")
        place = self.folder / re.sub(r"[^a-z0-9]+", "-", fault.name.lower()).strip("-")[:60]
        place.mkdir(exist_ok=True)
        copy, made = place / original.name, place / f"{original.stem}.o"
        copy.write_text(text.replace(fault.old, fault.new))
        command = self.compile[fault.file]
        command = re.sub(
            r" -c \S+$", f" -iquote {shlex.quote(str(original.parent))} -c {shlex.quote(str(copy))}", command
        )
        command = re.sub(r" -o \S+", f" -o {shlex.quote(str(made))}", command)
        command = re.sub(r" -MD -MT \S+ -MF \S+", "", command)
        self.shell(command)
        binary = place / program
        self.shell(
            self.link[program].replace(
                f" -o bin/{program} ", f" -o {shlex.quote(str(binary))} {shlex.quote(str(made))} "
            )
        )
        return binary


def missed_expectations(binary: Path, scenarios: list[str]) -> tuple[list[str], int]:
    """What `rivalry verify` misses."""
    environment = dict(os.environ, RIVALRY_SCENARIOS=str(ROOT / "scenarios"))
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


def failed_tests(binary: Path, selection: str) -> tuple[list[str], int]:
    """What cases of rivalry_tests fail."""
    done = subprocess.run([binary, f"-tc={selection}", "--no-colors"], capture_output=True, text=True, timeout=600)
    counts = re.search(r"test cases: *(\d+) \| *(\d+) passed \| *(\d+) failed", done.stdout)
    if counts is None or int(counts[1]) == 0:
        raise BrokenFault(f"no test was selected by {selection!r}")
    names = re.findall(r"^TEST CASE: +(.*)$", done.stdout, re.M)
    names = list(dict.fromkeys(names))[: int(counts[3])]
    return [f"test “{name.strip()}”" for name in names], int(counts[1])


def try_fault(bench: Bench, fault: Fault) -> Verdict:
    verdict = Verdict(fault, [])
    for program, look in (
        ("rivalry", fault.verify and (lambda binary: missed_expectations(binary, fault.verify))),
        ("rivalry_tests", fault.tests and (lambda binary: failed_tests(binary, fault.tests))),
    ):
        if look:
            caught, looked_at = look(bench.plant(fault, program))
            verdict.caught += caught
            verdict.looked_at += looked_at
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
caught. The table is made by `tests/mutations/plant.py --page docs/verification.md`; `scripts/test.sh` plants a
selection each time, and all of them with `scripts/test.sh --only mutations`.

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
    caught = sum(bool(verdict.caught) for verdict in verdicts)
    return HEADING + INTRODUCTION.format(caught=caught, all=len(verdicts)) + "".join(map(row_of, verdicts))


def write_page(page: Path, text: str) -> None:
    old = page.read_text() if page.exists() else ""
    page.write_text(old.split(HEADING)[0] + text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("faults", nargs="*", metavar="FAULT")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--build", type=Path, default=ROOT / "build/release")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--page", type=Path)
    arguments = parser.parse_args()
    chosen = [
        fault
        for fault in FAULTS
        if (fault.quick or not arguments.quick)
        and (not arguments.faults or any(part in fault.name for part in arguments.faults))
    ]
    folder = ROOT / "build/mutations"
    bench = Bench(arguments.build, folder)
    try:
        try_unharmed(bench, chosen)
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            verdicts = []
            for verdict in pool.map(lambda fault: try_fault(bench, fault), chosen):
                verdicts.append(verdict)
                missed = f"{len(verdict.caught)} of {verdict.looked_at}"
                print(
                    f"{'caught' if verdict.caught else 'NOT CAUGHT':<10} {missed:>10}  {verdict.fault.name}", flush=True
                )
    except BrokenFault as error:
        print(f"plant.py: {error}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if arguments.page:
        write_page(arguments.page, section(verdicts))
    caught = sum(bool(verdict.caught) for verdict in verdicts)
    print(f"{caught} passed, {len(verdicts) - caught} failed")
    return 0 if caught == len(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
