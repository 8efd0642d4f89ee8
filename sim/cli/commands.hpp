#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "rivalry/model/decision_rules.hpp"
#include "rivalry/text/shown.hpp"

namespace rivalry {

enum class Exit : int { done = 0, internal_error = 1, bad_input = 2, io_failure = 3, interrupted = 4, runs_failed = 5 };

/// A mistake in how the program was called, in one line; exit code 2.
class UsageError : public std::runtime_error {
 public:
  explicit UsageError(std::string_view what) : std::runtime_error(shown(what)) {}
};

struct RunCommand {
  const DecisionRules& rules = library_rules;
  std::string scenario;
  std::optional<std::string> output, resume;
  std::vector<std::string> settings;  ///< key=value
  std::optional<double> checkpoint;   ///< seconds between two
  std::optional<std::string> seed, every, record;
  std::int64_t replicate = 0;
  int threads = 0;
  std::string progress = "auto";  ///< or always or never
  bool force = false, quiet = false, profile = false;
};

struct CheckCommand {
  std::vector<std::string> scenarios, settings;
};

struct DescribeCommand {
  std::string name, page;
  bool json = false;
};

struct NewCommand {
  std::string file;
  bool force = false;
};

struct InfoCommand {
  std::string file;
  bool scenario = false, follow = false;
  double interval = 1;  ///< seconds
};

struct RepairCommand {
  std::string file;
  std::optional<std::string> output;
  bool force = false;
};

struct DigestCommand {
  std::string file;
};

struct SweepPointsCommand {
  std::string file;
  bool csv = false;
};

struct VerifyCommand {
  std::vector<std::string> names;  ///< scenarios; none: all that come with the program and expect something
  bool with_long = false, list = false, measures = false;
  std::optional<std::string> page;
  int threads = 0;
  std::string progress = "auto";
};

Exit run_command(const RunCommand& command);
Exit check_command(const CheckCommand& command);
Exit describe_command(const DescribeCommand& command);
Exit new_command(const NewCommand& command);
Exit info_command(const InfoCommand& command);
/// Tells of a running market until its writer is gone.
Exit follow_command(const InfoCommand& command);
Exit repair_command(const RepairCommand& command);
Exit digest_command(const DigestCommand& command);
Exit list_command();
Exit sweep_points_command(const SweepPointsCommand& command);
Exit sweep_list_command();
Exit verify_command(const VerifyCommand& command);

/// Names of the commands that the program itself has.
const std::vector<std::string_view>& command_names();

/// Parses the arguments and runs the command that they name.
/// @throws UsageError  and whatever the command throws
Exit run_command_line(int argc, const char* const* argv, const DecisionRules& rules);

/// Becomes the program rivalry-NAME, looked for in the environment that is active ($VIRTUAL_ENV, $CONDA_PREFIX), the
/// checkout's own virtual environment, the program's folder and PATH; argv[1] is NAME.
/// @throws UsageError  if there is none
[[noreturn]] void run_external(int argc, char** argv);

/// Version, commit, compiler, instruction sets of this machine, libraries.
std::string version_text();

}  // namespace rivalry
