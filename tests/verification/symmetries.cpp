// What a market cannot tell: in which slots its firms lie, and, where prices do not depend on a firm's share, whether a
// firm is one of a kind or of several that are alike in a market as many times as large. Over random valid scenarios,
// as in properties.cpp.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include <doctest/doctest.h>

#include "../support/random_scenarios.hpp"
#include "rivalry/model/design.hpp"
#include "rivalry/run/period.hpp"

namespace rivalry {
namespace {

using test::drawn_scenario;
using test::Draws;
using test::holds;
using test::Laboratory;
using test::set;

constexpr std::int64_t generation = 1'000'000;  ///< between the ids of a firm and of its copy

void advance(Laboratory& lab, std::int64_t first, std::int64_t last) {
  for (std::int64_t period = first; period <= last; ++period) {
    lab.market.flows = {};
    advance(lab.market, lab.step(period));
  }
}

std::vector<Index> slots_by_id(const Firms& firms) {
  std::vector<Index> slots(static_cast<std::size_t>(firms.count));
  std::iota(slots.begin(), slots.end(), Index{0});
  std::ranges::sort(slots, {}, [&](Index j) { return firms.id[j]; });
  return slots;
}

struct Entry {
  std::string name;
  std::int64_t id;  ///< of a firm; -1: of the market
  double value;
};

/// A firm's ties in the order of its partners' ids: which of its ties is the first is of no consequence.
void add_ties(const Firms& firms, Index j, std::vector<Entry>& all) {
  std::map<std::int64_t, std::size_t> tie;
  for (std::size_t k = 0; k < firms.partner.size(); ++k)
    if (firms.partner[k][j] >= 0) tie[firms.id[firms.partner[k][j]]] = k;
  for (const auto& [partner, k] : tie) {
    all.push_back({"partner", firms.id[j], static_cast<double>(partner)});
    all.push_back({"fit", firms.id[j], firms.fit[k][j]});
    all.push_back({"support lost without a tie", firms.id[j], firms.tie_support[k][j]});
    all.push_back({"gain of a tie", firms.id[j], firms.tie_gain[k][j]});
    all.push_back({"bad periods of a tie", firms.id[j], static_cast<double>(firms.bad_periods[k][j])});
  }
}

/// All numbers of all firms, in the order of ids.
std::vector<Entry> entries(const Market& market) {
  static const std::set<std::string> of_ties{"partner", "mirror", "fit", "tie_support", "tie_gain", "bad_periods"};
  auto& firms = const_cast<Firms&>(market.firms);  // visited, not changed
  const std::vector<Index> slots = slots_by_id(firms);
  std::vector<Entry> all;
  firms.each_column([&](const std::string& name, const auto& column) {
    if (of_ties.contains(name)) return;
    for (const Index j : slots) all.push_back({name, firms.id[j], static_cast<double>(column[j])});
  });
  for (const Index j : slots) {
    add_ties(firms, j, all);
    for (Index s = 0; s < market.segments.count; ++s) {
      all.push_back({"base utility", firms.id[j], market.base_utility(s, j)});
      all.push_back({"weight", firms.id[j], market.weight(s, j)});
      all.push_back({"buyers", firms.id[j], market.buyers(s, j)});
    }
  }
  for (const auto& [name, value] :
       {std::pair{"profit scale", market.profit_scale}, {"commons", market.commons}, {"frontier", market.frontier}})
    all.push_back({name, -1, value});
  return all;
}

bool agree(double a, double b, double tolerance) {
  return a == b || std::fabs(a - b) <= tolerance * std::max({1.0, std::fabs(a), std::fabs(b)});
}

/// Moves every firm with all that it has to another slot; ties follow.
void permute(Market& market, std::uint32_t seed) {
  Firms& firms = market.firms;
  std::vector<Index> slot(static_cast<std::size_t>(firms.count));  // where the firm of each slot goes
  std::iota(slot.begin(), slot.end(), Index{0});
  std::shuffle(slot.begin(), slot.end(), std::mt19937(seed));
  const Market before = market;
  std::vector<const void*> sources;
  auto& old = const_cast<Firms&>(before.firms);
  old.each_column([&](const char*, auto& column) { sources.push_back(&column); });
  std::size_t number = 0;
  firms.each_column([&](const std::string& name, auto& column) {
    const auto& source = *static_cast<const std::remove_reference_t<decltype(column)>*>(sources[number++]);
    for (Index j = 0; j < firms.count; ++j) {
      auto value = source[j];
      if constexpr (std::is_same_v<decltype(value), std::int32_t>)
        if (name == "partner" && value >= 0) value = static_cast<std::int32_t>(slot[static_cast<std::size_t>(value)]);
      column[slot[static_cast<std::size_t>(j)]] = value;
    }
  });
  for (auto [to, from] : {std::pair{&market.base_utility, &before.base_utility},
                          {&market.weight, &before.weight},
                          {&market.buyers, &before.buyers}})
    for (Index s = 0; s < market.segments.count; ++s)
      for (Index j = 0; j < firms.count; ++j) (*to)(s, slot[static_cast<std::size_t>(j)]) = (*from)(s, j);
}

/// From now on nobody looks at rivals that are drawn by their slots (docs/odd.md, known limitations): who is observed
/// does not matter, nobody is copied, nobody enters, and who seeks a partner looks at all.
void look_at_nobody_by_slot(Scenario& scenario) {
  scenario.aspiration.own_weight = 1;
  scenario.pressure.entrants_weight = 0;
  scenario.search.local_share = 1;
  scenario.entry.enabled = false;
  scenario.network.firms_considered = 1000;
  if (scenario.innovation.null == NullModel::shuffled_capabilities) scenario.innovation.null = NullModel::none;
}

/// Shares are of what all firms sell, copies included.
bool is_share(const std::string& column) { return column == "previous_share" || column == "standing"; }

/// Several copies of every firm in a market as many times as large.
Market replicated(const Market& one, Index copies) {
  Market market = one;
  Firms& firms = market.firms;
  const Index n = one.firms.count;
  firms.resize(copies * n, 8);
  for (Pairs* pairs : {&market.base_utility, &market.weight, &market.buyers})
    pairs->resize(market.segments.count, copies * n, 8);
  for (Index j = n; j < copies * n; ++j) {
    firms.each_column([&](const char*, auto& column) { column[j] = column[j % n]; });
    firms.id[j] += generation * (j / n);
    for (Pairs* pairs : {&market.base_utility, &market.weight, &market.buyers})
      for (Index s = 0; s < market.segments.count; ++s) (*pairs)(s, j) = (*pairs)(s, j % n);
  }
  firms.count = copies * n;
  firms.each_column([&](const std::string& name, auto& column) {
    for (Index j = 0; is_share(name) && j < firms.count; ++j) column[j] /= copies;
  });
  firms.sales_inverse /= static_cast<double>(copies);
  market.total_start_size *= static_cast<double>(copies);
  Segments& segments = market.segments;
  for (Column* column : {&segments.mass, &segments.full_mass, &segments.previous_mass, &segments.outside})
    *column *= static_cast<double>(copies);
  return market;
}

/// A laboratory with another market than the one that it founded.
void put(Laboratory& lab, Market market) {
  lab.market = std::move(market);
  prepare(lab.market, lab.step());
}

/// Whether each copy went the way of its original, number for number; what did not is logged.
bool copies_follow(const Market& one, const Market& many, Index copies, double tolerance) {
  const std::vector<Entry> all = entries(one), replicas = entries(many);
  if (replicas.size() < all.size()) return false;
  std::map<std::pair<std::string, std::int64_t>, std::vector<double>> of;
  for (const Entry& entry : all) of[{entry.name, entry.id}].push_back(entry.value);
  std::map<std::pair<std::string, std::int64_t>, std::vector<double>> copied;
  for (const Entry& entry : replicas) copied[{entry.name, entry.id}].push_back(entry.value);
  for (const auto& [key, values] : copied) {
    if (key.first == "id" || key.first == "weight") continue;  // weights are shares under rule `replicator`
    const auto original = of.find({key.first, key.second < 0 ? key.second : key.second % generation});
    if (original == of.end() || original->second.size() != values.size()) return false;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double scale = is_share(key.first) ? static_cast<double>(copies) : 1;
      if (agree(original->second[i], scale * values[i], tolerance)) continue;
      RC_LOG() << key.first << " of firm " << key.second << ": " << scale * values[i] << " for " << original->second[i]
               << "\n";
      return false;
    }
  }
  return copied.size() >= of.size();
}

Setting text(const std::string& key, const std::string& value) { return set(key, '"' + value + '"'); }
Setting off(const std::string& key) { return set(key, std::string("false")); }

/// Differentiated goods, or one homogeneous good under one of its rules.
std::vector<Setting> goods(std::uint8_t rule) {
  constexpr std::array rules{"logit", "cournot", "capacity", "replicator"};
  const std::string name = rules[rule % rules.size()];
  if (name == "logit") return {};
  return {text("competition.rule", name), set("market.segments", 1), text("business_model.catalogue", "generated")};
}

/// No firm draws anything, or minds a thing that is drawn.
std::vector<Setting> without_draws(std::vector<Setting> more) {
  std::vector<Setting> settings{off("innovation.enabled"),       off("entry.enabled"),
                                off("network.enabled"),          set("orchestration.pioneering_spread", 0),
                                set("aspiration.own_weight", 1), set("pressure.entrants_weight", 0),
                                set("pressure.share_weight", 0), text("innovation.null", "none")};
  settings.insert(settings.end(), more.begin(), more.end());
  return settings;
}

/// Markets in which neither what a firm does nor who stays with it depends on the share that the firm has.
std::vector<Setting> where_size_is_no_power(std::uint8_t which) {
  switch (which % 4) {
    case 0:
      return without_draws({text("competition.pricing", "adaptive_markup"), set("demand.switching_cost", 0)});
    case 1:
      return without_draws({text("competition.pricing", "fixed"), set("demand.switching_cost", 0)});
    case 2: {
      std::vector<Setting> settings = without_draws(goods(2));
      settings.insert(settings.end(), {off("capacity.restraint"), set("capacity.innovation_spending", 0),
                                       set("capacity.imitation_spending", 0)});
      return settings;
    }
    default:
      return without_draws(goods(3));
  }
}

}  // namespace

TEST_CASE("in random scenarios a period goes the same way wherever the firms lie in memory") {
  CHECK(holds("slots permuted", [](const Draws& draws, std::uint8_t rule, std::uint32_t seed) {
    const Scenario scenario = drawn_scenario(draws, goods(rule));
    Laboratory lab(scenario), turned(scenario);
    for (Laboratory* one : {&lab, &turned}) advance(*one, 1, 3);
    permute(turned.market, seed);
    for (Laboratory* one : {&lab, &turned}) {
      look_at_nobody_by_slot(one->scenario);
      advance(*one, 4, 4);
    }
    const std::vector<Entry> here = entries(lab.market), there = entries(turned.market);
    RC_ASSERT(here.size() == there.size());
    for (std::size_t i = 0; i < here.size(); ++i)
      if (here[i].id != there[i].id || !agree(here[i].value, there[i].value, 1e-12)) {
        RC_LOG() << here[i].name << " of firm " << here[i].id << ": " << here[i].value << ", " << there[i].value
                 << "\n";
        RC_FAIL("a number depends on slots");
      }
  }));
}

TEST_CASE(
    "in random scenarios without draws every copy of every firm goes the way of the one in a market of its size") {
  CHECK(holds("firms replicated", [](const Draws& draws, std::uint8_t which, std::uint8_t more) {
    const Scenario scenario = drawn_scenario(draws, where_size_is_no_power(which));
    const Index copies = 2 + more % 3;
    Laboratory one(scenario), many(scenario);
    put(many, replicated(one.market, copies));
    for (Laboratory* lab : {&one, &many}) advance(*lab, 1, 5);
    RC_ASSERT(copies_follow(one.market, many.market, copies, 1e-12));
  }));
}

TEST_CASE(
    "under Bertrand pricing copies bring a firm's price to that of a small firm, the distance halved by doubling") {
  // A firm's own share of demand is in its first-order condition: of n copies each has 1/n of it.
  const Scenario scenario = test::scenario_of(
      test::small_market, without_draws({text("competition.pricing", "bertrand"), set("competition.iterations", 60),
                                         set("demand.switching_cost", 0)}));
  const auto prices = [&](Index copies) {
    Laboratory one(scenario), many(scenario);
    put(many, replicated(one.market, copies));
    advance(many, 1, 1);
    return Column(many.market.firms.paid_price.head(one.market.firms.count));
  };
  Column some = prices(4), more = prices(8);
  double step = (some - more).abs().sum();
  for (Index copies = 16; copies <= 64; copies *= 2) {
    some = more, more = prices(copies);
    const double next = (some - more).abs().sum();
    CAPTURE(copies);
    CHECK(step / next > 1.95);
    CHECK(step / next < 2.05);
    step = next;
  }
  CHECK(step > 1e-5);
}

}  // namespace rivalry
