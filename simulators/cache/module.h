// The functions of gauntlet/simulator.h for the domain "cache", without the module around them.
#pragma once

#include <gauntlet/simulator.h>

namespace gauntlet::cache_simulator {

const gauntlet_simulator* Simulator();

}  // namespace gauntlet::cache_simulator
