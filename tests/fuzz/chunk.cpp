#include <cstring>

#include <zlib.h>

#include "cursor.hpp"
#include "io/chunk_codec.hpp"

// Chunks of data sets: what is encoded has to be what zlib and HDF5's filters give back.
namespace rivalry::fuzz {
namespace {

constexpr std::array elements{Element::real, Element::int8, Element::int16, Element::int32, Element::int64};
constexpr std::uint32_t without_shuffle = 0b001, without_deflate = 0b010;

std::vector<std::uint8_t> inflated(const EncodedChunk& chunk, std::size_t size) {
  expect(chunk.bytes.size() >= 4, "a chunk without a checksum");
  std::vector<std::uint8_t> bytes(chunk.bytes.begin(), chunk.bytes.end() - 4);
  std::uint32_t sum = 0;
  std::memcpy(&sum, chunk.bytes.data() + bytes.size(), sizeof sum);
  expect(sum == fletcher32(bytes), "the checksum of a chunk is wrong");
  if (chunk.filter_mask & without_deflate) return bytes;
  std::vector<std::uint8_t> plain(size + 1);
  uLongf length = plain.size();
  expect(uncompress(plain.data(), &length, bytes.data(), bytes.size()) == Z_OK, "a chunk does not inflate");
  plain.resize(length);
  return plain;
}

void expect_cells(const EncodedChunk& chunk, const std::vector<std::uint64_t>& cells, std::size_t width) {
  const std::vector<std::uint8_t> plain = inflated(chunk, cells.size() * width);
  const bool planes = !(chunk.filter_mask & without_shuffle);
  std::vector<std::uint8_t> wanted(cells.size() * width);
  for (std::size_t cell = 0; cell < cells.size(); ++cell)
    for (std::size_t byte = 0; byte < width; ++byte)
      wanted[planes ? byte * cells.size() + cell : cell * width + byte] =
          static_cast<std::uint8_t>(cells[cell] >> 8 * byte);
  expect(plain == wanted, "a chunk has other values");
}

void read(Bytes input) {
  Cursor cursor(input);
  const Element element = cursor.any_of(elements);
  const std::size_t row = 1 + cursor.below(4500);
  const int level = static_cast<int>(cursor.below(10));
  std::vector<std::uint64_t> cells;
  while (!cursor.done() && cells.size() < 6'000) {  // stretches of equal cells, of the row before, and of others
    const std::uint8_t kind = cursor.byte();
    const std::size_t count = 1U + cursor.byte();
    const std::uint64_t word = kind % 4 == 0 ? fill_of(element) : kind % 4 == 1 ? cursor.word() : cursor.byte();
    for (std::size_t i = 0; i < count; ++i)
      cells.push_back(kind % 4 == 3 && cells.size() >= row ? cells[cells.size() - row] : word);
  }
  if (cells.empty()) return;
  ChunkCodec codec(element, row, level);
  const std::size_t width = size_in_file(element);
  for (int time = 0; time < 2; ++time) {
    const EncodedChunk chunk = codec.encode(cells), open = codec.encode_open(cells);
    expect_cells(chunk, cells, width);
    expect_cells(open, cells, width);
    const EncodedChunk resized = ChunkCodec::resized(chunk);
    expect(resized.bytes.size() != chunk.bytes.size(), "a resized chunk has the same size");
    expect_cells(resized, cells, width);
  }
}

std::vector<std::string> seeds() {
  return {std::string("\0\0\4\0\6\0\1\3abcdefgh\0\7\3\7\2\1", 20), "\1\0\2\0\0\0", "x"};
}

}  // namespace

Target chunk_target() { return {"chunk", read, seeds}; }

}  // namespace rivalry::fuzz
