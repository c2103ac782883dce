// The functions of gauntlet/simulator.h for the domain "moe", without the module around them.
#pragma once

#include <gauntlet/simulator.h>

namespace gauntlet::moe_simulator {

const gauntlet_simulator* Simulator();

}  // namespace gauntlet::moe_simulator
