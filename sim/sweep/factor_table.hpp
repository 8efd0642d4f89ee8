#pragma once

#include <bit>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "rivalry/sweep/design.hpp"

namespace rivalry {

/// A column of the table of runs.
struct RunColumn {
  std::string name, unit, long_name, definition;
  enum class Kind { integer, real, code } kind = Kind::real;
  std::vector<std::string> labels = {};  ///< of a code: its meanings from 0 on
  std::string part_of = {};              ///< column of the factor that this one tells more of; empty if of none
};

/// A number as a cell of the table, 64 bits.
inline std::uint64_t cell_of(double number) { return std::bit_cast<std::uint64_t>(number); }
inline std::uint64_t cell_of(std::int64_t number) { return static_cast<std::uint64_t>(number); }

/// Names of the columns that results may have of the factor: the factor, the numbers of its levels, its keys.
std::vector<std::string> column_names(const Factor& factor);
/// A name as that of a column: without dots, and different from those of outcomes.
std::string column_name(std::string name);

/// What factors are in results: one column or several a factor, one cell a column, as 64 bits.
///
/// A factor whose levels are numbers of one key is one column of numbers. Any other is the number of its level with a
/// label for each, that number once more as NAME_level for files that hold the label in its place, and a column a key
/// where it `has_key_columns`.
class FactorTable {
 public:
  FactorTable(const Sweep& sweep, const SweepDesign& design);
  const std::vector<RunColumn>& columns() const { return columns_; }
  /// Appends the cells of a point.
  void add_cells(std::int64_t point, std::vector<std::uint64_t>& cells) const;

 private:
  using Cells = std::vector<std::uint64_t>;
  struct Coded {
    std::vector<Cells> levels;                  ///< [level][column]; empty of a factor of numbers
    std::map<std::string, std::int64_t> texts;  ///< of a table: the level of each
    std::size_t columns = 1;
  };
  void add_listed(const Factor& factor);
  void add_numbers(const Factor& factor);
  void add_table(const Factor& factor, std::size_t index, const SweepDesign& design);
  void add_head(const Factor& factor, std::vector<std::string> labels);

  const SweepDesign& design_;
  std::vector<RunColumn> columns_;
  std::vector<Coded> factors_;
};

}  // namespace rivalry
