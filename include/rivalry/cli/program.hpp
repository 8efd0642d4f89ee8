#pragma once

#include "rivalry/model/decision_rules.hpp"

namespace rivalry {

/// The program: parses the command line, runs a command, and turns what goes wrong into a message and an exit code:
/// 0 done, 1 an error in the program itself, 2 bad usage or input, 3 input/output failure, 4 interrupted.
/// @param rules  that firms of `run` decide by
int rivalry_main(int argc, char** argv, const DecisionRules& rules = library_rules);

}  // namespace rivalry
