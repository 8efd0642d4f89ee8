#include <cstdlib>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "rivalry/io/formats.hpp"
#include "rivalry/run/observables.hpp"

namespace rivalry {

// RIVALRY_WRITE_DOCS=1 rivalry_tests -tc="docs/formats.md*" writes the page anew.
TEST_CASE("docs/formats.md is the page that the program makes") {
  const char* const path = RIVALRY_SOURCE_DIR "/docs/formats.md";
  if (std::getenv("RIVALRY_WRITE_DOCS")) std::ofstream(path) << formats_markdown();
  std::ostringstream page;
  page << std::ifstream(path).rdbuf();
  CHECK(page.str() == formats_markdown());
}

TEST_CASE("the page on formats has a row for every observable") {
  const std::string page = formats_markdown();
  const auto has_rows = [&](const auto& observables) {
    for (const auto& observable : observables) {
      CAPTURE(observable.name);
      CHECK(page.find("| `" + std::string(observable.name) + "`") != std::string::npos);
      CHECK(page.find(observable.definition) != std::string::npos);
    }
  };
  has_rows(market_observables()), has_rows(path_observables());
  has_rows(stage_observables()), has_rows(move_observables());
  has_rows(segment_observables()), has_rows(segment_position_observables());
  has_rows(firm_observables()), has_rows(firm_vector_observables()), has_rows(firm_word_observables());
  has_rows(event_observables()), has_rows(summary_observables());
}

}  // namespace rivalry
