#pragma once

#include <string>
#include <vector>

#include "rivalry/run/observables.hpp"

namespace rivalry {

/// How a value is stored. Cells in memory are 64 bits wide: a double, or a signed integer.
enum class Element { real, int8, int16, int32, int64 };

/// As in "float64", "int8".
const char* type_name(Element element);

/// What is known of a data set before it is written: the file and its documentation are made from it.
struct VariableSchema {
  std::string name, unit, long_name, definition;
  Element element = Element::real;
  std::vector<std::string> dims;   ///< names of dimensions, slowest first
  std::vector<std::string> flags;  ///< labels of the values first_flag, first_flag + 1, …; empty: not enumerated
  int first_flag = 0;
};

VariableSchema schema_of(const MarketObservable& observable);
VariableSchema schema_of(const PathObservable& observable);
VariableSchema schema_of(const StageObservable& observable);
VariableSchema schema_of(const MoveObservable& observable);
VariableSchema schema_of(const SegmentObservable& observable);
VariableSchema schema_of(const SegmentPositionObservable& observable);
VariableSchema schema_of(const FirmObservable& observable);
VariableSchema schema_of(const FirmVectorObservable& observable);
VariableSchema schema_of(const FirmWordObservable& observable);
VariableSchema schema_of(const EventObservable& observable);
VariableSchema schema_of(const SummaryObservable& observable);

/// Coordinates: one data set for each dimension that has values; `event` has none.
VariableSchema period_coordinate();
VariableSchema firm_coordinate();
VariableSchema segment_coordinate();
VariableSchema attribute_coordinate();
VariableSchema run_coordinate();
VariableSchema path_coordinate();   ///< its values are texts
VariableSchema stage_coordinate();  ///< likewise
VariableSchema move_coordinate();   ///< likewise

/// What stays with a firm: one value a firm. Of `population`, the meanings depend on the scenario.
VariableSchema entry_period_variable();
VariableSchema exit_period_variable();
VariableSchema population_variable(const Scenario& scenario);
VariableSchema origin_variable();
VariableSchema start_size_variable();
VariableSchema arm_variable(std::string_view key);    ///< of a treated parameter
VariableSchema trait_variable(std::string_view key);  ///< of a parameter that differs between firms

/// `arm_capabilities_sensing` for "arm" and "capabilities.sensing".
std::string variable_name(std::string_view prefix, std::string_view key);

}  // namespace rivalry
