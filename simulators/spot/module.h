// The functions of gauntlet/simulator.h for the domain "spot", without the module around them.
#pragma once

#include <gauntlet/simulator.h>

namespace gauntlet::spot_simulator {

const gauntlet_simulator* Simulator();

}  // namespace gauntlet::spot_simulator
