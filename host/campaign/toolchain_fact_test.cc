#include "host/campaign/toolchain_fact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/store/test_candidates.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Json Toolchain() {
  return {{"clang", "clang version 19.1.7"},
          {"flags", {"-std=c++20", "-O2", "-ffp-contract=off"}},
          {"passes", "globaldce"},
          {"sdk", "11111111111111111111111111111111"},
          {"standard_library", "22222222222222222222222222222222"},
          {"runtime", "33333333333333333333333333333333"}};
}

class ToolchainFact : public ::testing::Test {
 protected:
  ToolchainFact() {
    std::string name = (fs::temp_directory_path() / "gauntlet-toolchain-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    auto file = CampaignFile::Open(folder_ / "c.db", CampaignFile::Mode::kCreate);
    EXPECT_TRUE(file) << file.error().message;
    file_ = std::move(*file);
  }
  ~ToolchainFact() override {
    file_.reset();
    fs::remove_all(folder_);
  }
  void AddRow() {
    Candidate c;
    c.source = "double priority();";
    c.source_hash = HashText(c.source);
    ASSERT_TRUE(file_->AppendBatch({c}));
  }

  fs::path folder_;
  std::unique_ptr<CampaignFile> file_;
};

TEST_F(ToolchainFact, IsRecordedOnceAndTheSameOneGoesOn) {
  ASSERT_TRUE(HoldToToolchain(*file_, Toolchain(), false));
  EXPECT_EQ(**file_->GetFact("toolchain"), Toolchain());
  AddRow();
  EXPECT_TRUE(HoldToToolchain(*file_, Toolchain(), false));
  EXPECT_TRUE(file_->ReadLog()->empty());
}

TEST_F(ToolchainFact, RefusesEachPartThatDiffersAndKeepsWhatWasRecorded) {
  ASSERT_TRUE(HoldToToolchain(*file_, Toolchain(), false));
  AddRow();
  for (const char* key : {"clang", "flags", "passes", "sdk", "standard_library", "runtime"}) {
    SCOPED_TRACE(key);
    Json other = Toolchain();
    if (other[key].is_array())
      other[key][1] = "-O3";
    else
      other[key] = "another";
    const auto held = HoldToToolchain(*file_, other, false);
    ASSERT_FALSE(held);
    EXPECT_EQ(held.error().kind, ErrorKind::kInput);
    EXPECT_THAT(held.error().message, HasSubstr("--other-toolchain"));
    EXPECT_EQ(**file_->GetFact("toolchain"), Toolchain());
  }
}

TEST_F(ToolchainFact, AnAcceptedChangeIsLoggedWithTheRowItBeginsAt) {
  ASSERT_TRUE(HoldToToolchain(*file_, Toolchain(), false));
  AddRow();
  Json other = Toolchain();
  other["clang"] = "clang version 20.1.0";
  ASSERT_TRUE(HoldToToolchain(*file_, other, true));
  EXPECT_EQ(**file_->GetFact("toolchain"), other);
  const auto log = *file_->ReadLog();
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log[0].event, "toolchain");
  EXPECT_EQ(log[0].detail["from"], 1);
  EXPECT_EQ(log[0].detail["changes"][0], "clang: was clang version 19.1.7, is clang version 20.1.0");
}

TEST_F(ToolchainFact, AnOlderFileWithoutTheFactGetsIt) {
  AddRow();
  EXPECT_TRUE(HoldToToolchain(*file_, Toolchain(), false));
  EXPECT_EQ(**file_->GetFact("toolchain"), Toolchain());
}

TEST(ToolchainChanges, NameFlagsThatCameAndWent) {
  Json other = Toolchain();
  other["flags"] = {"-std=c++20", "-O3", "-ffp-contract=off"};
  EXPECT_THAT(ToolchainChanges(Toolchain(), other), ElementsAre("flags: without -O2 with -O3"));
  other["flags"] = {"-O2", "-std=c++20", "-ffp-contract=off"};
  EXPECT_THAT(ToolchainChanges(Toolchain(), other), ElementsAre("flags: in another order"));
  EXPECT_THAT(ToolchainChanges(Toolchain(), Toolchain()), ElementsAre());
}

}  // namespace
}  // namespace gauntlet
