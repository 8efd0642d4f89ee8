#include "rivalry/run/finite.hpp"

#include <cmath>

#include <fmt/format.h>

#include "rivalry/scenario/parameter.hpp"
#include "rivalry/scenario/unusual.hpp"

namespace rivalry {
namespace {

/// Whether sums of all that a period moves are finite.
bool is_finite(const Market& market, const PeriodStatistics& statistics) {
  double left = 0;  // x - x is 0 but where x is not finite
  const auto look = [&](double number) { left += number - number; };
  for (const double sum : {statistics.cash_total, statistics.sales, statistics.revenue, statistics.mass,
                           statistics.value_created, market.frontier, market.commons, market.treasury})
    look(sum);
  for (const Moments& moments : {statistics.profit, statistics.log_cost, statistics.novelty, statistics.efficiency,
                                 statistics.legitimacy, statistics.pressure, statistics.value_synergy,
                                 statistics.efficiency_synergy, statistics.technology, statistics.performance})
    look(moments.mean), look(moments.deviation);
  for (const double stock : statistics.resources.stock) look(stock);
  for (const double capability : statistics.resources.capability) look(capability);
  look(statistics.community.users), look(statistics.community.active_users);
  look(statistics.support), look(statistics.counts.network.gain);
  return left == 0;
}

std::string kind_of(double number) { return std::isnan(number) ? "not a number" : "infinite"; }

/// Looks for the first number that is not finite.
class Search {
 public:
  explicit Search(const Market& market) : firms_(market.firms), market_(market) {}

  struct Fault {
    std::string what;
    std::string_view sections;  ///< of parameters that it follows from; empty: all
  };

  /// In the order in which quantities follow from each other.
  std::optional<Fault> found() {
    sections_ = "market segments needs commons";
    look_at_segments();
    sections_ = "resources paths orchestration";
    look_at_traits();
    sections_ = "technology";
    number(market_.frontier, "the technology frontier");
    column(firms_.technology, "adopted technology");
    sections_ = "capacity";
    shared(firms_.productivity, "productivity"), shared(firms_.capital, "capital");
    sections_ = "cost landscape technology capacity value_chain network policy";
    column(firms_.log_unit_cost, "log unit cost"), column(firms_.unit_cost, "unit cost");
    sections_ = "market demand segments needs landscape technology resources orchestration network co_creation";
    each(firms_.position, "position");
    look_at_weights();
    sections_ = {};
    column(firms_.paid_price, "price"), column(firms_.quantity, "quantity sold");
    column(firms_.experience, "experience");
    column(firms_.revenue, "revenue"), column(firms_.fixed_cost, "fixed cost");
    shared(firms_.resource_outlay, "spending on resources"), shared(firms_.partners_income, "income from partners");
    shared(firms_.community.received, "shared margin"), shared(firms_.community.users, "number of users");
    column(firms_.profit, "profit"), column(firms_.cash, "cash"), column(firms_.performance, "performance");
    column(firms_.pressure, "perceived pressure"), column(firms_.legitimacy, "legitimacy");
    number(market_.commons, "the level of the commons"), number(market_.treasury, "the state's money");
    if (!fault_) note("a sum over firms is too large for a number");
    return fault_;
  }

 private:
  void note(std::string text) {
    if (!fault_) fault_ = {std::move(text), sections_};
  }
  void number(double value, std::string_view name) {
    if (!std::isfinite(value)) note(fmt::format("{} is {}", name, kind_of(value)));
  }
  void column(const Column& values, std::string_view name) {
    for (Index j = 0; j < firms_.count && !fault_; ++j)
      if (!std::isfinite(values[j]))
        note(fmt::format("the {} of firm {} is {}", name, firms_.id[j], kind_of(values[j])));
  }
  void shared(const OneOrEach<Column>& values, std::string_view name) {
    if (!values.shared()) column(values.each(), name);
  }
  void each(const std::vector<Column>& columns, std::string_view name) {
    for (const Column& values : columns) column(values, name);
  }
  void look_at_traits() {
    for (std::size_t t = 0; t < trait_count; ++t) shared(firms_.trait[t], trait_key(static_cast<Trait>(t)));
  }
  void look_at_segments() {
    const Segments& segments = market_.segments;
    const auto look = [&](const Column& values, std::string_view name) {
      for (Index s = 0; s < segments.count; ++s)
        if (segments.open[s] != 0 && !std::isfinite(values[s]))
          note(fmt::format("the {} of segment {} is {}", name, s + 1, kind_of(values[s])));
    };
    look(segments.mass, "demand mass");
    for (const Column& ideal : segments.ideal) look(ideal, "ideal point");
  }
  void look_at_weights() {
    for (Index s = 0; s < market_.segments.count; ++s)
      for (Index j = 0; j < firms_.count && !fault_; ++j)
        if (market_.segments.open[s] != 0 && !std::isfinite(market_.weight(s, j)))
          note(fmt::format("the utility of the product of firm {} in segment {} is beyond what a logit can weigh",
                           firms_.id[j], s + 1));
  }

  const Firms& firms_;
  const Market& market_;
  std::string_view sections_;
  std::optional<Fault> fault_;
};

std::string list_of(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + text;
  return list;
}

}  // namespace

std::optional<std::string> not_finite(const Market& market, const Scenario& scenario,
                                      const PeriodStatistics& statistics, std::int64_t period) {
  if (is_finite(market, statistics)) return {};
  const auto [what, sections] = *Search(market).found();
  std::vector<std::string> numbers = unusual_numbers(scenario, sections, 3);
  if (numbers.empty()) numbers = unusual_numbers(scenario, {}, 3);
  return fmt::format("period {}: {}; {}", period, what,
                     numbers.empty() ? "look at the [[choice]] rows and events"
                                     : "the numbers farthest from the defaults are " + list_of(numbers));
}

}  // namespace rivalry
