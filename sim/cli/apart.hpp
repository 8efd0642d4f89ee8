#pragma once

#include <functional>
#include <string>

#include <sys/types.h>

#include "commands.hpp"

namespace rivalry {

/// An error that the user has been told of.
struct Told {
  Exit exit;
};

/// Reads a file that anyone may have written in a process of its own, which may die of it: damage where HDF5 has no
/// checksums makes versions of it crash, write where they should not, loop, or ask for all memory. The process has
/// limits of time and memory by the size of the file.
/// @param work      runs there; what it prints is what counts
/// @param clean_up  gets the number of a process that has died
/// @return what the work has printed to standard output; what it printed to standard error has been passed on
/// @throws Told           if the work ended with another exit code than 0
/// @throws DamagedResult  if the process died
std::string read_apart(const std::string& file, const std::function<Exit()>& work,
                       const std::function<void(pid_t)>& clean_up = {});

/// The same, where what is printed goes to the user.
Exit print_apart(const std::string& file, const std::function<Exit()>& work,
                 const std::function<void(pid_t)>& clean_up = {});

}  // namespace rivalry
