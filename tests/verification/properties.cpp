// What holds in every market, over random valid scenarios (RapidCheck): a failing one is cut down to the fewest
// settings that make it fail, and printed. RC_PARAMS="seed=… max_success=…" tries others and more.
#include <cmath>
#include <set>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "../support/random_scenarios.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/run/period.hpp"
#include "rivalry/verify/measures.hpp"

namespace rivalry {
namespace {

using test::drawn_scenario;
using test::Draws;
using test::holds;

/// Balances of a run, and whether all numbers are numbers, and shares shares.
struct Watch : Observer {
  Watch() {
    for (const char* name : {"money_gap", "goods_gap", "firm_gap"}) {
      expectations.push_back({.measure = name});
      names.emplace_back(name);
    }
    for (const Expectation& expectation : expectations) meters.push_back(make_meter(expectation));
  }
  void begin(const Market& market, const Scenario& scenario) override { look({market, scenario, nullptr}); }
  void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) override {
    look({market, scenario, &statistics});
    auto& firms = const_cast<Firms&>(market.firms);  // visited, not changed
    firms.each_column([&](const char* name, auto& column) {
      for (Index j = 0; j < firms.count; ++j)
        if (!std::isfinite(static_cast<double>(column[j]))) broken.insert(std::string("not finite: ") + name);
    });
    double shares = 0;
    for (Index j = 0; j < firms.count; ++j) {
      if (!(firms.share(j) >= 0 && firms.share(j) <= 1)) broken.insert("a share outside [0, 1]");
      if (!(firms.quantity[j] >= 0)) broken.insert("a quantity below 0");
      if (!(firms.paid_price[j] >= 0)) broken.insert("a price below 0");
      shares += firms.share(j);
    }
    if (statistics.sales > 0 && !(std::fabs(shares - 1) < 1e-9)) broken.insert("shares that do not sum to 1");
  }
  void look(const Moment& moment) {
    for (std::size_t i = 0; i < meters.size(); ++i) {
      meters[i]->look(moment);
      if (!(meters[i]->read(moment).value < 1e-9)) broken.insert(names[i]);
    }
  }
  std::vector<Expectation> expectations;
  std::vector<std::string> names;
  std::vector<std::unique_ptr<Meter>> meters;
  std::set<std::string> broken;
};

}  // namespace

TEST_CASE("in random scenarios money, goods and firms balance, shares are shares and all numbers are numbers") {
  CHECK(holds("balances", [](const Draws& draws) {
    const Scenario scenario = drawn_scenario(draws);
    Watch watch;
    Observer* const observers[] = {&watch};
    run(scenario, {.threads = 1}, observers);
    for (const std::string& what : watch.broken) RC_LOG() << what << "\n";
    RC_ASSERT(watch.broken.empty());
  }));
}

TEST_CASE("in random scenarios a higher own price never raises a firm's own sales") {
  CHECK(holds("own price", [](const Draws& draws, std::uint8_t which, std::uint8_t rise) {
    const Scenario scenario = drawn_scenario(draws);
    RC_PRE(scenario.competition.rule == Rule::logit);
    test::Laboratory lab(scenario);
    for (int period = 1; period <= 3; ++period) advance(lab.market, lab.step(period));
    RC_PRE(lab.market.firms.count > 0);
    const Index j = which % lab.market.firms.count;
    const auto sales_at = [&](double factor) {
      const Market before = lab.market;
      lab.market.firms.paid_price[j] *= factor;
      update_appeal(lab.market, lab.step(4));
      clear_market(lab.market, lab.step(4));
      const double sold = lab.market.firms.quantity[j];
      lab.market = before;
      return sold;
    };
    RC_ASSERT(sales_at(1 + (1 + rise) / 64.0) <= sales_at(1) * (1 + 1e-13));
  }));
}

}  // namespace rivalry
