// What the loader finds in simulators/moe.so.
#include <gauntlet/abi.h>
#include <gauntlet/moe.h>

#include <gauntlet/simulators/module.hpp>

#include "simulators/moe/module.h"

namespace {

constexpr gauntlet_module kModule = gauntlet::simulators::ModuleOf<gauntlet::moe_simulator::Simulator>(
    GAUNTLET_MOE_DOMAIN, GAUNTLET_MOE_FINGERPRINT);

}  // namespace

extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() { return &kModule; }
