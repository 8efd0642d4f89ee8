#include <algorithm>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "rivalry/io/recording_plan.hpp"

namespace rivalry {
namespace {

using test::scenario_of;
using test::set;

RecordingPlan plan(const std::vector<Setting>& settings) { return plan_recording(scenario_of("", settings)); }

}  // namespace

TEST_CASE("the panel holds all firms unless the market starts with more than recording.firms") {
  CHECK(plan({set("market.firms", 1000), set("recording.firms", 1000)}).share == 1);
  CHECK(plan({set("market.firms", 4000), set("recording.firms", 1000)}).share == 0.25);
  CHECK(plan({set("recording.firms", 0)}).share == 0);
}

TEST_CASE("a sample has the share that was asked for, of founders and of entrants") {
  for (const std::int64_t first : {std::int64_t{0}, std::int64_t{7} << 32})
    for (const double share : {0.01, 0.3}) {
      const int firms = 100'000;
      int held = 0;
      for (int i = 0; i < firms; ++i) held += in_sample(first + i, share);
      const double error = std::sqrt(share * (1 - share) * firms);
      CHECK(std::fabs(held - share * firms) < 4 * error);  // a false alarm in 16,000; the draws are fixed
    }
}

TEST_CASE("a larger sample contains the smaller one") {
  for (std::int64_t firm = 0; firm < 20'000; ++firm)
    if (in_sample(firm, 0.1)) CHECK(in_sample(firm, 0.2));
  CHECK(in_sample(123, 1));
  CHECK_FALSE(in_sample(123, 0));
}

TEST_CASE("the automatic interval is the smallest with at most 75,000 rows and 1,500,000 cells") {
  const auto every = [](int firms, int periods, double rate) {
    return plan({set("market.firms", firms), set("scenario.periods", periods), set("entry.rate", rate)}).every;
  };
  CHECK(every(1000, 75, 0) == 1);
  CHECK(every(1000, 76, 0) == 2);
  CHECK(every(1000, 5000, 0) == 67);
  CHECK(every(100, 10'000, 0.01) == 68);  // 10,100 firms in all × 10,000 periods / 1,500,000
  CHECK(plan({set("market.firms", 1000), set("scenario.periods", 5000), set("recording.every", 3)}).every == 3);
}

TEST_CASE("recording.variables names variables, groups of them, or none") {
  const auto variables = [](const std::string& names) { return plan({set("recording.variables", names)}); };
  CHECK(variables("none").numbers.empty());
  CHECK(variables("none").words.empty());
  CHECK(variables("default").words.size() == 1);
  CHECK(variables("default").vectors.empty());
  CHECK(variables("default").numbers.size() < firm_observables().size());
  const Scenario plain;
  const auto in_all = std::ranges::count_if(firm_observables(), [&](const auto& each) { return each.is_in(plain); });
  CHECK(variables("all").numbers.size() == static_cast<std::size_t>(in_all));
  const auto with_chain = plan({set("recording.variables", "all"), set("value_chain.enabled", "true")});
  CHECK(with_chain.numbers.size() == static_cast<std::size_t>(in_all) + 2);
  CHECK(plan({set("recording.variables", "all"), set("policy.enabled", "true")}).numbers.size() ==
        static_cast<std::size_t>(in_all) + 2);
  CHECK(variables("subsidy").numbers.size() == 1);  // asked for by name: of zeros
  CHECK(variables("all").vectors.size() == firm_vector_observables().size());
  const RecordingPlan chosen = variables("profit,position");
  REQUIRE(chosen.numbers.size() == 1);
  CHECK(chosen.numbers[0]->name == "profit");
  REQUIRE(chosen.vectors.size() == 1);
  CHECK(chosen.vectors[0]->name == "position");
}

TEST_CASE("a variable that does not exist is refused with those that do") {
  Scenario scenario = scenario_of("");
  scenario.recording.variables = {"profits"};
  CHECK_THROWS_WITH_AS(plan_recording(scenario), doctest::Contains("\"profits\"; there are default, all, none, "),
                       UnknownVariable);
}

}  // namespace rivalry
