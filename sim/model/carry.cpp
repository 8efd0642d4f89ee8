#include "rivalry/model/carry.hpp"

#include <algorithm>

#include "founding.hpp"

// The structured bindings name every member: one that is added does not compile until it is carried here, or is seen
// not to be needed.
namespace rivalry {
namespace {

void carry_pairs(Archive& archive, std::string_view name, Pairs& pairs, Index segments, Index firms) {
  const auto cells = static_cast<std::size_t>(segments * firms);
  if (archive.open<double>(name, cells) != cells) archive.mismatch(name, "another number of values");
  const Index whole = firms / Pairs::together * Pairs::together;
  archive.part(pairs.from(0), static_cast<std::size_t>(segments * whole));
  for (Index s = 0; s < segments && whole < firms; ++s)
    archive.part(pairs.from(whole) + s * Pairs::together, static_cast<std::size_t>(firms - whole));
}

/// Which columns there are follows from the scenario.
template <class List>
void carry_length(Archive& archive, std::string_view name, const List& list) {
  archive.expect(name, static_cast<std::int64_t>(list.size()));
}

/// Which numbers all firms share follows from the scenario, too.
template <class Values>
void carry_shared(Archive& archive, std::string_view name, OneOrEach<Values>& values) {
  Values shared;
  if (values.shared()) shared = values.each();
  const Index known = shared.size();
  archive(name, shared);
  if (shared.size() != known) archive.mismatch(name, "another number of values");
  if (archive.loading() && known == 1) values.share(shared[0]);
}

template <class Values>
bool same_shape(const Values& a, const Values& b) {
  return a.size() == b.size();
}
template <class Values>
bool same_shape(const std::vector<Values>& a, const std::vector<Values>& b) {
  if constexpr (Number<Values>)
    return a.size() == b.size();
  else
    return std::ranges::equal(a, b, [](const Values& one, const Values& other) { return same_shape(one, other); });
}

/// Values, or columns of them, whose number follows from the scenario.
template <class Values>
void carry_sized(Archive& archive, std::string_view name, Values& values) {
  const Values known = archive.loading() ? values : Values();
  archive(name, values);
  if (archive.loading() && !same_shape(values, known)) archive.mismatch(name, "another number of values");
}

/// Of a firm there are more columns than these, of 8 bytes or less.
constexpr std::size_t least_bytes_of_firm = 256;

void carry_size(Archive& archive, Market& market) {
  Firms& firms = market.firms;
  Index count = firms.count;
  archive.count("count", count, least_bytes_of_firm);
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
  archive.expect("count", count);
  const auto sized = [&](const char* name, auto& values) { carry_sized(archive, name, values); };
  sized("open", open), sized("mass", mass), sized("full_mass", full_mass), sized("previous_mass", previous_mass);
  sized("ideal", ideal), sized("long_run", long_run), sized("seen", seen);
  if (archive.loading()) access.resize(count, choices);
  carry_pairs(archive, "access", access, count, choices);
  sized("price_sensitivity", price_sensitivity), sized("novelty_taste", novelty_taste);
  sized("legitimacy_taste", legitimacy_taste), sized("sustainability_taste", sustainability_taste);
  sized("switching_cost", switching_cost), sized("outside", outside);
  sized("denominator", denominator), sized("served", served), sized("surplus", surplus);
  sized("earned", earned), sized("retained", retained);
  sized("locked", locked), sized("locked_squared", locked_squared);
}

}  // namespace

void carry(Archive& archive, Market& market) {
  auto& [period, firms, segments, landscape, frontier, stage_weight, mean_size, total_start_size, profit_scale,
         promoted, banned, treasury, commons, entrants_by_population, openings_used, opened, leader, flows,
         base_utility, weight, buyers] = market;
  archive("period", period);
  archive("landscape", landscape);
  Column weights = stage_weight.each();
  carry_sized(archive, "stage_weight", weights);
  if (archive.loading()) stage_weight = StageWeights(std::move(weights));
  archive("frontier", frontier), archive("mean_size", mean_size), archive("total_start_size", total_start_size);
  archive("profit_scale", profit_scale), archive("promoted", promoted), archive("banned", banned);
  archive("treasury", treasury), archive("commons", commons);
  carry_sized(archive, "entrants_by_population", entrants_by_population);
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
