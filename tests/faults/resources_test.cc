// No descriptors, threads or processes left, a wall clock that jumps.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "host/base/rng.h"
#include "host/base/under_sanitizers.h"
#include "host/store/campaign_file.h"
#include "tests/faults/world.h"

namespace gauntlet::faults {
namespace {

using ::testing::AnyOf;
using ::testing::Not;
namespace fs = std::filesystem;

class Scarce : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(quiet_.error, ""); }

  // Whatever became of it: an exit code of the platform, a word why, no verdict that an undisturbed campaign has not.
  void ExpectNobodysVerdict(const fs::path& campaign, const Ended& ended) {
    EXPECT_FALSE(ended.signalled) << ended.code;
    EXPECT_THAT(ended.code, AnyOf(0, 2, 3)) << ended.err;
    if (ended.code != 0) EXPECT_THAT(ended.err, Not("")) << "it says nothing";
    EXPECT_EQ(World::Orphans(), "");
    if (!fs::exists(campaign)) return;
    const auto file = CampaignFile::Open(campaign, CampaignFile::Mode::kRead);
    if (!file || (*file)->Count().value_or(0) == 0) return;
    const auto rows = World::Rows(campaign);
    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_LE(rows->size(), quiet_.rows.size());
    for (size_t i = 0; i < rows->size(); ++i) EXPECT_EQ(Content((*rows)[i]), Content(quiet_.rows[i]));
    if (ended.code == 0) EXPECT_EQ(*rows, quiet_.rows);
  }

  void Limited(const std::vector<std::string>& before) {
    const fs::path campaign = world_.At(fmt::format("{}.db", count_++));
    // Among processes of its own: a program that is out of its mind may signal whom it likes.
    std::vector<std::string> words;
    if (::geteuid() == 0) words = {"unshare", "--pid", "--fork", "--kill-child", "--mount-proc"};
    words.insert(words.end(), before.begin(), before.end());
    for (std::string word : RunWords(campaign)) {
      if (word == "gauntlet") word = World::Program(word);
      words.push_back(std::move(word));
    }
    const Ended ended = world_.Run(words);
    (ended.code == 0 ? fine_ : refused_) += 1;
    ExpectNobodysVerdict(campaign, ended);
  }

  World world_;
  const Quiet& quiet_ = TheQuietCampaign();
  int count_ = 0, fine_ = 0, refused_ = 0;
};

TEST_F(Scarce, DescriptorsAreThePlatformsError) {
  Budget budget(6, 40);
  Rng rng(MixSeed({FaultSeed(), 5}));
  for (; budget.More() && !HasFailure(); budget.Spend()) {
    const uint64_t most = 5 + rng.Below(40);
    SCOPED_TRACE(fmt::format("{} descriptors", most));
    Limited({"prlimit", fmt::format("--nofile={0}:{0}", most)});
  }
  fmt::print("{} runs: {} refused, {} fine\n", budget.done(), refused_, fine_);
}

// A user of its own for each run: the kernel counts the processes and threads of a user, and root's not at all.
TEST_F(Scarce, ThreadsAndProcessesAreThePlatformsErrorToo) {
  GAUNTLET_SKIP_UNDER_SANITIZERS("LeakSanitizer needs a process of its own to look, and fails without one");
  if (::geteuid() != 0) GTEST_SKIP() << "a user who has nothing else running is lent by root only";
  Budget budget(14, 60);
  Rng rng(MixSeed({FaultSeed(), 7}));
  for (; budget.More() && !HasFailure(); budget.Spend()) {
    const int most = 1 + budget.done() % 14;
    const uint64_t user = 100000 + rng.Below(1000000);
    SCOPED_TRACE(fmt::format("{} processes and threads", most));
    ASSERT_EQ(::chown(world_.folder().c_str(), static_cast<uid_t>(user), static_cast<gid_t>(user)), 0);
    Limited({"setpriv", fmt::format("--reuid={}", user), fmt::format("--regid={}", user), "--clear-groups",
             "prlimit", fmt::format("--nproc={0}:{0}", most)});
    fs::remove_all(world_.At("cache"));  // the next user may not write there
  }
  fmt::print("{} runs: {} refused, {} fine\n", budget.done(), refused_, fine_);
  EXPECT_GT(refused_, 0);
  EXPECT_GT(fine_, 0);
}

// The host sees a wall clock that jumps by hours either way at every look; workers and children ask no wall clock
// (tests/tidy).
TEST_F(Scarce, HoursThatComeAndGoChangeNothing) {
  const std::string clock = fmt::format("LD_PRELOAD={}/tests/libjumping_clock.so", GAUNTLET_BUILD_DIR);
  const fs::path campaign = world_.At("jumpy.db");
  std::vector<std::string> words = {"env", clock};
  for (std::string word : RunWords(campaign)) {
    if (word == "gauntlet") word = World::Program(word);
    words.push_back(std::move(word));
  }
  const Ended ended = world_.Run(words);
  ASSERT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(*World::Rows(campaign), quiet_.rows);
  const auto file = CampaignFile::Open(campaign, CampaignFile::Mode::kRead);
  ASSERT_TRUE(file);
  const auto log = (*file)->ReadLog();
  ASSERT_TRUE(log && log->size() >= 2);
  EXPECT_GT(log->front().at.compare(log->back().at) == 0 ? 0 : 1, 0) << "the clock did not jump";
}

}  // namespace
}  // namespace gauntlet::faults
