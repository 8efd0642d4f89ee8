#include "assign.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "rivalry/scenario/nearest.hpp"

namespace rivalry {

using Kind = Value::Kind;

void Subject::refuse(const Value& value, std::string_view detail, std::string remedy) const {
  std::string rule = "must be " + demand;
  if (!meaning.empty()) rule += " (" + meaning + ")";
  if (!detail.empty()) rule += fmt::format(", not {}", detail);
  complaints.add(value, key, rule, std::move(remedy));
}

Subject subject_of(const Parameter& parameter, Complaints& complaints) {
  const bool names = std::holds_alternative<Enumeration>(default_slot(parameter));
  return {std::string(parameter.key),           limits_of(parameter), range_text(parameter),
          names ? "" : gist(parameter.meaning), parameter.level,      complaints};
}

bool assign(bool* target, const Value& value, const Subject& subject) {
  if (!value.is(Kind::boolean)) {
    const bool quoted = value.text == "true" || value.text == "false";
    subject.refuse(value, kind_name(value.kind), quoted ? "write it without quotes" : "");
    return false;
  }
  *target = value.boolean;
  return true;
}

bool assign(std::int64_t* target, const Value& value, const Subject& subject) {
  if (value.is(Kind::real)) {
    const bool whole = std::isfinite(value.real) && value.real == std::floor(value.real) && std::abs(value.real) < 9e15;
    subject.refuse(value, std::isfinite(value.real) ? "a number with a decimal point or exponent" : "infinite or NaN",
                   whole ? fmt::format("write {:.0f}", value.real) : "");
    return false;
  }
  if (!value.is(Kind::integer)) {
    subject.refuse(value, kind_name(value.kind));
    return false;
  }
  if (!subject.limits.contains(static_cast<double>(value.integer))) {
    subject.refuse(value);
    return false;
  }
  *target = value.integer;
  return true;
}

bool assign(double* target, const Value& value, const Subject& subject) {
  const auto number = value.number();
  if (!number || !std::isfinite(*number)) {
    const bool written = value.is(Kind::text) && value.text.find_first_not_of("+-.0123456789eE_") == std::string::npos;
    subject.refuse(value, number ? "infinite or NaN" : kind_name(value.kind),
                   written && !value.place.setting ? "write it without quotes" : "");
    return false;
  }
  if (!subject.limits.contains(*number)) {
    subject.refuse(value);
    return false;
  }
  *target = *number;
  return true;
}

bool assign(std::string* target, const Value& value, const Subject& subject) {
  if (!value.is(Kind::text)) {
    if (value.place.setting && value.items.empty() && value.entries.empty()) {  // --set scenario.name=2024
      *target = write_value(value);
      return true;
    }
    subject.refuse(value, kind_name(value.kind), "write it in quotes");
    return false;
  }
  *target = value.text;
  return true;
}

namespace {

template <class Inner>
bool assign_optional(std::optional<Inner>* target, const Value& value, const Subject& subject) {
  Inner inner{};
  if (!assign(&inner, value, subject)) return false;
  *target = inner;
  return true;
}

/// A list, or a single value in place of a list of one.
template <class Item>
bool assign_list(std::vector<Item>* target, const Value& value, const Subject& subject) {
  std::vector<Item> items;
  if (!value.is(Kind::list)) {
    items.emplace_back();
    if (!assign(&items.back(), value, subject)) return false;
  }
  std::size_t wrong = 0;
  for (const Value& item : value.items) {
    items.emplace_back();
    if (!assign(&items.back(), item, subject) && ++wrong == 5) break;  // enough to see what is meant
  }
  if (wrong > 0) return false;
  *target = std::move(items);
  return true;
}

}  // namespace

bool assign(std::optional<std::int64_t>* target, const Value& value, const Subject& subject) {
  return assign_optional(target, value, subject);
}

bool assign(std::optional<double>* target, const Value& value, const Subject& subject) {
  return assign_optional(target, value, subject);
}

bool assign(std::vector<std::int64_t>* target, const Value& value, const Subject& subject) {
  return assign_list(target, value, subject);
}

bool assign(std::vector<double>* target, const Value& value, const Subject& subject) {
  return assign_list(target, value, subject);
}

bool assign(std::vector<std::string>* target, const Value& value, const Subject& subject) {
  if (!value.is(Kind::text)) return assign_list(target, value, subject);
  target->clear();  // names may be joined by commas, as in --set recording.variables=price,profit
  for (std::size_t begin = 0; begin <= value.text.size();) {
    const std::size_t end = std::min(value.text.find(',', begin), value.text.size());
    std::string name = value.text.substr(begin, end - begin);
    name.erase(0, std::min(name.find_first_not_of(' '), name.size()));
    name.erase(name.find_last_not_of(' ') + 1);
    if (!name.empty()) target->push_back(name);
    begin = end + 1;
  }
  return true;
}

bool assign(std::vector<std::vector<double>>* target, const Value& value, const Subject& subject) {
  std::vector<std::vector<double>> rows;
  if (!value.is(Kind::list)) {
    subject.refuse(value, kind_name(value.kind));
    return false;
  }
  for (const Value& row : value.items) {
    rows.emplace_back();
    if (!row.is(Kind::list)) {
      subject.refuse(row, kind_name(row.kind), "write one list for each choice");
      return false;
    }
    if (!assign(&rows.back(), row, subject)) return false;
  }
  *target = std::move(rows);
  return true;
}

bool assign(const Enumeration& target, const Value& value, const Subject& subject) {
  if (!value.is(Kind::text)) {
    subject.refuse(value, kind_name(value.kind), "write the name in quotes");
    return false;
  }
  const auto found = std::find(target.names.begin(), target.names.end(), value.text);
  if (found == target.names.end()) {
    const auto meant = nearest_name(value.text, target.names);
    subject.refuse(value, "", meant.empty() ? "" : fmt::format("did you mean \"{}\"?", meant));
    return false;
  }
  target.set(static_cast<int>(found - target.names.begin()));
  return true;
}

bool assign(const Slot& slot, const Value& value, const Subject& subject) {
  return std::visit([&](const auto& target) { return assign(target, value, subject); }, slot);
}

bool assign(const Parameter& parameter, Scenario& scenario, const Value& value, Complaints& complaints) {
  return assign(parameter.slot(scenario), value, subject_of(parameter, complaints));
}

}  // namespace rivalry
