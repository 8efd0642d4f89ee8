#pragma once

#include <span>
#include <string_view>

#include "rivalry/model/step.hpp"
#include "rivalry/run/stopwatch.hpp"

namespace rivalry {

/// A part of the period: what profiles call it, and what it does.
struct Phase {
  std::string_view name;
  void (*act)(Market&, const Step&);
};

/// The schedule of the model, in order.
std::span<const Phase> phases();

/// One period of the market: all phases in order. Updates are synchronous within a phase: a firm sees the others as the
/// phase began, so neither order nor number of workers shows.
/// @param watch  books the time of each phase; null: nobody looks
void advance(Market& market, const Step& step, Stopwatch* watch = nullptr);

}  // namespace rivalry
