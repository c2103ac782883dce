// A module's descriptor and entry by hand. What a program spoils, it defines before: SPOILT_DOMAIN and so on.
#include <gauntlet/sdk/cache_policy.hpp>

#ifndef SPOILT_SIZE
#define SPOILT_SIZE sizeof(gauntlet_module)
#endif
#ifndef SPOILT_VERSION
#define SPOILT_VERSION GAUNTLET_ABI_VERSION
#endif
#ifndef SPOILT_KIND
#define SPOILT_KIND GAUNTLET_MODULE_POLICY
#endif
#ifndef SPOILT_DOMAIN
#define SPOILT_DOMAIN "cache"
#endif
#ifndef SPOILT_FINGERPRINT
#define SPOILT_FINGERPRINT GAUNTLET_CACHE_FINGERPRINT
#endif
#ifndef SPOILT_QUERY
#define SPOILT_QUERY Query
#endif

const void* Query(const char*) { return nullptr; }
const gauntlet_module module = {SPOILT_SIZE,   SPOILT_VERSION,     SPOILT_KIND, 0,
                                SPOILT_DOMAIN, SPOILT_FINGERPRINT, SPOILT_QUERY};

extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() { return &module; }
