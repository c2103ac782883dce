#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/base/rng.h"
#include "simulators/cache/harness/harness.h"
#include "simulators/cache/harness/recording.h"

namespace gauntlet::cache_simulator {
namespace {

constexpr const char* kPolicies[] = {"fifo", "lru", "sieve", "s3fifo", "priorities"};

Policy Native(const std::string& name) {
  auto policy =
      LoadPolicy(GAUNTLET_BUILD_DIR "/tests/policies/" + name + ".so",
                 name == "priorities" ? GAUNTLET_CACHE_PRIORITY_INTERFACE : GAUNTLET_CACHE_POLICY_INTERFACE);
  if (!policy) throw std::runtime_error(policy.error().message);
  return *policy;
}

OpenedWorkload Zipf(uint64_t seed, bool unit) {
  const auto requests = GenerateZipf(20000, 3000, 0.9, 1000, seed);
  auto workload = OpenedWorkload::Open(BuildTrace(requests), unit ? Params{{"capacity_objects", "300"}}
                                                                  : Params{{"capacity_bytes", "150000"}});
  if (!workload) throw std::runtime_error(workload.error().message);
  return *workload;
}

TEST(Replay, OfALogGivesTheSameMetricsHashAndLength) {
  for (const bool unit : {true, false}) {
    const OpenedWorkload workload = Zipf(unit, unit);
    for (const char* name : kPolicies) {
      const Policy policy = Native(name);
      const Outcome run = workload.Run(policy);
      ASSERT_EQ(run.status, GAUNTLET_OK) << name << run.fault.text;
      EXPECT_GT(run.result.answer_count, 1000u);
      const Outcome replay = workload.Replay(policy.interface_name, run.log);
      ASSERT_EQ(replay.status, GAUNTLET_OK) << name << replay.fault.text;
      EXPECT_TRUE(SameResult(run.result, replay.result)) << name;
    }
  }
}

TEST(Replay, TheOutcomeDoesNotDependOnHowRecordsAreCutIntoBlocks) {
  const OpenedWorkload workload = Zipf(5, false);
  for (const char* name : kPolicies) {
    const Policy policy = Native(name);
    const Outcome whole = workload.Run(policy);
    for (const uint64_t most : {1, 2, 17, 5000}) {
      Rng rng(most);
      RunOptions options{.block_size = [&] { return 1 + rng.Below(most); }};
      const Outcome cut = workload.Run(policy, options);
      EXPECT_TRUE(SameResult(whole.result, cut.result)) << name << " " << most;
      EXPECT_EQ(whole.log, cut.log);
      EXPECT_TRUE(
          SameResult(whole.result, workload.Replay(policy.interface_name, whole.log, options).result));
    }
  }
}

TEST(Replay, ARunAndItsReplayAreAtTheSamePlaceOfTheLogAfterEveryBlock) {
  const OpenedWorkload workload = Zipf(9, false);
  for (const char* name : kPolicies) {
    const Policy policy = Native(name);
    const auto cut = [] {
      return RunOptions{.block_size = [rng = std::make_shared<Rng>(3)] { return 1 + rng->Below(600); }};
    };
    const Outcome run = workload.Run(policy, cut());
    ASSERT_GT(run.log_positions.size(), 30u);
    EXPECT_EQ(run.log_positions.back(), run.result.log_bytes) << name;
    EXPECT_EQ(run.log_positions, workload.Replay(policy.interface_name, run.log, cut()).log_positions)
        << name;
    EXPECT_TRUE(std::ranges::is_sorted(run.log_positions));
  }
}

TEST(Replay, WithoutALogTheAnswersAreHashedAllTheSame) {
  const OpenedWorkload workload = Zipf(6, true);
  const Outcome kept = workload.Run(Native("lru"));
  const Outcome bare = workload.Run(Native("lru"), {.keep_log = false});
  EXPECT_EQ(kept.result.answer_hash, bare.result.answer_hash);
  EXPECT_EQ(bare.result.log_bytes, 0u);
  EXPECT_NE(kept.result.answer_hash, workload.Run(Native("fifo")).result.answer_hash);
}

TEST(Replay, ALogThatJustFitsIsFineAndOneByteLessOverflows) {
  const OpenedWorkload workload = Zipf(7, true);
  for (const char* name : kPolicies) {
    const Policy policy = Native(name);
    const uint64_t needed = workload.Run(policy).result.log_bytes;
    EXPECT_LE(needed, workload.facts().log_bound_bytes);
    EXPECT_EQ(workload.Run(policy, {.log_bytes = needed}).status, GAUNTLET_OK);
    for (const uint64_t room : {needed - 1, uint64_t{5}, uint64_t{1}}) {
      const Outcome outcome = workload.Run(policy, {.log_bytes = room});
      EXPECT_EQ(outcome.status, GAUNTLET_LOG_OVERFLOW) << name << " " << room;
      EXPECT_THAT(outcome.fault.text, testing::HasSubstr("more answers than the decision log can hold"));
    }
  }
}

TEST(Replay, RefusesALogThatEndsEarlyOrLate) {
  const OpenedWorkload workload = Zipf(8, true);
  for (const char* name : kPolicies) {
    const Policy policy = Native(name);
    std::vector<uint8_t> log = workload.Run(policy).log;
    std::vector<uint8_t> early(log.begin(), log.end() - 1), late = log;
    late.push_back(0);
    EXPECT_EQ(workload.Replay(policy.interface_name, early).status, GAUNTLET_BAD_LOG) << name;
    EXPECT_EQ(workload.Replay(policy.interface_name, late).status, GAUNTLET_BAD_LOG) << name;
    EXPECT_EQ(workload.Replay(policy.interface_name, {}).status, GAUNTLET_BAD_LOG) << name;
  }
}

TEST(Replay, RefusesAVictimThatIsNotResidentAndALogOfAnotherInterface) {
  const OpenedWorkload workload = Zipf(9, true);
  std::vector<uint8_t> log = workload.Run(Native("lru")).log;
  EXPECT_EQ(workload.Replay(GAUNTLET_CACHE_PRIORITY_INTERFACE, log).status, GAUNTLET_BAD_LOG);
  EXPECT_EQ(workload.Replay(GAUNTLET_CACHE_POLICY_INTERFACE, workload.Run(Native("priorities")).log).status,
            GAUNTLET_BAD_LOG);
  std::vector<uint8_t> forged = log;
  forged[1 + 4 * 10 + 3] = 0x40;  // the eleventh victim
  const Outcome outcome = workload.Replay(GAUNTLET_CACHE_POLICY_INTERFACE, forged);
  EXPECT_EQ(outcome.status, GAUNTLET_BAD_LOG);
  EXPECT_THAT(outcome.fault.text, testing::HasSubstr("must name a resident slot"));
}

TEST(Replay, AnyChangedAnswerChangesTheHashOrIsRefused) {
  const OpenedWorkload workload = Zipf(10, true);
  const Outcome run = workload.Run(Native("s3fifo"));
  Rng rng(1);
  for (int i = 0; i < 200; ++i) {
    std::vector<uint8_t> log = run.log;
    log[1 + rng.Below(log.size() - 1)] ^= static_cast<uint8_t>(1 + rng.Below(255));
    const Outcome replay = workload.Replay(GAUNTLET_CACHE_POLICY_INTERFACE, log);
    EXPECT_TRUE(replay.status == GAUNTLET_BAD_LOG || replay.result.answer_hash != run.result.answer_hash);
  }
}

TEST(Begin, RefusesTablesThatLackARequiredHookAndInterfacesItDoesNotKnow) {
  const OpenedWorkload workload = Zipf(11, true);
  RecordingPolicy recording;
  gauntlet_cache_policy hooks = recording.Table();
  hooks.choose_victim = nullptr;
  EXPECT_EQ(workload.Run(PolicyOf(hooks)).status, GAUNTLET_UNSUPPORTED);
  hooks = recording.Table();
  hooks.struct_size -= 8;
  EXPECT_EQ(workload.Run(PolicyOf(hooks)).status, GAUNTLET_UNSUPPORTED);
  EXPECT_EQ(workload.Run({"gauntlet.cache.policy/9", &hooks, nullptr}).status, GAUNTLET_UNSUPPORTED);
}

TEST(Begin, AnswersToHooksThatMayBeMissing) {
  const OpenedWorkload workload = Zipf(12, true);
  RecordingPolicy recording;
  gauntlet_cache_policy hooks = recording.Table();
  hooks.on_hit = nullptr;
  hooks.on_miss = nullptr;
  hooks.on_forget = nullptr;
  const Outcome outcome = workload.Run(PolicyOf(hooks));
  EXPECT_EQ(outcome.status, GAUNTLET_OK);
  EXPECT_TRUE(SameResult(outcome.result, workload.Run(Native("fifo")).result));
}

}  // namespace
}  // namespace gauntlet::cache_simulator
