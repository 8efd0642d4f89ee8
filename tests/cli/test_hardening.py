"""What users run is built so that a file which overwrites memory ends the program instead of commanding it."""

import json
import re
import subprocess

import pytest
from conftest import BINARY, ROOT

# What readelf shows of a program with the protection, by what it is.
SIGNS = {
    "addresses at random (PIE)": r"FLAGS_1\b.*\bPIE\b",
    "tables of functions that are read-only (relro)": r"^ *GNU_RELRO\b",
    "functions looked up before the start (bind now)": r"\(FLAGS\).*\bBIND_NOW\b|FLAGS_1\b.*\bNOW\b",
    "a stack that is not executed": r"^ *GNU_STACK\b.* RW +0x",
    "a check of the stack (stack protector)": r"\b__stack_chk_fail\b",
    "copies whose length is checked (fortify)": r"\b__(?!stack)\w+_chk\b",
}
FLAGS = ("-fstack-protector-strong", "-fstack-clash-protection", "-fPIE", "-D_FORTIFY_SOURCE=3")


def lacks(program) -> set[str]:
    """Protections that a program is built without."""
    shown = subprocess.run(
        ["readelf", "--wide", "--program-headers", "--dynamic", "--dyn-syms", program],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    missing = {name for name, sign in SIGNS.items() if not re.search(sign, shown, re.M)}
    if re.search(r"^ *LOAD\b.* RWE ", shown, re.M) or "TEXTREL" in shown:
        missing.add("no memory that is both written to and executed")
    return missing


def test_the_program_is_protected():
    assert lacks(BINARY) == set()


def test_a_program_without_protection_is_told_apart(tmp_path):
    (tmp_path / "bare.c").write_text("#include <stdio.h>\nint main(int n, char** v) { return puts(v[n - 1]) < 0; }\n")
    bare = ["-O2", "-U_FORTIFY_SOURCE", "-fno-stack-protector", "-fno-pie", "-no-pie"]
    options = [*bare, "-Wl,-z,norelro,-z,lazy,-z,execstack", "-o", tmp_path / "bare"]
    subprocess.run(["gcc", *options, tmp_path / "bare.c"], check=True, capture_output=True)
    assert lacks(tmp_path / "bare") == set(SIGNS)


def commands() -> dict[str, str]:
    """How each source of the program is compiled, once a set of options."""
    path = BINARY.parents[1] / "compile_commands.json"
    if not path.exists():
        pytest.skip(f"{path} is not there: this is no folder of a build")
    commands = [entry["command"] for entry in json.loads(path.read_text()) if f" {ROOT}/sim/" in entry["command"]]
    return {command.split(" -o ")[1].split()[0]: command for command in commands}


def test_every_source_is_compiled_with_the_checks():
    sources = commands()
    assert len(sources) > 100
    for source, command in sources.items():
        missing = [flag for flag in FLAGS if flag not in command]
        engine = re.search(r"/sim/(model|random)/", command)  # frames of the stack have a size that no file decides
        assert missing == (["-fstack-clash-protection"] if engine else []), source


def test_no_source_may_fuse_or_reorder_what_it_computes():
    """Contraction is the default of gcc where the processor fuses, as ARM64 does; results would be other bits."""
    for source, command in commands().items():
        assert "-ffp-contract=off" in command, source
        assert "-ffast-math" not in command, source
