#include "chunk_codec.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <new>

#include <zlib.h>

#include "sparse_deflate.hpp"

namespace rivalry {

namespace {

constexpr std::uint32_t without_shuffle = 0b001, without_deflate = 0b010;
constexpr std::size_t checksum_bytes = 4;
constexpr std::size_t sample_slices = 8, slice_bytes = 1024;
constexpr double worth_it = 0.75, many_holes = 0.25;
constexpr int chunks_between_samples = 15;

using Bytes = std::vector<unsigned char>;

/// The elements' low bytes in little-endian order, element by element.
Bytes in_order(std::span<const std::uint64_t> cells, std::size_t width) {
  Bytes bytes(cells.size() * width);
  if (width == sizeof(std::uint64_t) && std::endian::native == std::endian::little) {
    std::memcpy(bytes.data(), cells.data(), bytes.size());
    return bytes;
  }
  unsigned char* out = bytes.data();
  for (const std::uint64_t cell : cells)
    for (std::size_t i = 0; i < width; ++i) *out++ = static_cast<unsigned char>(cell >> 8 * i);
  return bytes;
}

/// First all elements' lowest bytes, then all elements' second bytes, …
Bytes shuffled(std::span<const std::uint64_t> cells, std::size_t width) {
  Bytes bytes(cells.size() * width);
  unsigned char* out = bytes.data();
  for (std::size_t i = 0; i < width; ++i)
    for (const std::uint64_t cell : cells) *out++ = static_cast<unsigned char>(cell >> 8 * i);
  return bytes;
}

Bytes deflated(std::span<const unsigned char> bytes, int level) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, MAX_WBITS, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  Bytes result(deflateBound(&stream, bytes.size()));
  stream.next_in = const_cast<unsigned char*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  do {  // of a few bytes that are only stored zlib's bound falls short by one
    result.resize(std::max<std::size_t>(result.size(), stream.total_out + 64));
    stream.next_out = result.data() + stream.total_out;
    stream.avail_out = static_cast<uInt>(result.size() - stream.total_out);
  } while (deflate(&stream, Z_FINISH) == Z_OK);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

Bytes sample_of(std::span<const unsigned char> bytes) {
  if (bytes.size() <= sample_slices * slice_bytes) return {bytes.begin(), bytes.end()};
  Bytes sample;
  sample.reserve(sample_slices * slice_bytes);
  const std::size_t stride = (bytes.size() - slice_bytes) / (sample_slices - 1);
  for (std::size_t slice = 0; slice < sample_slices; ++slice) {
    const auto part = bytes.subspan(slice * stride, slice_bytes);
    sample.insert(sample.end(), part.begin(), part.end());
  }
  return sample;
}

void append_checksum(Bytes& bytes) {
  const std::uint32_t sum = fletcher32(bytes);
  for (std::size_t i = 0; i < checksum_bytes; ++i) bytes.push_back(static_cast<unsigned char>(sum >> 8 * i));
}

}  // namespace

std::uint64_t fill_of(Element element) {
  if (element != Element::real) return ~std::uint64_t{0};
  return std::bit_cast<std::uint64_t>(std::numeric_limits<double>::quiet_NaN());
}

std::size_t size_in_file(Element element) {
  switch (element) {
    case Element::int8:
      return 1;
    case Element::int16:
      return 2;
    case Element::int32:
      return 4;
    default:
      return 8;
  }
}

EncodedChunk ChunkCodec::encode(std::span<const std::uint64_t> cells) {
  EncodedChunk chunk;
  if (level_ > 0 && is_sparse(cells)) {
    chunk.bytes = sparse_deflate(cells, row_);
    chunk.filter_mask = without_shuffle;
  } else if (level_ > 0) {
    const Bytes planes = shuffled(cells, size_in_file(element_));
    if (shrinks(planes)) chunk.bytes = deflated(planes, level_);
  }
  if (chunk.bytes.empty()) {
    chunk.bytes = in_order(cells, size_in_file(element_));
    chunk.filter_mask = without_shuffle | without_deflate;
  }
  append_checksum(chunk.bytes);
  return chunk;
}

EncodedChunk ChunkCodec::encode_open(std::span<const std::uint64_t> cells) {
  EncodedChunk chunk;
  const Bytes planes = shuffled(cells, size_in_file(element_));
  if (size_in_file(element_) == sizeof(std::uint64_t) && !shrinks(planes)) {
    chunk.bytes = sparse_deflate(cells, row_);
    chunk.filter_mask = without_shuffle;
  } else {
    chunk.bytes = deflated(planes, std::max(level_, 1));
  }
  append_checksum(chunk.bytes);
  return chunk;
}

EncodedChunk ChunkCodec::resized(EncodedChunk chunk) {
  chunk.bytes.resize(chunk.bytes.size() - checksum_bytes);
  if (chunk.filter_mask & without_deflate) {
    chunk.bytes = deflated(chunk.bytes, 0);
    chunk.filter_mask &= ~without_deflate;
  } else {
    chunk.bytes.push_back(0);  // behind the end of the stream nobody reads
  }
  append_checksum(chunk.bytes);
  return chunk;
}

bool ChunkCodec::is_sparse(std::span<const std::uint64_t> cells) const {
  if (size_in_file(element_) != sizeof(std::uint64_t)) return false;
  const auto holes = static_cast<double>(std::ranges::count(cells, fill_of(element_)));
  return holes > many_holes * static_cast<double>(cells.size());
}

// A close look at every chunk would take as long as the rest.
bool ChunkCodec::shrinks(std::span<const unsigned char> planes) {
  if (until_next_sample_-- == 0) {
    until_next_sample_ = chunks_between_samples;
    const Bytes sample = sample_of(planes);
    shrinks_ = static_cast<double>(deflated(sample, 1).size()) < worth_it * static_cast<double>(sample.size());
  }
  return shrinks_;
}

std::uint32_t fletcher32(std::span<const unsigned char> bytes) {
  constexpr std::size_t words_before_overflow = 360;
  std::uint32_t first = 0, second = 0;
  const auto fold = [](std::uint32_t& sum) { sum = (sum & 0xffff) + (sum >> 16); };
  std::size_t at = 0;
  const std::size_t even = bytes.size() / 2 * 2;
  while (at < even) {
    const std::size_t end = std::min(even, at + 2 * words_before_overflow);
    for (; at < end; at += 2) {
      first += static_cast<std::uint32_t>(bytes[at] << 8 | bytes[at + 1]);
      second += first;
    }
    fold(first), fold(second);
  }
  if (even != bytes.size()) {
    first += static_cast<std::uint32_t>(bytes[even] << 8);
    second += first;
    fold(first), fold(second);
  }
  fold(first), fold(second);
  return second << 16 | first;
}

}  // namespace rivalry
