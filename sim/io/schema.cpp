#include "schema.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "rivalry/scenario/parameter.hpp"

namespace rivalry {

namespace {

VariableSchema from(const Observable& observable, std::vector<std::string> dims) {
  return {.name = std::string(observable.name),
          .unit = std::string(observable.unit),
          .long_name = std::string(observable.long_name),
          .definition = std::string(observable.definition),
          .element = observable.integer ? Element::int64 : Element::real,
          .dims = std::move(dims),
          .flags = {}};
}

VariableSchema coordinate(std::string name, std::string long_name, std::string definition, Element element) {
  return {.name = name,
          .unit = "1",
          .long_name = std::move(long_name),
          .definition = std::move(definition),
          .element = element,
          .dims = {name},
          .flags = {}};
}

VariableSchema of_firm(std::string name, std::string unit, std::string long_name, std::string definition,
                       Element element) {
  return {.name = std::move(name),
          .unit = std::move(unit),
          .long_name = std::move(long_name),
          .definition = std::move(definition),
          .element = element,
          .dims = {"firm"},
          .flags = {}};
}

std::vector<std::string> words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> found;
  for (std::string word; stream >> word;) found.push_back(word);
  return found;
}

VariableSchema of_parameter(std::string_view prefix, std::string_view key, std::string_view when) {
  const Parameter* parameter = find_parameter(key);
  if (!parameter) throw std::logic_error("no parameter " + std::string(key));
  return of_firm(variable_name(prefix, key), std::string(parameter->unit), std::string(key) + std::string(when),
                 std::string(parameter->meaning), Element::real);
}

}  // namespace

const char* type_name(Element element) {
  switch (element) {
    case Element::int8:
      return "int8";
    case Element::int16:
      return "int16";
    case Element::int32:
      return "int32";
    case Element::int64:
      return "int64";
    case Element::real:
      break;
  }
  return "float64";
}

VariableSchema schema_of(const MarketObservable& observable) { return from(observable, {"period"}); }
VariableSchema schema_of(const PathObservable& observable) { return from(observable, {"period", "path"}); }
VariableSchema schema_of(const StageObservable& observable) { return from(observable, {"period", "stage"}); }
VariableSchema schema_of(const MoveObservable& observable) { return from(observable, {"period", "move"}); }
VariableSchema schema_of(const SegmentObservable& observable) { return from(observable, {"period", "segment"}); }
VariableSchema schema_of(const SegmentPositionObservable& observable) {
  return from(observable, {"period", "segment", "attribute"});
}
VariableSchema schema_of(const SummaryObservable& observable) { return from(observable, {"run"}); }

// Numbers of firms are real even where they count something: NaN says that a firm is not alive.
VariableSchema schema_of(const FirmObservable& observable) {
  VariableSchema schema = from(observable, {"period", "firm"});
  schema.element = Element::real;
  return schema;
}

VariableSchema schema_of(const FirmVectorObservable& observable) {
  const bool by_path = observable.over == FirmVectorObservable::Over::path;
  VariableSchema schema = from(observable, {"period", "firm", by_path ? "path" : "attribute"});
  schema.element = Element::real;
  return schema;
}

VariableSchema schema_of(const FirmWordObservable& observable) {
  VariableSchema schema = from(observable, {"period", "firm"});
  schema.element = Element::int64;
  return schema;
}

VariableSchema schema_of(const EventObservable& observable) {
  VariableSchema schema = from(observable, {"event"});
  schema.element = observable.real_value ? Element::real : Element::int64;
  if (observable.name == "period") schema.element = Element::int32;
  if (observable.flags.empty()) return schema;
  schema.element = Element::int8;
  schema.flags = words(observable.flags);
  if (observable.name == "path" && schema.flags.front() == "none") schema.first_flag = -1;
  return schema;
}

VariableSchema period_coordinate() {
  return coordinate("period", "period", "Number of the period, from 1. A period is a quarter of a year.",
                    Element::int32);
}

VariableSchema firm_coordinate() {
  return coordinate("firm", "firm",
                    "Id of the firm, never used twice: period of entry times 2^32 plus the number among that period's "
                    "entrants; founders have period 0.",
                    Element::int64);
}

VariableSchema segment_coordinate() {
  return coordinate("segment", "demand segment", "Number of the segment, from 1.", Element::int32);
}

VariableSchema attribute_coordinate() {
  return coordinate("attribute", "product attribute", "Number of the attribute, from 1.", Element::int32);
}

VariableSchema run_coordinate() {
  return coordinate("run", "run", "Replicate: the index into the random streams.", Element::int64);
}

VariableSchema path_coordinate() {
  return coordinate("path", "innovation path", "Innovation path, and block of the business model.", Element::int8);
}

VariableSchema stage_coordinate() {
  return coordinate("stage", "stage of the value chain", "One of value_chain.stages.", Element::int8);
}

VariableSchema move_coordinate() {
  return coordinate("move", "move of the value chain", "One of those that value_chain.moves may allow.", Element::int8);
}

VariableSchema entry_period_variable() {
  return of_firm("entry_period", "1", "period of entry", "Period in which the firm entered; 0: a founder.",
                 Element::int32);
}

VariableSchema exit_period_variable() {
  return of_firm("exit_period", "1", "period of exit", "Period in which the firm left; -1: alive at the end.",
                 Element::int32);
}

VariableSchema population_variable(const Scenario& scenario) {
  VariableSchema schema =
      of_firm("population", "1", "population", "Population of the scenario that the firm belongs to.", Element::int16);
  for (const Population& population : scenario.populations) schema.flags.push_back(population.name);
  if (schema.flags.empty()) schema.flags.push_back("all");
  return schema;
}

VariableSchema origin_variable() {
  VariableSchema schema =
      of_firm("origin", "1", "origin of the firm",
              "Founder, start-up with a design of its own, or imitator of an incumbent.", Element::int8);
  schema.flags = {"founder", "startup", "imitator"};
  return schema;
}

VariableSchema start_size_variable() {
  return of_firm("start_size", "1", "starting size",
                 "The firm's founding.size as it was set or drawn, at founding or entry; it is not divided by a mean.",
                 Element::real);
}

VariableSchema arm_variable(std::string_view key) {
  VariableSchema schema = of_parameter("arm", key, ": arm of the treatment");
  schema.definition =
      "Arm that the firm was assigned to, from 0, the control; -1: not treated. Attribute arm_values has the values. " +
      schema.definition;
  schema.unit = "1";
  schema.element = Element::int16;
  return schema;
}

VariableSchema trait_variable(std::string_view key) { return of_parameter("trait", key, " at entry"); }

std::string variable_name(std::string_view prefix, std::string_view key) {
  std::string name = std::string(prefix) + "_" + std::string(key);
  std::ranges::replace(name, '.', '_');
  return name;
}

}  // namespace rivalry
