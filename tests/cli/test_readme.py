"""The README and the tutorials do what they say: their commands and code run as written, and print what they show."""

import os
import pathlib
import re
import subprocess
import sys
from dataclasses import dataclass

import pytest
from conftest import BINARY, ROOT

README = ROOT / "README.md"
TUTORIALS = sorted((ROOT / "docs/tutorials").glob("*.md"))


@dataclass(frozen=True)
class Block:
    """A fenced block of Markdown; ``heading`` is the last heading of level 2 above it."""

    heading: str
    language: str
    text: str
    line: int


def blocks(path: pathlib.Path) -> list[Block]:
    found: list[Block] = []
    heading, language, first, body = "", None, 0, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        fence = re.fullmatch(r"```(\w*)", line)
        if language is None and fence:
            language, first, body = fence[1], number, []
        elif language is not None and line == "```":
            found.append(Block(heading, language, "\n".join(body) + "\n", first))
            language = None
        elif language is not None:
            body.append(line)
        elif line.startswith("## "):
            heading = line.removeprefix("## ")
    assert language is None, f"{path}: the block of line {first} is not closed"
    return found


def environment(folder: pathlib.Path) -> dict[str, str]:
    """A user's who put the program and the virtual environment on the path."""
    path = os.pathsep.join([str(BINARY.parent), str(pathlib.Path(sys.executable).parent), "/usr/bin", "/bin"])
    return {
        "PATH": path,
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "MPLBACKEND": "Agg",
        "RIVALRY": str(ROOT),
        "RIVALRY_SCENARIOS": str(ROOT / "scenarios"),
    }


def output_of(block: Block, folder: pathlib.Path) -> str:
    """Runs a block of shell or Python as one script, which must succeed."""
    interpreter = {"sh": ["bash", "-euo", "pipefail", "-c"], "python": [sys.executable, "-c"]}[block.language]
    done = subprocess.run(
        [*interpreter, block.text],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=1800,
    )
    assert done.returncode == 0, f"line {block.line}:\n{block.text}\n{done.stdout}\n{done.stderr}"
    assert not (block.language == "python" and done.stderr), f"line {block.line} warns:\n{done.stderr}"
    return done.stdout


NUMBER = r"[-+]?(?:\d[\d.,]*(?:e[-+]?\d+)?|nan|inf)"
UNITS_OF_TIME = ("µs", "ms", "s", "min", "h")


def pattern(shown: str) -> str:
    """A shown line as a regular expression: any number stands for any other, a unit of time for any other (machines
    differ), "…" for anything; spaces may differ."""
    words = []
    for word in shown.split():
        if re.fullmatch(r"[0-9a-f]{4,}…", word):  # the beginning of a hash
            words.append(r"[0-9a-f]{64}")
        elif word == "…":
            words.append(r".*")
        elif word in UNITS_OF_TIME:
            words.append("(?:" + "|".join(UNITS_OF_TIME) + ")")
        else:
            pieces = re.split(f"({NUMBER}|…)", word)
            words.append(
                "".join(
                    re.escape(piece) if i % 2 == 0 else ".*" if piece == "…" else NUMBER
                    for i, piece in enumerate(pieces)
                )
            )
    return r"^\s*" + r"\s+".join(words).replace(r"\s+.*", r"\s*.*") + r"\s*$"


def assert_shows(printed: str, shown: str, where: str) -> None:
    """Every shown line is printed, in that order; others may stand between only where a line "…" is shown."""
    lines = [line for line in printed.splitlines() if line.strip()]
    at, anywhere = 0, False
    for wanted in shown.splitlines():
        if not wanted.strip():
            continue
        if wanted.strip() == "…":
            anywhere = True
            continue
        matches = [i for i in range(at, len(lines)) if re.search(pattern(wanted), lines[i])]
        assert matches, f"{where}: does not print the line\n{wanted}\nafter line {at} of\n{printed}"
        assert anywhere or matches[0] == at, f"{where}: prints before the line\n{wanted}\nalso\n{lines[at]}"
        at, anywhere = matches[0] + 1, False
    assert anywhere or at == len(lines), f"{where}: prints more than is shown:\n{lines[at:]}"


def follow(path: pathlib.Path, folder: pathlib.Path, headings: set[str] | None = None) -> dict[int, str]:
    """Runs all blocks of shell and Python in one folder, in order; compares each with the block ``text`` after it."""
    chosen = [block for block in blocks(path) if headings is None or block.heading in headings]
    printed: dict[int, str] = {}
    for block, after in zip(chosen, [*chosen[1:], None], strict=True):
        if block.language not in ("sh", "python"):
            continue
        printed[block.line] = output_of(block, folder)
        if after and after.language == "text":
            assert_shows(printed[block.line], after.text, f"{path.name}:{block.line}")
    return printed


@pytest.fixture(scope="module", autouse=True)
def program_is_built():
    assert BINARY.exists(), f"{BINARY} is not built"


TOUR, MANY, WRITE, READ = "A tour of five minutes", "A question to many markets", "Write a scenario", "Read results"


def test_the_tour_and_the_reading_of_its_results_run_as_written(tmp_path):
    languages = {(block.heading, block.language) for block in blocks(README)}
    assert {(TOUR, "sh"), (TOUR, "text"), (WRITE, "toml"), (READ, "python"), (READ, "sh")} <= languages
    printed = list(follow(README, tmp_path, {TOUR, READ}).values())
    hashes = re.findall(r"^([0-9a-f]{64})  (?:mine|again)\.h5$", "".join(printed), re.M)
    assert len(hashes) == 2
    assert hashes[0] == hashes[1]
    for written in ["mine.toml", "mine.h5", "mine.png", "mine.dta"]:
        assert (tmp_path / written).stat().st_size > 1000
    assert any("60 firms at the start" in text for text in printed)
    assert any("project_finished" in text for text in printed)
    assert any("money/unit" in text and "capture" in text for text in printed)


def test_the_sweep_runs_as_written(tmp_path):
    printed = list(follow(README, tmp_path, {MANY}).values())
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


LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in LINK.findall(prose):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("firms 100 in 0.2 s", "firms 93   in 12 s", True),
        ("firms 100", "farms 100", False),
        ("a\n…\nb", "a\nx\ny\nb", True),
        ("a\nb", "a\nx\nb", False),
        ("a", "a\nb", False),
        ("3f0c… mine.h5", "0" * 64 + "  mine.h5", True),
        ("3f0c… mine.h5", "0" * 63 + "  mine.h5", False),
        ("hhi …", "hhi 0.1 ▁▂ 0.2", True),
    ],
)
def test_shown_output_is_compared_word_by_word(shown, printed, same):
    if same:
        assert_shows(printed, shown, "here")
    else:
        with pytest.raises(AssertionError):
            assert_shows(printed, shown, "here")
