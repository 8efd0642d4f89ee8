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
    CHECK(outcome.history.last("firms") == scenario.market.firms);  // nobody enters or leaves
    CHECK(std::isfinite(outcome.history.last("profit_total")));
  }
  CHECK(files >= 8);
}

TEST_CASE("a whole run of the unequal duopoly ends at the published prices") {
  struct Last : Observer {
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      first = market.firms.paid_price[0], second = market.firms.paid_price[1];
    }
    double first = 0, second = 0;
  } last;
  Observer* const observers[] = {&last};
  run(test::replication("bertrand-asymmetric"), {.threads = 1}, observers);
  CHECK(std::fabs(last.first - 2.4760869582) < 1e-10);
  CHECK(std::fabs(last.second - 2.1880222929) < 1e-10);
}

}  // namespace rivalry
