// expect: source=screen_rejected:extern_c fork=abi_mismatch hot=abi_mismatch trusted=abi_mismatch
#include <gauntlet/sdk/cache_policy.hpp>

const void* Query(const char*) { return nullptr; }
const gauntlet_module module = {
    sizeof(gauntlet_module), GAUNTLET_ABI_VERSION, GAUNTLET_MODULE_POLICY, 0, "cache", 1, Query};

extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() { return &module; }
