#include <bit>
#include <cmath>

#include <doctest/doctest.h>

#include "../support/laboratory.hpp"
#include "rivalry/model/evaluation.hpp"
#include "rivalry/model/learning.hpp"
#include "rivalry/model/perception.hpp"
#include "rivalry/run/period.hpp"

// Whether, on which path, with which design and at what cost firms innovate. Frequencies at four standard errors: a
// right engine fails one such check in 16,000.
namespace rivalry {
namespace {

using test::Laboratory;
using test::Sample;
using test::scenario_of;
using test::set;

void choose(Laboratory& lab, std::int64_t period = 1) {
  sense(lab.market, lab.step(period));
  choose_paths(lab.market, lab.step(period));
}

/// Share of chances that came out, in standard errors from what was expected.
double errors(double count, double n, double chance) {
  return std::fabs(count / n - chance) / std::sqrt(chance * (1 - chance) / n);
}

}  // namespace

TEST_CASE("firms are triggered as often as their hazard says, and only those that may innovate") {
  Laboratory lab(
      scenario_of("[market]\nfirms = 20000\nsegments = 1\n[pressure]\nenabled = false\n[capabilities]\n"
                  "seizing = 0.7\n[innovation]\nbase_hazard = 0.2\nslack_hazard = 0\nthreat_hazard = 0\n"
                  "allowed = {treatment = [0, 0.5, 1]}\n[managers]\ninertia = -20\n"));
  choose(lab);
  const Firms& firms = lab.market.firms;
  double chosen[3] = {}, n[3] = {};
  for (Index j = 0; j < firms.count; ++j) {
    n[firms.arm[0][j]] += 1;
    chosen[firms.arm[0][j]] += lab.scratch.chosen[j] >= 0;
  }
  CHECK(chosen[0] == 0);
  CHECK(errors(chosen[1], n[1], 1 - std::exp(-0.5 * 0.2 * 1.2)) < 4);
  CHECK(errors(chosen[2], n[2], 1 - std::exp(-0.2 * 1.2)) < 4);
  CHECK(lab.market.flows.triggered == static_cast<std::int64_t>(chosen[1] + chosen[2]));
}

TEST_CASE("a firm that works on a project starts no other one") {
  Laboratory lab(scenario_of("[market]\nfirms = 50\n[innovation]\nbase_hazard = 100\n[managers]\ninertia = -20\n"));
  lab.market.firms.project.path.head(25).setConstant(2);
  choose(lab);
  for (Index j = 0; j < 50; ++j) CHECK((lab.scratch.chosen[j] >= 0) == (j >= 25));
}

TEST_CASE("random paths are uniform over the paths that have choices, whatever attracts") {
  Laboratory lab(
      scenario_of("[market]\nfirms = 12000\nsegments = 1\n[innovation]\nbase_hazard = 100\nnull = \"random_path\"\n"
                  "[business_model]\ncatalogue = \"generated\"\nchoices_per_path = [2, 3, 0, 1]\n"
                  "[landscape]\ninterdependence = 1\n[managers]\ninertia = 20\n"));
  for (Index j = 0; j < 12000; ++j) lab.market.firms.attraction[0][j] = static_cast<double>(j);
  choose(lab);
  double count[path_count] = {};
  for (Index j = 0; j < 12000; ++j) {
    REQUIRE(lab.scratch.chosen[j] >= 0);
    ++count[lab.scratch.chosen[j]];
  }
  CHECK(count[2] == 0);
  for (const int path : {0, 1, 3}) CHECK(errors(count[path], 12000, 1.0 / 3) < 4);
}

TEST_CASE("firms prefer paths that attract them, and inertia makes them hold") {
  const std::string text = "[market]\nfirms = 4000\nsegments = 1\n[innovation]\nbase_hazard = 100\n";
  Laboratory lab(scenario_of(text));
  for (Index j = 0; j < 4000; ++j) lab.market.firms.attraction[3][j] = j % 2;
  choose(lab);
  double attracted = 0, others = 0, held = 0;
  for (Index j = 0; j < 4000; ++j) {
    (j % 2 == 1 ? attracted : others) += lab.scratch.chosen[j] == 3;
    held += lab.scratch.chosen[j] < 0;
  }
  CHECK(attracted > 2 * others);
  Laboratory inert(scenario_of(text, {set("managers.inertia", 3)}));
  choose(inert);
  double inert_held = 0;
  for (Index j = 0; j < 4000; ++j) inert_held += inert.scratch.chosen[j] < 0;
  CHECK(inert_held > held + 1000);
}

TEST_CASE("firms that are alike take each path as often: what rounding leaves of their differences is none") {
  Laboratory lab(
      scenario_of("[market]\nfirms = 1000\nsegments = 1\nhomogeneity = 1\n[innovation]\nbase_hazard = 100\n"
                  "path_intensity = 4\n[managers]\ninertia = -20\n[technology]\nenabled = true\n"));
  lab.market.frontier = 0.1;  // so that a path offers something to all alike
  choose(lab);
  const Column& saving = lab.scratch.opportunity[1];
  REQUIRE((saving.head(1000) == saving[0]).all());
  REQUIRE(saving[0] > 0);
  double count[path_count] = {};
  for (Index j = 0; j < 1000; ++j) {
    REQUIRE(lab.scratch.chosen[j] >= 0);
    ++count[lab.scratch.chosen[j]];
  }
  for (const double chosen : count) CHECK(errors(chosen, 1000, 0.25) < 4);
}

TEST_CASE("a column of equal numbers has no deviation, and nothing of it is standardised to anything") {
  for (const int firms : {3, 1000, 5000}) {
    Laboratory lab(scenario_of("[market]\nsegments = 1\n", {set("market.firms", firms)}));
    for (const double number : {0.1, 1.0 / 3, -7e-20, 1e200}) {
      const Column column = Column::Constant(lab.market.firms.capacity(), number);
      const Moments moments = moments_of(lab.step(), firms, column);
      CHECK(moments.deviation == 0);
      CHECK(moments.standardised(number) == 0);
    }
    Column column = Column::Constant(lab.market.firms.capacity(), 3);
    column[1] *= 1 + 1e-10;  // of so many, one
    const Moments moments = moments_of(lab.step(), firms, column);
    CHECK(moments.deviation == doctest::Approx(3e-10 * std::sqrt(firms - 1.0) / firms).epsilon(0.01));
    CHECK(moments.standardised(column[1]) == doctest::Approx(std::sqrt(firms - 1.0)).epsilon(0.01));
    CHECK(moments.standardised(column[1], 1e-9) == 0);
  }
}

TEST_CASE("each differing choice is copied right with the chance that absorption and imitability give") {
  Laboratory lab(scenario_of(R"(
[market]
firms = 4000
segments = 1
[landscape]
interdependence = 1
[business_model]
catalogue = "custom"
[managers]
absorptive_capacity = 0.6
analogy = 1
[search]
local_share = 0
home_share = 0
[[choice]]
name = "easy"
path = "creation"
imitability = 0.5
[[choice]]
name = "hard"
path = "creation"
[[choice]]
name = "free"
path = "creation"
imitability = 1
[[choice]]
name = "other"
path = "offer"
[[choice]]
name = "channel"
path = "delivery"
reach = 1
[[choice]]
name = "sold"
path = "capture"
collects = 1
)"));
  sense(lab.market, lab.step());
  const Firms& firms = lab.market.firms;
  const std::uint64_t block = lab.scenario.catalogue.block(Path::creation);
  const int easy = lab.scenario.catalogue.find("easy"), hard = lab.scenario.catalogue.find("hard"),
            free = lab.scenario.catalogue.find("free");
  double differing[64] = {}, right[64] = {};
  for (Index j = 0; j < firms.count; ++j) {
    Stream stream = lab.streams.at(Purpose::candidates, firms.id[j], 1);
    Candidate candidate;
    draw_candidate(lab.market, lab.step(), j, static_cast<int>(Path::creation), stream, candidate);
    REQUIRE(candidate.mode == SearchMode::analogy);
    REQUIRE(candidate.source >= 0);
    CHECK(candidate.source != j);
    const std::uint64_t source = firms.model[candidate.source];
    CHECK(((candidate.model ^ firms.model[j]) & ~block) == 0);  // the path's block only
    for (const int choice : {easy, hard, free}) {
      const std::uint64_t bit = std::uint64_t{1} << choice;
      if (((source ^ firms.model[j]) & bit) == 0) {
        CHECK((candidate.model & bit) == (firms.model[j] & bit));
        continue;
      }
      ++differing[choice];
      right[choice] += (candidate.model & bit) == (source & bit);
    }
  }
  CHECK(differing[hard] > 1500);
  CHECK(right[free] == differing[free]);
  CHECK(errors(right[hard], differing[hard], 0.6) < 4);
  CHECK(errors(right[easy], differing[easy], 1 - 0.4 * 0.5) < 4);
}

TEST_CASE("local moves flip one choice of the path's block, or two, uniformly") {
  Laboratory lab(
      scenario_of("[market]\nfirms = 6000\nsegments = 1\n[search]\nlocal_share = 1\ntwo_choices = 0.3\n"
                  "[business_model]\ncatalogue = \"generated\"\nchoices_per_path = 4\n"));
  sense(lab.market, lab.step());
  double flips[16] = {}, two = 0;
  for (Index j = 0; j < 6000; ++j) {
    Stream stream = lab.streams.at(Purpose::candidates, j, 1);
    Candidate candidate;
    draw_candidate(lab.market, lab.step(), j, 1, stream, candidate);
    const std::uint64_t changed = candidate.model ^ lab.market.firms.model[j];
    REQUIRE((changed & ~lab.scenario.catalogue.block(Path::creation)) == 0);
    const bool one_or_two = std::popcount(changed) == 1 || std::popcount(changed) == 2;
    CHECK(one_or_two);
    two += std::popcount(changed) == 2;
    for (int i = 0; i < 16; ++i) flips[i] += static_cast<double>(changed >> i & 1U);
  }
  CHECK(errors(two, 6000, 0.3) < 4);
  for (int i = 4; i < 8; ++i) CHECK(std::fabs(flips[i] - 6000 * 1.3 / 4) < 4 * std::sqrt(6000 * 0.33 * 0.67));
}

TEST_CASE("without selection every tried design is adopted with the same chance, good or bad") {
  // One candidate of four has the same chance to be taken as the other ones: perceived gains are those of random
  // designs.
  const std::string text =
      "[market]\nfirms = 3000\nsegments = 2\n[innovation]\nbase_hazard = 100\nbase_cost = 0\nchoice_cost = 0\nnoise = "
      "0\n"
      "[paths]\noffer = 3\ncreation = 3\ndelivery = 3\ncapture = 3\n[managers]\ninertia = -20\nintegration = 1\n";
  const auto mean_gain = [&](const char* null, double candidates) {
    Laboratory lab(
        scenario_of(text, {set("innovation.null", std::string(null)), set("innovation.candidates", candidates)}));
    lab.market.firms.cash.head(3000).setConstant(100);
    choose(lab);
    innovate(lab.market, lab.step());
    Sample gain;
    for (Index j = 0; j < 3000; ++j)
      if (lab.market.firms.project.path[j] >= 0) gain.add(lab.market.firms.project.gain[j]);
    return gain;
  };
  const Sample random_of_many = mean_gain("no_selection", 8), random_of_one = mean_gain("no_selection", 0),
               best = mean_gain("none", 8);
  CHECK(random_of_many.count() > 2500);
  CHECK(std::fabs(random_of_many.mean() - random_of_one.mean()) <
        4 * std::hypot(random_of_many.error(), random_of_one.error()));
  CHECK(random_of_many.mean() < 0);
  CHECK(best.mean() > 0);
}

TEST_CASE("without selection an adaptive walk takes any neighbour with the same chance, fitter or not") {
  const char* const text =
      "[market]\nfirms = 8000\nsegments = 1\nhomogeneity = 1\n[innovation]\nobjective = \"fitness\"\n"
      "base_hazard = 100\nbase_cost = 0\nchoice_cost = 0\nsuccess = 1\nlead_time = 0\nnull = \"no_selection\"\n"
      "[search]\nscope = \"all\"\n[managers]\ninertia = -20\n[business_model]\ncatalogue = \"generated\"\n"
      "choices_per_path = 2\n[landscape]\ninterdependence = 3\n";
  for (const char* order : {"random_fitter", "first_better", "steepest"}) {
    CAPTURE(std::string(order));
    Laboratory lab(scenario_of(text, {set("search.order", std::string(order))}));
    const std::vector<std::uint64_t> before(lab.market.firms.model.data(), lab.market.firms.model.data() + 8000);
    choose(lab);
    innovate(lab.market, lab.step());
    double flips[8] = {};
    for (Index j = 0; j < 8000; ++j) {
      const std::uint64_t changed = lab.market.firms.model[j] ^ before[static_cast<std::size_t>(j)];
      REQUIRE(std::popcount(changed) == 1);
      ++flips[std::countr_zero(changed)];
    }
    for (const double count : flips) CHECK(errors(count, 8000, 1.0 / 8) < 4);
  }
}

TEST_CASE("without selection a long jump is made wherever it leads") {
  const std::string text =
      "[market]\nfirms = 4000\nsegments = 1\n[innovation]\nobjective = \"fitness\"\nbase_hazard = 100\n"
      "base_cost = 0\nchoice_cost = 0\nsuccess = 1\nlead_time = 0\n[search]\nlong_jumps = 1\n[managers]\n"
      "inertia = -20\n";
  const auto jumpers = [&](const char* null) {
    Laboratory lab(scenario_of(text, {set("innovation.null", std::string(null))}));
    const std::vector<std::uint64_t> before(lab.market.firms.model.data(), lab.market.firms.model.data() + 4000);
    choose(lab);
    innovate(lab.market, lab.step());
    double jumped = 0;
    for (Index j = 0; j < 4000; ++j) jumped += lab.market.firms.model[j] != before[static_cast<std::size_t>(j)];
    return jumped;
  };
  CHECK(jumpers("no_selection") == 4000);
  CHECK(jumpers("none") < 2000);
}

TEST_CASE("shuffled capabilities break the link between a firm and how it acts") {
  Laboratory lab(scenario_of("[market]\nfirms = 4000\nsegments = 1\n[innovation]\nnull = \"shuffled_capabilities\"\n"));
  sense(lab.market, lab.step());
  const auto link = [&](bool shuffled) {
    Sample product;
    for (Index j = 0; j < 4000; ++j) {
      const double own = lab.market.firms.trait[Trait::sensing][j] - 0.5;
      const double acts = (shuffled ? acting(lab.market.firms, lab.scenario, Trait::sensing, j)
                                    : lab.market.firms.trait[Trait::sensing][j]) -
                          0.5;
      product.add(own * acts);
    }
    return product;
  };
  CHECK(link(true).errors_from(0) < 4);
  CHECK(link(false).errors_from(0) > 20);
  // The marginal distribution stays: everybody acts with somebody's capability.
  double own = 0, acts = 0;
  for (Index j = 0; j < 4000; ++j) {
    own += lab.market.firms.trait[Trait::sensing][j];
    acts += acting(lab.market.firms, lab.scenario, Trait::sensing, j);
  }
  CHECK(own == doctest::Approx(acts).epsilon(1e-12));
}

TEST_CASE("shuffled capabilities leave what a firm has to offer as it is") {
  // Brand and channels belong to the firm; with the same model the expected profit is that of the real market.
  Laboratory lab(scenario_of(
      "[market]\nfirms = 60\n[demand]\nswitching_cost = 0\n[resources]\nbrand = {uniform = [0, 2]}\n"
      "digital = {uniform = [0, 2]}\n[innovation]\nnull = \"shuffled_capabilities\"\n[needs]\nenabled = false\n"
      "[cost]\nlearning = 0\n[technology]\nenabled = false\n"));
  advance(lab.market, lab.step(1));
  sense(lab.market, lab.step(2));
  REQUIRE(lab.market.firms.acting_shift > 0);
  Laboratory plain(scenario_of("[market]\nfirms = 60\n"));
  const Firms& firms = lab.market.firms;
  for (Index j = 0; j < firms.count; ++j) {
    Candidate same;
    same.model = firms.model[j];
    for (std::size_t d = 0; d < firms.home.size(); ++d) same.home[d] = firms.home[d][j];
    Firms& changed = lab.market.firms;
    const Index shift = changed.acting_shift;
    const double shuffled = test::expected_profit_now(lab.market, lab.step(2), {j, 0}, same, 0);
    changed.acting_shift = 0;
    const double own = test::expected_profit_now(lab.market, lab.step(2), {j, 0}, same, 0);
    changed.acting_shift = shift;
    CHECK(shuffled == own);
  }
}

TEST_CASE("experience is kept in the share that the change of the block and reconfiguring leave") {
  Laboratory lab(scenario_of("[market]\nfirms = 3\n[capabilities]\nreconfiguring = 0.4\n"));
  Firms& firms = lab.market.firms;
  firms.experience[0] = 10;
  Candidate candidate;
  candidate.model = firms.model[0];
  const auto kept = [&] {
    return kept_experience(firms.experience[0], lost_by_a_change(firms, lab.step(), 0, 0),
                           changed_choices(firms, 0, candidate));
  };
  CHECK(kept() == 10);
  candidate.model ^= 0b11;
  CHECK(changed_choices(firms, 0, candidate) == 2);
  CHECK(kept() == doctest::Approx(10 * (1 - 2.0 / 6 * 0.6)));
  candidate.moves_toward = 1;
  CHECK(kept() == doctest::Approx(10 * (1 - 3.0 / 6 * 0.6)));
  candidate.model = ~firms.model[0] & 0xffffff;
  CHECK(kept() == 0);
}

TEST_CASE("projects take the time, cost and chance that their changes, reconfiguring and capability give") {
  Laboratory lab(scenario_of(R"(
[market]
firms = 3000
segments = 1
[innovation]
base_hazard = 100
base_cost = 0.02
choice_cost = 0.05
success = 0.5
null = "no_selection"
[capabilities]
reconfiguring = 0.3
[paths]
offer = 1
creation = 1
delivery = 1
capture = 1
[managers]
inertia = -20
[search]
local_share = 1
home_share = 0
[founding]
cash = 100
)"));
  choose(lab);
  innovate(lab.market, lab.step());
  const Firms& firms = lab.market.firms;
  double started = 0;
  for (Index j = 0; j < 3000; ++j) {
    if (firms.project.path[j] < 0) continue;
    started += 1;
    const int changed = std::popcount(firms.project.model[j] ^ firms.model[j]);
    CHECK(firms.project.due[j] == 1 + static_cast<int>(std::ceil(changed * 1.2)));
    CHECK(firms.project.cost[j] == doctest::Approx(0.02 + 0.05 * changed * 1.2));
    CHECK(lab.scratch.spending[j] == firms.project.cost[j]);
  }
  REQUIRE(started > 2500);
  const std::vector<std::uint64_t> aims(firms.project.model.data(), firms.project.model.data() + 3000);
  lab.scenario.innovation.enabled = false;
  double adopted = 0, failed = 0;
  for (int period = 2; period <= 6; ++period) {
    lab.market.flows = {};
    innovate(lab.market, lab.step(period));
    for (const EventRow& event : lab.market.flows.events) {
      const auto j = static_cast<Index>(event.firm);
      const bool done = event.kind == EventKind::project_finished;
      adopted += done, failed += event.kind == EventKind::project_failed;
      CHECK((firms.model[j] == aims[static_cast<std::size_t>(j)]) == done);
    }
  }
  CHECK(adopted + failed == started);
  CHECK(errors(adopted, started, 0.5 + 0.5 * 0.5) < 4);  // deployed: 1 / (1 + 1)
}

TEST_CASE("attractions are updated as experience-weighted attraction learning says") {
  Laboratory lab(scenario_of("[market]\nfirms = 2\n[learning]\nmemory = 0.8\nexperience_decay = 0.5\n"));
  Firms& firms = lab.market.firms;
  firms.experience_weight[1] = 1.5;
  for (int k = 0; k < path_count; ++k) firms.attraction[static_cast<std::size_t>(k)][1] = k + 1;
  lab.market.profit_scale = 0.2;
  reinforce(lab.market, lab.step(), 1, 2, 0.6);
  // N' = .5 x 1.5 + 1 = 1.75; A'_k = (.8 x 1.5 A_k + 3 [k = 2]) / 1.75.
  CHECK(firms.experience_weight[1] == doctest::Approx(1.75));
  CHECK(firms.attraction[0][1] == doctest::Approx(1.2 / 1.75));
  CHECK(firms.attraction[1][1] == doctest::Approx(2.4 / 1.75));
  CHECK(firms.attraction[2][1] == doctest::Approx((3.6 + 3) / 1.75));
  CHECK(firms.attraction[3][1] == doctest::Approx(4.8 / 1.75));
  CHECK(firms.attraction[0][0] == 0);
}

TEST_CASE("a project that fails in the first period is appraised by what founders' first sales would have earned") {
  Laboratory lab(
      scenario_of("[market]\nfirms = 200\n[innovation]\nlead_time = 0\nsuccess = 0\nbase_hazard = 100\n"
                  "null = \"no_selection\"\n[managers]\ninertia = -20\n[paths]\nenabled = true\noffer = 0\n"
                  "creation = 0\ndelivery = 0\ncapture = 0\n[entry]\nenabled = false\n[exit]\n"
                  "enabled = false\n"));
  Firms& firms = lab.market.firms;
  double scale = 0;
  for (Index j = 0; j < firms.count; ++j)
    scale += std::fabs((firms.paid_price[j] + firms.third_party[j] - firms.unit_cost[j]) * firms.quantity[j] -
                       firms.fixed_cost[j] -
                       lab.scenario.capabilities.running_cost *
                           (firms.trait[Trait::sensing][j] + firms.trait[Trait::seizing][j] +
                            firms.trait[Trait::reconfiguring][j])) /
             firms.count;
  CHECK(lab.market.profit_scale == doctest::Approx(scale));
  choose(lab);
  innovate(lab.market, lab.step());
  int failed = 0;
  for (const EventRow& event : lab.market.flows.events) {
    if (event.kind != EventKind::project_failed) continue;
    ++failed;
    const auto p = static_cast<std::size_t>(event.path);
    CHECK(firms.attraction[p][event.firm] == doctest::Approx(event.realised_gain / scale));
    CHECK(firms.attraction[p][event.firm] > -5);
  }
  CHECK(failed > 100);
}

TEST_CASE(
    "where nobody earned anything yet a loss counts by what it will do to the scale of profit, money in any unit") {
  for (const double unit : {1.0, 1e-12, 1e12}) {
    Laboratory lab(scenario_of("[market]\nfirms = 50\n"));
    lab.market.profit_scale = 0;
    reinforce(lab.market, lab.step(), 1, 2, -0.07 * unit);
    CHECK(lab.market.firms.attraction[2][1] == doctest::Approx(-50 / 0.1));
    reinforce(lab.market, lab.step(), 2, 2, 0);
    CHECK(lab.market.firms.attraction[2][2] == 0);
  }
}

TEST_CASE("an appraisal pays the path with the change of performance since the project was decided") {
  Laboratory lab(scenario_of("[market]\nfirms = 2\n[learning]\nappraisal = 3\n[founding]\nsize = 2\n"));
  Firms& firms = lab.market.firms;
  firms.project.base[0] = 0.4;  // performance when the project was decided
  PeriodFlows flows;
  await_appraisal(lab.market, lab.step(5), 0, 1, flows);
  lab.market.profit_scale = 0.5;
  firms.performance[0] = 0.7;
  learn(lab.market, lab.step(7));
  CHECK(firms.attraction[1][0] == 0);
  learn(lab.market, lab.step(8));
  CHECK(firms.attraction[1][0] == doctest::Approx(0.6));
  REQUIRE(lab.market.flows.events.size() == 1);
  CHECK(lab.market.flows.events[0].realised_gain == doctest::Approx(0.6));  // for the whole firm of size 2
  learn(lab.market, lab.step(9));
  CHECK(lab.market.flows.events.size() == 1);

  await_appraisal(lab.market, lab.step(9), 0, 2, flows);
  CHECK(flows.events.empty());
  await_appraisal(lab.market, lab.step(10), 0, 3, flows);  // the next project appraises the pending one
  CHECK(flows.events.size() == 1);
  CHECK(firms.attraction[2][0] > 0);
}

}  // namespace rivalry
