// A disk that fills up at one write after the other: a small tmpfs, in a mount namespace of this process.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "host/base/rng.h"
#include "host/store/campaign_file.h"
#include "tests/faults/world.h"

namespace gauntlet::faults {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

// What may be missing before it is begun is told apart from what is lost.
bool HasRows(const fs::path& campaign) {
  const auto file = CampaignFile::Open(campaign, CampaignFile::Mode::kRead);
  return file && (*file)->Count().value_or(0) > 0;
}

class SmallDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(quiet_.error, "");
    fs::create_directories(disk_);
    static const int unshared = ::unshare(CLONE_NEWNS);
    if (unshared != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", disk_.c_str(), "tmpfs", 0, "size=1m") != 0)
      GTEST_SKIP() << "no filesystem may be mounted here (" << std::strerror(errno) << "): run as root";
    mounted_ = true;
  }
  void TearDown() override {
    if (mounted_) ::umount2(disk_.c_str(), MNT_DETACH);
  }
  void Resize(uint64_t kib) {
    ASSERT_EQ(::mount("tmpfs", disk_.c_str(), "tmpfs", MS_REMOUNT, fmt::format("size={}k", kib).c_str()), 0);
  }
  void Empty() {
    for (const auto& entry : fs::directory_iterator(disk_)) fs::remove_all(entry.path());
  }

  World world_;
  const Quiet& quiet_ = TheQuietCampaign();
  const fs::path disk_ = world_.At("small"), campaign_ = disk_ / "x.db";
  bool mounted_ = false;
};

TEST_F(SmallDisk, EndsACampaignWithAClearErrorAndNoLoss) {
  Budget budget(8, 100);
  Rng rng(MixSeed({FaultSeed(), 4}));
  int full = 0, never_begun = 0;
  for (; budget.More() && !HasFailure(); budget.Spend()) {
    const uint64_t kib = 16 + 4 * rng.Below(IsSoak() ? 300 : 180);
    SCOPED_TRACE(fmt::format("a disk of {} KiB", kib));
    Empty();
    Resize(kib);
    Ended ended = world_.Run(RunWords(campaign_));
    EXPECT_THAT(ended.code, AnyOf(0, 3)) << ended.err;
    if (ended.code != 0) EXPECT_THAT(ended.err, HasSubstr("disk is full"));
    full += ended.code != 0;
    const bool begun = HasRows(campaign_);
    if (begun) {
      const auto rows = World::Rows(campaign_);
      ASSERT_TRUE(rows) << rows.error().message;
      for (size_t i = 0; i < rows->size(); ++i) EXPECT_EQ(Content((*rows)[i]), Content(quiet_.rows[i]));
    }
    Resize(65536);
    if (fs::exists(campaign_)) {
      ended = world_.Run(ResumeWords(campaign_));
      if (ended.code == 2 && !begun) {
        EXPECT_THAT(ended.err, HasSubstr("remove it and run again"));
        Empty();
      }
    }
    if (!fs::exists(campaign_)) ++never_begun, ended = world_.Run(RunWords(campaign_));
    EXPECT_EQ(ended.code, 0) << ended.err;
    const auto rows = World::Rows(campaign_);
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(*rows, quiet_.rows);
    EXPECT_EQ(World::Orphans(), "");
  }
  fmt::print("{} disks: {} full, of these {} before the first row\n", budget.done(), full, never_begun);
  EXPECT_GT(full, 0);
}

TEST_F(SmallDisk, IsSaidByExport) {
  for (const uint64_t kib : {8, 64, 160}) {
    SCOPED_TRACE(fmt::format("a disk of {} KiB", kib));
    Empty();
    Resize(kib);
    const Ended ended = world_.Run({"gauntlet", "export", quiet_.campaign, "-o", disk_ / "out"});
    EXPECT_EQ(ended.code, 3) << ended.out << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("No space left on device"));
  }
}

TEST_F(SmallDisk, IsSaidByEveryCommandThatPrints) {
  for (const char* command : {"list", "best", "stats", "show", "lineage"}) {
    const Ended ended =
        world_.Run({"/bin/sh", "-c", "exec \"$0\" \"$@\" >/dev/full", World::Program("gauntlet"), command,
                    quiet_.campaign, "--problem-path", "."});
    EXPECT_EQ(ended.code, 3) << command << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("No space left on device")) << command;
  }
}

TEST_F(SmallDisk, CostsTheCacheOfTracesAndNoResult) {
  Resize(16);
  const std::string eval =
      fmt::format("GAUNTLET_CACHE={} exec {} eval toy toy/seed.cc --problem-path . --json", disk_.string(),
                  World::Program("gauntlet"));
  const Ended ended = world_.Run({"/bin/sh", "-c", eval});
  EXPECT_EQ(ended.code, 0) << ended.err;
}

}  // namespace
}  // namespace gauntlet::faults
