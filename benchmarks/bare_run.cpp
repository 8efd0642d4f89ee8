// Runs a scenario without a file, and says in JSON what that took:
//
//   rivalry_bare_run [--whole] SCENARIO THREADS REPETITIONS [KEY=VALUE]...
//
// A repetition founds the market, runs it and makes the row of its summary, as a sweep does. With --whole its phases
// are not timed: reading the clock for them takes a hundredth of the time of a small market.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "rivalry/run/run.hpp"
#include "rivalry/scenario/read.hpp"

namespace {

using namespace rivalry;
using Json = nlohmann::ordered_json;

/// How busy a market is: shares of firms a period, and the least of any period, the first tenth left out.
class Life : public Observer {
 public:
  void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) override {
    const PeriodCounts& counts = statistics.counts;
    double tried = 0, adopted = 0;
    for (const std::int64_t number : counts.tried) tried += static_cast<double>(number);
    for (const std::int64_t number : counts.adopted) adopted += static_cast<double>(number);
    const auto firms = static_cast<double>(std::max<std::int64_t>(1, statistics.firms));
    firm_periods += static_cast<double>(statistics.firms);
    sums_[0] += static_cast<double>(counts.triggered), sums_[1] += tried, sums_[2] += adopted;
    sums_[3] += static_cast<double>(counts.entries), sums_[4] += static_cast<double>(counts.exits);
    if (market.period * 10 > scenario.scenario.periods) least_tried_ = std::min(least_tried_, tried / firms);
  }
  Json json() const {
    Json life;
    for (std::size_t i = 0; i < 5; ++i) life[names[i]] = sums_[i] / firm_periods;
    life["least_candidates"] = least_tried_;
    return life;
  }
  double firm_periods = 0;

 private:
  static constexpr const char* names[] = {"triggered", "candidates", "adopted", "entries", "exits"};
  double sums_[5] = {}, least_tried_ = 1e300;
};

std::vector<Setting> settings(int argc, char** argv, int first) {
  std::vector<Setting> all;
  for (int i = first; i < argc; ++i) {
    const std::string text = argv[i];
    const std::size_t sign = text.find('=');
    if (sign == std::string::npos) throw std::invalid_argument("\"" + text + "\" is no setting; write key=value");
    all.push_back({text.substr(0, sign), text.substr(sign + 1)});
  }
  return all;
}

Json measure(const Scenario& scenario, int threads, bool whole) {
  Life life;
  Observer* const observers[] = {&life};
  Stopwatch watch;
  const RunOutcome outcome = run(scenario, {.threads = threads, .stopwatch = whole ? nullptr : &watch}, observers);
  double checksum = 0;
  for (const SummaryObservable& figure : summary_observables()) {
    const double value = figure.value(outcome.history);
    if (std::isfinite(value)) checksum += value;
  }
  watch.lap("summary");
  Json report{
      {"seconds", watch.total()}, {"firm_periods", life.firm_periods}, {"life", life.json()}, {"checksum", checksum}};
  if (whole) return report;
  for (const Stopwatch::Part& part : watch.parts()) report["phases"][std::string(part.name)] = part.seconds;
  report["phases"]["rest"] = watch.rest();
  return report;
}

/// Not getrusage's, which counts the memory of whoever started this process.
double peak_bytes() {
  std::ifstream status("/proc/self/status");
  double kilobytes = 0;
  for (std::string word; status >> word;)
    if (word == "VmHWM:") status >> kilobytes;
  return kilobytes * 1024;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4 || (argc < 5 && std::string_view(argv[1]) == "--whole")) {
    std::cerr << "usage: rivalry_bare_run [--whole] SCENARIO THREADS REPETITIONS [KEY=VALUE]...\n";
    return 2;
  }
  const bool whole = std::string_view(argv[1]) == "--whole";
  if (whole) --argc, ++argv;
  try {
    const Scenario scenario = read_scenario(argv[1], settings(argc, argv, 4));
    Json all = Json::array();
    for (int i = 0; i < std::stoi(argv[3]); ++i) all.push_back(measure(scenario, std::stoi(argv[2]), whole));
    std::cout << Json{{"runs", all}, {"peak_bytes", peak_bytes()}} << '\n';
  } catch (const std::exception& error) {
    std::cerr << "rivalry_bare_run: " << error.what() << '\n';
    return 2;
  }
}
