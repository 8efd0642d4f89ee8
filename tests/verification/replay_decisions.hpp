#pragma once

#include "../support/laboratory.hpp"
#include "replay_state.hpp"

// The only place where the second engine looks at the first one, and what it does with what it sees.
namespace rivalry::replay {

/// Environment and decisions of all firms as the engine has them now.
struct Snapshot {
  World world;
  std::map<std::int64_t, Decisions> decided;  ///< by id
};
Snapshot look_at(const test::Laboratory& lab);

/// Costs of projects that started, spending on resources, and designs taken up in the period, into a snapshot.
void note_projects(const test::Laboratory& lab, Snapshot& snapshot);

/// The market as founders find it: first prices, first sales (docs/odd.md 5).
void found(Market& market, const Snapshot& founders);

/// Leavers leave and entrants enter, with their cash and first price (7.15).
void exit_and_enter(Market& market, const Snapshot& present, std::int64_t period);

/// Stocks as firms have built them; offers that follow count on those who take part now (7.19, 7.25).
void orchestrate(Market& market, const Snapshot& built, std::int64_t period);

/// New designs and shifts of the environment; experience shrinks with changes (7.11, 7.12).
void take_over(Market& market, const Snapshot& decided);

/// Prices and sales; founders' first prices are those that they begin with.
void trade(Market& market, bool founding = false);

/// What research found in the period, under rule `capacity` (7.18).
void find_out(Market& market, const Snapshot& researched);

/// Ties as partners have matched (7.23).
void tie_up(Market& market, const Snapshot& tied);

}  // namespace rivalry::replay
