#include <algorithm>
#include <utility>

#include "rivalry/model/demand.hpp"
#include "rivalry/model/homogeneous.hpp"
#include "rivalry/model/innovation.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/random/functions.hpp"

// What a candidate design is worth, as its firm sees it.
namespace rivalry {

void tabulate_segments(const Market& market, const Step& step) {
  const Segments& segments = market.segments;
  const std::vector<kernels::Segment>& open = step.scratch.open;
  SegmentTable& table = step.scratch.table;
  table.attributes = static_cast<Index>(segments.ideal.size());
  table.stride = (static_cast<Index>(open.size()) + 7) / 8 * 8;
  const auto columns = SegmentTable::columns + static_cast<Index>(segments.seen.size()) * table.attributes;
  table.values.assign(static_cast<std::size_t>(columns * table.stride), 0.0);
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
      .attributes = table.attributes,
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
  for (const auto& lag : segments.seen)
    for (const Column& attribute : lag) of(attribute);
}

Appraiser::Appraiser(const Market& market, const Step& step, Index firm, int path)
    : market_(market), step_(step), firm_(firm) {
  const Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  const SegmentTable& table = step.scratch.table;
  size_ = firms.trait[Trait::start_size][firm];
  unlearned_ = lost_by_a_change(firms, step, firm, path);
  brand_ = scenario.resources.enabled ? scenario.resources.brand_value * firms.trait[Trait::brand][firm] : 0;
  // A logit's markup is constant in felt money, so managers expect to keep it as buyers feel it.
  felt_margin_ = (firms.paid_price[firm] - marginal_cost(firms, firm)) * firms.felt[firm];

  double* next = values_;
  const auto row = [&] { return std::exchange(next, next + table.stride); };
  access_ = row(), own_ = row();
  double* const buyers = row();
  view_ = {.constant = row(),
           .locked = row(),
           .locked_squared = row(),
           .free = row(),
           .bought = buyers,
           .pull = next,
           .stride = table.stride};
  for (double* values : {access_, own_, buyers}) std::fill_n(values, table.stride, 0.0);
  for (std::size_t c = 0; c < step.scratch.open.size(); ++c) {
    const Index s = step.scratch.open[c].row;
    access_[c] = market.base_utility(s, firm);
    own_[c] = market.weight(s, firm);
    buyers[c] = market.buyers(s, firm);
  }
  const Outlook outlook = outlook_of(scenario, acting(firms, scenario, Trait::sensing, firm),
                                     acting(firms, scenario, Trait::forecasting, firm));
  const double *now[Design::max_attributes], *before[Design::max_attributes];
  for (Index d = 0; d < table.attributes; ++d) {
    now[d] = table.seen(outlook.lag, d);
    before[d] = table.seen(outlook.lag + 1, d);
  }
  kernels::chosen().appraise(table.field,
                             {.now = now,
                              .before = before,
                              .ahead = outlook.ahead,
                              .log_legitimacy = log_legitimacy(firms, scenario, firm),
                              .retention = firms.retention[firm],
                              .own = own_,
                              .buyers = buyers},
                             view_);
}

Synergy Appraiser::expected_synergy(std::uint64_t model, std::uint64_t alone) const {
  const Firms& firms = market_.firms;
  if (model == firms.model[firm_]) return {firms.value_synergy[firm_], firms.efficiency_synergy[firm_]};
  if (alone == 0) return market_.landscape.standardised(model);
  const Synergy change = market_.landscape.block_change(alone, firms.model[firm_], model);
  return {firms.value_synergy[firm_] + change.value, firms.efficiency_synergy[firm_] + change.efficiency};
}

/// Novelty with the firm's own sales counted where it would then be.
double Appraiser::expected_novelty(std::uint64_t model) const {
  const Commonness& commonness = step_.scratch.commonness;
  const std::uint64_t present = market_.firms.model[firm_];
  const double own = market_.firms.share[firm_];
  double sum = 0;
  for (int path = 0; path < path_count; ++path)
    sum += 1 - std::min(1.0, commonness.share(path, model) + (commonness.alike(path, model, present) ? 0 : own));
  return sum / path_count;
}

Appraiser::Prospect Appraiser::prospect_of(const Candidate& candidate, std::uint64_t alone) const {
  const Firms& firms = market_.firms;
  const Scenario& scenario = step_.scenario;
  const auto attributes = static_cast<int>(firms.home.size());
  Prospect prospect;
  prospect.design = step_.scratch.effects.design(candidate.model);
  for (int d = 0; d < attributes; ++d) prospect.position[d] = candidate.home[d] + prospect.design.shift[d];
  const Synergy synergy = expected_synergy(candidate.model, alone);
  prospect.utility = firm_utility(scenario, prospect.design.willingness + brand_, prospect.design.technology_value,
                                  firms.technology[firm_], synergy.value, prospect.position, attributes);
  prospect.novelty = expected_novelty(candidate.model);
  prospect.log_damage = prospect.design.externality > 0 ? functions::log(1 + prospect.design.externality) : 0;
  const double experience =
      kept_experience(firms.experience[firm_], unlearned_, changed_choices(firms, firm_, candidate));
  prospect.marginal_cost =
      functions::exp(log_unit_cost(scenario, synergy.efficiency, prospect.design.unit_cost,
                                   prospect.design.technology_cost, firms.technology[firm_], experience, size_)) -
      prospect.design.third_party;
  prospect.price = 0;
  if (scenario.competition.pricing == Pricing::fixed)
    prospect.price = firms.markup[firm_] * prospect.design.collected;
  else if (prospect.design.collected > 0)
    prospect.price = std::max(0.0, prospect.marginal_cost + felt_margin_ / prospect.design.felt);
  return prospect;
}

double Appraiser::expected_profit(const Candidate& candidate, std::uint64_t alone) const {
  const Prospect prospect = prospect_of(candidate, alone);
  const double fixed = std::max(0.0, step_.scenario.cost.fixed + prospect.design.fixed_cost) * size_;
  if (step_.scenario.competition.rule != Rule::logit)
    return expected_homogeneous_margin(market_, step_, firm_, {candidate.model, prospect.marginal_cost}) - fixed;
  double fresh[max_segments];
  const bool new_access =
      ((candidate.model ^ market_.firms.model[firm_]) & step_.scratch.effects.segment_choices()) != 0;
  if (new_access) fresh_access(candidate.model, fresh);
  const double quantity = kernels::chosen().expected_quantity(step_.scratch.table.field, own_, view_,
                                                              {.access = new_access ? fresh : access_,
                                                               .utility = prospect.utility,
                                                               .novelty = prospect.novelty,
                                                               .log_damage = prospect.log_damage,
                                                               .felt_price = prospect.design.felt * prospect.price,
                                                               .retention = prospect.design.retention,
                                                               .position = prospect.position});
  return (prospect.price - prospect.marginal_cost) * quantity - fixed;
}

void Appraiser::fresh_access(std::uint64_t model, double* out) const {
  double reach[max_segments], utility[max_segments];
  const double gap = digital_gap(step_.scenario, market_.firms.trait[Trait::digital][firm_]);
  step_.scratch.effects.reach(model, gap, reach);
  step_.scratch.effects.segment_utility(model, reach, utility);
  const double log_size = functions::log(size_);
  std::fill_n(out, step_.scratch.table.stride, 0.0);
  for (std::size_t c = 0; c < step_.scratch.open.size(); ++c) out[c] = log_size + utility[step_.scratch.open[c].row];
}

double expected_profit(const Market& market, const Step& step, Index firm, const Candidate& candidate, int path,
                       std::uint64_t alone) {
  tabulate_segments(market, step);
  return Appraiser(market, step, firm, path).expected_profit(candidate, alone);
}

}  // namespace rivalry
