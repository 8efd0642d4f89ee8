#include <cmath>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "rivalry/model/learning.hpp"
#include "rivalry/run/period.hpp"

namespace rivalry {
namespace {

using test::Laboratory;
using test::Sample;
using test::scenario_of;
using test::set;

constexpr const char* text = R"(
[market]
firms = 20
[entry]
enabled = false
[exit]
size_floor = 0.1
floor_periods = 3
[finance]
credit = 0.2
legitimacy_credit = 0.5
)";

bool is_alive(const Firms& firms, std::int64_t id) {
  for (Index j = 0; j < firms.count; ++j)
    if (firms.id[j] == id) return true;
  return false;
}

}  // namespace

TEST_CASE("a firm leaves when its cash is below the credit limit, which grows with legitimacy") {
  Laboratory lab(scenario_of(text, {set("founding.size", 2)}));
  Firms& firms = lab.market.firms;
  firms.quantity.head(20).setConstant(1);
  firms.legitimacy[3] = 0.4, firms.legitimacy[4] = 0.4, firms.legitimacy[5] = 0.9;
  CHECK(credit_limit(firms, lab.scenario, 3) == doctest::Approx(2 * (0.2 + 0.5 * 0.4)));
  firms.cash[3] = -0.8001, firms.cash[4] = -0.7999, firms.cash[5] = -0.8001;
  exit_and_enter(lab.market, lab.step());
  CHECK(!is_alive(firms, 3));
  CHECK(is_alive(firms, 4));
  CHECK(is_alive(firms, 5));
  CHECK(firms.count == 19);
  CHECK(lab.market.flows.written_off == doctest::Approx(-0.8001));
}

TEST_CASE("a firm leaves after so many periods in a row below the size floor") {
  Laboratory lab(scenario_of(text));
  Firms& firms = lab.market.firms;
  const double floor = 0.1 * lab.market.mean_size;
  firms.quantity.head(20).setConstant(1);
  for (int period = 1; period <= 3; ++period) {
    CHECK(is_alive(firms, 7));
    for (Index j = 0; j < firms.count; ++j) {
      if (firms.id[j] == 7) firms.quantity[j] = 0.99 * floor;
      if (firms.id[j] == 8) firms.quantity[j] = period == 2 ? 1.01 * floor : 0.5 * floor;  // recovers in between
    }
    exit_and_enter(lab.market, lab.step(period));
  }
  CHECK(!is_alive(firms, 7));
  CHECK(is_alive(firms, 8));
}

TEST_CASE("leavers make room without mixing up the others' columns") {
  Laboratory lab(scenario_of(text));
  Firms& firms = lab.market.firms;
  firms.quantity.head(20).setConstant(1);
  std::vector<std::uint64_t> model(firms.model.data(), firms.model.data() + 20);
  std::vector<double> weight;
  for (Index j = 0; j < 20; ++j) weight.push_back(lab.market.weight(1, j));
  for (const Index j : {0, 5, 18, 19}) firms.cash[j] = -100;
  exit_and_enter(lab.market, lab.step());
  REQUIRE(firms.count == 16);
  for (Index j = 0; j < firms.count; ++j) {
    CHECK(firms.model[j] == model[static_cast<std::size_t>(firms.id[j])]);
    CHECK(lab.market.weight(1, j) == weight[static_cast<std::size_t>(firms.id[j])]);
  }
}

TEST_CASE("entry is Poisson with a mean that rises with profit up to its cap") {
  // Means over 400 replicates at four standard errors.
  struct {
    double profit, cap, mean;
  } const cases[] = {{0, 1, 2}, {1, 1, 2 * std::exp(1.0)}, {1, 0.12, 2.4}, {-1, 1, 2 * std::exp(-1.0)}};
  for (const auto& one : cases) {
    CAPTURE(one.profit);
    Sample entrants;
    for (std::uint64_t replicate = 0; replicate < 400; ++replicate) {
      Laboratory lab(scenario_of("[market]\nfirms = 20\nsegments = 1\n[exit]\nenabled = false\n[business_model]\n"
                                 "catalogue = \"generated\"\nchoices_per_path = 1\n[landscape]\ninterdependence = 0\n",
                                 {set("entry.rate", 0.1), set("entry.cap", one.cap)}),
                     replicate);
      lab.market.profit_scale = 1;
      lab.market.firms.profit.head(20).setConstant(one.profit);
      exit_and_enter(lab.market, lab.step());
      entrants.add(static_cast<double>(lab.market.flows.entries));
    }
    CHECK(entrants.errors_from(one.mean) < 4);
    CHECK(entrants.deviation() * entrants.deviation() == doctest::Approx(one.mean).epsilon(0.35));  // Poisson: its mean
  }
}

TEST_CASE("entrants start with their population's cash, little legitimacy and the models of incumbents") {
  Laboratory lab(scenario_of(R"(
[market]
firms = 50
[entry]
rate = 2
cap = 2
cash = 0.5
legitimacy = 0.3
startups = 0.5
redraw = 0
[exit]
enabled = false
[[population]]
name = "old"
firms = 50
[[population]]
name = "young"
firms = 0
entrants = 1
founding.cash = 3
founding.size = 2
)"));
  exit_and_enter(lab.market, lab.step());
  const Firms& firms = lab.market.firms;
  REQUIRE(firms.count > 100);
  int startups = 0, imitators = 0;
  for (Index j = 50; j < firms.count; ++j) {
    CHECK(firms.population[j] == 1);
    CHECK(firms.cash[j] == 0.5 * 3 * 2);
    CHECK((firms.id[j] >> 32) == 1);
    const bool imitator = firms.origin[j] == static_cast<int>(Origin::imitator);
    (imitator ? imitators : startups) += 1;
    CHECK(firms.legitimacy[j] == doctest::Approx(imitator ? 0.6 : 0.3));
    bool copy = false;  // of a whole model, or of each block of some firm
    std::array<bool, path_count> block{};
    for (Index i = 0; i < 50; ++i) {
      copy = copy || firms.model[i] == firms.model[j];
      for (std::size_t path = 0; path < path_count; ++path)
        block[path] = block[path] ||
                      ((firms.model[i] ^ firms.model[j]) & lab.scenario.catalogue.block(static_cast<Path>(path))) == 0;
    }
    if (imitator) CHECK(copy);
  }
  CHECK(startups > 20);
  CHECK(imitators > 20);
}

TEST_CASE("a market of one firm runs") {
  const RunOutcome outcome = run(scenario_of("[scenario]\nperiods = 60\n[market]\nfirms = 1\n[entry]\nenabled = false\n"
                                             "[exit]\nenabled = false\n[innovation]\nbase_hazard = 1\n"),
                                 {.threads = 2});
  CHECK(outcome.history.last("firms") == 1);
  CHECK(outcome.history.last("hhi") == doctest::Approx(1));
  CHECK(std::isfinite(outcome.history.last("profit_total")));
  CHECK(outcome.history.sum("adopted") > 0);
}

TEST_CASE("a market that dies out goes on empty, and fills again when firms enter") {
  const std::string doomed = "[scenario]\nperiods = 40\n[market]\nfirms = 30\n[cost]\nfixed = 50\n";
  const RunOutcome empty = run(scenario_of(doomed + "[entry]\nenabled = false\n"), {.threads = 1});
  CHECK(empty.history.last("firms") == 0);
  CHECK(empty.history.last("sales") == 0);
  CHECK(empty.history.last("profit_total") == 0);
  CHECK(empty.history.sum("exits") == 30);
  const RunOutcome refilled =
      run(scenario_of(doomed +
                      "[[event]]\nname = \"relief\"\nat = 20\nset = {\"cost.fixed\" = 0.01, \"entry.rate\" = 0.2}\n"),
          {.threads = 1});
  CHECK(refilled.history.at(15, "firms") < 5);
  CHECK(refilled.history.last("firms") > 10);
  CHECK(refilled.history.last("sales") > 0);
  for (std::int64_t t = 0; t < 40; ++t) CHECK(std::isfinite(refilled.history.at(t, "profit_total")));
}

TEST_CASE("a market of one segment and one attribute runs with every mechanism") {
  const RunOutcome outcome = run(
      scenario_of("[scenario]\nperiods = 40\n[market]\nfirms = 20\nsegments = 1\nattributes = 1\n"), {.threads = 1});
  CHECK(outcome.complete);
  CHECK(outcome.history.last("coverage") > 0);
}

}  // namespace rivalry
