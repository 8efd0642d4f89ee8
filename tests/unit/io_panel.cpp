#include <algorithm>
#include <map>

#include <doctest/doctest.h>

#include "../support/markets.hpp"
#include "../support/results.hpp"
#include "rivalry/io/recording_plan.hpp"

namespace rivalry {
namespace {

using test::Folder;
using test::Numbers;
using test::read_integers;
using test::read_numbers;
using test::record;
using test::scenario_of;
using test::set;

/// Keeps what a panel should hold, by period and firm.
struct Witness : Observer {
  struct Row {
    double cash, share;
    std::uint64_t model;
    double position;
  };
  std::map<std::pair<std::int64_t, std::int64_t>, Row> rows;
  std::map<std::int64_t, std::int64_t> entered, left;

  void begin(const Market& market, const Scenario&) override { note(market); }
  void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
    note(market);
    for (Index j = 0; j < market.firms.count; ++j)
      rows[{market.period, market.firms.id[j]}] = {market.firms.cash[j], market.firms.share(j), market.firms.model[j],
                                                   market.firms.position[1][j]};
    for (const EventRow& event : market.flows.events)
      if (event.kind == EventKind::exit) left[event.firm] = event.period;
  }
  void note(const Market& market) {
    for (Index j = 0; j < market.firms.count; ++j) entered.try_emplace(market.firms.id[j], market.firms.entered(j));
  }
};

/// More periods than a block of the recorder holds, and many entries and exits.
Scenario busy_market(const std::vector<Setting>& settings = {}) {
  std::vector<Setting> all{set("scenario.periods", 150), set("recording.variables", "cash,share,model,position")};
  all.insert(all.end(), settings.begin(), settings.end());
  return scenario_of(test::stressed_market, all);
}

}  // namespace

TEST_CASE("the panel holds every firm of every period as it was, and nothing where it was not alive") {
  for (const int compression : {0, 1}) {
    const Folder folder;
    Witness witness;
    record(busy_market({set("recording.compression", compression)}), folder / "r.h5", {}, {&witness});

    const auto firms = read_integers(folder / "r.h5", "/firms/firm"),
               periods = read_integers(folder / "r.h5", "/firms/period");
    const Numbers cash = read_numbers(folder / "r.h5", "/firms/cash"),
                  share = read_numbers(folder / "r.h5", "/firms/share"),
                  position = read_numbers(folder / "r.h5", "/firms/position");
    const auto model = read_integers(folder / "r.h5", "/firms/model");
    REQUIRE(periods.size() == 150);
    REQUIRE(firms.size() == witness.entered.size());
    CHECK(std::ranges::is_sorted(firms));
    CHECK(firms.size() > 300);

    std::size_t found = 0, wrong = 0;
    for (std::size_t t = 0; t < periods.size(); ++t)
      for (std::size_t j = 0; j < firms.size(); ++j) {
        const auto row = witness.rows.find({periods[t], firms[j]});
        const std::size_t cell = t * firms.size() + j;
        if (row == witness.rows.end()) {
          wrong += !(std::isnan(cash.values[cell]) && std::isnan(share.values[cell]) && model[cell] == -1 &&
                     std::isnan(position.values[2 * cell]));
        } else {
          ++found;
          wrong += !(cash.values[cell] == row->second.cash && share.values[cell] == row->second.share &&
                     model[cell] == static_cast<std::int64_t>(row->second.model) &&
                     position.values[2 * cell + 1] == row->second.position);
        }
      }
    CHECK(found == witness.rows.size());
    CHECK(wrong == 0);
  }
}

TEST_CASE("entries and exits of the panel are those of the events") {
  const Folder folder;
  Witness witness;
  record(busy_market({set("recording.every", 7)}), folder / "r.h5", {}, {&witness});
  const auto firms = read_integers(folder / "r.h5", "/firms/firm"),
             entry = read_integers(folder / "r.h5", "/firms/entry_period"),
             exit = read_integers(folder / "r.h5", "/firms/exit_period");
  REQUIRE(firms.size() == witness.entered.size());
  for (std::size_t j = 0; j < firms.size(); ++j) {
    CHECK(entry[j] == witness.entered[firms[j]]);
    CHECK(exit[j] == (witness.left.contains(firms[j]) ? witness.left[firms[j]] : -1));
  }

  const auto kind = read_integers(folder / "r.h5", "/events/kind"),
             who = read_integers(folder / "r.h5", "/events/firm"),
             when = read_integers(folder / "r.h5", "/events/period");
  std::map<std::int64_t, std::int64_t> entered, left;
  for (std::size_t i = 0; i < kind.size(); ++i) {
    if (kind[i] == static_cast<int>(EventKind::entry)) entered[who[i]] = when[i];
    if (kind[i] == static_cast<int>(EventKind::exit)) left[who[i]] = when[i];
  }
  CHECK(left == witness.left);
  for (std::size_t j = 0; j < firms.size(); ++j)
    if (entry[j] > 0) CHECK(entered[firms[j]] == entry[j]);
}

TEST_CASE("a sampled panel holds the rows of its firms in the full one, founders and entrants alike") {
  const Folder folder;
  record(busy_market(), folder / "all.h5");
  const Scenario sampling = busy_market({set("recording.firms", 30)});
  record(sampling, folder / "some.h5");
  const RecordingPlan plan = plan_recording(sampling);

  const auto all = read_integers(folder / "all.h5", "/firms/firm"),
             some = read_integers(folder / "some.h5", "/firms/firm");
  std::vector<std::int64_t> expected;
  std::ranges::copy_if(all, std::back_inserter(expected), [&](std::int64_t firm) { return plan.holds(firm); });
  CHECK(some == expected);
  CHECK(std::ranges::any_of(some, [](std::int64_t firm) { return firm >> 32 > 0; }));

  const Numbers full = read_numbers(folder / "all.h5", "/firms/share"),
                part = read_numbers(folder / "some.h5", "/firms/share");
  std::size_t wrong = 0;
  for (std::size_t j = 0; j < some.size(); ++j) {
    const auto column = static_cast<std::size_t>(std::ranges::find(all, some[j]) - all.begin());
    for (std::size_t t = 0; t < full.shape[0]; ++t)
      wrong += !(full.at(t, column) == part.at(t, j) || (std::isnan(full.at(t, column)) && std::isnan(part.at(t, j))));
  }
  CHECK(wrong == 0);

  for (const std::int64_t firm : read_integers(folder / "some.h5", "/events/firm"))
    CHECK((firm == -1 || plan.holds(firm)));
}

TEST_CASE("events of all firms can be recorded beside a sampled panel") {
  const Folder folder;
  record(busy_market({set("scenario.periods", 20)}), folder / "full.h5");
  record(busy_market({set("scenario.periods", 20), set("recording.firms", 0), set("recording.events", "all")}),
         folder / "all.h5");
  CHECK(read_integers(folder / "full.h5", "/events/firm") == read_integers(folder / "all.h5", "/events/firm"));
}

}  // namespace rivalry
