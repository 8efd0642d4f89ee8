// What scenario files expect (`rivalry verify`): that it holds, and that judging can fail.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "rivalry/verify/verify.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

ExpectationFile claims_of(const std::string& name) {
  return read_expectation_file(fs::path(RIVALRY_SOURCE_DIR "/scenarios/replications") / (name + ".toml"));
}

std::vector<ExpectationFile> all_claims() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(RIVALRY_SOURCE_DIR "/scenarios"))
    if (entry.path().extension() == ".toml" && entry.path().parent_path().filename() != "sweeps")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<ExpectationFile> all;
  for (const fs::path& file : files)
    if (ExpectationFile claims = read_expectation_file(file); !claims.expectations.empty())
      all.push_back(std::move(claims));
  return all;
}

/// Verdicts on one file of which something was changed.
std::vector<bool> verdicts(const ExpectationFile& claims) {
  std::vector<bool> result;
  const Findings findings = *verify({claims}, {});
  for (const auto& finding : findings.front())
    if (finding) result.push_back(finding->holds);
  return result;
}

}  // namespace

TEST_CASE("scenarios come to the numbers that they expect") {
  const std::vector<ExpectationFile> all = all_claims();
  const Findings findings = *verify(all, {});
  int judged = 0;
  for (std::size_t file = 0; file < all.size(); ++file) {
    CAPTURE(all[file].name);
    for (std::size_t i = 0; i < findings[file].size(); ++i) {
      const Expectation& expectation = all[file].expectations[i];
      CHECK(findings[file][i].has_value() != expectation.is_long);
      if (!findings[file][i]) continue;
      ++judged;
      INFO(measure_text(expectation), ": ", ours_text(expectation, *findings[file][i]), ", expected ",
           target_text(expectation));
      CHECK(as_stated(expectation, *findings[file][i]));
    }
  }
  CHECK(judged >= 140);
}

TEST_CASE("every replication expects something, and docs/verification.md has a row for all that is expected") {
  const std::vector<ExpectationFile> all = all_claims();
  for (const auto& entry : fs::directory_iterator(RIVALRY_SOURCE_DIR "/scenarios/replications")) {
    CAPTURE(entry.path().string());
    CHECK(std::ranges::any_of(all, [&](const ExpectationFile& claims) { return claims.name == entry.path().stem(); }));
  }
  std::ifstream file(RIVALRY_SOURCE_DIR "/docs/verification.md");
  std::ostringstream text;
  text << file.rdbuf();
  const std::string page = text.str();
  std::size_t expected = 0;
  INFO("after a change of what is expected: rivalry verify --long --page docs/verification.md");
  for (const ExpectationFile& claims : all)
    for (const Expectation& expectation : claims.expectations) {
      CAPTURE(page_row(expectation));
      CHECK(page.find("\n" + page_row(expectation)) != std::string::npos);
      ++expected;
    }
  std::size_t verdicts_of_page = 0;
  for (const char* verdict : {" | holds |\n", " | **misses** |\n"})
    for (std::size_t at = page.find(verdict); at != std::string::npos; at = page.find(verdict, at + 1))
      ++verdicts_of_page;
  CHECK(verdicts_of_page == expected);
}

TEST_CASE("what is found is the same bits for any number of threads") {
  const std::vector<ExpectationFile> some{claims_of("long-jumps"), claims_of("nelson-winter-selection"),
                                          claims_of("balances")};
  const Findings one = *verify(some, {.threads = 1});
  for (const int threads : {2, 5}) {
    const Findings other = *verify(some, {.threads = threads});
    for (std::size_t file = 0; file < some.size(); ++file)
      for (std::size_t i = 0; i < one[file].size(); ++i) {
        CHECK(other[file][i]->ours == one[file][i]->ours);
        CHECK((other[file][i]->error == one[file][i]->error || std::isnan(one[file][i]->error)));
      }
  }
}

TEST_CASE("an expected number that is off by more than its tolerance is missed, whatever the agreement") {
  ExpectationFile exact = claims_of("cournot");
  exact.expectations[0].value += 1.5e-10;
  const std::vector<bool> numerical = verdicts(exact);
  CHECK(!numerical[0]);
  CHECK(std::count(numerical.begin(), numerical.end(), false) == 1);

  ExpectationFile walks = claims_of("adaptive-walks");
  for (Expectation& expectation : walks.expectations)
    if (expectation.measure == "walk_length") expectation.value += 0.15;  // the relation has 0.9 to spare
  const std::vector<bool> distributional = verdicts(walks);
  CHECK(std::count(distributional.begin(), distributional.end(), false) == 4);

  ExpectationFile firms = claims_of("nelson-winter-innovation");
  std::erase_if(firms.expectations, [](const Expectation& one) { return one.agreement != Agreement::relational; });
  for (Expectation& expectation : firms.expectations)
    expectation.bound = expectation.bound == Bound::at_least ? Bound::at_most : Bound::at_least;
  for (const bool holds : verdicts(firms)) CHECK(!holds);
}

TEST_CASE("two settings that come to the same are in no order") {
  ExpectationFile claims = claims_of("cournot");
  Expectation same = claims.expectations[0];
  same.agreement = Agreement::relational, same.absolute.reset(), same.value = 0;
  claims.expectations.clear();
  for (const Bound bound : {Bound::at_least, Bound::at_most}) {
    same.bound = bound;
    claims.expectations.push_back(same);
  }
  CHECK(verdicts(claims) == std::vector<bool>{false, false});
}

TEST_CASE("what was stopped is not judged, and what fails in a run is told") {
  const std::atomic<bool> stop = true;
  CHECK(!verify({claims_of("cournot")}, {.stop = &stop}).has_value());
  ExpectationFile broken = claims_of("cournot");
  broken.expectations[0].measure = "no such measure";
  CHECK_THROWS_AS(verify({broken}, {.threads = 2}), std::invalid_argument);
}

TEST_CASE("a shake-out is what is missing of the most firms that ever sold anything") {
  ExpectationFile claims = claims_of("lenox-rockart-lewin-2007");
  Expectation one = claims.expectations.front();
  one.set = {{"scenario.periods", "60"}}, one.with.clear(), one.agreement = Agreement::numerical;
  one.standard_errors.reset(), one.replicates.reset();
  claims.expectations = {one};
  struct Sellers : Observer {
    void after_period(const Market& market, const Scenario&, const PeriodStatistics&) override {
      count.push_back((market.firms.quantity.head(market.firms.count) > 0).count());
    }
    std::vector<std::int64_t> count;
  } sellers;
  Observer* const observers[] = {&sellers};
  run(test::replication("lenox-rockart-lewin-2007", {test::set("scenario.periods", 60)}), {.threads = 1}, observers);
  const std::int64_t most = *std::ranges::max_element(sellers.count), last = sellers.count.back();
  REQUIRE(last < most);
  CHECK(verify({claims}, {})->front().front()->ours == 1 - static_cast<double>(last) / static_cast<double>(most));
}

TEST_CASE("a firm that has left has no measure, which holds nothing") {
  ExpectationFile claims = claims_of("balances");
  Expectation one = claims.expectations[0];
  one.measure = "cash", one.value = 0, one.absolute = 1e15, one.replicates.reset();
  claims.expectations.clear();
  for (one.firm = 1; *one.firm <= 150; ++*one.firm) claims.expectations.push_back(one);
  const std::vector<bool> here = verdicts(claims);
  struct Last : Observer {
    void end(const Market& market, const Scenario&, const History&) override {
      for (Index j = 0; j < market.firms.count; ++j) ids.insert(market.firms.id[j]);
    }
    std::set<std::int64_t> ids;
  } last;
  Observer* const observers[] = {&last};
  run(test::replication("balances"), {.threads = 1}, observers);
  CHECK(std::count(here.begin(), here.end(), true) > 3);
  for (std::size_t i = 0; i < here.size(); ++i) CHECK(here[i] == last.ids.contains(static_cast<std::int64_t>(i)));
}

TEST_CASE("what rounding leaves of runs that are alike is no deviation, no difference and no divisor") {
  std::vector<Observation> runs;
  for (int i = 0; i < 100; ++i) runs.push_back({i % 2 == 0 ? 0.3 : 0.1 + 0.2, 1});
  const Estimate spread = estimate(runs, Statistic::deviation);
  CHECK(spread.value == 0);
  CHECK(spread.error() == 0);
  const Observation one{0.3, 1}, other{0.1 + 0.2, 1};
  const Estimate mine = estimate(std::span(&one, 1), Statistic::mean);
  const Estimate theirs = estimate(std::span(&other, 1), Statistic::mean);
  const Estimate difference = compare(theirs, mine, Comparison::difference);
  CHECK(difference.value > 0);  // some 1e-17
  CHECK(difference.value < difference.rounding);
  CHECK(difference.rounding < 1e-13);
  CHECK(std::isnan(compare(mine, difference, Comparison::ratio).value));
}

TEST_CASE("errors of means, deviations, differences and ratios are those of simulated samples") {
  // Each statistic over 400 samples of 200 skewed values: its spread is what the mean of its errors says, within
  // 4 standard errors of a spread over 400, and 5 % for the errors' own approximation.
  const auto spread_over_error = [](auto statistic) {
    test::Sample values, errors;
    for (std::uint64_t sample = 0; sample < 400; ++sample) {
      Stream stream = Streams(17, sample).at(Purpose::candidates, 0, 0);
      std::vector<Observation> one, other;
      for (int i = 0; i < 200; ++i) {
        const double common = -std::log(stream.uniform()), own = -std::log(stream.uniform());
        one.push_back({common + own, 1 + stream.uniform()});
        other.push_back({common + 1, one.back().weight});
      }
      const Estimate found = statistic(one, other);
      values.add(found.value), errors.add(found.error());
    }
    return values.deviation() / errors.mean();
  };
  const auto mean = [](const auto& one, const auto&) { return estimate(one, Statistic::mean); };
  const auto deviation = [](auto one, const auto&) {
    for (Observation& each : one) each.weight = 1;
    return estimate(one, Statistic::deviation);
  };
  const auto compared = [](Comparison how) {
    return [how](const auto& one, const auto& other) {
      return compare(estimate(one, Statistic::mean), estimate(other, Statistic::mean), how);
    };
  };
  const auto agrees = [](double ratio) { return std::fabs(ratio - 1) < 0.05 + 4 / std::sqrt(2 * 400.0); };
  CHECK(agrees(spread_over_error(mean)));
  CHECK(agrees(spread_over_error(deviation)));
  CHECK(agrees(spread_over_error(compared(Comparison::difference))));
  CHECK(agrees(spread_over_error(compared(Comparison::ratio))));
}

TEST_CASE("false alarms follow Student's t, on one side for bounds") {
  Expectation expectation{.standard_errors = 4, .replicates = 300};
  CHECK(std::fabs(1 / false_alarm(expectation) - 12535) < 100);
  expectation.replicates = 5;
  CHECK(std::fabs(false_alarm(expectation) - 0.01613) < 1e-5);
  expectation.bound = Bound::at_least;
  CHECK(std::fabs(false_alarm(expectation) - 0.01613 / 2) < 1e-5);
  expectation.standard_errors.reset();
  CHECK(false_alarm(expectation) == 0);
}

}  // namespace rivalry
