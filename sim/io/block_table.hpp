#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "background.hpp"
#include "data_set.hpp"

namespace rivalry {

/// A value of an observable as a 64-bit cell of that element; a number that is not one becomes the fill value.
std::uint64_t cell_of(double value, Element element);

/// Data sets that share their first dimension and grow along it together, row by row: series and lists of events.
/// Rows are collected and written in blocks of one chunk each.
class BlockTable {
 public:
  /// @param leading     the shared dimension
  /// @param block_rows  rows of a full block
  /// @param level       of deflate
  BlockTable(hid_t group, Dimension& leading, std::size_t block_rows, int level, Background& background);

  /// Adds a data set; `others` are its dimensions after the first.
  /// @return its number
  std::size_t add(VariableSchema schema, const Dimensions& others);

  void put(std::size_t column, std::uint64_t cell) { columns_[column].cells.push_back(cell); }
  void put(std::size_t column, double value) { put(column, cell_of(value, columns_[column].schema.element)); }

  /// To be called when every column has got its values of a row.
  /// @param coordinate  of the leading dimension, if that has coordinates
  void end_row(std::int64_t coordinate);
  /// Writes what is left, and creates data sets that got no rows.
  void finish();

 private:
  struct ColumnOfTable {
    VariableSchema schema;
    Dimensions dims;
    std::size_t width;  ///< cells of a row
    std::vector<std::uint64_t> cells;
    std::unique_ptr<DataSet> data_set;  ///< used by the background thread alone
  };
  struct Block {
    std::vector<std::int64_t> coordinates;
    std::vector<std::vector<std::uint64_t>> cells;
  };

  void flush();
  void write(const Block& block);
  void create(ColumnOfTable& column, std::size_t chunk_rows) const;

  hid_t group_;
  Dimension& leading_;
  std::size_t block_rows_;
  int level_;
  Background& background_;
  std::vector<ColumnOfTable> columns_;
  std::vector<std::int64_t> coordinates_;
  hsize_t blocks_written_ = 0;
};

}  // namespace rivalry
