#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// A business model with each choice active with chance founding_density, of those available.
std::uint64_t drawn_model(const Scenario& scenario, std::uint64_t available, Stream& stream);

/// Sets what follows from a new firm's traits, model and position: costs, founding price, no sales yet, no project.
void open_books(Market& market, const Step& step, Index slot);

/// Makes room for so many firms, and some for entrants.
void reserve(Market& market, Index firms);

}  // namespace rivalry
