#include <bit>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "rivalry/model/commonness.hpp"

namespace rivalry {
namespace {

Firms firms_with(const std::vector<std::uint64_t>& models, const std::vector<double>& quantities) {
  Firms firms;
  firms.resize(static_cast<Index>(models.size()));
  firms.count = static_cast<Index>(models.size());
  for (Index j = 0; j < firms.count; ++j) {
    firms.model[j] = models[static_cast<std::size_t>(j)];
    firms.quantity[j] = quantities[static_cast<std::size_t>(j)];
  }
  return firms;
}

/// Share of sales with the same choices of a block, firm by firm.
double share_alike(const Firms& firms, std::uint64_t block, std::uint64_t model) {
  double alike = 0, all = 0;
  for (Index j = 0; j < firms.count; ++j) {
    all += firms.quantity[j];
    if (((firms.model[j] ^ model) & block) == 0) alike += firms.quantity[j];
  }
  return alike / all;
}

double likeness_of(const Commonness& commonness, std::uint64_t model) {
  double likeness = 0;
  commonness.likeness(1, &model, &likeness);
  return likeness;
}

}  // namespace

TEST_CASE("novelty and likeness are shares of sales counted by hand") {
  // Two choices a path. Sales 1, 2, 5: in block offer the models agree pairwise (01, 01, 10), and so on.
  const Catalogue catalogue = generated_catalogue({2, 2, 2, 2});
  const Firms firms = firms_with({0b00'11'01'01, 0b00'10'01'01, 0b01'11'01'10}, {1, 2, 5});
  Commonness commonness(catalogue);
  commonness.count(firms, Workers(1));
  CHECK(commonness.share(0, firms.model[0]) == doctest::Approx(3.0 / 8));
  CHECK(commonness.share(1, firms.model[0]) == doctest::Approx(1));
  CHECK(commonness.share(2, firms.model[0]) == doctest::Approx(6.0 / 8));
  CHECK(commonness.share(3, firms.model[0]) == doctest::Approx(3.0 / 8));
  CHECK(commonness.novelty(firms.model[0]) == doctest::Approx((5.0 / 8 + 0 + 2.0 / 8 + 5.0 / 8) / 4));
  CHECK(commonness.novelty(0b11'00'11'00) == doctest::Approx(1));  // nobody has any of it
  CHECK(commonness.frequency(0) == doctest::Approx(3.0 / 8));
  CHECK(commonness.frequency(1) == doctest::Approx(5.0 / 8));
  CHECK(commonness.frequency(6) == doctest::Approx(5.0 / 8));
  CHECK(commonness.frequency(7) == doctest::Approx(0));
  // Likeness of model 0: choice by choice 3/8, 3/8; 1, 1; 6/8, 1; 3/8, 1.
  CHECK(likeness_of(commonness, firms.model[0]) == doctest::Approx((0.375 + 0.375 + 1 + 1 + 0.75 + 1 + 0.375 + 1) / 8));
}

TEST_CASE("firms count equally while nothing is sold") {
  Commonness commonness(generated_catalogue({1, 1, 1, 1}));
  commonness.count(firms_with({0b0001, 0b0000, 0b0000, 0b0000}, {0, 0, 0, 0}), Workers(1));
  CHECK(commonness.share(0, 0b0001) == doctest::Approx(0.25));
}

TEST_CASE("blocks of any size are counted alike: more than 16 choices, all 64 in one, none in some") {
  Stream stream = Streams(1, 0).at(Purpose::candidates, 0, 0);
  for (const std::array<int, 4> sizes : {std::array<int, 4>{20, 3, 17, 1},
                                         {16, 16, 16, 16},
                                         {0, 0, 5, 0},
                                         {64, 0, 0, 0},
                                         {0, 0, 0, 64},
                                         {30, 34, 0, 0},
                                         {1, 1, 1, 61}}) {
    CAPTURE(sizes[0]);
    CAPTURE(sizes[3]);
    const Catalogue catalogue = generated_catalogue(sizes);
    const int n = catalogue.size();
    const std::uint64_t all = n == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1;
    std::vector<std::uint64_t> models;
    std::vector<double> quantities;
    for (int j = 0; j < 40; ++j) {
      const std::uint64_t fresh = (static_cast<std::uint64_t>(stream()) << 32 | stream()) & all;
      models.push_back(j % 3 == 0 || models.empty() ? fresh : models[static_cast<std::size_t>(stream.below(j))]);
      quantities.push_back(stream.uniform());
    }
    const Firms firms = firms_with(models, quantities);
    Commonness commonness(catalogue);
    commonness.count(firms, Workers(2));
    double sales = 0;
    for (const double quantity : quantities) sales += quantity;
    for (int j = 0; j < 40; ++j) {
      const std::uint64_t model = models[static_cast<std::size_t>(j)];
      double novelty = 0;
      for (int path = 0; path < path_count; ++path) {
        const std::uint64_t block = catalogue.block(static_cast<Path>(path));
        const double share = share_alike(firms, block, model);
        CHECK(commonness.share(path, model) == doctest::Approx(share));
        novelty += (1 - share) / 4;
        for (int i = 0; i < 3; ++i) {
          const std::uint64_t other = models[static_cast<std::size_t>(i)];
          CHECK(commonness.alike(path, model, other) == (((model ^ other) & block) == 0));
        }
      }
      CHECK(commonness.novelty(model) == doctest::Approx(novelty));
      double same = 0;
      commonness.novelty(1, &model, &same);
      CHECK(same == commonness.novelty(model));
      double likeness = 0;
      for (int i = 0; i < 40; ++i)
        likeness += quantities[static_cast<std::size_t>(i)] / sales *
                    (n - std::popcount(models[static_cast<std::size_t>(i)] ^ model)) / n;
      CHECK(likeness_of(commonness, model) == doctest::Approx(likeness));
    }
  }
}

TEST_CASE("novelty stays what it was when an event changes parameters") {
  struct Note : Observer {
    void after_period(const Market& market, const Scenario&, const PeriodStatistics& statistics) override {
      tried += statistics.counts.triggered;
      for (Index j = 0; j < market.firms.count; ++j) gains.push_back(market.firms.project.gain[j]);
    }
    std::int64_t tried = 0;
    std::vector<double> gains;
  } with, without;
  Observer *const first[] = {&with}, *const second[] = {&without};
  const std::string market = "[scenario]\nperiods = 8\n[market]\nfirms = 40\n[innovation]\nbase_hazard = 1\n";
  // An event that sets a parameter to the value that it has.
  run(test::scenario_of(market +
                        "[needs]\ngrowth = 0\n[[event]]\nname = \"nothing\"\nat = 5\nset = {\"needs.growth\" = 0}\n"),
      {.threads = 1}, first);
  run(test::scenario_of(market + "[needs]\ngrowth = 0\n"), {.threads = 1}, second);
  CHECK(with.tried == without.tried);
  CHECK(with.gains == without.gains);
}

}  // namespace rivalry
