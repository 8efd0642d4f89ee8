"""Sweeps: the same numbers whoever does the runs, in whatever order and however often; and only what is new is done."""

import csv
import json
import resource
import subprocess

import h5py
import numpy as np
import pytest
from conftest import BINARY
from held import Hold
from sweeps import MARKET, PERIODS, RUNS, SWEEP, merged_digest, runs_done, write_sweep


@pytest.fixture
def program(rivalry):
    write_sweep(rivalry)
    return rivalry


@pytest.fixture
def whole(program):
    """The digest that every way of doing the sweep has to come to."""
    assert program("sweep", "run", "pressure.toml", "--threads", 1, "-d", "whole.sweep").returncode == 0
    return merged_digest(program, "whole.sweep")


def test_results_do_not_depend_on_threads_blocks_or_shards(program, whole):
    assert program("sweep", "run", "pressure.toml", "--threads", 3, "--block", 7, "-d", "a.sweep").returncode == 0
    assert merged_digest(program, "a.sweep") == whole
    program("sweep", "plan", "pressure.toml", "--block", 5, "-d", "b.sweep")
    for shard in ["3/3", "1/3", "2/3"]:
        assert program("sweep", "run", "b.sweep", "--shard", shard).returncode == 0
    assert merged_digest(program, "b.sweep") == whole


def test_several_workers_share_a_directory(program, whole):
    program("sweep", "plan", "pressure.toml", "--block", 3, "-d", "a.sweep")
    workers = [program.start("sweep", "run", "a.sweep", "--threads", 1) for _ in range(4)]
    # Two who were given the same part do no harm either.
    workers += [program.start("sweep", "run", "a.sweep", "--threads", 1, "--shard", "1/2") for _ in range(2)]
    for worker in workers:
        worker.communicate(timeout=200)
        assert worker.returncode == 0
    assert merged_digest(program, "a.sweep") == whole
    assert " 0 twice" in program("sweep", "verify", "a.sweep").stdout


def test_a_finished_sweep_is_not_done_again(program, whole):
    again = program("sweep", "run", "pressure.toml", "-d", "whole.sweep")
    assert again.returncode == 0
    assert "0 runs done here" in again.stdout


def test_a_changed_sweep_file_does_only_what_is_new(program, whole):
    longer = SWEEP.replace('["bertrand", "fixed"]', '["bertrand", "fixed", "adaptive_markup"]')
    program.write("pressure.toml", longer)
    assert program("sweep", "run", "pressure.toml", "-d", "fresh.sweep").returncode == 0
    changed = program("sweep", "run", "pressure.toml", "-d", "whole.sweep")
    assert f"of {RUNS * 3 // 2} runs {RUNS} are known from before" in changed.stdout
    assert f"{RUNS // 2} runs done here" in changed.stdout
    assert merged_digest(program, "whole.sweep") == merged_digest(program, "fresh.sweep")
    # And back: nothing is left to do.
    program.write("pressure.toml", SWEEP)
    assert "0 runs done here" in program("sweep", "run", "pressure.toml", "-d", "whole.sweep").stdout
    assert merged_digest(program, "whole.sweep") == whole


def test_what_others_work_on_is_not_replaced(program):
    program("sweep", "plan", "pressure.toml")
    hold = Hold(program.folder, 3 * PERIODS)
    worker = program.start("sweep", "run", "pressure.sweep", **hold.environment)
    hold.wait(worker)
    program.write("pressure.toml", SWEEP.replace("replicates = 40", "replicates = 4"))
    refused = program("sweep", "plan", "pressure.toml")
    worker.terminate()
    worker.communicate(timeout=100)
    assert refused.returncode == 2
    assert "the sweep file was changed, but 1 worker is still on the sweep as it was" in refused.stderr


def test_a_stopped_sweep_keeps_its_rows_and_goes_on(program, whole):
    program("sweep", "plan", "pressure.toml", "--block", 20, "-d", "a.sweep")
    hold = Hold(program.folder, 30 * PERIODS)
    stopped = program("sweep", "run", "a.sweep", "--time-limit", 0.5, "--threads", 1, **hold.environment)
    hold.release()
    assert stopped.returncode == 4
    assert "Go on: rivalry sweep run a.sweep" in stopped.stderr
    done = runs_done(program, "a.sweep")
    assert done < RUNS
    assert program("sweep", "merge", "a.sweep").returncode == 4
    again = program("sweep", "resume", "a.sweep")
    assert f"{RUNS - done} runs done here" in again.stdout
    assert merged_digest(program, "a.sweep") == whole


def test_an_aborted_sweep_is_balanced(program):
    """Of what is done first, every point has its share."""
    program("sweep", "plan", "pressure.toml", "--block", 1)
    program("sweep", "run", "pressure.sweep", "--threads", 1, "--shard", "1/2")
    assert program("sweep", "merge", "pressure.sweep", "--partial").returncode == 0
    with h5py.File(program.folder / "pressure.h5") as file:
        first = file["runs/point"][...][file["runs/run"][...] < 60]
    assert set(first) <= set(range(6))
    assert len(first) == 30


def test_the_merged_table_is_that_of_the_runs(program, whole):
    assert program("sweep", "merge", "whole.sweep", "-f", "--csv", "t.csv").returncode == 0
    with h5py.File(program.folder / "whole.h5") as file, open(program.folder / "t.csv", newline="") as text:
        rows = list(csv.DictReader(text))
        runs = file["runs"]
        assert len(rows) == RUNS == len(runs["run"])
        np.testing.assert_array_equal(runs["run"], np.arange(RUNS))
        np.testing.assert_array_equal(runs["hhi"], [float(row["hhi"]) for row in rows])
        meanings = runs["competition_pricing"].attrs["flag_meanings"].decode().split()
        assert [meanings[code] for code in runs["competition_pricing"]] == [r["competition_pricing"] for r in rows]
        assert file["series/hhi"].shape == (RUNS, 16)
        # The figure of the row is that of its series: the mean over the second half.
        np.testing.assert_allclose(runs["hhi"], np.nanmean(file["series/hhi"][:, 8:], axis=1), rtol=1e-12)
        assert set(runs["replicate"]) == set(range(40))


def test_replaying_gives_the_bits_on_record(program, whole):
    replayed = program("sweep", "replay", "whole.sweep", 17, "-o", "r.h5")
    assert replayed.returncode == 0
    assert "The same bits as the sweep has on record" in replayed.stdout
    with h5py.File(program.folder / "r.h5") as one, h5py.File(program.folder / "whole.h5") as all_runs:
        np.testing.assert_array_equal(one["market/hhi"], all_runs["series/hhi"][17])
    assert program("sweep", "replay", "whole.sweep", 240).returncode == 2


def test_common_random_numbers_pair_runs_and_can_be_switched_off(program):
    program.write("pressure.toml", SWEEP.replace("replicates = 40", "replicates = 4\ncommon_random_numbers = false"))
    assert program("sweep", "run", "pressure.toml").returncode == 0
    apart = merged_digest(program, "pressure.sweep")
    program.write("pressure.toml", SWEEP.replace("replicates = 40", "replicates = 4"))
    assert program("sweep", "run", "pressure.toml", "-d", "c.sweep").returncode == 0
    assert merged_digest(program, "c.sweep") != apart
    with h5py.File(program.folder / "c.h5") as file:
        runs = {name: file["runs"][name][...] for name in ["point", "replicate", "firms_final", "entries", "exits"]}
    # Replicates differ, and the founders of a replicate are the same at each point.
    assert len(set(runs["entries"])) > 1


def test_sequential_replication_stops_where_enough_is_known_and_does_not_depend_on_who_works(program):
    text = SWEEP + '[sequential]\noutcome = "hhi"\nbatch = 5\nleast = 5\nrelative_half_width = 0.1\n'
    program.write("pressure.toml", text)
    assert program("sweep", "run", "pressure.toml", "--threads", 1, "-d", "a.sweep").returncode == 0
    program("sweep", "plan", "pressure.toml", "--block", 4, "-d", "b.sweep")
    workers = [program.start("sweep", "run", "b.sweep", "--threads", 1) for _ in range(3)]
    for worker in workers:
        worker.communicate(timeout=200)
        assert worker.returncode == 0
    assert merged_digest(program, "a.sweep") == merged_digest(program, "b.sweep")
    with h5py.File(program.folder / "a.h5") as file:
        replicates = file["points/replicates"][...]
        points, hhi = file["runs/point"][...], file["runs/hhi"][...]
    assert replicates.min() < 40
    assert len(set(replicates)) > 1
    assert all(replicates % 5 == 0)
    for point, count in enumerate(replicates):
        assert (points == point).sum() == count
        sample = hhi[points == point]
        # Student's t at 97.5 % lies between 1.96 and 2.78 for five and more numbers.
        error = sample.std(ddof=1) / np.sqrt(count)
        if count < 40:
            assert 1.96 * error <= 0.1 * sample.mean()
        if count > 5:
            before = sample[: count - 5]
            assert 2.78 * before.std(ddof=1) / np.sqrt(count - 5) > 0.1 * before.mean()


def test_runs_end_early_by_a_rule(program):
    program.write("pressure.toml", SWEEP + '[[stop]]\nvariable = "hhi"\nabove = 0.0\nperiods = 3\nafter = 4\n')
    assert program("sweep", "run", "pressure.toml").returncode == 0
    merged_digest(program, "pressure.sweep")
    with h5py.File(program.folder / "pressure.h5") as file:
        assert set(file["runs/stopped"]) == {0}
        assert set(file["runs/periods"]) == {7}
        assert file["series/hhi"].shape == (RUNS, 7)


@pytest.mark.parametrize("periods", [1, 2])
def test_series_of_the_shortest_runs_have_a_row_a_run(program, periods):
    program.write("tiny.toml", MARKET.replace("periods = 16", f"periods = {periods}"))
    assert program("sweep", "run", "pressure.toml").returncode == 0
    merged_digest(program, "pressure.sweep")
    with h5py.File(program.folder / "pressure.h5") as file:
        assert file["series/hhi"].shape == (RUNS, periods)
        assert np.isfinite(file["series/hhi"][:]).all()
        assert np.isin(file["series/firms"][:], range(1, 20)).all()


def test_whole_results_of_chosen_runs_are_kept(program):
    keep = 'series = ["hhi"]\npanels = { points = [1], replicates = [0, 2] }\n'
    program.write("pressure.toml", SWEEP.replace('series = ["hhi", "firms"]\n', keep))
    assert program("sweep", "run", "pressure.toml").returncode == 0
    panels = sorted((program.folder / "pressure.sweep/panels").iterdir())
    assert len(panels) == 2
    merged_digest(program, "pressure.sweep")
    with h5py.File(program.folder / "pressure.h5") as runs, h5py.File(panels[0]) as one:
        number = int(panels[0].stem.split("-")[1])
        assert runs["runs/point"][number] == 1
        np.testing.assert_array_equal(one["market/hhi"], runs["series/hhi"][number])


def test_points_are_checked_before_anything_runs(program):
    program.write("pressure.toml", SWEEP.replace("range = [0.2, 0.8]", "range = [0.2, 1.4]"))
    refused = program("sweep", "run", "pressure.toml")
    assert refused.returncode == 2
    assert "competition.intensity" in refused.stderr
    assert "must be" in refused.stderr
    assert not (program.folder / "pressure.sweep").exists()


def test_mistakes_of_combinations_name_the_point(program):
    text = SWEEP.replace("competition.intensity", "market.segments").replace(
        "range = [0.2, 0.8]\nsteps = 3", "values = [2, 3]"
    )
    program.write("tiny.toml", "[market]\nfirms = 10\nsegments = 2\n[demand]\nprice_sensitivity = [2, 3]\n")
    program.write("pressure.toml", text)
    refused = program("sweep", "run", "pressure.toml")
    assert refused.returncode == 2
    assert "(market.segments = 3" in refused.stderr
    assert "must have 3 values" in refused.stderr


def test_a_run_that_fails_is_set_apart_and_the_rest_goes_on(program):
    text = SWEEP.replace("competition.intensity", "market.firms").replace(
        "range = [0.2, 0.8]\nsteps = 3", "values = [10, 4000000]"
    )
    program.write("pressure.toml", text.replace("replicates = 40", "replicates = 2"))
    result = subprocess.run(
        [BINARY, "sweep", "run", "pressure.toml", "--threads", "1"],
        cwd=program.folder,
        env=program.environment,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30)),
        timeout=300,
    )
    assert result.returncode == 5, result.stderr
    assert "4 of these runs failed" in result.stderr
    failures = program("sweep", "status", "pressure.sweep", "--failures").stdout
    assert failures.count("out of memory") == 4
    assert "rivalry sweep replay pressure.sweep" in failures
    merged = program("sweep", "merge", "pressure.sweep")
    assert merged.returncode == 5
    with h5py.File(program.folder / "pressure.h5") as file:
        failed = file["runs/failed"][...] == 1
        assert failed.sum() == 4
        assert np.isnan(file["runs/hhi"][...][failed]).all()
        assert not np.isnan(file["runs/hhi"][...][~failed]).any()


def test_an_ensemble_is_a_sweep_without_factors(program):
    program.write("one.toml", '[sweep]\nscenario = "tiny.toml"\nreplicates = 12\n[keep]\nseries = ["hhi"]\n')
    assert program("sweep", "run", "one.toml").returncode == 0
    alone = merged_digest(program, "one.sweep")
    ensemble = program("ensemble", "tiny.toml", "-n", 12, "--series", "hhi")
    assert ensemble.returncode == 0, ensemble.stderr
    assert "95 % interval" in ensemble.stdout
    assert program("digest", "tiny-ensemble.h5").stdout.split()[0] == alone
    assert not (program.folder / "tiny-ensemble.sweep").exists()
    assert program("ensemble", "tiny.toml").returncode == 2  # the file exists


def test_settings_of_an_ensemble_may_be_numbers_words_and_tables(program):
    numbers = ["--set", "market.firms=12", "--set", "demand.price_sensitivity={uniform=[2, 3]}"]
    words = ["--set", "competition.pricing=fixed", "--set", "scenario.name=other"]
    done = program("ensemble", "tiny.toml", "-n", 2, *numbers, *words)
    assert done.returncode == 0, done.stderr
    with h5py.File(program.folder / "tiny-ensemble.h5") as file:
        scenario = file.attrs["scenario"].decode()
    for line in ["firms = 12", "price_sensitivity = {uniform = [2, 3]}", 'pricing = "fixed"', 'name = "other"']:
        assert f"\n{line}\n" in scenario


def test_a_directory_is_whole_in_itself(program, whole):
    program("sweep", "plan", "pressure.toml", "-d", "a.sweep")
    (program.folder / "pressure.toml").unlink()
    (program.folder / "tiny.toml").unlink()
    (program.folder / "a.sweep").rename(program.folder / "elsewhere.sweep")
    assert program("sweep", "run", "elsewhere.sweep").returncode == 0
    assert merged_digest(program, "elsewhere.sweep") == whole
    plan = next((program.folder / "elsewhere.sweep/plans").iterdir())
    assert json.loads((plan / "plan.json").read_text())["points"] == 6
