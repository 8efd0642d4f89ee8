#include "sweep_keys.hpp"

namespace rivalry {
namespace {

constexpr Limits any{};
constexpr Limits from(double min, double max) { return {min, max, false, false}; }
constexpr Limits between(double min, double max) { return {min, max, true, true}; }
constexpr double most = 0x1p40;

template <class Item, FreeForm (*form)()>
ItemSlot free_form(Item&) {
  return form();
}

constexpr FreeForm values_form() {
  return {"a list of values; of several keys, a list with a list of one value a key for each level"};
}
constexpr FreeForm range_form() { return {"a list of two numbers, as in [0.1, 10]"}; }
constexpr FreeForm distribution_form() { return {"a table that names a distribution, as in {normal = [0, 1]}"}; }
constexpr FreeForm panels_form() {
  return {"\"all\", or a table of two lists, each of which may be \"all\", as in {points = \"all\", replicates = [0]}"};
}

ItemSlot design_slot(Sweep& sweep) {
  return Enumeration{{design_names.begin(), design_names.end()},
                     [&sweep] { return static_cast<int>(sweep.design); },
                     [&sweep](int value) { sweep.design = static_cast<DesignKind>(value); }};
}

ItemSlot spacing_slot(FactorText& factor) {
  return Enumeration{
      {"linear", "log"}, [&factor] { return factor.log ? 1 : 0; }, [&factor](int value) { factor.log = value == 1; }};
}

}  // namespace

#define AT(Item, member) #member, [](Item& item) -> ItemSlot { return &item.member; }

const std::vector<ItemKey<Sweep>>& sweep_keys() {
  static const std::vector<ItemKey<Sweep>> keys{
      {AT(Sweep, name), any, "text", "Name of the sweep and of its folder; left out: that of the file."},
      {AT(Sweep, question), any, "text", "What the sweep is to answer."},
      {AT(Sweep, scenario), any, "text",
       "The base: a scenario file, relative to the sweep file, or the name of a scenario that `rivalry list` shows.",
       ListLength::any, true},
      {"design", design_slot, any, "1", "How points are chosen: see Designs."},
      {AT(Sweep, points), from(1, most), "points",
       "Points of lhs, random and sobol; base points of saltelli; trajectories of morris. Of sobol and saltelli a "
       "power "
       "of two."},
      {AT(Sweep, replicates), from(1, 1e9), "runs",
       "Runs of each point, each with other draws; the most that a sequential sweep takes."},
      {AT(Sweep, seed), from(0, 9e15), "1", "Seed of the design's own draws; that of the runs is scenario.seed."},
      {"levels", [](Sweep& sweep) -> ItemSlot { return &sweep.morris_levels; }, from(2, 1'000'000), "1",
       "Levels of a morris design; an even number."},
      {AT(Sweep, resolution), from(3, 8), "1",
       "Of a fractional design: letters of the shortest word of aliased effects. 3: main effects are not aliased with "
       "each "
       "other; 4: nor with interactions of two factors; 5: nor these with each other."},
      {AT(Sweep, scrambled), any, "1", "Sobol and saltelli: scramble the sequence (Owen 1995)."},
      {AT(Sweep, second_order), any, "1", "Saltelli: points for interactions of two factors too."},
      {AT(Sweep, table), any, "text", "CSV file with the points of a table, relative to the sweep file."},
      {AT(Sweep, common_random_numbers), any, "1",
       "Replicate r has the same draws at each point, so that points differ by their factors alone."},
      {AT(Sweep, frozen), any, "1",
       "Groups of draws that all replicates share: landscape, founding, environment, decisions."},
  };
  return keys;
}

const std::vector<ItemKey<FactorText>>& factor_keys() {
  static const std::vector<ItemKey<FactorText>> keys{
      {AT(FactorText, key), any, "text", "Parameter of the scenario that is varied; excludes keys."},
      {AT(FactorText, keys), any, "1", "Parameters that change together; excludes key."},
      {AT(FactorText, name), any, "text",
       "Name in the results; left out: the key, or of several the last parts of all, as in "
       "firms_and_price_sensitivity."},
      {"values", free_form<FactorText, values_form>, any, "1",
       "The values that it takes; where a design chooses places in a cube, all are equally likely."},
      {AT(FactorText, labels), any, "1",
       "Words for the values in the results, one a value, each different; left out: the values themselves, of several "
       "keys with \" / \" between them."},
      {"range", free_form<FactorText, range_form>, any, "of the parameter", "Lowest and highest value, both included."},
      {"spacing", spacing_slot, any, "1", "Of a range: even steps of the number or of its logarithm."},
      {AT(FactorText, steps), from(2, most), "1",
       "Values that a factorial design takes of a range or distribution, evenly spread over its quantiles."},
      {"distribution", free_form<FactorText, distribution_form>, any, "of the parameter",
       "How likely values are: see Distributions."},
  };
  return keys;
}

const std::vector<ItemKey<Sweep>>& keep_keys() {
  static const std::vector<ItemKey<Sweep>> keys{
      {AT(Sweep, series), any, "1",
       "Series of the market (docs/formats.md, group /market) that are kept of every run."},
      {"panels", free_form<Sweep, panels_form>, any, "1",
       "Points and replicates, from 0, whose runs are kept as whole result files: panels/run-NUMBER.h5 in the sweep's "
       "directory, with the number that the run has in the merged file. They are done one at a time in a process."},
  };
  return keys;
}

const std::vector<ItemKey<StopText>>& stop_keys() {
  static const std::vector<ItemKey<StopText>> keys{
      {AT(StopText, variable), any, "text", "Series of the market with one value a period, as in firms.",
       ListLength::any, true},
      {AT(StopText, above), any, "of the series", "Ends the run if the series is above; excludes below."},
      {AT(StopText, below), any, "of the series", "Ends the run if the series is below; excludes above."},
      {AT(StopText, periods), from(1, 10'000'000), "periods", "In so many periods in a row."},
      {AT(StopText, after), from(0, 10'000'000), "periods", "Periods that do not count, at the start."},
  };
  return keys;
}

const std::vector<ItemKey<Sequential>>& sequential_keys() {
  static const std::vector<ItemKey<Sequential>> keys{
      {AT(Sequential, outcome), any, "text", "Headline figure (docs/formats.md, group /summary) that decides.",
       ListLength::any, true},
      {AT(Sequential, batch), from(1, 1e9), "runs", "Replicates of a point between two decisions."},
      {AT(Sequential, least), from(2, 1e9), "runs", "Replicates of a point before the first decision."},
      {AT(Sequential, confidence), between(0, 1), "1", "Confidence of the interval of the mean."},
      {AT(Sequential, half_width),
       {0, std::numeric_limits<double>::infinity(), true, true},
       "of the outcome",
       "Goes on until half the width of the interval of the mean is at most this."},
      {AT(Sequential, relative_half_width),
       {0, std::numeric_limits<double>::infinity(), true, true},
       "1",
       "The same as a share of the mean."},
      {AT(Sequential, effect),
       {0, std::numeric_limits<double>::infinity(), true, true},
       "of the outcome",
       "Goes on until a difference of two points of this size would be found with the power."},
      {AT(Sequential, power), between(0, 1), "1", "How likely the effect is to be found."},
  };
  return keys;
}

#undef AT

const std::vector<ItemTable>& sweep_parts() {
  static const std::vector<ItemTable> parts{
      {"sweep", "What is done how often.", {}, false},
      {"set",
       "Changes of the base that all points share: \"market.firms\" = 50 with the key in quotes, or firms = 50 under "
       "[set.market]. `rivalry describe` lists all parameters.",
       {},
       false},
      {"factor", "What is varied. It has one of values, range and distribution; of a table, none."},
      {"keep", "What is kept of each run besides its headline figures.", {}, false},
      {"stop", "Ends a run early."},
      {"sequential",
       "Takes more replicates of a point, in batches, until an outcome is known well enough or replicates are used up. "
       "It has one of half_width, relative_half_width and effect.",
       {},
       false},
  };
  return parts;
}

}  // namespace rivalry
