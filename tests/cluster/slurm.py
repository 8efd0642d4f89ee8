"""Slurm on this machine: a controller and some nodes on the loopback device, for as long as a test needs them."""

import contextlib
import getpass
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

CONFIGURATION = """\
ClusterName=rivalry
SlurmctldHost=localhost
AuthType=auth/none
CredType=cred/none
AuthInfo=cred_expire=5
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={port}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdLogFile={folder}/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/filetxt
JobCompLoc={folder}/log/completed
SchedulerParameters=batch_sched_delay=0,bf_interval=2,sched_interval=2
SlurmdParameters=config_overrides
SlurmdTimeout=10
ReturnToService=2
KillWait=5
EnforcePartLimits=ALL
MaxArraySize=100
{nodes}
PartitionName=main Nodes=ALL Default=YES
"""


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Slurm:
    """Nodes n1, n2, … of two processors each; ``environment`` makes Slurm's programs speak to this cluster."""

    def __init__(self, folder: pathlib.Path, nodes: int):
        self.folder = folder
        self.nodes = [f"n{i + 1}" for i in range(nodes)]
        for name in ("state", "spool", "log"):
            (folder / name).mkdir(parents=True)
        port, *ports = free_ports(nodes + 1)
        lines = [
            f"NodeName={name} NodeAddr=127.0.0.1 Port={own} CPUs=2 RealMemory=2000"
            for name, own in zip(self.nodes, ports, strict=True)
        ]
        self.user = getpass.getuser()
        configuration = folder / "slurm.conf"
        configuration.write_text(CONFIGURATION.format(user=self.user, port=port, folder=folder, nodes="\n".join(lines)))
        self.environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "SLURM_CONF": str(configuration)}

    def start(self) -> None:
        self("slurmctld", "-i")
        for name in self.nodes:
            self.start_node(name)
        self.wait_for(lambda: self("sinfo", "-h", "-N", "-o", "%T").split() == ["idle"] * len(self.nodes), 60)

    def start_node(self, name: str) -> None:
        self("slurmd", "-N", name)

    def stop(self) -> None:
        subprocess.run(["scontrol", "shutdown"], env=self.environment, capture_output=True, check=False)
        deadline = time.monotonic() + 20
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.2)
        for process in self.processes():
            kill(process)

    def __call__(self, *command: str) -> str:
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def processes(self) -> dict[int, dict[str, str]]:
        """All daemons and jobs of this cluster: process number to environment."""
        found = {}
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                text = (folder / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            environment = dict(line.split("=", 1) for line in text.split("\0") if "=" in line)
            if environment.get("SLURM_CONF") == self.environment["SLURM_CONF"]:
                found[int(folder.name)] = environment
        return found

    def commands(self) -> list[str]:
        """Command lines of all that, words apart by zero bytes."""
        return [command_line(process) for process in self.processes()]

    def lose_node(self, name: str) -> set[str]:
        """Kills the daemon of a node and all that runs there, as if the power went; returns the jobs lost."""
        lost = {
            process: environment["SLURM_JOB_ID"]
            for process, environment in self.processes().items()
            if environment.get("SLURMD_NODENAME") == name and "SLURM_JOB_ID" in environment
        }
        jobs = set(lost.values())
        daemon = int((self.folder / f"slurmd.{name}.pid").read_text())
        kill(daemon)
        for process in self.processes():
            step = re.match(r"slurmstepd: \[(\d+)\.", command_line(process))
            if process in lost or (step and step[1] in jobs):
                kill(process)
        return jobs

    def queue(self) -> list[str]:
        """A line for each element in the queue: job, state, node."""
        return self("squeue", "-h", "-r", "-o", "%i %T %N").splitlines()

    def wait_for(self, condition, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"not within {seconds} s; queue: {self.queue()}\n{self.logs()}"
            time.sleep(0.3)

    def logs(self) -> str:
        return "\n".join(f"--- {path}\n{path.read_text()[-3000:]}" for path in sorted((self.folder / "log").iterdir()))


def command_line(process: int) -> str:
    try:
        return pathlib.Path(f"/proc/{process}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def kill(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
