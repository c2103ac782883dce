#include "host/trace/convert.h"

#include <gmock/gmock.h>

#include "host/trace/decode.h"
#include "host/trace/test_support.h"
#include "host/trace/trace_info.h"

namespace gauntlet {
namespace {

using testing::HasSubstr;

DecodedTrace Small(uint64_t requests = 400) {
  Json options = {{"kind", "mix"}, {"requests", requests}, {"rate", 10}};
  options["sizes"] = {{{"from", 1}, {"to", 5000}}};
  options["parts"] = {{{"kind", "zipf"}, {"objects", 40}}, {{"kind", "one_hit"}}};
  return *DecodeTrace({.generate = options});
}

class RoundTrip : public testing::TestWithParam<const char*> {};

TEST_P(RoundTrip, GivesTheSameRecords) {
  const TemporaryDir dir;
  const DecodedTrace trace = Small();
  const auto path = dir.path() / GetParam();
  const auto written = WriteTrace(trace, path);
  ASSERT_TRUE(written) << written.error().message;
  const auto again = DecodeTrace({.path = path});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->content_hash, trace.content_hash);
  EXPECT_EQ(again->object_count, trace.object_count);
}

INSTANTIATE_TEST_SUITE_P(Formats, RoundTrip,
                         testing::Values("a.oracleGeneral", "a.oracleGeneral.bin", "a.csv", "a.gct",
                                         "a.oracleGeneral.zst", "a.csv.zst", "a.gct.zst"),
                         [](const auto& test) { return std::to_string(test.index); });

TEST(Convert, KeepsOperationTenantTtlAndAddressInCsvAndGct) {
  const TemporaryDir dir;
  const auto source = dir.File(
      "a.csv",
      "time,id,size,op,tenant,ttl,address\n5,8,10,set,3,60,77\n6,9,20,delete,0,0,78\n7,8,10,get,4,0,77\n");
  const auto trace = DecodeTrace({.path = source});
  ASSERT_TRUE(trace) << trace.error().message;
  for (const char* name : {"b.csv", "b.gct"}) {
    ASSERT_TRUE(WriteTrace(*trace, dir.path() / name));
    EXPECT_EQ(DecodeTrace({.path = dir.path() / name})->content_hash, trace->content_hash);
  }
  EXPECT_EQ(
      ReadBytes(dir.path() / "b.csv"),
      "time,id,size,op,tenant,ttl,address\n0,0,10,write,3,60,77\n1,1,20,delete,0,0,78\n2,0,10,read,4,0,77\n");
}

TEST(Convert, WritesNextAsTheOneBasedNumberOfTheNextAccess) {
  const TemporaryDir dir;
  const auto trace = DecodeTrace({.path = dir.File("a.txt", "5\n6\n5\n5\n")});
  ASSERT_TRUE(WriteTrace(*trace, dir.path() / "a.oracleGeneral"));
  const std::string bytes = ReadBytes(dir.path() / "a.oracleGeneral");
  std::vector<int64_t> next(4);
  for (size_t i = 0; i < 4; ++i) std::memcpy(&next[i], bytes.data() + 24 * i + 16, 8);
  EXPECT_THAT(next, testing::ElementsAre(3, -1, 4, -1));
}

TEST(Convert, AgreesWithThePublishedFileOnNext) {
  GAUNTLET_NEED_SHARED_DATA();
  const TemporaryDir dir;
  const auto original = SharedCacheData() / "cloudPhysicsIO.oracleGeneral.bin";
  ASSERT_TRUE(WriteTrace(*DecodeTrace({.path = original}), dir.path() / "a.oracleGeneral"));
  const std::string ours = ReadBytes(dir.path() / "a.oracleGeneral"), theirs = ReadBytes(original);
  ASSERT_EQ(ours.size(), theirs.size());
  for (size_t i = 0; i < ours.size(); i += 24)
    ASSERT_EQ(ours.substr(i + 12, 12), theirs.substr(i + 12, 12)) << "request " << i / 24;
}

TEST(Convert, RefusesFormatsThatItOnlyReadsAndPlacesThatAreNotThere) {
  const TemporaryDir dir;
  EXPECT_THAT(WriteTrace(Small(), dir.path() / "a.vscsi").error().message, HasSubstr("not as vscsi"));
  EXPECT_THAT(WriteTrace(Small(), dir.path() / "none" / "a.csv").error().message, HasSubstr("No such file"));
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "a.vscsi"));
}

TEST(TraceInfo, CountsByHand) {
  const TemporaryDir dir;
  //                                             a       b       a(1)     c      b(2: a c)  b(0)   a(2: c b)
  const auto trace = DecodeTrace(
      {.path =
           dir.File("a.csv",
                    "time,id,size,op\n"
                    "1,1,10,get\n2,2,20,get\n3,1,10,set\n4,3,30,get\n5,2,20,get\n6,2,25,get\n9,1,10,get\n")});
  const auto info = InfoOf(*trace);
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_EQ(info->requests, 7u);
  EXPECT_EQ(info->objects, 3u);
  EXPECT_EQ(info->footprint_bytes, 60u);
  EXPECT_EQ(info->requested_bytes, 125u);
  EXPECT_EQ(info->one_hit_objects, 1u);
  EXPECT_EQ(info->resized_requests, 1u);
  EXPECT_EQ(info->time_span_s, 8u);
  EXPECT_THAT(info->operations, testing::ElementsAre(6, 1, 0));
  EXPECT_EQ(info->size_median, 20u);
  EXPECT_EQ(info->reuse[0], 2u);
  EXPECT_EQ(info->reuse[1], 2u);
  EXPECT_NEAR(info->top_1_percent_share, 3.0 / 7, 1e-12);
}

// The reuse distances are those of an LRU stack: a loop over n objects has distance n - 1 throughout.
TEST(TraceInfo, GivesALoopOneReuseDistance) {
  const auto trace = DecodeTrace({.generate = {{"kind", "loop"}, {"objects", 1000}, {"requests", 5000}}});
  const auto info = InfoOf(*trace);
  EXPECT_EQ(info->reuse[9], 4000u);
  EXPECT_EQ(InfoToJson(*info)["reuse_distance"].dump(), R"([{"below":1024,"requests":4000}])");
  EXPECT_THAT(InfoToText(*info), HasSubstr("below       1024:  80.0 % of requests"));
}

}  // namespace
}  // namespace gauntlet
