#include "rivalry/scenario/catalogue.hpp"

namespace rivalry {

// Effects are small next to those of the landscape, so that no single choice decides; about half of the choices of a
// firm are active. Positions are in attribute units (segments' ideal points spread by 1).
Catalogue default_catalogue() {
  using enum Path;
  return {{
      // What is offered to whom.
      {.name = "premium", .path = offer, .position = {0.4, 0.2}, .willingness_to_pay = {0.35}, .unit_cost = 0.12,
       .externality = 0.05, .imitability = 0.6},
      {.name = "basic", .path = offer, .position = {-0.4, -0.2}, .willingness_to_pay = {-0.15}, .unit_cost = -0.12,
       .externality = 0.1, .imitability = 0.9},
      {.name = "personalised", .path = offer, .position = {0.1, 0.4}, .willingness_to_pay = {0.25}, .unit_cost = 0.06,
       .fixed_cost = 0.01, .technology = 0.5, .imitability = 0.4},
      {.name = "platform_bundle", .path = offer, .position = {0.3, -0.3}, .willingness_to_pay = {0.3},
       .fixed_cost = 0.03, .technology = 0.6, .unlocks_at = 0.25, .imitability = 0.3},
      {.name = "niche_focus", .path = offer, .position = {-0.3, 0.5}, .willingness_to_pay = {0.1}, .unit_cost = -0.03,
       .imitability = 0.7},
      {.name = "co_assertion", .path = offer, .willingness_to_pay = {0.1}, .fixed_cost = 0.01, .imitability = 0.5,
       .open = true},
      // How it is made, and with whom.
      {.name = "own_design", .path = creation, .willingness_to_pay = {0.15}, .unit_cost = -0.02, .fixed_cost = 0.02,
       .imitability = 0.4},
      {.name = "own_components", .path = creation, .unit_cost = -0.06, .fixed_cost = 0.025, .externality = 0.1,
       .imitability = 0.5},
      {.name = "own_assembly", .path = creation, .unit_cost = -0.05, .fixed_cost = 0.02, .externality = 0.05,
       .imitability = 0.7},
      {.name = "lean_logistics", .path = creation, .unit_cost = -0.04, .fixed_cost = 0.01, .externality = -0.05,
       .technology = 0.4, .imitability = 0.8},
      {.name = "supplier_partnership", .path = creation, .willingness_to_pay = {0.05}, .unit_cost = -0.03,
       .fixed_cost = 0.005, .externality = -0.05, .imitability = 0.5},
      {.name = "co_creation", .path = creation, .willingness_to_pay = {0.12}, .unit_cost = 0.02, .fixed_cost = 0.015,
       .imitability = 0.5, .open = true},
      // How it reaches buyers and keeps them.
      {.name = "online_direct", .path = delivery, .fixed_cost = 0.01, .reach = {0.45}, .technology = 0.5,
       .imitability = 0.8},
      {.name = "own_stores", .path = delivery, .willingness_to_pay = {0.1}, .fixed_cost = 0.04, .reach = {0.35},
       .imitability = 0.7},
      {.name = "third_party_retail", .path = delivery, .unit_cost = 0.06, .fixed_cost = 0.005, .reach = {0.5},
       .imitability = 0.9},
      {.name = "agents", .path = delivery, .unit_cost = 0.03, .fixed_cost = 0.005, .reach = {0.3},
       .imitability = 0.8},
      {.name = "loyalty_programme", .path = delivery, .unit_cost = 0.02, .fixed_cost = 0.01, .retention = 0.4,
       .imitability = 0.8},
      {.name = "co_delivery", .path = delivery, .unit_cost = 0.01, .reach = {0.1}, .imitability = 0.6, .open = true},
      // What is earned from it, and at whose cost.
      {.name = "unit_sale", .path = capture, .collects = 1, .imitability = 1},
      {.name = "subscription", .path = capture, .fixed_cost = 0.01, .retention = 0.25, .collects = 1,
       .price_perception = -0.08, .imitability = 0.8},
      {.name = "advertising", .path = capture, .willingness_to_pay = {-0.1}, .collects = 0.3,
       .third_party_revenue = 0.06, .imitability = 0.8},
      {.name = "licensing", .path = capture, .fixed_cost = 0.01, .collects = 0.2, .third_party_revenue = 0.04,
       .imitability = 0.6},
      {.name = "asset_light", .path = capture, .unit_cost = 0.04, .fixed_cost = -0.03, .imitability = 0.7},
      {.name = "co_acquisition", .path = capture, .willingness_to_pay = {0.05}, .unit_cost = 0.02, .retention = 0.1,
       .imitability = 0.5, .open = true},
  }};
}

}  // namespace rivalry
