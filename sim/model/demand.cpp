#include "rivalry/model/demand.hpp"

#include <algorithm>

#include "rivalry/model/buffers.hpp"
#include "rivalry/model/kernels.hpp"
#include "rivalry/model/policy.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

constexpr double reference_cost = 1;  // c0, the unit of money

static_assert(kernels::most_segments == max_segments);
static_assert(kernels::most_features == Design::max_attributes + 3);

double* from(Column& column, Block block) { return column.data() + block.begin; }

/// The social margins of a block's firms.
BlockBuffer social_margins(const Firms& firms, Block block) {
  const auto of = [&](const Column& column) { return column.data() + block.begin; };
  BlockBuffer margins;
  kernels::columns().social_margins(block.end - block.begin,
                                    {.carbon_price = firms.carbon_price,
                                     .felt = of(firms.felt),
                                     .price = of(firms.paid_price),
                                     .third_party = of(firms.third_party),
                                     .unit_cost = of(firms.unit_cost),
                                     .externality = of(firms.externality),
                                     .suppliers_margin = level_of(firms.suppliers_margin, block),
                                     .margin = margins.data()});
  return margins;
}

/// Shrinking segments retain their share of last period's buyers.
double retained_scale(const Segments& segments, Index s) {
  const double before = segments.previous_mass[s];
  return before > segments.mass[s] ? segments.mass[s] / before : 1;
}

bool is_valued(const Column& taste) { return (taste != 0).any(); }

/// A feature of firms besides position, and what it is worth to buyers.
struct Taste {
  const Column *of_segments, *of_firms;
  double sign;
};

/// The features that some segment values: what adds nothing to any utility is left out.
class Tastes {
 public:
  Tastes(const Market& market, const Scratch& scratch) {
    const Segments& segments = market.segments;
    for (const Taste& taste : {Taste{&segments.novelty_taste, &market.firms.novelty, 1},
                               Taste{&segments.legitimacy_taste, &scratch.log_legitimacy, 1},
                               Taste{&segments.sustainability_taste, &scratch.log_damage, -1}})
      if (is_valued(*taste.of_segments)) tastes_[count_++] = taste;
  }
  const Taste* begin() const { return tastes_; }
  const Taste* end() const { return tastes_ + count_; }

 private:
  Taste tastes_[3];
  Index count_ = 0;
};

double loyalty_gain(double switching_cost) { return functions::exp(switching_cost) - 1; }

}  // namespace

double expected_quantity(const Segments& segments, Index s, OwnWeight now, OwnWeight then, bool inertia) {
  const double z = segments.denominator[s] - now.weight + then.weight;
  if (!inertia) return segments.mass[s] * then.weight / z;
  const double k = loyalty_gain(segments.switching_cost[s]), scale = retained_scale(segments, s);
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

double social_margin(const Firms& firms, Index j) {
  return firms.felt[j] * firms.paid_price[j] + firms.third_party[j] - firms.unit_cost[j] - damage_a_unit(firms, j) +
         firms.suppliers_margin[j] + carbon_cost(firms, j);
}

kernels::Offer offer_in(const Scenario& scenario, std::size_t attributes) {
  return {.base_utility = scenario.demand.base_utility,
          .synergy_weight = scenario.demand.synergy_weight,
          .position_weight = scenario.demand.position_weight,
          .attributes = static_cast<Index>(attributes)};
}

void update_appeal(Market& market, const Step& step) {
  Firms& firms = market.firms;
  Scratch& scratch = step.scratch;
  const kernels::Set& kernel = kernels::chosen();
  step.workers.for_blocks(firms.count, [&](Block block) {
    const Index n = block.end - block.begin;
    const double* position[Design::max_attributes];
    for (std::size_t d = 0; d < firms.position.size(); ++d) position[d] = from(firms.position[d], block);
    kernels::Offer offer = offer_in(step.scenario, firms.position.size());
    offer.value_synergy = from(firms.value_synergy, block);
    offer.willingness = from(firms.willingness, block);
    offer.technology_value = from(firms.technology_value, block);
    offer.technology = from(firms.technology, block);
    offer.position = position;
    offer.utility = from(scratch.utility, block);
    kernels::columns().offer(n, offer);
    if (step.scenario.network.enabled)
      scratch.utility.segment(block.begin, n) +=
          step.scenario.network.value * firms.support.each().segment(block.begin, n);
    if (!step.scenario.legitimacy.enabled)
      scratch.log_legitimacy.segment(block.begin, n).setZero();
    else if (is_valued(market.segments.legitimacy_taste))
      kernel.log(n, from(firms.legitimacy, block), from(scratch.log_legitimacy, block));
    if (!is_valued(market.segments.sustainability_taste)) return;
    scratch.log_damage.segment(block.begin, n) = 1 + firms.externality.segment(block.begin, n).max(0.0);
    kernel.log(n, from(scratch.log_damage, block), from(scratch.log_damage, block));
  });
}

kernels::Tile tile_of(const Market& market, const Step& step, Block block) {
  constexpr Index pairs_near = 500'000;  // 12 MB of base utility, weights and buyers
  return {.firms = block.end - block.begin,
          .segments = market.segments.count,
          .open = step.scratch.open.data(),
          .count = static_cast<Index>(step.scratch.open.size()),
          .near = market.firms.count * market.segments.count <= pairs_near};
}

void look_at_segments(const Segments& segments, Scratch& scratch) {
  scratch.open.clear();
  for (const Index s : scratch.by_sensitivity) {
    if (segments.open[s] == 0) continue;
    kernels::Segment view;
    view.row = s;
    view.sensitivity = segments.price_sensitivity[s];
    Loyalty& loyalty = scratch.loyalties[static_cast<std::size_t>(s)];
    if (loyalty.cost != segments.switching_cost[s])
      loyalty = {segments.switching_cost[s], loyalty_gain(segments.switching_cost[s])};
    view.loyalty = loyalty.gain;
    view.retained_scale = retained_scale(segments, s);
    scratch.open.push_back(view);
  }
}

namespace {

/// What the features of a firm (position, and what buyers have a taste for) are worth in each open segment, and what
/// every firm is worth there; laid out as kernels::Utility wants it.
void set_coefficients(const Market& market, const Step& step, const Tastes& tastes) {
  const Segments& segments = market.segments;
  const std::vector<kernels::Segment>& open = step.scratch.open;
  std::vector<double>& coefficients = step.scratch.coefficients;
  const std::size_t attributes = segments.ideal.size();
  const std::size_t features = attributes + static_cast<std::size_t>(tastes.end() - tastes.begin());
  coefficients.resize(open.size() * (features + 1));
  const double beta = step.scenario.demand.position_weight;
  for (std::size_t c = 0; c < open.size(); ++c) {
    const Index s = open[c].row;
    double* of = coefficients.data() + c * features;
    double square = 0;
    for (const Column& ideal : segments.ideal) {
      *of++ = beta * ideal[s];
      square += ideal[s] * ideal[s];
    }
    for (const Taste& taste : tastes) *of++ = taste.sign * (*taste.of_segments)[s];
    coefficients[open.size() * features + c] = segments.price_sensitivity[s] * reference_cost - beta / 2 * square;
  }
}

/// Denominators from the weights' sums over each block's firms.
template <class Sums>
void set_denominators(Market& market, const Step& step, Sums sums_of_block) {
  std::vector<kernels::Segment>& open = step.scratch.open;
  std::vector<double>& sums = step.scratch.weight_sums;
  step.workers.for_blocks(market.firms.count, [&](Block block) {
    sums_of_block(block, sums.data() + block.number * static_cast<Index>(open.size()));
  });
  for (std::size_t i = 0; i < open.size(); ++i) {
    kernels::Segment& segment = open[i];
    segment.denominator = market.segments.outside[segment.row];
    for (Index b = 0; b < Workers::blocks(market.firms.count); ++b)
      segment.denominator += sums[static_cast<std::size_t>(b) * open.size() + i];
    segment.inverse = 1 / segment.denominator;
    market.segments.denominator[segment.row] = segment.denominator;
  }
}

/// Weights of all firms at the present prices, and the segments' denominators.
void weigh(Market& market, const Step& step) {
  Firms& firms = market.firms;
  Scratch& scratch = step.scratch;
  const Tastes tastes(market, scratch);
  set_coefficients(market, step, tastes);
  set_denominators(market, step, [&](Block block, double* sums) {
    const double* feature[kernels::most_features];
    Index features = 0;
    for (const Column& position : firms.position) feature[features++] = position.data() + block.begin;
    for (const Taste& taste : tastes) feature[features++] = taste.of_firms->data() + block.begin;
    const auto segments = static_cast<Index>(scratch.open.size());
    kernels::chosen().weigh(tile_of(market, step, block),
                            {.firm = from(scratch.utility, block),
                             .felt = from(firms.felt, block),
                             .price = from(firms.paid_price, block),
                             .features = features,
                             .feature = feature,
                             .coefficient = scratch.coefficients.data(),
                             .constant = scratch.coefficients.data() + segments * features},
                            market.base_utility.from(block.begin), market.weight.from(block.begin), sums);
  });
}

/// Sums over retained buyers, and from them what is left to be shared out freely.
void retain(Market& market, const Step& step) {
  Firms& firms = market.firms;
  Segments& segments = market.segments;
  std::vector<kernels::Segment>& open = step.scratch.open;
  std::vector<kernels::RetainedSums>& sums = step.scratch.retained_sums;
  if (step.scratch.inertia)
    step.workers.for_blocks(firms.count, [&](Block block) {
      kernels::chosen().retained_sums(tile_of(market, step, block), market.weight.from(block.begin),
                                      from(firms.retention, block), market.buyers.from(block.begin),
                                      sums.data() + block.number * static_cast<Index>(open.size()));
    });
  for (std::size_t i = 0; i < open.size(); ++i) {
    kernels::Segment& segment = open[i];
    kernels::RetainedSums total;
    for (Index b = 0; step.scratch.inertia && b < Workers::blocks(firms.count); ++b) {
      const kernels::RetainedSums& sum = sums[static_cast<std::size_t>(b) * open.size() + i];
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

void count_weights(Market& market, const Step& step) {
  look_at_segments(market.segments, step.scratch);
  set_denominators(market, step, [&](Block block, double* sums) {
    kernels::chosen().add_up(tile_of(market, step, block), market.weight.from(block.begin), sums);
  });
  retain(market, step);
}

void clear_market(Market& market, const Step& step) {
  Firms& firms = market.firms;
  Segments& segments = market.segments;
  const std::vector<kernels::Segment>& open = step.scratch.open;
  std::vector<kernels::Sales>& sums = step.scratch.sales;
  const kernels::Set& kernel = kernels::chosen();
  weigh_firms(market, step);
  const double saving = sum_over_blocks(step, firms.count, [&](Block block) {
    const Index n = block.end - block.begin;
    firms.previous_share.segment(block.begin, n) = firms.quantity.segment(block.begin, n) * firms.sales_inverse;
    BlockBuffer margin = social_margins(firms, block);
    kernel.sell(tile_of(market, step, block), market.weight.from(block.begin), from(firms.retention, block),
                market.buyers.from(block.begin), margin.data(), step.scratch.inertia, from(firms.quantity, block),
                sums.data() + block.number * static_cast<Index>(open.size()));
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
      const kernels::Sales& sum = sums[static_cast<std::size_t>(b) * open.size() + i];
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
  firms.sales_inverse = sales >= least_sales ? 1 / sales : 0;
}

}  // namespace rivalry
