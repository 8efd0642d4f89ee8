#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rivalry/model/evaluation.hpp"
#include "rivalry/model/population.hpp"
#include "rivalry/run/run.hpp"
#include "rivalry/scenario/read.hpp"

namespace rivalry::test {

/// A scenario of scenarios/replications, read as a user would with `--set`.
inline Scenario replication(const std::string& name, const std::vector<Setting>& settings = {}) {
  return read_scenario(std::string(RIVALRY_SOURCE_DIR "/scenarios/replications/") + name + ".toml", settings);
}

/// A small market that tests write down themselves.
inline Scenario scenario_of(std::string_view text, const std::vector<Setting>& settings = {}) {
  return parse_scenario(text, "test.toml", settings);
}

inline Setting set(const std::string& key, double value) { return {key, std::to_string(value)}; }
inline Setting set(const std::string& key, int value) { return {key, std::to_string(value)}; }
inline Setting set(const std::string& key, const std::string& value) { return {key, value}; }

/// A founded market on the bench: tests call the engine's own phases on it.
struct Laboratory {
  explicit Laboratory(Scenario given, std::uint64_t replicate = 0, int threads = 1)
      : scenario(std::move(given)),
        streams(static_cast<std::uint64_t>(scenario.scenario.seed), replicate),
        workers(threads),
        market(found_market(scenario, streams, workers, scratch)) {}

  Step step(std::int64_t period = 1) { return {scenario, streams, workers, scratch, period}; }

  Scenario scenario;
  Streams streams;
  Workers workers;
  Scratch scratch;
  Market market;

  Laboratory(const Laboratory&) = delete;
  Laboratory& operator=(const Laboratory&) = delete;
};

/// expected_profit, with the segments as they are now.
inline double expected_profit_now(const Market& market, const Step& step, Searcher searcher, const Candidate& candidate,
                                  std::uint64_t alone) {
  tabulate_segments(market, step);
  return expected_profit(market, step, searcher, candidate, alone);
}

/// Difference of two numbers relative to the second one.
inline double relative(long double got, long double expected) {
  return static_cast<double>(std::fabs(got / expected - 1));
}

/// Mean of a sample and its standard error.
class Sample {
 public:
  void add(double value) {
    ++count_;
    const double gap = value - mean_;
    mean_ += gap / count_;
    squares_ += gap * (value - mean_);
  }
  double count() const { return count_; }
  double mean() const { return mean_; }
  double deviation() const { return std::sqrt(squares_ / (count_ - 1)); }
  double error() const { return deviation() / std::sqrt(count_); }
  /// Distance of the mean from a value, in standard errors.
  double errors_from(double expected) const { return std::fabs(mean_ - expected) / error(); }

 private:
  double count_ = 0, mean_ = 0, squares_ = 0;
};

}  // namespace rivalry::test
