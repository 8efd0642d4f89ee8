"""Flipped bytes and cut files: what is read is right, or an error in words; never a wrong number."""

import random
import re

import h5py
import numpy as np
import pytest
from conftest import Program
from killed import BUSY, numbers

import rivalry

FLIPS, CUTS = 70, 40
COMMANDS = (("info", "d.h5"), ("digest", "d.h5"), ("repair", "d.h5", "-o", "saved.h5", "-f"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A result, its numbers, and what the program says of it."""
    program = Program(tmp_path_factory.mktemp("damage"))
    program.write("busy.toml", BUSY)
    assert program("run", "busy.toml", "-q", "-o", "d.h5", "--set", "scenario.periods=40").returncode == 0
    content = (program.folder / "d.h5").read_bytes()
    said = {command[0]: program(*command).stdout for command in COMMANDS}
    return program, content, numbers(program.folder / "d.h5"), said


def check_numbers(found, whole) -> None:
    """Values are those of the sound file, or missing."""
    for name, values in found.items():
        missing = np.isnan(values) if values.dtype.kind == "f" else values == -1 if values.dtype.kind == "i" else False
        same = (values == whole[name]) | missing
        assert np.all(same), name


def check_damaged(sound, content: bytes) -> bool:
    """Looks at a damaged file in every way; returns whether anything noticed."""
    program, _, whole, said = sound
    path = program.folder / "d.h5"
    path.write_bytes(content)
    (program.folder / "saved.h5").unlink(missing_ok=True)
    noticed = False
    for command in COMMANDS:
        done = program(*command)
        assert done.returncode in (0, 2, 3), (command, done.returncode, done.stderr)
        if done.returncode != 0:
            noticed = True
            assert re.match(r"rivalry: d\.h5: (is|has|cannot be) \w+", done.stderr), done.stderr
            assert "HDF5-DIAG" not in done.stderr
        elif command[0] != "repair":
            assert strip_size(done.stdout) == strip_size(said[command[0]])
    if (program.folder / "saved.h5").exists():
        noticed = True
        check_numbers(numbers(program.folder / "saved.h5"), whole)
    try:
        found = numbers(path)
        rivalry.open_result(path).close()
    except (rivalry.ResultError, OSError, RuntimeError, KeyError, ValueError):
        noticed = True
    else:
        check_numbers(found, whole)
    return noticed


def strip_size(text: str) -> str:
    return re.sub(r"^d\.h5: [\d.]+ \w+, | \([\d.]+ \w+\)$", "", text, flags=re.M)


def test_flipped_bytes_are_never_wrong_numbers(sound):
    draw = random.Random(2)
    noticed = 0
    for _ in range(FLIPS):
        content = bytearray(sound[1])
        content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        noticed += check_damaged(sound, bytes(content))
    assert noticed > FLIPS / 4  # the others hit unused space


def test_cut_files_are_never_wrong_numbers(sound):
    draw = random.Random(3)
    for _ in range(CUTS):
        assert check_damaged(sound, sound[1][: draw.randrange(len(sound[1]))])


def test_a_killed_file_that_is_cut_as_well_is_never_wrong_numbers(sound):
    content = bytearray(sound[1])
    assert content[8] == 3 and content[11] == 0  # version of the superblock, and its flags
    left_open = bytearray(flagged(sound[0], content))
    draw = random.Random(4)
    for _ in range(15):
        assert check_damaged(sound, bytes(left_open[: draw.randrange(len(left_open) // 2, len(left_open) - 5)]))


def flagged(program: Program, content: bytes) -> bytes:
    """The file as a writer that dies leaves it."""
    path = program.folder / "open.h5"
    path.write_bytes(content)
    file = h5py.File(path, "r+", libver=("v110", "v110"))
    file.swmr_mode = True
    file.flush()
    dead = path.read_bytes()
    file.close()
    return dead


def test_repair_names_what_is_damaged_and_saves_the_rest(sound):
    program, content, whole, _ = sound
    path = program.folder / "d.h5"
    path.write_bytes(content)
    with h5py.File(path, "r") as file:
        chunk = file["firms/profit"].id.get_chunk_info(0)
    damaged = bytearray(content)
    damaged[chunk.byte_offset + chunk.size // 2] ^= 1
    path.write_bytes(damaged)

    assert program("info", "d.h5").returncode == 0  # looks at the market alone
    for command in (["digest", "d.h5"], ["repair", "d.h5"]):
        refused = program(*command)
        assert refused.returncode == 3
        assert re.match(r"rivalry: d\.h5: is damaged(: | in )/firms/profit", refused.stderr)
    assert path.read_bytes() == bytes(damaged)
    saved = program("repair", "d.h5", "-o", "saved.h5", "-f")
    assert saved.returncode == 0, saved.stderr
    assert re.search(r"/firms/profit: 1 of \d+ chunks are damaged, and missing", saved.stdout)
    found = numbers(program.folder / "saved.h5")
    check_numbers(found, whole)
    assert np.isnan(found["firms/profit"]).sum() > np.isnan(whole["firms/profit"]).sum()
    assert all(
        np.array_equal(found[name], whole[name], equal_nan=whole[name].dtype.kind == "f")
        for name in whole
        if name != "firms/profit"
    )
    assert "chunks of /firms/profit are missing" in program("info", "saved.h5").stdout
