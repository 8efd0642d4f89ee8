#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>

namespace rivalry {

struct Market;
struct Proposal;
struct Searcher;
struct Step;

/// How firms decide, where a program puts rules of its own in place of the library's: an empty function leaves a rule
/// as it is. Firms decide at the same time, so functions are called from several threads at once, see the market as the
/// phase began, and draw from step.streams only, by Purpose::own_rules; then results are the same bits on any number of
/// threads.
struct DecisionRules {
  /// What results call the rules; not empty if there are any. Their version belongs in it, as in "cost-plus 2": runs go
  /// on only under rules of the same name.
  std::string name = {};
  /// Path on which a firm without a project looks for designs this period, 0 to 3, or -1 for none; instead of
  /// choose_paths.
  std::function<int(const Market&, const Step&, std::int64_t firm)> path = {};
  /// Profit a period that a firm expects of a design, before noise; instead of Appraisers, and a rule may ask
  /// expected_profit. The present design is judged too: a gain is the difference.
  std::function<double(const Market&, const Step&, const Searcher&, const Proposal&)> profit = {};
  /// What a firm collects a unit, at least 0, if its business model collects anything; under the logit rule, instead of
  /// competition.pricing.
  std::function<double(const Market&, const Step&, std::int64_t firm)> price = {};

  bool any() const { return path || profit || price; }
};

/// No rules but the library's.
inline const DecisionRules library_rules{};

/// A rule decided what cannot be done, or rules cannot be used with a scenario.
class BadRule : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace rivalry
