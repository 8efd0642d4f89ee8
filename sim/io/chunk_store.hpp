#pragma once

#include <span>

#include "chunk_codec.hpp"
#include "hdf5.hpp"

namespace rivalry {

/// Puts a chunk in place of the one that may be there. A chunk that would come out in as many bytes as that one is made
/// to differ: HDF5 would write it over the old one, and keep the old one's filter mask.
/// @param offset  of its first cell
void write_chunk(hid_t data_set, std::span<const hsize_t> offset, const EncodedChunk& chunk);

/// Shortens a chunked data set. Where a chunk straddles an end HDF5 encodes it anew with all filters, and forgets to
/// say so if that gives as many bytes as before: chunks that left out a filter are put back as they were.
void shorten(hid_t data_set, std::span<const hsize_t> lengths);

}  // namespace rivalry
