#include <cmath>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"

namespace rivalry {

TEST_CASE("every replication states question, source and agreement, and runs as it stands") {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(RIVALRY_SOURCE_DIR "/scenarios/replications")) {
    if (entry.path().extension() != ".toml") continue;
    const std::string name = entry.path().stem().string();
    CAPTURE(name);
    ++files;
    std::ifstream file(entry.path());
    std::string line, head;
    while (std::getline(file, line) && line.starts_with("#")) head += line + "\n";
    for (const char* part : {"# Question: ", "# Source: ", "# Agreement: "})
      CHECK(head.find(part) != std::string::npos);
    const Scenario scenario = test::replication(name);
    CHECK(scenario.scenario.name == name);
    CHECK(!scenario.scenario.question.empty());
    const RunOutcome outcome = run(scenario, {.threads = 1});
    CHECK(outcome.complete);
    if (!scenario.entry.enabled && !scenario.exit.enabled)
      CHECK(outcome.history.last("firms") == scenario.market.firms);
    CHECK(std::isfinite(outcome.history.last("profit_total")));
  }
  CHECK(files >= 8);
}

}  // namespace rivalry
