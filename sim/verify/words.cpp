#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "rivalry/verify/verify.hpp"

namespace rivalry {
namespace {

std::string settings_text(const KeysAndValues& settings) {
  std::string text;
  for (const auto& [key, value] : settings) text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", key, value);
  return text;
}

/// Two digits, as in "1 in 16,000".
std::string odds_text(double chance) {
  if (!(chance > 0)) return "never";
  const double odds = 1 / chance, scale = std::pow(10.0, std::floor(std::log10(odds)) - 1);
  const double rounded = std::max(1.0, std::round(odds / scale) * scale);
  if (rounded >= 1e6) return fmt::format("1 in {:.1e}", rounded);
  const auto whole = static_cast<int>(rounded);
  return whole < 1000 ? fmt::format("1 in {}", whole) : fmt::format("1 in {},{:03}", whole / 1000, whole % 1000);
}

/// Decimals that two digits of an uncertainty have.
int decimals_of(double uncertainty) {
  return std::clamp(1 - static_cast<int>(std::floor(std::log10(uncertainty))), 0, 15);
}

std::string rounded(double number, double uncertainty) {
  if (!std::isfinite(number)) return "none";
  if (!(uncertainty > 0)) return fmt::format("{:.10g}", number);
  const std::string text = fmt::format("{:.{}f}", number, decimals_of(uncertainty));
  return std::strtod(text.c_str(), nullptr) == 0 ? "0" : text;
}

}  // namespace

bool as_stated(const Expectation& expectation, const Finding& finding) {
  return finding.holds == expectation.missed.empty();
}

std::string measure_text(const Expectation& expectation) {
  std::string text = expectation.measure;
  if (expectation.statistic == Statistic::deviation) text = "deviation of " + text;
  if (expectation.firm) text += fmt::format(" of firm {}", *expectation.firm);
  if (expectation.distance) text += fmt::format(" at distance {}", *expectation.distance);
  if (expectation.period == 0)
    text += " at founding";
  else if (expectation.period)
    text += fmt::format(" in period {}", *expectation.period);
  if (!expectation.set.empty()) text += fmt::format(" {{{}}}", settings_text(expectation.set));
  if (!expectation.with.empty())
    text += fmt::format(" {} {{{}}}", expectation.compare == Comparison::ratio ? "over that with" : "less that with",
                        settings_text(expectation.with));
  return text;
}

std::string target_text(const Expectation& expectation) {
  const char* const side = expectation.bound == Bound::at_least  ? "above "
                           : expectation.bound == Bound::at_most ? "below "
                                                                 : "";
  return fmt::format("{}{:.12g}", side, expectation.value);
}

std::string tolerance_text(const Expectation& expectation) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : " + ") + part; };
  if (expectation.standard_errors)
    add(fmt::format("{:g} s.e. of {}{}", *expectation.standard_errors, expectation.runs(),
                    expectation.value_replicates ? fmt::format(" and {}", *expectation.value_replicates) : ""));
  if (expectation.absolute) add(fmt::format("{:g}", *expectation.absolute));
  if (expectation.relative) add(fmt::format("{:g} of it", *expectation.relative));
  if (expectation.standard_errors) text += fmt::format(" ({})", odds_text(false_alarm(expectation)));
  return text;
}

std::string ours_text(const Expectation& expectation, const Finding& finding) {
  const bool statistical = expectation.standard_errors && finding.error > 0;
  std::string text = rounded(finding.ours, statistical ? finding.error : finding.tolerance / 10);
  if (statistical) text += fmt::format(" ± {:.{}f}", finding.error, decimals_of(finding.error));
  return text;
}

}  // namespace rivalry
