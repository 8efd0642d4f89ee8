"""A disk that is full: the system's limit on the size of files stands for it."""

import resource
import signal
import subprocess

import pytest
from conftest import BINARY


@pytest.mark.parametrize("limit", [2_000, 20_000, 60_000])
def test_a_full_disk_ends_with_3_and_leaves_nothing(rivalry, limit):
    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # as a shell with `ulimit -f` leaves it
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    before = sorted(path.name for path in rivalry.folder.iterdir())
    result = subprocess.run(
        [BINARY, "run", "small.toml", "-o", "r.h5"],
        cwd=rivalry.folder,
        env=rivalry.environment,
        capture_output=True,
        text=True,
        preexec_fn=limited,
        timeout=300,
    )
    assert result.returncode == 3, result.stderr
    assert "r.h5: cannot be written: File too large; record less" in result.stderr
    assert "HDF5" not in result.stderr
    assert sorted(path.name for path in rivalry.folder.iterdir()) == before
