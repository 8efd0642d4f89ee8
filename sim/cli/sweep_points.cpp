#include <algorithm>

#include <fmt/format.h>

#include "commands.hpp"
#include "places.hpp"
#include "print.hpp"
#include "rivalry/sweep/design.hpp"
#include "rivalry/text/csv.hpp"

namespace rivalry {
namespace {

/// The value as people write it: text without the quotes of TOML, where that is plain.
std::string plain(const FactorValue& value) {
  const std::string& text = value.text;
  const bool quoted = text.size() > 2 && text.front() == '"' && text.find('\\') == std::string::npos;
  return quoted ? text.substr(1, text.size() - 2) : text;
}

void print_csv(const Sweep& sweep, const SweepDesign& design) {
  std::string line = "point";
  for (const Factor& factor : sweep.factors) line += "," + csv_cell(factor.name);
  const bool placed = !design.coordinates(0).empty();
  if (placed)
    for (const Factor& factor : sweep.factors) line += "," + csv_cell("u_" + factor.name);
  give(line + "\n");
  for (std::int64_t point = 0; point < design.points() && !output_failed(); ++point) {
    line = fmt::format("{}", point);
    for (const FactorValue& value : design.values(point)) line += "," + csv_cell(plain(value));
    for (const double coordinate : design.coordinates(point)) line += fmt::format(",{}", coordinate);
    give(line + "\n");
  }
}

/// For readers: a head, and columns as wide as their names and usual numbers.
void print_table(const Sweep& sweep, const SweepDesign& design) {
  const std::int64_t points = design.points();
  say("{}: {} point{} of {} factor{} ({}), {} replicate{} each\n", sweep.name, points, points == 1 ? "" : "s",
      sweep.factors.size(), sweep.factors.size() == 1 ? "" : "s",
      design_names.at(static_cast<std::size_t>(sweep.design)), sweep.replicates, sweep.replicates == 1 ? "" : "s");
  for (const std::string& line : design.aliases()) say("  {}\n", line);
  const auto width_of = [](const Factor& factor) { return std::max<std::size_t>(factor.name.size(), 12); };
  std::string head = fmt::format("{:>10}", "point");
  for (const Factor& factor : sweep.factors) head += fmt::format("  {:>{}}", factor.name, width_of(factor));
  say("{}\n", head);
  for (std::int64_t point = 0; point < points && !output_failed(); ++point) {
    std::string line = fmt::format("{:>10}", point);
    const auto values = design.values(point);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::string text = values[i].number ? fmt::format("{:.6g}", *values[i].number) : plain(values[i]);
      line += fmt::format("  {:>{}}", text, width_of(sweep.factors[i]));
    }
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
