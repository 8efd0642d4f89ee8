#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rivalry/scenario/read.hpp"

namespace rivalry {

enum class DesignKind : int { factorial, fractional, lhs, sobol, morris, saltelli, random, table };
inline constexpr std::array<const char*, 8> design_names{"factorial", "fractional", "lhs",    "sobol",
                                                         "morris",    "saltelli",   "random", "table"};

/// What a factor does between 0 and 1: the quantile function of a number.
struct Spread {
  enum class Kind { linear, log, normal, lognormal, triangular };
  Kind kind = Kind::linear;
  double first = 0, second = 1;    ///< bounds; mean and s.d. (of the logarithm, if lognormal)
  double third = 0;                ///< mode of a triangle
  std::optional<double> min, max;  ///< where a normal or lognormal is cut off
  bool integer = false;            ///< rounded to whole numbers, each as likely as the stretch that is rounded to it
};

/// What is varied: one or several keys of the scenario, which change together.
struct Factor {
  std::string name;               ///< of its column in the results; its key or keys, unless given
  std::vector<std::string> keys;  ///< of the scenario
  /// [level][key] values as TOML; empty where the factor is a spread.
  std::vector<std::vector<std::string>> levels;
  /// [level] words for them, all different; empty where levels are numbers of one key, which say it themselves.
  std::vector<std::string> labels;
  bool labelled = false;  ///< the labels are those of the sweep file
  std::optional<Spread> spread;
  std::int64_t steps = 0;  ///< levels that a factorial design takes of a spread, ends included

  /// Whether its keys have columns beside that of the factor in results: where there are several of them, or where
  /// labels stand for the values.
  bool has_key_columns() const { return keys.size() > 1 || (labelled && name != keys.front()); }
};

/// Some of so many things that are counted from 0, or all of them.
struct Selection {
  bool all = false;
  std::set<std::int64_t> numbers = {};
  bool holds(std::int64_t number) const { return all || numbers.contains(number); }
  std::int64_t count(std::int64_t of) const { return all ? of : static_cast<std::int64_t>(numbers.size()); }
};

/// Ends a run early: the observable of the market is on the wrong side of a bound for so many periods in a row.
struct StopRule {
  std::string variable;  ///< a series of the market that has one value a period
  bool above = true;
  double bound = 0;
  std::int64_t periods = 1, after = 0;
};

/// Goes on with replicates of a point until an outcome is known well enough.
struct Sequential {
  std::string outcome;
  std::int64_t batch = 10, least = 10;  ///< replicates between two decisions; before the first
  double confidence = 0.95;
  std::optional<double> half_width, relative_half_width;  ///< of the interval of the mean
  std::optional<double> effect;                           ///< smallest difference of two points that matters …
  double power = 0.9;                                     ///< … and how likely it is to be found
};

/// A sweep file: a scenario, what is varied, how often, and what is kept.
struct Sweep {
  std::string name, question;
  std::string scenario;      ///< the base: a file, relative to the sweep file, or the name of a shipped scenario
  std::vector<Setting> set;  ///< changes of the base that all points share
  DesignKind design = DesignKind::factorial;
  std::int64_t points = 0;  ///< of lhs, random, sobol; base points of saltelli; trajectories of morris
  std::int64_t morris_levels = 4;
  std::int64_t resolution = 4;  ///< of a fractional design
  bool scrambled = true;        ///< sobol, saltelli
  bool second_order = true;     ///< saltelli
  std::int64_t seed = 1;        ///< of the design's own draws
  std::string table;            ///< CSV file of a table, relative to the sweep file
  std::vector<Factor> factors;

  std::int64_t replicates = 1;  ///< of each point; the most that a sequential design takes
  bool common_random_numbers = true;
  std::vector<std::string> frozen;  ///< groups of draws that all replicates share
  std::optional<Sequential> sequential;

  std::vector<std::string> series;           ///< of the market, kept of every run
  Selection panel_points, panel_replicates;  ///< runs whose whole result is kept
  std::vector<StopRule> stop;
};

/// Reads a sweep file and, for a design of that kind, its table. The base scenario is only named, not read.
/// @throws ScenarioError  with all mistakes: place, value, rule, remedy
Sweep read_sweep(const std::filesystem::path& path);
/// The same from text.
/// @param name    stands for the file in messages; its stem is the sweep's name if the text gives none
/// @param folder  that a table is looked for in
Sweep parse_sweep(std::string_view text, const std::string& name, const std::filesystem::path& folder);

}  // namespace rivalry
