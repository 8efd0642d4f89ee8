#include "rivalry/sweep/decisions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include "rivalry/io/errors.hpp"
#include "rivalry/random/functions.hpp"
#include "rivalry/run/observables.hpp"
#include "rivalry/sweep/ledger.hpp"
#include "small_file.hpp"

namespace rivalry {
namespace {

/// The library's last digits depend on the processor; decisions must not.
double rounded(double number) {
  const double scale = 0x1p-30 * std::ldexp(1.0, std::ilogb(number));
  return std::round(number / scale) * scale;
}

double t_quantile(double probability, std::int64_t degrees) {
  return rounded(boost::math::quantile(boost::math::students_t(static_cast<double>(degrees)), probability));
}

std::size_t outcome_column(const std::string& name) {
  const auto& table = summary_observables();
  const auto found = std::ranges::find_if(table, [&](const SummaryObservable& one) { return one.name == name; });
  return static_cast<std::size_t>(found - table.begin());
}

constexpr char going = '+', ending = '-';

}  // namespace

void RunningMoments::add(double value) {
  ++count;
  const double distance = value - mean;
  mean += distance / static_cast<double>(count);
  squares += distance * (value - mean);
}

double half_width(const RunningMoments& moments, double confidence) {
  if (moments.count < 2) return std::numeric_limits<double>::infinity();
  return t_quantile(0.5 + confidence / 2, moments.count - 1) *
         std::sqrt(moments.variance() / static_cast<double>(moments.count));
}

bool needs_more(const RunningMoments& moments, const Sequential& rule) {
  if (moments.count < 2) return true;
  const double width = half_width(moments, rule.confidence);
  if (rule.half_width && width > *rule.half_width) return true;
  if (rule.relative_half_width && width > *rule.relative_half_width * std::abs(moments.mean)) return true;
  if (!rule.effect) return false;
  // Replicates of each of two points whose difference is to be found with that power.
  const double z = functions::normal_quantile(0.5 + rule.confidence / 2) + functions::normal_quantile(rule.power);
  return static_cast<double>(moments.count) < 2 * z * z * moments.variance() / (*rule.effect * *rule.effect);
}

Decisions::Decisions(const SweepFolder& folder) : folder_(folder) {
  while (read()) {
  }
}

bool Decisions::read() {
  if (is_last()) return false;
  const auto file = folder_.decisions() / fmt::format("{:04}", phase());
  const auto points = static_cast<std::size_t>(folder_.plan().points());
  const auto text = read_small_file(file, points);
  if (!text) return false;
  if (text->size() != points || text->find_first_not_of("+-") != std::string::npos)
    throw DamagedResult(file, "is damaged", "", "remove it; it is made again");
  if (text->find(going) == std::string::npos) {
    ended_ = true;
    return false;
  }
  std::vector<bool> goes_on(points);
  for (std::size_t point = 0; point < points; ++point) goes_on[point] = (*text)[point] == going;
  goes_on_.push_back(std::move(goes_on));
  return true;
}

bool Decisions::goes_on(std::int64_t point, std::int64_t phase) const {
  return phase == 0 || goes_on_[static_cast<std::size_t>(phase - 1)][static_cast<std::size_t>(point)];
}

bool Decisions::counts(const PlannedRun& run) const {
  for (std::int64_t phase = 0; phase <= this->phase(); ++phase)
    if (run.replicate < folder_.blocks().replicates_of_phase(phase).end) return goes_on(run.point, phase);
  return false;
}

std::int64_t Decisions::replicates(std::int64_t point) const {
  std::int64_t last = 0;
  while (last < phase() && goes_on(point, last + 1)) ++last;
  return folder_.blocks().replicates_of_phase(last).end;
}

std::int64_t Decisions::runs() const {
  std::int64_t runs = 0;
  for (std::int64_t phase = 0; phase <= this->phase(); ++phase) {
    const std::int64_t points =
        phase == 0 ? folder_.plan().points() : std::ranges::count(goes_on_[static_cast<std::size_t>(phase - 1)], true);
    runs += points * folder_.blocks().replicates_of_phase(phase).size();
  }
  return runs;
}

void Decisions::decide() {
  if (read() || is_last()) return;
  const Sequential& rule = *folder_.plan().sweep().sequential;
  const std::size_t column = outcome_column(rule.outcome);
  std::vector<RunningMoments> moments(static_cast<std::size_t>(folder_.plan().points()));
  Ledger ledger(folder_);
  for (std::int64_t block = 0; block < folder_.blocks().of_phase(phase()).end; ++block)
    ledger.for_each_row(block, [&](const Row& row) {
      const PlannedRun run = folder_.plan().run(row.number);
      if (!row.failed && counts(run) && column < row.outcomes.size() && !std::isnan(row.outcomes[column]))
        moments[static_cast<std::size_t>(run.point)].add(row.outcomes[column]);
    });
  std::string text;
  for (std::size_t point = 0; point < moments.size(); ++point)
    text += goes_on(static_cast<std::int64_t>(point), phase()) && needs_more(moments[point], rule) ? going : ending;
  create_small_file(folder_.decisions() / fmt::format("{:04}", phase()), text);
  read();
}

}  // namespace rivalry
