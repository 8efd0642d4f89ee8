#include <fmt/format.h>

#include "commands.hpp"
#include "print.hpp"
#include "rivalry/io/formats.hpp"
#include "rivalry/scenario/write.hpp"
#include "rivalry/sweep/reference.hpp"

namespace rivalry {

namespace {

std::string page(std::string_view name) {
  if (name == "formats") return formats_markdown();
  if (name == "sweeps") return sweeps_markdown();
  return parameters_markdown();
}

std::string description(const std::string& name, bool json) {
  if (name == "sweep") return json ? describe_sweep_json() : describe_sweep_text();
  return json ? describe_json(name) : describe_text(name);
}

}  // namespace

Exit describe_command(const DescribeCommand& command) {
  if (!command.page.empty() && !command.name.empty()) throw UsageError("--page prints a whole page; leave out NAME");
  give(command.page.empty() ? description(command.name, command.json) : page(command.page));
  return Exit::done;
}

}  // namespace rivalry
