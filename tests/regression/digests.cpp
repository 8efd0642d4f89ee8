// Results of shipped scenarios, bit for bit. A change that alters them on purpose updates digests.txt in the same
// commit (RIVALRY_UPDATE_DIGESTS=1 rivalry_tests --source-file='*regression*'), with its reason, and a line under
// *Changed results* in CHANGELOG.md. It raises model_version too (include/rivalry/version.hpp), which stands
// in digests.txt as well.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <doctest/doctest.h>

#include "../support/sweeps.hpp"
#include "rivalry/io/digest.hpp"
#include "rivalry/io/result_writer.hpp"
#include "rivalry/run/run.hpp"
#include "rivalry/scenario/read.hpp"
#include "rivalry/version.hpp"

namespace {

namespace fs = std::filesystem;
using Digests = std::map<std::string, std::string>;

const fs::path source = RIVALRY_SOURCE_DIR;
const fs::path book = source / "tests/regression/digests.txt";

Digests recorded() {
  std::ifstream file(book);
  Digests digests;
  for (std::string name, digest; file >> name >> digest;) digests[name] = digest;
  return digests;
}

std::string digest_of(const std::string& name) {
  const rivalry::Scenario scenario = rivalry::read_scenario(source / "scenarios" / (name + ".toml"));
  const rivalry::test::TemporaryFolder folder;
  const fs::path file = folder.path() / "result.h5";
  rivalry::ResultWriter writer(file, {.replicate = 1, .threads = 2}, true);
  rivalry::Observer* const observers[] = {&writer};
  writer.finish(rivalry::run(scenario, {.replicate = 1, .threads = 2}, observers).complete);
  return rivalry::digest_result(file).total;
}

}  // namespace

TEST_CASE("results of the shipped scenarios are those on record") {
  Digests now{{"model", std::to_string(rivalry::model_version)}};
  for (const char* name : {"baseline", "efficiency-novelty", "intense-rivalry", "new-segment", "startups-vs-incumbents",
                           "turbulent-technology", "replications/cournot", "replications/nelson-winter-innovation",
                           "replications/nelson-winter-selection", "replications/replicator"})
    now[name] = digest_of(name);
  if (std::getenv("RIVALRY_UPDATE_DIGESTS") != nullptr) {
    const Digests before = recorded();
    for (const auto& [name, digest] : before)
      if (now.contains(name) && now[name] != digest)
        REQUIRE_MESSAGE(now["model"] != before.at("model"), name << " changed: raise model_version first");
    std::ofstream file(book);
    for (const auto& [name, digest] : now) file << name << ' ' << digest << '\n';
  }
  CHECK(now == recorded());
}
