#include "block_table.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace rivalry {

std::uint64_t cell_of(double value, Element element) {
  if (std::isnan(value)) return fill_of(element);
  if (element == Element::real) return std::bit_cast<std::uint64_t>(value);
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
}

BlockTable::BlockTable(hid_t group, Dimension& leading, std::size_t block_rows, int level, Background& background)
    : group_(group), leading_(leading), block_rows_(block_rows), level_(level), background_(background) {}

std::size_t BlockTable::add(VariableSchema schema, const Dimensions& others) {
  Dimensions dims{&leading_};
  std::size_t width = 1;
  for (const Dimension* dimension : others) {
    dims.push_back(dimension);
    width *= dimension->length();
  }
  columns_.push_back({std::move(schema), std::move(dims), width, {}, nullptr});
  return columns_.size() - 1;
}

void BlockTable::end_row(std::int64_t coordinate) {
  coordinates_.push_back(coordinate);
  if (coordinates_.size() == block_rows_) flush();
}

void BlockTable::finish() {
  if (!coordinates_.empty()) flush();
  background_.submit(0, [this] {
    for (ColumnOfTable& column : columns_)
      if (!column.data_set) create(column, 1);
  });
}

void BlockTable::flush() {
  auto block = std::make_shared<Block>();
  block->coordinates.swap(coordinates_);
  std::size_t bytes = 0;
  for (ColumnOfTable& column : columns_) {
    bytes += 8 * column.cells.size();
    block->cells.emplace_back().swap(column.cells);
    column.cells.reserve(block->cells.back().size());
  }
  background_.submit(bytes, [this, block] { write(*block); });
}

void BlockTable::write(const Block& block) {
  const std::size_t rows = block.coordinates.size();
  if (leading_.has_coordinates())
    leading_.append(block.coordinates);
  else
    leading_.lengthen(leading_.length() + rows);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    ColumnOfTable& column = columns_[i];
    if (!column.data_set) create(column, rows);
    std::vector<std::uint64_t> cells = block.cells[i];
    cells.resize(column.data_set->chunk_cells(), fill_of(column.schema.element));
    std::vector<hsize_t> number(column.dims.size(), 0);
    number[0] = blocks_written_;
    column.data_set->write(number, cells);
  }
  ++blocks_written_;
}

void BlockTable::create(ColumnOfTable& column, std::size_t chunk_rows) const {
  std::vector<hsize_t> chunk{chunk_rows};
  for (std::size_t i = 1; i < column.dims.size(); ++i) chunk.push_back(column.dims[i]->length());
  column.data_set = std::make_unique<DataSet>(group_, column.schema, column.dims, std::move(chunk), level_);
}

}  // namespace rivalry
