#include <algorithm>

#include <fmt/format.h>

#include "commands.hpp"
#include "places.hpp"
#include "rivalry/scenario/read.hpp"

namespace rivalry {

Exit list_command() {
  const auto files = shipped_scenarios();
  if (files.empty())
    throw UsageError("no scenarios were found next to the program; set RIVALRY_SCENARIOS to a folder that holds some");
  std::size_t width = 0;
  for (const auto& file : files) width = std::max(width, file.stem().string().size());
  for (const auto& file : files) {
    std::string question;
    try {
      question = read_scenario(file).scenario.question;
      if (question.empty()) question = "(asks no question)";
    } catch (const ScenarioError& error) {
      question = fmt::format("(not valid: rivalry check {} says why)", file.stem().string());
    }
    fmt::print("{:<{}}  {}\n", file.stem().string(), width, question);
  }
  return Exit::done;
}

}  // namespace rivalry
