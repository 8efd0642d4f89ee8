#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "data_set.hpp"
#include "pipeline.hpp"
#include "rivalry/io/recording_state.hpp"

namespace rivalry {

/// A value of an observable as a 64-bit cell of that element; a number that is not one becomes the fill value.
std::uint64_t cell_of(double value, Element element);

/// Data sets that share their first dimension and grow along it together, row by row: series, lists of events, facts of
/// firms. Rows are collected and written in blocks of one chunk each.
class BlockTable {
 public:
  /// @param leading     the shared dimension
  /// @param block_rows  rows of a full block
  BlockTable(const Place& group, const Dimension& leading, std::size_t block_rows, Pipeline& pipeline);

  /// Adds a data set; `others` are its dimensions after the first.
  /// @return its number
  std::size_t add(const VariableSchema& schema, const Dimensions& others = {});
  /// Adds the coordinates of the shared dimension; last, so that a reader who sees a row of them finds all others.
  std::size_t add_coordinate(Element element);
  const DataSet& data_set(std::size_t column) const { return *columns_[column].data_set; }

  void put(std::size_t column, std::uint64_t cell) { state_.cells[column].push_back(cell); }
  void put(std::size_t column, double value) { put(column, cell_of(value, columns_[column].element)); }

  /// To be called when every column has got its values of a row.
  void end_row();
  /// Writes the rows that wait for their block to fill; they will be written once more with the others.
  void flush();

  const TableState& state() const { return state_; }
  /// Whether the file holds the full blocks that a state counts.
  bool reaches(const TableState& state) const;
  /// Whether a state has the columns of this table, with as many cells each as rows wait.
  bool fits(const TableState& state) const;
  /// Takes over rows that wait, and cuts the data sets behind the full blocks that were written before them.
  /// @param state  one that fits
  void restore(TableState state);

 private:
  struct ColumnOfTable {
    Element element;
    std::vector<hsize_t> widths;  ///< lengths after the first dimension
    std::unique_ptr<DataSet> data_set;
  };
  struct Block {
    hsize_t number = 0, rows = 0;
    bool full = false;
    std::vector<std::vector<std::uint64_t>> cells;
  };

  void hand_over(const std::shared_ptr<Block>& block);
  std::vector<EncodedChunk> encode(Block& block) const;
  void write(const Block& block, const std::vector<EncodedChunk>& chunks);
  static std::vector<hsize_t> lengths(const ColumnOfTable& column, hsize_t rows);

  Place group_;
  const Dimension& leading_;
  std::size_t block_rows_;
  Pipeline& pipeline_;
  std::vector<ColumnOfTable> columns_;
  TableState state_;
  std::uint64_t rows_flushed_ = 0;  ///< of those that wait
};

}  // namespace rivalry
