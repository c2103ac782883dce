// The fingerprint of a cache.h that differs from ours. An agreed number has another value.
#include <gauntlet/cache.h>

#undef GAUNTLET_CACHE_NO_ADDRESS
#define GAUNTLET_CACHE_NO_ADDRESS 0ull
#include <gauntlet/sdk/cache_layout.hpp>

extern const uint64_t k_revalued_fingerprint = gauntlet::cache::layout::fingerprint();
