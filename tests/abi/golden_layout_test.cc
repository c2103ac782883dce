// Sizes and offsets of everything that crosses the border, against the numbers that were published.
#include <gauntlet/cache.h>
#include <gauntlet/cache_trace.h>
#include <gauntlet/moe.h>
#include <gauntlet/moe_trace.h>
#include <gauntlet/simulator.h>
#include <gauntlet/spot.h>
#include <gauntlet/spot_trace.h>
#include <gtest/gtest.h>

#include <cstddef>

namespace {

TEST(Layout, HasThePublishedSizesAndOffsets) {
#define SIZE(structure, bytes) EXPECT_EQ(sizeof(structure), bytes##u) << #structure;
#define FIELD(structure, name, offset, bytes)                              \
  EXPECT_EQ(offsetof(structure, name), offset##u) << #structure "." #name; \
  EXPECT_EQ(sizeof(structure::name), bytes##u) << #structure "." #name;
#include "tests/abi/golden_layout.inc"
#undef SIZE
#undef FIELD
}

TEST(Layout, HasThePublishedNumbers) {
  EXPECT_EQ(GAUNTLET_ABI_VERSION, 1u);
  EXPECT_STREQ(GAUNTLET_ENTRY_NAME, "gauntlet_entry");
  EXPECT_EQ(GAUNTLET_MODULE_POLICY, 1);
  EXPECT_EQ(GAUNTLET_MODULE_SIMULATOR, 2);
  EXPECT_EQ(GAUNTLET_OK, 0);
  EXPECT_EQ(GAUNTLET_EXCEPTION, 1);
  EXPECT_EQ(GAUNTLET_OUT_OF_MEMORY, 2);
  EXPECT_EQ(GAUNTLET_INVALID_DECISION, 3);
  EXPECT_EQ(GAUNTLET_LOG_OVERFLOW, 4);
  EXPECT_EQ(GAUNTLET_BAD_WORKLOAD, 5);
  EXPECT_EQ(GAUNTLET_BAD_LOG, 6);
  EXPECT_EQ(GAUNTLET_UNSUPPORTED, 7);
  EXPECT_EQ(GAUNTLET_CACHE_READ, 0);
  EXPECT_EQ(GAUNTLET_CACHE_WRITE, 1);
  EXPECT_EQ(GAUNTLET_CACHE_DELETE, 2);
  EXPECT_EQ(GAUNTLET_CACHE_EVICT_CAPACITY, 0);
  EXPECT_EQ(GAUNTLET_CACHE_EVICT_DELETED, 1);
  EXPECT_EQ(GAUNTLET_CACHE_EVICT_EXPIRED, 2);
  EXPECT_EQ(GAUNTLET_CACHE_TRACE_MAGIC, 0x31656361434c4e47ull);
  EXPECT_EQ(GAUNTLET_MOE_NO_BUDGET, ~0ull);
  EXPECT_EQ(GAUNTLET_MOE_TRACE_MAGIC, 0x314c656f4d4c4e47ull);
  EXPECT_EQ(GAUNTLET_MOE_TRACE_SYNTHETIC, 1u);
  EXPECT_EQ(GAUNTLET_SPOT_MAX_REGIONS, 32);
  EXPECT_EQ(GAUNTLET_SPOT_NONE, 0);
  EXPECT_EQ(GAUNTLET_SPOT_SPOT, 1);
  EXPECT_EQ(GAUNTLET_SPOT_ON_DEMAND, 2);
  EXPECT_EQ(GAUNTLET_SPOT_DECISION(GAUNTLET_SPOT_ON_DEMAND, 3), 0x302u);
  EXPECT_EQ(GAUNTLET_SPOT_TRACE_MAGIC, 0x31746f7073746e67ull);
  EXPECT_EQ(GAUNTLET_SPOT_RECORD_FIRST, 1);
  EXPECT_EQ(GAUNTLET_SPOT_RECORD_HISTORY, 2);
}

}  // namespace
