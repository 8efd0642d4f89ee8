#include <limits>

#include <doctest/doctest.h>

#include "../support/markets.hpp"
#include "rivalry/model/evaluation.hpp"

namespace rivalry {
namespace {

using test::fingerprints;
using test::scenario_of;
using test::set;

Scenario stressed(std::vector<Setting> settings = {}) {
  settings.push_back(set("scenario.periods", 14));
  return scenario_of(test::stressed_market, settings);
}

double as_the_library(const Market& market, const Step& step, const Searcher& searcher, const Proposal& proposal) {
  return expected_profit(market, step, searcher, *proposal.design, proposal.alone);
}

/// The message that a run under these rules is refused with; empty: it is not.
std::string refusal(const DecisionRules& rules, const Scenario& scenario) {
  try {
    run(scenario, {.threads = 1, .rules = rules});
  } catch (const BadRule& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a rule of profits that asks the library's gives the bits of the library") {
  const Scenario scenario = stressed();
  const DecisionRules same{.name = "same", .profit = as_the_library};
  CHECK(fingerprints(scenario, {.rules = same}).prints == fingerprints(scenario).prints);
  const DecisionRules timid{
      .name = "timid", .profit = [](const auto& market, const auto& step, const auto& searcher, const auto& proposal) {
        return 0.5 * as_the_library(market, step, searcher, proposal);
      }};
  CHECK(fingerprints(scenario, {.rules = timid}).prints != fingerprints(scenario).prints);
}

TEST_CASE("a rule of prices sets what firms collect, and no other rule does") {
  const DecisionRules cost_plus{.name = "cost-plus", .price = [](const Market& market, const Step&, Index firm) {
                                  return 1.25 * market.firms.unit_cost[firm];
                                }};
  struct Prices : Observer {
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      const Firms& firms = market.firms;
      for (Index j = 0; j < firms.count; ++j) {
        if (firms.entered(j) == market.period + 1) continue;
        const double price = firms.collected[j] > 0 ? 1.25 * firms.unit_cost[j] : 0;
        wrong += firms.paid_price[j] != price;
        ++seen;
      }
    }
    int wrong = 0, seen = 0;
  } prices;
  Observer* const observers[] = {&prices};
  run(stressed(), {.threads = 2, .rules = cost_plus}, observers);
  CHECK(prices.seen > 1000);
  CHECK(prices.wrong == 0);
}

TEST_CASE("a rule of paths decides who looks for designs, and where") {
  const auto odd = [](const Market& market, const Step&, Index firm) {
    return market.firms.id[firm] % 2 != 0 ? static_cast<int>(Path::delivery) : -1;
  };
  struct Starts : Observer {
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      for (const EventRow& event : market.flows.events)
        if (event.kind == EventKind::project_started) {
          ++started;
          by_rule += event.firm % 2 != 0 && event.path == static_cast<int>(Path::delivery);
        }
      searched += market.flows.triggered;
      for (const std::size_t path : {0, 1, 3}) elsewhere += market.flows.tried[path];
    }
    std::int64_t started = 0, by_rule = 0, searched = 0, elsewhere = 0;
  } starts;
  Observer* const observers[] = {&starts};
  run(stressed(), {.threads = 2, .rules = {.name = "odd", .path = odd}}, observers);
  CHECK(starts.started > 20);
  CHECK(starts.by_rule == starts.started);
  CHECK(starts.searched > starts.started);
  CHECK(starts.elsewhere == 0);
}

TEST_CASE("results under rules of a program's own do not depend on the number of threads") {
  const Scenario scenario = stressed({set("market.firms", 2 * 1024 + 200)});
  const DecisionRules rules{
      .name = "all three",
      .path =
          [](const Market& market, const Step& step, Index firm) {
            return static_cast<int>(step.streams.at(Purpose::own_rules, market.firms.id[firm], step.period).below(5)) -
                   1;
          },
      .profit = as_the_library,
      // What rivals in the next slots ask: all firms see the prices of the period before.
      .price =
          [](const Market& market, const Step&, Index firm) {
            const Index next = (firm + 1) % market.firms.count;
            return 0.5 * market.firms.paid_price[firm] + 0.5 * market.firms.paid_price[next];
          }};
  const test::Fingerprints one = fingerprints(scenario, {.threads = 1, .rules = rules});
  CHECK(fingerprints(scenario, {.threads = 3, .rules = rules}).prints == one.prints);
}

TEST_CASE("rules that cannot be are refused in words") {
  const Scenario scenario = stressed();
  const auto price = [](double value) { return [value](const Market&, const Step&, Index) { return value; }; };
  CHECK(refusal({.price = price(1)}, scenario) == "rules of decision need a name, which results are marked with");
  CHECK(refusal({.name = "r", .price = price(1)}, scenario).empty());
  const std::string negative = refusal({.name = "r", .price = price(-1)}, scenario);
  CHECK(negative.starts_with("rules 'r': the price of firm "));
  CHECK(negative.ends_with(" in period 1 is -1; it must be a finite number of at least 0"));
  CHECK(refusal({.name = "r", .price = price(std::numeric_limits<double>::quiet_NaN())}, scenario).find("is nan") !=
        std::string::npos);
  const auto path = [](const Market&, const Step&, Index) { return 4; };
  CHECK(refusal({.name = "r", .path = path}, scenario).find("the path of firm") != std::string::npos);
  const auto endless = [](const auto&, const auto&, const auto&, const auto&) { return INFINITY; };
  CHECK(refusal({.name = "r", .profit = endless}, scenario).find("the expected profit of firm") != std::string::npos);
  const Scenario cournot = scenario_of(test::homogeneous_market, {set("competition.rule", std::string("cournot"))});
  CHECK(refusal({.name = "r", .price = price(1)}, cournot) ==
        "rules 'r': a rule of prices needs competition.rule = \"logit\"");
}

}  // namespace rivalry
