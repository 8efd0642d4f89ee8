#include "rivalry/model/inverse_demand.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rivalry/random/functions.hpp"

namespace rivalry {

double InverseDemand::price(double quantity) const {
  if (form == DemandForm::linear) return choke_price * std::max(0.0, 1 - quantity / mass);
  return quantity * choke_price > mass ? mass / quantity : choke_price;
}

double InverseDemand::quantity(double price) const {
  if (form == DemandForm::linear) return mass * std::clamp(1 - price / choke_price, 0.0, 1.0);
  return price > choke_price ? 0 : mass / price;
}

double InverseDemand::elasticity(double quantity) const {
  if (form == DemandForm::linear) return std::max(0.0, mass / quantity - 1);
  return quantity * choke_price < mass ? std::numeric_limits<double>::infinity() : 1;
}

double InverseDemand::most() const {
  return form == DemandForm::linear ? mass : std::numeric_limits<double>::infinity();
}

double InverseDemand::benefit(double quantity) const {
  if (form == DemandForm::linear) {
    const double bought = std::min(quantity, mass);
    return choke_price * bought * (1 - bought / (2 * mass));
  }
  const double relative = quantity * choke_price / mass;
  return relative > 1 ? mass * (1 + functions::log(relative)) : quantity * choke_price;
}

double InverseDemand::cournot_price(double producers, double cost) const {
  if (form == DemandForm::linear) return (choke_price + cost) / (producers + 1);
  return producers > 1 ? std::min(choke_price, cost / (producers - 1)) : choke_price;
}

double InverseDemand::best_reply(double unit_cost, double rivals) const {
  if (unit_cost >= choke_price) return 0;
  if (form == DemandForm::linear) return std::max(0.0, (mass * (1 - unit_cost / choke_price) - rivals) / 2);
  return std::max({0.0, std::sqrt(mass * rivals / unit_cost) - rivals, mass / choke_price - rivals});
}

InverseDemand inverse_demand(const Scenario& scenario, const Segments& segments) {
  return {scenario.homogeneous.demand, segments.mass[0], scenario.homogeneous.choke_price};
}

}  // namespace rivalry
