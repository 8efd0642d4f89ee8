"""A market that leaves the numbers ends in words, and what it was before is kept."""

import re

import h5py
import numpy as np

# From period 6 on a hundred units of brand are worth 2,000 in utility: exp(2000) is no number.
DEAR = """
[scenario]
name = "dear"
periods = 12
[market]
firms = 20
segments = 2
[resources]
brand = 100
brand_value = 0
[[event]]
at = 6
set = {"resources.brand_value" = 20}
"""


def test_a_market_that_leaves_the_numbers_ends_with_2_and_keeps_the_periods_before(rivalry):
    (rivalry.folder / "dear.toml").write_text(DEAR)
    ran = rivalry("run", "dear.toml", "--checkpoint", "1")
    assert ran.returncode == 2
    assert (
        "dear: period 6: the utility of the product of firm 0 in segment 1 is beyond what a logit can weigh"
        in ran.stderr
    )
    assert "resources.brand_value = 20" in ran.stderr
    assert "resources.brand = 100" in ran.stderr
    assert "dear.h5 holds the periods before and is marked incomplete" in ran.stderr
    shown = rivalry("info", "dear.h5")
    assert shown.returncode == 0
    assert "INCOMPLETE: the run was stopped after period 5 of 12" in shown.stdout
    with h5py.File(rivalry.folder / "dear.h5") as result:
        assert result["market/period"][()].tolist() == [1, 2, 3, 4, 5]
        assert np.isfinite(result["market/profit_mean"][()]).all()
    assert sorted(path.name for path in rivalry.folder.glob("dear*")) == ["dear.h5", "dear.toml"]


def test_of_a_market_that_leaves_the_numbers_at_once_nothing_is_known(rivalry):
    rivalry.write("dear.toml", DEAR.replace("brand_value = 0", "brand_value = 20"))
    assert rivalry("run", "dear.toml").returncode == 2
    shown = rivalry("info", "dear.h5")
    assert "was stopped after period 0 of 12" in shown.stdout
    assert re.search(r"firms at the end +-\n", shown.stdout)
    assert re.search(r"entries +0\n", shown.stdout)


def test_such_a_run_of_a_sweep_counts_as_failed_and_says_why(rivalry):
    (rivalry.folder / "dear.toml").write_text(DEAR)
    (rivalry.folder / "dear.sweep.toml").write_text(
        '[sweep]\nname = "dear"\nscenario = "dear.toml"\nreplicates = 1\n'
        '[[factor]]\nkey = "resources.brand"\nvalues = [0, 100]\n'
    )
    assert rivalry("sweep", "run", "dear.sweep.toml", "-d", "dear.sweep").returncode == 5
    failures = rivalry("sweep", "status", "dear.sweep", "--failures").stdout
    assert "period 6: the utility of the product of firm 0" in failures
    assert rivalry("sweep", "merge", "dear.sweep", "-o", "dear-merged.h5").returncode == 5
    with h5py.File(rivalry.folder / "dear-merged.h5") as file:
        assert file["runs/failed"][()].tolist() == [0, 1]
        assert np.isnan(file["runs/hhi"][()]).tolist() == [False, True]
