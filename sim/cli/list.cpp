#include <algorithm>

#include <fmt/format.h>

#include "commands.hpp"
#include "places.hpp"
#include "print.hpp"
#include "rivalry/scenario/read.hpp"
#include "rivalry/text/shell.hpp"

namespace rivalry {

Exit list_command() {
  const auto shipped = shipped_scenarios();
  if (shipped.empty())
    throw UsageError("no scenarios were found next to the program; set RIVALRY_SCENARIOS to a folder that holds some");
  std::size_t width = 0;
  for (const auto& one : shipped) width = std::max(width, one.name.size());
  for (const auto& one : shipped) {
    std::string question;
    try {
      question = read_scenario(one.file).scenario.question;
      if (question.empty()) question = "(asks no question)";
    } catch (const ScenarioError& error) {
      question = fmt::format("(not valid: rivalry check {} says why)", shell_file(one.name));
    }
    say("{:<{}}  {}\n", one.name, width, question);
  }
  return Exit::done;
}

}  // namespace rivalry
