#include "item_keys.hpp"

#include <fmt/format.h>

#include "enumerations.hpp"

namespace rivalry {
namespace {

constexpr Limits any{};
constexpr Limits from(double min, double max) { return {min, max, false, false}; }
constexpr Limits unit = from(0, 1);

template <class Item, auto member>
ItemSlot names_slot(Item& item) {
  using Names = std::decay_t<decltype(item.*member)>;
  return Enumeration{names_of(Names{}), [&item] { return static_cast<int>(item.*member); },
                     [&item](int value) { item.*member = static_cast<Names>(value); }};
}

}  // namespace

#define AT(Item, member) #member, [](Item& item) -> ItemSlot { return &item.member; }

const std::vector<ItemKey<Choice>>& choice_keys() {
  static const std::vector<ItemKey<Choice>> keys{
      {AT(Choice, name), any, "text", "Name of the choice; must be given and differ from the others'.", ListLength::any,
       true},
      {"path",
       [](Choice& choice) -> ItemSlot {
         return Enumeration{{path_names.begin(), path_names.end()},
                            [&choice] { return static_cast<int>(choice.path); },
                            [&choice](int value) { choice.path = static_cast<Path>(value); }};
       },
       any, "1", "Innovation path, and block of the business model, that the choice belongs to.", ListLength::any,
       true},
      {AT(Choice, position), from(-100, 100), "attribute units",
       "Shift of the product position: one number an attribute.", ListLength::attributes},
      {AT(Choice, willingness_to_pay), from(-50, 50), "utility", "Adds to utility: one number, or one a segment.",
       ListLength::one_or_segments},
      {AT(Choice, unit_cost), from(-10, 10), "log points", "Change of unit cost."},
      {AT(Choice, fixed_cost), from(-1e6, 1e6), "money/period", "Fixed cost for each unit of starting size."},
      {AT(Choice, reach), unit, "1",
       "Share of buyers with access: one number, or one a segment; choices combine as 1 - prod(1 - reach).",
       ListLength::one_or_segments},
      {AT(Choice, retention), unit, "1",
       "Share of buyers who face a switching cost; choices combine as 1 - prod(1 - retention)."},
      {AT(Choice, collects), unit, "1",
       "Share of the price that can be collected; choices combine as 1 - prod(1 - collects)."},
      {AT(Choice, price_perception), from(-5, 5), "log points", "Change of the price as buyers feel it."},
      {AT(Choice, third_party_revenue), from(-1e6, 1e6), "money/unit", "Paid by others for each unit sold."},
      {AT(Choice, externality), from(-1e6, 1e6), "damage/unit", "Damage done by each unit sold; negative: cleaner."},
      {AT(Choice, technology), from(-100, 100), "1",
       "Growth of the choice's effects on utility and unit cost with adopted technology."},
      {AT(Choice, unlocks_at), from(0, 1e6), "1", "Level of the technology frontier from which the choice exists."},
      {AT(Choice, stage), any, "text",
       "Stage of the value chain that the choice brings in-house (value_chain.stages)."},
      {AT(Choice, orchestrates), unit, "1",
       "Share of suppliers' margins that an orchestrator does not pay; choices combine as 1 - prod(1 - orchestrates)."},
      {AT(Choice, imitability), unit, "1", "Ease of copying; 1: free."},
      {AT(Choice, promoted), any, "1", "Policy promotes the choice."},
      {AT(Choice, open), any, "1",
       "The block's openness choice: users, partners and staff take part in that part of value (section co_creation)."},
  };
  return keys;
}

const std::vector<ItemKey<Population>>& population_keys() {
  static const std::vector<ItemKey<Population>> keys{
      {AT(Population, name), any, "text", "Name of the population; must be given and differ from the others'.",
       ListLength::any, true},
      {AT(Population, firms), from(0, 100'000'000), "firms", "Founders as a number; excludes share."},
      {AT(Population, share), unit, "1",
       "Founders as a share of market.firms; excludes firms. One population may give neither: it gets the rest."},
      {AT(Population, entrants), from(0, 1e6), "1", "Weight among entrants, relative to the other populations."},
      {AT(Population, model), any, "text", "Names of the choices that are active at founding; left out: drawn."},
  };
  return keys;
}

const std::vector<ItemKey<Event>>& event_keys() {
  static const std::vector<ItemKey<Event>> keys{
      {AT(Event, name), any, "text", "Name of the event, for reports."},
      {AT(Event, at), from(1, 10'000'000), "periods", "Period in which it happens; excludes probability."},
      {AT(Event, probability), unit, "1/period", "Chance that it happens, each period; excludes at."},
      {AT(Event, set), any, "1", "Parameters that get a new value: {\"demand.price_sensitivity\" = 4}."},
      {AT(Event, open_segment), from(1e-6, 1000), "1",
       "Opens a segment of this full-grown mass, relative to the mean starting mass of a segment."},
      {AT(Event, distance), from(0, 100), "attribute units",
       "Distance of the opened segment's ideal point from the centre of the others."},
      {AT(Event, shift_needs), from(0, 100), "attribute units",
       "Distance by which every ideal point jumps, each in its own direction."},
      {AT(Event, frontier), from(0, 1e6), "1", "Rise of the technology frontier."},
      {AT(Event, ban), any, "text", "Name of a choice that nobody may hold any more."},
      {AT(Event, promote), any, "text", "Name of a choice that policy promotes from now on."},
  };
  return keys;
}

const std::vector<ItemKey<Expectation>>& expectation_keys() {
  using E = Expectation;
  static const std::vector<ItemKey<E>> keys{
      {AT(E, measure), any, "text", "What of a run is measured: a name that `rivalry verify --measures` lists."},
      {AT(E, firm), from(1, 100'000'000), "1", "Firm that the measure is of, counted from 1 in the order of founding."},
      {AT(E, distance), from(1, 64), "choices", "Choices in which pairs of business models differ."},
      {AT(E, period), from(0, 10'000'000), "periods",
       "When the measure is taken; 0: at founding; left out: at the end."},
      {"agreement", names_slot<E, &E::agreement>, any, "1",
       "What is claimed: a closed form or published figure, a statistic with its error, or an order or equality of two "
       "settings."},
      {AT(E, value), from(-1e15, 1e15), "of the measure", "Expected number."},
      {"bound", names_slot<E, &E::bound>, any, "1",
       "Whether the value is what is expected, or a bound that must be kept by standard_errors."},
      {"statistic", names_slot<E, &E::statistic>, any, "1", "Mean or standard deviation over replicates."},
      {AT(E, absolute), from(0, 1e15), "of the measure", "Tolerance: largest distance from the value."},
      {AT(E, relative), from(0, 1), "1", "Tolerance: the same, relative to the value. Several tolerances add up."},
      {AT(E, standard_errors),
       {0, 20, true, false},
       "1",
       "Tolerance: the same, in standard errors of the statistic over replicates."},
      {AT(E, value_replicates), from(2, 1e9), "runs",
       "Runs that the expected number itself was taken from: its own error adds to ours."},
      {AT(E, replicates), from(1, 1'000'000), "runs", "Runs of the scenario, replicate 0 and on; left out: one."},
      {AT(E, set), any, "1", "Parameters that differ from the file's in these runs."},
      {AT(E, with), any, "1", "Parameters that differ from those in the runs of comparison (relational)."},
      {"compare", names_slot<E, &E::compare>, any, "1",
       "What the value is: the measure under set less that under with, or over it."},
      {"long", [](E& e) -> ItemSlot { return &e.is_long; }, any, "1",
       "Checked by `rivalry verify --long` only, as its runs take long."},
      {AT(E, source), any, "text", "Where the value is from; left out: scenario.source."},
      {AT(E, missed), any, "text",
       "Why runs are known not to come to it; that they do not is then what is checked. Left out: they must."},
  };
  return keys;
}

const std::vector<ItemTable>& item_tables() {
  static const std::vector<ItemTable> tables{
      {"population",
       "A group of firms with its own parameters. Next to its keys it takes any firm-level parameter: "
       "capabilities.sensing = 0.8",
       {"name"}},
      {"event",
       "Something that happens at a period or at random: one of at and probability, and at least one change.",
       {}},
      {"choice",
       "A row of a custom catalogue (business_model.catalogue = \"custom\"): an economic effect a column.",
       {"name", "path"}},
      {"expect",
       "A number that runs of the scenario must come to, which `rivalry verify` checks. It is no part of the scenario: "
       "nothing follows from it.",
       {"measure", "agreement", "value"}},
  };
  return tables;
}

std::string item_slot_text(const ItemSlot& slot, const Limits& limits) {
  return std::visit(
      [&](const auto& target) -> std::string {
        using Target = std::decay_t<decltype(target)>;
        if constexpr (std::is_same_v<Target, KeysAndValues*>)
          return "a table of parameters and values, as in {\"demand.price_sensitivity\" = 4}";
        else if constexpr (std::is_same_v<Target, FreeForm>)
          return std::string(target.words);
        else if constexpr (std::is_same_v<Target, std::vector<double>*>)
          return interval_text("a number or list of numbers", limits);
        else if constexpr (std::is_same_v<Target, std::optional<std::int64_t>*>)
          return interval_text("an integer", limits);
        else
          return slot_text(Slot(target), limits, Level::run);
      },
      slot);
}

}  // namespace rivalry
