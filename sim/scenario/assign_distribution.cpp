#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "assign.hpp"
#include "rivalry/random/functions.hpp"
#include "rivalry/scenario/nearest.hpp"

namespace rivalry {

using Kind = Value::Kind;

namespace {

constexpr std::string_view forms =
    "{uniform = [a, b]}, {normal = [mean, deviation], min = a, max = b}, {beta = [a, b]}, "
    "{choice = [a, b, …], weights = [1, 1, …]}";

constexpr double least_weight = 1e-12, most_weight = 1e12;  // sums of which are exact enough to draw by

/// Reads the table of a distribution; complaints are about the whole value, which is short.
class Reader {
 public:
  Reader(const Value& value, const Subject& subject) : value_(value), subject_(subject) {}

  bool read(Distribution& target) {
    const Value* kind = kind_entry();
    if (kind == nullptr) return false;
    const auto numbers = numbers_of(*kind, kind_);
    if (!numbers) return false;
    Distribution result;
    if (kind_ == "uniform")
      uniform(result, *numbers);
    else if (kind_ == "normal")
      normal(result, *numbers);
    else if (kind_ == "beta")
      beta(result, *numbers);
    else if (kind_ == "choice")
      choice(result, *numbers);
    else
      treatment(result, *numbers);
    if (good_) range(result);
    if (good_) target = std::move(result);
    return good_;
  }

 private:
  void refuse(std::string rule, std::string remedy = "") {
    good_ = false;
    subject_.complaints.add(value_, subject_.key, std::move(rule), std::move(remedy));
  }

  const Value* kind_entry() {
    static constexpr std::array<std::string_view, 9> known{"uniform", "normal", "beta",  "choice", "treatment",
                                                           "min",     "max",    "share", "weights"};
    static constexpr std::size_t kinds = 5;
    const Value* found = nullptr;
    for (const auto& [key, entry] : value_.entries) {
      const auto at = std::find(known.begin(), known.end(), key);
      if (at == known.end()) {
        const auto meant = nearest_name(key, known);
        refuse(fmt::format("\"{}\" is no part of a distribution", key),
               meant.empty() ? fmt::format("the forms are {}", forms) : fmt::format("did you mean {}?", meant));
        return nullptr;
      }
      if (at - known.begin() >= static_cast<std::ptrdiff_t>(kinds)) continue;
      if (found != nullptr) {
        refuse(fmt::format("names two distributions, {} and {}", kind_, key), "keep one");
        return nullptr;
      }
      found = &entry;
      kind_ = key;
    }
    if (found == nullptr) {
      refuse("names no distribution", fmt::format("the forms are {}", forms));
      return nullptr;
    }
    for (const auto& [key, entry] : value_.entries) {
      const std::string owner = key == "min" || key == "max" ? "normal"
                                : key == "share"             ? "treatment"
                                : key == "weights"           ? "choice"
                                                             : kind_;
      if (owner != kind_) refuse(fmt::format("{} belongs to {}, not to {}", key, owner, kind_), "leave it out");
    }
    return good_ ? found : nullptr;
  }

  std::optional<std::vector<double>> numbers_of(const Value& list, std::string_view what) {
    std::vector<double> numbers;
    for (const Value& item : list.items)
      if (const auto number = item.number(); number && std::isfinite(*number)) numbers.push_back(*number);
    if (!list.is(Kind::list) || numbers.size() != list.items.size()) {
      refuse(fmt::format("{} must be a list of finite numbers", what));
      return {};
    }
    return numbers;
  }

  std::optional<double> number_of(std::string_view key) {
    const Value* entry = value_.find(key);
    if (entry == nullptr) return {};
    const auto number = entry->number();
    if (!number || !std::isfinite(*number)) {
      refuse(fmt::format("{} must be a finite number", key));
      return {};
    }
    return number;
  }

  bool two(const std::vector<double>& numbers, std::string_view what) {
    if (numbers.size() == 2) return true;
    refuse(fmt::format("{} takes two numbers, {}", kind_, what));
    return false;
  }

  void uniform(Distribution& result, const std::vector<double>& numbers) {
    if (!two(numbers, "the ends of the interval")) return;
    if (numbers[0] > numbers[1]) refuse("the first end of uniform must not exceed the second", "swap them");
    result = Distribution::uniform(numbers[0], numbers[1]);
  }

  void normal(Distribution& result, const std::vector<double>& numbers) {
    if (!two(numbers, "mean and standard deviation")) return;
    result = Distribution::normal(numbers[0], numbers[1], number_of("min"), number_of("max"));
    if (!good_) return;
    if (!(numbers[1] > 0)) return refuse("the standard deviation of normal must be above 0", "give a constant instead");
    if (result.min && result.max && !(*result.min < *result.max)) return refuse("min must be below max");
    const auto below = [&](double bound) { return functions::normal_cdf((bound - numbers[0]) / numbers[1]); };
    const double inside = (result.max ? below(*result.max) : 1) - (result.min ? below(*result.min) : 0);
    if (!(inside > 1e-6))
      refuse("min and max cut away nearly all of the normal distribution", "move the mean between them");
  }

  void beta(Distribution& result, const std::vector<double>& numbers) {
    if (!two(numbers, "its shapes")) return;
    result.kind = Distribution::Kind::beta;
    result.first = numbers[0], result.second = numbers[1];
    const auto shape = [](double number) { return number >= 1e-3 && number <= 1e6; };
    if (!shape(numbers[0]) || !shape(numbers[1])) refuse("the shapes of beta must be from 0.001 to 1000000");
  }

  void choice(Distribution& result, const std::vector<double>& numbers) {
    result.kind = Distribution::Kind::choice;
    result.values = numbers;
    if (numbers.empty()) return refuse("choice needs at least one value");
    const Value* weights = value_.find("weights");
    if (weights == nullptr) return;
    const auto given = numbers_of(*weights, "weights");
    if (!given) return;
    result.weights = *given;
    for (const double weight : *given)
      if (weight != 0 && !(weight >= least_weight && weight <= most_weight))
        return refuse(
            fmt::format("weights must not be negative, but 0 or from {:g} to {:g}", least_weight, most_weight));
    if (given->size() != numbers.size())
      return refuse(fmt::format("has {} weights for {} values", given->size(), numbers.size()),
                    "give one weight a value");
    if (std::ranges::all_of(*given, [](double weight) { return weight == 0; }))
      refuse("at least one of the weights must be above 0");
  }

  void treatment(Distribution& result, const std::vector<double>& numbers) {
    result.kind = Distribution::Kind::treatment;
    result.values = numbers;
    if (subject_.level != Level::firm)
      return refuse("a treatment is for parameters of firms; this one belongs to segments", "give a list or a choice");
    if (numbers.size() < 2) return refuse("a treatment needs at least two values, the first being the control");
    result.share = number_of("share");
    if (result.share && !(*result.share >= 0 && *result.share <= 1))
      refuse("share must be from 0 to 1 (share of firms that leave the control)");
  }

  void range(const Distribution& result) {
    const double lowest = result.lowest(), highest = result.highest();
    if (subject_.limits.contains(lowest) && subject_.limits.contains(highest)) return;
    std::string remedy;
    if (kind_ == "normal" && std::isinf(lowest) && std::isfinite(subject_.limits.min)) remedy = "give min";
    if (kind_ == "normal" && std::isinf(highest) && std::isfinite(subject_.limits.max))
      remedy += remedy.empty() ? "give max" : " and max";
    if (remedy.empty() && std::isinf(lowest) && std::isinf(highest) && std::isinf(subject_.limits.min) &&
        std::isinf(subject_.limits.max))
      return;
    refuse(fmt::format("can be {} to {}; every value must be {}", lowest, highest,
                       interval_text("a number", subject_.limits)),
           remedy.empty() ? "" : remedy + " to cut the distribution off");
  }

  const Value& value_;
  const Subject& subject_;
  std::string kind_;
  bool good_ = true;
};

}  // namespace

bool assign(Distribution* target, const Value& value, const Subject& subject) {
  if (value.is(Kind::table)) return Reader(value, subject).read(*target);
  if (value.is(Kind::list)) {
    if (subject.level != Level::segment) {
      subject.refuse(value, "a list", "for one of several values at random write {choice = [a, b]}");
      return false;
    }
    Distribution list;
    list.kind = Distribution::Kind::list;
    if (!assign(&list.values, value, subject)) return false;
    if (list.values.empty()) {
      subject.refuse(value, "an empty list");
      return false;
    }
    *target = std::move(list);
    return true;
  }
  double constant = 0;
  if (!assign(&constant, value, subject)) return false;
  *target = Distribution(constant);
  return true;
}

}  // namespace rivalry
