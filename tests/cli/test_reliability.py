"""docs/reliability.md: what it names as tests is there."""

import re

import pytest
from conftest import ROOT

PAGE = (ROOT / "docs/reliability.md").read_text()
FUNCTIONS = "\n".join(
    path.read_text() for folder in ("cli", "cluster", "python") for path in (ROOT / "tests" / folder).glob("test_*.py")
)
NAMES = sorted(set(re.findall(r"`(test_\w+)`", PAGE)))
PATHS = sorted(set(re.findall(r"`((?:tests|docs|scripts)/[\w./-]+)`", PAGE)))


@pytest.mark.parametrize("name", NAMES)
def test_every_test_that_the_page_names_is_there(name):
    assert f"def {name}(" in FUNCTIONS


@pytest.mark.parametrize("path", PATHS)
def test_every_file_that_the_page_names_is_there(path):
    assert (ROOT / path).exists()


def test_every_target_of_the_fuzzer_is_on_the_page():
    run = (ROOT / "tests/fuzz/run.py").read_text()
    targets = re.findall(r'"(\w+)"', "".join(re.findall(r"^(?:TEXTS|IN_CPP|IN_PYTHON) = (.*)$", run, re.M)))
    assert len(targets) == 11
    section = PAGE[PAGE.index("## Files that others made") :]
    assert not [target for target in targets if f"`{target}`" not in section]
