#include "rivalry/verify/verify.hpp"

#include <chrono>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "commands.hpp"
#include "interrupt.hpp"
#include "places.hpp"
#include "print.hpp"
#include "rivalry/io/errors.hpp"
#include "share_line.hpp"
#include "terminal.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;

/// As find_scenario, but that replications need not be called by their folder.
fs::path find_claims(const std::string& name) {
  std::error_code error;
  if (!fs::exists(name, error))
    for (const ShippedScenario& one : shipped_scenarios())
      if (one.name == "replications/" + name) return one.file;
  return find_scenario(name);
}

std::vector<ExpectationFile> claims_of(const std::vector<std::string>& names) {
  std::vector<ExpectationFile> all;
  for (const std::string& name : names) {
    all.push_back(read_expectation_file(find_claims(name)));
    if (all.back().expectations.empty())
      throw UsageError(
          fmt::format("{} expects nothing; `rivalry describe expect` tells how to state numbers to come to", name));
  }
  if (!names.empty()) return all;
  for (const ShippedScenario& one : shipped_scenarios())
    if (ExpectationFile claims = read_expectation_file(one.file); !claims.expectations.empty())
      all.push_back(std::move(claims));
  if (all.empty()) throw UsageError("no scenario that comes with the program expects anything; name a file");
  return all;
}

void list_measures() {
  for (const Measure& measure : measures()) {
    std::string needs;
    if (measure.form.of_firm) needs += ", of a firm";
    if (measure.form.at_distance) needs += ", at a distance";
    say("{}\n    {} [{}{}]\n", measure.form.name, measure.definition, measure.unit, needs);
  }
}

void list_expectations(const std::vector<ExpectationFile>& all) {
  for (const ExpectationFile& claims : all) {
    say("{}: {}\n", claims.name, claims.question);
    for (const Expectation& one : claims.expectations)
      say("  {:<14}  {:<36}  {}{}\n", target_text(one), tolerance_text(one), measure_text(one),
          one.is_long ? "  (long)" : "");
  }
}

struct Tally {
  int held = 0, missed = 0, missed_as_stated = 0, held_unexpectedly = 0, left_out = 0;

  int judged() const { return held + missed + missed_as_stated + held_unexpectedly; }
  int& count_of(const Expectation& one, const Finding& finding) {
    if (one.missed.empty()) return finding.holds ? held : missed;
    return finding.holds ? held_unexpectedly : missed_as_stated;
  }
};

/// What is not as the file says is in capitals.
std::string_view verdict(const Expectation& one, const Finding& finding) {
  const bool loud = !as_stated(one, finding);
  return finding.holds ? (loud ? "HOLDS" : "holds") : (loud ? "MISSES" : "misses");
}

void complain(int count, std::string_view one, std::string_view many) {
  if (count > 0) tell("rivalry: {} expected number{}\n", count, count == 1 ? one : many);
}

Tally tell(const std::vector<ExpectationFile>& all, const Findings& findings) {
  Tally tally;
  for (std::size_t file = 0; file < all.size(); ++file) {
    say("{}: {}\n", all[file].name, all[file].question);
    for (std::size_t i = 0; i < findings[file].size(); ++i) {
      const auto& finding = findings[file][i];
      if (!finding) {
        ++tally.left_out;
        continue;
      }
      const Expectation& one = all[file].expectations[i];
      ++tally.count_of(one, *finding);
      say("  {:<6} {:<14}  {:<20}  {:<36}  {}\n", verdict(one, *finding), target_text(one), ours_text(one, *finding),
          tolerance_text(one), measure_text(one));
    }
  }
  return tally;
}

void write_page(const fs::path& file, std::string text) {
  std::ostringstream old;
  if (std::ifstream stream(file, std::ios::binary); stream) old << stream.rdbuf();
  if (const std::size_t kept = old.str().find("\n## Planted faults"); kept != std::string::npos)
    text += old.str().substr(kept);
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << text;
  stream.close();
  if (!stream) throw OutputError(file, "cannot be written", "", "name a file in a folder that you may write to");
}

}  // namespace

Exit verify_command(const VerifyCommand& command) {
  if (command.measures) {
    list_measures();
    return Exit::done;
  }
  const std::vector<ExpectationFile> all = claims_of(command.names);
  if (command.list) {
    list_expectations(all);
    return Exit::done;
  }
  const auto start = std::chrono::steady_clock::now();
  const InterruptGuard interrupt;
  std::optional<Findings> findings;
  {
    ShareLine line("verifying", command.progress);
    findings = verify(all, {.threads = command.threads,
                            .with_long = command.with_long,
                            .stop = &interrupt.flag(),
                            .progress = [&](double share) { line.show(share); }});
  }
  if (!findings) {
    tell("rivalry: interrupted; nothing was judged\n");
    return Exit::interrupted;
  }
  say("  {:<6} {:<14}  {:<20}  {:<36}  {}\n", "", "expected", "ours", "tolerance", "measure");
  const Tally tally = tell(all, *findings);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  say("{} of {} hold, {}in {}{}\n", tally.held + tally.held_unexpectedly, tally.judged(),
      tally.missed_as_stated > 0 ? fmt::format("{} missed as stated, ", tally.missed_as_stated) : "",
      duration_text(seconds),
      tally.left_out > 0 ? fmt::format("; {} that take longer were left out (--long)", tally.left_out) : "");
  if (command.page) write_page(*command.page, verification_markdown(all, *findings));
  if (tally.missed + tally.held_unexpectedly == 0) return Exit::done;
  flush_output();
  complain(tally.missed, " is missed", "s are missed");
  complain(tally.held_unexpectedly, " holds that its file calls missed", "s hold that their files call missed");
  return Exit::runs_failed;
}

}  // namespace rivalry
