#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rivalry {

/// Deflates (RFC 1950 and 1951) tiles of 64-bit cells that are mostly equal to their neighbour, as the holes of a panel
/// are, or to the same place in the row before, as what a firm keeps is.
///
/// Any inflating program reads the result. General compressors look for repeats byte by byte; looking cell by cell,
/// with the code words that the standard fixes, takes a tenth of their time.
///
/// @param row  cells of a row; repeats of the row before are used if it has at most 4096 cells
/// @return     a zlib stream of the cells in little-endian order
std::vector<unsigned char> sparse_deflate(std::span<const std::uint64_t> cells, std::size_t row);

}  // namespace rivalry
