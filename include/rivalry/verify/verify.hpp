#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rivalry/scenario/read.hpp"
#include "rivalry/verify/estimate.hpp"

namespace rivalry {

/// A scenario file that expects something.
struct ExpectationFile {
  std::string name, question, source;
  std::shared_ptr<const ScenarioSource> scenario;
  std::vector<Expectation> expectations;  ///< in the order of the file
};

/// @throws ScenarioError  with all mistakes of the file
ExpectationFile read_expectation_file(const std::filesystem::path& file);

/// What became of an expectation.
struct Finding {
  double ours = 0, error = 0;  ///< NaN: no standard error, of a single run
  double tolerance = 0;        ///< distance from the value that is allowed, or that is kept from a bound
  bool holds = false;
};
/// Whether an expectation holds, or is missed as its file says.
bool as_stated(const Expectation& expectation, const Finding& finding);

struct VerifyOptions {
  int threads = 0;                                  ///< 0: one for each processor
  bool with_long = false;                           ///< else what is long is left out
  const std::atomic<bool>* stop = nullptr;          ///< ends it early
  std::function<void(double share)> progress = {};  ///< called by one thread at a time
};

/// Findings by file and expectation; nothing for those left out.
using Findings = std::vector<std::vector<std::optional<Finding>>>;

/// Does the runs of all expectations, sharing those of the same scenario, and judges them. The same bits for any number
/// of threads. Nothing if it was stopped.
/// @throws what a run throws
std::optional<Findings> verify(const std::vector<ExpectationFile>& all, const VerifyOptions& options);

// Words for an expectation, for tables.
std::string measure_text(const Expectation& expectation);    ///< "price of firm 2 in period 3 {market.firms = 4}"
std::string target_text(const Expectation& expectation);     ///< "at least 0.5"
std::string tolerance_text(const Expectation& expectation);  ///< "4 s.e. + 0.05; false alarm 1 in 14,000"
std::string ours_text(const Expectation& expectation, const Finding& finding);

/// docs/verification.md up to its section on planted faults.
std::string verification_markdown(const std::vector<ExpectationFile>& all, const Findings& findings);
/// The row of an expectation there, without what was found.
std::string page_row(const Expectation& expectation);

}  // namespace rivalry
