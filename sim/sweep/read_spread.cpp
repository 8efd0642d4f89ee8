#include <array>
#include <cmath>

#include <fmt/format.h>

#include "rivalry/random/functions.hpp"
#include "rivalry/scenario/nearest.hpp"
#include "sweep_reading.hpp"

namespace rivalry {
namespace {

using Kind = Value::Kind;

constexpr std::string_view forms =
    "{uniform = [a, b]}, {normal = [mean, deviation], min = a, max = b}, {lognormal = [mean, deviation]} of the "
    "logarithm, "
    "{triangular = [low, mode, high]}";

/// Reads a list of finite numbers, or complains.
std::optional<std::vector<double>> numbers_of(const Value& list, std::size_t count) {
  std::vector<double> numbers;
  for (const Value& item : list.items)
    if (const auto number = item.number(); number && std::isfinite(*number)) numbers.push_back(*number);
  if (!list.is(Kind::list) || list.items.size() != count || numbers.size() != count) return {};
  return numbers;
}

bool is_whole(double number) { return number == std::floor(number); }

/// Reads the table of a distribution; complaints are about the whole value, which is short.
class DistributionReader {
 public:
  DistributionReader(const Value& value, bool integer, SweepReading& reading) : value_(value), reading_(reading) {
    spread_.integer = integer;
  }

  std::optional<Spread> read() {
    if (!value_.is(Kind::table)) {
      refuse("must be a table that names a distribution", fmt::format("the forms are {}", forms));
      return {};
    }
    read_entries();
    if (good_ && name_.empty()) refuse("names no distribution", fmt::format("the forms are {}", forms));
    if (good_) read_numbers();
    if (good_) check_cut();
    return good_ ? std::optional(spread_) : std::nullopt;
  }

 private:
  void refuse(std::string rule, std::string remedy) {
    good_ = false;
    reading_.complaints.add(value_, "factor.distribution", std::move(rule), std::move(remedy));
  }

  void read_entries() {
    for (const auto& [key, entry] : value_.entries) {
      if (key == "uniform" || key == "normal" || key == "lognormal" || key == "triangular") {
        if (!name_.empty()) return refuse(fmt::format("names two distributions, {} and {}", name_, key), "keep one");
        name_ = key;
      } else if (key == "min" || key == "max") {
        const auto number = entry.number();
        if (!number || !std::isfinite(*number)) return refuse(fmt::format("{} must be a finite number", key), "");
        (key == "min" ? spread_.min : spread_.max) = number;
      } else {
        return refuse_key(key);
      }
    }
  }

  void refuse_key(std::string_view key) {
    static constexpr std::array<std::string_view, 6> known{"uniform",    "normal", "lognormal",
                                                           "triangular", "min",    "max"};
    if (key == "choice")
      return refuse("choice is no distribution of a factor", "list values = [a, b]; they are equally likely");
    if (key == "treatment")
      return refuse("a treatment is drawn within a market, not between points",
                    "to vary one, write values = [{treatment = [0, 1]}, 0]");
    if (key == "beta")
      return refuse("beta is no distribution of a factor", "take triangular, or normal with min and max");
    const auto meant = nearest_name(key, known);
    refuse(fmt::format("\"{}\" is no part of a distribution", key),
           meant.empty() ? fmt::format("the forms are {}", forms) : fmt::format("did you mean {}?", meant));
  }

  void read_numbers() {
    const Value& list = *value_.find(name_);
    const bool triangle = name_ == "triangular";
    const auto numbers = numbers_of(list, triangle ? 3 : 2);
    if (!numbers)
      return refuse(triangle ? "triangular takes three finite numbers: lowest, most likely, highest"
                             : fmt::format("{} takes two finite numbers: {}", name_,
                                           name_ == "uniform" ? "lowest and highest" : "mean and standard deviation"),
                    fmt::format("the forms are {}", forms));
    const auto& n = *numbers;
    spread_.first = n.front(), spread_.second = n.back();
    if (triangle) {
      spread_.kind = Spread::Kind::triangular, spread_.third = n[1];
      if (!(n[0] <= n[1] && n[1] <= n[2] && n[0] < n[2]))
        refuse("must ascend: lowest, most likely, highest", "sort them");
    } else if (name_ == "uniform") {
      spread_.kind = Spread::Kind::linear;
      if (!(n[0] < n[1])) refuse("the first end of uniform must be below the second", "swap them");
    } else {
      spread_.kind = name_ == "normal" ? Spread::Kind::normal : Spread::Kind::lognormal;
      if (!(n[1] > 0)) refuse(fmt::format("the standard deviation of {} must be above 0", name_), "");
    }
    const bool by_bounds = triangle || name_ == "uniform";
    if (good_ && by_bounds && (spread_.min || spread_.max))
      refuse(fmt::format("min and max belong to normal and lognormal, not to {}", name_), "leave them out");
    if (good_ && by_bounds && spread_.integer && !(is_whole(spread_.first) && is_whole(spread_.second)))
      refuse("must end in whole numbers, as the parameter takes no others", "round them");
  }

  void check_cut() {
    if (spread_.min && spread_.max && !(*spread_.min < *spread_.max))
      return refuse("min must be below max", "swap them");
    if (spread_.integer && ((spread_.min && !is_whole(*spread_.min)) || (spread_.max && !is_whole(*spread_.max))))
      return refuse("min and max must be whole numbers, as the parameter takes no others", "round them");
    const bool log = spread_.kind == Spread::Kind::lognormal;
    if (log && ((spread_.min && !(*spread_.min > 0)) || (spread_.max && !(*spread_.max > 0))))
      return refuse("min and max of lognormal must be above 0", "leave them out: it is above 0 anyway");
    const auto below = [&](double bound) {
      return functions::normal_cdf(((log ? functions::log(bound) : bound) - spread_.first) / spread_.second);
    };
    if (!spread_.min && !spread_.max) return;
    const double inside = (spread_.max ? below(*spread_.max) : 1) - (spread_.min ? below(*spread_.min) : 0);
    if (!(inside > 1e-6)) refuse("min and max cut away nearly all of the distribution", "move the mean between them");
  }

  const Value& value_;
  SweepReading& reading_;
  Spread spread_;
  std::string name_;
  bool good_ = true;
};

}  // namespace

std::optional<Spread> read_range(const Value& value, bool log, bool integer, SweepReading& reading) {
  const auto refuse = [&](std::string rule, std::string remedy) {
    reading.complaints.add(value, "factor.range", std::move(rule), std::move(remedy));
    return std::nullopt;
  };
  const auto numbers = numbers_of(value, 2);
  if (!numbers) return refuse("must be two finite numbers, the lowest and the highest", "write range = [0.1, 10]");
  if (!(numbers->front() < numbers->back())) return refuse("must ascend", "swap the two, or list values");
  if (log && !(numbers->front() > 0))
    return refuse("must be above 0 with spacing = \"log\"", "raise the lowest, or take spacing = \"linear\"");
  if (integer && !(is_whole(numbers->front()) && is_whole(numbers->back())))
    return refuse("must end in whole numbers, as the parameter takes no others", "round them");
  Spread spread;
  spread.kind = log ? Spread::Kind::log : Spread::Kind::linear;
  spread.first = numbers->front(), spread.second = numbers->back();
  spread.integer = integer;
  return spread;
}

std::optional<Spread> read_distribution(const Value& value, bool integer, SweepReading& reading) {
  return DistributionReader(value, integer, reading).read();
}

}  // namespace rivalry
