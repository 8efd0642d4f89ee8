#include <algorithm>

#include "rivalry/model/demand.hpp"
#include "rivalry/model/innovation.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/model/pricing.hpp"
#include "rivalry/random/functions.hpp"

// What a candidate design is worth, as its firm sees it.
namespace rivalry {
namespace {

/// The firm as it would be with the candidate.
struct Prospect {
  Design design;
  double position[Design::max_attributes] = {};
  double utility = 0, novelty = 0, sustainability = 0, marginal_cost = 0, price = 0;
};

Synergy expected_synergy(const Market& market, Index j, std::uint64_t model, std::uint64_t alone) {
  const Firms& firms = market.firms;
  if (model == firms.model[j]) return {firms.value_synergy[j], firms.efficiency_synergy[j]};
  if (alone == 0) return market.landscape.standardised(model);
  const Synergy change = market.landscape.block_change(alone, firms.model[j], model);
  return {firms.value_synergy[j] + change.value, firms.efficiency_synergy[j] + change.efficiency};
}

/// Novelty with the firm's own sales counted where it would then be.
double expected_novelty(const Market& market, const Commonness& commonness, Index j, std::uint64_t model) {
  const Firms& firms = market.firms;
  double sum = 0;
  for (int path = 0; path < path_count; ++path) {
    const double share = commonness.share(path, model);
    const double own = commonness.alike(path, model, firms.model[j]) ? 0 : firms.share[j];
    sum += 1 - std::min(1.0, share + own);
  }
  return sum / path_count;
}

Prospect prospect_of(const Market& market, const Step& step, Index j, const Candidate& candidate, int path,
                     std::uint64_t alone) {
  const Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  const auto attributes = static_cast<int>(firms.home.size());
  Prospect prospect;
  prospect.design = step.scratch.effects.design(candidate.model);
  for (int d = 0; d < attributes; ++d) prospect.position[d] = candidate.home[d] + prospect.design.shift[d];
  const Synergy synergy = expected_synergy(market, j, candidate.model, alone);
  const double brand = scenario.resources.enabled ? scenario.resources.brand_value * firms.trait[Trait::brand][j] : 0;
  prospect.utility = firm_utility(scenario, prospect.design.willingness + brand, prospect.design.technology_value,
                                  firms.technology[j], synergy.value, prospect.position, attributes);
  prospect.novelty = expected_novelty(market, step.scratch.commonness, j, candidate.model);
  prospect.sustainability = sustainability_of(prospect.design.externality);
  const double experience =
      candidate.mode == SearchMode::none ? firms.experience[j] : kept_experience(market, scenario, j, candidate, path);
  prospect.marginal_cost =
      unit_cost(scenario, synergy.efficiency, prospect.design.unit_cost, prospect.design.technology_cost,
                firms.technology[j], experience, firms.trait[Trait::start_size][j]) -
      prospect.design.third_party;
  if (scenario.competition.pricing == Pricing::fixed) {
    prospect.price = firms.markup[j] * prospect.design.collected;
  } else if (prospect.design.collected > 0) {
    // A logit's markup is constant in felt money, so managers expect to keep it as buyers feel it.
    const double margin = (firms.paid_price[j] - marginal_cost(firms, j)) * firms.felt[j] / prospect.design.felt;
    prospect.price = std::max(0.0, prospect.marginal_cost + margin);
  }
  return prospect;
}

}  // namespace

double expected_profit(const Market& market, const Step& step, Index j, const Candidate& candidate, int path,
                       std::uint64_t alone) {
  const Firms& firms = market.firms;
  const Segments& segments = market.segments;
  const Scenario& scenario = step.scenario;
  const Scratch& scratch = step.scratch;
  const auto attributes = static_cast<int>(firms.home.size());
  const Prospect prospect = prospect_of(market, step, j, candidate, path, alone);
  const double beta = scenario.demand.position_weight;
  const double legitimacy = log_legitimacy(firms, scenario, j);

  double fresh[max_segments];
  const bool same_channels = ((candidate.model ^ firms.model[j]) & scratch.effects.segment_choices()) == 0;
  if (!same_channels)
    scratch.effects.segment_utility(candidate.model, digital_gap(scenario, firms.trait[Trait::digital][j]), fresh);
  const double log_size = functions::log(firms.trait[Trait::start_size][j]);

  double quantity = 0;
  for (Index s = 0; s < segments.count; ++s) {
    if (segments.open[s] == 0) continue;
    double point[Design::max_attributes];
    sensed_ideal_point(market, scenario, j, s, point);
    double square = 0, along = 0;
    for (int d = 0; d < attributes; ++d) {
      square += point[d] * point[d];
      along += point[d] * prospect.position[d];
    }
    const double alpha = segments.price_sensitivity[s];
    const double utility = (same_channels ? market.base_utility(s, j) : log_size + fresh[s]) + prospect.utility +
                           alpha - beta / 2 * square + beta * along + segments.novelty_taste[s] * prospect.novelty +
                           segments.legitimacy_taste[s] * legitimacy +
                           segments.sustainability_taste[s] * prospect.sustainability -
                           alpha * prospect.design.felt * prospect.price;
    const double e = functions::exp(utility);
    const double own = market.appeal(s, j) * scratch.price_factor[scratch.sensitivity[static_cast<std::size_t>(s)]][j];
    const double buyers = market.buyers(s, j);
    quantity += expected_quantity(segments, s, {own, firms.retention[j] * buyers},
                                  {e, prospect.design.retention * buyers}, scratch.inertia);
  }
  const double size = firms.trait[Trait::start_size][j];
  const double fixed = std::max(0.0, scenario.cost.fixed + prospect.design.fixed_cost) * size;
  return (prospect.price - prospect.marginal_cost) * quantity - fixed;
}

}  // namespace rivalry
