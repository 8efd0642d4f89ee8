#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "rivalry/sweep/rows.hpp"

// How rows lie in a shard. All entries begin at multiples of 8 bytes; numbers are little-endian.
namespace rivalry::shard {

inline constexpr std::uint64_t file_head = 48, batch_head = 48, checksum_size = 8;

using Head = std::array<unsigned char, 48>;

Head encode_file_head(const Fingerprint& plan);
/// @return  false if it is none, or of another version
bool decode_file_head(const Head& head, Fingerprint& plan);

/// Head, rows and checksum.
void encode(const Batch& batch, std::vector<unsigned char>& bytes);

struct BatchHead {
  std::uint64_t payload = 0;  ///< bytes of the rows
  std::int64_t block = 0;
  std::uint64_t rows = 0;
  double seconds = 0;
};
/// @return  false if it is none
bool decode_batch_head(std::span<const unsigned char> bytes, BatchHead& head);
/// @param bytes  payload and its checksum
/// @return       false if they are not those that were written
bool decode_rows(std::span<const unsigned char> bytes, const BatchHead& head, std::vector<Row>& rows);

}  // namespace rivalry::shard
