#include "kernels_levels.hpp"
#include "rivalry/random/lanes.hpp"

// Kernels over pairs of firm and segment, designs, and sums; those over columns of firms are in columns_level.cpp.
// Compiled once for each instruction set, as namespace RIVALRY_LEVEL. No standard library or Eigen in this file: the
// linker might choose this file's copy of a shared template for every processor.
namespace rivalry::kernels {
namespace {

using namespace lanes;

/// Where the numbers of firm i and a segment's row lie among pairs.
RIVALRY_INLINE Index pair(const Tile& tile, Index i, Index row) { return (i / 8 * tile.segments + row) * 8 + i % 8; }

/// Where the numbers of a bundle of firms lie among pairs: eight by eight firms.
struct Place {
  Index first, to_next_eight;
  RIVALRY_INLINE Place(const Tile& tile, Index i) : first(pair(tile, i, 0)), to_next_eight(tile.segments * 8) {}

  template <Index n>
  RIVALRY_INLINE Bundle<Reals, n> load_row(const double* pairs, Index row) const {
    fetch_next<n>(pairs + first + row * 8);
    return load_from<n>(pairs + first + row * 8);
  }
  template <Index n>
  RIVALRY_INLINE void store_row(double* pairs, Index row, Bundle<Reals, n> values) const {
    fetch_next<n>(pairs + first + row * 8);
    store_to(pairs + first + row * 8, values);
  }

 private:
  /// Asks memory for the next bundle's row: processors foresee no loop that jumps from eight to eight.
  template <Index n>
  RIVALRY_INLINE void fetch_next(const double* place) const {
    constexpr Index eights = n / parts;
    for (Index eight = 0; eight < eights; ++eight) __builtin_prefetch(place + (eights + eight) * to_next_eight);
  }
  /// From the first half of n registers to the other.
  template <Index n>
  RIVALRY_INLINE Index half() const {
    return n < 2 * parts ? n / 2 * width : n / 2 / parts * to_next_eight;
  }
  template <Index n>
  RIVALRY_INLINE Bundle<Reals, n> load_from(const double* place) const {
    if constexpr (n == 1)
      return {load(place)};
    else
      return {load_from<n / 2>(place), load_from<n / 2>(place + half<n>())};
  }
  template <Index n>
  RIVALRY_INLINE void store_to(double* place, Bundle<Reals, n> values) const {
    if constexpr (n == 1) {
      store(place, values.only);
    } else {
      store_to(place, values.low);
      store_to(place + half<n>(), values.high);
    }
  }
};

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
  for_bundles(tile.firms, tile.near, [&]<Index n>(Index i, Bundle<Integers, n> mask) {
    const Place place(tile, i);
    const auto firm = load<n>(task.firm + i), felt_price = load<n>(task.felt + i) * load<n>(task.price + i);
    const double* coefficient = task.coefficient;
    for (Index c = 0; c < tile.count; ++c, coefficient += task.features) {
      const Segment& segment = tile.open[c];
      auto utility =
          place.load_row<n>(base, segment.row) + (firm + task.constant[c]) - segment.sensitivity * felt_price;
      for (Index f = 0; f < task.features; ++f) utility += coefficient[f] * load<n>(task.feature[f] + i);
      const auto e = within(mask, exponential(utility));
      place.store_row(weight, segment.row, e);
      add_to(sum.lane[c].part, i / width, e);
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
  for_bundles(tile.firms, tile.near, [&]<Index n>(Index i, Bundle<Integers, n> mask) {
    const Place place(tile, i);
    const auto keeps = within(mask, load<n>(retention + i));
    for (Index c = 0; c < tile.count; ++c) {
      const Segment& segment = tile.open[c];
      if (segment.loyalty == 0) continue;
      const auto b = within(mask, keeps * place.load_row<n>(buyers, segment.row) * segment.retained_scale);
      const auto inverse = 1.0 / (segment.denominator + segment.loyalty * place.load_row<n>(weight, segment.row));
      const auto share = b * inverse;
      add_to(retained.lane[c].part, i / width, b);
      add_to(locked.lane[c].part, i / width, share);
      add_to(squared.lane[c].part, i / width, share * inverse);
    }
  });
  for (Index c = 0; c < tile.count; ++c) sums[c] = {retained.joined(c), locked.joined(c), squared.joined(c)};
}

void reprice(const Tile& tile, const Repricing& task) {
  for_bundles(tile.firms, tile.near, [&]<Index n>(Index i, Bundle<Integers, n>) {
    using Wide = Bundle<Reals, n>;
    const auto column = [i](const double* of) { return load<n>(of + i); };
    const Place place(tile, i);
    const Wide retention = column(task.retention);
    Wide demand{}, weighted_demand{}, weighted_gamma{};
    for (Index c = 0; c < tile.count; ++c) {
      const Segment& segment = tile.open[c];
      const Wide e = place.load_row<n>(task.weight, segment.row);
      Wide share = Wide{} + segment.free_share, square = Wide{} + segment.free_square;
      const double k = segment.loyalty;
      if (task.buyers != nullptr && k != 0) {
        const Wide inverse = 1.0 / (segment.denominator + k * e);
        const Wide bound =
            retention * place.load_row<n>(task.buyers, segment.row) * (segment.retained_scale * k) * inverse;
        share += bound;
        square += bound * (k + 2.0) * inverse;
      }
      const Wide q = e * share;
      demand += q;
      weighted_demand += segment.sensitivity * q;
      weighted_gamma += segment.sensitivity * (e * e * square);
    }
    const Wide felt = column(task.felt), old = column(task.price);
    const Wide cost = column(task.unit_cost) - column(task.third_party);
    const Wide slope = felt * weighted_demand;
    // A price that leaves no buyer has no condition: toward the limit of small shares where buyers mind prices least.
    const Wide best = cost + (demand + (old - cost) * felt * weighted_gamma) / slope;
    const Wide limit = cost + 1.0 / (felt * task.least_sensitivity);
    const Wide target = choose(slope > 1e-290, best, limit);
    const Wide price = maximum(old + task.adjustment * (target - old), Wide{});
    // Where nothing can be collected the firm lives on third parties.
    store(task.price + i, within(column(task.collected) > 0.0, price));
  });
}

void sell(const Tile& tile, const double* weight, const double* retention, double* buyers, const double* margin,
          bool inertia, double* quantity, Sales* sums) {
  Sums sold(tile.count), earned(tile.count), loyal(tile.count);
  for_bundles(tile.firms, tile.near, [&]<Index n>(Index i, Bundle<Integers, n> mask) {
    using Wide = Bundle<Reals, n>;
    const Place place(tile, i);
    const Wide keeps = load<n>(retention + i), gain = load<n>(margin + i);
    Wide total{};
    for (Index c = 0; c < tile.count; ++c) {
      const Segment& segment = tile.open[c];
      const Wide e = place.load_row<n>(weight, segment.row);
      Wide share = Wide{} + segment.free_share;
      if (inertia && segment.loyalty != 0) {
        const Wide ke = segment.loyalty * e;
        const Wide b = within(mask, keeps * place.load_row<n>(buyers, segment.row) * segment.retained_scale);
        add_to(loyal.lane[c].part, i / width, b * logarithm(1.0 + ke * segment.inverse));
        share += b * segment.loyalty / (segment.denominator + ke);
      }
      const Wide q = within(mask, e * share);
      place.store_row(buyers, segment.row, q);
      total += q;
      add_to(sold.lane[c].part, i / width, q);
      add_to(earned.lane[c].part, i / width, within(mask, q * gain));
    }
    store(quantity + i, total);
  });
  for (Index c = 0; c < tile.count; ++c) sums[c] = {sold.joined(c), earned.joined(c), loyal.joined(c)};
}

/// Each firm's own among the numbers of several lags.
RIVALRY_INLINE Reals one_of_many(const double* numbers, Integers lag) {
  Reals own;
  for (Index lane = 0; lane < width; ++lane) own[lane] = numbers[lag[lane]];
  return own;
}
/// The same where there are eight of them.
RIVALRY_INLINE Reals one_of_eight(const double* numbers, Integers lag) {
#if defined(__AVX512F__)
  return __builtin_bit_cast(
      Reals, _mm512_permutexvar_pd(__builtin_bit_cast(__m512i, lag), __builtin_bit_cast(__m512d, load(numbers))));
#elif defined(__AVX2__)
  const Integers halves = lag * 0x200000002 + 0x100000000;  // of a number, modulo those in a register
  const auto of = [&](const double* four) {
    return __builtin_bit_cast(Reals, _mm256_permutevar8x32_epi32(__builtin_bit_cast(__m256i, load(four)),
                                                                 __builtin_bit_cast(__m256i, halves)));
  };
  return lag < 4 ? of(numbers) : of(numbers + 4);
#else
  return one_of_many(numbers, lag);
#endif
}

/// Where some firms see ideal points: with a delay, and moved on by some periods of the latest trend.
template <bool eight, Index n>
struct Outlook {
  Bundle<Integers, n> lag;
  Bundle<Reals, n> ahead;
  /// @param points  by lag
  RIVALRY_INLINE Bundle<Reals, n> of(const double* points) const {
    const auto at = [points](Integers l) { return eight ? one_of_eight(points, l) : one_of_many(points, l); };
    const Bundle<Reals, n> now = each(at, lag);
    return now + ahead * (now - each(at, lag + 1));
  }
};

template <bool eight>
RIVALRY_INLINE void distances_among(const Tile& tile, const View& view) {
  for_bundles(tile.firms, tile.near, [&]<Index n>(Index i, Bundle<Integers, n>) {
    using Wide = Bundle<Reals, n>;
    const auto whole = [](Reals lag) { return __builtin_convertvector(lag, Integers); };
    const Outlook<eight, n> outlook{each(whole, load<n>(view.lag + i)), load<n>(view.ahead + i)};
    const Place place(tile, i);
    Wide served{}, bought{}, unserved{};
    double missing = 0;
    for (Index c = 0; c < tile.count; ++c) {
      const Index row = tile.open[c].row;
      Wide square{};
      for (Index d = 0; d < view.attributes; ++d) {
        const double* const points = view.seen + (row * view.attributes + d) * view.lags;
        const Wide gap = load<n>(view.position[d] + i) - outlook.of(points);
        square += gap * gap;
      }
      const Wide buyers = place.load_row<n>(view.buyers, row);
      served += buyers * square;
      bought += buyers;
      unserved += view.missing[row] * square;
      missing += view.missing[row];
    }
    const Wide far = missing > 0 ? unserved / missing : Wide{};
    store(view.unserved + i, far);
    store(view.served + i, choose(bought > 0.0, served / bought, far));
  });
}

void distances(const Tile& tile, const View& view) {
  view.lags == 8 ? distances_among<true>(tile, view) : distances_among<false>(tile, view);
}

using Eight = Bundle<Reals, parts>;

/// A segment as eight firms see it, each with its own part taken out.
struct Sight {
  Eight constant;                ///< utility that every design has
  Eight pull[most_attributes];   ///< what a unit of position adds
  Eight own, bought;             ///< e, and last period's buyers
  Eight free;                    ///< mass that no rival retains
  Eight locked, locked_squared;  ///< rivals' sums (RetainedSums)
};

RIVALRY_INLINE Eight load_eight(const double* from) { return load<parts>(from); }

template <bool eight>
RIVALRY_INLINE void look(const Field& field, const Judges& judges, const Outlook<eight, parts>& outlook, Index s,
                         Sight& sight) {
  Eight square{};
  for (Index d = 0; d < field.attributes; ++d) {
    const Eight point = outlook.of(judges.seen + (s * field.attributes + d) * judges.lags);
    sight.pull[d] = field.position_weight * point;
    square += point * point;
  }
  sight.constant = field.sensitivity[s] - field.position_weight / 2 * square +
                   load_eight(judges.log_legitimacy) * field.legitimacy_taste[s];
  sight.own = load_eight(judges.own + s * count);
  sight.bought = sight.locked = sight.locked_squared = Eight{};
  sight.free = Eight{} + field.mass[s];
  const double k = field.loyalty[s];
  if (k == 0) return;  // nobody is bound
  // Rivals' retained buyers are all of them without the firm's own.
  sight.bought = load_eight(judges.buyers + s * count) * field.retained_scale[s];
  const Eight kept = load_eight(judges.retention) * sight.bought;
  const Eight inverse = 1.0 / (field.denominator[s] + k * sight.own);
  const Eight share = kept * inverse;
  sight.free = field.mass[s] - (field.retained[s] - kept);
  sight.locked = maximum(field.locked[s] - share, Eight{});
  sight.locked_squared = maximum(field.locked_squared[s] - share * inverse, Eight{});
}

/// What firms would sell in a segment with a design.
RIVALRY_INLINE Eight expected_sales(const Field& field, const Sight& sight, const Prospects& design, Index s) {
  Eight utility = load_eight(design.access + s * count) + (sight.constant + load_eight(design.utility));
  for (Index d = 0; d < field.attributes; ++d) utility += load_eight(design.position + d * count) * sight.pull[d];
  utility += load_eight(design.novelty) * field.novelty_taste[s] -
             load_eight(design.log_damage) * field.damage_taste[s] -
             field.sensitivity[s] * load_eight(design.felt_price);
  const Eight e = exponential(utility);
  const Eight z = field.denominator[s] - sight.own + e;
  const double k = field.loyalty[s];
  if (k == 0) return e * (sight.free / z);
  const Eight kept = load_eight(design.retention) * sight.bought;
  const Eight free = maximum(sight.free - kept, Eight{});
  const Eight bottom = sight.locked + sight.locked_squared * (e - sight.own);
  const Eight rivals = within(bottom > 0.0, sight.locked * sight.locked / bottom);
  return e * (free / z + rivals + kept * (1.0 + k) / (z + k * e));
}

template <bool eight>
RIVALRY_INLINE void expect(const Field& field, const Judges& judges, Index n, const Prospects* designs,
                           double* quantity) {
  Outlook<eight, parts> outlook;
  __builtin_memcpy(&outlook.lag, judges.lag, sizeof outlook.lag);
  outlook.ahead = load_eight(judges.ahead);
  Eight total[most_prospects] = {};
  Sight sight;
  for (Index s = 0; s < field.segments; ++s) {
    look(field, judges, outlook, s, sight);
    for (Index design = 0; design < n; ++design) total[design] += expected_sales(field, sight, designs[design], s);
  }
  for (Index design = 0; design < n; ++design) store(quantity + design * count, total[design]);
}

void expected_quantities(const Field& field, const Judges& judges, Index n, const Prospects* designs,
                         double* quantity) {
  (judges.lags == 8 ? expect<true> : expect<false>)(field, judges, n, designs, quantity);
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

/// Sums of the contributions of some choices to both landscapes, for `models` models side by side.
template <int models>
RIVALRY_INLINE void add_contributions(std::uint64_t choices, const std::uint64_t* model,
                                      const std::uint64_t* depends_on, const std::size_t* offset, const double* table,
                                      double* out) {
  typedef double Both __attribute__((vector_size(16)));  // value and efficiency
  Both a[models] = {}, b[models] = {}, c[models] = {},
       d[models] = {};  // in turn: additions need not wait for each other
  const auto take = [&](Both* sum) {
    const int choice = __builtin_ctzll(choices);
    choices &= choices - 1;
    const double* const own = table + 2 * offset[choice];
    for (int m = 0; m < models; ++m) {
      Both one;
      __builtin_memcpy(&one, own + 2 * compressed(model[m], depends_on[choice]), sizeof one);
      sum[m] += one;
    }
    return choices != 0;
  };
  if (choices != 0)
    while (take(a) && take(b) && take(c) && take(d)) {
    }
  for (int m = 0; m < models; ++m) {
    const Both total = (a[m] + c[m]) + (b[m] + d[m]);
    __builtin_memcpy(out + 2 * m, &total, sizeof total);
  }
}

void synergy(std::uint64_t choices, std::uint64_t model, const std::uint64_t* depends_on, const std::size_t* offset,
             const double* table, double* out) {
  add_contributions<1>(choices, &model, depends_on, offset, table, out);
}

void synergies(std::uint64_t choices, const std::uint64_t* models, const std::uint64_t* depends_on,
               const std::size_t* offset, const double* table, double* out) {
  add_contributions<2>(choices, models, depends_on, offset, table, out);
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

void normal_quantile(Index n, const double* values, double* out) {
  const auto any = [](Integers mask) { return bits_of(mask) != 0; };
  for_parts(n, [=](Index i, Index, Integers) {
    store(out + i, elementary::normal_quantile<Reals, Bits>(load(values + i), any));
  });
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
              .synergies = synergies,
              .combine = combine,
              .access = access,
              .reach = reach,
              .differing_bits = differing_bits,
              .sum = sum,
              .dot = dot,
              .squares = squares,
              .exp = exp,
              .log = log,
              .normal_quantile = normal_quantile};
}

}  // namespace rivalry::kernels
