#include <algorithm>

#include <fmt/format.h>

#include "commands.hpp"
#include "places.hpp"
#include "print.hpp"
#include "rivalry/scenario/mistake.hpp"
#include "rivalry/sweep/sweep.hpp"
#include "rivalry/text/shell.hpp"

namespace rivalry {

Exit sweep_list_command() {
  const auto shipped = shipped_sweeps();
  if (shipped.empty())
    throw UsageError(
        "no sweeps were found next to the program; set RIVALRY_SCENARIOS to a folder with a folder sweeps");
  std::size_t width = 0;
  for (const auto& one : shipped) width = std::max(width, one.name.size());
  for (const auto& one : shipped) {
    std::string question;
    try {
      question = read_sweep(one.file).question;
      if (question.empty()) question = "(asks no question)";
    } catch (const ScenarioError& error) {
      question = fmt::format("(not valid: rivalry sweep points {} says why)", shell_file(one.name));
    }
    say("{:<{}}  {}\n", one.name, width, question);
  }
  return Exit::done;
}

}  // namespace rivalry
