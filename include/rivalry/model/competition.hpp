#pragma once

#include "rivalry/model/step.hpp"

namespace rivalry {

/// What `competition.rule` decides: the steps of a period in which firms set terms and the market clears. Another rule
/// is another row of the table behind `competition_of`.
struct Competition {
  void (*open)(Market&, const Step&, Index firm);  ///< a new firm, when its books are opened
  void (*found)(Market&, const Step&);             ///< founders' first sales: what comes before clearing
  void (*cost)(Market&, const Step&);
  void (*appeal)(Market&, const Step&);
  void (*set_terms)(Market&, const Step&);  ///< prices or quantities
  void (*clear)(Market&, const Step&);
  void (*invest)(Market&, const Step&);  ///< after the accounts, for the next period
};

const Competition& competition_of(const Scenario& scenario);

}  // namespace rivalry
