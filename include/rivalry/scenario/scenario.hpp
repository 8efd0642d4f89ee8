#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rivalry/scenario/catalogue.hpp"
#include "rivalry/scenario/distribution.hpp"
#include "rivalry/scenario/trait.hpp"
#include "rivalry/scenario/value_chain.hpp"

namespace rivalry {

enum class Pattern : int { random, ring, block, hierarchical, centralised, scale_free, matrix };
enum class CatalogueKind : int { standard, generated, custom };
enum class Rule : int { logit, cournot, capacity, replicator };
enum class Pricing : int { bertrand, adaptive_markup, fixed };
enum class DemandForm : int { linear, unit_elastic };
enum class Regime : int { cumulative, science };
enum class PressureForm : int { hinge, smooth, linear };
enum class Objective : int { profit, fitness };
enum class NullModel : int { none, random_path, shuffled_capabilities, no_selection };
enum class SearchScope : int { path, all };
enum class SearchOrder : int { random_fitter, first_better, steepest };
enum class EventRecording : int { panel, all, none };

/// A group of firms with its own parameters: incumbents, start-ups, a named focal firm.
struct Population {
  std::string name;
  std::optional<std::int64_t> firms;  ///< founders, as a number …
  std::optional<double> share;        ///< … or as a share of market.firms
  double entrants = 0;                ///< relative weight among entrants
  std::vector<std::string> model;     ///< names of the active choices at founding; empty: drawn
  PerTrait<std::optional<Distribution>> traits;
};

/// Something that happens in a period, or at random: it sets parameters, opens a segment, bans or promotes a choice …
struct Event {
  std::string name;
  std::optional<std::int64_t> at;                        ///< period, from 1
  std::optional<double> probability;                     ///< a period
  std::vector<std::pair<std::string, std::string>> set;  ///< parameter key and value as TOML text
  std::optional<double> open_segment;  ///< full-grown mass relative to the mean starting mass of a segment
  std::optional<double> distance;      ///< of the opened segment's ideal point from the others' centre
  std::optional<double> shift_needs;   ///< distance by which every ideal point jumps, each in its own direction
  std::optional<double> frontier;      ///< rise of the technology frontier
  std::string ban, promote;            ///< names of choices
};

/// Everything that a run is determined by, next to seed and replicate: immutable once validated.
///
/// A member's path is its key in a scenario file (`demand.price_sensitivity`); its initialiser is its default. Units,
/// ranges and meaning stand in the parameter table (parameter.hpp).
struct Scenario {
  struct {
    std::string name = "unnamed", question, source;
    std::int64_t periods = 200;
    std::int64_t seed = 1;
  } scenario;

  struct {
    std::int64_t firms = 100, segments = 6, attributes = 2;
    double size_per_firm = 1.6;
    std::optional<double> size;
    double homogeneity = 0, position_spread = 1;
  } market;

  struct {
    double base_utility = -0.7, synergy_weight = 1, position_weight = 1;
    Distribution price_sensitivity{2.5}, novelty_taste{1}, legitimacy_taste{0.5}, sustainability_taste{0};
    Distribution switching_cost{1}, outside_weight{1.2};
  } demand;

  struct {
    double mass_spread = 0, ideal_point_spread = 1, access_spread = 0;
  } segments;

  struct {
    bool enabled = true;
    double volatility = 0.03, reversion = 0.02, jump_probability = 0, jump_size = 1;
    double growth = 0, growth_volatility = 0, own_growth_volatility = 0;
    double opening_probability = 0, opening_size = 1, opening_distance = 2, opening_growth = 0.2;
    std::int64_t openings = 0;
  } needs;

  struct {
    std::int64_t interdependence = 4;
    double alignment = -0.3;
    Pattern pattern = Pattern::random;
    std::vector<std::vector<double>> matrix;
  } landscape;

  struct {
    CatalogueKind catalogue = CatalogueKind::standard;
    std::vector<std::int64_t> choices_per_path{6};
    double founding_density = 0.5;
    std::int64_t founding_draws = 4;
  } business_model;

  struct {
    double synergy_weight = 0.1, learning = 0.1, experience_scale = 10, fixed = 0.14;
  } cost;

  struct {
    Rule rule = Rule::logit;
    Pricing pricing = Pricing::bertrand;
    double adjustment = 0.5;
    std::int64_t iterations = 2;
    double markup = 0.3, markup_step = 0.02;
    std::optional<double> intensity;
  } competition;

  struct {
    DemandForm demand = DemandForm::linear;
    double choke_price = 4, selection = 1;
  } homogeneous;

  struct {
    double capital = 8, capital_cost = 0.16, depreciation = 0.03;
    bool restraint = true;
    double rivals_response = 0, bank = 0;
    bool replacement_in_cost = false;
    Regime regime = Regime::cumulative;
    double innovation_spending = 0, imitation_spending = 0, innovation_yield = 1.25, imitation_yield = 1.25;
    double spread = 0.01, latent = 0.16, latent_growth = 0.0025;
  } capacity;

  struct {
    double smoothing = 0.5, update = 0.3, own_weight = 0.5;
    std::int64_t rivals_observed = 2, rivals_by_sensing = 4;
  } aspiration;

  struct {
    bool enabled = true;
    PressureForm form = PressureForm::hinge;
    double gain = 1, aspiration_weight = 1, share_weight = 1, runway_weight = 1, entrants_weight = 1;
    double runway_target = 4;
  } pressure;

  struct {
    bool enabled = true;
    Objective objective = Objective::profit;
    NullModel null = NullModel::none;
    double base_hazard = 0.02, pressure_hazard = 0.25, slack_hazard = 0.05, threat_hazard = 0.15;
    double path_intensity = 4;
    double candidates = 4;
    double noise = 0.2, discount = 0.97, hurdle = 0.02;
    std::int64_t horizon = 8, owner_horizon = 16;
    double base_cost = 0.02, choice_cost = 0.05;
    double lead_time = 1;
    double success = 0.6, home_move = 0.25;
    std::int64_t max_delay = 4;
  } innovation;

  struct {
    SearchScope scope = SearchScope::path;
    SearchOrder order = SearchOrder::random_fitter;
    double long_jumps = 0, local_share = 0.5, two_choices = 0.3, home_share = 0.3;
    std::int64_t emphasis_trials = 4;
  } search;

  struct {
    double memory = 0.9, experience_decay = 0.9;
    std::int64_t appraisal = 4;
  } learning;

  struct {
    bool enabled = true;
    double running_cost = 0.01;
  } capabilities;

  struct {
    bool enabled = true;
    double running_cost = 0.005;
  } paths;

  struct {
    bool enabled = true;
    double brand_value = 0.1, evaluation_effect = 0.5, digital_reach = 0.1;
    double digital_search = 0, digital_channel = 0;
  } resources;

  struct {
    bool enabled = false;
    double cash_share = 0.25, stock_price = 0.1, premium = 0.25, pace = 0.5;
    double stock_decay = 0.05, divestment = 0.05, resale = 0.4;
    double capability_decay = 0.05, stabilising_effect = 2, enriching_growth = 0.1, pioneering_growth = 0.12,
           pioneering_spread = 1;
    double bundling_cost = 0.003, leveraging_cost = 0.005;
  } orchestration;

  struct {
    bool enabled = true;
    bool owner_horizon = true, owner_hurdle = true, owner_finance = true;
    double forecast_periods = 4;
  } managers;

  struct {
    bool enabled = true;
    double adjustment = 0.05, growth = 0.02, policy = 0;
  } legitimacy;

  struct {
    bool enabled = false;
    double innovation_subsidy = 0, carbon_price = 0;
  } policy;

  struct {
    bool enabled = false;
    double level = 0.75, regeneration = 0.05, depletion = 0.04, growth_effect = 0.005, neutral = 0.75;
  } commons;

  struct {
    bool enabled = true;
    double jump_probability = 0.02, jump_size = 0.15, cost_effect = 0.1, redraw = 0;
  } technology;

  struct {
    bool enabled = false;
    std::vector<std::string> stages{"design", "components", "assembly", "logistics", "service"};
    std::vector<double> weights{0.2, 0.2, 0.2, 0.2, 0.2};
    double margin = 0.3, fixed = 0.01, shift = 0.3;
    double stage_progress = 0.4, stage_effect = 0.3;
    std::vector<std::string> moves{chain_move_names.begin(), chain_move_names.end()};
    double move_share = 0.25;
  } value_chain;

  struct {
    bool enabled = false;
    std::int64_t max_partners = 3;
    double path_seeking = 0.5;
    std::int64_t firms_considered = 2, considered_by_sensing = 3, rounds = 2;
    double legitimacy_weight = 1;
    double first_fit = 0.3, fit_growth = 0.15, disruption = 0.5;
    double margin_share = 0.5, cost_effect = 0.15, value = 0.3;
    double upkeep = 0.004, revenue_share = 0.01;
    std::int64_t patience = 6;
  } network;

  struct {
    bool enabled = false;
    bool assertion = true, creation = true, delivery = true, acquisition = true;
    double user_loss = 0.1, invitation = 0.2, pay_response = 10, lapse = 0.1;
    double insight = 0.6, value = 0.3, research = 0.3, word_of_mouth = 0.3, attachment = 0.3;
  } co_creation;

  struct {
    bool enabled = true;
    double rate = 0.012, profit_elasticity = 1, cap = 0.1;
    double startups = 0.5, redraw = 0.15, cash = 1, legitimacy = 0.2;
    std::int64_t recent = 4;
  } entry;

  struct {
    bool enabled = true;
    double size_floor = 0.02;
    std::int64_t floor_periods = 8;
  } exit;

  struct {
    double credit = 0.25, legitimacy_credit = 0.5, payout = 0.5, reserve = 8;
  } finance;

  struct {
    std::vector<std::string> frozen;
  } random;

  struct {
    std::int64_t every = 0, firms = 1000;
    std::vector<std::string> variables{"default"};
    EventRecording events = EventRecording::panel;
    std::int64_t compression = 1;
  } recording;

  PerTrait<Distribution> traits = default_traits();
  std::vector<Population> populations;
  std::vector<Event> events;
  Catalogue catalogue = default_catalogue();

  static PerTrait<Distribution> default_traits();
};

}  // namespace rivalry
