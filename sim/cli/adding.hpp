#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include <CLI/App.hpp>
#include <fmt/format.h>

namespace rivalry {

inline CLI::App* add_command(CLI::App& app, std::string_view name, std::string_view purpose,
                             std::string_view examples) {
  CLI::App* command = app.add_subcommand(std::string(name), std::string(purpose));
  command->footer(std::string(examples));
  return command;
}

/// Takes a number from `least` to `most`, both included. CLI11's own check prints fixed decimals and takes NaN.
template <class Number>
CLI::Validator from_to(Number least, Number most) {
  return CLI::Validator(
      [least, most](const std::string& given) {
        Number number{};
        if (CLI::detail::lexical_cast(given, number) && number >= least && number <= most) return std::string();
        return fmt::format("must be {} from {} to {}, not {}", std::is_integral_v<Number> ? "an integer" : "a number",
                           least, most, given);
      },
      "");
}

}  // namespace rivalry
