// The tables of observables: names, units and definitions of what a result file holds, but for firms
// (firm_observables.cpp) and the summary (history.cpp).
#include "rivalry/run/observables.hpp"

#include <algorithm>

#include "observing.hpp"

namespace rivalry {
namespace {

using P = PeriodStatistics;

double over_firms(const P& p, double statistic) { return p.firms > 0 ? statistic : missing; }
double ties(const P& p) { return static_cast<double>(p.counts.network.sides) / 2; }
/// Of the value that all of them share: what buyers, suppliers and partners get.
double others_share(const P& p) {
  const double all = p.consumer_surplus + p.counts.suppliers_income + p.profit_total;
  return ratio(all - p.profit_total + p.counts.network.received, all);
}
double over_sales(const P& p, double statistic) { return p.sales >= least_sales ? statistic : missing; }

}  // namespace

const std::vector<MarketObservable>& market_observables() {
  static const std::vector<MarketObservable> table{
      {{"firms", "1", "firms in the market", "Firms that trade in the period, entrants included.", true},
       [](const P& p, const Market&) { return static_cast<double>(p.firms); }},
      {{"entries", "1", "entering firms", "Firms that enter at the start of the period.", true},
       [](const P& p, const Market&) { return static_cast<double>(p.counts.entries); }},
      {{"exits", "1", "leaving firms", "Firms that leave at the start of the period, on last period's accounts.", true},
       [](const P& p, const Market&) { return static_cast<double>(p.counts.exits); }},
      {{"mass", "units/period", "demand mass", "Demand of all open segments, bought or not."},
       [](const P& p, const Market&) { return p.mass; }},
      {{"sales", "units/period", "quantity sold", "Sum of all firms' quantities."},
       [](const P& p, const Market&) { return p.sales; }},
      {{"coverage", "1", "market coverage",
        "Share of demand mass that buys from a firm; the rest takes the outside option. May exceed 1 where demand is "
        "unit "
        "elastic: it is then the quantity over that at unit price."},
       [](const P& p, const Market&) { return ratio(p.sales, p.mass); }},
      {{"hhi", "1", "Herfindahl-Hirschman index", "Sum of squared shares of quantity sold."},
       [](const P& p, const Market&) { return over_sales(p, p.hhi); }},
      {{"effective_firms", "1", "effective number of firms", "Inverse of the Herfindahl-Hirschman index."},
       [](const P& p, const Market&) { return ratio(1, p.hhi); }},
      {{"leader", "1", "leading firm", "Id of the firm with the largest share; -1 when there is none.", true},
       [](const P& p, const Market&) { return static_cast<double>(p.leader); }},
      {{"leader_share", "1", "share of the leader", "Largest share of quantity sold."},
       [](const P& p, const Market&) { return over_sales(p, p.leader_share); }},
      {{"leader_changed", "1", "change of leader", "1 when the leading firm is another one than in the period before.",
        true},
       [](const P& p, const Market&) { return p.leader_changed ? 1.0 : 0.0; }},
      {{"price_index", "money/unit", "price index", "Paid prices weighted by quantity."},
       [](const P& p, const Market&) { return p.sales >= least_sales ? p.price_index : missing; }},
      {{"unit_cost_index", "money/unit", "unit cost index", "Unit costs weighted by quantity."},
       [](const P& p, const Market&) { return p.sales >= least_sales ? p.unit_cost_index : missing; }},
      {{"markup", "1", "price-cost margin",
        "(price index - unit cost index) / price index: the Lerner index of the market."},
       [](const P& p, const Market&) { return ratio(p.price_index - p.unit_cost_index, p.price_index); }},
      {{"revenue", "money/period", "revenue", "Sum of all firms' revenues, third parties' payments included."},
       [](const P& p, const Market&) { return p.revenue; }},
      {{"profit_total", "money/period", "total profit", "Sum of all firms' profits."},
       [](const P& p, const Market&) { return p.profit_total; }},
      {{"profit_mean", "money/period", "mean profit", "Mean over firms."},
       [](const P& p, const Market&) { return over_firms(p, p.profit.mean); }},
      {{"profit_sd", "money/period", "dispersion of profit", "Standard deviation over firms."},
       [](const P& p, const Market&) { return over_firms(p, p.profit.deviation); }},
      {{"log_cost_sd", "log points", "dispersion of unit cost", "Standard deviation over firms of log unit cost."},
       [](const P& p, const Market&) { return over_firms(p, p.log_cost.deviation); }},
      {{"performance_mean", "money/period", "mean performance",
        "Mean over firms of smoothed profit per unit of starting size."},
       [](const P& p, const Market&) { return over_firms(p, p.performance.mean); }},
      {{"novelty_mean", "1", "mean novelty", "Mean over firms of novelty of the business model."},
       [](const P& p, const Market&) { return over_firms(p, p.novelty.mean); }},
      {{"novelty_sd", "1", "dispersion of novelty", "Standard deviation over firms."},
       [](const P& p, const Market&) { return over_firms(p, p.novelty.deviation); }},
      {{"efficiency_mean", "log points", "mean efficiency", "Mean over firms of the log cost advantage."},
       [](const P& p, const Market&) { return over_firms(p, p.efficiency.mean); }},
      {{"efficiency_sd", "log points", "dispersion of efficiency", "Standard deviation over firms."},
       [](const P& p, const Market&) { return over_firms(p, p.efficiency.deviation); }},
      {{"legitimacy_mean", "1", "mean legitimacy", "Mean over firms."},
       [](const P& p, const Market&) { return over_firms(p, p.legitimacy.mean); }},
      {{"legitimacy_sd", "1", "dispersion of legitimacy", "Standard deviation over firms."},
       [](const P& p, const Market&) { return over_firms(p, p.legitimacy.deviation); }},
      {{"pressure_mean", "1", "mean perceived pressure", "Mean over firms of perceived competitive pressure."},
       [](const P& p, const Market&) { return over_firms(p, p.pressure.mean); }},
      {{"value_synergy_mean", "1", "mean value synergy",
        "Mean over firms of standardised value synergy: quality of business models."},
       [](const P& p, const Market&) { return over_firms(p, p.value_synergy.mean); }},
      {{"efficiency_synergy_mean", "1", "mean efficiency synergy",
        "Mean over firms of standardised efficiency synergy."},
       [](const P& p, const Market&) { return over_firms(p, p.efficiency_synergy.mean); }},
      {{"triggered", "1", "firms that set out to innovate", "Firms for which the hazard of innovating strikes.", true},
       [](const P& p, const Market&) { return static_cast<double>(p.counts.triggered); }},
      {{"adopted", "1", "innovations adopted", "Projects that succeeded, on all paths.", true},
       [](const P& p, const Market&) {
         const auto& adopted = p.counts.adopted;
         return static_cast<double>(adopted[0] + adopted[1] + adopted[2] + adopted[3]);
       }},
      {{"imitations", "1", "imitations", "Finished projects that copied another firm.", true},
       [](const P& p, const Market&) { return static_cast<double>(p.counts.imitations); }},
      {{"shocks", "1", "shocks", "Jumps of needs and frontier, opened segments, scheduled events.", true},
       [](const P& p, const Market&) { return static_cast<double>(p.counts.shocks); }},
      {{"distinct_models", "1", "distinct business models", "Different business models among the firms.", true},
       [](const P& p, const Market&) { return static_cast<double>(p.distinct_models); }},
      {{"model_entropy", "nats", "diversity of business models",
        "Shannon entropy over firms; its exponential is the effective number."},
       [](const P& p, const Market&) { return over_firms(p, p.model_entropy); }},
      {{"hamming_to_centre", "choices", "distance to the common model",
        "Mean number of choices that differ from the sales-weighted majority, choice by choice."},
       [](const P& p, const Market&) { return over_firms(p, p.hamming_to_centre); }},
      {{"consumer_surplus", "money/period", "consumer surplus",
        "Against buying nothing, in paid prices (Small & Rosen 1981), switching costs deducted."},
       [](const P& p, const Market&) { return p.consumer_surplus; }},
      {{"damage", "money/period", "external damage", "Damage a unit times quantity, summed over firms."},
       [](const P& p, const Market&) { return p.damage; }},
      {{"value_created", "money/period", "value created",
        "Consumer surplus, profits, what suppliers of bought stages earn, what users, partners and staff share of "
        "margins, and what the state receives less what it pays, less external damage; other inputs are paid their "
        "cost."},
       [](const P& p, const Market&) { return p.value_created; }},
      {{"carbon_revenue", "money/period", "carbon revenue", "Paid by firms to the state: carbon price times damage.",
        false, has_policy},
       [](const P& p, const Market&) { return p.counts.carbon_revenue; }},
      {{"subsidies", "money/period", "innovation subsidies",
        "Paid by the state to firms: its share of the cost of projects that start.", false, has_policy},
       [](const P& p, const Market&) { return p.counts.subsidies; }},
      {{"project_costs", "money/period", "cost of projects", "Of projects that start, whoever pays.", false,
        has_policy},
       [](const P& p, const Market&) { return p.counts.project_costs; }},
      {{"treasury", "money", "account of the state",
        "Carbon revenue less subsidies since the start, at the end of the period.", false, has_policy},
       [](const P&, const Market& m) { return m.treasury; }},
      {{"commons", "1", "level of the commons", "In [0, 1], at the end of the period.", false, has_commons},
       [](const P&, const Market& m) { return m.commons; }},
      {{"cash_total", "money", "cash of all firms", "At the end of the period."},
       [](const P& p, const Market&) { return p.cash_total; }},
      {{"cash_injected", "money/period", "cash of entrants", "Paid in by investors at entry."},
       [](const P& p, const Market&) { return p.counts.injected; }},
      {{"cash_written_off", "money/period", "cash of leavers",
        "Remainder to investors, or loss of creditors when negative."},
       [](const P& p, const Market&) { return p.counts.written_off; }},
      {{"cash_paid_out", "money/period", "pay-out", "Paid to investors out of cash beyond the reserve."},
       [](const P& p, const Market&) { return p.counts.paid_out; }},
      {{"stock_human_mean", "1", "mean stock of human resources", "Mean over firms, when they have invested.", false,
        with_orchestration},
       [](const P& p, const Market&) { return over_firms(p, p.resources.stock[0]); }},
      {{"stock_technology_mean", "1", "mean stock of technology resources", "Mean over firms, when they have invested.",
        false, with_orchestration},
       [](const P& p, const Market&) { return over_firms(p, p.resources.stock[1]); }},
      {{"stock_brand_mean", "1", "mean stock of brand", "Mean over firms, when they have invested.", false,
        with_orchestration},
       [](const P& p, const Market&) { return over_firms(p, p.resources.stock[2]); }},
      {{"stock_digital_mean", "1", "mean stock of digital resources", "Mean over firms, when they have invested.",
        false, with_orchestration},
       [](const P& p, const Market&) { return over_firms(p, p.resources.stock[3]); }},
      {{"idle_resources_mean", "1", "resources that bundling leaves idle",
        "Services of stocks beyond what bundling can use, summed over paths: mean over firms, in units of stock.",
        false, with_orchestration},
       [](const P& p, const Market&) { return over_firms(p, p.resources.waste.resources); }},
      {{"idle_bundling_mean", "1", "bundling without resources",
        "Bundling beyond the services of stocks, summed over paths: mean over firms, in units of stock.", false,
        with_orchestration},
       [](const P& p, const Market&) { return over_firms(p, p.resources.waste.bundling); }},
      {{"idle_capability_mean", "1", "capability that is not leveraged",
        "C / (1 + C) of path capabilities that leveraging does not deploy, summed over paths: mean over firms.", false,
        with_orchestration},
       [](const P& p, const Market&) { return over_firms(p, p.resources.waste.capability); }},
      {{"idle_leveraging_mean", "1", "leveraging without capability",
        "Leveraging less what it deploys, summed over paths: mean over firms.", false, with_orchestration},
       [](const P& p, const Market&) { return over_firms(p, p.resources.waste.leveraging); }},
      {{"resource_suppliers", "money/period", "resources bought from suppliers",
        "Paid by all firms for resources that they acquire, less proceeds of those that they sell.", false,
        with_orchestration},
       [](const P& p, const Market&) { return p.counts.resource_suppliers; }},
      {{"resource_staff", "money/period", "resources built by staff",
        "Paid by all firms for accumulating resources, for bundling and for leveraging.", false, with_orchestration},
       [](const P& p, const Market&) { return p.counts.resource_staff; }},
      {{"suppliers_income", "money/period", "suppliers' income",
        "What firms pay suppliers of bought stages beyond their cost.", false, has_chain},
       [](const P& p, const Market&) { return p.counts.suppliers_income; }},
      {{"users", "units", "user base", "Users of all firms' products: buyers, less those who ceased to use them.",
        false, with_co_creation},
       [](const P& p, const Market&) { return p.community.users; }},
      {{"active_users", "units", "active users", "Users who take part in the value of their firm.", false,
        with_co_creation},
       [](const P& p, const Market&) { return p.community.active_users; }},
      {{"user_activity", "1", "user activity", "Active users over users.", false, with_co_creation},
       [](const P& p, const Market&) { return ratio(p.community.active_users, p.community.users); }},
      {{"partners_activity", "1", "partners' activity", "Share of partners who take part: mean over firms.", false,
        with_partners},
       [](const P& p, const Market&) { return over_firms(p, p.community.partners_activity); }},
      {{"staff_activity", "1", "staff's activity", "Share of staff who take part: mean over firms.", false,
        with_co_creation},
       [](const P& p, const Market&) { return over_firms(p, p.community.staff_activity); }},
      {{"paid_to_users", "money/period", "users' share of margins", "What firms share of their margin with users.",
        false, with_co_creation},
       [](const P& p, const Market&) { return p.counts.to_users; }},
      {{"paid_to_partners", "money/period", "partners' share of margins",
        "What firms share of their margin with partners.", false, with_partners},
       [](const P& p, const Market&) { return p.counts.to_partners; }},
      {{"paid_to_staff", "money/period", "staff's share of margins", "What firms share of their margin with staff.",
        false, with_co_creation},
       [](const P& p, const Market&) { return p.counts.to_staff; }},
      {{"supply_chain_synergy", "money/period", "supply-chain synergy",
        "What buyers would pay more for what they bought because partners take part in creation, at the mean price "
        "sensitivity.",
        false, with_partners},
       [](const P& p, const Market&) { return p.community.supply_chain_synergy; }},
      {{"research_productivity", "1/period", "productivity of research and development",
        "Rise in profit a period of projects appraised in the period, over money spent on projects begun in it; "
        "missing when none was.",
        false, with_co_creation},
       [](const P& p, const Market&) { return ratio(p.counts.research_gain, p.counts.project_costs); }},
      {{"in_house_share", "1", "share of the value chain in-house",
        "Weight of the stages that a firm does itself, mean over firms.", false, has_chain},
       [](const P& p, const Market&) { return over_firms(p, p.in_house_share); }},
      {{"ties", "1", "ties between firms", "At the end of the period.", true, has_network},
       [](const P& p, const Market&) { return ties(p); }},
      {{"ties_formed", "1", "ties formed", "In the period.", true, has_network},
       [](const P& p, const Market&) { return static_cast<double>(p.counts.network.formed); }},
      {{"ties_ended", "1", "ties ended", "Because one side lost by them for too long.", true, has_network},
       [](const P& p, const Market&) { return static_cast<double>(p.counts.network.ended); }},
      {{"ties_lost", "1", "ties lost", "Because a partner left the market.", true, has_network},
       [](const P& p, const Market&) { return static_cast<double>(p.counts.network.lost); }},
      {{"network_density", "1", "density of the network", "Ties over pairs of firms.", false, has_network},
       [](const P& p, const Market&) {
         return ratio(ties(p), static_cast<double>(p.firms) * static_cast<double>(p.firms - 1) / 2);
       }},
      {{"partners_mean", "1", "mean number of partners", "Mean over firms.", false, has_network},
       [](const P& p, const Market&) { return ratio(2 * ties(p), static_cast<double>(p.firms)); }},
      {{"fit_mean", "1", "mean fit of ties", "Mean over ties; missing without any.", false, has_network},
       [](const P& p, const Market&) { return ratio(p.counts.network.fit, 2 * ties(p)); }},
      {{"support_mean", "1", "mean support by partners",
        "Weight of the activities that partners do for a firm, mean over firms.", false, has_network},
       [](const P& p, const Market&) { return over_firms(p, p.support); }},
      {{"partners_income", "money/period", "revenue shares", "Paid by firms to their partners, as partners receive it.",
        false, has_network},
       [](const P& p, const Market&) { return p.counts.network.received; }},
      {{"ties_staff", "money/period", "upkeep of ties", "Paid by all firms to staff.", false, has_network},
       [](const P& p, const Market&) { return p.counts.network.upkeep; }},
      {{"symbiosis_within", "1", "symbiosis within firms",
        "Mean over firms of cross-block synergy: the part of value synergy that blocks owe to each other. Missing "
        "where "
        "the landscape is too large for tables.",
        false, has_network},
       [](const P& p, const Market&) { return over_firms(p, p.cross_block_synergy); }},
      {{"symbiosis_around", "1", "symbiosis of firms and environment",
        "Share of consumer surplus, profits and suppliers' income that buyers, suppliers and partners get; missing "
        "where "
        "there is none.",
        false, has_network},
       [](const P& p, const Market&) { return others_share(p); }},
      {{"symbiosis_between", "money/period", "symbiosis between firms",
        "Gain of all ties to both sides: what support is worth, less upkeep; revenue shares cancel out.", false,
        has_network},
       [](const P& p, const Market&) { return p.counts.network.gain; }},
      {{"mutual_ties", "1", "share of mutual ties", "Ties that bring both sides a gain; missing without any.", false,
        has_network},
       [](const P& p, const Market&) { return ratio(p.mutual_ties, ties(p)); }},
      {{"frontier", "1", "technology frontier", "Level at the end of the period."},
       [](const P&, const Market& m) { return m.frontier; }},
      {{"technology_mean", "1", "mean adopted technology", "Mean over firms."},
       [](const P& p, const Market&) { return over_firms(p, p.technology.mean); }},
  };
  return table;
}

const std::vector<PathObservable>& path_observables() {
  static const std::vector<PathObservable> table{
      {{"candidates_tried", "1", "candidate designs", "Designs that firms drew and evaluated.", true},
       [](const P& p, int path) { return static_cast<double>(p.counts.tried[static_cast<std::size_t>(path)]); }},
      {{"projects_started", "1", "projects started", "Designs that firms committed to.", true},
       [](const P& p, int path) { return static_cast<double>(p.counts.started[static_cast<std::size_t>(path)]); }},
      {{"projects_adopted", "1", "innovations adopted", "Projects that succeeded: the business model changed.", true},
       [](const P& p, int path) { return static_cast<double>(p.counts.adopted[static_cast<std::size_t>(path)]); }},
      {{"projects_failed", "1", "projects failed", "Projects whose cost was lost.", true},
       [](const P& p, int path) { return static_cast<double>(p.counts.failed[static_cast<std::size_t>(path)]); }},
      {{"open_share", "1", "share of open firms", "Firms whose block is open to users and partners, over all firms.",
        false, with_co_creation},
       [](const P& p, int path) { return over_firms(p, p.community.open[static_cast<std::size_t>(path)]); }},
      {{"capability_mean", "1", "mean path capability", "Mean over firms, after bundling.", false, with_orchestration},
       [](const P& p, int path) { return over_firms(p, p.resources.capability[static_cast<std::size_t>(path)]); }},
      {{"deployed_mean", "1", "mean deployed capability", "Mean over firms of leveraging × C / (1 + C).", false,
        with_orchestration},
       [](const P& p, int path) { return over_firms(p, p.resources.deployed[static_cast<std::size_t>(path)]); }},
  };
  return table;
}

const std::vector<StageObservable>& stage_observables() {
  static const std::vector<StageObservable> table{
      {{"stage_weight", "1", "weight of the stage", "Share of the value chain's value; all sum to 1.", false,
        has_chain},
       [](const Market& m, Index stage) { return m.stage_weight[stage]; }},
  };
  return table;
}

const std::vector<MoveObservable>& move_observables() {
  static const std::vector<MoveObservable> table{
      {{"moves_adopted", "1", "moves of the value chain", "Projects that succeeded, by the move that they made.", true,
        has_chain},
       [](const P& p, int move) { return static_cast<double>(p.counts.moved[static_cast<std::size_t>(move)]); }},
  };
  return table;
}

const std::vector<SegmentObservable>& segment_observables() {
  static const std::vector<SegmentObservable> table{
      {{"mass", "units/period", "demand mass", "Buyers of the segment, whether they buy or not."},
       [](const Market& m, Index s) { return m.segments.open[s] != 0 ? m.segments.mass[s] : missing; }},
      {{"served", "units/period", "quantity sold", "Bought from all firms."},
       [](const Market& m, Index s) { return m.segments.open[s] != 0 ? m.segments.served[s] : missing; }},
      {{"outside_share", "1", "outside share", "Share of the mass that buys nothing."},
       [](const Market& m, Index s) {
         return m.segments.open[s] != 0
                    ? ratio(std::max(0.0, m.segments.mass[s] - m.segments.served[s]), m.segments.mass[s])
                    : missing;
       }},
      {{"consumer_surplus", "money/period", "consumer surplus",
        "In felt prices, against buying nothing, switching costs deducted."},
       [](const Market& m, Index s) { return m.segments.open[s] != 0 ? m.segments.surplus[s] : missing; }},
      {{"retained", "units/period", "retained buyers", "Last period's buyers who faced a switching cost."},
       [](const Market& m, Index s) { return m.segments.open[s] != 0 ? m.segments.retained[s] : missing; }},
  };
  return table;
}

const std::vector<SegmentPositionObservable>& segment_position_observables() {
  static const std::vector<SegmentPositionObservable> table{
      {{"ideal_point", "attribute units", "ideal point", "What the segment wants in each attribute."},
       [](const Market& m, Index s, Index d) {
         return m.segments.open[s] != 0 ? m.segments.ideal[static_cast<std::size_t>(d)][s] : missing;
       }},
  };
  return table;
}

const std::vector<EventObservable>& event_observables() {
  static const std::vector<EventObservable> table{
      {{"period", "1", "period", "When it happened.", true},
       [](const EventRow& e) -> std::int64_t { return e.period; },
       nullptr,
       ""},
      {{"firm", "1", "firm", "Id of the firm; -1 for the market as a whole.", true},
       [](const EventRow& e) { return e.firm; },
       nullptr,
       ""},
      {{"kind", "1", "kind of event", "What happened.", true},
       [](const EventRow& e) -> std::int64_t { return static_cast<int>(e.kind); },
       nullptr,
       "entry exit project_started project_finished project_failed imitation shock appraisal tie_formed tie_ended"},
      {{"path", "1", "innovation path", "Path of a project.", true},
       [](const EventRow& e) -> std::int64_t { return e.path; },
       nullptr,
       "none offer creation delivery capture"},
      {{"mode", "1", "search mode", "How the design was found.", true},
       [](const EventRow& e) -> std::int64_t { return static_cast<int>(e.mode); },
       nullptr,
       "none local analogy combination home_move long_jump innovate_stage key_stage control_chain market_position "
       "operating_system profit_model"},
      {{"model_before", "1", "business model before", "One bit a choice.", true},
       [](const EventRow& e) { return static_cast<std::int64_t>(e.model_before); },
       nullptr,
       ""},
      {{"model_after", "1", "business model aimed at or taken up", "One bit a choice.", true},
       [](const EventRow& e) { return static_cast<std::int64_t>(e.model_after); },
       nullptr,
       ""},
      {{"perceived_gain", "money/period", "perceived gain",
        "Gain in profit that the firm expected of a project or a tie."},
       nullptr,
       [](const EventRow& e) { return e.perceived_gain; },
       ""},
      {{"realised_gain", "money/period", "realised gain",
        "Appraisal: change of smoothed profit since the project was taken up; failure: cost lost; exit: cash left; tie "
        "ended: its last gain."},
       nullptr,
       [](const EventRow& e) { return e.realised_gain; },
       ""},
      {{"source", "1", "source", "Id of the firm copied from, or of the partner of a tie; -1 for none.", true},
       [](const EventRow& e) { return e.source; },
       nullptr,
       ""},
      {{"shock", "1", "kind of shock", "What jumped or was changed.", true},
       [](const EventRow& e) -> std::int64_t { return static_cast<int>(e.shock); },
       nullptr,
       "none needs_jump segment_opened frontier setting ban promotion"},
      {{"size", "1", "size of a shock",
        "Length of a jump of needs, mass of an opened segment relative to the mean at the start, rise of the "
        "frontier."},
       nullptr,
       [](const EventRow& e) { return e.size; },
       ""},
  };
  return table;
}

}  // namespace rivalry
