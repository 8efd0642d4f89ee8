#include "observing.hpp"
#include "rivalry/model/bits.hpp"
#include "rivalry/model/co_creation.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/model/policy.hpp"
#include "rivalry/model/value_chain.hpp"
#include "rivalry/run/contribution.hpp"

// The tables of what is observed of each firm.
namespace rivalry {
namespace {

Participants who_takes_part(const Market& m, const Scenario& s, Index j) {
  return participants(m, s, j, Openings(s).of(m.firms.model[j]));
}

}  // namespace

#define COLUMN(name) [](const Market& m, const Scenario&, Index j) { return m.firms.name[j]; }
#define FOLLOWING(name) [](const Market& m, const Scenario&, Index j) { return m.firms.name(j); }

const std::vector<FirmObservable>& firm_observables() {
  static const std::vector<FirmObservable> table{
      {{"price", "money/unit", "list price", "Paid price over the share of it that is collected."},
       false,
       FOLLOWING(list_price)},
      {{"paid_price", "money/unit", "paid price", "What a buyer pays and the firm receives."},
       true,
       COLUMN(paid_price)},
      {{"unit_cost", "money/unit", "unit cost",
        "What one more unit sold costs: producing and delivering it, and the carbon price on its damage."},
       true,
       COLUMN(unit_cost)},
      {{"quantity", "units/period", "quantity sold", "Summed over segments."}, true, COLUMN(quantity)},
      {{"share", "1", "market share", "Share of the quantity sold by all firms."}, true, FOLLOWING(share)},
      {{"revenue", "money/period", "revenue", "From buyers and third parties."}, false, COLUMN(revenue)},
      {{"markup", "1", "price-cost margin", "(paid price - unit cost) / paid price: Lerner index."},
       false,
       [](const Market& m, const Scenario&, Index j) {
         return ratio(m.firms.paid_price[j] - m.firms.unit_cost[j], m.firms.paid_price[j]);
       }},
      {{"profit", "money/period", "profit",
        "Revenue less unit, fixed, capability, own project and resource costs and shared margin; with a network less "
        "shared revenue and upkeep of ties, plus income from partners."},
       true,
       COLUMN(profit)},
      {{"fixed_cost", "money/period", "fixed cost", "Base and active choices."}, false, COLUMN(fixed_cost)},
      {{"damage", "money/period", "external damage", "Damage a unit times quantity."},
       false,
       [](const Market& m, const Scenario&, Index j) { return damage_a_unit(m.firms, j) * m.firms.quantity[j]; }},
      {{"carbon_paid", "money/period", "carbon payments", "Paid to the state, within unit cost.", false, has_policy},
       false,
       [](const Market& m, const Scenario&, Index j) { return carbon_cost(m.firms, j) * m.firms.quantity[j]; }},
      {{"subsidy", "money/period", "innovation subsidy",
        "Received from the state for a project that started in the period.", false, has_policy},
       false,
       COLUMN(subsidy)},
      {{"cash", "money", "cash", "At the end of the period, after pay-out."}, true, COLUMN(cash)},
      {{"novelty", "1", "novelty", "Mean over blocks of one minus the sales share of firms with the same pattern."},
       true,
       COLUMN(novelty)},
      {{"efficiency", "log points", "efficiency", "Log advantage of unit cost over the sales-weighted geometric mean."},
       true,
       FOLLOWING(efficiency)},
      {{"legitimacy", "1", "legitimacy", "In (0, 1)."}, true, COLUMN(legitimacy)},
      {{"value_synergy", "1", "value synergy", "Standardised: deviations from the landscape's mean."},
       true,
       COLUMN(value_synergy)},
      {{"efficiency_synergy", "1", "efficiency synergy", "Standardised: deviations from the landscape's mean."},
       true,
       COLUMN(efficiency_synergy)},
      {{"performance", "money/period", "performance", "Smoothed profit per unit of starting size."},
       true,
       COLUMN(performance)},
      {{"aspiration", "money/period", "aspiration level", "Of performance."}, false, COLUMN(aspiration)},
      {{"pressure", "1", "perceived pressure", "In [0, 1)."}, true, COLUMN(pressure)},
      {{"slack", "1", "slack", "In [0, 1]: cash beyond four fixed costs."}, false, COLUMN(slack)},
      {{"threat", "1", "perceived threat", "In [0, 1): technology gap and drift of buyers' needs."},
       false,
       COLUMN(threat)},
      {{"experience", "units", "experience", "Cumulated output that is useful for the current business model."},
       false,
       COLUMN(experience)},
      {{"technology", "1", "adopted technology", "Level; the frontier is in /market."}, false, COLUMN(technology)},
      {{"stock_human", "1", "stock of human resources",
        "What the firm has now; without orchestration what it started with."},
       false,
       [](const Market& m, const Scenario&, Index j) { return m.firms.trait[Trait::human][j]; }},
      {{"stock_technology", "1", "stock of technology resources",
        "What the firm has now; without orchestration what it started with."},
       false,
       [](const Market& m, const Scenario&, Index j) { return m.firms.trait[Trait::technology][j]; }},
      {{"stock_brand", "1", "stock of brand", "What the firm has now; without orchestration what it started with."},
       false,
       [](const Market& m, const Scenario&, Index j) { return m.firms.trait[Trait::brand][j]; }},
      {{"stock_digital", "1", "stock of digital resources",
        "What the firm has now; without orchestration what it started with."},
       false,
       [](const Market& m, const Scenario&, Index j) { return m.firms.trait[Trait::digital][j]; }},
      {{"idle_resources", "1", "resources that bundling leaves idle",
        "Services of stocks beyond what bundling can use, summed over paths. Missing without orchestration."},
       false,
       [](const Market& m, const Scenario& s, Index j) {
         return s.orchestration.enabled ? waste_of(m.firms, s, j).resources : missing;
       }},
      {{"idle_bundling", "1", "bundling without resources",
        "Bundling beyond the services of stocks, summed over paths. Missing without orchestration."},
       false,
       [](const Market& m, const Scenario& s, Index j) {
         return s.orchestration.enabled ? waste_of(m.firms, s, j).bundling : missing;
       }},
      {{"idle_capability", "1", "capability that is not leveraged",
        "C / (1 + C) of path capabilities that leveraging does not deploy, summed over paths. Missing without "
        "orchestration."},
       false,
       [](const Market& m, const Scenario& s, Index j) {
         return s.orchestration.enabled ? waste_of(m.firms, s, j).capability : missing;
       }},
      {{"idle_leveraging", "1", "leveraging without capability",
        "Leveraging less what it deploys, summed over paths. Missing without orchestration."},
       false,
       [](const Market& m, const Scenario& s, Index j) {
         return s.orchestration.enabled ? waste_of(m.firms, s, j).leveraging : missing;
       }},
      {{"resource_outlay", "money/period", "spending on resources",
        "For structuring, less proceeds of sold resources, and for bundling and leveraging."},
       false,
       COLUMN(resource_outlay)},
      {{"reach", "1", "mean reach",
        "Share of buyers with access, weighted by mass when the model was taken up; with co-creation as of the end of "
        "the "
        "period, for the next one."},
       false,
       COLUMN(mean_reach)},
      {{"in_house_share", "1", "share of the value chain in-house", "Weight of the stages that the firm does itself.",
        false, has_chain},
       true,
       [](const Market& m, const Scenario& s, Index j) {
         return s.value_chain.enabled ? share_in_house(m, j) : missing;
       }},
      {{"users", "units", "user base", "Users of the firm's product: buyers, less those who ceased to use it.", false,
        with_co_creation},
       true,
       [](const Market& m, const Scenario& s, Index j) {
         return s.co_creation.enabled ? m.firms.community.users[j] : missing;
       }},
      {{"user_activity", "1", "user activity", "Share of the users who take part in the firm's value.", false,
        with_co_creation},
       true,
       [](const Market& m, const Scenario& s, Index j) {
         return s.co_creation.enabled ? who_takes_part(m, s, j).activity : missing;
       }},
      {{"open_blocks", "1", "open blocks", "Blocks of the business model that are open, on levels switched on.", true,
        with_co_creation},
       true,
       [](const Market& m, const Scenario& s, Index j) -> double {
         return s.co_creation.enabled ? count_bits(Openings(s).of(m.firms.model[j])) : missing;
       }},
      {{"partners_activity", "1", "partners' activity", "Share of the firm's partners who take part.", false,
        with_partners},
       false,
       [](const Market& m, const Scenario& s, Index j) {
         return with_partners(s) ? m.firms.community.partners[j] : missing;
       }},
      {{"staff_activity", "1", "staff's activity", "Share of the firm's staff who takes part.", false,
        with_co_creation},
       false,
       [](const Market& m, const Scenario& s, Index j) {
         return s.co_creation.enabled ? m.firms.community.staff[j] : missing;
       }},
      {{"created_value", "utility", "co-created value",
        "Utility that users and partners add to the product in the next period.", false, with_co_creation},
       false,
       [](const Market& m, const Scenario& s, Index j) {
         return s.co_creation.enabled ? created_value(s, who_takes_part(m, s, j)) : missing;
       }},
      {{"averted_failures", "1", "failures averted",
        "Share of projects' failures that participants avert in the next period.", false, with_co_creation},
       false,
       [](const Market& m, const Scenario& s, Index j) {
         return s.co_creation.enabled ? averted_failures(s, who_takes_part(m, s, j)) : missing;
       }},
      {{"supply_chain_synergy", "money/unit", "supply-chain synergy",
        "What buyers would pay more for a unit because partners take part in creation, at the mean price "
        "sensitivity.",
        false, with_partners},
       false,
       [](const Market& m, const Scenario& s, Index j) {
         return with_partners(s) ? supply_chain_synergy(m, s, j) : missing;
       }},
      {{"shared_margin", "money/period", "margin shared",
        "What users, partners and staff receive of the firm's margin.", false, with_co_creation},
       false,
       [](const Market& m, const Scenario& s, Index j) {
         return s.co_creation.enabled ? m.firms.community.received[j] : missing;
       }},
      {{"suppliers_margin", "money/unit", "suppliers' margin",
        "Part of unit cost that suppliers earn beyond their cost.", false, has_chain},
       false,
       [](const Market& m, const Scenario& s, Index j) {
         return s.value_chain.enabled ? m.firms.suppliers_margin[j] : missing;
       }},
      {{"partners", "1", "partners", "Number of ties.", false, has_network},
       true,
       [](const Market& m, const Scenario&, Index j) { return static_cast<double>(partners(m.firms, j)); }},
      {{"effective_partners", "1", "effective number of partners", "Sum of the fits of ties.", false, has_network},
       false,
       COLUMN(partners_fit)},
      {{"support", "1", "support by partners",
        "Weight of the activities that partners do for the firm: stages that it buys or, without a value chain, "
        "choices "
        "of the creation block that it lacks.",
        false, has_network},
       true,
       COLUMN(support)},
      {{"shared_revenue", "1", "shared revenue", "Share of what buyers pay that goes to partners.", false, has_network},
       false,
       COLUMN(shared_revenue)},
      {{"partners_income", "money/period", "income from partners", "Revenue shares received.", false, has_network},
       false,
       COLUMN(partners_income)},
      {{"ties_gain", "money/period", "gain of ties",
        "What support is worth at the firm's sales and margin, and what partners pay, less what they get and upkeep.",
        false, has_network},
       false,
       [](const Market& m, const Scenario&, Index j) {
         double gain = 0;
         for (std::size_t k = 0; k < m.firms.partner.size(); ++k) gain += m.firms.tie_gain[k][j];
         return gain;
       }},
      {{"cross_block_synergy", "1", "cross-block synergy",
        "Part of value synergy that blocks owe to each other: beyond what each would give with choices of the others "
        "drawn at random. Missing where the landscape is too large for tables.",
        false, has_network},
       false,
       COLUMN(cross_block_synergy)},
      {{"retention", "1", "retention",
        "Share of the firm's buyers who face a switching cost in the next period, as of the end of this one."},
       false,
       COLUMN(retention)},
      {{"capital", "capital", "capital",
        "At the end of the period, after investment; missing but under rule capacity."},
       false,
       [](const Market& m, const Scenario& s, Index j) {
         return s.competition.rule == Rule::capacity ? m.firms.capital[j] : missing;
       }},
      {{"productivity", "units/capital", "productivity",
        "Output of a unit of capital, as of the next period; missing but under rule capacity."},
       false,
       [](const Market& m, const Scenario& s, Index j) {
         return s.competition.rule == Rule::capacity ? m.firms.productivity[j] : missing;
       }},
      {{"contribution", "money/period", "own contribution",
        "Consumer surplus, profits and damage lost if the firm were absent, rivals' prices fixed; their quantities for "
        "a "
        "homogeneous good."},
       false,
       [](const Market& m, const Scenario& s, Index j) { return contribution(m, s, j); }},
      {{"value_captured", "1", "value captured", "Profit over own contribution; missing where that is not positive."},
       false,
       [](const Market& m, const Scenario& s, Index j) { return ratio(m.firms.profit[j], contribution(m, s, j)); }},
  };
  return table;
}

const std::vector<FirmVectorObservable>& firm_vector_observables() {
  using Over = FirmVectorObservable::Over;
  static const std::vector<FirmVectorObservable> table{
      {{"position", "attribute units", "product position", "Home position shifted by active choices."},
       Over::attribute,
       [](const Market& m, Index j, Index d) { return m.firms.position[static_cast<std::size_t>(d)][j]; }},
      {{"attraction", "1", "attraction of paths", "Experience-weighted attraction of each innovation path."},
       Over::path,
       [](const Market& m, Index j, Index k) { return m.firms.attraction[static_cast<std::size_t>(k)][j]; }},
      {{"capability", "1", "path capabilities", "What the firm has now; without orchestration what it started with."},
       Over::path,
       [](const Market& m, Index j, Index k) { return m.firms.trait[capability_of(static_cast<int>(k))][j]; }},
  };
  return table;
}

const std::vector<FirmWordObservable>& firm_word_observables() {
  static const std::vector<FirmWordObservable> table{
      {{"model", "1", "business model", "One bit a choice, in the order of the catalogue, the first choice lowest.",
        true},
       [](const Market& m, Index j) { return static_cast<std::uint64_t>(m.firms.model[j]); }},
  };
  return table;
}

}  // namespace rivalry
