#include "rivalry/sweep/plan.hpp"

#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "rivalry/io/recording_plan.hpp"
#include "rivalry/version.hpp"
#include "scenario/toml_text.hpp"

namespace rivalry {
namespace {

std::vector<Setting> shared_settings(const Sweep& sweep) {
  std::vector<Setting> settings = sweep.set;
  if (!sweep.frozen.empty()) settings.push_back({"random.frozen", toml_list(sweep.frozen, toml_string)});
  return settings;
}

ScenarioSource base_source(const SweepTexts& texts, const Sweep& sweep) {
  static const std::vector<std::string_view> variables = firm_variables();
  ScenarioSource source(texts.base, texts.base_name, shared_settings(sweep), {.firm_variables = variables});
  source.with();  // mistakes of the base are told as such
  return source;
}

/// The product modulo n of two numbers below n.
std::int64_t times(std::int64_t a, std::int64_t b, std::int64_t n) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::int64_t>(static_cast<Wide>(a) * static_cast<Wide>(b) % static_cast<Wide>(n));
}

/// A step through n points that has no common divisor with n and is near the golden section of it: any stretch of steps
/// is spread evenly.
std::int64_t golden_stride(std::int64_t n) {
  auto stride = static_cast<std::int64_t>(std::llround(static_cast<double>(n) * 0.6180339887498949));
  if (stride < 1) return n > 1 ? 1 : 0;
  while (std::gcd(stride, n) != 1) ++stride;
  return stride % n;
}

/// The number whose product with a is 1 modulo n.
std::int64_t inverse_of(std::int64_t a, std::int64_t n) {
  std::int64_t r = n, next_r = a % n, t = 0, next_t = 1;
  while (next_r != 0) {
    const std::int64_t quotient = r / next_r;
    r = std::exchange(next_r, r - quotient * next_r);
    t = std::exchange(next_t, t - quotient * next_t);
  }
  return (t % n + n) % n;
}

/// A factor at a point in words; where its levels have labels of their own, what they stand for too.
std::string factor_text(const Factor& factor, const FactorValue& value) {
  if (value.level < 0 || !factor.has_key_columns()) return fmt::format("{} = {}", factor.name, value.text);
  const auto level = static_cast<std::size_t>(value.level);
  std::string settings;
  for (std::size_t key = 0; key < factor.keys.size(); ++key)
    settings += fmt::format("{}{} = {}", key > 0 ? ", " : "", factor.keys[key], factor.levels[level][key]);
  return fmt::format("{} = \"{}\" (level {}: {})", factor.name, factor.labels[level], value.level, settings);
}

}  // namespace

Plan::Plan(const SweepTexts& texts)
    : sweep_(parse_sweep(texts.sweep, texts.sweep_name, texts.folder)),
      design_(sweep_, texts.folder),
      base_(base_source(texts, sweep_)),
      points_(design_.points()),
      stride_(golden_stride(points_)),
      inverse_(points_ > 1 ? inverse_of(stride_, points_) : 0),
      rules_(texts.rules) {
  std::string table;
  if (sweep_.design == DesignKind::table)  // its points stand in another file
    for (std::int64_t point = 0; point < points_; ++point)
      for (const FactorValue& value : design_.values(point)) table += value.text + '\n';
  fingerprint_ = fingerprint_of(
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}", texts.sweep.size(), texts.sweep, texts.base, table, model_version, rules_));
}

PlannedRun Plan::run(std::int64_t number) const {
  return {number, times(number % points_, stride_, points_), number / points_};
}

std::int64_t Plan::number_of(std::int64_t point, std::int64_t replicate) const {
  return replicate * points_ + times(point, inverse_, points_);
}

std::string Plan::factors_text(std::int64_t point) const {
  std::string text;
  const auto values = design_.values(point);
  for (std::size_t i = 0; i < values.size(); ++i)
    text += (i > 0 ? ", " : "") + factor_text(sweep_.factors[i], values[i]);
  return text;
}

Scenario Plan::scenario(std::int64_t point, std::span<const Setting> further) const {
  try {
    std::vector<Setting> settings = design_.settings(point);
    settings.insert(settings.end(), further.begin(), further.end());
    return base_.with(settings);
  } catch (const ScenarioError& error) {
    std::vector<Mistake> mistakes = error.mistakes();
    const std::string place = fmt::format("point {} ({})", point, factors_text(point));
    for (Mistake& mistake : mistakes) mistake.file = place, mistake.line = 0;
    throw ScenarioError(std::move(mistakes));
  }
}

std::uint64_t Plan::stream(const Fingerprint& scenario, std::int64_t replicate) const {
  if (sweep_.common_random_numbers) return static_cast<std::uint64_t>(replicate);
  return fingerprint_of(fmt::format("{} {}", scenario.hex(), replicate)).high;
}

Fingerprint Plan::key(const Fingerprint& scenario, std::uint64_t stream) const {
  std::string what = fmt::format("{} {} {} {}", scenario.hex(), stream, model_version, rules_);
  for (const std::string& name : sweep_.series) what += " " + name;
  for (const StopRule& rule : sweep_.stop)
    what += fmt::format(" {} {} {} {} {}", rule.variable, rule.above, rule.bound, rule.periods, rule.after);
  return fingerprint_of(what);
}

}  // namespace rivalry
