// Agreement with the real traces in ../shared/data/cache and the figures of its README.
#include <gmock/gmock.h>

#include "host/trace/test_support.h"

namespace gauntlet {
namespace {

struct Expected {
  const char* file;
  const char* format;
  uint64_t requests;
  uint64_t objects;
};

class SharedTrace : public testing::TestWithParam<Expected> {};

TEST_P(SharedTrace, HasTheRequestsAndObjectsOfItsReadme) {
  GAUNTLET_NEED_SHARED_DATA();
  const TemporaryDir dir;
  const Expected& expected = GetParam();
  const auto trace = DecodeTrace({.path = SharedCacheData() / expected.file, .format = expected.format});
  ASSERT_TRUE(trace) << trace.error().message;
  EXPECT_EQ(trace->request_count, expected.requests);
  if (expected.objects != 0) EXPECT_EQ(trace->object_count, expected.objects);
}

INSTANTIATE_TEST_SUITE_P(
    All, SharedTrace,
    testing::Values(Expected{"cloudPhysicsIO.oracleGeneral.bin", "", 113872, 48974},
                    Expected{"cloudPhysicsIO.csv", "", 113872, 48974},
                    Expected{"cloudPhysicsIO.vscsi", "", 113872, 48974},
                    Expected{"caffeine/cloud_physics/w106.trace.xz", "caffeine_u32be", 5292456, 275171},
                    Expected{"caffeine/cache2k/orm-busy.trace.xz", "i32be", 5000000, 0},
                    Expected{"caffeine/cache2k/web07.trace.xz", "caffeine_i32be", 76118, 0},
                    Expected{"caffeine/cache2k/web12.trace.xz", "i32be", 95607, 0},
                    Expected{"caffeine/adapt_size/request.trace.xz", "adapt_size", 66987, 0},
                    Expected{"caffeine/lirs/2_pools.trace.gz", "lirs_text", 100000, 0},
                    Expected{"caffeine/lirs/loop.trace.gz", "lirs_text", 505500, 1011}),
    [](const auto& test) { return std::to_string(test.index); });

// The oracleGeneral file carries an object's first size for good; the other two carry the length of each
// request.
TEST(SharedData, HoldsTheSameRequestsInThreeFormats) {
  GAUNTLET_NEED_SHARED_DATA();
  const TemporaryDir dir;
  std::vector<std::vector<gauntlet_cache_record>> all;
  std::vector<uint64_t> footprints;
  for (const char* name :
       {"cloudPhysicsIO.oracleGeneral.bin", "cloudPhysicsIO.csv", "cloudPhysicsIO.vscsi"}) {
    const auto trace = DecodeTrace({.path = SharedCacheData() / name});
    ASSERT_TRUE(trace) << trace.error().message;
    all.push_back(RecordsOf(*trace));
    footprints.push_back(trace->footprint_bytes);
  }
  const auto& [oracle, csv, vscsi] = std::tie(all[0], all[1], all[2]);
  std::vector<uint32_t> first_size;
  for (size_t i = 0; i < oracle.size(); ++i) {
    if (csv[i].object == first_size.size()) first_size.push_back(csv[i].size_bytes);
    ASSERT_EQ(csv[i].object, oracle[i].object) << "request " << i;
    ASSERT_EQ(csv[i].time_s, oracle[i].time_s) << "request " << i;
    ASSERT_EQ(oracle[i].size_bytes, first_size[csv[i].object]) << "request " << i;
    ASSERT_EQ(vscsi[i].object, csv[i].object) << "request " << i;
    ASSERT_EQ(vscsi[i].time_s, csv[i].time_s) << "request " << i;
    ASSERT_EQ(vscsi[i].size_bytes, csv[i].size_bytes) << "request " << i;
    ASSERT_EQ(vscsi[i].operation, csv[i].operation) << "request " << i;
  }
  EXPECT_THAT(footprints, testing::Each(footprints[0]));
}

}  // namespace
}  // namespace gauntlet
