#include "kernels_levels.hpp"
#include "rivalry/random/lanes.hpp"

// Kernels over columns of firms alone, compiled as those over pairs are (kernels_level.cpp): no standard library or
// Eigen in this file. What a formula means, and its source, stands with the function that calls it.
namespace rivalry::kernels {
namespace {

using namespace lanes;

// As std::max and std::min: of equals, and of what is no number, the first.
RIVALRY_INLINE Reals at_least(Reals x, Reals floor) { return x < floor ? floor : x; }
RIVALRY_INLINE Reals at_least(Reals x, double floor) { return at_least(x, all(floor)); }
RIVALRY_INLINE Reals at_most(Reals x, double cap) { return all(cap) < x ? all(cap) : x; }
RIVALRY_INLINE Reals hyperbolic_tangent(Reals x) { return elementary::tanh<Reals, Bits>(x); }
/// Numbers from 0 to 2^51 without their fractions.
RIVALRY_INLINE Reals whole_part(Reals x) {
  const Reals nearest = (x + 0x1p52) - 0x1p52;
  return nearest > x ? nearest - 1.0 : nearest;
}

RIVALRY_INLINE Reals minimum(Reals a, Reals b) { return a < b ? a : b; }
RIVALRY_INLINE Reals level(const Level& values, Index i) {
  return values.each ? load(values.values + i) : all(*values.values);
}

constexpr double nothing = 1e-300;  // divisor where there is nothing to be divided

void offer(Index n, const Offer& firms) {
  for_parts(n, [&](Index i, Index, Integers) {
    Reals square{};
    for (Index d = 0; d < firms.attributes; ++d) {
      const Reals position = load(firms.position[d] + i);
      square += position * position;
    }
    store(firms.utility + i,
          firms.base_utility + firms.synergy_weight * load(firms.value_synergy + i) + load(firms.willingness + i) +
              load(firms.technology_value + i) * load(firms.technology + i) - firms.position_weight / 2 * square);
  });
}

void social_margins(Index n, const SocialMargins& firms) {
  for_parts(n, [&](Index i, Index, Integers) {
    const Reals damage = at_least(load(firms.externality + i), 0.0);
    store(firms.margin + i, load(firms.felt + i) * load(firms.price + i) + load(firms.third_party + i) -
                                load(firms.unit_cost + i) - damage + level(firms.suppliers_margin, i) +
                                firms.carbon_price * damage);
  });
}

void attend(Index n, const Attention& firms) {
  for_parts(n, [&](Index i, Index, Integers mask) {
    const Reals sensing = level(firms.sensing, i);
    Reals delay = firms.max_delay * (1.0 - sensing);
    if (firms.told != nullptr) delay *= 1.0 - load(firms.told + i);
    store(firms.lag + i, within(mask, whole_part(delay + 0.5)));  // numbers are looked up by it
    store(firms.ahead + i, firms.forecast_periods * level(firms.forecasting, i));
    store(firms.observed + i, firms.rivals + whole_part(firms.rivals_by_sensing * sensing + 0.5));
  });
}

/// A shortfall as it is felt.
RIVALRY_INLINE Reals felt(Feeling::Form form, Reals gap) {
  switch (form) {
    case Feeling::hinge:
      return at_least(gap, 0.0);
    case Feeling::smooth:
      return logarithm(exponential(at_most(gap, 50.0) * 4.0) + 1.0) / 4.0;
    case Feeling::linear:
      return gap;
  }
  return gap;
}

void feel(Index n, const Feeling& firms) {
  constexpr double smallest_need = 1e-100;  // of firms without fixed costs
  for_parts(n, [&](Index i, Index, Integers) {
    const Reals performance = load(firms.performance + i), cash = load(firms.cash + i);
    const Reals fixed_cost = load(firms.fixed_cost + i);
    const Reals before = load(firms.aspiration + i);
    const Reals aspiration =
        before + firms.update * (firms.own_weight * performance +
                                 (1 - firms.own_weight) * load(firms.rivals_performance + i) - before);
    store(firms.aspiration + i, aspiration);
    const Reals reserve = cash / at_least(4.0 * fixed_cost, smallest_need) - 1.0;
    store(firms.slack + i, at_most(at_least(reserve, 0.0), 2.0) / 2.0);
    if (firms.pressure == nullptr) return;
    const Reals was = load(firms.previous_share + i);
    const Reals share = load(firms.quantity + i) * firms.sales_inverse;
    const Reals low = felt(firms.form, (aspiration - performance) * firms.scale);
    const Reals falling = felt(firms.form, (was - share) / (was + firms.smallest_share));
    const Reals runway = cash / at_least(fixed_cost, smallest_need) / firms.runway_target;
    const Reals short_of_cash = felt(firms.form, at_least(1.0 - runway, -1.0));
    const Reals sum = firms.aspiration_weight * low + firms.share_weight * falling +
                      (firms.runway_weight * short_of_cash + firms.entrants_weight * load(firms.entrants + i));
    store(firms.pressure + i, hyperbolic_tangent(at_least(firms.gain * sum, 0.0)));
  });
}

void opportunities(Index n, const Opportunities& firms) {
  for_parts(n, [&](Index i, Index, Integers) {
    const Reals served = load(firms.served + i), adopted = load(firms.technology + i);
    const Reals unit_cost = load(firms.unit_cost + i), quantity = load(firms.quantity + i);
    const Reals drift = at_least(served - load(firms.distance_seen + i), 0.0);
    const Reals moved = within(counted_from(i) < firms.seasoned, drift);
    store(firms.threat + i, hyperbolic_tangent(at_least(firms.frontier - adopted, 0.0) + moved));
    store(firms.distance_seen + i, served);
    store(firms.opportunity[0] + i, firms.position_weight / 4 * (served + load(firms.unserved + i)));
    Reals saving = at_least(load(firms.log_unit_cost + i) - firms.log_mean_cost, 0.0);
    if (firms.technology_acts) saving += firms.cost_effect * (firms.frontier - adopted);
    store(firms.opportunity[1] + i, saving);
    const Reals margin = (load(firms.revenue + i) - unit_cost * quantity) / at_least(quantity, nothing);
    store(firms.margin + i, margin);
    store(firms.opportunity[2] + i, quantity * (1.0 / at_least(load(firms.mean_reach + i), 0.01) - 1.0) *
                                        at_least(margin, 0.0) / load(firms.size + i));
    store(firms.opportunity[3] + i, at_least(firms.mean_margin - margin, 0.0));
  });
}

/// Writes the numbers whose bits are set to the front of a list. @return  how many; the rest of eight is written over
RIVALRY_INLINE Index list(std::int32_t* to, Integers numbers, unsigned bits) {
#ifdef __AVX512F__
  const __m512i front = _mm512_maskz_compress_epi64(static_cast<__mmask8>(bits), __builtin_bit_cast(__m512i, numbers));
  const __m256i halves = _mm512_cvtepi64_epi32(front);
  __builtin_memcpy(to, &halves, sizeof halves);
  return __builtin_popcount(bits);
#else
  Index listed = 0;
  for (Index lane = 0; lane < width; ++lane) {  // a branch would be a guess
    to[listed] = static_cast<std::int32_t>(numbers[lane]);
    listed += bits >> lane & 1U;
  }
  return listed;
#endif
}

Index glance(Index n, const Glance& task) {
  Index newcomers = 0;
  for_parts(n, [&](Index i, Index, Integers mask) {
    const Bits drawn = product(load_halves(task.words + i), static_cast<std::uint32_t>(task.rivals));
    Integers other = __builtin_convertvector(drawn >> 32, Integers);
    other -= other >= counted_from(task.self + i);  // never itself: true is -1
    Reals performance, sales;
    for (Index lane = 0; lane < width; ++lane) {
      performance[lane] = task.visible[2 * other[lane]];
      sales[lane] = task.visible[2 * other[lane] + 1];
    }
    const Integers looks = (load(task.observed + i) > task.number) & mask;
    store(task.performance + i, load(task.performance + i) + within(looks, performance));
    store(task.sales + i, load(task.sales + i) + within(looks, sales < 0.0 ? -sales : sales));
    const Integers unsure = low_half(drawn) < Bits{} + static_cast<std::uint64_t>(task.rivals);
    store(task.unsure + i, unsure ? all(1.0) : load(task.unsure + i));
    const unsigned seen = bits_of(looks & (sales < 0.0));
    list(task.who + newcomers, counted_from(i), seen);
    newcomers += list(task.whom + newcomers, other, seen);
  });
  return newcomers;
}

typedef signed char Small __attribute__((vector_size(width)));
typedef std::int32_t Counts __attribute__((vector_size(4 * width)));

Index find_triggered(Index n, const Triggers& task) {
  Index triggered = 0;
  for_parts(n, [&](Index i, Index, Integers mask) {
    Small project;
    __builtin_memcpy(&project, task.project + i, sizeof project);
    const Integers idle = __builtin_convertvector(project, Integers) < 0;
    const Reals hazard =
        (0.5 + level(task.seizing, i)) *
        (-level(task.allowed, i) * (task.base + task.by_pressure * load(task.pressure + i) +
                                    task.by_slack * load(task.slack + i) + task.by_threat * load(task.threat + i)));
    const Reals place = within(idle, 1.0 - exponential(hazard)) * 0x1p32;
    const Reals first = whole(load_halves(task.first + i)), second = whole(load_halves(task.second + i));
    const Integers sure = first + 1.0 <= place;
    const Integers maybe = (first < place) & (second < (place - first) * 0x1p32);
    const unsigned found = bits_of((sure | maybe) & mask);
    list(task.drawn + triggered, sure ? Integers{} + 1 : Integers{} + 2, found);
    triggered += list(task.who + triggered, counted_from(i), found);
  });
  return triggered;
}

Index due(Index n, const Due& task) {
  Index found = 0;
  for_parts(n, [&](Index i, Index, Integers mask) {
    Small path;
    Counts when;
    __builtin_memcpy(&path, task.path + i, sizeof path);
    __builtin_memcpy(&when, task.when + i, sizeof when);
    const Integers open = __builtin_convertvector(path, Integers) >= 0;
    const Integers over = __builtin_convertvector(when, Integers) <= task.period;
    found += list(task.who + found, counted_from(i), bits_of(open & over & mask));
  });
  return found;
}

void settle(Index n, const Settlement& firms) {
  for_parts(n, [&](Index i, Index, Integers) {
    const Reals quantity = load(firms.quantity + i), size = load(firms.size + i);
    const Reals revenue = (load(firms.paid_price + i) + load(firms.third_party + i)) * quantity;
    const Reals fixed_cost = at_least(firms.fixed + load(firms.fixed_cost_effect + i), 0.0) * size;
    Reals capabilities{};
    for (Index c = 0; c < firms.capabilities; ++c)
      capabilities += firms.running_cost[c] * level(firms.capability[c], i);
    Reals profit =
        revenue - load(firms.unit_cost + i) * quantity - fixed_cost - capabilities * size - load(firms.spending + i);
    if (firms.outlay != nullptr) profit -= load(firms.outlay + i);
    store(firms.revenue + i, revenue);
    store(firms.fixed_cost + i, fixed_cost);
    store(firms.profit + i, profit);
  });
}

void book(Index n, const Booking& firms) {
  for_parts(n, [&](Index i, Index, Integers) {
    const Reals profit = load(firms.profit + i), performance = load(firms.performance + i);
    const Reals yield = profit / load(firms.size + i);
    store(firms.cash + i, load(firms.cash + i) + profit);
    store(firms.experience + i, load(firms.experience + i) + load(firms.quantity + i));
    store(firms.performance + i, performance + firms.smoothing * (yield - performance));
    store(firms.damage + i, at_least(load(firms.externality + i), 0.0));
    store(firms.size_of_yield + i, yield < 0.0 ? -yield : yield);
  });
}

void adopt(Index n, const Adoption& firms) {
  for_parts(n, [&](Index i, Index, Integers) {
    const Reals stock = level(firms.stock, i), adopted = load(firms.technology + i);
    const Reals pace = level(firms.absorptive, i) * stock / (1.0 + stock);
    store(firms.technology + i, adopted + pace * at_least(Reals{}, firms.frontier - adopted));
  });
}

/// Eight firms that orchestrate resources, a part of them.
struct Orchestrators {
  const Orchestration& firms;
  Index i;
  Integers present;
  Reals size, usable, stock[Orchestration::stocks];

  RIVALRY_INLINE Orchestrators(const Orchestration& task, Index place, Integers mask)
      : firms(task), i(place), present(mask), size(load(task.size + place)) {
    usable = level(firms.stabilising, i) + level(firms.enriching, i) + level(firms.pioneering, i);
    for (Index s = 0; s < Orchestration::stocks; ++s) stock[s] = load(firms.stock[s] + i);
  }
  /// Where no firm is all stays as it is.
  RIVALRY_INLINE void put(double* to, Reals values) const { store(to + i, present ? values : load(to + i)); }
  RIVALRY_INLINE Reals services_for(Index path) const {
    Reals sum{};
    for (Index s = 0; s < Orchestration::stocks; ++s) sum += firms.serves[s][path] * stock[s];
    return sum;
  }

  /// Sells a part of the resources that bundling leaves idle. @return  proceeds
  RIVALRY_INLINE Reals divest() {
    Reals idle[Orchestration::stocks] = {}, proceeds{};  // share of each stock
    for (Index path = 0; path < Orchestration::paths; ++path) {
      const Reals share = maximum(1.0 - usable / maximum(services_for(path), all(nothing)), Reals{});
      for (Index s = 0; s < Orchestration::stocks; ++s) idle[s] += firms.serves[s][path] * share;
    }
    for (Index s = 0; s < Orchestration::stocks; ++s) {
      const Reals sold = idle[s] * (firms.divestment * stock[s]);
      stock[s] -= sold;
      proceeds += sold;
    }
    return proceeds * (firms.resale * firms.stock_price * size);
  }

  /// Stocks decay, idle ones are sold, and spending buys or builds new ones.
  RIVALRY_INLINE void structure() {
    const Reals proceeds = divest(), acquiring = level(firms.acquiring, i);
    Reals spending =
        minimum(level(firms.structuring, i) * size, firms.cash_share * maximum(load(firms.cash + i), Reals{}));
    Reals total{};
    for (const Level& toward : firms.toward) total += level(toward, i);
    for (Index s = 0; s < Orchestration::stocks; ++s) {
      const Reals part = level(firms.toward[s], i) / (total > 0.0 ? total : all(1.0));
      const Reals made = spending * part / (firms.stock_price * size);
      const Reals bought = acquiring * made / (1.0 + firms.premium), built = made * (1.0 - acquiring);
      stock[s] = (1.0 - firms.stock_decay) * stock[s] + bought + built / (1.0 + built / firms.pace);
      put(firms.stock[s], stock[s]);
    }
    spending = within(total > 0.0, spending);
    const Reals suppliers = acquiring * spending - proceeds, builders = (1.0 - acquiring) * spending;
    put(firms.suppliers, suppliers);
    put(firms.builders, builders);
    put(firms.outlay, suppliers + builders);
  }

  /// Services of the stocks keep, extend and create capabilities, as far as bundling takes them up.
  RIVALRY_INLINE void bundle() {
    const Reals stabilising = level(firms.stabilising, i), enriching = level(firms.enriching, i);
    const Reals pioneering = level(firms.pioneering, i);
    for (Index path = 0; path < Orchestration::paths; ++path) {
      const Reals used = minimum(services_for(path) / maximum(usable, all(nothing)), all(1.0));
      const Reals kept = 1.0 - firms.capability_decay / (1.0 + firms.stabilising_effect * stabilising * used);
      const Reals made =
          (firms.enriching_growth * enriching + firms.pioneering_growth * pioneering * load(firms.luck[path] + i)) *
          used;
      put(firms.capability[path], kept * load(firms.capability[path] + i) + made);
    }
  }

  /// Bundling and leveraging are paid whether or not they find a use.
  RIVALRY_INLINE void pay_for_effort() {
    const Reals cost = (firms.bundling_cost * static_cast<double>(Orchestration::paths) * usable +
                        firms.leveraging_cost * level(firms.leveraging, i)) *
                       size;
    put(firms.staff, cost);
    put(firms.outlay, load(firms.outlay + i) + cost);
  }
};

void orchestrate(Index n, const Orchestration& firms) {
  for_parts(n, [&](Index i, Index, Integers mask) {
    Orchestrators few(firms, i, mask);
    few.structure();
    few.bundle();
    few.pay_for_effort();
  });
}

void support(Index n, const Ties& firms) {
  for_parts(n, [&](Index i, Index, Integers) {
    const auto bits = [i](const std::uint64_t* words) {
      Bits models;
      __builtin_memcpy(&models, words + i, sizeof models);
      return models;
    };
    const Bits lacks = bits(firms.lacks);
    Bits done[most_ties], helps{};
    Reals fit[most_ties], adds[most_ties] = {}, sum{};
    for (Index k = 0; k < firms.ties; ++k) {
      done[k] = lacks & bits(firms.does + k * firms.stride);
      helps |= done[k];
      fit[k] = load(firms.fit + k * firms.stride + i);
    }
    std::uint64_t any = 0;
    for (Index lane = 0; lane < width; ++lane) any |= helps[lane];
    for (; any != 0; any &= any - 1) {
      const Index activity = __builtin_ctzll(any);
      const double weight = firms.weight[activity];
      Integers has[most_ties];
      Reals missing[most_ties], left = all(1.0);  // shares that a partner, and all of them, do not do
      for (Index k = 0; k < firms.ties; ++k) {
        has[k] = (done[k] >> activity & 1U) != 0;
        missing[k] = has[k] ? 1.0 - fit[k] : all(1.0);
        left *= missing[k];
      }
      sum += weight * (1.0 - left);
      for (Index k = 0; k < firms.ties; ++k) {
        Reals others = all(1.0);
        for (Index other = 0; other < firms.ties; ++other)
          if (other != k) others *= missing[other];
        adds[k] += within(has[k], weight * fit[k] * others);
      }
    }
    store(firms.support + i, sum);
    for (Index k = 0; k < firms.ties; ++k) store(firms.tie_support + k * firms.stride + i, adds[k]);
  });
}

void earn_legitimacy(Index n, const Renown& firms) {
  for_parts(n, [&](Index i, Index, Integers) {
    Bits id;
    __builtin_memcpy(&id, firms.id + i, sizeof id);
    const Reals age = whole(static_cast<std::uint64_t>(firms.period) - (id >> 32));
    const Reals size = load(firms.quantity + i) / firms.mean_size;
    const Reals inefficiency = -(firms.log_mean_cost - load(firms.log_unit_cost + i));
    Reals standing = age / (age + firms.mature_age) + size / (1.0 + size) + 1.0 / (1.0 + exponential(inefficiency));
    if (firms.partners != nullptr) {
      const Reals known = load(firms.partners + i);
      standing = (standing + known / (1.0 + known)) / 4.0;
    } else {
      standing /= 3.0;
    }
    const Reals before = load(firms.legitimacy + i);
    const Reals now =
        before + (firms.adjustment * (load(firms.reference + i) - before) + firms.growth * (1.0 - before) * standing);
    store(firms.legitimacy + i, minimum(maximum(now, all(firms.lowest)), all(firms.highest)));
  });
}

}  // namespace

namespace RIVALRY_LEVEL {
const Columns columns{.offer = offer,
                      .social_margins = social_margins,
                      .attend = attend,
                      .feel = feel,
                      .opportunities = opportunities,
                      .glance = glance,
                      .find_triggered = find_triggered,
                      .due = due,
                      .settle = settle,
                      .book = book,
                      .adopt = adopt,
                      .orchestrate = orchestrate,
                      .support = support,
                      .earn_legitimacy = earn_legitimacy};
}

}  // namespace rivalry::kernels
