#include <bit>
#include <cmath>
#include <fstream>

#include <doctest/doctest.h>

#include "../../sim/scenario/document.hpp"
#include "../../sim/sweep/factor_table.hpp"
#include "../../sim/sweep/level_labels.hpp"
#include "../support/sweeps.hpp"

using namespace rivalry;

namespace {

/// A cell as people read it: a number, or the label of a code.
std::string shown(const RunColumn& column, std::uint64_t cell) {
  if (column.kind == RunColumn::Kind::real) return fmt::format("{}", std::bit_cast<double>(cell));
  if (column.kind == RunColumn::Kind::code) return column.labels[cell];
  return fmt::format("{}", static_cast<std::int64_t>(cell));
}

/// Names of the columns, then a line a point.
std::vector<std::string> lines_of(const std::string& text, const std::filesystem::path& folder = {}) {
  const Sweep sweep = parse_sweep("[sweep]\nscenario = \"b\"\n" + text, "s.toml", folder);
  const SweepDesign design(sweep, folder);
  const FactorTable table(sweep, design);
  std::vector<std::string> lines(1);
  for (const RunColumn& column : table.columns()) lines[0] += (lines[0].empty() ? "" : " | ") + column.name;
  for (std::int64_t point = 0; point < design.points(); ++point) {
    std::vector<std::uint64_t> cells;
    table.add_cells(point, cells);
    REQUIRE(cells.size() == table.columns().size());
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) line += (i > 0 ? " | " : "") + shown(table.columns()[i], cells[i]);
    lines.push_back(line);
  }
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a factor of numbers is one column, which says it all") {
  CHECK(lines_of("[[factor]]\nkey = \"entry.rate\"\nname = \"rate\"\nvalues = [0.5, 1]\n") ==
        Lines{"rate", "0.5", "1"});
}

TEST_CASE("a factor of several keys has its level and a column a key") {
  CHECK(
      lines_of("[[factor]]\nkeys = [\"market.firms\", \"demand.price_sensitivity\"]\n"
               "values = [[50, 1.5], [50, 4], [100, 1.5], [100, 4]]\n") ==
      Lines{"firms_and_price_sensitivity | firms_and_price_sensitivity_level | market_firms | demand_price_sensitivity",
            "50 / 1.5 | 0 | 50 | 1.5", "50 / 4 | 1 | 50 | 4", "100 / 1.5 | 2 | 100 | 1.5", "100 / 4 | 3 | 100 | 4"});
}

TEST_CASE("keys that take a range together have a column each beside it") {
  CHECK(lines_of("[[factor]]\nkeys = [\"entry.rate\", \"entry.cap\"]\nname = \"entry\"\nrange = [0, 1]\nsteps = 3\n") ==
        Lines{"entry | entry_rate | entry_cap", "0 | 0 | 0", "0.5 | 0.5 | 0.5", "1 | 1 | 1"});
}

TEST_CASE("treatments, lists and distributions as levels are words") {
  CHECK(lines_of("[[factor]]\nkey = \"capabilities.sensing\"\n"
                 "values = [0.50, {treatment = [0, 1]}, {normal = [0.5, 0.1], min = 0, max = 1}]\n") ==
        Lines{"capabilities_sensing | capabilities_sensing_level", "0.5 | 0", "treatment [0, 1] | 1",
              "normal [0.5, 0.1], min 0, max 1 | 2"});
  CHECK(lines_of("[[factor]]\nkey = \"random.frozen\"\nvalues = [[], [\"landscape\", \"founding\"]]\n") ==
        Lines{"random_frozen | random_frozen_level", "[] | 0", "[landscape, founding] | 1"});
}

TEST_CASE("given labels stand beside the values of the key") {
  CHECK(
      lines_of("[[factor]]\nkey = \"entry.rate\"\nname = \"rate\"\nvalues = [0, 0.1]\nlabels = [\"a b\", \"a_b\"]\n") ==
      Lines{"rate | rate_level | entry_rate", "a b | 0 | 0", "a_b | 1 | 0.1"});
  CHECK(lines_of("[[factor]]\nkeys = [\"market.firms\", \"competition.pricing\"]\nname = \"kind\"\n"
                 "values = [[9, \"fixed\"], [9, \"bertrand\"]]\nlabels = [\"stiff\", \"keen\"]\n") ==
        Lines{"kind | kind_level | market_firms | competition_pricing", "stiff | 0 | 9 | fixed",
              "keen | 1 | 9 | bertrand"});
}

TEST_CASE("cells of a table are numbers where all are, and else levels in the order of the rows") {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path() / "p.csv")
      << "capabilities.sensing,entry.rate\n1,0.1\n\"{treatment = [0, 1]}\",0.2\n1.0,1\n0.5,1\n";
  CHECK(lines_of("design = \"table\"\ntable = \"p.csv\"\n", folder.path()) ==
        Lines{"capabilities_sensing | capabilities_sensing_level | entry_rate", "1 | 0 | 0.1",
              "treatment [0, 1] | 1 | 0.2", "1 | 0 | 1", "0.5 | 2 | 1"});
}

TEST_CASE("a word that comes after a thousand numbers of a table is no missing number") {
  const test::TemporaryFolder folder;
  {
    std::ofstream file(folder.path() / "p.csv");
    file << "capabilities.sensing\n";
    for (int i = 0; i < 1500; ++i) file << i / 1500.0 << "\n";
    file << "\"{treatment = [0, 1]}\"\n";
  }
  const Lines lines = lines_of("design = \"table\"\ntable = \"p.csv\"\n", folder.path());
  CHECK(lines.size() == 1502);
  CHECK(lines.back() == "treatment [0, 1] | 1500");
}

TEST_CASE("labels that would be the same have a number behind them") {
  CHECK(distinct_labels({"a", "b", "a", "a (2)", "a"}) == Lines{"a", "b", "a (2)", "a (2) (2)", "a (3)"});
}

TEST_CASE("a long label is cut between characters") {
  Value value;
  value.kind = Value::Kind::text;
  for (int i = 0; i < 60; ++i) value.text += "é";
  const std::string label = value_label(value);
  CHECK(label.size() <= 100);
  CHECK(label.ends_with("é…"));
}
