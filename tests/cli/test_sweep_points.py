"""`rivalry sweep points` and `rivalry sweep list`."""

import csv
import re

SWEEP = """\
[sweep]
scenario = "small"
design = "factorial"
replicates = 3
[[factor]]
key = "competition.pricing"
values = ["bertrand", "fixed"]
[[factor]]
keys = ["emphasis.novelty", "emphasis.efficiency"]
name = "emphasis"
range = [0, 0.5]
steps = 3
"""


def test_the_list_of_sweeps_has_their_questions_and_no_scenario(rivalry):
    result = rivalry("sweep", "list")
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    names = [line.split()[0] for line in lines]
    assert names == ["capability-turbulence", "competition-pressure", "efficiency-novelty", "sensitivity"]
    assert all(line.endswith("?") for line in lines)
    assert "sweeps/" not in rivalry("list").stdout


def test_points_are_shown_as_a_table(rivalry):
    rivalry.write("mine.toml", SWEEP)
    result = rivalry("sweep", "points", "mine.toml")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "mine: 6 points of 2 factors (factorial), 3 replicates each"
    keys = ["emphasis.novelty", "emphasis.efficiency"]
    assert lines[1].split() == ["point", "competition.pricing", "emphasis", *keys]
    assert lines[-1].split() == ["5", "fixed", "0.5", "0.5", "0.5"]
    assert len(lines) == 8


def test_points_as_csv_have_values_and_coordinates(rivalry):
    rivalry.write("mine.toml", SWEEP)
    rows = list(csv.DictReader(rivalry("sweep", "points", "mine.toml", "--csv").stdout.splitlines()))
    assert len(rows) == 6
    assert rows[4] == {
        "point": "4",
        "competition.pricing": "fixed",
        "competition.pricing_level": "1",
        "emphasis": "0.25",
        "emphasis.novelty": "0.25",
        "emphasis.efficiency": "0.25",
        "u_competition.pricing": "1",
        "u_emphasis": "0.5",
    }


def test_points_that_were_printed_are_a_table_again(rivalry):
    rivalry.write("mine.toml", SWEEP)
    rows = list(csv.reader(rivalry("sweep", "points", "mine.toml", "--csv").stdout.splitlines()))
    rivalry.write("mine.csv", "\n".join(f"{row[1]},{row[3]}" for row in rows) + "\n")
    head = '[sweep]\nscenario = "small"\ndesign = "table"\ntable = "mine.csv"\n[[factor]]\n'
    rivalry.write("again.toml", head + 'keys = ["emphasis.novelty", "emphasis.efficiency"]\nname = "emphasis"\n')
    again = list(csv.reader(rivalry("sweep", "points", "again.toml", "--csv").stdout.splitlines()))
    assert again == [[*row[:2], *row[3:6]] for row in rows]


LEVELS = """\
[sweep]
scenario = "small"
[[factor]]
keys = ["market.firms", "demand.price_sensitivity"]
values = [[50, 1.5], [50, 4], [100, 1.5], [100, 4]]
[[factor]]
key = "capabilities.sensing"
name = "sensing"
values = [0.5, {treatment = [0, 1]}, {normal = [0.5, 0.1], min = 0, max = 1}]
labels = ["few, all", "a b", "a_b"]
"""


def test_points_have_labels_numbers_of_levels_and_all_keys(rivalry):
    rivalry.write("mine.toml", LEVELS)
    rows = list(csv.DictReader(rivalry("sweep", "points", "mine.toml", "--csv").stdout.splitlines()))
    assert len(rows) == 12
    assert {key: value for key, value in rows[10].items() if not key.startswith("u_")} == {
        "point": "10",
        "firms_and_price_sensitivity": "100 / 4",
        "firms_and_price_sensitivity_level": "3",
        "market.firms": "100",
        "demand.price_sensitivity": "4",
        "sensing": "a b",
        "sensing_level": "1",
        "capabilities.sensing": "{treatment = [0, 1]}",
    }
    lines = rivalry("sweep", "points", "mine.toml").stdout.splitlines()
    assert re.split(r" {2,}", lines[2].strip())[:6] == ["0", "50 / 1.5", "0", "50", "1.5", "few, all"]


def test_labels_that_look_like_numbers_are_shown_as_they_are(rivalry):
    rivalry.write(
        "s.toml",
        '[sweep]\nscenario = "small.toml"\nreplicates = 2\n[[factor]]\nkey = "entry.rate"\nname = "rate"\n'
        'values = [0.1, 0.123456789]\nlabels = ["1e3", "007"]\n',
    )
    words = [line.split() for line in rivalry("sweep", "points", "s.toml").stdout.splitlines()]
    assert ["0", "1e3", "0", "0.1"] in words
    assert ["1", "007", "1", "0.123457"] in words


def test_a_fractional_design_says_what_is_aliased(rivalry):
    factors = "".join(
        f'[[factor]]\nkey = "entry.{key}"\nrange = [0, 0.1]\n' for key in ["rate", "cap", "cash", "redraw"]
    )
    rivalry.write("mine.toml", '[sweep]\nscenario = "small"\ndesign = "fractional"\n' + factors)
    result = rivalry("sweep", "points", "mine.toml")
    assert result.returncode == 0, result.stderr
    assert "  entry.redraw = entry.rate * entry.cap * entry.cash\n" in result.stdout
    assert "  aliased: entry.rate * entry.cap, entry.cash * entry.redraw\n" in result.stdout


def test_mistakes_of_a_sweep_file_end_with_2(rivalry):
    rivalry.write("mine.toml", SWEEP.replace("steps = 3", "steps = 1").replace("fixed", "fixd"))
    result = rivalry("sweep", "points", "mine.toml")
    assert result.returncode == 2
    assert result.stdout == ""
    assert re.search(
        r'^mine.toml:7: factor.values = "fixd": must be one of .*; did you mean "fixed"\?$', result.stderr, re.M
    )
    assert "mine.toml:12: factor.steps = 1: must be an integer" in result.stderr


def test_a_sweep_that_is_not_there_gets_a_suggestion(rivalry):
    result = rivalry("sweep", "points", "competition-presure")
    assert result.returncode == 2
    assert "no sweep file competition-presure" in result.stderr
    assert "did you mean competition-pressure?" in result.stderr


def test_sweep_without_a_command_shows_its_commands(rivalry):
    result = rivalry("sweep")
    assert result.returncode == 2
    assert result.stdout == ""
    assert "Usage: rivalry sweep" in result.stderr
    assert "unknown option --cvs, did you mean --csv?" in rivalry("sweep", "points", "x", "--cvs").stderr


def test_describe_sweep_explains_the_keys_of_sweep_files(rivalry):
    text = rivalry("describe", "sweep").stdout
    for words in ["[sweep]", "[[factor]]", "[sequential]", "relative_half_width", "common_random_numbers"]:
        assert words in text
    assert '"relative_half_width"' in rivalry("describe", "--json", "sweep").stdout
