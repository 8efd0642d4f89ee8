import json
import re

import pytest

COMMANDS = ["run", "check", "describe", "new", "info", "repair", "digest", "list", "verify", "sweep"]
SWEEP_COMMANDS = ["sweep points", "sweep list"]


def test_help_names_every_command_with_examples_and_exit_codes(rivalry):
    result = rivalry("--help")
    assert result.returncode == 0
    for command in COMMANDS:
        assert re.search(rf"^  {command} +[A-Z]", result.stdout, re.M), command
    assert "Examples:" in result.stdout
    assert "4 interrupted" in result.stdout


@pytest.mark.parametrize("command", COMMANDS + SWEEP_COMMANDS)
def test_help_of_each_command_has_usage_and_examples(rivalry, command):
    result = rivalry(*command.split(), "--help")
    assert result.returncode == 0
    assert f"Usage: rivalry {command}" in result.stdout
    assert re.search(rf"Examples:\n.*rivalry {command}", result.stdout, re.S)
    assert rivalry("help", *command.split()).stdout == result.stdout


def test_help_of_run_explains_every_option(rivalry):
    text = rivalry("run", "--help").stdout
    for option in [
        "--output",
        "--set",
        "--seed",
        "--replicate",
        "--threads",
        "--every",
        "--record",
        "--progress",
        "--checkpoint",
        "--resume",
        "--profile",
        "--force",
        "--quiet",
    ]:
        assert re.search(rf"{option}\b.*\s[A-Z]", text), option


def test_without_arguments_help_goes_to_stderr(rivalry):
    result = rivalry()
    assert result.returncode == 2
    assert result.stdout == ""
    assert "Subcommands:" in result.stderr


def test_version_names_commit_compiler_instruction_sets_and_libraries(rivalry):
    result = rivalry("--version")
    assert result.returncode == 0
    assert re.match(r"rivalry \d+\.\d+\.\d+ \(commit \w+", result.stdout)
    for word in ["compiler", "instruction sets", "Boost", "HDF5 1.", "oneTBB", "toml++ 3"]:
        assert word in result.stdout


def test_describe_explains_a_parameter_a_section_and_everything(rivalry):
    one = rivalry("describe", "demand.price_sensitivity").stdout
    assert one.startswith("demand.price_sensitivity\n")
    assert re.search(r"^    default +2\.5$", one, re.M)
    assert "demand.switching_cost" in rivalry("describe", "demand").stdout
    everything = rivalry("describe").stdout
    assert "market.firms" in everything and "[[event]]" in everything


def test_describe_as_json_agrees_with_the_text(rivalry):
    everything = json.loads(rivalry("describe", "--json").stdout)
    keys = [p["key"] for section in everything["sections"] if not section["repeated"] for p in section["parameters"]]
    assert len(keys) == len(set(keys)) > 100
    text = rivalry("describe").stdout
    assert all(key in text for key in keys)
    firms = json.loads(rivalry("describe", "--json", "market.firms").stdout)
    assert (firms["min"], firms["default"], firms["type"]) == (1, "100", "integer")


def test_describe_prints_the_pages_of_the_documentation(rivalry):
    assert rivalry("describe", "--page", "parameters").stdout.startswith("# Parameters\n")
    assert "/segments" in rivalry("describe", "--page", "formats").stdout
    assert rivalry("describe", "--page", "sweeps").stdout.startswith("# Sweep files\n")
    assert rivalry("describe", "market", "--page", "formats").returncode == 2
    assert "poem not in {parameters,formats,sweeps}" in rivalry("describe", "--page", "poem").stderr


def test_describe_suggests_what_was_meant(rivalry):
    result = rivalry("describe", "market.frims")
    assert result.returncode == 2
    assert 'no parameter or section "market.frims"; did you mean market.firms?' in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run"], "SCENARIO is required, or --resume FILE; see rivalry run --help"),
        (["run", "small.toml", "--theads", "3"], "unknown option --theads, did you mean --threads?"),
        (["run", "small.toml", "other.toml"], "not expected: other.toml"),
        (["run", "small.toml", "--threads", "257"], "--threads: must be an integer from 0 to 256, not 257; see"),
        (["run", "small.toml", "--checkpoint", "nan"], "--checkpoint: must be a number from 0 to 1000000000, not nan"),
        (["sweep", "run", "s", "--lease", "14"], "--lease: must be a number from 15 to 1000000, not 14"),
        (["info", "r.h5", "--follow", "--interval", "0"], "--interval: must be a number from 0.05 to 3600, not 0"),
        (["run", "small.toml", "--threads", "two"], "--threads"),
        (["run", "small.toml", "--replicate", "-1"], "--replicate"),
        (["run", "small.toml", "--progress", "maybe"], "maybe not in {auto,always,never}"),
        (["run", "small.toml", "--set"], "--set"),
        (["run", "small.toml", "--set", "market.firms"], '"market.firms" is no setting; write key=value'),
        (["run", "small.toml", "--seed", "x"], 'scenario.seed = "x": must be an integer'),
        (["run", "small.toml", "--every", "-3"], "recording.every = -3: must be an integer"),
        (["run", "small.toml", "--record", "prise"], 'there is no firm variable "prise"'),
        (["check"], "SCENARIO is required"),
        (["describe", "market", "entry"], "not expected: entry"),
        (["--bogus"], "unknown option --bogus; see rivalry --help"),
        (["info"], "FILE is required"),
    ],
)
def test_bad_usage_ends_with_2_and_says_what_to_do(rivalry, arguments, words):
    result = rivalry(*arguments)
    assert result.returncode == 2
    assert words in result.stderr
    assert result.stdout == ""
    assert list(rivalry.folder.glob("*.h5")) == []


def test_numbers_are_written_as_one_writes_them(rivalry):
    """Every option that takes a number refuses one that is out of place, without decimals that say nothing."""
    rivalry.write("tiny.toml", '[sweep]\nscenario = "small.toml"\n')
    commands = ["run", "verify", "ensemble", "info", "sweep plan", "sweep run", "sweep submit", "sweep replay"]
    refused = 0
    for command in commands:
        usage = rivalry(*command.split(), "--help").stdout
        file = "tiny.toml" if command.startswith("sweep") else "small.toml"
        for option in re.findall(r"(--[a-z-]+) (?:N|SECONDS)\b", usage):
            result = rivalry(*command.split(), file, *(["0"] if "replay" in command else []), option, "-1e30")
            words = re.sub(r"-1e\+?30", "", result.stderr)
            assert result.returncode == 2, (command, option, result.stderr)
            assert option in words or f"{option[2:]} =" in words, words
            assert not re.search(r"\.\d{6}|e[+-]?\d\d", words), words
            refused += 1
    assert refused > 12
