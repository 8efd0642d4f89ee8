#pragma once

#include <cstring>

#include "laboratory.hpp"

// Markets that many tests run, and a fingerprint of all that is in them.
namespace rivalry::test {

/// Everything that can go on in a market at once: populations, treatments, shocks, openings, bans, hard times.
inline constexpr const char* stressed_market = R"(
[scenario]
seed = 11
periods = 60
[market]
firms = 150
segments = 4
[demand]
price_sensitivity = {uniform = [1.5, 4]}
switching_cost = [0, 0.5, 1, 3]
sustainability_taste = 0.5
[segments]
mass_spread = 0.5
access_spread = 0.4
[needs]
volatility = 0.2
jump_probability = 0.05
growth = -0.02
growth_volatility = 0.1
own_growth_volatility = 0.2
openings = 3
opening_probability = 0.1
[cost]
fixed = 0.12
[innovation]
base_hazard = 0.3
[capabilities]
sensing = {treatment = [0.2, 0.8]}
[policy]
enabled = true
innovation_subsidy = 0.2
carbon_price = 0.3
[commons]
enabled = true
depletion = 0.5
[technology]
jump_probability = 0.1
redraw = 0.3
[entry]
rate = 0.06
cap = 0.3
[[population]]
name = "incumbents"
share = 0.7
founding.size = {uniform = [1, 2]}
resources.brand = 0.3
[[population]]
name = "startups"
entrants = 1
founding.cash = 0.6
managers.owner = {treatment = [0, 1], share = 0.4}
[[event]]
name = "crisis"
at = 4
set = {"demand.price_sensitivity" = 5, "cost.fixed" = 0.2}
[[event]]
name = "recovery"
at = 8
set = {"demand.price_sensitivity" = 2.5, "cost.fixed" = 0.05, "demand.switching_cost" = 0}
[[event]]
name = "ban"
at = 11
ban = "premium"
promote = "co_delivery"
[[event]]
name = "shock"
probability = 0.1
shift_needs = 0.5
frontier = 0.2
[[event]]
name = "new group"
at = 3
open_segment = 2.0
)";

/// The same for a homogeneous good; to be read with a rule.
inline constexpr const char* homogeneous_market = R"(
[scenario]
seed = 12
periods = 60
[market]
firms = 150
[homogeneous]
choke_price = 6
[needs]
growth = -0.005
growth_volatility = 0.1
own_growth_volatility = 0.1
[cost]
fixed = 0.02
[business_model]
catalogue = "generated"
choices_per_path = [4, 5, 3, 4]
[innovation]
base_hazard = 0.3
[capabilities]
running_cost = 0.002
sensing = {treatment = [0.2, 0.8]}
[policy]
enabled = true
innovation_subsidy = 0.2
[paths]
running_cost = 0.001
[technology]
jump_probability = 0.1
redraw = 0.3
[entry]
rate = 0.06
cap = 0.3
[[population]]
name = "incumbents"
share = 0.7
founding.size = {uniform = [1, 2]}
founding.cash = 0.5
[[population]]
name = "startups"
entrants = 1
founding.cash = 0.3
managers.owner = {treatment = [0, 1], share = 0.4}
[[event]]
name = "crisis"
at = 4
set = {"homogeneous.choke_price" = 2, "cost.fixed" = 0.2}
[[event]]
name = "recovery"
at = 8
set = {"homogeneous.choke_price" = 8, "cost.fixed" = 0.01}
[[event]]
name = "ban"
at = 11
ban = "offer_1"
promote = "capture_2"
[[event]]
name = "shock"
probability = 0.1
frontier = 0.2
)";

/// All markets of a homogeneous good: each rule with each form of demand.
inline std::vector<Scenario> homogeneous_markets(std::vector<Setting> settings = {}) {
  std::vector<Scenario> markets;
  for (const char* rule : {"cournot", "capacity", "replicator"})
    for (const char* demand : {"linear", "unit_elastic"}) {
      std::vector<Setting> all{set("competition.rule", std::string(rule)),
                               set("homogeneous.demand", std::string(demand))};
      if (std::string(rule) == "capacity")
        for (const char* research : {"capacity.innovation_spending", "capacity.imitation_spending"})
          all.push_back(set(research, 0.005));
      if (std::string(rule) == "capacity" && std::string(demand) == "linear") all.push_back(set("capacity.bank", 0.5));
      all.insert(all.end(), settings.begin(), settings.end());
      markets.push_back(scenario_of(homogeneous_market, all));
    }
  return markets;
}

/// Hash of every column of the firms alive and of the segments (FNV-1a over their bytes).
inline std::uint64_t fingerprint(const Market& market) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  const auto add = [&](const void* data, std::size_t bytes) {
    const auto* byte = static_cast<const unsigned char*>(data);
    for (std::size_t i = 0; i < bytes; ++i) hash = (hash ^ byte[i]) * 0x100000001b3ULL;
  };
  const auto column = [&](const auto& values, Index n) {
    add(values.data(), static_cast<std::size_t>(n) * sizeof(values[0]));
  };
  auto& firms = const_cast<Firms&>(market.firms);  // visited, not changed
  add(&firms.count, sizeof firms.count);
  firms.each_column([&](const char*, auto& values) { column(values, firms.count); });
  const Segments& segments = market.segments;
  for (const Column* values : {&segments.mass, &segments.denominator, &segments.served, &segments.surplus,
                               &segments.earned, &segments.retained, &segments.locked})
    column(*values, segments.count);
  for (const Column& values : segments.ideal) column(values, segments.count);
  for (Index s = 0; s < segments.count; ++s)
    for (Index j = 0; j < firms.count; ++j) {
      const double bought = market.buyers(s, j);
      add(&bought, sizeof bought);
    }
  add(&market.frontier, sizeof market.frontier);
  add(&market.treasury, sizeof market.treasury);
  add(&market.profit_scale, sizeof market.profit_scale);
  return hash;
}

/// Fingerprint of every period, and of its statistics.
struct Fingerprints : Observer {
  void begin(const Market& market, const Scenario&) override { prints.push_back(fingerprint(market)); }
  void after_period(const Market& market, const Scenario&, const PeriodStatistics& statistics) override {
    prints.push_back(fingerprint(market));
    events += static_cast<std::int64_t>(market.flows.events.size());
    for (const double value : {statistics.hhi, statistics.price_index, statistics.profit.deviation,
                               statistics.consumer_surplus, statistics.model_entropy}) {
      std::uint64_t bits = 0;
      std::memcpy(&bits, &value, sizeof bits);
      prints.push_back(bits);
    }
    for (const EventRow& event : market.flows.events)
      prints.push_back(static_cast<std::uint64_t>(event.firm) * 31 + static_cast<std::uint64_t>(event.kind));
  }
  std::vector<std::uint64_t> prints;
  std::int64_t events = 0;
};

inline Fingerprints fingerprints(const Scenario& scenario, RunOptions options = {}) {
  Fingerprints result;
  Observer* const observers[] = {&result};
  if (options.threads == 0) options.threads = 1;
  run(scenario, options, observers);
  return result;
}

}  // namespace rivalry::test
