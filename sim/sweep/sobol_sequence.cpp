#include "sobol_sequence.hpp"

#include <boost/random/sobol.hpp>

namespace rivalry {
namespace {

using Tables = boost::random::default_sobol_table;
constexpr int digits = SobolSequence::digits;

/// The numbers m of Bratley & Fox (1988), section 2, of which the k-th has k + 1 digits.
std::vector<std::uint64_t> numbers(std::size_t dimension) {
  std::vector<std::uint64_t> m(digits, 1);
  if (dimension == 0) return m;
  const std::size_t row = dimension - 1;
  const std::uint64_t polynomial = Tables::polynomial(row);
  const int degree = static_cast<int>(std::bit_width(polynomial)) - 1;
  for (int k = 0; k < digits; ++k) {
    const auto at = static_cast<std::size_t>(k);
    if (k < degree) {
      m[at] = Tables::minit(row, at);
      continue;
    }
    m[at] = m[at - static_cast<std::size_t>(degree)];
    for (int back = 1; back <= degree; ++back)
      if ((polynomial >> (degree - back) & 1U) != 0) m[at] ^= m[at - static_cast<std::size_t>(back)] << back;
  }
  return m;
}

}  // namespace

std::size_t SobolSequence::most_dimensions() { return Tables::max_dimension; }

SobolSequence::SobolSequence(std::size_t dimensions) {
  directions_.reserve(dimensions * digits);
  for (std::size_t dimension = 0; dimension < dimensions; ++dimension) {
    const auto m = numbers(dimension);
    for (int k = 0; k < digits; ++k) directions_.push_back(m[static_cast<std::size_t>(k)] << (digits - 1 - k));
  }
}

std::uint64_t SobolSequence::at(std::int64_t point, std::size_t dimension) const {
  const auto n = static_cast<std::uint64_t>(point);
  std::uint64_t place = 0;
  for (std::uint64_t gray = n ^ n >> 1U; gray != 0; gray &= gray - 1)
    place ^= directions_[dimension * digits + static_cast<std::size_t>(std::countr_zero(gray))];
  return place;
}

std::uint64_t scrambled(std::uint64_t place, const Draws& draws, std::size_t dimension) {
  constexpr int levels = 7;  // of the tree of digits: a block's 128 bits serve its 127 nodes
  std::uint64_t result = 0;
  for (int above = 0; above < digits; above += levels) {
    const philox::Words flips =
        draws.words(Draws::Use::scrambling, place >> (digits - above), dimension, static_cast<std::uint32_t>(above));
    std::uint64_t node = 1;
    for (int digit = above; digit < above + levels && digit < digits; ++digit) {
      const std::uint64_t own = place >> (digits - 1 - digit) & 1U;
      const std::uint64_t flip = flips[node / 32] >> (node % 32) & 1U;
      result = result << 1U | (own ^ flip);
      node = 2 * node + own;
    }
  }
  return result;
}

Position sobol_position(const SobolSequence& sequence, std::int64_t point, std::size_t dimension, bool is_scrambled,
                        const Draws& draws, double cell) {
  const std::uint64_t place = sequence.at(point, dimension);
  if (!is_scrambled) return {.coordinate = static_cast<double>(place) * 0x1p-52, .cell = cell};
  return {.coordinate = (static_cast<double>(scrambled(place, draws, dimension)) + 0.5) * 0x1p-52};
}

}  // namespace rivalry
