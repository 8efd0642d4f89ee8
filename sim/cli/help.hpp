#pragma once

#include <string_view>

/// Examples and notes at the end of each command's help.
namespace rivalry::help {

inline constexpr std::string_view program = R"(
Other programs named rivalry-NAME are commands too: `rivalry plot FILE` draws a result (Python package). They are looked
for in the active environment (VIRTUAL_ENV, CONDA_PREFIX), the checkout's own, beside this program, and on PATH.

Examples:
  rivalry list                                what scenarios there are
  rivalry run baseline                        run one; writes baseline.h5
  rivalry info baseline.h5                    look at the result
  rivalry plot baseline.h5 -o baseline.png    draw it
  rivalry new mine.toml                       begin an own scenario

Exit codes: 0 done, 2 bad usage or input, 3 input/output failure, 4 interrupted,
5 done, but something failed.)";

inline constexpr std::string_view run = R"(
The same scenario, seed and replicate give the same results, bit for bit, with any number of threads and whatever is
recorded. Ctrl-C ends the run after the current period; the file is kept, marked incomplete; `nohup rivalry run …` goes
on without its terminal. SCENARIO may be a pipe, such as /dev/stdin. An interrupted run goes on with --resume, from a
checkpoint in a file next to the result; it ends in the numbers of a run that was never cut short.

Examples:
  rivalry run baseline
  rivalry run mine.toml -o results/mine.h5 --force
  rivalry run mine.toml --set market.firms=300 --set competition.pricing=fixed
  rivalry run mine.toml --set 'capabilities.sensing={treatment=[0.2, 0.8]}'
  rivalry run mine.toml --replicate 3                  another draw of chance; writes mine-r3.h5
  rivalry run mine.toml --record price,profit --every 10
  rivalry run mine.toml --profile                      and where the time went
  rivalry run --resume mine.h5                         go on after Ctrl-C, a crash or a power failure)";

inline constexpr std::string_view check = R"(
Every mistake of every file is reported: place, value, rule and remedy. Estimates of time and disk are rough.

Examples:
  rivalry check mine.toml
  rivalry check scenarios/*.toml
  rivalry check mine.toml --set market.firms=1000000)";

inline constexpr std::string_view describe = R"(
Examples:
  rivalry describe                            everything
  rivalry describe innovation                 a section
  rivalry describe demand.price_sensitivity   a parameter
  rivalry describe population                 the keys of a [[population]]
  rivalry describe sweep                      the keys of a sweep file
  rivalry describe --json market              for other programs
  rivalry describe --page parameters          docs/parameters.md)";

inline constexpr std::string_view create = R"(
Examples:
  rivalry new mine.toml
  rivalry check mine.toml && rivalry run mine.toml)";

inline constexpr std::string_view info = R"(
A file can be looked at while its run goes on, and after the run was killed: it holds every period up to the last time
that it was brought up to date. With --follow the exit code is 0 if the run reaches its end, 4 if it stops before.

Examples:
  rivalry info baseline.h5
  rivalry info --follow baseline.h5                   watch a running market
  rivalry info baseline.h5 --scenario > again.toml    what made the result, to run it again)";

inline constexpr std::string_view repair = R"(
A run that was killed leaves a file that Rivalry reads, but that other programs take for open. This cuts it to the
periods that it holds in full, rebuilds the headline figures, and closes it. Every checksum is looked at: what is
damaged is named and never shown as a number. The file is replaced in one step; there must be room for a copy.

Examples:
  rivalry repair baseline.h5
  rivalry repair damaged.h5 -o saved.h5)";

inline constexpr std::string_view digest = R"(
The first line is the hash of all results; the others are those of the groups. Equal hashes mean equal numbers, bit for
bit, whatever the threads, compression, machine and time.

Examples:
  rivalry digest baseline.h5
  diff <(rivalry digest a.h5) <(rivalry digest b.h5))";

inline constexpr std::string_view verify = R"(
Each scenario says in its file what runs of it must come to, and how near (`rivalry describe expect`). Those that come
with the program hold closed forms, published figures and relations; docs/verification.md is made from them. The exit
code is 5 if one does not hold.

Examples:
  rivalry verify                              all that takes no long time
  rivalry verify levinthal-1997 cournot       some of them
  rivalry verify --long --threads 8           everything
  rivalry verify mine.toml                    a file of your own
  rivalry verify --measures                   what such a file can ask for)";

inline constexpr std::string_view list = R"(
A scenario of the list can be run and checked by its name, unless the current folder has a file of that name.
RIVALRY_SCENARIOS names another folder of scenarios.

Examples:
  rivalry list
  rivalry run intense-rivalry)";

inline constexpr std::string_view sweep = R"(
A sweep runs a scenario at many points; docs/sweep-files.md describes its file. SWEEP is a sweep file, or the name of one
that `rivalry sweep list` shows.

Examples:
  rivalry sweep list
  rivalry sweep points competition-pressure           which points there are
  rivalry sweep plan competition-pressure             what it takes
  rivalry sweep run competition-pressure              do it; Ctrl-C and the same again goes on
  rivalry sweep merge competition-pressure.sweep      one file of all runs)";

inline constexpr std::string_view sweep_plan = R"(
Makes the directory that workers need and nothing else: SWEEP.sweep, which can be copied to a cluster. A sweep file that
was changed since is planned anew; runs that are the same as before are not done again.

Examples:
  rivalry sweep plan competition-pressure
  rivalry sweep plan mine.toml -d /scratch/mine.sweep)";

inline constexpr std::string_view sweep_run = R"(
Any number of these may work on one directory at once, on any machines that share it, started by hand or by a scheduler:
each claims blocks of runs that no other has. Ctrl-C, a kill or a power failure loses only what was in progress; the same
command goes on. Results do not depend on who did what. A run that fails is noted, and the rest goes on.

Exit codes: 0 done, 2 bad input, 3 input/output failure, 4 interrupted with work left, 5 done, but runs failed.

Examples:
  rivalry sweep run competition-pressure
  rivalry sweep run mine.sweep --threads 8 --time-limit 3500
  rivalry sweep run mine.sweep --shard 3/8            the third of eight, without looking at the others)";

inline constexpr std::string_view sweep_status = R"(
Examples:
  rivalry sweep status mine.sweep
  rivalry sweep status mine.sweep --failures)";

inline constexpr std::string_view sweep_merge = R"(
The file has a table with a row a run (group /runs: factors and outcomes), the points, and the series that were kept. Its
numbers are the same bits whoever did the runs; `rivalry digest` shows that. docs/formats.md describes it.

Examples:
  rivalry sweep merge mine.sweep
  rivalry sweep merge mine.sweep -o mine.h5 --csv mine.csv)";

inline constexpr std::string_view sweep_verify = R"(
What is damaged is named; `rivalry sweep run` does those runs again.

Examples:
  rivalry sweep verify mine.sweep)";

inline constexpr std::string_view sweep_replay = R"(
Every row of a sweep can be looked at as a whole market. The outcomes are compared with those on record, bit by bit.

Examples:
  rivalry sweep replay mine.sweep 1234
  rivalry sweep replay mine.sweep 1234 --record all --every 1 -o odd-one.h5)";

inline constexpr std::string_view ensemble = R"(
The short way to a sweep without factors: replicates 0 to N-1 of a scenario, on all processors, in one file, and the means
of the headline figures with their confidence intervals. Interrupted, the same command goes on.

Examples:
  rivalry ensemble baseline
  rivalry ensemble mine.toml -n 200 --set competition.intensity=0.8 --series hhi,firms --csv mine.csv)";

inline constexpr std::string_view sweep_submit = R"(
An array job of workers is submitted, and a job that starts when they have ended. Each worker does `rivalry sweep run`: it
ends shortly before its time limit and goes back into the queue until nothing is left. The last job merges; if runs are
missing it submits again, unless workers were cancelled or did nothing. Scripts and logs are in the sweep's slurm/ and
logs/. Submitting twice is harmless: workers share the work. For other schedulers: rivalry sweep run --shard i/N.

Examples:
  rivalry sweep submit --slurm mine.sweep --dry-run
  rivalry sweep submit --slurm mine.sweep --tasks 40 --cpus-per-task 8 --time 4:00:00 --mem 8G
  rivalry sweep submit --slurm mine.sweep --partition long --sbatch constraint=icelake --sbatch exclude=n[1-4])";

inline constexpr std::string_view sweep_points = R"(
Each point has a number, from 0, and a value for each factor; --csv adds coordinates in the unit cube, in columns
u_FACTOR. The points of a sweep file are the same everywhere. Of a fractional design, effects that it cannot tell apart are
listed.

Examples:
  rivalry sweep points competition-pressure
  rivalry sweep points mine.toml --csv > points.csv)";

inline constexpr std::string_view sweep_list = R"(
Examples:
  rivalry sweep list)";

}  // namespace rivalry::help
