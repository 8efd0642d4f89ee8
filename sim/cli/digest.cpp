#include "rivalry/io/digest.hpp"

#include <fmt/format.h>

#include "commands.hpp"
#include "damage_guard.hpp"

namespace rivalry {

Exit digest_command(const DigestCommand& command) {
  const DamageGuard guard(command.file);
  const ResultDigest digest = digest_result(command.file);
  fmt::print("{}  {}\n", digest.total, command.file);
  for (const ResultDigest::Group& group : digest.groups) fmt::print("{}  {}\n", group.digest, group.name);
  return Exit::done;
}

}  // namespace rivalry
