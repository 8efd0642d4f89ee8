#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace rivalry {

/// More than any scenario, sweep file or note of a worker has.
inline constexpr std::size_t most_bytes_of_small_file = std::size_t{16} << 20;

/// The whole text of a small file; nothing if there is none.
/// @param most  bytes: a file of others may be as long as it says, and hold nothing
/// @throws ResultError  if it cannot be read, is no file, or is longer
std::optional<std::string> read_small_file(const std::filesystem::path& path,
                                           std::size_t most = most_bytes_of_small_file);

/// Puts a text in place of a file, or where there is none, at once: readers see the old or the new one, whole.
/// @throws OutputError
void write_small_file(const std::filesystem::path& path, std::string_view text);

/// Makes a file with a text unless there is one: of several that try, one does.
/// @param lasts  false: it need not survive a crash of the machine
/// @return  whether it was this one
/// @throws OutputError
bool create_small_file(const std::filesystem::path& path, std::string_view text, bool lasts = true);

/// Makes a folder and those above it, if they are not there.
/// @throws OutputError
void make_folder(const std::filesystem::path& path);

}  // namespace rivalry
