#pragma once

#include "rivalry/model/state.hpp"

namespace rivalry {

/// Demand for a homogeneous good: the price at which all firms together sell a quantity. Two forms, m the mass of the
/// one segment and p0 the choke price:
///
///     linear         P = p0 (1 - Q/m): m buyers of one unit each, whose reservation prices are spread evenly up to p0
///     unit elastic   P = m/Q, p0 at most: buyers spend m units of money, in units of the reference cost c0
struct InverseDemand {
  DemandForm form = DemandForm::linear;
  double mass = 0, choke_price = 0;

  double price(double quantity) const;
  double quantity(double price) const;
  /// -dln Q / dln P; infinite where the price is the choke price whatever is sold.
  double elasticity(double quantity) const;
  /// What is bought at price 0: more cannot be sold. Infinite under unit-elastic demand.
  double most() const;
  /// The area below: most money that buyers would give for a quantity.
  double benefit(double quantity) const;
  /// Price at which outputs are best replies to each other.
  /// @param producers  firms that produce
  /// @param cost       sum of their unit costs
  double cournot_price(double producers, double cost) const;
  /// Output at which a firm's profit is largest, rivals' outputs given.
  double best_reply(double unit_cost, double rivals) const;
};

InverseDemand inverse_demand(const Scenario& scenario, const Segments& segments);

}  // namespace rivalry
