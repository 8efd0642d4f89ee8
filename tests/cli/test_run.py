import os
import re
import signal

import pytest
from held import Hold, catches, wait_until


def test_new_check_run_info_digest_is_a_tour(rivalry):
    assert rivalry("new", "mine.toml").returncode == 0
    checked = rivalry("check", "mine.toml")
    assert checked.returncode == 0
    assert re.search(r"mine.toml: valid\n.*\n  100 firms, 6 segments, 24 choices, 200 periods\n", checked.stdout)
    assert re.search(r"about [\d.]+ MB of memory .*, [\d.]+ [kM]B on disk", checked.stdout)

    ran = rivalry("run", "mine.toml", "--set", "scenario.periods=10")
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"^mine.h5: [\d.]+ [kM]B, 10 periods in ", ran.stdout, re.M)
    assert "effective number of firms" in ran.stdout
    assert "rivalry plot mine.h5" in ran.stdout
    assert ran.stderr == ""

    shown = rivalry("info", "mine.h5")
    assert shown.returncode == 0
    assert re.search(r"^mine.h5: .*, complete$", shown.stdout, re.M)
    assert re.search(r"scenario +mine\n +question +What do I want to know\?", shown.stdout)
    for group in ["/market", "/segments", "/firms", "/events", "/summary"]:
        assert f"  {group}  (" in shown.stdout
    assert re.search(r"^  hhi +[\d.]+ [▁▂▃▄▅▆▇█ ]{5,} [\d.]+$", shown.stdout, re.M)

    digest = rivalry("digest", "mine.h5").stdout
    assert re.match(r"[0-9a-f]{64}\b", digest)


def test_info_is_plain_ascii_outside_unicode(rivalry):
    rivalry("run", "small.toml", "-q")
    assert rivalry("info", "small.h5", LANG="C").stdout.isascii()


def test_quiet_prints_nothing(rivalry):
    result = rivalry("run", "small.toml", "--quiet")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert (rivalry.folder / "small.h5").stat().st_size > 1000


def test_results_are_never_overwritten_without_force(rivalry):
    target = rivalry.write("small.h5", "precious")
    refused = rivalry("run", "small.toml")
    assert refused.returncode == 2
    assert "small.h5 exists; give --force" in refused.stderr
    assert target.read_text() == "precious"
    assert rivalry("run", "small.toml", "--force").returncode == 0
    assert target.read_bytes().startswith(b"\x89HDF")


def test_a_run_does_not_overwrite_its_own_scenario(rivalry):
    before = (rivalry.folder / "small.toml").read_text()
    result = rivalry("run", "small.toml", "-o", "./small.toml", "--force")
    assert result.returncode == 2
    assert "is the scenario itself" in result.stderr
    assert (rivalry.folder / "small.toml").read_text() == before


def test_new_does_not_overwrite_without_force(rivalry):
    assert rivalry("new", "small.toml").returncode == 2
    assert "question" in (rivalry.folder / "small.toml").read_text()
    assert rivalry("new", "small.toml", "--force").returncode == 0
    assert "rivalry describe KEY" in (rivalry.folder / "small.toml").read_text()


@pytest.mark.parametrize("command", [["run", "small.toml", "-o"], ["new"]])
def test_what_cannot_be_written_ends_with_3(rivalry, command):
    result = rivalry(*command, "no/such/folder/x.h5")
    assert result.returncode == 3
    assert "no/such/folder" in result.stderr
    assert not (rivalry.folder / "no").exists()


def test_a_folder_as_target_is_a_mistake(rivalry):
    (rivalry.folder / "results").mkdir()
    result = rivalry("run", "small.toml", "-o", "results")
    assert result.returncode == 2
    assert "results is a folder; give a file, as in -o results/small.h5" in result.stderr


def test_full_standard_output_ends_with_3(rivalry):
    with open("/dev/full", "w") as full:
        import subprocess

        from conftest import BINARY

        result = subprocess.run([BINARY, "describe"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert result.returncode == 3
    assert "standard output cannot be written" in result.stderr


def digest_of(rivalry, name):
    return rivalry("digest", name).stdout.split()[0]


def test_seed_and_replicate_change_the_result_and_threads_do_not(rivalry):
    rivalry("run", "small.toml", "-q")
    rivalry("run", "small.toml", "-q", "--replicate", "3")
    rivalry("run", "small.toml", "-q", "--seed", "2", "-o", "seed.h5")
    rivalry("run", "small.toml", "-q", "--threads", "2", "-o", "threads.h5")
    rivalry("run", "small.toml", "-q", "--set", "scenario.seed=2", "-o", "set.h5")
    first = digest_of(rivalry, "small.h5")
    assert digest_of(rivalry, "threads.h5") == first
    assert digest_of(rivalry, "small-r3.h5") != first
    assert digest_of(rivalry, "seed.h5") != first
    assert digest_of(rivalry, "set.h5") == digest_of(rivalry, "seed.h5")


def test_record_and_every_choose_what_is_recorded(rivalry):
    rivalry("run", "small.toml", "-q", "--record", "profit", "--every", "5")
    shown = rivalry("info", "small.h5").stdout
    firms = shown[shown.index("/firms") : shown.index("/events")]
    assert re.search(r"^ +profit +float64", firms, re.M)
    assert "novelty" not in firms
    assert re.search(r"^ +period +int32 +period [34]\b", firms, re.M)


def profile_of(text):
    """Rows of the table of --profile: part -> (seconds, share in percent)."""
    rows = re.findall(r"^  (\S.*?) {2,}([\d.]+) +([\d.]+) % +([\d.]+)$", text, re.M)
    return {name: (float(seconds), float(share)) for name, seconds, share, _ in rows}


def test_profile_shows_where_the_time_went(rivalry):
    assert "market clearing" not in rivalry("run", "small.toml").stdout
    result = rivalry("run", "small.toml", "--profile", "--force")
    assert result.returncode == 0
    parts = profile_of(result.stdout)
    for part in ["founding", "recording", "innovation", "pricing", "market clearing", "statistics", "rest"]:
        assert part in parts
    assert parts.pop("total")[1] == 100
    assert abs(sum(share for _, share in parts.values()) - 100) < 1.5
    assert "effective number of firms" in result.stdout

    quiet = rivalry("run", "small.toml", "--profile", "--quiet", "--force")
    assert set(profile_of(quiet.stdout)) == set(parts) | {"total"}
    assert "effective number of firms" not in quiet.stdout


def test_progress_without_a_terminal_is_plain_lines_on_stderr(rivalry):
    result = rivalry("run", "small.toml", "--progress", "always", "-q")
    lines = result.stderr.splitlines()
    assert 5 <= len(lines) <= 12
    assert "\r" not in result.stderr and "\x1b" not in result.stderr
    assert re.search(r"100 %  period 12/12  .* firms \d+  HHI 0\.\d+  price \d\.\d+", lines[-1])
    assert rivalry("run", "small.toml", "--force").stderr == ""


def test_progress_on_a_terminal_redraws_one_line_that_fits(rivalry):
    import pty
    import subprocess

    from conftest import BINARY

    master, slave = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    process = subprocess.Popen(
        [BINARY, "run", "small.toml", "--set", "scenario.periods=300"],
        cwd=rivalry.folder,
        env=rivalry.environment | {"TERM": "xterm"},
        stdout=subprocess.DEVNULL,
        stderr=slave,
    )
    os.close(slave)
    shown = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    assert process.wait() == 0
    text = shown.decode()
    assert "\n" not in text
    redrawn = [part.replace("\x1b[K", "") for part in text.split("\r") if part.replace("\x1b[K", "")]
    assert redrawn and all(len(line) < 60 for line in redrawn)
    assert "100 %" in redrawn[-1]
    assert text.endswith("\r\x1b[K")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1])
def test_an_interrupted_run_keeps_what_it_has_and_ends_with_4(rivalry, number):
    hold = Hold(rivalry.folder, 7)
    process = rivalry.start("run", "small.toml", "--record", "none", **hold.environment)
    hold.wait(process)
    process.send_signal(number)
    hold.release()
    err = process.communicate(timeout=60)[1]
    assert process.returncode == 4
    assert "interrupted after period 7 of 12; small.h5 holds the periods until then and is marked incomplete" in err
    assert "INCOMPLETE" in rivalry("info", "small.h5").stdout
    assert sorted(path.name for path in rivalry.folder.glob("*.h5*")) == ["small.h5", "small.h5.checkpoint-1"]


def test_a_second_interrupt_ends_at_once(rivalry):
    hold = Hold(rivalry.folder, 7)
    process = rivalry.start("run", "small.toml", **hold.environment)
    hold.wait(process)
    assert catches(process, signal.SIGINT)
    process.send_signal(signal.SIGINT)
    wait_until(lambda: not catches(process, signal.SIGINT), process)  # the first one has been taken note of
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT


@pytest.mark.parametrize("options", [[], ["--force"]])
def test_a_link_to_a_file_that_is_not_there_yet_is_followed(rivalry, options):
    (rivalry.folder / "elsewhere").mkdir()
    (rivalry.folder / "link.h5").symlink_to("again.h5")
    (rivalry.folder / "again.h5").symlink_to(rivalry.folder / "elsewhere/r.h5")
    result = rivalry("run", "small.toml", "-o", "link.h5", *options)
    assert result.returncode == 0, result.stderr
    assert (rivalry.folder / "link.h5").is_symlink() and (rivalry.folder / "again.h5").is_symlink()
    assert [path.name for path in (rivalry.folder / "elsewhere").iterdir()] == ["r.h5"]
    assert ", complete" in rivalry("info", "link.h5").stdout
    assert rivalry("run", "small.toml", "-o", "link.h5").returncode == 2, "now it exists"


def test_links_that_lead_nowhere_are_refused_in_words(rivalry):
    (rivalry.folder / "a.h5").symlink_to("b.h5")
    (rivalry.folder / "b.h5").symlink_to("a.h5")
    result = rivalry("run", "small.toml", "-o", "a.h5")
    assert result.returncode == 3
    assert "a.h5: leads from link to link without end; choose another name" in result.stderr
    (rivalry.folder / "c.h5").symlink_to("no/such/folder/r.h5")
    result = rivalry("run", "small.toml", "-o", "c.h5")
    assert result.returncode == 3
    assert "its folder does not exist" in result.stderr


@pytest.mark.parametrize("name", ["small.h5", "link.h5"])
def test_force_does_not_replace_the_file_of_a_living_run(rivalry, name):
    (rivalry.folder / "link.h5").symlink_to("small.h5")
    hold = Hold(rivalry.folder, 6)
    run = rivalry.start("run", "small.toml", "--set", "scenario.periods=1000", **hold.environment)
    hold.step_until((rivalry.folder / "small.h5").exists, run)
    refused = rivalry("run", "small.toml", "-o", name, "--force")
    assert refused.returncode == 3
    assert "small.h5: is being written by another run; wait for its end or stop it, or choose" in refused.stderr
    hold.release()
    run.communicate(timeout=100)
    assert run.returncode == 0
    assert "1000 " in rivalry("info", "small.h5").stdout
    assert rivalry("run", "small.toml", "-o", name, "--force").returncode == 0
    assert "period 1 to 12" in rivalry("info", "small.h5").stdout


def test_of_two_that_may_overwrite_the_file_of_the_first_stays(rivalry):
    """Both began when there was nothing to overwrite."""
    holds = [Hold(rivalry.folder, 6, name) for name in ("one", "two")]
    command = ["run", "small.toml", "--set", "scenario.periods=1000", "--force"]
    runs = [rivalry.start(*command, **hold.environment) for hold in holds]
    holds[1].wait(runs[1])
    holds[0].step_until((rivalry.folder / "small.h5").exists, runs[0])
    holds[1].release()
    errors = runs[1].communicate(timeout=100)[1]
    assert runs[1].returncode == 3
    assert "small.h5: is being written by another run" in errors
    holds[0].release()
    runs[0].communicate(timeout=100)
    assert runs[0].returncode == 0
    assert ", complete" in rivalry("info", "small.h5").stdout
    assert [path.name for path in rivalry.folder.glob(".small*")] == []


def test_the_file_of_a_run_that_was_killed_may_be_overwritten(rivalry):
    hold = Hold(rivalry.folder, 6)
    run = rivalry.start("run", "small.toml", "--set", "scenario.periods=1000", **hold.environment)
    hold.step_until((rivalry.folder / "small.h5").exists, run)
    run.kill()
    run.communicate()
    assert rivalry("run", "small.toml", "--force").returncode == 0
    assert ", complete" in rivalry("info", "small.h5").stdout
