// The constant in cache.h is the hash of cache.h, and any change of the layout changes it.
#include <gtest/gtest.h>

#include <gauntlet/sdk/cache_layout.hpp>
#include <gauntlet/sdk/moe_layout.hpp>
#include <gauntlet/sdk/spot_layout.hpp>
#include <set>

// Each is computed from a cache.h that was altered by a macro: see layouts/.
extern const uint64_t k_renamed_fingerprint, k_retyped_fingerprint, k_revalued_fingerprint;

namespace {

TEST(Fingerprint, InTheHeaderIsThatOfTheLayout) {
  EXPECT_EQ(GAUNTLET_CACHE_FINGERPRINT, gauntlet::cache::layout::fingerprint())
      << "cache.h changed: give the domain a new interface name or fingerprint, and freeze the new headers";
  EXPECT_EQ(GAUNTLET_MOE_FINGERPRINT, gauntlet::moe::layout::fingerprint());
  EXPECT_EQ(GAUNTLET_SPOT_FINGERPRINT, gauntlet::spot::layout::fingerprint());
}

TEST(Fingerprint, DiffersForEveryChangeOfTheLayout) {
  const std::set<uint64_t> all = {GAUNTLET_CACHE_FINGERPRINT, k_renamed_fingerprint, k_retyped_fingerprint,
                                  k_revalued_fingerprint};
  EXPECT_EQ(all.size(), 4u);
}

}  // namespace
