#include "rivalry/model/perception.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "rivalry/model/buffers.hpp"
#include "rivalry/model/co_creation.hpp"
#include "rivalry/model/demand.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

bool entered_lately(const Firms& firms, const Step& step, Index j) {
  return firms.entered(j) >= std::max(std::int64_t{1}, step.period - step.scenario.entry.recent);
}

void show_firms(const Market& market, const Step& step) {
  const Firms& firms = market.firms;
  step.workers.for_blocks(firms.count, [&](Block block) {
    constexpr double sign[] = {1, -1};  // looked up, as a branch would be a guess
    for (Index j = block.begin; j < block.end; ++j)
      step.scratch.visible[static_cast<std::size_t>(j)] = {firms.performance[j],
                                                           sign[entered_lately(firms, step, j)] * firms.quantity[j]};
  });
}

std::int64_t rivals_observed(const Scenario& scenario, double sensing) {
  const auto& aspiration = scenario.aspiration;
  return aspiration.rivals_observed +
         static_cast<std::int64_t>(static_cast<double>(aspiration.rivals_by_sensing) * sensing + 0.5);
}

/// A rival's slot, never the firm's own; the market has at least two firms.
Index draw_rival(const Firms& firms, Index self, Stream& stream) {
  const Index other = stream.below(firms.count - 1);
  return other < self ? other : other + 1;
}

/// What a firm makes of the rivals that it observes.
struct Surroundings {
  double mean_performance;
  double entrants;  ///< their sales share, of recent ones, weighted by closeness: exp(-|x - x'|^2 / 2)
};

/// Squared distance of two firms as buyers tell them apart.
double squared_distance(const Firms& firms, Index j, Index rival) {
  double square = 0;
  for (const Column& position : firms.position) {
    const double gap = position[rival] - position[j];
    square += gap * gap;
  }
  return square;
}

Surroundings look_around(const Market& market, const Step& step, Index j, std::int64_t observed, Stream stream) {
  const Firms& firms = market.firms;
  double performance = 0, sales = 0, entrants = 0;
  for (std::int64_t r = 0; r < observed; ++r) {
    const Index other = draw_rival(firms, j, stream);
    const VisibleFirm& rival = step.scratch.visible[static_cast<std::size_t>(other)];
    performance += rival.performance;
    sales += std::fabs(rival.sales);
    if (rival.sales < 0) entrants += -rival.sales * functions::exp(-squared_distance(firms, j, other) / 2);
  }
  return {performance / static_cast<double>(observed), sales > 0 ? entrants / sales : 0};
}

/// The same for all firms of a block, one rival of each at a time: rivals lie anywhere in memory, and need not wait for
/// each other.
class Lookout {
 public:
  using Streams = FirmStreams<block_size, 6>;
  Lookout(const Market& market, const Step& step, Block block)
      : market_(market),
        step_(step),
        block_(block),
        streams_(step.streams, Purpose::observation, step.period, market.firms.id.data() + block.begin,
                 block.end - block.begin) {}

  /// @param observed  number of rivals
  void look(const BlockBuffer& observed, BlockBuffer& performance, BlockBuffer& entrants) {
    const Index n = block_.end - block_.begin;
    entrants.head(n).setZero();
    if (market_.firms.count < 2) {
      performance.head(n) = market_.firms.performance.segment(block_.begin, n);
      return;
    }
    BlockBuffer sales;
    sales.head(n).setZero();
    performance.head(n).setZero();
    BlockBuffer unsure;
    unsure.head(n).setZero();
    const double most = observed.head(n).maxCoeff();
    for (Index number = 0; number < Streams::known && number < most; ++number)
      look_at(number, observed, performance, sales, entrants, unsure);
    performance.head(n) /= observed.head(n);
    entrants.head(n) = (sales.head(n) > 0).select(entrants.head(n) / sales.head(n), 0);
    for (Index i = 0; i < n; ++i) {
      if (unsure[i] == 0 && observed[i] <= Streams::known) continue;  // words that are not known yet decide
      const Index j = block_.begin + i;
      const Surroundings around =
          look_around(market_, step_, j, static_cast<std::int64_t>(observed[i]), streams_.at(i));
      performance[i] = around.mean_performance;
      entrants[i] = around.entrants;
    }
  }

 private:
  /// Adds what each firm sees of its rival of that number.
  void look_at(Index number, const BlockBuffer& observed, BlockBuffer& performance, BlockBuffer& sales,
               BlockBuffer& entrants, BlockBuffer& unsure) {
    static_assert(sizeof(VisibleFirm) == 2 * sizeof(double));
    std::int32_t who[block_size + 8], whom[block_size + 8];
    const auto& visible = step_.scratch.visible;
    const Index newcomers =
        kernels::chosen().glance(block_.end - block_.begin, {.self = block_.begin,
                                                             .rivals = market_.firms.count - 1,
                                                             .number = static_cast<double>(number),
                                                             .observed = observed.data(),
                                                             .words = streams_.words(number),
                                                             .visible = &visible.front().performance,
                                                             .performance = performance.data(),
                                                             .sales = sales.data(),
                                                             .unsure = unsure.data(),
                                                             .who = who,
                                                             .whom = whom});
    BlockBuffer closeness = buffer_for(newcomers);
    for (Index k = 0; k < newcomers; ++k)
      closeness[k] = -squared_distance(market_.firms, block_.begin + who[k], whom[k]) / 2;
    kernels::chosen().exp(newcomers, closeness.data(), closeness.data());
    for (Index k = 0; k < newcomers; ++k)
      entrants[who[k]] -= visible[static_cast<std::size_t>(whom[k])].sales * closeness[k];
  }

  const Market& market_;
  const Step& step_;
  Block block_;
  Streams streams_;
};

/// A shortfall as the chosen form of pressure counts it.
void feel(PressureForm form, Index n, BlockBuffer& gap) {
  switch (form) {
    case PressureForm::hinge:
      gap.head(n) = gap.head(n).max(0.0);
      return;
    case PressureForm::smooth:
      gap.head(n) = gap.head(n).min(50.0) * 4;
      kernels::chosen().exp(n, gap.data(), gap.data());
      gap.head(n) += 1;
      kernels::chosen().log(n, gap.data(), gap.data());
      gap.head(n) /= 4;
      return;
    case PressureForm::linear:
      return;
  }
}

/// Competitive pressure on a block's firms: performance below aspiration, falling share, short runway, entrants nearby.
void feel_pressure(Market& market, const Step& step, Block block, const BlockBuffer& entrants) {
  Firms& firms = market.firms;
  const auto& pressure = step.scenario.pressure;
  const Index n = block.end - block.begin;
  const auto of = [&](Column& column) { return column.segment(block.begin, n); };
  if (!pressure.enabled) {
    of(firms.pressure).setZero();
    return;
  }
  constexpr double smallest_share = 1e-9, smallest_need = 1e-9;
  const double scale = 1 / std::max(market.profit_scale, 1e-9);
  BlockBuffer gap = buffer_for(n), sum = buffer_for(n);
  gap.head(n) = (of(firms.aspiration) - of(firms.performance)) * scale;
  feel(pressure.form, n, gap);
  sum.head(n) = pressure.aspiration_weight * gap.head(n);
  gap.head(n) = (of(firms.previous_share) - of(firms.quantity) * firms.sales_inverse) /
                (of(firms.previous_share) + smallest_share);
  feel(pressure.form, n, gap);
  sum.head(n) += pressure.share_weight * gap.head(n);
  gap.head(n) = (1 - of(firms.cash) / of(firms.fixed_cost).max(smallest_need) / pressure.runway_target).max(-1.0);
  feel(pressure.form, n, gap);
  sum.head(n) += pressure.runway_weight * gap.head(n) + pressure.entrants_weight * entrants.head(n);
  sum.head(n) = (pressure.gain * sum.head(n)).max(0.0);
  kernels::chosen().tanh(n, sum.data(), firms.pressure.data() + block.begin);
}

/// The market's means that firms compare themselves with.
struct Averages {
  double log_cost = 0, margin = 0;
};

Averages averages(const Market& market, const Step& step) {
  const Firms& firms = market.firms;
  const double n = static_cast<double>(std::max<Index>(1, firms.count));
  const double sales = sum_of(step, firms.count, firms.quantity);
  const double earned =
      sum_of(step, firms.count, firms.revenue) - dot_of(step, firms.count, firms.unit_cost, firms.quantity);
  return {sum_of(step, firms.count, firms.log_unit_cost) / n, sales > 0 ? earned / sales : 0};
}

/// What each path seems to offer a block's firms.
void sense_opportunities(Market& market, const Step& step, Block block, const Averages& mean, const BlockBuffer& served,
                         const BlockBuffer& unserved) {
  Firms& firms = market.firms;
  const auto& technology = step.scenario.technology;
  const Index n = block.end - block.begin;
  const auto of = [&](Column& column) { return column.segment(block.begin, n); };
  PerPath& opportunity = step.scratch.opportunity;
  of(opportunity[0]) = step.scenario.demand.position_weight / 4 * (served.head(n) + unserved.head(n));
  of(opportunity[1]) = (of(firms.log_unit_cost) - mean.log_cost).max(0.0);
  if (technology.enabled) of(opportunity[1]) += technology.cost_effect * (market.frontier - of(firms.technology));
  if (step.scenario.value_chain.enabled)  // the value at stages that others control
    of(opportunity[1]) += of(firms.suppliers_margin.each()) / of(firms.unit_cost);
  BlockBuffer margin = buffer_for(n);
  constexpr double nothing = 1e-300;  // sold: the margin is 0 then
  margin.head(n) = (of(firms.revenue) - of(firms.unit_cost) * of(firms.quantity)) / of(firms.quantity).max(nothing);
  if (step.scenario.network.enabled) add_partners_opportunity(market, step, block, margin, opportunity[1]);
  of(opportunity[2]) = of(firms.quantity) * (1 / of(firms.mean_reach).max(0.01) - 1) * margin.head(n).max(0.0) /
                       of(firms.trait[Trait::start_size].each());
  of(opportunity[3]) = (mean.margin - margin.head(n)).max(0.0);
}

/// How far the technology frontier and the needs of a firm's buyers have moved away from it.
void feel_threat(Market& market, const Step& step, Block block, const BlockBuffer& served) {
  Firms& firms = market.firms;
  const double frontier = step.scenario.technology.enabled ? market.frontier : 0;
  const Index n = block.end - block.begin;
  const auto of = [&](Column& column) { return column.segment(block.begin, n); };
  BlockBuffer threat = buffer_for(n), drift;
  threat.head(n) = (frontier - of(firms.technology)).max(0.0);
  drift.head(n) = (served.head(n) - of(firms.distance_seen)).max(0.0);
  const auto first_look = [&](Index j) { return step.period <= std::max(std::int64_t{1}, firms.entered(j)); };
  for (Index j = block.end; j > block.begin && first_look(j - 1); --j)  // this period's entrants are the last firms
    drift[j - 1 - block.begin] = 0;
  threat.head(n) += drift.head(n);
  kernels::chosen().tanh(n, threat.data(), firms.threat.data() + block.begin);
  of(firms.distance_seen) = served.head(n);
}

/// Ideal points, all lags of a segment's attribute together, and the demand that is not served: what kernels look at.
void lay_out_segments(const Segments& segments, Scratch& scratch) {
  const Index attributes = std::ssize(segments.ideal), lags = lags_together(segments);
  scratch.seen.resize(static_cast<std::size_t>(segments.count * attributes * lags));
  for (Index s = 0; s < segments.count; ++s) lay_out_points(segments, s, scratch.seen.data() + s * attributes * lags);
  scratch.missing.assign(static_cast<std::size_t>(segments.count), 0.0);
  for (Index s = 0; s < segments.count; ++s)
    if (segments.open[s] != 0)
      scratch.missing[static_cast<std::size_t>(s)] = std::max(0.0, segments.mass[s] - segments.served[s]);
}

/// Mean squared distances of a block's firms to the sensed ideal points of their buyers and of those not served.
void measure_distances(const Market& market, const Step& step, Block block, const BlockBuffer& lag,
                       const BlockBuffer& ahead, BlockBuffer& served, BlockBuffer& unserved) {
  const double* positions[Design::max_attributes];
  for (std::size_t d = 0; d < market.firms.position.size(); ++d)
    positions[d] = market.firms.position[d].data() + block.begin;
  kernels::chosen().distances(tile_of(market, step, block),
                              {.buyers = market.buyers.from(block.begin),
                               .missing = step.scratch.missing.data(),
                               .seen = step.scratch.seen.data(),
                               .attributes = static_cast<Index>(market.firms.position.size()),
                               .lags = lags_together(market.segments),
                               .position = positions,
                               .lag = lag.data(),
                               .ahead = ahead.data(),
                               .served = served.data(),
                               .unserved = unserved.data()});
}

}  // namespace

double deployed_capability(const Firms& firms, const Scenario& scenario, Index j, int path) {
  if (!scenario.paths.enabled) return 0.5;
  const auto trait = static_cast<std::size_t>(Trait::offer_capability) + static_cast<std::size_t>(path);
  const double capability = firms.trait[trait][firms.acting_shift == 0 ? j : (j + firms.acting_shift) % firms.count];
  return acting(firms, scenario, Trait::leveraging, j) * (capability / (1 + capability));
}

double evaluation_noise(const Firms& firms, const Scenario& scenario, Index j) {
  const double help = scenario.resources.evaluation_effect *
                      (acting(firms, scenario, Trait::human, j) + acting(firms, scenario, Trait::digital, j));
  return scenario.innovation.noise * (1 - acting(firms, scenario, Trait::sensing, j)) / (1 + help);
}

Index lags_together(const Segments& segments) { return (std::ssize(segments.seen) + 7) / 8 * 8; }

void lay_out_points(const Segments& segments, Index s, double* points) {
  const Index lags = lags_together(segments);
  for (std::size_t d = 0; d < segments.ideal.size(); ++d, points += lags)
    for (std::size_t lag = 0; lag < segments.seen.size(); ++lag) points[lag] = segments.seen[lag][d][s];
}

double told_by_users(const Market& market, const Step& step, Index j) {
  if (!step.scenario.co_creation.enabled) return 0;
  return insight(market, step.scenario, j, step.scratch.effects.openness(market.firms.model[j]));
}

Outlook outlook_of(const Scenario& scenario, double sensing, double forecasting, double told) {
  const double delay = static_cast<double>(scenario.innovation.max_delay) * (1 - sensing) * (1 - told);
  return {static_cast<Index>(delay + 0.5), scenario.managers.forecast_periods * forecasting};
}

void sensed_ideal_point(const Market& market, const Step& step, Index j, Index s, double* point) {
  const Segments& segments = market.segments;
  const Outlook outlook =
      outlook_of(step.scenario, acting(market.firms, step.scenario, Trait::sensing, j),
                 acting(market.firms, step.scenario, Trait::forecasting, j), told_by_users(market, step, j));
  const auto lag = static_cast<std::size_t>(outlook.lag);
  for (std::size_t d = 0; d < segments.ideal.size(); ++d) {
    const double now = segments.seen[lag][d][s];
    point[d] = now + outlook.ahead * (now - segments.seen[lag + 1][d][s]);
  }
}

Index best_observed_rival(const Market& market, const Step& step, Index j, Stream& stream) {
  const Firms& firms = market.firms;
  if (firms.count < 2) return -1;
  Index best = -1;
  for (std::int64_t r = rivals_observed(step.scenario, acting(firms, step.scenario, Trait::sensing, j)); r > 0; --r) {
    const Index rival = draw_rival(firms, j, stream);
    const auto performance = [&](Index i) { return step.scratch.visible[static_cast<std::size_t>(i)].performance; };
    if (best < 0 || performance(rival) > performance(best)) best = rival;
  }
  return best;
}

void sense(Market& market, const Step& step) {
  Firms& firms = market.firms;
  const Scenario& scenario = step.scenario;
  firms.acting_shift = scenario.innovation.null == NullModel::shuffled_capabilities && firms.count > 1
                           ? 1 + step.streams.at(Purpose::shuffle, 0, step.period).below(firms.count - 1)
                           : 0;
  show_firms(market, step);
  lay_out_segments(market.segments, step.scratch);
  look_at_segments(market.segments, step.scratch);
  const Averages mean = averages(market, step);
  const Acting sensing(firms, scenario, Trait::sensing), forecasting(firms, scenario, Trait::forecasting);
  step.workers.for_blocks(firms.count, [&](Block block) {
    const Index n = block.end - block.begin;
    const auto of = [&](Column& column) { return column.segment(block.begin, n); };
    BlockBuffer lag = buffer_for(n), ahead = buffer_for(n), observed = buffer_for(n);
    BlockBuffer served, unserved, performance, entrants;
    for (Index i = 0; i < n; ++i) {
      const Index j = block.begin + i;
      const Outlook outlook = outlook_of(scenario, sensing[j], forecasting[j], told_by_users(market, step, j));
      lag[i] = static_cast<double>(outlook.lag);
      ahead[i] = outlook.ahead;
      observed[i] = static_cast<double>(rivals_observed(scenario, sensing[j]));
    }
    Lookout(market, step, block).look(observed, performance, entrants);
    const double w = scenario.aspiration.own_weight;
    of(firms.aspiration) +=
        scenario.aspiration.update * (w * of(firms.performance) + (1 - w) * performance.head(n) - of(firms.aspiration));
    feel_pressure(market, step, block, entrants);
    of(firms.slack) = (of(firms.cash) / (4 * of(firms.fixed_cost)).max(1e-9) - 1).max(0.0).min(2.0) / 2;
    measure_distances(market, step, block, lag, ahead, served, unserved);
    feel_threat(market, step, block, served);
    sense_opportunities(market, step, block, mean, served, unserved);
  });
}

}  // namespace rivalry
