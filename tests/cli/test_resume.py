"""Runs that are killed, interrupted or starved of disk, and go on: nothing is lost, and no number is wrong."""

import contextlib
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import time
import tomllib
from collections.abc import Callable

import pytest
from conftest import BINARY, Program, with_usual_signals
from held import Hold, is_readable, wait_until

EVENTFUL = """\
[scenario]
seed = 11
periods = 900
[market]
firms = 60
segments = 4
[demand]
price_sensitivity = {uniform = [1.5, 4]}
switching_cost = [0, 0.5, 1, 3]
[needs]
volatility = 0.1
openings = 2
opening_probability = 0.01
[innovation]
base_hazard = 0.3
[technology]
jump_probability = 0.05
redraw = 0.3
[entry]
rate = 0.03
cap = 0.1
[recording]
variables = "all"
every = 1
[[event]]
name = "crisis"
probability = 0.02
set = {"cost.fixed" = 0.12}
[[event]]
name = "recovery"
probability = 0.05
set = {"cost.fixed" = 0.05}
[[event]]
name = "ban"
at = 400
ban = "premium"
"""

MANY_FIRMS = """\
[scenario]
periods = 200
[market]
firms = 2600
segments = 5
[competition]
pricing = "adaptive_markup"
[innovation]
null = "shuffled_capabilities"
[recording]
firms = 400
every = 3
compression = 6
"""

LONG = """\
[scenario]
periods = 20000
[market]
firms = 12
segments = 2
[entry]
rate = 0.005
[recording]
every = 25
"""

SCENARIOS = {"eventful": EVENTFUL, "many-firms": MANY_FIRMS, "long": LONG}
OFTEN = ["--checkpoint", "0.03", "--quiet"]


def digest(program: Program, file: str = "r.h5") -> str:
    result = program("digest", file)
    assert result.returncode == 0, result.stderr
    return result.stdout.split()[0]


def whole(program: Program, text: str) -> str:
    """Digest of the run that is never cut short."""
    program.write("s.toml", text)
    result = program("run", "s.toml", "-o", "whole.h5", "--quiet", "--checkpoint", "0")
    assert result.returncode == 0, result.stderr
    return digest(program, "whole.h5")


def checkpoints(program: Program) -> list[pathlib.Path]:
    return sorted(program.folder.glob("r.h5.checkpoint-*"))


def next_command(program: Program) -> list[str]:
    """Goes on with r.h5, or begins it."""
    return ["--resume", "r.h5", "--force"] if (program.folder / "r.h5").exists() else ["s.toml", "-o", "r.h5"]


def ended(process: subprocess.Popen, number: int) -> str:
    """Ends a run by a signal; returns what it says."""
    process.send_signal(number)
    return process.communicate(timeout=120)[1]


def interrupted(program: Program, text: str, share: int, number: int = signal.SIGKILL) -> str:
    """Runs into r.h5 and stops it when that share, in percent, is done, or a little more, and both checkpoints are
    there. Returns what it said at the end."""
    program.write("s.toml", text)
    for path in checkpoints(program):
        path.unlink()
    hold = Hold(program.folder, tomllib.loads(text)["scenario"]["periods"] * share // 100)
    process = program.start("run", "s.toml", "-o", "r.h5", "--force", *OFTEN, **hold.environment)
    hold.step_until(lambda: len(checkpoints(program)) == 2, process)
    if number == signal.SIGKILL:
        errors = ended(process, number)
        hold.release()
        assert process.returncode == -signal.SIGKILL
        return errors
    process.send_signal(number)
    hold.release()
    errors = process.communicate(timeout=120)[1]
    assert process.returncode == 4
    return errors


def live(program: Program, dice: random.Random, longest: float, *arguments: object) -> int:
    """Runs until it is killed: on its way, when it has a file, or some time after its start. Returns its exit code."""
    if dice.random() < 0.5:
        hold = Hold(program.folder, dice.randint(1, 60), "pace")
        process = program.start("run", *arguments, **hold.environment)
        wait_until(lambda: bool(hold.waiting()) or process.poll() is not None)
        if process.poll() is None:
            hold.step_until((program.folder / "r.h5").exists, process)
    else:
        process = program.start("run", *arguments)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(dice.uniform(0, longest))
    errors = ended(process, signal.SIGKILL)
    assert process.returncode in (0, -signal.SIGKILL), errors
    return process.returncode


@pytest.mark.parametrize("name", SCENARIOS)
def test_runs_killed_at_any_moment_end_in_the_digest_of_one_that_was_not(rivalry, name):
    started = time.monotonic()
    expected = whole(rivalry, SCENARIOS[name])
    seconds = time.monotonic() - started
    dice = random.Random(name)
    kills = resumed = 0
    while kills < 40 or resumed < 20:
        for leftover in rivalry.folder.glob("*r.h5*"):
            leftover.unlink()
        code, lives = None, 0
        while code != 0:
            command = [*next_command(rivalry), *OFTEN, "--threads", dice.choice([1, 2, 3])]
            code = (
                live(rivalry, dice, min(seconds, 0.3 + 0.05 * lives), *command)
                if lives < 12
                else rivalry("run", *command).returncode
            )
            lives += 1
            kills += code != 0
            resumed += code != 0 and "--resume" in command
        assert digest(rivalry) == expected
        assert [path.name for path in rivalry.folder.glob("r.h5*")] == ["r.h5"]


@pytest.fixture(scope="session")
def deadly_writes(tmp_path_factory):
    """A library that, loaded before others, kills its program in the middle of a write."""
    library = tmp_path_factory.mktemp("preloaded") / "die_in_write.so"
    source = pathlib.Path(__file__).with_name("die_in_write.c")
    subprocess.run(["gcc", "-Wall", "-Werror", "-shared", "-fPIC", source, "-o", library, "-ldl"], check=True)
    return library


@pytest.mark.parametrize("name", ["eventful", "many-firms"])
def test_runs_killed_within_a_write_leave_a_sound_file_and_go_on(rivalry, deadly_writes, name):
    expected = whole(rivalry, SCENARIOS[name])
    dice = random.Random(name)
    deaths = 0
    while deaths < 12:
        for leftover in rivalry.folder.glob("*r.h5*"):
            leftover.unlink()
        for life in range(60):
            fatal = {"LD_PRELOAD": str(deadly_writes), "DIE_IN_WRITE": str(dice.randint(1, 150 + 30 * life))}
            result = rivalry("run", *next_command(rivalry), *OFTEN, "--threads", 2, **fatal)
            if result.returncode == 0:
                break
            assert result.returncode == -signal.SIGKILL, result.stderr
            deaths += 1
            if (rivalry.folder / "r.h5").exists():
                copied = rivalry("repair", "r.h5", "-o", "copy.h5", "--force")
                assert copied.returncode == 0, copied.stderr
        assert result.returncode == 0, "it never got to its end"
        assert digest(rivalry) == expected


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_how_to_go_on_and_computes_nothing_twice(rivalry, number):
    expected = whole(rivalry, LONG)
    said = interrupted(rivalry, LONG, 20, number)
    period = int(re.search(r"interrupted after period (\d+) of 20000; r.h5 holds the periods until then", said)[1])
    assert "Go on: rivalry run --resume r.h5\n" in said
    result = rivalry("run", "--resume", "r.h5")
    assert result.returncode == 0, result.stderr
    assert f"20000 periods from {period + 1} on" in result.stdout
    assert f"20000 periods, the last {20000 - period} in" in result.stdout
    assert digest(rivalry) == expected
    assert checkpoints(rivalry) == []


def test_a_run_is_resumed_again_and_again(rivalry):
    expected = whole(rivalry, LONG)
    interrupted(rivalry, LONG, 10, signal.SIGTERM)
    for _ in range(6):
        hold = Hold(rivalry.folder, 1500)
        process = rivalry.start("run", "--resume", "r.h5", "--quiet", **hold.environment)
        hold.wait(process)
        process.send_signal(signal.SIGINT)
        hold.release()
        errors = process.communicate(timeout=120)[1]
        assert process.returncode == 4
    done = int(re.search(r"interrupted after period (\d+)", errors)[1])
    assert 2000 + 6 * 1500 <= done < 20000
    assert rivalry("run", "--resume", "r.h5", "-q").returncode == 0
    assert digest(rivalry) == expected


def test_there_is_nothing_to_resume_in_a_complete_run(rivalry):
    assert rivalry("run", "small.toml", "-q").returncode == 0
    before = (rivalry.folder / "small.h5").read_bytes()
    result = rivalry("run", "--resume", "small.h5")
    assert result.returncode == 0
    assert "small.h5 holds all 12 periods: nothing to resume" in result.stderr
    assert (rivalry.folder / "small.h5").read_bytes() == before


@pytest.mark.parametrize(
    "extra", [["s.toml"], ["--seed", "3"], ["--set", "market.firms=3"], ["-o", "x.h5"], ["--replicate", "1"]]
)
def test_what_stands_in_the_file_cannot_be_given_again(rivalry, extra):
    result = rivalry("run", "--resume", "r.h5", *extra)
    assert result.returncode == 2
    assert "--resume" in result.stderr and "excludes" in result.stderr


def test_a_run_needs_a_scenario_or_a_file_to_resume(rivalry):
    result = rivalry("run")
    assert result.returncode == 2
    assert "SCENARIO is required, or --resume FILE" in result.stderr


def test_a_file_that_is_no_result_cannot_be_resumed(rivalry):
    assert rivalry("run", "--resume", "none.h5").returncode == 2
    assert rivalry("run", "--resume", "small.toml").returncode == 2


def test_of_two_resumes_at_once_the_second_is_refused(rivalry):
    expected = whole(rivalry, LONG)
    interrupted(rivalry, LONG, 5)
    hold = Hold(rivalry.folder, 10)
    first = rivalry.start("run", "--resume", "r.h5", **hold.environment)
    hold.wait(first)
    second = rivalry("run", "--resume", "r.h5")
    assert second.returncode == 3
    assert "r.h5: is being written by another run" in second.stderr
    assert rivalry("run", "--resume", "r.h5", "--force").returncode == 3
    hold.release()
    first.communicate(timeout=120)
    assert first.returncode == 0
    assert digest(rivalry) == expected


class Kept:
    """A run that was stopped, put back as it was after each harm."""

    def __init__(self, program: Program, text: str, share: int, number: int = signal.SIGKILL):
        self.program = program
        self.expected = whole(program, text)
        interrupted(program, text, share, number)
        self.files = {path.name: path.read_bytes() for path in program.folder.glob("*r.h5*")}

    def restore(self, **changed: bytes) -> None:
        for path in self.program.folder.glob("*r.h5*"):
            path.unlink()
        for name, contents in {**self.files, **changed}.items():
            (self.program.folder / name).write_bytes(contents)

    def resume(self) -> subprocess.CompletedProcess[str]:
        return self.program("run", "--resume", "r.h5", "--checkpoint", "0")

    def check(self, result: subprocess.CompletedProcess[str], words: str) -> bool:
        """Right numbers, or a refusal in words that leaves the result as it is."""
        if result.returncode == 0:
            assert digest(self.program) == self.expected
            return True
        assert result.returncode == 3, result.stderr
        assert "r.h5: cannot be gone on with: r.h5.checkpoint-" in result.stderr
        assert re.search(words, result.stderr)
        assert "give --force to run it from the beginning" in result.stderr
        assert (self.program.folder / "r.h5").read_bytes() == self.files["r.h5"]
        return False


def test_damaged_checkpoints_are_told_in_words_and_never_used(rivalry):
    # SIGKILL may come while a checkpoint is written, which then is empty.
    kept = Kept(rivalry, LONG + 'variables = "none"\nevents = "none"\n', 90, signal.SIGTERM)
    dice = random.Random(5)
    names = ["r.h5.checkpoint-1", "r.h5.checkpoint-2"]
    words = "is damaged|is no checkpoint|is cut|is unfinished"
    outcomes = {"resumed": 0, "refused": 0}
    for trial in range(105):
        hit = names if trial % 3 == 0 else [names[trial % 2]]
        changed = {}
        for name in hit:
            contents = bytearray(kept.files[name])
            if trial < 66:
                place = dice.randrange(len(contents)) if dice.random() < 0.8 else dice.randrange(64)
                contents[place] ^= 1 << dice.randrange(8)
            else:
                contents = contents[: dice.randrange(len(contents))]
            changed[name] = bytes(contents)
        kept.restore(**changed)
        result = kept.resume()
        assert re.search(words, result.stderr)
        assert kept.check(result, words) == (len(hit) == 1)
        outcomes["resumed" if len(hit) == 1 else "refused"] += 1
    assert min(outcomes.values()) >= 30


def test_without_a_sound_checkpoint_force_runs_from_the_beginning(rivalry):
    kept = Kept(rivalry, LONG, 30)
    kept.restore()
    for path in checkpoints(rivalry):
        path.unlink()
    refused = rivalry("run", "--resume", "r.h5")
    assert refused.returncode == 3
    assert "r.h5: cannot be gone on with: it has no checkpoint; give --force" in refused.stderr
    result = rivalry("run", "--resume", "r.h5", "--force")
    assert result.returncode == 0
    assert "running it from the beginning" in result.stderr
    assert digest(rivalry) == kept.expected


def test_a_damaged_result_is_told_in_words_or_does_no_harm(rivalry):
    kept = Kept(rivalry, EVENTFUL, 90)
    dice = random.Random(6)
    for trial in range(45):
        contents = bytearray(kept.files["r.h5"])
        if trial < 30:
            for _ in range(20):
                contents[dice.randrange(len(contents))] ^= 1 << dice.randrange(8)
        else:
            contents = contents[: dice.randrange(len(contents))]
        kept.restore(**{"r.h5": bytes(contents)})
        result = kept.resume()
        assert result.returncode in (0, 2, 3), result.stderr
        if result.returncode != 0:
            assert "r.h5" in result.stderr
            continue
        found = rivalry("digest", "r.h5")
        assert found.returncode in (0, 3), found.stderr
        if found.returncode == 0:
            assert found.stdout.split()[0] == kept.expected


def test_an_older_copy_of_the_result_is_refused(rivalry):
    interrupted(rivalry, EVENTFUL, 20)
    older = (rivalry.folder / "r.h5").read_bytes()
    held = digest(rivalry)
    of_older = {path.read_bytes() for path in checkpoints(rivalry)}
    hold = Hold(rivalry.folder, 300)
    process = rivalry.start("run", "--resume", "r.h5", *OFTEN, **hold.environment)
    hold.step_until(lambda: of_older.isdisjoint(path.read_bytes() for path in checkpoints(rivalry)), process)
    ended(process, signal.SIGKILL)
    (rivalry.folder / "r.h5").write_bytes(older)
    result = rivalry("run", "--resume", "r.h5")
    assert result.returncode == 3
    assert "r.h5: cannot be gone on with: the file ends before the state" in result.stderr
    assert digest(rivalry) == held


def test_checkpoints_of_another_result_are_refused(rivalry):
    interrupted(rivalry, LONG, 20, signal.SIGTERM)
    files = {path: path.read_bytes() for path in checkpoints(rivalry)}
    interrupted(rivalry, LONG, 20, signal.SIGTERM)  # the same run once more, into the same file
    for path, contents in files.items():
        path.write_bytes(contents)
    result = rivalry("run", "--resume", "r.h5")
    assert result.returncode == 3
    assert result.stderr.count("belongs to another result file, which had the same name") == 2


BIG_STATE = """\
[scenario]
periods = 40
[market]
firms = 3000
segments = 5
[recording]
variables = "none"
events = "none"
"""


EACH_PERIOD = ["--checkpoint", "0.000001", "--quiet"]


def limited(size: int) -> Callable[[], None]:
    """In a new process: no file of it gets larger, in bytes."""

    def limit() -> None:
        with_usual_signals()
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_a_full_disk_costs_checkpoints_but_not_the_run(rivalry):
    expected = whole(rivalry, BIG_STATE)
    hold = Hold(rivalry.folder, 1)
    command = ["run", "s.toml", "-o", "r.h5", "--checkpoint", "0.2", "--quiet"]
    process = rivalry.start(*command, prepare=limited(1_000_000), **hold.environment)
    hold.step_until(lambda: is_readable(process.stderr), process)
    hold.release()
    errors = process.communicate(timeout=300)[1]
    assert process.returncode == 0, errors
    assert errors.count("r.h5.checkpoint-1 cannot be written: File too large") == 1
    assert errors.count("\n") == 1
    assert digest(rivalry) == expected
    assert checkpoints(rivalry) == []


def test_a_run_that_a_full_disk_ends_goes_on_when_there_is_room_again(rivalry):
    expected = whole(rivalry, EVENTFUL)
    hold = Hold(rivalry.folder, 30)
    full = rivalry.start("run", "s.toml", "-o", "r.h5", *OFTEN, prepare=limited(20_000_000), **hold.environment)
    hold.step_until(lambda: len(checkpoints(rivalry)) == 2, full)
    hold.release()
    errors = full.communicate(timeout=300)[1]
    assert full.returncode == 3
    assert "r.h5: cannot be written: File too large" in errors
    assert re.search(r"When this is mended, rivalry run --resume r.h5 goes on after period \d+:", errors)
    assert rivalry("run", "--resume", "r.h5", "-q").returncode == 0
    assert digest(rivalry) == expected


def test_a_repaired_result_can_be_resumed(rivalry):
    expected = whole(rivalry, EVENTFUL)
    interrupted(rivalry, EVENTFUL, 30)
    assert rivalry("repair", "r.h5").returncode == 0
    result = rivalry("run", "--resume", "r.h5", "-q")
    assert result.returncode == 0, result.stderr
    assert digest(rivalry) == expected


def test_an_interrupted_run_without_a_checkpoint_says_so(rivalry):
    rivalry.write("s.toml", BIG_STATE)
    hold = Hold(rivalry.folder, 3)
    process = rivalry.start("run", "s.toml", "-o", "r.h5", *EACH_PERIOD, prepare=limited(1_000_000), **hold.environment)
    hold.wait(process)
    assert "cannot be written" in process.stderr.readline()
    process.terminate()
    hold.release()
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 4
    assert "It cannot be gone on with, for it has no checkpoint" in errors


def test_permission_that_is_pulled_costs_later_checkpoints_only(tmp_path):
    folder = pathlib.Path("/tmp") / f"rivalry-pulled-{os.getpid()}"  # where any user can go
    folder.mkdir(mode=0o777)
    user = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}  # root may do everything
    try:
        if user:
            os.chown(folder, 65534, 65534)
        program = Program(folder)
        program.write("s.toml", LONG)
        binary = shutil.copy(BINARY, folder / "rivalry")
        hold = Hold(folder, 100)
        process = subprocess.Popen(
            [binary, "run", "s.toml", "-o", "r.h5", *EACH_PERIOD],
            cwd=folder,
            env=program.environment | hold.environment,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=with_usual_signals,
            **user,
        )
        hold.step_until(lambda: len(checkpoints(program)) == 2, process)
        for path in checkpoints(program):
            path.chmod(0o444)
        kept = {path: path.read_bytes() for path in checkpoints(program)}
        hold.allow(103)
        hold.wait(process)
        process.terminate()
        hold.release()
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 4
        assert errors.count("cannot be written: Permission denied") == 1
        assert re.search(r"Go on from its last checkpoint, after period \d+: rivalry run --resume r.h5", errors)
        assert {path: path.read_bytes() for path in checkpoints(program)} == kept
        resumed = subprocess.run([binary, "run", "--resume", "r.h5", "-q"], cwd=folder, env=program.environment, **user)
        assert resumed.returncode == 0
        found = digest(program)
        assert found == whole(program, LONG)
    finally:
        shutil.rmtree(folder)
