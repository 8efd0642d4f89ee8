#include "factor_table.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "level_labels.hpp"
#include "rivalry/run/observables.hpp"
#include "rivalry/scenario/parameter.hpp"
#include "scenario/document.hpp"

namespace rivalry {
namespace {

using Kind = RunColumn::Kind;

constexpr std::array<std::string_view, 8> own_names{"run",     "point",  "replicate", "replicates",
                                                    "stopped", "failed", "key_high",  "key_low"};

std::string unit_of(const std::string& key) {
  const Parameter* parameter = find_parameter(key);
  return std::string(parameter != nullptr ? parameter->unit : "1");
}

std::string level_column(const Factor& factor) { return column_name(factor.name) + "_level"; }

/// A column of a key and its cells, one a level.
RunColumn key_column(const Factor& factor, std::size_t key, std::vector<std::uint64_t>& cells) {
  RunColumn column{column_name(factor.keys[key]), unit_of(factor.keys[key]), factor.keys[key],
                   "Value of " + factor.keys[key] + "."};
  column.part_of = column_name(factor.name);
  std::vector<Value> values;
  for (const auto& level : factor.levels) values.push_back(parse_setting_value(level[key]));
  if (std::ranges::all_of(values, [](const Value& value) { return value.number().has_value(); })) {
    for (const Value& value : values) cells.push_back(cell_of(*value.number()));
    return column;
  }
  column.kind = Kind::code;
  std::map<std::string, std::int64_t> codes;
  for (const Value& value : values) {
    const auto [code, is_new] = codes.try_emplace(write_value(value), std::ssize(column.labels));
    if (is_new) column.labels.push_back(value_label(value));
    cells.push_back(cell_of(code->second));
  }
  column.labels = distinct_labels(std::move(column.labels));
  return column;
}

}  // namespace

std::string column_name(std::string name) {
  for (char& c : name)
    if (c == '.' || c == ' ' || c == '/') c = '_';
  const auto& outcomes = summary_observables();
  const bool is_taken = std::ranges::find(own_names, name) != own_names.end() ||
                        std::ranges::any_of(outcomes, [&](const auto& one) { return one.name == name; });
  return is_taken ? "factor_" + name : name;
}

std::vector<std::string> column_names(const Factor& factor) {
  std::vector<std::string> names{column_name(factor.name)};
  if (!factor.spread) names.push_back(level_column(factor));
  if (factor.has_key_columns())
    for (const std::string& key : factor.keys) names.push_back(column_name(key));
  return names;
}

FactorTable::FactorTable(const Sweep& sweep, const SweepDesign& design) : design_(design) {
  for (std::size_t i = 0; i < sweep.factors.size(); ++i) {
    const Factor& factor = sweep.factors[i];
    const std::size_t before = columns_.size();
    factors_.emplace_back();
    if (sweep.design == DesignKind::table)
      add_table(factor, i, design);
    else if (factor.spread || factor.labels.empty())
      add_numbers(factor);
    else
      add_listed(factor);
    factors_.back().columns = columns_.size() - before;
  }
}

/// The factor's own columns: numbers, or levels with their labels.
void FactorTable::add_head(const Factor& factor, std::vector<std::string> labels) {
  const std::string sets = fmt::format("Factor: sets {}.", fmt::join(factor.keys, ", "));
  const bool is_coded = !labels.empty();
  const std::string name = column_name(factor.name);
  columns_.push_back({name, is_coded ? "1" : unit_of(factor.keys.front()), factor.name, sets,
                      is_coded ? Kind::code : Kind::real, std::move(labels)});
  if (is_coded)
    columns_.push_back({level_column(factor),
                        "1",
                        factor.name + ", number of the level",
                        "From 0, in the order of the sweep file; of a table, of the first points that have them.",
                        Kind::integer,
                        {},
                        name});
}

void FactorTable::add_numbers(const Factor& factor) {
  add_head(factor, {});
  if (!factor.has_key_columns()) return;
  for (const std::string& key : factor.keys)
    columns_.push_back(
        {column_name(key), unit_of(key), key, "Value of " + key + ".", Kind::real, {}, column_name(factor.name)});
}

void FactorTable::add_listed(const Factor& factor) {
  add_head(factor, factor.labels);
  std::vector<Cells>& levels = factors_.back().levels;
  for (std::int64_t level = 0; level < std::ssize(factor.levels); ++level)
    levels.push_back({cell_of(level), cell_of(level)});
  if (!factor.has_key_columns()) return;
  for (std::size_t key = 0; key < factor.keys.size(); ++key) {
    Cells cells;
    columns_.push_back(key_column(factor, key, cells));
    for (std::size_t level = 0; level < cells.size(); ++level) levels[level].push_back(cells[level]);
  }
}

/// A table's cells are levels where any of them is no number; all keys have the value.
void FactorTable::add_table(const Factor& factor, std::size_t index, const SweepDesign& design) {
  Coded& coded = factors_.back();
  bool numbers = true;
  for (std::int64_t point = 0; point < design.points() && numbers; ++point)
    numbers = design.values(point)[index].number.has_value();
  if (numbers) return add_numbers(factor);
  std::vector<std::string> labels;
  std::map<std::string, std::int64_t> levels;  // by value: 1 and 1.0 are one
  for (std::int64_t point = 0; point < design.points(); ++point) {
    const FactorValue value = design.values(point)[index];
    if (coded.texts.contains(value.text)) continue;
    const std::string key = value.number ? fmt::format("{}", *value.number) : value.text;
    const auto [level, is_new] = levels.try_emplace(key, std::ssize(labels));
    if (is_new) labels.push_back(value_label(parse_setting_value(value.text)));
    coded.texts[value.text] = level->second;
  }
  labels = distinct_labels(std::move(labels));
  add_head(factor, labels);
  const bool with_keys = factor.has_key_columns();
  const std::size_t keys = with_keys ? factor.keys.size() : 0;
  for (std::int64_t level = 0; level < std::ssize(labels); ++level) coded.levels.emplace_back(2 + keys, cell_of(level));
  for (std::size_t key = 0; key < keys; ++key)
    columns_.push_back({column_name(factor.keys[key]), unit_of(factor.keys[key]), factor.keys[key],
                        "Value of " + factor.keys[key] + ".", Kind::code, labels, column_name(factor.name)});
}

void FactorTable::add_cells(std::int64_t point, Cells& cells) const {
  const std::vector<FactorValue> values = design_.values(point);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Coded& coded = factors_[i];
    if (coded.levels.empty()) {
      const double number = values[i].number.value_or(std::numeric_limits<double>::quiet_NaN());
      cells.insert(cells.end(), coded.columns, cell_of(number));
      continue;
    }
    const std::int64_t level = values[i].level >= 0 ? values[i].level : coded.texts.at(values[i].text);
    const Cells& of_level = coded.levels[static_cast<std::size_t>(level)];
    cells.insert(cells.end(), of_level.begin(), of_level.end());
  }
}

}  // namespace rivalry
