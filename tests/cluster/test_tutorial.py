"""The tutorial's commands for a cluster run as written, after those that need none."""

import dataclasses
import pathlib
import re
import sys

from conftest import MPI_BINARY, ROOT

sys.path.append(str(ROOT / "tests/cli"))
import test_readme  # how pages are followed


def test_the_tutorial_runs_as_written_and_all_ways_give_the_same_bits(slurm, tmp_path, monkeypatch):
    of_a_user, blocks_of = test_readme.environment, test_readme.blocks

    def on_cluster(folder: pathlib.Path) -> dict[str, str]:
        user = of_a_user(folder)
        return (
            user
            | {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
            | slurm.environment
            | {"PATH": f"{MPI_BINARY.parent}:{user['PATH']}"}
        )

    def with_those_for_a_cluster(path: pathlib.Path) -> list[test_readme.Block]:
        return [dataclasses.replace(b, language="sh") if b.language == "bash" else b for b in blocks_of(path)]

    monkeypatch.setattr(test_readme, "environment", on_cluster)
    monkeypatch.setattr(test_readme, "blocks", with_those_for_a_cluster)
    printed = "".join(test_readme.follow(ROOT / "docs/tutorials/cluster.md", tmp_path).values())
    named = re.findall(r"^([0-9a-f]{64})  (\w+)\.h5$", printed, re.MULTILINE)
    assert {name for _, name in named} == {"pressure", "away", "slurm", "mpi"}
    assert len({digest for digest, _ in named}) == 1
