#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rivalry {

/// What an agreement with others' numbers claims (Axtell et al. 1996).
enum class Agreement : int { numerical, distributional, relational };
/// What is taken of a measure's values over replicates.
enum class Statistic : int { mean, deviation };
/// How the measure under `set` is held against that under `with`.
enum class Comparison : int { difference, ratio };
/// Whether the value is what is expected, or a bound of it.
enum class Bound : int { exact, at_least, at_most };

/// Parameter keys and values as TOML text.
using KeysAndValues = std::vector<std::pair<std::string, std::string>>;

/// A number that runs of a scenario must come to: an `[[expect]]` of its file. Not part of the scenario: no result
/// follows from it.
struct Expectation {
  std::string measure;
  std::optional<std::int64_t> firm;      ///< from 1, of measures of a firm
  std::optional<std::int64_t> distance;  ///< of measures over pairs of business models
  std::optional<std::int64_t> period;    ///< when it is taken; 0: at founding; none: the last
  Agreement agreement = Agreement::numerical;
  double value = 0;
  Bound bound = Bound::exact;
  Statistic statistic = Statistic::mean;
  std::optional<double> absolute, relative, standard_errors;  ///< tolerance: the sum of those given
  std::optional<std::int64_t> value_replicates;               ///< runs that the value itself rests on
  std::optional<std::int64_t> replicates;                     ///< none: one
  KeysAndValues set, with;
  Comparison compare = Comparison::difference;
  bool is_long = false;
  std::string source;
  std::string missed;  ///< why it is known to be missed; empty: it must hold
  int line = 0;        ///< of the file

  std::int64_t runs() const { return replicates.value_or(1); }
};

/// What a scenario file may ask of a measure; measures themselves are defined in the component `verify`.
struct MeasureForm {
  std::string_view name;
  bool of_firm = false, at_distance = false;  ///< needs such a number
  bool of_landscape = false;                  ///< of no period
  bool at_founding = false;                   ///< may be taken in period 0
};

}  // namespace rivalry
