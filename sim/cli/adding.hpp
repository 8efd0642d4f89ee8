#pragma once

#include <string>
#include <string_view>

#include <CLI/App.hpp>

namespace rivalry {

inline CLI::App* add_command(CLI::App& app, std::string_view name, std::string_view purpose,
                             std::string_view examples) {
  CLI::App* command = app.add_subcommand(std::string(name), std::string(purpose));
  command->footer(std::string(examples));
  return command;
}

}  // namespace rivalry
