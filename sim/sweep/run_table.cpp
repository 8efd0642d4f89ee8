#include "run_table.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "rivalry/run/observables.hpp"

namespace rivalry {
namespace {

const std::uint64_t missing = cell_of(std::numeric_limits<double>::quiet_NaN());

}  // namespace

RunTable::RunTable(const Plan& plan) : plan_(plan), factors_(plan.sweep(), plan.design()) {
  using Kind = RunColumn::Kind;
  columns_ = {{"point", "1", "point", "Point of the design, from 0.", Kind::integer},
              {"replicate", "1", "replicate", "Replicate of the point, from 0.", Kind::integer}};
  columns_.insert(columns_.end(), factors_.columns().begin(), factors_.columns().end());
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

void RunTable::cells(const Row& row, std::vector<std::uint64_t>& cells) {
  const PlannedRun run = plan_.run(row.number);
  cells.clear();
  cells.push_back(cell_of(run.point));
  cells.push_back(cell_of(run.replicate));
  factors_.add_cells(run.point, cells);
  for (std::size_t i = 0; i < summary_observables().size(); ++i)
    cells.push_back(i < row.outcomes.size() ? cell_of(row.outcomes[i]) : missing);
  cells.push_back(cell_of(std::int64_t{row.stopped}));
  cells.push_back(cell_of(std::int64_t{row.failed}));
  cells.push_back(row.key.high);
  cells.push_back(row.key.low);
}

std::string RunTable::text(std::size_t column, std::uint64_t cell) const {
  const RunColumn& one = columns_[column];
  if (one.kind == RunColumn::Kind::integer) return fmt::format("{}", static_cast<std::int64_t>(cell));
  if (one.kind == RunColumn::Kind::code) return one.labels[cell];
  const auto number = std::bit_cast<double>(cell);
  return std::isnan(number) ? "" : fmt::format("{}", number);
}

}  // namespace rivalry
