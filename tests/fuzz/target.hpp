#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What fuzzers of readers share. A reader may take what it is given or refuse it in words; all else is a finding.
namespace rivalry::fuzz {

using Bytes = std::span<const std::uint8_t>;

/// A reader under test.
struct Target {
  std::string_view name;
  /// Reads; what it throws is a finding, as is what a sanitizer sees.
  void (*read)(Bytes input) = nullptr;
  /// Sound inputs to start from.
  std::vector<std::string> (*seeds)() = nullptr;
  /// Changes an input in the terms of its format; null: byte by byte alone.
  std::string (*change)(std::string input, std::uint32_t seed) = nullptr;
};

Target scenario_target(), setting_target(), sweep_target(), table_target();  // texts
Target checkpoint_target(), shard_target(), folder_target(), chunk_target();
Target result_target();  // HDF5

/// Ends with a finding unless that holds.
void expect(bool holds, std::string_view what);
/// Ends with a finding unless a refusal says something that a user can act on.
void expect_words(const std::exception& refusal);

/// A file of this process in memory, which is written anew for every input.
const std::filesystem::path& scratch_folder();
void write_file(const std::filesystem::path& path, std::string_view content);

std::string content_of(const std::filesystem::path& path);

std::string_view text_of(Bytes input);
/// Texts of all files below scenarios/ that are sweeps, or are not.
std::vector<std::string> shipped(bool sweeps);

}  // namespace rivalry::fuzz
