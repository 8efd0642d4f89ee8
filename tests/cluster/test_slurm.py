"""A sweep as a Slurm job array."""

import re

import pytest
from conftest import BLOCK, RUNS


@pytest.fixture
def on_cluster(project, slurm):
    """The project on a machine of the cluster."""
    project.environment |= slurm.environment
    yield project
    slurm("scancel", "--full", "--user=" + slurm.user)
    slurm.wait_for(lambda: not slurm.queue(), 60)


def logs(project, pattern: str) -> str:
    return "".join(path.read_text() for path in sorted((project.sweep / "logs").glob(pattern)))


def submit(project, *options: object) -> str:
    """Returns the number of the array job."""
    output = project("sweep", "submit", "--slurm", "pressure.toml", *options)
    return re.search(r"^job (\d+): ", output, re.MULTILINE)[1]


def test_an_array_that_loses_a_node_gives_the_bits_of_a_local_run(on_cluster, slurm, local_digest):
    hold = on_cluster.hold(runs=BLOCK + 1.5)
    array = submit(on_cluster, "--tasks", 3, "--block", BLOCK, "--time", 10)
    slurm.wait_for(lambda: len(set(hold.waiting())) == 3, 60)
    at_work = {line.split()[2] for line in slurm.queue() if line.split()[1] == "RUNNING"}
    assert len(at_work) >= 2, "workers of several nodes"
    lost = slurm.lose_node(sorted(at_work)[0])
    assert lost, "a worker was killed"
    hold.release()
    slurm.wait_for(lambda: not slurm.queue(), 150)
    assert f"{RUNS} runs" in logs(on_cluster, "*merge*")
    starts = re.findall(rf"worker {array}_(\d) on \S+, start (\d)", logs(on_cluster, f"*-{array}_*"))
    assert {element for element, _ in starts} == {"1", "2", "3"}
    assert "1" in {start for _, start in starts}, "Slurm started the lost worker again"
    assert on_cluster.digest() == local_digest
    slurm.start_node(sorted(at_work)[0])


def test_a_worker_that_is_told_to_end_goes_back_into_the_queue(on_cluster, slurm, local_digest):
    hold = on_cluster.hold(runs=BLOCK + 1.5)
    array = submit(on_cluster, "--tasks", 1, "--block", BLOCK, "--time", 10)
    slurm.wait_for(hold.waiting, 60)
    slurm("scancel", "--batch", "--signal=USR1", f"{array}_1")  # as Slurm does before the time limit
    slurm.wait_for(lambda: "start 1" in logs(on_cluster, f"*-{array}_1.log"), 90)
    hold.release()
    slurm.wait_for(lambda: not slurm.queue(), 150)
    assert "interrupted; what was done is kept" in logs(on_cluster, f"*-{array}_1.log")
    assert on_cluster.digest() == local_digest


def test_workers_end_before_their_time_limit(on_cluster, slurm):
    hold = on_cluster.hold(runs=0)
    array = submit(on_cluster, "--tasks", 1, "--time", 10)
    slurm.wait_for(hold.waiting, 60)
    left = int(re.search(r"(\d+) seconds left", logs(on_cluster, f"*-{array}_1.log"))[1])
    assert 500 < left <= 600
    commands = [command.split("\0") for command in slurm.commands()]
    (worker,) = [words for words in commands if "--time-limit" in words]
    limit = int(worker[worker.index("--time-limit") + 1])
    assert 0.85 * left <= limit <= left - 30
    hold.release()


def test_submitting_twice_is_told_and_harmless(on_cluster, slurm, local_digest):
    hold = on_cluster.hold(runs=0)
    first = submit(on_cluster, "--tasks", 1, "--block", BLOCK)
    slurm.wait_for(hold.waiting, 60)
    again = on_cluster("sweep", "submit", "--slurm", "pressure.sweep", "--tasks", 2)
    assert f"in the queue already (job {first})" in again
    hold.release()
    slurm.wait_for(lambda: not slurm.queue(), 150)
    assert on_cluster.digest() == local_digest


def test_cancelled_workers_are_not_submitted_again(on_cluster, slurm):
    hold = on_cluster.hold(runs=BLOCK + 1.5)
    array = submit(on_cluster, "--tasks", 1, "--block", BLOCK)
    slurm.wait_for(hold.waiting, 60)
    slurm("scancel", array)
    slurm.wait_for(lambda: not slurm.queue(), 60)
    said = logs(on_cluster, "*merge*")
    assert "runs are missing" in said
    assert "workers were cancelled" in said
    assert "interrupted; what was done is kept" in logs(on_cluster, f"*-{array}_1.log")


def test_the_merge_submits_again_what_is_missing(on_cluster, slurm, local_digest):
    """A worker that Slurm may not put back: the administrator took that right away."""
    hold = on_cluster.hold(runs=BLOCK + 1.5)
    array = submit(on_cluster, "--tasks", 1, "--block", BLOCK, "--time", 10, "--sbatch", "no-requeue")
    slurm.wait_for(hold.waiting, 60)
    slurm("scancel", "--batch", "--signal=USR1", f"{array}_1")
    slurm.wait_for(lambda: "submitting again" in logs(on_cluster, "*merge*"), 150)
    hold.release()
    slurm.wait_for(lambda: not slurm.queue(), 150)
    assert on_cluster.digest() == local_digest


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--partition", "nowhere"], ["invalid partition", "`sinfo` lists the partitions"]),
        (["--tasks", "100"], ["--tasks = 100: must be at most 99 on this cluster"]),
        (["--time", "soon"], ["Invalid --time specification", "hours:minutes:seconds"]),
        (["--cpus-per-task", "64"], ["no node has so many processors"]),
        (["--sbatch", "nonsense=1"], ["nonsense"]),
    ],
)
def test_what_slurm_refuses_is_told_in_its_words_and_ours(on_cluster, slurm, options, words):
    output = on_cluster("sweep", "submit", "--slurm", "pressure.toml", *options, code=2)
    assert all(word in output for word in words), output
    assert not slurm.queue()


def test_a_cluster_that_does_not_answer_is_told(project, slurm, tmp_path):
    text = (slurm.folder / "slurm.conf").read_text()
    gone = tmp_path / "slurm.conf"
    gone.write_text(re.sub(r"SlurmctldPort=\d+", "SlurmctldPort=1", text) + "MessageTimeout=1\n")
    output = project(
        "sweep", "submit", "--slurm", "pressure.toml", "--tasks", 1, code=3, SLURM_CONF=str(gone), PATH="/usr/bin:/bin"
    )
    assert "Slurm: does not answer" in output
    assert "try again later" in output
