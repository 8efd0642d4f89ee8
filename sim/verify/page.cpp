// docs/verification.md.
#include <algorithm>

#include <fmt/format.h>

#include "rivalry/verify/verify.hpp"

namespace rivalry {
namespace {

constexpr std::string_view introduction = R"(# Verification: numbers that Rivalry must meet

This page is made by `rivalry verify --long --page docs/verification.md`; its last section by `tests/mutations/plant.py`.

Each number goes through the engine as users run it: a scenario of `scenarios/replications/`, whose `[[expect]]` tables say
what is expected of it, with which tolerance, and from where. `rivalry verify` runs and judges them; it ends with code 5 if
one does not hold. `rivalry describe expect` explains the tables.

Three levels of agreement, after Axtell et al. 1996: *numerical*, a closed form or published figure, to a tolerance;
*distributional*, a statistic over runs, within so many of its standard errors; *relational*, an order or an equality of two
settings. A tolerance in standard errors (s.e., over so many runs, and those that the expected number rests on, if it is a
sample's) has a rate of false alarms, in brackets: how often a right engine would miss it, or, of a bound, how often an engine
exactly at the bound would keep it. Runs take fixed seeds, so that the numbers here are the same wherever they are made.

What was expected and is missed stays here, with what came instead and why as far as it is known.
)";

std::string escaped(std::string text) {
  for (std::size_t i = text.find('|'); i != std::string::npos; i = text.find('|', i + 2)) text.insert(i, "\\");
  return text;
}

std::string section(const ExpectationFile& claims, const std::vector<std::optional<Finding>>& findings) {
  std::string text = fmt::format("\n## `{}`\n\n{}\n\nSource: {}.\n\n", claims.name, claims.question, claims.source);
  text += "| Measure | Agreement | Expected | Tolerance | Ours | |\n|---|---|---|---|---|---|\n";
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Expectation& expectation = claims.expectations[i];
    text += page_row(expectation);
    text += findings[i] ? fmt::format(" {} | {} |\n", ours_text(expectation, *findings[i]),
                                      findings[i]->holds ? "holds" : "**misses**")
                        : std::string(" not run | |\n");
  }
  std::string last;
  for (const Expectation& expectation : claims.expectations) {
    if (expectation.source.empty() || expectation.source == last) continue;
    last = expectation.source;
    text += fmt::format("\nOf {}: {}.\n", expectation.measure, last);
  }
  for (const Expectation& expectation : claims.expectations) {
    if (expectation.missed.empty() || expectation.missed == last) continue;
    last = expectation.missed;
    text += fmt::format("\nMissed, {}: {}.\n", expectation.measure, last);
  }
  return text;
}

std::string list_of_measures(const std::vector<ExpectationFile>& all) {
  std::string text =
      "\n## Measures\n\nThose used above; `rivalry verify --measures` lists all.\n\n"
      "| Measure | Unit | Definition |\n|---|---|---|\n";
  for (const Measure& measure : measures()) {
    const bool used = std::ranges::any_of(all, [&](const ExpectationFile& claims) {
      return std::ranges::any_of(claims.expectations, [&](const Expectation& one) {
        return one.measure == measure.form.name && one.firm.has_value() == measure.form.of_firm;
      });
    });
    if (used)
      text += fmt::format("| `{}`{} | {} | {} |\n", measure.form.name, measure.form.of_firm ? " of a firm" : "",
                          measure.unit, escaped(std::string(measure.definition)));
  }
  return text;
}

}  // namespace

std::string page_row(const Expectation& expectation) {
  constexpr std::string_view levels[] = {"numerical", "distributional", "relational"};
  return escaped(fmt::format("{}", measure_text(expectation))).insert(0, "| ") +
         fmt::format(" | {} | {} | {} |", levels[static_cast<int>(expectation.agreement)], target_text(expectation),
                     tolerance_text(expectation));
}

std::string verification_markdown(const std::vector<ExpectationFile>& all, const Findings& findings) {
  std::string text(introduction);
  for (std::size_t i = 0; i < all.size(); ++i) text += section(all[i], findings[i]);
  return text + list_of_measures(all);
}

}  // namespace rivalry
