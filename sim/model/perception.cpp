#include "rivalry/model/perception.hpp"

#include <algorithm>
#include <cmath>

#include "rivalry/random/functions.hpp"

namespace rivalry {
namespace {

void show_firms(const Market& market, const Step& step) {
  const Firms& firms = market.firms;
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j) {
      VisibleFirm& seen = step.scratch.visible[static_cast<std::size_t>(j)];
      seen.performance = firms.performance[j];
      seen.quantity = firms.quantity[j];
      seen.model = firms.model[j];
      seen.entered = firms.entered[j];
      for (std::size_t d = 0; d < firms.position.size(); ++d) seen.position[d] = firms.position[d][j];
    }
  });
}

std::int64_t rivals_observed(const Firms& firms, const Scenario& scenario, Index j) {
  const auto& aspiration = scenario.aspiration;
  const double more = static_cast<double>(aspiration.rivals_by_sensing) * acting(firms, scenario, Trait::sensing, j);
  return aspiration.rivals_observed + static_cast<std::int64_t>(std::floor(more + 0.5));
}

/// A rival's slot, never the firm's own; the market has at least two firms.
Index draw_rival(const Firms& firms, Index self, Stream& stream) {
  const Index other = stream.below(firms.count - 1);
  return other < self ? other : other + 1;
}

struct Surroundings {
  double mean_performance;
  double entrants;  ///< sales share of recent entrants among observed rivals, weighted by closeness
};

Surroundings look_around(const Market& market, const Step& step, Index j) {
  const Firms& firms = market.firms;
  if (firms.count < 2) return {firms.performance[j], 0};
  Stream stream = step.streams.at(Purpose::observation, firms.id[j], step.period);
  const std::int64_t observed = rivals_observed(firms, step.scenario, j);
  double performance = 0, sales = 0, entrants = 0;
  for (std::int64_t r = 0; r < observed; ++r) {
    const VisibleFirm& rival = step.scratch.visible[static_cast<std::size_t>(draw_rival(firms, j, stream))];
    performance += rival.performance;
    sales += rival.quantity;
    if (rival.entered > 0 && step.period - rival.entered <= step.scenario.entry.recent) {
      double square = 0;
      for (std::size_t d = 0; d < firms.position.size(); ++d) {
        const double gap = rival.position[d] - firms.position[d][j];
        square += gap * gap;
      }
      entrants += rival.quantity * functions::exp(-square / 2);
    }
  }
  return {performance / static_cast<double>(observed), sales > 0 ? entrants / sales : 0};
}

/// A shortfall as the chosen form of pressure counts it.
double felt_shortfall(PressureForm form, double gap) {
  switch (form) {
    case PressureForm::hinge:
      return std::max(0.0, gap);
    case PressureForm::smooth:
      return functions::log(1 + functions::exp(std::min(gap, 50.0) * 4)) / 4;
    case PressureForm::linear:
      return gap;
  }
  return gap;
}

double perceived_pressure(const Market& market, const Step& step, Index j, double entrants) {
  const Firms& firms = market.firms;
  const auto& pressure = step.scenario.pressure;
  constexpr double smallest_share = 1e-9;
  const double scale = std::max(market.profit_scale, 1e-9);
  const double aspiration = (firms.aspiration[j] - firms.performance[j]) / scale;
  const double share = (firms.previous_share[j] - firms.share[j]) / (firms.previous_share[j] + smallest_share);
  const double need = std::max(firms.fixed_cost[j], 1e-9);
  const double runway = 1 - firms.cash[j] / need / pressure.runway_target;
  const double sum = pressure.aspiration_weight * felt_shortfall(pressure.form, aspiration) +
                     pressure.share_weight * felt_shortfall(pressure.form, share) +
                     pressure.runway_weight * felt_shortfall(pressure.form, std::max(runway, -1.0)) +
                     pressure.entrants_weight * entrants;
  return std::max(0.0, functions::tanh(pressure.gain * sum));
}

/// Mean squared distances of the firm's position to the sensed ideal points of its buyers and of those not served.
struct Distances {
  double served, unserved;
};

Distances distances(const Market& market, const Scenario& scenario, Index j) {
  const Firms& firms = market.firms;
  const Segments& segments = market.segments;
  double served = 0, buyers = 0, unserved = 0, missing = 0;
  for (Index s = 0; s < segments.count; ++s) {
    if (segments.open[s] == 0) continue;
    double point[Design::max_attributes];
    sensed_ideal_point(market, scenario, j, s, point);
    double square = 0;
    for (std::size_t d = 0; d < firms.position.size(); ++d) {
      const double gap = firms.position[d][j] - point[d];
      square += gap * gap;
    }
    const double bought = market.buyers(s, j), left = std::max(0.0, segments.mass[s] - segments.served[s]);
    served += bought * square;
    buyers += bought;
    unserved += left * square;
    missing += left;
  }
  const double far = missing > 0 ? unserved / missing : 0;
  return {buyers > 0 ? served / buyers : far, far};
}

void sense_opportunities(Market& market, const Step& step, Index j, double log_cost_mean, double mean_margin,
                         Distances distance) {
  const Firms& firms = market.firms;
  PerPath& opportunity = step.scratch.opportunity;
  const double beta = step.scenario.demand.position_weight;
  opportunity[0][j] = beta / 2 * (distance.served + distance.unserved) / 2;
  const double gap = step.scenario.technology.enabled ? market.frontier - firms.technology[j] : 0;
  opportunity[1][j] =
      std::max(0.0, functions::log(firms.unit_cost[j]) - log_cost_mean) + step.scenario.technology.cost_effect * gap;
  const double reach = std::max(firms.mean_reach[j], 0.01);
  const double start_size = firms.trait[Trait::start_size][j];
  const double margin = firms.quantity[j] > 0 ? (firms.revenue[j] / firms.quantity[j] - firms.unit_cost[j]) : 0;
  opportunity[2][j] = firms.quantity[j] * (1 / reach - 1) * std::max(margin, 0.0) / start_size;
  opportunity[3][j] = std::max(0.0, mean_margin - margin);
}

}  // namespace

/// Whose capabilities a firm acts with: its own, but for the null model of shuffled capabilities.
static Index acting_slot(const Firms& firms, Index j) {
  return firms.acting_shift == 0 ? j : (j + firms.acting_shift) % firms.count;
}

double acting(const Firms& firms, const Scenario& scenario, Trait trait, Index firm) {
  const Index j = acting_slot(firms, firm);
  switch (trait) {
    case Trait::sensing:
    case Trait::seizing:
    case Trait::reconfiguring:
      return scenario.capabilities.enabled ? firms.trait[trait][j] : 0.5;  // neither helped nor hindered
    case Trait::integration:
    case Trait::absorptive_capacity:
      return scenario.managers.enabled ? firms.trait[trait][j] : 1;
    case Trait::forecasting:
    case Trait::inertia:
      return scenario.managers.enabled ? firms.trait[trait][j] : 0;
    case Trait::owner_manager:
      return scenario.managers.enabled ? firms.trait[trait][firm] : 0;
    case Trait::human:
    case Trait::technology:
    case Trait::brand:
    case Trait::digital:
      return scenario.resources.enabled ? firms.trait[trait][j] : 0;
    default:
      return firms.trait[trait][firm];
  }
}

double deployed_capability(const Firms& firms, const Scenario& scenario, Index j, int path) {
  if (!scenario.paths.enabled) return 0.5;
  const auto trait = static_cast<std::size_t>(Trait::offer_capability) + static_cast<std::size_t>(path);
  const double capability = firms.trait[trait][acting_slot(firms, j)];
  return capability / (1 + capability);
}

double evaluation_noise(const Firms& firms, const Scenario& scenario, Index j) {
  const double help = scenario.resources.evaluation_effect *
                      (acting(firms, scenario, Trait::human, j) + acting(firms, scenario, Trait::digital, j));
  return scenario.innovation.noise * (1 - acting(firms, scenario, Trait::sensing, j)) / (1 + help);
}

void sensed_ideal_point(const Market& market, const Scenario& scenario, Index j, Index s, double* point) {
  const Segments& segments = market.segments;
  const double sensing = acting(market.firms, scenario, Trait::sensing, j);
  const double delay = static_cast<double>(scenario.innovation.max_delay) * (1 - sensing);
  const auto lag = static_cast<std::size_t>(std::floor(delay + 0.5));
  const double ahead = scenario.managers.forecast_periods * acting(market.firms, scenario, Trait::forecasting, j);
  for (std::size_t d = 0; d < segments.ideal.size(); ++d) {
    const double now = segments.seen[lag][d][s];
    point[d] = now + ahead * (now - segments.seen[lag + 1][d][s]);
  }
}

Index best_observed_rival(const Market& market, const Step& step, Index j, Stream& stream) {
  const Firms& firms = market.firms;
  if (firms.count < 2) return -1;
  Index best = -1;
  for (std::int64_t r = rivals_observed(firms, step.scenario, j); r > 0; --r) {
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
  const double n = static_cast<double>(std::max<Index>(1, firms.count));
  const double log_cost_mean =
      sum_over_firms(step, firms.count, [&](Index j) { return functions::log(firms.unit_cost[j]); }) / n;
  const double sales = sum_over_firms(step, firms.count, [&](Index j) { return firms.quantity[j]; });
  const double earned = sum_over_firms(
      step, firms.count, [&](Index j) { return firms.revenue[j] - firms.unit_cost[j] * firms.quantity[j]; });
  const double mean_margin = sales > 0 ? earned / sales : 0;
  const double frontier = scenario.technology.enabled ? market.frontier : 0;
  step.workers.for_blocks(firms.count, [&](Block block) {
    for (Index j = block.begin; j < block.end; ++j) {
      const Surroundings around = look_around(market, step, j);
      const double w = scenario.aspiration.own_weight, u = scenario.aspiration.update;
      firms.aspiration[j] += u * (w * firms.performance[j] + (1 - w) * around.mean_performance - firms.aspiration[j]);
      firms.pressure[j] = scenario.pressure.enabled ? perceived_pressure(market, step, j, around.entrants) : 0;
      const double need = std::max(4 * firms.fixed_cost[j], 1e-9);
      firms.slack[j] = std::clamp(firms.cash[j] / need - 1, 0.0, 2.0) / 2;
      const Distances distance = distances(market, scenario, j);
      const bool first_look = step.period <= std::max(1, firms.entered[j]);
      const double drift = std::max(0.0, distance.served - firms.distance_seen[j]);
      const double gap = scenario.technology.enabled ? std::max(0.0, frontier - firms.technology[j]) : 0;
      firms.threat[j] = functions::tanh(gap + (first_look ? 0 : drift));
      firms.distance_seen[j] = distance.served;
      sense_opportunities(market, step, j, log_cost_mean, mean_margin, distance);
    }
  });
}

}  // namespace rivalry
