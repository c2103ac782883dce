// Bundles on disk, as they were written and as somebody changed them.
#include "host/bundle/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "host/base/file.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class BundleTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "gauntlet-bundle-XXXXXX").string();
    folder_ = fs::path(::mkdtemp(name.data())) / "made";
  }
  void TearDown() override { fs::remove_all(folder_.parent_path()); }

  static Bundle Example() {
    Bundle bundle;
    bundle.problem = "toy";
    bundle.problem_hash = HashText("toy");
    bundle.toolchain = {{"clang", "19"}};
    bundle.campaign = {{"number", 7}};
    bundle.workloads = {{"a", "train", HashText("bytes"), 8000, {{"capacity", "200"}, {"unit_size", "1"}}}};
    const Metrics metrics = {{"misses", true, (1ull << 60) + 1, 0}, {"cost_usd", false, 0, 0.1 + 0.2}};
    const WorkloadResult result{"a", "train", "a", metrics};
    bundle.sources = {{"champion", "int x;\n", {{"train", 1.0 / 3, {result}}}}};
    return bundle;
  }
  std::string ReadError() {
    const auto read = ReadBundle(folder_);
    EXPECT_FALSE(read);
    if (read) return "";
    EXPECT_EQ(read.error().kind, ErrorKind::kInput);
    return read.error().message;
  }
  void Replace(const std::string& from, const std::string& to) {
    const fs::path file = folder_ / "bundle.json";
    std::string text = *ReadTextFile(file);
    ASSERT_TRUE(text.contains(from)) << text;
    ASSERT_TRUE(WriteFile(file, text.replace(text.find(from), from.size(), to)));
  }

  fs::path folder_;
};

TEST_F(BundleTest, IsReadAsItWasWrittenToTheLastDigit) {
  const Bundle made = Example();
  EXPECT_FALSE(IsBundle(folder_));
  ASSERT_TRUE(WriteBundle(made, folder_));
  EXPECT_TRUE(IsBundle(folder_));
  const auto read = ReadBundle(folder_);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->problem, made.problem);
  EXPECT_EQ(read->problem_hash, made.problem_hash);
  EXPECT_EQ(read->toolchain, made.toolchain);
  EXPECT_EQ(read->campaign, made.campaign);
  EXPECT_EQ(read->workloads, made.workloads);
  ASSERT_EQ(read->sources.size(), 1u);
  EXPECT_EQ(read->sources[0].text, made.sources[0].text);
  const BundledResult& result = read->sources[0].results.at(0);
  EXPECT_EQ(result.score, 1.0 / 3);
  EXPECT_EQ(result.workloads.at(0).metrics, made.sources[0].results[0].workloads[0].metrics);
}

TEST_F(BundleTest, ASourceThatWasChangedIsNotTheSourceOfTheBundle) {
  ASSERT_TRUE(WriteBundle(Example(), folder_));
  ASSERT_TRUE(WriteFile(folder_ / "champion.cc", "int y;\n"));
  EXPECT_THAT(ReadError(), HasSubstr("champion.cc: not the source that the bundle was made of"));
  fs::remove(folder_ / "champion.cc");
  EXPECT_THAT(ReadError(), HasSubstr("champion.cc"));
}

TEST_F(BundleTest, WhatIsNoBundleIsAnErrorThatSaysWhy) {
  ASSERT_TRUE(WriteBundle(Example(), folder_));
  Replace("gauntlet-bundle/1", "gauntlet-bundle/9");
  EXPECT_THAT(ReadError(), HasSubstr("of the format \"gauntlet-bundle/9\""));
  ASSERT_TRUE(WriteBundle(Example(), folder_));
  Replace("\"champion\"", "\"../champion\"");
  EXPECT_THAT(ReadError(), HasSubstr("\"../champion\" is no role"));
  ASSERT_TRUE(WriteBundle(Example(), folder_));
  Replace("\"records\": 8000", "\"records\": -1");
  EXPECT_THAT(ReadError(), HasSubstr("a whole number was expected"));
  ASSERT_TRUE(WriteFile(folder_ / "bundle.json", std::string(100000, '[')));
  EXPECT_THAT(ReadError(), HasSubstr("nests too deep"));
  ASSERT_TRUE(WriteFile(folder_ / "bundle.json", "{\"format\": "));
  EXPECT_THAT(ReadError(), HasSubstr("no bundle"));
}

}  // namespace
}  // namespace gauntlet
