#include <map>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"

// Randomised treatments through founding and entry.
namespace rivalry {
namespace {

using test::Laboratory;
using test::scenario_of;

/// How many founders there are of each combination of arms.
std::map<std::pair<int, int>, int> cells(const Firms& firms, Index begin, Index end) {
  std::map<std::pair<int, int>, int> counts;
  for (Index j = begin; j < end; ++j) ++counts[{firms.arm[0][j], firms.arm[1][j]}];
  return counts;
}

}  // namespace

TEST_CASE("crossed treatments are balanced in every permuted block") {
  const Laboratory lab(scenario_of(R"(
[market]
firms = 403
[emphasis]
novelty = {treatment = [0, 1]}
efficiency = {treatment = [0, 0.5, 1]}
)"));
  const Firms& firms = lab.market.firms;
  REQUIRE(firms.arm.size() == 2);
  bool same_order = true;
  for (Index block = 0; block + 6 <= firms.count; block += 6) {
    const auto counts = cells(firms, block, block + 6);
    CHECK(counts.size() == 6);  // each of the six combinations once
    for (Index i = 0; i < 6; ++i) same_order = same_order && firms.arm[0][block + i] == firms.arm[0][i];
  }
  CHECK(!same_order);
  for (const auto& [cell, count] : cells(firms, 0, 402)) CHECK(count == 67);
  for (Index j = 0; j < firms.count; ++j) {
    CHECK(firms.trait[Trait::novelty_emphasis][j] == firms.arm[0][j]);
    CHECK(firms.trait[Trait::efficiency_emphasis][j] == 0.5 * firms.arm[1][j]);
  }
}

TEST_CASE("a treatment reaches the share of firms that it should, within its population") {
  const Laboratory lab(scenario_of(R"(
[market]
firms = 300
[[population]]
name = "treated"
firms = 200
capabilities.sensing = {treatment = [0.1, 0.9], share = 0.3}
[[population]]
name = "others"
capabilities.sensing = 0.5
entrants = 1
)"));
  const Firms& firms = lab.market.firms;
  Index treated = 0;
  for (Index j = 0; j < 300; ++j) {
    if (j < 200) {
      treated += firms.arm[0][j];
      CHECK(firms.trait[Trait::sensing][j] == (firms.arm[0][j] == 1 ? 0.9 : 0.1));
    } else {
      CHECK(firms.arm[0][j] == -1);
      CHECK(firms.trait[Trait::sensing][j] == 0.5);
    }
  }
  CHECK(treated == 60);
  for (Index block = 0; block < 200; block += 20) {
    Index in_block = 0;
    for (Index j = block; j < block + 20; ++j) in_block += firms.arm[0][j];
    CHECK(in_block == 6);
  }
}

TEST_CASE("entrants go on where the founders' blocks of treatments end") {
  struct Arms : Observer {
    void begin(const Market& market, const Scenario&) override { note(market, 0); }
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      note(market, market.period);
    }
    void note(const Market& market, std::int64_t period) {
      std::map<std::int64_t, int> new_firms;  // in the order of their ids
      for (Index j = 0; j < market.firms.count; ++j)
        if (market.firms.entered(j) == period) new_firms[market.firms.id[j]] = market.firms.arm[0][j];
      for (const auto& [id, arm] : new_firms) arms.push_back(arm);
    }
    std::vector<int> arms;
  } arms;
  Observer* const observers[] = {&arms};
  run(scenario_of("[scenario]\nperiods = 30\n[market]\nfirms = 41\n[entry]\nrate = 0.1\ncap = 0.1\n"
                  "[capabilities]\nsensing = {treatment = [0, 1]}\n"),
      {.threads = 1}, observers);
  REQUIRE(arms.arms.size() > 80);
  for (std::size_t i = 0; i + 1 < arms.arms.size(); i += 2) CHECK(arms.arms[i] + arms.arms[i + 1] == 1);
}

TEST_CASE("populations have the numbers of founders that were asked for") {
  const Laboratory lab(scenario_of(R"(
[market]
firms = 101
[entry]
enabled = false
[[population]]
name = "a"
share = 0.25
[[population]]
name = "b"
firms = 7
[[population]]
name = "c"
)"));
  std::map<int, int> counts;
  for (Index j = 0; j < lab.market.firms.count; ++j) ++counts[lab.market.firms.population[j]];
  CHECK(lab.market.firms.count == 101);
  CHECK(counts[0] == 25);
  CHECK(counts[1] == 7);
  CHECK(counts[2] == 69);
}

}  // namespace rivalry
