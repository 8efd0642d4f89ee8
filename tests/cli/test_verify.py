import re
import sys

from conftest import ROOT

MARKET = """
[scenario]
name = "small"
question = "How many firms are there?"
periods = 5
[market]
firms = 10
[entry]
enabled = false
[exit]
enabled = false
"""
EXPECTED = '\n[[expect]]\nmeasure = "firms"\nagreement = "numerical"\nvalue = {}\nabsolute = 0\n'


def test_expected_numbers_that_hold_end_with_code_0_and_a_table(rivalry):
    result = rivalry("verify", "cournot", "--progress", "never")
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    assert re.search(r"^ +expected +ours +tolerance +measure$", result.stdout, re.M)
    assert re.search(r"^  holds +4 +4\.0+ +1e-10 +price_index$", result.stdout, re.M)
    assert re.search(r"^9 of 9 hold, in ", result.stdout, re.M)


def test_a_missed_number_ends_with_code_5(rivalry):
    rivalry.write("small.toml", MARKET + EXPECTED.format(10) + EXPECTED.format(11))
    result = rivalry("verify", "small.toml")
    assert result.returncode == 5
    assert re.search(r"^  MISSES 11 +10 +0 +firms$", result.stdout, re.M)
    assert "1 of 2 hold" in result.stdout
    assert "1 expected number is missed" in result.stderr


def test_a_known_miss_is_told_and_must_go_on_missing(rivalry):
    known = 'missed = "nobody enters"\n'
    rivalry.write("small.toml", MARKET + EXPECTED.format(10) + EXPECTED.format(11) + known)
    result = rivalry("verify", "small.toml")
    assert result.returncode == 0, result.stderr
    assert re.search(r"^  misses 11 +10 +0 +firms$", result.stdout, re.M)
    assert "1 of 2 hold, 1 missed as stated, in " in result.stdout
    rivalry.write("small.toml", MARKET + EXPECTED.format(10) + known)
    result = rivalry("verify", "small.toml")
    assert result.returncode == 5
    assert re.search(r"^  HOLDS  10 +10 +0 +firms$", result.stdout, re.M)
    assert "1 expected number holds that its file calls missed" in result.stderr


def test_what_takes_long_is_left_out_unless_asked_for(rivalry):
    rivalry.write("small.toml", MARKET + EXPECTED.format(10) + EXPECTED.format(11) + "long = true\n")
    result = rivalry("verify", "small.toml")
    assert result.returncode == 0
    assert "1 of 1 hold" in result.stdout
    assert "1 that take longer were left out" in result.stdout
    assert rivalry("verify", "small.toml", "--long").returncode == 5


def test_list_and_measures_run_nothing(rivalry):
    listed = rivalry("verify", "--list").stdout
    assert "adaptive-walks: How long are adaptive walks" in listed
    assert "(long)" in listed
    measures = rivalry("verify", "--measures").stdout
    assert re.search(r"^peaks\n    Business models that no change", measures, re.M)
    assert "[money/unit, of a firm]" in measures


def test_mistakes_are_told_with_place_and_remedy(rivalry):
    rivalry.write("bad.toml", MARKET + EXPECTED.format(10).replace("firms", "frims"))
    for command in ("check", "verify", "run"):
        result = rivalry(command, "bad.toml")
        assert result.returncode == 2, command
        assert 'bad.toml:14: expect.measure = "frims": there is no such measure; did you mean "firms"?' in result.stderr
    rivalry.write("none.toml", MARKET)
    result = rivalry("verify", "none.toml")
    assert result.returncode == 2
    assert "expects nothing" in result.stderr
    assert rivalry("verify", "curnot").returncode == 2
    assert rivalry("verify", "--page", "page.md").returncode == 2


def test_check_tells_of_expected_numbers_and_a_run_takes_no_notice(rivalry):
    rivalry.write("small.toml", MARKET + EXPECTED.format(11))
    rivalry.write("plain.toml", MARKET)
    assert "1 expected number: rivalry verify small.toml" in rivalry("check", "small.toml").stdout
    for name in ("small", "plain"):
        assert rivalry("run", f"{name}.toml", "-q", "-o", f"{name}.h5").returncode == 0
    assert rivalry("digest", "small.h5").stdout.split()[0] == rivalry("digest", "plain.h5").stdout.split()[0]
    assert "expect" not in rivalry("info", "small.h5", "--scenario").stdout


def test_the_page_has_every_planted_fault_and_what_caught_it():
    sys.path.insert(0, str(ROOT / "tests/mutations"))
    from faults import FAULTS

    rows = re.findall(
        r"^\| ([^|]+) \| `(sim/[^`]+)` \| (\d+) of \d+ \|", (ROOT / "docs/verification.md").read_text(), re.M
    )
    assert [(name, file) for name, file, _ in rows] == [(fault.name, fault.file) for fault in FAULTS]
    assert all(int(missed) > 0 for _, _, missed in rows)
