// The fingerprint of a cache.h that differs from ours. Numbers have another type of the same size.
#include <stddef.h>
#include <stdint.h>

#pragma clang diagnostic ignored "-Wkeyword-macro"
#define double long long
#include <gauntlet/sdk/cache_layout.hpp>

extern const uint64_t k_retyped_fingerprint = gauntlet::cache::layout::fingerprint();
