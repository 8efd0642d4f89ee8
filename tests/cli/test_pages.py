"""The README, the tutorials and other pages do what they say: their commands and code run as written, and print what
they show.

``RIVALRY_UPDATE_PAGES=1 pytest tests/cli/test_pages.py`` writes pages anew where they show something else (those for a
cluster: ``tests/cluster/test_tutorial.py``); with ``RIVALRY_LONG_PAGES=1`` also what takes minutes.
"""

import re

import pytest
from conftest import BINARY, ROOT
from pages import RUN_WITH, blocks, follow

README = ROOT / "README.md"
TUTORIALS = sorted((ROOT / "docs/tutorials").glob("*.md"))
PAGES = [README, ROOT / "analysis/README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.fixture(scope="module", autouse=True)
def program_is_built():
    assert BINARY.exists(), f"{BINARY} is not built"


TOUR, MANY, WRITE, READ = "A tour of five minutes", "A question to many markets", "Write a scenario", "Read results"


def parts(path, *headings):
    return [block for block in blocks(path) if block.heading in headings]


def test_the_tour_and_the_reading_of_its_results_run_as_written(tmp_path):
    languages = {(block.heading, block.language) for block in blocks(README)}
    assert {(TOUR, "sh"), (TOUR, "text"), (WRITE, "toml"), (READ, "python"), (READ, "sh")} <= languages
    printed = list(follow(README, tmp_path, parts(README, TOUR, READ)).values())
    hashes = re.findall(r"^([0-9a-f]{64})  (?:mine|again)\.h5$", "".join(printed), re.M)
    assert len(hashes) == 2
    assert hashes[0] == hashes[1]
    for written in ["mine.toml", "mine.h5", "mine.png", "mine.dta"]:
        assert (tmp_path / written).stat().st_size > 1000


def test_the_sweep_runs_as_written(tmp_path):
    printed = list(follow(README, tmp_path, parts(README, MANY)).values())
    assert "630 runs" in printed[0]
    assert "30 replicates" in printed[1]
    assert (tmp_path / "sweep.png").stat().st_size > 50_000


EXAMPLES = [(path, block) for path in [README, *TUTORIALS] for block in blocks(path) if block.language == "toml"]


@pytest.mark.parametrize("block", [pytest.param(b, id=f"{path.stem}-{b.line}") for path, b in EXAMPLES])
def test_examples_of_scenarios_are_valid(block, rivalry):
    rivalry.write("example.toml", block.text)
    checked = rivalry("check", "example.toml")
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda path: path.stem)
def test_tutorials_run_as_written(tutorial, tmp_path):
    printed = follow(tutorial, tmp_path)
    assert printed
    pictures = re.findall(r"savefig\(\"([^\"]+)\"", tutorial.read_text(encoding="utf-8"))
    assert pictures
    assert all((tmp_path / picture).stat().st_size > 5000 for picture in pictures)


def test_the_code_on_the_page_on_formats_runs_as_written(rivalry, tmp_path):
    assert rivalry("run", "baseline", "--set", "scenario.periods=20", "--quiet").returncode == 0
    page = ROOT / "docs/formats.md"
    assert follow(page, tmp_path, [block for block in blocks(page) if block.language == "python"])


def test_the_example_of_a_sweep_file_is_one(rivalry):
    example = next(block for block in blocks(ROOT / "docs/sweep-files.md") if block.language == "toml")
    rivalry.write("example.toml", example.text)
    planned = rivalry("sweep", "points", "example.toml")
    assert planned.returncode == 0, planned.stderr


def test_a_sweep_leaves_what_its_page_shows(rivalry):
    """The tree on docs/sweep-results.md; claims, decisions, crashes and panels are there where there is something."""
    rivalry.write("tiny.toml", '[sweep]\nscenario = "small.toml"\nreplicates = 3\n')
    assert rivalry("sweep", "run", "tiny.toml", "--quiet").returncode == 0
    tree = next(block.text for block in blocks(ROOT / "docs/sweep-results.md") if block.text.startswith("NAME.sweep/"))
    top = set(re.findall(r"^  (\w+)/? ", tree.replace("plans/FINGERPRINT/", "plans/ "), re.M))
    left = {path.name for path in (rivalry.folder / "tiny.sweep").iterdir() if not path.name.startswith(".")}
    assert left <= top
    assert {"plan", "plans", "shards"} <= left
    (plan,) = (rivalry.folder / "tiny.sweep/plans").iterdir()
    shown = set(re.findall(r"sweep\.toml|base\.toml|plan\.json|claims|decisions|adopted", tree))
    assert {path.name for path in plan.iterdir()} <= shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_whatever_a_page_shows_as_output_is_compared(page):
    """Blocks of text come right after commands that are run, and stand on pages that are followed."""
    runnable = {**RUN_WITH, "bash": None}  # bash: on a cluster, tests/cluster/test_tutorial.py
    found = blocks(page)
    for block, after in zip([None, *found], found, strict=False):
        if after.language != "text":
            continue
        assert set(after.text.split()) != {"…"}, f"{page}:{after.line}: shows nothing"
        assert block and block.language in runnable, f"{page}:{after.line}: shows the output of nothing"
        assert page in [README, *TUTORIALS], f"{page}:{after.line}: is not followed"
        assert page != README or block.heading in (TOUR, MANY, READ), f"{page}:{after.line}: is not followed"


LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in LINK.findall(prose):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
