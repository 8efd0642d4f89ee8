#include <array>

#include <doctest/doctest.h>

#include "rivalry/scenario/nearest.hpp"

using namespace rivalry;

TEST_CASE("the edit distance counts insertions, deletions, replacements and swaps") {
  CHECK(edit_distance("firms", "firms") == 0);
  CHECK(edit_distance("firm", "firms") == 1);
  CHECK(edit_distance("frims", "firms") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("", "abc") == 3);
}

TEST_CASE("a misspelt key, or the right name in the wrong section, finds the key that was meant") {
  CHECK(nearest_parameter("market.firm") == "market.firms");
  CHECK(nearest_parameter("market.frims") == "market.firms");
  CHECK(nearest_parameter("markt.firms") == "market.firms");
  CHECK(nearest_parameter("demand.firms") == "market.firms");
  CHECK(nearest_parameter("firms") == "market.firms");
  CHECK(nearest_parameter("market.price_sensitivity") == "demand.price_sensitivity");
  CHECK(nearest_parameter("demand.sensitivty") == "demand.price_sensitivity");
  CHECK(nearest_parameter("landscape.interdependance") == "landscape.interdependence");
  CHECK(nearest_parameter("landscape.k_of_the_model") == "");
  CHECK(nearest_parameter(std::string(10'000, 'x')) == "");
}

TEST_CASE("of several near names in different sections, the one in the section meant is taken") {
  CHECK(nearest_parameter("entry.enable") == "entry.enabled");
  CHECK(nearest_parameter("exit.enable") == "exit.enabled");
}

TEST_CASE("a name that resembles none gets no suggestion") {
  constexpr std::array<std::string_view, 3> names{"bertrand", "fixed", "adaptive_markup"};
  CHECK(nearest_name("bertrant", names) == "bertrand");
  CHECK(nearest_name("adaptive", names) == "adaptive_markup");
  CHECK(nearest_name("quantity", names) == "");
  CHECK(nearest_name("x", names) == "");
}
