#include "rivalry/scenario/scenario.hpp"

namespace rivalry {

PerTrait<Distribution> Scenario::default_traits() {
  PerTrait<Distribution> traits;  // 0 unless set here
  traits[Trait::start_size] = 1;
  traits[Trait::start_cash] = 2;
  traits[Trait::start_legitimacy] = 0.6;
  for (const Trait capability : {Trait::sensing, Trait::seizing, Trait::reconfiguring})
    traits[capability] = Distribution::uniform(0.2, 0.8);
  for (const Trait capability :
       {Trait::offer_capability, Trait::creation_capability, Trait::delivery_capability, Trait::capture_capability})
    traits[capability] = Distribution::uniform(0.2, 1.5);
  for (const Trait stock : {Trait::human, Trait::technology, Trait::digital}) traits[stock] = 0.5;
  traits[Trait::forecasting] = 0.3;
  traits[Trait::integration] = Distribution::uniform(0.4, 1);
  traits[Trait::absorptive_capacity] = Distribution::uniform(0.4, 1);
  traits[Trait::analogy] = 0.5;
  traits[Trait::may_innovate] = 1;
  traits[Trait::productivity] = 0.16;
  traits[Trait::structuring] = 0.012;
  traits[Trait::acquiring] = 0.5;
  for (const Trait weight : {Trait::toward_human, Trait::toward_technology, Trait::toward_brand, Trait::toward_digital})
    traits[weight] = 1;
  traits[Trait::stabilising] = 0.15;
  traits[Trait::enriching] = 0.2;
  traits[Trait::pioneering] = 0.1;
  traits[Trait::leveraging] = 0.8;
  traits[Trait::subsidised] = 1;
  traits[Trait::seeking_partners] = 0.08;
  traits[Trait::to_users] = 0.06;
  traits[Trait::to_partners] = traits[Trait::to_staff] = 0.03;
  return traits;
}

}  // namespace rivalry
