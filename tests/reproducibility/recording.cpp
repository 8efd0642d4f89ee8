#include <map>

#include <doctest/doctest.h>

#include "../support/markets.hpp"
#include "../support/results.hpp"
#include "rivalry/io/digest.hpp"

namespace rivalry {
namespace {

using test::fingerprints;
using test::Folder;
using test::scenario_of;
using test::set;

Scenario market(const std::vector<Setting>& settings = {}) { return scenario_of(test::stressed_market, settings); }

std::map<std::string, std::string> digests(const Scenario& scenario, RunOptions options = {}) {
  const Folder folder;
  test::record(scenario, folder / "r.h5", options);
  const ResultDigest digest = digest_result(folder / "r.h5");
  std::map<std::string, std::string> all{{"total", digest.total}};
  for (const auto& group : digest.groups) all[group.name] = group.digest;
  return all;
}

}  // namespace

TEST_CASE("a run is the same bits with and without a recorder") {
  const Folder folder;
  test::Fingerprints recorded;
  test::record(market(), folder / "r.h5", {}, {&recorded});
  CHECK(recorded.prints == fingerprints(market()).prints);
}

TEST_CASE("the digest does not depend on threads") {
  const auto one = digests(market(), {.threads = 1});
  CHECK(one.size() == 6);
  for (const int threads : {2, 5}) CHECK(digests(market(), {.threads = threads}) == one);
}

TEST_CASE("the digest does not depend on compression") {
  const auto usual = digests(market());
  for (const int level : {0, 6}) CHECK(digests(market({set("recording.compression", level)})) == usual);
}

TEST_CASE("digests of market, segments and summary do not depend on what else is recorded") {
  const auto usual = digests(market());
  const std::vector<std::vector<Setting>> choices{
      {set("recording.firms", 0)},
      {set("recording.firms", 40), set("recording.every", 7), set("recording.events", "all")},
      {set("recording.variables", "all"), set("recording.events", "none")}};
  for (const auto& settings : choices) {
    const auto other = digests(market(settings));
    for (const char* group : {"/market", "/segments", "/summary"}) CHECK(other.at(group) == usual.at(group));
    CHECK(other.at("total") != usual.at("total"));
  }
}

TEST_CASE("the digest sees another seed, another replicate and another scenario") {
  const std::string usual = digests(market())["/market"];
  CHECK(digests(market({set("scenario.seed", 12)}))["/market"] != usual);
  CHECK(digests(market(), {.replicate = 1})["/market"] != usual);
  CHECK(digests(market({set("cost.fixed", 0.1201)}))["/market"] != usual);
}

}  // namespace rivalry
