#include "kernels_levels.hpp"
#include "rivalry/random/lanes.hpp"

// Compiled once for each instruction set, as namespace RIVALRY_LEVEL. No standard library or Eigen in this file: the
// linker might choose this file's copy of a shared template for every processor.
namespace rivalry::kernels {
namespace {

using namespace lanes;

/// Where the numbers of firm i and a segment's row lie among pairs.
RIVALRY_INLINE Index pair(const Tile& tile, Index i, Index row) { return (i / 8 * tile.segments + row) * 8 + i % 8; }

/// Sums by open segment.
struct Sums {
  struct Lanes {
    Reals part[parts];
  };
  Lanes lane[most_segments];

  RIVALRY_INLINE explicit Sums(Index count) {
    for (Index c = 0; c < count; ++c) lane[c] = Lanes{};
  }
  RIVALRY_INLINE double joined(Index c) const {
    Sum sum;
    __builtin_memcpy(sum.part, lane[c].part, sizeof sum.part);
    return sum.joined();
  }
};

void weigh(const Tile& tile, const Utility& task, const double* base, double* weight, double* sums) {
  Sums sum(tile.count);
  for_parts(tile.firms, [&](Index i, Index p, Integers mask) {
    Reals feature[most_features];
    for (Index f = 0; f < task.features; ++f) feature[f] = load(task.feature[f] + i);
    const Reals firm = load(task.firm + i), felt_price = load(task.felt + i) * load(task.price + i);
    const double* coefficient = task.coefficient;
    for (Index c = 0; c < tile.count; ++c, coefficient += task.features) {
      const Index place = pair(tile, i, tile.open[c].row);
      Reals utility = load(base + place) + (firm + task.constant[c]) - tile.open[c].sensitivity * felt_price;
      for (Index f = 0; f < task.features; ++f) utility += coefficient[f] * feature[f];
      const Reals e = within(mask, exponential(utility));
      store(weight + place, e);
      sum.lane[c].part[p] += e;
    }
  });
  for (Index c = 0; c < tile.count; ++c) sums[c] = sum.joined(c);
}

void add_up(const Tile& tile, const double* weight, double* sums) {
  Sums sum(tile.count);
  for_parts(tile.firms, [&](Index i, Index p, Integers mask) {
    for (Index c = 0; c < tile.count; ++c)
      sum.lane[c].part[p] += within(mask, load(weight + pair(tile, i, tile.open[c].row)));
  });
  for (Index c = 0; c < tile.count; ++c) sums[c] = sum.joined(c);
}

void retained_sums(const Tile& tile, const double* weight, const double* retention, const double* buyers,
                   RetainedSums* sums) {
  Sums retained(tile.count), locked(tile.count), squared(tile.count);
  for_parts(tile.firms, [&](Index i, Index p, Integers mask) {
    const Reals keeps = within(mask, load(retention + i));
    for (Index c = 0; c < tile.count; ++c) {
      const Segment& segment = tile.open[c];
      if (segment.loyalty == 0) continue;
      const Index place = pair(tile, i, segment.row);
      const Reals b = within(mask, keeps * load(buyers + place) * segment.retained_scale);
      const Reals inverse = 1.0 / (segment.denominator + segment.loyalty * load(weight + place));
      const Reals share = b * inverse;
      retained.lane[c].part[p] += b;
      locked.lane[c].part[p] += share;
      squared.lane[c].part[p] += share * inverse;
    }
  });
  for (Index c = 0; c < tile.count; ++c) sums[c] = {retained.joined(c), locked.joined(c), squared.joined(c)};
}

void reprice(const Tile& tile, const Repricing& task) {
  for_parts(tile.firms, [&](Index i, Index, Integers) {
    const Reals retention = load(task.retention + i);
    Reals demand{}, weighted_demand{}, weighted_gamma{};
    for (Index c = 0; c < tile.count; ++c) {
      const Segment& segment = tile.open[c];
      const Index place = pair(tile, i, segment.row);
      const Reals e = load(task.weight + place);
      Reals share = all(segment.free_share), square = all(segment.free_square);
      const double k = segment.loyalty;
      if (task.buyers != nullptr && k != 0) {
        const Reals inverse = 1.0 / (segment.denominator + k * e);
        const Reals bound = retention * load(task.buyers + place) * (segment.retained_scale * k) * inverse;
        share += bound;
        square += bound * (k + 2.0) * inverse;
      }
      const Reals q = e * share;
      demand += q;
      weighted_demand += segment.sensitivity * q;
      weighted_gamma += segment.sensitivity * (e * e * square);
    }
    const Reals felt = load(task.felt + i), old = load(task.price + i);
    const Reals cost = load(task.unit_cost + i) - load(task.third_party + i);
    const Reals slope = felt * weighted_demand;
    // A price that leaves no buyer has no condition: toward the limit of small shares where buyers mind prices least.
    const Reals best = cost + (demand + (old - cost) * felt * weighted_gamma) / slope;
    const Reals limit = cost + 1.0 / (felt * task.least_sensitivity);
    const Reals target = slope > 1e-290 ? best : limit;
    const Reals price = maximum(old + task.adjustment * (target - old), Reals{});
    // Where nothing can be collected the firm lives on third parties.
    store(task.price + i, load(task.collected + i) > 0.0 ? price : Reals{});
  });
}

void sell(const Tile& tile, const double* weight, const double* retention, double* buyers, const double* margin,
          bool inertia, double* quantity, Sales* sums) {
  Sums sold(tile.count), earned(tile.count), loyal(tile.count);
  for_parts(tile.firms, [&](Index i, Index p, Integers mask) {
    const Reals keeps = load(retention + i), gain = load(margin + i);
    Reals total{};
    for (Index c = 0; c < tile.count; ++c) {
      const Segment& segment = tile.open[c];
      const Index place = pair(tile, i, segment.row);
      const Reals e = load(weight + place);
      Reals share = all(segment.free_share);
      if (inertia && segment.loyalty != 0) {
        const Reals ke = segment.loyalty * e;
        const Reals b = within(mask, keeps * load(buyers + place) * segment.retained_scale);
        loyal.lane[c].part[p] += b * logarithm(1.0 + ke * segment.inverse);
        share += b * segment.loyalty / (segment.denominator + ke);
      }
      const Reals q = within(mask, e * share);
      store(buyers + place, q);
      total += q;
      sold.lane[c].part[p] += q;
      earned.lane[c].part[p] += within(mask, q * gain);
    }
    store(quantity + i, total);
  });
  for (Index c = 0; c < tile.count; ++c) sums[c] = {sold.joined(c), earned.joined(c), loyal.joined(c)};
}

/// Where firms of different delays find ideal points among those of several lags.
struct Delays {
  Integers lag;
  RIVALRY_INLINE explicit Delays(const double* whole) {
    for (Index lane = 0; lane < width; ++lane) lag[lane] = static_cast<Index>(whole[lane]);
  }
  RIVALRY_INLINE explicit Delays(const Index* whole) { __builtin_memcpy(&lag, whole, sizeof lag); }

  /// What each firm sees `later` periods later than it sees the newest; all of its lags lie in `points`, lag 0 first.
  RIVALRY_INLINE Reals at(const double* points, [[maybe_unused]] Index lags, Index later) const {
#ifdef __AVX512F__
    if (lags <= width)
      return __builtin_bit_cast(Reals, _mm512_permutexvar_pd(__builtin_bit_cast(__m512i, lag + later),
                                                             __builtin_bit_cast(__m512d, load(points))));
#endif
    Reals seen;
    for (Index lane = 0; lane < width; ++lane) seen[lane] = points[lag[lane] + later];
    return seen;
  }
  /// An ideal point as each firm expects it: seen with its delay, and moved on by some periods of the latest trend.
  RIVALRY_INLINE Reals expected(const double* points, Index lags, Reals ahead) const {
    const Reals now = at(points, lags, 0);
    return now + ahead * (now - at(points, lags, 1));
  }
};

void distances(const Tile& tile, const View& view) {
  for_parts(tile.firms, [&](Index i, Index, Integers) {
    const Delays delays(view.lag + i);
    const Reals ahead = load(view.ahead + i);
    Reals served{}, bought{}, unserved{};
    double missing = 0;
    for (Index c = 0; c < tile.count; ++c) {
      const Index row = tile.open[c].row;
      Reals square{};
      for (Index d = 0; d < view.attributes; ++d) {
        const double* const points = view.seen + (row * view.attributes + d) * view.lags;
        const Reals gap = load(view.position[d] + i) - delays.expected(points, view.lags, ahead);
        square += gap * gap;
      }
      const Reals buyers = load(view.buyers + pair(tile, i, row));
      served += buyers * square;
      bought += buyers;
      unserved += view.missing[row] * square;
      missing += view.missing[row];
    }
    const Reals far = missing > 0 ? unserved / missing : Reals{};
    store(view.unserved + i, far);
    store(view.served + i, bought > 0.0 ? served / bought : far);
  });
}

/// A segment as some firms see it, each with its own part taken out.
struct Sight {
  Reals constant;                ///< utility that every design has
  Reals pull[most_attributes];   ///< what a unit of position adds
  Reals own, bought;             ///< e, and last period's buyers
  Reals free;                    ///< mass that no rival retains
  Reals locked, locked_squared;  ///< rivals' sums (RetainedSums)
};

RIVALRY_INLINE void look(const Field& field, const Judges& judges, Index i, Index s, Sight& sight) {
  const Delays delays(judges.lag + i);
  const Reals ahead = load(judges.ahead + i);
  Reals square{};
  for (Index d = 0; d < field.attributes; ++d) {
    const double* const points = judges.seen + (s * field.attributes + d) * judges.lags;
    const Reals point = delays.expected(points, judges.lags, ahead);
    sight.pull[d] = field.position_weight * point;
    square += point * point;
  }
  sight.constant = field.sensitivity[s] - field.position_weight / 2 * square +
                   load(judges.log_legitimacy + i) * field.legitimacy_taste[s];
  sight.own = load(judges.own + s * count + i);
  sight.bought = sight.locked = sight.locked_squared = Reals{};
  sight.free = all(field.mass[s]);
  const double k = field.loyalty[s];
  if (k == 0) return;  // nobody is bound
  // Rivals' retained buyers are all of them without the firm's own.
  sight.bought = load(judges.buyers + s * count + i) * field.retained_scale[s];
  const Reals kept = load(judges.retention + i) * sight.bought;
  const Reals inverse = 1.0 / (field.denominator[s] + k * sight.own);
  const Reals share = kept * inverse;
  sight.free = field.mass[s] - (field.retained[s] - kept);
  sight.locked = maximum(field.locked[s] - share, Reals{});
  sight.locked_squared = maximum(field.locked_squared[s] - share * inverse, Reals{});
}

/// What firms would sell in a segment with a design.
RIVALRY_INLINE Reals expected_sales(const Field& field, const Sight& sight, const Prospects& design, Index i, Index s) {
  const auto at = [i](const double* values) { return load(values + i); };
  Reals utility = load(design.access + s * count + i) + (sight.constant + at(design.utility));
  for (Index d = 0; d < field.attributes; ++d) utility += at(design.position + d * count) * sight.pull[d];
  utility += at(design.novelty) * field.novelty_taste[s] - at(design.log_damage) * field.damage_taste[s] -
             field.sensitivity[s] * at(design.felt_price);
  const Reals e = exponential(utility);
  const Reals z = field.denominator[s] - sight.own + e;
  const double k = field.loyalty[s];
  if (k == 0) return e * (sight.free / z);
  const Reals kept = at(design.retention) * sight.bought;
  const Reals free = maximum(sight.free - kept, Reals{});
  const Reals bottom = sight.locked + sight.locked_squared * (e - sight.own);
  const Reals rivals = bottom > 0.0 ? sight.locked * sight.locked / bottom : Reals{};
  return e * (free / z + rivals + kept * (1.0 + k) / (z + k * e));
}

void expected_quantities(const Field& field, const Judges& judges, Index n, const Prospects* designs,
                         double* quantity) {
  for_parts(count, [&field, &judges, n, designs, quantity](Index i, Index, Integers) {
    Reals total[most_prospects] = {};
    Sight sight;
    for (Index s = 0; s < field.segments; ++s) {
      look(field, judges, i, s, sight);
      for (Index design = 0; design < n; ++design) total[design] += expected_sales(field, sight, designs[design], i, s);
    }
    for (Index design = 0; design < n; ++design) store(quantity + design * count + i, total[design]);
  });
}

RIVALRY_INLINE std::uint64_t compressed(std::uint64_t word, std::uint64_t mask) {
#ifdef __BMI2__
  return _pext_u64(word, mask);
#else
  std::uint64_t result = 0;
  for (int place = 0; mask != 0; mask &= mask - 1) result |= (word >> __builtin_ctzll(mask) & 1U) << place++;
  return result;
#endif
}

void synergy(std::uint64_t choices, std::uint64_t model, const std::uint64_t* depends_on, const std::size_t* offset,
             const double* table, double* out) {
  typedef double Both __attribute__((vector_size(16)));  // value and efficiency
  Both a{}, b{}, c{}, d{};                               // four sums in turn: additions need not wait for each other
  const auto take = [&] {
    Both one{};
    if (choices == 0) return one;
    const int choice = __builtin_ctzll(choices);
    choices &= choices - 1;
    __builtin_memcpy(&one, table + 2 * (offset[choice] + compressed(model, depends_on[choice])), sizeof one);
    return one;
  };
  while (choices != 0) {
    a += take();
    b += take();
    c += take();
    d += take();
  }
  const Both total = (a + c) + (b + d);
  __builtin_memcpy(out, &total, sizeof total);
}

void combine(Index nibbles, std::uint64_t model, const double* rows, double* out) {
  Reals sum[2 * parts] = {}, product[parts];
  for (Reals& part : product) part = all(1.0);
  for (Index nibble = 0; nibble < nibbles; ++nibble, model >>= 4U) {
    const double* const row = rows + (16 * nibble + static_cast<Index>(model & 15U)) * 24;
#pragma GCC unroll 8
    for (Index p = 0; p < 2 * parts; ++p) sum[p] += load(row + p * width);
#pragma GCC unroll 4
    for (Index p = 0; p < parts; ++p) product[p] *= load(row + 16 + p * width);
  }
  __builtin_memcpy(out, sum, sizeof sum);
  __builtin_memcpy(out + 16, product, sizeof product);
}

void access(const Channels& channels, std::uint64_t model, double gap, double* reach, double* utility) {
  const std::uint64_t reaching = model & channels.reaching;
  for_parts(channels.stride, [&](Index i, Index, Integers) {
    Reals missed = all(gap);
    for (std::uint64_t rest = reaching; rest != 0; rest &= rest - 1)
      missed *= load(channels.missed + __builtin_ctzll(rest) * channels.stride + i);
    const Reals reached = reaching == 0 ? Reals{} : maximum(1.0 - missed, Reals{});
    store(reach + i, reached);
    Reals value = logarithm(reached);
    for (std::uint64_t rest = model & channels.valued; rest != 0; rest &= rest - 1)
      value += load(channels.willing + __builtin_ctzll(rest) * channels.stride + i);
    store(utility + i, value);
  });
}

/// Choices of some firms that matter to one segment after the other: which firms have them, and the segments' numbers.
struct Taken {
  Index count = 0;
  Integers has[64];
  const double* of[64];  ///< [segment]

  RIVALRY_INLINE void take(std::uint64_t choices, Bits models, const double* rows, Index stride) {
    std::uint64_t any = 0;
    for (Index lane = 0; lane < width; ++lane) any |= models[lane];
    for (std::uint64_t rest = any & choices; rest != 0; rest &= rest - 1) {
      const Index choice = __builtin_ctzll(rest);
      has[count] = (models >> choice & 1U) != 0;
      of[count++] = rows + choice * stride;
    }
  }
};

void reach(const Channels& channels, Index n, const Reach& firms) {
  double mass = 0;
  for (Index s = 0; s < firms.segments; ++s) mass += firms.mass[s];
  for_parts(n, [&](Index i, Index, Integers present) {
    const Integers wanted = (load(firms.wanted + i) != 0.0) & present;
    long long any = 0;
    for (Index lane = 0; lane < width; ++lane) any |= wanted[lane];
    if (any == 0) return;
    Bits models;
    __builtin_memcpy(&models, firms.model + i, sizeof models);
    Taken reaching, valued;
    reaching.take(channels.reaching, models, channels.missed, channels.stride);
    valued.take(channels.valued, models, channels.willing, channels.stride);
    const Integers reaches = (models & channels.reaching) != 0;
    const Reals gap = load(firms.gap + i), log_size = logarithm(load(firms.size + i));
    Reals sum{};
    for (Index s = 0; s < firms.segments; ++s) {
      Reals missed = gap;
      for (Index c = 0; c < reaching.count; ++c) missed *= reaching.has[c] ? all(reaching.of[c][s]) : all(1.0);
      const Reals reached = within(reaches, maximum(1.0 - missed, Reals{}));
      Reals value = logarithm(reached);
      for (Index c = 0; c < valued.count; ++c) value += within(valued.has[c], all(valued.of[c][s]));
      sum += firms.mass[s] * reached;
      double* const base = firms.base + (i / 8 * firms.segments + s) * 8 + i % 8;
      store(base, wanted ? log_size + value : load(base));
    }
    const Reals mean = mass > 0 ? sum / mass : Reals{};
    store(firms.mean + i, wanted ? mean : load(firms.mean + i));
  });
}

RIVALRY_INLINE Reals minimum(Reals a, Reals b) { return a < b ? a : b; }
RIVALRY_INLINE Reals level(const Level& values, Index i) {
  return values.each ? load(values.values + i) : all(*values.values);
}

constexpr double nothing = 1e-300;  // divisor where there is nothing to be divided

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
      const Reals part = level(firms.toward[s], i) / maximum(total, all(nothing));
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

double differing_bits(Index n, const std::uint64_t* words, std::uint64_t word) {
  Index total = 0;
  for (Index i = 0; i < n; ++i) {
    std::uint64_t bits = words[i] ^ word;  // in plain steps, which vectorise
    bits -= bits >> 1 & 0x5555555555555555;
    bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
    bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
    bits += bits >> 8;
    bits += bits >> 16;
    bits += bits >> 32;
    total += static_cast<Index>(bits & 0x7f);
  }
  return static_cast<double>(total);
}

double sum(Index n, const double* values) {
  Sum total;
  for_parts(n, [=, &total](Index i, Index p, Integers mask) { total.add(p, within(mask, load(values + i))); });
  return total.joined();
}

double dot(Index n, const double* values, const double* others) {
  Sum total;
  for_parts(n, [=, &total](Index i, Index p, Integers mask) {
    total.add(p, within(mask, load(values + i) * load(others + i)));
  });
  return total.joined();
}

double squares(Index n, const double* values, double centre) {
  Sum total;
  for_parts(n, [=, &total](Index i, Index p, Integers mask) {
    const Reals gap = load(values + i) - centre;
    total.add(p, within(mask, gap * gap));
  });
  return total.joined();
}

void exp(Index n, const double* values, double* out) {
  for_parts(n, [=](Index i, Index, Integers) { store(out + i, exponential(load(values + i))); });
}

void log(Index n, const double* values, double* out) {
  for_parts(n, [=](Index i, Index, Integers) { store(out + i, logarithm(load(values + i))); });
}

void tanh(Index n, const double* values, double* out) {
  for_parts(n, [=](Index i, Index, Integers) { store(out + i, elementary::tanh<Reals, Bits>(load(values + i))); });
}

void normal_quantile(Index n, const double* values, double* out) {
  for_parts(
      n, [=](Index i, Index, Integers) { store(out + i, elementary::normal_quantile<Reals, Bits>(load(values + i))); });
}

}  // namespace

namespace RIVALRY_LEVEL {
const Set set{.weigh = weigh,
              .add_up = add_up,
              .retained_sums = retained_sums,
              .reprice = reprice,
              .sell = sell,
              .distances = distances,
              .expected_quantities = expected_quantities,
              .synergy = synergy,
              .combine = combine,
              .access = access,
              .reach = reach,
              .orchestrate = orchestrate,
              .support = support,
              .earn_legitimacy = earn_legitimacy,
              .glance = glance,
              .differing_bits = differing_bits,
              .sum = sum,
              .dot = dot,
              .squares = squares,
              .exp = exp,
              .log = log,
              .tanh = tanh,
              .normal_quantile = normal_quantile};
}

}  // namespace rivalry::kernels
