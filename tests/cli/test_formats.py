"""docs/formats.md says of each variable in which files it is."""

import itertools
import re

import h5py
import pytest
from conftest import SMALL

SECTIONS = ["policy", "commons", "orchestration", "value_chain", "co_creation", "network"]
SETTINGS = [(), *((one,) for one in SECTIONS), *itertools.combinations(SECTIONS, 2), tuple(SECTIONS)]


def conditions(page: str, group: str) -> dict[str, str]:
    """Of each variable of a group the settings under which alone it is there; "" for those that always are."""
    text = page.split(f"\n## {group}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)`[ *]*\|.*\| ([^|]*) \|$", text, re.M)
    found = {}
    for name, meaning in rows:
        when = re.search(r" Only with (.+)\.$", meaning)
        found[name] = when[1] if when else ""
    return found


def holds(when: str, enabled: tuple[str, ...]) -> bool:
    assert re.fullmatch(r"(?:`\w+\.enabled`| and | or |\(|\))*", when), when
    return not when or eval(re.sub(r"`(\w+)\.enabled`", lambda key: str(key[1] in enabled), when))


@pytest.mark.parametrize("enabled", SETTINGS, ids=lambda names: "+".join(names) or "defaults")
def test_files_have_the_variables_that_the_page_says(rivalry, enabled):
    page = rivalry("describe", "--page", "formats").stdout
    rivalry.write("small.toml", SMALL.replace("periods = 12", "periods = 2"))
    settings = [f"--set={section}.enabled={str(section in enabled).lower()}" for section in SECTIONS]
    run = rivalry("run", "small.toml", "--record", "all", "--quiet", *settings)
    assert run.returncode == 0, run.stderr
    with h5py.File(rivalry.folder / "small.h5") as file:
        there = {group: set(file[group]) for group in ["/market", "/firms"]}
    for group, names in there.items():
        said = conditions(page, group)
        of_parameters = {name for name in names | set(said) if re.match(r"(?:arm|trait)_", name)}
        assert names - of_parameters == {name for name in said if holds(said[name], enabled)} - of_parameters
    if not enabled:
        missing = [name for name, when in conditions(page, "/market").items() if when]
        assert len(missing) >= 48
        assert not there["/market"] & set(missing)


def test_a_variable_that_is_asked_for_by_name_is_recorded(rivalry):
    run = rivalry("run", "small.toml", "--record", "subsidy,in_house_share", "--quiet")
    assert run.returncode == 0, run.stderr
    with h5py.File(rivalry.folder / "small.h5") as file:
        assert (file["/firms/subsidy"][0] == 0).all()
        assert (file["/firms/in_house_share"][0] != file["/firms/in_house_share"][0]).all()
