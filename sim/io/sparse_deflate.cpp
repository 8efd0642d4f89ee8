#include "sparse_deflate.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace rivalry {

namespace {

constexpr unsigned cell_bytes = 8;
constexpr std::size_t longest_match = 32;  // cells; 256 of the 258 bytes that deflate allows
constexpr std::size_t window = 4096;       // cells; 32 kB, as far as deflate looks back

struct Code {
  std::uint16_t bits;
  std::uint8_t length;
};

/// Huffman codes are sent from their highest bit on, everything else from its lowest.
constexpr Code reversed(unsigned bits, unsigned length) {
  unsigned result = 0;
  for (unsigned i = 0; i < length; ++i) result |= (bits >> i & 1U) << (length - 1 - i);
  return {static_cast<std::uint16_t>(result), static_cast<std::uint8_t>(length)};
}

/// RFC 1951, 3.2.6: the fixed code of literals (to 255), end of block (256) and lengths.
constexpr std::array<Code, 288> fixed_codes = [] {
  std::array<Code, 288> codes{};
  for (unsigned symbol = 0; symbol < codes.size(); ++symbol) {
    if (symbol < 144)
      codes[symbol] = reversed(0x30 + symbol, 8);
    else if (symbol < 256)
      codes[symbol] = reversed(0x190 + symbol - 144, 9);
    else if (symbol < 280)
      codes[symbol] = reversed(symbol - 256, 7);
    else
      codes[symbol] = reversed(0xc0 + symbol - 280, 8);
  }
  return codes;
}();
constexpr unsigned end_of_block = 256;

class BitWriter {
 public:
  /// @param expected  bytes
  explicit BitWriter(std::size_t expected) : bytes_(expected) {}

  /// @param count  at most 32
  void put(std::uint64_t bits, unsigned count) {
    pending_ |= bits << used_;
    used_ += count;
    if (used_ < 32) return;
    if (bytes_.size() < size_ + 4) bytes_.resize(2 * bytes_.size() + 64);
    unsigned char* const out = bytes_.data() + size_;
    for (unsigned i = 0; i < 4; ++i) out[i] = static_cast<unsigned char>(pending_ >> 8 * i);  // becomes one store
    size_ += 4;
    pending_ >>= 32;
    used_ -= 32;
  }
  void put(Code code) { put(code.bits, code.length); }

  void literal(std::uint64_t cell) {
    for (unsigned begin = 0; begin < cell_bytes; begin += codes_at_once) {
      std::uint64_t bits = 0;
      unsigned count = 0;
      for (unsigned i = begin; i < std::min(begin + codes_at_once, cell_bytes); ++i) {
        const Code code = fixed_codes[cell >> 8 * i & 0xff];
        bits |= std::uint64_t{code.bits} << count;
        count += code.length;
      }
      put(bits, count);
    }
  }

  /// RFC 1951, 3.2.5: copies `length` bytes (8 to 257) from `distance` bytes back (at least 5).
  void copy(unsigned length, unsigned distance) {
    const unsigned l = length - 3;
    const unsigned length_extra = l < 8 ? 0 : static_cast<unsigned>(std::bit_width(l)) - 3;
    put(fixed_codes[257 + 4 * length_extra + (l >> length_extra)]);
    put(l & ((1U << length_extra) - 1), length_extra);
    const unsigned d = distance - 1, width = static_cast<unsigned>(std::bit_width(d)), distance_extra = width - 2;
    put(reversed(2 * (width - 1) + (d >> distance_extra & 1), 5));
    put(d & ((1U << distance_extra) - 1), distance_extra);
  }

  std::vector<unsigned char> finish() {
    bytes_.resize(size_);
    for (; used_ > 0; used_ -= std::min(used_, 8U), pending_ >>= 8)
      bytes_.push_back(static_cast<unsigned char>(pending_));
    return std::move(bytes_);
  }

 private:
  static constexpr unsigned codes_at_once = 3;  // of at most 9 bits

  std::vector<unsigned char> bytes_;  ///< the first size_ of them are written
  std::size_t size_ = 0;
  std::uint64_t pending_ = 0;
  unsigned used_ = 0;
};

/// The checksum of RFC 1950, of which a run of equal cells has a closed form.
class Adler {
 public:
  void add(std::uint64_t cell, std::uint64_t times) {
    std::uint64_t sum = 0, weighted = 0;  // what the cell's bytes add to the first and to the second sum
    for (unsigned i = 0; i < cell_bytes; ++i) {
      const std::uint64_t byte = cell >> 8 * i & 0xff;
      sum += byte;
      weighted += (cell_bytes - i) * byte;
    }
    second_ += times * (cell_bytes * first_ + weighted) + cell_bytes * sum * (times * (times - 1) / 2);
    first_ += times * sum;
    first_ %= 65521, second_ %= 65521;
  }
  std::uint64_t value() const { return second_ << 16 | first_; }

 private:
  std::uint64_t first_ = 1, second_ = 0;
};

/// Number of cells from `at` on that equal the ones `back` cells before them.
std::size_t repeat(std::span<const std::uint64_t> cells, std::size_t at, std::size_t back) {
  if (at < back) return 0;
  std::size_t end = at;
  while (end < cells.size() && cells[end] == cells[end - back]) ++end;
  return end - at;
}

void add_all(Adler& adler, std::span<const std::uint64_t> cells) {
  for (std::size_t at = 0; at < cells.size();) {
    std::size_t end = at + 1;
    while (end < cells.size() && cells[end] == cells[at]) ++end;
    adler.add(cells[at], end - at);
    at = end;
  }
}

}  // namespace

std::vector<unsigned char> sparse_deflate(std::span<const std::uint64_t> cells, std::size_t row) {
  BitWriter out(cells.size());
  out.put(0x0178, 16);  // RFC 1950: deflate, window of 32 kB, fastest
  out.put(0b011, 3);    // the last block, with fixed codes
  for (std::size_t at = 0; at < cells.size();) {
    const std::size_t beside = repeat(cells, at, 1), above = row <= window && row > 1 ? repeat(cells, at, row) : 0;
    const std::size_t repeated = std::max(beside, above);
    if (repeated == 0) {
      out.literal(cells[at++]);
      continue;
    }
    const auto distance = static_cast<unsigned>(cell_bytes * (beside >= above ? 1 : row));
    for (std::size_t left = repeated; left > 0; left -= std::min(left, longest_match))
      out.copy(static_cast<unsigned>(cell_bytes * std::min(left, longest_match)), distance);
    at += repeated;
  }
  out.put(fixed_codes[end_of_block]);
  std::vector<unsigned char> bytes = out.finish();

  Adler adler;
  add_all(adler, cells);
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<unsigned char>(adler.value() >> shift));
  return bytes;
}

}  // namespace rivalry
