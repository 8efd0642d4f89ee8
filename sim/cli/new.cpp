#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "commands.hpp"
#include "print.hpp"
#include "rivalry/io/errors.hpp"
#include "rivalry/scenario/write.hpp"
#include "rivalry/text/shell.hpp"

namespace rivalry {

Exit new_command(const NewCommand& command) {
  const std::filesystem::path path = command.file;
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    throw UsageError(fmt::format("{} is a folder; give a file", command.file));
  if (std::filesystem::exists(path, error) && !command.force)
    throw UsageError(fmt::format("{} exists; give --force to overwrite it, or another name", command.file));
  std::string name = path.stem().string();
  if (name.empty()) name = "my-market";
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << starter_scenario(name);
  file.close();
  if (!file)
    throw OutputError(path, "cannot be written", std::strerror(errno), "give a file in a folder that you may write to");
  say("{} is a scenario with the defaults; edit it, then: rivalry run {}\n", command.file, shell_file(command.file));
  return Exit::done;
}

}  // namespace rivalry
