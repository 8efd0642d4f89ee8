import os
import subprocess

import pytest
from conftest import BINARY, ROOT

FOLDER = ROOT / "scenarios"
FILES = [path for path in FOLDER.rglob("*.toml") if path.parent.name != "sweeps"]
NAMES = [path.relative_to(FOLDER).with_suffix("").as_posix() for path in FILES]
SHIPPED = sorted(NAMES, key=lambda name: ("/" in name, name))  # as rivalry list has them


def test_list_names_every_shipped_scenario_with_its_question(rivalry):
    result = rivalry("list")
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == SHIPPED
    assert all(line.rstrip().endswith("?") for line in lines)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_scenario_is_valid(rivalry, name):
    result = rivalry("check", name)
    assert result.returncode == 0, result.stderr
    assert f"{name}: valid" in result.stdout


def test_a_shipped_scenario_runs_by_its_name_unless_a_file_has_it(rivalry):
    assert rivalry("run", "baseline", "-q", "--set", "scenario.periods=2").returncode == 0
    assert "scenario   baseline" in rivalry("info", "baseline.h5").stdout
    rivalry.write("baseline", '[scenario]\nname = "own"\n')
    assert rivalry("run", "baseline", "-qf", "--set", "scenario.periods=2").returncode == 0
    assert "scenario   own" in rivalry("info", "baseline.h5").stdout


def test_a_misspelt_scenario_gets_a_suggestion(rivalry):
    result = rivalry("run", "basline")
    assert result.returncode == 2
    assert "no scenario file basline" in result.stderr
    assert "did you mean baseline?" in result.stderr


def test_scenarios_are_found_next_to_the_program(tmp_path):
    environment = {key: value for key, value in os.environ.items() if key != "RIVALRY_SCENARIOS"}
    result = subprocess.run([BINARY, "list"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert result.returncode == 0
    assert "baseline" in result.stdout


def test_check_reports_all_mistakes_of_all_files(rivalry):
    rivalry.write("one.toml", "[market]\nfirms = -5\nsegmets = 3\n")
    rivalry.write("two.toml", "[market\n")
    result = rivalry("check", "one.toml", "small.toml", "two.toml", "three.toml", "/tmp")
    assert result.returncode == 2
    assert (
        "one.toml:2: market.firms = -5: must be an integer from 1 to 100000000 (firms at the start)\n"
        "one.toml:3: market.segmets = 3: unknown key; did you mean market.segments?\n"
    ) in result.stderr
    assert "two.toml:1:8: is not valid TOML" in result.stderr
    assert "no scenario file three.toml" in result.stderr
    assert "/tmp: is a directory" in result.stderr
    assert "small.toml: valid" in result.stdout
    assert result.stdout.endswith("1 of 5 scenarios are valid\n")


def test_check_applies_settings(rivalry):
    assert "50 firms" in rivalry("check", "small.toml", "--set", "market.firms=50").stdout
    assert rivalry("check", "small.toml", "--set", "market.firms=0").returncode == 2


def test_a_run_of_a_bad_scenario_computes_nothing(rivalry):
    rivalry.write("bad.toml", "[market]\nfirms = nan\n")
    result = rivalry("run", "bad.toml")
    assert result.returncode == 2
    assert "bad.toml:2: market.firms = nan: must be an integer" in result.stderr
    assert list(rivalry.folder.glob("*.h5*")) == []


def test_a_gigabyte_of_zeros_is_refused_at_once(rivalry):
    with open(rivalry.folder / "zeros.toml", "wb") as file:
        file.truncate(1_000_000_000)
    result = rivalry("check", "zeros.toml")
    assert result.returncode == 2
    assert "zeros.toml: is larger than 16 MB" in result.stderr


def test_the_resolved_scenario_in_a_result_runs_to_the_same_result(rivalry):
    settings = ["competition.intensity=0.3", "capabilities.sensing={treatment=[0, 1]}", "demand.novelty_taste=[1, 2]"]
    ran = rivalry("run", "small.toml", "-q", *[word for setting in settings for word in ("--set", setting)])
    assert ran.returncode == 0, ran.stderr
    text = rivalry("info", "small.h5", "--scenario").stdout
    assert "sensing = {treatment = [0, 1]}" in text
    rivalry.write("again.toml", text)
    assert rivalry("run", "again.toml", "-q").returncode == 0
    first, again = (rivalry("digest", name).stdout.split()[0] for name in ("small.h5", "again.h5"))
    assert first == again
