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

BlockTable::BlockTable(const Place& group, const Dimension& leading, std::size_t block_rows, Pipeline& pipeline)
    : group_(group), leading_(leading), block_rows_(block_rows), pipeline_(pipeline) {}

std::size_t BlockTable::add(const VariableSchema& schema, const Dimensions& others) {
  Dimensions dims{&leading_};
  std::vector<hsize_t> chunk{block_rows_}, widths;
  for (const Dimension* dimension : others) {
    dims.push_back(dimension);
    widths.push_back(dimension->length());
    chunk.push_back(dimension->length());
  }
  columns_.push_back({schema.element, std::move(widths), std::make_unique<DataSet>(group_, schema, dims, chunk)});
  state_.cells.emplace_back();
  return columns_.size() - 1;
}

std::size_t BlockTable::add_coordinate(Element element) {
  columns_.push_back({element, {}, std::make_unique<DataSet>(leading_, element, block_rows_, group_.level)});
  state_.cells.emplace_back();
  return columns_.size() - 1;
}

void BlockTable::end_row() {
  if (++state_.rows < block_rows_) return;
  auto block = std::make_shared<Block>();
  block->number = state_.blocks++;
  block->rows = state_.rows;
  block->full = true;
  for (auto& cells : state_.cells) {
    block->cells.emplace_back().swap(cells);
    cells.reserve(block->cells.back().size());
  }
  state_.rows = rows_flushed_ = 0;
  hand_over(block);
}

void BlockTable::flush() {
  if (state_.rows == rows_flushed_) return;
  auto block = std::make_shared<Block>();
  block->number = state_.blocks;
  block->rows = rows_flushed_ = state_.rows;
  block->cells = state_.cells;
  hand_over(block);
}

void BlockTable::hand_over(const std::shared_ptr<Block>& block) {
  std::size_t bytes = 0;
  for (const auto& cells : block->cells) bytes += 8 * cells.size();
  pipeline_.submit(bytes, [this, block] {
    auto chunks = std::make_shared<std::vector<EncodedChunk>>(encode(*block));
    return [this, block, chunks] { write(*block, *chunks); };
  });
}

std::vector<EncodedChunk> BlockTable::encode(Block& block) const {
  std::vector<EncodedChunk> chunks;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const DataSet& data_set = *columns_[i].data_set;
    std::vector<std::uint64_t>& cells = block.cells[i];
    cells.resize(data_set.chunk_cells(), data_set.fill());
    ChunkCodec codec = data_set.codec();
    chunks.push_back(block.full ? codec.encode(cells) : codec.encode_open(cells));
    std::vector<std::uint64_t>().swap(cells);
  }
  return chunks;
}

void BlockTable::write(const Block& block, const std::vector<EncodedChunk>& chunks) {
  const hsize_t rows = block.number * block_rows_ + block.rows;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::vector<hsize_t> number(columns_[i].widths.size() + 1, 0);
    number[0] = block.number;
    columns_[i].data_set->grow(lengths(columns_[i], rows));
    columns_[i].data_set->put(number, chunks[i]);
  }
  if (!leading_.has_coordinates()) leading_.resize(rows);
}

std::vector<hsize_t> BlockTable::lengths(const ColumnOfTable& column, hsize_t rows) {
  std::vector<hsize_t> all{rows};
  all.insert(all.end(), column.widths.begin(), column.widths.end());
  return all;
}

bool BlockTable::reaches(const TableState& state) const {
  return std::ranges::all_of(columns_, [&](const ColumnOfTable& column) {
    return column.data_set->lengths()[0] / block_rows_ >= state.blocks;
  });
}

bool BlockTable::fits(const TableState& state) const {
  const auto has_cells = [&](const ColumnOfTable& column, const std::vector<std::uint64_t>& cells) {
    hsize_t width = 1;
    for (const hsize_t length : column.widths) width *= length;
    return cells.size() == state.rows * width;
  };
  return state.rows < block_rows_ && std::ranges::equal(columns_, state.cells, has_cells);
}

void BlockTable::restore(TableState state) {
  state_ = std::move(state);
  rows_flushed_ = 0;
  pipeline_.submit([this, rows = state_.blocks * block_rows_] {
    for (const ColumnOfTable& column : columns_) column.data_set->cut(lengths(column, rows));
    if (!leading_.has_coordinates()) leading_.resize(rows);
  });
}

}  // namespace rivalry
