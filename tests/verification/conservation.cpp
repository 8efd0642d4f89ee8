// What must balance in every period of any market. All numerical: sums to rounding.
#include <cmath>
#include <map>
#include <set>

#include <doctest/doctest.h>

#include "../support/markets.hpp"

namespace rivalry {
namespace {

using test::scenario_of;
using test::set;

/// Checks the balances of every period; keeps the worst imbalance, so that a long run is a handful of assertions.
struct Balance : Observer {
  void begin(const Market& market, const Scenario&) override {
    firms = market.firms.count;
    for (Index j = 0; j < firms; ++j) cash += market.firms.cash[j];
    remember(market);
  }

  void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) override {
    CAPTURE(statistics.period);
    count_firms(market);
    count_money(market, statistics);
    count_goods(market);
    check_ranges(market, scenario);
    count_events(market, statistics);
    entries += market.flows.entries, exits += market.flows.exits;
    remember(market);
  }

  void count_firms(const Market& market) {
    firms += market.flows.entries - market.flows.exits;
    CHECK(market.firms.count == firms);
    std::set<std::int64_t> ids;
    for (Index j = 0; j < market.firms.count; ++j) {
      ids.insert(market.firms.id[j]);
      known = known && market.firms.entered(j) == market.firms.id[j] >> 32;
    }
    CHECK(static_cast<Index>(ids.size()) == market.firms.count);
    CHECK(known);
    for (const std::int64_t id : ids)
      if (alive.count(id) == 0) known = known && (id >> 32) == market.period;  // nobody comes back
    CHECK(known);
  }

  void count_money(const Market& market, const PeriodStatistics& statistics) {
    const Firms& f = market.firms;
    double now = 0, profit = 0, paid = 0, earned = 0, scale = 1;
    for (Index j = 0; j < f.count; ++j) {
      now += f.cash[j];
      profit += f.profit[j];
      scale += std::fabs(f.cash[j]);
      paid += (f.paid_price[j] + f.third_party[j]) * f.quantity[j];
      earned += f.revenue[j];
    }
    const PeriodCounts& flows = market.flows;
    worst_money = std::max(worst_money, std::fabs(now - (cash + flows.injected - flows.written_off + flows.profit -
                                                         flows.invested - flows.paid_out)) /
                                            scale);
    worst_money = std::max(worst_money, std::fabs(profit - flows.profit) / scale);
    worst_money = std::max(worst_money, std::fabs(paid - earned) / scale);
    worst_money = std::max(worst_money, std::fabs(statistics.cash_total - now) / scale);
    CHECK(flows.paid_out >= 0);
    CHECK(flows.injected >= 0);
    cash = now;
  }

  void count_goods(const Market& market) {
    const Segments& segments = market.segments;
    double shares = 0, sold = 0;
    for (Index j = 0; j < market.firms.count; ++j) {
      double bought = 0;
      for (Index s = 0; s < segments.count; ++s) bought += market.buyers(s, j);
      worst_goods = std::max(worst_goods, std::fabs(bought - market.firms.quantity[j]) / std::max(bought, 1e-9));
      shares += market.firms.share(j);
      sold += market.firms.quantity[j];
    }
    if (sold > 0) worst_goods = std::max(worst_goods, std::fabs(shares - 1));
    for (Index s = 0; s < segments.count; ++s) {
      worst_goods = std::max(worst_goods, std::fabs(segments.served[s] - sold_in(market, s)) / std::max(sold, 1e-9));
      if (segments.open[s] == 0 || segments.outside[s] == 0) continue;  // no outside option: a homogeneous good
      // Buyers of the outside option: free ones, and retained ones who leave their firm for nothing.
      const double outside = segments.outside[s] *
                             ((segments.mass[s] - segments.retained[s]) / segments.denominator[s] + segments.locked[s]);
      worst_goods =
          std::max(worst_goods, std::fabs(segments.served[s] + outside - segments.mass[s]) / segments.mass[s]);
    }
  }

  static double sold_in(const Market& market, Index s) {
    double sold = 0;
    for (Index j = 0; j < market.firms.count; ++j) sold += market.buyers(s, j);
    return sold;
  }

  void check_ranges(const Market& market, const Scenario& scenario) {
    auto& f = const_cast<Firms&>(market.firms);  // visited, not changed
    f.each_column([&](const char* name, auto& column) {
      bool finite = true;
      for (Index j = 0; j < f.count; ++j) finite = finite && std::isfinite(static_cast<double>(column[j]));
      if (!finite) FAIL_CHECK("not finite: ", name);
    });
    const auto within = [&](const Column& column, double low, double high) {
      for (Index j = 0; j < f.count; ++j) in_range = in_range && column[j] >= low && column[j] <= high;
    };
    within(f.quantity, 0, 1e300), within(f.paid_price, 0, 1e300), within(f.unit_cost, 1e-300, 1e300);
    for (Index j = 0; j < f.count; ++j) in_range = in_range && f.share(j) >= 0 && f.share(j) <= 1;
    within(f.legitimacy, 0.02, 0.99), within(f.pressure, 0, 1), within(f.slack, 0, 1);
    within(f.threat, 0, 1), within(f.novelty, 0, 1 + 1e-12), within(f.retention, 0, 1), within(f.collected, 0, 1);
    within(f.experience, 0, 1e300), within(f.mean_reach, 0, 1);
    const int choices = scenario.catalogue.size();
    for (Index j = 0; j < f.count; ++j) {
      in_range = in_range && (choices == 64 || f.model[j] >> choices == 0) && (f.model[j] & market.banned) == 0;
      in_range = in_range && f.project.path[j] >= -1 && f.project.path[j] < path_count;
    }
    CHECK(in_range);
  }

  void count_events(const Market& market, const PeriodStatistics& statistics) {
    std::map<EventKind, std::int64_t> kinds;
    for (const EventRow& event : market.flows.events) {
      ++kinds[event.kind];
      CHECK(event.period == market.period);
      if (event.kind == EventKind::exit) CHECK(alive.count(event.firm) == 1);
    }
    const auto sum = [](const std::array<std::int64_t, path_count>& paths) {
      std::int64_t total = 0;
      for (const std::int64_t path : paths) total += path;
      return total;
    };
    const PeriodCounts& counts = statistics.counts;
    CHECK(kinds[EventKind::entry] == counts.entries);
    CHECK(kinds[EventKind::exit] == counts.exits);
    CHECK(kinds[EventKind::project_started] == sum(counts.started));
    CHECK(kinds[EventKind::project_finished] == sum(counts.adopted));
    CHECK(kinds[EventKind::project_failed] == sum(counts.failed));
    CHECK(kinds[EventKind::imitation] == counts.imitations);
    CHECK(kinds[EventKind::shock] == counts.shocks);
    finished += sum(counts.adopted) + sum(counts.failed);
    CHECK(sum(counts.started) <= counts.triggered);
  }

  void remember(const Market& market) {
    alive.clear();
    alive.insert(market.firms.id.data(), market.firms.id.data() + market.firms.count);
  }

  Index firms = 0;
  double cash = 0, worst_money = 0, worst_goods = 0;
  std::int64_t entries = 0, exits = 0, finished = 0;
  bool known = true, in_range = true;
  std::set<std::int64_t> alive;
};

Balance balance_of(const Scenario& scenario, std::uint64_t replicate = 0) {
  Balance balance;
  Observer* const observers[] = {&balance};
  run(scenario, {.replicate = replicate, .threads = 1}, observers);
  CHECK(balance.worst_money < 1e-9);
  CHECK(balance.worst_goods < 1e-12);
  return balance;
}

}  // namespace

TEST_CASE("firms, money, goods and events balance in every period of the default market") {
  const Balance balance = balance_of(scenario_of("[scenario]\nperiods = 100\n"));
  CHECK(balance.finished > 0);
}

TEST_CASE("firms, money, goods and events balance in a market under every kind of stress") {
  for (std::uint64_t replicate = 0; replicate < 3; ++replicate) {
    const Balance balance = balance_of(scenario_of(test::stressed_market), replicate);
    CHECK(balance.entries > 50);
    CHECK(balance.exits > 50);
    CHECK(balance.finished > 100);
  }
}

TEST_CASE("firms, money, goods and events balance under every way of pricing") {
  for (const char* pricing : {"adaptive_markup", "fixed"})
    balance_of(scenario_of(test::stressed_market, {set("competition.pricing", std::string(pricing))}));
}

TEST_CASE("firms, money, goods and events balance in a market of a homogeneous good under every rule") {
  for (const Scenario& scenario : test::homogeneous_markets()) {
    CAPTURE(static_cast<int>(scenario.competition.rule));
    CAPTURE(static_cast<int>(scenario.homogeneous.demand));
    const Balance balance = balance_of(scenario);
    CHECK(balance.entries > 20);
    CHECK(balance.exits > 20);
    CHECK(balance.finished > 100);
  }
}

TEST_CASE("firms, money, goods and events balance with a value chain") {
  const Balance balance = balance_of(scenario_of(
      test::stressed_market, {set("value_chain.enabled", std::string("true")), set("value_chain.move_share", 0.6)}));
  CHECK(balance.finished > 100);
}

TEST_CASE("firms, money, goods and events balance with ties between firms") {
  for (const char* chain : {"false", "true"}) {
    const Balance balance = balance_of(
        scenario_of(test::stressed_market, {set("network.enabled", "true"), set("network.seeking", 0.5),
                                            set("network.revenue_share", 0.05), set("value_chain.enabled", chain)}));
    CHECK(balance.finished > 100);
  }
}

TEST_CASE("firms, money, goods and events balance with co-creation") {
  const Balance balance =
      balance_of(scenario_of(test::stressed_market, {set("co_creation.enabled", std::string("true"))}));
  CHECK(balance.finished > 100);
}

TEST_CASE("firms, money, goods and events balance under every null model and search order") {
  for (const char* null : {"random_path", "shuffled_capabilities", "no_selection"})
    balance_of(
        scenario_of(test::stressed_market, {set("innovation.null", std::string(null)), set("scenario.periods", 40)}));
  for (const char* order : {"random_fitter", "first_better", "steepest"})
    balance_of(scenario_of(test::stressed_market, {set("search.order", std::string(order)), set("scenario.periods", 40),
                                                   set("innovation.objective", std::string("fitness"))}));
}

}  // namespace rivalry
