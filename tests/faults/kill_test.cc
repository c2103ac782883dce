// kill -9 at random points of real campaigns. Rows at the end are those of a campaign that nobody disturbed.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <map>
#include <utility>

#include "host/base/rng.h"
#include "host/store/campaign_file.h"
#include "tests/faults/world.h"

namespace gauntlet::faults {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr int kKillsOfOne = 8;
// Three workers killed over one question are an error of the platform (exit code 3). So the last but one of a role was
// killed at least so many rows before the next: more than are on their way at once.
constexpr int64_t kRowsOnTheirWay = 20;

class Kill : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(quiet_.error, ""); }

  // Sleeps, but not beyond the host's end.
  void Wait(pid_t host, double ms) const {
    const Deadline deadline = Deadline::After(ms);
    while (!deadline.Passed() && !world_.HasEnded(host)) ::usleep(500);
  }

  static int64_t Stored(const fs::path& campaign) {
    const auto file = CampaignFile::Open(campaign, CampaignFile::Mode::kRead);
    return file ? (*file)->Count().value_or(0) : 0;
  }

  // After a kill of the host: nothing is lost, nothing differs from the quiet campaign but the archive's state.
  void ExpectBeginningOfQuiet(const fs::path& campaign, int64_t at_least) {
    if (!fs::exists(campaign) || Stored(campaign) == 0) {
      EXPECT_EQ(at_least, 0);
      return;
    }
    const auto rows = World::Rows(campaign);
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_GE(static_cast<int64_t>(rows->size()), at_least) << "committed verdicts are lost";
    ASSERT_LE(rows->size(), quiet_.rows.size());
    for (size_t i = 0; i < rows->size(); ++i) EXPECT_EQ(Content((*rows)[i]), Content(quiet_.rows[i]));
  }

  // At how many rows workers of each role were killed. A child is its evaluator's question.
  class LastTwo {
   public:
    bool Allow(Role role, int64_t rows) {
      auto& [last_but_one, last] =
          rows_
              .try_emplace(role == Role::kChild ? Role::kEvaluator : role, -kRowsOnTheirWay, -kRowsOnTheirWay)
              .first->second;
      if (rows - last_but_one < kRowsOnTheirWay) return false;
      last_but_one = std::exchange(last, rows);
      return true;
    }

   private:
    std::map<Role, std::pair<int64_t, int64_t>> rows_;
  };

  // A run that was killed before there was a campaign: its file says so.
  pid_t GoOn(const fs::path& campaign) {
    if (fs::exists(campaign)) {
      const pid_t host = world_.Start(ResumeWords(campaign));
      Wait(host, 50);
      if (!world_.HasEnded(host) || Stored(campaign) > 0) return host;
      const Ended ended = world_.Finish(host);
      EXPECT_EQ(ended.code, 2) << ended.err;
      EXPECT_THAT(ended.err, HasSubstr("remove it and run again"));
      for (const char* suffix : {"", "-wal", "-shm", ".lock"}) fs::remove(campaign.string() + suffix);
    }
    return world_.Start(RunWords(campaign));
  }

  // One campaign with up to kKillsOfOne kills. `roles`: whom to choose from.
  void Disturb(Budget& budget, Rng& rng, std::span<const Role> roles) {
    const fs::path campaign = world_.At(fmt::format("disturbed-{}.db", number_++));
    const bool hosts = std::ranges::count(roles, Role::kHost) > 0;
    std::string story;
    pid_t host = world_.Start(RunWords(campaign));
    LastTwo last_two;
    for (int kills = 0; kills < kKillsOfOne && !world_.HasEnded(host);) {
      Wait(host, rng.Unit() * quiet_.ms * (hosts ? 0.8 : 0.25));
      const Role role = roles[rng.Below(roles.size())];
      const std::vector<pid_t> victims = World::Of(host, role);
      if (victims.empty() || world_.HasEnded(host)) continue;
      const int64_t stored = fs::exists(campaign) ? Stored(campaign) : 0;
      if (role != Role::kHost && !last_two.Allow(role, stored)) continue;
      ::kill(victims[rng.Below(victims.size())], SIGKILL);
      story += fmt::format("{} at {} rows; ", faults::ToString(role), stored);
      ++kills, budget.Spend(), ++killed_[role];
      if (role != Role::kHost) continue;
      last_two = {};
      EXPECT_TRUE(world_.Finish(host).signalled);
      EXPECT_EQ(World::Orphans(), "") << story;
      ExpectBeginningOfQuiet(campaign, stored);
      host = GoOn(campaign);
    }
    const Ended ended = world_.Finish(host);
    EXPECT_EQ(ended.code, 0) << story << ended.err;
    EXPECT_EQ(World::Orphans(), "") << story;
    EXPECT_EQ(world_.Leftovers(), "") << story;
    for (const char* suffix : {"-wal", "-shm", ".lock"}) EXPECT_FALSE(fs::exists(campaign.string() + suffix));
    const auto rows = World::Rows(campaign);
    ASSERT_TRUE(rows) << story << rows.error().message;
    EXPECT_EQ(*rows, quiet_.rows) << story;
  }

  void Report() const {
    for (const auto& [role, count] : killed_)
      fmt::print("killed {}: {} times\n", faults::ToString(role), count);
  }

  World world_;
  const Quiet& quiet_ = TheQuietCampaign();
  std::map<Role, int> killed_;
  int number_ = 0;
};

TEST_F(Kill, OfWorkersAndChildrenIsNobodysVerdictAndNeedsNoResume) {
  Budget budget(24, 250);
  Rng rng(MixSeed({FaultSeed(), 1}));
  while (budget.More() && !HasFailure()) Disturb(budget, rng, std::span(kRoles).subspan(1));
  Report();
}

TEST_F(Kill, OfHostsAndAllElseLosesNoRowAndCountsNoneTwice) {
  Budget budget(24, 250);
  Rng rng(MixSeed({FaultSeed(), 2}));
  const Role mostly_hosts[] = {Role::kHost,      Role::kHost,     Role::kHost, Role::kCompiler,
                               Role::kEvaluator, Role::kVerifier, Role::kChild};
  while (budget.More() && !HasFailure()) Disturb(budget, rng, mostly_hosts);
  Report();
}

}  // namespace
}  // namespace gauntlet::faults
