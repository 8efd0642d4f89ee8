#include <cmath>

#include <fmt/format.h>

#include "limits.hpp"
#include "toml_text.hpp"

namespace rivalry {
namespace {

/// Whole numbers without exponent as long as they can be read.
std::string bound(double number) {
  if (std::abs(number) < 1e10 && number == std::floor(number)) return fmt::format("{:.0f}", number);
  return toml_number(number);
}

std::string names_text(const std::vector<std::string_view>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

struct Words {
  const Limits& limits;
  Level level;

  std::string operator()(bool*) const { return "true or false"; }
  std::string operator()(std::int64_t*) const { return interval_text("an integer", limits); }
  std::string operator()(std::optional<std::int64_t>*) const { return interval_text("an integer", limits); }
  std::string operator()(double*) const { return interval_text("a number", limits); }
  std::string operator()(std::optional<double>*) const { return interval_text("a number", limits); }
  std::string operator()(std::string*) const { return "text in quotes"; }
  std::string operator()(Distribution*) const {
    if (level == Level::segment)
      return interval_text("a number", limits) + ", a distribution over such numbers, or a list with one a segment";
    return interval_text("a number", limits) + ", or a distribution or treatment over such numbers";
  }
  std::string operator()(std::vector<std::int64_t>*) const { return interval_text("a list of integers", limits); }
  std::string operator()(std::vector<double>*) const { return interval_text("a list of numbers", limits); }
  std::string operator()(std::vector<std::string>*) const { return "a list of names in quotes"; }
  std::string operator()(std::vector<std::vector<double>>*) const {
    return "a list of rows, each a " + interval_text("list of numbers", limits);
  }
  std::string operator()(const Enumeration& enumeration) const { return "one of " + names_text(enumeration.names); }
};

struct Kinds {
  Level level;
  std::string operator()(bool*) const { return "boolean"; }
  std::string operator()(std::int64_t*) const { return "integer"; }
  std::string operator()(double*) const { return "number"; }
  std::string operator()(std::optional<double>*) const { return "number, may be left out"; }
  std::string operator()(std::string*) const { return "text"; }
  std::string operator()(Distribution*) const {
    return level == Level::segment ? "number, distribution or list (one a segment)"
                                   : "number, distribution or treatment (of firms)";
  }
  std::string operator()(std::vector<std::int64_t>*) const { return "integer or list of integers"; }
  std::string operator()(std::vector<double>*) const { return "number or list of numbers"; }
  std::string operator()(std::vector<std::string>*) const { return "list of names"; }
  std::string operator()(std::vector<std::vector<double>>*) const { return "matrix"; }
  std::string operator()(const Enumeration& enumeration) const { return "one of " + names_text(enumeration.names); }
};

}  // namespace

std::string interval_text(std::string_view what, const Limits& limits) {
  const bool lower = std::isfinite(limits.min), upper = std::isfinite(limits.max);
  if (lower && upper && !limits.min_open && !limits.max_open)
    return fmt::format("{} from {} to {}", what, bound(limits.min), bound(limits.max));
  const std::string above = fmt::format("{} {}", limits.min_open ? "above" : "of at least", bound(limits.min));
  const std::string below = fmt::format("{} {}", limits.max_open ? "below" : "at most", bound(limits.max));
  if (lower && upper) return fmt::format("{} {} and {}", what, above, below);
  if (lower) return fmt::format("{} {}", what, above);
  if (upper) return fmt::format("{} {}", what, below);
  return std::string(what);
}

std::string slot_text(const Slot& slot, const Limits& limits, Level level) {
  return std::visit(Words{limits, level}, slot);
}

Slot default_slot(const Parameter& parameter) {
  static Scenario defaults;
  return parameter.slot(defaults);
}

std::string range_text(const Parameter& parameter) {
  return slot_text(default_slot(parameter), limits_of(parameter), parameter.level);
}

std::string kind_text(const Parameter& parameter) {
  return std::visit(Kinds{parameter.level}, default_slot(parameter));
}

std::string gist(std::string_view meaning) {
  std::size_t end = meaning.find_first_of(":;");
  end = std::min(end, meaning.find(". "));  // not the dot of a key
  std::string text(meaning.substr(0, end));
  if (text.ends_with('.')) text.pop_back();
  if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a' && text[1] <= 'z')
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

}  // namespace rivalry
