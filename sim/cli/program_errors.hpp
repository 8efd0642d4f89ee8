#pragma once

#include <functional>

#include "commands.hpp"

namespace rivalry {

/// Does the work of a command, and tells the user of what goes wrong.
/// @return its exit code, or that of its error
Exit reported(const std::function<Exit()>& work);

}  // namespace rivalry
