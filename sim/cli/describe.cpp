#include <fmt/format.h>

#include "commands.hpp"
#include "rivalry/io/formats.hpp"
#include "rivalry/scenario/write.hpp"

namespace rivalry {

Exit describe_command(const DescribeCommand& command) {
  if (!command.page.empty() && !command.name.empty()) throw UsageError("--page prints a whole page; leave out NAME");
  fmt::print("{}", command.page == "parameters" ? parameters_markdown()
                   : command.page == "formats"  ? formats_markdown()
                   : command.json               ? describe_json(command.name)
                                                : describe_text(command.name));
  return Exit::done;
}

}  // namespace rivalry
