#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace rivalry {

/// What became of another program.
struct ChildResult {
  int status = 0;              ///< its exit code; 128 + signal if one ended it
  std::string output, errors;  ///< what it printed
};

/// Runs another program, looked for in PATH, to its end; its standard input is empty.
/// @throws std::system_error  if it cannot be started, with std::errc::no_such_file_or_directory if there is none
ChildResult run_child(const std::vector<std::string>& words);

/// Waits for a process that this one started to end.
/// @return its status, as of waitpid
/// @throws std::system_error  if it cannot be known
int status_of(pid_t child);

}  // namespace rivalry
