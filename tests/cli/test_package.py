"""The relocatable package, for clusters whose systems are others and on which nobody may install anything.

It is unpacked in a root that has the C library and nothing else, not even a shell, and used there without any rights.
``scripts/package.sh --test`` sets RIVALRY_PACKAGE, a package made elsewhere, and RIVALRY_BARE_ROOT, another such root.
"""

import os
import pathlib
import re
import shutil
import subprocess
import tarfile

import pytest
from conftest import BINARY
from test_hardening import lacks

# All that the GNU C library consists of, as programs see it.
C_LIBRARY = (
    "ld-linux-x86-64.so.2",
    "libc.so.6",
    "libdl.so.2",
    "libm.so.6",
    "libpthread.so.0",
    "libresolv.so.2",
    "librt.so.1",
)
NOBODY = 65534


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> pathlib.Path:
    if given := os.environ.get("RIVALRY_PACKAGE"):
        return pathlib.Path(given)
    folder = tmp_path_factory.mktemp("package")
    build = BINARY.parents[1]
    packed = subprocess.run(
        ["cpack", "--config", build / "CPackConfig.cmake", "-B", folder], capture_output=True, text=True, check=False
    )
    assert packed.returncode == 0, packed.stdout + packed.stderr
    (made,) = folder.glob("rivalry-*.tar.gz")
    return made


class BareRoot:
    """A root directory in which the package is at ``/home/no body/NAME``, where its user is at home."""

    def __init__(self, folder: pathlib.Path, package: pathlib.Path):
        self.folder = folder
        self.home = folder / "home/no body"
        self.home.mkdir(parents=True)
        with tarfile.open(package) as archive:
            archive.extractall(self.home, filter="data")
        (unpacked,) = self.home.iterdir()
        self.unpacked = unpacked
        if os.geteuid() == 0:
            for path in (self.home, *self.home.rglob("*")):
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        # With whole paths, for the environment is the program's.
        new_spaces = [shutil.which("unshare"), "--mount", "--pid", "--fork", f"--mount-proc={self.folder}/proc"]
        new_root = [shutil.which("chroot", path="/usr/sbin:/usr/bin")]
        if os.geteuid() == 0:
            new_root.append(f"--userspec={NOBODY}:{NOBODY}")
        else:
            new_spaces.append("--map-root-user")  # of a space in which that means nothing
        return subprocess.run(
            [*new_spaces, *new_root, self.folder, f"/home/no body/{self.unpacked.name}/bin/rivalry", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )


@pytest.fixture(scope="module")
def bare_root(tmp_path_factory, package) -> BareRoot:
    folder = tmp_path_factory.mktemp("root") / "root"
    if given := os.environ.get("RIVALRY_BARE_ROOT"):
        subprocess.run(["cp", "-a", given, folder], check=True)
    else:
        for name in ("lib", "lib64", "proc", "tmp"):
            (folder / name).mkdir(parents=True)
        for name in C_LIBRARY:
            found = subprocess.run(["gcc", f"-print-file-name={name}"], capture_output=True, text=True, check=True)
            shutil.copy(found.stdout.strip(), folder / "lib64" / name)
            shutil.copy(found.stdout.strip(), folder / "lib" / name)
    return BareRoot(folder, package)


def hashes(digest: str) -> list[str]:
    return re.findall("[0-9a-f]{64}", digest)


def test_it_is_one_folder_with_all_libraries_but_the_c_library(package):
    with tarfile.open(package) as archive:
        names = archive.getnames()
    assert re.fullmatch(r"rivalry-\d+\.\d+\.\d+-linux-x86_64\.tar\.gz", package.name)
    assert {name.split("/")[0] for name in names} == {package.name.removesuffix(".tar.gz")}
    libraries = {name.split("/")[2] for name in names if name.split("/")[1:2] == ["lib"] and name.count("/") > 1}
    assert {"libtbb.so.12", "libstdc++.so.6", "libz.so.1"} <= libraries
    assert not libraries & set(C_LIBRARY)


def test_its_program_is_protected(bare_root):
    assert lacks(bare_root.unpacked / "bin/rivalry") == set()


def test_it_lists_the_scenarios_and_sweeps_that_come_with_it(bare_root, rivalry):
    for what in (["list"], ["sweep", "list"]):
        listed = bare_root(*what)
        assert (listed.returncode, listed.stderr) == (0, "")
        assert listed.stdout.count("\n") > 3
        assert listed.stdout == rivalry(*what).stdout


def test_its_results_are_those_of_the_program_here(bare_root, rivalry):
    run = bare_root("run", "baseline", "-o", "/home/no body/baseline.h5", "--set", "scenario.periods=40")
    assert run.returncode == 0, run.stderr
    assert rivalry("run", "baseline", "-o", "here.h5", "--set", "scenario.periods=40").returncode == 0
    there, here = rivalry("digest", bare_root.home / "baseline.h5"), rivalry("digest", "here.h5")
    assert hashes(there.stdout) == hashes(here.stdout)


SWEEP = """\
[sweep]
scenario = "baseline"
design = "factorial"
replicates = 3
[set]
"scenario.periods" = 20
[[factor]]
key = "market.firms"
values = [20, 40]
"""


def test_its_sweeps_are_those_of_the_program_here(bare_root, rivalry):
    (bare_root.home / "sizes.toml").write_text(SWEEP)
    rivalry.write("sizes.toml", SWEEP)
    there, here = "/home/no body/sizes.sweep", "sizes.sweep"
    for words in (["sweep", "run", "/home/no body/sizes.toml", "-d", there], ["sweep", "merge", there]):
        done = bare_root(*words)
        assert done.returncode == 0, done.stderr
    rivalry("sweep", "run", "sizes.toml")
    rivalry("sweep", "merge", here)
    digests = rivalry("digest", bare_root.home / "sizes.h5"), rivalry("digest", "sizes.h5")
    assert hashes(digests[0].stdout) == hashes(digests[1].stdout) != []


def test_it_does_not_fall_for_libraries_of_other_versions_that_the_user_loaded(bare_root):
    """Modules of a cluster put the folders of their libraries in LD_LIBRARY_PATH."""
    modules = bare_root.folder / "modules"
    modules.mkdir()
    for library in (bare_root.unpacked / "lib").iterdir():
        (modules / library.name).write_bytes(b"of another version")
    listed = bare_root("list", LD_LIBRARY_PATH="/modules")
    assert (listed.returncode, listed.stderr) == (0, "")


def test_it_names_the_licences_of_what_it_brings_along(bare_root):
    licences = bare_root.unpacked / "share/doc/rivalry/licences"
    named = {path.name for path in licences.iterdir()}
    assert any("hdf5" in name for name in named)
    assert any("tbb" in name for name in named)
    assert all(path.stat().st_size > 200 for path in licences.iterdir())
