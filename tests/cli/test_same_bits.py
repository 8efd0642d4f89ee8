"""Results are the same bits: for any compiler, instruction set and number of threads, and whatever is recorded.

Needs the builds of the presets release and clang (scripts/test.sh builds both).
"""

import functools
import itertools
import os
import pathlib
import re
import subprocess

import pytest
from conftest import BINARY, ROOT

CLANG = pathlib.Path(os.environ.get("RIVALRY_CLANG_BIN", ROOT / "build/clang/bin/rivalry")).resolve()
BUILDS = {"gcc": BINARY, "clang": CLANG}
LEVELS = {  # flags of /proc/cpuinfo that the level of the x86-64 ABI asks for
    "x86-64": "sse2",
    "x86-64-v3": "avx avx2 bmi1 bmi2 f16c fma abm movbe xsave",
    "x86-64-v4": "avx avx2 bmi1 bmi2 f16c fma abm movbe xsave avx512f avx512bw avx512cd avx512dq avx512vl",
}
RECORDINGS = {
    "default": [],
    "all": ["--record", "all", "--every", "1", "--set", "recording.events=all"],
    "none": ["--record", "none", "--set", "recording.firms=0", "--set", "recording.events=none"],
}
SCENARIOS = {
    "defaults": """
[scenario]
periods = 40
""",
    "inertia and tastes that differ": """
[scenario]
periods = 25
[market]
firms = 150
segments = 7
attributes = 3
[demand]
price_sensitivity = {uniform = [1.5, 4]}
switching_cost = [0, 0.5, 1, 3, 2, 0.2, 1.7]
novelty_taste = {normal = [1, 0.5], min = 0, max = 2}
sustainability_taste = 0.5
[segments]
mass_spread = 0.5
access_spread = 0.4
[competition]
iterations = 5
[managers]
forecasting = {beta = [2, 5]}
""",
    "shocks, entry and exit": """
[scenario]
seed = 11
periods = 40
[market]
firms = 120
[needs]
volatility = 0.2
jump_probability = 0.1
growth_volatility = 0.1
openings = 3
opening_probability = 0.1
[innovation]
base_hazard = 0.3
[technology]
jump_probability = 0.2
redraw = 0.3
[entry]
rate = 0.06
cap = 0.3
[[population]]
name = "incumbents"
share = 0.7
founding.size = {uniform = [1, 2]}
[[population]]
name = "startups"
entrants = 1
capabilities.sensing = {treatment = [0.2, 0.8]}
[[event]]
name = "crisis"
at = 8
set = {"demand.price_sensitivity" = 5, "cost.fixed" = 0.2}
[[event]]
name = "ban"
at = 15
ban = "premium"
promote = "co_delivery"
[[event]]
name = "shock"
probability = 0.1
shift_needs = 0.5
frontier = 0.2
""",
    "several blocks of firms": """
[scenario]
periods = 5
[market]
firms = 3300
segments = 5
[demand]
price_sensitivity = {choice = [2, 3]}
[innovation]
base_hazard = 0.3
[entry]
rate = 0.05
""",
    "ties between firms along a value chain": """
[scenario]
periods = 25
[market]
firms = 1100
segments = 4
[innovation]
base_hazard = 0.2
[value_chain]
enabled = true
[network]
enabled = true
seeking = 0.3
[entry]
rate = 0.05
""",
    "co-creation along a value chain": """
[scenario]
periods = 30
[market]
firms = 120
[innovation]
base_hazard = 0.3
[co_creation]
enabled = true
to_users = {uniform = [0, 0.2]}
[value_chain]
enabled = true
""",
    "adaptive markups in a generated catalogue": """
[scenario]
periods = 25
[business_model]
catalogue = "generated"
choices_per_path = [20, 5, 5, 6]
[competition]
pricing = "adaptive_markup"
[landscape]
interdependence = 13
[emphasis]
novelty = 0.4
efficiency = 0.4
""",
}


def supported(level: str) -> bool:
    line = re.search(r"^flags\s*:(.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    return line is not None and set(LEVELS[level].split()) <= set(line[1].split())


def needs(build: str, level: str | None = None) -> None:
    if not BUILDS[build].exists():
        pytest.skip(f"{BUILDS[build]} is not built: cmake --preset {build} && cmake --build --preset {build}")
    if level is not None and not supported(level):
        pytest.skip(f"this processor lacks {level}")


def run(program: pathlib.Path, *arguments: object, folder: pathlib.Path, **environment: str):
    return subprocess.run(
        [program, *map(str, arguments)],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"} | environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


def digests(program, folder, scenario, recording, threads, **environment) -> dict[str, str]:
    """Digest of each group of the result, and of all."""
    (folder / "market.toml").write_text(SCENARIOS[scenario])
    options = [*RECORDINGS[recording], "--threads", threads, "-o", "r.h5", "--force", "--quiet"]
    done = run(program, "run", "market.toml", *options, folder=folder, **environment)
    assert done.returncode == 0, done.stderr
    lines = run(program, "digest", "r.h5", folder=folder).stdout.splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """Digests of a run by the release build on one thread, at the level it chooses itself."""
    folder = tmp_path_factory.mktemp("reference")
    return functools.cache(lambda scenario, recording: digests(BINARY, folder, scenario, recording, 1))


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("build", BUILDS)
def test_results_are_the_same_bits(tmp_path, reference, build, level, scenario):
    needs(build, level)
    for recording, threads in itertools.product(RECORDINGS, [1, 2, 3]):
        got = digests(BUILDS[build], tmp_path, scenario, recording, threads, RIVALRY_INSTRUCTION_SET=level)
        assert got == reference(scenario, recording), f"recording {recording}, {threads} threads"


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("build", BUILDS)
def test_portable_code_gives_the_same_bits(tmp_path, reference, build, scenario):
    """What processors other than x86-64 run, without intrinsics."""
    needs(build)
    got = digests(BUILDS[build], tmp_path, scenario, "default", 2, RIVALRY_INSTRUCTION_SET="portable")
    assert got == reference(scenario, "default")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_recording_changes_nothing_but_what_is_recorded(reference, scenario):
    usual = reference(scenario, "default")
    for recording in ["all", "none"]:
        other = reference(scenario, recording)
        for group in ["/market", "/segments", "/summary"]:
            assert other[group] == usual[group], f"recording {recording}"
        assert other["r.h5"] != usual["r.h5"]  # the firms' and events' groups do differ


@pytest.mark.parametrize("build", BUILDS)
def test_an_unknown_instruction_set_is_refused(tmp_path, build):
    needs(build, "x86-64")
    (tmp_path / "market.toml").write_text(SCENARIOS["defaults"])
    refused = run(BUILDS[build], "run", "market.toml", folder=tmp_path, RIVALRY_INSTRUCTION_SET="x86-64-v5")
    assert refused.returncode == 2
    assert "RIVALRY_INSTRUCTION_SET = x86-64-v5: must be portable, x86-64, x86-64-v3 or x86-64-v4" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["market.toml"]


@pytest.mark.parametrize("level", LEVELS)
def test_an_instruction_set_that_the_processor_lacks_is_refused(tmp_path, level):
    if supported(level):
        pytest.skip(f"this processor has {level}")
    (tmp_path / "market.toml").write_text(SCENARIOS["defaults"])
    refused = run(BINARY, "run", "market.toml", folder=tmp_path, RIVALRY_INSTRUCTION_SET=level)
    assert refused.returncode == 2
    assert f"RIVALRY_INSTRUCTION_SET = {level}: this processor lacks it" in refused.stderr


@pytest.mark.parametrize("build", BUILDS)
def test_objects_for_one_instruction_set_offer_the_linker_nothing_shared(build):
    """A template or inline function that such an object defines could be the copy that every processor gets."""
    needs(build, "x86-64")
    folder = BUILDS[build].parents[1]
    objects = [*folder.glob("**/kernels_level*.o"), *folder.glob("**/columns_level*.o")]
    assert len(objects) == 2 * (1 + len(LEVELS)), "the kernels' objects are not where this test looks for them"
    for path in objects:
        table = subprocess.run(
            ["nm", "--defined-only", "--extern-only", "--format=posix", path],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        names = [line.split()[0] for line in table.splitlines()]
        assert names, f"{path} defines nothing"
        shared = [name for name in names if not re.match(r"_ZNK?7rivalry7kernels\d+(x86_64|portable)", name)]
        assert not shared, f"{path} defines {shared}"
