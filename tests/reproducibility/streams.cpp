// Common random numbers: a difference in one place of a scenario leaves all other draws as they are.
#include <map>

#include <doctest/doctest.h>

#include "../support/markets.hpp"

namespace rivalry {
namespace {

using test::scenario_of;
using test::set;

/// What is drawn for a firm when it appears: traits, home, business model.
struct Draws {
  std::vector<double> traits, home;
  std::uint64_t model = 0;
  bool operator==(const Draws&) const = default;
};

struct Appearances : Observer {
  void note(const Market& market, Index j) {
    Draws draws;
    for (const auto& trait : market.firms.trait) draws.traits.push_back(trait[j]);
    for (const Column& home : market.firms.home) draws.home.push_back(home[j]);
    draws.model = market.firms.model[j];
    firms.emplace(market.firms.id[j], draws);
  }
  void begin(const Market& market, const Scenario&) override {
    for (Index j = 0; j < market.firms.count; ++j) note(market, j);
    for (std::uint64_t model = 0; model < 4096; ++model) landscape.push_back(market.landscape.raw(model * 4099).value);
    ideal = market.segments.ideal[0][0];
  }
  void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
    for (Index j = 0; j < market.firms.count; ++j)
      if (market.firms.entered(j) == market.period) note(market, j);
    later_ideal = market.segments.ideal[0][0];
  }
  std::map<std::int64_t, Draws> firms;
  std::vector<double> landscape;
  double ideal = 0, later_ideal = 0;
};

Appearances appearances(const Scenario& scenario, std::uint64_t replicate = 0) {
  Appearances result;
  Observer* const observers[] = {&result};
  run(scenario, {.replicate = replicate, .threads = 1}, observers);
  return result;
}

constexpr const char* market = R"(
[scenario]
periods = 6
[market]
firms = 60
[entry]
rate = 0.05
profit_elasticity = 0
[business_model]
founding_draws = 1
)";

std::string text() { return market; }

std::size_t alike(const Appearances& a, const Appearances& b) {
  std::size_t same = 0;
  for (const auto& [id, draws] : a.firms) {
    const auto found = b.firms.find(id);
    same += found != b.firms.end() && found->second == draws;
  }
  return same;
}

}  // namespace

TEST_CASE("more entry does not change founders or the traits of entrants that come in both markets") {
  const Appearances few = appearances(scenario_of(text()));
  const Appearances many = appearances(scenario_of(text(), {set("entry.rate", 0.2), set("entry.cap", 0.5)}));
  REQUIRE(few.firms.size() > 65);
  CHECK(many.firms.size() > few.firms.size() + 10);
  for (const auto& [id, draws] : few.firms) {
    const auto found = many.firms.find(id);
    REQUIRE(found != many.firms.end());  // more entry only adds entrants
    CHECK(found->second.traits == draws.traits);
    if (id < 60) CHECK(found->second == draws);
  }
}

TEST_CASE("one more population leaves the founders of the others as they are") {
  const std::string old_firms = text() + "[[population]]\nname = \"old\"\nfirms = 60\nentrants = 1\n";
  const std::string both = old_firms + "[[population]]\nname = \"new\"\nfirms = 25\ncapabilities.sensing = 0.9\n";
  Scenario scenario = scenario_of(both, {set("market.firms", 85), set("scenario.periods", 1)});
  const Appearances one = appearances(scenario_of(old_firms, {set("scenario.periods", 1)})),
                    two = appearances(scenario);
  for (std::int64_t id = 0; id < 60; ++id) CHECK(one.firms.at(id) == two.firms.at(id));
  CHECK(two.firms.at(70).traits[static_cast<std::size_t>(Trait::sensing)] == 0.9);
}

TEST_CASE("another distribution of one trait leaves all other draws as they are") {
  const Appearances one = appearances(scenario_of(text(), {set("scenario.periods", 1)}));
  const Appearances two = appearances(
      scenario_of(text(), {set("scenario.periods", 1), set("capabilities.sensing", std::string("{beta = [2, 5]}"))}));
  constexpr auto sensing = static_cast<std::size_t>(Trait::sensing);
  for (std::int64_t id = 0; id < 60; ++id) {
    Draws a = one.firms.at(id), b = two.firms.at(id);
    CHECK(a.traits[sensing] != b.traits[sensing]);
    a.traits[sensing] = b.traits[sensing] = 0;
    CHECK(a == b);
  }
}

TEST_CASE("another replicate differs in everything that is not frozen") {
  const Scenario scenario = scenario_of(text());
  const Appearances zero = appearances(scenario, 0), one = appearances(scenario, 1);
  CHECK(alike(zero, one) == 0);
  CHECK(zero.landscape != one.landscape);
  CHECK(zero.ideal != one.ideal);
}

TEST_CASE("a frozen group of draws stays the same over replicates, the others do not") {
  const auto frozen = [](const char* group, std::uint64_t replicate) {
    return appearances(scenario_of(text(), {set("random.frozen", "[\"" + std::string(group) + "\"]")}), replicate);
  };
  const Appearances landscape_zero = frozen("landscape", 0), landscape_one = frozen("landscape", 1);
  CHECK(landscape_zero.landscape == landscape_one.landscape);
  CHECK(alike(landscape_zero, landscape_one) == 0);
  CHECK(landscape_zero.ideal != landscape_one.ideal);

  const Appearances founding_zero = frozen("founding", 0), founding_one = frozen("founding", 1);
  for (std::int64_t id = 0; id < 60; ++id) CHECK(founding_zero.firms.at(id) == founding_one.firms.at(id));
  CHECK(founding_zero.landscape != founding_one.landscape);
  CHECK(founding_zero.ideal != founding_one.ideal);

  const Appearances environment_zero = frozen("environment", 0), environment_one = frozen("environment", 1);
  CHECK(environment_zero.ideal == environment_one.ideal);
  CHECK(environment_zero.later_ideal == environment_one.later_ideal);
  CHECK(environment_zero.landscape != environment_one.landscape);
  CHECK(alike(environment_zero, environment_one) == 0);
}

}  // namespace rivalry
