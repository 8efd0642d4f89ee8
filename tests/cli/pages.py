"""Pages of Markdown as scripts: their commands run as written and print what the pages show, to the digit.

Exempt is only what differs from machine to machine or from one time to another: times, speeds, the machine's memory
and processors, sizes of files that grow as they are flushed (``EVERYWHERE``), and what a page names in a comment above
a block, as a regular expression: ``<!-- varies: \\d+ of 120 done -->``. A line "…" stands for any lines, "…" within a
line for any text, and after the first digits of a hash for the others.

With ``RIVALRY_UPDATE_PAGES=1`` blocks that show something else than what is printed are written anew instead. Blocks
marked ``long``, as in ```` ```sh long ````, take minutes and are followed with ``RIVALRY_LONG_PAGES=1`` only.
"""

import os
import pathlib
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from conftest import BINARY, ROOT

UPDATE = bool(os.environ.get("RIVALRY_UPDATE_PAGES"))
LONG = bool(os.environ.get("RIVALRY_LONG_PAGES"))
RUN_WITH = {"sh": ["bash", "-euo", "pipefail", "-c"], "python": [sys.executable, "-c"]}

DECIMAL = r"\d[\d.]*(?:e[-+]?\d+)?"
EVERYWHERE = [
    rf"{DECIMAL}(?: periods| runs)?/s\b",
    r"\d+ h \d+ min\b|\d+ min \d+ s\b",
    rf"{DECIMAL} (?:µs|ms|s|min|h)\b",
    r"\(this machine has [^)]*\)",
    r"\d+ processors here",
    r"(?<=\.h5: )[\d.]+ (?:bytes|kB|MB|GB)",
    r"\d+ blocks of \d+",  # as many runs as take a worker some seconds
]
NUMBER = r"[-+]?(?:\d[\d.,]*(?:e[-+]?\d+)?|nan|inf)"


@dataclass(frozen=True)
class Block:
    """A fenced block; ``heading`` is the last heading of level 2 above it, ``varies`` what its page exempts."""

    heading: str
    language: str
    text: str
    line: int
    varies: tuple[str, ...] = ()
    long: bool = False


def blocks(path: pathlib.Path) -> list[Block]:
    found: list[Block] = []
    heading, language, long, first, body, varies = "", None, False, 0, [], ()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        fence = re.fullmatch(r"```(\w*)( long)?", line)
        comment = re.fullmatch(r"<!-- varies: (.+) -->", line)
        if language is None and fence:
            language, long, first, body = fence[1], bool(fence[2]), number, []
        elif language is not None and line == "```":
            found.append(Block(heading, language, "\n".join(body) + "\n", first, varies, long))
            language, varies = None, ()
        elif language is not None:
            body.append(line)
        elif comment:
            varies = (*varies, comment[1])
        elif line.startswith("## "):
            heading = line.removeprefix("## ")
    assert language is None, f"{path}: the block of line {first} is not closed"
    return found


# --- comparing -------------------------------------------------------------------------------------------------------


def without_exempt(line: str, varies: tuple[str, ...]) -> str:
    """A line with a sign for what is exempt, and single blanks: columns are as wide as what stands in them."""
    for exempt in (*varies, *EVERYWHERE):
        line = re.sub(exempt, "∿", line)
    return " ".join(line.split())


def exact(shown: str, varies: tuple[str, ...]) -> str:
    """Lines that the shown one stands for, as a regular expression over lines without what is exempt."""
    text = re.escape(without_exempt(shown, varies))
    text = re.sub(r"\b([0-9a-f]{4,})…", r"\1[0-9a-f]*", text)
    return re.sub(r"(?:\\ )?…(?:\\ )?", "(.*)", text)


def alike(shown: str, varies: tuple[str, ...]) -> str:
    """The same with any number in the place of any other."""
    pieces = re.split(rf"(\b[0-9a-f]{{4,}}…|{NUMBER})", without_exempt(shown, varies))
    pattern = ""
    for i, piece in enumerate(pieces):
        if i % 2 == 0:
            pattern += re.sub(r"(?:\\ )?…(?:\\ )?", "(.*)", re.escape(piece))
        else:
            pattern += "[0-9a-f]{64}" if piece.endswith("…") else NUMBER
    return pattern


Pattern = Callable[[str, tuple[str, ...]], str]


def aligned(printed: str, shown: str, varies: tuple[str, ...], patterns: list[Pattern]) -> list[tuple[str, str | None]]:
    """Each shown line with the printed line that it stands for; None: a line "…".

    @raises AssertionError  if a line is not printed in its place, by the first of the patterns that any line fits
    """
    lines = [line for line in printed.splitlines() if line.strip()]
    at, anywhere, pairs = 0, False, []
    for wanted in shown.splitlines():
        if wanted.strip() in ("", "…"):
            anywhere = anywhere or bool(wanted.strip())
            pairs.append((wanted, None))
            continue
        places: list[int] = []
        for pattern in patterns:
            fits = re.compile(pattern(wanted, varies))
            reach = range(at, len(lines)) if anywhere else range(at, min(at + 1, len(lines)))
            places = places or [i for i in reach if fits.fullmatch(without_exempt(lines[i], varies))]
        assert places, f"does not print\n{wanted}\nbut\n" + "\n".join(lines[at : len(lines) if anywhere else at + 1])
        pairs.append((wanted, lines[places[0]]))
        at, anywhere = places[0] + 1, False
    assert anywhere or at == len(lines), "prints also\n" + "\n".join(lines[at:])
    return pairs


def assert_shows(printed: str, shown: str, varies: tuple[str, ...] = ()) -> None:
    aligned(printed, shown, varies, [exact])


# --- writing anew ----------------------------------------------------------------------------------------------------


def anew(shown: str, printed: str, varies: tuple[str, ...]) -> str:
    """A printed line as the page shows it: cut where "…" stands, and with the page's own words for what is exempt."""
    if re.fullmatch(exact(shown, varies), without_exempt(printed, varies)):
        return shown
    exempt = "|".join(f"(?:{pattern})" for pattern in (*varies, *EVERYWHERE))
    before = iter(match[0] for match in re.finditer(exempt, shown))
    printed = re.sub(exempt, lambda match: next(before, match[0]), printed).rstrip()
    for hashed in re.findall(r"\b[0-9a-f]{4,}…", shown):
        digits = len(hashed) - 1
        printed = re.sub(rf"\b([0-9a-f]{{{digits}}})[0-9a-f]{{{64 - digits}}}\s+", r"\1… ", printed, count=1)
    cut = re.sub(rf"\b[0-9a-f]{{4,}}…|{exempt}", "∿", shown)
    if "…" not in cut:
        return printed
    whole = re.sub(exempt, "∿", printed)
    assert "∿" not in whole, f"{shown}\ncuts what is exempt, too; show the whole line"
    pieces = [" ".join(piece.split()) for piece in cut.split("…")]
    loose = [re.sub(rf"{NUMBER}", lambda _: "\0", piece) for piece in pieces]
    fits = r"(.*?)".join(
        "(" + re.escape(piece).replace(re.escape("\0"), NUMBER).replace(r"\ ", r"\s+") + ")" for piece in loose
    )
    found = re.fullmatch(r"(\s*)" + fits + r"\s*", printed)
    assert found, f"{shown}\ncannot be written anew from\n{printed}"
    return found[1] + " … ".join(piece.strip() for piece in found.groups()[1::2]).strip()


def written_anew(printed: str, block: Block) -> str:
    """The block with what is printed now."""
    try:
        pairs = aligned(printed, block.text, block.varies, [exact, alike])
    except AssertionError:
        if any(line.strip() == "…" for line in block.text.splitlines()):
            raise
        return printed
    return "".join((shown if line is None else anew(shown, line, block.varies)) + "\n" for shown, line in pairs)


def write_block(path: pathlib.Path, old: Block, text: str) -> None:
    page = path.read_text(encoding="utf-8")
    before = f"\n```{old.language}\n{old.text}```\n"
    places = [match.start() for match in re.finditer(re.escape(before), page)]
    assert places, f"{path}:{old.line}: is gone"
    at = min(places, key=lambda place: abs(page.count("\n", 0, place) + 2 - old.line))  # others may show the same
    after = f"\n```{old.language}\n{text}```\n"
    path.write_text(page[:at] + after + page[at + len(before) :], encoding="utf-8")


# --- following -------------------------------------------------------------------------------------------------------


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


def output_of(block: Block, folder: pathlib.Path, variables: dict[str, str]) -> str:
    """Runs a block of shell or Python as one script, which must succeed."""
    done = subprocess.run(
        [*RUN_WITH[block.language], block.text],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=1800,
    )
    assert done.returncode == 0, f"line {block.line}:\n{block.text}\n{done.stdout}\n{done.stderr}"
    assert not (block.language == "python" and done.stderr), f"line {block.line} warns:\n{done.stderr}"
    return done.stdout


def outputs(chosen: list[Block]) -> list[tuple[Block, Block | None]]:
    """Each block of commands, with the block ``text`` right after it that shows what it prints."""
    pairs = zip(chosen, [*chosen[1:], None], strict=True)
    return [
        (block, after if after and after.language == "text" else None)
        for block, after in pairs
        if block.language in RUN_WITH and (LONG or not block.long)
    ]


def follow(
    path: pathlib.Path,
    folder: pathlib.Path,
    chosen: list[Block] | None = None,
    variables: dict[str, str] | None = None,
) -> dict[int, str]:
    """Runs a page's blocks of shell and Python in one folder, in order, and compares what they print.

    @return  what was printed, by the line of the block
    """
    printed: dict[int, str] = {}
    differences = []
    for block, shown in outputs(blocks(path) if chosen is None else chosen):
        printed[block.line] = output_of(block, folder, variables or environment(folder))
        if shown is None:
            continue
        try:
            assert_shows(printed[block.line], shown.text, shown.varies)
        except AssertionError as difference:
            if UPDATE:
                write_block(path, shown, written_anew(printed[block.line], shown))
            else:
                differences.append(f"{path.relative_to(ROOT)}:{shown.line}: {difference}")
    assert not differences, "\n\n".join([*differences, "RIVALRY_UPDATE_PAGES=1 pytest … writes pages anew"])
    return printed
