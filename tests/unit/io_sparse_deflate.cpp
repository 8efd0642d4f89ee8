#include <algorithm>
#include <bit>
#include <limits>
#include <random>

#include <doctest/doctest.h>
#include <zlib.h>

#include "../../sim/io/sparse_deflate.hpp"

namespace rivalry {
namespace {

using Cells = std::vector<std::uint64_t>;

Cells inflated(const std::vector<unsigned char>& bytes, std::size_t size) {
  Cells cells(size);
  uLongf length = 8 * size;
  CHECK(uncompress(reinterpret_cast<Bytef*>(cells.data()), &length, bytes.data(), bytes.size()) == Z_OK);
  CHECK(length == 8 * size);
  return cells;
}

/// A tile in which a share of the cells is alive; of those, a share keeps its value from row to row.
Cells tile(std::size_t rows, std::size_t row, double alive, double kept, std::mt19937_64& draw) {
  const std::uint64_t hole = std::bit_cast<std::uint64_t>(std::numeric_limits<double>::quiet_NaN());
  std::uniform_real_distribution<double> uniform;
  Cells cells(rows * row, hole);
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (uniform(draw) < alive) cells[i] = i >= row && uniform(draw) < kept ? cells[i - row] : draw();
  return cells;
}

}  // namespace

TEST_CASE("tiles deflated as sparse are inflated by zlib to what they were") {
  std::mt19937_64 draw(1);
  for (const std::size_t rows : {1, 3, 8})
    for (const std::size_t row : {1, 2, 31, 33, 1000, 4096, 5000})
      for (const double alive : {0.0, 0.05, 0.5, 1.0})
        for (const double kept : {0.0, 0.9, 1.0}) {
          CAPTURE(rows);
          CAPTURE(row);
          CAPTURE(alive);
          CAPTURE(kept);
          const Cells cells = tile(rows, row, alive, kept, draw);
          CHECK(inflated(sparse_deflate(cells, row), cells.size()) == cells);
        }
}

TEST_CASE("every length of a run of equal cells is inflated, and nothing is something") {
  for (std::size_t length = 0; length < 100; ++length) {
    Cells cells(length, ~std::uint64_t{0});
    cells.push_back(7);
    CHECK(inflated(sparse_deflate(cells, cells.size()), cells.size()) == cells);
  }
  CHECK(inflated(sparse_deflate({}, 1), 0).empty());
}

TEST_CASE("holes take hardly any room") {
  std::mt19937_64 draw(2);
  const Cells cells = tile(16, 1024, 0.05, 0, draw);
  const auto alive =
      static_cast<std::size_t>(std::ranges::count_if(cells, [&](auto cell) { return cell != cells[0]; }));
  CHECK(sparse_deflate(cells, 1024).size() < 14 * alive);
}

}  // namespace rivalry
