#include "host/workload/spot_workload.h"

#include <gauntlet/spot_trace.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "host/trace/memory_file.h"
#include "host/workload/spot_generator.h"
#include "host/workload/variants.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Region = gauntlet_spot_record_region;

class SpotWorkloads : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("gauntlet-spot-" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "week");
    Write("week/us-east-1a_v100_1.json",
          R"({"metadata": {"gap_seconds": 3600}, "data": [1,1,0,1,1,1,1,0,1,1]})");
    Write(
        "week/us-west-2a_v100_1.json",
        R"({"metadata": {"gap_seconds": 3600}, "data": [0,1,2,3,0,0,1,1,1,1], "prices": [1,2,3,4,5,6,7,8,9,10]})");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
  Result<std::vector<WorkloadEntry>> Entries(const std::string& yaml) {
    Write("w.yaml", yaml);
    return LoadWorkloadFile(folder_ / "w.yaml");
  }
  Result<std::vector<Workload>> Load(const std::string& yaml) {
    GAUNTLET_TRY(const auto entries, Entries(yaml));
    return LoadWorkloads("spot", entries);
  }
  std::string ErrorOf(const std::string& yaml) {
    const auto out = Load(yaml);
    return out ? "no error" : out.error().message;
  }
  static std::vector<std::vector<Region>> RecordsOf(const Workload& workload) {
    const auto map = MappedFile::Map(workload.data->get());
    gauntlet_spot_trace_header header;
    std::memcpy(&header, map->bytes().data(), sizeof header);
    std::vector<std::vector<Region>> out;
    for (uint64_t i = 0; i < header.record_count; ++i) {
      const std::byte* at = map->bytes().data() + sizeof header + i * header.record_bytes;
      out.emplace_back(header.region_count);
      std::memcpy(out.back().data(), at + sizeof(gauntlet_spot_record), header.region_count * sizeof(Region));
    }
    return out;
  }
  static std::vector<uint32_t> Offered(const Workload& workload) {
    std::vector<uint32_t> out;
    for (const auto& record : RecordsOf(workload)) out.push_back(record[0].offered);
    return out;
  }

  fs::path folder_;
};

constexpr const char* kJob = "work_hours: 2\ndeadline_hours: 4\noverhead_hours: 0.5\n";

TEST_F(SpotWorkloads, AZoneADeadlineAndAnOverheadMakeAWorkloadOfAllItsWindows) {
  const auto all = Load(
      "traces: week\nwork_hours: 2\ndeadline_hours: [3, 4]\noverhead_hours: [0, 0.5]\n"
      "windows: {every_hours: 3}\n");
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->size(), 8u);
  EXPECT_EQ((*all)[0].name, "us-east-1a_v100_1-3h-0h");
  EXPECT_EQ((*all)[7].name, "us-west-2a_v100_1-4h-0.5h");
  EXPECT_EQ((*all)[0].dataset, "week");
  EXPECT_THAT(Offered((*all)[0]), ElementsAre(1, 1, 0, 1, 1, 1, 1, 0, 1)) << "windows at 0, 3 and 6";
  EXPECT_THAT(Offered((*all)[7]), ElementsAre(0, 1, 2, 3, 3, 0, 0, 1, 1, 1, 1, 1)) << "at 0, 3 and 6";
}

TEST_F(SpotWorkloads, AWindowIsGivenByItsTicks) {
  const auto one = Load("name: mine\ntrace: week/us-east-1a_v100_1.json\nstart_tick: 2\nend_tick: 7\n" +
                        std::string(kJob));
  ASSERT_TRUE(one) << one.error().message;
  ASSERT_EQ(one->size(), 1u);
  EXPECT_EQ((*one)[0].name, "mine");
  EXPECT_THAT(Offered((*one)[0]), ElementsAre(0, 1, 1, 1));
  ASSERT_EQ((*one)[0].extents.size(), 1u);
  EXPECT_EQ((*one)[0].extents[0].first, 2u);
  EXPECT_EQ((*one)[0].extents[0].last, 5u);
}

TEST_F(SpotWorkloads, RegionsOfAJobShareItsRecords) {
  const auto one =
      Load("traces: week\nregions: [us-west-2a_v100_1, us-east-1a_v100_1]\nstart_tick: 1\nend_tick: 5\n" +
           std::string(kJob) + "notice_s: 3600\nnodes: 1\nprice_history: {count: 2, every_hours: 1}\n");
  ASSERT_TRUE(one) << one.error().message;
  ASSERT_EQ(one->size(), 1u);
  const auto records = RecordsOf((*one)[0]);
  ASSERT_EQ(records.size(), 6u) << "two prices from before the job and four ticks";
  EXPECT_DOUBLE_EQ(records[0][0].spot_usd_per_hour, 1) << "before the first tick: its price";
  EXPECT_DOUBLE_EQ(records[1][0].spot_usd_per_hour, 1);
  EXPECT_DOUBLE_EQ(records[2][0].spot_usd_per_hour, 2);
  EXPECT_EQ(records[4][0].offered, 3u);
  EXPECT_EQ(records[4][0].notice_ticks, 1u) << "gone in the next tick";
  EXPECT_EQ(records[3][0].notice_ticks, 0u);
  EXPECT_NEAR(records[2][1].spot_usd_per_hour, 0.9731, 1e-9) << "no prices: the list price's share";
}

TEST_F(SpotWorkloads, BlocksOfTheCalendarAreDatasetsOfTheirOwn) {
  const auto all = Load(
      "trace: week/us-east-1a_v100_1.json\nwork_hours: 1\ndeadline_hours: 2\noverhead_hours: 0\n"
      "windows: {first_tick: 5, every_hours: 1, block_hours: 5}\n");
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->size(), 1u);
  EXPECT_EQ((*all)[0].dataset, "week-b1") << "counted from the first tick of the trace";
  EXPECT_EQ((*all)[0].extents.size(), 4u) << "ticks 5 to 9 hold four windows of two";
}

TEST_F(SpotWorkloads, WhatSearchSeesMayNotJudgeIt) {
  const auto split = [&](uint64_t first, const char* zone) {
    const auto entries = Entries(
        "workloads:\n  - {split: train, trace: week/us-east-1a_v100_1.json, work_hours: 1, deadline_hours: "
        "2, "
        "overhead_hours: 0, start_tick: 2, end_tick: 4}\n  - {split: test, name: t, trace: week/" +
        std::string(zone) +
        "_v100_1.json, work_hours: 1, deadline_hours: 2, overhead_hours: 0, start_tick: " +
        std::to_string(first) + ", end_tick: " + std::to_string(first + 2) + "}\n");
    EXPECT_TRUE(entries) << entries.error().message;
    const auto checked = CheckSplits("spot", *entries);
    return checked ? std::string() : checked.error().message;
  };
  EXPECT_THAT(split(3, "us-east-1a"), HasSubstr("share ticks 3 to 3 of"));
  EXPECT_THAT(split(1, "us-east-1a"), HasSubstr("share ticks 2 to 2 of"));
  EXPECT_EQ(split(4, "us-east-1a"), "") << "right behind it";
  EXPECT_EQ(split(0, "us-east-1a"), "");
  EXPECT_EQ(split(2, "us-west-2a"), "") << "another zone";
}

TEST_F(SpotWorkloads, ErrorsPointAtTheKey) {
  const std::string zone = "trace: week/us-east-1a_v100_1.json\n", window = "start_tick: 0\nend_tick: 9\n";
  EXPECT_THAT(ErrorOf(zone + window), HasSubstr("deadline_hours: missing"));
  EXPECT_THAT(ErrorOf(zone + kJob), HasSubstr("windows: expected one of"));
  EXPECT_THAT(ErrorOf(window + std::string(kJob)), HasSubstr("trace: expected one of"));
  EXPECT_THAT(ErrorOf(zone + window + kJob + "semantics: lenient\n"),
              HasSubstr("expected strict or adrs_compat"));
  EXPECT_THAT(ErrorOf(zone + window + kJob + "deadlin_hours: 3\n"), HasSubstr("deadlin_hours: unknown key"));
  EXPECT_THAT(ErrorOf(zone + kJob + "start_tick: 8\nend_tick: 10\n"), HasSubstr("no window of 4 ticks"));
  EXPECT_THAT(ErrorOf(zone + kJob + "start_tick: 8\nend_tick: 40\n"), HasSubstr("up to tick 40"));
  EXPECT_THAT(ErrorOf("traces: week\nregions: [us-north-9z]\n" + window + kJob),
              HasSubstr("no zone is named"));
  EXPECT_THAT(ErrorOf(zone + window + kJob + "nodes: 0\n"), HasSubstr("nodes: expected 1"));
}

TEST_F(SpotWorkloads, FilesThatAreNoZonesAreRefusedWithTheReason) {
  const auto error = [&](const std::string& text) {
    Write("week/bad.json", text);
    const auto zone = ReadSpotZone(folder_ / "week/bad.json");
    return zone ? std::string("no error") : zone.error().message;
  };
  EXPECT_THAT(error("[1, 2"), HasSubstr("expected {\"metadata\""));
  EXPECT_THAT(error(R"({"metadata": {"gap_seconds": 0}, "data": [1]})"), HasSubstr("gap_seconds"));
  EXPECT_THAT(error(R"({"metadata": {"gap_seconds": 60}, "data": [1, -1]})"), HasSubstr("data[1]"));
  EXPECT_THAT(error(R"({"metadata": {"gap_seconds": 60}, "data": [1, "x"]})"), HasSubstr("data[1]"));
  EXPECT_THAT(error(R"({"metadata": {"gap_seconds": 60}, "data": []})"), HasSubstr("0 ticks"));
  EXPECT_THAT(error(R"({"metadata": {"gap_seconds": 60}, "data": [1], "prices": [1, 2]})"),
              HasSubstr("2 prices"));
  EXPECT_EQ(error(R"({"metadata": {"gap_seconds": 60}, "data": [1], "prices": [0.5]})"), "no error");
}

TEST_F(SpotWorkloads, AreasFollowFromNames) {
  EXPECT_EQ(AreaOf("us-west-2a_v100_1"), "us-west-2");
  EXPECT_EQ(AreaOf("us-central1-a_c3-88"), "us-central1");
}

TEST_F(SpotWorkloads, MadeUpZonesAreTheSameWhateverOthersThereAre) {
  const SpotZoneModel model{.name = "us-east-1a_v100_1", .up_hours = 2, .down_hours = 1, .area_pull = 1};
  const SpotZone a = GenerateSpotZone(model, 3, 600, 5000), b = GenerateSpotZone(model, 3, 600, 5000);
  EXPECT_EQ(a.offered, b.offered);
  EXPECT_EQ(a.usd_per_hour, b.usd_per_hour);
  EXPECT_NE(a.offered, GenerateSpotZone(model, 4, 600, 5000).offered);
  const auto up = std::count(a.offered.begin(), a.offered.end(), 1u);
  EXPECT_GT(up, 2000);
  EXPECT_LT(up, 4500);
}

TEST_F(SpotWorkloads, ZonesOfAnAreaGoTogetherAndOthersDoNot) {
  const auto zone = [](const char* name) {
    return GenerateSpotZone({.name = name, .up_hours = 1, .down_hours = 1, .area_pull = 1.5}, 3, 600, 50000)
        .offered;
  };
  const auto together = [](const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
    double same = 0;
    for (size_t i = 0; i < a.size(); ++i) same += a[i] == b[i];
    return same / static_cast<double>(a.size());
  };
  EXPECT_GT(together(zone("us-east-1a"), zone("us-east-1b")), 0.65);
  EXPECT_NEAR(together(zone("us-east-1a"), zone("us-west-2a")), 0.5, 0.05);
}

TEST_F(SpotWorkloads, AnotherFutureHasTheSamePast) {
  const auto all = Load(
      "traces: week\nwork_hours: 2\ndeadline_hours: 5\noverhead_hours: 0\nnotice_s: 3600\n"
      "windows: {every_hours: 1}\n");
  ASSERT_TRUE(all) << all.error().message;
  const auto records = RecordsOf((*all)[1]);
  size_t changed = 0;
  for (uint64_t seed = 0; seed < 5; ++seed) {
    const auto other = VariantsOf("spot")->other_future((*all)[1], seed);
    ASSERT_TRUE(other) << other.error().message;
    const auto now = RecordsOf(other->workload);
    ASSERT_EQ(now.size(), records.size());
    for (uint64_t i = 0; i < records.size(); ++i) {
      const bool same = std::memcmp(now[i].data(), records[i].data(), sizeof(Region)) == 0;
      if (i < other->common_records) EXPECT_TRUE(same) << i;
      changed += !same;
    }
  }
  EXPECT_GT(changed, 0u);
}

TEST_F(SpotWorkloads, TakenApartEachJobIsAWorkloadAndTheWholeGoesTheOtherWayRound) {
  const auto all = Load(
      "traces: week\nwork_hours: 2\ndeadline_hours: 3\noverhead_hours: 0\nwindows: {every_hours: 3}\n"
      "price_history: {count: 1, every_hours: 1}\n");
  ASSERT_TRUE(all) << all.error().message;
  const Workload& whole = (*all)[1];
  const auto apart = VariantsOf("spot")->simulations(whole);
  ASSERT_TRUE(apart) << apart.error().message;
  const auto records = RecordsOf(whole), reversed = RecordsOf(apart->reversed);
  ASSERT_EQ(apart->alone.size(), 3u);
  ASSERT_EQ(records.size(), 12u);
  for (size_t job = 0; job < 3; ++job) {
    const Simulations::One& one = apart->alone[job];
    EXPECT_EQ(one.records, 4u);
    EXPECT_EQ(one.workload.name, whole.name) << "the same seed";
    EXPECT_EQ(one.workload.data, whole.data) << "nothing is copied";
    EXPECT_EQ(one.workload.params.back(), std::pair(std::string("only_job"), std::to_string(job)));
    for (size_t i = 0; i < 4; ++i)
      EXPECT_EQ(std::memcmp(reversed[4 * job + i].data(), records[4 * (2 - job) + i].data(), sizeof(Region)),
                0);
  }
  EXPECT_EQ(apart->reversed.name, whole.name);
  EXPECT_NE(apart->reversed.data, whole.data);
}

TEST_F(SpotWorkloads, AnswersAreToldInWords) {
  const auto text = [](std::vector<uint8_t> bytes) { return VariantsOf("spot")->answers_text("", bytes); };
  EXPECT_EQ(text({9}), "spot in region 2");
  EXPECT_EQ(text({5, 0, 0, 0, 2}), "probes 0, 2, on-demand in region 0");
  EXPECT_EQ(text({0, 0, 0, 0, 0}), "no probe, none in region 0");
  EXPECT_EQ(text({}), "no answer");
}

}  // namespace
}  // namespace gauntlet
