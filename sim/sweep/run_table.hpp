#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "factor_table.hpp"
#include "rivalry/sweep/plan.hpp"
#include "rivalry/sweep/rows.hpp"

namespace rivalry {

/// What a run is in the table: one cell a column, as 64 bits; NaN for what is missing.
class RunTable {
 public:
  explicit RunTable(const Plan& plan);

  const std::vector<RunColumn>& columns() const { return columns_; }
  const FactorTable& factors() const { return factors_; }

  /// Cells of a row, in the order of columns.
  void cells(const Row& row, std::vector<std::uint64_t>& cells);
  /// A cell as text: the shortest that reads back to the same number; empty for NaN.
  std::string text(std::size_t column, std::uint64_t cell) const;

 private:
  const Plan& plan_;
  FactorTable factors_;
  std::vector<RunColumn> columns_;
};

}  // namespace rivalry
