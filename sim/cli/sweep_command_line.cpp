#include "sweep_command_line.hpp"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "adding.hpp"
#include "help.hpp"
#include "print.hpp"

namespace rivalry {
namespace {

void add_points(CLI::App& sweep, SweepPointsCommand& points) {
  CLI::App* command = add_command(sweep, "points", "Print the points of a sweep; run nothing.", help::sweep_points);
  command->add_option("SWEEP", points.file, "Sweep file, or name of one that `rivalry sweep list` shows")
      ->required()
      ->type_name("");
  command->add_flag("--csv", points.csv, "Print a CSV file: point, values, coordinates");
}

void add_target(CLI::App* command, SweepTarget& target) {
  command
      ->add_option("SWEEP", target.sweep,
                   "Sweep file, name of one that `rivalry sweep list` shows, or directory of a sweep that was planned")
      ->required()
      ->type_name("");
  command
      ->add_option("-d,--directory", target.directory,
                   "Directory of the sweep (default: the file's name with .sweep, in this folder)")
      ->type_name("DIR");
  command->add_flag("-q,--quiet", target.quiet, "Print nothing but errors");
}

void add_block(CLI::App* command, SweepTarget& target) {
  command
      ->add_option(
          "--block", target.block,
          "Runs that a worker claims at a time, when the sweep is planned (default: a second to half a minute of them)")
      ->check(from_to(std::int64_t{1}, std::int64_t{1'000'000}))
      ->type_name("N");
}

void add_threads(CLI::App* command, int& threads) {
  command->add_option("--threads", threads, "Runs at a time, 1 to 1024 (default: 0, one a processor)")
      ->check(from_to(0, 1024))
      ->type_name("N");
}

void add_progress(CLI::App* command, std::string& progress) {
  command->add_option("--progress", progress, "Show progress: auto (on a terminal), always, never (default: auto)")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""))
      ->type_name("WHEN");
}

void add_plan(CLI::App& sweep, SweepPlanCommand& plan) {
  CLI::App* command =
      add_command(sweep, "plan", "Check all points, time a few runs, and say what the sweep takes; make its directory.",
                  help::sweep_plan);
  add_target(command, plan.target);
  add_block(command, plan.target);
}

void add_run_of_sweep(CLI::App& sweep, const char* name, const char* purpose, SweepRunCommand& run) {
  CLI::App* command = add_command(sweep, name, purpose, help::sweep_run);
  add_target(command, run.target);
  add_block(command, run.target);
  add_threads(command, run.threads);
  command->add_option("--shard", run.share, "Do the i-th of N equal parts, whatever others do")->type_name("i/N");
  command
      ->add_option("--time-limit", run.time_limit,
                   "End after so many seconds, with exit code 4 if work is left; runs that would not end are not begun")
      ->check(from_to(0.0, 1e9))
      ->type_name("SECONDS");
  command->add_flag("--leave", run.leave, "End when nothing is left to claim, rather than wait for what others hold");
  command
      ->add_option("--lease", run.lease,
                   "Seconds that a worker on another machine may show no life before its work is done by others "
                   "(default: 120)")
      ->check(from_to(15.0, 1e6))
      ->type_name("SECONDS");
  command->add_flag("--retry-failed", run.retry_failed, "Do runs that failed again");
  add_progress(command, run.progress);
}

void add_status(CLI::App& sweep, SweepStatusCommand& status) {
  CLI::App* command =
      add_command(sweep, "status", "Show how far a sweep is, who works on it, and what failed.", help::sweep_status);
  add_target(command, status.target);
  command->add_flag("--failures", status.failures, "Print the runs that failed, why, and how to do them again");
}

void add_merge(CLI::App& sweep, SweepMergeCommand& merge) {
  CLI::App* command = add_command(sweep, "merge", "Write all rows of a sweep into one HDF5 file, and as CSV if wanted.",
                                  help::sweep_merge);
  add_target(command, merge.target);
  command->add_option("-o,--output", merge.output, "Merged file (default: the directory's name with .h5)")
      ->type_name("FILE");
  command->add_option("--csv", merge.csv, "Write the table of runs as CSV too")->type_name("FILE");
  command->add_flag("--partial", merge.partial, "Merge what is there, though runs are missing");
  command->add_flag("-f,--force", merge.force, "Overwrite files that exist");
}

void add_verify(CLI::App& sweep, SweepVerifyCommand& verify) {
  CLI::App* command =
      add_command(sweep, "verify", "Look at every checksum and key of a sweep's rows, and at what is there twice.",
                  help::sweep_verify);
  add_target(command, verify.target);
}

void add_replay(CLI::App& sweep, SweepReplayCommand& replay) {
  CLI::App* command =
      add_command(sweep, "replay", "Do one run of a sweep again, bit for bit, and record it as `rivalry run` does.",
                  help::sweep_replay);
  add_target(command, replay.target);
  command->add_option("RUN", replay.run, "Number of the run")->required()->type_name("");
  command->add_option("-o,--output", replay.output, "Result file (default: SWEEP-run-NUMBER.h5)")->type_name("FILE");
  command->add_option("--every", replay.every, "Record firms every N periods; 0 chooses")->type_name("N");
  command->add_option("--record", replay.record, "Firm variables to record: names joined by commas, default, all, none")
      ->type_name("NAMES");
  command->add_flag("-f,--force", replay.force, "Overwrite the result file if it exists");
}

void add_submit(CLI::App& sweep, SweepSubmitCommand& submit) {
  CLI::App* command =
      add_command(sweep, "submit", "Have a sweep done by the machines of a cluster, and merged.", help::sweep_submit);
  add_target(command, submit.target);
  add_block(command, submit.target);
  command->add_flag("--slurm", submit.slurm, "By Slurm: an array of workers, and a job that merges what they did")
      ->required();
  SlurmRequest& request = submit.request;
  command->add_option("--tasks", request.tasks, "Workers (default: so many that they take about an hour)")
      ->check(from_to(1, 1'000'000))
      ->type_name("N");
  command->add_option("--cpus-per-task", request.cpus_per_task, "Processors of a worker (default: 1)")
      ->check(from_to(1, 1024))
      ->type_name("N");
  command
      ->add_option("--time", request.time,
                   "Limit of a worker's time, after which it queues again if work is left, as 30, 8:00:00 or 2-0")
      ->type_name("TIME");
  command->add_option("--partition", request.partition, "Partition of the cluster")->type_name("NAME");
  command->add_option("--account", request.account, "Account that is charged")->type_name("NAME");
  command->add_option("--qos", request.qos, "Quality of service")->type_name("NAME");
  command->add_option("--mem", request.memory, "Memory of a worker, as 4G")->type_name("SIZE");
  command
      ->add_option("--sbatch", request.other,
                   "Another option of sbatch, as constraint=intel; may be given several times")
      ->type_name("OPTION")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
  command->add_flag("--dry-run", submit.dry_run, "Print the scripts; submit nothing");
}

}  // namespace

void add_ensemble(CLI::App& app, EnsembleCommand& ensemble) {
  CLI::App* command =
      add_command(app, "ensemble", "Run a scenario many times, each with other draws of chance.", help::ensemble);
  command->add_option("SCENARIO", ensemble.scenario, "Scenario file, or name of one that `rivalry list` shows")
      ->required()
      ->type_name("");
  command->add_option("-n,--replicates", ensemble.replicates, "How many times (default: 30)")
      ->check(from_to(std::int64_t{1}, std::int64_t{1'000'000'000}))
      ->type_name("N");
  command
      ->add_option("--set", ensemble.settings, "Set a parameter, over what the file says; may be given several times")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
  command->add_option("--series", ensemble.series, "Series of the market to keep of every run: names joined by commas")
      ->delimiter(',')
      ->type_name("NAMES");
  command->add_option("-o,--output", ensemble.output, "Merged file (default: SCENARIO-ensemble.h5)")->type_name("FILE");
  command->add_option("--csv", ensemble.csv, "Write the table of runs as CSV too")->type_name("FILE");
  add_threads(command, ensemble.threads);
  add_progress(command, ensemble.progress);
  command->add_flag("-f,--force", ensemble.force, "Overwrite files that exist");
  command->add_flag("--keep", ensemble.keep, "Keep the directory of the runs, to replay them or add to them");
  command->add_flag("-q,--quiet", ensemble.quiet, "Print nothing but errors");
}

CLI::App* add_sweep(CLI::App& app, SweepCommands& commands) {
  CLI::App* sweep = add_command(app, "sweep", "Run a scenario at many points: sweeps over parameters.", help::sweep);
  sweep->require_subcommand(0, 1);
  add_plan(*sweep, commands.plan);
  add_run_of_sweep(*sweep, "run", "Do the runs of a sweep that are not done, on all processors.", commands.run);
  add_run_of_sweep(*sweep, "resume", "The same as run.", commands.resume);
  add_status(*sweep, commands.status);
  add_merge(*sweep, commands.merge);
  add_verify(*sweep, commands.verify);
  add_replay(*sweep, commands.replay);
  add_submit(*sweep, commands.submit);
  add_points(*sweep, commands.points);
  add_command(*sweep, "list", "List the sweeps that come with the program, with their questions.", help::sweep_list);
  return sweep;
}

Exit run_sweep(const CLI::App& sweep, const SweepCommands& commands) {
  if (sweep.got_subcommand("plan")) return sweep_plan_command(commands.plan);
  if (sweep.got_subcommand("run")) return sweep_run_command(commands.run);
  if (sweep.got_subcommand("resume")) return sweep_run_command(commands.resume);
  if (sweep.got_subcommand("status")) return sweep_status_command(commands.status);
  if (sweep.got_subcommand("merge")) return sweep_merge_command(commands.merge);
  if (sweep.got_subcommand("verify")) return sweep_verify_command(commands.verify);
  if (sweep.got_subcommand("replay")) return sweep_replay_command(commands.replay);
  if (sweep.got_subcommand("submit")) return sweep_submit_command(commands.submit);
  if (sweep.got_subcommand("points")) return sweep_points_command(commands.points);
  if (sweep.got_subcommand("list")) return sweep_list_command();
  tell("{}", Lines{sweep.help("rivalry")});
  return Exit::bad_input;
}

}  // namespace rivalry
