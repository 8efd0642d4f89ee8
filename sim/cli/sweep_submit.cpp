#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "child.hpp"
#include "places.hpp"
#include "print.hpp"
#include "rivalry/io/errors.hpp"
#include "rivalry/text/shell.hpp"
#include "sweep_commands.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

/// Lines as clauses of one.
std::string in_one_line(std::string text) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos;) text.replace(at, 1, "; ");
  return text;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// What a program of Slurm's prints; nothing if it is not there or fails.
std::optional<std::string> answer(const std::vector<std::string>& words) {
  try {
    const ChildResult result = run_child(words);
    if (result.status == 0) return trimmed(result.output);
  } catch (const std::system_error&) {
  }
  return {};
}

/// What can be done about a refusal in these words.
std::string_view remedy(const std::string& words) {
  if (holds(words, "partition")) return "; `sinfo` lists the partitions (--partition)";
  if (holds(words, "account")) return "; `sacctmgr show associations user=$USER` lists your accounts (--account)";
  if (holds(words, "qos") || holds(words, "QOS")) return "; `sacctmgr show qos` lists those that there are (--qos)";
  if (holds(words, "time limit") || holds(words, "--time"))
    return "; a time is minutes, hours:minutes:seconds or days-hours (--time)";
  if (holds(words, "node configuration") || holds(words, "CPU count") || holds(words, "processors"))
    return "; no node has so many processors or so much memory (--cpus-per-task, --mem)";
  return "";
}

/// @return  the number of the job that is made of the script
std::string submit(const std::vector<std::string>& words) {
  ChildResult result;
  try {
    result = run_child(words);
  } catch (const std::system_error& error) {
    throw UsageError(fmt::format(
        "sbatch cannot be started: {}; use a machine of a cluster with Slurm, or see the scripts with --dry-run",
        error.code().message()));
  }
  if (result.status == 0) return result.output.substr(0, result.output.find_first_of(";\n"));
  const std::string said = in_one_line(trimmed(result.errors));
  if (holds(said, "Unable to contact") || holds(said, "ommunication") || holds(said, "timed out"))
    throw OutputError("Slurm", "does not answer", said, "try again later");
  throw UsageError(fmt::format("Slurm refuses the job: {}{}", said, remedy(said)));
}

/// So many workers that they take about an hour.
int tasks_for(const SweepFolder& folder, int cpus_per_task) {
  constexpr double most = 1000, wanted_seconds = 3600;
  const double seconds = folder.sample().seconds * static_cast<double>(folder.plan().runs()) / cpus_per_task;
  const double blocks = std::max(1.0, static_cast<double>(folder.blocks().count()));
  return static_cast<int>(std::clamp(std::ceil(seconds / wanted_seconds), 1.0, std::min(blocks, most)));
}

/// sbatch itself would not say what the limit is.
void check_size(int tasks) {
  const std::string config = answer({"scontrol", "show", "config"}).value_or("");
  const std::size_t at = config.find("MaxArraySize");
  if (at == std::string::npos) return;
  const int most = std::atoi(config.c_str() + config.find('=', at) + 1) - 1;
  if (tasks > most)
    throw UsageError(
        fmt::format("--tasks = {}: must be at most {} on this cluster (its MaxArraySize); fewer workers do "
                    "the same in more time",
                    tasks, most));
}

/// Of these jobs, those that have not ended.
std::vector<std::string> in_queue(const std::vector<std::string>& jobs) {
  std::vector<std::string> there;
  for (const std::string& job : jobs)
    if (!answer({"squeue", "--noheader", "--jobs=" + job}).value_or("").empty()) there.push_back(job);
  return there;
}

std::uintmax_t bytes_of_rows(const fs::path& shards) {
  std::uintmax_t bytes = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(shards, error)) {
    const auto size = entry.file_size(error);
    if (!error) bytes += size;
  }
  return bytes;
}

/// Dashes may be left out, which a command line takes for options of its own.
std::string with_dashes(const std::string& option) { return option.starts_with('-') ? option : "--" + option; }

SlurmScripts scripts_of(const SlurmRequest& request, const fs::path& sweep) {
  try {
    return slurm_scripts(request, {.program = program_path(), .sweep = sweep});
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

}  // namespace

Exit sweep_submit_command(const SweepSubmitCommand& command) {
  const SweepFolder folder = open_sweep(command.target);
  const fs::path sweep = fs::canonical(folder.path());
  SlurmRequest request = command.request;
  std::ranges::transform(request.other, request.other.begin(), with_dashes);
  if (request.tasks == 0) request.tasks = tasks_for(folder, request.cpus_per_task);
  const SlurmScripts scripts = scripts_of(request, sweep);
  const SlurmFiles files(sweep);
  if (command.dry_run) {
    give(fmt::format("# {}\n{}\n# {}, when all workers have ended\n{}", shown(files.workers().string()),
                     scripts.workers, shown(files.merge().string()), scripts.merge));
    return Exit::done;
  }

  check_size(request.tasks);
  files.write(scripts);
  auto jobs = in_queue(files.jobs());
  const std::string earlier = fmt::format("{}", fmt::join(jobs, ", "));
  const std::string bytes = std::to_string(bytes_of_rows(folder.shards()));
  const std::string array = submit({"sbatch", "--parsable", files.workers().string()});
  jobs.push_back(array);
  files.set_jobs(jobs);
  const std::string after =
      submit({"sbatch", "--parsable", "--dependency=afterany:" + array, files.merge().string(), bytes, array});
  if (command.target.quiet) return Exit::done;
  if (!earlier.empty())
    say("Of this sweep there are workers in the queue already (job {}); they and the new ones share the work.\n",
        earlier);
  say("job {}: {} worker{} of {} thread{}; job {} merges what they did\nlogs: {}\nNext: rivalry sweep status {}\n",
      array, request.tasks, request.tasks == 1 ? "" : "s", request.cpus_per_task, request.cpus_per_task == 1 ? "" : "s",
      after, files.logs().string(), shell_file(folder.path().string()));
  return Exit::done;
}

}  // namespace rivalry
