#include "host/workload/workload.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

namespace gauntlet {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

struct OracleRecord {
  uint32_t time_s;
  uint64_t id;
  uint32_t size;
  int64_t next;
} __attribute__((packed));

class Workloads : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("gauntlet-workload-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    ::setenv("GAUNTLET_CACHE", (folder_ / "cache").c_str(), 1);
    WriteTrace("one.oracleGeneral.bin", {{0, 7, 100, -1}, {1, 8, 300, -1}, {2, 7, 100, -1}});
    WriteTrace("two.oracleGeneral.bin", {{0, 1, 50, -1}, {1, 2, 50, -1}});
  }
  void TearDown() override { fs::remove_all(folder_); }

  void WriteTrace(const std::string& name, const std::vector<OracleRecord>& records) {
    std::ofstream out(folder_ / name, std::ios::binary);
    out.write(reinterpret_cast<const char*>(records.data()),
              static_cast<std::streamsize>(records.size() * sizeof(OracleRecord)));
  }

  Result<std::vector<Workload>> Load(const std::string& yaml) {
    const fs::path file = folder_ / "workload.yaml";
    std::ofstream(file) << yaml;
    GAUNTLET_TRY(const auto entries, LoadWorkloadFile(file));
    return LoadWorkloads("cache", entries);
  }
  std::string ErrorOf(const std::string& yaml) {
    const auto out = Load(yaml);
    return out ? "no error" : out.error().message;
  }
  static std::string Param(const Workload& w, const std::string& key) {
    for (const auto& [name, value] : w.params)
      if (name == key) return value;
    return "";
  }

  fs::path folder_;
};

TEST_F(Workloads, AMatrixIsEveryTraceAtEveryCapacity) {
  const auto all = Load("traces: '*.oracleGeneral.bin'\ncapacity: {fraction: [0.5, 1.0]}\n");
  ASSERT_TRUE(all) << all.error().message;
  std::vector<std::string> names;
  for (const Workload& w : *all) names.push_back(w.name);
  EXPECT_THAT(names, ::testing::ElementsAre("one-50pct", "one-100pct", "two-50pct", "two-100pct"));
  EXPECT_EQ(Param((*all)[0], "capacity_bytes"), "200");  // of a footprint of 400
  EXPECT_EQ(Param((*all)[3], "capacity_bytes"), "100");
  EXPECT_EQ((*all)[0].data, (*all)[1].data) << "pairs of one trace share its memory";
  EXPECT_EQ((*all)[2].dataset, "two");
}

TEST_F(Workloads, AtUnitSizeCapacityCountsObjects) {
  const auto all = Load(
      "name: u\ntrace: one.oracleGeneral.bin\nobject_size: unit\ncapacity: {objects: 2}\nwarmup: 0.34\n");
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->size(), 1u);
  EXPECT_EQ((*all)[0].name, "u");
  EXPECT_EQ(Param((*all)[0], "capacity_objects"), "2");
  EXPECT_EQ(Param((*all)[0], "warmup_requests"), "1");
}

TEST_F(Workloads, RepeatsAreTheSameDataUnderNamesOfTheirOwnFromWhichSeedsFollow) {
  const auto all = Load("traces: '*.oracleGeneral.bin'\ncapacity: {fraction: 0.5}\nrepeats: 3\n");
  ASSERT_TRUE(all) << all.error().message;
  std::vector<std::string> names;
  for (const Workload& w : *all) names.push_back(w.name);
  EXPECT_THAT(names, ::testing::ElementsAre("one-50pct", "one-50pct-r2", "one-50pct-r3", "two-50pct",
                                            "two-50pct-r2", "two-50pct-r3"));
  EXPECT_EQ((*all)[0].data, (*all)[2].data);
  EXPECT_EQ((*all)[2].dataset, "one") << "repeats are no further witnesses";
  for (const char* wrong : {"0", "101", "-1", "some"})
    EXPECT_THAT(
        ErrorOf(fmt::format("trace: one.oracleGeneral.bin\ncapacity: {{bytes: 9}}\nrepeats: {}\n", wrong)),
        HasSubstr("repeats: expected"))
        << wrong;
}

TEST_F(Workloads, ErrorsPointAtTheKey) {
  EXPECT_THAT(ErrorOf("trace: one.oracleGeneral.bin\n"), HasSubstr("capacity: missing"));
  EXPECT_THAT(ErrorOf("trace: one.oracleGeneral.bin\ncapacity: {bytes: 0}\n"),
              HasSubstr("expected more than 0"));
  EXPECT_THAT(ErrorOf("trace: one.oracleGeneral.bin\ncapacity: {fraction: 2}\n"), HasSubstr("at most 1"));
  EXPECT_THAT(ErrorOf("trace: one.oracleGeneral.bin\ncapacity: {bytes: 9}\ncapcity: 3\n"),
              HasSubstr("capcity: unknown key"));
  EXPECT_THAT(ErrorOf("capacity: {bytes: 9}\n"), HasSubstr("expected one of: trace"));
  EXPECT_THAT(ErrorOf("traces: 'nothing-*'\ncapacity: {bytes: 9}\n"), HasSubstr("no file matches"));
  EXPECT_THAT(ErrorOf("trace: one.oracleGeneral.bin\nobject_size: unit\ncapacity: {bytes: 9}\n"),
              HasSubstr("objects or fraction"));
  EXPECT_THAT(ErrorOf("split: exam\ntrace: one.oracleGeneral.bin\ncapacity: {bytes: 9}\n"),
              HasSubstr("workload.yaml:1: split: expected train, validation or test"));
}

TEST_F(Workloads, AStageSamplesOnTopOfTheEntrysOwnSampling) {
  const std::string generated =
      "name: z\nobject_size: unit\ncapacity: {objects: 1000}\n"
      "generate: {kind: zipf, objects: 5000, requests: 20000}\n";
  std::ofstream(folder_ / "half.yaml") << generated << "sample: {rate: 0.5}\n";
  auto staged = LoadWorkloadFile(folder_ / "half.yaml");
  ASSERT_TRUE(staged) << staged.error().message;
  staged->front().sample_rate = 0.2;
  const auto got = LoadWorkloads("cache", *staged);
  const auto want = Load(generated + "sample: {rate: 0.1}\n");
  ASSERT_TRUE(got && want);
  EXPECT_EQ(got->front().request_count, want->front().request_count);
  EXPECT_EQ(Param(got->front(), "capacity_objects"), "100");
}

TEST_F(Workloads, NumbersAndPatternsAreBounded) {
  EXPECT_THAT(ErrorOf("trace: one.oracleGeneral.bin\ncapacity: {bytes: 1e300}\n"), HasSubstr("at most 2^61"));
  EXPECT_THAT(ErrorOf("trace: one.oracleGeneral.bin\ncapacity: {bytes: .inf}\n"), HasSubstr("at most 2^61"));
  EXPECT_EQ(ErrorOf("trace: one.oracleGeneral.bin\ncapacity: {bytes: 2305843009213693952}\n"), "no error");
  std::string braces;
  for (int i = 0; i < 40; ++i) braces += "{a,b}";
  EXPECT_THAT(ErrorOf("traces: '" + braces + "'\ncapacity: {bytes: 9}\n"), HasSubstr("more than 1000 names"));
  EXPECT_THAT(ErrorOf("traces: '{" + std::string(1000, ',') + "}'\ncapacity: {bytes: 9}\n"),
              HasSubstr("more than 1000 names"));
  EXPECT_EQ(ErrorOf("traces: '{one,two}.{oracleGeneral,x}.bin'\ncapacity: {bytes: 9}\n"), "no error");
}

TEST_F(Workloads, NamesAreUnique) {
  EXPECT_THAT(ErrorOf("workloads:\n  - {name: a, trace: one.oracleGeneral.bin, capacity: {bytes: 9}}\n"
                      "  - {name: a, trace: two.oracleGeneral.bin, capacity: {bytes: 9}}\n"),
              HasSubstr("two workloads are named 'a'"));
}

TEST_F(Workloads, ACutTraceIsAnErrorWithItsRecord) {
  fs::resize_file(folder_ / "one.oracleGeneral.bin", 60);
  const std::string error = ErrorOf("name: a\ntrace: one.oracleGeneral.bin\ncapacity: {bytes: 9}\n");
  EXPECT_THAT(error, HasSubstr("one.oracleGeneral.bin"));
  EXPECT_THAT(error, HasSubstr("record 2"));
}

}  // namespace
}  // namespace gauntlet
