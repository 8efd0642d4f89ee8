#include "rivalry/cli/program.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "apart.hpp"
#include "commands.hpp"
#include "print.hpp"
#include "program_errors.hpp"
#include "rivalry/archive/archive.hpp"
#include "rivalry/io/errors.hpp"
#include "rivalry/io/recording_plan.hpp"
#include "rivalry/random/instruction_set.hpp"
#include "rivalry/run/finite.hpp"
#include "rivalry/scenario/mistake.hpp"
#include "rivalry/scenario/write.hpp"
#include "signals.hpp"
#include "standard_streams.hpp"

namespace rivalry {
namespace {

bool is_external(int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return false;
  const auto& names = command_names();
  return std::find(names.begin(), names.end(), std::string_view(argv[1])) == names.end();
}

Exit report(Exit exit, std::string_view message) {
  flush_output();
  tell("rivalry: {}\n", message);
  return exit;
}

Exit report(const ScenarioError& error) {
  flush_output();
  tell("{}\n", Lines{error.what()});
  return Exit::bad_input;
}

/// Tells that words for the user were lost. What was to be done was done all the same. A reader that has left, such as
/// `head`, wanted no more.
Exit with_output(Exit exit) {
  const int error = flush_output();
  if (error == 0 || error == EPIPE) return exit;
  const Exit lost = report(
      Exit::io_failure,
      fmt::format("standard output cannot be written: {}; what was done is not touched by that", std::strerror(error)));
  return exit == Exit::done ? lost : exit;
}

}  // namespace

Exit reported(const std::function<Exit()>& work) {
  try {
    return work();
  } catch (const Told& told) {
    return told.exit;
  } catch (const ScenarioError& error) {
    return report(error);
  } catch (const UsageError& error) {
    return report(Exit::bad_input, error.what());
  } catch (const UnknownInstructionSet& error) {
    return report(Exit::bad_input, error.what());
  } catch (const BadRule& error) {
    return report(Exit::bad_input, error.what());
  } catch (const NotFinite& error) {
    return report(Exit::bad_input, error.what());
  } catch (const UnknownName& error) {
    return report(Exit::bad_input, error.what());
  } catch (const UnknownVariable& error) {
    return report(Exit::bad_input, error.what());
  } catch (const DamagedResult& error) {
    return report(Exit::io_failure, error.what());
  } catch (const ResultError& error) {
    return report(Exit::bad_input, error.what());
  } catch (const OutputError& error) {
    return report(Exit::io_failure, error.what());
  } catch (const ArchiveError& error) {
    return report(Exit::io_failure,
                  fmt::format("the checkpoint does not fit: {}; run it anew with --force", error.what()));
  } catch (const std::system_error& error) {
    return report(Exit::io_failure, error.what());
  } catch (const std::bad_alloc&) {
    return report(Exit::io_failure, "out of memory; use fewer firms, segments or threads, or record less");
  } catch (const std::exception& error) {
    return report(Exit::internal_error, fmt::format("internal error: {}; please report it", error.what()));
  }
}

int rivalry_main(int argc, char** argv, const DecisionRules& rules) {
  open_standard_streams();
  std::signal(SIGCHLD, SIG_DFL);  // ignored by the caller, it would hide how the processes that we start end
  const WriteSignals errors_not_deaths;
  return static_cast<int>(with_output(reported([&] {
    if (is_external(argc, argv)) run_external(argc, argv);
    return run_command_line(argc, argv, rules);
  })));
}

}  // namespace rivalry
