#include <fstream>
#include <set>
#include <thread>

#include <doctest/doctest.h>

#include "../support/sweeps.hpp"
#include "rivalry/sweep/claims.hpp"

using namespace rivalry;
using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;

struct Site {
  Site() { fs::create_directories(claims), fs::create_directories(workers); }
  test::TemporaryFolder folder;
  fs::path claims = folder.path() / "claims", workers = folder.path() / "workers";
};

}  // namespace

TEST_CASE("however many workers claim at once, each block is given to one of them") {
  const Site site;
  constexpr std::int64_t blocks = 60;
  std::vector<std::vector<std::int64_t>> taken(6);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < taken.size(); ++i)
    threads.emplace_back([&, i] {
      Watch watch(site.workers, 100s);
      Claims claims(site.claims, fmt::format("worker{}", i), {}, watch);
      while (const auto claim = claims.take({0, blocks})) taken[i].push_back(claim->block);
    });
  for (std::thread& thread : threads) thread.join();
  std::multiset<std::int64_t> all;
  for (const auto& one : taken) all.insert(one.begin(), one.end());
  CHECK(all.size() == blocks);
  CHECK(std::set(all.begin(), all.end()).size() == blocks);
}

TEST_CASE("a worker that shares the work beforehand takes its own blocks") {
  const Site site;
  Watch watch(site.workers, 100s);
  Claims claims(site.claims, "one", {1, 3}, watch);
  std::vector<std::int64_t> taken;
  while (const auto claim = claims.take({0, 10})) taken.push_back(claim->block);
  CHECK(taken == std::vector<std::int64_t>{1, 4, 7});
}

TEST_CASE("a block that was given back is taken again, with the word that rows may be there") {
  const Site site;
  Watch watch(site.workers, 100s);
  Claims claims(site.claims, "one", {}, watch);
  const auto first = claims.take({0, 1});
  REQUIRE(first);
  CHECK_FALSE(first->partial);
  CHECK_FALSE(claims.take({0, 1}));
  claims.release(0);
  const auto again = claims.take({0, 1});
  REQUIRE(again);
  CHECK(again->partial);
  claims.finish(0);
  CHECK_FALSE(claims.take({0, 1}));
  CHECK(claims.count({0, 1}).done == 1);
}

TEST_CASE("what a dead worker held is free, what a living one holds is not") {
  const Site site;
  Watch watch(site.workers, 0.05s);
  const Heartbeat living(site.workers);
  Claims of_living(site.claims, living.name(), {}, watch), of_dead(site.claims, "gone", {}, watch),
      mine(site.claims, "me", {}, watch);
  REQUIRE(of_living.take({0, 1}));
  REQUIRE(of_dead.take({1, 2}));
  CHECK(mine.free_dead({0, 2}) == 1);  // who has no heartbeat ended
  CHECK(watch.alive() == std::vector{living.name()});
  const auto freed = mine.take({0, 2});
  REQUIRE(freed);
  CHECK(freed->block == 1);
  CHECK(freed->partial);
}

TEST_CASE("a worker of another machine is dead when its count stands still for the lease") {
  const Site site;
  Watch watch(site.workers, 0.2s);
  const auto beat = [&](int count) { std::ofstream(site.workers / "far") << "far boot 1 2\n" << count << "\n"; };
  beat(1);
  CHECK_FALSE(watch.is_dead("far"));
  std::this_thread::sleep_for(300ms);
  beat(2);
  CHECK_FALSE(watch.is_dead("far"));  // it counted on
  std::this_thread::sleep_for(300ms);
  CHECK(watch.is_dead("far"));
}

TEST_CASE("a worker that was taken for dead and comes back does no harm") {
  const Site site;
  Watch watch(site.workers, 0.01s);
  Claims slow(site.claims, "slow", {}, watch), quick(site.claims, "quick", {}, watch);
  REQUIRE(slow.take({0, 1}));
  REQUIRE(quick.free_dead({0, 1}) == 1);
  REQUIRE(quick.take({0, 1}));
  slow.finish(0);  // its rows are on the disk, after all
  quick.finish(0);
  CHECK(quick.count({0, 1}).done == 1);
  CHECK_FALSE(slow.take({0, 1}));
}
