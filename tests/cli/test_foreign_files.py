"""Files that a colleague, another tool or an enemy changed: a refusal in words, at once, with nothing overwritten."""

import os
import shutil
import signal
import socket
import subprocess

import h5py
import numpy as np
import pytest
from conftest import BINARY, Program

SECONDS = 20  # a hang takes for ever; a loaded machine some seconds
COMMANDS = (
    ("info", "f.h5"),
    ("info", "--scenario", "f.h5"),
    ("info", "--follow", "f.h5"),
    ("digest", "f.h5"),
    ("repair", "f.h5", "-o", "saved.h5", "-f"),
    ("run", "--resume", "f.h5", "-q"),
)
LOOKING = COMMANDS[0:1] + COMMANDS[3:]
NEEDS_ATTRIBUTES = COMMANDS[0:1] + COMMANDS[4:]  # a digest is of the data


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    program = Program(tmp_path_factory.mktemp("foreign"))
    program.write("s.toml", "[scenario]\nperiods = 12\n[market]\nfirms = 20\n")
    done = program("run", "s.toml", "-q", "-o", "sound.h5")
    assert done.returncode == 0, done.stderr
    return program


@pytest.fixture
def foreign(sound):
    """A copy of the result to be changed."""
    path = sound.folder / "f.h5"
    path.unlink(missing_ok=True)
    shutil.copy(sound.folder / "sound.h5", path)
    return path


def say(program: Program, *command: str) -> subprocess.CompletedProcess[str]:
    """What a command says, within the time and the memory that a small file may take."""
    done = subprocess.run(
        ["prlimit", f"--as={6 << 30}", str(BINARY), *command],
        cwd=program.folder,
        env=program.environment,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=SECONDS,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode in (0, 2, 3, 4), (command, done.returncode, done.stderr)
    assert "internal error" not in done.stderr
    assert "HDF5-DIAG" not in done.stderr
    return done


def refused(program: Program, words: str, commands=COMMANDS) -> None:
    for command in commands:
        done = say(program, *command)
        assert done.returncode == 3, (command, done.stdout, done.stderr)
        problem, remedy = "is damaged", "copy it again, or save what is sound with"
        if command[0] == "repair" and "cannot be repaired" in done.stderr:
            problem, remedy = "cannot be repaired", "copy it again or repeat the run"
        assert done.stderr.startswith(f"rivalry: f.h5: {problem}: "), (command, done.stderr)
        assert words in done.stderr, (command, done.stderr)
        assert f"; {remedy}" in done.stderr


def test_an_attribute_of_many_values_does_not_reach_the_stack(sound, foreign):
    for count in (2, 4, 64, 8000):
        for name, value in (("seed", 0x4141414141414141), ("replicate", -1), ("complete", 1), ("format_version", 1)):
            shutil.copy(sound.folder / "sound.h5", foreign)
            with h5py.File(foreign, "r+") as file:
                file.attrs[name] = np.full(count, value, "i8")
            words = f"its attribute `{name}` holds {count} values where one belongs"
            refused(sound, words, NEEDS_ATTRIBUTES if name in ("seed", "replicate") else LOOKING)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("seed", "1", "its attribute `seed` is not an integer"),
        ("seed", 1.5, "its attribute `seed` is not an integer"),
        ("seed", h5py.Empty("i8"), "its attribute `seed` holds 0 values where one belongs"),
        ("scenario", 7, "its attribute `scenario` is not a text"),
        ("scenario", np.array(["a", "b"], object), "its attribute `scenario` holds 2 values where one belongs"),
        ("scenario", np.bytes_(b"x" * 9), None),  # a text it is
    ],
)
def test_attributes_of_other_kinds_are_refused(sound, foreign, name, value, words):
    with h5py.File(foreign, "r+") as file:
        file.attrs[name] = value
    if words:
        refused(sound, words, NEEDS_ATTRIBUTES)
    else:
        assert say(sound, "info", "f.h5").returncode == 0


def test_what_a_user_adds_is_named_and_left_out(sound, foreign):
    before = say(sound, "digest", "sound.h5").stdout.split()[0]
    with h5py.File(foreign, "r+") as file:
        file["market/note"] = 1.0
        file["notes/mine"] = np.arange(3)
        file.attrs["note"] = "seen"
    done = say(sound, "digest", "f.h5")
    assert done.returncode == 0
    assert done.stdout.split()[0] == before
    assert done.stderr == (
        "rivalry: f.h5: no part of the digest, because rivalry did not write it: /market/note, /notes\n"
    )
    assert "not written by rivalry: /market/note, /notes\n" in say(sound, "info", "f.h5").stdout
    assert "sound, complete" in say(sound, "repair", "f.h5").stdout


def test_a_variable_that_is_gone_is_missed(sound, foreign):
    with h5py.File(foreign, "r+") as file:
        del file["market/hhi"]
    refused(sound, "/market/hhi is missing", LOOKING)
    with h5py.File(foreign, "r+") as file:
        file["market/hhi"] = file["market/firms"]  # another name for what is there
    refused(sound, "/market/hhi is not of type float64", LOOKING)


def replace(file: h5py.File, name: str, **how: object) -> h5py.Dataset:
    """A data set in place of another, without its dimensions."""
    del file[name]
    return file.create_dataset(name, **how)


def test_declared_lengths_are_not_believed(sound, foreign):
    for length, chunk in ((10**9, 2**16), (2**60, 2**16), (2**40, 1)):
        shutil.copy(sound.folder / "sound.h5", foreign)
        with h5py.File(foreign, "r+") as file:
            replace(file, "market/period", shape=(length,), maxshape=(None,), chunks=(chunk,), dtype="i4")
        refused(sound, f"/market/period declares {length} values, more than a file of ", LOOKING)
    shutil.copy(sound.folder / "sound.h5", foreign)
    with h5py.File(foreign, "r+") as file:
        replace(file, "market/period", data=np.arange(1, 3001, dtype="i4"), chunks=(3000,), compression=4)
    refused(sound, "/market/period has 3000 values where the run was to have 12 periods (attribute `periods`)", LOOKING)
    shutil.copy(sound.folder / "sound.h5", foreign)
    with h5py.File(foreign, "r+") as file:
        replace(file, "firms/cash", shape=(2**30, 2**30), maxshape=(None, None), chunks=(1, 1), dtype="f8")
    refused(sound, "/firms/cash declares 1073741824 x 1073741824 values, more than a file of ", LOOKING)
    shutil.copy(sound.folder / "sound.h5", foreign)
    with h5py.File(foreign, "r+") as file:
        replace(file, "firms/cash", shape=(13, 20), chunks=(13, 20), dtype="f8", fletcher32=True)
    refused(sound, "/firms/cash has length 13 where its dimension period has 12", LOOKING)


def test_data_sets_of_other_kinds_and_shapes_are_refused(sound, foreign):
    kinds = {
        "has 2 dimensions where 1 belong": {"data": np.zeros((3, 4), "i4")},
        "a data set has 0 dimensions where 1 to 4 belong": {"data": np.int32(3)},
        "is not of type int32": {"data": np.zeros(12)},
        "/market/period is not of type int32": {"data": np.zeros(12, [("a", "i4"), ("b", "f8")])},
    }
    for words, how in kinds.items():
        shutil.copy(sound.folder / "sound.h5", foreign)
        with h5py.File(foreign, "r+") as file:
            replace(file, "market/period", **how)
        refused(sound, words, LOOKING)
    shutil.copy(sound.folder / "sound.h5", foreign)
    with h5py.File(foreign, "r+") as file:
        replace(file, "market/period", shape=(1,), dtype=h5py.ref_dtype)
    refused(sound, "/market/period is not of type int32", LOOKING)
    with h5py.File(foreign, "r+") as file:
        del file["market/period"]
        file.create_group("market/period")
    refused(sound, "/market/period cannot be opened as a data set", LOOKING)
    with h5py.File(foreign, "r+") as file:
        del file["market/period"]
        file["market/period"] = np.dtype("i4")
    refused(sound, "/market/period cannot be opened as a data set", LOOKING)


def test_links_to_elsewhere_are_not_followed(sound, foreign):
    pipe = sound.folder / "pipe"
    if not pipe.exists():
        os.mkfifo(pipe)
    links = {
        "is a link to another file": h5py.ExternalLink(str(pipe), "/market/period"),
        "is a link to another place": h5py.SoftLink("/market/firms"),
    }
    for words, link in links.items():
        shutil.copy(sound.folder / "sound.h5", foreign)
        with h5py.File(foreign, "r+") as file:
            del file["market/period"]
            file["market/period"] = link
        refused(sound, f"/market/period {words}, which results never have", LOOKING)
        with h5py.File(foreign, "r+") as file:
            del file["market"]
            file["market"] = link
        refused(sound, f"/market {words}, which results never have", LOOKING)
    shutil.copy(sound.folder / "sound.h5", foreign)
    with h5py.File(foreign, "r+") as file:
        file["market/elsewhere"] = h5py.ExternalLink(str(pipe), "/")
        file["loop"] = file["/"]
        file["market/loop"] = file["/market"]
    done = say(sound, "digest", "f.h5")
    assert done.returncode == 0
    assert "/loop, /market/elsewhere, /market/loop" in done.stderr


def test_values_in_other_files_are_not_read(sound, foreign):
    pipe = sound.folder / "pipe2"
    if not pipe.exists():
        os.mkfifo(pipe)
    with h5py.File(foreign, "r+") as file:
        layout = h5py.VirtualLayout(shape=(12,), dtype="i4")
        layout[:] = h5py.VirtualSource(str(pipe), "x", shape=(12,))
        del file["market/period"]
        file.create_virtual_dataset("market/period", layout)
    refused(sound, "/market/period keeps its values in other files, which results never do", LOOKING)
    with h5py.File(foreign, "r+") as file:
        replace(file, "market/period", shape=(12,), dtype="i4", external=[(str(pipe), 0, 48)])
    refused(sound, "/market/period keeps its values in other files, which results never do", LOOKING)


def test_filters_of_others_bring_no_code_in(sound, foreign):
    with h5py.File(foreign, "r+") as file:
        replace(file, "market/period", data=np.arange(1, 13, dtype="i4"), chunks=(12,), compression="lzf")
    refused(sound, "/market/period is stored under filter 32000, which results never have", LOOKING)
    with h5py.File(foreign, "r+") as file:
        del file["market/period"]
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        properties.set_chunk((12,))
        properties.set_filter(40000, h5py.h5z.FLAG_OPTIONAL, (1,))
        space = h5py.h5s.create_simple((12,))
        h5py.h5d.create(file["market"].id, b"period", h5py.h5t.NATIVE_INT32, space, properties)
    refused(sound, "/market/period is stored under filter 40000", LOOKING)


def test_a_crowd_of_groups_takes_no_time(sound, foreign):
    with h5py.File(foreign, "r+") as file:
        for i in range(20_000):
            file.create_group(f"g{i}")
    done = say(sound, "digest", "f.h5")
    assert done.returncode == 0
    assert "…" in done.stderr
    assert done.stdout.split()[0] == say(sound, "digest", "sound.h5").stdout.split()[0]


def test_the_list_of_contents_is_under_a_checksum(sound, foreign):
    with h5py.File(foreign, "r+") as file:
        text = bytes(file.attrs["contents"])
        assert b"market\thhi\t" in text
        file.attrs["contents"] = np.bytes_(text.replace(b"market\thhi\t", b"market\thhj\t"))
    refused(sound, "its list of contents is damaged (root attribute `contents`)", LOOKING)
    with h5py.File(foreign, "r+") as file:
        del file.attrs["contents"]
    done = say(sound, "digest", "f.h5")
    assert (done.returncode, done.stderr) == (
        2,
        "rivalry: f.h5: has no list of its contents (root attribute `contents`); an earlier version of rivalry wrote "
        "it, or it was changed: make it anew\n",
    )


def test_texts_of_a_coordinate_are_under_a_checksum(sound, foreign):
    with h5py.File(foreign, "r+") as file:
        file["market/path"][0] = "other"
    refused(sound, "/market/path holds other texts than were written", (("digest", "f.h5"),))


@pytest.mark.parametrize("kind", ["pipe", "socket", "device", "folder"])
def test_what_is_no_file_is_refused_at_once(sound, kind):
    path = sound.folder / "f.h5"
    path.unlink(missing_ok=True)
    server = None
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        server = socket.socket(socket.AF_UNIX)
        server.bind(os.path.relpath(path))
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    try:
        for command in COMMANDS:
            done = say(sound, *command)
            assert done.returncode == 2, (command, done.stderr)
            assert done.stderr.startswith(f"rivalry: f.h5: is a {kind}; name an ordinary file"), done.stderr
    finally:
        if server:
            server.close()
        path.rmdir() if kind == "folder" else path.unlink()


def test_a_pipe_in_place_of_a_checkpoint_is_not_waited_for(sound, foreign):
    with h5py.File(foreign, "r+") as file:
        file.attrs["complete"] = 0
    pipe = sound.folder / "f.h5.checkpoint-1"
    os.mkfifo(pipe)
    try:
        done = say(sound, "run", "--resume", "f.h5", "-q")
    finally:
        pipe.unlink()
    assert done.returncode == 3
    assert "checkpoint-1 is a pipe, not an ordinary file" in done.stderr


def test_what_netcdf_wrote_anew_is_read_and_named(sound, foreign):
    subprocess.run(["nccopy", "sound.h5", "f.h5"], cwd=sound.folder, check=True)
    there = say(sound, "info", "f.h5")
    assert there.returncode == 0, there.stderr
    series = [line for line in say(sound, "info", "sound.h5").stdout.splitlines() if line.startswith("  hhi ")]
    assert series and series[0] in there.stdout.splitlines()
    scenario = say(sound, "info", "--scenario", "f.h5").stdout
    assert scenario == say(sound, "info", "--scenario", "sound.h5").stdout
    done = say(sound, "digest", "f.h5")
    assert done.returncode == 2
    assert done.stderr.startswith("rivalry: f.h5: was written anew by netCDF (version=2,netcdf=")
    assert done.stderr.endswith(
        "), without the checksums that a digest relies on; take the digest of the file that rivalry wrote; "
        "`rivalry info` reads this one\n"
    )


def test_what_h5repack_wrote_has_a_digest_if_it_kept_the_checksums(sound, foreign):
    subprocess.run(["h5repack", "sound.h5", "f.h5"], cwd=sound.folder, check=True)
    assert say(sound, "info", "f.h5").returncode == 0
    done = say(sound, "digest", "f.h5")
    assert done.returncode == 2
    assert "f.h5: was written anew by another program, as h5repack does, without the checksums" in done.stderr
    subprocess.run(["h5repack", "--low=2", "--high=2", "sound.h5", "f.h5"], cwd=sound.folder, check=True)
    done = say(sound, "digest", "f.h5")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[0] == say(sound, "digest", "sound.h5").stdout.split()[0]


def test_a_reader_that_dies_is_an_error_in_words(sound, foreign, tmp_path):
    """The library is made to fail where no check of ours could: inside HDF5 itself."""
    source = tmp_path / "fail.c"
    source.write_text(
        "#define _GNU_SOURCE\n#include <dlfcn.h>\n#include <signal.h>\n#include <stdlib.h>\n#include <string.h>\n"
        "int H5Literate(long a, int b, int c, void *d, void *e, void *f) {\n"
        '  const char *how = getenv("FAIL");\n'
        "  (void)a, (void)b, (void)c, (void)d, (void)e, (void)f;\n"
        '  if (!strcmp(how, "free")) { char *p = malloc(64); free(p); free(p); }\n'
        "  raise(atoi(how));\n"
        "  return -1;\n}\n"
    )
    library = tmp_path / "fail.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O0", "-w", "-o", library, source], check=True)
    for how, words in (
        ("free", "is damaged where no checksum tells: the HDF5 library failed on it (Aborted)"),
        (str(int(signal.SIGSEGV)), "the HDF5 library failed on it (Segmentation fault)"),
        (str(int(signal.SIGBUS)), "the HDF5 library failed on it (Bus error)"),
        (str(int(signal.SIGXCPU)), "is damaged: reading it takes longer than a file of its size should"),
        (str(int(signal.SIGKILL)), "cannot be read: the process that read it was killed"),
    ):
        for command in (("info", "f.h5"), ("digest", "f.h5")):
            done = sound(*command, LD_PRELOAD=str(library), FAIL=how)
            assert done.returncode == 3, done.stderr
            assert done.stdout == ""
            assert words in done.stderr
            assert done.stderr.count("\n") == 1
