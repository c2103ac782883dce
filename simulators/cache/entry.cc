// What the loader finds in simulators/cache.so.
#include <gauntlet/abi.h>
#include <gauntlet/cache.h>

#include <gauntlet/simulators/module.hpp>

#include "simulators/cache/module.h"

namespace {

constexpr gauntlet_module kModule = gauntlet::simulators::ModuleOf<gauntlet::cache_simulator::Simulator>(
    GAUNTLET_CACHE_DOMAIN, GAUNTLET_CACHE_FINGERPRINT);

}  // namespace

extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() { return &kModule; }
