// expect: source=screen_rejected:dynamic_initialisation fork=crash hot=crash trusted=crash
#include <gauntlet/sdk/cache_policy.hpp>

const void* Query(const char*) { return nullptr; }
const gauntlet_module module = {sizeof(gauntlet_module),
                                GAUNTLET_ABI_VERSION,
                                GAUNTLET_MODULE_POLICY,
                                0,
                                reinterpret_cast<const char*>(8),
                                GAUNTLET_CACHE_FINGERPRINT,
                                Query};

extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() { return &module; }
