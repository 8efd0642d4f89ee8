#include <cmath>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "rivalry/model/buffers.hpp"
#include "rivalry/model/network.hpp"
#include "rivalry/model/offers.hpp"
#include "rivalry/model/orchestration.hpp"
#include "rivalry/run/period.hpp"

// What is worked out for a block of firms at once is what it is firm by firm, to the last bit.
namespace rivalry {
namespace {

using test::Laboratory;
using test::scenario_of;
using test::set;

/// Everything that adds to offers: brand, digital channels, users and suppliers who take part, ties, and choices that
/// segments value apart. The last eight firms are not whole.
const std::string busy = R"(
[market]
firms = 27
segments = 3
[segments]
access_spread = 0.4
[entry]
rate = 0.2
[resources]
brand_value = 0.7
digital_reach = 0.6
digital_channel = 0.4
[orchestration]
enabled = true
[value_chain]
enabled = true
fixed = 0.02
[network]
enabled = true
[co_creation]
enabled = true
word_of_mouth = 0.5
attachment = 0.5
value = 0.4
[business_model]
catalogue = "custom"
[[choice]]
name = "mass"
path = "offer"
willingness_to_pay = [0.3, -0.2, 0.1]
[[choice]]
name = "niche"
path = "offer"
willingness_to_pay = 0.2
fixed_cost = 0.03
[[choice]]
name = "ask"
path = "offer"
open = true
[[choice]]
name = "parts"
path = "creation"
stage = "components"
[[choice]]
name = "factory"
path = "creation"
stage = "assembly"
[[choice]]
name = "invite"
path = "creation"
open = true
[[choice]]
name = "shop"
path = "delivery"
reach = [0.6, 0.3, 0.2]
fixed_cost = 0.05
retention = 0.3
[[choice]]
name = "web"
path = "delivery"
reach = 0.4
fixed_cost = 0.04
retention = 0.2
[[choice]]
name = "tell"
path = "delivery"
open = true
[[choice]]
name = "sale"
path = "capture"
collects = 0.8
[[choice]]
name = "share"
path = "capture"
open = true
retention = 0.1
)";

void live(Laboratory& lab, std::int64_t periods) {
  for (std::int64_t period = 1; period <= periods; ++period) advance(lab.market, lab.step(period), nullptr);
}

/// What offers.hpp sets, of all firms.
struct Offers {
  Index segments;
  Column willingness, fixed_cost, retention, reach, access;

  explicit Offers(const Market& market)
      : segments(market.segments.count),
        willingness(market.firms.willingness),
        fixed_cost(market.firms.fixed_cost_effect),
        retention(market.firms.retention),
        reach(market.firms.mean_reach),
        access(segments * market.firms.count) {
    for (Index j = 0; j < market.firms.count; ++j)
      for (Index s = 0; s < segments; ++s) access[j * segments + s] = market.base_utility(s, j);
  }
  /// Whether all of a firm's are the same bits.
  bool same(const Offers& other, Index j) const {
    bool same = willingness[j] == other.willingness[j] && fixed_cost[j] == other.fixed_cost[j] &&
                retention[j] == other.retention[j] && reach[j] == other.reach[j];
    for (Index s = 0; s < segments; ++s) same = same && access[j * segments + s] == other.access[j * segments + s];
    return same;
  }
};

void refresh_each(Laboratory& lab) {
  for (Index j = 0; j < lab.market.firms.count; ++j) refresh_design(lab.market, lab.scenario, lab.scratch.effects, j);
}

/// Other brands, digital stocks and communities for every firm.
void change(Laboratory& lab) {
  Firms& firms = lab.market.firms;
  for (Index j = 0; j < firms.count; ++j) {
    firms.trait[Trait::brand].each()[j] += 0.01 * static_cast<double>(j + 1);
    firms.trait[Trait::digital].each()[j] += 0.02 * static_cast<double>(j + 1);
    firms.community.active.each()[j] *= 0.9;
    firms.community.partners.each()[j] *= 0.8;
    firms.quantity[j] *= 1.1;
  }
}

}  // namespace

TEST_CASE("offers of a block are those of its firms one by one") {
  Laboratory lab(scenario_of(busy));
  live(lab, 12);
  const Index count = lab.market.firms.count;
  const Block block{0, 0, count};
  REQUIRE(count > 16);
  REQUIRE(count % Pairs::together != 0);
  change(lab);
  const Offers before(lab.market);
  BlockBuffer all = buffer_for(count);
  all.head(count).setOnes();
  refresh_resources(lab.market, lab.step(), block, all);
  refresh_participation(lab.market, lab.step(), block);
  const Offers together(lab.market);
  refresh_each(lab);
  const Offers alone(lab.market);
  Index changed = 0;
  for (Index j = 0; j < count; ++j) {
    CHECK(together.same(alone, j));
    changed += !together.same(before, j);
  }
  CHECK(changed > count / 2);
}

TEST_CASE("firms whose resources are as before keep the offers that they had") {
  Laboratory lab(scenario_of(busy));
  live(lab, 12);
  const Index count = lab.market.firms.count;
  change(lab);
  const Offers before(lab.market);
  BlockBuffer some = buffer_for(count);
  for (Index j = 0; j < count; ++j) some[j] = j % 3 == 0;
  refresh_resources(lab.market, lab.step(), {0, 0, count}, some);
  const Offers after(lab.market);
  refresh_each(lab);
  const Offers all(lab.market);
  for (Index j = 0; j < count; ++j) {
    CAPTURE(j);
    if (j % 3 != 0) CHECK(after.same(before, j));
    if (j % 3 != 0) continue;
    CHECK(after.willingness[j] == all.willingness[j]);
    CHECK(after.willingness[j] != before.willingness[j]);
    CHECK(after.reach[j] == all.reach[j]);
  }
}

TEST_CASE("the waste of a block is that of its firms one by one") {
  Laboratory lab(scenario_of(busy));
  live(lab, 3);
  const Index count = lab.market.firms.count;
  BlockBuffer resources = BlockBuffer::Zero(), bundling = resources;
  add_waste(lab.market.firms, {0, 0, count}, resources, bundling);
  for (Index j = 0; j < count; ++j) {
    const Waste own = waste_of(lab.market.firms, lab.scenario, j);
    CHECK(resources[j] == own.resources);
    CHECK(bundling[j] == own.bundling);
    CHECK(own.resources + own.bundling > 0);
  }
}

TEST_CASE("what partners add for a block is what they add for its firms one by one") {
  Laboratory lab(scenario_of(busy));
  live(lab, 12);
  const Index count = lab.market.firms.count;
  BlockBuffer value;
  partners_values(lab.market, lab.step(), {0, 0, count}, value);
  for (Index j = 0; j < count; ++j) {
    const unsigned open = lab.scratch.effects.openness(lab.market.firms.model[j]);
    CHECK(value[j] == partners_value(lab.scenario, participants(lab.market, lab.scenario, j, open)));
  }
  CHECK(value.head(count).sum() > 0);
}

TEST_CASE("the support of a block is that of its firms one by one, and each tie adds what would be lost without it") {
  Laboratory lab(scenario_of(busy, {set("market.firms", 150), set("network.max_partners", 4),
                                    set("network.cost_effect", 0.5), set("network.upkeep", 0)}));
  live(lab, 15);
  Firms& firms = lab.market.firms;
  const Activities activities(lab.market, lab.step());
  count_support(lab.market, lab.step(), activities, {0, 0, firms.count});
  const auto of = [&](Index j) { return partners_support(firms, activities, j, activities.of(firms, j), 1); };
  int several = 0;
  for (Index j = 0; j < firms.count; ++j) {
    CAPTURE(j);
    CHECK(firms.support[j] == of(j));
    several += partners(firms, j) > 1 && firms.support[j] > 0;
    for (std::size_t k = 0; k < firms.partner.size(); ++k) {
      const std::int32_t partner = std::exchange(firms.partner[k][j], -1);
      CHECK(std::fabs(firms.tie_support[k][j] - (firms.support[j] - of(j))) < 1e-15);
      firms.partner[k][j] = partner;
    }
  }
  CHECK(several > 5);
}

TEST_CASE("the weight of any set of stages is the sum of theirs") {
  StageWeights weights(Column{{0.1, 0.2, 0.3, 0.25, 0.15}});
  for (int round = 0; round < 2; ++round) {
    for (unsigned set = 0; set < 32; ++set) {
      double sum = 0;
      for (Index l = 0; l < 5; ++l)
        if ((set >> l & 1U) != 0) sum += weights[l];
      CHECK(weights.of(set) == sum);
      CHECK(weights.of(~std::uint64_t{31} | set) == sum);  // there are no others
    }
    weights.change([](Index stage, double weight) { return stage == 0 ? weight + 0.4 : weight / 2; });
  }
  CHECK(StageWeights().of(~std::uint64_t{0}) == 0);
}

}  // namespace rivalry
