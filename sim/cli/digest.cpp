#include "rivalry/io/digest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apart.hpp"
#include "print.hpp"

namespace rivalry {

namespace {

Exit print_digest(const std::string& file) {
  const ResultDigest digest = digest_result(file);
  say("{}  {}\n", digest.total, file);
  for (const ResultDigest::Group& group : digest.groups) say("{}  {}\n", group.digest, group.name);
  if (!digest.additions.empty())
    tell("rivalry: {}: no part of the digest, because rivalry did not write it: {}\n", file,
         fmt::format("{}", fmt::join(digest.additions, ", ")));
  return Exit::done;
}

}  // namespace

Exit digest_command(const DigestCommand& command) {
  return print_apart(command.file, [&] { return print_digest(command.file); });
}

}  // namespace rivalry
