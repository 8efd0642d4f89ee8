#include <algorithm>

#include "rivalry/scenario/mistake.hpp"
#include "rivalry/sweep/plan.hpp"
#include "target.hpp"
#include "toml_lines.hpp"

// Sweep files, and the tables that they may name.
namespace rivalry::fuzz {
namespace {

constexpr const char* base = "[market]\nfirms = 8\nsegments = 2\n";
constexpr const char* of_table =
    "[sweep]\nscenario = \"baseline\"\ndesign = \"table\"\ntable = \"table.csv\"\n"
    "[[factor]]\nname = \"intensity\"\nkey = \"competition.intensity\"\nrange = [0, 1]\n"
    "[[factor]]\nkey = \"competition.pricing\"\nvalues = [\"bertrand\", \"fixed\"]\n";
constexpr const char* table = "intensity,competition.pricing,market.firms\n0.25,bertrand,10\n\"0.5\",\"fixed\",20\n";

void plan(std::string_view sweep) {
  try {
    const Plan plan({.sweep = std::string(sweep),
                     .sweep_name = "fuzz.toml",
                     .base = base,
                     .base_name = "base.toml",
                     .folder = scratch_folder()});
    for (const std::int64_t point : {std::int64_t{0}, plan.points() / 2, plan.points() - 1}) {
      const std::int64_t number = plan.number_of(point, plan.replicates() - 1);
      expect(plan.run(number).point == point, "a run is of another point");
      try {
        plan.scenario(point);
      } catch (const ScenarioError& error) {
        expect_words(error);
      }
    }
  } catch (const ScenarioError& error) {
    expect(!error.mistakes().empty(), "a sweep is refused without a mistake");
    expect_words(error);
  }
}

void read_sweep_text(Bytes input) {
  static const bool is_there = (write_file(scratch_folder() / "table.csv", table), true);
  expect(is_there, "no table");
  plan(text_of(input));
}

void read_table_text(Bytes input) {
  write_file(scratch_folder() / "table.csv", text_of(input));
  plan(of_table);
}

std::vector<std::string> sweeps() {
  std::vector<std::string> texts = shipped(true);
  texts.insert(texts.end(), {of_table,
                             "[sweep]\nscenario = \"baseline\"\nreplicates = 3\n[set.market]\nfirms = 9\n"
                             "[[factor]]\nkeys = [\"market.firms\", \"demand.price_sensitivity\"]\n"
                             "values = [[50, 1.5], [100, 4]]\n[[stop]]\nvariable = \"hhi\"\nabove = 0.5\n"
                             "[sequential]\noutcome = \"hhi\"\nhalf_width = 0.1\n"
                             "[keep]\nseries = [\"hhi\"]\n"});
  for (const char* design : {"fractional", "lhs", "sobol", "morris", "saltelli", "random"})
    texts.push_back(std::string("[sweep]\nscenario = \"baseline\"\ndesign = \"") + design +
                    "\"\npoints = 8\n[[factor]]\nkey = \"cost.fixed\"\nrange = [0.01, 0.1]\nscale = \"log\"\n"
                    "[[factor]]\nkey = \"market.firms\"\nrange = [5, 50]\n[[factor]]\nkey = \"competition.intensity\"\n"
                    "range = [0.1, 0.9]\n");
  return texts;
}

std::vector<std::string> tables() {
  return {table, "market.firms\n5\n7\n", "\xEF\xBB\xBF\"market.firms\" , cost.fixed\r\n 5 ,1\r\n\r\n6,2"};
}

}  // namespace

Target sweep_target() { return {"sweep", read_sweep_text, sweeps, change_lines}; }
Target table_target() { return {"table", read_table_text, tables}; }

}  // namespace rivalry::fuzz
