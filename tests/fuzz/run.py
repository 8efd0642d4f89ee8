#!/usr/bin/env python3
"""Gives changed files to all that reads files, for so long, and tells what is found.

    tests/fuzz/run.py                        two minutes, as scripts/test.sh does
    tests/fuzz/run.py --minutes 60           at length
    tests/fuzz/run.py --only scenario files  some targets
    tests/fuzz/run.py --only files --number 4711       once more what number 4711 is
    tests/fuzz/run.py --only shard --input FINDING     once more an input that was kept
    tests/fuzz/run.py --minutes 60 --page docs/reliability.md   write the figures of all runs here into the page

Targets in C++ run in one process with sanitizers, guided by coverage (libFuzzer, clang 16):
    scenario, setting, sweep, table    texts: scenarios, --set, sweep files, their CSV tables
    checkpoint, shard, folder, chunk   what runs and sweeps keep, with right checksums and with wrong ones
    result                             HDF5 files that are changed by HDF5's own functions
Targets in Python change HDF5 files both so and byte by byte, by a number, and use
    files      the program: info, digest, repair, run --resume, sweep status, merge, run
    readers    the package: open_result, read_sweep, export, plot

What is found is kept in build/fuzz/findings. Ends with "N passed, N failed": targets without and with a finding.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

sys.path.insert(0, str(pathlib.Path(__file__).parent))

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build/fuzz/bin/rivalry_fuzz"
WORK = ROOT / "build/fuzz/work"
FINDINGS = ROOT / "build/fuzz/findings"
REGRESSIONS = ROOT / "tests/fuzz/regressions"

TEXTS = ("scenario", "setting", "sweep", "table")
IN_CPP = (*TEXTS, "checkpoint", "shard", "folder", "chunk", "result")
IN_PYTHON = ("files", "readers")
IN_ALL = (*IN_CPP, *IN_PYTHON)
# Bytes of an input at most; of HDF5 files an input is a list of changes.
LONGEST = {
    "scenario": 6000,
    "sweep": 3000,
    "setting": 200,
    "table": 4000,
    "folder": 4000,
    "chunk": 2000,
    "result": 300,
    "checkpoint": 200_000,
}
OPTIONS = {
    "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=0:handle_abort=1",  # HDF5 leaks where it fails
    "UBSAN_OPTIONS": "print_stacktrace=1",
}
SECONDS_OF_AN_INPUT, MEGABYTES, MEGABYTES_AT_ONCE = 20, 2048, 512


@dataclass
class Outcome:
    target: str
    executions: int = 0
    seconds: float = 0
    findings: list[str] = field(default_factory=list)

    def line(self) -> str:
        found = f"{len(self.findings)} finding{'s' * (len(self.findings) != 1)}"
        return f"{self.target:<11}{self.executions:>12,} executions {self.seconds:>8.0f} s   {found}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=2, help="of all targets together, on all jobs (default: 2)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="targets at a time (default: processors)")
    parser.add_argument("--only", nargs="+", choices=IN_ALL, default=IN_ALL)
    parser.add_argument("--seed", type=int, default=1, help="of libFuzzer's draws, and the first number (default: 1)")
    parser.add_argument("--number", type=int, help="of files or readers: only this change")
    parser.add_argument("--input", type=pathlib.Path, help="of a target in C++: only this input")
    parser.add_argument("--page", type=pathlib.Path, help="write the sums over all runs in this folder into its table")
    options = parser.parse_args()
    if (options.number is not None or options.input) and len(options.only) != 1:
        parser.error("--number and --input need one target with --only")
    if options.input:
        return subprocess.call([PROGRAM, options.only[0], options.input], env=os.environ | OPTIONS)

    FINDINGS.mkdir(parents=True, exist_ok=True)
    WORK.mkdir(parents=True, exist_ok=True)
    seconds = 60 * options.minutes * min(options.jobs, len(options.only)) / len(options.only)
    with ThreadPoolExecutor(options.jobs) as pool:
        outcomes = list(pool.map(lambda target: fuzz(target, seconds, options), options.only))
    failed = 0
    for outcome in outcomes:
        print(outcome.line())
        for finding in outcome.findings:
            print(f"  {finding}")
        failed += bool(outcome.findings)
    totals = add_up(outcomes)
    if options.page:
        write_page(options.page, totals)
    print(f"{len(outcomes) - failed} passed, {failed} failed")
    return int(failed > 0)


def add_up(outcomes: list[Outcome]) -> dict[str, list[float]]:
    """Adds executions and seconds of each target to those of earlier runs, which are kept."""
    path = WORK / "totals.json"
    totals = json.loads(path.read_text()) if path.exists() else {}
    for outcome in outcomes:
        executions, seconds = totals.get(outcome.target, (0, 0))
        totals[outcome.target] = (executions + outcome.executions, seconds + outcome.seconds)
    path.write_text(json.dumps(totals))
    return totals


def write_page(page: pathlib.Path, totals: dict[str, list[float]]) -> None:
    """Replaces the table of executions."""
    lines = ["| Target | Executions | Minutes |", "|---|---|---|"]
    lines += [f"| `{name}` | {totals[name][0]:,} | {totals[name][1] / 60:.0f} |" for name in IN_ALL if name in totals]
    text = page.read_text()
    found = re.search(r"^\| Target \| Executions .*\n(?:\|.*\n)*", text, re.M)
    if found is None:
        sys.exit(f"{page}: has no table of executions")
    page.write_text(text[: found.start()] + "\n".join(lines) + "\n" + text[found.end() :])


def fuzz(target: str, seconds: float, options: argparse.Namespace) -> Outcome:
    return in_cpp(target, seconds, options.seed) if target in IN_CPP else in_python(target, seconds, options)


def in_cpp(target: str, seconds: float, seed: int) -> Outcome:
    """Runs libFuzzer, anew after each finding, until the time is over."""
    corpus, regressions = WORK / target, REGRESSIONS / target
    outcome, started = Outcome(target), time.monotonic()
    seeds = subprocess.run(
        [PROGRAM, target, "--seeds", corpus], env=os.environ | OPTIONS, capture_output=True, text=True
    )
    if seeds.returncode != 0:
        outcome.findings.append(f"sound inputs cannot be made: {finding_of(target, seeds.stderr)}")
        return outcome
    if regressions.is_dir():  # first, and whatever else is found
        told = run_fuzzer(target, [*sorted(regressions.iterdir())])
        if told.returncode != 0:
            outcome.findings.append(finding_of(target, told.stderr))
    while (left := seconds - (time.monotonic() - started)) >= 1 and len(outcome.findings) < 20:
        words = [f"-max_total_time={left:.0f}", f"-seed={seed + len(outcome.findings)}", f"-dict={dictionary()}"]
        told = run_fuzzer(target, [corpus, *words])
        executed = re.findall(r"stat::number_of_executed_units: (\d+)|^#(\d+)", told.stderr, re.M)
        outcome.executions += max((int(a or b) for a, b in executed), default=0)
        if told.returncode != 0:
            outcome.findings.append(finding_of(target, told.stderr))
    outcome.seconds = time.monotonic() - started
    return outcome


def run_fuzzer(target: str, words: list) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            PROGRAM,
            target,
            *words,
            f"-timeout={SECONDS_OF_AN_INPUT}",
            f"-rss_limit_mb={MEGABYTES}",
            f"-malloc_limit_mb={MEGABYTES_AT_ONCE}",
            f"-max_len={LONGEST.get(target, 20_000)}",
            f"-artifact_prefix={FINDINGS}/{target}-",
            "-print_final_stats=1",
            "-use_value_profile=1",
        ],
        env=os.environ | OPTIONS,
        capture_output=True,
        text=True,
        errors="replace",
    )


def finding_of(target: str, told: str) -> str:
    """The line that says what was wrong, where in the project, and the file that shows it."""
    what = re.search(r"(FINDING: .*|runtime error: .*|ERROR: \w+: .*|terminate called.*\n.*)", told)
    where = place_of(told)
    shown = re.search(r"Test unit written to (\S+)", told)
    parts = (what and what[0].replace("\n", " ")[:300], where, shown and f"--input {shown[1]}")
    (FINDINGS / f"{target}.log").write_text(told[-200_000:])
    return "; ".join(part for part in parts if part) or f"ended: {told[-300:]!r}"


def place_of(told: str) -> str:
    """The innermost function of the project in a stack of addresses, and its line."""
    addresses = re.findall(rf"{PROGRAM.name}\+(0x[0-9a-f]+)\)", told)
    if not addresses:
        return ""
    words = ["addr2line", "-Cfe", str(PROGRAM), *addresses]
    lines = subprocess.run(words, capture_output=True, text=True).stdout.splitlines()
    places = zip(lines[::2], lines[1::2], strict=False)
    return next((f"{name} at {line}" for name, line in places if "/sim/" in line or "/include/rivalry" in line), "")


def dictionary() -> pathlib.Path:
    """Names of parameters and words of TOML, for libFuzzer."""
    path = WORK / "dictionary"
    if not path.exists():
        import sound

        told = subprocess.run([sound.BINARY, "describe", "--json"], capture_output=True, text=True, check=True).stdout
        words = set(re.findall(r"[a-z_]+(?:\.[a-z_]+)?", json.dumps(json.loads(told))))
        words |= {" = ", "[[event]]", "[[population]]", "[[factor]]", "{uniform = [", "treatment", "inf", "nan"}
        lines = [f'"{word}"' for word in sorted(words) if 2 < len(word) < 40]
        path.write_text("\n".join(lines) + "\n")
    return path


def in_python(target: str, seconds: float, options: argparse.Namespace) -> Outcome:
    """Tries numbers one after the other until the time is over, in a process of its own."""
    words = [sys.executable, __file__, "--only", target]
    if options.number is not None:
        outcome, started = Outcome(target), time.monotonic()
        try_number(target, options.number, outcome)
        outcome.seconds = time.monotonic() - started
        return outcome
    code = f"import run; run.try_numbers({target!r}, {options.seed}, {seconds})"
    told = subprocess.run(
        [words[0], "-c", code], cwd=pathlib.Path(__file__).parent, capture_output=True, text=True, errors="replace"
    )
    if told.returncode != 0:
        return Outcome(target, findings=[f"the fuzzer itself ended: {told.stderr[-1500:]}"])
    return Outcome(**json.loads(told.stdout.splitlines()[-1]))


def try_numbers(target: str, first: int, seconds: float) -> None:
    """Prints the outcome as JSON."""
    fuzzer, outcome, started = fuzzer_of(target), Outcome(target), time.monotonic()
    number = first
    while time.monotonic() - started < seconds and len(outcome.findings) < 200:
        try_number(target, number, outcome, fuzzer)
        number += 1
    outcome.seconds = time.monotonic() - started
    print(json.dumps(outcome.__dict__))


def try_number(target: str, number: int, outcome: Outcome, fuzzer=None) -> None:
    for what, wrong in (fuzzer or fuzzer_of(target)).try_number(number):
        outcome.executions += 1
        if wrong:
            outcome.findings.append(f"--number {number}: {what}: {wrong}")


def fuzzer_of(target: str):
    import files
    import readers

    return {"files": files, "readers": readers}[target].Fuzzer(WORK / "python")


if __name__ == "__main__":
    sys.exit(main())
