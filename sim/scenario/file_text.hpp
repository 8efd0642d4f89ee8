#pragma once

#include <filesystem>
#include <string>

namespace rivalry {

/// The text of a scenario file.
/// @throws ScenarioError  if there is no such file, it cannot be read, holds no text or is larger than 16 MB
std::string read_text(const std::filesystem::path& path);

}  // namespace rivalry
