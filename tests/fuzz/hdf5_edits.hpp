#pragma once

#include "cursor.hpp"

namespace rivalry::fuzz {

/// Changes a sound HDF5 file by HDF5's own functions, as somebody could who means harm or only plays: attributes of
/// other types and shapes, data sets of declared sizes, links to anywhere, things that are missing or too many.
/// What cannot be done to the file is left out.
void edit(const std::filesystem::path& file, Cursor& choices);

}  // namespace rivalry::fuzz
