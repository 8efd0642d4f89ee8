#!/usr/bin/env python3
"""Takes the figures of docs/performance.md and prints them as Markdown tables.

What is compared runs in turn, several times over; figures are medians, and ratios are medians of the ratios within a
repetition, so that a machine that slows down for a while does not favour one side.

    benchmarks/run.py                           everything (about a quarter of an hour)
    benchmarks/run.py levels small              some tables
    benchmarks/run.py --update                  write the tables into docs/performance.md, too

Needs the build of the preset release; nothing else should run on the machine.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

ROOT = pathlib.Path(__file__).resolve().parents[1]
PERIOD = ROOT / "benchmarks/period.toml"
SMALL = ROOT / "benchmarks/small.toml"
PAGE = ROOT / "docs/performance.md"
LEVELS = ["x86-64-v4", "x86-64-v3", "x86-64"]


class Bench:
    """The programs measured, how often, and whether sizes are small, to try the script itself."""

    def __init__(self, folder: pathlib.Path, repeat: int, smoke: bool):
        self.folder, self.repeat, self.smoke = folder, repeat, smoke

    def size(self, full: int, smoke: int) -> int:
        return smoke if self.smoke else full

    def call(self, program: str, *arguments: object, level: str | None = None) -> str:
        environment = dict(os.environ)
        environment.pop("RIVALRY_INSTRUCTION_SET", None)
        if level:
            environment["RIVALRY_INSTRUCTION_SET"] = level
        command = [str(self.folder / program), *map(str, arguments)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"run.py: {' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def bare(
        self, scenario: pathlib.Path, threads: int, *settings: str, runs: int = 1, level: str | None = None
    ) -> dict:
        """Runs without a file: seconds, phases, firms times periods; peak memory of the process."""
        return json.loads(self.call("rivalry_bare_run", scenario, threads, runs, *settings, level=level))

    def whole_runs(self, scenario: pathlib.Path, *settings: str, runs: int = 1) -> list[float]:
        """Seconds of runs on one thread, whose phases are not timed."""
        report = json.loads(self.call("rivalry_bare_run", "--whole", scenario, 1, runs, *settings))
        return [run["seconds"] for run in report["runs"]]

    def reference_ns(self) -> float:
        """Nanoseconds a firm and period of the reference market, far simpler and in plain C++."""
        firms, periods = self.size(10_000, 300), self.size(60, 5)
        report = json.loads(self.call("rivalry_reference_market", firms, periods, 1))
        return 1e9 * report["seconds"] / (firms * periods)

    def in_turn(self, variants: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
        taken: dict[str, list[float]] = {name: [] for name in variants}
        for _ in range(self.repeat):
            for name, take in variants.items():
                taken[name].append(take())
        return taken


def period_ns(report: dict) -> float:
    """Nanoseconds a firm and period, founding and summary left out: the median of the runs."""
    return statistics.median(
        1e9 * (run["seconds"] - run["phases"]["founding"] - run["phases"]["summary"]) / run["firm_periods"]
        for run in report["runs"]
    )


def ratio(values: list[float], to: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(values, to, strict=True))


def spread(values: list[float], digits: int = 0) -> str:
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def supported_levels(bench: Bench) -> list[str]:
    """Levels that the program takes on this processor."""
    environments = [(level, os.environ | {"RIVALRY_INSTRUCTION_SET": level}) for level in LEVELS]
    command = [bench.folder / "rivalry_bare_run", SMALL, "1", "1", "scenario.periods=1"]
    usable = [
        level
        for level, environment in environments
        if subprocess.run(command, env=environment, capture_output=True).returncode == 0
    ]
    return usable or ["portable"]  # elsewhere than on x86-64


def aims(bench: Bench) -> str:
    """The frozen period and the small market against the reference market in plain C++, which ran in turn."""
    size = [f"market.firms={bench.size(10_000, 300)}", f"scenario.periods={bench.size(60, 5)}"]
    periods, runs = f"scenario.periods={bench.size(200, 5)}", bench.size(20, 2)
    taken = bench.in_turn(
        {
            "plain": bench.reference_ns,
            "frozen": lambda: period_ns(bench.bare(PERIOD, 1, *size)),
            "plain again": bench.reference_ns,  # beside each of the two, as machines change their speed
            "small": lambda: 1e3 * statistics.median(bench.whole_runs(SMALL, periods, runs=runs)),
        }
    )
    multiple = ratio(taken["frozen"], taken["plain"])
    scaled = 100 * ratio(taken["small"], taken["plain again"])
    plain = taken["plain"] + taken["plain again"]
    rows = [
        ["the reference market in plain C++, ns a firm and period", spread(plain, 1), "", ""],
        ["the frozen period, ns a firm and period", spread(taken["frozen"]), f"{multiple:.2f} ×", "at most 4.5 ×"],
        [
            "the small market, ms",
            spread(taken["small"], 1),
            f"{scaled:.1f} ms where the plain C++ takes 100 ns",
            "at most 11 ms",
        ],
    ]
    return table(["", "here (least–most)", "against the plain C++", "aim"], rows)


def levels(bench: Bench) -> str:
    """The whole period at each instruction set."""
    size = [f"market.firms={bench.size(10_000, 300)}", f"scenario.periods={bench.size(60, 5)}"]
    variants = {
        level: lambda level=level: period_ns(bench.bare(PERIOD, 1, *size, level=level))
        for level in supported_levels(bench)
    }
    taken = bench.in_turn(variants)
    first = next(iter(taken.values()))
    rows = [[level, spread(values), f"{ratio(values, first):.2f}"] for level, values in taken.items()]
    return table(["instruction set", "ns a firm and period (least–most)", "ratio"], rows)


def phases(bench: Bench) -> str:
    """Where the time of the whole period goes."""
    size = [f"market.firms={bench.size(10_000, 300)}", f"scenario.periods={bench.size(60, 5)}"]
    runs = bench.bare(PERIOD, 1, *size, runs=bench.repeat)["runs"]
    total = statistics.median(run["seconds"] for run in runs)
    rows = []
    for phase in runs[0]["phases"]:
        seconds = statistics.median(run["phases"][phase] for run in runs)
        each = statistics.median(1e9 * run["phases"][phase] / run["firm_periods"] for run in runs)
        rows.append([phase, f"{100 * seconds / total:.1f} %", f"{each:.1f}"])
    life = runs[0]["life"]
    note = (
        f"In this run {100 * life['triggered']:.1f} % of the firms are triggered a period, which draw "
        f"{life['candidates']:.2f} candidates a firm ({life['least_candidates']:.2f} in the quietest period); "
        f"{100 * life['adopted']:.1f} % adopt a design, {100 * life['entries']:.1f} % enter, "
        f"{100 * life['exits']:.1f} % leave."
    )
    return table(["phase", "share", "ns a firm and period"], rows) + "\n\n" + note


# Sections that are off in the frozen scenario, and what makes each of them do all that it does.
MECHANISMS = {
    "orchestration": ["resources.enabled=true"],
    "value_chain": [],
    "network": [],
    "co_creation": [],
    "policy": ["policy.innovation_subsidy=0.3", "policy.carbon_price=0.5"],
    "commons": [],
}


def mechanisms(bench: Bench) -> str:
    """Each further mechanism, and all of them together, against the core."""
    size = [f"market.firms={bench.size(10_000, 300)}", f"scenario.periods={bench.size(60, 5)}"]
    settings = {name: [f"{name}.enabled=true", *more] for name, more in MECHANISMS.items()}
    everything = [setting for more in settings.values() for setting in more]
    variants = {"core": [], **settings, "all of them": everything}
    taken = bench.in_turn(
        {name: lambda more=more: period_ns(bench.bare(PERIOD, 1, *size, *more)) for name, more in variants.items()}
    )
    rows = [[name, spread(values), f"{ratio(values, taken['core']):.2f}"] for name, values in taken.items()]
    return table(["switched on", "ns a firm and period (least–most)", "ratio"], rows)


def kernels(bench: Bench) -> str:
    """Kernels by Google Benchmark."""
    command = ["--benchmark_format=json", f"--benchmark_repetitions={bench.repeat}"]
    if bench.smoke:
        command += ["--benchmark_min_time=0.001", "--benchmark_filter=firms:1000/|draws|function"]
    taken: dict[str, dict[str, list[float]]] = {}
    for level in supported_levels(bench):
        for row in json.loads(bench.call("rivalry_benchmarks", *command, level=level))["benchmarks"]:
            if row["run_type"] != "iteration":
                continue
            each = [1e9 * row[unit] for unit in ("a_pair", "a_firm", "each") if unit in row] or [row["cpu_time"]]
            taken.setdefault(row["run_name"], {}).setdefault(level, []).append(each[0])
    names = list(next(iter(taken.values())))
    rows = [[name, *(f"{statistics.median(by[level]):.1f}" for level in names)] for name, by in taken.items()]
    return table(["ns", *names], rows)


def small(bench: Bench) -> str:
    """A market of a sweep, and how fast a program starts."""
    periods = f"scenario.periods={bench.size(200, 5)}"
    first = [1e3 * bench.whole_runs(SMALL, periods)[0] for _ in range(bench.repeat)]
    later = [
        1e3 * statistics.median(bench.whole_runs(SMALL, periods, runs=bench.size(20, 2))) for _ in range(bench.repeat)
    ]

    def start() -> float:
        begun = time.perf_counter()
        bench.call("rivalry", "--version")
        return 1e3 * (time.perf_counter() - begun)

    starts = [start() for _ in range(bench.size(20, 2))]
    rows = [
        ["a market in a process of its own: founded, run, summary row", spread(first, 1)],
        ["one of many in a process", spread(later, 1)],
        ["start of the program (`rivalry --version`)", spread(starts, 1)],
    ]
    return table(["", "ms (least–most)"], rows)


def growth(bench: Bench) -> str:
    """The period from a thousand firms to a million."""
    periods = f"scenario.periods={bench.size(12, 3)}"
    sizes = [1000, 10_000, 100_000, 1_000_000] if not bench.smoke else [100, 1000]
    variants = {
        f"{firms:,}": lambda firms=firms: period_ns(
            bench.bare(PERIOD, 1, f"market.firms={firms}", periods, runs=max(1, min(20, 100_000 // firms)))
        )
        for firms in sizes
    }
    taken = bench.in_turn(variants)
    first = next(iter(taken.values()))
    rows = [[name, spread(values), f"{ratio(values, first):.2f}"] for name, values in taken.items()]
    return table(["firms", "ns a firm and period (least–most)", "ratio"], rows)


def threads(bench: Bench) -> str:
    """Two threads against one."""
    size = [f"market.firms={bench.size(100_000, 3000)}", f"scenario.periods={bench.size(20, 3)}"]
    variants = {f"{count}": lambda count=count: period_ns(bench.bare(PERIOD, count, *size)) for count in (1, 2)}
    taken = bench.in_turn(variants)
    rows = [[name, spread(values), f"{ratio(taken['1'], values):.2f}"] for name, values in taken.items()]
    return table(["threads", "ns a firm and period (least–most)", "speed-up"], rows)


def million(bench: Bench) -> str:
    """A million firms for a hundred periods, once."""
    firms, periods = bench.size(1_000_000, 2000), bench.size(100, 3)
    report = bench.bare(PERIOD, 2, f"market.firms={firms}", f"scenario.periods={periods}")
    seconds, peak = report["runs"][0]["seconds"], report["peak_bytes"]
    row = [f"{firms:,} × 10 × {periods}", f"{seconds:.0f}", f"{peak / 1e9:.2f}", f"{period_ns(report):.0f}"]
    return table(["firms × segments × periods, 2 threads", "seconds", "peak GB", "ns a firm and period"], [row])


def memory(bench: Bench) -> str:
    """Memory a firm and a pair, from the peaks of three runs in which nobody enters."""
    market = [
        "demand.price_sensitivity={uniform=[1.8, 3.6]}",
        "demand.switching_cost=1",
        "scenario.periods=2",
        "entry.enabled=false",
    ]

    def peak(firms: int, segments: int) -> int:
        return bench.bare(PERIOD, 1, f"market.firms={firms}", f"market.segments={segments}", *market)["peak_bytes"]

    firms = bench.size(300_000, 3000)
    few, many, none = peak(firms, 10), peak(firms, 20), peak(100, 10)
    pair = (many - few) / (firms * 10)
    rows = [["a firm", f"{(few - none) / firms - 10 * pair:.0f}"], ["a pair of firm and segment", f"{pair:.1f}"]]
    return table(["", "bytes"], rows)


def recording(bench: Bench) -> str:
    """All firm variables of all firms in every period, against the same run without a file."""
    import h5py

    size = [f"market.firms={bench.size(10_000, 300)}", f"scenario.periods={bench.size(60, 5)}"]
    everything = ["recording.firms=100000000", "recording.events=all", "recording.variables=all", "recording.every=1"]
    with tempfile.TemporaryDirectory() as folder:
        result = pathlib.Path(folder) / "r.h5"

        def record(*settings: str) -> float:
            options = [part for setting in [*size, *settings] for part in ("--set", setting)]
            begun = time.perf_counter()
            bench.call("rivalry", "run", PERIOD, "-o", result, "--force", "--quiet", "--threads", 2, *options)
            return time.perf_counter() - begun

        taken = bench.in_turn(
            {
                "no file": lambda: bench.bare(PERIOD, 2, *size)["runs"][0]["seconds"],
                "all, uncompressed": lambda: record(*everything, "recording.compression=0"),
                "all, deflate 1 (default)": lambda: record(*everything),
            }
        )
        raw = 0

        def add(_: str, item: object) -> None:
            nonlocal raw
            raw += item.nbytes if isinstance(item, h5py.Dataset) else 0

        with h5py.File(result) as file:
            file.visititems(add)
        compressed = result.stat().st_size
    rows = []
    for name, values in taken.items():
        seconds = statistics.median(values)
        speed = f"{raw / 1e6 / seconds:.0f}" if name != "no file" else ""
        rows.append([name, f"{seconds:.2f}", f"{ratio(values, taken['no file']):.2f}", speed])
    note = f"The data are {raw / 1e6:.0f} MB; compressed, the file has {compressed / 1e6:.0f} MB."
    return table(["recorded, 2 threads", "seconds", "ratio", "MB/s"], rows) + "\n\n" + note


SWEEP = """\
[sweep]
scenario = "{scenario}"
design = "lhs"
points = {points}
[set]
"market.firms" = 20
"scenario.periods" = {periods}
[[factor]]
key = "entry.rate"
range = [0.019, 0.021]
[[factor]]
key = "cost.learning"
range = [0.095, 0.105]
"""


def sweeps(bench: Bench) -> str:
    """What a sweep adds to its runs: claims, rows, scenarios of points; two threads against one; merging; memory."""
    runs, periods = bench.size(4000, 20), bench.size(50, 5)
    size = ["market.firms=20", f"scenario.periods={periods}"]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)

        def planned(points: int) -> pathlib.Path:
            file, directory = folder / f"{points}.toml", folder / f"{points}.sweep"
            file.write_text(SWEEP.format(scenario=SMALL, points=points, periods=periods))
            shutil.rmtree(directory, ignore_errors=True)
            bench.call("rivalry", "sweep", "plan", file, "-d", directory)
            return directory

        def seconds(directory: pathlib.Path, *command: object) -> float:
            begun = time.perf_counter()
            bench.call("rivalry", "sweep", *command, directory, "--quiet")
            return time.perf_counter() - begun

        taken = bench.in_turn(
            {
                "the bare engine, one thread": lambda: sum(bench.whole_runs(SMALL, *size, runs=runs)),
                "a sweep, one thread": lambda: seconds(planned(runs), "run", "--threads", 1),
                "a sweep, two threads": lambda: seconds(planned(runs), "run", "--threads", 2),
                "merging it": lambda: seconds(folder / f"{runs}.sweep", "merge", "-f"),
            }
        )
        row_bytes = sum(file.stat().st_size for file in (folder / f"{runs}.sweep/shards").iterdir()) / runs
        merged_bytes = (folder / f"{runs}.h5").stat().st_size / runs
        peaks = {count: sweep_peak(bench, planned(count)) for count in (runs // 10, runs)}
    bare = taken["the bare engine, one thread"]
    rows = [
        [name, spread([1e3 * value / runs for value in values], 3), f"{ratio(values, bare):.2f}"]
        for name, values in taken.items()
    ]
    peak = ", ".join(f"{count:,} runs {peak / 1e6:.1f} MB" for count, peak in peaks.items())
    note = f"A row takes {row_bytes:.0f} bytes, and {merged_bytes:.0f} merged. Peak memory of one thread: {peak}."
    return (
        table([f"{runs:,} runs of 20 firms × 10 segments × {periods} periods", "ms a run", "ratio"], rows)
        + "\n\n"
        + note
    )


def sweep_peak(bench: Bench, directory: pathlib.Path) -> int:
    """Bytes of memory that a worker takes at most; its rusage would count the memory of this script."""
    command = [str(bench.folder / "rivalry"), "sweep", "run", str(directory), "--threads", "1", "--quiet"]
    worker = subprocess.Popen(command)
    status, peak = pathlib.Path(f"/proc/{worker.pid}/status"), 0
    while worker.poll() is None:
        if found := re.search(r"VmHWM:\s+(\d+)", status.read_text()):  # a process that ends has none
            peak = int(found[1]) * 1024
        time.sleep(0.002)
    if worker.returncode:
        sys.exit(f"run.py: {' '.join(command)} ended with {worker.returncode}")
    return peak


SECTIONS: dict[str, Callable[[Bench], str]] = {
    section.__name__: section
    for section in (
        aims,
        levels,
        phases,
        mechanisms,
        kernels,
        small,
        growth,
        threads,
        million,
        memory,
        recording,
        sweeps,
    )
}


def machine(bench: Bench) -> str:
    """What the figures were taken with."""
    version = dict(
        line.split(maxsplit=1)
        for line in bench.call("rivalry", "--version").splitlines()
        if line.startswith("compiler")
    )
    model = re.search(r"^model name\s*:\s*(.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    count = len(os.sched_getaffinity(0))
    name = model[1].strip() if model else "unknown processor"
    day, load = time.strftime("%Y-%m-%d"), os.getloadavg()[0]
    return f"{name}, {count} cores, load {load:.1f} at the start; {version['compiler']}; {day}."


def update(section: str, text: str) -> None:
    """Puts a table between the marks that the page has for it."""
    page = PAGE.read_text()
    pattern = re.compile(rf"(<!-- begin {section} -->\n).*?(<!-- end {section} -->)", re.S)
    if not pattern.search(page):
        sys.exit(f"run.py: {PAGE} has no place for {section}: <!-- begin {section} --> … <!-- end {section} -->")
    PAGE.write_text(pattern.sub(lambda match: f"{match[1]}\n{text}\n\n{match[2]}", page))


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Takes the figures of docs/performance.md.",
        epilog="Sections: " + "; ".join(f"{name}: {take.__doc__}" for name, take in SECTIONS.items()),
    )
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="tables to make (default: all)")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release", help="folder of the build")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="repetitions (default: 5)")
    parser.add_argument("--update", action="store_true", help="write the tables into docs/performance.md, too")
    parser.add_argument("--smoke", action="store_true", help="tiny sizes, to see that everything works")
    options = parser.parse_args()
    if unknown := [name for name in options.sections if name not in SECTIONS]:
        parser.error(f"no section {unknown[0]}; there are {', '.join(SECTIONS)}")
    if options.repeat < 1:
        parser.error("--repeat must be 1 or more")
    if options.smoke and options.update:
        parser.error("figures of --smoke are none; leave out --update")
    bench = Bench(options.build / "bin", 1 if options.smoke else options.repeat, options.smoke)
    for program in ("rivalry", "rivalry_bare_run", "rivalry_reference_market", "rivalry_benchmarks"):
        if not (bench.folder / program).exists():
            target = "cmake --preset release && cmake --build --preset release"
            sys.exit(f"run.py: {bench.folder / program} is missing: {target}")
    taken = {"machine": machine(bench)}
    print(taken["machine"], flush=True)
    for name in options.sections or SECTIONS:
        taken[name] = SECTIONS[name](bench)
        print(f"\n## {name}: {SECTIONS[name].__doc__}\n\n{taken[name]}", flush=True)
    if options.update:
        if options.sections:  # the page names the machine and day of a whole set of tables
            del taken["machine"]
        for name, text in taken.items():
            update(name, text)


if __name__ == "__main__":
    main()
