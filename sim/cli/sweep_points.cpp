#include <algorithm>
#include <charconv>
#include <functional>

#include <fmt/format.h>

#include "commands.hpp"
#include "places.hpp"
#include "print.hpp"
#include "rivalry/sweep/design.hpp"
#include "rivalry/text/csv.hpp"

namespace rivalry {
namespace {

constexpr std::size_t narrowest = 12, widest = 40;  // columns

/// The value as people write it: text without the quotes of TOML, where that is plain.
std::string plain(const std::string& text) {
  const bool quoted = text.size() > 2 && text.front() == '"' && text.find('\\') == std::string::npos;
  return quoted ? text.substr(1, text.size() - 2) : text;
}

/// What a factor is at a point: its value, or the label of its level, the level's number and the values of its keys.
struct FactorWords {
  std::string name;
  std::vector<std::string> at_levels;  ///< all that may stand there, as far as listed
  bool is_label;                       ///< shown as it is written, whatever it looks like
  std::function<std::string(const FactorValue&, const std::vector<Setting>&)> at;
};

/// @param levels  whether numbers of levels are shown where the labels are the values themselves
std::vector<FactorWords> columns_of(const Factor& factor, bool levels) {
  const auto label = [&factor](const FactorValue& value, const auto&) {
    return factor.labels.empty() ? plain(value.text) : factor.labels[static_cast<std::size_t>(value.level)];
  };
  std::vector<FactorWords> columns{{factor.name, factor.labels, !factor.labels.empty(), label}};
  if (!factor.labels.empty() && (levels || factor.has_key_columns()))
    columns.push_back({factor.name + "_level", {}, false, [](const FactorValue& value, const auto&) {
                         return fmt::format("{}", value.level);
                       }});
  if (!factor.has_key_columns()) return columns;
  for (std::size_t i = 0; i < factor.keys.size(); ++i) {
    const std::string& key = factor.keys[i];
    std::vector<std::string> all;
    for (const auto& level : factor.levels) all.push_back(plain(level[i]));
    columns.push_back({key, all, false, [&key](const FactorValue&, const std::vector<Setting>& settings) {
                         return plain(std::ranges::find(settings, key, &Setting::key)->value);
                       }});
  }
  return columns;
}

/// [factor] its columns.
std::vector<std::vector<FactorWords>> columns_of(const Sweep& sweep, bool levels) {
  std::vector<std::vector<FactorWords>> columns;
  for (const Factor& factor : sweep.factors) columns.push_back(columns_of(factor, levels));
  return columns;
}

void print_csv(const Sweep& sweep, const SweepDesign& design) {
  std::string line = "point";
  const auto columns = columns_of(sweep, true);
  for (const auto& of_factor : columns)
    for (const FactorWords& column : of_factor) line += "," + csv_cell(column.name);
  const bool placed = !design.coordinates(0).empty();
  if (placed)
    for (const Factor& factor : sweep.factors) line += "," + csv_cell("u_" + factor.name);
  give(line + "\n");
  for (std::int64_t point = 0; point < design.points() && !output_failed(); ++point) {
    line = fmt::format("{}", point);
    const auto values = design.values(point);
    const auto settings = design.settings(point);
    for (std::size_t i = 0; i < values.size(); ++i)
      for (const FactorWords& column : columns[i]) line += "," + csv_cell(column.at(values[i], settings));
    for (const double coordinate : design.coordinates(point)) line += fmt::format(",{}", coordinate);
    give(line + "\n");
  }
}

/// Numbers with six digits; all else, and labels, as they are.
std::string shortened(const FactorWords& column, const std::string& word) {
  if (column.is_label) return word;
  double number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return error == std::errc() && end == word.data() + word.size() ? fmt::format("{:.6g}", number) : word;
}

/// For readers: a head, and columns as wide as their names and usual numbers.
void print_table(const Sweep& sweep, const SweepDesign& design) {
  const std::int64_t points = design.points();
  say("{}: {} point{} of {} factor{} ({}), {} replicate{} each\n", sweep.name, points, points == 1 ? "" : "s",
      sweep.factors.size(), sweep.factors.size() == 1 ? "" : "s",
      design_names.at(static_cast<std::size_t>(sweep.design)), sweep.replicates, sweep.replicates == 1 ? "" : "s");
  for (const std::string& line : design.aliases()) say("  {}\n", line);
  const auto columns = columns_of(sweep, false);
  std::vector<std::size_t> widths;
  std::string head = fmt::format("{:>10}", "point");
  for (const auto& of_factor : columns)
    for (const FactorWords& column : of_factor) {
      widths.push_back(std::max(column.name.size(), narrowest));
      for (const std::string& word : column.at_levels)
        widths.back() = std::clamp(shortened(column, word).size(), widths.back(), std::max(widths.back(), widest));
      head += fmt::format("  {:>{}}", column.name, widths.back());
    }
  say("{}\n", head);
  for (std::int64_t point = 0; point < points && !output_failed(); ++point) {
    std::string line = fmt::format("{:>10}", point);
    const auto values = design.values(point);
    const auto settings = design.settings(point);
    auto width = widths.begin();
    for (std::size_t i = 0; i < values.size(); ++i)
      for (const FactorWords& column : columns[i])
        line += fmt::format("  {:>{}}", shortened(column, column.at(values[i], settings)), *width++);
    say("{}\n", line);
  }
}

}  // namespace

Exit sweep_points_command(const SweepPointsCommand& command) {
  const std::filesystem::path file = find_sweep(command.file);
  const Sweep sweep = read_sweep(file);
  const SweepDesign design(sweep, file.parent_path());
  if (command.csv)
    print_csv(sweep, design);
  else
    print_table(sweep, design);
  return Exit::done;
}

}  // namespace rivalry
