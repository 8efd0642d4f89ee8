"""Every work that is cited is listed in docs/references.md, and nothing else is; claims are cited by ids that exist."""

import re
from dataclasses import dataclass

import pytest
from conftest import ROOT

LIST = ROOT / "docs/references.md"
THEORY = ROOT / "docs/theory.md"
PLACES = {
    "pages": ["README.md", "docs/**/*.md", "analysis/README.md"],
    "scenarios": ["scenarios/**/*.toml", "validation/*.toml"],
    "sources": ["sim/**/*.[ch]pp", "include/**/*.hpp", "tests/**/*.[ch]pp", "analysis/src/**/*.py", "validation/*.py"],
}
NAME = r"(?:(?:von|van|de|De|Van) )?[A-Z][a-zäöüéA-Z]*[a-zäöüé](?:-[A-Z][a-z]+)?['’]?"
CITATION = re.compile(rf"({NAME}(?:(?:, | & | and |, and |, & ){NAME})*)( et al\.?)?,? \(?((?:1[789]|20)\d\d)\b(?!-\d)")
NO_AUTHOR = {("Debian",)}  # a name and a number that looks like a year


@dataclass(frozen=True)
class Work:
    """Surnames and year, as ``("Nelson", "Winter"), 1982``; ``others``: more authors than are named."""

    authors: tuple[str, ...]
    others: bool
    year: str

    def is_meant_by(self, citation: "Work") -> bool:
        if self.year != citation.year:
            return False
        if citation.others:
            named = len(citation.authors)
            return self.authors[:named] == citation.authors and len(self.authors) > named
        return self.authors == citation.authors and not self.others


def works_in(text: str) -> set[Work]:
    found = set()
    for names, others, year in CITATION.findall(text):
        authors = tuple(re.split(r",? & |,? and |, ", names))
        if authors not in NO_AUTHOR:
            found.add(Work(authors, bool(others), year))
    return found


def prose(path) -> str:
    """The text of a file, comments' lines joined, without blocks of code."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    return re.sub(r"\s*\n(?:\s*(?:#|///?|\*))? *", " ", text)


def cited(kinds) -> dict[Work, str]:
    return {
        work: str(path.relative_to(ROOT))
        for kind in kinds
        for pattern in PLACES[kind]
        for path in sorted(ROOT.glob(pattern))
        if path not in (LIST, ROOT / "tests/cli/test_references.py")
        for work in works_in(prose(path))
    }


ENTRIES = [line.removeprefix("- ") for line in LIST.read_text(encoding="utf-8").splitlines() if line.startswith("- ")]


def work_of(entry: str) -> Work:
    found = works_in(entry.split(": ")[0])
    assert len(found) == 1, entry
    return found.pop()


LISTED = {work_of(entry): entry for entry in ENTRIES}


@pytest.mark.parametrize("kind", PLACES)
def test_every_citation_has_its_reference(kind):
    citations = cited([kind])
    assert len(citations) > 20
    unknown = {
        place: work for work, place in citations.items() if not any(listed.is_meant_by(work) for listed in LISTED)
    }
    assert unknown == {}


def test_every_reference_is_cited():
    citations = cited(PLACES)
    assert len(LISTED) > 100
    assert [LISTED[work] for work in LISTED if not any(work.is_meant_by(citation) for citation in citations)] == []


def test_a_short_citation_means_one_work():
    for citation in cited(PLACES):
        assert len([work for work in LISTED if work.is_meant_by(citation)]) <= 1, citation


def test_references_are_in_order_and_say_what_and_where():
    keys = [(re.sub(r"[^a-z ]", "", ", ".join(work.authors).lower()), work.year) for work in LISTED]
    assert keys == sorted(keys)
    for entry in ENTRIES:
        title = entry.split(": ", 1)[1]
        assert len(title) > 15, entry
        assert not entry.endswith("."), entry


CLAIMS = re.findall(r"^\| `([a-z-]+)` \| .+\. \| .+ \|$", THEORY.read_text().split("## Claims")[1], re.MULTILINE)


def test_claims_are_those_of_the_table():
    assert len(CLAIMS) == len(set(CLAIMS)) > 20
    page = THEORY.read_text()
    in_tables = set()
    for table in re.findall(r"^\| .*\| claims \|\n\| [-| ]+\|\n((?:\|.*\n)+)", page, re.MULTILINE):
        for row in table.splitlines():
            in_tables |= set(re.findall(r"[a-z-]+", row.rstrip("| ").split(" | ")[-1]))
    for line in re.findall(r"Claims: ([a-z-, ]+)\.", page.replace("\n", " ")):
        in_tables |= set(line.split(", "))
    assert len(in_tables) > 15
    assert in_tables <= set(CLAIMS)


def test_claims_that_scenarios_and_parameters_refer_to_are_there():
    referred = {
        claim: str(path.relative_to(ROOT))
        for pattern in ["scenarios/**/*.toml", "sim/scenario/*.cpp", "docs/parameters.md"]
        for path in ROOT.glob(pattern)
        for claim in re.findall(r"\bclaim ([a-z-]+), docs/theory\.md", prose(path))
    }
    assert len(referred) > 8
    assert set(referred) <= set(CLAIMS)


def test_no_source_points_nowhere():
    """Short names of sources that only an insider could look up."""
    nowhere = re.compile(r"\bR \d\.\d|review(?:,)? section \d|review of business model innovation, section")
    for pattern in [*PLACES["pages"], *PLACES["scenarios"]]:  # parameters' sources are on their page
        for path in ROOT.glob(pattern):
            assert not nowhere.search(prose(path)), path


@pytest.mark.parametrize(
    ("text", "work"),
    [
        ("as in Cyert & March (1963), who", Work(("Cyert", "March"), False, "1963")),
        ("(Lenox, Rockart & Lewin 2006)", Work(("Lenox", "Rockart", "Lewin"), False, "2006")),
        ("von Hippel 2005", Work(("von Hippel",), False, "2005")),
        ("Aghion et al. 2005", Work(("Aghion",), True, "2005")),
        ("Liang and Zeger (1986)", Work(("Liang", "Zeger"), False, "1986")),
    ],
)
def test_citations_are_found(text, work):
    assert works_in(text) == {work}
