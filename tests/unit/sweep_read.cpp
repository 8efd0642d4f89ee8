#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include "rivalry/scenario/mistake.hpp"
#include "rivalry/scenario/parameter.hpp"
#include "rivalry/scenario/read.hpp"
#include "rivalry/sweep/design.hpp"
#include "rivalry/sweep/reference.hpp"

using namespace rivalry;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("rivalry-sweeps-" + std::to_string(getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

Sweep read(const std::string& text) { return parse_sweep(text, "s.toml", {}); }

std::string refusal(const std::string& text, const fs::path& folder = {}) {
  try {
    parse_sweep(text, "s.toml", folder);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "accepted";
}

/// What is said of a factor, which begins in line 1, in a factorial sweep.
std::string factor_refusal(const std::string& text) {
  return refusal("[[factor]]\n" + text + "\n[sweep]\nscenario = \"b\"\n");
}

bool holds(const std::string& text, const std::string& words) {
  const bool found = text.find(words) != std::string::npos;
  if (!found) MESSAGE(text);
  return found;
}

std::string content(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("a sweep file says what is varied, how often, and what is kept") {
  const Sweep sweep = read(R"(
[sweep]
name = "pressure"
question = "What?"
scenario = "baseline"
design = "sobol"
points = 64
replicates = 40
seed = 7
scrambled = false
common_random_numbers = false
frozen = ["landscape", "founding"]
[set]
"market.firms" = 50
[set.scenario]
periods = 100
[[factor]]
key = "competition.intensity"
name = "intensity"
range = [0, 1]
[[factor]]
keys = ["emphasis.novelty", "competition.pricing"]
values = [[0, "fixed"], [0.5, "bertrand"]]
[[factor]]
key = "market.segments"
range = [1, 8]
spacing = "log"
[[factor]]
key = "demand.base_utility"
distribution = {normal = [0, 1], min = -2}
[[factor]]
key = "capabilities.sensing"
values = [0.5, {treatment = [0.2, 0.8]}]
[keep]
series = ["hhi", "firms"]
panels = {points = [0, 63], replicates = [39]}
[[stop]]
variable = "firms"
below = 2
periods = 5
after = 10
[[stop]]
variable = "hhi"
above = 0.9
[sequential]
outcome = "profit_mean"
batch = 5
least = 20
effect = 0.1
power = 0.8
)");
  CHECK(sweep.name == "pressure");
  CHECK(sweep.question == "What?");
  CHECK(sweep.scenario == "baseline");
  CHECK(sweep.design == DesignKind::sobol);
  CHECK(sweep.points == 64);
  CHECK(sweep.replicates == 40);
  CHECK(sweep.seed == 7);
  CHECK_FALSE(sweep.scrambled);
  CHECK_FALSE(sweep.common_random_numbers);
  CHECK(sweep.frozen == std::vector<std::string>{"landscape", "founding"});
  REQUIRE(sweep.set.size() == 2);
  CHECK(sweep.set[0].key + sweep.set[0].value == "market.firms50");
  CHECK(sweep.set[1].key + sweep.set[1].value == "scenario.periods100");
  REQUIRE(sweep.factors.size() == 5);
  CHECK(sweep.factors[0].name == "intensity");
  CHECK(sweep.factors[0].spread->second == 1);
  CHECK(sweep.factors[1].name == "novelty_and_pricing");
  CHECK(sweep.factors[1].labels == std::vector<std::string>{"0 / fixed", "0.5 / bertrand"});
  CHECK(sweep.factors[1].levels == std::vector<std::vector<std::string>>{{"0", "\"fixed\""}, {"0.5", "\"bertrand\""}});
  CHECK(sweep.factors[2].spread->kind == Spread::Kind::log);
  CHECK(sweep.factors[2].spread->integer);
  CHECK(sweep.factors[3].spread->kind == Spread::Kind::normal);
  CHECK(sweep.factors[3].spread->min == -2);
  CHECK_FALSE(sweep.factors[3].spread->max);
  CHECK(sweep.factors[4].levels[1] == std::vector<std::string>{"{treatment = [0.2, 0.8]}"});
  CHECK(sweep.factors[4].labels == std::vector<std::string>{"0.5", "treatment [0.2, 0.8]"});
  CHECK(sweep.series == std::vector<std::string>{"hhi", "firms"});
  CHECK(sweep.panel_points.numbers == std::set<std::int64_t>{0, 63});
  CHECK(sweep.panel_replicates.numbers == std::set<std::int64_t>{39});
  REQUIRE(sweep.stop.size() == 2);
  CHECK_FALSE(sweep.stop[0].above);
  CHECK(sweep.stop[0].bound == 2);
  CHECK(sweep.stop[0].periods == 5);
  CHECK(sweep.stop[0].after == 10);
  CHECK(sweep.stop[1].above);
  REQUIRE(sweep.sequential);
  CHECK(sweep.sequential->outcome == "profit_mean");
  CHECK(sweep.sequential->batch == 5);
  CHECK(sweep.sequential->least == 20);
  CHECK(sweep.sequential->effect == 0.1);
  CHECK(sweep.sequential->power == 0.8);
  CHECK_FALSE(sweep.sequential->half_width);
}

TEST_CASE("a sweep takes its name from its file, and needs no factors") {
  const Sweep sweep = read("[sweep]\nscenario = \"baseline\"\n");
  CHECK(sweep.name == "s");
  CHECK(SweepDesign(sweep).points() == 1);
}

TEST_CASE("all mistakes of a sweep file are reported at once") {
  const std::string text = refusal(R"(points = 3
[swep]
[sweep]
name = "a/b"
scenaro = "baseline"
design = "lsh"
points = -3
frozen = ["landscap"]
[market]
firms = 3
[set]
"market.fims" = 50
"market.firms" = -5
[[factor]]
key = "competition.intensty"
range = [0, 1]
[[factor]]
key = "emphasis.novelty"
range = [0, 2]
[[factor]]
key = "market.firms"
values = [10]
[keep]
series = ["hi"]
panels = {point = [0]}
[[stop]]
variable = "frms"
above = 3
below = 2
[sequential]
outcome = "profit_men"
power = 0.9
least = 1
)");
  CHECK(text == R"(s.toml:1: points = 3: stands in no section; write it under [sweep]
s.toml:2: swep = {}: unknown section; did you mean [sweep]?
s.toml:3: sweep.scenario: must be given and not be empty; write scenario = "baseline", or the name of a file
s.toml:4: sweep.name = "a/b": must be a name for a folder: letters, digits, and . _ - after the first of them; write name = "my-sweep"
s.toml:5: sweep.scenaro = "baseline": unknown key; did you mean scenario?
s.toml:6: sweep.design = "lsh": must be one of factorial, fractional, lhs, sobol, morris, saltelli, random, table (how points are chosen); did you mean "lhs"?
s.toml:7: sweep.points = -3: must be an integer from 1 to 1099511627776 (points of lhs, random and sobol)
s.toml:8: sweep.frozen = ["landscap"]: there is no group of draws "landscap"; did you mean "landscape"?
s.toml:9: market = {firms = 3}: unknown section; to change the base, write [set.market]
s.toml:12: set.market.fims = 50: there is no parameter "market.fims"; did you mean market.firms?
s.toml:13: set.market.firms = -5: must be an integer from 1 to 100000000 (firms at the start)
s.toml:15: factor.key = "competition.intensty": there is no parameter "competition.intensty"; did you mean competition.intensity?
s.toml:19: factor.range = [0, 2]: emphasis.novelty must be a number from 0 to 1, or a distribution or treatment over such numbers; move the ends inside
s.toml:24: keep.series = ["hi"]: there is no series of the market "hi"; did you mean "hhi"?
s.toml:25: keep.panels = {point = [0]}: must have points and replicates; write panels = {points = [0], replicates = [0]}, or "all" for either or for both
s.toml:25: keep.panels.point = [0]: unknown key; did you mean points?
s.toml:26: stop: has both above and below; give one of them
s.toml:27: stop.variable = "frms": there is no series of the market "frms"; did you mean "firms"?
s.toml:30: sequential: has no aim; give one of half_width, relative_half_width and effect
s.toml:31: sequential.outcome = "profit_men": there is no headline figure "profit_men"; did you mean "profit_mean"?
s.toml:32: sequential.power = 0.9: counts only with effect; leave it out
s.toml:33: sequential.least = 1: must be an integer from 2 to 1000000000 (replicates of a point before the first decision))");
}

TEST_CASE("levels that set the same are one level, however they are written") {
  const auto said = [](const std::string& text) { return factor_refusal(text); };
  CHECK(holds(said("key = \"entry.rate\"\nvalues = [1, 1.0]"), "factor.values = 1.0: is there twice"));
  CHECK(holds(said("key = \"entry.rate\"\nvalues = [0.1, 0.2, 1e-1]"), "is there twice"));
  CHECK(holds(said("key = \"demand.price_sensitivity\"\nvalues = [{uniform = [1, 2]}, {uniform = [1.0, 2e0]}]"),
              "is there twice"));
  CHECK(holds(said("keys = [\"entry.rate\", \"market.firms\"]\nvalues = [[0.5, 3], [1, 3], [5e-1, 3]]"),
              "is there twice"));
  CHECK(said("keys = [\"entry.rate\", \"market.firms\"]\nvalues = [[0.5, 3], [1, 3], [0.5, 4]]") == "accepted");
}

TEST_CASE("labels of levels are words for them, each different") {
  const auto said = [](const std::string& text) { return factor_refusal(text); };
  const std::string named = "key = \"entry.rate\"\nname = \"rate\"\nvalues = [0.1, 0.5]\nlabels = ";
  const Sweep sweep = read("[sweep]\nscenario = \"b\"\n[[factor]]\n" + named + "[\"a b\", \"a_b\"]\n");
  CHECK(sweep.factors[0].labels == std::vector<std::string>{"a b", "a_b"});
  CHECK(sweep.factors[0].has_key_columns());
  CHECK(holds(said(named + "[\"a\"]"), "factor.labels = [\"a\"]: must be as many as values, which are 2"));
  CHECK(holds(said(named + "[\"a\", \"a\"]"), "factor.labels = \"a\": is there twice; give each value its own"));
  CHECK(holds(said(named + "[\"a\", \"\"]"), "must not be empty"));
  CHECK(holds(said(named + "[\"a\", \"b\\nc\"]"), "must have no line break or other character that cannot be seen"));
  CHECK(holds(said(named + "[\"a\", \"b\\u0000c\"]"), "holds a zero character"));
  CHECK(holds(said(named + "[\"a\", \"" + std::string(101, 'b') + "\"]"), "must have at most 100 bytes"));
  CHECK(holds(said(named + "[\"a\", 3]"), "factor.labels"));
  CHECK(holds(said("key = \"entry.rate\"\nrange = [0, 1]\nsteps = 2\nlabels = [\"a\", \"b\"]"),
              "factor.labels = [\"a\", \"b\"]: counts only with values"));
  CHECK(
      holds(said("key = \"entry.rate\"\nvalues = [0.1, 0.5]\nlabels = [\"a\", \"b\"]"), "give the factor a name too"));
}

TEST_CASE("columns of the results that would have one name are told before anything runs") {
  const auto said = [](const std::string& text) { return refusal("[sweep]\nscenario = \"b\"\n" + text); };
  const std::string rate = "[[factor]]\nkey = \"entry.rate\"\nvalues = [0.1, 0.5]\n";
  const std::string two = "[[factor]]\nkeys = [\"entry.cap\", \"market.firms\"]\nvalues = [[0.1, 3]]\n";
  CHECK(holds(said(rate + "[[factor]]\nkey = \"entry.cap\"\nname = \"entry_rate\"\nvalues = [0.1]\n"),
              "s.toml:8: factor.name = \"entry_rate\": columns of the factors \"entry.rate\" and \"entry_rate\" would "
              "both be called entry_rate in the results; choose another name"));
  CHECK(holds(said(two + "name = \"market.firms\"\n"),
              "two columns of the factor \"market.firms\" would be called market_firms in the results"));
  CHECK(said(rate + two) == "accepted");
}

TEST_CASE("what a factor may vary is checked against its parameter") {
  const auto said = [](const std::string& text) { return factor_refusal(text); };
  CHECK(holds(said("range = [0, 1]"), "s.toml:1: factor: has neither key nor keys"));
  CHECK(holds(said("key = \"market.firms\"\nkeys = [\"market.size\"]\nvalues = [1]"), "has both key and keys"));
  CHECK(holds(said("keys = []\nvalues = [1]"), "factor.keys = []: must name at least one parameter"));
  CHECK(holds(said("key = 3\nvalues = [1]"), "factor.key = 3: must be text in quotes"));
  CHECK(holds(said("key = \"market.firms\""), "has neither values nor range nor distribution"));
  CHECK(holds(said("key = \"market.firms\"\nvalues = [1]\nrange = [1, 2]"), "has more than one of values"));
  CHECK(holds(said("key = \"market.firms\"\nvalues = 3"), "must be a list of at least one value; write values = [3]"));
  CHECK(holds(said("key = \"market.firms\"\nvalues = [3, 2.5]"), "factor.values = 2.5: must be an integer"));
  CHECK(holds(said("key = \"market.firms\"\nvalues = [3, 3]"), "factor.values = 3: is there twice"));
  CHECK(holds(said("key = \"competition.pricing\"\nvalues = [\"fixd\"]"), "did you mean \"fixed\"?"));
  CHECK(holds(said("key = \"competition.pricing\"\nrange = [0, 1]\nsteps = 2"),
              "competition.pricing takes no numbers but one of"));
  CHECK(holds(said("key = \"pressure.enabled\"\nrange = [0, 1]\nsteps = 2"),
              "takes no numbers but true or false; list values"));
  CHECK(holds(said("key = \"market.firms\"\nrange = [1, 2.5]\nsteps = 2"), "must end in whole numbers"));
  CHECK(holds(said("key = \"market.firms\"\nrange = [5, 5]\nsteps = 2"), "must ascend"));
  CHECK(holds(said("key = \"market.firms\"\nrange = [5]\nsteps = 2"), "must be two finite numbers"));
  CHECK(holds(said("key = \"entry.rate\"\nrange = [0, nan]\nsteps = 2"), "must be two finite numbers"));
  CHECK(holds(said("key = \"entry.rate\"\nrange = [0, 1]\nspacing = \"log\"\nsteps = 2"),
              "must be above 0 with spacing"));
  CHECK(holds(said("key = \"entry.rate\"\nvalues = [0, 1]\nspacing = \"log\""),
              "factor.spacing = \"log\": counts only with range"));
  CHECK(holds(said("key = \"entry.rate\"\nvalues = [0, 1]\nsteps = 3"), "factor.steps = 3: counts only with range"));
  CHECK(holds(said("key = \"entry.rate\"\nrange = [0, 1]"), "s.toml:1: factor.steps: must be given, and at least 2"));
  CHECK(holds(said("key = \"entry.rate\"\nrange = [0, 1]\nstep = 3"),
              "factor.step = 3: unknown key; did you mean steps?"));
  CHECK(holds(said("keys = [\"entry.rate\", \"entry.cap\"]\nvalues = [[0, 0.1], [1]]"),
              "factor.values = [1]: must be a list of 2 values"));
  CHECK(holds(said("keys = [\"entry.rate\", \"entry.rate\"]\nrange = [0, 1]\nsteps = 2"), "names entry.rate twice"));
  CHECK(holds(said("key = \"entry.rate\"\nname = \"hhi\"\nvalues = [0]"),
              "factor.name = \"hhi\": is the name of an outcome"));
  CHECK(holds(said("key = \"entry.rate\"\nname = \"a b\"\nvalues = [0]"), "must be a name for a column"));
}

TEST_CASE("a parameter is varied once, and not set for all points too") {
  const std::string two =
      "[[factor]]\nkey = \"entry.rate\"\nvalues = [0]\n[[factor]]\nkeys = [\"entry.cap\", \"entry.rate\"]\nname = "
      "\"b\"\nvalues = [[0, 0]]\n";
  CHECK(holds(refusal("[sweep]\nscenario = \"b\"\n" + two),
              "s.toml:7: factor = \"entry.rate\": varies entry.rate, as an earlier factor does"));
  CHECK(holds(refusal("[sweep]\nscenario = \"b\"\n[set.entry]\ncap = 1\nrate = 0.1\n" + two),
              "which [set] sets for all points"));
  CHECK(holds(refusal("[sweep]\nscenario = \"b\"\n[set]\n\"entry.cap\" = 1\n[set.entry]\ncap = 2\n"),
              "set.entry.cap = 2: is set twice"));
  CHECK(holds(refusal("[sweep]\nscenario = \"b\"\n[[factor]]\nkey = \"entry.rate\"\nvalues = [0]\nname = "
                      "\"a\"\n[[factor]]\nkey = \"entry.cap\"\nname = \"a\"\nvalues = [0]"),
              "\"a\" is the name of an earlier factor"));
}

TEST_CASE("frozen draws are given in one place") {
  const std::string head = "[sweep]\nscenario = \"b\"\nfrozen = [\"founding\"]\n";
  CHECK(refusal(head + "[set.scenario]\nseed = 3\n") == "accepted");
  CHECK(holds(refusal(head + "[set]\n\"random.frozen\" = [\"landscape\"]\n"),
              "s.toml:3: sweep.frozen = [\"founding\"]: stands beside random.frozen"));
  CHECK(holds(refusal(head + "[[factor]]\nkey = \"random.frozen\"\nvalues = [[], [\"landscape\"]]\n"),
              "keep one of the two"));
}

TEST_CASE("distributions of factors are checked") {
  const auto said = [](const std::string& text) {
    return factor_refusal("key = \"demand.base_utility\"\ndistribution = " + text + "\nsteps = 2");
  };
  CHECK(said("{normal = [0, 1]}") == "accepted");
  CHECK(said("{uniform = [0, 1]}") == "accepted");
  CHECK(said("{lognormal = [0, 1], max = 3}") == "accepted");
  CHECK(said("{triangular = [0, 0, 1]}") == "accepted");
  CHECK(holds(said("3"), "must be a table that names a distribution"));
  CHECK(holds(said("{}"), "names no distribution"));
  CHECK(holds(said("{norml = [0, 1]}"), "\"norml\" is no part of a distribution; did you mean normal?"));
  CHECK(holds(said("{normal = [0, 1], uniform = [0, 1]}"), "names two distributions"));
  CHECK(holds(said("{normal = [0]}"), "normal takes two finite numbers: mean and standard deviation"));
  CHECK(holds(said("{normal = [0, 0]}"), "standard deviation of normal must be above 0"));
  CHECK(holds(said("{normal = [0, 1], min = 2, max = 1}"), "min must be below max"));
  CHECK(holds(said("{normal = [0, 1], min = 9}"), "cut away nearly all"));
  CHECK(holds(said("{normal = [0, 1], min = -100}"), "must be a number from"));
  CHECK(holds(said("{uniform = [1, 0]}"), "must be below the second"));
  CHECK(holds(said("{uniform = [0, 1], min = 0.5}"), "min and max belong to normal and lognormal"));
  CHECK(holds(said("{lognormal = [0, 1], min = -1}"), "must be above 0"));
  CHECK(holds(said("{triangular = [0, 1]}"), "triangular takes three finite numbers"));
  CHECK(holds(said("{triangular = [0, 2, 1]}"), "must ascend"));
  CHECK(holds(said("{beta = [1, 2]}"), "take triangular"));
  CHECK(holds(said("{choice = [1, 2]}"), "list values"));
  CHECK(holds(said("{treatment = [1, 2]}"), "drawn within a market"));
}

TEST_CASE("what does not suit the design is refused") {
  const auto said = [](const std::string& design, const std::string& more,
                       const std::string& factor = "range = [0, 0.1]") {
    return refusal("[sweep]\nscenario = \"b\"\ndesign = \"" + design + "\"\n" + more +
                   "\n[[factor]]\nkey = \"entry.rate\"\n" + factor + "\n");
  };
  CHECK(said("lhs", "points = 3") == "accepted");
  CHECK(holds(said("factorial", "points = 3", "values = [0]"),
              "s.toml:4: sweep.points = 3: counts only with design = lhs, sobol, morris, saltelli, random; this one is "
              "factorial"));
  CHECK(holds(said("factorial", "seed = 3", "values = [0]"), "sweep.seed = 3: counts only with"));
  CHECK(holds(said("lhs", "points = 3\nlevels = 4"), "sweep.levels = 4: counts only with design = morris"));
  CHECK(holds(said("lhs", "points = 3\nresolution = 4"), "counts only with design = fractional"));
  CHECK(holds(said("lhs", "points = 3\nscrambled = true"), "counts only with design = sobol, saltelli"));
  CHECK(holds(said("sobol", "points = 4\nsecond_order = true"), "counts only with design = saltelli"));
  CHECK(holds(said("random", "points = 4\ntable = \"x.csv\""), "counts only with design = table"));
  CHECK(holds(said("lhs", "points = 3", "range = [0, 1]\nsteps = 3"),
              "factor.steps = 3: counts only with design = factorial; this one is lhs"));
  CHECK(holds(said("lhs", ""), "s.toml:1: sweep.points: must be given"));
  CHECK(holds(said("sobol", "points = 12"), "s.toml:4: sweep.points = 12: must be a power of two"));
  CHECK(holds(said("fractional", "resolution = 3"),
              "s.toml:4: sweep.resolution = 3: no fraction of 1 factor has resolution 3"));
  CHECK(holds(said("fractional", "", "values = [0, 1, 2]"), "s.toml:7: factor.values = [0, 1, 2]: must be two"));
  CHECK(holds(said("table", ""), "sweep.table: must be given"));
  CHECK(holds(said("table", "table = \"x.csv\""), "a table has its values in the file"));
  CHECK(holds(refusal("[sweep]\nscenario = \"b\"\ndesign = \"morris\"\npoints = 2\n"),
              "\"morris\" needs at least one [[factor]]"));
}

TEST_CASE("parts refer to points and replicates that there are") {
  const auto said = [](const std::string& text) {
    return refusal("[sweep]\nscenario = \"b\"\nreplicates = 3\n[[factor]]\nkey = \"entry.rate\"\nvalues = [0, 1]\n" +
                   text);
  };
  CHECK(said("[keep]\npanels = {points = [1], replicates = [2]}") == "accepted");
  CHECK(holds(said("[keep]\npanels = {points = [2], replicates = [0]}"),
              "keep.panels.points = [2]: there is no point 2: they go from 0 to 1"));
  CHECK(holds(said("[keep]\npanels = {points = [0], replicates = [3]}"), "there is no replicate 3"));
  CHECK(holds(said("[keep]\npanels = {points = [-1], replicates = [0]}"), "must be a list of integers from 0"));
  CHECK(holds(said("[keep]\npanels = 3"), "must be \"all\" or a table of two lists"));
  CHECK(said("[keep]\npanels = \"all\"") == "accepted");
  CHECK(said("[keep]\npanels = {points = \"all\", replicates = [0]}") == "accepted");
  CHECK(holds(said("[keep]\npanels = \"al\""),
              "keep.panels = \"al\": must be \"all\" or a table of two lists; did you mean \"all\"?"));
  CHECK(
      holds(said("[keep]\npanels = {points = \"every\", replicates = [0]}"), "must be \"all\" or a list of integers"));
  CHECK(holds(said("[keep]\nseries = [\"hhi\", \"firms\", \"hhi\"]"), "names hhi twice"));
  CHECK(holds(
      said("[sequential]\noutcome = \"hhi\"\nhalf_width = 1"),
      "s.toml:3: sweep.replicates = 3: is the most that a sequential sweep takes, and below sequential.least = 10"));
  CHECK(holds(said("[sequential]\noutcome = \"hhi\"\nhalf_width = 1\neffect = 1\nleast = 2"), "has more than one aim"));
  CHECK(holds(refusal("[sweep]\nscenario = \"b\"\nreplicates = 20\n[sequential]\noutcome = \"hhi\"\neffect = 1"),
              "there is one"));
  CHECK(holds(refusal("[sweep]\nscenario = \"b\"\nreplicates = 1_000_000_000\ndesign = \"random\"\npoints = "
                      "10_000_000\n[[factor]]\nkey = \"entry.rate\"\nrange = [0, 1]"),
              "makes more than the 4294967296 runs that a sweep may have"));
  CHECK(holds(refusal("[sweep]\nscenario = \"b\"\n[stop]\nvariable = \"firms\""),
              "stop: must be a list of tables; head each with [[stop]]"));
  CHECK(holds(refusal("[[sweep]]\nscenario = \"b\"\n"), "sweep: must be one table; head it with [sweep]"));
  CHECK(holds(refusal("[keep]\nseries = [\"hhi\"]\n"), "has no section [sweep]"));
}

TEST_CASE("points of a table are its rows, with the quotes of RFC 4180") {
  const Folder folder;
  folder.write("p.csv",
               "\xEF\xBB\xBF"
               "competition.pricing, both ,capabilities.sensing\r\n"
               "bertrand,0.25,0.5\r\n"
               "\r\n"
               "\"fixed\", 0.5 ,\"{treatment = [0.2, 0.8]}\"\r\n"
               "\"\"\"adaptive_markup\"\"\",\"0.125\",1");
  const std::string text =
      "[sweep]\nscenario = \"b\"\ndesign = \"table\"\ntable = \"p.csv\"\n[[factor]]\nname = \"both\"\nkeys = "
      "[\"emphasis.novelty\", \"emphasis.efficiency\"]\n";
  const Sweep sweep = parse_sweep(text, "s.toml", folder.path());
  REQUIRE(sweep.factors.size() == 3);
  CHECK(sweep.factors[1].keys.size() == 2);
  const SweepDesign design(sweep, folder.path());
  REQUIRE(design.points() == 3);
  std::string all;
  for (std::int64_t point = 0; point < 3; ++point)
    for (const Setting& setting : design.settings(point)) all += setting.key + "=" + setting.value + "\n";
  CHECK(all ==
        "competition.pricing=\"bertrand\"\nemphasis.novelty=0.25\nemphasis.efficiency=0.25\ncapabilities.sensing=0.5\n"
        "competition.pricing=\"fixed\"\nemphasis.novelty=0.5\nemphasis.efficiency=0.5\n"
        "capabilities.sensing={treatment = [0.2, 0.8]}\n"
        "competition.pricing=\"adaptive_markup\"\nemphasis.novelty=0.125\nemphasis.efficiency=0.125\ncapabilities."
        "sensing=1\n");
  CHECK(design.values(1)[1].number == 0.5);
  CHECK_FALSE(design.values(1)[0].number);
  CHECK(design.coordinates(0).empty());
}

TEST_CASE("mistakes in a table are reported with file, line and column") {
  const Folder folder;
  const std::string head = "[sweep]\nscenario = \"b\"\ndesign = \"table\"\ntable = \"p.csv\"\n";
  const auto said = [&](const std::string& csv, const std::string& more = "") {
    folder.write("p.csv", csv);
    return refusal(head + more, folder.path());
  };
  CHECK(said("entry.rate\n0.1\n") == "accepted");
  CHECK(holds(said("entry.rate,entry.cap\n0.1,0.2\n-1,x\n"), "p.csv:3: entry.rate = -1: must be a number"));
  CHECK(holds(said("entry.rate,entry.cap\n0.1,0.2\n-1,x\n"), "p.csv:3: entry.cap = \"x\": must be a number"));
  CHECK(holds(said("entry.rate,entry.cap\n0.1\n"), "p.csv:2: has 1 cells; the header has 2"));
  CHECK(holds(said("entry.rate,entry.cap\n0.1,\n"), "p.csv:2: entry.cap: is empty"));
  CHECK(holds(said("entry.rte\n0.1\n"),
              "p.csv:1: \"entry.rte\" is neither a parameter nor the name of a factor; did you mean entry.rate?"));
  CHECK(holds(said("entry.rate;entry.cap\n1;2\n"), "separate columns by commas"));
  CHECK(holds(said("entry.rate,entry.rate\n0.1,0.1\n"), "has two columns of entry.rate"));
  CHECK(holds(said("entry.rate\n"), "p.csv:1: has no row below its header"));
  CHECK(holds(said("entry.rate\n\"0.1\n"), "p.csv:2: has a quote that is never closed"));
  CHECK(holds(said("entry.rate\n0\"1\n"), "has a quote inside a cell"));
  CHECK(holds(said("entry.rate\n\"0\"1\n"), "has text after a closing quote"));
  CHECK(holds(said("entry.rate\n0.1\n", "[[factor]]\nkey = \"entry.cap\"\n"),
              "s.toml:5: factor: the table p.csv has no column \"entry.cap\""));
  CHECK(holds(said("entry.rate\n0.1\n", "[set]\n\"entry.rate\" = 0.2\n"), "which [set] sets for all points"));
  fs::remove(folder.path() / "p.csv");
  CHECK(holds(refusal(head, folder.path()), "p.csv: there is no such file; give a CSV file"));
}

TEST_CASE("a sweep file that is none is refused with its name") {
  const Folder folder;
  const auto said = [](const fs::path& path) -> std::string {
    try {
      read_sweep(path);
    } catch (const ScenarioError& error) {
      return error.what();
    }
    return "accepted";
  };
  CHECK(holds(said(folder.path() / "absent.toml"), "there is no such file; give a sweep file"));
  CHECK(holds(said(folder.write("empty.toml", "# nothing\n")), "is empty; give a sweep file"));
  CHECK(holds(said(folder.write("bad.toml", "[sweep\n")), "is not valid TOML"));
}

TEST_CASE("every shipped sweep is valid, at every point") {
  const fs::path folder = fs::path(RIVALRY_SOURCE_DIR) / "scenarios";
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder / "sweeps")) {
    CAPTURE(entry.path().string());
    const Sweep sweep = read_sweep(entry.path());
    names.insert(sweep.name);
    CHECK(sweep.question.ends_with('?'));
    CHECK(content(entry.path()).find("# Source: ") != std::string::npos);
    const std::string base = content(folder / (sweep.scenario + ".toml"));
    const SweepDesign design(sweep, folder);
    for (std::int64_t point = 0; point < design.points(); ++point) {
      std::vector<Setting> settings = sweep.set;
      for (Setting& setting : design.settings(point)) settings.push_back(std::move(setting));
      CHECK_NOTHROW(parse_scenario(base, sweep.scenario, settings));
    }
  }
  CHECK(names ==
        std::set<std::string>{"competition-pressure", "efficiency-novelty", "capability-turbulence", "sensitivity"});
}

TEST_CASE("docs/sweep-files.md is what the program prints") {
  const std::string page = content(fs::path(RIVALRY_SOURCE_DIR) / "docs/sweep-files.md");
  INFO("after a change to the keys of sweep files: rivalry describe --page sweeps > docs/sweep-files.md");
  CHECK(static_cast<bool>(page == sweeps_markdown()));
}

TEST_CASE("the examples of docs/sweep-files.md are valid") {
  const Folder folder;
  const std::string page = sweeps_markdown();
  const auto block = [&](const std::string& language) {
    const std::size_t begin = page.find("```" + language + "\n") + language.size() + 4;
    return page.substr(begin, page.find("```", begin) - begin);
  };
  CHECK(SweepDesign(read(block("toml"))).points() == 10);
  folder.write("p.csv", block("csv"));
  const std::string text = "[sweep]\nscenario = \"b\"\ndesign = \"table\"\ntable = \"p.csv\"\n";
  CHECK(SweepDesign(parse_sweep(text, "s.toml", folder.path()), folder.path()).points() == 2);
}
