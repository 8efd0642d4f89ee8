#include "rivalry/model/evaluation.hpp"

#include <algorithm>

#include "rivalry/model/demand.hpp"
#include "rivalry/model/homogeneous.hpp"
#include "rivalry/model/offers.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/model/policy.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/model/value_chain.hpp"
#include "rivalry/random/functions.hpp"

// What candidate designs are worth, as their firms see them.
namespace rivalry {

void tabulate_segments(const Market& market, const Step& step) {
  const Segments& segments = market.segments;
  const std::vector<kernels::Segment>& open = step.scratch.open;
  SegmentTable& table = step.scratch.table;
  const Index attributes = std::ssize(segments.ideal), lags = lags_together(segments);
  table.stride = static_cast<Index>(open.size());
  const Index points = attributes * lags;  // of a segment
  table.values.resize(static_cast<std::size_t>((SegmentTable::columns + points) * table.stride));
  Index next = 0;
  const auto column = [&](auto value) {
    double* const begin = table.values.data() + next++ * table.stride;
    std::transform(open.begin(), open.end(), begin, value);
    return begin;
  };
  const auto of = [&](const Column& values) {
    return column([&](const kernels::Segment& segment) { return values[segment.row]; });
  };
  table.field = {
      .segments = static_cast<Index>(open.size()),
      .attributes = attributes,
      .position_weight = step.scenario.demand.position_weight,
      .sensitivity = of(segments.price_sensitivity),
      .novelty_taste = of(segments.novelty_taste),
      .legitimacy_taste = of(segments.legitimacy_taste),
      .damage_taste = of(segments.sustainability_taste),
      .denominator = of(segments.denominator),
      .loyalty = column([&](const kernels::Segment& segment) { return step.scratch.inertia ? segment.loyalty : 0; }),
      .mass = of(segments.mass),
      .retained_scale = column([](const kernels::Segment& segment) { return segment.retained_scale; }),
      .retained = of(segments.retained),
      .locked = of(segments.locked),
      .locked_squared = of(segments.locked_squared),
  };
  for (Index c = 0; c < table.stride; ++c)
    lay_out_points(segments, open[static_cast<std::size_t>(c)].row, table.seen() + c * points);
}

Appraisers::Appraisers(const Market& market, const Step& step, std::span<const Searcher> searchers)
    : market_(market),
      step_(step),
      searchers_(searchers),
      activities_(market, step),
      cells_(static_cast<Index>(step.scratch.open.size()) * seats),
      buyers_(own_ + cells_),
      access_(buyers_ + cells_),
      changed_access_(access_ + cells_) {
  const Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  const std::vector<kernels::Segment>& open = step.scratch.open;
  for (Seats* values : {&size_, &brand_, &felt_margin_, &unlearned_, &technology_, &experience_, &list_price_, &ahead_,
                        &log_legitimacy_, &retention_})
    values->setZero();
  size_.setOnes();
  std::fill_n(rows_, 3 * cells_, 0.0);
  if (scenario.network.enabled) fit_after_change_ = fit_after_change(scenario);
  for (Index seat = 0; seat < std::ssize(searchers); ++seat) {
    const auto [j, path] = searchers[static_cast<std::size_t>(seat)];
    size_[seat] = firms.trait[Trait::start_size][j];
    unlearned_[seat] = lost_by_a_change(firms, step, j, path);
    if (scenario.resources.enabled) brand_[seat] = scenario.resources.brand_value * firms.trait[Trait::brand][j];
    // A logit's markup is constant in felt money, so managers expect to keep it as buyers feel it.
    felt_margin_[seat] = (firms.paid_price[j] - marginal_cost(firms, j)) * firms.felt[j];
    list_price_[seat] = firms.markup[j];
    technology_[seat] = firms.technology[j];
    experience_[seat] = firms.experience[j];
    log_legitimacy_[seat] = log_legitimacy(firms, scenario, j);
    retention_[seat] = firms.retention[j];
    const Outlook outlook = outlook_of(scenario, acting(firms, scenario, Trait::sensing, j),
                                       acting(firms, scenario, Trait::forecasting, j), told_by_users(market, step, j));
    participants_[static_cast<std::size_t>(seat)] =
        participants(market, scenario, j, step.scratch.effects.openness(firms.model[j]));
    lag_[seat] = outlook.lag;
    ahead_[seat] = outlook.ahead;
    for (std::size_t c = 0; c < open.size(); ++c) {
      const auto place = static_cast<Index>(c) * seats + seat;
      own_[place] = market.weight(open[c].row, j);
      buyers_[place] = market.buyers(open[c].row, j);
      access_[place] = market.base_utility(open[c].row, j);
    }
  }
  kernels::chosen().log(seats, size_.data(), log_size_.data());
}

Synergy Appraisers::expected_synergy(Index j, const Proposal& proposal) const {
  const Firms& firms = market_.firms;
  const std::uint64_t choices = proposal.alone == 0 ? ~std::uint64_t{0} : proposal.alone;
  const Synergy change = market_.landscape.change(choices, firms.model[j], proposal.design->model);
  return {firms.value_synergy[j] + change.value, firms.efficiency_synergy[j] + change.efficiency};
}

/// Novelty with the firm's own sales counted where it would then be.
double Appraisers::expected_novelty(Index j, std::uint64_t model) const {
  const Commonness& commonness = step_.scratch.commonness;
  const std::uint64_t present = market_.firms.model[j];
  const double own = market_.firms.share(j);
  double sum = 0;
  for (int path = 0; path < path_count; ++path)
    sum += 1 - std::min(1.0, commonness.share(path, model) + (commonness.alike(path, model, present) ? 0 : own));
  return sum / path_count;
}

void Appraisers::change_access(Index seat, std::uint64_t model, double* access) const {
  const Index j = searchers_[static_cast<std::size_t>(seat)].firm;
  double reach[max_segments], utility[max_segments];
  const EffectTable& effects = step_.scratch.effects;
  const double gap = access_gap(market_, step_.scenario, j, effects.openness(model));
  effects.access(model, gap, reach, utility);
  for (std::size_t c = 0; c < step_.scratch.open.size(); ++c)
    access[static_cast<Index>(c) * seats + seat] = log_size_[seat] + utility[step_.scratch.open[c].row];
}

Design Appraisers::expected_design(Index seat, std::uint64_t model) const {
  const Firms& firms = market_.firms;
  const Index j = searchers_[static_cast<std::size_t>(seat)].firm;
  const Participants& today = participants_[static_cast<std::size_t>(seat)];
  if (model == firms.model[j]) {
    Design design = design_of(firms, j);
    design.shared_margin = shared_margin(firms, j, today);
    return design;
  }
  Design design = step_.scratch.effects.design(model);
  design.willingness += brand_[seat];
  if (step_.scenario.co_creation.enabled) {
    const Participants who = expected_participants(market_, step_.scenario, j, today,
                                                   step_.scratch.effects.openness(model), design.in_house);
    design.willingness += created_value(step_.scenario, who);
    design.retention = retention_with(step_.scenario, who, design.retention);
    design.shared_margin = shared_margin(firms, j, who);
  }
  design.fixed_cost =
      choices_cost(step_.scenario, step_.scratch.effects, design.fixed_cost, model, firms.trait[Trait::digital][j]);
  return design;
}

double Appraisers::expected_support(Index seat, const Candidate& design, std::uint64_t own, Prospect& prospect) const {
  const Firms& firms = market_.firms;
  const Index j = searchers_[static_cast<std::size_t>(seat)].firm;
  const std::uint64_t creation = step_.scratch.effects.block(static_cast<int>(Path::creation));
  const double kept = ((design.model ^ firms.model[j]) & creation) == 0 ? 1 : fit_after_change_;
  prospect.shared_revenue[seat] = kept * firms.shared_revenue[j];
  prospect.partners_income[seat] = kept * firms.partners_income[j];
  return partners_support(firms, activities_, j, own, kept);
}

void Appraisers::look_at(const Proposals& proposals, Index number, Prospect& prospect) {
  const Firms& firms = market_.firms;
  const Scenario& scenario = step_.scenario;
  const auto attributes = static_cast<Index>(firms.home.size());
  const bool chain = scenario.value_chain.enabled, network = scenario.network.enabled;
  Seats value = Seats::Zero(), bought = value, efficiency = value, willingness = value, technology_value = value,
        unit_cost = value, technology_cost = value, collected = value, felt = Seats::Ones(), third_party = value,
        experience = value, damage = value;
  prospect.novelty = prospect.retention = prospect.fixed_cost = value;
  prospect.shared_revenue = prospect.partners_income = value;
  for (Index d = 0; d < attributes; ++d) prospect.position[d].setZero();
  prospect.access = access_;
  for (Index seat = 0; seat < std::ssize(searchers_); ++seat) {
    const Proposal& proposal = proposals[static_cast<std::size_t>(seat)];
    if (proposal.design == nullptr) continue;
    const Candidate& candidate = *proposal.design;
    const Index j = searchers_[static_cast<std::size_t>(seat)].firm;
    const bool kept = candidate.model == firms.model[j];
    const Design design = expected_design(seat, candidate.model);
    const Synergy synergy =
        kept ? Synergy{firms.value_synergy[j], firms.efficiency_synergy[j]} : expected_synergy(j, proposal);
    value[seat] = synergy.value;
    efficiency[seat] = synergy.efficiency;
    prospect.shared[seat] = design.shared_margin;
    willingness[seat] = design.willingness;
    technology_value[seat] = design.technology_value;
    unit_cost[seat] = design.unit_cost;
    technology_cost[seat] = design.technology_cost;
    const double support =
        network ? expected_support(seat, candidate, activities_.of(design, candidate.model), prospect) : 0;
    if (network) willingness[seat] += scenario.network.value * support;
    if (chain) {
      unit_cost[seat] -= stage_gain(market_, scenario, j, design.in_house, candidate.stage);
      bought[seat] = suppliers_margin(market_, scenario, design.in_house, design.orchestration, support);
    } else if (network) {
      unit_cost[seat] -= scenario.network.cost_effect * support;
    }
    collected[seat] = design.collected;
    felt[seat] = design.felt;
    third_party[seat] = design.third_party;
    damage[seat] = design.externality;
    for (Index d = 0; d < attributes; ++d) prospect.position[d][seat] = candidate.home[d] + design.shift[d];
    prospect.novelty[seat] = kept ? firms.novelty[j] : expected_novelty(j, candidate.model);
    prospect.retention[seat] = design.retention;
    prospect.fixed_cost[seat] = design.fixed_cost;
    experience[seat] = kept_experience(experience_[seat], unlearned_[seat], changed_choices(firms, j, candidate));
    if (((candidate.model ^ firms.model[j]) & step_.scratch.effects.segment_choices()) == 0) continue;
    double* const changed = changed_access_ + number * cells_;
    if (prospect.access == access_) std::copy_n(access_, cells_, changed);
    change_access(seat, candidate.model, changed);
    prospect.access = changed;
  }
  const kernels::Set& kernel = kernels::chosen();
  const double* position[Design::max_attributes];
  for (Index d = 0; d < attributes; ++d) position[d] = prospect.position[d].data();
  kernels::Offer offer = offer_in(scenario, firms.home.size());
  offer.value_synergy = value.data();
  offer.willingness = willingness.data();
  offer.technology_value = technology_value.data();
  offer.technology = technology_.data();
  offer.position = position;
  offer.utility = prospect.utility.data();
  kernels::columns().offer(seats, offer);
  prospect.log_damage = 1 + damage.max(0.0);
  kernel.log(seats, prospect.log_damage.data(), prospect.log_damage.data());
  Seats cost = relative_experience(scenario, experience, size_);
  kernel.log(seats, cost.data(), cost.data());
  cost = log_unit_cost(scenario, efficiency, unit_cost, technology_cost, technology_, cost);
  kernel.exp(seats, cost.data(), cost.data());
  if (chain) cost += bought;
  prospect.carbon = carbon_price(scenario) * damage.max(0.0);
  prospect.marginal_cost = (cost + prospect.carbon - third_party) / (1 - prospect.shared_revenue);
  if (scenario.competition.pricing == Pricing::fixed)
    prospect.price = list_price_ * collected;
  else
    prospect.price = (collected > 0).select((prospect.marginal_cost + felt_margin_ / felt).max(0.0), 0);
  prospect.felt_price = felt * prospect.price;
  prospect.fixed_cost = (scenario.cost.fixed + prospect.fixed_cost).max(0.0) * size_;
}

Appraisers::Seats Appraisers::profit_of(const Seats& margin, const Prospect& prospect) {
  return margin - prospect.shared * margin.max(0.0) - prospect.fixed_cost;
}

void Appraisers::judge(std::span<const Proposals> proposals, Seats* profit) {
  const SegmentTable& table = step_.scratch.table;
  Prospect prospects[round];
  kernels::Prospects designs[round];
  Seats quantity[round];
  for (Index i = 0; i < std::ssize(proposals); ++i) {
    Prospect& prospect = prospects[i];
    look_at(proposals[static_cast<std::size_t>(i)], i, prospect);
    designs[i] = {.access = prospect.access,
                  .utility = prospect.utility.data(),
                  .novelty = prospect.novelty.data(),
                  .log_damage = prospect.log_damage.data(),
                  .felt_price = prospect.felt_price.data(),
                  .retention = prospect.retention.data(),
                  .position = prospect.position[0].data()};
  }
  if (step_.scenario.competition.rule != Rule::logit) return judge_homogeneous(proposals, prospects, profit);
  kernels::chosen().expected_quantities(table.field,
                                        {.seen = table.seen(),
                                         .lags = lags_together(market_.segments),
                                         .lag = lag_,
                                         .ahead = ahead_.data(),
                                         .log_legitimacy = log_legitimacy_.data(),
                                         .retention = retention_.data(),
                                         .own = own_,
                                         .buyers = buyers_},
                                        std::ssize(proposals), designs, quantity[0].data());
  for (Index i = 0; i < std::ssize(proposals); ++i) {
    const Prospect& prospect = prospects[i];
    const Seats margin = (prospect.price - prospect.marginal_cost) * (1 - prospect.shared_revenue);
    profit[i] = profit_of(margin * quantity[i], prospect) + prospect.partners_income;
    for (Index seat = 0; seat < seats; ++seat)
      if (proposals[static_cast<std::size_t>(i)][static_cast<std::size_t>(seat)].design == nullptr) profit[i][seat] = 0;
  }
}

void Appraisers::judge_homogeneous(std::span<const Proposals> proposals, const Prospect* prospects,
                                   Seats* profit) const {
  for (std::size_t i = 0; i < proposals.size(); ++i) {
    profit[i].setZero();
    for (std::size_t seat = 0; seat < searchers_.size(); ++seat) {
      const Candidate* const design = proposals[i][seat].design;
      const auto lane = static_cast<Index>(seat);
      const double carbon = prospects[i].carbon[lane];
      if (design != nullptr)
        profit[i][lane] =
            expected_homogeneous_margin(market_, step_, searchers_[seat].firm,
                                        {design->model, prospects[i].marginal_cost[lane] - carbon, carbon}) -
            prospects[i].fixed_cost[lane];
    }
  }
}

double expected_profit(const Market& market, const Step& step, Searcher searcher, const Candidate& candidate,
                       std::uint64_t alone) {
  const Appraisers::Proposals proposal{Proposal{&candidate, alone}};
  Appraisers::Seats profit;
  Appraisers(market, step, std::span(&searcher, 1)).judge(std::span(&proposal, 1), &profit);
  return profit[0];
}

}  // namespace rivalry
