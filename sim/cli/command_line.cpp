// With sweep_command_line.cpp and adding.hpp the only file that sees CLI11.
#include <algorithm>
#include <string>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "adding.hpp"
#include "commands.hpp"
#include "help.hpp"
#include "print.hpp"
#include "rivalry/scenario/nearest.hpp"
#include "sweep_command_line.hpp"

namespace rivalry {
namespace {

CLI::Option* add_settings(CLI::App* command, std::vector<std::string>& settings) {
  return command->add_option("--set", settings, "Set a parameter, over what the file says; may be given several times")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
}

void add_run(CLI::App& app, RunCommand& run) {
  CLI::App* command = add_command(app, "run", "Run a scenario and record its trajectory in an HDF5 file.", help::run);
  command->add_option("SCENARIO", run.scenario, "Scenario file, or name of one that `rivalry list` shows")
      ->type_name("");
  command->add_option("-o,--output", run.output, "Result file (default: the scenario's name with .h5, in this folder)")
      ->type_name("FILE");
  add_settings(command, run.settings);
  command->add_option("--seed", run.seed, "Seed of all random draws (sets scenario.seed)")->type_name("N");
  command->add_option("--replicate", run.replicate, "Index of the run among those that share a seed (default: 0)")
      ->check(from_to(std::int64_t{0}, std::int64_t{9'000'000'000'000'000}))
      ->type_name("N");
  command
      ->add_option("--threads", run.threads,
                   "Threads, 1 to 256; never changes the result (default: 0, one a processor)")
      ->check(from_to(0, 256))
      ->type_name("N");
  command->add_option("--every", run.every, "Record firms every N periods; 0 chooses (sets recording.every)")
      ->type_name("N");
  command
      ->add_option("--record", run.record,
                   "Firm variables to record: names joined by commas, default, all, none (sets recording.variables)")
      ->type_name("NAMES");
  command->add_option("--progress", run.progress, "Show progress: auto (on a terminal), always, never (default: auto)")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""))
      ->type_name("WHEN");
  command
      ->add_option("--checkpoint", run.checkpoint,
                   "Seconds between checkpoints, 0 for none (default: 60, or more if they take over 3 % of the time)")
      ->check(from_to(0.0, 1e9))
      ->type_name("SECONDS");
  command
      ->add_option("--resume", run.resume,
                   "Go on with an interrupted run from its last checkpoint, instead of a SCENARIO")
      ->type_name("FILE");
  command->add_flag("--profile", run.profile,
                    "Print where the time went, phase by phase: seconds, share, nanoseconds a firm and period");
  command->add_flag("-f,--force", run.force,
                    "Overwrite the result file if it exists; with --resume: begin anew if no checkpoint is whole");
  command->add_flag("-q,--quiet", run.quiet, "Print nothing but errors, and the profile if asked for");
  // What a run is made of stands in its file.
  for (const char* other : {"SCENARIO", "--output", "--set", "--seed", "--replicate", "--every", "--record"})
    command->get_option("--resume")->excludes(command->get_option(other));
}

void add_check(CLI::App& app, CheckCommand& check) {
  CLI::App* command = add_command(
      app, "check", "Validate scenarios, and say what a run costs in memory, disk and time; run nothing.", help::check);
  command->add_option("SCENARIO", check.scenarios, "Scenario files, or names that `rivalry list` shows")
      ->required()
      ->type_name("");
  add_settings(command, check.settings);
}

void add_describe(CLI::App& app, DescribeCommand& describe) {
  CLI::App* command =
      add_command(app, "describe", "Explain parameters: type, range, unit, default, meaning, source.", help::describe);
  command
      ->add_option("NAME", describe.name,
                   "A parameter (demand.price_sensitivity), section (demand), table (event) or sweep; without, all")
      ->type_name("");
  CLI::Option* json = command->add_flag("--json", describe.json, "Print JSON");
  command
      ->add_option("--page", describe.page,
                   "Print a page of the documentation: parameters, formats (of results), sweeps")
      ->check(CLI::IsMember({"parameters", "formats", "sweeps"}).description(""))
      ->type_name("PAGE")
      ->excludes(json);
}

void add_info(CLI::App& app, InfoCommand& info) {
  CLI::App* command = add_command(
      app, "info", "Show what a result file holds: scenario, provenance, variables, headline figures.", help::info);
  command->add_option("FILE", info.file, "Result file")->required()->type_name("");
  command->add_flag("--scenario", info.scenario,
                    "Print the complete scenario that the result was made from instead, as TOML");
  CLI::Option* follow = command
                            ->add_flag("--follow", info.follow,
                                       "Print a line each time the file of a running market has grown, to its end")
                            ->excludes("--scenario");
  command->add_option("--interval", info.interval, "Seconds between two looks, 0.05 to 3600 (default: 1)")
      ->check(from_to(0.05, 3600.0))
      ->type_name("SECONDS")
      ->needs(follow);
}

void add_repair(CLI::App& app, RepairCommand& repair) {
  CLI::App* command = add_command(
      app, "repair", "Make an ordinary file of a result whose run was killed, and check all of it for damage.",
      help::repair);
  command->add_option("FILE", repair.file, "Result file")->required()->type_name("");
  command
      ->add_option("-o,--output", repair.output,
                   "Leave FILE alone and write the repaired one here; what is damaged is missing in it")
      ->type_name("COPY");
  command->add_flag("-f,--force", repair.force, "Overwrite COPY if it exists");
}

void add_new(CLI::App& app, NewCommand& create) {
  CLI::App* command = add_command(app, "new", "Write a commented scenario to start from.", help::create);
  command->add_option("FILE", create.file, "Scenario file to write")->required()->type_name("");
  command->add_flag("-f,--force", create.force, "Overwrite the file if it exists");
}

void add_verify(CLI::App& app, VerifyCommand& verify) {
  CLI::App* command = add_command(
      app, "verify", "Check that scenarios come to the numbers that their [[expect]] tables state.", help::verify);
  CLI::Option* names =
      command->add_option("NAME", verify.names, "Scenarios, by file or name (default: all that expect something)")
          ->type_name("");
  CLI::Option* with_long = command->add_flag("--long", verify.with_long, "Check what takes longer, too");
  CLI::Option* list = command->add_flag("--list", verify.list, "List what is expected; run nothing");
  command->add_flag("--measures", verify.measures, "List what can be measured; run nothing")->excludes(list);
  command
      ->add_option("--page", verify.page,
                   "Write the page of the documentation, docs/verification.md; its section on planted faults is kept")
      ->type_name("FILE")
      ->needs(with_long)
      ->excludes(names)
      ->excludes(list);
  command
      ->add_option("--threads", verify.threads,
                   "Threads, 1 to 256; never changes the result (default: 0, one a processor)")
      ->check(from_to(0, 256))
      ->type_name("N");
  command
      ->add_option("--progress", verify.progress, "Show progress: auto (on a terminal), always, never (default: auto)")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""))
      ->type_name("WHEN");
}

/// The first option among the arguments that the command does not have, with the nearest that it has.
std::string unknown_option(const CLI::App& command, const std::vector<std::string>& arguments) {
  std::vector<std::string> known;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  for (const std::string& argument : arguments) {
    const std::string name = argument.substr(0, argument.find('='));
    if (!name.starts_with("--") || std::find(known.begin(), known.end(), name) != known.end()) continue;
    const auto meant = nearest_name(name, std::vector<std::string_view>(known.begin(), known.end()));
    return fmt::format("unknown option {}{}", name, meant.empty() ? "" : fmt::format(", did you mean {}?", meant));
  }
  return {};
}

/// CLI11's words, with what helps next.
[[noreturn]] void refuse(const CLI::App& app, const CLI::ParseError& error, const std::vector<std::string>& arguments) {
  const CLI::App* command = &app;
  std::string name = "rivalry", message;
  for (auto chosen = app.get_subcommands(); !chosen.empty(); chosen = command->get_subcommands()) {
    command = chosen.front();
    name += " " + command->get_name();
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) message = unknown_option(*command, arguments);
  if (message.empty()) message = error.what();
  while (!message.empty() && (message.back() == '\n' || message.back() == '.')) message.pop_back();
  throw UsageError(fmt::format("{}; see {} --help", message, name));
}

}  // namespace

const std::vector<std::string_view>& command_names() {
  static const std::vector<std::string_view> names{"run",    "check", "describe", "new",      "info",  "repair",
                                                   "digest", "list",  "verify",   "ensemble", "sweep", "help"};
  return names;
}

Exit run_command_line(int argc, const char* const* argv, const DecisionRules& rules) {
  CLI::App app("Rivalry: an agent-based simulator of firms that compete with business models.", "rivalry");
  app.footer(std::string(help::program));
  app.set_version_flag("--version", version_text, "Print version, commit, compiler, instruction sets and libraries");
  app.set_help_flag("-h,--help", "Print this help");
  app.require_subcommand(0, 1);

  RunCommand run{.rules = rules};
  CheckCommand check;
  DescribeCommand describe;
  NewCommand create;
  InfoCommand info;
  RepairCommand repair;
  DigestCommand digest;
  VerifyCommand verify;
  add_run(app, run);
  add_check(app, check);
  add_describe(app, describe);
  add_new(app, create);
  add_info(app, info);
  add_repair(app, repair);
  add_command(app, "digest", "Print a hash of the results alone, free of provenance.", help::digest)
      ->add_option("FILE", digest.file, "Result file")
      ->required()
      ->type_name("");
  add_verify(app, verify);
  add_command(app, "list", "List the scenarios that come with the program, with their questions.", help::list);
  SweepCommands sweep(rules);
  EnsembleCommand ensemble{.rules = rules};
  add_ensemble(app, ensemble);
  CLI::App* sweep_command = add_sweep(app, sweep);

  // `rivalry help COMMAND` is `rivalry COMMAND --help`.
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  if (!arguments.empty() && arguments.front() == "help") {
    arguments.erase(arguments.begin());
    arguments.push_back("--help");
  }
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 takes them from the back
  } catch (const CLI::Success& success) {
    app.exit(success);
    return Exit::done;
  } catch (const CLI::ParseError& error) {
    refuse(app, error, arguments);
  }

  if (app.got_subcommand("run")) return run_command(run);
  if (app.got_subcommand("check")) return check_command(check);
  if (app.got_subcommand("describe")) return describe_command(describe);
  if (app.got_subcommand("new")) return new_command(create);
  if (app.got_subcommand("info")) return info_command(info);
  if (app.got_subcommand("repair")) return repair_command(repair);
  if (app.got_subcommand("digest")) return digest_command(digest);
  if (app.got_subcommand("list")) return list_command();
  if (app.got_subcommand("ensemble")) return ensemble_command(ensemble);
  if (*sweep_command) return run_sweep(*sweep_command, sweep);
  if (app.got_subcommand("verify")) return verify_command(verify);
  tell("{}", Lines{app.help()});
  return Exit::bad_input;
}

}  // namespace rivalry
