#include "rivalry/sweep/slurm.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "rivalry/text/shell.hpp"
#include "small_file.hpp"

namespace rivalry {
namespace {

/// In both scripts.
constexpr std::string_view head = R"(#!/bin/bash
#SBATCH --job-name={name}{suffix}
#SBATCH --output={log}
{options}
# Written by `rivalry sweep submit`, which writes it anew each time.
program={program}
sweep={sweep}
)";

constexpr std::string_view growth = R"(
# Bytes of all rows: whether there are more than before is whether anything was done.
rows() { find "$sweep/shards" -type f -printf '%s\n' | awk '{ sum += $1 } END { printf "%d", sum }'; }
)";

constexpr std::string_view workers = R"(
me=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID # SLURM_JOB_ID may mean the whole array

# Seconds until Slurm ends this job; fails if there is no limit.
seconds_left() {
  local left seconds=0 part
  left=$(squeue --noheader --jobs="$me" --format=%L) || return
  [[ $left =~ ^([0-9]+-)?([0-9:]+)$ ]] || return
  for part in ${BASH_REMATCH[2]//:/ }; do seconds=$((seconds * 60 + 10#$part)); done
  part=${BASH_REMATCH[1]%-}
  echo $((${part:-0} * 86400 + seconds))
}

before=$(rows)
limit=()
if left=$(seconds_left); then limit=(--time-limit $((left > 600 ? left - 60 : left * 9 / 10))); fi
echo "$(date '+%F %T') worker $me on $(hostname), start ${SLURM_RESTART_COUNT:-0}, ${left:-no} seconds left"

"$program" sweep run "$sweep" --threads "$SLURM_CPUS_PER_TASK" "${limit[@]}" &
worker=$!
# From Slurm, half a minute before the end, or up to a minute sooner: too soon where all of the time is short.
trap '((${left:-300} < 300)) || kill -USR1 "$worker"' USR1
trap 'cancelled=yes' TERM # which the worker got, too
wait "$worker"
status=$?
while kill -0 "$worker" 2>/dev/null; do # only the wait had ended, by a signal
  wait "$worker"
  status=$?
done

if ((status == 4)) && [[ -z ${cancelled-} ]]; then # there is work left
  if [[ $(rows) == "$before" ]]; then
    echo "no run was finished here or elsewhere in this time; submit with a longer --time" >&2
    exit 4
  fi
  trap - TERM # by which Slurm ends this job when it is back in the queue
  scontrol requeue "$me" && sleep 300 && exit
  echo "this worker could not go back into the queue; the job that merges submits again" >&2
fi
exit "$status"
)";

constexpr std::string_view merge = R"(
# The rows' bytes when the workers were submitted, and their job.
before=$1
array=$2

"$program" sweep merge --force "$sweep" # of the same rows the same file
status=$?
((status == 4)) || exit "$status"

# Runs are missing.
if scontrol --oneliner show job "$array" 2>/dev/null | grep -q 'JobState=CANCELLED'; then
  echo "workers were cancelled, so no others are submitted; to go on: $again" >&2
elif [[ $(rows) == "$before" ]]; then
  echo "the workers finished no run; see their logs in $sweep/logs; to try again: $again" >&2
else
  echo "submitting again"
  eval "$again" && exit
fi
exit 4
)";

/// A word of an #SBATCH line; Slurm reads quotes there like a shell.
std::string option(std::string_view name, const std::string& value) {
  return fmt::format("#SBATCH --{}={}\n", name, shell_word(value));
}

std::string common_options(const SlurmRequest& request) {
  std::string lines;
  const auto add = [&](std::string_view name, const std::optional<std::string>& value) {
    if (value) lines += option(name, *value);
  };
  add("time", request.time);
  add("partition", request.partition);
  add("account", request.account);
  add("qos", request.qos);
  add("mem", request.memory);
  for (const std::string& other : request.other) lines += fmt::format("#SBATCH {}\n", other);
  return lines;
}

/// The call that submits the same again.
std::string submission(const SlurmRequest& request, const SlurmPlaces& places) {
  std::string call =
      fmt::format("{} sweep submit --slurm {} --tasks {} --cpus-per-task {}", shell_word(places.program.string()),
                  shell_word(places.sweep.string()), request.tasks, request.cpus_per_task);
  const auto add = [&](std::string_view name, const std::optional<std::string>& value) {
    if (value) call += fmt::format(" --{} {}", name, shell_word(*value));
  };
  add("time", request.time);
  add("partition", request.partition);
  add("account", request.account);
  add("qos", request.qos);
  add("mem", request.memory);
  for (const std::string& other : request.other) call += " " + shell_word("--sbatch=" + other);
  return call;
}

/// A job's name: the sweep's, without what a queue would show badly.
std::string job_name(const SlurmPlaces& places) {
  std::string name = places.sweep.stem().string();
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  std::replace_if(
      name.begin(), name.end(), [&](char c) { return !plain(c); }, '-');
  return name;
}

/// Slurm's pattern of a log file's name.
std::string log_pattern(const SlurmPlaces& places, std::string_view file) {
  std::string folder = (places.sweep / "logs").string();
  if (folder.find_first_of("\\\n") != std::string::npos)
    throw std::invalid_argument(
        fmt::format("{}: Slurm writes no logs in a folder whose name holds a backslash or a new line; rename it",
                    places.sweep.string()));
  std::string pattern;
  for (const char c : folder) pattern += c == '%' ? "%%" : std::string(1, c);
  return fmt::format("{}/{}", pattern, file);
}

std::string script(const SlurmRequest& request, const SlurmPlaces& places, std::string_view suffix,
                   std::string_view log, const std::string& options, std::string_view body) {
  std::string text = fmt::format(
      head, fmt::arg("name", job_name(places)), fmt::arg("suffix", suffix),
      fmt::arg("log", shell_word(log_pattern(places, log))), fmt::arg("options", options + common_options(request)),
      fmt::arg("program", shell_word(places.program.string())), fmt::arg("sweep", shell_word(places.sweep.string())));
  text += fmt::format("again={}\n", shell_word(submission(request, places)));
  return text.append(growth).append(body);
}

}  // namespace

SlurmScripts slurm_scripts(const SlurmRequest& request, const SlurmPlaces& places) {
  const std::string of_workers = fmt::format(
      "#SBATCH --array=1-{}\n"
      "#SBATCH --nodes=1\n"
      "#SBATCH --ntasks=1\n"
      "#SBATCH --cpus-per-task={}\n"
      "#SBATCH --requeue\n"
      "#SBATCH --open-mode=append\n"
      "#SBATCH --signal=B:USR1@30\n",
      request.tasks, request.cpus_per_task);
  const std::string of_merge =
      "#SBATCH --nodes=1\n"
      "#SBATCH --ntasks=1\n";
  return {.workers = script(request, places, "", "%x-%A_%a.log", of_workers, workers),
          .merge = script(request, places, "-merge", "%x-%j.log", of_merge, merge)};
}

void SlurmFiles::write(const SlurmScripts& scripts) const {
  make_folder(workers().parent_path());
  make_folder(logs());
  write_small_file(workers(), scripts.workers);
  write_small_file(merge(), scripts.merge);
}

std::vector<std::string> SlurmFiles::jobs() const {
  std::istringstream text(read_small_file(sweep_ / "slurm/jobs").value_or(""));
  std::vector<std::string> jobs;
  for (std::string job; text >> job;) jobs.push_back(job);
  return jobs;
}

void SlurmFiles::set_jobs(const std::vector<std::string>& jobs) const {
  write_small_file(sweep_ / "slurm/jobs", fmt::format("{}\n", fmt::join(jobs, "\n")));
}

}  // namespace rivalry
