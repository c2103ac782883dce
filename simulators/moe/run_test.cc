#include "simulators/moe/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "simulators/moe/testing.h"

namespace gauntlet::moe_simulator {
namespace {

using testing::HasSubstr;

// 1 layer of 3 experts in 4 slots on 2 GPUs of one node: slots {0 1 | 2 0} to begin with.
const Params kSmall = ParamsWith({{"replicas", "4"}, {"gpus", "2"}});

simulators::OpenedWorkload Open(const std::vector<Loads>& windows, const Params& params = kSmall,
                                uint32_t steps = 100) {
  auto opened = OpenHistory(BuildHistory(1, 3, windows, steps), params);
  GAUNTLET_ASSERT(opened.has_value());
  return std::move(*opened);
}

uint32_t Put(uint32_t* placement, std::initializer_list<uint32_t> experts) {
  std::copy(experts.begin(), experts.end(), placement);
  return 1;
}

// Window 1 falls on what was answered to window 0.
//   window 1: loads {20 30 50} on {0 1 | 2 0}: GPUs 40 and 60, replicas 10 30 50 10
//   window 2: loads {80 10 10} on {0 1 | 0 2}: GPUs 50 and 50, replicas 40 10 40 10
TEST(Run, ScoresEachPlacementOnTheWindowThatFollows) {
  const auto workload = Open({{1, 1, 1}, {20, 30, 50}, {80, 10, 10}});
  int asked = 0;
  const Scripted script([&](const gauntlet_moe_view&, uint32_t* placement) {
    return ++asked == 2 ? Put(placement, {0, 1, 0, 2}) : 0;
  });
  const Outcome outcome = workload.Run(script.policy());
  ASSERT_EQ(outcome.status, GAUNTLET_OK) << outcome.fault.text;
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(outcome.Count("windows"), 2u);
  EXPECT_EQ(outcome.Count("rebalances"), 1u);
  EXPECT_EQ(outcome.Count("layers_changed"), 1u);
  EXPECT_EQ(outcome.Count("migration_bytes"), 0u) << "the GPUs hold what they held";
  EXPECT_DOUBLE_EQ(outcome.Real("balancedness_gpu"), (50 / 60.0 + 1) / 2);
  EXPECT_DOUBLE_EQ(outcome.Real("balancedness_expert"), (25 / 50.0 + 25 / 40.0) / 2);
  EXPECT_DOUBLE_EQ(outcome.Real("gpu_imbalance"), (60 / 50.0 + 1) / 2);
}

TEST(Run, SumsMeansAndMaximaOverLayersBeforeItDivides) {
  auto opened = OpenHistory(BuildHistory(2, 2, {{1, 1, 1, 1}, {10, 30, 100, 20}}),
                            ParamsWith({{"replicas", "2"}, {"gpus", "2"}}));
  ASSERT_TRUE(opened);
  const Scripted script([](const gauntlet_moe_view&, uint32_t*) { return 0u; });
  const Outcome outcome = opened->Run(script.policy());
  EXPECT_DOUBLE_EQ(outcome.Real("balancedness_gpu"), (20.0 + 60.0) / (30 + 100));
  EXPECT_DOUBLE_EQ(outcome.Real("gpu_imbalance"), (30.0 + 100.0) / (20 + 60));
}

TEST(Run, ShowsTheNewestWindowsFirstWithTheirAgeAndThePlacementInForce) {
  Params params = kSmall;
  params.emplace_back("history", "2");
  const auto workload = Open({{1, 0, 0}, {2, 0, 0}, {3, 0, 0}, {4, 0, 0}}, params, 7);
  std::vector<std::vector<uint32_t>> seen;
  std::vector<uint32_t> in_force;
  const Scripted script([&](const gauntlet_moe_view& view, uint32_t* placement) {
    EXPECT_EQ(view.rebalances, seen.size());
    auto& now = seen.emplace_back();
    for (uint32_t w = 0; w < view.window_count; ++w) {
      now.push_back(view.windows[w].load[0]);
      EXPECT_EQ(view.windows[w].age_steps, 7 * w);
      EXPECT_EQ(view.windows[w].steps, 7u);
    }
    in_force.assign(view.placement, view.placement + 4);
    EXPECT_TRUE(std::equal(in_force.begin(), in_force.end(), placement));
    return Put(placement, {2, 1, 0, 0});
  });
  ASSERT_EQ(workload.Run(script.policy()).status, GAUNTLET_OK);
  EXPECT_EQ(seen, (std::vector<std::vector<uint32_t>>{{1}, {2, 1}, {3, 2}, {4, 3}}));
  EXPECT_EQ(in_force, (std::vector<uint32_t>{2, 1, 0, 0}));
  EXPECT_EQ(Scripted::config().slots_per_gpu, 2u);
  EXPECT_EQ(Scripted::config().migration_budget_bytes, GAUNTLET_MOE_NO_BUDGET);
}

TEST(Run, CountsThatComeLateAreShownLate) {
  Params params = kSmall;
  params.emplace_back("lag", "2");
  const auto workload = Open({{1, 0, 0}, {2, 0, 0}, {3, 0, 0}, {4, 0, 0}}, params, 7);
  std::vector<uint32_t> seen;
  const Scripted script([&](const gauntlet_moe_view& view, uint32_t*) {
    seen.push_back(view.windows[0].load[0]);
    EXPECT_EQ(view.windows[0].age_steps, 14u);
    return 0u;
  });
  ASSERT_EQ(workload.Run(script.policy()).status, GAUNTLET_OK);
  EXPECT_EQ(seen, (std::vector<uint32_t>{1, 2}));
}

TEST(Run, RefusesAnIllegalPlacementAndNamesTheWindow) {
  const auto workload = Open({{1, 1, 1}, {1, 1, 1}, {1, 1, 1}});
  const auto refusal = [&](std::initializer_list<uint32_t> answer, uint32_t returned) {
    int asked = 0;
    const Scripted script([&](const gauntlet_moe_view&, uint32_t* placement) {
      if (++asked < 2) return 0u;
      Put(placement, answer);
      return returned;
    });
    const Outcome outcome = workload.Run(script.policy());
    EXPECT_EQ(outcome.status, GAUNTLET_INVALID_DECISION);
    EXPECT_EQ(outcome.fault.index, 1u);
    return std::string(outcome.fault.text);
  };
  EXPECT_THAT(refusal({0, 1, 2, 3}, 1),
              HasSubstr("layer 0, slot 3: there is no expert 3, the last one is 2"));
  EXPECT_THAT(refusal({0, 1, 0xffffffff, 0}, 1), HasSubstr("slot 2: there is no expert 4294967295"));
  EXPECT_THAT(refusal({0, 1, 65536, 0}, 1), HasSubstr("there is no expert 65536"));
  EXPECT_THAT(refusal({0, 1, 0, 0}, 1), HasSubstr("expert 2 has no replica"));
  EXPECT_THAT(refusal({0, 1, 2, 0}, 2), HasSubstr("must answer 0 or 1; it answered 2"));
}

TEST(Run, WhatIsWrittenCountsForNothingIfTheAnswerIsNo) {
  const auto workload = Open({{1, 1, 1}, {20, 30, 50}, {1, 1, 1}});
  const Scripted script(
      [](const gauntlet_moe_view&, uint32_t* placement) { return Put(placement, {9, 9, 9, 9}) - 1; });
  const Scripted idle([](const gauntlet_moe_view&, uint32_t*) { return 0u; });
  const Outcome outcome = workload.Run(script.policy());
  ASSERT_EQ(outcome.status, GAUNTLET_OK);
  EXPECT_TRUE(simulators::SameResult(outcome.result, workload.Run(idle.policy()).result));
  EXPECT_EQ(outcome.log.size(), 1 + 3 * sizeof(uint32_t));
}

// A budget of 20 bytes: two experts of 10. GPU 0 gets 2 and then also GPU 1 gets 1.
TEST(Run, HoldsAMigrationBudgetToTheByte) {
  Params params = kSmall;
  params.emplace_back("migration_budget_bytes", "20");
  const auto run = [&](const Params& with) {
    const auto workload = Open({{1, 1, 1}, {1, 1, 1}}, with);
    int asked = 0;
    const Scripted script([&](const gauntlet_moe_view&, uint32_t* placement) {
      return ++asked == 1 ? Put(placement, {0, 2, 1, 0}) : 0;
    });
    return workload.Run(script.policy());
  };
  const Outcome kept = run(params);
  ASSERT_EQ(kept.status, GAUNTLET_OK) << kept.fault.text;
  EXPECT_EQ(kept.Count("migration_bytes"), 20u);
  EXPECT_EQ(kept.Count("replicas_moved"), 2u);
  EXPECT_EQ(kept.Count("inter_node_bytes"), 0u);
  params.back().second = "19";
  const Outcome broken = run(params);
  EXPECT_EQ(broken.status, GAUNTLET_INVALID_DECISION);
  EXPECT_THAT(broken.fault.text, HasSubstr("moves 20 bytes; 19 are allowed"));
}

// Answers that change now this and now that, from the loads alone.
uint32_t Shuffle(const gauntlet_moe_view& view, uint32_t* placement) {
  const uint32_t first = view.windows[0].load[0];
  if (first % 3 == 0) return 0;
  std::rotate(placement, placement + first % 4, placement + 4);
  return 1;
}

std::vector<Loads> SomeWindows() {
  std::vector<Loads> windows;
  for (uint32_t i = 0; i < 40; ++i) windows.push_back({i * 7 % 11, i * 5 % 13, 3});
  return windows;
}

TEST(Run, IsTheSameHoweverItIsCutAndWhenItIsReplayed) {
  const auto workload = Open(SomeWindows());
  const Scripted script(Shuffle);
  const Outcome whole = workload.Run(script.policy());
  ASSERT_EQ(whole.status, GAUNTLET_OK);
  EXPECT_GT(whole.Count("rebalances"), 10u);
  const Outcome one_by_one = workload.Run(script.policy(), {.block_size = [] { return uint64_t{1}; }});
  EXPECT_TRUE(simulators::SameResult(whole.result, one_by_one.result));
  EXPECT_EQ(whole.log, one_by_one.log);
  const Outcome replayed = workload.Replay(GAUNTLET_MOE_POLICY_INTERFACE, whole.log);
  ASSERT_EQ(replayed.status, GAUNTLET_OK) << replayed.fault.text;
  EXPECT_TRUE(simulators::SameResult(whole.result, replayed.result));
  const Outcome replayed_by_one =
      workload.Replay(GAUNTLET_MOE_POLICY_INTERFACE, whole.log, {.block_size = [] { return uint64_t{1}; }});
  EXPECT_TRUE(simulators::SameResult(whole.result, replayed_by_one.result));
  EXPECT_EQ(replayed_by_one.log_positions, one_by_one.log_positions);
}

TEST(Run, NeedsAsMuchLogAsItsBoundAndNoMore) {
  const auto workload = Open(SomeWindows());
  const Scripted script([](const gauntlet_moe_view&, uint32_t* placement) {
    std::rotate(placement, placement + 1, placement + 4);
    return 1u;
  });
  const Outcome outcome = workload.Run(script.policy());
  ASSERT_EQ(outcome.status, GAUNTLET_OK);
  EXPECT_EQ(outcome.log.size(), workload.facts().log_bound_bytes);
  const Outcome cut = workload.Run(script.policy(), {.log_bytes = outcome.log.size() - 1});
  EXPECT_EQ(cut.status, GAUNTLET_LOG_OVERFLOW);
}

TEST(Run, RefusesLogsThatNoRunCanHaveLeft) {
  const auto workload = Open(SomeWindows());
  const Scripted script(Shuffle);
  const Outcome run = workload.Run(script.policy());
  const auto refusal = [&](std::vector<uint8_t> log) {
    const Outcome outcome = workload.Replay(GAUNTLET_MOE_POLICY_INTERFACE, log);
    EXPECT_EQ(outcome.status, GAUNTLET_BAD_LOG);
    return std::string(outcome.fault.text);
  };
  EXPECT_THAT(refusal({}), HasSubstr("not one of this interface"));
  EXPECT_THAT(refusal({9}), HasSubstr("not one of this interface"));
  std::vector<uint8_t> log = run.log;
  log.pop_back();
  EXPECT_THAT(refusal(log), HasSubstr("ends before"));
  log = run.log;
  log.push_back(0);
  EXPECT_THAT(refusal(log), HasSubstr("left after the last window"));
  // The first change: how many layers (1), which (0), the experts of 4 slots.
  const size_t at = 1 + sizeof(uint32_t);  // window 0 has no change
  ASSERT_EQ(run.log[at], 1);
  log = run.log;
  log[at] = 2;
  EXPECT_THAT(refusal(log), HasSubstr("2 layers changed, of 1"));
  log = run.log;
  log[at + 4] = 1;
  EXPECT_THAT(refusal(log), HasSubstr("layer 1 is not the next one"));
  log = run.log;
  log[at + 8] = 7;
  EXPECT_THAT(refusal(log), HasSubstr("there is no expert 7"));
  log = run.log;
  const uint16_t initial[] = {0, 1, 2, 0};
  std::memcpy(log.data() + at + 8, initial, sizeof initial);
  EXPECT_THAT(refusal(log), HasSubstr("layer 0 is not changed"));
}

TEST(Run, ShowsOneWindowAtATimeAndNothingOfTheFuture) {
  const auto shorter = Open({{1, 1, 1}, {2, 2, 2}});
  const auto longer = Open(SomeWindows());
  EXPECT_EQ(shorter.facts().block_records, 1u);
  ASSERT_EQ(shorter.facts().run_config_bytes, longer.facts().run_config_bytes);
  EXPECT_EQ(0, std::memcmp(shorter.facts().run_config, longer.facts().run_config,
                           shorter.facts().run_config_bytes));
}

}  // namespace
}  // namespace gauntlet::moe_simulator
