// The fingerprint of a cache.h that differs from ours. A field has another name.
#include <stddef.h>
#include <stdint.h>

#define tenant customer
#include <gauntlet/sdk/cache_layout.hpp>

extern const uint64_t k_renamed_fingerprint = gauntlet::cache::layout::fingerprint();
