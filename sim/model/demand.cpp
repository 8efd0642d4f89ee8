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
  const Segments& segments = market.segments;
  const kernels::Set& kernel = kernels::chosen();
  const int attributes = static_cast<int>(firms.position.size());
  const double beta = step.scenario.demand.position_weight;
  step.workers.for_blocks(firms.count, [&](Block block) {
    const Index n = block.end - block.begin;
    BlockBuffer utility, log_legitimacy, log_damage;
    for (Index j = block.begin; j < block.end; ++j) {
      double position[Design::max_attributes];
      for (int d = 0; d < attributes; ++d) position[d] = firms.position[static_cast<std::size_t>(d)][j];
      utility[j - block.begin] = firm_utility(step.scenario, firms.willingness[j], firms.technology_value[j],
                                              firms.technology[j], firms.value_synergy[j], position, attributes);
    }
    if (step.scenario.legitimacy.enabled)
      kernel.log(n, from(firms.legitimacy, block), log_legitimacy.data());
    else
      log_legitimacy.setZero();
    log_damage.head(n) = 1 + firms.externality.segment(block.begin, n).max(0.0);
    kernel.log(n, log_damage.data(), log_damage.data());

    const double* features[Design::max_attributes + 3];
    double weights[Design::max_attributes + 3];
    for (int d = 0; d < attributes; ++d) features[d] = from(firms.position[static_cast<std::size_t>(d)], block);
    features[attributes] = from(firms.novelty, block);
    features[attributes + 1] = log_legitimacy.data();
    features[attributes + 2] = log_damage.data();
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
      weights[attributes + 2] = -segments.sustainability_taste[s];
      const double constant = segments.price_sensitivity[s] * reference_cost - beta / 2 * square;
      kernel.appeal(n, market.base_utility.tile(block.number, s), utility.data(), constant, attributes + 3, features,
                    weights, market.appeal.tile(block.number, s));
    }
  });
}

void look_at_segments(const Segments& segments, Scratch& scratch) {
  scratch.open.clear();
  for (const Index s : scratch.by_sensitivity) {
    if (segments.open[s] == 0) continue;
    kernels::Segment view;
    view.row = s;
    view.sensitivity = segments.price_sensitivity[s];
    view.loyalty = loyalty(segments, s);
    view.retained_scale = retained_scale(segments, s);
    scratch.open.push_back(view);
  }
}

namespace {

/// A block's sums over firms in the open segments.
SegmentSums* sums_of(const Step& step, Index block) {
  return step.scratch.sums.data() + block * static_cast<Index>(step.scratch.open.size());
}

/// Weights of all firms at the present prices, and the segments' denominators.
void weigh(Market& market, const Step& step) {
  Firms& firms = market.firms;
  Segments& segments = market.segments;
  std::vector<kernels::Segment>& open = step.scratch.open;
  const kernels::Set& kernel = kernels::chosen();
  step.workers.for_blocks(firms.count, [&](Block block) {
    const Index n = block.end - block.begin;
    BlockBuffer factor;
    SegmentSums* const sums = sums_of(step, block.number);
    for (std::size_t i = 0; i < open.size(); ++i) {
      const kernels::Segment& segment = open[i];
      if (i == 0 || segment.sensitivity != open[i - 1].sensitivity)
        kernel.price_factor(n, segment.sensitivity, from(firms.felt, block), from(firms.paid_price, block),
                            factor.data());
      sums[i].weight = kernel.weigh(n, market.appeal.tile(block.number, segment.row), factor.data(),
                                    step.scratch.weight.tile(block.number, segment.row));
    }
  });
  for (std::size_t i = 0; i < open.size(); ++i) {
    kernels::Segment& segment = open[i];
    segment.denominator = segments.outside[segment.row];
    for (Index b = 0; b < Workers::blocks(firms.count); ++b) segment.denominator += sums_of(step, b)[i].weight;
    segments.denominator[segment.row] = segment.denominator;
  }
}

/// Sums over retained buyers, and from them what is left to be shared out freely.
void retain(Market& market, const Step& step) {
  Firms& firms = market.firms;
  Segments& segments = market.segments;
  std::vector<kernels::Segment>& open = step.scratch.open;
  const kernels::Set& kernel = kernels::chosen();
  if (step.scratch.inertia)
    step.workers.for_blocks(firms.count, [&](Block block) {
      SegmentSums* const sums = sums_of(step, block.number);
      for (std::size_t i = 0; i < open.size(); ++i)
        sums[i].retained =
            kernel.retained_sums(block.end - block.begin, step.scratch.weight.tile(block.number, open[i].row),
                                 from(firms.retention, block), market.buyers.tile(block.number, open[i].row), open[i]);
    });
  for (std::size_t i = 0; i < open.size(); ++i) {
    kernels::Segment& segment = open[i];
    kernels::RetainedSums total;
    for (Index b = 0; step.scratch.inertia && b < Workers::blocks(firms.count); ++b) {
      const kernels::RetainedSums& sum = sums_of(step, b)[i].retained;
      total.retained += sum.retained;
      total.locked += sum.locked;
      total.locked_squared += sum.locked_squared;
    }
    segments.retained[segment.row] = total.retained;
    segments.locked[segment.row] = total.locked;
    segments.locked_squared[segment.row] = total.locked_squared;
    const double z = segment.denominator, free = segments.mass[segment.row] - total.retained;
    segment.free_share = free / z + total.locked;
    segment.free_square = free / z / z + total.locked_squared;
  }
}

}  // namespace

void weigh_firms(Market& market, const Step& step) {
  look_at_segments(market.segments, step.scratch);
  weigh(market, step);
  retain(market, step);
}

void clear_market(Market& market, const Step& step) {
  Firms& firms = market.firms;
  Segments& segments = market.segments;
  const std::vector<kernels::Segment>& open = step.scratch.open;
  const kernels::Set& kernel = kernels::chosen();
  weigh_firms(market, step);
  const double saving = sum_over_blocks(step, firms.count, [&](Block block) {
    const Index n = block.end - block.begin;
    BlockBuffer margin;
    for (Index j = block.begin; j < block.end; ++j) margin[j - block.begin] = social_margin(firms, j);
    firms.quantity.segment(block.begin, n).setZero();
    SegmentSums* const sums = sums_of(step, block.number);
    for (std::size_t i = 0; i < open.size(); ++i)
      sums[i].sales = kernel.sell(n, step.scratch.weight.tile(block.number, open[i].row), from(firms.retention, block),
                                  market.buyers.tile(block.number, open[i].row), margin.data(), open[i],
                                  step.scratch.inertia, from(firms.quantity, block));
    // Buyers feel felt × price but pay the price: surplus is corrected by the difference.
    margin.head(n) = (1 - firms.felt.segment(block.begin, n)) * firms.paid_price.segment(block.begin, n);
    return kernel.dot(n, from(firms.quantity, block), margin.data());
  });

  double total_surplus = -saving, sales = 0;
  for (Column* column : {&segments.served, &segments.earned, &segments.surplus}) column->setZero();
  for (std::size_t i = 0; i < open.size(); ++i) {
    const Index s = open[i].row;
    double loyal = 0;
    for (Index b = 0; b < Workers::blocks(firms.count); ++b) {
      const kernels::Sales& sum = sums_of(step, b)[i].sales;
      segments.served[s] += sum.quantity;
      segments.earned[s] += sum.earned;
      loyal += sum.loyal_logsum;
    }
    // sum over retained buyers of ln((Z + k e)/A) is theirs of ln(Z/A) plus the loyal log-sum.
    const double logsum = functions::log(segments.denominator[s] / segments.outside[s]);
    segments.surplus[s] = (segments.mass[s] * logsum + loyal - segments.retained[s] * segments.switching_cost[s]) /
                          segments.price_sensitivity[s];
    total_surplus += segments.surplus[s];
    sales += segments.served[s];
  }
  market.flows.consumer_surplus = total_surplus;
  step.workers.for_blocks(firms.count, [&](Block block) {
    const Index n = block.end - block.begin;
    firms.previous_share.segment(block.begin, n) = firms.share.segment(block.begin, n);
    firms.share.segment(block.begin, n) = firms.quantity.segment(block.begin, n) * (sales > 0 ? 1 / sales : 0);
  });
}

}  // namespace rivalry
