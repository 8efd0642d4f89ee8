#include "rivalry/model/carry.hpp"

#include "founding.hpp"

// The structured bindings name every member: one that is added does not compile until it is carried here, or is seen
// not to be needed.
namespace rivalry {
namespace {

void carry_pairs(Archive& archive, std::string_view name, Pairs& pairs, Index segments, Index firms) {
  const auto cells = static_cast<std::size_t>(segments * firms);
  if (archive.open<double>(name, cells) != cells) throw ArchiveError(std::string(name) + ": another number of values");
  const Index whole = firms / Pairs::together * Pairs::together;
  archive.part(pairs.from(0), static_cast<std::size_t>(segments * whole));
  for (Index s = 0; s < segments && whole < firms; ++s)
    archive.part(pairs.from(whole) + s * Pairs::together, static_cast<std::size_t>(firms - whole));
}

/// A list of columns whose length follows from the scenario.
template <class List>
void carry_length(Archive& archive, std::string_view name, List& list) {
  auto length = static_cast<std::int64_t>(list.size());
  archive(name, length);
  if (archive.loading()) list.resize(static_cast<std::size_t>(length));
}

/// Which numbers all firms share follows from the scenario, and is to be known before there is room for firms.
template <class Values>
void carry_shared(Archive& archive, std::string_view name, OneOrEach<Values>& values) {
  Values shared;
  if (values.shared()) shared = values.each();
  archive(name, shared);
  if (archive.loading() && shared.size() == 1) values.share(shared[0]);
}

void carry_size(Archive& archive, Market& market) {
  Firms& firms = market.firms;
  Index count = firms.count;
  archive("count", count);
  carry_length(archive, "attributes", firms.home);
  carry_length(archive, "treatments", firms.arm);
  for (auto& trait : firms.trait) carry_shared(archive, "shared_trait", trait);
  carry_shared(archive, "shared_population", firms.population);
  carry_shared(archive, "shared_markup", firms.markup);
  carry_shared(archive, "shared_subsidy", firms.subsidy);
  carry_shared(archive, "shared_capital", firms.capital);
  carry_shared(archive, "shared_productivity", firms.productivity);
  carry_shared(archive, "shared_standing", firms.standing);
  carry_shared(archive, "shared_resource_outlay", firms.resource_outlay);
  carry_shared(archive, "shared_users", firms.community.users);
  carry_shared(archive, "shared_active_users", firms.community.active);
  carry_shared(archive, "shared_active_partners", firms.community.partners);
  carry_shared(archive, "shared_active_staff", firms.community.staff);
  carry_shared(archive, "shared_received", firms.community.received);
  carry_length(archive, "stages", firms.stage_level);
  carry_shared(archive, "shared_in_house", firms.in_house);
  carry_shared(archive, "shared_orchestration", firms.orchestration);
  carry_shared(archive, "shared_suppliers_margin", firms.suppliers_margin);
  carry_shared(archive, "shared_project_stage", firms.project.stage);
  carry_length(archive, "ties", firms.partner);
  carry_shared(archive, "shared_tied_model", firms.tied_model);
  carry_shared(archive, "shared_partners_fit", firms.partners_fit);
  carry_shared(archive, "shared_support", firms.support);
  carry_shared(archive, "shared_support_gap", firms.support_gap);
  carry_shared(archive, "shared_shared_revenue", firms.shared_revenue);
  carry_shared(archive, "shared_partners_income", firms.partners_income);
  carry_shared(archive, "shared_cross_block_synergy", firms.cross_block_synergy);
  if (!archive.loading()) return;
  firms.position.resize(firms.home.size());
  firms.project.home.resize(firms.home.size());
  const std::size_t ties = firms.partner.size();
  firms.mirror.resize(ties), firms.fit.resize(ties), firms.tie_support.resize(ties), firms.tie_gain.resize(ties);
  firms.bad_periods.resize(ties);
  reserve(market, count);
  firms.count = count;
}

void carry_columns(Archive& archive, Firms& firms) {
  archive("sales_inverse", firms.sales_inverse), archive("log_mean_cost", firms.log_mean_cost);
  archive("carbon_price", firms.carbon_price);
  archive("acting_shift", firms.acting_shift);
  const auto count = static_cast<std::size_t>(firms.count);
  firms.each_column([&](const char* name, auto& column) { archive.fixed(name, column.data(), count); });
}

void carry(Archive& archive, Segments& segments, Index choices) {
  auto& [count, open, mass, full_mass, previous_mass, ideal, long_run, seen, access, price_sensitivity, novelty_taste,
         legitimacy_taste, sustainability_taste, switching_cost, outside, denominator, served, surplus, earned,
         retained, locked, locked_squared] = segments;
  archive("count", count), archive("open", open);
  archive("mass", mass), archive("full_mass", full_mass), archive("previous_mass", previous_mass);
  archive("ideal", ideal), archive("long_run", long_run), archive("seen", seen);
  if (archive.loading()) access.resize(count, choices);
  carry_pairs(archive, "access", access, count, choices);
  archive("price_sensitivity", price_sensitivity), archive("novelty_taste", novelty_taste);
  archive("legitimacy_taste", legitimacy_taste), archive("sustainability_taste", sustainability_taste);
  archive("switching_cost", switching_cost), archive("outside", outside);
  archive("denominator", denominator), archive("served", served), archive("surplus", surplus);
  archive("earned", earned), archive("retained", retained);
  archive("locked", locked), archive("locked_squared", locked_squared);
}

}  // namespace

void carry(Archive& archive, Market& market) {
  auto& [period, firms, segments, landscape, frontier, stage_weight, mean_size, total_start_size, profit_scale,
         promoted, banned, treasury, commons, entrants_by_population, openings_used, opened, leader, flows,
         base_utility, weight, buyers] = market;
  archive("period", period);
  archive("landscape", landscape);
  Column weights = stage_weight.each();
  archive("stage_weight", weights);
  if (archive.loading()) stage_weight = StageWeights(std::move(weights));
  archive("frontier", frontier), archive("mean_size", mean_size), archive("total_start_size", total_start_size);
  archive("profit_scale", profit_scale), archive("promoted", promoted), archive("banned", banned);
  archive("treasury", treasury), archive("commons", commons);
  archive("entrants_by_population", entrants_by_population);
  archive("openings_used", openings_used), archive("opened", opened), archive("leader", leader);
  if (archive.loading()) flows = {};  // what happened in a period, no longer needed in the next

  archive.enter("segments");
  carry(archive, segments, landscape.size());
  archive.leave();

  archive.enter("firms");
  carry_size(archive, market);
  carry_columns(archive, firms);
  carry_pairs(archive, "base_utility", base_utility, segments.count, firms.count);
  carry_pairs(archive, "weight", weight, segments.count, firms.count);
  carry_pairs(archive, "buyers", buyers, segments.count, firms.count);
  archive.leave();
}

}  // namespace rivalry
