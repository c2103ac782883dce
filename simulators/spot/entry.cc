// What the loader finds in simulators/spot.so.
#include <gauntlet/abi.h>
#include <gauntlet/spot.h>

#include <string_view>

#include "simulators/spot/module.h"

namespace {

const void* Query(const char* interface_name) {
  if (std::string_view(interface_name) == GAUNTLET_SIMULATOR_INTERFACE)
    return gauntlet::spot_simulator::Simulator();
  return nullptr;
}

constexpr gauntlet_module kModule = {
    .struct_size = sizeof(gauntlet_module),
    .abi_version = GAUNTLET_ABI_VERSION,
    .kind = GAUNTLET_MODULE_SIMULATOR,
    .reserved_zero = 0,
    .domain = GAUNTLET_SPOT_DOMAIN,
    .fingerprint = GAUNTLET_SPOT_FINGERPRINT,
    .query = Query,
};

}  // namespace

extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() { return &kModule; }
