#include "runs.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>

#include "rivalry/run/run.hpp"

namespace rivalry {
namespace {

/// Whether two expectations read the same number of a run.
bool same_measure(const Expectation& a, const Expectation& b) {
  return a.measure == b.measure && a.firm == b.firm && a.distance == b.distance && a.period == b.period;
}

bool is_of_landscape(const Expectation& expectation) {
  const auto forms = measure_forms();
  const auto form = std::ranges::find(forms, expectation.measure, &MeasureForm::name);
  return form != forms.end() && form->of_landscape;
}

/// Reads every meter of a run at its period, and ends the run when all are read.
class Reader final : public Observer {
 public:
  explicit Reader(const std::vector<const Expectation*>& asked)
      : readings(asked.size(), {std::numeric_limits<double>::quiet_NaN(), 1}), asked_(asked) {
    for (const Expectation* one : asked) meters_.push_back(make_meter(*one));
  }

  void begin(const Market& market, const Scenario& scenario) override { look({market, scenario, nullptr}, 0); }
  void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) override {
    look({market, scenario, &statistics}, statistics.period);
  }

  std::vector<Observation> readings;
  std::atomic<bool> all_read = false;

 private:
  void look(const Moment& moment, std::int64_t period) {
    bool rest = false;
    for (std::size_t i = 0; i < meters_.size(); ++i) {
      if (meters_[i] == nullptr) continue;
      meters_[i]->look(moment);
      const std::int64_t last = moment.scenario.scenario.periods;
      const std::int64_t when = is_of_landscape(*asked_[i]) ? 0 : asked_[i]->period.value_or(last);
      if (period == when) {
        readings[i] = meters_[i]->read(moment);
        meters_[i].reset();
      }
      rest = rest || meters_[i] != nullptr;
    }
    if (!rest) all_read = true;
  }

  const std::vector<const Expectation*>& asked_;
  std::vector<std::unique_ptr<Meter>> meters_;
};

}  // namespace

bool Runs::is_of(const ExpectationFile& claims, const std::vector<Setting>& settings) const {
  return claims_ == &claims && std::ranges::equal(settings_, settings, [](const Setting& a, const Setting& b) {
           return a.key == b.key && a.value == b.value;
         });
}

std::size_t Runs::ask(const Expectation& expectation) {
  replicates_ = std::max(replicates_, expectation.runs());
  const auto found =
      std::ranges::find_if(asked_, [&](const Expectation* one) { return same_measure(*one, expectation); });
  if (found != asked_.end()) return static_cast<std::size_t>(found - asked_.begin());
  asked_.push_back(&expectation);
  return asked_.size() - 1;
}

std::uint64_t Runs::prepare() {
  scenario_ = claims_->scenario->with(settings_);
  columns_.assign(asked_.size(), std::vector<Observation>(static_cast<std::size_t>(replicates_)));
  return static_cast<std::uint64_t>(replicates_);
}

void Runs::run(std::uint64_t replicate) {
  Reader reader(asked_);
  Observer* const observers[] = {&reader};
  rivalry::run(scenario_, {.replicate = replicate, .threads = 1, .stop = &reader.all_read}, observers);
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i][replicate] = reader.readings[i];
}

}  // namespace rivalry
