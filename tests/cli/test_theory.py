"""Names on docs/theory.md are names of the program."""

import json
import re

from conftest import ROOT

PAGE = (ROOT / "docs" / "theory.md").read_text()


def names_of_the_program(rivalry):
    sections = json.loads(rivalry("describe", "--json").stdout)["sections"]
    keys = {parameter["key"] for section in sections for parameter in section["parameters"]}
    variables = set(re.findall(r"^\| `(\w+)`", rivalry("describe", "--page", "formats").stdout, re.MULTILINE))
    scenarios = {
        path.relative_to(ROOT / "scenarios").with_suffix("").as_posix() for path in (ROOT / "scenarios").rglob("*.toml")
    }
    columns_of_choices = {key.rsplit(".", 1)[-1] for key in keys}
    return keys | variables | scenarios | columns_of_choices


def test_every_name_on_the_page_is_known(rivalry):
    known = names_of_the_program(rivalry)
    named = set(re.findall(r"`([^`]+)`", PAGE.split("\n## Claims\n")[0]))  # claims have ids: test_references.py
    assert len(named) > 100
    assert sorted(named - known) == []
