"""docs/odd.md is complete: it names every parameter and every variable of the program, and no others."""

import json
import re

from conftest import ROOT

PAGE = (ROOT / "docs" / "odd.md").read_text()
PARTS = {re.match(r"#+ ([\d.]+) ", line)[1] for line in PAGE.splitlines() if re.match(r"#+ \d", line)}


def rows_of(appendix):
    """The table in an appendix: what each row is about, the names in it, the parts that it refers to."""
    text = PAGE[PAGE.index(f"## Appendix {appendix}:") :].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return [
        (first.strip("`"), re.findall(r"`(\w+)`", names), re.findall(r"[\d.]+", parts)) for first, names, parts in rows
    ]


def test_the_seven_elements_are_there():
    elements = [
        "Purpose and patterns",
        "Entities, state variables and scales",
        "Process overview and scheduling",
        "Design concepts",
        "Initialization",
        "Input data",
        "Submodels",
    ]
    assert re.findall(r"^## (\d .+)$", PAGE, re.MULTILINE) == [f"{i} {name}" for i, name in enumerate(elements, 1)]


def test_every_parameter_has_its_part(rivalry):
    sections = json.loads(rivalry("describe", "--json").stdout)["sections"]
    keys = [parameter["key"] for section in sections if not section["repeated"] for parameter in section["parameters"]]
    named = [f"{section}.{name}" for section, names, _ in rows_of("C") for name in names]
    assert sorted(named) == sorted(keys)


def test_every_variable_has_its_part(rivalry):
    variables, group = [], None
    for line in rivalry("describe", "--page", "formats").stdout.splitlines():
        if line.startswith("#"):
            group = line.strip("# ")
        elif group and group.startswith("/") and (name := re.match(r"\| `(\w+)`", line)):
            variables.append((group, name[1]))
    assert len(variables) > 150
    assert sorted((group, name) for group, names, _ in rows_of("D") for name in names) == sorted(variables)


def test_parts_that_tables_refer_to_are_there():
    referred = {part.rstrip(".") for appendix in "CD" for _, _, parts in rows_of(appendix) for part in parts}
    assert len(referred) > 20
    assert referred <= PARTS


def test_settings_that_the_text_names_exist(rivalry):
    sections = json.loads(rivalry("describe", "--json").stdout)["sections"]
    keys = {parameter["key"] for section in sections for parameter in section["parameters"]}
    names = {section["name"] for section in sections}
    code = [text for text in re.findall(r"`([^`\n]+)`", PAGE) if not text.endswith((".cpp", ".md", ".hpp"))]
    said = {key for text in code for key in re.findall(r"\b([a-z_]+\.[a-z_]+)\b", text) if key.split(".")[0] in names}
    assert len(said) > 100
    assert sorted(said - keys) == []
