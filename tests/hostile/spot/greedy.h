// What the programs here do when they do not cheat: spot when offered, else on demand.
#pragma once

#include <gauntlet/sdk/spot_policy.hpp>

class Greedy : public gauntlet::spot::Policy {
 public:
  Decision decide(const Tick& tick) {
    using namespace gauntlet::spot;
    return tick.here().available && !tick.is_late(2) ? kSpot : kOnDemand;
  }
};
