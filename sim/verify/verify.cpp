#include "rivalry/verify/verify.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <mutex>
#include <thread>

#include "runs.hpp"

namespace rivalry {
namespace {

/// Where the runs of an expectation are found.
struct Side {
  std::size_t runs = 0, column = 0;
};

struct Question {
  const Expectation* expectation = nullptr;
  Side set, with;
  std::optional<Finding>* finding = nullptr;
};

/// All that is to be run, and what is asked of it.
struct Programme {
  std::vector<Runs> runs;
  std::vector<Question> questions;

  Side place(const ExpectationFile& claims, const Expectation& expectation, bool with) {
    std::vector<Setting> settings;
    for (const KeysAndValues* list : {&expectation.set, &expectation.with})
      if (list == &expectation.set || with)
        for (const auto& [key, value] : *list) settings.push_back({key, value});
    auto found = std::ranges::find_if(runs, [&](const Runs& one) { return one.is_of(claims, settings); });
    if (found == runs.end()) found = runs.insert(found, Runs(claims, settings));
    return {static_cast<std::size_t>(found - runs.begin()), found->ask(expectation)};
  }
};

Estimate estimate_of(const Programme& programme, const Expectation& expectation, const Side& side) {
  const std::vector<Observation>& all = programme.runs[side.runs].column(side.column);
  return estimate(std::span(all).first(static_cast<std::size_t>(expectation.runs())), expectation.statistic);
}

Finding judge(const Programme& programme, const Question& question) {
  const Expectation& expect = *question.expectation;
  Estimate ours = estimate_of(programme, expect, question.set);
  if (expect.agreement == Agreement::relational)
    ours = compare(ours, estimate_of(programme, expect, question.with), expect.compare);
  Finding finding{.ours = ours.value, .error = ours.error()};
  finding.tolerance = expect.absolute.value_or(0) + expect.relative.value_or(0) * std::fabs(expect.value);
  if (expect.standard_errors) {
    const double own = static_cast<double>(expect.runs()) / static_cast<double>(expect.value_replicates.value_or(1));
    finding.tolerance += *expect.standard_errors * finding.error * std::sqrt(1 + (expect.value_replicates ? own : 0));
  }
  // NaN holds nothing, and two runs alike, also but for rounding, are no relation.
  const double above = finding.ours - expect.value, room = finding.tolerance + ours.rounding;
  finding.holds = expect.bound == Bound::exact ? std::fabs(above) <= (expect.standard_errors ? room : finding.tolerance)
                  : expect.bound == Bound::at_least ? above > room
                                                    : -above > room;
  return finding;
}

/// Does tasks 0 … count - 1 on several threads, each of which takes the next.
class Crew {
 public:
  Crew(std::size_t count, const VerifyOptions& options) : count_(count), options_(options) {}

  template <class Task>
  void work(Task task) {
    const unsigned machine = std::max(1U, std::thread::hardware_concurrency());
    const unsigned threads = options_.threads > 0 ? static_cast<unsigned>(options_.threads) : machine;
    {
      std::vector<std::jthread> others;
      for (unsigned i = 1; i < threads; ++i) others.emplace_back([&] { labour(task); });
      labour(task);
    }
    if (error_) std::rethrow_exception(error_);
  }

 private:
  template <class Task>
  void labour(Task& task) {
    for (std::size_t i = next_++; i < count_; i = next_++) {
      if (options_.stop != nullptr && *options_.stop) return;
      try {
        task(i);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!error_) error_ = std::current_exception();
        next_ = count_;
      }
      const std::lock_guard lock(mutex_);
      if (options_.progress) options_.progress(static_cast<double>(++done_) / static_cast<double>(count_));
    }
  }

  std::size_t count_, done_ = 0;
  const VerifyOptions& options_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  std::exception_ptr error_;
};

}  // namespace

ExpectationFile read_expectation_file(const std::filesystem::path& file) {
  auto source =
      std::make_shared<ScenarioSource>(file, std::span<const Setting>{}, Vocabulary{.measures = measure_forms()});
  const Scenario scenario = source->with();
  std::vector<Expectation> expectations = source->expectations();
  return {scenario.scenario.name, scenario.scenario.question, scenario.scenario.source, std::move(source),
          std::move(expectations)};
}

std::optional<Findings> verify(const std::vector<ExpectationFile>& all, const VerifyOptions& options) {
  Findings findings;
  for (const ExpectationFile& claims : all) findings.emplace_back(claims.expectations.size());
  Programme programme;
  for (std::size_t file = 0; file < all.size(); ++file)
    for (std::size_t i = 0; i < all[file].expectations.size(); ++i) {
      const Expectation& expectation = all[file].expectations[i];
      if (expectation.is_long && !options.with_long) continue;
      Question question{.expectation = &expectation, .set = programme.place(all[file], expectation, false)};
      if (expectation.agreement == Agreement::relational) question.with = programme.place(all[file], expectation, true);
      question.finding = &findings[file][i];
      programme.questions.push_back(question);
    }
  std::vector<std::pair<Runs*, std::uint64_t>> tasks;
  for (Runs& runs : programme.runs)
    for (std::uint64_t replicate = 0; replicate < runs.prepare(); ++replicate) tasks.emplace_back(&runs, replicate);
  Crew(tasks.size(), options).work([&](std::size_t i) { tasks[i].first->run(tasks[i].second); });
  if (options.stop != nullptr && *options.stop) return {};
  for (const Question& question : programme.questions) *question.finding = judge(programme, question);
  return findings;
}

}  // namespace rivalry
