#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include <fmt/format.h>

#include "factor_table.hpp"
#include "level_labels.hpp"
#include "rivalry/run/observables.hpp"
#include "scenario/read_item.hpp"
#include "scenario/write_value.hpp"
#include "sweep_reading.hpp"

namespace rivalry {
namespace {

using Kind = Value::Kind;

/// Whether a number alone is a value of the parameter.
bool takes_numbers(const Parameter& parameter) {
  const Slot slot = default_slot(parameter);
  return std::holds_alternative<std::int64_t*>(slot) || std::holds_alternative<double*>(slot) ||
         std::holds_alternative<std::optional<double>*>(slot) || std::holds_alternative<Distribution*>(slot) ||
         std::holds_alternative<std::vector<std::int64_t>*>(slot) || std::holds_alternative<std::vector<double>*>(slot);
}

bool takes_integers(const Parameter& parameter) {
  const Slot slot = default_slot(parameter);
  return std::holds_alternative<std::int64_t*>(slot) || std::holds_alternative<std::vector<std::int64_t>*>(slot);
}

/// "firms_and_price_sensitivity" for market.firms and demand.price_sensitivity.
std::string joint_name(const std::vector<std::string>& keys) {
  std::string name;
  for (const std::string& key : keys) name += (name.empty() ? "" : "_and_") + key.substr(key.rfind('.') + 1);
  return keys.size() == 1 ? keys.front() : name;
}

/// Reads one [[factor]].
class FactorReader {
 public:
  FactorReader(const Value& table, SweepReading& reading) : table_(table), reading_(reading) {}

  void read() {
    const std::size_t before = reading_.complaints.size();
    read_item("factor", table_, text_, factor_keys(), reading_.complaints, [](const std::string& name, const Value&) {
      return name == "values" || name == "range" || name == "distribution";
    });
    read_keys();
    read_name();
    if (parameters_.size() == factor_.keys.size() && !parameters_.empty()) read_levels();
    if (reading_.complaints.size() > before) return;
    reading_.sweep.factors.push_back(std::move(factor_));
    reading_.factor_places.push_back(&table_);
  }

 private:
  void refuse(std::string rule, std::string remedy) {
    reading_.complaints.add(table_.place, "factor", std::move(rule), std::move(remedy));
  }

  void read_keys() {
    const Value *key = table_.find("key"), *keys = table_.find("keys");
    if ((key == nullptr) == (keys == nullptr))
      return refuse(key ? "has both key and keys" : "has neither key nor keys",
                    "write key = \"competition.intensity\"");
    if (key != nullptr && !key->is(Kind::text)) return;                         // refused
    if (keys != nullptr && text_.keys.empty() && !keys->items.empty()) return;  // refused
    factor_.keys = key ? std::vector<std::string>{text_.key} : text_.keys;
    if (factor_.keys.empty()) return reading_.complaints.add(*keys, "factor.keys", "must name at least one parameter");
    for (std::size_t i = 0; i < factor_.keys.size(); ++i) {
      const Value& place = key ? *key : keys->is(Kind::list) ? keys->items[i] : *keys;
      const std::string& word = factor_.keys[i];
      if (const Parameter* parameter = reading_.parameter(place, key ? "factor.key" : "factor.keys", word))
        parameters_.push_back(parameter);
      check_only_here(place, word, i);
    }
  }

  /// A parameter has one value at a point.
  void check_only_here(const Value& place, const std::string& word, std::size_t index) {
    const auto refuse_key = [&](std::string rule, std::string remedy) {
      reading_.complaints.add(place, "factor", std::move(rule), std::move(remedy));
    };
    for (std::size_t i = 0; i < index; ++i)
      if (factor_.keys[i] == word) return refuse_key(fmt::format("names {} twice", word), "name it once");
    for (const Factor& other : reading_.sweep.factors)
      if (std::find(other.keys.begin(), other.keys.end(), word) != other.keys.end())
        return refuse_key(fmt::format("varies {}, as an earlier factor does", word),
                          "put all of its values into one factor");
    for (const Setting& setting : reading_.sweep.set)
      if (setting.key == word)
        return refuse_key(fmt::format("varies {}, which [set] sets for all points", word), "leave out one of the two");
  }

  void read_name() {
    factor_.name = text_.name;
    const Value* given = table_.find("name");
    if (given == nullptr) {
      if (factor_.keys.empty()) return;
      factor_.name = joint_name(factor_.keys);
      return check_name(table_);
    }
    if (!given->is(Kind::text)) return;  // refused
    const std::string& name = factor_.name;
    const bool plain = !name.empty() && std::isalpha(static_cast<unsigned char>(name.front())) != 0 &&
                       std::all_of(name.begin(), name.end(), [](unsigned char c) {
                         return c < 0x80 && (std::isalnum(c) != 0 || c == '_' || c == '.');
                       });
    if (!plain)
      return reading_.complaints.add(*given, "factor.name",
                                     "must be a name for a column: a letter, then letters, digits, _ and .",
                                     "write name = \"intensity\"");
    check_name(*given);
  }

  void check_name(const Value& place) {
    const std::string& name = factor_.name;
    for (const Factor& other : reading_.sweep.factors)
      if (other.name == name)
        return reading_.complaints.add(place.place, "factor.name",
                                       fmt::format("\"{}\" is the name of an earlier factor", name),
                                       "give each its own name");
    const auto& outcomes = summary_observables();
    const bool outcome =
        std::any_of(outcomes.begin(), outcomes.end(), [&](const auto& one) { return one.name == name; });
    if (outcome || name == "point" || name == "replicate" || name == "run")
      reading_.complaints.add(place, "factor.name",
                              fmt::format("is the name of {} of the results", outcome ? "an outcome" : "a column"),
                              "choose another");
  }

  void read_levels() {
    const Value *values = table_.find("values"), *range = table_.find("range"),
                *distribution = table_.find("distribution");
    const int given = (values != nullptr) + (range != nullptr) + (distribution != nullptr);
    const bool by_table = reading_.sweep.design == DesignKind::table;
    if (by_table && given > 0)
      return refuse("has values, range or distribution; a table has its values in the file", "leave them out");
    if (!by_table && given != 1)
      return refuse(given == 0 ? "has neither values nor range nor distribution"
                               : "has more than one of values, range and distribution",
                    "give one of the three");
    if (table_.find("spacing") != nullptr && range == nullptr)
      reading_.complaints.add(*table_.find("spacing"), "factor.spacing", "counts only with range", "leave it out");
    if (table_.find("steps") != nullptr && values != nullptr)
      reading_.complaints.add(*table_.find("steps"), "factor.steps", "counts only with range or distribution",
                              "leave it out");
    if (table_.find("labels") != nullptr && values == nullptr)
      reading_.complaints.add(*table_.find("labels"), "factor.labels", "counts only with values", "leave it out");
    if (values != nullptr) return read_values(*values);
    if (range == nullptr && distribution == nullptr) return;
    read_spread(range, distribution);
  }

  void read_values(const Value& values) {
    if (!values.is(Kind::list) || values.items.empty())
      return reading_.complaints.add(
          values, "factor.values", "must be a list of at least one value",
          values.is(Kind::list) ? "" : fmt::format("write values = [{}]", quote_value(values)));
    for (const Value& item : values.items) {
      read_.clear();
      std::vector<std::string> level =
          parameters_.size() == 1 ? read_value(*parameters_.front(), item) : read_tuple(item);
      if (level.empty()) continue;
      if (!known_.insert(read_).second)
        reading_.complaints.add(item, "factor.values", "is there twice", "more runs of a point are replicates");
      factor_.levels.push_back(std::move(level));
      labels_.push_back(label_of(item));
    }
    read_labels(values);
  }

  std::string label_of(const Value& item) const {
    if (parameters_.size() == 1) return value_label(item);
    std::string label;
    for (const Value& value : item.items) label += (label.empty() ? "" : " / ") + value_label(value);
    return label;
  }

  std::vector<std::string> read_value(const Parameter& parameter, const Value& item) {
    if (!reading_.fits(parameter, item, "factor.values")) return {};
    read_.push_back(slot_toml(parameter.slot(reading_.probe)).value_or(""));
    return {write_value(item)};
  }

  /// Labels that are given, or else the values as words, unless they are numbers of one key.
  void read_labels(const Value& values) {
    const bool numbers = parameters_.size() == 1 &&
                         std::ranges::all_of(values.items, [](const Value& item) { return item.number().has_value(); });
    if (const Value* given = table_.find("labels")) return check_labels(*given, values.items.size(), numbers);
    if (!numbers) factor_.labels = distinct_labels(std::move(labels_));
  }

  void check_labels(const Value& given, std::size_t levels, bool numbers) {
    if (!given.is(Kind::list) || text_.labels.size() != given.items.size()) return;  // refused
    const auto refuse_labels = [&](const Value& place, std::string rule, std::string remedy) {
      reading_.complaints.add(place, "factor.labels", std::move(rule), std::move(remedy));
    };
    if (text_.labels.size() != levels)
      return refuse_labels(given, fmt::format("must be as many as values, which are {}", levels), "label each value");
    for (std::size_t i = 0; i < levels; ++i) {
      const std::string& label = text_.labels[i];
      if (const std::string fault = label_fault(label); !fault.empty())
        refuse_labels(given.items[i], fault, "write a few words, as in \"few firms\"");
      else if (std::find(text_.labels.begin(), text_.labels.begin() + static_cast<std::ptrdiff_t>(i), label) !=
               text_.labels.begin() + static_cast<std::ptrdiff_t>(i))
        refuse_labels(given.items[i], "is there twice", "give each value its own");
    }
    if (numbers && factor_.name == factor_.keys.front())
      refuse_labels(given,
                    "stand in the column of the factor's name, and numbers in that of the key; both are one here",
                    "give the factor a name too");
    factor_.labels = text_.labels;
    factor_.labelled = true;
  }

  std::vector<std::string> read_tuple(const Value& item) {
    if (!item.is(Kind::list) || item.items.size() != parameters_.size()) {
      reading_.complaints.add(item, "factor.values",
                              fmt::format("must be a list of {} values, one a key", parameters_.size()),
                              "write values = [[1, 2], [3, 4]]");
      return {};
    }
    std::vector<std::string> level;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      const auto value = read_value(*parameters_[i], item.items[i]);
      if (value.empty()) return {};
      level.push_back(value.front());
    }
    return level;
  }

  void read_spread(const Value* range, const Value* distribution) {
    const Value& given = range ? *range : *distribution;
    bool integer = false;
    for (const Parameter* parameter : parameters_) {
      integer |= takes_integers(*parameter);
      if (takes_numbers(*parameter)) continue;
      return reading_.complaints.add(given, range ? "factor.range" : "factor.distribution",
                                     fmt::format("{} takes no numbers but {}", parameter->key, range_text(*parameter)),
                                     "list values");
    }
    const auto spread =
        range ? read_range(*range, text_.log, integer, reading_) : read_distribution(*distribution, integer, reading_);
    if (!spread) return;
    factor_.spread = spread;
    factor_.steps = text_.steps.value_or(0);
    check_ends(given, range ? "factor.range" : "factor.distribution");
  }

  /// The ends, as far as there are any, must be values of each parameter.
  void check_ends(const Value& given, const std::string& key) {
    const Spread& spread = *factor_.spread;
    const bool by_bounds = spread.kind != Spread::Kind::normal && spread.kind != Spread::Kind::lognormal;
    const std::optional<double> low = by_bounds ? spread.first : spread.min,
                                high = by_bounds ? spread.second : spread.max;
    for (const Parameter* parameter : parameters_)
      for (const auto& end : {low, high})
        if (end && !limits_of(*parameter).contains(*end))
          return reading_.complaints.add(
              given, key, fmt::format("{} must be {}", parameter->key, range_text(*parameter)), "move the ends inside");
  }

  const Value& table_;
  SweepReading& reading_;
  FactorText text_;
  Factor factor_;
  std::vector<const Parameter*> parameters_;
  std::vector<std::string> read_, labels_;    ///< of the level in hand, [key]: what it sets; [level] default labels
  std::set<std::vector<std::string>> known_;  ///< what levels set: 1 and 1.0 are one
};

/// Complains of the name of a factor, where it stands; a table's stands nowhere in the file.
void refuse_name(SweepReading& reading, std::size_t factor, std::string rule) {
  const Value* place = factor < reading.factor_places.size() ? reading.factor_places[factor] : nullptr;
  const Value* name = place != nullptr ? place->find("name") : nullptr;
  const std::string remedy = "choose another name";
  if (name != nullptr) return reading.complaints.add(*name, "factor.name", std::move(rule), remedy);
  reading.complaints.add(place != nullptr ? place->place : TextPlace{}, "factor.name", std::move(rule), remedy);
}

}  // namespace

void check_columns(SweepReading& reading) {
  std::map<std::string, std::string> owners;  // of columns
  for (std::size_t i = 0; i < reading.sweep.factors.size(); ++i) {
    const Factor& factor = reading.sweep.factors[i];
    for (const std::string& column : column_names(factor)) {
      const auto [owner, is_new] = owners.try_emplace(column, factor.name);
      if (is_new) continue;
      const std::string who =
          owner->second == factor.name
              ? fmt::format("two columns of the factor \"{}\" would be", factor.name)
              : fmt::format("columns of the factors \"{}\" and \"{}\" would both be", owner->second, factor.name);
      return refuse_name(reading, i, fmt::format("{} called {} in the results", who, column));
    }
  }
}

void read_factors(SweepReading& reading) {
  const Value* list = reading.part("factor");
  if (list == nullptr) return;
  for (const Value& table : list->items) FactorReader(table, reading).read();
}

}  // namespace rivalry
