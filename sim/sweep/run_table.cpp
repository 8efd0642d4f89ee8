#include "run_table.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "rivalry/run/observables.hpp"
#include "rivalry/scenario/parameter.hpp"
#include "rivalry/sweep/merge.hpp"

namespace rivalry {
namespace {

constexpr std::array<std::string_view, 7> own_names{"run",    "point",    "replicate", "stopped",
                                                    "failed", "key_high", "key_low"};

std::uint64_t cell(double number) { return std::bit_cast<std::uint64_t>(number); }
std::uint64_t cell(std::int64_t number) { return static_cast<std::uint64_t>(number); }
const std::uint64_t missing = cell(std::numeric_limits<double>::quiet_NaN());

/// TOML text without its quotes.
std::string bare(const std::string& text) {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'')) return text.substr(1, text.size() - 2);
  return text;
}

/// All texts that a factor takes, in the order of its levels or points; empty if all are numbers.
std::vector<std::string> texts_of(const Plan& plan, std::size_t factor) {
  const Factor& given = plan.sweep().factors[factor];
  if (given.spread) return {};
  std::vector<std::string> texts;
  bool numbers = true;
  // Of levels a few points show all; of a table each may have its own.
  for (std::int64_t point = 0; point < plan.points(); ++point) {
    const FactorValue value = plan.design().values(point)[factor];
    numbers = numbers && value.number.has_value();
    const std::string text = bare(value.text);
    if (std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
    if (!given.levels.empty() && texts.size() == given.levels.size()) break;
    if (numbers && texts.size() > 1000) break;
  }
  if (numbers) return {};
  return texts;
}

RunColumn column_of(const Plan& plan, std::size_t factor) {
  const Factor& given = plan.sweep().factors[factor];
  const Parameter* parameter = find_parameter(given.keys.front());
  std::string keys;
  for (const std::string& key : given.keys) keys += (keys.empty() ? "" : ", ") + key;
  RunColumn column{factor_column(given),
                   std::string(parameter != nullptr ? parameter->unit : "1"),
                   given.name,
                   "Factor: sets " + keys + ".",
                   RunColumn::Kind::real,
                   texts_of(plan, factor)};
  if (!column.levels.empty()) column.kind = RunColumn::Kind::code;
  return column;
}

}  // namespace

std::string factor_column(const Factor& factor) {
  const auto& outcomes = summary_observables();
  const bool is_taken = std::ranges::find(own_names, factor.name) != own_names.end() ||
                        std::ranges::any_of(outcomes, [&](const auto& one) { return one.name == factor.name; });
  std::string name = is_taken ? "factor_" + factor.keys.front() : factor.name;
  for (char& c : name)
    if (c == '.' || c == ' ' || c == '/') c = '_';
  return name;
}

RunTable::RunTable(const Plan& plan) : plan_(plan) {
  using Kind = RunColumn::Kind;
  columns_ = {{"point", "1", "point", "Point of the design, from 0.", Kind::integer},
              {"replicate", "1", "replicate", "Replicate of the point, from 0.", Kind::integer}};
  first_factor_ = columns_.size();
  for (std::size_t factor = 0; factor < factors(); ++factor) {
    columns_.push_back(column_of(plan, factor));
    auto& codes = codes_.emplace_back();
    for (const std::string& text : columns_.back().levels) codes.try_emplace(text, codes.size());
  }
  for (const SummaryObservable& one : summary_observables())
    columns_.push_back({std::string(one.name), std::string(one.unit), std::string(one.long_name),
                        std::string(one.definition), Kind::real});
  columns_.push_back({"stopped", "1", "rule that ended the run", "Of [[stop]], from 0; -1: none did.", Kind::integer});
  columns_.push_back({"failed", "1", "the run failed", "1: it has no outcomes.", Kind::integer});
  columns_.push_back(
      {"key_high", "1", "key of the run, first half", "Of scenario, stream and model version.", Kind::integer});
  columns_.push_back(
      {"key_low", "1", "key of the run, second half", "Of scenario, stream and model version.", Kind::integer});
}

void RunTable::factor_cells(std::int64_t point, std::vector<std::uint64_t>& cells) {
  const auto values = plan_.design().values(point);
  for (std::size_t factor = 0; factor < values.size(); ++factor) {
    if (columns_[first_factor_ + factor].kind == RunColumn::Kind::code)
      cells.push_back(codes_[factor].at(bare(values[factor].text)));
    else
      cells.push_back(cell(values[factor].number.value_or(std::numeric_limits<double>::quiet_NaN())));
  }
}

void RunTable::cells(const Row& row, std::vector<std::uint64_t>& cells) {
  const PlannedRun run = plan_.run(row.number);
  cells.clear();
  cells.push_back(cell(run.point));
  cells.push_back(cell(run.replicate));
  factor_cells(run.point, cells);
  for (std::size_t i = 0; i < summary_observables().size(); ++i)
    cells.push_back(i < row.outcomes.size() ? cell(row.outcomes[i]) : missing);
  cells.push_back(cell(std::int64_t{row.stopped}));
  cells.push_back(cell(std::int64_t{row.failed}));
  cells.push_back(row.key.high);
  cells.push_back(row.key.low);
}

std::string RunTable::text(std::size_t column, std::uint64_t cell) const {
  const RunColumn& one = columns_[column];
  if (one.kind == RunColumn::Kind::integer) return fmt::format("{}", static_cast<std::int64_t>(cell));
  if (one.kind == RunColumn::Kind::code) return one.levels[cell];
  const auto number = std::bit_cast<double>(cell);
  return std::isnan(number) ? "" : fmt::format("{}", number);
}

}  // namespace rivalry
