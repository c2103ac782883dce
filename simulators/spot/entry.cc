// What the loader finds in simulators/spot.so.
#include <gauntlet/abi.h>
#include <gauntlet/spot.h>

#include <gauntlet/simulators/module.hpp>

#include "simulators/spot/module.h"

namespace {

constexpr gauntlet_module kModule = gauntlet::simulators::ModuleOf<gauntlet::spot_simulator::Simulator>(
    GAUNTLET_SPOT_DOMAIN, GAUNTLET_SPOT_FINGERPRINT);

}  // namespace

extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() { return &kModule; }
