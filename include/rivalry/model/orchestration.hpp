#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// Firms structure, bundle and leverage their resources: spending becomes stocks, stocks become path capabilities, and
/// a share of these is deployed. With the section on, the traits `resources.*` and `paths.*` are what a firm starts
/// with; their columns hold the stocks of today, and all who read them see those.
///
/// Source: Sirmon, Hitt & Ireland 2007; time compression: Dierickx & Cool 1989.
void orchestrate_resources(Market& market, const Step& step);

/// Resource stocks, in the order of their weights in spending (Trait::toward_human …).
inline constexpr std::array<Trait, 4> resource_stocks{Trait::human, Trait::technology, Trait::brand, Trait::digital};
constexpr Trait capability_of(int path) {
  return static_cast<Trait>(static_cast<std::size_t>(Trait::offer_capability) + static_cast<std::size_t>(path));
}
/// Whether orchestration moves a trait, so that every firm has its own level.
bool is_stock(const Scenario& scenario, Trait trait);

/// Services that a firm's stocks provide to bundling on a path, in units of stock: technology serves creation, brand
/// the offer, digital delivery and capture half each, human all four alike.
double services(const Firms& firms, Index firm, int path);

/// What structuring, bundling and leveraging provide beyond each other's use, summed over the paths.
struct Waste {
  double resources = 0;   ///< services that bundling does not take up, units of stock
  double bundling = 0;    ///< bundling that finds no services, units of stock
  double capability = 0;  ///< potential C / (1 + C) that is not deployed
  double leveraging = 0;  ///< leveraging that finds no potential
};
Waste waste_of(const Firms& firms, const Scenario& scenario, Index firm);
/// Adds the wastes of resources and of bundling of a block's firms, who orchestrate.
void add_waste(const Firms& firms, Block block, BlockBuffer& resources, BlockBuffer& bundling);

}  // namespace rivalry
