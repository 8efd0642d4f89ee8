#include "rivalry/model/demand.hpp"

#include <algorithm>

#include "rivalry/model/kernels.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

constexpr double reference_cost = 1;  // c0, the unit of money

double* from(Column& column, Block block) { return column.data() + block.begin; }

}  // namespace

double retained_scale(const Segments& segments, Index s) {
  const double before = segments.previous_mass[s];
  return before > segments.mass[s] ? segments.mass[s] / before : 1;
}

double loyalty(const Segments& segments, Index s) { return functions::exp(segments.switching_cost[s]) - 1; }

double expected_quantity(const Segments& segments, Index s, OwnWeight now, OwnWeight then, bool inertia) {
  const double z = segments.denominator[s] - now.weight + then.weight;
  if (!inertia) return segments.mass[s] * then.weight / z;
  const double k = loyalty(segments, s), scale = retained_scale(segments, s);
  const double kept_now = now.retained * scale, kept_then = then.retained * scale;
  const double old = 1 / (segments.denominator[s] + k * now.weight);
  const double locked = std::max(0.0, segments.locked[s] - kept_now * old);
  const double squared = std::max(0.0, segments.locked_squared[s] - kept_now * old * old);
  const double bottom = locked + squared * (then.weight - now.weight);
  const double rivals = bottom > 0 ? locked * locked / bottom : 0;
  const double free = std::max(0.0, segments.mass[s] - (segments.retained[s] - kept_now + kept_then));
  return then.weight * (free / z + rivals + kept_then * (1 + k) / (z + k * then.weight));
}

double log_legitimacy(const Firms& firms, const Scenario& scenario, Index j) {
  return scenario.legitimacy.enabled ? functions::log(firms.legitimacy[j]) : 0;
}

double sustainability_of(double externality) { return -functions::log(1 + std::max(0.0, externality)); }

double social_margin(const Firms& firms, Index j) {
  return firms.felt[j] * firms.paid_price[j] + firms.third_party[j] - firms.unit_cost[j] -
         std::max(0.0, firms.externality[j]);
}

double firm_utility(const Scenario& scenario, double willingness, double technology_value, double technology,
                    double value_synergy, const double* position, int attributes) {
  double square = 0;
  for (int d = 0; d < attributes; ++d) square += position[d] * position[d];
  return scenario.demand.base_utility + scenario.demand.synergy_weight * value_synergy + willingness +
         technology_value * technology - scenario.demand.position_weight / 2 * square;
}

void update_appeal(Market& market, const Step& step) {
  Firms& firms = market.firms;
  Scratch& scratch = step.scratch;
  const int attributes = static_cast<int>(firms.position.size());
  const double beta = step.scenario.demand.position_weight;
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j) {
      double position[Design::max_attributes];
      for (int d = 0; d < attributes; ++d) position[d] = firms.position[static_cast<std::size_t>(d)][j];
      scratch.firm_utility[j] = firm_utility(step.scenario, firms.willingness[j], firms.technology_value[j],
                                             firms.technology[j], firms.value_synergy[j], position, attributes);
      firms.novelty[j] =
          scratch.commonness.novelty(firms.model[j]);  // models may have changed since sales were counted
      scratch.log_legitimacy[j] = log_legitimacy(firms, step.scenario, j);
      scratch.sustainability[j] = sustainability_of(firms.externality[j]);
    }
    const double* features[Design::max_attributes + 3];
    double weights[Design::max_attributes + 3];
    for (int d = 0; d < attributes; ++d) features[d] = from(firms.position[static_cast<std::size_t>(d)], block);
    features[attributes] = from(firms.novelty, block);
    features[attributes + 1] = from(scratch.log_legitimacy, block);
    features[attributes + 2] = from(scratch.sustainability, block);
    const Segments& segments = market.segments;
    for (Index s = 0; s < segments.count; ++s) {
      if (segments.open[s] == 0) continue;
      double square = 0;
      for (int d = 0; d < attributes; ++d) {
        const double z = segments.ideal[static_cast<std::size_t>(d)][s];
        weights[d] = beta * z;
        square += z * z;
      }
      weights[attributes] = segments.novelty_taste[s];
      weights[attributes + 1] = segments.legitimacy_taste[s];
      weights[attributes + 2] = segments.sustainability_taste[s];
      const double constant = segments.price_sensitivity[s] * reference_cost - beta / 2 * square;
      kernels::appeal(block.end - block.begin, market.base_utility.tile(block.number, s),
                      from(scratch.firm_utility, block), constant, attributes + 3, features, weights,
                      market.appeal.tile(block.number, s));
    }
  });
}

namespace {

/// Sums over retained buyers at the present denominators, and what they take off free share and square.
void add_retained_buyers(Market& market, const Step& step) {
  Firms& firms = market.firms;
  Segments& segments = market.segments;
  Scratch& scratch = step.scratch;
  const Index blocks = Workers::blocks(firms.count);
  std::vector<kernels::RetainedSums>& sums = scratch.retained;
  sums.assign(static_cast<std::size_t>(blocks * segments.count), {});
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index s = 0; s < segments.count; ++s) {
      if (segments.open[s] == 0) continue;
      sums[static_cast<std::size_t>(block.number * segments.count + s)] =
          kernels::retained_sums(block.end - block.begin, market.appeal.tile(block.number, s),
                                 from(scratch.price_factor[scratch.sensitivity[static_cast<std::size_t>(s)]], block),
                                 from(firms.retention, block), market.buyers.tile(block.number, s),
                                 {segments.denominator[s], loyalty(segments, s), retained_scale(segments, s)});
    }
  });
  for (Index s = 0; s < segments.count; ++s) {
    kernels::RetainedSums total;
    for (Index b = 0; b < blocks; ++b) {
      const kernels::RetainedSums& sum = sums[static_cast<std::size_t>(b * segments.count + s)];
      total.free_loss += sum.free_loss;
      total.squared_loss += sum.squared_loss;
      total.retained += sum.retained;
      total.locked += sum.locked;
      total.locked_squared += sum.locked_squared;
    }
    segments.retained[s] = total.retained;
    segments.locked[s] = total.locked;
    segments.locked_squared[s] = total.locked_squared;
    const double z = segments.denominator[s];
    scratch.free_share[static_cast<std::size_t>(s)] =
        segments.open[s] != 0 ? segments.mass[s] / z - total.free_loss : 0;
    scratch.free_square[static_cast<std::size_t>(s)] =
        segments.open[s] != 0 ? segments.mass[s] / z / z - total.squared_loss : 0;
  }
}

}  // namespace

void weigh_firms(Market& market, const Step& step) {
  Firms& firms = market.firms;
  Segments& segments = market.segments;
  Scratch& scratch = step.scratch;
  const auto stride = static_cast<std::size_t>(segments.count);
  scratch.partial.assign(static_cast<std::size_t>(Workers::blocks(firms.count)) * stride, 0.0);
  step.workers.for_blocks(firms.count, [&](Block block) {
    const Index n = block.end - block.begin;
    for (std::size_t c = 0; c < scratch.sensitivities.size(); ++c)
      kernels::price_factor(n, scratch.sensitivities[c], from(firms.felt, block), from(firms.paid_price, block),
                            from(scratch.price_factor[c], block));
    for (Index s = 0; s < segments.count; ++s)
      if (segments.open[s] != 0)
        scratch.partial[static_cast<std::size_t>(block.number) * stride + static_cast<std::size_t>(s)] =
            kernels::weight_sum(n, market.appeal.tile(block.number, s),
                                from(scratch.price_factor[scratch.sensitivity[static_cast<std::size_t>(s)]], block));
  });
  for (Index s = 0; s < segments.count; ++s) {
    double sum = segments.outside[s];
    for (Index b = 0; b < Workers::blocks(firms.count); ++b)
      sum += scratch.partial[static_cast<std::size_t>(b) * stride + static_cast<std::size_t>(s)];
    segments.denominator[s] = sum;
    const double z = segments.denominator[s];
    scratch.free_share[static_cast<std::size_t>(s)] = segments.open[s] != 0 ? segments.mass[s] / z : 0;
    scratch.free_square[static_cast<std::size_t>(s)] = segments.open[s] != 0 ? segments.mass[s] / z / z : 0;
  }
  if (scratch.inertia)
    add_retained_buyers(market, step);
  else
    for (Column* sum : {&segments.retained, &segments.locked, &segments.locked_squared}) sum->setZero();
}

void clear_market(Market& market, const Step& step) {
  Firms& firms = market.firms;
  Segments& segments = market.segments;
  Scratch& scratch = step.scratch;
  weigh_firms(market, step);

  const auto stride = static_cast<std::size_t>(segments.count);
  const auto blocks = static_cast<std::size_t>(Workers::blocks(firms.count));
  std::vector<double>& partial = scratch.partial;
  partial.assign(blocks * stride * 3 + blocks, 0.0);  // a segment: served, loyal log-sum, earned; a block: saving
  step.workers.for_blocks(firms.count, [&](Block block) {
    const Index n = block.end - block.begin;
    const auto first = static_cast<std::size_t>(block.number) * stride;
    std::fill(firms.quantity.data() + block.begin, firms.quantity.data() + block.end, 0.0);
    for (Index j = block.begin; j < block.end; ++j) scratch.margin[j] = social_margin(firms, j);
    for (Index s = 0; s < segments.count; ++s) {
      if (segments.open[s] == 0) continue;
      const double* const appeal = market.appeal.tile(block.number, s);
      const double* const factor = from(scratch.price_factor[scratch.sensitivity[static_cast<std::size_t>(s)]], block);
      double* const buyers = market.buyers.tile(block.number, s);
      const kernels::Segment view{segments.denominator[s], loyalty(segments, s), retained_scale(segments, s)};
      if (scratch.inertia)
        partial[blocks * stride + first + static_cast<std::size_t>(s)] =
            kernels::loyal_logsum(n, appeal, factor, from(firms.retention, block), buyers, view);
      partial[first + static_cast<std::size_t>(s)] =
          kernels::sell(n, appeal, factor, from(firms.retention, block), buyers, view,
                        scratch.free_share[static_cast<std::size_t>(s)], scratch.inertia, from(firms.quantity, block));
      partial[blocks * stride * 2 + first + static_cast<std::size_t>(s)] =
          kernels::weight_sum(n, buyers, from(scratch.margin, block));
    }
    // Buyers feel felt × price but pay the price: surplus is corrected by the difference.
    double saving = 0;
    for (Index j = block.begin; j < block.end; ++j)
      saving += firms.quantity[j] * (1 - firms.felt[j]) * firms.paid_price[j];
    partial[blocks * stride * 3 + static_cast<std::size_t>(block.number)] = saving;
  });

  double total_surplus = 0, sales = 0;
  for (Index s = 0; s < segments.count; ++s) {
    double served = 0, loyal = 0, earned = 0;
    for (std::size_t b = 0; b < blocks; ++b) {
      served += partial[b * stride + static_cast<std::size_t>(s)];
      loyal += partial[blocks * stride + b * stride + static_cast<std::size_t>(s)];
      earned += partial[blocks * stride * 2 + b * stride + static_cast<std::size_t>(s)];
    }
    segments.served[s] = served;
    segments.earned[s] = earned;
    segments.surplus[s] = 0;
    if (segments.open[s] != 0) {
      // sum over retained buyers of ln((Z + k e)/A) is theirs of ln(Z/A) plus the loyal log-sum.
      const double logsum = functions::log(segments.denominator[s] / segments.outside[s]);
      const double retained = scratch.inertia ? segments.retained[s] : 0;
      segments.surplus[s] =
          (segments.mass[s] * logsum + loyal - retained * segments.switching_cost[s]) / segments.price_sensitivity[s];
    }
    total_surplus += segments.surplus[s];
    sales += served;
  }
  for (std::size_t b = 0; b < blocks; ++b) total_surplus -= partial[blocks * stride * 3 + b];
  market.flows.consumer_surplus = total_surplus;
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j) {
      firms.previous_share[j] = firms.share[j];
      firms.share[j] = sales > 0 ? firms.quantity[j] / sales : 0;
    }
  });
}

}  // namespace rivalry
