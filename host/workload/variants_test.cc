#include "host/workload/variants.h"

#include <gauntlet/cache.h>
#include <gauntlet/cache_trace.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "host/trace/memory_file.h"
#include "host/trace/trace.h"

namespace gauntlet {
namespace {

using Record = gauntlet_cache_record;

class VariantsTest : public ::testing::Test {
 protected:
  VariantsTest() {
    const auto trace = DecodeTrace({.generate = {{"kind", "mix"},
                                                 {"requests", 5000},
                                                 {"seed", 3},
                                                 {"sizes", {{{"from", 100}, {"to", 9000}}}},
                                                 {"parts", {{{"kind", "zipf"}, {"objects", 500}}}}}});
    EXPECT_TRUE(trace) << trace.error().message;
    original_ = {"w",         Split::kTrain,     "w",  {{"capacity_bytes", "10000"}},
                 trace->data, trace->data_bytes, 5000, {}};
  }

  static std::vector<Record> RecordsOf(const Workload& workload) {
    const auto map = MappedFile::Map(workload.data->get());
    EXPECT_TRUE(map) << map.error().message;
    std::vector<Record> records(workload.request_count);
    EXPECT_EQ(map->bytes().size(), sizeof(gauntlet_cache_trace_header) + records.size() * sizeof(Record));
    std::memcpy(records.data(), map->bytes().data() + sizeof(gauntlet_cache_trace_header),
                records.size() * sizeof(Record));
    return records;
  }
  static void ExpectNumberedByFirstAppearance(const std::vector<Record>& records) {
    uint32_t seen = 0;
    for (const Record& record : records) {
      ASSERT_LE(record.object, seen);
      seen = std::max(seen, record.object + 1);
    }
  }
  Workload Disturbed(const std::string& name, uint64_t seed) const {
    for (const Disturbance& disturbance : VariantsOf("cache")->disturbances) {
      if (disturbance.name != name) continue;
      auto made = disturbance.make(original_, seed);
      EXPECT_TRUE(made) << made.error().message;
      return *made;
    }
    ADD_FAILURE() << "no disturbance " << name;
    return original_;
  }

  Workload original_;
};

bool Same(const Record& a, const Record& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

TEST_F(VariantsTest, AnotherFutureHasTheSamePastAndOtherRecordsOfTheTraceAfterIt) {
  const auto records = RecordsOf(original_);
  for (uint64_t seed = 0; seed < 5; ++seed) {
    const auto other = VariantsOf("cache")->other_future(original_, seed);
    ASSERT_TRUE(other) << other.error().message;
    const auto changed = RecordsOf(other->workload);
    ExpectNumberedByFirstAppearance(changed);
    ASSERT_EQ(changed.size(), records.size());
    ASSERT_GE(other->common_records, records.size() / 4);
    ASSERT_LE(other->common_records, 3 * records.size() / 4 + 1);
    size_t differ = 0;
    uint64_t bytes = 0, other_bytes = 0;
    for (size_t i = 0; i < records.size(); ++i) {
      if (i < other->common_records) ASSERT_TRUE(Same(records[i], changed[i])) << i;
      ASSERT_EQ(records[i].time_s, changed[i].time_s);
      differ += Same(records[i], changed[i]) ? 0 : 1;
      bytes += records[i].size_bytes;
      other_bytes += changed[i].size_bytes;
    }
    EXPECT_GT(differ, (records.size() - other->common_records) / 2);
    EXPECT_EQ(bytes, other_bytes);
    EXPECT_EQ(other->workload.name, original_.name) << "the same keys";
  }
}

TEST_F(VariantsTest, DropsLeaveOutAFewRequestsAndKeepTheOrderOfTheOthers) {
  const Workload dropped = Disturbed("drops", 1);
  EXPECT_GT(dropped.request_count, 4850u);
  EXPECT_LT(dropped.request_count, 4950u);
  const auto records = RecordsOf(original_), kept = RecordsOf(dropped);
  ExpectNumberedByFirstAppearance(kept);
  size_t at = 0;
  for (const Record& record : kept) {
    while (at < records.size() &&
           (records[at].size_bytes != record.size_bytes || records[at].time_s != record.time_s))
      ++at;
    ASSERT_LT(at, records.size());
    ++at;
  }
  EXPECT_NE(Disturbed("drops", 2).request_count, dropped.request_count);
}

TEST_F(VariantsTest, TimesMoveButStayInOrder) {
  const auto records = RecordsOf(original_), moved = RecordsOf(Disturbed("times", 1));
  ASSERT_EQ(moved.size(), records.size());
  size_t differ = 0;
  for (size_t i = 0; i < records.size(); ++i) {
    ASSERT_EQ(records[i].object, moved[i].object);
    if (i > 0) ASSERT_LE(moved[i - 1].time_s, moved[i].time_s);
    differ += records[i].time_s != moved[i].time_s;
  }
  EXPECT_GT(differ, records.size() / 2);
}

TEST_F(VariantsTest, OtherKeysAreAnotherNameOnTheSameData) {
  const Workload other = Disturbed("keys", 1);
  EXPECT_EQ(other.data, original_.data);
  EXPECT_NE(other.name, original_.name);
  EXPECT_NE(other.name, Disturbed("keys", 2).name);
}

TEST_F(VariantsTest, AnswersAreToldInWords) {
  const auto text = [](const char* interface_name, std::vector<uint8_t> bytes) {
    return VariantsOf("cache")->answers_text(interface_name, bytes);
  };
  EXPECT_EQ(text(GAUNTLET_CACHE_POLICY_INTERFACE, {17, 0, 0, 0, 3, 1, 0, 0}),
            "victim: slot 17, victim: slot 259");
  EXPECT_EQ(text(GAUNTLET_CACHE_POLICY_INTERFACE, {0}), "not admitted");
  EXPECT_EQ(text(GAUNTLET_CACHE_POLICY_INTERFACE, {1, 2, 0, 0, 0}), "admitted, victim: slot 2");
  EXPECT_EQ(text(GAUNTLET_CACHE_PRIORITY_INTERFACE, {0, 0, 0, 0, 0, 0, 0xf8, 0x3f}), "priority 1.5");
  EXPECT_EQ(text(GAUNTLET_CACHE_POLICY_INTERFACE, {}), "no answer");
  EXPECT_EQ(VariantsOf("weather"), nullptr);
}

}  // namespace
}  // namespace gauntlet
