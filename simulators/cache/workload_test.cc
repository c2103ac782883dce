#include "simulators/cache/workload.h"

#include <gauntlet/cache.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "simulators/cache/harness/harness.h"

namespace gauntlet::cache_simulator {
namespace {

using testing::HasSubstr;

std::vector<uint8_t> FourRecords() {
  return BuildTrace(std::vector<RawRequest>{
      {.id = 5, .size_bytes = 10}, {.id = 6}, {.id = 5, .size_bytes = 10}, {.id = 9}});
}

gauntlet_cache_trace_header& Header(std::vector<uint8_t>& trace) {
  return *reinterpret_cast<gauntlet_cache_trace_header*>(trace.data());
}
gauntlet_cache_record& Record(std::vector<uint8_t>& trace, size_t index) {
  return reinterpret_cast<gauntlet_cache_record*>(trace.data() + sizeof(gauntlet_cache_trace_header))[index];
}

// Why `trace` is refused; empty if it is not.
std::string Refusal(std::vector<uint8_t> trace, const Params& params = {{"capacity_bytes", "100"}}) {
  auto workload = OpenedWorkload::Open(std::move(trace), params);
  return workload ? "" : workload.error().message;
}

// Why a trace is refused after `change`.
template <class Change>
std::string RefusalAfter(Change change) {
  std::vector<uint8_t> trace = FourRecords();
  change(trace);
  return Refusal(trace);
}

TEST(Workload, OpensBytesThatAreWhatTheirHeaderSays) {
  EXPECT_EQ(Refusal(FourRecords()), "");
  EXPECT_EQ(Refusal(BuildTrace({})), "");
  EXPECT_EQ(Refusal(BuildTrace(std::vector<RawRequest>{{.id = 1, .ttl_s = 4}}, true)), "");
}

TEST(Workload, RefusesAHeaderThatIsNotOne) {
  EXPECT_THAT(Refusal({}), HasSubstr("too few"));
  EXPECT_THAT(Refusal(std::vector<uint8_t>(63)), HasSubstr("too few"));
  EXPECT_THAT(Refusal(std::vector<uint8_t>(64)), HasSubstr("not the bytes of a cache trace"));
  EXPECT_THAT(RefusalAfter([](auto& t) { Header(t).flags = 2; }), HasSubstr("unknown flags"));
  EXPECT_THAT(RefusalAfter([](auto& t) { Header(t).record_bytes = 24; }), HasSubstr("records of 24 bytes"));
  EXPECT_THAT(RefusalAfter([](auto& t) { Header(t).flags = 1; }), HasSubstr("records of 16 bytes"));
  EXPECT_THAT(RefusalAfter([](auto& t) { Header(t).object_count = 1ull << 31; }), HasSubstr("2^31"));
}

TEST(Workload, RefusesBytesThatAreCutOrTooMany) {
  EXPECT_THAT(RefusalAfter([](auto& t) { t.pop_back(); }),
              HasSubstr("record 3: the header counts 4 records"));
  EXPECT_THAT(RefusalAfter([](auto& t) { t.resize(t.size() - 16); }), HasSubstr("record 3"));
  EXPECT_THAT(RefusalAfter([](auto& t) { t.resize(t.size() + 16); }),
              HasSubstr("the header counts 4 records"));
  EXPECT_THAT(RefusalAfter([](auto& t) { Header(t).record_count = ~0ull; }), HasSubstr("the header counts"));
}

TEST(Workload, RefusesRecordsOutOfRangeAndNamesTheFirst) {
  EXPECT_THAT(RefusalAfter([](auto& t) { Record(t, 3).object = 3; }), HasSubstr("record 3: object 3 of 3"));
  EXPECT_THAT(RefusalAfter([](auto& t) { Record(t, 1).object = 2; }),
              HasSubstr("record 1: object 2 appears before object 1"));
  EXPECT_THAT(RefusalAfter([](auto& t) { Record(t, 2).operation = 3; }),
              HasSubstr("record 2: unknown operation 3"));
  EXPECT_THAT(RefusalAfter([](auto& t) { Record(t, 2).reserved_zero = 1; }), HasSubstr("record 2"));
  EXPECT_THAT(RefusalAfter([](auto& t) { Header(t).object_count = 4; }),
              HasSubstr("4 objects, the records 3"));
  EXPECT_THAT(RefusalAfter([](auto& t) { Record(t, 0).size_bytes = 11; }),
              HasSubstr("footprint is 12 bytes"));
}

TEST(Workload, RefusesSettingsThatMakeNoSense) {
  EXPECT_THAT(Refusal(FourRecords(), {}), HasSubstr("one capacity"));
  EXPECT_THAT(Refusal(FourRecords(), {{"capacity_bytes", "1"}, {"capacity_objects", "1"}}),
              HasSubstr("one capacity"));
  EXPECT_THAT(Refusal(FourRecords(), {{"capacity_bytes", "0"}}), HasSubstr("1 to 2^62"));
  for (const char* text : {"", "-1", "1.5", "1e6", "12x", "99999999999999999999"})
    EXPECT_THAT(Refusal(FourRecords(), {{"capacity_bytes", text}}), HasSubstr("whole number")) << text;
  EXPECT_THAT(Refusal(FourRecords(), {{"capacity_bytes", "9"}, {"object_size", "big"}}),
              HasSubstr("trace or unit"));
  EXPECT_THAT(Refusal(FourRecords(), {{"capacity_bytes", "9"}, {"object_size", "unit"}}),
              HasSubstr("capacity_objects"));
  EXPECT_THAT(Refusal(FourRecords(), {{"capacity_objects", "9"}, {"object_size", "trace"}}),
              HasSubstr("capacity_bytes"));
  EXPECT_THAT(Refusal(FourRecords(), {{"capacity_bytes", "9"}, {"ghost_percent", "10001"}}),
              HasSubstr("ghost_percent"));
  EXPECT_THAT(Refusal(FourRecords(), {{"capacity_bytes", "9"}, {"ttl", "yes"}}), HasSubstr("ttl"));
  EXPECT_THAT(Refusal(FourRecords(), {{"capacity_bytes", "9"}, {"operations", "yes"}}),
              HasSubstr("operations"));
  EXPECT_EQ(Refusal(FourRecords(), {{"capacity_bytes", "9"}, {"name", "of no concern here"}}), "");
}

TEST(Workload, DescribesItsRecordsAndHidesTheFutureFromARun) {
  auto workload = OpenedWorkload::Open(FourRecords(), {{"capacity_bytes", "100"}});
  ASSERT_TRUE(workload);
  const gauntlet_facts& facts = workload->facts();
  EXPECT_EQ(facts.record_count, 4u);
  EXPECT_EQ(facts.record_bytes, sizeof(gauntlet_cache_record));
  EXPECT_EQ(facts.run_config_bytes, sizeof(RunConfig));
  // Another trace with the same settings: the same bytes cross to the candidate.
  auto other =
      OpenedWorkload::Open(BuildTrace(GenerateZipf(1000, 99, 1, 50, 1)), {{"capacity_bytes", "100"}});
  EXPECT_EQ(0, std::memcmp(facts.run_config, other->facts().run_config, sizeof(RunConfig)));
}

}  // namespace
}  // namespace gauntlet::cache_simulator
