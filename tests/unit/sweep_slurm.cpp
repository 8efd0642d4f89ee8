#include <doctest/doctest.h>

#include "rivalry/sweep/slurm.hpp"

using namespace rivalry;

namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const SlurmPlaces places{.program = "/opt/rivalry/bin/rivalry", .sweep = "/home/a b/100%/mine.sweep"};

}  // namespace

TEST_CASE("scripts for Slurm hold what was asked for, and leave the rest to the cluster") {
  const SlurmScripts bare = slurm_scripts({.tasks = 3, .cpus_per_task = 2}, places);
  CHECK(holds(bare.workers, "#SBATCH --array=1-3\n"));
  CHECK(holds(bare.workers, "#SBATCH --cpus-per-task=2\n"));
  CHECK_FALSE(holds(bare.merge, "--array"));
  for (const char* option : {"--time=", "--partition", "--account", "--qos", "--mem"}) {
    CHECK_FALSE(holds(bare.workers, std::string("#SBATCH ") + option));
    CHECK_FALSE(holds(bare.merge, std::string("#SBATCH ") + option));
  }
  const SlurmScripts full = slurm_scripts(
      {.time = "2-0", .partition = "long", .account = "me", .qos = "low", .memory = "4G", .other = {"--nice=5"}},
      places);
  for (const std::string& script : {full.workers, full.merge}) {
    for (const char* line : {"time=2-0", "partition=long", "account=me", "qos=low", "mem=4G", "nice=5"})
      CHECK(holds(script, std::string("\n#SBATCH --") + line + "\n"));
    CHECK(holds(script,
                "--tasks 1 --cpus-per-task 1 --time 2-0 --partition long --account me --qos low --mem 4G "
                "--sbatch=--nice=5"));
  }
}

TEST_CASE("logs are in the sweep's folder, whatever it is called") {
  CHECK(holds(slurm_scripts({}, places).workers, "#SBATCH --output='/home/a b/100%%/mine.sweep/logs/%x-%A_%a.log'\n"));
  CHECK(holds(slurm_scripts({}, places).workers, "#SBATCH --job-name=mine\n"));
  CHECK(holds(slurm_scripts({}, {.program = "r", .sweep = "/x/a b%j.sweep"}).workers, "#SBATCH --job-name=a-b-j\n"));
  CHECK_THROWS_WITH_AS(slurm_scripts({}, {.program = "r", .sweep = "/x/a\\b"}), doctest::Contains("rename it"),
                       std::invalid_argument);
}
