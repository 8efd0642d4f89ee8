#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "schema.hpp"

namespace rivalry {

/// A chunk as it stands in the file, after the filters shuffle, deflate and Fletcher-32.
struct EncodedChunk {
  std::vector<unsigned char> bytes;
  /// Bit i set: the i-th filter of the data set (shuffle, deflate, Fletcher-32) was left out.
  std::uint32_t filter_mask = 0;
};

/// What cells are that nobody wrote: NaN, or -1 for integers, as 64 bits.
std::uint64_t fill_of(Element element);

/// Bytes of an element in the file.
std::size_t size_in_file(Element element);

/// Does what HDF5's own filters would do, but chooses how for the chunks at hand: random mantissas hardly shrink and
/// take the most time, so they stay as they are; tiles full of holes are left to sparse_deflate. The choice depends on
/// the chunks that one codec has seen: a copy for each stretch of data makes it depend on these alone.
class ChunkCodec {
 public:
  /// @param row    cells of a chunk after its first dimension
  /// @param level  of deflate, 0 to 9; 0: only chunks that are not full
  ChunkCodec(Element element, std::size_t row, int level) : element_(element), row_(row), level_(level) {}

  /// @param cells  64-bit cells: doubles for Element::real, else signed integers that fit into the element
  EncodedChunk encode(std::span<const std::uint64_t> cells);
  /// A chunk of which only the beginning is used yet: always deflated.
  EncodedChunk encode_open(std::span<const std::uint64_t> cells);

  /// The same chunk in another number of bytes, so that HDF5 puts it in another place and leaves the old one alone: a
  /// reader, or the end of the process, may come at any time.
  static EncodedChunk resized(EncodedChunk chunk);

 private:
  bool is_sparse(std::span<const std::uint64_t> cells) const;
  bool shrinks(std::span<const unsigned char> planes);

  Element element_;
  std::size_t row_;
  int level_;
  bool shrinks_ = false;  ///< so did the last chunk that was looked at closely
  int until_next_sample_ = 0;
};

/// HDF5's variant of the checksum: big-endian 16-bit words.
std::uint32_t fletcher32(std::span<const unsigned char> bytes);

}  // namespace rivalry
