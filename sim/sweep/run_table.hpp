#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "rivalry/sweep/plan.hpp"
#include "rivalry/sweep/rows.hpp"

namespace rivalry {

/// A column of the table of runs.
struct RunColumn {
  std::string name, unit, long_name, definition;
  enum class Kind { integer, real, code } kind = Kind::real;
  std::vector<std::string> levels = {};  ///< of a code: its meanings from 0 on
};

/// What a run is in the table: one cell a column, as 64 bits; NaN for what is missing.
class RunTable {
 public:
  explicit RunTable(const Plan& plan);

  const std::vector<RunColumn>& columns() const { return columns_; }
  /// The columns of factors among them.
  std::size_t first_factor() const { return first_factor_; }
  std::size_t factors() const { return plan_.sweep().factors.size(); }

  /// Cells of a row, in the order of columns.
  void cells(const Row& row, std::vector<std::uint64_t>& cells);
  /// Cells of the factors at a point.
  void factor_cells(std::int64_t point, std::vector<std::uint64_t>& cells);
  /// A cell as text: the shortest that reads back to the same number; empty for NaN.
  std::string text(std::size_t column, std::uint64_t cell) const;

 private:
  const Plan& plan_;
  std::vector<RunColumn> columns_;
  std::vector<std::map<std::string, std::uint64_t>> codes_;  ///< [factor] of its texts
  std::size_t first_factor_ = 0;
};

}  // namespace rivalry
