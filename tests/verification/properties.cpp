// What holds in every market, over random valid scenarios (RapidCheck): a failing one is cut down to the fewest
// settings that make it fail, and printed. RC_PARAMS="seed=… max_success=…" tries others and more.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "../support/laboratory.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/run/period.hpp"
#include "rivalry/scenario/parameter.hpp"
#include "rivalry/verify/measures.hpp"

namespace rivalry {
namespace {

/// Small numbers that stand for a setting: which parameter, and how far in its range.
using Draws = std::vector<std::pair<std::uint16_t, std::uint8_t>>;

constexpr const char* small_market = R"(
[scenario]
periods = 12
[market]
firms = 60
segments = 3
[innovation]
base_hazard = 0.3
[entry]
rate = 0.05
)";

bool is_drawn(const Parameter& parameter) {
  static const std::set<std::string_view> sections{"scenario", "recording", "random", "market", "business_model"};
  return !sections.contains(parameter.section()) && parameter.key != "landscape.matrix";
}

std::vector<const Parameter*> drawn_parameters() {
  std::vector<const Parameter*> all;
  for (const Parameter& parameter : parameters())
    if (is_drawn(parameter)) all.push_back(&parameter);
  return all;
}

/// A number up to five times its default, or where that is 0 up to a half, within its range.
double number_of(const Parameter& parameter, double standard, std::uint8_t place) {
  const double low = std::isfinite(parameter.min) ? parameter.min : -1, share = (1 + place) / 257.0;
  const double high = std::min(parameter.max, standard > 0 ? 5 * standard : low + 0.5);
  return low + share * (high - low);
}

/// The value as TOML; empty for kinds that are not drawn.
std::string value_of(const Parameter& parameter, std::uint8_t place) {
  Scenario defaults;
  const Slot slot = parameter.slot(defaults);
  if (std::holds_alternative<bool*>(slot)) return place % 2 == 0 ? "true" : "false";
  if (auto* const* number = std::get_if<double*>(&slot)) return std::to_string(number_of(parameter, **number, place));
  if (auto* const* distribution = std::get_if<Distribution*>(&slot))
    return std::to_string(number_of(parameter, (*distribution)->first, place));
  if (auto* const* integer = std::get_if<std::int64_t*>(&slot))
    return std::to_string(std::llround(number_of(parameter, static_cast<double>(**integer), place)));
  if (const auto* names = std::get_if<Enumeration>(&slot))
    return "\"" + std::string(names->names[place % names->names.size()]) + "\"";
  return "";
}

/// The scenario that draws stand for. Settings that do not suit the others are left out.
Scenario scenario_of(const Draws& draws) {
  static const std::vector<const Parameter*> all = drawn_parameters();
  std::vector<Setting> settings;
  for (const auto& [number, place] : draws) {
    const Parameter& parameter = *all[static_cast<std::size_t>(number) * 7919 % all.size()];
    const std::string value = value_of(parameter, place);
    const std::string key(parameter.key);
    if (value.empty() || std::ranges::any_of(settings, [&](const Setting& one) { return one.key == key; })) continue;
    settings.push_back({key, value});
    try {
      parse_scenario(small_market, "small.toml", settings);
    } catch (const ScenarioError&) {
      settings.pop_back();
    }
  }
  for (const Setting& setting : settings) RC_LOG() << setting.key << " = " << setting.value << "\n";
  return parse_scenario(small_market, "small.toml", settings);
}

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

/// Same draws every time, unless others are asked for.
bool holds(const char* what, auto property) {
  setenv("RC_PARAMS", "seed=11 max_success=150 max_size=100", 0);
  return rc::check(what, property);
}

}  // namespace

TEST_CASE("in random scenarios money, goods and firms balance, shares are shares and all numbers are numbers") {
  CHECK(holds("balances", [](const Draws& draws) {
    const Scenario scenario = scenario_of(draws);
    Watch watch;
    Observer* const observers[] = {&watch};
    run(scenario, {.threads = 1}, observers);
    for (const std::string& what : watch.broken) RC_LOG() << what << "\n";
    RC_ASSERT(watch.broken.empty());
  }));
}

TEST_CASE("in random scenarios a higher own price never raises a firm's own sales") {
  CHECK(holds("own price", [](const Draws& draws, std::uint8_t which, std::uint8_t rise) {
    const Scenario scenario = scenario_of(draws);
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
