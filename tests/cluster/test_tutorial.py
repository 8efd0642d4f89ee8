"""The tutorial's commands for a cluster run as written, after those that need none."""

import dataclasses
import re
import sys

from conftest import MPI_BINARY, ROOT

sys.path.append(str(ROOT / "tests/cli"))
import pages


def test_the_tutorial_runs_as_written_and_all_ways_give_the_same_bits(slurm, tmp_path):
    page = ROOT / "docs/tutorials/cluster.md"
    of_a_user = pages.environment(tmp_path)
    on_cluster = (
        of_a_user
        | {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
        | slurm.environment
        | {"PATH": f"{MPI_BINARY.parent}:{of_a_user['PATH']}"}
    )
    with_those_for_a_cluster = [
        dataclasses.replace(block, language="sh") if block.language == "bash" else block for block in pages.blocks(page)
    ]
    printed = "".join(pages.follow(page, tmp_path, with_those_for_a_cluster, on_cluster).values())
    named = re.findall(r"^([0-9a-f]{64})  (\w+)\.h5$", printed, re.MULTILINE)
    assert {name for _, name in named} == {"pressure", "away", "slurm", "mpi"}
    assert len({digest for digest, _ in named}) == 1
