"""A sweep over the ranks of mpirun, and shards for schedulers of other kinds."""

import os
import pathlib
import re
import signal
import subprocess

import pytest
from conftest import BINARY, BLOCK, MPI_BINARY, RUNS

MPIRUN = ["mpirun", "--oversubscribe", "-n", 4]


def ranks(project) -> list[int]:
    """Processes of the program in the project's folder, by number."""
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "cwd").readlink() == project.folder and (folder / "exe").readlink() in (MPI_BINARY, BINARY):
                found.append(int(folder.name))
        except OSError:
            continue
    return sorted(found)


def test_four_ranks_give_the_bits_of_a_local_run(project, local_digest):
    hold = project.hold(runs=1.5)
    process = project.start(*MPIRUN, MPI_BINARY, "sweep", "run", "pressure.toml", "--block", BLOCK)
    hold.wait(process, runs=4)
    hold.release()
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    assert f"{RUNS} runs done by 4 ranks" in output
    assert output.count("runs done") == 1, "one rank speaks for all"
    assert len(list((project.sweep / "shards").iterdir())) == 4, "all worked"
    assert project.digest() == local_digest


def test_after_a_rank_is_killed_another_mpirun_goes_on(project, local_digest):
    hold = project.hold(runs=BLOCK + 1.5)
    process = project.start(*MPIRUN, MPI_BINARY, "sweep", "run", "pressure.toml", "--block", BLOCK)
    hold.wait(process, runs=4)
    at_work = ranks(project)
    assert len(at_work) == 4
    os.kill(at_work[2], signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode != 0, "mpirun ends when a rank dies"
    assert not ranks(project)
    hold.release()
    output = project.call(*MPIRUN, MPI_BINARY, "sweep", "run", "pressure.sweep")
    left = int(re.search(r"(\d+) runs done by 4 ranks", output)[1])
    assert RUNS - 4 * (BLOCK + 1) <= left <= RUNS - 4 * BLOCK, "each had a block, and a run of the next one at most"
    assert project.digest() == local_digest


def test_closed_streams_do_ranks_no_harm(project, local_digest):
    closing = ["sh", "-c", 'exec "$0" "$@" <&- >&- 2>&-']
    project.call(*MPIRUN, *closing, MPI_BINARY, "sweep", "run", "pressure.toml", "--progress", "always")
    assert project.digest() == local_digest


def test_ranks_that_are_told_to_end_all_do_and_say_so_once(project):
    hold = project.hold(runs=BLOCK + 1.5)
    process = project.start(*MPIRUN, MPI_BINARY, "sweep", "run", "pressure.toml", "--block", BLOCK)
    hold.wait(process, runs=4)
    process.send_signal(signal.SIGUSR1)  # mpirun passes it on
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 4
    assert output.count("interrupted; what was done is kept") == 1


def test_ranks_threads_and_shards_may_work_at_once(project, local_digest):
    project("sweep", "plan", "pressure.toml", "--block", BLOCK)
    workers = [
        project.start(*MPIRUN, MPI_BINARY, "sweep", "run", "pressure.sweep"),
        project.start(BINARY, "sweep", "run", "pressure.sweep", "--threads", 2),
        project.start(BINARY, "sweep", "run", "pressure.sweep", "--shard", "2/3", "--threads", 1),
    ]
    outputs = [worker.communicate(timeout=300)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0], outputs
    counts = [int(re.search(r"(\d+) runs done", output)[1]) for output in outputs]
    assert sum(counts) == RUNS, "nothing was done twice"
    assert project.digest() == local_digest


def test_shards_are_done_by_anybody_at_any_time(project, local_digest):
    project("sweep", "plan", "pressure.toml", "--block", BLOCK)
    for number in (3, 1, 2):
        output = project("sweep", "run", "pressure.sweep", "--shard", f"{number}/3")
        assert f"{RUNS // 3} runs done here" in output
    assert project.digest() == local_digest


def test_without_mpi_the_processes_of_mpirun_share_the_work_by_claims(project, local_digest):
    project("sweep", "plan", "pressure.toml", "--block", BLOCK)
    output = project.call(*MPIRUN, BINARY, "sweep", "run", "pressure.sweep", "--threads", 1)
    assert "built without MPI" in output
    assert output.count("built without MPI") == 1
    assert sum(map(int, re.findall(r"(\d+) runs done here", output))) == RUNS
    assert project.digest() == local_digest


@pytest.mark.parametrize("mistake", ["nowhere.toml", "small.toml"])
def test_a_mistake_is_told_once_by_ranks_together(project, mistake):
    process = project.start(*MPIRUN, MPI_BINARY, "sweep", "run", mistake)
    output, _ = process.communicate(timeout=60)
    alone = subprocess.run(
        [MPI_BINARY, "sweep", "run", mistake], cwd=project.folder, capture_output=True, text=True, check=False
    )
    assert process.returncode == alone.returncode == 2
    assert output.count(alone.stderr.strip().splitlines()[0]) == 1
