#include <algorithm>

#include <fmt/format.h>

#include "read_item.hpp"

namespace rivalry {
namespace {

void read_settings(const std::string& name, const Value& table, KeysAndValues& settings, Reading& reading) {
  const std::string full = "expect." + name;
  Complaints& complaints = reading.complaints;
  if (!table.is(Value::Kind::table) || table.entries.empty())
    return complaints.add(table, full, "must be a table of parameters and values",
                          fmt::format("write {} = {{\"landscape.interdependence\" = 3}}", name));
  each_setting(table, [&](const std::string& key, const Value& value) {
    const std::string here = fmt::format("{}.{}", full, key);
    const Parameter* parameter = find_parameter(key);
    if (parameter == nullptr) return complaints.add(value, here, "unknown parameter", unknown_key_remedy(key));
    Scenario probe;
    Subject subject = subject_of(*parameter, complaints);
    subject.key = here;
    if (assign(parameter->slot(probe), value, subject)) settings.emplace_back(key, write_value(value));
  });
}

/// What may be asked of an expectation's measure; null after a complaint, or where measures are not known.
const MeasureForm* check_measure(const Value& table, const Expectation& expect, Reading& reading) {
  const auto& forms = reading.vocabulary.measures;
  if (forms.empty() || expect.measure.empty()) return nullptr;
  const auto has_name = [&](const MeasureForm& form) { return form.name == expect.measure; };
  const auto found = std::ranges::find_if(
      forms, [&](const MeasureForm& form) { return has_name(form) && form.of_firm == expect.firm.has_value(); });
  if (found != forms.end()) return &*found;
  Complaints& complaints = reading.complaints;
  if (std::ranges::any_of(forms, has_name)) {
    if (expect.firm)
      complaints.add(*table.find("firm"), "expect.firm", fmt::format("{} is no measure of a firm", expect.measure),
                     "leave it out");
    else
      complaints.add(*table.find("measure"), "expect.measure", "is a measure of a firm", "say which: firm = 1");
    return nullptr;
  }
  std::vector<std::string_view> names;
  for (const MeasureForm& form : forms) names.push_back(form.name);
  const auto meant = nearest_name(expect.measure, names);
  complaints.add(*table.find("measure"), "expect.measure", "there is no such measure",
                 meant.empty() ? "`rivalry verify --measures` lists them" : fmt::format("did you mean \"{}\"?", meant));
  return nullptr;
}

void check_form(const Value& table, const MeasureForm& form, const Expectation& expect, Complaints& complaints) {
  if (form.at_distance != expect.distance.has_value()) {
    if (form.at_distance)
      complaints.add(*table.find("measure"), "expect.measure", "needs a distance", "add distance = 1");
    else
      complaints.add(*table.find("distance"), "expect.distance", fmt::format("{} has none", form.name), "leave it out");
  }
  if (form.of_landscape && expect.period)
    complaints.add(*table.find("period"), "expect.period", fmt::format("{} is of no period", form.name),
                   "leave it out");
  else if (expect.period == 0 && !form.at_founding)
    complaints.add(*table.find("period"), "expect.period", fmt::format("{} is not known at founding", form.name),
                   "take a period from 1");
}

void check_tolerance(const Value& table, const Expectation& expect, Complaints& complaints) {
  const bool errors = expect.standard_errors.has_value(), around = expect.absolute || expect.relative;
  const auto refuse = [&](std::string rule, std::string remedy) {
    complaints.add(table.place, "expect", std::move(rule), std::move(remedy));
  };
  if (expect.bound == Bound::exact && !errors && !around)
    refuse("has no tolerance", "give absolute, relative or standard_errors");
  if (expect.bound != Bound::exact && around)
    refuse("has a tolerance around the value, which is a bound", "give standard_errors alone, or bound = \"exact\"");
  if (expect.agreement == Agreement::distributional && !errors)
    refuse("is distributional without standard_errors", "give standard_errors = 4, or take another agreement");
  if (errors && expect.runs() < 3) refuse("has no standard error over so few runs", "give replicates = 3 at least");
  if (!errors && expect.runs() > 1 && expect.bound != Bound::exact)
    refuse("has a bound over several replicates, but no standard_errors", "give standard_errors = 3");
  if (expect.statistic == Statistic::deviation && !errors)
    refuse("is of a deviation without standard_errors", "give standard_errors and replicates");
  if (expect.value_replicates && !errors)
    complaints.add(*table.find("value_replicates"), "expect.value_replicates", "counts only with standard_errors",
                   "leave it out");
}

void check_relation(const Value& table, const Expectation& expect, Complaints& complaints) {
  const bool relational = expect.agreement == Agreement::relational, with = table.find("with") != nullptr;
  if (relational && !with)
    complaints.add(table.place, "expect", "is relational, but compares with nothing",
                   "give with = {…}: the parameters that differ in the runs of comparison");
  for (const std::string_view key : {"with", "compare"})
    if (!relational && table.find(key) != nullptr)
      complaints.add(*table.find(key), fmt::format("expect.{}", key), "counts only with agreement = \"relational\"",
                     "leave it out");
}

void check_required(const Value& table, Complaints& complaints) {
  for (const ItemTable& kind : item_tables()) {
    if (kind.name != "expect") continue;
    for (const std::string_view key : kind.required)
      if (table.find(key) == nullptr)
        complaints.add(table.place, fmt::format("expect.{}", key), "must be given",
                       fmt::format("write {} = … in each [[expect]]", key));
  }
}

void check_expectation(const Value& table, const Expectation& expect, Reading& reading) {
  Complaints& complaints = reading.complaints;
  check_required(table, complaints);
  if (const MeasureForm* form = check_measure(table, expect, reading)) check_form(table, *form, expect, complaints);
  check_tolerance(table, expect, complaints);
  check_relation(table, expect, complaints);
}

std::vector<Setting> settings_of(const KeysAndValues& set, const KeysAndValues& more = {}) {
  std::vector<Setting> settings;
  for (const KeysAndValues* list : {&set, &more})
    for (const auto& [key, value] : *list) settings.push_back({key, value});
  return settings;
}

void check_place(const Value& table, const Expectation& expect, const Scenario& scenario, Complaints& complaints) {
  if (expect.firm && *expect.firm > scenario.market.firms)
    complaints.add(*table.find("firm"), "expect.firm",
                   fmt::format("there is no such firm (market.firms = {})", scenario.market.firms));
  if (expect.period && *expect.period > scenario.scenario.periods)
    complaints.add(*table.find("period"), "expect.period",
                   fmt::format("comes after the end of the run (scenario.periods = {})", scenario.scenario.periods),
                   "make it earlier, or the run longer");
}

}  // namespace

void read_expectations(Reading& reading) {
  for (const Value& table : tables_of(reading, "expect")) {
    Expectation expect;
    const std::size_t before = reading.complaints.size();
    read_item("expect", table, expect, expectation_keys(), reading.complaints,
              [&](const std::string& name, const Value& value) {
                if (name != "set" && name != "with") return false;
                read_settings(name, value, name == "set" ? expect.set : expect.with, reading);
                return true;
              });
    if (reading.complaints.size() == before) check_expectation(table, expect, reading);
    expect.line = table.place.line;
    reading.expectations.push_back(std::move(expect));
  }
}

void check_expectations(Reading& reading, const ScenarioSource& source) {
  const std::vector<Value>& tables = tables_of(reading, "expect");
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const Expectation& expect = reading.expectations[i];
    for (const KeysAndValues* more : {static_cast<const KeysAndValues*>(nullptr), &expect.with}) {
      if (more != nullptr && more->empty()) continue;
      const std::string_view key = more == nullptr ? "set" : "with";
      try {
        const Scenario scenario = source.with(settings_of(expect.set, more == nullptr ? KeysAndValues{} : *more));
        check_place(tables[i], expect, scenario, reading.complaints);
      } catch (const ScenarioError& error) {
        const Mistake& first = error.mistakes().front();
        const Value* value = tables[i].find(key);
        reading.complaints.add(value ? value->place : tables[i].place, fmt::format("expect.{}", key),
                               fmt::format("makes no valid scenario: {}: {}", first.key, first.rule), first.remedy);
      }
    }
  }
}

}  // namespace rivalry
