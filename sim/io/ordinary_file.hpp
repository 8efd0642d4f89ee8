#pragma once

#include <filesystem>

namespace rivalry {

/// What a path leads to unless it is an ordinary file: "a folder", "a pipe", "a socket", "a device". Nothing for an
/// ordinary file, and where there is none.
const char* what_else_is(const std::filesystem::path& path);

/// Opens an ordinary file to read. Never waits, as one who opens a pipe does.
/// @return its descriptor; -1 with the reason in errno, EINVAL if it is anything else than an ordinary file
int open_ordinary(const std::filesystem::path& path);

}  // namespace rivalry
