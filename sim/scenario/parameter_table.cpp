// The one table of parameters. A row: member path (which is the key), range, unit, whether an event may change it,
// meaning, source. Defaults stand in scenario.hpp.
#include <algorithm>
#include <limits>
#include <stdexcept>

#include "enumerations.hpp"
#include "rivalry/scenario/network.hpp"
#include "rivalry/scenario/parameter.hpp"

namespace rivalry {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Range {
  double min, max;
  bool min_open = false, max_open = false;
};
constexpr Range any{-infinity, infinity, true, true};
constexpr Range unit_interval{0, 1};
constexpr Range positive{1e-9, 1e12};
constexpr Range up_to(double max) { return {0, max}; }
constexpr Range within(double min, double max) { return {min, max}; }

enum class When { start, live };
using enum When;

using Locate = Slot (*)(Scenario&);

template <class Member>
Slot slot_of(Member& member) {
  if constexpr (std::is_enum_v<Member>)
    return Enumeration{names_of(Member{}), [&member] { return static_cast<int>(member); },
                       [&member](int value) { member = static_cast<Member>(value); }};
  else
    return &member;
}

Parameter row(std::string_view key, Locate slot, Range range, std::string_view unit, When when,
              std::string_view meaning, std::string_view source = "") {
  return {key,          slot,    Level::run, unit, range.min, range.max, range.min_open, range.max_open,
          when == live, meaning, source};
}

Parameter per_segment(std::string_view key, Locate slot, Range range, std::string_view unit, When when,
                      std::string_view meaning, std::string_view source = "") {
  Parameter parameter = row(key, slot, range, unit, when, meaning, source);
  parameter.level = Level::segment;
  return parameter;
}

template <Trait trait>
Parameter per_firm(std::string_view key, Range range, std::string_view unit, std::string_view meaning,
                   std::string_view source = "") {
  Parameter parameter = row(
      key, [](Scenario& s) -> Slot { return &s.traits[trait]; }, range, unit, start, meaning, source);
  parameter.level = Level::firm;
  return parameter;
}

#define AT(member) #member, [](Scenario& s) -> Slot { return slot_of(s.member); }

std::vector<Parameter> make_parameters() {
  return {
      row(AT(scenario.name), any, "text", start, "Name of the scenario, carried into every result."),
      row(AT(scenario.question), any, "text", start, "The question that the scenario asks."),
      row(AT(scenario.source), any, "text", start, "Literature or data that the scenario rests on."),
      row(AT(scenario.periods), within(1, 10'000'000), "periods", start, "Length of the run; a period is a quarter."),
      row(AT(scenario.seed), within(0, 9.0e15), "1", start,
          "Seed of all random streams; with the replicate it fixes every draw."),

      row(AT(market.firms), within(1, 100'000'000), "firms", start, "Firms at the start.",
          "claim pressure-threshold, docs/theory.md"),
      row(AT(market.segments), within(1, 1000), "segments", start, "Demand segments at the start."),
      row(AT(market.attributes), within(1, 8), "attributes", start, "Attributes of a product's position."),
      row(AT(market.size_per_firm), positive, "units/period", start,
          "Demand mass for each firm at the start; excludes market.size."),
      row(AT(market.size), positive, "units/period", start,
          "Total demand mass, whatever the number of firms; excludes market.size_per_firm."),
      row(AT(market.homogeneity), unit_interval, "1", start,
          "Likeness of firms at the start: 0 independent home positions and models, 1 all alike."),
      row(AT(market.position_spread), up_to(100), "attribute units", start,
          "Standard deviation of founders' home positions in each attribute."),

      row(AT(demand.base_utility), within(-50, 50), "utility", live, "Utility of an average product at unit price.",
          "McFadden 1974"),
      row(AT(demand.synergy_weight), within(0, 20), "utility", live,
          "Utility of one standard deviation of value synergy among the choices of a business model."),
      row(AT(demand.position_weight), within(0, 100), "utility", live,
          "Loss of utility with squared distance from a segment's ideal point (half of it is applied)."),
      per_segment(AT(demand.price_sensitivity), within(1e-6, 100), "utility/money", live,
                  "Loss of utility a unit of felt price; higher is fiercer price competition."),
      per_segment(AT(demand.novelty_taste), within(-20, 20), "utility", live, "Utility of full novelty."),
      per_segment(AT(demand.legitimacy_taste), within(-20, 20), "utility", live,
                  "Utility of a log point of legitimacy."),
      per_segment(AT(demand.sustainability_taste), within(-20, 20), "utility", live,
                  "Utility of a log point less damage a unit."),
      per_segment(AT(demand.switching_cost), up_to(20), "utility", live,
                  "Utility that a retained buyer forgoes when leaving the firm; 0 switches inertia off."),
      per_segment(AT(demand.outside_weight), within(1e-6, 1e6), "1", live,
                  "Weight of buying nothing, for each firm at the start."),

      row(AT(segments.mass_spread), up_to(5), "1", start,
          "Standard deviation of log segment masses; 0 makes all equal."),
      row(AT(segments.ideal_point_spread), up_to(100), "attribute units", start,
          "Standard deviation of segments' ideal points in each attribute."),
      row(AT(segments.access_spread), unit_interval, "1", start,
          "How unequally delivery choices reach segments: each reach is multiplied by a draw from 1 - this to 1."),

      row(AT(needs.enabled), any, "1", start, "Needs and segments change over time."),
      row(AT(needs.volatility), up_to(10), "attribute units", live,
          "Standard deviation of an ideal point's move a period.",
          "claim new-groups-vs-evolving-needs, docs/theory.md"),
      row(AT(needs.reversion), unit_interval, "1/period", live,
          "Share of an ideal point's distance from its long-run place that is closed each period."),
      row(AT(needs.jump_probability), unit_interval, "1/period", live, "Chance that a segment's needs jump."),
      row(AT(needs.jump_size), up_to(100), "attribute units", live, "Length of such a jump."),
      row(AT(needs.growth), within(-0.5, 0.5), "1/period", live, "Mean log growth of every segment's mass."),
      row(AT(needs.growth_volatility), up_to(2), "1/period", live, "Standard deviation of growth common to all."),
      row(AT(needs.own_growth_volatility), up_to(2), "1/period", live, "Standard deviation of a segment's own growth."),
      row(AT(needs.opening_probability), unit_interval, "1/period", live,
          "Chance that a new consumer group opens, while needs.openings are left.",
          "claim new-groups-vs-evolving-needs, docs/theory.md"),
      row(AT(needs.openings), within(0, 1000), "segments", start, "Most segments that may open at random in a run."),
      row(AT(needs.opening_size), within(1e-6, 1000), "1", live,
          "Full-grown mass of an opened segment, relative to the mean mass at the start."),
      row(AT(needs.opening_distance), up_to(100), "attribute units", live,
          "Distance of an opened segment's ideal point from the centre of the others."),
      row(AT(needs.opening_growth), within(1e-6, 5), "1/period", live, "Logistic growth rate of opened segments."),

      row(AT(landscape.interdependence), within(0, 63), "choices", start,
          "K: number of other choices that each choice's contribution depends on.", "Kauffman 1993; Levinthal 1997"),
      row(AT(landscape.alignment), within(-1, 1), "1", start,
          "Correlation of a choice's contributions to value and to efficiency: -1 what raises value also raises cost."),
      row(AT(landscape.pattern), any, "1", start, "Who influences whom.", "Rivkin & Siggelkow 2007"),
      row(AT(landscape.matrix), unit_interval, "1", start,
          "Influence matrix for pattern = \"matrix\": row i has a 1 for each choice that influences choice i."),

      row(AT(business_model.catalogue), any, "1", start,
          "Which choices exist: standard (24 named ones), generated (neutral), custom (the file's [[choice]] rows)."),
      row(AT(business_model.choices_per_path), within(0, 61), "choices", start,
          "Choices a path of a generated catalogue: one number, or four in the order offer, creation, delivery, "
          "capture."),
      row(AT(business_model.founding_density), unit_interval, "1", start,
          "Chance that a choice is active in a founder's business model."),
      row(AT(business_model.founding_draws), within(1, 1000), "designs", start,
          "Models that a founder draws; the one with the best synergies, as demand and cost weigh them, is founded."),

      row(AT(cost.synergy_weight), up_to(10), "log points", live,
          "Fall of unit cost with one standard deviation of efficiency synergy."),
      row(AT(cost.learning), up_to(2), "1", live,
          "Elasticity of unit cost to experience with the current business model.", "Arrow 1962"),
      row(AT(cost.experience_scale), positive, "units", live, "Cumulated output at which experience counts as one."),
      row(AT(cost.fixed), up_to(1e6), "money/period", live, "Fixed cost for each unit of starting size."),

      row(AT(competition.rule), any, "1", start,
          "How the market clears: logit, differentiated goods; for one homogeneous good cournot (firms set "
          "quantities), "
          "capacity (they sell what their capital makes) or replicator (shares follow relative fitness).",
          "McFadden 1974; Nelson & Winter 1982; Metcalfe 1994"),
      row(AT(competition.pricing), any, "1", start,
          "bertrand: toward the first-order condition; adaptive_markup: up when share grew, down when it shrank; "
          "fixed: the founding list price.",
          "Morrow & Skerlos 2011"),
      row(AT(competition.adjustment), Range{0, 1, true}, "1", live,
          "Share of the way to the first-order condition that a pricing iteration goes; under rule cournot, of the way "
          "to the best reply in quantities."),
      row(AT(competition.iterations), within(1, 10'000), "1", live,
          "Iterations of prices, or of quantities under rule cournot, a period."),
      row(AT(competition.markup), up_to(1000), "1", start,
          "Markup on unit cost at founding (and for good under fixed pricing and under rule replicator)."),
      row(AT(competition.markup_step), unit_interval, "1", live, "Change of an adaptive markup a period."),
      row(AT(competition.intensity), unit_interval, "1", start,
          "Composite pressure for labs: sets market.size_per_firm, demand.price_sensitivity, market.homogeneity and "
          "entry.rate together; excludes setting any of them.",
          "docs/odd.md"),

      row(AT(homogeneous.demand), any, "1", start,
          "Demand for a homogeneous good: linear, from nothing at the choke price to the market's mass at price 0; "
          "unit_elastic, one unit of money spent for each unit of mass, nothing above the choke price."),
      row(AT(homogeneous.choke_price), positive, "money/unit", live, "Price above which nobody buys."),
      row(AT(homogeneous.selection), up_to(100), "1", live,
          "Growth of a share with relative fitness under rule replicator; 1: shares proportional to fitness.",
          "Metcalfe 1994"),

      row(AT(capacity.capital), positive, "capital", start,
          "Capital that a firm starts with, for each unit of starting size.", "Nelson & Winter 1982"),
      row(AT(capacity.capital_cost), positive, "money/capital/period", live,
          "Cost of producing with a unit of capital, where the business model adds or saves nothing."),
      row(AT(capacity.depreciation), unit_interval, "1/period", live, "Share of capital that wears out."),
      row(AT(capacity.restraint), any, "1", live,
          "Firms count on their own output's effect on the price when they invest; off, they want to grow as long as "
          "price exceeds unit cost."),
      row(AT(capacity.rivals_response), up_to(1e6), "1", live,
          "Supply elasticity of rivals that a restrained firm expects: 0 Cournot; higher is less restraint."),
      row(AT(capacity.bank), up_to(100), "1", live, "Loans for investment, for each unit of profit."),
      row(AT(capacity.replacement_in_cost), any, "1", live,
          "Replacing worn-out capital is paid for by capital_cost, so that finance only limits growth; off, by "
          "profit."),
      row(AT(capacity.regime), any, "1", start,
          "What innovation draws productivity around: the firm's own (cumulative) or the latent one (science)."),
      row(AT(capacity.innovation_spending), up_to(1000), "money/capital/period", live,
          "Spending on innovative research."),
      row(AT(capacity.imitation_spending), up_to(1000), "money/capital/period", live,
          "Spending on imitative research."),
      row(AT(capacity.innovation_yield), up_to(1e6), "1/money", live,
          "Chance that a unit of innovative research spending, for each unit of mean starting size, draws a "
          "productivity."),
      row(AT(capacity.imitation_yield), up_to(1e6), "1/money", live,
          "The same for imitative research, which takes best practice."),
      row(AT(capacity.spread), up_to(1000), "units/capital", live, "Standard deviation of a drawn productivity."),
      row(AT(capacity.latent), positive, "units/capital", start, "Latent productivity at the start."),
      row(AT(capacity.latent_growth), within(-1, 1), "1/period", start, "Log growth of latent productivity."),
      per_firm<Trait::productivity>("capacity.productivity", Range{1e-9, 1e9}, "units/capital",
                                    "Output of a unit of capital at the start."),

      row(AT(aspiration.smoothing), Range{0, 1, true}, "1", live,
          "Weight of this period's profit in smoothed performance."),
      row(AT(aspiration.update), unit_interval, "1", live, "Share of the gap to its target an aspiration closes.",
          "Cyert & March 1963; Greve 2003"),
      row(AT(aspiration.own_weight), unit_interval, "1", live, "Weight of own against observed rivals' performance."),
      row(AT(aspiration.rivals_observed), within(1, 64), "firms", live, "Rivals observed with no sensing."),
      row(AT(aspiration.rivals_by_sensing), within(0, 64), "firms", live, "Further rivals observed with full sensing."),

      row(AT(pressure.enabled), any, "1", start, "Competitive pressure is perceived."),
      row(AT(pressure.form), any, "1", live,
          "hinge: only shortfalls count; smooth: a rounded hinge; linear: surpluses relieve."),
      row(AT(pressure.gain), up_to(100), "1", live, "Steepness of perceived pressure."),
      row(AT(pressure.aspiration_weight), up_to(100), "1", live, "Weight of performance below aspiration.",
          "Greve 2003"),
      row(AT(pressure.share_weight), up_to(100), "1", live, "Weight of a falling market share."),
      row(AT(pressure.runway_weight), up_to(100), "1", live, "Weight of a cash runway below target (survival)."),
      row(AT(pressure.entrants_weight), up_to(100), "1", live, "Weight of entrants near the firm's position."),
      row(AT(pressure.runway_target), positive, "periods", live, "Fixed costs that cash should cover."),

      row(AT(innovation.enabled), any, "1", start, "Firms innovate their business models."),
      row(AT(innovation.objective), any, "1", start,
          "What an innovation must raise: profit, or value synergy alone (fitness: the NK adaptive walk).",
          "Levinthal 1997"),
      row(AT(innovation.null), any, "1", start,
          "Null models: random_path, shuffled_capabilities, no_selection (a random design is adopted)."),
      row(AT(innovation.base_hazard), up_to(100), "1/period", live, "Hazard of innovating with no pressure."),
      row(AT(innovation.pressure_hazard), up_to(100), "1/period", live, "Hazard added by full pressure."),
      row(AT(innovation.slack_hazard), up_to(100), "1/period", live, "Hazard added by full slack.",
          "Cyert & March 1963"),
      row(AT(innovation.threat_hazard), up_to(100), "1/period", live, "Hazard added by full perceived threat."),
      row(AT(innovation.path_intensity), up_to(100), "1", live,
          "Intensity of the choice of a path over attraction and opportunity."),
      row(AT(innovation.candidates), up_to(64), "designs", live,
          "Candidate designs beyond the first, with the path capability fully deployed."),
      row(AT(innovation.noise), up_to(10), "1", live,
          "Standard deviation of perceived profit, relative to own revenue, with no sensing."),
      row(AT(innovation.discount), Range{0, 1, true, true}, "1/period", live, "Discount factor of perceived gains."),
      row(AT(innovation.horizon), within(1, 1000), "periods", live, "Periods over which a gain is counted."),
      row(AT(innovation.owner_horizon), within(1, 1000), "periods", live, "The same for owner-managers.",
          "Velu & Jacob 2016"),
      row(AT(innovation.hurdle), up_to(1000), "money", live,
          "Gain demanded beyond cost, for each unit of starting size."),
      row(AT(innovation.base_cost), up_to(1000), "money", live, "Cost of a project, for each unit of starting size."),
      row(AT(innovation.choice_cost), up_to(1000), "money", live,
          "Cost of each changed choice, for each unit of starting size, at reconfiguring 1/2."),
      row(AT(innovation.lead_time), up_to(1000), "periods", live,
          "Time that each changed choice takes, at reconfiguring 1/2; 0: a project is finished in the period it "
          "starts."),
      row(AT(innovation.success), unit_interval, "1", live, "Chance that a project succeeds with nothing deployed."),
      row(AT(innovation.home_move), unit_interval, "1", live,
          "Share of the way to a sensed ideal point that a move of the home position goes."),
      row(AT(innovation.max_delay), within(0, 16), "periods", start,
          "Delay with which shifts of needs are seen with no sensing."),
      per_firm<Trait::may_innovate>("innovation.allowed", unit_interval, "1",
                                    "1: the firm may innovate; 0: it keeps its founding model (for experiments)."),

      row(AT(search.scope), any, "1", start, "Choices a local move may flip: those of the chosen path, or all."),
      row(AT(search.order), any, "1", start,
          "Local moves under the fitness objective: a random fitter neighbour, the first better one, the best one.",
          "Levinthal 1997; Rivkin 2000"),
      row(AT(search.long_jumps), unit_interval, "1", start, "Chance that a search tries a wholly new design."),
      row(AT(search.local_share), unit_interval, "1", live,
          "Chance that a candidate is a local move; the rest is analogy or conceptual combination."),
      row(AT(search.two_choices), unit_interval, "1", live, "Chance that a local move changes two choices, not one."),
      row(AT(search.home_share), unit_interval, "1", live,
          "Chance that a candidate on path 1 moves the home position toward a sensed ideal point."),
      row(AT(search.emphasis_trials), within(1, 64), "designs", live,
          "Draws from which a candidate made for novelty or for efficiency is the most novel or efficient one."),

      row(AT(learning.memory), unit_interval, "1/period", live, "Share of a path's attraction kept a period.",
          "Camerer & Ho 1999"),
      row(AT(learning.experience_decay), unit_interval, "1/period", live,
          "Share of a path's experience weight kept a period.", "Camerer & Ho 1999"),
      row(AT(learning.appraisal), within(1, 100), "periods", live,
          "Periods after completion when a project's pay-off is appraised."),

      row(AT(capabilities.enabled), any, "1", start, "Dynamic capabilities act and cost.", "Teece 2007"),
      row(AT(capabilities.running_cost), up_to(1000), "money/period", live,
          "Cost of one full dynamic capability, for each unit of starting size."),
      per_firm<Trait::sensing>("capabilities.sensing", unit_interval, "1",
                               "Scales down perception noise and delay and raises the number of rivals observed.",
                               "Teece 2007"),
      per_firm<Trait::seizing>("capabilities.seizing", unit_interval, "1",
                               "Raises the chance of innovating and the share of cash that a project may use.",
                               "Teece 2007"),
      per_firm<Trait::reconfiguring>("capabilities.reconfiguring", unit_interval, "1",
                                     "Cuts cost, lead time and experience lost a changed choice.", "Teece 2007"),

      row(AT(paths.enabled), any, "1", start, "Path capabilities act and cost.", "Sirmon et al. 2007"),
      row(AT(paths.running_cost), up_to(1000), "money/period", live,
          "Cost of one unit of a path capability, for each unit of starting size."),
      per_firm<Trait::offer_capability>("paths.offer", up_to(100), "1",
                                        "Capability on path 1: candidates considered and success chance."),
      per_firm<Trait::creation_capability>("paths.creation", up_to(100), "1", "The same on path 2."),
      per_firm<Trait::delivery_capability>("paths.delivery", up_to(100), "1", "The same on path 3."),
      per_firm<Trait::capture_capability>("paths.capture", up_to(100), "1", "The same on path 4."),

      row(AT(resources.enabled), any, "1", start, "Resource stocks act.", "Sirmon et al. 2007"),
      row(AT(resources.brand_value), within(0, 20), "utility", live, "Utility of one unit of brand."),
      row(AT(resources.evaluation_effect), up_to(100), "1", live,
          "Fall of evaluation noise with human and digital resources."),
      row(AT(resources.digital_reach), unit_interval, "1", live,
          "Share of the missing reach that one unit of digital resources closes, with diminishing returns."),
      row(AT(resources.digital_search), unit_interval, "1", live,
          "Share of a project's base cost (search) that digital resources save, with diminishing returns."),
      row(AT(resources.digital_channel), unit_interval, "1", live,
          "Share of the fixed cost of delivery choices that digital resources save, with diminishing returns."),
      per_firm<Trait::human>("resources.human", up_to(100), "1", "Human resources: better evaluation."),
      per_firm<Trait::technology>("resources.technology", up_to(100), "1",
                                  "Technology resources: faster adoption of the frontier."),
      per_firm<Trait::brand>("resources.brand", up_to(100), "1", "Brand: adds to willingness to pay."),
      per_firm<Trait::digital>("resources.digital", up_to(100), "1", "Digital resources: search and channels."),

      row(AT(orchestration.enabled), any, "1", start,
          "Firms build resources and path capabilities; off, they have for life what they start with.",
          "Sirmon et al. 2007"),
      per_firm<Trait::structuring>(
          "orchestration.structuring", up_to(1000), "money/period",
          "Spending on resource stocks, for each unit of starting size, as far as cash allows.", "Sirmon et al. 2007"),
      per_firm<Trait::acquiring>("orchestration.acquiring", unit_interval, "1",
                                 "Share of this spending that buys resources from suppliers, at a premium; the rest "
                                 "accumulates them with own staff, which haste makes less productive.",
                                 "Sirmon et al. 2007; Dierickx & Cool 1989"),
      per_firm<Trait::toward_human>("orchestration.human", up_to(1000), "1",
                                    "Weight of human resources in this spending, against the other three."),
      per_firm<Trait::toward_technology>("orchestration.technology", up_to(1000), "1", "The same of technology."),
      per_firm<Trait::toward_brand>("orchestration.brand", up_to(1000), "1", "The same of brand."),
      per_firm<Trait::toward_digital>("orchestration.digital", up_to(1000), "1",
                                      "The same of digital resources: digital transformation as a process."),
      row(AT(orchestration.cash_share), unit_interval, "1/period", live,
          "Most of a firm's cash that it spends on resources."),
      row(AT(orchestration.stock_price), within(1e-3, 1e12), "money", live,
          "Cost of a unit of stock for a firm of unit size, accumulated without haste."),
      row(AT(orchestration.premium), up_to(100), "1", live, "Premium on this price when resources are acquired."),
      row(AT(orchestration.pace), positive, "1/period", live,
          "Units of a stock that would be accumulated at twice the price: time compression diseconomies.",
          "Dierickx & Cool 1989"),
      row(AT(orchestration.stock_decay), unit_interval, "1/period", live, "Share of a stock that is lost."),
      row(AT(orchestration.divestment), unit_interval, "1/period", live,
          "Share of resources not taken up by bundling that is sold."),
      row(AT(orchestration.resale), unit_interval, "1", live, "Proceeds of sold resources, relative to stock_price."),
      per_firm<Trait::stabilising>("orchestration.stabilising", up_to(100), "1",
                                   "Services of resources, on each path, that bundling can use to keep capabilities "
                                   "from decay.",
                                   "Sirmon et al. 2007"),
      per_firm<Trait::enriching>("orchestration.enriching", up_to(100), "1",
                                 "The same to extend capabilities: steady growth.", "Sirmon et al. 2007"),
      per_firm<Trait::pioneering>("orchestration.pioneering", up_to(100), "1",
                                  "The same to create capabilities: growth of uncertain size.", "Sirmon et al. 2007"),
      row(AT(orchestration.capability_decay), unit_interval, "1/period", live,
          "Share of a path capability that is lost without stabilising."),
      row(AT(orchestration.stabilising_effect), up_to(1000), "1", live,
          "Fall of this decay with a unit of services used to stabilise: decay / (1 + effect × services)."),
      row(AT(orchestration.enriching_growth), up_to(100), "1/period", live,
          "Growth of a path capability with a unit of services used to enrich."),
      row(AT(orchestration.pioneering_growth), up_to(100), "1/period", live,
          "Mean growth of a path capability with a unit of services used to pioneer."),
      row(AT(orchestration.pioneering_spread), up_to(5), "log points", live,
          "Standard deviation of the log of that growth."),
      row(AT(orchestration.bundling_cost), up_to(1000), "money/period", live,
          "Cost of bundling that could use a unit of services, on each path, used or not, for each unit of starting "
          "size."),
      per_firm<Trait::leveraging>("orchestration.leveraging", unit_interval, "1",
                                  "Share of path capabilities that is deployed: candidates considered and success "
                                  "chance.",
                                  "Sirmon et al. 2007"),
      row(AT(orchestration.leveraging_cost), up_to(1000), "money/period", live,
          "Cost of full leveraging, for each unit of starting size."),

      row(AT(managers.enabled), any, "1", start,
          "Managers' traits act; off, evaluation is integrated and copying faithful."),
      row(AT(managers.owner_horizon), any, "1", live, "Owner-managers use their own horizon.", "Velu & Jacob 2016"),
      row(AT(managers.owner_hurdle), any, "1", live, "Owner-managers demand no hurdle.", "Velu & Jacob 2016"),
      row(AT(managers.owner_finance), any, "1", live, "Owner-managers use no credit.", "Velu & Jacob 2016"),
      row(AT(managers.forecast_periods), up_to(100), "periods", live,
          "How far full forecasting extrapolates the trend of needs."),
      per_firm<Trait::forecasting>("managers.forecasting", unit_interval, "1", "Extrapolates trends of needs.",
                                   "claim manager-abilities, docs/theory.md"),
      per_firm<Trait::integration>("managers.integration", unit_interval, "1",
                                   "Chance that a candidate is evaluated with its interactions across blocks.",
                                   "claim manager-abilities, docs/theory.md"),
      per_firm<Trait::absorptive_capacity>("managers.absorptive_capacity", unit_interval, "1",
                                           "Fidelity of copying and speed of adopting technology.",
                                           "Cohen & Levinthal 1990"),
      per_firm<Trait::analogy>("managers.analogy", unit_interval, "1",
                               "Reasoning style: share of analogies among designs that are not local moves; the rest "
                               "are conceptual combinations.",
                               "Gavetti, Levinthal & Rivkin 2005"),
      per_firm<Trait::inertia>("managers.inertia", within(-20, 20), "1",
                               "Pull of the status quo when a path is chosen."),
      per_firm<Trait::owner_manager>("managers.owner", unit_interval, "1", "1: the firm is led by its owner.",
                                     "Velu & Jacob 2016"),

      per_firm<Trait::novelty_emphasis>("emphasis.novelty", unit_interval, "1",
                                        "Share of candidates generated to raise novelty; acceptance is by profit.",
                                        "Zott & Amit 2007"),
      per_firm<Trait::efficiency_emphasis>("emphasis.efficiency", unit_interval, "1",
                                           "Share of candidates generated to lower unit cost; acceptance is by profit.",
                                           "Zott & Amit 2007"),

      row(AT(legitimacy.enabled), any, "1", start,
          "Legitimacy acts and moves; off, it has no effect on demand and credit.", "claim legitimacy, docs/theory.md"),
      row(AT(legitimacy.adjustment), unit_interval, "1/period", live, "Share of the gap to likeness closed."),
      row(AT(legitimacy.growth), unit_interval, "1/period", live,
          "Growth with age, relative size and proven efficiency."),
      row(AT(legitimacy.policy), unit_interval, "1", live,
          "Weight of promoted choices, against common ones, in what counts as legitimate.",
          "claim legitimacy, docs/theory.md"),

      row(AT(policy.enabled), any, "1", start,
          "The state subsidises innovation and prices damage. Choices are promoted by the catalogue and by events, "
          "with the weight legitimacy.policy.",
          "claim legitimacy, docs/theory.md"),
      row(AT(policy.innovation_subsidy), unit_interval, "1", live,
          "Share of the cost of an eligible firm's projects that the state pays.", "Nelson 1959"),
      per_firm<Trait::subsidised>("policy.eligible", unit_interval, "1",
                                  "Share of the subsidy that the firm is granted: 1 all, 0 nothing."),
      row(AT(policy.carbon_price), up_to(1000), "money/damage", live,
          "What firms pay to the state for a unit of damage; 1 makes them bear all that they do.", "Pigou 1920"),

      row(AT(commons.enabled), any, "1", start, "A common resource is depleted by damage and acts on demand."),
      row(AT(commons.level), unit_interval, "1", start, "Level of the commons at the start; 1: untouched."),
      row(AT(commons.regeneration), unit_interval, "1/period", live,
          "Logistic rate at which the commons recovers; from nothing it does not.", "Gordon 1954"),
      row(AT(commons.depletion), up_to(1e6), "1/money", live,
          "Loss of level for a unit of damage a period, per unit of founders' starting size."),
      row(AT(commons.growth_effect), unit_interval, "1/period", live,
          "Growth of all segments added by a unit of level above neutral, and lost below."),
      row(AT(commons.neutral), unit_interval, "1", live,
          "Level at which the commons neither lifts nor lowers growth; above 1/2, half of what it can bear."),

      row(AT(technology.enabled), any, "1", start, "A technology frontier moves and firms follow."),
      row(AT(technology.jump_probability), unit_interval, "1/period", live, "Chance that the frontier jumps."),
      row(AT(technology.jump_size), up_to(100), "1", live, "Mean height of a jump (exponential)."),
      row(AT(technology.cost_effect), up_to(10), "log points", live, "Fall of unit cost a unit of adopted technology."),
      row(AT(technology.redraw), unit_interval, "1", live,
          "Share of the landscape's contributions that a jump redraws: the technology threat."),

      row(AT(value_chain.enabled), any, "1", start, "Stages of a value chain are made or bought.", "Porter 1985"),
      row(AT(value_chain.stages), any, "text", start,
          "Names of the stages, at most 8, which [[choice]] rows refer to."),
      row(AT(value_chain.weights), unit_interval, "1", live,
          "Shares of the chain's value that stages have at the start, or from an event on; they sum to 1."),
      row(AT(value_chain.margin), up_to(2), "money/unit", live,
          "What suppliers of the whole chain would earn beyond cost; of a bought stage it is that on its weight."),
      row(AT(value_chain.fixed), up_to(1), "money/period", start,
          "Fixed cost of each stage in-house, for each unit of starting size."),
      row(AT(value_chain.shift), unit_interval, "1", live,
          "Share of the chain's value that a technology jump moves to stages drawn anew."),
      row(AT(value_chain.stage_progress), unit_interval, "1", live,
          "Share of what is left to be gained at a stage that one innovation of it gains."),
      row(AT(value_chain.stage_effect), up_to(10), "log points", live,
          "Fall of unit cost with a chain that is in-house and innovated to the full."),
      row(AT(value_chain.moves), any, "1", start,
          "Moves that firms may make: innovate_stage, key_stage, control_chain (from the interaction of chain and "
          "model), market_position, operating_system, profit_model (from reconstruction)."),
      row(AT(value_chain.move_share), unit_interval, "1", live,
          "Chance that a candidate is such a move, on paths that have one; 1: firms know no other way and take no "
          "other path."),

      row(AT(network.enabled), any, "1", start, "Firms tie up with partners that do what they do not do themselves.",
          "Dyer & Singh 1998"),
      row(AT(network.max_partners), within(1, max_ties), "ties", start, "Most ties of a firm."),
      per_firm<Trait::seeking_partners>("network.seeking", unit_interval, "1/period",
                                        "Chance that a firm with room for a tie looks for a partner."),
      row(AT(network.path_seeking), unit_interval, "1/period", live,
          "The same for firms that innovate on path 2, if it is larger."),
      row(AT(network.firms_considered), within(1, 1000), "firms", live,
          "Random firms that it looks at, with sensing 0."),
      row(AT(network.considered_by_sensing), within(0, 1000), "firms", live, "More of them, with sensing 1."),
      row(AT(network.rounds), within(1, max_rounds), "1/period", live, "Rounds of proposals."),
      row(AT(network.legitimacy_weight), unit_interval, "1", live,
          "How much legitimacy counts: a proposal is heard with chance 1 - weight x (1 - legitimacy)."),
      row(AT(network.first_fit), unit_interval, "1", live, "Fit of a new tie."),
      row(AT(network.fit_growth), unit_interval, "1/period", live, "Share of what a fit lacks that it gains."),
      row(AT(network.disruption), unit_interval, "1", live,
          "Share of a fit that is lost when one side changes its creation block: partners' demand.",
          "claim partner-demand, docs/theory.md"),
      row(AT(network.margin_share), unit_interval, "1", live,
          "Share of the supplier's margin on a bought stage that partners who do it spare a firm, with full fit "
          "(with a value chain)."),
      row(AT(network.cost_effect), up_to(10), "log points", live,
          "Fall of unit cost when partners do all that the firm lacks in its creation block, with full fit (without a "
          "value chain)."),
      row(AT(network.value), up_to(100), "1", live,
          "Utility that buyers get from what partners do, when they do it all with full fit: co-created value."),
      row(AT(network.upkeep), up_to(1000), "money/period", live,
          "Cost of a tie, paid to staff, for each unit of starting size."),
      row(AT(network.revenue_share), up_to(0.1), "1", live,
          "Share of what buyers pay that goes to a partner with full fit, from each to the other."),
      row(AT(network.patience), within(1, 100), "periods", live,
          "Periods in a row in which a tie may bring one side a loss before it ends."),

      row(AT(co_creation.enabled), any, "1", start,
          "Users, partners and staff take part in firms' value, where these are open to them.",
          "Prahalad & Ramaswamy 2004"),
      row(AT(co_creation.assertion), any, "1", start,
          "Level of co-assertion: an open offer is told its users' needs; off, it counts as closed."),
      row(AT(co_creation.creation), any, "1", start,
          "Level of co-creation: users and partners add to the product and to research of an open creation block."),
      row(AT(co_creation.delivery), any, "1", start,
          "Level of co-delivery: buyers of a firm with an open delivery block tell others of it."),
      row(AT(co_creation.acquisition), any, "1", start,
          "Level of co-acquisition: an open capture block shares the margin with users, partners and staff."),
      row(AT(co_creation.user_loss), Range{0, 1, true}, "1/period", live, "Share of a firm's users who cease to be."),
      row(AT(co_creation.invitation), up_to(100), "1/period", live,
          "Rate at which users, partners and staff begin to take part in a firm that is open in all four blocks."),
      row(AT(co_creation.pay_response), up_to(1e6), "1/period", live,
          "Rise of this rate with each unit of money that the group receives of a unit sold; 0: nobody responds."),
      row(AT(co_creation.lapse), Range{0, 1, true}, "1/period", live, "Share of those taking part who cease to."),
      row(AT(co_creation.insight), unit_interval, "1", live,
          "Share of noise on path 1, and of delay with which needs are seen, that users can take away at most.",
          "von Hippel 2005"),
      row(AT(co_creation.value), up_to(100), "utility", live, "Utility that users and partners can add at most.",
          "von Hippel 2005"),
      row(AT(co_creation.research), unit_interval, "1", live,
          "Share of failures of projects that users, partners and staff can avert at most."),
      row(AT(co_creation.word_of_mouth), unit_interval, "1", live,
          "Share of the buyers out of reach whom a firm's buyers can tell of it at most."),
      row(AT(co_creation.attachment), unit_interval, "1", live,
          "Share of free buyers who face a switching cost when all users of a firm with an open capture block are "
          "active."),
      per_firm<Trait::to_users>("co_creation.to_users", up_to(0.3), "1",
                                "Share of the margin that users receive while the capture block is open."),
      per_firm<Trait::to_partners>("co_creation.to_partners", up_to(0.3), "1",
                                   "The same of partners, if all that is made is bought from them."),
      per_firm<Trait::to_staff>("co_creation.to_staff", up_to(0.3), "1", "The same of staff."),

      row(AT(entry.enabled), any, "1", start, "New firms enter."),
      row(AT(entry.rate), up_to(10), "1/period", live, "Expected entrants a period, for each firm at the start."),
      row(AT(entry.profit_elasticity), within(0, 100), "1", live, "Response of log entry to mean profit."),
      row(AT(entry.cap), up_to(10), "1/period", live, "Most expected entrants, for each firm at the start."),
      row(AT(entry.startups), unit_interval, "1", live,
          "Share of start-ups, which recombine blocks of several firms; the rest imitates one firm."),
      row(AT(entry.redraw), unit_interval, "1", live, "Share of an entrant's choices that are drawn anew."),
      row(AT(entry.cash), up_to(1e6), "money", live, "Cash of an entrant relative to a founder of its population."),
      row(AT(entry.legitimacy), within(0.02, 0.99), "1", live, "Legitimacy of start-ups; imitators have twice it."),
      row(AT(entry.recent), within(1, 1000), "periods", live, "Periods during which a firm counts as an entrant."),

      row(AT(exit.enabled), any, "1", start, "Firms leave when out of cash or too small."),
      row(AT(exit.size_floor), up_to(1), "1", live, "Sales, relative to the mean at the start, below which a firm …"),
      row(AT(exit.floor_periods), within(1, 100'000), "periods", live, "… leaves after this many periods in a row."),
      row(AT(finance.credit), up_to(1e6), "money", live, "Credit limit for each unit of starting size."),
      row(AT(finance.legitimacy_credit), up_to(1e6), "money", live, "Credit added by full legitimacy."),
      row(AT(finance.payout), unit_interval, "1/period", live,
          "Share of the cash beyond the reserve that is paid out to investors."),
      row(AT(finance.reserve), up_to(1e6), "periods", live,
          "Cash kept back, in fixed costs, before anything is paid out."),

      per_firm<Trait::start_size>("founding.size", Range{1e-6, 1e6}, "1",
                                  "Starting size: scales the firm's presence in demand, its fixed cost and its cash."),
      per_firm<Trait::start_cash>("founding.cash", up_to(1e9), "money", "Cash for each unit of starting size."),
      per_firm<Trait::start_legitimacy>("founding.legitimacy", within(0.02, 0.99), "1", "Legitimacy of founders."),

      row(AT(random.frozen), any, "1", start,
          "Groups of draws that stay the same over replicates: landscape, founding, environment, decisions."),

      row(AT(recording.every), within(0, 10'000'000), "periods", start,
          "Firms are recorded every so many periods; 0: as often as keeps the panel below 75,000 rows and 1.5 "
          "million cells (periods by firms that ever lived)."),
      row(AT(recording.firms), within(0, 100'000'000), "firms", start,
          "Most firms at the start in the recorded panel; more are sampled by id, entrants likewise; 0: no panel."),
      row(AT(recording.variables), any, "1", start,
          "Firm variables to record: names, \"default\", \"all\" or \"none\"."),
      row(AT(recording.events), any, "1", start, "Events to record: of the firms in the panel, of all firms, none."),
      row(AT(recording.compression), within(0, 9), "1", start, "Deflate level of the result file; 0: none."),
  };
}

}  // namespace

const std::vector<Parameter>& parameters() {
  static const std::vector<Parameter> table = make_parameters();
  return table;
}

const std::vector<Section>& sections() {
  static const std::vector<Section> table{
      {"scenario", "What the run is called, asks and how long it lasts."},
      {"market", "Its size and the firms at the start."},
      {"demand", "What buyers want and how they choose: a logit with an outside option, access, inertia and novelty."},
      {"segments", "How segments differ at the start."},
      {"needs", "Shifting demand: evolving needs, growth, new consumer groups."},
      {"landscape", "Interdependence: two NK landscapes, value and efficiency, over the same choices."},
      {"business_model", "The choices a business model is made of."},
      {"cost", "Unit and fixed costs."},
      {"competition", "How prices are set and the market clears."},
      {"homogeneous", "One homogeneous good: demand for it and selection (rules cournot, capacity, replicator)."},
      {"capacity", "Output limited by capital, investment out of profit, research (rule capacity)."},
      {"aspiration", "What managers compare their performance with."},
      {"pressure", "Perceived competitive pressure."},
      {"innovation", "Whether, when and how firms innovate."},
      {"search", "How candidate designs are found."},
      {"learning", "How paths become attractive by experience."},
      {"capabilities", "Dynamic capabilities."},
      {"paths", "Capabilities on the four innovation paths."},
      {"resources", "Resource stocks."},
      {"orchestration", "Structuring, bundling and leveraging of resources."},
      {"managers", "Managers' traits."},
      {"emphasis", "What firms strive for when they generate designs."},
      {"legitimacy", "Legitimacy and policy orientation."},
      {"policy", "What the state pays and charges."},
      {"commons", "A common resource that damage depletes."},
      {"technology", "The technology frontier."},
      {"value_chain", "Stages that are made or bought, and moves that chain and business model allow."},
      {"network", "Ties between firms: who finds whom, what partners do for each other, what it costs."},
      {"co_creation", "Users, partners and staff who take part in firms' value, on four levels."},
      {"entry", "New firms."},
      {"exit", "Leaving firms."},
      {"finance", "Credit and pay-out."},
      {"founding", "What firms start with."},
      {"random", "Which draws are shared by replicates."},
      {"recording", "What is written to the result file."},
  };
  return table;
}

const Parameter* find_parameter(std::string_view key) {
  for (const Parameter& parameter : parameters())
    if (parameter.key == key) return &parameter;
  return nullptr;
}

std::string_view trait_key(Trait trait) {
  Scenario scenario;
  for (const Parameter& parameter : parameters()) {
    const Slot slot = parameter.slot(scenario);
    const auto* distribution = std::get_if<Distribution*>(&slot);
    if (distribution && *distribution == &scenario.traits[trait]) return parameter.key;
  }
  throw std::logic_error("a trait without a parameter");
}

bool events_set(const Scenario& scenario, std::string_view key) {
  return std::ranges::any_of(scenario.events, [&](const Event& event) {
    return std::ranges::any_of(event.set, [&](const auto& setting) { return setting.first == key; });
  });
}

}  // namespace rivalry
