#pragma once

#include <span>
#include <vector>

#include "chunk_codec.hpp"
#include "hdf5.hpp"

namespace rivalry {

/// Puts a chunk in place of the one that may be there. A chunk that would come out in as many bytes as that one is made
/// to differ: HDF5 would write it over the old one, and keep the old one's filter mask.
/// @param offset  of its first cell
void write_chunk(hid_t data_set, std::span<const hsize_t> offset, const EncodedChunk& chunk);

/// Shortens a chunked data set. Where a chunk straddles an end HDF5 encodes it anew with all filters, and forgets to
/// say so if that gives as many bytes as before: chunks that left out a filter are put back as they were.
/// For files that nobody else uses: a death before the data set is flushed leaves HDF5's chunks as they are.
void shorten(hid_t data_set, std::span<const hsize_t> lengths);

/// Drops the chunks that lie behind these lengths, and leaves every other where and as it is: a chunk that straddles an
/// end is kept whole, and the data set ends with it or where it ended before. A death at any moment does no harm.
/// @return the lengths that the data set has then
std::vector<hsize_t> drop_chunks_behind(hid_t data_set, std::span<const hsize_t> lengths);

}  // namespace rivalry
